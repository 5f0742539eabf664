//! The tables of units: all of them side by side, and one with its people.

use super::cell::of_chart;
use super::{Cell, Column, Table, figures, lists, outcomes, text, words};
use crate::views::RatingMark;
use crate::views::goals::GoalRow;
use crate::views::team::Team;
use crate::views::teams::{Teams, UnitFigures, UnitRow};

/// All units.
pub(super) fn teams<'v>(view: &'v Teams<'v>) -> Vec<Table<'v>> {
    let everyone = ("All of this scope", &view.everyone);
    let rows = view.units.iter().chain(&view.units_deeper);
    vec![units("units", "Units", &view.scale, rows, everyone)]
}

/// One unit: members, units below, ratings, key results, plans, changes and merit.
pub(super) fn team<'v>(view: &'v Team<'v>, currency: &str) -> Vec<Table<'v>> {
    let columns = [
        words("Person"),
        words("Title"),
        figures("Level"),
        figures("Goal score"),
        figures("Recommended"),
        figures("Final"),
        words("Final in words"),
        text("Missing"),
    ];
    let members = Table::new("members", "Members", columns).of(&view.members, |member| {
        [
            (&member.person).into(),
            member.title.into(),
            member.level.into(),
            Cell::score(member.goal_score),
            member.recommended.as_ref().into(),
            member.final_rating.as_ref().into(),
            Cell::label(member.final_rating.as_ref()),
            Cell::joined(&member.missing),
        ]
    });
    let whole = ("This unit and all below", &view.figures);
    vec![
        members,
        units("units", "Units below", &view.scale, &view.units, whole),
        of_chart(
            "ratings",
            "Ratings",
            view.chart.as_ref().map(|chart| &chart.frame.table),
        ),
        key_results(&view.goals),
        lists::plans(&view.plans),
        lists::changes("changes", "Changes at mid-cycle", &view.changes),
        outcomes::merit(&view.merit, currency),
    ]
}

/// Units with their figures, and the whole as the last row; nothing where there are no units.
fn units<'v>(
    name: &'static str,
    title: &'static str,
    scale: &[RatingMark<'v>],
    rows: impl IntoIterator<Item = &'v UnitRow<'v>>,
    (last, whole): (&'static str, &'v UnitFigures),
) -> Table<'v> {
    let mut columns = vec![
        words("Unit"),
        figures("Units above it"),
        words("Lead"),
        figures("People"),
        figures("Reviews on time"),
        figures("Reviews"),
        figures("On time (%)"),
        figures("Reviews missing"),
    ];
    columns.extend(scale.iter().map(rated));
    columns.extend([
        figures("Rated"),
        figures("Ratings to move"),
        figures("Mean goal score"),
        figures("With a goal score"),
    ]);
    let mut table = Table::new(name, title, columns);
    for row in rows {
        let unit = &row.unit;
        let head = [unit.name.into(), unit.depth.into(), unit.lead.as_ref().into()];
        table.push(head.into_iter().chain(cells(&row.figures, scale.len())));
    }
    if !table.is_empty() {
        let head = [last.into(), Cell::Empty, Cell::Empty];
        table.push(head.into_iter().chain(cells(whole, scale.len())));
    }
    table
}

fn rated<'v>(rating: &RatingMark<'v>) -> Column<'v> {
    figures(format!("Rated {} {}", rating.value, rating.label))
}

fn cells<'v>(unit: &UnitFigures, ratings: usize) -> Vec<Cell<'v>> {
    let reviews = unit.reviews.filter(|reviews| reviews.total > 0);
    let mut cells = vec![
        unit.people.into(),
        reviews.map(|reviews| reviews.on_time).into(),
        reviews.map(|reviews| reviews.total).into(),
        // As the page rounds it.
        reviews
            .and_then(|reviews| reviews.percent)
            .map_or(Cell::Empty, |percent| Cell::Percent(percent, 0)),
        reviews.map(|reviews| reviews.missing).into(),
    ];
    match &unit.ratings {
        Some(rated) => {
            cells.extend(rated.counts.iter().map(|count| Cell::from(*count)));
            cells.extend([rated.rated.into(), rated.to_move.into()]);
        }
        None => cells.extend(std::iter::repeat_n(Cell::Empty, ratings + 2)),
    }
    let scored = unit.goal_score.is_some();
    cells.extend([Cell::score(unit.goal_score), scored.then_some(unit.with_score).into()]);
    cells
}

/// The key results of objectives, with what each objective supports.
pub(super) fn key_results<'v>(rows: impl IntoIterator<Item = &'v GoalRow<'v>>) -> Table<'v> {
    let columns = [
        words("Objective"),
        words("Owner"),
        words("Kind"),
        figures("Objective's score"),
        words("Supports"),
        words("Key result"),
        text("Target"),
        words("Measure"),
        figures("Due"),
        figures("Weight"),
        words("Status"),
        figures("Days late"),
        words("Value"),
        figures("Score"),
        figures("Mean below"),
        figures("Goals below"),
        text("Supported by"),
    ];
    let mut table = Table::new("key-results", "Key results", columns);
    for row in rows {
        let kind = if row.is_growth { "growth" } else { "delivery" };
        let supports = row.supports.iter().map(|goal| goal.title);
        let objective = [
            row.title.into(),
            row.owner.name.into(),
            kind.into(),
            Cell::score(row.score.filter(|_| row.scored.is_some())),
            Cell::joined(supports),
        ];
        if row.key_results.is_empty() {
            table.push(objective.iter().cloned().chain(std::iter::repeat_n(Cell::Empty, 12)));
        }
        for each in &row.key_results {
            let status = if each.replaced {
                "Replaced".into()
            } else {
                each.status.as_ref().into()
            };
            table.push(objective.iter().cloned().chain([
                each.title.into(),
                each.target.into(),
                each.measure.as_ref().into(),
                each.due.into(),
                Cell::plain(each.weight),
                status,
                each.late.into(),
                each.value.as_ref().into(),
                Cell::score(each.score),
                Cell::score(each.children.value),
                Some(each.children.of).filter(|of| *of > 0).into(),
                Cell::joined(each.supported_by.iter().map(|goal| goal.title)),
            ]));
        }
    }
    table
}
