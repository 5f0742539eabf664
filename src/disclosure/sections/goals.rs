//! Goals of the company, of units and of people.

use serde::Serialize;

use crate::model::Cycle;
use crate::records::check_in::Status;
use crate::records::goals::{
    AgreementRecord, GoalsRecord, KeyResultRecord, MeasureRecord, ObjectiveKind, ObjectiveRecord,
};
use crate::records::id::ResultId;
use crate::source::Date;

/// The goals of one owner.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goals<'a> {
    /// How a person and their manager agreed on them.
    pub agreement: Option<Agreement>,
    /// The objectives.
    pub objectives: Vec<Objective<'a>>,
}

/// How a person and their manager agreed on the goals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// The day on which the employee agreed.
    pub employee: Option<Date>,
    /// The day on which the manager agreed.
    pub manager: Option<Date>,
    /// The manager checked that the goals are aligned.
    pub alignment: bool,
    /// The manager checked that they are ambitious and achievable.
    pub ambition: bool,
    /// The manager checked that they can be measured.
    pub measurability: bool,
}

/// One objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Objective<'a> {
    /// Its id within its owner's goals.
    pub id: &'a str,
    /// What is to be achieved.
    pub title: &'a str,
    /// What it is for.
    pub kind: ObjectiveKind,
    /// The addresses of the goals that it supports.
    pub supports: Vec<String>,
    /// Its key results.
    pub key_results: Vec<KeyResult<'a>>,
}

/// One key result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyResult<'a> {
    /// Its id within the objective.
    pub id: &'a str,
    /// Its address within its owner's goals: `<objective>/<key-result>`.
    pub address: String,
    /// What is to be done or reached.
    pub title: &'a str,
    /// What counts as reached.
    pub target: Option<&'a str>,
    /// The week in which it is due, where the record says it by week.
    pub week: Option<u32>,
    /// The day on which it is due.
    pub due: Option<Date>,
    /// How much it counts within the objective, where that is not 1.
    pub weight: Option<f64>,
    /// How it is measured.
    pub measure: Option<Measure<'a>>,
    /// How it stands; of company and unit goals.
    pub status: Option<Status>,
    /// The measured value; of company and unit goals.
    pub value: Option<f64>,
    /// How it ended; of company and unit goals.
    pub result: Option<&'a ResultId>,
}

/// How a key result is measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure<'a> {
    /// The unit.
    pub unit: Option<&'a str>,
    /// Where it began.
    pub from: f64,
    /// Where it should end.
    pub to: f64,
}

/// The goals of any owner.
pub(in crate::disclosure) fn goals_of<'a>(record: &'a GoalsRecord, cycle: &Cycle) -> Goals<'a> {
    let GoalsRecord {
        agreement,
        objective,
        at: _,
    } = record;
    Goals {
        agreement: agreement.as_ref().map(self::agreement),
        objectives: objective.iter().map(|each| self::objective(each, cycle)).collect(),
    }
}

fn agreement(record: &AgreementRecord) -> Agreement {
    let AgreementRecord {
        employee,
        manager,
        alignment,
        ambition,
        measurability,
        at: _,
    } = record;
    Agreement {
        employee: employee.as_ref().map(|day| day.value),
        manager: manager.as_ref().map(|day| day.value),
        alignment: alignment.unwrap_or(false),
        ambition: ambition.unwrap_or(false),
        measurability: measurability.unwrap_or(false),
    }
}

fn objective<'a>(record: &'a ObjectiveRecord, cycle: &Cycle) -> Objective<'a> {
    let ObjectiveRecord {
        id,
        title,
        kind,
        supports,
        key_result,
        at: _,
    } = record;
    Objective {
        id: id.as_str(),
        title,
        kind: kind.unwrap_or(ObjectiveKind::Delivery),
        supports: supports.iter().map(|address| address.to_string()).collect(),
        key_results: key_result
            .iter()
            .map(|each| self::key_result(each, id.as_str(), cycle))
            .collect(),
    }
}

fn key_result<'a>(record: &'a KeyResultRecord, objective: &str, cycle: &Cycle) -> KeyResult<'a> {
    let KeyResultRecord {
        id,
        title,
        target,
        week,
        due: _,
        weight,
        measure,
        status,
        value,
        result,
        at: _,
    } = record;
    KeyResult {
        id: id.as_str(),
        address: format!("{objective}/{}", id.as_str()),
        title,
        target: target.as_deref(),
        week: week.as_ref().map(|week| week.0),
        // The date of a week, or the date as it is written.
        due: cycle.due(record),
        weight: weight.as_ref().map(|weight| weight.0),
        measure: measure.as_ref().map(|MeasureRecord { unit, from, to, at: _ }| Measure {
            unit: unit.as_deref(),
            from: from.0,
            to: to.0,
        }),
        status: status.as_ref().map(|status| status.value),
        value: value.as_ref().map(|value| value.0),
        result: result.as_ref().map(|result| &result.value),
    }
}
