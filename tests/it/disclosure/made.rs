//! Made organisations: random, small, and with words planted in each section that stand nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use preread::model::testing::{Org, org};

use super::contract::{Matrix, Section, overrides};
use super::random::Random;

/// Days on which a site may stand: one in each phase of the cycle, and the day of release itself.
pub const DAYS: &[&str] = &[
    "2026-07-20",
    "2026-07-28",
    "2026-08-20",
    "2026-10-06",
    "2026-10-12",
    "2026-10-16",
    "2026-10-20",
    "2026-10-26",
    "2026-10-30",
];
/// The day on which the one session is held.
pub const SESSION: &str = "2026-10-16";
/// The day from which goals are locked.
pub const LOCKED: &str = "2026-07-28";
/// The day on which ratings are released, where that is approved.
pub const RELEASE: &str = "2026-10-26";
/// The day of the approval.
pub const APPROVED: &str = "2026-10-20";
/// The day on which manager assessments are handed in.
pub const ASSESSED: &str = "2026-10-09";
/// The day of check-ins.
pub const CHECKED_IN: &str = "2026-08-12";
/// The day on which plans are made.
pub const PLANNED: &str = "2026-10-19";
/// A word that stands in a justification of the session.
pub const JUSTIFICATION: &str = "zqjustificationx";
/// How many peers a feedback without names needs.
pub const PEERS: usize = 3;
/// The smallest group that a figure may describe.
pub const GROUP: usize = 5;

/// What is known of a person of a made organisation.
#[derive(Debug, Clone)]
pub struct Someone {
    pub id: String,
    /// `head`, or somebody before them.
    pub manager: String,
    pub team: &'static str,
    /// The rating that the manager recommends; none where there is a reason not to rate.
    pub recommended: Option<u32>,
    /// What the session decided.
    pub decided: Option<u32>,
    /// When the self-assessment was handed in.
    pub submitted: Option<&'static str>,
    /// When the manager showed the assessment.
    pub shared: Option<&'static str>,
    /// Whose feedback there is, and how each works with the person.
    pub feedback: Vec<(String, &'static str)>,
    /// Which records are written.
    pub written: BTreeSet<Section>,
    pub gender: &'static str,
}

/// A made organisation, of which the expectation is worked out apart from the program.
#[derive(Debug, Clone)]
pub struct Made {
    pub people: Vec<Someone>,
    /// Which units the session looks at.
    pub scope: Vec<&'static str>,
    /// Whether `side` lies below `core`.
    pub nested: bool,
    pub participants: Vec<String>,
    pub facilitator: String,
    pub coordinator: String,
    pub specialist: String,
    pub approved: bool,
    pub as_of: &'static str,
    pub overrides: Vec<(Section, &'static str, &'static str)>,
    /// What was changed: whose, and of which section.
    pub changed: Option<(usize, Section)>,
}

impl Made {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let many = 4 + random.below(4);
        let people: Vec<_> = (0..many).map(|at| someone(at, many, &mut random)).collect();
        let anyone = |random: &mut Random| match random.below(many + 1) {
            0 => "head".to_owned(),
            at => format!("p{}", at - 1),
        };
        let mut participants: Vec<_> = (0..random.below(4)).map(|_| anyone(&mut random)).collect();
        participants.sort_unstable();
        participants.dedup();
        Self {
            scope: random.pick(&[vec!["core"], vec!["side"], vec!["core", "side"]]),
            nested: random.flip(),
            participants,
            facilitator: anyone(&mut random),
            coordinator: anyone(&mut random),
            specialist: anyone(&mut random),
            approved: random.often(70),
            as_of: random.pick(DAYS),
            overrides: overrides(&mut random),
            changed: None,
            people,
        }
    }

    /// The same, with what is told of the whole organisation closed to all but HR.
    pub fn without_totals(mut self) -> Self {
        for section in [Section::Success, Section::Surveys] {
            self.overrides.retain(|(of, ..)| *of != section);
            for audience in ["company", "person", "manager", "committee"] {
                self.overrides.push((section, audience, "never"));
            }
        }
        self
    }

    pub fn matrix(&self) -> Matrix {
        Matrix::with(&self.overrides)
    }

    pub fn at(&self, id: &str) -> Option<usize> {
        self.people.iter().position(|person| person.id == id)
    }

