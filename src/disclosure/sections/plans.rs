//! Development and improvement plans; of the latter the preconditions and the log stand apart.

use serde::Serialize;

use super::Prose;
use crate::disclosure::Name;
use crate::records::development_plan::{DevelopmentPlanRecord, PlanCheckInRecord, PlanCriterionRecord, PlanResult};
use crate::records::id::PersonId;
use crate::records::improvement_plan::{
    ExitRecord, ImprovementPlanRecord, LogRecord, MilestoneRecord, PreconditionsRecord,
};
use crate::records::{At, Document, Filed, Text};
use crate::source::Date;

/// A development plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DevelopmentPlan<'a> {
    /// The day on which it was made.
    pub created: Date,
    /// The day of the final evaluation.
    pub review: Option<Date>,
    /// How it stands or ended.
    pub result: PlanResult,
    /// The mentor.
    pub mentor: Option<Name<'a>>,
    /// What the mentor helps with.
    pub mentor_for: Option<&'a str>,
    /// Courses and other resources.
    pub training: Vec<&'a str>,
    /// Success criteria.
    pub criteria: Vec<PlanCriterion<'a>>,
    /// Check-ins of the plan.
    pub check_ins: Vec<PlanCheckIn<'a>>,
    /// The text.
    pub body: Prose<'a>,
}

/// An improvement plan, without its preconditions and its log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImprovementPlan<'a> {
    /// What it has in common with a development plan.
    #[serde(flatten)]
    pub plan: DevelopmentPlan<'a>,
    /// Its last day.
    pub end: Option<Date>,
    /// What is to be reached in each week.
    pub milestones: Vec<Milestone<'a>>,
    /// What ends it well.
    pub exits: Vec<Exit<'a>>,
}

/// The documentation that an improvement plan rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImprovementRecord<'a> {
    /// What must have been done before.
    pub preconditions: Option<Preconditions<'a>>,
    /// HR documentation.
    pub log: Vec<LogEntry<'a>>,
}

/// One success criterion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlanCriterion<'a> {
    /// What is to be reached.
    pub what: &'a str,
    /// By when.
    pub due: Option<Date>,
    /// Whether it was reached.
    pub met: Option<bool>,
}

/// One check-in of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlanCheckIn<'a> {
    /// The day of the plan.
    pub day: u32,
    /// The date.
    pub date: Option<Date>,
    /// Whether it was held.
    pub held: bool,
    /// A remark.
    pub note: Option<&'a str>,
}

/// What is to be reached in one week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Milestone<'a> {
    /// The week of the plan.
    pub week: u32,
    /// What.
    pub what: &'a str,
    /// Whether it was reached.
    pub met: Option<bool>,
}

/// What ends a plan well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Exit<'a> {
    /// What.
    pub what: &'a str,
    /// Whether it was reached.
    pub met: Option<bool>,
}

/// One entry of the HR documentation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogEntry<'a> {
    /// The day.
    pub date: Date,
    /// What happened.
    pub what: &'a str,
    /// Who wrote it down.
    pub by: Option<Name<'a>>,
}

/// What must have been done before an improvement plan, each with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preconditions<'a> {
    /// Clear feedback throughout the cycle.
    pub clear_feedback: Option<&'a str>,
    /// Development resources were offered.
    pub resources_offered: Option<&'a str>,
    /// Concerns were documented in real time.
    pub concerns_documented: Option<&'a str>,
    /// No surprise.
    pub no_surprise: Option<&'a str>,
    /// Who signed.
    pub approved_by: Option<Name<'a>>,
}

type Naming<'n, 'a> = &'n dyn Fn(&PersonId) -> Name<'a>;

pub(in crate::disclosure) fn development_plan<'a>(
    filed: &'a Filed<Document<DevelopmentPlanRecord>>,
    name: Naming<'_, 'a>,
) -> DevelopmentPlan<'a> {
    let Document { front, body } = &*filed.record;
    let DevelopmentPlanRecord {
        created,
        review,
        result,
        mentor,
        mentor_for,
        training,
        criterion,
        check_in,
        at: _,
    } = front;
    let fields = PlanFields {
        created,
        review,
        result,
        mentor,
        mentor_for,
        training,
        criterion,
        check_in,
    };
    fields.plan(
        Prose {
            body,
            file: &filed.file,
        },
        name,
    )
}

