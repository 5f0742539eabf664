//! The cascade of goals: the scores of what supports a goal, and what supports nothing.

use std::borrow::Borrow;

use super::goals::{Mean, ObjectiveFacts, SetFacts, goal_ref};
use crate::model::{CycleGoals, GoalRef, Organisation, Owner};
use crate::records::goals::ObjectiveKind;

/// The means of an objective's children, and of the children of each of its key results.
pub(super) type ChildrenMeans = (Mean, Vec<Mean>);

/// For each objective of one owner, the means of its children.
pub(super) fn children<S: Borrow<SetFacts>>(goals: &CycleGoals, sets: &[S], set: usize) -> Vec<ChildrenMeans> {
    let score = |child: &GoalRef| sets[child.set as usize].borrow().objectives[child.objective as usize].score;
    let of_objective = |(at, objective): (usize, &ObjectiveFacts)| {
        let mut all = goals.supporters(goal_ref(set, at, None)).to_vec();
        let mut means = Vec::with_capacity(objective.key_results.len());
        for key_result in 0..objective.key_results.len() {
            let supporters = goals.supporters(goal_ref(set, at, Some(key_result)));
            means.push(Mean::of(supporters.iter().map(score)));
            all.extend_from_slice(supporters);
        }
        all.sort_unstable();
        all.dedup();
        (Mean::of(all.iter().map(score)), means)
    };
    sets[set]
        .borrow()
        .objectives
        .iter()
        .enumerate()
        .map(of_objective)
        .collect()
}

/// Objectives that support nothing and should.
pub(super) fn supports_nothing(organisation: &Organisation, goals: &CycleGoals) -> Vec<GoalRef> {
    let has_company = goals.position(Owner::Company).is_some();
    let is_top = |owner| match owner {
        Owner::Company => true,
        Owner::Team(team) => organisation.team(team).parent.is_none() && !has_company,
        Owner::Person(_) => false,
    };
    let mut found = Vec::new();
    for (at, set) in goals.sets.iter().enumerate().filter(|(_, set)| !is_top(set.owner)) {
        for (position, objective) in set.goals.record.objective.iter().enumerate() {
            let goal = goal_ref(at, position, None);
            if objective.kind != Some(ObjectiveKind::Growth) && goals.supported(goal).is_empty() {
                found.push(goal);
            }
        }
    }
    found
}
