//! `manager-assessment.md`: what the manager says, recommends, and rests it on.

use super::address::KeyResultAddress;
use super::id::PersonId;
use super::value::{At, Count, Text};
use super::{choice, record};
use crate::source::Date;

/// The headings of its text.
pub const HEADINGS: &[&str] = &["Strengths", "Development areas"];

record! {
    /// The front matter of a manager assessment.
    pub struct ManagerAssessmentRecord {
        /// The manager who wrote it.
        author: At<PersonId>,
        /// The day on which it was handed in.
        submitted: Option<At<Date>>,
        /// The day on which the employee was shown it.
        shared: Option<At<Date>>,
        /// The recommended rating, before calibration.
        rating: Option<At<Count>>,
        /// Why there is no rating, such as "too new".
        not_rated: Option<At<Text>>,
        /// What the rating rests on.
        evidence: Vec<EvidenceRecord>,
        /// What the manager recommends about a promotion.
        promotion: Option<RecommendationRecord>,
    }
}

record! {
    /// One thing that a rating rests on.
    pub struct EvidenceRecord {
        /// The day of it.
        date: At<Date>,
        /// What happened.
        what: Text,
        /// The key result that it belongs to.
        key_result: Option<At<KeyResultAddress>>,
    }
}

record! {
    /// What the manager recommends about a promotion.
    pub struct RecommendationRecord {
        /// How ready the person is.
        recommendation: Readiness,
        /// The level that it is about.
        to_level: Option<Text>,
        /// A remark.
        note: Option<Text>,
    }
}

choice! {
    /// How ready somebody is for the next level.
    pub enum Readiness {
        /// Not yet.
        NotYet = "not-yet",
        /// On the way.
        Developing = "developing",
        /// Ready.
        Ready = "ready",
    }
}
