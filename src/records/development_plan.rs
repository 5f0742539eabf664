//! `development-plan.md`: 90 days with criteria, a mentor and check-ins.

use super::id::PersonId;
use super::value::{At, Count, Text};
use super::{choice, record};
use crate::source::Date;

/// The heading of its text.
pub const HEADINGS: &[&str] = &["Gap identified"];

record! {
    /// The front matter of a development plan.
    pub struct DevelopmentPlanRecord {
        /// The day on which it was made.
        created: At<Date>,
        /// The day of the final evaluation.
        review: Option<At<Date>>,
        /// How it stands or ended; open unless it is given.
        result: Option<PlanResult>,
        /// The mentor.
        mentor: Option<At<PersonId>>,
        /// What the mentor helps with.
        mentor_for: Option<Text>,
        /// Courses and other resources.
        training: Vec<Text>,
        /// One success criterion.
        criterion: Vec<PlanCriterionRecord>,
        /// One check-in of the plan.
        check_in: Vec<PlanCheckInRecord>,
    }
}

choice! {
    /// How a plan stands or ended.
    pub enum PlanResult {
        /// It runs.
        Open = "open",
        /// The person improved.
        Improved = "improved",
        /// It was extended by 60 days.
        Extended = "extended",
        /// An improvement plan followed.
        ImprovementPlan = "improvement-plan",
        /// It ended without the improvement that it asked for.
        NotImproved = "not-improved",
    }
}

record! {
    /// One success criterion of a plan.
    pub struct PlanCriterionRecord {
        /// What is to be reached.
        what: Text,
        /// By when.
        due: Option<At<Date>>,
        /// Whether it was reached.
        met: Option<bool>,
    }
}

record! {
    /// One check-in of a plan.
    pub struct PlanCheckInRecord {
        /// The day of the plan, such as 30.
        day: At<Count>,
        /// The date.
        date: Option<At<Date>>,
        /// Whether it was held.
        held: Option<bool>,
        /// A remark.
        note: Option<Text>,
    }
}
