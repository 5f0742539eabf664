//! The records as the readers of one tree know them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::{Cycle, World, day, text, texts};

impl World {
    /// As the committee of a session reads it: without those who take part in it or lead it.
    pub fn for_committee(mut self, cycle: &str, session: &str) -> Self {
        let mut cycles = self.cycles.iter().filter(|each| each.id == cycle);
        let mut sessions = cycles.next().unwrap().sessions.iter();
        let record = &sessions.find(|each| each.id == session).unwrap().record;
        let mut readers = texts(record, "participants");
        readers.extend(text(record, "facilitator"));
        let readers = readers.into_iter().map(str::to_owned).collect();
        let units: Vec<String> = texts(record, "teams").into_iter().map(str::to_owned).collect();
        for at in 0..self.cycles.len() {
            let day = self.cycles[at].end.min(self.as_of);
            let is_inside = |person: &str| {
                let role = self.role(person, day);
                role.is_some_and(|role| {
                    self.line(&role.team)
                        .iter()
                        .any(|unit| units.iter().any(|each| each == unit))
                })
            };
            let is_its = self.cycles[at].id == cycle;
            let inside: BTreeSet<String> = self.people.iter().map(|person| person.id.clone()).collect();
            let inside: BTreeSet<String> = inside.into_iter().filter(|id| is_its && is_inside(id)).collect();
            // Of the cycles before, the ratings are read and no goals.
            if is_its {
                self.cycles[at].packets.retain(|packet| inside.contains(&packet.person));
            }
            self.keep_goals_of(at, &|owner| inside.contains(owner));
        }
        self.readers = Some(readers);
        self
    }

    /// As a manager reads it: of each cycle the packets of those below them alone.
    pub fn for_manager(mut self, manager: &str) -> Self {
        for at in 0..self.cycles.len() {
            let day = self.cycles[at].end.min(self.as_of);
            let above = |person: &str| self.role(person, day)?.manager.clone();
            let is_below = |person: &str| {
                let mut line = std::iter::successors(above(person), |person| above(person));
                line.any(|above| above == manager)
            };
            let below = self.cycles[at].packets.iter().map(|packet| is_below(&packet.person));
            let mut below = below.collect::<Vec<_>>().into_iter();
            self.cycles[at].packets.retain(|_| below.next().unwrap());
            let below: BTreeSet<String> = self.cycles[at]
                .packets
                .iter()
                .map(|packet| packet.person.clone())
                .collect();
            self.keep_goals_of(at, &|owner| below.contains(owner));
        }
        self.readers = Some(Vec::new());
        self
    }

    /// As a person reads their own: what is shared with them and released.
    pub fn for_person(mut self, person: &str) -> Self {
        let as_of = self.as_of;
        for at in 0..self.cycles.len() {
            let cycle = &mut self.cycles[at];
            cycle.packets.retain(|packet| packet.person == person);
            for packet in &mut cycle.packets {
                let shared = |record: &Table| day(record, "shared").is_some_and(|day| day <= as_of);
                packet.manager_assessment = packet.manager_assessment.take().filter(shared);
                if let Some(assessment) = &mut packet.manager_assessment {
                    for closed in ["rating", "promotion"] {
                        assessment.remove(closed);
                    }
                }
                packet.outcome = packet.outcome.take().filter(|_| cycle.released);
            }
            self.keep_goals_of(at, &|owner| owner == person);
        }
        self.readers = Some(Vec::new());
        self.employee = true;
        self
    }

    /// As the whole company reads it: nobody's packet, and all goals once they are locked.
    pub fn for_company(mut self) -> Self {
        for at in 0..self.cycles.len() {
            self.cycles[at].packets.clear();
            let locked = day(&self.cycles[at].deadlines, "goals_locked").unwrap() <= self.as_of;
            self.keep_goals_of(at, &|_| locked);
        }
        self.readers = Some(Vec::new());
        self
    }

    /// With everybody in all totals but some.
    pub fn for_totals(mut self, without: &BTreeSet<String>) -> Self {
        self.readers = Some(Vec::new());
        for cycle in &mut self.cycles {
            cycle.packets.retain(|packet| !without.contains(&packet.person));
        }
        self
    }

    /// Who reads each tree that has lists, by the people whom its lists of a cycle hold.
    fn lists(&self, at: usize) -> Vec<(BTreeSet<String>, BTreeSet<String>)> {
        let root = |world: Self| -> BTreeSet<String> {
            let packets = world.cycles[at].packets.iter().map(|packet| packet.person.clone());
            packets.filter(|person| !world.is_member(person)).collect()
        };
        let mut trees = Vec::new();
        let runs = |cycle: &Cycle| [&cycle.coordinator, &cycle.specialist].map(Clone::clone);
        let readers = self.cycles.iter().flat_map(runs).flatten().collect();
        trees.push((readers, root(self.clone())));
        let managers = self.people.iter().flat_map(|person| &person.roles);
        let managers: BTreeSet<String> = managers.filter_map(|role| role.manager.clone()).collect();
        for manager in managers {
            let listed = root(self.clone().for_manager(&manager));
            trees.push((BTreeSet::from([manager]), listed));
        }
        let id = self.cycles[at].id.clone();
        for session in &self.cycles[at].sessions {
            let world = self.clone().for_committee(&id, &session.id);
            trees.push((world.readers.clone().unwrap().into_iter().collect(), root(world)));
        }
        trees
    }

    /// Whom each reader of a tree with lists knows in a cycle: those listed in all of their trees, and themselves.
    pub fn known(&self, at: usize) -> Vec<BTreeSet<String>> {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (readers, listed) in self.lists(at) {
            for reader in readers {
                let own = known.entry(reader.clone()).or_insert_with(|| BTreeSet::from([reader]));
                own.extend(listed.iter().cloned());
            }
        }
        known.into_values().collect()
    }

    /// Leaves out the goals of people of whom something is not true.
    fn keep_goals_of(&mut self, cycle: usize, of: &dyn Fn(&str) -> bool) {
        let people: BTreeSet<&str> = self.people.iter().map(|person| person.id.as_str()).collect();
        let goals = &mut self.cycles[cycle].goals;
        goals.retain(|owner, _| !people.contains(owner.as_str()) || of(owner));
    }

    /// Whether goals of this owner are a person's, and not the company's or a unit's.
    pub fn is_person(&self, owner: &str) -> bool {
        self.people.iter().any(|person| person.id == owner)
    }

    /// Whether what a self-assessment will hold is for these readers before it is submitted.
    pub fn reads_drafts(&self) -> bool {
        self.readers.is_none() || self.employee
    }

    /// Whose own packets are left out of the tree; of HR's all who were coordinator or specialist.
    pub fn is_member(&self, person: &str) -> bool {
        if let Some(readers) = &self.readers {
            return readers.iter().any(|reader| reader == person);
        }
        let runs = |cycle: &Cycle| [&cycle.coordinator, &cycle.specialist].contains(&&Some(person.to_owned()));
        self.cycles.iter().any(runs)
    }
}
