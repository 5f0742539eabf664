//! The mid-cycle check-in.

use serde::Serialize;

use super::Prose;
use crate::disclosure::Name;
use crate::records::check_in::{
    ActionOwner, ActionRecord, AdjustmentRecord, Change, CheckInRecord, Confidence, ProgressRecord, Status,
};
use crate::records::id::PersonId;
use crate::records::{Document, Filed};
use crate::source::Date;

/// A check-in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckIn<'a> {
    /// The day of the conversation.
    pub date: Date,
    /// Who held it.
    pub manager: Name<'a>,
    /// How each key result stood.
    pub progress: Vec<Progress<'a>>,
    /// What was changed.
    pub adjustments: Vec<Adjustment<'a>>,
    /// Who does what.
    pub actions: Vec<Action<'a>>,
    /// The text.
    pub body: Prose<'a>,
}

/// How one key result stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress<'a> {
    /// Its address within the person's goals.
    pub key_result: String,
    /// How it stood.
    pub status: Status,
    /// How sure the person was.
    pub confidence: Option<Confidence>,
    /// A remark.
    pub notes: Option<&'a str>,
}

/// A change to one key result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adjustment<'a> {
    /// Its address within the person's goals.
    pub key_result: String,
    /// What kind of change.
    pub change: Change,
    /// Why.
    pub rationale: Option<&'a str>,
    /// Who approved.
    pub approved_by: Option<Name<'a>>,
    /// The new date.
    pub due: Option<Date>,
    /// What is done about it.
    pub plan: Option<&'a str>,
    /// The address of the key result that takes its place.
    pub replacement: Option<String>,
}

/// What somebody will do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action<'a> {
    /// Who.
    pub owner: ActionOwner,
    /// What.
    pub what: &'a str,
    /// By when.
    pub due: Option<Date>,
}

pub(in crate::disclosure) fn check_in<'a>(
    filed: &'a Filed<Document<CheckInRecord>>,
    name: &dyn Fn(&PersonId) -> Name<'a>,
) -> CheckIn<'a> {
    let Document { front, body } = &*filed.record;
    let CheckInRecord {
        date,
        manager,
        progress,
        adjustment,
        action,
        at: _,
    } = front;
    CheckIn {
        date: date.value,
        manager: name(manager),
        progress: progress.iter().map(self::progress).collect(),
        adjustments: adjustment.iter().map(|each| self::adjustment(each, name)).collect(),
        actions: action.iter().map(self::action).collect(),
        body: Prose {
            body,
            file: &filed.file,
        },
    }
}

fn progress(record: &ProgressRecord) -> Progress<'_> {
    let ProgressRecord {
        key_result,
        status,
        confidence,
        notes,
        at: _,
    } = record;
    Progress {
        key_result: key_result.to_string(),
        status: *status,
        confidence: *confidence,
        notes: notes.as_deref(),
    }
}

fn adjustment<'a>(record: &'a AdjustmentRecord, name: &dyn Fn(&PersonId) -> Name<'a>) -> Adjustment<'a> {
    let AdjustmentRecord {
        key_result,
        change,
        rationale,
        approved_by,
        due,
        plan,
        replacement,
        at: _,
    } = record;
    Adjustment {
        key_result: key_result.to_string(),
        change: *change,
        rationale: rationale.as_deref(),
        approved_by: approved_by.as_ref().map(|id| name(id)),
        due: due.as_ref().map(|day| day.value),
        plan: plan.as_deref(),
        replacement: replacement.as_ref().map(|address| address.to_string()),
    }
}

fn action(record: &ActionRecord) -> Action<'_> {
    let ActionRecord {
        owner,
        what,
        due,
        at: _,
    } = record;
    Action {
        owner: *owner,
        what,
        due: due.as_ref().map(|day| day.value),
    }
}
