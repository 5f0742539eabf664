//! Two groups on the whole scale: is the difference of their mean ratings more than a shuffle of the labels gives?
//!
//! The sum of one group's ratings is followed through every labelling at once, by dynamic programming over the counts of
//! each rating (Fisher 1935, Pitman 1937). What a labelling is likely to be comes from conditional hypergeometric
//! draws, so the sums stay probabilities and do not overflow.

use std::collections::HashMap;

use super::distributions::{hypergeometric, normal_lower, normal_two_sided};
use super::{COST_CAP, Exactness, Tally, convolve, probability};

/// The permutation test of a difference between two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// Labellings whose sum lies at least as far from the expected one as the observed.
    pub p_two_sided: f64,
    /// Labellings that give the first group so small a sum or a smaller one.
    pub p_less: f64,
    /// Labellings that give the first group so large a sum or a larger one.
    pub p_greater: f64,
    /// The smallest two-sided p that any labelling could give: at 0.05 or more the check cannot tell.
    pub smallest_p: f64,
    /// Observed sum of the first group less the expected one.
    pub observed_less_expected: f64,
    /// Whether every labelling was counted.
    pub exactness: Exactness,
}

/// Two groups' values, compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Mean of the first group.
    pub first_mean: f64,
    /// Mean of the second group.
    pub second_mean: f64,
    /// First mean − second mean.
    pub difference: f64,
    /// Cliff's δ, −1…1: how much more often the first of a random pair is higher than lower (Cliff 1993).
    pub cliffs_delta: f64,
    /// The chance that the first of a random pair is higher, draws counted half (Vargha and Delaney 2000).
    pub superiority: f64,
    /// Difference in pooled standard deviations (Cohen 1988); none when nobody differs.
    pub cohens_d: Option<f64>,
    /// Cohen's d corrected for small groups (Hedges 1981); none when nobody differs.
    pub hedges_g: Option<f64>,
}

/// Compares two groups; none when one of them is empty.
#[must_use]
pub fn compare(first: &Tally, second: &Tally) -> Option<Comparison> {
    let (first_mean, second_mean) = (first.mean()?, second.mean()?);
    let difference = first_mean - second_mean;
    let cliffs_delta = cliffs_delta(first, second);
    let freedom = (first.n() + second.n()).saturating_sub(2) as f64;
    let pooled = ((first.squared_deviations() + second.squared_deviations()) / freedom).sqrt();
    let cohens_d = (freedom > 0.0 && pooled > 0.0).then(|| difference / pooled);
    Some(Comparison {
        first_mean,
        second_mean,
        difference,
        cliffs_delta,
        superiority: f64::midpoint(cliffs_delta, 1.0),
        cohens_d,
        hedges_g: cohens_d.map(|d| d * (1.0 - 3.0 / (4.0 * freedom - 1.0))),
    })
}

fn cliffs_delta(first: &Tally, second: &Tally) -> f64 {
    let mut balance = 0_i128;
    for (a, people) in first.iter() {
        for (b, others) in second.iter() {
            balance += (people * others) as i128 * i128::from(i8::from(a > b) - i8::from(a < b));
        }
    }
    balance as f64 / (first.n() as f64 * second.n() as f64)
}

/// Mann and Whitney's test by the normal curve, corrected for ties and continuity: a quick look, not the exact answer.
/// One when a group is empty or nobody differs.
#[must_use]
pub fn mann_whitney_approximate(first: &Tally, second: &Tally) -> f64 {
    let (n1, n2) = (first.n() as f64, second.n() as f64);
    if n1 == 0.0 || n2 == 0.0 {
        return 1.0;
    }
    let n = n1 + n2;
    let ties: f64 = first
        .with(second)
        .iter()
        .map(|(_, t)| (t as f64).powi(3) - t as f64)
        .sum();
    let variance = n1 * n2 / 12.0 * ((n + 1.0) - ties / (n * (n - 1.0)));
    let distance = n1 * n2 / 2.0 * cliffs_delta(first, second).abs() - 0.5;
    if variance <= 0.0 || distance <= 0.0 {
        1.0
    } else {
        normal_two_sided(distance / variance.sqrt())
    }
}

/// Exact permutation test of the first group's sum among all; none when a group is empty.
#[must_use]
pub fn two_groups(first: &Tally, second: &Tally) -> Option<Permutation> {
    within_strata(&[(first.clone(), second.clone())])
}

