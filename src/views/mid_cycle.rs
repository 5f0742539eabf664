//! How key results divide at mid-cycle, against the shares that the policy expects, and what was changed and why.

use serde::Serialize;

use super::units::{UnitLink, is_split, unit_link, units};
use super::words;
use super::{Context, Page, PageKey, PageView, PersonLink, frame::frame};
use crate::disclosure::{AgreedChange, Group};
use crate::facts::{Lack, MidCycleCounts, MidCycleGroup};
use crate::model::{CycleIx, MidCycleShares, PersonIx};
use crate::records::check_in::Change;
use crate::source::Date;

/// How key results divide at mid-cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MidCycle<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The first and the last day for check-ins.
    pub window: [Date; 2],
    /// The groups; none where this audience sees no totals.
    pub division: Option<Division>,
    /// The same by unit.
    pub units: Vec<UnitDivision<'a>>,
    /// Changes that lack something.
    pub lacking: Vec<ChangeRow<'a>>,
    /// All other changes; where there are too many people for one page they stand on the units' pages.
    pub changes: Vec<ChangeRow<'a>>,
    /// Those: not for this page, but for the tables beside it.
    #[serde(skip)]
    pub changes_elsewhere: Vec<ChangeRow<'a>>,
    /// How many those are.
    pub elsewhere: usize,
    /// The way to all goals.
    pub goals: String,
    /// Whether the changes that lack nothing stand on the units' pages.
    pub by_unit: bool,
}

/// How the key results of a group of people divide.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Division {
    /// How many people had a check-in.
    pub people: usize,
    /// How many key results they have.
    pub total: usize,
    /// The groups, in the order of the policy.
    pub groups: Vec<DivisionGroup>,
}

/// One group of key results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DivisionGroup {
    /// What it is called.
    pub label: &'static str,
    /// How many key results it has.
    pub count: usize,
    /// In percent of all; none without key results.
    pub percent: Option<f64>,
    /// The share that the policy expects, in percent.
    pub expected: f64,
    /// How many changes to it lack something, of the people whose changes are listed.
    pub lacking: usize,
}

/// One unit's division.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitDivision<'a> {
    /// The unit.
    pub unit: UnitLink<'a>,
    /// Its division.
    pub division: Division,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeRow<'a> {
    /// Whose goal it is.
    pub person: PersonLink<'a>,
    /// The key result.
    pub title: &'a str,
    /// What kind of change.
    pub kind: &'static str,
    /// The day of the check-in.
    pub date: Date,
    /// Why.
    pub rationale: Option<&'a str>,
    /// What is done about it.
    pub plan: Option<&'a str>,
    /// Who approved.
    pub approved_by: Option<PersonLink<'a>>,
    /// The new date.
    pub due: Option<Date>,
    /// The key result that takes its place.
    pub replacement: Option<&'a str>,
    /// What was expected and is not there.
    pub lacks: Vec<String>,
}

/// How key results divide at mid-cycle.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let card = lens.cycle(cycle);
    let by_unit = is_split(lens, cycle);
    let all: Vec<_> = lens
        .people(cycle)
        .into_iter()
        .flat_map(|person| changes_of(context, cycle, person))
        .collect();
    let (lacking, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| !row.lacks.is_empty());
    let division = division(context, cycle, Group::Everyone, &lacking);
    let units = units(lens, cycle).into_iter().filter_map(|(team, depth)| {
        Some(UnitDivision {
            unit: unit_link(context, cycle, team, depth),
            division: self::division(context, cycle, Group::Unit(team), &[])?,
        })
    });
    let (changes, changes_elsewhere) = if by_unit {
        (Vec::new(), rest)
    } else {
        (rest, Vec::new())
    };
    let view = MidCycle {
        lede: lede(division.as_ref(), lacking.len()),
        window: card.deadlines.check_in,
        units: units.collect(),
        division,
        lacking,
        changes,
        elsewhere: changes_elsewhere.len(),
        changes_elsewhere,
        goals: context.href(PageKey::Goals(cycle)),
        by_unit,
    };
    let above = vec![context.link(card.title, PageKey::Cycle(cycle))];
    Page {
        frame: frame(context, "Mid-cycle".to_owned(), above),
        view: PageView::MidCycle(view),
    }
}

