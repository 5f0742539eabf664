//! Made organisations: random, small, and with words planted in each section that stand nowhere else.

mod records;

use std::collections::BTreeSet;

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
