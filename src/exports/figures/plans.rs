//! Development and improvement plans: what falls due in them, and what they lack.

use schemars::JsonSchema;
use serde::Serialize;

use super::Source;
use crate::facts::{DevelopmentGap, ImprovementGap, PlanStep, Precondition, StepKind, StepState};
use crate::model::PersonIx;
use crate::source::Date;

/// A development plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DevelopmentFigures {
    /// The day of the final evaluation, as written or as the policy says; later where the plan was extended.
    pub review: Date,
    /// Whether it still runs.
    pub runs: bool,
    /// What it lacks: `criteria`, `mentor`, or `check-in-30` and the like.
    pub gaps: Vec<String>,
    /// Everything that falls due in it, by day.
    pub steps: Vec<StepFigures>,
}

/// An improvement plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImprovementFigures {
    /// Its last day, as written or as the policy says.
    pub end: Date,
    /// Whether it still runs.
    pub runs: bool,
    /// How many weeks it begins: each should have a milestone.
    pub weeks: u32,
    /// What it lacks: one of the preconditions `clear-feedback`, `resources-offered`, `concerns-documented` and `no-surprise`,
    /// `approval`, `milestone-3` and the like, `exit`, `log`; none where its preconditions and log are kept from HR.
    pub gaps: Option<Vec<String>>,
    /// Everything that falls due in it, by day.
    pub steps: Vec<StepFigures>,
}

/// Something that falls due in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepFigures {
    /// What.
    pub kind: StepKindWord,
    /// The day of the plan of a check-in, the week of a milestone, the position from 1 of a criterion; none for the review.
    pub number: Option<usize>,
    /// By when.
    pub day: Date,
    /// Where it stands.
    pub state: StepStateWord,
    /// Days overdue, or days until then; none where it is done or was missed.
    pub days: Option<u32>,
}

/// What falls due in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKindWord {
    /// A success criterion.
    Criterion,
    /// A check-in.
    CheckIn,
    /// What is to be reached in a week.
    Milestone,
    /// The final evaluation.
    Review,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepStateWord {
    /// It was held or reached.
    Done,
    /// Its day has passed, and it was not reached.
    Missed,
    /// Its day has passed, and the record does not say how it went.
    Overdue,
    /// Its day is still to come, or today.
    Upcoming,
}

impl Source<'_, '_> {
    pub(super) fn development(self, person: PersonIx) -> Option<DevelopmentFigures> {
        let (_, facts) = self.lens.development(person, self.cycle).into_inner()??;
        let gap = |gap: &DevelopmentGap| match *gap {
            DevelopmentGap::Criteria => "criteria".to_owned(),
            DevelopmentGap::Mentor => "mentor".to_owned(),
            DevelopmentGap::CheckIn(day) => format!("check-in-{day}"),
        };
        Some(DevelopmentFigures {
            review: facts.review,
            runs: facts.runs,
            gaps: facts.gaps.iter().map(gap).collect(),
            steps: facts.steps.iter().map(StepFigures::of).collect(),
        })
    }

    pub(super) fn improvement(self, person: PersonIx) -> Option<ImprovementFigures> {
        let (_, facts) = self.lens.improvement(person, self.cycle).into_inner()??;
        let gaps = self.lens.improvement_gaps(person, self.cycle).into_inner().flatten();
        Some(ImprovementFigures {
            end: facts.end,
            runs: facts.runs,
            weeks: facts.weeks,
            gaps: gaps.map(|(_, gaps)| gaps.iter().copied().map(improvement_gap).collect()),
            steps: facts.steps.iter().map(StepFigures::of).collect(),
        })
    }
}

fn improvement_gap(gap: ImprovementGap) -> String {
    let precondition = |precondition| match precondition {
        Precondition::ClearFeedback => "clear-feedback",
        Precondition::ResourcesOffered => "resources-offered",
        Precondition::ConcernsDocumented => "concerns-documented",
        Precondition::NoSurprise => "no-surprise",
    };
    match gap {
        ImprovementGap::Precondition(which, _) => precondition(which).to_owned(),
        ImprovementGap::Approval => "approval".to_owned(),
        ImprovementGap::Milestone(week) => format!("milestone-{week}"),
        ImprovementGap::Exit => "exit".to_owned(),
        ImprovementGap::Log => "log".to_owned(),
    }
}

impl StepFigures {
    fn of(step: &PlanStep) -> Self {
        let (kind, number) = match step.kind {
            StepKind::Criterion(at) => (StepKindWord::Criterion, Some(at + 1)),
            StepKind::CheckIn { day, .. } => (StepKindWord::CheckIn, Some(day as usize)),
            StepKind::Milestone { week, .. } => (StepKindWord::Milestone, Some(week as usize)),
            StepKind::Review => (StepKindWord::Review, None),
        };
        let (state, days) = match step.state {
            StepState::Done => (StepStateWord::Done, None),
            StepState::Missed => (StepStateWord::Missed, None),
            StepState::Overdue { days } => (StepStateWord::Overdue, Some(days)),
            StepState::Upcoming { days } => (StepStateWord::Upcoming, Some(days)),
        };
        Self {
            kind,
            number,
            day: step.day,
            state,
            days,
        }
    }
}
