//! Decisions on promotions, and whether they are documented.

use super::mid_cycle::is_blank;
use crate::model::Packet;
use crate::records::outcome::PromotionDecision;

/// A decision on a promotion other than "none".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromotionFacts {
    /// What was decided.
    pub decision: PromotionDecision,
    /// How many criteria are listed.
    pub criteria: usize,
    /// How many of them are met.
    pub met: usize,
    /// How many of them have no evidence.
    pub without_evidence: usize,
}

impl PromotionFacts {
    /// Whether criteria are listed, each with its evidence.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.criteria > 0 && self.without_evidence == 0
    }

    pub(super) fn of(packet: &Packet) -> Option<Self> {
        let promotion = packet.outcome.as_ref()?.record.promotion.as_ref()?;
        let count = |holds: fn(&crate::records::outcome::PromotionCriterionRecord) -> bool| {
            promotion.criterion.iter().filter(|each| holds(each)).count()
        };
        (promotion.decision != PromotionDecision::None).then(|| Self {
            decision: promotion.decision,
            criteria: promotion.criterion.len(),
            met: count(|each| each.met == Some(true)),
            without_evidence: count(|each| is_blank(each.evidence.as_ref())),
        })
    }
}
