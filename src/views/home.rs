//! Where a tree opens: which cycle it is and in which phase, what is due next, what is overdue and with whom, and the way to
//! every cycle.

use std::collections::HashMap;

use serde::Serialize;

use super::calendar::{NextDue, next_dues, timeline_of};
use super::charts::Timeline;
use super::criteria::ShareOf;
use super::cycle::{completion, when};
use super::items::{Item, by_actor, item};
use super::open;
use super::own::{OwnReview, own_review};
use super::{Context, Link, Page, PageKey, PageView, PersonLink, frame::frame};
use crate::disclosure::{Audience, AudienceKind, Group};
use crate::model::{CycleIx, PersonIx};
use crate::source::Date;

/// Where a tree opens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Home<'a> {
    /// Where things stand, in a sentence.
    pub lede: String,
    /// The cycle that the site opens on.
    pub now: Option<Now<'a>>,
    /// What the reader must act on, by whom it is about: where a manager's tree opens.
    pub act_for: Vec<ActFor<'a>>,
    /// What has been open longest, and with whom.
    pub overdue: Option<Overdue<'a>>,
    /// The calibration session whose participants read this tree.
    pub session: Option<SessionCard<'a>>,
    /// The cycles, newest first.
    pub cycles: Vec<HomeCycle<'a>>,
    /// Whether the reader answers for other people, so that the cycles come with figures.
    pub has_scope: bool,
}

/// One person for whom the reader must act, or a unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActFor<'a> {
    /// Whom it is about, and the way to the packet; none where it is about a unit, which the items name.
    pub person: Option<PersonLink<'a>>,
    /// What to do, the longest open first.
    pub items: Vec<Item<'a>>,
}

/// What is open in the cycle that the site opens on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overdue<'a> {
    /// What the list is called.
    pub title: &'static str,
    /// How many items, with how many people, since when.
    pub summary: String,
    /// The ones that have been open longest.
    pub first: Vec<Item<'a>>,
    /// With whom, those first whose first item has been open longest.
    pub actors: Vec<OverdueActor<'a>>,
    /// The others: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub others: Vec<OverdueActor<'a>>,
    /// How many there are with whom something is open.
    pub actor_count: usize,
    /// The way to all of them.
    pub href: Option<String>,
}

/// One with whom something is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverdueActor<'a> {
    /// Who.
    pub who: PersonLink<'a>,
    /// How many items.
    pub items: usize,
    /// Since when the first of them.
    pub since: Option<Date>,
    /// The way to them.
    pub href: Option<String>,
}

/// The cycle that the site opens on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Now<'a> {
    /// The way to it.
    pub link: Link,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// Who coordinates it.
    pub coordinator: Option<PersonLink<'a>>,
    /// Who manages performance in it.
    pub specialist: Option<PersonLink<'a>>,
    /// Its phases and deadlines.
    pub timeline: Timeline,
    /// What is due next, soonest first.
    pub next: Vec<NextDue>,
    /// The reader's own review.
    pub own: Option<OwnReview>,
}

/// A calibration session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionCard<'a> {
    /// What it is called.
    pub title: &'a str,
    /// When it is.
    pub date: Date,
    /// Who leads it.
    pub facilitator: Option<PersonLink<'a>>,
    /// Who takes part.
    pub participants: Vec<PersonLink<'a>>,
    /// The way to the pre-read.
    pub href: String,
    /// How many people it speaks of.
    pub people: usize,
}

/// One cycle in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeCycle<'a> {
    /// The way to it.
    pub link: Link,
    /// Its phase.
    pub phase: &'a str,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// How many people the reader answers for in it.
    pub people: Option<usize>,
    /// Reviews on time.
    pub on_time: Option<ShareOf>,
    /// The mean of their goal scores.
    pub goal_score: Option<f64>,
    /// How many items are open.
    pub open: Option<usize>,
    /// The way to them.
    pub open_href: Option<String>,
    /// The way to the reader's own review.
    pub own: Option<String>,
}

/// How many of the next deadlines the page names.
const NEXT: usize = 3;

/// How many open items, and how many of those who must act, the page names; the rest is a click away.
const FIRST: usize = 6;
const ACTORS: usize = 12;

pub(super) fn page<'a>(context: &Context<'_, 'a>) -> Page<'a> {
    let lens = context.lens;
    let now = lens.current_cycle().map(|cycle| now(context, cycle));
    let overdue = overdue(context);
    let view = Home {
        lede: lede(context, now.as_ref(), overdue.as_ref()),
        act_for: act_for(context),
        overdue,
        session: session(context),
        cycles: lens.cycles().rev().map(|cycle| home_cycle(context, cycle)).collect(),
        has_scope: has_scope(context),
        now,
    };
    Page {
        frame: frame(context, lens.settings().title.to_string(), Vec::new()),
        view: PageView::Home(Box::new(view)),
    }
}

fn has_scope(context: &Context<'_, '_>) -> bool {
    matches!(context.lens.audience().kind(), AudienceKind::Hr | AudienceKind::Manager)
}

