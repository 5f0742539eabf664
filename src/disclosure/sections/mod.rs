//! What a page may say of each section of the records: one struct a section, made by taking the record apart field by field.
//!
//! The functions that make them are visible to [`Lens`](super::Lens) alone. None of them decides anything: each says what the section
//! holds, and the lens says whether it is shown.
//!
//! A pattern that leaves out a field does not compile, and so neither does a record with a field that stands in no section
//! (`tests/it/architecture.rs` keeps `..` out of these files):
//!
//! ```compile_fail,E0027
//! use preread::records::outcome::OutcomeActionRecord;
//!
//! fn without_what(record: &OutcomeActionRecord) {
//!     let OutcomeActionRecord { kind: _, at: _ } = record;
//! }
//! ```

mod assessments;
mod calibration;
mod check_in;
mod feedback;
mod goals;
mod outcome;
mod plans;

pub use assessments::{Evidence, ManagerText, PromotionRecommendation, Recommended, ResultLine, SelfAssessment};
pub use calibration::{CalibrationNotes, Decision, Justification, Question, SessionHead, SessionNotes};
pub use check_in::{Action, Adjustment, CheckIn, Progress};
pub use feedback::{Anonymous, AnonymousFeedback, AnonymousProse, NamedFeedback};
pub use goals::{Agreement, Goals, KeyResult, Measure, Objective};
pub use outcome::{Acknowledged, OutcomeAction, Pay, PayFigures, Promotion, PromotionCriterion, PromotionDecided};
pub use plans::{
    DevelopmentPlan, Exit, ImprovementPlan, ImprovementRecord, LogEntry, Milestone, PlanCheckIn, PlanCriterion,
    Preconditions,
};

pub(super) use assessments::{evidence, manager_text, recommendation_of, recommended, self_assessment};
pub(super) use calibration::{notes_on, session_head, session_notes};
pub(super) use check_in::check_in;
pub(super) use feedback::{anonymous_feedback, named_feedback};
pub(super) use goals::goals_of;
pub(super) use outcome::{pay, promotion};
pub(super) use plans::{development_plan, improvement_plan, improvement_record};

use serde::{Serialize, Serializer};

use crate::records::Body;
use crate::source::SourcePath;

/// A record's Markdown on its way to a page: the text, and the file that a message about it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prose<'a> {
    /// The text.
    pub body: &'a Body,
    /// The file.
    pub file: &'a SourcePath,
}

/// As data, prose is its text; a page shows it through the Markdown writer instead.
impl Serialize for Prose<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.text.serialize(serializer)
    }
}
