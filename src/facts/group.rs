//! The figures of a set of packets: of a unit, of a manager's reports, of one level.

use super::completion::CompletionCounts;
use super::cycle::{PacketFacts, PacketIx, Source};
use super::distribution::Distribution;
use super::goals::Mean;
use super::mid_cycle::MidCycleCounts;
use super::pay::PayRollup;

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
        let each = || packets.iter().map(|at| &*source.packets[at.index()]);
        let counted = || each().filter(|packet| packet.counts());
        let goals = |packet: &PacketFacts| packet.goals.map(|at| &*source.goals.sets[at]);
        let delivery = |packet: &PacketFacts| goals(packet).and_then(|goals| goals.delivery.value);
        let growth = |packet: &PacketFacts| goals(packet).and_then(|goals| goals.growth.value);
        Self {
            packets: packets.to_vec(),
            people: each().filter(|packet| packet.employed_at_end).count(),
            ratings: Distribution::of(policy, counted().map(|packet| packet.rating.rated())),
            recommended: Distribution::recommended(policy, counted().map(|packet| &packet.rating)),
            goal_score: Mean::of(counted().map(delivery)),
            growth_score: Mean::of(counted().map(growth)),
            completion: CompletionCounts::of(each().filter(|packet| packet.is_review()).map(|p| &p.completion)),
            mid_cycle: MidCycleCounts::of(each().filter_map(goals).filter_map(|goals| goals.mid_cycle)),
            pay: PayRollup::of(policy, each().filter_map(|packet| packet.pay.as_ref())),
        }
    }
}
