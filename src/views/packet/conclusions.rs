//! What was concluded: the calibration's decision, pay and what else follows, the promotion.

use serde::Serialize;

use super::{Part, Review};
use crate::disclosure::sections;
use crate::facts::RangeCheck;
use crate::records::Percent;
use crate::records::calibration::Answer;
use crate::source::Date;
use crate::views::words::{self, Badge};
use crate::views::{PageKey, PersonLink, RatingMark};

/// What the calibration said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration<'a> {
    /// The session in which the rating became final: its title, its day, who led it.
    pub session: Option<Session<'a>>,
    /// What was decided; none where the recommended rating was kept without discussion, or nothing is decided yet.
    pub decision: Option<Decision<'a>>,
    /// The rating that was kept without a decision.
    pub kept: Option<RatingMark<'a>>,
    /// Doubts before the meeting.
    pub questions: Vec<Question<'a>>,
    /// What to bring up.
    pub talking_points: Vec<&'a str>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Session<'a> {
    /// The title.
    pub title: &'a str,
    /// The day.
    pub date: Date,
    /// Who led it.
    pub facilitator: Option<PersonLink<'a>>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision<'a> {
    /// What the manager had recommended.
    pub from: Option<RatingMark<'a>>,
    /// What was decided.
    pub to: RatingMark<'a>,
    /// Whether the two differ.
    pub moved: bool,
    /// The rating that was proposed.
    pub proposed: Option<RatingMark<'a>>,
    /// Why.
    pub rationale: Option<&'a str>,
    /// The records that it rests on.
    pub evidence: Vec<EvidenceLink>,
}

/// A record that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceLink {
    /// Whose, and which.
    pub label: String,
    /// The way to it.
    pub href: Option<String>,
}

/// A calibrator's doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question<'a> {
    /// Who asks.
    pub by: PersonLink<'a>,
    /// Whether they agree with the rating.
    pub answer: &'static str,
    /// What they ask.
    pub text: Option<&'a str>,
}

/// Pay and what else follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome<'a> {
    /// Pay and equity.
    pub pay: Option<Pay<'a>>,
    /// What else follows: its kind, and what.
    pub actions: Vec<(&'static str, &'a str)>,
    /// The day on which the employee read it.
    pub acknowledged: Option<Date>,
    /// What the employee says to it.
    pub comment: Option<&'a str>,
}

/// Pay and equity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pay<'a> {
    /// Base pay before.
    pub before: i64,
    /// Base pay after.
    pub after: i64,
    /// The difference.
    pub increase: Option<i64>,
    /// The merit increase in percent.
    pub merit: f64,
    /// How it lies to the range of the rating.
    pub range: Option<Badge<'static>>,
    /// The rating that counts, and its range in percent.
    pub range_of: Option<(RatingMark<'a>, [f64; 2])>,
    /// Why it lies outside.
    pub exception: Option<&'a str>,
    /// The pay band.
    pub band: Option<[i64; 2]>,
    /// Where base pay before the raise lies in it, as a part of one.
    pub position: Option<f64>,
    /// To what amount base pay is rounded.
    pub rounded_to: Option<i64>,
    /// Base pay after as the percentage and the rounding give it, where the outcome says something else.
    pub expected_after: Option<i64>,
    /// How many shares are granted.
    pub equity_shares: Option<u32>,
}

/// What was decided about a promotion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promotion<'a> {
    /// The decision; none while there is only the manager's recommendation.
    pub decision: Option<Badge<'static>>,
    /// The level that it is about.
    pub to_level: Option<&'a str>,
    /// The day on which the criteria are reviewed.
    pub review: Option<Date>,
    /// The criteria.
    pub criteria: Vec<Criterion<'a>>,
}

