//! Those who read a tree as members of a body, and belong to what it covers: a session's participants, the coordinator, the specialist.
//!
//! Lists leave them out, so that nobody sees their own calibration. Totals count them, but a total beside the list of all others is a
//! sentence about those whom the list lacks: of two people in `hr/` it would tell each the rating and the pay of the other. So all of them
//! count together, in figures that describe enough of them, or none of them does. Never some: two totals that count different ones
//! would tell of the difference. How many people there are, and how many reviews came in time, always count them.

use super::audience::Audience;
use super::lens::Lens;
use crate::facts::{Distribution, PacketIx};
use crate::model::{CycleIx, PersonIx};

/// Whether the totals of a tree count those whom its lists leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Totals {
    /// They do: nobody is left out, or so many that a total tells of no one.
    CountAll,
    /// They do not: what they say beside the lists would be about too few people.
    CountListed,
}

/// Those whom the lists of a cycle leave out although the tree covers where they belong, in the order of the roster.
pub(super) fn left_out(lens: &Lens<'_>, cycle: CycleIx) -> Vec<PersonIx> {
    if !matches!(lens.audience(), Audience::Committee(..) | Audience::Hr) {
        return Vec::new();
    }
    let people = lens.employed_in(cycle);
    people
        .filter(|person| lens.is_left_out(*person) && lens.counts(*person, cycle))
        .collect()
}

/// Whether totals may count those who are left out: where every figure of them together describes nobody or at least the minimum,
/// and their ratings are not all alike, which would tell each one's.
pub(super) fn totals(lens: &Lens<'_>, cycle: CycleIx, left_out: &[PersonIx]) -> Totals {
    if left_out.is_empty() {
        return Totals::CountAll;
    }
    let facts = lens.facts.cycle(cycle);
    let packets: Vec<PacketIx> = left_out.iter().filter_map(|person| facts.position(*person)).collect();
    let group = facts.group(lens.organisation, &packets);
    let checked_in = packets
        .iter()
        .filter_map(|at| facts.goals_of(facts.packet(*at))?.mid_cycle);
    let described = [
        packets.len(),
        group.ratings.rated,
        group.recommended.rated,
        group.goal_score.n,
        group.growth_score.n,
        checked_in.count(),
        group.pay.rollup.people,
    ];
    let minimum = lens.organisation.policy.group_minimum as usize;
    let are_enough = described.iter().all(|people| *people == 0 || *people >= minimum);
    if are_enough && differ(&group.ratings) && differ(&group.recommended) {
        Totals::CountAll
    } else {
        Totals::CountListed
    }
}

fn differ(ratings: &Distribution) -> bool {
    ratings.rated == 0 || ratings.counts.iter().filter(|count| **count > 0).count() > 1
}
