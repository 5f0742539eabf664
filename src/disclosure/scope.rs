//! Who and what a tree covers in one cycle, worked out once: pages ask for it with every link.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::audience::Audience;
use super::lens::Lens;
use super::members;
use crate::model::{CycleIx, Organisation, PersonIx, TeamIx};

/// What one audience's tree covers in each cycle. That follows from the roster, the sessions and the audience alone, so that lenses over
/// organisations that differ in nothing but records of packets can share it.
#[derive(Debug)]
pub struct Scopes(Vec<OnceLock<Scope>>);

impl Scopes {
    /// Those of the cycles of an organisation, each to be worked out when it is asked for.
    #[must_use]
    pub fn new(organisation: &Organisation) -> Self {
        Self(organisation.cycles.iter().map(|_| OnceLock::new()).collect())
    }

    pub(super) fn of(&self, lens: &Lens<'_>, cycle: CycleIx) -> &Scope {
        self.0[cycle.index()].get_or_init(|| Scope::of(lens, cycle))
    }
}

/// What a tree covers in one cycle.
#[derive(Debug)]
pub struct Scope {
    /// The people whose packets stand in the tree, in the order of the roster.
    pub people: Vec<PersonIx>,
    /// Those of them whose role names a unit.
    pub members: BTreeMap<TeamIx, Vec<PersonIx>>,
    /// The units with people of the tree in them or below.
    pub units: BTreeSet<TeamIx>,
    /// Whose individual goals the tree may show once they are set and locked.
    pub goal_owners: Vec<PersonIx>,
    /// The units that those people belong to.
    pub goal_units: BTreeSet<TeamIx>,
    /// Those who read the tree as members and belong to what it covers: lists leave them out.
    pub left_out: Vec<PersonIx>,
    /// The people of the tree by their manager.
    pub reports: BTreeMap<PersonIx, Vec<PersonIx>>,
    /// The levels of the people of the tree, by name: somebody on each, and how many are.
    pub levels: Vec<(PersonIx, usize)>,
}

impl Scope {
    pub(super) fn of(lens: &Lens<'_>, cycle: CycleIx) -> Self {
        let people = lens.covered(cycle);
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for person in &people {
            if let Some(team) = lens.team_of(*person, cycle) {
                members.entry(team).or_default().push(*person);
            }
        }
        let mut reports: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for person in &people {
            if let Some(manager) = lens.manager_of(*person, cycle) {
                reports.entry(manager).or_default().push(*person);
            }
        }
        let mut levels: BTreeMap<_, (PersonIx, usize)> = BTreeMap::new();
        for person in &people {
            if let Some(level) = lens.level_of(*person, cycle) {
                levels.entry(level).or_insert((*person, 0)).1 += 1;
            }
        }
        let units = members.keys().flat_map(|team| lens.line_of(*team)).collect();
        let goal_owners = match lens.audience() {
            Audience::Company => lens.employed_in(cycle).collect(),
            _ => people.clone(),
        };
        let goal_units = goal_owners
            .iter()
            .filter_map(|person| lens.team_of(*person, cycle))
            .collect();
        Self {
            left_out: members::left_out(lens, cycle),
            people,
            members,
            units,
            goal_owners,
            goal_units,
            reports,
            levels: levels.into_values().collect(),
        }
    }
}
