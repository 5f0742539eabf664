//! What of a gender table may be published, and of whom it tells.
//!
//! Nothing of this knows a page: a tree's views hand over what they would print, and print it only where these agree.

use std::collections::BTreeMap;

use super::check::CheckResult;
use super::figures::{Figures, RateFigures};
use super::gender;
use super::published::People;
use crate::facts::statistics::suppression::{Withheld, distribution, nested};
use crate::facts::statistics::suppression_table::{Suppression, suppress};
use crate::facts::{CycleFacts, PacketIx};
use crate::model::{Organisation, PersonIx};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_small_teams_disappears_as_a_whole_and_one_of_large_units_stays() {
        assert_eq!(table(&[vec![3, 4], vec![2, 5], vec![4, 3]], 5), None);
        let shown = table(&[vec![30, 40], vec![20, 50]], 5).unwrap();
        assert_eq!(shown.hidden, Vec::<(usize, usize)>::new());
    }
}
