//! What a person says of their own results, and what the manager says, recommends and rests it on.

use serde::Serialize;

use super::Prose;
use crate::disclosure::Name;
use crate::records::id::{PersonId, ResultId};
use crate::records::manager_assessment::{EvidenceRecord, ManagerAssessmentRecord, Readiness, RecommendationRecord};
use crate::records::self_assessment::{ResultLineRecord, SelfAssessmentRecord};
use crate::records::{Document, Filed};
use crate::source::Date;

/// A self-assessment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SelfAssessment<'a> {
    /// The day on which it was handed in.
    pub submitted: Option<Date>,
    /// How each key result ended.
    pub results: Vec<ResultLine<'a>>,
    /// The text.
    pub body: Prose<'a>,
}

/// How one key result ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultLine<'a> {
    /// Its address within the person's goals.
    pub key_result: String,
    /// What was reached, in words.
    pub actual: Option<&'a str>,
    /// What was reached, as a number.
    pub value: Option<f64>,
    /// How it ended.
    pub result: Option<&'a ResultId>,
}

/// The text of a manager assessment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagerText<'a> {
    /// Who wrote it.
    pub author: Name<'a>,
    /// The day on which it was handed in.
    pub submitted: Option<Date>,
    /// The day on which the employee was shown it.
    pub shared: Option<Date>,
    /// The text.
    pub body: Prose<'a>,
}

/// What the manager recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recommended<'a> {
    /// The rating.
    pub rating: Option<u32>,
    /// Why there is none.
    pub not_rated: Option<&'a str>,
}

/// One thing that a rating rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence<'a> {
    /// The day of it.
    pub date: Date,
    /// What happened.
    pub what: &'a str,
    /// The address of the key result that it belongs to.
    pub key_result: Option<String>,
}

/// What the manager recommends about a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PromotionRecommendation<'a> {
    /// How ready the person is.
    pub readiness: Readiness,
    /// The level that it is about.
    pub to_level: Option<&'a str>,
    /// A remark.
    pub note: Option<&'a str>,
}

pub(in crate::disclosure) fn self_assessment(filed: &Filed<Document<SelfAssessmentRecord>>) -> SelfAssessment<'_> {
    let Document { front, body } = &*filed.record;
    let SelfAssessmentRecord {
        submitted,
        result,
        at: _,
    } = front;
    SelfAssessment {
        submitted: submitted.as_ref().map(|day| day.value),
        results: result.iter().map(result_line).collect(),
        body: Prose {
            body,
            file: &filed.file,
        },
    }
}

fn result_line(record: &ResultLineRecord) -> ResultLine<'_> {
    let ResultLineRecord {
        key_result,
        actual,
        value,
        result,
        at: _,
    } = record;
    ResultLine {
        key_result: key_result.to_string(),
        actual: actual.as_deref(),
        value: value.as_ref().map(|value| value.0),
        result: result.as_ref().map(|result| &result.value),
    }
}

/// A manager assessment, taken apart once into the sections that it holds.
struct Parts<'a> {
    text: (&'a PersonId, Option<Date>, Option<Date>),
    recommended: Recommended<'a>,
    evidence: &'a [EvidenceRecord],
    promotion: Option<&'a RecommendationRecord>,
}

fn parts(record: &ManagerAssessmentRecord) -> Parts<'_> {
    let ManagerAssessmentRecord {
        author,
        submitted,
        shared,
        rating,
        not_rated,
        evidence,
        promotion,
        at: _,
    } = record;
    let day = |day: &Option<crate::records::At<Date>>| day.as_ref().map(|day| day.value);
    Parts {
        text: (author, day(submitted), day(shared)),
        recommended: Recommended {
            rating: rating.as_ref().map(|rating| rating.0),
            not_rated: not_rated.as_ref().map(|reason| &*reason.value),
        },
        evidence,
        promotion: promotion.as_ref(),
    }
}

pub(in crate::disclosure) fn manager_text<'a>(
    filed: &'a Filed<Document<ManagerAssessmentRecord>>,
    name: &dyn Fn(&PersonId) -> Name<'a>,
) -> ManagerText<'a> {
    let Document { front, body } = &*filed.record;
    let (author, submitted, shared) = parts(front).text;
    ManagerText {
        author: name(author),
        submitted,
        shared,
        body: Prose {
            body,
            file: &filed.file,
        },
    }
}

pub(in crate::disclosure) fn recommended(filed: &Filed<Document<ManagerAssessmentRecord>>) -> Recommended<'_> {
    parts(&filed.record.front).recommended
}

pub(in crate::disclosure) fn evidence<'a>(filed: &'a Filed<Document<ManagerAssessmentRecord>>) -> Vec<Evidence<'a>> {
    let each = |record: &'a EvidenceRecord| {
        let EvidenceRecord {
            date,
            what,
            key_result,
            at: _,
        } = record;
        let key_result = key_result.as_ref().map(|address| address.to_string());
        Evidence {
            date: date.value,
            what,
            key_result,
        }
    };
    parts(&filed.record.front).evidence.iter().map(each).collect()
}

pub(in crate::disclosure) fn recommendation_of(
    filed: &Filed<Document<ManagerAssessmentRecord>>,
) -> Option<PromotionRecommendation<'_>> {
    parts(&filed.record.front).promotion.map(
        |RecommendationRecord {
             recommendation,
             to_level,
             note,
             at: _,
         }| {
            PromotionRecommendation {
                readiness: *recommendation,
                to_level: to_level.as_deref(),
                note: note.as_deref(),
            }
        },
    )
}
