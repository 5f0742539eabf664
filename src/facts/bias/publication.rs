//! What of a gender table may be published, and whether all that a tree publishes gives a small group away together.
//!
//! Nothing of this knows a page: a tree's views hand over what they would print, and print it only where these agree.

use std::collections::BTreeMap;

use super::check::CheckResult;
use super::figures::{Figures, RateFigures};
use super::gender;
use crate::facts::statistics::suppression::{Withheld, distribution, nested};
use crate::facts::statistics::suppression_table::{Suppression, suppress};
use crate::facts::{CycleFacts, PacketIx};
use crate::model::{Organisation, PersonIx};

/// So many sets are formed at most when a tree is audited; beyond it no further figure is let through.
const MOST_SETS: usize = 1_024;

/// Whether a result's figures and p-value may be published, in a tree that prints the totals of the same people. Figures
/// that read no gender always may.
///
/// # Errors
/// Says why not; the verdict may be printed all the same.
pub fn of_result(result: &CheckResult, minimum: usize) -> Result<(), Withheld> {
    match &result.figures {
        Some(Figures::Rates(rates)) => of_rates(rates, minimum),
        Some(Figures::Scale(scale)) if scale.groups.iter().any(|group| group.distinct < 2) => {
            Err(Withheld::Homogeneous)
        }
        Some(Figures::Scale(scale)) => nested(result.n, result.n - scale.unstated, minimum),
        Some(Figures::Calibration(calibration)) => calibration
            .by_gender
            .as_ref()
            .map_or(Ok(()), |rates| of_rates(rates, minimum)),
        _ => Ok(()),
    }
}

/// Whether rates by gender may be published beside the totals of the same people: no group small, none in which all are
/// alike, and what is left for those who stated none not small either.
///
/// # Errors
/// Says why not.
pub fn of_rates(rates: &RateFigures, minimum: usize) -> Result<(), Withheld> {
    for group in &rates.groups {
        distribution(&[group.selected, group.n - group.selected], minimum)?;
    }
    let stated: usize = rates.groups.iter().map(|group| group.n).sum();
    nested(stated + rates.unstated, stated, minimum)
}

/// A table of gender by something else, such as units: which of its cells may be published; none where hardly anything
/// would be left, or where a hidden cell could be worked out all the same. Rows of equal length, counts of people.
#[must_use]
pub fn table(counts: &[Vec<usize>], minimum: usize) -> Option<Suppression> {
    let cells: usize = counts.iter().map(Vec::len).sum();
    let suppression = suppress(counts, minimum);
    let is_fit = suppression.disclosed().is_empty() && 2 * suppression.hidden.len() <= cells;
    is_fit.then_some(suppression)
}

/// A set of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(Vec<u64>);

impl FromIterator<PersonIx> for People {
    fn from_iter<I: IntoIterator<Item = PersonIx>>(people: I) -> Self {
        Self::at(people.into_iter().map(PersonIx::index))
    }
}

impl People {
    fn at(positions: impl Iterator<Item = usize>) -> Self {
        let mut words = Vec::new();
        for position in positions {
            let (word, bit) = (position / 64, position % 64);
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << bit;
        }
        Self(words)
    }

    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == 0)
    }

    fn is_subset(&self, other: &Self) -> bool {
        let shared = self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0);
        shared && self.0.iter().skip(other.0.len()).all(|word| *word == 0)
    }

    fn without(&self, other: &Self) -> Self {
        let others = other.0.iter().chain(std::iter::repeat(&0));
        Self::trimmed(self.0.iter().zip(others).map(|(a, b)| a & !b).collect())
    }

    fn and(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() < other.0.len() {
            (other, self)
        } else {
            (self, other)
        };
        let rest = short.0.iter().chain(std::iter::repeat(&0));
        Self(long.0.iter().zip(rest).map(|(a, b)| a | b).collect())
    }

    /// Without empty words at the end, so that equal sets are equal.
    fn trimmed(mut words: Vec<u64>) -> Self {
        words.truncate(words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1));
        Self(words)
    }
}

/// What a reader could work out about a group that is too small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leak {
    /// Sums and differences of published figures describe so few people.
    Derivable {
        /// How many.
        people: usize,
    },
    /// There is too much to go through every combination.
    TooManyCombinations,
}

