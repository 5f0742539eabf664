//! The words that pages have for what records choose from a list, each with its tone.

use serde::Serialize;

pub(super) use crate::diagnostics::counted;
use crate::facts::{RangeCheck, SmartVerdict, Standing, StepState};
use crate::records::check_in::{ActionOwner, Change, Confidence, Status};
use crate::records::development_plan::PlanResult;
use crate::records::feedback::Again;
use crate::records::manager_assessment::Readiness;
use crate::records::outcome::{OutcomeActionKind, PromotionDecision};

/// A verdict or a state: its word, and how good it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Badge<'a> {
    /// The word.
    pub label: &'a str,
    /// How good it is.
    pub tone: Tone,
}

/// How good something is; a theme says it by shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Something must be done.
    Bad,
    /// Neither.
    Mute,
}

impl<'a> Badge<'a> {
    /// A word with its tone.
    pub(super) fn new(label: &'a str, tone: Tone) -> Self {
        Self { label, tone }
    }
}

pub(super) fn status(status: Status) -> Badge<'static> {
    match status {
        Status::NotStarted => Badge::new("Not started", Tone::Mute),
        Status::OnTrack => Badge::new("On track", Tone::Good),
        Status::AtRisk => Badge::new("At risk", Tone::Warn),
        Status::OffTrack => Badge::new("Off track", Tone::Bad),
        Status::Done => Badge::new("Done", Tone::Good),
    }
}

pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "Low",
        Confidence::Medium => "Medium",
        Confidence::High => "High",
    }
}

pub(super) fn change(change: Change) -> &'static str {
    match change {
        Change::Adjusted => "Adjusted",
        Change::Replaced => "Replaced",
        Change::Intervention => "At risk, with a plan",
    }
}

pub(super) fn action_owner(owner: ActionOwner) -> &'static str {
    match owner {
        ActionOwner::Manager => "Manager",
        ActionOwner::Employee => "Employee",
    }
}

pub(super) fn again(again: Again) -> &'static str {
    match again {
        Again::Yes => "Yes",
        Again::Mostly => "Mostly",
        Again::No => "No",
    }
}

pub(super) fn readiness(readiness: Readiness) -> Badge<'static> {
    match readiness {
        Readiness::NotYet => Badge::new("Not yet", Tone::Mute),
        Readiness::Developing => Badge::new("Developing", Tone::Mute),
        Readiness::Ready => Badge::new("Ready", Tone::Good),
    }
}

pub(super) fn promotion(decision: PromotionDecision) -> Badge<'static> {
    match decision {
        PromotionDecision::None => Badge::new("None", Tone::Mute),
        PromotionDecision::CriteriaReview => Badge::new("Criteria review", Tone::Mute),
        PromotionDecision::Promoted => Badge::new("Promoted", Tone::Good),
        PromotionDecision::Declined => Badge::new("Declined", Tone::Mute),
    }
}

pub(super) fn outcome_action(kind: OutcomeActionKind) -> &'static str {
    match kind {
        OutcomeActionKind::Assignment => "Assignment",
        OutcomeActionKind::Conference => "Conference",
        OutcomeActionKind::Leadership => "Leadership",
        OutcomeActionKind::Mentor => "Mentor",
        OutcomeActionKind::Training => "Training",
        OutcomeActionKind::Other => "Other",
    }
}

pub(super) fn plan_result(result: PlanResult) -> Badge<'static> {
    match result {
        PlanResult::Open => Badge::new("Open", Tone::Mute),
        PlanResult::Improved => Badge::new("Improved", Tone::Good),
        PlanResult::Extended => Badge::new("Extended", Tone::Warn),
        PlanResult::ImprovementPlan => Badge::new("Improvement plan", Tone::Bad),
        PlanResult::NotImproved => Badge::new("Not improved", Tone::Bad),
    }
}

/// What a box says that is ticked, not ticked, or not there.
pub(super) fn met(met: Option<bool>) -> Badge<'static> {
    match met {
        Some(true) => Badge::new("Met", Tone::Good),
        Some(false) => Badge::new("Not met", Tone::Mute),
        None => Badge::new("Open", Tone::Mute),
    }
}

/// Whether a check-in of a plan was held.
pub(super) fn held(held: bool) -> Badge<'static> {
    if held {
        Badge::new("Held", Tone::Good)
    } else {
        Badge::new("Not held", Tone::Mute)
    }
}

pub(super) fn verdict(verdict: SmartVerdict) -> Badge<'static> {
    match verdict {
        SmartVerdict::Holds => Badge::new("Holds", Tone::Good),
        SmartVerdict::Fails => Badge::new("Fails", Tone::Warn),
        SmartVerdict::Exempt => Badge::new("Not asked", Tone::Mute),
    }
}

pub(super) fn range(check: RangeCheck) -> Option<Badge<'static>> {
    match check {
        RangeCheck::NotRated => None,
        RangeCheck::Inside => Some(Badge::new("Within the range", Tone::Good)),
        RangeCheck::Below => Some(Badge::new("Below the range", Tone::Warn)),
        RangeCheck::Above => Some(Badge::new("Above the range", Tone::Warn)),
    }
}

/// Where something stands against its deadline.
pub(super) fn standing(standing: Standing) -> String {
    match standing {
        Standing::NotDue => "not due yet".to_owned(),
        Standing::Missing { days } => format!("missing, {} overdue", days_of(days)),
        Standing::OnTime { .. } => "on time".to_owned(),
        Standing::Late { days, .. } => format!("{} late", days_of(days)),
    }
}

/// Where a step of a plan stands, where that is more than the record says.
pub(super) fn step(state: StepState) -> Option<String> {
    match state {
        StepState::Done | StepState::Missed => None,
        StepState::Overdue { days } => Some(format!("{} overdue", days_of(days))),
        StepState::Upcoming { days: 0 } => Some("today".to_owned()),
        StepState::Upcoming { days } => Some(format!("in {}", days_of(days))),
    }
}

/// A number of people.
pub(super) fn people(count: usize) -> String {
    counted(count, "person", "people")
}

/// So many days.
pub(super) fn days_of(days: u32) -> String {
    counted(days as usize, "day", "days")
}
