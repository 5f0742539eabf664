//! `surveys.toml`: answers as counts, because who answered what is never recorded.

use super::record;
use super::value::{At, Count};

record! {
    /// The surveys of one cycle.
    pub struct SurveysRecord {
        /// How satisfied managers are with the process.
        manager_satisfaction: Option<SurveyRecord>,
        /// How fair employees find it.
        fairness: Option<SurveyRecord>,
    }
}

record! {
    /// The answers to one question.
    pub struct SurveyRecord {
        /// How many answered 1, 2, 3, 4 and 5.
        counts: At<Vec<Count>>,
        /// How many were asked.
        invited: Option<At<Count>>,
    }
}