fn lede(division: Option<&Division>, lacking: usize) -> String {
    let Some(division) = division.filter(|division| division.total > 0) else {
        return "No check-in has been held yet.".to_owned();
    };
    let unchanged = division.groups.first();
    let share = unchanged.map_or(String::new(), |group| {
        let percent = group.percent.unwrap_or(0.0);
        format!(
            "Of {} key results, {} ({percent:.0}%) went on unchanged; {}% are expected to.",
            division.total, group.count, group.expected
        )
    });
    let lacking = match lacking {
        0 => String::new(),
        1 => " One change lacks something.".to_owned(),
        lacking => format!(" {lacking} changes lack something."),
    };
    share + &lacking
}

/// A group's division; none where this audience sees no totals.
fn division(
    context: &Context<'_, '_>,
    cycle: CycleIx,
    group: Group<'_>,
    lacking: &[ChangeRow<'_>],
) -> Option<Division> {
    let counts: MidCycleCounts = context.lens.group(cycle, group).mid_cycle.into_inner()?;
    let expected = context.lens.policy().mid_cycle;
    let groups = MidCycleGroup::ALL.into_iter().map(|group| {
        let label = label(group);
        DivisionGroup {
            label,
            count: counts.count(group),
            percent: counts.percent(group),
            expected: share(&expected, group),
            lacking: lacking.iter().filter(|row| row.kind == label).count(),
        }
    });
    Some(Division {
        people: counts.people,
        total: counts.total(),
        groups: groups.collect(),
    })
}

fn label(group: MidCycleGroup) -> &'static str {
    match group {
        MidCycleGroup::Unchanged => "Unchanged",
        MidCycleGroup::Adjusted => words::change(Change::Adjusted),
        MidCycleGroup::Replaced => words::change(Change::Replaced),
        MidCycleGroup::Intervention => words::change(Change::Intervention),
    }
}

fn share(shares: &MidCycleShares, group: MidCycleGroup) -> f64 {
    let share = match group {
        MidCycleGroup::Unchanged => shares.unchanged,
        MidCycleGroup::Adjusted => shares.adjusted,
        MidCycleGroup::Replaced => shares.replaced,
        MidCycleGroup::Intervention => shares.intervention,
    };
    share.as_f64()
}

/// A person's changes, as far as this audience may see them.
pub(super) fn changes_of<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Vec<ChangeRow<'a>> {
    let changes = context.lens.changes(person, cycle).into_inner().unwrap_or_default();
    changes
        .into_iter()
        .map(|change| row(context, cycle, person, &change))
        .collect()
}

fn row<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx, change: &AgreedChange<'a>) -> ChangeRow<'a> {
    ChangeRow {
        person: PersonLink {
            name: context.lens.name(person).name,
            href: context
                .href_if(PageKey::Packet(person, cycle))
                .map(|packet| format!("{packet}#check-in")),
        },
        title: change.title,
        kind: words::change(change.record.change),
        date: change.date,
        rationale: change.record.rationale,
        plan: change.record.plan,
        approved_by: change.record.approved_by.map(|name| context.person(name)),
        due: change.record.due,
        replacement: change.replacement,
        lacks: change.lacks.iter().map(|lack| lacks(context, *lack)).collect(),
    }
}

fn lacks(context: &Context<'_, '_>, lack: Lack) -> String {
    let name = |person| context.lens.name(person).name;
    match lack {
        Lack::Rationale => "a rationale".to_owned(),
        Lack::Plan => "a plan".to_owned(),
        Lack::Replacement => "the key result that takes its place".to_owned(),
        Lack::Approver { expected: None } => "an approval".to_owned(),
        Lack::Approver {
            expected: Some(expected),
        } => format!("the approval of {}", name(expected)),
        Lack::OtherApprover { expected } => format!("the approval of {}, the skip-level manager", name(expected)),
    }
}
