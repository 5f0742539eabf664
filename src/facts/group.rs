//! The figures of a set of packets: of a unit, of a manager's reports, of one level.

use super::completion::CompletionCounts;
use super::cycle::{PacketIx, Source};
use super::distribution::Distribution;
use super::goals::Mean;
use super::mid_cycle::MidCycleCounts;
use super::pay::PayRollup;
use super::rating::RatingFacts;

/// The figures of a set of packets.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupFacts {
    /// The packets, also of those who left before the cycle's last day.
    pub packets: Vec<PacketIx>,
    /// How many were employed on the cycle's last day.
    pub people: usize,
    /// Ratings that count: final, or recommended while there is none.
    pub ratings: Distribution,
    /// Ratings as managers recommended them, before calibration.
    pub recommended: Distribution,
    /// The mean of people's goal scores.
    pub goal_score: Mean,
    /// The mean of people's growth scores.
    pub growth_score: Mean,
    /// Which parts of the reviews were handed in by when.
    pub completion: CompletionCounts,
    /// How key results divided at mid-cycle.
    pub mid_cycle: MidCycleCounts,
    /// Raises together.
    pub pay: PayRollup,
}

impl GroupFacts {
    pub(super) fn of(source: &Source<'_>, packets: &[PacketIx]) -> Self {
        let policy = &source.organisation.policy;
        let mut people = 0;
        let (mut ratings, mut delivery, mut growth) = (Vec::new(), Vec::new(), Vec::new());
        let (mut reviews, mut mid_cycle, mut pay) = (Vec::new(), Vec::new(), Vec::new());
        // The figures of each packet lie elsewhere in memory, which takes longer to reach than to add them up: they are gone to once.
        for at in packets {
            let packet = &*source.packets[at.index()];
            let goals = packet.goals.map(|at| &*source.goals.sets[at]);
            people += usize::from(packet.employed_at_end);
            if packet.counts() {
                ratings.push(packet.rating);
                delivery.push(goals.and_then(|goals| goals.delivery.value));
                growth.push(goals.and_then(|goals| goals.growth.value));
            }
            reviews.extend(packet.is_review().then_some(packet.completion));
            mid_cycle.extend(goals.and_then(|goals| goals.mid_cycle));
            pay.extend(packet.pay);
        }
        Self {
            packets: packets.to_vec(),
            people,
            ratings: Distribution::of(policy, ratings.iter().map(RatingFacts::rated)),
            recommended: Distribution::recommended(policy, ratings.iter()),
            goal_score: Mean::of(delivery.into_iter()),
            growth_score: Mean::of(growth.into_iter()),
            completion: CompletionCounts::of(reviews.iter()),
            mid_cycle: MidCycleCounts::of(mid_cycle.into_iter()),
            pay: PayRollup::of(policy, pay.iter()),
        }
    }
}
