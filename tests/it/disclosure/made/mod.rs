//! Made organisations: random, small, and with words planted in each section that stand nowhere else.

mod cycle;
mod records;

use std::collections::BTreeSet;

pub use self::cycle::{Cycle, Session};
use super::contract::{Matrix, Section, overrides};
use super::random::Random;

/// Days on which a site may stand: one in each phase of the later cycle, and the days of release themselves.
pub const DAYS: &[&str] = &[
    "2026-07-20",
    "2026-07-26",
    "2026-07-28",
    "2026-08-20",
    "2026-10-06",
    "2026-10-12",
    "2026-10-16",
    "2026-10-20",
    "2026-10-26",
    "2026-10-30",
];
/// A word that stands on a page for everyone.
pub const FREE: &str = "zqfreex";
/// How many peers a feedback without names needs.
pub const PEERS: usize = 3;
/// The smallest group that a figure may describe.
pub const GROUP: usize = 5;

/// What is known of one review: of a person of a made organisation in one of its cycles.
#[derive(Debug, Clone)]
pub struct Review {
    pub id: String,
    /// In which of the cycles.
    pub cycle: usize,
    /// `head`, or somebody before them.
    pub manager: String,
    pub team: &'static str,
    /// The rating that the manager recommends; none where there is a reason not to rate.
    pub recommended: Option<u32>,
    /// What the session decided.
    pub decided: Option<u32>,
    /// When the self-assessment was handed in.
    pub submitted: Option<String>,
    /// When the manager showed the assessment.
    pub shared: Option<String>,
    /// Whose feedback there is, and how each works with the person.
    pub feedback: Vec<(String, &'static str)>,
    /// Which records are written.
    pub written: BTreeSet<Section>,
    pub gender: &'static str,
}

/// A made organisation, of which the expectation is worked out apart from the program.
#[derive(Debug, Clone)]
pub struct Made {
    /// The reviews of the earlier cycle, then those of the later.
    pub reviews: Vec<Review>,
    /// One cycle or two, the earlier first.
    pub cycles: Vec<Cycle>,
    /// Whether `side` lies below `core`.
    pub nested: bool,
    pub as_of: &'static str,
    pub overrides: Vec<(Section, &'static str, &'static str)>,
    /// What was changed: of which review, and which section.
    pub changed: Option<(usize, Section)>,
}

impl Made {
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        // A group of one gender is seldom large enough to be told of, so some organisations are larger.
        let many = if random.often(15) {
            10 + random.below(4)
        } else {
            4 + random.below(4)
        };
        let nested = random.flip();
        let first = usize::from(random.often(40));
        let cycles: Vec<_> = (0..=first)
            .map(|at| Cycle::new(first - at, many, nested, &mut random))
            .collect();
        let genders: Vec<_> = (0..many).map(|_| random.pick(&["zqwomanx", "zqmanx"])).collect();
        let mut reviews: Vec<Review> = Vec::new();
        for (number, cycle) in cycles.iter().enumerate() {
            for (at, gender) in genders.iter().enumerate() {
                let mut review = review(at, number, cycle, gender, many, &mut random);
                // Half of them stay where they were.
                if let Some(before) = number.checked_sub(1).filter(|_| random.flip()) {
                    let before = &reviews[before * many + at];
                    (review.manager, review.team) = (before.manager.clone(), before.team);
                }
                reviews.push(review);
            }
        }
        Self {
            reviews,
            cycles,
            nested,
            as_of: random.pick(DAYS),
            overrides: overrides(&mut random),
            changed: None,
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

    /// The same, with so many sessions more in each cycle, which look at nobody.
    pub fn with_sessions(mut self, more: usize) -> Self {
        for cycle in &mut self.cycles {
            cycle.sessions.extend((0..more).map(Session::of_nobody));
        }
        self
    }

    pub fn matrix(&self) -> Matrix {
        Matrix::with(&self.overrides)
    }

    /// The review of a person in a cycle.
    pub fn at(&self, id: &str, cycle: usize) -> Option<usize> {
        self.reviews
            .iter()
            .position(|review| review.id == id && review.cycle == cycle)
    }

    /// The cycle of a review.
    pub fn cycle(&self, at: usize) -> &Cycle {
        &self.cycles[self.reviews[at].cycle]
    }

    /// Everyone but `head`, once.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let ids = self.reviews.iter().map(|review| review.id.as_str());
        ids.take(self.reviews.len() / self.cycles.len())
    }

