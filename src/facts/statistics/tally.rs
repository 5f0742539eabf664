//! Ratings as counts: how many people hold each value. Tests of ten thousand people cost as much as tests of a dozen values.

use std::collections::BTreeMap;

/// How often each value occurs, in rising order of the values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    counts: BTreeMap<i64, usize>,
}

impl FromIterator<i64> for Tally {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut tally = Self::default();
        for value in values {
            tally.add(value, 1);
        }
        tally
    }
}

impl FromIterator<(i64, usize)> for Tally {
    /// From pairs of a value and its count.
    fn from_iter<I: IntoIterator<Item = (i64, usize)>>(pairs: I) -> Self {
        let mut tally = Self::default();
        for (value, count) in pairs {
            tally.add(value, count);
        }
        tally
    }
}

impl Tally {
    /// Counts `count` more people at `value`.
    pub fn add(&mut self, value: i64, count: usize) {
        if count > 0 {
            *self.counts.entry(value).or_default() += count;
        }
    }

    /// The values that occur, each with its count, lowest first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, usize)> + '_ {
        self.counts.iter().map(|(value, count)| (*value, *count))
    }

    /// People with a value.
    #[must_use]
    pub fn n(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many different values occur.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.counts.len()
    }

    /// How many people hold `value`.
    #[must_use]
    pub fn count(&self, value: i64) -> usize {
        self.counts.get(&value).copied().unwrap_or(0)
    }

    /// How many people hold `value` or more.
    #[must_use]
    pub fn count_from(&self, value: i64) -> usize {
        self.counts.range(value..).map(|(_, count)| count).sum()
    }

    /// The sum of all values.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.iter()
            .map(|(value, count)| i128::from(value) * count as i128)
            .sum()
    }

    /// The mean; none where nobody is counted.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        (n > 0).then(|| self.sum() as f64 / n as f64)
    }

    /// The sum of squared distances from the mean; zero where nobody is counted.
    #[must_use]
    pub fn squared_deviations(&self) -> f64 {
        let mean = self.mean().unwrap_or(0.0);
        self.iter()
            .map(|(value, count)| count as f64 * (value as f64 - mean).powi(2))
            .sum()
    }

    /// The sample standard deviation (n − 1); none below two people.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let n = self.n();
        (n > 1).then(|| (self.squared_deviations() / (n - 1) as f64).sqrt())
    }

    /// The people of both.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// The people of this tally who are not in `part`; a value that `part` holds more often than this tally is left at zero.
    #[must_use]
    pub fn without(&self, part: &Self) -> Self {
        self.iter()
            .map(|(value, count)| (value, count.saturating_sub(part.count(value))))
            .collect()
    }
}

/// How far a group tells its people apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Differentiation {
    /// People rated.
    pub n: usize,
    /// Values in use.
    pub distinct: usize,
    /// The share of the most common value.
    pub modal_share: f64,
    /// Sample standard deviation; none below two people.
    pub sd: Option<f64>,
    /// Shannon's entropy of the shares, in bits: 0 when all are the same.
    pub entropy_bits: f64,
    /// Mean of the values.
    pub mean: f64,
}

impl Tally {
    /// Spread of the values in several measures (entropy: Shannon 1948); none where nobody is counted.
    #[must_use]
    pub fn differentiation(&self) -> Option<Differentiation> {
        let n = self.n();
        let mean = self.mean()?;
        let modal = self.counts.values().max().copied().unwrap_or(0);
        let entropy: f64 = self
            .counts
            .values()
            .map(|count| *count as f64 / n as f64)
            .map(|share| share * (1.0 / share).log2())
            .sum();
        Some(Differentiation {
            n,
            distinct: self.distinct(),
            modal_share: modal as f64 / n as f64,
            sd: self.standard_deviation(),
            entropy_bits: entropy,
            mean,
        })
    }

    /// Whether everyone holds `value`, and there is anyone.
    #[must_use]
    pub fn all_at(&self, value: i64) -> bool {
        self.distinct() == 1 && self.counts.contains_key(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_counts_sums_and_averages() {
        let tally: Tally = [3_i64, 4, 3, 5].into_iter().collect();
        assert_eq!(
            (tally.n(), tally.distinct(), tally.sum(), tally.count_from(4)),
            (4, 3, 15, 2)
        );
        assert_eq!(tally.mean(), Some(3.75));
        assert_eq!(Tally::default().mean(), None);
    }

    #[test]
    fn taking_a_part_away_leaves_the_rest() {
        let all: Tally = [3_i64, 4, 3, 5].into_iter().collect();
        let part: Tally = [3_i64, 5].into_iter().collect();
        let rest: Tally = [3_i64, 4].into_iter().collect();
        assert_eq!(all.without(&part), rest);
        assert_eq!(rest.with(&part), all);
    }

    #[test]
    fn one_person_has_no_spread() {
        let one: Tally = [(3, 1)].into_iter().collect();
        assert_eq!(one.standard_deviation(), None);
        assert!(one.all_at(3));
        assert!(!Tally::default().all_at(3));
    }
}
