//! Two groups, one outcome, without holding the number of selections fixed: Barnard's and Boschloo's tests.
//!
//! They are stronger than Fisher's on small tables and stand beside it as a second opinion. The unknown common rate is
//! taken where it makes the p-value largest, on a grid refined around its best point.

use super::distributions::{binomial, hypergeometric};
use super::fisher::TwoGroups;

/// Points of the first grid over the common rate.
const GRID: u16 = 400;

/// Statistics this near count as tied.
const TIED: f64 = 1e-9;

/// Barnard's exact test (1945), two-sided, with the pooled Wald statistic. One where a group is empty.
#[must_use]
pub fn barnard(groups: TwoGroups) -> f64 {
    let limit = wald(groups).abs() - TIED;
    largest_p(groups, |table| wald(table).abs() >= limit)
}

/// Boschloo's exact test (1970): Fisher's one-sided p as the statistic; two-sided as twice the smaller side.
#[must_use]
pub fn boschloo(groups: TwoGroups) -> f64 {
    let observed = groups.fisher();
    let (less, greater) = (observed.p_less * (1.0 + TIED), observed.p_greater * (1.0 + TIED));
    let low = largest_p(groups, |table| table.fisher().p_less <= less);
    let high = largest_p(groups, |table| table.fisher().p_greater <= greater);
    (2.0 * low.min(high)).min(1.0)
}

fn wald(groups: TwoGroups) -> f64 {
    groups.standard_errors().unwrap_or(0.0)
}

/// The largest probability, over all common rates, of a table that `extreme` holds of.
fn largest_p(groups: TwoGroups, extreme: impl Fn(TwoGroups) -> bool) -> f64 {
    if groups.first_n == 0 || groups.second_n == 0 {
        return 1.0;
    }
    let given = extreme_shares(groups, extreme);
    let p = |rate: f64| -> f64 { binomial(groups.n(), rate).expectation(&given) };
    let grid = (0..=GRID).map(|i| f64::from(i) / f64::from(GRID));
    let mut best = grid.map(|rate| (p(rate), rate)).fold((0.0, 0.0), higher);
    let mut step = 1.0 / f64::from(GRID);
    // Each round looks closer around the best point; twenty halvings are past the floats' flat top.
    for _ in 0..20 {
        step /= 2.0;
        let around = [best.1 - step, best.1 + step].map(|rate| rate.clamp(0.0, 1.0));
        best = around.into_iter().map(|rate| (p(rate), rate)).fold(best, higher);
    }
    best.0.clamp(0.0, 1.0)
}

fn higher(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    if b.0 > a.0 { b } else { a }
}

/// Given each number of selections in all, the probability of an extreme table: it does not depend on the rate.
fn extreme_shares(groups: TwoGroups, extreme: impl Fn(TwoGroups) -> bool) -> Vec<f64> {
    let given = |selected: usize| {
        let tables = hypergeometric(groups.n(), selected, groups.first_n);
        let firsts = tables.first..;
        let counted = firsts.zip(&tables.probabilities).filter(|(first_selected, _)| {
            extreme(TwoGroups {
                first_selected: *first_selected,
                second_selected: selected - first_selected,
                ..groups
            })
        });
        counted.map(|(_, p)| p).sum()
    };
    (0..=groups.n()).map(given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_each_is_never_extreme() {
        // Selected and not against not and selected: 2·π·(1 − π) is at most a half.
        assert!((barnard(TwoGroups::from_cells([1, 0], [0, 1])) - 0.5).abs() < 1e-9);
        assert!((barnard(TwoGroups::from_cells([1, 1], [1, 1])) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn an_empty_group_says_nothing() {
        let none = TwoGroups::from_cells([0, 0], [2, 3]);
        assert!((barnard(none) - 1.0).abs() < 1e-12 && (boschloo(none) - 1.0).abs() < 1e-12);
    }
}
