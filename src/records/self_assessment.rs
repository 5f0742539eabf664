//! `self-assessment.md`: what a person says of their own results.

use super::address::KeyResultAddress;
use super::id::ResultId;
use super::record;
use super::value::{At, Number, Text};
use crate::source::Date;

/// The headings of its text.
pub const HEADINGS: &[&str] = &["Key accomplishments", "Areas for growth", "Career aspirations"];

record! {
    /// The front matter of a self-assessment.
    pub struct SelfAssessmentRecord {
        /// The day on which it was handed in.
        submitted: Option<At<Date>>,
        /// How one key result ended.
        result: Vec<ResultLineRecord>,
    }
}

record! {
    /// How one key result ended.
    pub struct ResultLineRecord {
        /// The key result, within the person's own goals.
        key_result: At<KeyResultAddress>,
        /// What was reached, in words.
        actual: Option<Text>,
        /// What was reached, for a measured key result.
        value: Option<At<Number>>,
        /// How it ended: an id of the policy's results.
        result: Option<At<ResultId>>,
    }
}
