//! Figures once some packets differ: what rests on nothing that differs is taken over from before.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::Facts;
use super::bias::Evidence;
use super::cascade::{children, supports_nothing};
use super::cycle::{CycleFacts, PacketFacts, Source, UnitFacts, reports_of};
use super::goals::{GoalFacts, SetFacts, set_facts};
use super::rating::Calibration;
use crate::model::{Cycle, CycleIx, Organisation, Owner, Part, PersonIx, TeamIx};

/// The figures of an organisation that differs from another in some parts, by the figures of the other: as
/// [`derive`](super::derive()) makes them, at the cost of what differs. Where the figures of all that differs are the same, so is
/// everything that sums them up.
#[must_use]
pub fn derive_again(before: &Facts, was: &Organisation, organisation: &Organisation, parts: &BTreeSet<Part>) -> Facts {
    let mut facts = before.clone();
    let mut differs = vec![false; facts.cycles.len()];
    for (at, cycle) in organisation.cycles() {
        let change = Change::of(parts, at);
        if !change.is_empty() {
            let (now, totals_differ) = before.cycle(at).again(organisation, (was.cycle(at), cycle), &change);
            facts.cycles[at.index()] = Arc::new(now);
            differs[at.index()] = totals_differ;
        }
    }
    for (at, cycle) in organisation.cycles() {
        if differs[at.index()] || cycle.previous.is_some_and(|previous| differs[previous.index()]) {
            facts.movements[at.index()] = Arc::default();
        }
    }
    facts
}

/// What differs in one cycle.
#[derive(Default)]
struct Change {
    people: BTreeSet<PersonIx>,
    owners: BTreeSet<Owner>,
    sessions: bool,
}

impl Change {
    fn of(parts: &BTreeSet<Part>, at: CycleIx) -> Self {
        let mut change = Self::default();
        for part in parts {
            match *part {
                Part::Packet(cycle, person) if cycle == at => {
                    change.people.insert(person);
                    // How a goal came out is told in other records of the packet.
                    change.owners.insert(Owner::Person(person));
                }
                Part::Goals(cycle, owner) if cycle == at => _ = change.owners.insert(owner),
                Part::Sessions(cycle) if cycle == at => change.sessions = true,
                _ => {}
            }
        }
        change
    }

    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.owners.is_empty() && !self.sessions
    }
}

impl CycleFacts {
    /// The same figures with what changed, and whether totals differ.
    fn again(&self, organisation: &Organisation, (was, cycle): (&Cycle, &Cycle), change: &Change) -> (Self, bool) {
        let mut facts = self.clone();
        let calibration = Calibration::of(organisation, cycle);
        let mut counted: BTreeSet<PersonIx> = facts.goals.again(organisation, (was, cycle), &change.owners);
        let mut people = change.people.clone();
        if change.sessions {
            people.extend(self.rated_otherwise(&Calibration::of(organisation, was), &calibration));
        }
        for person in &people {
            let (Some(at), Some(packet)) = (self.position(*person), cycle.packet(*person)) else {
                continue;
            };
            let now = PacketFacts::of(organisation, cycle, packet, &calibration);
            let evidence = was.packet(*person).map(|packet| Evidence::of(packet));
            if now != *self.packet(at) || evidence != Some(Evidence::of(packet)) {
                counted.insert(*person);
            }
            facts.packets[at.index()] = Arc::new(now);
        }
        if !counted.is_empty() {
            facts.sum_up(organisation, &counted);
        }
        // Whether sessions were held and what they justify is a figure too.
        if !counted.is_empty() || change.sessions {
            facts.conclude_anew();
        }
        (facts, !counted.is_empty())
    }

    /// Of whom sessions say something else than they did. Nothing but that and a packet's own records makes a rating.
    fn rated_otherwise(&self, before: &Calibration, now: &Calibration) -> Vec<PersonIx> {
        let differs = |facts: &&Arc<PacketFacts>| before.of_person(facts) != now.of_person(facts);
        self.packets.iter().filter(differs).map(|facts| facts.person).collect()
    }

