//! What of a gender table may be published, and whether all that a tree publishes gives a small group away together.
//!
//! Nothing of this knows a page: a tree's views hand over what they would print, and print it only where these agree.

use std::collections::BTreeSet;

use super::check::CheckResult;
use super::figures::{Figures, RateFigures};
use crate::facts::PacketIx;
use crate::facts::statistics::suppression::{Withheld, distribution, nested};
use crate::facts::statistics::suppression_table::{Suppression, suppress};

/// So many sets are formed at most when a tree is audited; beyond it the audit gives up and refuses.
const MOST_SETS: usize = 4_096;

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

/// A figure that a tree publishes: whom it describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The packets of the people whom it describes.
    pub people: BTreeSet<PacketIx>,
    /// Whether it describes them by a demographic.
    pub by_gender: bool,
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

/// Checks all figures of a tree together: no sum or difference of them may describe fewer people than the minimum by a
/// demographic. Forms differences of nested sets and sums of disjoint ones until nothing new comes of it.
///
/// # Errors
/// The first leak that is found.
pub fn audit(published: &[Aggregate], minimum: usize) -> Result<(), Leak> {
    let mut known: Vec<Aggregate> = Vec::new();
    for aggregate in published {
        learn(&mut known, aggregate.clone(), minimum)?;
    }
    let mut at = 0;
    while at < known.len() {
        for other in 0..at {
            for new in combined(&known[at], &known[other]) {
                learn(&mut known, new, minimum)?;
            }
        }
        at += 1;
    }
    Ok(())
}

fn learn(known: &mut Vec<Aggregate>, new: Aggregate, minimum: usize) -> Result<(), Leak> {
    if new.people.is_empty() || known.contains(&new) {
        return Ok(());
    }
    if new.by_gender && new.people.len() < minimum {
        return Err(Leak::Derivable {
            people: new.people.len(),
        });
    }
    if known.len() >= MOST_SETS {
        return Err(Leak::TooManyCombinations);
    }
    known.push(new);
    Ok(())
}

/// What two figures say together.
fn combined(a: &Aggregate, b: &Aggregate) -> Vec<Aggregate> {
    let by_gender = a.by_gender || b.by_gender;
    let of = |people: BTreeSet<PacketIx>| Aggregate { people, by_gender };
    if a.people.is_subset(&b.people) {
        vec![of(b.people.difference(&a.people).copied().collect())]
    } else if b.people.is_subset(&a.people) {
        vec![of(a.people.difference(&b.people).copied().collect())]
    } else if by_gender && a.people.is_disjoint(&b.people) {
        vec![of(a.people.union(&b.people).copied().collect())]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aggregate(people: std::ops::Range<usize>, by_gender: bool) -> Aggregate {
        Aggregate {
            people: people.map(PacketIx::of).collect(),
            by_gender,
        }
    }

    #[test]
    fn two_groups_that_leave_two_of_fifty_give_the_two_away() {
        let everyone = aggregate(0..50, false);
        let (women, men) = (aggregate(0..27, true), aggregate(27..48, true));
        assert_eq!(audit(&[everyone.clone(), women.clone()], 5), Ok(()));
        assert_eq!(audit(&[everyone, women, men], 5), Err(Leak::Derivable { people: 2 }));
    }

    #[test]
    fn a_group_beside_the_same_group_of_a_unit_gives_away_the_rest_of_it() {
        let all = aggregate(0..10, true);
        assert_eq!(audit(&[all.clone(), aggregate(0..5, true)], 5), Ok(()));
        assert_eq!(
            audit(&[all, aggregate(0..7, true)], 5),
            Err(Leak::Derivable { people: 3 })
        );
    }

    #[test]
    fn a_table_of_small_teams_disappears_as_a_whole_and_one_of_large_units_stays() {
        assert_eq!(table(&[vec![3, 4], vec![2, 5], vec![4, 3]], 5), None);
        let shown = table(&[vec![30, 40], vec![20, 50]], 5).unwrap();
        assert_eq!(shown.hidden, Vec::<(usize, usize)>::new());
    }
}
