//! Links some records anew and takes over everything else, so that an edit costs what it touches and not what there is.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::Linker;
use super::goals::{Owned, edges, objective_ref, ring_through};
use super::sessions::WrittenSession;
use crate::model::cycle::{Cycle, CycleIx, Packet};
use crate::model::findings::{Findings, Part};
use crate::model::goals::{CycleGoals, GoalSet, Owner};
use crate::model::organisation::{Organisation, PersonIx};
use crate::records::goals::GoalsRecord;
use crate::records::{AnyFiled, Filed, PacketPart, RecordPlace};
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

/// The goals of a unit or of the company, as they are now.
#[derive(Debug)]
pub struct GoalRecord {
    /// In which cycle.
    pub cycle: CycleIx,
    /// Whose: a unit's or the company's.
    pub owner: Owner,
    /// Which record says so.
    pub place: RecordPlace,
    /// What it says, where it could be read.
    pub goals: Option<Arc<Filed<GoalsRecord>>>,
}

/// Records that are linked anew.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// The sessions of cycles.
    pub sessions: Vec<SessionRecords>,
    /// Goals of units and of the company.
    pub goals: Vec<GoalRecord>,
    /// Packets.
    pub packets: Vec<PacketRecords>,
}

/// The organisation with some records linked anew.
#[derive(Debug)]
pub struct Relinked {
    /// The organisation.
    pub organisation: Organisation,
    /// What was linked anew.
    pub parts: BTreeSet<Part>,
    /// What is wrong with that, and with nothing else.
    pub findings: Findings,
}

/// Links some records anew over an organisation in which every reference could be resolved.
///
/// None where that would not be what [`link`](super::link) makes of all records: where goals came or went, or support each other in
/// a ring, or where outcomes, which stand from the first session on, would stand from another day on.
#[must_use]
pub fn relink(before: &Organisation, records: Rewritten) -> Option<Relinked> {
    let mut linker = Linker::over(before.clone());
    let mut parts = BTreeSet::new();
    for SessionRecords { cycle, sessions } in records.sessions {
        linker.sessions(cycle, sessions, &before.cycle(cycle).sessions);
        if first_day(linker.organisation.cycle(cycle)) != first_day(before.cycle(cycle)) {
            return None;
        }
        parts.insert(Part::Sessions(cycle));
    }
    let mut changed_goals: BTreeMap<CycleIx, Vec<Owned>> = BTreeMap::new();
    for GoalRecord {
        cycle,
        owner,
        place,
        goals,
    } in records.goals
    {
        before.cycle(cycle).goals.position(owner)?;
        match goals {
            Some(goals) => changed_goals.entry(cycle).or_default().push((owner, goals)),
            // What they said last keeps others from being blamed.
            None => linker.unread(&place),
        }
        parts.insert(Part::Goals(cycle, owner));
    }
    for packet in records.packets {
        let PacketRecords { cycle, person, .. } = packet;
        let old = before.cycle(cycle).packet(person)?;
        let packet = linker.packet_again(old, packet);
        match (&old.goals, &packet.goals) {
            (None, None) => {}
            (Some(old), Some(new)) if old == new => {}
            (Some(_), Some(new)) => {
                let owned = (Owner::Person(person), Arc::clone(new));
                changed_goals.entry(cycle).or_default().push(owned);
            }
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

    /// Links the goals of some owners anew, and what others say that they support of them.
    fn goals_again(&mut self, cycle: CycleIx, changed: Vec<Owned>) -> Option<Vec<Part>> {
        let mut goals = CycleGoals::clone(&self.organisation.cycle(cycle).goals);
        let mut sets = BTreeSet::new();
        for (owner, record) in changed {
            let at = goals.position(owner)?;
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
