//! Links some packets anew and takes over everything else, so that an edit costs what it touches and not what there is.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::Linker;
use super::goals::{Individual, edges, objective_ref, ring_through};
use super::sessions::WrittenSession;
use crate::model::cycle::{Cycle, CycleIx, Packet};
use crate::model::findings::{Findings, Part};
use crate::model::goals::{CycleGoals, GoalSet, Owner};
use crate::model::organisation::{Organisation, PersonIx};
use crate::records::{AnyFiled, PacketPart, RecordPlace};
use crate::source::Date;

/// All records of one packet, as they are now.
#[derive(Debug)]
pub struct PacketRecords {
    /// In which cycle.
    pub cycle: CycleIx,
    /// Whose.
    pub person: PersonIx,
    /// What could be read.
    pub parts: Vec<(PacketPart, AnyFiled)>,
    /// Which of its records could not.
    pub unread: Vec<PacketPart>,
}

/// All sessions of one cycle, as they are now.
#[derive(Debug)]
pub struct SessionRecords {
    /// In which cycle.
    pub cycle: CycleIx,
    /// What could be read.
    pub sessions: Vec<WrittenSession>,
}

/// The organisation with some packets linked anew.
#[derive(Debug)]
pub struct Relinked {
    /// The organisation.
    pub organisation: Organisation,
    /// What was linked anew.
    pub parts: BTreeSet<Part>,
    /// What is wrong with that, and with nothing else.
    pub findings: Findings,
}

/// Links some packets and sessions anew over an organisation in which every reference could be resolved.
///
/// None where that would not be what [`link`](super::link) makes of all records: where goals came or went, or support each other in
/// a ring, or where outcomes, which stand from the first session on, would stand from another day on.
#[must_use]
pub fn relink(before: &Organisation, sessions: Vec<SessionRecords>, packets: Vec<PacketRecords>) -> Option<Relinked> {
    let mut linker = Linker::over(before.clone());
    let mut parts = BTreeSet::new();
    for SessionRecords { cycle, sessions } in sessions {
        linker.sessions(cycle, sessions);
        if first_day(linker.organisation.cycle(cycle)) != first_day(before.cycle(cycle)) {
            return None;
        }
        parts.insert(Part::Sessions(cycle));
    }
    let mut changed_goals: BTreeMap<CycleIx, Vec<Individual>> = BTreeMap::new();
    for records in packets {
        let PacketRecords { cycle, person, .. } = records;
        let old = before.cycle(cycle).packet(person)?;
        let packet = linker.packet_again(old, records);
        match (&old.goals, &packet.goals) {
            (None, None) => {}
            (Some(old), Some(new)) if old == new => {}
            (Some(_), Some(new)) => changed_goals.entry(cycle).or_default().push((person, Arc::clone(new))),
            _ => return None,
        }
        parts.insert(Part::Packet(cycle, person));
        linker.cycle_mut(cycle).take_packet(packet);
    }
    for (cycle, goals) in changed_goals {
        parts.extend(linker.goals_again(cycle, goals)?);
    }
    Some(Relinked {
        organisation: linker.organisation,
        parts,
        findings: linker.findings,
    })
}

/// The day of the first session.
fn first_day(cycle: &Cycle) -> Option<Date> {
    let days = cycle.sessions.iter().map(|session| session.record.record.date.value);
    days.min()
}

impl Linker {
    fn packet_again(&mut self, old: &Packet, records: PacketRecords) -> Packet {
        let PacketRecords {
            cycle,
            person,
            parts,
            unread,
        } = records;
        let mut packet = Packet::empty(person, cycle);
        let cycle_id = self.organisation.cycle(cycle).id.clone();
        let person_id = self.organisation.person(person).id.clone();
        for part in unread {
            if part == PacketPart::Goals {
                // What it would have said is unknown; what it said last keeps others from being blamed.
                packet.goals.clone_from(&old.goals);
            }
            self.unread(&RecordPlace::Packet(cycle_id.clone(), person_id.clone(), part));
        }
        self.part = Part::Packet(cycle, person);
        self.packet(&mut packet, parts);
        self.organisation.later -= old.later;
        packet
    }

    /// Links the goals of some people anew, and what others say that they support of them.
    fn goals_again(&mut self, cycle: CycleIx, changed: Vec<Individual>) -> Option<Vec<Part>> {
        let mut goals = CycleGoals::clone(&self.organisation.cycle(cycle).goals);
        let mut sets = BTreeSet::new();
        for (person, record) in changed {
            let at = goals.position(Owner::Person(person))?;
            Arc::make_mut(&mut goals.sets[at as usize]).goals = record;
            sets.extend(goals.supported_by[at as usize].values().flatten().map(|from| from.set));
            sets.insert(at);
        }
        let old: BTreeMap<u32, GoalSet> = sets
            .iter()
            .map(|set| (*set, GoalSet::clone(&goals.sets[*set as usize])))
            .collect();
        let mut supported = BTreeSet::new();
        for (set, old) in &old {
            for (from, target) in edges(*set, &old.supports) {
                let supporters = Arc::make_mut(&mut goals.supported_by[target.set as usize]);
                supporters.entry(target).or_default().retain(|each| *each != from);
                supported.insert(target.set);
            }
        }
        let mut parts = Vec::with_capacity(sets.len());
        for set in &sets {
            let GoalSet {
                owner, goals: filed, ..
            } = GoalSet::clone(&goals.sets[*set as usize]);
            self.part = Part::Goals(cycle, owner);
            parts.push(self.part);
            self.goal_fields(&filed);
            let supports = self.supports_of(cycle, &goals, *set);
            for (from, target) in edges(*set, &supports) {
                let supporters = Arc::make_mut(&mut goals.supported_by[target.set as usize]);
                supporters.entry(target).or_default().push(from);
                supported.insert(target.set);
            }
            Arc::make_mut(&mut goals.sets[*set as usize]).supports = supports;
        }
        self.part = Part::Whole;
        for set in supported {
            let supporters = Arc::make_mut(&mut goals.supported_by[set as usize]);
            for all in supporters.values_mut() {
                all.sort_unstable();
            }
        }
        let mut done = HashSet::new();
        let starts = sets.iter().flat_map(|set| {
            let objectives = goals.sets[*set as usize].supports.len();
            (0..objectives).map(|at| objective_ref(*set, at))
        });
        // A ring that was not there before leads through a goal that was linked anew.
        let mut rings = starts.filter_map(|start| ring_through(&goals, start, &mut done));
        if rings.next().is_some() {
            return None;
        }
        self.cycle_mut(cycle).goals = Arc::new(goals);
        Some(parts)
    }
}