/// One criterion of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Criterion<'a> {
    /// What it asks.
    pub what: &'a str,
    /// Whether it is met.
    pub met: Badge<'static>,
    /// What shows it.
    pub evidence: Option<&'a str>,
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn calibration(&self) -> Option<Calibration<'a>> {
        let notes = self.sections.calibration.get()?;
        let session = self.context.lens.calibrated_in(self.person, self.cycle);
        let settled = session.value().is_some() && notes.decision.is_none();
        Some(Calibration {
            session: self.session(notes.decision.as_ref()),
            decision: notes.decision.as_ref().map(|each| self.decision(each)),
            kept: self
                .sections
                .final_rating
                .value()
                .filter(|_| settled)
                .map(|value| self.context.rating(*value)),
            questions: notes.questions.iter().map(|each| self.question(each)).collect(),
            talking_points: notes.talking_points.clone(),
        })
    }

    /// The session that decided, else the one in which the rating became final.
    fn session(&self, decision: Option<&sections::Decision<'a>>) -> Option<Session<'a>> {
        if let Some(decision) = decision {
            return Some(Session {
                title: decision.session,
                date: decision.date,
                facilitator: decision.facilitator.map(|name| self.context.person(name)),
            });
        }
        let session = self.context.lens.calibrated_in(self.person, self.cycle);
        session.into_inner().flatten().map(|session| Session {
            title: session.title,
            date: session.date,
            facilitator: session.facilitator.map(|name| self.context.person(name)),
        })
    }

    fn decision(&self, decision: &sections::Decision<'a>) -> Decision<'a> {
        let from = self.sections.recommended.value().and_then(|each| each.rating);
        let mark = |value| self.context.rating(value);
        Decision {
            from: from.map(mark),
            to: mark(decision.r#final),
            moved: from.is_some_and(|from| from != decision.r#final),
            proposed: decision.proposed.map(mark),
            rationale: decision.rationale,
            evidence: decision.evidence.iter().map(|each| self.evidence_link(each)).collect(),
        }
    }

    fn evidence_link(&self, address: &str) -> EvidenceLink {
        let Some(named) = self.context.lens.evidence_name(address) else {
            return EvidenceLink {
                label: address.to_owned(),
                href: None,
            };
        };
        let packet = self.context.href_if(PageKey::Packet(named.person, self.cycle));
        let anchor = super::anchor_of(named.part);
        EvidenceLink {
            label: format!("{}, {}", named.name.name, named.part.replace('-', " ")),
            href: packet.map(|page| format!("{page}#{anchor}")),
        }
    }

    fn question(&self, question: &sections::Question<'a>) -> Question<'a> {
        Question {
            by: self.context.person(question.by),
            answer: match question.answer {
                Answer::Agree => "Agrees",
                Answer::Question => "Asks",
            },
            text: question.text,
        }
    }

    pub(super) fn outcome(&self) -> Option<Part<Outcome<'a>>> {
        Part::of(self.sections.pay.clone(), |record| Outcome {
            pay: record.figures.map(|figures| self.pay(figures)),
            actions: record
                .actions
                .iter()
                .map(|each| (words::outcome_action(each.kind), each.what))
                .collect(),
            acknowledged: record.acknowledged.map(|each| each.day),
            comment: record.acknowledged.and_then(|each| each.comment),
        })
    }

    fn pay(&self, figures: sections::PayFigures<'a>) -> Pay<'a> {
        let lens = self.context.lens;
        let checks = lens.pay_checks(self.person, self.cycle).into_inner().flatten();
        let range = checks.and_then(|checks| checks.range.get().copied());
        let rated = self
            .sections
            .final_rating
            .value()
            .copied()
            .or_else(|| self.sections.recommended.value()?.rating);
        let rated = rated.filter(|_| range.is_some_and(|range| range != RangeCheck::NotRated));
        let after = figures.base_after.0;
        Pay {
            before: figures.base_before.0,
            after,
            increase: checks.map(|checks| checks.increase),
            merit: figures.merit_percent.as_f64(),
            range: range.and_then(words::range),
            range_of: rated.and_then(|value| {
                let rating = lens.rating(value)?;
                Some((self.context.rating(value), rating.merit.map(Percent::as_f64)))
            }),
            exception: figures.exception,
            band: figures.band.map(|band| band.map(|money| money.0)),
            position: checks.and_then(|checks| checks.position),
            rounded_to: figures.rounded_to.map(|money| money.0),
            expected_after: checks
                .and_then(|checks| checks.expected_after)
                .filter(|expected| *expected != after),
            equity_shares: figures.equity_shares,
        }
    }

    pub(super) fn promotion(&self) -> Option<Part<Promotion<'a>>> {
        Part::of(self.sections.promotion.clone(), |record| {
            let decided = record.decision.as_ref();
            Promotion {
                decision: decided.map(|each| words::promotion(each.decision)),
                to_level: decided.and_then(|each| each.to_level),
                review: decided.and_then(|each| each.review),
                criteria: decided.map_or_else(Vec::new, |each| each.criteria.iter().map(criterion).collect()),
            }
        })
    }
}

fn criterion<'a>(criterion: &sections::PromotionCriterion<'a>) -> Criterion<'a> {
    Criterion {
        what: criterion.what,
        met: words::met(criterion.met),
        evidence: criterion.evidence,
    }
}