    /// Whether a person belongs to what the session looks at.
    pub fn in_scope(&self, at: usize) -> bool {
        let team = self.people[at].team;
        self.scope.contains(&team) || (self.nested && self.scope.contains(&"core"))
    }

    pub fn is_above(&self, manager: &str, at: usize) -> bool {
        let direct = &self.people[at].manager;
        direct == manager || self.at(direct).is_some_and(|above| self.is_above(manager, above))
    }

    pub fn calibrators(&self) -> BTreeSet<&str> {
        let all = self.participants.iter().chain([&self.facilitator]);
        all.map(String::as_str).collect()
    }

    pub fn released(&self) -> bool {
        self.approved && self.as_of >= RELEASE
    }

    pub fn final_rating(&self, at: usize) -> Option<u32> {
        let held = self.as_of >= SESSION && self.in_scope(at);
        let recommended = self.recommended(at);
        held.then(|| self.decided(at).or(recommended)).flatten()
    }

    /// Whether a record was written by the day of the site.
    pub fn stands(&self, at: usize, record: Section) -> bool {
        let person = &self.people[at];
        let made = match record {
            Section::CheckIn => CHECKED_IN,
            Section::SelfAssessment => person.submitted.unwrap_or_default(),
            Section::ManagerAssessment => ASSESSED,
            Section::Pay => SESSION,
            Section::DevelopmentPlan | Section::ImprovementPlan => PLANNED,
            _ => "",
        };
        person.written.contains(&record) && made <= self.as_of
    }

    /// The feedback that was handed in by the day of the site: its number, author and relationship.
    pub fn feedback(&self, at: usize) -> Vec<(usize, &str, &str)> {
        let all = self.people[at].feedback.iter().enumerate();
        all.filter(|(number, _)| *handed_in(*number) <= *self.as_of)
            .map(|(number, (author, relationship))| (number, author.as_str(), *relationship))
            .collect()
    }

    pub fn recommended(&self, at: usize) -> Option<u32> {
        let rating = self.people[at]
            .recommended
            .filter(|_| self.stands(at, Section::ManagerAssessment))?;
        Some(self.moved(at, Section::RecommendedRating, rating))
    }

    pub fn decided(&self, at: usize) -> Option<u32> {
        let is_written = self.people[at].written.contains(&Section::Calibration) && self.in_scope(at);
        let rating = self.people[at].decided.filter(|_| is_written)?;
        Some(self.moved(at, Section::Calibration, rating))
    }

    fn moved(&self, at: usize, section: Section, rating: u32) -> u32 {
        match (self.is_changed(at, section), rating) {
            (false, rating) => rating,
            (true, 3) => 4,
            (true, rating) => 6 - rating,
        }
    }

    fn is_changed(&self, at: usize, section: Section) -> bool {
        self.changed == Some((at, section))
    }

    /// A word planted in a field of a section.
    fn word(&self, at: usize, section: Section, field: &str) -> String {
        let new = if self.is_changed(at, section) { "new" } else { "" };
        format!("zq{section:?}{field}{new}p{at}x").to_lowercase()
    }

    /// The words, and figures of many digits, that a section of a person's packet holds.
    pub fn words(&self, at: usize, section: Section) -> Vec<String> {
        let person = &self.people[at];
        if !self.stands(at, section.record()) {
            return Vec::new();
        }
        let has_goals = person.written.contains(&Section::IndividualGoals);
        let fields: &[&str] = match section {
            Section::IndividualGoals => &["objective", "title", "target"],
            Section::CheckIn if has_goals => &["notes", "rationale", "plan", "action", "body"],
            Section::CheckIn => &["action", "body"],
            Section::SelfAssessment if has_goals => &["actual", "body"],
            Section::RecommendedRating if person.recommended.is_none() => &["reason"],
            Section::SelfAssessment | Section::ManagerAssessment => &["body"],
            Section::Evidence => &["what"],
            Section::Calibration => {
                let questions: &[&str] = &["question", "point"];
                let decided: &[&str] = &["rationale", "question", "point"];
                if person.decided.is_some() { decided } else { questions }
            }
            Section::Pay => &["exception", "action", "comment"],
            Section::Promotion => &["criterion", "evidence", "level"],
            Section::DevelopmentPlan => &["mentoring", "training", "criterion", "note", "body"],
            Section::ImprovementPlan => &["mentoring", "criterion", "note", "milestone", "exit", "body"],
            Section::ImprovementRecord => &["feedback", "resources", "concerns", "surprise", "log"],
            _ => &[],
        };
        let mut words: Vec<_> = fields.iter().map(|field| self.word(at, section, field)).collect();
        if section == Section::Pay {
            words.extend(self.pay(at).map(|figure| figure.to_string()));
        }
        if section == Section::Promotion && self.stands(at, Section::ManagerAssessment) {
            words.push(self.word(at, section, "recommendation"));
        }
        words
    }