/// What both kinds of plan write alike.
struct PlanFields<'a> {
    created: &'a At<Date>,
    review: &'a Option<At<Date>>,
    result: &'a Option<PlanResult>,
    mentor: &'a Option<At<PersonId>>,
    mentor_for: &'a Option<Text>,
    training: &'a [Text],
    criterion: &'a [PlanCriterionRecord],
    check_in: &'a [PlanCheckInRecord],
}

impl<'a> PlanFields<'a> {
    fn plan(self, body: Prose<'a>, name: Naming<'_, 'a>) -> DevelopmentPlan<'a> {
        DevelopmentPlan {
            created: self.created.value,
            review: self.review.as_ref().map(|day| day.value),
            result: self.result.unwrap_or(PlanResult::Open),
            mentor: self.mentor.as_ref().map(|id| name(id)),
            mentor_for: self.mentor_for.as_deref(),
            training: self.training.iter().map(|text| &**text).collect(),
            criteria: self.criterion.iter().map(plan_criterion).collect(),
            check_ins: self.check_in.iter().map(plan_check_in).collect(),
            body,
        }
    }
}

fn plan_criterion(record: &PlanCriterionRecord) -> PlanCriterion<'_> {
    let PlanCriterionRecord { what, due, met, at: _ } = record;
    PlanCriterion {
        what,
        due: due.as_ref().map(|day| day.value),
        met: *met,
    }
}

fn plan_check_in(record: &PlanCheckInRecord) -> PlanCheckIn<'_> {
    let PlanCheckInRecord {
        day,
        date,
        held,
        note,
        at: _,
    } = record;
    PlanCheckIn {
        day: day.0,
        date: date.as_ref().map(|date| date.value),
        held: held.unwrap_or(false),
        note: note.as_deref(),
    }
}

/// An improvement plan, taken apart once into the sections that it holds.
fn parts<'a>(
    filed: &'a Filed<Document<ImprovementPlanRecord>>,
    name: Naming<'_, 'a>,
) -> (ImprovementPlan<'a>, ImprovementRecord<'a>) {
    let Document { front, body } = &*filed.record;
    let ImprovementPlanRecord {
        created,
        end,
        review,
        result,
        mentor,
        mentor_for,
        training,
        criterion,
        check_in,
        milestone,
        exit,
        log,
        preconditions,
        at: _,
    } = front;
    let fields = PlanFields {
        created,
        review,
        result,
        mentor,
        mentor_for,
        training,
        criterion,
        check_in,
    };
    let plan = fields.plan(
        Prose {
            body,
            file: &filed.file,
        },
        name,
    );
    let milestones = milestone
        .iter()
        .map(|MilestoneRecord { week, what, met, at: _ }| Milestone {
            week: week.0,
            what,
            met: *met,
        });
    let exits = exit
        .iter()
        .map(|ExitRecord { what, met, at: _ }| Exit { what, met: *met });
    let log = log.iter().map(|LogRecord { date, what, by, at: _ }| LogEntry {
        date: date.value,
        what,
        by: by.as_ref().map(|id| name(id)),
    });
    let end = end.as_ref().map(|day| day.value);
    (
        ImprovementPlan {
            plan,
            end,
            milestones: milestones.collect(),
            exits: exits.collect(),
        },
        ImprovementRecord {
            preconditions: preconditions.as_ref().map(|record| self::preconditions(record, name)),
            log: log.collect(),
        },
    )
}

fn preconditions<'a>(record: &'a PreconditionsRecord, name: Naming<'_, 'a>) -> Preconditions<'a> {
    let PreconditionsRecord {
        clear_feedback,
        resources_offered,
        concerns_documented,
        no_surprise,
        approved_by,
        at: _,
    } = record;
    Preconditions {
        clear_feedback: clear_feedback.as_deref(),
        resources_offered: resources_offered.as_deref(),
        concerns_documented: concerns_documented.as_deref(),
        no_surprise: no_surprise.as_deref(),
        approved_by: approved_by.as_ref().map(|id| name(id)),
    }
}

pub(in crate::disclosure) fn improvement_plan<'a>(
    filed: &'a Filed<Document<ImprovementPlanRecord>>,
    name: Naming<'_, 'a>,
) -> ImprovementPlan<'a> {
    parts(filed, name).0
}

pub(in crate::disclosure) fn improvement_record<'a>(
    filed: &'a Filed<Document<ImprovementPlanRecord>>,
    name: Naming<'_, 'a>,
) -> ImprovementRecord<'a> {
    parts(filed, name).1
}
