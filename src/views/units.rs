//! Units as pages of a tree name them, and which of them a tree has.
//!
//! That follows from the roster and the audience alone.

use serde::Serialize;

use super::{Context, PageKey, PersonLink};
use crate::disclosure::{Audience, Lens};
use crate::model::{CycleIx, PersonIx, TeamIx};

/// Up to so many people, one page holds what there is to list of each; above it, each unit has its own.
pub(super) const ON_ONE_PAGE: usize = 80;

/// A unit's name, and the way to its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitLink<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where the link leads, relative to the page.
    pub href: Option<String>,
    /// How many units of the tree lie above it.
    pub depth: usize,
    /// Who leads it.
    pub lead: Option<PersonLink<'a>>,
}

/// Whether lists of individuals stand on pages by unit, because the tree is of too many people for one page.
pub(super) fn is_split(lens: &Lens<'_>, cycle: CycleIx) -> bool {
    lens.scope(cycle).goal_owners.len() > ON_ONE_PAGE
}

/// The units with people of this tree in them or below, each below the one that it belongs to.
pub(super) fn units(lens: &Lens<'_>, cycle: CycleIx) -> Vec<(TeamIx, usize)> {
    let is_own = |team: &TeamIx| has_unit(lens, cycle, *team);
    let tops = lens
        .teams()
        .filter(|(_, team)| team.parent.is_none())
        .map(|(at, _)| (at, 0));
    let mut open: Vec<_> = tops.collect();
    open.reverse();
    let mut found = Vec::new();
    while let Some((team, depth)) = open.pop() {
        let shown = is_own(&team);
        if shown {
            found.push((team, depth));
        }
        let below = lens.team(team).children.iter().rev();
        open.extend(below.map(|child| (*child, depth + usize::from(shown))));
    }
    found
}

/// So many units stand in one table at most; the ones further down stand on the page of the unit that they belong to.
const MOST_UNITS: usize = 120;

/// A unit with how many units of the tree lie above it.
type Deep = (TeamIx, usize);

/// The units that a table of all units shows, down to as many levels as it can hold, and those that lie further down.
pub(super) fn units_shown(lens: &Lens<'_>, cycle: CycleIx) -> (Vec<Deep>, Vec<Deep>) {
    let units = units(lens, cycle);
    let to = |depth: usize| units.iter().filter(|(_, at)| *at <= depth).count();
    let deepest = units.iter().map(|(_, depth)| *depth).max().unwrap_or(0);
    let shown = (1..=deepest).rev().find(|depth| to(*depth) <= MOST_UNITS).unwrap_or(1);
    units.into_iter().partition(|(_, depth)| *depth <= shown)
}

/// Whether a unit's goals stand on its own page alone, because all units' goals are too many for one page: those of the uppermost
/// two levels always stand in the cascade, and so do those of a unit without people, which has no such page.
pub(super) fn has_goals_apart(lens: &Lens<'_>, cycle: CycleIx, team: TeamIx) -> bool {
    is_split(lens, cycle)
        && lens.teams().count() > MOST_UNITS
        && lens.line_of(team).count() > 2
        && lens.scope(cycle).goal_units.contains(&team)
}

/// Whether a tree has a page about a unit.
pub(super) fn has_unit(lens: &Lens<'_>, cycle: CycleIx, team: TeamIx) -> bool {
    lens.audience() == Audience::Hr || lens.scope(cycle).units.contains(&team)
}

/// Those of the tree's people whose role names this very unit.
pub(super) fn members<'l>(lens: &'l Lens<'_>, cycle: CycleIx, team: TeamIx) -> &'l [PersonIx] {
    lens.scope(cycle).members.get(&team).map_or(&[], Vec::as_slice)
}

/// A unit, as a row of a table names it.
pub(super) fn unit_link<'a>(context: &Context<'_, 'a>, cycle: CycleIx, team: TeamIx, depth: usize) -> UnitLink<'a> {
    let unit = context.lens.team(team);
    UnitLink {
        name: &unit.name,
        href: context.href_if(PageKey::Team(cycle, team)),
        depth,
        lead: unit.lead.map(|lead| context.own_person(lead)),
    }
}
