//! Plans as rows: what falls due next, and what each still lacks.

use serde::Serialize;

use super::team::packet_link;
use super::words;
use super::{Context, PersonLink};
use crate::disclosure::sections::{DevelopmentPlan, Milestone, PlanCriterion, Preconditions};
use crate::facts::{DevelopmentGap, EvidenceGap, ImprovementGap, PlanStep, Precondition, StepKind, StepState};
use crate::model::{CycleIx, PersonIx};
use crate::source::Date;

/// One plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanRow<'a> {
    /// Whose.
    pub person: PersonLink<'a>,
    /// What kind of plan.
    pub kind: &'static str,
    /// How it stands or ended.
    pub result: &'static str,
    /// The day on which it was made.
    pub created: Date,
    /// The day on which it ends.
    pub end: Date,
    /// The mentor.
    pub mentor: Option<PersonLink<'a>>,
    /// What falls due next; none once it has ended.
    pub next: Option<NextStep<'a>>,
    /// What it lacks.
    pub gaps: Vec<String>,
    /// What must have been done before an improvement plan; none for other plans, and where this audience may not see it.
    pub preconditions: Option<Vec<PreconditionLine<'a>>>,
}

/// What falls due next in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextStep<'a> {
    /// What, such as "Check-in on day 30".
    pub label: String,
    /// What the record says of it.
    pub what: Option<&'a str>,
    /// By when.
    pub day: Date,
    /// Where that stands, such as "in 5 days".
    pub when: Option<String>,
    /// Whether its day has passed.
    pub overdue: bool,
}

/// One precondition of an improvement plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreconditionLine<'a> {
    /// What must have been done.
    pub label: &'static str,
    /// Its evidence.
    pub evidence: Option<&'a str>,
    /// What is wrong with the evidence.
    pub gap: Option<&'static str>,
}

/// Plans by what falls due next; those that have ended last.
pub(super) fn sorted(mut rows: Vec<PlanRow<'_>>) -> Vec<PlanRow<'_>> {
    rows.sort_by_key(|row| row.next.as_ref().map_or(Date::MAX, |next| next.day));
    rows
}

/// A person's plans, as far as this audience may see them.
pub fn plans_of<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Vec<PlanRow<'a>> {
    let improvement = improvement(context, cycle, person);
    development(context, cycle, person)
        .into_iter()
        .chain(improvement)
        .collect()
}

fn development<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Option<PlanRow<'a>> {
    let (plan, facts) = context.lens.development(person, cycle).into_inner()??;
    let gap = |gap: &DevelopmentGap| match gap {
        DevelopmentGap::Criteria => "success criteria".to_owned(),
        DevelopmentGap::Mentor => "a mentor".to_owned(),
        DevelopmentGap::CheckIn(day) => format!("the check-in on day {day}"),
    };
    Some(PlanRow {
        person: packet_link(context, cycle, person),
        kind: "Development plan",
        result: result(&plan),
        created: plan.created,
        end: facts.review,
        next: facts.next().map(|step| next(step, &plan.criteria, &[])),
        gaps: facts.gaps.iter().map(gap).collect(),
        mentor: plan.mentor.map(|name| context.person(name)),
        preconditions: None,
    })
}

fn improvement<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Option<PlanRow<'a>> {
    let (whole, facts) = context.lens.improvement(person, cycle).into_inner()??;
    let documented = context.lens.improvement_gaps(person, cycle).into_inner().flatten();
    let gaps = documented.as_ref().map(|(_, gaps)| *gaps).unwrap_or_default();
    Some(PlanRow {
        person: packet_link(context, cycle, person),
        kind: "Improvement plan",
        result: result(&whole.plan),
        created: whole.plan.created,
        end: facts.end,
        next: facts
            .next()
            .map(|step| next(step, &whole.plan.criteria, &whole.milestones)),
        gaps: gaps.iter().copied().filter_map(improvement_gap).collect(),
        preconditions: documented
            .as_ref()
            .map(|(record, gaps)| preconditions(record.preconditions.as_ref(), gaps)),
        mentor: whole.plan.mentor.map(|name| context.person(name)),
    })
}

fn result(plan: &DevelopmentPlan<'_>) -> &'static str {
    use crate::records::development_plan::PlanResult as P;
    match plan.result {
        P::Open => "Open",
        P::Improved => "Improved",
        P::Extended => "Extended",
        P::ImprovementPlan => "An improvement plan followed",
        P::NotImproved => "Not improved",
    }
}

fn next<'a>(step: &PlanStep, criteria: &[PlanCriterion<'a>], milestones: &[Milestone<'a>]) -> NextStep<'a> {
    let (label, what) = match step.kind {
        StepKind::Criterion(at) => ("Success criterion".to_owned(), criteria.get(at).map(|each| each.what)),
        StepKind::CheckIn { day, .. } => (format!("Check-in on day {day}"), None),
        StepKind::Milestone { week, record } => {
            let what = record.and_then(|at| milestones.get(at)).map(|each| each.what);
            (format!("Milestone of week {week}"), what)
        }
        StepKind::Review => ("Final evaluation".to_owned(), None),
    };
    NextStep {
        label,
        what,
        day: step.day,
        when: words::step(step.state),
        overdue: matches!(step.state, StepState::Overdue { .. }),
    }
}

/// What an improvement plan lacks apart from its preconditions, which are listed one by one.
fn improvement_gap(gap: ImprovementGap) -> Option<String> {
    match gap {
        ImprovementGap::Precondition(..) => None,
        ImprovementGap::Approval => Some("the coordinator’s approval".to_owned()),
        ImprovementGap::Milestone(week) => Some(format!("the milestone of week {week}")),
        ImprovementGap::Exit => Some("exit criteria".to_owned()),
        ImprovementGap::Log => Some("HR documentation".to_owned()),
    }
}

fn preconditions<'a>(record: Option<&Preconditions<'a>>, gaps: &[ImprovementGap]) -> Vec<PreconditionLine<'a>> {
    let evidence = |of: fn(&Preconditions<'a>) -> Option<&'a str>| record.and_then(of);
    let all = [
        (
            Precondition::ClearFeedback,
            "Clear feedback throughout the cycle",
            evidence(|all| all.clear_feedback),
        ),
        (
            Precondition::ResourcesOffered,
            "Development resources offered",
            evidence(|all| all.resources_offered),
        ),
        (
            Precondition::ConcernsDocumented,
            "Concerns documented in real time",
            evidence(|all| all.concerns_documented),
        ),
        (
            Precondition::NoSurprise,
            "No surprise to the employee",
            evidence(|all| all.no_surprise),
        ),
    ];
    let line = |(which, label, evidence)| PreconditionLine {
        label,
        evidence,
        gap: gaps.iter().find_map(|gap| match gap {
            ImprovementGap::Precondition(of, gap) if *of == which => Some(evidence_gap(*gap)),
            _ => None,
        }),
    };
    all.into_iter().map(line).collect()
}

fn evidence_gap(gap: EvidenceGap) -> &'static str {
    match gap {
        EvidenceGap::Missing => "no evidence",
        EvidenceGap::Undated => "the evidence names no day",
        EvidenceGap::AfterStart => "the evidence is not older than the plan",
    }
}