fn now<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Now<'a> {
    let lens = context.lens;
    let card = lens.cycle(cycle);
    let mut next = next_dues(&card, lens.as_of());
    next.truncate(NEXT);
    Now {
        link: context.link(card.title, PageKey::Cycle(cycle)),
        start: card.start,
        end: card.end,
        coordinator: card.coordinator.map(|name| context.person(name)),
        specialist: card.specialist.map(|name| context.person(name)),
        timeline: timeline_of(&card, lens.as_of()),
        next,
        own: own_review(context, cycle),
    }
}

fn lede(context: &Context<'_, '_>, now: Option<&Now<'_>>, overdue: Option<&Overdue<'_>>) -> String {
    let Some((now, cycle)) = now.zip(context.lens.current_cycle()) else {
        return "No cycle has begun yet.".to_owned();
    };
    let phase = context.lens.cycle(cycle).phase.title();
    let next = now.next.first().map_or_else(
        || "Every deadline has passed.".to_owned(),
        |next| format!("Next deadline: {}, {}.", next.label, when(*next)),
    );
    let open = overdue
        .filter(|_| context.lens.audience() == Audience::Hr)
        .map_or_else(String::new, |overdue| format!(" {}", overdue.summary));
    format!("{} is in the phase {phase}. {next}{open}", now.link.label)
}

fn session<'a>(context: &Context<'_, 'a>) -> Option<SessionCard<'a>> {
    let lens = context.lens;
    let Audience::Committee(cycle, _) = lens.audience() else {
        return None;
    };
    let sessions = lens.sessions(cycle).into_inner()?;
    let own = sessions.into_iter().next()?;
    Some(SessionCard {
        title: own.title,
        date: own.date,
        facilitator: own.facilitator.map(|name| context.person(name)),
        participants: own.participants.into_iter().map(|name| context.person(name)).collect(),
        href: context.href(PageKey::Calibration(cycle)),
        people: lens.people(cycle).len(),
    })
}

fn home_cycle<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> HomeCycle<'a> {
    let lens = context.lens;
    let card = lens.cycle(cycle);
    let group = has_scope(context).then(|| lens.group(cycle, Group::Everyone));
    let completion = completion(context, cycle, &card);
    let whole = completion.and_then(|completion| completion.rows.into_iter().find(|row| row.whole));
    let own = match lens.audience() {
        Audience::Person(person) => context.href_if(PageKey::Packet(person, cycle)),
        _ => None,
    };
    HomeCycle {
        link: context.link(card.title, PageKey::Cycle(cycle)),
        phase: card.phase.title(),
        start: card.start,
        end: card.end,
        people: group.as_ref().map(|group| group.people),
        on_time: whole.map(|row| row.on_time),
        goal_score: group
            .and_then(|group| group.goal_score.into_inner())
            .and_then(|mean| mean.value),
        open: has_scope(context).then(|| lens.open_items(cycle).len()),
        open_href: context.href_if(PageKey::Open(cycle)),
        own,
    }
}

/// What is open and waits for the manager who reads this tree, by person, in the order in which it came up.
fn act_for<'a>(context: &Context<'_, 'a>) -> Vec<ActFor<'a>> {
    let lens = context.lens;
    let Some((cycle, manager)) = lens.current_cycle().zip(match lens.audience() {
        Audience::Manager(manager) => Some(manager),
        _ => None,
    }) else {
        return Vec::new();
    };
    let mut order = Vec::new();
    let mut found: HashMap<Option<PersonIx>, Vec<Item<'a>>> = HashMap::new();
    for open in lens.open_items(cycle) {
        if open.actor != Some(manager) {
            continue;
        }
        let items = found.entry(open.person).or_default();
        if items.is_empty() {
            order.push(open.person);
        }
        items.push(Item {
            who: None,
            ..item(context, cycle, &open)
        });
    }
    order
        .into_iter()
        .map(|person| ActFor {
            person: person.map(|person| PersonLink {
                name: lens.name(person).name,
                href: context.href_if(PageKey::Packet(person, cycle)),
            }),
            items: found.remove(&person).unwrap_or_default(),
        })
        .collect()
}

/// What is open in the current cycle: for HR of everyone, for a manager with those besides them, for a person of their own review.
fn overdue<'a>(context: &Context<'_, 'a>) -> Option<Overdue<'a>> {
    let lens = context.lens;
    let cycle = lens.current_cycle()?;
    if !matches!(
        lens.audience().kind(),
        AudienceKind::Hr | AudienceKind::Manager | AudienceKind::Person
    ) {
        return None;
    }
    let mut open = lens.open_items(cycle);
    let mut title = "Open";
    if let Audience::Manager(manager) = lens.audience() {
        open.retain(|each| each.actor != Some(manager));
        title = "Open with others";
    }
    let groups = by_actor(context, cycle, &open);
    let href = context.href_if(PageKey::Open(cycle));
    let mut actors: Vec<_> = groups
        .iter()
        .filter_map(|group| {
            Some(OverdueActor {
                who: group.who.clone()?,
                items: group.items.len(),
                since: group.since,
                href: href.as_ref().map(|href| format!("{href}#{}", group.id)),
            })
        })
        .collect();
    let actor_count = actors.len();
    let others = actors.split_off(actor_count.min(ACTORS));
    (!open.is_empty()).then(|| Overdue {
        title,
        summary: open::lede(&groups),
        first: open.iter().take(FIRST).map(|each| item(context, cycle, each)).collect(),
        actor_count,
        actors,
        others,
        href,
    })
}