    /// The figures of all groups that somebody belongs to. Who belongs to which unit the roster says, and it is the same.
    fn sum_up(&mut self, organisation: &Organisation, people: &BTreeSet<PersonIx>) {
        let source = Source {
            organisation,
            packets: &self.packets,
            goals: &self.goals,
        };
        let packets = people.iter().filter_map(|person| self.person(*person));
        let (mut teams, mut above) = (BTreeSet::<TeamIx>::new(), BTreeSet::new());
        for packet in packets {
            teams.extend(packet.team.into_iter().flat_map(|team| organisation.line_of(team)));
            above.extend(packet.manager);
        }
        let unit = |team: &TeamIx| {
            let before = self.unit(*team);
            (source.group_again(&before.all), source.group_again(&before.direct))
        };
        let manager = |manager: &PersonIx| {
            let reports = reports_of(&self.packets, *manager);
            (!reports.is_empty()).then(|| Arc::new(source.manager(&(*manager, reports))))
        };
        let everyone = source.everyone();
        let units: Vec<_> = teams.iter().map(unit).collect();
        let managers: Vec<_> = above.iter().map(manager).collect();
        for (team, (all, direct)) in teams.into_iter().zip(units) {
            let before = self.unit(team);
            self.units[team.index()] = Arc::new(UnitFacts {
                team,
                all: all.unwrap_or_else(|| everyone.clone()),
                direct: direct.unwrap_or_else(|| everyone.clone()),
                goals: before.goals,
            });
        }
        self.everyone = Arc::new(everyone);
        self.kept = OnceLock::new();
        for (manager, facts) in above.into_iter().zip(managers) {
            let place = self.managers.binary_search_by_key(&manager, |each| each.manager);
            match (place, facts) {
                (Ok(at), Some(facts)) => self.managers[at] = facts,
                // Who was rated although they had left counts among the reports, and no longer does without the rating.
                (Ok(at), None) => _ = self.managers.remove(at),
                (Err(at), Some(facts)) => self.managers.insert(at, facts),
                (Err(_), None) => {}
            }
        }
    }
}

impl GoalFacts {
    /// Works out the goals of some owners anew; returns the people whose scores differ.
    fn again(
        &mut self,
        organisation: &Organisation,
        (was, cycle): (&Cycle, &Cycle),
        owners: &BTreeSet<Owner>,
    ) -> BTreeSet<PersonIx> {
        let positions = owners.iter().filter_map(|owner| cycle.goals.position(*owner));
        let changed: BTreeSet<usize> = positions.map(|at| at as usize).collect();
        let supported = |cycle: &Cycle, at: usize| {
            let set = cycle.goals.sets.get(at);
            let targets = set.into_iter().flat_map(|set| set.supports.iter().flatten());
            targets.map(|goal| goal.set as usize).collect::<Vec<_>>()
        };
        let before: Vec<_> = changed.iter().map(|at| (*at, Arc::clone(&self.sets[*at]))).collect();
        let mut concerned = changed.clone();
        for at in &changed {
            self.sets[*at] = Arc::new(set_facts(organisation, cycle, *at));
            concerned.extend(supported(was, *at));
            concerned.extend(supported(cycle, *at));
        }
        for at in concerned {
            let means = children(&cycle.goals, &self.sets, at);
            Arc::make_mut(&mut self.sets[at]).set_children(means);
        }
        let hangs_together = |(at, old): &(usize, Arc<SetFacts>)| {
            let kinds = |set: &SetFacts| set.objectives.iter().map(|each| each.kind).collect::<Vec<_>>();
            kinds(old) == kinds(&self.sets[*at]) && was.goals.sets[*at].supports == cycle.goals.sets[*at].supports
        };
        if !before.iter().all(hangs_together) {
            self.supports_nothing = Arc::new(supports_nothing(organisation, &cycle.goals));
        }
        let counts = |set: &SetFacts| (set.delivery, set.growth, set.mid_cycle);
        let differ = before.iter().filter(|(at, old)| counts(old) != counts(&self.sets[*at]));
        let owners = differ.map(|(_, old)| old.owner);
        owners
            .filter_map(|owner| match owner {
                Owner::Person(person) => Some(person),
                Owner::Company | Owner::Team(_) => None,
            })
            .collect()
    }
}
