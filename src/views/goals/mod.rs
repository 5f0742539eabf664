//! The cascade of goals: what supports what, how far each came, and what hangs in the air.
//!
//! Individuals' goals stand with those of the units where a tree is of few people; of many, each unit has a page of its own for them.

mod faults;
mod forest;
mod row;

pub use faults::SmartFault;
pub use row::{GoalLink, GoalRow};

use serde::Serialize;

use super::units::{GoalsAt, goals_at, is_split, members, units};
use super::words::counted;
use super::{Context, Link, Page, PageKey, PageView, frame::frame};
use crate::disclosure::{Audience, CascadeObjective};
use crate::model::{CycleIx, Owner, PersonIx, TeamIx};
use crate::records::goals::ObjectiveKind;
use crate::source::Date;
use row::Rows;

/// The cascade of goals, or the part of it that a unit's people have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cascade<'a> {
    /// The day on which goals are locked.
    pub locked: Date,
    /// Whether that day has come.
    pub is_locked: bool,
    /// What a first look should see.
    pub lede: String,
    /// Whether individuals' goals are among the goals here.
    pub has_people: bool,
    /// The cascade, from the top down; `depth` and `closes` say how the rows nest.
    pub rows: Vec<GoalRow<'a>>,
    /// Individual goals for growth, which need support nothing.
    pub growth: Vec<GoalRow<'a>>,
    /// Objectives that support nothing and should.
    pub loose: Vec<GoalRow<'a>>,
    /// Objectives and key results that nothing supports; none where this audience cannot tell.
    pub unsupported: Option<Vec<GoalLink<'a>>>,
    /// Key results that fail a SMART check; none where the checks are not for this audience.
    pub faults: Option<Vec<SmartFault<'a>>>,
    /// Where individuals' goals stand, where they have pages by unit.
    pub units: Vec<UnitGoals<'a>>,
    /// How many key results on those pages fail a SMART check.
    pub faults_elsewhere: usize,
    /// The cascade as one page would have it, where individuals' goals have pages by unit: not for the page, but for the tables beside
    /// it.
    #[serde(skip)]
    pub whole: Option<Box<Cascade<'a>>>,
    /// How many further units there are, whose goals the company's tree has and this one has not.
    pub elsewhere: usize,
}

/// A goal as a search finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalHit {
    /// What is to be achieved.
    pub title: String,
    /// Its anchor on the page.
    pub anchor: String,
    /// Whose it is, and its key results.
    pub text: String,
}

impl Cascade<'_> {
    /// The objectives of the page, in the order in which they stand there.
    pub(super) fn hits(&self) -> Vec<GoalHit> {
        let rows = self.rows.iter().chain(&self.growth).chain(&self.loose);
        let hit = |row: &GoalRow<'_>| {
            let parts = std::iter::once(row.owner.name).chain(row.key_results.iter().map(|result| result.title));
            GoalHit {
                title: row.title.to_owned(),
                anchor: row.anchor.clone(),
                text: parts.collect::<Vec<_>>().join(" \u{b7} "),
            }
        };
        rows.map(hit).collect()
    }
}

/// A unit whose people's goals have a page of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitGoals<'a> {
    /// Its name.
    pub name: &'a str,
    /// The page; none where none of its people are of this tree.
    pub href: Option<String>,
    /// How many units of the tree lie above it.
    pub depth: usize,
    /// How many people whose goals may stand there.
    pub people: usize,
}

/// The cascade of a cycle.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let split = is_split(lens, cycle);
    let teams = lens.teams().map(|(team, _)| team);
    let teams: Vec<_> = teams.map(|team| (team, goals_at(lens, cycle, team))).collect();
    let at = |wanted| teams.iter().filter(move |(_, at)| *at == wanted).map(|(team, _)| *team);
    let shared = std::iter::once(Owner::Company).chain(at(GoalsAt::Cascade).map(Owner::Team));
    let people = lens.goal_owners(cycle).into_iter().map(Owner::Person);
    let mut view = if split {
        let objectives = read(context, cycle, shared);
        let units = at(GoalsAt::OwnPage).map(Owner::Team);
        let others = read(context, cycle, units.chain(people));
        let rows = Rows::new(context, cycle, &objectives);
        let mut view = view(context, cycle, &rows, &objectives, false);
        let all = [objectives, others].concat();
        let whole = self::view(context, cycle, &Rows::of_all(context, cycle, &all), &all, true);
        view.units = unit_pages(context, cycle);
        view.faults_elsewhere = whole.faults.as_ref().map_or(0, Vec::len);
        view.whole = Some(Box::new(whole));
        view
    } else {
        let objectives = read(context, cycle, shared.chain(people));
        let rows = Rows::new(context, cycle, &objectives);
        view(context, cycle, &rows, &objectives, true)
    };
    view.elsewhere = at(GoalsAt::OtherTree).count();
    let above = vec![context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle))];
    Page {
        frame: frame(context, "OKR cascade".to_owned(), above),
        view: PageView::Goals(view),
    }
}

