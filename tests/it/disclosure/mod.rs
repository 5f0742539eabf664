//! Every tree holds what the matrix allows: over random small organisations, matrices and days, with words planted in each section.
//!
//! `PREREAD_CASES=2000 cargo test --test it disclosure` makes as many organisations;
//! `PREREAD_FROM` is the first. A few are made by default.

mod breakages;
mod contract;
mod few_genders;
mod goals;
mod holds;
mod hostile;
mod interference;
mod made;
mod random;
mod sites;
mod subtraction;
mod totals;

use std::ops::Range;

use self::made::Made;

/// The seeds of which organisations are made: so many from 0 on, or as the environment says.
fn cases(default: u64) -> Range<u64> {
    let said = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let from = said("PREREAD_FROM").unwrap_or(0);
    from..from + said("PREREAD_CASES").unwrap_or(default)
}

/// Fails with what was found, if anything was, and with the organisation in which.
fn expect_none(seed: u64, made: &Made, found: &[String]) {
    let few = found
        .iter()
        .take(12)
        .map(|each| format!("{each}\n"))
        .collect::<String>();
    assert!(found.is_empty(), "seed {seed}, {} faults:\n{few}{made:?}", found.len());
}
