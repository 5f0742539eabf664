//! The tables of lists: changes at mid-cycle, movement between cycles, open items, plans.

use super::{Cell, Table, figures, text, words};
use crate::views::mid_cycle::{ChangeRow, MidCycle};
use crate::views::movement::{Movement, MovementView};
use crate::views::open::OpenView;
use crate::views::plans::PlanRow;

/// How key results divide, the changes, and the same by unit.
pub(super) fn mid_cycle<'v>(view: &'v MidCycle<'v>) -> Vec<Table<'v>> {
    let columns = [
        words("Group"),
        figures("Key results"),
        figures("Share (%)"),
        figures("Expected (%)"),
        figures("Lacking something"),
    ];
    let groups = view.division.iter().flat_map(|division| &division.groups);
    let groups = Table::new("groups", "Groups of key results", columns).of(groups, |group| {
        [
            group.label.into(),
            group.count.into(),
            // As the page rounds it.
            group.percent.map_or(Cell::Empty, |percent| Cell::Percent(percent, 0)),
            Cell::written_percent(group.expected),
            group.lacking.into(),
        ]
    });
    let mut columns = vec![
        words("Unit"),
        figures("Units above it"),
        words("Lead"),
        figures("Check-ins"),
        figures("Key results"),
    ];
    let labels = view.units.first().map_or(&[][..], |unit| &unit.division.groups);
    columns.extend(labels.iter().map(|group| figures(group.label)));
    let mut units = Table::new("units", "By unit", columns);
    for row in &view.units {
        let head: [Cell<'_>; 5] = [
            row.unit.name.into(),
            row.unit.depth.into(),
            row.unit.lead.as_ref().into(),
            row.division.people.into(),
            row.division.total.into(),
        ];
        let counts = row.division.groups.iter().map(|group| Cell::from(group.count));
        units.push(head.into_iter().chain(counts));
    }
    let rest = view.changes.iter().chain(&view.changes_elsewhere);
    vec![
        groups,
        changes("lacking", "Changes lacking something", &view.lacking),
        changes("changes", "Changes", rest),
        units,
    ]
}

/// Changes that were agreed at check-ins.
pub(super) fn changes<'v>(
    name: &'static str,
    title: &'static str,
    rows: impl IntoIterator<Item = &'v ChangeRow<'v>>,
) -> Table<'v> {
    let columns = [
        words("Person"),
        figures("Check-in"),
        words("Key result"),
        words("Change"),
        text("Why"),
        text("Plan"),
        words("Replaced by"),
        figures("Now due"),
        words("Approved by"),
        text("Lacks"),
    ];
    Table::new(name, title, columns).of(rows, |row| {
        [
            (&row.person).into(),
            row.date.into(),
            row.title.into(),
            row.kind.into(),
            row.rationale.into(),
            row.plan.into(),
            row.replacement.into(),
            row.due.into(),
            row.approved_by.as_ref().into(),
            Cell::joined(&row.lacks),
        ]
    })
}

/// The matrix, who moved far, who moved from where to where, and who stands outside.
pub(super) fn movement<'v>(view: &'v Movement<'v>) -> Vec<Table<'v>> {
    let Some(view) = &view.movement else {
        return Vec::new();
    };
    let columns = [words("Person"), figures("From"), figures("To"), figures("Steps")];
    let two_steps = Table::new("two-steps", "Two steps or more", columns).of(view.two_steps.all(), |each| {
        [
            (&each.person).into(),
            (&each.from).into(),
            (&each.to).into(),
            each.steps.into(),
        ]
    });
    let columns = [words("Person"), figures("From"), figures("To")];
    let mut people = Table::new("people", "People by rating", columns);
    for cell in &view.cells {
        for person in cell.people.all() {
            people.push([person.into(), (&cell.from).into(), (&cell.to).into()]);
        }
    }
    let mut others = Table::new("others", "Outside the matrix", [words("Person"), text("Why")]);
    for group in &view.others {
        for person in group.people.all() {
            others.push([Cell::from(person), group.title.into()]);
        }
    }
    vec![matrix(view), two_steps, people, others]
}

fn matrix<'v>(view: &'v MovementView<'v>) -> Table<'v> {
    let mut columns = vec![words("Rating before")];
    let now = view.scale.iter();
    columns.extend(now.map(|rating| figures(format!("Now {} {}", rating.value, rating.label))));
    columns.push(figures("All"));
    let mut table = Table::new("matrix", "Ratings before and now", columns);
    for row in &view.rows {
        let head = Cell::from(format!("{} {}", row.rating.value, row.rating.label));
        let counts = row.figures.iter().map(|figure| figure.count.into());
        table.push(std::iter::once(head).chain(counts).chain([row.total.into()]));
    }
    let totals = view.totals.iter().map(|total| Cell::from(*total));
    table.push(
        std::iter::once("All".into())
            .chain(totals)
            .chain([view.compared.into()]),
    );
    table
}

/// Open items, by who must act.
pub(super) fn open<'v>(view: &'v OpenView<'v>) -> Table<'v> {
    let columns = [
        words("Who"),
        text("What"),
        text("To do"),
        figures("Since"),
        words("Code"),
    ];
    let mut table = Table::new("open", "Open items", columns);
    for group in view.groups.iter().chain(&view.elsewhere) {
        for item in group.items.iter().chain(&group.rest) {
            table.push([
                Cell::from(group.who.as_ref()),
                (&item.text).into(),
                (&item.act).into(),
                item.since.into(),
                item.code.into(),
            ]);
        }
    }
    table
}

/// Plans, by what falls due next.
pub(super) fn plans<'v>(rows: impl IntoIterator<Item = &'v PlanRow<'v>>) -> Table<'v> {
    let columns = [
        words("Person"),
        words("Plan"),
        figures("From"),
        figures("To"),
        words("State"),
        words("Next"),
        text("What"),
        figures("Due"),
        words("Standing"),
        words("Mentor"),
        text("Lacks"),
    ];
    Table::new("plans", "Plans", columns).of(rows, |row| {
        let next = row.next.as_ref();
        [
            (&row.person).into(),
            row.kind.into(),
            row.created.into(),
            row.end.into(),
            row.result.into(),
            next.map(|next| &next.label).into(),
            next.and_then(|next| next.what).into(),
            next.map(|next| next.day).into(),
            next.and_then(|next| next.when.as_ref()).into(),
            row.mentor.as_ref().into(),
            Cell::joined(&row.gaps),
        ]
    })
}

/// The preconditions of improvement plans.
pub(super) fn preconditions<'v>(rows: impl IntoIterator<Item = &'v PlanRow<'v>>) -> Table<'v> {
    let columns = [words("Person"), words("Precondition"), text("Evidence"), words("Gap")];
    let mut table = Table::new("preconditions", "Preconditions", columns);
    for row in rows {
        for line in row.preconditions.iter().flatten() {
            table.push([
                Cell::from(&row.person),
                line.label.into(),
                line.evidence.into(),
                line.gap.into(),
            ]);
        }
    }
    table
}