/// The same with labels exchanged only inside each stratum (level, say), so that like is compared with like. Strata with
/// one group only say nothing and are left out; none when no stratum has both.
#[must_use]
pub fn within_strata(strata: &[(Tally, Tally)]) -> Option<Permutation> {
    let strata: Vec<Stratum> = strata
        .iter()
        .filter_map(|(first, second)| Stratum::new(first, second))
        .collect();
    if strata.is_empty() {
        return None;
    }
    let draws: u128 = strata.iter().map(Stratum::cost).sum();
    // Joining the strata's sums costs states × range as well.
    let joins: u128 = strata.iter().map(|s| s.range() as u128).sum::<u128>().pow(2);
    Some(if draws + if strata.len() > 1 { joins } else { 0 } > COST_CAP {
        approximate(&strata)
    } else {
        exact(&strata)
    })
}

/// Each of several groups against everyone else of `pool`, which holds them all; none for a group that is empty or is the
/// whole pool. Groups of one size share the distribution of their sum.
#[must_use]
pub fn each_against_rest(pool: &Tally, groups: &[Tally]) -> Vec<Option<Permutation>> {
    let mut known: HashMap<usize, Spread> = HashMap::new();
    let mut test = |group: &Tally| {
        let stratum = Stratum::new(group, &pool.without(group))?;
        if stratum.cost() > COST_CAP {
            return Some(approximate(&[stratum]));
        }
        let spread = known.entry(stratum.drawn).or_insert_with(|| stratum.distribution());
        Some(measured(spread, stratum.observed, stratum.moments().0))
    };
    groups.iter().map(&mut test).collect()
}

/// The smallest sum, and the probability of each sum from there on.
type Spread = (i128, Vec<f64>);

/// One stratum's pool of ratings and the size of its first group.
struct Stratum {
    pool: Tally,
    drawn: usize,
    observed: i128,
}

impl Stratum {
    fn new(first: &Tally, second: &Tally) -> Option<Self> {
        (first.n() > 0 && second.n() > 0).then(|| Self {
            pool: first.with(second),
            drawn: first.n(),
            observed: first.sum(),
        })
    }

    /// Smallest and largest sum that the first group could have.
    fn bounds(&self) -> (i128, i128) {
        (
            extreme_sum(self.pool.iter(), self.drawn),
            extreme_sum(self.pool.iter().rev(), self.drawn),
        )
    }

    fn range(&self) -> usize {
        let (low, high) = self.bounds();
        usize::try_from(high - low).unwrap_or(usize::MAX)
    }

    fn cost(&self) -> u128 {
        let small = self.drawn.min(self.pool.n() - self.drawn);
        let choices: usize = self.pool.iter().map(|(_, count)| count.min(small) + 1).sum();
        (small as u128 + 1)
            .saturating_mul(self.widest() as u128 + 1)
            .saturating_mul(choices as u128)
    }

    /// The widest sum above the lowest value that the smaller group could have.
    fn widest(&self) -> usize {
        let small = self.drawn.min(self.pool.n() - self.drawn);
        let lowest = self.pool.iter().next().map_or(0, |(value, _)| i128::from(value));
        let high = extreme_sum(self.pool.iter().rev(), small) - lowest * small as i128;
        usize::try_from(high).unwrap_or(usize::MAX)
    }

    /// The probability of each sum of the first group, from the smallest sum on.
    fn distribution(&self) -> Spread {
        let n = self.pool.n();
        let small = self.drawn.min(n - self.drawn);
        let lowest = self.pool.iter().next().map_or(0, |(value, _)| value);
        let sums = self.drawn_sums(small, lowest);
        let base = i128::from(lowest) * small as i128;
        let sums = sums.into_iter().enumerate().map(|(above, p)| (base + above as i128, p));
        let (low, high) = self.bounds();
        let mut spread = vec![0.0; self.range() + 1];
        for (sum, p) in sums {
            // The smaller group was drawn: the first group is it, or is what it leaves.
            let sum = if small == self.drawn {
                sum
            } else {
                self.pool.sum() - sum
            };
            if (low..=high).contains(&sum) {
                spread[usize::try_from(sum - low).unwrap_or(0)] = p;
            }
        }
        (low, spread)
    }

