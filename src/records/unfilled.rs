//! The `…` that `preread new` leaves where somebody has to write: as long as one stands, a page would show it as if it were meant.

use crate::diagnostics::{Finding, Place, rule};

/// What stands in a new record where somebody has to write.
pub const PLACEHOLDER: &str = "…";

const COMPANY_GOALS: &str = "content/cycles/2026-q3/goals/company.toml";

rule! {
    /// A field that still holds the mark of a new record.
    NOT_FILLED_IN, "not-filled-in", Warning, "a record still holds the marks of a new one",
    "`preread new` writes `…` wherever somebody has to write, and such a mark is shown on the pages like any other text. Write what belongs there, or delete the field or \
     the table where there is nothing to say. Once all are filled in the warning is gone.",
    wrong: &[(
        COMPANY_GOALS,
        "[[objective]]\nid = \"reach\"\ntitle = \"…\"\n\n[[objective.key_result]]\nid = \"shops\"\ntitle = \"…\"\ntarget = \"…\"\ndue = 2026-09-30\n"
    )],
    right: &[(
        COMPANY_GOALS,
        "[[objective]]\nid = \"reach\"\ntitle = \"Reach more shops\"\n\n[[objective.key_result]]\nid = \"shops\"\ntitle = \"Shops that sell online\"\ntarget = \"400 by the end of September\"\ndue = 2026-09-30\n"
    )];
}

/// So many fields of a record are not filled in; the place is the first of them.
pub(super) fn not_filled_in(place: Place, fields: &[&'static str]) -> Finding {
    let mut names = fields.to_vec();
    names.sort_unstable();
    names.dedup();
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = match fields.len() {
        1 => format!("this field still holds the `…` of a new record: {}", names.join(", ")),
        many => format!("{many} fields still hold the `…` of a new record: {}", names.join(", ")),
    };
    Finding::new(&NOT_FILLED_IN, place, message)
        .help("Write what belongs there, or delete the field or the table where there is nothing to say.")
}
