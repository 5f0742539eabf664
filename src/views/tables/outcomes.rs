//! The tables of outcomes: merit by unit and by person, the ranges, promotions and plans.

use super::{Cell, Table, figures, lists, text, words};
use crate::views::outcomes::{MeritRow, Outcomes, PayLine};

/// The tables of outcomes.
pub(super) fn tables<'v>(view: &'v Outcomes<'v>, currency: &str) -> Vec<Table<'v>> {
    let mut tables = Vec::new();
    if view.has_pay {
        tables.push(budget(view, currency));
        tables.push(merit(view.merit.iter().chain(&view.merit_elsewhere), currency));
    }
    tables.extend([
        guideline(view),
        promotions(view),
        lists::plans(view.plans.all()),
        lists::preconditions(view.plans.all()),
    ]);
    tables
}

fn budget<'v>(view: &'v Outcomes<'v>, currency: &str) -> Table<'v> {
    let mut columns = vec![
        words("Unit"),
        figures("Units above it"),
        words("Lead"),
        figures("People"),
        figures(format!("Payroll ({currency})")),
        figures(format!("Merit ({currency})")),
        figures("Merit (%)"),
    ];
    if view.budget.is_some() {
        columns.push(figures(format!("Budget ({currency})")));
        columns.push(figures(format!("Over budget ({currency})")));
    }
    columns.push(figures("Shares"));
    let mut table = Table::new("budget", "Merit by unit", columns);
    let cells = |pay: &PayLine| {
        let mut cells = vec![
            pay.people.into(),
            Cell::sum(Some(pay.payroll)),
            Cell::sum(Some(pay.increase)),
            pay.percent.map_or(Cell::Empty, |percent| Cell::Percent(percent, 2)),
        ];
        if view.budget.is_some() {
            cells.extend([Cell::sum(pay.budget), Cell::sum(pay.over)]);
        }
        cells.push(pay.shares.into());
        cells
    };
    let Some(everyone) = view.everyone.filter(|pay| pay.people > 0) else {
        return table;
    };
    for row in view.units.iter().chain(&view.units_deeper) {
        let unit = &row.unit;
        let head = [unit.name.into(), unit.depth.into(), unit.lead.as_ref().into()];
        table.push(head.into_iter().chain(cells(&row.pay)));
    }
    let head = ["All of this scope".into(), Cell::Empty, Cell::Empty];
    table.push(head.into_iter().chain(cells(&everyone)));
    table
}

/// Merit, person by person.
pub(super) fn merit<'v>(rows: impl IntoIterator<Item = &'v MeritRow<'v>>, currency: &str) -> Table<'v> {
    let columns = [
        words("Person"),
        figures("Rating"),
        figures("Recommended"),
        figures("Merit (%)"),
        figures("Range from (%)"),
        figures("Range to (%)"),
        figures("Against the range"),
        text("Exception"),
        figures(format!("Base pay before ({currency})")),
        figures(format!("Base pay after ({currency})")),
        figures(format!("Band from ({currency})")),
        figures(format!("Band to ({currency})")),
        figures("Position in band (%)"),
        figures("Shares"),
    ];
    Table::new("merit", "Merit", columns).of(rows, |row| {
        let edge = |edge: usize| {
            row.range
                .map_or(Cell::Empty, |range| Cell::written_percent(range[edge]))
        };
        let band = |edge: usize| row.band.map_or(Cell::Empty, |band| Cell::Money(band[edge]));
        [
            (&row.person).into(),
            row.rating.as_ref().into(),
            Cell::yes(row.rating.is_some() && row.provisional),
            Cell::written_percent(row.percent),
            edge(0),
            edge(1),
            row.outside.as_ref().into(),
            row.exception.into(),
            Cell::Money(row.before),
            Cell::Money(row.after),
            band(0),
            band(1),
            // As the page rounds it.
            row.position.map_or(Cell::Empty, |position| Cell::Percent(position, 0)),
            row.shares.into(),
        ]
    })
}

/// The guideline of each rating, with its range of merit.
fn guideline<'v>(view: &'v Outcomes<'v>) -> Table<'v> {
    let mut columns = vec![
        figures("Rating"),
        words("Meaning"),
        figures("Guideline from (%)"),
        figures("Guideline to (%)"),
    ];
    if view.has_pay {
        columns.extend([figures("Merit from (%)"), figures("Merit to (%)")]);
    }
    let mut table = Table::new("guideline", "Guideline", columns);
    for row in &view.ranges {
        let [low, high] = row.guideline;
        let head = [
            Cell::from(&row.rating),
            row.rating.label.into(),
            Cell::written_percent(low),
            Cell::written_percent(high),
        ];
        let merit = row.merit.filter(|_| view.has_pay);
        let merit = merit.into_iter().flatten().map(Cell::written_percent);
        table.push(head.into_iter().chain(merit));
    }
    table
}

fn promotions<'v>(view: &'v Outcomes<'v>) -> Table<'v> {
    let columns = [
        words("Person"),
        figures("From"),
        figures("To"),
        words("Recommended"),
        words("Decision"),
        figures("Review"),
        figures("Criteria"),
        figures("Criteria met"),
        text("Criteria in words"),
        text("Evidence"),
        figures("Criteria owed"),
    ];
    Table::new("promotions", "Promotions", columns).of(view.promotions.all(), |row| {
        let met = row
            .criteria
            .iter()
            .filter(|criterion| criterion.met == Some(true))
            .count();
        [
            (&row.person).into(),
            row.from.into(),
            row.to.into(),
            row.recommendation.as_ref().into(),
            row.decision.as_ref().into(),
            row.review.into(),
            row.criteria.len().into(),
            met.into(),
            Cell::joined(row.criteria.iter().map(|criterion| criterion.what)),
            Cell::joined(row.criteria.iter().filter_map(|criterion| criterion.evidence)),
            Cell::yes(row.undocumented),
        ]
    })
}