    /// Probabilities of Σ (value − lowest) over `small` people drawn from the pool, value by value.
    fn drawn_sums(&self, small: usize, lowest: i64) -> Vec<f64> {
        let width = self.widest() + 1;
        let mut states = vec![vec![0.0; width]; small + 1];
        states[0][0] = 1.0;
        let mut reached = vec![0_usize; small + 1];
        let mut remaining = self.pool.n();
        for (value, count) in self.pool.iter() {
            let step = usize::try_from(value - lowest).unwrap_or(usize::MAX);
            let mut next = vec![vec![0.0; width]; small + 1];
            let mut next_reached = vec![0_usize; small + 1];
            for (taken, sums) in states
                .iter()
                .enumerate()
                .filter(|(_, sums)| sums.iter().any(|p| *p > 0.0))
            {
                let chances = hypergeometric(remaining, count, small - taken);
                for (i, chance) in chances.probabilities.iter().enumerate() {
                    let more = chances.first + i;
                    let shift = more * step;
                    let end = reached[taken];
                    for (target, p) in next[taken + more][shift..=shift + end].iter_mut().zip(&sums[..=end]) {
                        *target += p * chance;
                    }
                    next_reached[taken + more] = next_reached[taken + more].max(shift + end);
                }
            }
            states = next;
            reached = next_reached;
            remaining -= count;
        }
        states.pop().unwrap_or_default()
    }

    /// Expected sum and its variance over all labellings.
    fn moments(&self) -> (f64, f64) {
        let (n, drawn) = (self.pool.n() as f64, self.drawn as f64);
        let mean = self.pool.sum() as f64 / n;
        (
            drawn * mean,
            drawn * (n - drawn) / n * self.pool.squared_deviations() / (n - 1.0),
        )
    }
}

/// The sum of the first `take` values in the order given.
fn extreme_sum(values: impl Iterator<Item = (i64, usize)>, take: usize) -> i128 {
    let mut left = take;
    let mut sum = 0;
    for (value, count) in values {
        let part = count.min(left);
        sum += i128::from(value) * part as i128;
        left -= part;
    }
    sum
}

/// Σ observed and Σ expected over strata.
fn observed_and_expected(strata: &[Stratum]) -> (i128, f64) {
    (
        strata.iter().map(|s| s.observed).sum(),
        strata.iter().map(|s| s.moments().0).sum(),
    )
}

fn exact(strata: &[Stratum]) -> Permutation {
    let (mut low, mut spread) = (0_i128, vec![1.0]);
    for stratum in strata {
        let (first, part) = stratum.distribution();
        spread = convolve(&spread, &part);
        low += first;
    }
    let (observed, expected) = observed_and_expected(strata);
    measured(&(low, spread), observed, expected)
}

/// Where the observed sum lies among all that were possible.
fn measured((low, spread): &Spread, observed: i128, expected: f64) -> Permutation {
    let low = *low;
    // Distances differ by a multiple of 1 / Πn at least; half of any such step is far above the floats' error here.
    let distance = |i: usize| ((low + i as i128) as f64 - expected).abs();
    let slack = 1e-9 * (1.0 + expected.abs());
    let beyond = |limit: f64| {
        let far = spread.iter().enumerate().filter(|(i, _)| distance(*i) >= limit - slack);
        probability(far.map(|(_, p)| p).sum())
    };
    let possible = spread
        .iter()
        .enumerate()
        .filter(|(_, p)| **p > 0.0)
        .map(|(i, _)| distance(i));
    let at = usize::try_from(observed - low).unwrap_or(0);
    Permutation {
        p_two_sided: beyond((observed as f64 - expected).abs()),
        p_less: probability(spread.iter().take(at + 1).sum()),
        p_greater: probability(spread.iter().skip(at).sum()),
        smallest_p: beyond(possible.fold(0.0, f64::max)),
        observed_less_expected: observed as f64 - expected,
        exactness: Exactness::Exact,
    }
}