/// The sets of people of whom a result tells how many belong to which gender: all that it looks at, those who were selected among them,
/// whom a tree lists with their ratings, and each gender; none where it holds no figures by gender.
#[must_use]
pub fn described(organisation: &Organisation, facts: &CycleFacts, result: &CheckResult) -> Vec<People> {
    let person = |at: &PacketIx| facts.packet(*at).person;
    let all = || result.packets.iter();
    let (everyone, selected): (Vec<PersonIx>, Option<Vec<PersonIx>>) = match &result.figures {
        Some(Figures::Rates(rates)) => {
            let from = rates.from.unwrap_or_default();
            let is_selected = |at: &&PacketIx| {
                let rating = facts.packet(**at).rating.rated();
                rating.is_some_and(|rating| rating.value() >= from)
            };
            (
                all().map(person).collect(),
                Some(all().filter(is_selected).map(person).collect()),
            )
        }
        Some(Figures::Scale(_)) => (all().map(person).collect(), None),
        Some(Figures::Calibration(figures)) if figures.by_gender.is_some() => {
            let is_calibrated = |at: &&PacketIx| {
                let rating = &facts.packet(**at).rating;
                rating.recommended.is_some() && rating.r#final.is_some()
            };
            (
                all().filter(is_calibrated).map(person).collect(),
                Some(figures.changed.iter().map(person).collect()),
            )
        }
        _ => return Vec::new(),
    };
    let mut groups: BTreeMap<Box<str>, Vec<PersonIx>> = BTreeMap::new();
    for person in &everyone {
        if let Some(name) = gender::name(organisation.person(*person).gender.as_deref()) {
            groups.entry(name).or_default().push(*person);
        }
    }
    let sets = std::iter::once(everyone).chain(selected).chain(groups.into_values());
    sets.map(|people| people.into_iter().collect()).collect()
}

/// All figures by a demographic of a tree together: no sum or difference of them describes fewer people than the minimum.
#[derive(Debug, Clone)]
pub struct Published {
    minimum: usize,
    /// What was published, and all that follows from it.
    known: Vec<People>,
}

impl Published {
    /// Nothing yet.
    #[must_use]
    pub fn new(minimum: usize) -> Self {
        Self {
            minimum,
            known: Vec::new(),
        }
    }

    /// Adds figures, where that gives nobody away. Forms differences of nested sets and sums of disjoint ones until nothing new
    /// comes of it.
    ///
    /// # Errors
    /// The first leak that is found; what was published before stands as it was.
    pub fn add(&mut self, figures: &[People]) -> Result<(), Leak> {
        let mut grown = self.clone();
        let mut at = grown.known.len();
        for figure in figures {
            grown.learn(figure.clone())?;
        }
        while at < grown.known.len() {
            for other in 0..at {
                if let Some(new) = combined(&grown.known[at], &grown.known[other]) {
                    grown.learn(new)?;
                }
            }
            at += 1;
        }
        *self = grown;
        Ok(())
    }

    fn learn(&mut self, new: People) -> Result<(), Leak> {
        let people = new.len();
        if people == 0 || self.known.contains(&new) {
            return Ok(());
        }
        if people < self.minimum {
            return Err(Leak::Derivable { people });
        }
        if self.known.len() >= MOST_SETS {
            return Err(Leak::TooManyCombinations);
        }
        self.known.push(new);
        Ok(())
    }
}

/// Of whom two figures tell together.
fn combined(a: &People, b: &People) -> Option<People> {
    if a.is_subset(b) {
        Some(b.without(a))
    } else if b.is_subset(a) {
        Some(a.without(b))
    } else {
        a.is_disjoint(b).then(|| a.and(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(positions: std::ops::Range<usize>) -> People {
        People::at(positions)
    }

    fn audit(published: &[People], minimum: usize) -> Result<(), Leak> {
        Published::new(minimum).add(published)
    }

    #[test]
    fn two_groups_that_leave_two_of_fifty_give_the_two_away() {
        let everyone = people(0..50);
        let (women, men) = (people(0..27), people(27..48));
        assert_eq!(audit(&[everyone.clone(), women.clone()], 5), Ok(()));
        assert_eq!(audit(&[everyone, women, men], 5), Err(Leak::Derivable { people: 2 }));
    }

    #[test]
    fn a_group_beside_the_same_group_of_a_unit_gives_away_the_rest_of_it() {
        let all = people(0..10);
        assert_eq!(audit(&[all.clone(), people(0..5)], 5), Ok(()));
        assert_eq!(audit(&[all, people(0..7)], 5), Err(Leak::Derivable { people: 3 }));
    }

    #[test]
    fn a_table_of_small_teams_disappears_as_a_whole_and_one_of_large_units_stays() {
        assert_eq!(table(&[vec![3, 4], vec![2, 5], vec![4, 3]], 5), None);
        let shown = table(&[vec![30, 40], vec![20, 50]], 5).unwrap();
        assert_eq!(shown.hidden, Vec::<(usize, usize)>::new());
    }
}
