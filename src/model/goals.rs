//! Goals of all owners in one cycle, and which supports which.

use std::collections::HashMap;
use std::sync::Arc;

use super::organisation::{PersonIx, TeamIx};
use crate::records::Filed;
use crate::records::goals::{GoalsRecord, KeyResultRecord, ObjectiveRecord};

/// Whose goals they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The company's.
    Company,
    /// A unit's.
    Team(TeamIx),
    /// A person's.
    Person(PersonIx),
}

/// An objective or a key result of one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalRef {
    /// The position of its owner's goals in [`CycleGoals::sets`].
    pub set: u32,
    /// The position of the objective.
    pub objective: u32,
    /// The position of the key result within it, where one is meant.
    pub key_result: Option<u32>,
}

/// The goals of one owner.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalSet {
    /// Whose.
    pub owner: Owner,
    /// What they say.
    pub goals: Arc<Filed<GoalsRecord>>,
    /// For each objective, the goals that it supports.
    pub supports: Vec<Vec<GoalRef>>,
}

/// The objectives that support a goal, in the order of their owners.
pub(super) type Supporters = HashMap<GoalRef, Vec<GoalRef>>;

/// All goals of one cycle: the company's, then units' as they are written, then people's.
#[derive(Debug, Clone, Default)]
pub struct CycleGoals {
    /// The goals, owner by owner.
    pub sets: Vec<Arc<GoalSet>>,
    pub(super) by_owner: Arc<HashMap<Owner, u32>>,
    /// For each owner's goals, what supports them.
    pub(super) supported_by: Vec<Arc<Supporters>>,
}

impl CycleGoals {
    /// One owner's goals.
    #[must_use]
    pub fn of(&self, owner: Owner) -> Option<&GoalSet> {
        self.sets.get(self.position(owner)? as usize).map(|set| &**set)
    }

    /// The position of one owner's goals.
    #[must_use]
    pub fn position(&self, owner: Owner) -> Option<u32> {
        self.by_owner.get(&owner).copied()
    }

    /// The objective that is meant, or in which the key result lies.
    #[must_use]
    pub fn objective(&self, goal: GoalRef) -> &ObjectiveRecord {
        &self.sets[goal.set as usize].goals.record.objective[goal.objective as usize]
    }

    /// The key result that is meant, if it is one.
    #[must_use]
    pub fn key_result(&self, goal: GoalRef) -> Option<&KeyResultRecord> {
        self.objective(goal).key_result.get(goal.key_result? as usize)
    }

    /// Whose goal it is.
    #[must_use]
    pub fn owner(&self, goal: GoalRef) -> Owner {
        self.sets[goal.set as usize].owner
    }

    /// The objectives that name a goal as one that they support, in the order of their owners.
    #[must_use]
    pub fn supporters(&self, goal: GoalRef) -> &[GoalRef] {
        let supporters = self.supported_by.get(goal.set as usize);
        supporters.and_then(|all| all.get(&goal)).map_or(&[], Vec::as_slice)
    }

    /// The goals that an objective supports.
    #[must_use]
    pub fn supported(&self, objective: GoalRef) -> &[GoalRef] {
        let set = &self.sets[objective.set as usize];
        set.supports
            .get(objective.objective as usize)
            .map_or(&[], Vec::as_slice)
    }
}
