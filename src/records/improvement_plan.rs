//! `improvement-plan.md`: 60 days with weekly milestones, clear exits, and the documentation that it must rest on.

use super::development_plan::{PlanCheckInRecord, PlanCriterionRecord, PlanResult};
use super::id::PersonId;
use super::record;
use super::value::{At, Count, Text};
use crate::source::Date;

/// The heading of its text.
pub const HEADINGS: &[&str] = &["Gap identified"];

record! {
    /// The front matter of an improvement plan.
    pub struct ImprovementPlanRecord {
        /// The day on which it was made.
        created: At<Date>,
        /// Its last day.
        end: Option<At<Date>>,
        /// The day of the final evaluation, where it is another than the last.
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
        /// What is to be reached in one week.
        milestone: Vec<MilestoneRecord>,
        /// What ends the plan well.
        exit: Vec<ExitRecord>,
        /// HR documentation.
        log: Vec<LogRecord>,
        /// What must have been done before, each with its evidence.
        preconditions: Option<PreconditionsRecord>,
    }
}

record! {
    /// What is to be reached in one week.
    pub struct MilestoneRecord {
        /// The week of the plan, from 1.
        week: At<Count>,
        /// What.
        what: Text,
        /// Whether it was reached.
        met: Option<bool>,
    }
}

record! {
    /// What ends the plan well.
    pub struct ExitRecord {
        /// What.
        what: Text,
        /// Whether it was reached.
        met: Option<bool>,
    }
}

record! {
    /// One entry of the HR documentation.
    pub struct LogRecord {
        /// The day.
        date: At<Date>,
        /// What happened.
        what: Text,
        /// Who wrote it down.
        by: Option<At<PersonId>>,
    }
}

record! {
    /// What must have been done before an improvement plan, each with the evidence that lets the coordinator sign it.
    pub struct PreconditionsRecord {
        /// The employee received clear feedback throughout the cycle.
        clear_feedback: Option<Text>,
        /// Development resources were offered.
        resources_offered: Option<Text>,
        /// The manager documented concerns in real time.
        concerns_documented: Option<Text>,
        /// The employee is not surprised.
        no_surprise: Option<Text>,
        /// Who signed.
        approved_by: Option<At<PersonId>>,
    }
}
