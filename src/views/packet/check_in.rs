//! The mid-cycle check-in: how key results stood, what was changed, who does what.

use serde::Serialize;

use super::{KeyResultLink, Part, Review};
use crate::disclosure::sections;
use crate::facts::Part as FactPart;
use crate::source::Date;
use crate::views::words::{self, Badge};
use crate::views::{PersonLink, ProseSection};

/// A check-in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckIn<'a> {
    /// The day of the conversation.
    pub date: Date,
    /// Where that stands against the deadline.
    pub standing: Option<String>,
    /// Who held it.
    pub manager: PersonLink<'a>,
    /// How key results stood.
    pub progress: Vec<Progress<'a>>,
    /// What was changed.
    pub adjustments: Vec<Adjustment<'a>>,
    /// Who does what.
    pub actions: Vec<Action<'a>>,
    /// The text.
    pub sections: Vec<ProseSection>,
}

/// How one key result stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress<'a> {
    /// Which.
    pub key_result: KeyResultLink,
    /// How it stood.
    pub status: Badge<'static>,
    /// How sure the person was.
    pub confidence: Option<&'static str>,
    /// A remark.
    pub notes: Option<&'a str>,
}

/// What was changed about one key result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adjustment<'a> {
    /// Which.
    pub key_result: KeyResultLink,
    /// What kind of change.
    pub change: &'static str,
    /// Why.
    pub rationale: Option<&'a str>,
    /// Who approved.
    pub approved_by: Option<PersonLink<'a>>,
    /// The new date.
    pub due: Option<Date>,
    /// What is done about it.
    pub plan: Option<&'a str>,
    /// The key result that takes its place.
    pub replacement: Option<KeyResultLink>,
}

/// What somebody will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Action<'a> {
    /// Who.
    pub owner: &'static str,
    /// What.
    pub what: &'a str,
    /// By when.
    pub due: Option<Date>,
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn check_in(&self) -> Option<Part<CheckIn<'a>>> {
        Part::of(self.sections.check_in.clone(), |record| self.check_in_of(&record))
    }

    fn check_in_of(&self, record: &sections::CheckIn<'a>) -> CheckIn<'a> {
        CheckIn {
            date: record.date,
            standing: self.standing(FactPart::CheckIn),
            manager: self.context.person(record.manager),
            progress: record.progress.iter().map(|each| self.progress(each)).collect(),
            adjustments: record.adjustments.iter().map(|each| self.adjustment(each)).collect(),
            actions: record
                .actions
                .iter()
                .map(|each| Action {
                    owner: words::action_owner(each.owner),
                    what: each.what,
                    due: each.due,
                })
                .collect(),
            sections: self.context.prose(&record.body, "check-in", 4),
        }
    }

    fn progress(&self, progress: &sections::Progress<'a>) -> Progress<'a> {
        Progress {
            key_result: self.key_result_link(&progress.key_result),
            status: words::status(progress.status),
            confidence: progress.confidence.map(words::confidence),
            notes: progress.notes,
        }
    }

    fn adjustment(&self, adjustment: &sections::Adjustment<'a>) -> Adjustment<'a> {
        let replacement = adjustment.replacement.as_deref();
        Adjustment {
            key_result: self.key_result_link(&adjustment.key_result),
            change: words::change(adjustment.change),
            rationale: adjustment.rationale,
            approved_by: adjustment.approved_by.map(|name| self.context.person(name)),
            due: adjustment.due,
            plan: adjustment.plan,
            replacement: replacement.map(|address| self.key_result_link(address)),
        }
    }
}
