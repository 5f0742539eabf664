//! Every tree holds what the matrix allows: over random small organisations, matrices and days, with words planted in each section.
//!
//! `PREREAD_CASES=2000 cargo test --test it disclosure` makes as many organisations; a few are made by default.

mod breakages;
mod contract;
mod holds;
mod hostile;
mod interference;
mod made;
mod random;
mod sites;
mod subtraction;

use self::made::Made;

/// How many organisations are made.
fn cases(default: u64) -> u64 {
    let asked = std::env::var("PREREAD_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(default)
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
