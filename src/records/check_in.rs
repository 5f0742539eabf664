//! `check-in.md`: the mid-cycle check-in, which corrects the course and rates nobody.

use super::address::KeyResultAddress;
use super::id::PersonId;
use super::value::{At, Text};
use super::{choice, record};
use crate::source::Date;

/// The headings of its text.
pub const HEADINGS: &[&str] = &[
    "What's going well?",
    "What's blocking progress?",
    "Do any goals need to be adjusted?",
    "What support do you need?",
];

record! {
    /// The front matter of a check-in.
    pub struct CheckInRecord {
        /// The day of the conversation.
        date: At<Date>,
        /// The manager who held it.
        manager: At<PersonId>,
        /// How one key result stands.
        progress: Vec<ProgressRecord>,
        /// A change to one key result.
        adjustment: Vec<AdjustmentRecord>,
        /// What somebody will do.
        action: Vec<ActionRecord>,
    }
}

record! {
    /// How one key result stands.
    pub struct ProgressRecord {
        /// The key result, within the person's own goals.
        key_result: At<KeyResultAddress>,
        /// How it stands.
        status: Status,
        /// How sure the person is to reach it.
        confidence: Option<Confidence>,
        /// A remark.
        notes: Option<Text>,
    }
}

choice! {
    /// How a key result stands.
    pub enum Status {
        /// Not started.
        NotStarted = "not-started",
        /// On track.
        OnTrack = "on-track",
        /// At risk.
        AtRisk = "at-risk",
        /// Off track.
        OffTrack = "off-track",
        /// Done.
        Done = "done",
    }
}

choice! {
    /// How sure somebody is to reach a key result.
    pub enum Confidence {
        /// Not sure.
        Low = "low",
        /// Fairly sure.
        Medium = "medium",
        /// Sure.
        High = "high",
    }
}

record! {
    /// A change to one key result.
    pub struct AdjustmentRecord {
        /// The key result, within the person's own goals.
        key_result: At<KeyResultAddress>,
        /// What kind of change.
        change: Change,
        /// Why; expected for adjusted and replaced.
        rationale: Option<Text>,
        /// Who approved; expected for replaced: the skip-level manager at that date.
        approved_by: Option<At<PersonId>>,
        /// The new date.
        due: Option<At<Date>>,
        /// What will be done about it; expected for an intervention.
        plan: Option<Text>,
        /// The key result that takes its place; expected for replaced.
        replacement: Option<At<KeyResultAddress>>,
    }
}

choice! {
    /// What kind of change a key result underwent.
    pub enum Change {
        /// Its scope or timeline was adjusted.
        Adjusted = "adjusted",
        /// Another key result took its place.
        Replaced = "replaced",
        /// It is at risk, and something is done about it.
        Intervention = "intervention",
    }
}

record! {
    /// What somebody will do.
    pub struct ActionRecord {
        /// Who.
        owner: ActionOwner,
        /// What.
        what: Text,
        /// By when.
        due: Option<At<Date>>,
    }
}

choice! {
    /// Who of the two does something.
    pub enum ActionOwner {
        /// The manager.
        Manager = "manager",
        /// The employee.
        Employee = "employee",
    }
}
