//! What follows from a rating: pay with equity and actions, and the promotion.

use serde::Serialize;

use super::assessments::PromotionRecommendation;
use crate::records::outcome::{
    AcknowledgedRecord, OutcomeActionKind, OutcomeActionRecord, OutcomeRecord, PayRecord, PromotionCriterionRecord,
    PromotionDecision, PromotionRecord,
};
use crate::records::{Money, Percent};
use crate::source::Date;

/// Pay, equity and what else follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pay<'a> {
    /// Pay and equity, where the outcome gives them.
    pub figures: Option<PayFigures<'a>>,
    /// What else follows.
    pub actions: Vec<OutcomeAction<'a>>,
    /// That the employee has read it.
    pub acknowledged: Option<Acknowledged<'a>>,
}

/// The figures of pay and equity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PayFigures<'a> {
    /// Base pay a year before.
    pub base_before: Money,
    /// The merit increase.
    pub merit_percent: Percent,
    /// Why it lies outside the rating's range.
    pub exception: Option<&'a str>,
    /// Base pay a year after.
    pub base_after: Money,
    /// The pay band, low and high.
    pub band: Option<[Money; 2]>,
    /// How many shares are granted.
    pub equity_shares: Option<u32>,
    /// To what amount base pay is rounded.
    pub rounded_to: Option<Money>,
}

/// Something else that follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OutcomeAction<'a> {
    /// What kind of thing.
    pub kind: OutcomeActionKind,
    /// What.
    pub what: &'a str,
}

/// That the employee has read the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Acknowledged<'a> {
    /// On which day.
    pub day: Date,
    /// What the employee says to it.
    pub comment: Option<&'a str>,
}

/// A promotion: what the manager recommended, and what was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promotion<'a> {
    /// What the manager recommended.
    pub recommendation: Option<PromotionRecommendation<'a>>,
    /// What was decided.
    pub decision: Option<PromotionDecided<'a>>,
}

/// What was decided about a promotion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromotionDecided<'a> {
    /// The decision.
    pub decision: PromotionDecision,
    /// The level that it is about.
    pub to_level: Option<&'a str>,
    /// The day on which the criteria are reviewed.
    pub review: Option<Date>,
    /// The criteria.
    pub criteria: Vec<PromotionCriterion<'a>>,
}

/// One criterion of a level.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PromotionCriterion<'a> {
    /// What it asks.
    pub what: &'a str,
    /// Whether it is met.
    pub met: Option<bool>,
    /// What shows it.
    pub evidence: Option<&'a str>,
}

/// An outcome, taken apart once into the sections that it holds.
struct Parts<'a> {
    pay: Pay<'a>,
    promotion: Option<&'a PromotionRecord>,
}

fn parts(record: &OutcomeRecord) -> Parts<'_> {
    let OutcomeRecord {
        pay,
        promotion,
        action,
        acknowledged,
        at: _,
    } = record;
    let actions = action
        .iter()
        .map(|OutcomeActionRecord { kind, what, at: _ }| OutcomeAction { kind: *kind, what });
    let acknowledged = acknowledged.as_ref().map(
        |AcknowledgedRecord {
             employee,
             comment,
             at: _,
         }| Acknowledged {
            day: employee.value,
            comment: comment.as_deref(),
        },
    );
    Parts {
        pay: Pay {
            figures: pay.as_ref().map(figures),
            actions: actions.collect(),
            acknowledged,
        },
        promotion: promotion.as_ref(),
    }
}

fn figures(record: &PayRecord) -> PayFigures<'_> {
    let PayRecord {
        base_before,
        merit_percent,
        exception,
        base_after,
        band,
        equity_shares,
        rounded_to,
        at: _,
    } = record;
    PayFigures {
        base_before: base_before.value,
        merit_percent: merit_percent.value,
        exception: exception.as_deref(),
        base_after: base_after.value,
        band: band.as_ref().map(|band| band.value),
        equity_shares: equity_shares.map(|shares| shares.0),
        rounded_to: rounded_to.as_ref().map(|step| step.value),
    }
}

pub(in crate::disclosure) fn pay(record: &OutcomeRecord) -> Pay<'_> {
    parts(record).pay
}

pub(in crate::disclosure) fn promotion<'a>(
    recommendation: Option<PromotionRecommendation<'a>>,
    record: Option<&'a OutcomeRecord>,
) -> Option<Promotion<'a>> {
    let decision = record.and_then(|record| parts(record).promotion).map(decided);
    (recommendation.is_some() || decision.is_some()).then_some(Promotion {
        recommendation,
        decision,
    })
}

fn decided(record: &PromotionRecord) -> PromotionDecided<'_> {
    let PromotionRecord {
        decision,
        to_level,
        review,
        criterion,
        at: _,
    } = record;
    let criteria = criterion.iter().map(
        |PromotionCriterionRecord {
             what,
             met,
             evidence,
             at: _,
         }| PromotionCriterion {
            what,
            met: *met,
            evidence: evidence.as_deref(),
        },
    );
    PromotionDecided {
        decision: *decision,
        to_level: to_level.as_deref(),
        review: review.as_ref().map(|day| day.value),
        criteria: criteria.collect(),
    }
}
