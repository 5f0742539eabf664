//! The tables of the cascade: all key results, goals that nothing supports, units, and key results that fail a check. Where a page by
//! unit holds the goals of individuals, those beside the cascade hold them all.

use super::units::key_results;
use super::{Cell, Table, figures, text, words};
use crate::views::goals::Cascade;

/// The tables of the cascade.
pub(super) fn cascade<'v>(view: &'v Cascade<'v>) -> Vec<Table<'v>> {
    let whole = view.whole.as_deref().unwrap_or(view);
    let objectives = whole.rows.iter().chain(&whole.loose).chain(&whole.growth);
    let columns = [words("Unit"), figures("Units above it"), figures("People")];
    let units = Table::new("units", "Units", columns).of(&view.units, |unit| {
        [unit.name.into(), unit.depth.into(), unit.people.into()]
    });
    let columns = [words("Goal"), words("Owner")];
    let unsupported = view.unsupported.iter().flatten();
    let unsupported = Table::new("unsupported", "Nothing supports these", columns)
        .of(unsupported, |goal| [goal.title.into(), goal.owner.into()]);
    let columns = [
        words("Person"),
        words("Objective"),
        words("Key result"),
        words("Fails"),
        text("Why"),
        words("Origin"),
    ];
    let mut faults = Table::new("smart-checks", "SMART checks that fail", columns);
    for fault in whole.faults.iter().flatten().filter(|_| whole.has_people) {
        for reason in &fault.reasons {
            faults.push([
                Cell::text(fault.owner.name),
                fault.objective.into(),
                fault.title.into(),
                reason.check.into(),
                reason.reason.into(),
                reason.origin.into(),
            ]);
        }
    }
    vec![key_results(objectives), units, unsupported, faults]
}
