//! All that one reader reads of a demographic together: whether sums and differences of it give a small group away.
//!
//! Figures that share nobody with one another tell nothing together that each does not tell alone: whatever is formed of both, what it says
//! of either's people is formed of that one's figures too. So figures are kept by the people that they overlap in, and only those of one
//! such group are combined. That bounds the work by how much overlaps, not by how many trees somebody reads.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::PersonIx;

/// So many sets are formed of figures that overlap at most; beyond it no further figure of theirs is let through.
const MOST_SETS: usize = 1_024;
/// So many pairs of them are looked at at most, in figures that were let through and in those that were not.
const MOST_PAIRS: usize = MOST_SETS * MOST_SETS / 2;

/// A set of people: which words of a bit for each person are not empty, and what they are. Few of many thousands take little room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(Vec<(usize, u64)>);

impl FromIterator<PersonIx> for People {
    fn from_iter<I: IntoIterator<Item = PersonIx>>(people: I) -> Self {
        Self::at(people.into_iter().map(PersonIx::index))
    }
}

impl People {
    fn at(positions: impl Iterator<Item = usize>) -> Self {
        let mut words = BTreeMap::new();
        for position in positions {
            *words.entry(position / 64).or_default() |= 1 << (position % 64);
        }
        Self(words.into_iter().collect())
    }

    fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = |&(at, word): &(usize, u64)| {
            (0..64)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| 64 * at + bit)
        };
        self.0.iter().flat_map(bits)
    }

    fn len(&self) -> usize {
        self.0.iter().map(|(_, word)| word.count_ones() as usize).sum()
    }

    /// Each word of this set that is not empty, with the same people's word of another.
    fn beside<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = (usize, u64, u64)> + 's {
        let mut others = other.0.iter().peekable();
        self.0.iter().map(move |&(at, word)| {
            while others.next_if(|(other, _)| *other < at).is_some() {}
            (
                at,
                word,
                others.next_if(|(other, _)| *other == at).map_or(0, |(_, word)| *word),
            )
        })
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        self.beside(other).all(|(_, a, b)| a & b == 0)
    }

    fn is_subset(&self, other: &Self) -> bool {
        self.0.len() <= other.0.len() && self.beside(other).all(|(_, a, b)| a & !b == 0)
    }

    fn without(&self, other: &Self) -> Self {
        let rest = self.beside(other).map(|(at, a, b)| (at, a & !b));
        Self(rest.filter(|(_, word)| *word != 0).collect())
    }

    fn and(&self, other: &Self) -> Self {
        let mut words: BTreeMap<usize, u64> = self.0.iter().copied().collect();
        for (at, word) in &other.0 {
            *words.entry(*at).or_default() |= word;
        }
        Self(words.into_iter().collect())
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

/// All figures by a demographic that one reader reads: no sum or difference of them describes fewer people than the minimum.
#[derive(Debug, Clone)]
pub struct Published {
    minimum: usize,
    /// Figures that overlap, and all that follows from them.
    known: BTreeMap<usize, Known>,
    /// In which of those somebody is told of.
    told_in: HashMap<usize, usize>,
    /// How many pairs were looked at in all.
    pairs: usize,
}

/// That figures may be let through, and what is known of them and of those that they overlap.
#[derive(Debug)]
pub struct Addition {
    /// Which of the known ones it takes the place of; it is called as the first, or as none was before.
    overlaps: Vec<usize>,
    known: Known,
    /// Whom the first of them did not tell of.
    people: Vec<usize>,
}

impl Published {
    /// Nothing yet.
    #[must_use]
    pub fn new(minimum: usize) -> Self {
        Self {
            minimum,
            known: BTreeMap::new(),
            told_in: HashMap::new(),
            pairs: 0,
        }
    }

    /// How many pairs of figures were looked at so far.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.pairs
    }

    /// Looks at what figures would tell beside those that are published. Forms differences of nested sets and sums of disjoint ones
    /// until nothing new comes of it.
    ///
    /// # Errors
    /// The first leak that is found.
    pub fn look_at(&mut self, figures: &[People]) -> Result<Addition, Leak> {
        let people = || figures.iter().flat_map(People::positions);
        let overlaps: BTreeSet<_> = people()
            .filter_map(|person| self.told_in.get(&person).copied())
            .collect();
        let mut overlaps: Vec<_> = overlaps.into_iter().collect();
        // The largest stands first: it is closed already, and what is added to it is combined with it.
        overlaps.sort_by_key(|at| std::cmp::Reverse(self.known.get(at).map_or(0, |known| known.sets.len())));
        let all = || overlaps.iter().filter_map(|at| self.known.get(at));
        if all().any(|known| known.is_full) && !figures.iter().all(|figure| all().any(|known| known.holds(figure))) {
            return Err(Leak::TooManyCombinations);
        }
        let mut known = Known::default();
        let mut added = Vec::new();
        for (place, each) in all().enumerate() {
            known.pairs += each.pairs;
            known.is_full |= each.is_full;
            if place == 0 {
                (known.sets, known.by_size) = (each.sets.clone(), each.by_size.clone());
            } else {
                added.extend(each.sets.iter().cloned());
            }
        }
        added.extend_from_slice(figures);
        let people = added.iter().flat_map(People::positions).collect();
        let before = known.pairs;
        let closed = known.add(added, self.minimum);
        self.pairs += known.pairs - before;
        if closed.is_err() {
            // What was tried in vain counts, so that it is not tried without end.
            if let Some(first) = overlaps.first().and_then(|at| self.known.get_mut(at)) {
                first.pairs += known.pairs - before;
                first.is_full |= known.is_full;
            }
        }
        closed.map(|()| Addition {
            overlaps,
            known,
            people,
        })
    }

    /// Publishes what was looked at, with nothing published in between.
    pub fn publish(&mut self, addition: Addition) {
        let Addition {
            overlaps,
            known,
            people,
        } = addition;
        let free = self.known.last_key_value().map_or(0, |(last, _)| last + 1);
        let at = overlaps.first().copied().unwrap_or(free);
        self.told_in.extend(people.into_iter().map(|person| (person, at)));
        for other in &overlaps {
            self.known.remove(other);
        }
        self.known.insert(at, known);
    }

    /// Publishes figures, where that gives nobody away.
    ///
    /// # Errors
    /// The first leak that is found; what was published before stands as it was.
    pub fn add(&mut self, figures: &[People]) -> Result<(), Leak> {
        let addition = self.look_at(figures)?;
        self.publish(addition);
        Ok(())
    }
}