/// The goals of one unit and of the people whose role names it.
pub(super) fn unit_page<'a>(context: &Context<'_, 'a>, cycle: CycleIx, team: TeamIx) -> Page<'a> {
    let lens = context.lens;
    let people = owners_in(context, cycle, team);
    let owners = std::iter::once(Owner::Team(team)).chain(people.into_iter().map(Owner::Person));
    let objectives = read(context, cycle, owners);
    let rows = Rows::new(context, cycle, &objectives);
    let view = view(context, cycle, &rows, &objectives, true);
    let above: Vec<Link> = vec![
        context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle)),
        context.link("OKR cascade", PageKey::Goals(cycle)),
    ];
    Page {
        frame: frame(context, format!("Goals of {}", lens.team(team).name), above),
        view: PageView::Goals(view),
    }
}

/// A unit's own goals, for the page about it: not nested, since what supports them stands in the cascade.
pub(super) fn of_unit<'a>(context: &Context<'_, 'a>, cycle: CycleIx, team: TeamIx) -> Vec<GoalRow<'a>> {
    let objectives = read(context, cycle, std::iter::once(Owner::Team(team)));
    let rows = Rows::elsewhere_than(context, cycle);
    rows.of(&forest::forest(&objectives.iter().collect::<Vec<_>>(), &[]).main)
}

fn owners_in(context: &Context<'_, '_>, cycle: CycleIx, team: TeamIx) -> Vec<PersonIx> {
    let lens = context.lens;
    match lens.audience() {
        Audience::Company => {
            let all = lens.goal_owners(cycle).into_iter();
            all.filter(|person| lens.team_of(*person, cycle) == Some(team))
                .collect()
        }
        _ => members(lens, cycle, team).to_vec(),
    }
}

fn read<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    owners: impl Iterator<Item = Owner>,
) -> Vec<CascadeObjective<'a>> {
    let each = owners.filter_map(|owner| context.lens.objectives(cycle, owner).into_inner());
    each.flatten().collect()
}

fn view<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    rows: &Rows<'_, 'a>,
    objectives: &[CascadeObjective<'a>],
    has_people: bool,
) -> Cascade<'a> {
    let lens = context.lens;
    let deadline = lens.cycle(cycle).deadlines.goals_locked;
    let loose = lens.supports_nothing(cycle, objectives);
    let faults = faults::faults(rows, objectives);
    let (growing, other): (Vec<_>, Vec<_>) = objectives.iter().partition(|each| {
        each.kind == ObjectiveKind::Growth && matches!(each.owner, Owner::Person(_)) && each.supports.is_empty()
    });
    let (hanging, standing): (Vec<_>, Vec<_>) = other.into_iter().partition(|each| loose.contains(&each.goal));
    // What hangs in the air keeps what supports it: it is the top of a small tree of its own.
    let trees = forest::forest(&standing, &hanging);
    let mut view = Cascade {
        locked: deadline,
        is_locked: lens.as_of() >= deadline,
        lede: String::new(),
        has_people,
        rows: rows.of(&trees.main),
        growth: rows.of(&forest::forest(&growing, &[]).main),
        loose: rows.of(&trees.loose),
        unsupported: lens
            .unsupported(cycle, objectives)
            .into_inner()
            .map(|goals| goals.into_iter().filter_map(|goal| rows.link(goal)).collect()),
        faults,
        units: Vec::new(),
        faults_elsewhere: 0,
        whole: None,
        elsewhere: 0,
    };
    view.lede = lede(&view);
    view
}

/// What a first look should see: how many goals there are, and what hangs in the air.
fn lede(view: &Cascade<'_>) -> String {
    let all = view.rows.len() + view.growth.len() + view.loose.len();
    if all == 0 {
        return "No goals are here yet.".to_owned();
    }
    let mut parts = vec![counted(all, "objective", "objectives")];
    if !view.loose.is_empty() {
        parts.push(counted(view.loose.len(), "supports nothing", "support nothing"));
    }
    let open = view.unsupported.as_ref().map_or(0, Vec::len);
    if open > 0 {
        parts.push(format!(
            "{} supported by nothing",
            counted(open, "goal is", "goals are")
        ));
    }
    let faults = view.faults.as_ref().map_or(0, Vec::len);
    if faults > 0 {
        parts.push(format!(
            "{} a SMART check",
            counted(faults, "key result fails", "key results fail")
        ));
    }
    format!("{}.", parts.join("; "))
}

fn unit_pages<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Vec<UnitGoals<'a>> {
    let lens = context.lens;
    let mut count = std::collections::BTreeMap::new();
    for person in lens.goal_owners(cycle) {
        if let Some(team) = lens.team_of(person, cycle) {
            *count.entry(team).or_insert(0_usize) += 1;
        }
    }
    let all: Vec<_> = match lens.audience() {
        Audience::Company => lens
            .teams()
            .map(|(team, _)| (team, lens.line_of(team).count() - 1))
            .collect(),
        _ => units(lens, cycle),
    };
    let row = |(team, depth): (TeamIx, usize)| {
        let people = count.get(&team).copied().unwrap_or(0);
        UnitGoals {
            name: &lens.team(team).name,
            href: (people > 0).then(|| context.href(PageKey::GoalsOf(cycle, team))),
            depth,
            people,
        }
    };
    all.into_iter().map(row).collect()
}
