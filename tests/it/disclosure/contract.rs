//! What each audience may see, as a plain table, and what follows from it for one made organisation.
//!
//! This is written from the contract and knows nothing of the program's own matrix, lenses or dates.

use super::made::{Cycle, Made, PEERS};
use super::random::Random;

/// A section of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Goals,
    IndividualGoals,
    CheckIn,
    SelfAssessment,
    ManagerAssessment,
    RecommendedRating,
    Evidence,
    NamedFeedback,
    AnonymousFeedback,
    FinalRating,
    Calibration,
    Pay,
    Promotion,
    DevelopmentPlan,
    ImprovementPlan,
    ImprovementRecord,
    Demographics,
    Distribution,
    Success,
    Surveys,
}

/// The audiences, in the order of the table.
pub const AUDIENCES: [&str; 5] = ["company", "person", "manager", "committee", "hr"];

/// When each section is shown: company, the person, manager and above, committee, HR. `-` is never.
#[rustfmt::skip]
pub const TABLE: &[(Section, [&str; 5])] = &[
    (Section::Goals,             ["always", "always", "always", "always", "always"]),
    (Section::IndividualGoals,   ["from-goals-locked", "always", "always", "always", "always"]),
    (Section::CheckIn,           ["never", "always", "always", "always", "always"]),
    (Section::SelfAssessment,    ["never", "always", "once-submitted", "once-submitted", "always"]),
    (Section::ManagerAssessment, ["never", "once-shared", "always", "always", "always"]),
    (Section::RecommendedRating, ["never", "never", "always", "always", "always"]),
    (Section::Evidence,          ["never", "once-shared", "always", "always", "always"]),
    (Section::NamedFeedback,     ["never", "never", "always", "never", "always"]),
    (Section::AnonymousFeedback, ["never", "from-release-and-minimum", "never", "always", "never"]),
    (Section::FinalRating,       ["never", "from-release", "once-calibrated", "always", "always"]),
    (Section::Calibration,       ["never", "never", "never", "always", "always"]),
    (Section::Pay,               ["never", "from-release", "always", "never", "always"]),
    (Section::Promotion,         ["never", "from-release", "always", "always", "always"]),
    (Section::DevelopmentPlan,   ["never", "always", "always", "never", "always"]),
    (Section::ImprovementPlan,   ["never", "always", "always", "never", "always"]),
    (Section::ImprovementRecord, ["never", "never", "always", "never", "always"]),
    (Section::Demographics,      ["never", "never", "never", "in-aggregates", "in-aggregates"]),
    (Section::Distribution,      ["never", "never", "own-scope", "own-scope", "always"]),
    (Section::Success,           ["totals", "totals", "totals", "totals", "always"]),
    (Section::Surveys,           ["totals", "totals", "totals", "totals", "always"]),
];

/// The sections in which words are planted.
pub const PLANTED: &[Section] = &[
    Section::IndividualGoals,
    Section::CheckIn,
    Section::SelfAssessment,
    Section::ManagerAssessment,
    Section::RecommendedRating,
    Section::Evidence,
    Section::Calibration,
    Section::Pay,
    Section::Promotion,
    Section::DevelopmentPlan,
    Section::ImprovementPlan,
    Section::ImprovementRecord,
];

impl Section {
    /// Its name in a policy.
    pub fn word(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::IndividualGoals => "individual-goals",
            Self::CheckIn => "check-in",
            Self::SelfAssessment => "self-assessment",
            Self::ManagerAssessment => "manager-assessment",
            Self::RecommendedRating => "recommended-rating",
            Self::Evidence => "evidence",
            Self::NamedFeedback => "named-feedback",
            Self::AnonymousFeedback => "anonymous-feedback",
            Self::FinalRating => "final-rating",
            Self::Calibration => "calibration",
            Self::Pay => "pay",
            Self::Promotion => "promotion",
            Self::DevelopmentPlan => "development-plan",
            Self::ImprovementPlan => "improvement-plan",
            Self::ImprovementRecord => "improvement-record",
            Self::Demographics => "demographics",
            Self::Distribution => "distribution",
            Self::Success => "success",
            Self::Surveys => "surveys",
        }
    }

    /// The record, named by its first section, that the section stands in.
    pub fn record(self) -> Self {
        match self {
            Self::RecommendedRating | Self::Evidence => Self::ManagerAssessment,
            Self::AnonymousFeedback => Self::NamedFeedback,
            Self::Promotion => Self::Pay,
            Self::ImprovementRecord => Self::ImprovementPlan,
            section => section,
        }
    }
}

