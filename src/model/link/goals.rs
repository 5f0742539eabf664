//! Links goals: ids distinct, addresses resolved, and nothing that supports itself.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Linker;
use crate::diagnostics::Place;
use crate::model::cycle::CycleIx;
use crate::model::faults::{self, Seen};
use crate::model::findings::Part;
use crate::model::goals::{CycleGoals, GoalRef, GoalSet, Owner, Supporters};
use crate::model::organisation::PersonIx;
use crate::records::address::{COMPANY, GoalAddress};
use crate::records::goals::GoalsRecord;
use crate::records::id::{PersonId, TeamId};
use crate::records::{At, Filed, PacketPart, RecordPlace};

/// Goals above the individual's, as they are written.
pub(super) enum Written {
    Company(Filed<GoalsRecord>),
    Team(TeamId, Filed<GoalsRecord>),
}

/// Individual goals and whose they are.
pub(super) type Individual = (PersonIx, Arc<Filed<GoalsRecord>>);

/// Goals and whose they are.
pub(super) type Owned = (Owner, Arc<Filed<GoalsRecord>>);

impl Linker {
    pub(super) fn goals(&mut self, cycle: CycleIx, written: Vec<Written>, individual: Vec<Individual>) {
        let mut owned = Vec::with_capacity(written.len() + individual.len());
        for each in written {
            match each {
                Written::Company(filed) => owned.push((Owner::Company, Arc::new(filed))),
                Written::Team(team, filed) => {
                    let name = At {
                        value: team,
                        at: crate::source::Span::default(),
                    };
                    if let Some(team) = self.team(&filed.file, "the file's name", &name) {
                        owned.push((Owner::Team(team), Arc::new(filed)));
                    }
                }
            }
        }
        owned.extend(
            individual
                .into_iter()
                .map(|(person, filed)| (Owner::Person(person), filed)),
        );
        owned.sort_by_key(|(owner, _)| *owner);
        let mut by_owner = HashMap::with_capacity(owned.len());
        let mut goals = CycleGoals::default();
        for (at, (owner, filed)) in owned.into_iter().enumerate() {
            self.part = Part::Goals(cycle, owner);
            self.goal_fields(&filed);
            by_owner.insert(owner, index(at));
            goals.sets.push(Arc::new(GoalSet {
                owner,
                supports: Vec::new(),
                goals: filed,
            }));
        }
        goals.by_owner = Arc::new(by_owner);
        self.supports(cycle, &mut goals);
        self.part = Part::Whole;
        self.goal_loops(&goals);
        self.cycle_mut(cycle).goals = Arc::new(goals);
    }

    pub(super) fn goal_fields(&mut self, filed: &Filed<GoalsRecord>) {
        let mut objectives = Seen::default();
        for objective in &filed.record.objective {
            self.report_all(objectives.add(objective.id.as_str(), filed.place(objective.id.at), "objective"));
            let mut key_results = Seen::default();
            for key_result in &objective.key_result {
                let place = filed.place(key_result.id.at);
                self.report_all(key_results.add(key_result.id.as_str(), place, "key result"));
                if let (Some(week), Some(due)) = (&key_result.week, &key_result.due) {
                    self.report(faults::week_and_due(filed.place(due.at), filed.place(week.at)));
                }
                if let Some(weight) = key_result.weight.as_ref().filter(|weight| weight.0 < 0.0) {
                    self.report(faults::negative_weight(filed.place(weight.at)));
                }
                if let Some(result) = &key_result.result {
                    self.result_known(&filed.file, result);
                }
            }
        }
    }

    /// Whether a result that a record names is one of the policy's; reports it where it is not.
    pub(super) fn result_known(&mut self, file: &crate::source::SourcePath, result: &At<crate::records::id::ResultId>) {
        if !self.policy_unread && self.organisation.policy.result(result).is_none() {
            let known: Vec<_> = self
                .organisation
                .policy
                .results
                .iter()
                .map(|kind| kind.id.as_str())
                .collect();
            let finding = faults::unknown_result(Place::at(file, result.at), result.as_str(), &known);
            self.report(finding);
        }
    }

