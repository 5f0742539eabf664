//! People on the pre-read: at the ends of the scale, and those whose rating a session moved.

use serde::Serialize;

use super::SaidBy;
use crate::facts::Rated;
use crate::model::{CycleIx, PersonIx};
use crate::views::packet::anchor_of;
use crate::views::team::packet_link;
use crate::views::{Context, Link, PageKey, PersonLink, RatingMark};

/// One person with what a session compares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndRow<'a> {
    /// Who; the link leads to the packet.
    pub person: PersonLink<'a>,
    /// The unit.
    pub team: &'a str,
    /// The level.
    pub level: &'a str,
    /// The rating that counts.
    pub rating: Option<RatingMark<'a>>,
    /// Whether it is recommended and not final yet.
    pub provisional: bool,
    /// The rating of the cycle before.
    pub prior: Option<RatingMark<'a>>,
    /// The goal score.
    pub goal_score: Option<f64>,
    /// Which person: not for the page.
    #[serde(skip)]
    pub(super) ix: PersonIx,
}

/// A rating that a session moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedRow<'a> {
    /// Who.
    pub person: PersonLink<'a>,
    /// The unit.
    pub team: &'a str,
    /// What the manager recommended.
    pub from: RatingMark<'a>,
    /// What was decided.
    pub to: RatingMark<'a>,
    /// Why.
    pub rationale: Option<&'a str>,
    /// Who decided, and when.
    pub decided: Option<SaidBy<'a>>,
    /// What it rests on.
    pub evidence: Vec<Link>,
}

/// All of the tree's people in a cycle.
pub(super) fn rows<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Vec<EndRow<'a>> {
    let people = context.lens.people(cycle).into_iter();
    people.map(|person| row(context, cycle, person)).collect()
}

/// One person.
pub(super) fn row<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> EndRow<'a> {
    let lens = context.lens;
    let role = lens.role(person, cycle);
    let rated = lens.rated(person, cycle).value().copied();
    let prior = lens.prior_rating(person, cycle).value().copied();
    EndRow {
        person: packet_link(context, cycle, person),
        team: role.as_ref().map_or("", |role| role.team),
        level: role.as_ref().map_or("", |role| role.level),
        rating: rated.map(|rated| context.rating(rated.value())),
        provisional: rated.is_some_and(|rated| !rated.is_final()),
        prior: prior.map(|rated: Rated| context.rating(rated.value())),
        goal_score: lens.goal_score(person, cycle).value().copied(),
        ix: person,
    }
}

/// Every rating that a session moved, the largest step first; none where this audience does not see changes.
pub(super) fn changed<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Option<Vec<ChangedRow<'a>>> {
    let lens = context.lens;
    let people = lens.people(cycle);
    let closed = people.iter().all(|person| !lens.change(*person, cycle).is_open());
    if closed && !people.is_empty() {
        return None;
    }
    let mut rows: Vec<_> = people
        .into_iter()
        .filter_map(|person| changed_row(context, cycle, person))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.from.value.abs_diff(row.to.value)));
    Some(rows)
}

fn changed_row<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Option<ChangedRow<'a>> {
    let lens = context.lens;
    let change = *lens.change(person, cycle).value()?;
    let notes = lens.calibration_of(person, cycle).into_inner().flatten();
    let decision = notes.and_then(|notes| notes.decision);
    Some(ChangedRow {
        person: packet_link(context, cycle, person),
        team: lens.role(person, cycle).map_or("", |role| role.team),
        from: context.rating(change.from),
        to: context.rating(change.to),
        rationale: decision.as_ref().and_then(|decision| decision.rationale),
        evidence: decision
            .iter()
            .flat_map(|decision| &decision.evidence)
            .filter_map(|address| evidence(context, cycle, address))
            .collect(),
        decided: decision.map(|decision| SaidBy {
            by: decision.facilitator.map(|name| context.person(name)),
            session: decision.session,
            date: decision.date,
        }),
    })
}

/// A record that a decision rests on; only those whose packets stand in the tree.
fn evidence(context: &Context<'_, '_>, cycle: CycleIx, address: &str) -> Option<Link> {
    let named = context.lens.evidence_name(address)?;
    let href = context.href_if(PageKey::Packet(named.person, cycle))?;
    Some(Link {
        label: format!("{}: {}", named.name.name, named.part.replace('-', " ")),
        href: format!("{href}#{}", anchor_of(named.part)),
    })
}