    /// Base pay before and after, and shares.
    fn pay(&self, at: usize) -> [usize; 3] {
        let more = if self.is_changed(at, Section::Pay) { 20 } else { 0 };
        let before = 7_770_000 + at * 200 + more;
        [before, before + before / 20, 81_512_300 + at * 30 + more]
    }

    /// The text of a feedback.
    pub fn quote(&self, at: usize, number: usize) -> String {
        self.word(at, Section::NamedFeedback, &format!("text{number}n"))
    }

    /// How the author of a feedback works with the person.
    pub fn relationship(&self, at: usize, relationship: &str) -> String {
        self.word(at, Section::NamedFeedback, relationship)
    }

    pub fn org(&self) -> Org {
        let mut cycle = format!(
            "[facilitation]\ncoordinator = \"{}\"\nspecialist = \"{}\"\n",
            self.coordinator, self.specialist
        );
        if self.approved {
            _ = writeln!(cycle, "[release]\napproved_by = \"head\"\napproved = {APPROVED}");
        }
        let org = org()
            .team("side", self.nested.then_some("core"))
            .as_of(self.as_of)
            .file("policy.toml", &self.policy())
            .cycle_fields(&cycle)
            .in_cycle("calibration/board.toml", &self.session())
            .in_cycle("surveys.toml", "[fairness]\ncounts = [0, 1, 2, 3, 1]\ninvited = 9\n");
        let people = self.people.iter().enumerate();
        people.fold(org, |org, (at, someone)| {
            let org = org
                .person(&someone.id)
                .managed_by(&someone.manager)
                .in_team(someone.team);
            let gender = if self.is_changed(at, Section::Demographics) {
                "zqotherx"
            } else {
                someone.gender
            };
            self.packet(org.gender(gender), at, someone)
        })
    }

    fn policy(&self) -> String {
        let mut text = String::new();
        for (value, guideline, plan) in [
            (5, "[5, 10]", "none"),
            (4, "[20, 30]", "none"),
            (3, "[50, 60]", "growth"),
            (2, "[10, 15]", "development"),
            (1, "[0, 5]", "improvement"),
        ] {
            _ = writeln!(
                text,
                "[[rating]]\nvalue = {value}\nlabel = \"{}\"\nguideline = {guideline}\nmerit = [0, 4]\nplan = \"{plan}\"",
                label(value)
            );
        }
        _ = writeln!(
            text,
            "[feedback]\nminimum = {PEERS}\n[calibration]\ngroup_minimum = {GROUP}"
        );
        let mut rows: BTreeMap<&str, String> = BTreeMap::new();
        for (section, audience, moment) in &self.overrides {
            _ = writeln!(rows.entry(section.word()).or_default(), "{audience} = \"{moment}\"");
        }
        for (section, row) in rows {
            _ = write!(text, "[access.{section}]\n{row}");
        }
        text
    }

    fn session(&self) -> String {
        let mut text = format!(
            "title = \"Board\"\ndate = {SESSION}\nheld = true\nteams = {:?}\nfacilitator = \"{}\"\nparticipants = {:?}\n",
            self.scope, self.facilitator, self.participants
        );
        for (at, person) in self.people.iter().enumerate() {
            let id = &person.id;
            let word = |field| self.word(at, Section::Calibration, field);
            if !self.in_scope(at) || !person.written.contains(&Section::Calibration) {
                continue;
            }
            if let Some(rating) = self.decided(at) {
                _ = writeln!(
                    text,
                    "[[decision]]\nperson = \"{id}\"\nfinal = {rating}\nrationale = \"{}\"",
                    word("rationale")
                );
            }
            _ = writeln!(
                text,
                "[[question]]\nperson = \"{id}\"\nby = \"{}\"\nanswer = \"question\"\ntext = \"{}\"\n\
                 [[talking_point]]\nperson = \"{id}\"\ntext = \"{}\"",
                self.facilitator,
                word("question"),
                word("point")
            );
        }
        _ = writeln!(
            text,
            "[[justification]]\ncheck = \"guideline\"\ntext = \"{JUSTIFICATION}\"\nby = \"head\""
        );
        text
    }