    fn supports(&mut self, cycle: CycleIx, goals: &mut CycleGoals) {
        let mut supported_by = vec![Supporters::new(); goals.sets.len()];
        for set in 0..goals.sets.len() {
            self.part = Part::Goals(cycle, goals.sets[set].owner);
            let supports = self.supports_of(cycle, goals, index(set));
            for (from, target) in edges(index(set), &supports) {
                supported_by[target.set as usize].entry(target).or_default().push(from);
            }
            Arc::make_mut(&mut goals.sets[set]).supports = supports;
        }
        goals.supported_by = supported_by.into_iter().map(Arc::new).collect();
    }

    /// For each objective of one owner, the goals that it supports.
    pub(super) fn supports_of(&mut self, cycle: CycleIx, goals: &CycleGoals, set: u32) -> Vec<Vec<GoalRef>> {
        let filed = Arc::clone(&goals.sets[set as usize].goals);
        let mut all = Vec::with_capacity(filed.record.objective.len());
        for (at, objective) in filed.record.objective.iter().enumerate() {
            let from = objective_ref(set, at);
            let mut supported = Vec::with_capacity(objective.supports.len());
            for address in &objective.supports {
                let place = filed.place(address.at);
                let Some(target) = self.resolve(cycle, goals, &place, address) else {
                    continue;
                };
                if let Some(finding) = self.above(cycle, goals, from, target, place) {
                    self.report(finding);
                }
                supported.push(target);
            }
            all.push(supported);
        }
        all
    }

    fn resolve(&mut self, cycle: CycleIx, goals: &CycleGoals, place: &Place, address: &GoalAddress) -> Option<GoalRef> {
        let owner = self.owner(address);
        let set = owner.and_then(|owner| goals.position(owner));
        let found = set.and_then(|set| {
            let objectives = &goals.sets[set as usize].goals.record.objective;
            let at = objectives
                .iter()
                .position(|objective| *objective.id == address.objective)?;
            let key_result = match &address.key_result {
                None => None,
                Some(id) => Some(index(
                    objectives[at].key_result.iter().position(|each| *each.id == *id)?,
                )),
            };
            Some(GoalRef {
                set,
                objective: index(at),
                key_result,
            })
        });
        if found.is_none() && !self.may_be_unread(cycle, address) {
            let known = set.map(|set| addresses(&goals.sets[set as usize].goals.record, &address.owner));
            let nearest = known.as_ref().and_then(|known| {
                crate::records::faults::nearest(&address.to_string(), known.iter().map(String::as_str))
            });
            let finding = faults::unknown_goal(place.clone(), address, owner.is_some(), set.is_some(), nearest);
            self.report(finding);
        }
        found
    }

    fn owner(&self, address: &GoalAddress) -> Option<Owner> {
        if &*address.owner == COMPANY {
            return Some(Owner::Company);
        }
        let team = TeamId::new(&address.owner)
            .and_then(|id| self.organisation.find_team(&id))
            .map(Owner::Team);
        let person = || {
            PersonId::new(&address.owner)
                .and_then(|id| self.organisation.find_person(&id))
                .map(Owner::Person)
        };
        team.or_else(person)
    }

    /// Whether the goals that an address means lie in a file that could not be read.
    fn may_be_unread(&self, cycle: CycleIx, address: &GoalAddress) -> bool {
        let id = &self.organisation.cycle(cycle).id;
        self.teams_unread
            || self.goals_unread.iter().any(|place| match place {
                RecordPlace::CompanyGoals(cycle) => cycle == id && &*address.owner == COMPANY,
                RecordPlace::TeamGoals(cycle, team) => cycle == id && team.as_str() == &*address.owner,
                RecordPlace::Packet(cycle, person, PacketPart::Goals) => {
                    cycle == id && person.as_str() == &*address.owner
                }
                _ => false,
            })
    }

