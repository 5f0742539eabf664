//! Whom the checks look at.

use std::collections::BTreeSet;

use crate::facts::statistics::Tally;
use crate::facts::{CycleFacts, PacketFacts, PacketIx};
use crate::model::{Cycle, Organisation, PersonIx, SessionIx, TeamIx};

/// Whom the checks look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All people of the cycle.
    Everyone,
    /// The people of a session's units and of all units below them.
    Session(SessionIx),
}

/// One rated person, with what checks read about them.
#[derive(Debug, Clone, Copy)]
pub(super) struct RatedPerson {
    pub packet: PacketIx,
    pub person: PersonIx,
    pub team: Option<TeamIx>,
    pub rating: u32,
}

/// The people of a scope.
#[derive(Debug)]
pub(super) struct Population {
    /// With a rating that is on the policy's scale, in the order of packets.
    pub rated: Vec<RatedPerson>,
    /// All packets that count, rated or not.
    pub packets: Vec<PacketIx>,
    /// How many are not rated.
    pub not_rated: usize,
}

impl Scope {
    /// Whether a unit's people are in the scope.
    #[must_use]
    pub fn holds(self, organisation: &Organisation, cycle: &Cycle, team: Option<TeamIx>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Session(session) => {
                let units = &cycle.session(session).teams;
                team.is_some_and(|team| organisation.line_of(team).any(|above| units.contains(&above)))
            }
        }
    }

    fn population(
        self,
        organisation: &Organisation,
        cycle: &Cycle,
        facts: &CycleFacts,
        without: &BTreeSet<PersonIx>,
    ) -> Population {
        let held: Vec<bool> = organisation
            .teams()
            .map(|(team, _)| self.holds(organisation, cycle, Some(team)))
            .collect();
        let inside = |packet: &PacketFacts| match packet.team {
            Some(team) => held[team.index()],
            None => self == Self::Everyone,
        };
        let packets: Vec<_> = (0..facts.packets.len())
            .map(PacketIx::of)
            .filter(|at| {
                let packet = facts.packet(*at);
                packet.counts() && inside(packet) && !without.contains(&packet.person)
            })
            .collect();
        let rated: Vec<_> = packets
            .iter()
            .filter_map(|at| {
                let packet = facts.packet(*at);
                let rating = packet.rating.rated()?.value();
                organisation.policy.rating(rating)?;
                Some(RatedPerson {
                    packet: *at,
                    person: packet.person,
                    team: packet.team,
                    rating,
                })
            })
            .collect();
        Population {
            not_rated: packets.len() - rated.len(),
            rated,
            packets,
        }
    }
}

/// The people of one unit or manager.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub rated: Vec<RatedPerson>,
    pub not_rated: usize,
}

/// What all checks work on.
pub(super) struct Context<'a> {
    pub organisation: &'a Organisation,
    pub cycle: &'a Cycle,
    pub facts: &'a CycleFacts,
    pub scope: Scope,
    pub population: Population,
}

impl<'a> Context<'a> {
    pub fn new(
        organisation: &'a Organisation,
        cycle: &'a Cycle,
        facts: &'a CycleFacts,
        scope: Scope,
        without: &BTreeSet<PersonIx>,
    ) -> Self {
        let population = scope.population(organisation, cycle, facts, without);
        Self {
            organisation,
            cycle,
            facts,
            scope,
            population,
        }
    }

    /// The smallest group about which anything may be said.
    pub fn minimum(&self) -> usize {
        self.organisation.policy.group_minimum as usize
    }

    /// The ratings of everyone in the scope.
    pub fn tally(&self) -> Tally {
        tally(&self.population.rated)
    }

    /// Units with people in the scope, each with all below it.
    pub fn units(&self) -> Vec<(TeamIx, Group)> {
        let inside = self.groups(self.organisation.teams.len(), |packet| {
            let line = packet.team.into_iter().flat_map(|team| self.organisation.line_of(team));
            line.map(TeamIx::index)
        });
        let units = self.organisation.teams().map(|(team, _)| team).zip(inside);
        let held = |team| self.scope.holds(self.organisation, self.cycle, Some(team));
        units.filter(|(team, group)| !group.is_empty() && held(*team)).collect()
    }

    /// Managers with direct reports in the scope.
    pub fn managers(&self) -> Vec<(PersonIx, Group)> {
        let of = |packet: &PacketFacts| packet.manager.map(PersonIx::index).into_iter();
        let inside = self.groups(self.organisation.people.len(), of);
        let managers = self.organisation.people().map(|(person, _)| person).zip(inside);
        managers.filter(|(_, group)| !group.is_empty()).collect()
    }

    fn groups<I: Iterator<Item = usize>>(&self, many: usize, of: impl Fn(&PacketFacts) -> I) -> Vec<Group> {
        let mut groups: Vec<Group> = std::iter::repeat_with(Group::default).take(many).collect();
        let mut rated = self.population.rated.iter().peekable();
        for at in &self.population.packets {
            let person = rated.next_if(|person| person.packet == *at);
            for group in of(self.facts.packet(*at)) {
                match person {
                    Some(person) => groups[group].rated.push(*person),
                    None => groups[group].not_rated += 1,
                }
            }
        }
        groups
    }
}

impl Group {
    fn is_empty(&self) -> bool {
        self.rated.is_empty() && self.not_rated == 0
    }
}

/// The ratings of some people.
pub(super) fn tally(people: &[RatedPerson]) -> Tally {
    people.iter().map(|person| i64::from(person.rating)).collect()
}

/// Their packets.
pub(super) fn packets(people: &[RatedPerson]) -> Vec<PacketIx> {
    people.iter().map(|person| person.packet).collect()
}