    fn packet(&self, org: Org, at: usize, someone: &Someone) -> Org {
        let mut org = org;
        let records = [
            (Section::IndividualGoals, "goals.toml", self.goals(at)),
            (Section::CheckIn, "check-in.md", self.check_in(at)),
            (Section::SelfAssessment, "self-assessment.md", self.self_assessment(at)),
            (
                Section::ManagerAssessment,
                "manager-assessment.md",
                self.manager_assessment(at),
            ),
            (Section::Pay, "outcome.toml", self.outcome(at)),
            (
                Section::DevelopmentPlan,
                "development-plan.md",
                self.development_plan(at),
            ),
            (
                Section::ImprovementPlan,
                "improvement-plan.md",
                self.improvement_plan(at),
            ),
        ];
        for (section, name, text) in records {
            if someone.written.contains(&section) {
                org = org.record(name, &text);
            }
        }
        for (number, (author, relationship)) in someone.feedback.iter().enumerate() {
            let text = format!(
                "+++\nrelationship = \"{}\"\nsubmitted = {}\nagain = \"yes\"\n+++\n\n## What does this person do well?\n\n{}\n",
                self.relationship(at, relationship),
                handed_in(number),
                self.quote(at, number)
            );
            org = org.record(&format!("feedback/{author}.md"), &text);
        }
        org
    }

    fn goals(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::IndividualGoals, field);
        format!(
            "[[objective]]\nid = \"one\"\ntitle = \"{}\"\nkind = \"delivery\"\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"{}\"\n\
             target = \"{}\"\nweek = 9\n",
            word("objective"),
            word("title"),
            word("target")
        )
    }

    fn check_in(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::CheckIn, field);
        let status = if self.is_changed(at, Section::CheckIn) {
            "off-track"
        } else {
            "on-track"
        };
        let mut front = format!("+++\ndate = 2026-08-12\nmanager = \"{}\"\n", self.people[at].manager);
        if self.people[at].written.contains(&Section::IndividualGoals) {
            _ = write!(
                front,
                "[[progress]]\nkey_result = \"one/kr\"\nstatus = \"{status}\"\nnotes = \"{}\"\n\
                 [[adjustment]]\nkey_result = \"one/kr\"\nchange = \"intervention\"\nrationale = \"{}\"\nplan = \"{}\"\n",
                word("notes"),
                word("rationale"),
                word("plan")
            );
        }
        format!(
            "{front}[[action]]\nowner = \"employee\"\nwhat = \"{}\"\ndue = 2026-08-28\n+++\n\n## What's going well?\n\n{}\n",
            word("action"),
            word("body")
        )
    }

    fn self_assessment(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::SelfAssessment, field);
        let result = if self.is_changed(at, Section::SelfAssessment) {
            "missed"
        } else {
            "met"
        };
        let mut front = self.people[at]
            .submitted
            .map_or(String::new(), |day| format!("submitted = {day}\n"));
        if self.people[at].written.contains(&Section::IndividualGoals) {
            _ = write!(
                front,
                "[[result]]\nkey_result = \"one/kr\"\nactual = \"{}\"\nresult = \"{result}\"\n",
                word("actual")
            );
        }
        format!("+++\n{front}+++\n\n## Key accomplishments\n\n{}\n", word("body"))
    }

    fn manager_assessment(&self, at: usize) -> String {
        let someone = &self.people[at];
        let mut front = format!("author = \"{}\"\nsubmitted = {ASSESSED}\n", someone.manager);
        if let Some(day) = someone.shared {
            _ = writeln!(front, "shared = {day}");
        }
        let rating = someone
            .recommended
            .map(|rating| self.moved(at, Section::RecommendedRating, rating));
        _ = match rating {
            Some(rating) => writeln!(front, "rating = {rating}"),
            None => writeln!(
                front,
                "not_rated = \"{}\"",
                self.word(at, Section::RecommendedRating, "reason")
            ),
        };
        format!(
            "+++\n{front}[[evidence]]\ndate = 2026-08-20\nwhat = \"{}\"\n[promotion]\nrecommendation = \"ready\"\nnote = \"{}\"\n+++\n\n\
             ## Strengths\n\n{}\n",
            self.word(at, Section::Evidence, "what"),
            self.word(at, Section::Promotion, "recommendation"),
            self.word(at, Section::ManagerAssessment, "body")
        )
    }

    fn outcome(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::Pay, field);
        let promotion = |field| self.word(at, Section::Promotion, field);
        let [before, after, shares] = self.pay(at);
        format!(
            "[pay]\nbase_before = {before}\nmerit_percent = 5.0\nbase_after = {after}\nequity_shares = {shares}\nexception = \"{}\"\n\
             [promotion]\ndecision = \"criteria-review\"\nto_level = \"{}\"\n[[promotion.criterion]]\nwhat = \"{}\"\nevidence = \"{}\"\n\
             [[action]]\nkind = \"mentor\"\nwhat = \"{}\"\n[acknowledged]\nemployee = 2026-10-28\ncomment = \"{}\"\n",
            word("exception"),
            promotion("level"),
            promotion("criterion"),
            promotion("evidence"),
            word("action"),
            word("comment")
        )
    }

    fn development_plan(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::DevelopmentPlan, field);
        format!(
            "+++\ncreated = 2026-10-19\nreview = 2027-01-17\nmentor = \"head\"\nmentor_for = \"{}\"\ntraining = [\"{}\"]\n\
             [[criterion]]\nwhat = \"{}\"\ndue = 2026-12-01\n[[check_in]]\nday = 30\ndate = 2026-11-18\nnote = \"{}\"\n+++\n\n\
             ## Gap identified\n\n{}\n",
            word("mentoring"),
            word("training"),
            word("criterion"),
            word("note"),
            word("body")
        )
    }

    fn improvement_plan(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::ImprovementPlan, field);
        let record = |field| self.word(at, Section::ImprovementRecord, field);
        format!(
            "+++\ncreated = 2026-10-19\nend = 2026-12-18\nmentor = \"head\"\nmentor_for = \"{}\"\n[[criterion]]\nwhat = \"{}\"\n\
             due = 2026-12-01\n[[check_in]]\nday = 30\ndate = 2026-11-18\nnote = \"{}\"\n[[milestone]]\nweek = 1\nwhat = \"{}\"\n\
             [[exit]]\nwhat = \"{}\"\n[[log]]\ndate = 2026-10-19\nwhat = \"{}\"\nby = \"head\"\n[preconditions]\nclear_feedback = \"{}\"\n\
             resources_offered = \"{}\"\nconcerns_documented = \"{}\"\nno_surprise = \"{}\"\napproved_by = \"head\"\n+++\n\n\
             ## Gap identified\n\n{}\n",
            word("mentoring"),
            word("criterion"),
            word("note"),
            word("milestone"),
            word("exit"),
            record("log"),
            record("feedback"),
            record("resources"),
            record("concerns"),
            record("surprise"),
            word("body")
        )
    }
}

