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
        // Where nobody of the tree is in a unit or below it, nobody is in those below.
        if !is_own(&team) {
            continue;
        }
        found.push((team, depth));
        let below = lens.team(team).children.iter().rev();
        open.extend(below.map(|child| (*child, depth + 1)));
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

/// Where the goals of a unit stand in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GoalsAt {
    /// In the cascade.
    Cascade,
    /// On the unit's own page of goals.
    OwnPage,
    /// Not in this tree, but in the company's.
    OtherTree,
}

/// Where a unit's goals stand. One page does not hold the goals of very many units: it keeps those of the uppermost two levels. Of the
/// others a tree has those that its people belong to; a tree of few people lists them in the cascade.
pub(super) fn goals_at(lens: &Lens<'_>, cycle: CycleIx, team: TeamIx) -> GoalsAt {
    if !is_deep(lens, team) {
        return GoalsAt::Cascade;
    }
    let scope = lens.scope(cycle);
    let sees_everybody = matches!(lens.audience(), Audience::Company | Audience::Hr);
    match is_split(lens, cycle) {
        true if scope.goal_units.contains(&team) => GoalsAt::OwnPage,
        // A unit without people has no page of its own.
        true if sees_everybody => GoalsAt::Cascade,
        _ if scope.units.contains(&team) => GoalsAt::Cascade,
        _ => GoalsAt::OtherTree,
    }
}

/// The page on which a unit's goals stand, where a tree has one.
pub(super) fn goals_page(lens: &Lens<'_>, cycle: CycleIx, team: TeamIx) -> Option<PageKey> {
    match goals_at(lens, cycle, team) {
        GoalsAt::Cascade => Some(PageKey::Goals(cycle)),
        GoalsAt::OwnPage => Some(PageKey::GoalsOf(cycle, team)),
        GoalsAt::OtherTree => None,
    }
}

/// As [`goals_page`], from a packet, which is one file in the trees of all managers above a person: there it leads only to what
/// stands in the same place in all of them.
pub(super) fn goals_page_from_packet(lens: &Lens<'_>, cycle: CycleIx, team: TeamIx) -> Option<PageKey> {
    let differs = matches!(lens.audience(), Audience::Manager(_)) && is_deep(lens, team);
    if differs { None } else { goals_page(lens, cycle, team) }
}

/// Whether a unit lies so deep, among so many, that the cascade need not have its goals.
fn is_deep(lens: &Lens<'_>, team: TeamIx) -> bool {
    lens.teams().len() > MOST_UNITS && lens.line_of(team).count() > 2
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
