//! The order of goals in the cascade: each once, below the first goal of the page that it supports.

use std::collections::BTreeMap;

use crate::disclosure::CascadeObjective;
use crate::model::GoalRef;

/// An objective in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'o, 'a> {
    /// The objective.
    pub objective: &'o CascadeObjective<'a>,
    /// How many objectives lie above it.
    pub depth: usize,
    /// Whether others lie below it.
    pub has_children: bool,
    /// How many lists end with it.
    pub closes: usize,
}

/// The trees of a page.
#[derive(Debug, Default)]
pub(super) struct Forest<'o, 'a> {
    /// Those below goals that may stand at the top, or whose own support lies elsewhere.
    pub main: Vec<Placed<'o, 'a>>,
    /// Those below goals that support nothing and should.
    pub loose: Vec<Placed<'o, 'a>>,
}

/// Puts objectives below those that they support. `loose` begin trees of their own.
pub(super) fn forest<'o, 'a>(
    standing: &[&'o CascadeObjective<'a>],
    loose: &[&'o CascadeObjective<'a>],
) -> Forest<'o, 'a> {
    let here: BTreeMap<GoalRef, &'o CascadeObjective<'a>> =
        standing.iter().chain(loose).map(|each| (each.goal, *each)).collect();
    let mut below: BTreeMap<GoalRef, Vec<&'o CascadeObjective<'a>>> = BTreeMap::new();
    let mut tops = Vec::new();
    for each in standing {
        let whole = each.supports.iter().map(|goal| objective_of(*goal));
        match whole
            .into_iter()
            .find(|goal| here.contains_key(goal) && *goal != each.goal)
        {
            Some(above) => below.entry(above).or_default().push(each),
            None => tops.push(*each),
        }
    }
    Forest {
        main: laid_out(&tops, &below),
        loose: laid_out(loose, &below),
    }
}

/// The objective in which a goal lies.
pub(super) fn objective_of(goal: GoalRef) -> GoalRef {
    GoalRef {
        key_result: None,
        ..goal
    }
}

fn laid_out<'o, 'a>(
    tops: &[&'o CascadeObjective<'a>],
    below: &BTreeMap<GoalRef, Vec<&'o CascadeObjective<'a>>>,
) -> Vec<Placed<'o, 'a>> {
    let mut placed = Vec::new();
    let mut open: Vec<_> = tops.iter().rev().map(|each| (*each, 0)).collect();
    while let Some((objective, depth)) = open.pop() {
        let children = below.get(&objective.goal).map_or(&[][..], Vec::as_slice);
        placed.push(Placed {
            objective,
            depth,
            has_children: !children.is_empty(),
            closes: 0,
        });
        open.extend(children.iter().rev().map(|each| (*each, depth + 1)));
    }
    for at in 0..placed.len() {
        let next = placed.get(at + 1).map_or(0, |next| next.depth);
        placed[at].closes = placed[at].depth.saturating_sub(next);
    }
    placed
}
