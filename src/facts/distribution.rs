//! How ratings are distributed in a set of people, and how that compares with the guideline.

use super::rating::{Rated, RatingFacts};
use super::statistics::PartsPerMillion;
use super::statistics::guideline::{self, Fit, Range};
use crate::model::Policy;
use crate::records::Percent;

/// The ratings of a set of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// How many people have each rating, in the order of the policy's scale: best first.
    pub counts: Vec<usize>,
    /// How many are rated on the scale.
    pub rated: usize,
    /// How many are not.
    pub not_rated: usize,
    /// Which ratings were counted.
    pub basis: Basis,
    /// The counts against the guideline; none where nobody is rated.
    pub fit: Option<Fit>,
}

/// Which ratings a distribution counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Final ratings alone.
    Final,
    /// Recommended ratings alone.
    Recommended,
    /// Final ratings of some people, and recommended ones of others who have no final one yet.
    Mixed {
        /// How many of the ratings are final.
        r#final: usize,
    },
}

impl Distribution {
    /// Counts ratings, final or recommended, one for each person.
    #[must_use]
    pub fn of(policy: &Policy, people: impl Iterator<Item = Option<Rated>>) -> Self {
        let mut counts = vec![0; policy.ratings.len()];
        let (mut total, mut settled) = (0, 0);
        for rated in people {
            total += 1;
            let place = rated.and_then(|rated| policy.ratings.iter().position(|each| each.value == rated.value()));
            if let Some(place) = place {
                counts[place] += 1;
                settled += usize::from(rated.is_some_and(Rated::is_final));
            }
        }
        let rated = counts.iter().sum();
        let basis = match settled {
            0 => Basis::Recommended,
            all if all == rated => Basis::Final,
            some => Basis::Mixed { r#final: some },
        };
        Self {
            fit: fit(policy, &counts),
            counts,
            rated,
            not_rated: total - rated,
            basis,
        }
    }

    /// Counts ratings as managers recommended them, one for each person.
    #[must_use]
    pub fn recommended<'a>(policy: &Policy, people: impl Iterator<Item = &'a RatingFacts>) -> Self {
        Self::of(policy, people.map(|facts| facts.recommended.map(Rated::Recommended)))
    }

    /// Everyone, rated or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.rated + self.not_rated
    }

    /// The percentage of the rated people at a place of the scale; none where nobody is rated.
    #[must_use]
    pub fn percent(&self, place: usize) -> Option<f64> {
        guideline::percent(*self.counts.get(place)?, self.rated)
    }

    /// Whether a percentage can be shown beside the counts, or would mislead because so few are rated.
    #[must_use]
    pub fn percent_is_fair(&self) -> bool {
        self.rated >= guideline::PERCENT_FROM
    }

    /// How many rated people have this rating or a better one.
    #[must_use]
    pub fn count_from(&self, policy: &Policy, value: u32) -> usize {
        let pairs = policy.ratings.iter().zip(&self.counts);
        pairs
            .filter(|(rating, _)| rating.value >= value)
            .map(|(_, count)| count)
            .sum()
    }

    /// The mean rating; none where nobody is rated.
    #[must_use]
    pub fn mean(&self, policy: &Policy) -> Option<f64> {
        let pairs = policy.ratings.iter().zip(&self.counts);
        let sum: f64 = pairs
            .map(|(rating, count)| f64::from(rating.value) * *count as f64)
            .sum();
        (self.rated > 0).then(|| sum / self.rated as f64)
    }
}

fn fit(policy: &Policy, counts: &[usize]) -> Option<Fit> {
    let n: usize = counts.iter().sum();
    let ranges: Vec<_> = policy
        .ratings
        .iter()
        .map(|rating| Range {
            low: parts(rating.guideline[0]),
            high: parts(rating.guideline[1]),
        })
        .collect();
    (n > 0).then(|| guideline::fit(counts, &ranges, guideline::rounding_for(&ranges, n)))
}

/// A percentage in the unit of the statistics: both count ten-thousandths of a percent.
pub(super) fn parts(percent: Percent) -> PartsPerMillion {
    const { assert!(Percent::PARTS * 100 == PartsPerMillion::ONE.0) };
    PartsPerMillion(percent.parts())
}
