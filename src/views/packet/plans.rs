//! The plans that follow a low rating, and what an improvement plan rests on.

use serde::Serialize;

use super::Review;
use crate::disclosure::sections;
use crate::facts::{PlanStep, StepKind};
use crate::source::Date;
use crate::views::words::{self, Badge};
use crate::views::{PersonLink, ProseSection};

/// A development or an improvement plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan<'a> {
    /// The day on which it was made.
    pub created: Date,
    /// The day of the final evaluation.
    pub review: Option<Date>,
    /// Its last day.
    pub end: Option<Date>,
    /// How it stands or ended.
    pub result: Badge<'static>,
    /// The mentor.
    pub mentor: Option<PersonLink<'a>>,
    /// What the mentor helps with.
    pub mentor_for: Option<&'a str>,
    /// Courses and other resources.
    pub training: Vec<&'a str>,
    /// Success criteria.
    pub criteria: Vec<Step<'a>>,
    /// Check-ins of the plan.
    pub check_ins: Vec<PlanCheckIn<'a>>,
    /// What is to be reached in each week.
    pub milestones: Vec<Step<'a>>,
    /// What ends it well.
    pub exits: Vec<Step<'a>>,
    /// The text.
    pub sections: Vec<ProseSection>,
}

/// Something to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step<'a> {
    /// What.
    pub what: &'a str,
    /// The week of the plan.
    pub week: Option<u32>,
    /// By when.
    pub due: Option<Date>,
    /// Whether it was reached.
    pub met: Badge<'static>,
    /// How long it is overdue, or still has.
    pub state: Option<String>,
}

/// A check-in of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanCheckIn<'a> {
    /// The day of the plan.
    pub day: u32,
    /// The date.
    pub date: Option<Date>,
    /// Whether it was held.
    pub held: Badge<'static>,
    /// How long it is overdue, or still has.
    pub state: Option<String>,
    /// A remark.
    pub note: Option<&'a str>,
}

/// What an improvement plan rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Documentation<'a> {
    /// What must have been done before, each with its evidence; none where the plan does not say.
    pub preconditions: Option<Vec<(&'static str, Option<&'a str>)>>,
    /// Who signed.
    pub approved_by: Option<PersonLink<'a>>,
    /// HR documentation.
    pub log: Vec<LogEntry<'a>>,
}

/// One entry of the HR documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogEntry<'a> {
    /// The day.
    pub date: Date,
    /// What happened.
    pub what: &'a str,
    /// Who wrote it down.
    pub by: Option<PersonLink<'a>>,
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn development_plan(&self) -> Option<Plan<'a>> {
        let plan = self.sections.development_plan.value()?;
        let steps = self.context.lens.development_steps(self.person, self.cycle);
        Some(self.plan(plan, steps.value().copied().unwrap_or_default(), "development"))
    }

    pub(super) fn improvement_plan(&self) -> Option<Plan<'a>> {
        let plan = self.sections.improvement_plan.value()?;
        let steps = self.context.lens.improvement_steps(self.person, self.cycle);
        let steps = steps.value().copied().unwrap_or_default();
        let milestones = plan.milestones.iter().enumerate().map(|(at, each)| {
            let step = found(
                steps,
                |kind| matches!(kind, StepKind::Milestone { record: Some(record), .. } if record == at),
            );
            Step {
                what: each.what,
                week: Some(each.week),
                due: step.map(|step| step.day),
                met: words::met(each.met),
                state: step.and_then(|step| words::step(step.state)),
            }
        });
        let exits = plan.exits.iter().map(|each| Step {
            what: each.what,
            week: None,
            due: None,
            met: words::met(each.met),
            state: None,
        });
        Some(Plan {
            end: plan.end,
            milestones: milestones.collect(),
            exits: exits.collect(),
            ..self.plan(&plan.plan, steps, "improvement")
        })
    }

    fn plan(&self, plan: &sections::DevelopmentPlan<'a>, steps: &[PlanStep], prefix: &str) -> Plan<'a> {
        let criteria = plan.criteria.iter().enumerate().map(|(at, each)| {
            let step = found(steps, |kind| kind == StepKind::Criterion(at));
            Step {
                what: each.what,
                week: None,
                due: each.due,
                met: words::met(each.met),
                state: step.and_then(|step| words::step(step.state)),
            }
        });
        let check_ins = plan.check_ins.iter().enumerate().map(|(at, each)| {
            let step = found(
                steps,
                |kind| matches!(kind, StepKind::CheckIn { record: Some(record), .. } if record == at),
            );
            PlanCheckIn {
                day: each.day,
                date: each.date,
                held: words::held(each.held),
                state: step.and_then(|step| words::step(step.state)),
                note: each.note,
            }
        });
        Plan {
            created: plan.created,
            review: plan.review,
            end: None,
            result: words::plan_result(plan.result),
            mentor: plan.mentor.map(|name| self.context.person(name)),
            mentor_for: plan.mentor_for,
            training: plan.training.clone(),
            criteria: criteria.collect(),
            check_ins: check_ins.collect(),
            milestones: Vec::new(),
            exits: Vec::new(),
            sections: self.context.prose(&plan.body, prefix, 4),
        }
    }

    pub(super) fn documentation(&self) -> Option<Documentation<'a>> {
        let record = self.sections.improvement_record.value()?;
        let preconditions = record.preconditions.as_ref();
        Some(Documentation {
            preconditions: preconditions.map(|each| {
                vec![
                    ("Clear feedback throughout the cycle", each.clear_feedback),
                    ("Development resources offered", each.resources_offered),
                    ("Concerns documented in real time", each.concerns_documented),
                    ("No surprise", each.no_surprise),
                ]
            }),
            approved_by: preconditions
                .and_then(|each| each.approved_by)
                .map(|name| self.context.person(name)),
            log: record
                .log
                .iter()
                .map(|each| LogEntry {
                    date: each.date,
                    what: each.what,
                    by: each.by.map(|name| self.context.person(name)),
                })
                .collect(),
        })
    }
}

fn found(steps: &[PlanStep], is_meant: impl Fn(StepKind) -> bool) -> Option<&PlanStep> {
    steps.iter().find(|step| is_meant(step.kind))
}
