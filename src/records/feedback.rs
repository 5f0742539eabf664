//! `feedback/<author>.md`: peer feedback. The file's name is the author's id; nothing in it repeats who wrote it.

use super::value::{At, Text};
use super::{choice, record};
use crate::source::Date;

/// The headings of its text.
pub const HEADINGS: &[&str] = &["What does this person do well?", "What could this person improve?"];

record! {
    /// The front matter of a peer feedback.
    pub struct FeedbackRecord {
        /// How the author works with the person.
        relationship: Text,
        /// The day on which it was handed in.
        submitted: Option<At<Date>>,
        /// Whether the author would work with the person again.
        again: Option<Again>,
    }
}

choice! {
    /// Whether an author would work with the person again.
    pub enum Again {
        /// Yes.
        Yes = "yes",
        /// Mostly.
        Mostly = "mostly",
        /// No.
        No = "no",
    }
}
