//! The rating guideline in people: what so many percent of so few can mean.

use super::PartsPerMillion;

/// The guideline of one rating: shares from low to high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The lowest share inside the guideline.
    pub low: PartsPerMillion,
    /// The highest share inside the guideline.
    pub high: PartsPerMillion,
}

/// How shares become people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// ⌈low·n⌉ … ⌊high·n⌋: only counts whose percentage is inside.
    Inward,
    /// ⌊low·n⌋ … ⌈high·n⌉: for groups too small to meet the percentages.
    Outward,
}

/// People from `low` to `high`; empty where `low` is the larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest people inside.
    pub low: usize,
    /// Most people inside.
    pub high: usize,
}

/// Below this many people the inward bounds are not used: the scenario's ranges have no whole-number solution for 1–9
/// and 11–13 people.
pub const INWARD_FROM: usize = 14;

/// Below this many people a percentage misleads and only counts are shown.
pub const PERCENT_FROM: usize = 10;

/// A group's counts against the guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// People rated.
    pub n: usize,
    /// Bounds of each rating.
    pub bounds: Vec<Bounds>,
    /// Whether each rating's count is within its bounds.
    pub in_range: Vec<bool>,
    /// People above an upper bound.
    pub over: usize,
    /// People missing below a lower bound.
    pub under: usize,
    /// The fewest people whose rating would have to change: the larger of `over` and `under`; none where no set of
    /// whole counts satisfies all bounds.
    pub people_to_move: Option<usize>,
}

impl Range {
    /// In people out of `n`.
    #[must_use]
    pub fn bounds(self, n: usize, rounding: Rounding) -> Bounds {
        let people = |share: PartsPerMillion| u128::from(share.0.max(0).unsigned_abs()) * n as u128;
        let whole = u128::from(PartsPerMillion::ONE.0.unsigned_abs());
        let down = |share| usize::try_from(people(share) / whole).unwrap_or(usize::MAX);
        let up = |share| usize::try_from(people(share).div_ceil(whole)).unwrap_or(usize::MAX);
        match rounding {
            Rounding::Inward => Bounds {
                low: up(self.low),
                high: down(self.high),
            },
            Rounding::Outward => Bounds {
                low: down(self.low),
                high: up(self.high),
            },
        }
    }

    /// Percentage points that `count` of `n` lies above the upper edge, or (negative) below the lower one; none for nobody.
    #[must_use]
    pub fn deviation(self, count: usize, n: usize) -> Option<f64> {
        let percent = percent(count, n)?;
        let (low, high) = (self.low.percent(), self.high.percent());
        Some(if percent > high {
            percent - high
        } else {
            (percent - low).min(0.0)
        })
    }
}

/// `count` of `n` in percent; none for nobody.
#[must_use]
pub fn percent(count: usize, n: usize) -> Option<f64> {
    (n > 0).then(|| 100.0 * count as f64 / n as f64)
}

/// Whether whole counts exist that add up to `n` and satisfy the inward bounds of every range.
#[must_use]
pub fn feasible(ranges: &[Range], n: usize) -> bool {
    let bounds: Vec<Bounds> = ranges.iter().map(|range| range.bounds(n, Rounding::Inward)).collect();
    satisfiable(&bounds, n)
}

fn satisfiable(bounds: &[Bounds], n: usize) -> bool {
    let fewest: usize = bounds.iter().map(|b| b.low).sum();
    let most: usize = bounds.iter().map(|b| b.high).sum();
    bounds.iter().all(|b| b.low <= b.high) && fewest <= n && n <= most
}

/// The rounding that a group of `n` people is held to.
#[must_use]
pub fn rounding_for(ranges: &[Range], n: usize) -> Rounding {
    if n >= INWARD_FROM && feasible(ranges, n) {
        Rounding::Inward
    } else {
        Rounding::Outward
    }
}

/// Compares counts with the guideline, rating by rating in the same order.
#[must_use]
pub fn fit(counts: &[usize], ranges: &[Range], rounding: Rounding) -> Fit {
    let n = counts.iter().sum();
    let bounds: Vec<Bounds> = ranges.iter().map(|range| range.bounds(n, rounding)).collect();
    let pairs = || counts.iter().zip(&bounds);
    let over = pairs().map(|(count, b)| count.saturating_sub(b.high)).sum();
    let under = pairs().map(|(count, b)| b.low.saturating_sub(*count)).sum();
    Fit {
        n,
        in_range: pairs().map(|(count, b)| (b.low..=b.high).contains(count)).collect(),
        over,
        under,
        people_to_move: satisfiable(&bounds, n).then_some(usize::max(over, under)),
        bounds,
    }
}

/// The people that stated percentages of `n` would be; whole where they can be true.
#[must_use]
pub fn implied_counts(shares: &[PartsPerMillion], n: usize) -> Vec<f64> {
    shares
        .iter()
        .map(|share| share.0 as f64 * n as f64 / PartsPerMillion::ONE.0 as f64)
        .collect()
}

/// Whether stated percentages of `n` people all come out as whole people.
#[must_use]
pub fn can_be_counts(shares: &[PartsPerMillion], n: usize) -> bool {
    shares
        .iter()
        .all(|share| i128::from(share.0) * n as i128 % i128::from(PartsPerMillion::ONE.0) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(low: i64, high: i64) -> Range {
        Range {
            low: PartsPerMillion(low * 10_000),
            high: PartsPerMillion(high * 10_000),
        }
    }

    #[test]
    fn a_percentage_that_is_a_whole_person_is_not_rounded() {
        // 5% of 20 is one person, whichever way it is rounded.
        for rounding in [Rounding::Inward, Rounding::Outward] {
            assert_eq!(range(5, 10).bounds(20, rounding), Bounds { low: 1, high: 2 });
        }
    }

    #[test]
    fn nobody_fits_every_guideline() {
        let fit = fit(&[0, 0], &[range(0, 50), range(50, 100)], Rounding::Inward);
        assert_eq!((fit.people_to_move, fit.n), (Some(0), 0));
        assert_eq!(range(5, 10).deviation(0, 0), None);
    }

    proptest! {
        #[test]
        fn moving_that_many_people_is_enough(counts in prop::collection::vec(0_usize..12, 5)) {
            let ranges = [range(0, 5), range(10, 15), range(50, 60), range(20, 30), range(5, 10)];
            let fit = fit(&counts, &ranges, Rounding::Outward);
            if let Some(moves) = fit.people_to_move {
                prop_assert!(moves >= fit.over && moves >= fit.under && moves <= fit.n);
                prop_assert_eq!(moves == 0, fit.in_range.iter().all(|inside| *inside));
            }
        }
    }
}
