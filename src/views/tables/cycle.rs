//! The tables of the home page, of a cycle's page and of its success criteria.

use super::cell::of_chart;
use super::{Cell, Table, figures, stacked, text, words};
use crate::views::criteria::Criteria;
use crate::views::cycle::CycleView;
use crate::views::home::Home;
use crate::views::own::OwnReview;
use crate::views::success::SuccessView;

/// Deadlines, the reader's own review, with whom something is open, and the cycles.
pub(super) fn home<'v>(view: &'v Home<'v>) -> Table<'v> {
    let now = view.now.as_ref();
    let mut tables = vec![of_chart("", "Phases", now.map(|now| &now.timeline.table))];
    let listed = view.overdue.as_ref().filter(|overdue| overdue.href.is_some());
    let columns = [words("With"), figures("Items"), figures("Since")];
    let actors = listed
        .into_iter()
        .flat_map(|overdue| overdue.actors.iter().chain(&overdue.others));
    tables.push(Table::new("", "Open items", columns).of(actors, |actor| {
        [(&actor.who).into(), actor.items.into(), actor.since.into()]
    }));
    tables.push(own(now.and_then(|now| now.own.as_ref())));
    tables.push(if view.has_scope {
        cycles_in_figures(view)
    } else {
        cycles(view)
    });
    stacked("home", "Home", tables)
}

fn cycles<'v>(view: &'v Home<'v>) -> Table<'v> {
    let columns = [words("Cycle"), figures("From"), figures("To"), words("Phase")];
    Table::new("", "Cycles", columns).of(&view.cycles, |cycle| {
        [
            (&cycle.link.label).into(),
            cycle.start.into(),
            cycle.end.into(),
            cycle.phase.into(),
        ]
    })
}

fn cycles_in_figures<'v>(view: &'v Home<'v>) -> Table<'v> {
    let columns = [
        words("Cycle"),
        figures("From"),
        figures("To"),
        words("Phase"),
        figures("People"),
        figures("Reviews on time"),
        figures("Reviews"),
        figures("On time (%)"),
        figures("Mean goal score"),
        figures("Items"),
    ];
    Table::new("", "Cycles", columns).of(&view.cycles, |cycle| {
        let on_time = cycle.on_time.filter(|share| share.percent.is_some());
        [
            (&cycle.link.label).into(),
            cycle.start.into(),
            cycle.end.into(),
            cycle.phase.into(),
            cycle.people.into(),
            on_time.map(|share| share.part).into(),
            on_time.map(|share| share.whole).into(),
            Cell::percent(on_time.and_then(|share| share.percent)),
            Cell::score(cycle.goal_score),
            cycle.open.filter(|_| cycle.open_href.is_some()).into(),
        ]
    })
}

fn own(own: Option<&OwnReview>) -> Table<'_> {
    let columns = [words("Part"), figures("Due"), words("State")];
    let parts = own.into_iter().flat_map(|own| &own.parts);
    Table::new("", "Your review", columns).of(parts, |part| {
        [part.label.into(), part.due.into(), (&part.state.text).into()]
    })
}

/// Phases, the reader's own review, completion by part, and the success criteria.
pub(super) fn cycle<'v>(view: &'v CycleView<'v>) -> Table<'v> {
    let mut tables = vec![
        of_chart("", "Phases", Some(&view.timeline.table)),
        own(view.own.as_ref()),
    ];
    if let Some(completion) = &view.completion {
        let columns = [
            words("Part"),
            figures("Due"),
            figures("On time"),
            figures("Of"),
            figures("On time (%)"),
            figures("Late"),
            figures("Missing"),
            figures("Not due"),
        ];
        tables.push(Table::new("", "Completion", columns).of(&completion.rows, |row| {
            [
                (&row.label).into(),
                row.due.into(),
                row.on_time.part.into(),
                row.on_time.whole.into(),
                Cell::percent(row.on_time.percent),
                row.late.into(),
                row.missing.into(),
                row.not_due.into(),
            ]
        }));
    }
    if view.criteria.shown {
        tables.push(criteria(&view.criteria, false));
    }
    tables.push(reviews(view));
    stacked("cycle", "Cycle", tables)
}

/// How every review stands, part by part.
fn reviews<'v>(view: &'v CycleView<'v>) -> Table<'v> {
    let parts = view.completion.iter().flat_map(|completion| &completion.rows);
    let columns = parts.map(|row| words(row.label.as_str()));
    let columns: Vec<_> = std::iter::once(words("Person")).chain(columns).collect();
    let mut table = Table::new("", "Reviews", columns);
    for row in &view.standings {
        let parts = row.parts.iter().map(|standing| Cell::from(*standing));
        table.push(std::iter::once(Cell::text(row.person)).chain(parts));
    }
    table
}

/// The success criteria.
pub(super) fn success(view: &SuccessView) -> Table<'_> {
    criteria(&view.criteria, true)
}

fn criteria(criteria: &Criteria, whole: bool) -> Table<'_> {
    let mut columns = vec![words("Criterion")];
    if whole {
        columns.push(text("Definition"));
    }
    columns.push(words("Target"));
    if criteria.shown {
        columns.extend([
            figures("Part"),
            figures("Of"),
            figures("Percent (%)"),
            figures("Mean"),
            figures("Answers"),
            figures("Invited"),
            words("Status"),
        ]);
    }
    if whole && criteria.shown {
        columns.extend([figures("Falls short"), text("Which")]);
    }
    let mut table = Table::new("criteria", "Success criteria", columns);
    for each in &criteria.rows {
        let mut row = vec![Cell::text(each.title)];
        if whole {
            row.push((&each.definition).into());
        }
        row.push((&each.target).into());
        if criteria.shown {
            let share = each.reached.as_ref().and_then(|reached| reached.share);
            let share = share.filter(|share| share.percent.is_some());
            let mean = each.reached.as_ref().and_then(|reached| reached.mean);
            let mean = mean.filter(|mean| mean.mean.is_some());
            let status = each.reached.as_ref().map(|reached| reached.status);
            row.extend([
                share.map(|share| share.part).into(),
                share.map(|share| share.whole).into(),
                Cell::percent(share.and_then(|share| share.percent)),
                Cell::score(mean.and_then(|mean| mean.mean)),
                mean.map(|mean| mean.answers).into(),
                mean.and_then(|mean| mean.invited).into(),
                status.or(each.withheld.then_some("withheld")).into(),
            ]);
        }
        if whole && criteria.shown {
            let reached = each.reached.as_ref();
            let short = reached.and_then(|reached| reached.short.as_ref());
            row.extend([
                reached
                    .map(|reached| short.map_or(reached.short_count, Vec::len))
                    .filter(|count| *count > 0)
                    .into(),
                Cell::joined(short.into_iter().flatten().map(|link| &link.label)),
            ]);
        }
        table.push(row);
    }
    table
}
