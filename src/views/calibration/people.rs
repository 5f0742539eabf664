//! People on the pre-read: at the ends of the scale, and those whose rating a session moved.
//!
//! A page looks at the rating of everyone and shows few, so that a row is made only of who is shown.

use serde::Serialize;

use super::SaidBy;
use crate::disclosure::Lens;
use crate::facts::{Change, Rated};
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

/// The rating that counts of each of the tree's people in a cycle.
pub(super) struct Ratings<'l> {
    people: &'l [PersonIx],
    of: Vec<Option<u32>>,
}

impl<'l> Ratings<'l> {
    /// As the audience may see them.
    pub(super) fn new(lens: &'l Lens<'_>, cycle: CycleIx) -> Self {
        let people = &lens.scope(cycle).people;
        let mut of = vec![None; people.iter().map(|person| person.index() + 1).max().unwrap_or(0)];
        for person in people {
            of[person.index()] = lens.rated(*person, cycle).value().map(|rated| rated.value());
        }
        Self { people, of }
    }

    /// Everyone, in the order of the roster.
    pub(super) fn people(&self) -> &'l [PersonIx] {
        self.people
    }

    /// A person's rating; none where there is none to be seen.
    pub(super) fn of(&self, person: PersonIx) -> Option<u32> {
        self.of.get(person.index()).copied().flatten()
    }

    /// Those with one of these ratings, the lowest first, and people of one rating in the order of the roster.
    pub(super) fn among(&self, ratings: &[RatingMark<'_>]) -> Vec<PersonIx> {
        let is_among = |rating: u32| ratings.iter().any(|each| each.value == rating);
        let mut found: Vec<_> = self
            .people
            .iter()
            .filter_map(|person| Some((self.of(*person).filter(|rating| is_among(*rating))?, *person)))
            .collect();
        found.sort_by_key(|(rating, _)| *rating);
        found.into_iter().map(|(_, person)| person).collect()
    }
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
    }
}

/// Everyone whose rating a session moved, the largest step first; none where this audience does not see changes.
pub(super) fn changed(lens: &Lens<'_>, cycle: CycleIx) -> Option<Vec<(PersonIx, Change)>> {
    let people = &lens.scope(cycle).people;
    let mut is_open = people.is_empty();
    let mut found = Vec::new();
    for person in people {
        let change = lens.change(*person, cycle);
        is_open |= change.is_open();
        found.extend(change.value().map(|change| (*person, *change)));
    }
    found.sort_by_key(|(_, change)| std::cmp::Reverse(change.from.abs_diff(change.to)));
    is_open.then_some(found)
}

/// A rating that a session moved.
pub(super) fn changed_row<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    (person, change): (PersonIx, Change),
) -> ChangedRow<'a> {
    let lens = context.lens;
    let notes = lens.calibration_of(person, cycle).into_inner().flatten();
    let decision = notes.and_then(|notes| notes.decision);
    ChangedRow {
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
    }
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
