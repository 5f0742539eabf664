//! The probability distributions that the tests stand on.
//!
//! Hypergeometric and binomial probabilities are built outward from their mode by exact ratios and then scaled to one:
//! no logarithm, no overflow at ten thousand people, and the same bits on every machine. The tails of the continuous
//! distributions come from `statrs`.

use statrs::function::{beta::beta_reg, gamma::gamma_ur};

use super::{TIE_SLACK, probability};

/// A distribution over consecutive whole numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pmf {
    /// The smallest outcome.
    pub first: usize,
    /// The probability of `first`, `first + 1`, …
    pub probabilities: Vec<f64>,
}

impl Pmf {
    /// Grows a distribution from its mode: `ratio(k)` is P(k + 1) / P(k).
    fn from_mode(first: usize, last: usize, mode: usize, ratio: impl Fn(usize) -> f64) -> Self {
        let mut probabilities = vec![1.0; last - first + 1];
        for k in mode..last {
            probabilities[k + 1 - first] = probabilities[k - first] * ratio(k);
        }
        for k in (first..mode).rev() {
            probabilities[k - first] = probabilities[k + 1 - first] / ratio(k);
        }
        let total: f64 = probabilities.iter().sum();
        for p in &mut probabilities {
            *p /= total;
        }
        Self { first, probabilities }
    }

    /// P(X = k); zero outside the range.
    pub fn at(&self, k: usize) -> f64 {
        k.checked_sub(self.first)
            .and_then(|i| self.probabilities.get(i))
            .copied()
            .unwrap_or(0.0)
    }

    /// P(X ≥ k).
    pub fn upper(&self, k: usize) -> f64 {
        probability(self.probabilities.iter().skip(k.saturating_sub(self.first)).rev().sum())
    }

    /// P(X ≤ k).
    pub fn lower(&self, k: usize) -> f64 {
        let Some(last) = k.checked_sub(self.first) else {
            return 0.0;
        };
        probability(self.probabilities.iter().take(last.saturating_add(1)).sum())
    }

    /// The mean of `values`, one for each outcome from zero on.
    pub fn expectation(&self, values: &[f64]) -> f64 {
        self.probabilities
            .iter()
            .zip(values.iter().skip(self.first))
            .map(|(p, value)| p * value)
            .sum()
    }

    /// The sum of the outcomes that are no likelier than one of probability `observed`.
    pub fn no_likelier_than(&self, observed: f64) -> f64 {
        let limit = observed * (1.0 + TIE_SLACK);
        probability(self.probabilities.iter().filter(|p| **p <= limit).sum())
    }
}

/// How many of `draws` people, taken from `population` without regard to the mark, carry it when `marked` do.
///
/// `marked` and `draws` are at most `population`.
pub(crate) fn hypergeometric(population: usize, marked: usize, draws: usize) -> Pmf {
    let first = (marked + draws).saturating_sub(population);
    let last = marked.min(draws);
    let mode = ((marked + 1) * (draws + 1) / (population + 2)).clamp(first, last);
    Pmf::from_mode(first, last, mode, |k| {
        let up = (marked - k) as f64 * (draws - k) as f64;
        let down = (k + 1) as f64 * (population + k + 1 - marked - draws) as f64;
        up / down
    })
}

/// How many of `n` independent trials succeed at the rate `p` (taken into 0…1).
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "(n + 1)·p lies in 0…n + 1"
)]
pub(crate) fn binomial(n: usize, p: f64) -> Pmf {
    if p <= 0.0 {
        return Pmf {
            first: 0,
            probabilities: vec![1.0],
        };
    }
    if p >= 1.0 {
        return Pmf {
            first: n,
            probabilities: vec![1.0],
        };
    }
    let odds = p / (1.0 - p);
    let mode = (((n + 1) as f64 * p) as usize).min(n);
    Pmf::from_mode(0, n, mode, |k| (n - k) as f64 / (k + 1) as f64 * odds)
}

/// P(|Z| ≥ |z|) of the standard normal.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    // Chi-square with one degree of freedom is the square; statrs' own erfc keeps eleven digits only.
    chi_square_upper(z * z, 1)
}

/// P(Z ≤ z) of the standard normal.
pub(crate) fn normal_lower(z: f64) -> f64 {
    let tail = normal_two_sided(z) / 2.0;
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// P(X ≥ x) of chi-square with `freedom` degrees of freedom (at least one).
#[must_use]
pub fn chi_square_upper(x: f64, freedom: usize) -> f64 {
    if x <= 0.0 || freedom == 0 {
        1.0
    } else {
        gamma_ur(freedom as f64 / 2.0, x / 2.0)
    }
}

/// P(X ≥ x) of Fisher's F with `between` and `within` degrees of freedom.
pub(crate) fn f_upper(x: f64, between: usize, within: usize) -> f64 {
    let (d1, d2) = (between as f64, within as f64);
    if x <= 0.0 {
        1.0
    } else {
        beta_reg(d2 / 2.0, d1 / 2.0, d2 / (d2 + d1 * x))
    }
}

/// P(|T| ≥ |t|) of Student's t with `freedom` degrees of freedom.
pub(crate) fn t_two_sided(t: f64, freedom: usize) -> f64 {
    let v = freedom as f64;
    beta_reg(v / 2.0, 0.5, v / (v + t * t))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_lady_tasting_tea_has_her_five_outcomes() {
        let cups = hypergeometric(8, 4, 4);
        for (k, ways) in [1.0, 16.0, 36.0, 16.0, 1.0].into_iter().enumerate() {
            assert!(near(cups.at(k), ways / 70.0));
        }
        assert!(near(cups.upper(3), 17.0 / 70.0));
        assert!(near(cups.lower(1), 17.0 / 70.0));
    }

    #[test]
    fn a_range_that_does_not_start_at_zero_is_kept() {
        // 4 of 5 marked, 3 drawn: at least two of them are marked.
        let drawn = hypergeometric(5, 4, 3);
        assert_eq!(drawn.first, 2);
        assert!(near(drawn.at(2), 0.6) && near(drawn.at(3), 0.4) && near(drawn.at(1), 0.0));
    }

    #[test]
    fn ten_thousand_people_do_not_overflow() {
        let many = hypergeometric(10_000, 3_300, 3_000);
        assert!(near(many.probabilities.iter().sum(), 1.0));
        assert!(many.at(990) > many.at(980));
    }

    #[test]
    fn three_fair_coins_fall_as_they_must() {
        let coins = binomial(3, 0.5);
        assert!(near(coins.at(0), 0.125) && near(coins.at(1), 0.375) && near(coins.upper(2), 0.5));
        assert!(near(binomial(4, 0.0).at(0), 1.0) && near(binomial(4, 1.0).at(4), 1.0));
    }

    #[test]
    fn continuous_tails_agree_with_printed_tables() {
        assert!((normal_two_sided(1.959_963_984_540_054) - 0.05).abs() < 1e-12);
        assert!((normal_lower(0.0) - 0.5).abs() < 1e-15);
        assert!((chi_square_upper(3.841_458_820_694_124, 1) - 0.05).abs() < 1e-12);
        // With two degrees of freedom the tail is exp(−x/2).
        assert!((chi_square_upper(4.0, 2) - (-2.0_f64).exp()).abs() < 1e-14);
        assert!((t_two_sided(12.706_204_736_432_095, 1) - 0.05).abs() < 1e-10);
    }
}