/// The normal curve with the permutation distribution's own variance, which already knows the ties.
fn approximate(strata: &[Stratum]) -> Permutation {
    let (observed, expected) = observed_and_expected(strata);
    let spread = strata.iter().map(|s| s.moments().1).sum::<f64>().sqrt();
    let away = observed as f64 - expected;
    let z = if spread > 0.0 { away / spread } else { 0.0 };
    let (low, high) = strata
        .iter()
        .map(Stratum::bounds)
        .fold((0, 0), |sum, b| (sum.0 + b.0, sum.1 + b.1));
    let farthest = (expected - low as f64).max(high as f64 - expected);
    Permutation {
        p_two_sided: normal_two_sided(z),
        p_less: normal_lower(z),
        p_greater: normal_lower(-z),
        smallest_p: if spread > 0.0 {
            normal_two_sided(farthest / spread)
        } else {
            1.0
        },
        observed_less_expected: away,
        exactness: Exactness::Approximation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(values: &[i64]) -> Tally {
        values.iter().copied().collect()
    }

    /// p (two-sided, less, greater) over every labelling, counted one by one in whole numbers.
    fn brute_force(first: &[i64], second: &[i64]) -> (f64, f64, f64) {
        let pool: Vec<i64> = first.iter().chain(second).copied().collect();
        let sum_of = |values: &[i64]| values.iter().map(|v| i128::from(*v)).sum::<i128>();
        let (n, n1, total) = (pool.len() as i128, first.len() as i128, sum_of(&pool));
        let observed = sum_of(first);
        let (mut all, mut far, mut less, mut greater) = (0.0, 0.0, 0.0, 0.0);
        for choice in 0_u32..1 << pool.len() {
            if choice.count_ones() as usize == first.len() {
                let sum: i128 = (0..pool.len())
                    .filter(|i| choice >> i & 1 == 1)
                    .map(|i| i128::from(pool[i]))
                    .sum();
                all += 1.0;
                far += f64::from((sum * n - total * n1).abs() >= (observed * n - total * n1).abs());
                less += f64::from(sum <= observed);
                greater += f64::from(sum >= observed);
            }
        }
        (far / all, less / all, greater / all)
    }

    #[test]
    fn constant_ratings_can_show_nothing() {
        let p = two_groups(&tally(&[3, 3]), &tally(&[3, 3, 3])).unwrap();
        assert!((p.p_two_sided - 1.0).abs() < 1e-12 && (p.smallest_p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_group_has_no_test() {
        assert!(two_groups(&tally(&[]), &tally(&[3])).is_none());
        assert!(compare(&tally(&[3]), &tally(&[])).is_none());
    }

    #[test]
    fn one_against_two_can_reach_no_further_than_a_third() {
        // Three labellings: the odd one out has p = 1/3.
        let p = two_groups(&tally(&[5]), &tally(&[3, 3])).unwrap();
        assert!((p.p_two_sided - 1.0 / 3.0).abs() < 1e-12 && (p.smallest_p - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_stratum_with_one_group_only_says_nothing() {
        let both = (tally(&[2, 3]), tally(&[4, 5]));
        let alone = (tally(&[]), tally(&[1, 1, 1]));
        assert_eq!(within_strata(&[both.clone(), alone.clone()]), within_strata(&[both]));
        assert_eq!(within_strata(&[alone]), None);
    }

    #[test]
    fn a_large_organisation_gets_the_labelled_approximation_near_the_exact_value() {
        let first: Tally = [(2, 40), (3, 100), (4, 45), (5, 5)].into_iter().collect();
        let second: Tally = [(1, 4), (2, 40), (3, 160), (4, 80), (5, 20)].into_iter().collect();
        let stratum = Stratum::new(&first, &second).unwrap();
        let (counted, curve) = (
            exact(&[stratum]),
            approximate(&[Stratum::new(&first, &second).unwrap()]),
        );
        assert_eq!(
            (counted.exactness, curve.exactness),
            (Exactness::Exact, Exactness::Approximation)
        );
        assert!((counted.p_two_sided - curve.p_two_sided).abs() < 0.01);
        let many = |t: &Tally| -> Tally { t.iter().map(|(v, c)| (v, c * 20)).collect() };
        assert_eq!(
            two_groups(&many(&first), &many(&second)).unwrap().exactness,
            Exactness::Approximation
        );
    }

    fn ratings(most: usize) -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(1_i64..=5, 1..=most)
    }

    proptest! {
        #[test]
        fn counting_every_labelling_gives_the_same_p(first in ratings(4), second in ratings(4)) {
            let p = two_groups(&tally(&first), &tally(&second)).unwrap();
            let (two_sided, less, greater) = brute_force(&first, &second);
            prop_assert!((p.p_two_sided - two_sided).abs() < 1e-12);
            prop_assert!((p.p_less - less).abs() < 1e-12);
            prop_assert!((p.p_greater - greater).abs() < 1e-12);
            prop_assert!(p.smallest_p <= p.p_two_sided + 1e-12);
        }

        #[test]
        fn swapping_the_groups_turns_the_tails(first in ratings(20), second in ratings(20)) {
            let there = two_groups(&tally(&first), &tally(&second)).unwrap();
            let back = two_groups(&tally(&second), &tally(&first)).unwrap();
            prop_assert!((there.p_two_sided - back.p_two_sided).abs() < 1e-10);
            prop_assert!((there.p_less - back.p_greater).abs() < 1e-10);
            prop_assert!((0.0..=1.0).contains(&there.p_two_sided));
            let (a, b) = (compare(&tally(&first), &tally(&second)).unwrap(), compare(&tally(&second), &tally(&first)).unwrap());
            prop_assert!((a.cliffs_delta + b.cliffs_delta).abs() < 1e-12);
        }
    }
}
