//! The tables of a person's page in one file.

use super::{Cell, Table, figures, stacked, words};
use crate::views::person::PersonView;

/// Cycles, promotions and roles.
pub(super) fn person<'v>(view: &'v PersonView<'v>) -> Table<'v> {
    stacked("person", "Person", vec![cycles(view), promotions(view), roles(view)])
}

fn cycles<'v>(view: &'v PersonView<'v>) -> Table<'v> {
    let mut columns = vec![
        words("Cycle"),
        words("Title"),
        figures("Level"),
        words("Team"),
        words("Manager"),
    ];
    if view.scored {
        columns.extend([figures("Goal score"), figures("Growth")]);
    }
    if view.rated {
        columns.extend([figures("Rating"), words("Rating in words"), figures("Recommended")]);
    }
    let mut table = Table::new("", "Cycles", columns);
    for cycle in &view.cycles {
        let role = cycle.role.as_ref();
        let mut row = vec![
            Cell::text(&*cycle.packet.label),
            role.map(|role| role.title).into(),
            role.map(|role| role.level).into(),
            role.map(|role| role.team).into(),
            role.and_then(|role| role.manager.as_ref()).into(),
        ];
        if view.scored {
            row.extend([Cell::score(cycle.score), Cell::score(cycle.growth)]);
        }
        if view.rated {
            row.extend([
                cycle.rating.as_ref().into(),
                Cell::label(cycle.rating.as_ref()),
                cycle
                    .recommended
                    .or(cycle.moved_from)
                    .as_ref()
                    .map(|rating| rating.value)
                    .into(),
            ]);
        }
        table.push(row);
    }
    table
}

fn promotions<'v>(view: &'v PersonView<'v>) -> Table<'v> {
    let columns = [
        words("Cycle"),
        figures("Level"),
        words("Readiness"),
        words("Decision"),
        figures("Review"),
    ];
    Table::new("", "Promotions", columns).of(&view.promotions, |each| {
        [
            (&each.packet.label).into(),
            each.to_level.into(),
            each.readiness.as_ref().into(),
            each.decision.as_ref().into(),
            each.review.into(),
        ]
    })
}

fn roles<'v>(view: &'v PersonView<'v>) -> Table<'v> {
    let columns = [
        figures("From"),
        words("Title"),
        figures("Level"),
        words("Team"),
        words("Manager"),
    ];
    Table::new("", "Roles", columns).of(&view.roles, |role| {
        [
            role.from.into(),
            role.title.into(),
            role.level.into(),
            role.team.into(),
            role.manager.as_ref().into(),
        ]
    })
}
