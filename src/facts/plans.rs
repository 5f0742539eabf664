//! Development and improvement plans: what each still needs to be documented, and what is due next of it.

use chrono::{Days, NaiveDate};

use super::mid_cycle::is_blank;
use super::statistics::schedule::week_starts;
use crate::model::{Packet, Policy};
use crate::records::Text;
use crate::records::development_plan::{DevelopmentPlanRecord, PlanCheckInRecord, PlanCriterionRecord, PlanResult};
use crate::records::improvement_plan::{ImprovementPlanRecord, PreconditionsRecord};
use crate::source::Date;

/// By how many days a development plan is extended where there was some improvement (the scenario's outcomes at day 90).
const EXTENSION_DAYS: u32 = 60;

/// One thing that falls due in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanStep {
    /// What.
    pub kind: StepKind,
    /// By when.
    pub day: Date,
    /// Where it stands on the day of the site.
    pub state: StepState,
}

/// What falls due in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// A success criterion, at this position of the record.
    Criterion(usize),
    /// A check-in.
    CheckIn {
        /// Its day of the plan, such as 30.
        day: u32,
        /// Its position in the record; none where the policy asks for it and the plan does not have it.
        record: Option<usize>,
    },
    /// What is to be reached in a week.
    Milestone {
        /// The week of the plan, from 1.
        week: u32,
        /// Its position in the record; none where the plan does not have it.
        record: Option<usize>,
    },
    /// The final evaluation.
    Review,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It was held or reached.
    Done,
    /// Its day has passed, and the record says that it was not reached.
    Missed,
    /// Its day has passed, and the record does not say how it went.
    Overdue {
        /// Days since.
        days: u32,
    },
    /// Its day is still to come, or today.
    Upcoming {
        /// Days until then.
        days: u32,
    },
}

/// The figures of a development plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevelopmentPlanFacts {
    /// The day of the final evaluation, as written or as the policy says; later where the plan was extended.
    pub review: Date,
    /// Whether it still runs.
    pub runs: bool,
    /// What it lacks.
    pub gaps: Vec<DevelopmentGap>,
    /// Everything that falls due in it, by day.
    pub steps: Vec<PlanStep>,
}

/// What a development plan lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DevelopmentGap {
    /// Success criteria.
    Criteria,
    /// A mentor.
    Mentor,
    /// The check-in on this day of the plan.
    CheckIn(u32),
}

/// The figures of an improvement plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovementPlanFacts {
    /// Its last day, as written or as the policy says.
    pub end: Date,
    /// Whether it still runs.
    pub runs: bool,
    /// How many weeks it begins, the last perhaps a part week: each should have a milestone.
    pub weeks: u32,
    /// What it lacks.
    pub gaps: Vec<ImprovementGap>,
    /// Everything that falls due in it, by day.
    pub steps: Vec<PlanStep>,
}

/// What an improvement plan lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImprovementGap {
    /// The evidence for a precondition.
    Precondition(Precondition, EvidenceGap),
    /// The coordinator's approval.
    Approval,
    /// The milestone of this week.
    Milestone(u32),
    /// Exit criteria.
    Exit,
    /// HR documentation.
    Log,
}

/// What must have been done before an improvement plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// The employee received clear feedback throughout the cycle.
    ClearFeedback,
    /// Development resources were offered.
    ResourcesOffered,
    /// The manager documented concerns in real time.
    ConcernsDocumented,
    /// The employee is not surprised.
    NoSurprise,
}

/// What is wrong with the evidence for a precondition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceGap {
    /// There is none.
    Missing,
    /// It names no day such as 2026-08-12.
    Undated,
    /// All days that it names lie on or after the start of the plan.
    AfterStart,
}

impl DevelopmentPlanFacts {
    /// What is due next: the first step that is overdue or still to come; none once the plan has ended.
    #[must_use]
    pub fn next(&self) -> Option<&PlanStep> {
        next(&self.steps, self.runs)
    }

    pub(super) fn of(policy: &Policy, packet: &Packet, as_of: Date) -> Option<Self> {
        let record = &packet.development_plan.as_ref()?.record.front;
        let created = record.created.value;
        let planned = after(created, policy.development_days);
        let written = record.review.as_ref().map_or(planned, |day| day.value);
        // An extended plan whose record still names the first evaluation is evaluated again later.
        let review = match record.result {
            Some(PlanResult::Extended) if written <= planned => after(written, EXTENSION_DAYS),
            _ => written,
        };
        let plan = Plan {
            created,
            review,
            as_of,
            result: record.result,
        };
        let has = |day| record.check_in.iter().any(|each| each.day.0 == day);
        let absent: Vec<_> = policy
            .development_check_ins
            .iter()
            .copied()
            .filter(|day| !has(*day))
            .collect();
        let mut steps = plan.steps(&record.criterion, &record.check_in);
        steps.extend(absent.iter().map(|day| plan.absent_check_in(*day)));
        Some(Self {
            review,
            runs: plan.runs(),
            gaps: development_gaps(record, &absent),
            steps: sorted(steps),
        })
    }
}

impl ImprovementPlanFacts {
    /// What is due next: the first step that is overdue or still to come; none once the plan has ended.
    #[must_use]
    pub fn next(&self) -> Option<&PlanStep> {
        next(&self.steps, self.runs)
    }

