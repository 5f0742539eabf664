//! The statistics of a review cycle as plain functions over numbers.
//!
//! Nothing here knows a person, a file or a day's name: counts and scores come in, figures go out, without randomness,
//! so that two builds agree byte for byte. What a figure means and when it is a flag is `docs/statistics.md`'s to say.
//!
//! Two rules for "at least as extreme" run through the module. Tests of a *table* (Fisher, Freeman–Halton, multinomial)
//! have no natural distance and add up the outcomes that are no likelier than the observed one, with the slack
//! [`TIE_SLACK`]. Tests of a *statistic* (sum of ratings, Kendall's S) add up the outcomes at least as far from the
//! expected value as the observed one, compared in whole numbers.

pub mod agreement;
pub mod association;
pub mod binomial;
mod distributions;
pub mod fisher;
pub mod freeman_halton;
pub mod goals;
pub mod guideline;
pub mod multinomial;
pub mod multiplicity;
pub mod pay;
pub mod permutation;
pub mod power;
mod ranked;
pub mod recency;
pub mod residuals;
pub mod schedule;
pub mod severity;
pub mod suppression;
pub mod suppression_table;
mod tally;
pub mod unconditional;

pub use distributions::chi_square_upper;
pub use tally::Tally;

/// Outcomes whose probability is within this relative distance of the observed one count as tied with it.
pub const TIE_SLACK: f64 = 1e-7;

/// A p-value from here up is nothing rare.
const RARE: f64 = 0.05;

/// Floats within this relative distance of a threshold lie on it: an outcome whose probability is 6 of 120 is one of 0.05,
/// whatever the last digit of its sum.
const HAIR: f64 = 1e-9;

/// Whether a p-value is below 0.05.
#[must_use]
pub fn is_rare(p: f64) -> bool {
    p < RARE * (1.0 - HAIR)
}

/// Whether an effect, either way, is as large as a threshold.
#[must_use]
pub fn reaches(effect: f64, threshold: f64) -> bool {
    effect.abs() >= threshold * (1.0 - HAIR)
}

/// Above this many elementary steps (states × range) an exact test gives way to its approximation.
pub const COST_CAP: u128 = 50_000_000;

/// The standard normal's 97.5% point, for 95% intervals.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;

/// How a p-value was reached; pages print it beside the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// Every outcome was counted.
    Exact,
    /// Counting every outcome would cost more than [`COST_CAP`]: the tie-corrected large-sample approximation.
    Approximation,
}

/// A count of parts in a million; a percentage with four decimals that adds and compares exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartsPerMillion(pub i64);

impl PartsPerMillion {
    /// The whole: 100%.
    pub const ONE: Self = Self(1_000_000);

    /// From a percentage as people write it (`7.0`), to the nearest ten-thousandth of a percent.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and no percentage comes near the limit"
    )]
    pub fn from_percent(percent: f64) -> Self {
        Self((percent * 10_000.0).round() as i64)
    }

    /// As a percentage.
    #[must_use]
    pub fn percent(self) -> f64 {
        self.0 as f64 / 10_000.0
    }

    /// As a share of one.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }
}

/// A probability summed in floating point, brought back into 0…1.
pub(crate) fn probability(sum: f64) -> f64 {
    sum.clamp(0.0, 1.0)
}

/// The distribution of the sum of two independent counts, each given from its smallest value on.
fn convolve(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; left.len() + right.len() - 1];
    for (i, a) in left.iter().enumerate().filter(|(_, a)| **a > 0.0) {
        for (target, b) in sums[i..].iter_mut().zip(right) {
            *target += a * b;
        }
    }
    sums
}