/// When the feedback with a number is handed in.
fn handed_in(number: usize) -> String {
    format!("2026-10-{:02}", 3 + 3 * number)
}

/// What a rating is called.
pub fn label(value: u32) -> String {
    format!("Zqrate{value}x")
}

fn someone(at: usize, many: usize, random: &mut Random) -> Someone {
    let manager = match random.below(at + 1) {
        0 => "head".to_owned(),
        above => format!("p{}", above - 1),
    };
    let others: Vec<_> = (0..many).filter(|other| *other != at).collect();
    let feedback = others.into_iter().take(random.below(5));
    let feedback = feedback.map(|other| (format!("p{other}"), random.pick(&["near", "far"])));
    let feedback = feedback.collect();
    let records = [
        Section::IndividualGoals,
        Section::CheckIn,
        Section::SelfAssessment,
        Section::ManagerAssessment,
        Section::NamedFeedback,
        Section::Calibration,
        Section::Pay,
        Section::DevelopmentPlan,
        Section::ImprovementPlan,
    ];
    let rating = 1 + u32::try_from(random.below(5)).unwrap();
    let decided = random.pick(&[Some(1), Some(2), Some(4), Some(5), None]);
    Someone {
        id: format!("p{at}"),
        manager,
        team: random.pick(&["core", "side"]),
        recommended: random.often(80).then_some(rating),
        decided,
        submitted: random.pick(&[Some("2026-10-01"), Some("2026-10-14"), None]),
        shared: random.pick(&[Some("2026-10-14"), Some("2026-10-27"), None]),
        feedback,
        written: records.into_iter().filter(|_| random.often(85)).collect(),
        gender: random.pick(&["zqwomanx", "zqmanx"]),
    }
}