/// The table with a policy's overrides.
#[derive(Debug, Clone)]
pub struct Matrix(Vec<(Section, [&'static str; 5])>);

impl Matrix {
    pub fn with(overrides: &[(Section, &'static str, &'static str)]) -> Self {
        let mut rows = TABLE.to_vec();
        for (section, audience, moment) in overrides {
            let at = AUDIENCES.iter().position(|each| each == audience).unwrap();
            rows.iter_mut().find(|row| row.0 == *section).unwrap().1[at] = moment;
        }
        Self(rows)
    }

    pub fn cell(&self, section: Section, audience: &str) -> &'static str {
        let at = AUDIENCES.iter().position(|each| *each == audience).unwrap();
        self.0.iter().find(|row| row.0 == section).unwrap().1[at]
    }
}

/// The moments that a policy may give to a cell; none where it may not be changed.
fn moments(section: Section, audience: &str) -> &'static [&'static str] {
    use Section as S;
    let plain: &[&str] = &[
        "never",
        "always",
        "from-release",
        "from-goals-locked",
        "once-calibrated",
    ];
    let assessed: &[&str] = &[
        "never",
        "always",
        "from-release",
        "from-goals-locked",
        "once-calibrated",
        "once-submitted",
        "once-shared",
    ];
    let confidential = matches!(
        section,
        S::Pay | S::ImprovementPlan | S::ImprovementRecord | S::Calibration | S::NamedFeedback | S::RecommendedRating
    );
    match (section, audience) {
        (S::Pay | S::DevelopmentPlan | S::ImprovementPlan | S::ImprovementRecord, "committee") => &["never"],
        (_, "company") if confidential => &["never"],
        (S::Demographics, _) => &["never", "in-aggregates"],
        (S::Distribution, _) => &["never", "own-scope", "always", "totals"],
        (S::Success | S::Surveys, _) => &["never", "totals", "always"],
        (S::AnonymousFeedback, "person") => &["never", "from-release-and-minimum"],
        (S::AnonymousFeedback, _) => &["never", "always", "from-release", "from-release-and-minimum"],
        (S::SelfAssessment, _) => &assessed[..6],
        (S::ManagerAssessment | S::RecommendedRating | S::Evidence, _) => assessed,
        _ => plain,
    }
}

/// Some overrides that a policy may hold.
pub fn overrides(random: &mut Random) -> Vec<(Section, &'static str, &'static str)> {
    let mut chosen: Vec<(Section, &str, &str)> = Vec::new();
    let many = random.pick(&[0, 2, 6, 20]);
    for _ in 0..many {
        let (section, _) = random.pick(TABLE);
        let audience = random.pick(&AUDIENCES);
        let moment = random.pick(moments(section, audience));
        chosen.retain(|(of, by, _)| (*of, *by) != (section, audience));
        chosen.push((section, audience, moment));
    }
    chosen
}

impl Made {
    /// All trees of the site.
    pub fn trees(&self) -> Vec<String> {
        let ids = || std::iter::once("head").chain(self.ids());
        let mut trees = vec!["company".to_owned(), "hr".to_owned()];
        for cycle in &self.cycles {
            let sessions = cycle.sessions.iter();
            trees.extend(sessions.map(|session| format!("committee/{}/{}", cycle.id, session.id)));
        }
        trees.extend(ids().map(|id| format!("people/{id}")));
        let manages = |id: &&str| self.reviews.iter().any(|review| review.manager == *id);
        trees.extend(ids().filter(manages).map(|id| format!("managers/{id}")));
        trees.sort_unstable();
        trees
    }

    /// Whether a packet stands in a tree.
    pub fn covers(&self, tree: &str, at: usize) -> bool {
        self.belongs(tree, at) && !self.is_left_out(tree, at)
    }

    /// Whether a tree is about a review at all.
    pub fn belongs(&self, tree: &str, at: usize) -> bool {
        let id = self.reviews[at].id.as_str();
        match tree.split_once('/') {
            None => tree == "hr",
            Some(("people", person)) => person == id,
            Some(("managers", manager)) => self.is_above(manager, at),
            Some((_, committee)) => {
                let own = self
                    .session(at)
                    .map(|session| format!("{}/{}", self.cycle(at).id, session.id));
                own.is_some_and(|own| own == committee)
            }
        }
    }

    /// Whether a person reads a tree as a member, and their packet is kept from it.
    pub fn is_left_out(&self, tree: &str, at: usize) -> bool {
        let id = self.reviews[at].id.as_str();
        match audience(tree) {
            "hr" => self
                .cycles
                .iter()
                .any(|cycle| cycle.coordinator == id || cycle.specialist == id),
            "committee" => self
                .session(at)
                .is_some_and(|session| session.calibrators().contains(id)),
            _ => false,
        }
    }

    /// Whether the moment of a section of a packet has come for an audience.
    pub fn is_open(&self, audience: &str, at: usize, section: Section) -> bool {
        let by = |day: Option<&String>| day.is_some_and(|day| **day <= *self.as_of);
        let review = &self.reviews[at];
        let assessed = self.stands(at, Section::ManagerAssessment);
        match self.matrix().cell(section, audience) {
            "once-submitted" if section == Section::SelfAssessment => {
                self.stands(at, section) && by(review.submitted.as_ref())
            }
            "once-submitted" => assessed,
            "once-shared" => assessed && by(review.shared.as_ref()),
            "once-calibrated" => self.final_rating(at).is_some(),
            _ => self.is_open_in(self.cycle(at), audience, section),
        }
    }

    /// Whether the moment of a section that is of nobody in particular has come for an audience.
    pub fn is_open_in(&self, cycle: &Cycle, audience: &str, section: Section) -> bool {
        match self.matrix().cell(section, audience) {
            "always" => true,
            "from-goals-locked" => *self.as_of >= *cycle.locked(),
            "from-release" | "from-release-and-minimum" => self.released(cycle),
            _ => false,
        }
    }

    /// Whether a tree shows a section of a packet.
    pub fn shows(&self, tree: &str, at: usize, section: Section) -> bool {
        let audience = audience(tree);
        let reaches = self.covers(tree, at) || (audience == "company" && section == Section::IndividualGoals);
        reaches && self.is_open(audience, at, section)
    }

    /// Whether a tree quotes the feedback on a person, with names or without.
    pub fn quotes(&self, tree: &str, at: usize) -> bool {
        let audience = audience(tree);
        let guarded = self.matrix().cell(Section::AnonymousFeedback, audience) == "from-release-and-minimum";
        let enough = !(guarded || audience == "person") || self.feedback(at).len() >= PEERS;
        self.shows(tree, at, Section::NamedFeedback) || (self.shows(tree, at, Section::AnonymousFeedback) && enough)
    }
}

/// Which audience reads a tree.
pub fn audience(tree: &str) -> &str {
    match tree.split_once('/').map_or(tree, |(kind, _)| kind) {
        "people" => "person",
        "managers" => "manager",
        other => other,
    }
}