    pub(super) fn of(policy: &Policy, packet: &Packet, as_of: Date) -> Option<Self> {
        let record = &packet.improvement_plan.as_ref()?.record.front;
        let created = record.created.value;
        let planned = || after(created, policy.improvement_days);
        let end = record.end.as_ref().map_or_else(planned, |day| day.value);
        let plan = Plan {
            created,
            review: record.review.as_ref().map_or(end, |day| day.value),
            as_of,
            result: record.result,
        };
        let weeks = week_starts(0, (end - created).num_days()).len();
        let weeks = u32::try_from(weeks).unwrap_or(u32::MAX);
        let mut steps = plan.steps(&record.criterion, &record.check_in);
        let mut gaps = improvement_gaps(record);
        for week in 1..=weeks {
            let at = record.milestone.iter().position(|each| each.week.0 == week);
            let met = at.and_then(|at| record.milestone[at].met);
            let day = Ord::min(after(created, (7 * week).saturating_sub(1)), end);
            steps.push(plan.step(StepKind::Milestone { week, record: at }, day, met));
            if at.is_none() {
                gaps.push(ImprovementGap::Milestone(week));
            }
        }
        Some(Self {
            end,
            runs: plan.runs(),
            weeks,
            gaps,
            steps: sorted(steps),
        })
    }
}

fn next(steps: &[PlanStep], runs: bool) -> Option<&PlanStep> {
    let open = |step: &&PlanStep| matches!(step.state, StepState::Overdue { .. } | StepState::Upcoming { .. });
    steps.iter().filter(|_| runs).find(open)
}

fn sorted(mut steps: Vec<PlanStep>) -> Vec<PlanStep> {
    steps.sort_by_key(|step| (step.day, step.kind));
    steps
}

fn after(day: Date, days: u32) -> Date {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(Date::MAX)
}

/// What both kinds of plan have.
struct Plan {
    created: Date,
    review: Date,
    as_of: Date,
    result: Option<PlanResult>,
}

impl Plan {
    fn runs(&self) -> bool {
        matches!(self.result, None | Some(PlanResult::Open | PlanResult::Extended))
    }

    fn step(&self, kind: StepKind, day: Date, done: Option<bool>) -> PlanStep {
        let between = |from: Date, to: Date| u32::try_from((to - from).num_days()).unwrap_or(0);
        let state = match done {
            Some(true) => StepState::Done,
            _ if day >= self.as_of => StepState::Upcoming {
                days: between(self.as_of, day),
            },
            Some(false) => StepState::Missed,
            None => StepState::Overdue {
                days: between(day, self.as_of),
            },
        };
        PlanStep { kind, day, state }
    }

    fn steps(&self, criteria: &[PlanCriterionRecord], check_ins: &[PlanCheckInRecord]) -> Vec<PlanStep> {
        let criteria = criteria.iter().enumerate().map(|(at, each)| {
            let day = each.due.as_ref().map_or(self.review, |day| day.value);
            self.step(StepKind::Criterion(at), day, each.met)
        });
        let check_ins = check_ins.iter().enumerate().map(|(at, each)| {
            let day = each
                .date
                .as_ref()
                .map_or_else(|| after(self.created, each.day.0), |day| day.value);
            let kind = StepKind::CheckIn {
                day: each.day.0,
                record: Some(at),
            };
            // "Not held" before its day is what a plan says of every check-in to come, and after it that it is owed.
            self.step(kind, day, each.held.filter(|held| *held))
        });
        let review = self.step(StepKind::Review, self.review, (!self.runs()).then_some(true));
        criteria.chain(check_ins).chain([review]).collect()
    }

    fn absent_check_in(&self, day: u32) -> PlanStep {
        self.step(StepKind::CheckIn { day, record: None }, after(self.created, day), None)
    }
}

fn development_gaps(record: &DevelopmentPlanRecord, absent: &[u32]) -> Vec<DevelopmentGap> {
    let criteria = record.criterion.is_empty().then_some(DevelopmentGap::Criteria);
    let mentor = record.mentor.is_none().then_some(DevelopmentGap::Mentor);
    let check_ins = absent.iter().map(|day| DevelopmentGap::CheckIn(*day));
    criteria.into_iter().chain(mentor).chain(check_ins).collect()
}

fn improvement_gaps(record: &ImprovementPlanRecord) -> Vec<ImprovementGap> {
    let signed = record.preconditions.as_ref();
    let text = |of: fn(&PreconditionsRecord) -> &Option<Text>| signed.and_then(|signed| of(signed).as_ref());
    let evidence = [
        (Precondition::ClearFeedback, text(|signed| &signed.clear_feedback)),
        (Precondition::ResourcesOffered, text(|signed| &signed.resources_offered)),
        (
            Precondition::ConcernsDocumented,
            text(|signed| &signed.concerns_documented),
        ),
        (Precondition::NoSurprise, text(|signed| &signed.no_surprise)),
    ];
    let start = record.created.value;
    let preconditions = evidence.into_iter().filter_map(|(precondition, text)| {
        Some(ImprovementGap::Precondition(precondition, evidence_gap(text, start)?))
    });
    let approved = signed.is_some_and(|signed| signed.approved_by.is_some());
    let others = [
        (!approved).then_some(ImprovementGap::Approval),
        record.exit.is_empty().then_some(ImprovementGap::Exit),
        record.log.is_empty().then_some(ImprovementGap::Log),
    ];
    preconditions.chain(others.into_iter().flatten()).collect()
}

fn evidence_gap(text: Option<&Text>, start: Date) -> Option<EvidenceGap> {
    let Some(text) = text.filter(|text| !is_blank(Some(text))) else {
        return Some(EvidenceGap::Missing);
    };
    let days = days_in(text);
    if days.is_empty() {
        Some(EvidenceGap::Undated)
    } else if days.iter().all(|day| *day >= start) {
        Some(EvidenceGap::AfterStart)
    } else {
        None
    }
}

/// The days that a text names as records write them, such as 2026-08-12.
fn days_in(text: &str) -> Vec<Date> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-')
        .filter_map(|word| NaiveDate::parse_from_str(word.trim_matches('-'), "%Y-%m-%d").ok())
        .collect()
}
