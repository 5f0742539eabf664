//! Where the parts of a reader's own review stand, for the pages of their own tree.

use serde::Serialize;

use super::Context;
use super::page::PageKey;
use crate::disclosure::Audience;
use crate::facts::{Part, Standing};
use crate::model::CycleIx;
use crate::source::Date;

/// The reader's own review of one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnReview {
    /// The way to it.
    pub href: String,
    /// Its parts, as far as they are the reader's to see.
    pub parts: Vec<OwnPart>,
}

/// One part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnPart {
    /// What.
    pub label: &'static str,
    /// By when.
    pub due: Date,
    /// How it stands.
    pub state: PartState,
}

/// How a part stands, in words and as a tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartState {
    /// In words.
    pub text: String,
    /// `good`, `warn`, `bad` or `mute`.
    pub tone: &'static str,
}

/// The reader's own review, where this is the tree of one person and they have one in this cycle.
pub(super) fn own_review(context: &Context<'_, '_>, cycle: CycleIx) -> Option<OwnReview> {
    let lens = context.lens;
    let Audience::Person(person) = lens.audience() else {
        return None;
    };
    let href = context.href_if(PageKey::Packet(person, cycle))?;
    let deadlines = lens.cycle(cycle).deadlines;
    let parts = Part::ALL.into_iter().filter_map(|part| {
        let standing = lens.standing(person, cycle, part);
        Some(OwnPart {
            label: label(part),
            due: part.due(&deadlines),
            state: state(*standing.value()?),
        })
    });
    Some(OwnReview {
        href,
        parts: parts.collect(),
    })
}

/// What a part is called.
pub(super) fn label(part: Part) -> &'static str {
    match part {
        Part::Goals => "Individual goals",
        Part::CheckIn => "Check-in",
        Part::SelfAssessment => "Self-assessment",
        Part::PeerFeedback => "Peer feedback",
        Part::ManagerAssessment => "Manager assessment",
    }
}

fn state(standing: Standing) -> PartState {
    let (text, tone) = match standing {
        Standing::NotDue => ("Not due yet".to_owned(), "mute"),
        Standing::Missing { days } => (format!("{} overdue", in_days(days)), "bad"),
        Standing::OnTime { on } => (format!("Done on {}", on.format("%-d %B")), "good"),
        Standing::Late { on, days } => (
            format!("Done on {}, {} late", on.format("%-d %B"), in_days(days)),
            "warn",
        ),
    };
    PartState { text, tone }
}

/// A number of days in words.
pub(super) fn in_days(days: u32) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