    /// A goal supports goals of owners above its own: of the company, of a unit that it lies in, or of a manager.
    fn above(
        &self,
        cycle: CycleIx,
        goals: &CycleGoals,
        from: GoalRef,
        target: GoalRef,
        place: Place,
    ) -> Option<crate::diagnostics::Finding> {
        let day = self.organisation.cycle(cycle).role_day();
        let role_team = |person: PersonIx| self.organisation.person(person).role_on(day).map(|role| role.team);
        let fine = match (goals.owner(from), goals.owner(target)) {
            (_, Owner::Company) => true,
            (Owner::Team(team), Owner::Team(above)) => team == above || self.organisation.within(team, above),
            (Owner::Person(person), Owner::Team(_)) => role_team(person).is_some(),
            (Owner::Company, _) | (Owner::Team(_), Owner::Person(_)) => false,
            (Owner::Person(person), Owner::Person(above)) => {
                person == above || self.organisation.chain_on(person, day).any(|each| each == above)
            }
        };
        (!fine).then(|| faults::supports_not_above(place))
    }

    fn goal_loops(&mut self, goals: &CycleGoals) {
        let mut done = HashSet::new();
        for set in 0..goals.sets.len() {
            // Only goals that something else supports can be part of a ring.
            for at in 0..goals.sets[set].supports.len() {
                let start = objective_ref(index(set), at);
                if let Some(ring) = ring_through(goals, start, &mut done) {
                    let filed = &goals.sets[set].goals;
                    let objective = &filed.record.objective[at];
                    let place = filed.place(objective.supports.first().map_or(objective.at, |address| address.at));
                    let names: Vec<_> = ring.iter().map(|goal| self.address(goals, *goal)).collect();
                    self.report(faults::goal_loop(place, &names));
                }
            }
        }
    }

    fn address(&self, goals: &CycleGoals, goal: GoalRef) -> String {
        let owner = match goals.owner(goal) {
            Owner::Company => COMPANY,
            Owner::Team(team) => self.organisation.team(team).id.as_str(),
            Owner::Person(person) => self.organisation.person(person).id.as_str(),
        };
        format!("{owner}/{}", goals.objective(goal).id.value)
    }
}

/// What supports what, by what one owner's objectives support.
pub(super) fn edges(set: u32, supports: &[Vec<GoalRef>]) -> impl Iterator<Item = (GoalRef, GoalRef)> {
    let objectives = supports.iter().enumerate();
    objectives.flat_map(move |(at, targets)| targets.iter().map(move |target| (objective_ref(set, at), *target)))
}

pub(super) fn objective_ref(set: u32, objective: usize) -> GoalRef {
    GoalRef {
        set,
        objective: index(objective),
        key_result: None,
    }
}

/// The ring that leads from an objective back to it, by depth first search without recursion; each objective is walked once.
pub(super) fn ring_through(goals: &CycleGoals, start: GoalRef, done: &mut HashSet<GoalRef>) -> Option<Vec<GoalRef>> {
    let next = |goal: GoalRef| {
        goals.supported(goal).iter().map(|target| GoalRef {
            key_result: None,
            ..*target
        })
    };
    let mut path = vec![(start, next(start).collect::<Vec<_>>())];
    let mut on_path = HashSet::from([start]);
    if done.contains(&start) {
        return None;
    }
    while let Some((goal, targets)) = path.last_mut() {
        let goal = *goal;
        match targets.pop() {
            Some(target) if on_path.contains(&target) => {
                done.extend(on_path);
                let from = path.iter().position(|(each, _)| *each == target).unwrap_or(0);
                return Some(path[from..].iter().map(|(each, _)| *each).collect());
            }
            Some(target) if done.contains(&target) => {}
            Some(target) => {
                on_path.insert(target);
                path.push((target, next(target).collect()));
            }
            None => {
                done.insert(goal);
                on_path.remove(&goal);
                path.pop();
            }
        }
    }
    None
}

fn addresses(record: &GoalsRecord, owner: &str) -> Vec<String> {
    let mut all = Vec::new();
    for objective in &record.objective {
        all.push(format!("{owner}/{}", objective.id.value));
        all.extend(
            objective
                .key_result
                .iter()
                .map(|each| format!("{owner}/{}/{}", objective.id.value, each.id.value)),
        );
    }
    all
}

pub(super) fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
