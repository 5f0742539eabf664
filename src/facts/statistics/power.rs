//! What could this check have found? The chance that it flags a gap of a given size, at this many people.

use super::distributions::{binomial, hypergeometric};

/// The chance that Fisher's mid-p falls below `alpha` when the groups' true rates are these (every pair of outcomes is
/// weighed; no simulation). At equal rates it is the rate of false alarms.
#[must_use]
pub fn fisher_mid_p_power(first_n: usize, first_rate: f64, second_n: usize, second_rate: f64, alpha: f64) -> f64 {
    let (first, second) = (binomial(first_n, first_rate), binomial(second_n, second_rate));
    let mut power = 0.0;
    for selected in 0..=first_n + second_n {
        let tables = hypergeometric(first_n + second_n, selected, first_n);
        for (a, observed) in (tables.first..).zip(&tables.probabilities) {
            if tables.no_likelier_than(*observed) - observed / 2.0 < alpha {
                power += first.at(a) * second.at(selected - a);
            }
        }
    }
    super::probability(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_against_one_can_find_nothing() {
        assert!(fisher_mid_p_power(1, 0.0, 1, 1.0, 0.05).abs() < 1e-12);
    }

    #[test]
    fn a_gap_between_none_and_all_is_found_in_fives() {
        assert!((fisher_mid_p_power(5, 0.0, 5, 1.0, 0.05) - 1.0).abs() < 1e-12);
    }
}