/// Figures that overlap, with all sums and differences of them.
#[derive(Debug, Clone, Default)]
struct Known {
    sets: Vec<People>,
    /// The places of the sets of so many people.
    by_size: HashMap<usize, Vec<usize>>,
    /// How many pairs were looked at for them.
    pairs: usize,
    /// Whether there was too much once to go through all of it.
    is_full: bool,
}

impl Known {
    fn add(&mut self, figures: Vec<People>, minimum: usize) -> Result<(), Leak> {
        let closed = self.close(figures, minimum);
        self.is_full |= closed == Err(Leak::TooManyCombinations);
        closed
    }

    fn close(&mut self, figures: Vec<People>, minimum: usize) -> Result<(), Leak> {
        let mut at = self.sets.len();
        for figure in figures {
            self.learn(figure, minimum)?;
        }
        while at < self.sets.len() {
            for other in 0..at {
                self.pairs += 1;
                if self.pairs > MOST_PAIRS {
                    return Err(Leak::TooManyCombinations);
                }
                if let Some(new) = combined(&self.sets[at], &self.sets[other]) {
                    self.learn(new, minimum)?;
                }
            }
            at += 1;
        }
        Ok(())
    }

    fn holds(&self, people: &People) -> bool {
        let same = self.by_size.get(&people.len()).map_or(&[][..], Vec::as_slice);
        same.iter().any(|at| self.sets[*at] == *people)
    }

    fn learn(&mut self, new: People, minimum: usize) -> Result<(), Leak> {
        let people = new.len();
        if people == 0 || self.holds(&new) {
            return Ok(());
        }
        if people < minimum {
            return Err(Leak::Derivable { people });
        }
        if self.is_full || self.sets.len() >= MOST_SETS {
            return Err(Leak::TooManyCombinations);
        }
        self.by_size.entry(people).or_default().push(self.sets.len());
        self.sets.push(new);
        Ok(())
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
    fn a_figure_that_overlaps_two_units_brings_theirs_together() {
        let mut published = Published::new(7);
        for unit in [people(0..100), people(100..200)] {
            assert_eq!(published.add(&[unit]), Ok(()));
        }
        // Both units without it are three people of the one and three of the other.
        assert_eq!(published.add(&[people(3..197)]), Err(Leak::Derivable { people: 6 }));
        assert_eq!(published.add(&[people(4..196)]), Ok(()));
        assert_eq!(published.add(&[people(0..196)]), Err(Leak::Derivable { people: 4 }));
    }

    /// The figures of so many units that share nobody: all, and two groups of each.
    fn of_units(units: usize) -> Published {
        let mut published = Published::new(5);
        for unit in (0..units).map(|unit| 100 * unit) {
            let figures = [
                people(unit..unit + 60),
                people(unit..unit + 30),
                people(unit + 30..unit + 60),
            ];
            assert_eq!(published.add(&figures), Ok(()));
        }
        published
    }

    #[test]
    fn what_shares_nobody_is_not_combined_however_many_units_there_are() {
        let one = of_units(1).pairs();
        assert!(one > 0);
        assert_eq!(of_units(1_000).pairs(), 1_000 * one);
    }

    #[test]
    fn where_too_much_overlaps_nothing_more_is_let_through_and_no_more_is_tried() {
        let mut published = of_units(60);
        // All units are brought together: every sum of some of them could be formed.
        assert_eq!(published.add(&[people(0..6_000)]), Err(Leak::TooManyCombinations));
        let tried = published.pairs();
        assert!(tried <= 2 * MOST_PAIRS);
        assert_eq!(published.add(&[people(0..6_000)]), Err(Leak::TooManyCombinations));
        assert!(published.pairs() - tried < MOST_SETS, "{}", published.pairs() - tried);
    }
}