    /// The session of a review's cycle that looks at it.
    pub fn session(&self, at: usize) -> Option<&Session> {
        let team = self.reviews[at].team;
        let looks =
            |session: &&Session| session.scope.contains(&team) || (self.nested && session.scope.contains(&"core"));
        self.cycle(at).sessions.iter().find(looks)
    }

    pub fn is_above(&self, manager: &str, at: usize) -> bool {
        let Review {
            manager: direct, cycle, ..
        } = &self.reviews[at];
        direct == manager
            || self
                .at(direct, *cycle)
                .is_some_and(|above| self.is_above(manager, above))
    }

    pub fn released(&self, cycle: &Cycle) -> bool {
        cycle.approved && *self.as_of >= *cycle.release() && *self.as_of >= *cycle.approval()
    }

    /// Whether the session that looks at a review was held by the day of the site.
    fn is_held(&self, at: usize) -> bool {
        *self.as_of >= *self.cycle(at).held() && self.session(at).is_some()
    }

    pub fn final_rating(&self, at: usize) -> Option<u32> {
        let rating = self.decided(at).or(self.recommended(at));
        rating.filter(|_| self.is_held(at))
    }

    /// What the session decided, once it was held: before, it is a draft.
    pub fn decision(&self, at: usize) -> Option<u32> {
        self.decided(at).filter(|_| self.is_held(at))
    }

    /// Whether a record was written by the day of the site.
    pub fn stands(&self, at: usize, record: Section) -> bool {
        let (review, cycle) = (&self.reviews[at], self.cycle(at));
        let made = match record {
            Section::CheckIn => cycle.checked_in(),
            Section::SelfAssessment => review.submitted.clone().unwrap_or_default(),
            Section::ManagerAssessment => cycle.assessed(),
            Section::Pay => cycle.held(),
            Section::DevelopmentPlan | Section::ImprovementPlan => cycle.planned(),
            _ => String::new(),
        };
        review.written.contains(&record) && *made <= *self.as_of
    }

    /// The feedback that was handed in by the day of the site: its number, author and relationship.
    pub fn feedback(&self, at: usize) -> Vec<(usize, &str, &str)> {
        let all = self.reviews[at].feedback.iter().enumerate();
        all.filter(|(number, _)| *self.cycle(at).handed_in(*number) <= *self.as_of)
            .map(|(number, (author, relationship))| (number, author.as_str(), *relationship))
            .collect()
    }

    pub fn recommended(&self, at: usize) -> Option<u32> {
        let rating = self.reviews[at]
            .recommended
            .filter(|_| self.stands(at, Section::ManagerAssessment))?;
        Some(self.moved(at, Section::RecommendedRating, rating))
    }

    pub fn decided(&self, at: usize) -> Option<u32> {
        let is_written = self.reviews[at].written.contains(&Section::Calibration) && self.session(at).is_some();
        let rating = self.reviews[at].decided.filter(|_| is_written)?;
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
        let review = &self.reviews[at];
        if !self.stands(at, section.record()) {
            return Vec::new();
        }
        let has_goals = review.written.contains(&Section::IndividualGoals);
        let fields: &[&str] = match section {
            Section::IndividualGoals => &["objective", "title", "target"],
            Section::CheckIn if has_goals => &["notes", "rationale", "plan", "action", "body"],
            Section::CheckIn => &["action", "body"],
            Section::SelfAssessment if has_goals => &["actual", "body"],
            Section::RecommendedRating if review.recommended.is_none() => &["reason"],
            Section::SelfAssessment | Section::ManagerAssessment => &["body"],
            Section::Evidence => &["what"],
            Section::Calibration => {
                let questions: &[&str] = &["question", "point"];
                let decided: &[&str] = &["rationale", "question", "point"];
                if self.decision(at).is_some() {
                    decided
                } else {
                    questions
                }
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

/// What a rating is called.
pub fn label(value: u32) -> String {
    format!("Zqrate{value}x")
}

fn review(at: usize, number: usize, cycle: &Cycle, gender: &'static str, many: usize, random: &mut Random) -> Review {
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
    let day = |month, day| Some(cycle.day(month, day));
    Review {
        id: format!("p{at}"),
        cycle: number,
        manager,
        team: random.pick(&["core", "side"]),
        recommended: random.often(80).then_some(rating),
        decided: random.pick(&[Some(1), Some(2), Some(4), Some(5), None]),
        submitted: random.pick(&[day(10, 1), day(10, 14), None]),
        shared: random.pick(&[day(10, 14), day(10, 27), None]),
        feedback,
        written: records.into_iter().filter(|_| random.often(85)).collect(),
        gender,
    }
}
