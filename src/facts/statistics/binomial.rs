//! Shares and counts against a rate: intervals, chances, and the rules that count people.

use super::distributions::binomial;
use super::{PartsPerMillion, Z95, probability};

/// P(X ≥ k) of n independent trials at the rate `p`.
#[must_use]
pub fn upper_tail(k: usize, n: usize, p: f64) -> f64 {
    binomial(n, p).upper(k)
}

/// P(X ≤ k) of n independent trials at the rate `p`.
#[must_use]
pub fn lower_tail(k: usize, n: usize, p: f64) -> f64 {
    binomial(n, p).lower(k)
}

/// The smallest count of n whose upper tail at the rate `p` is below `alpha`; none if even n of n is not.
#[must_use]
pub fn smallest_rare_count(n: usize, p: f64, alpha: f64) -> Option<usize> {
    let counts = binomial(n, p);
    (0..=n).find(|k| counts.upper(*k) < alpha)
}

/// 95% interval of a share, k of n (Wilson 1927); none where n is zero.
#[must_use]
pub fn wilson95(k: usize, n: usize) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let z2 = Z95 * Z95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

/// 95% interval of a share that holds its level for every n (Clopper and Pearson 1934); none where n is zero.
#[must_use]
pub fn clopper_pearson95(k: usize, n: usize) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    // P(X ≥ k) rises and P(X ≤ k) falls with the rate.
    let low = if k == 0 {
        0.0
    } else {
        bisect(|p| upper_tail(k, n, p) < 0.025)
    };
    let high = if k >= n {
        1.0
    } else {
        bisect(|p| lower_tail(k, n, p) > 0.025)
    };
    Some((low, high))
}

/// The point of 0…1 at which `before` turns from true to false.
fn bisect(before: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // Sixty halvings leave less than a float can tell.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if before(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Whether `count` of `n` is strictly more than `limit`, compared in whole numbers.
#[must_use]
pub fn exceeds_share(count: usize, n: usize, limit: PartsPerMillion) -> bool {
    n > 0 && count as i128 * i128::from(PartsPerMillion::ONE.0) > n as i128 * i128::from(limit.0)
}

/// How often the rule of [`exceeds_share`] fires on a team by luck alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExceedsChance {
    /// The smallest count that is over the limit; none where not even the whole team is.
    pub smallest_count: Option<usize>,
    /// The probability of that count or more at the organisation's rate; zero where none is over the limit.
    pub chance: f64,
}

/// The chance that a team of `n` people drawn at the organisation's `rate` is over `limit` (upper binomial tail).
#[must_use]
pub fn exceeds_chance(n: usize, limit: PartsPerMillion, rate: f64) -> ExceedsChance {
    let smallest_count = (0..=n).find(|count| exceeds_share(*count, n, limit));
    ExceedsChance {
        smallest_count,
        chance: smallest_count.map_or(0.0, |count| upper_tail(count, n, rate)),
    }
}

/// The chance that at least one of `groups` groups fires when each does with probability `p`, on its own.
#[must_use]
pub fn at_least_one(p: f64, groups: usize) -> f64 {
    probability(1.0 - (0..groups).fold(1.0, |none, _| none * (1.0 - p)))
}

/// The chance that n people are all rated alike when each is with probability `share`: shareⁿ.
#[must_use]
pub fn all_same_chance(n: usize, share: f64) -> f64 {
    (0..n).fold(1.0, |chance, _| chance * share)
}

/// Two-sided sign test of changes up against changes down (Arbuthnot 1710; Dixon and Mood 1946). One without changes is 1.
#[must_use]
pub fn sign_test(up: usize, down: usize) -> f64 {
    let coin = binomial(up + down, 0.5);
    coin.no_likelier_than(coin.at(up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORTY: PartsPerMillion = PartsPerMillion(400_000);

    #[test]
    fn exactly_forty_percent_is_not_more() {
        assert!(!exceeds_share(2, 5, FORTY));
        assert!(exceeds_share(3, 7, FORTY));
        assert!(!exceeds_share(0, 0, FORTY));
    }

    #[test]
    fn a_limit_of_everyone_never_fires() {
        let chance = exceeds_chance(6, PartsPerMillion::ONE, 0.33);
        assert_eq!((chance.smallest_count, chance.chance), (None, 0.0));
    }

    #[test]
    fn five_of_five_one_way_is_one_in_sixteen() {
        assert!((sign_test(5, 0) - 0.0625).abs() < 1e-12);
        assert!((sign_test(0, 0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_share_of_nobody_has_no_interval() {
        assert_eq!((wilson95(0, 0), clopper_pearson95(0, 0)), (None, None));
    }

    #[test]
    fn none_of_three_reaches_up_to_the_known_bound() {
        // The upper limit solves (1 − p)³ = 0.025.
        let (low, high) = clopper_pearson95(0, 3).unwrap();
        assert!(low.abs() < 1e-12 && (high - (1.0 - 0.025_f64.cbrt())).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_sign_test_does_not_care_which_way_is_up(up in 0_usize..60, down in 0_usize..60) {
            let p = sign_test(up, down);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!((p - sign_test(down, up)).abs() < 1e-12);
        }

        #[test]
        fn intervals_hold_the_share(n in 1_usize..200, part in 0.0_f64..=1.0) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0…n")]
            let k = (part * n as f64) as usize;
            let share = k as f64 / n as f64;
            for (low, high) in [wilson95(k, n).unwrap(), clopper_pearson95(k, n).unwrap()] {
                prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
            }
        }
    }
}
