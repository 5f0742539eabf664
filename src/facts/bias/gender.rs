//! Ratings by gender, as people describe it. Groups are read only where every one of them reaches the minimum.

use std::collections::BTreeMap;

use super::check::{CheckResult, Kind, Reason, Strength, Verdict};
use super::figures::{Figures, GroupMean, GroupRate, ScaleComparison, ScaleFigures};
use super::rates::rates;
use super::scope::{Context, RatedPerson};
use crate::facts::statistics::multiplicity::holm;
use crate::facts::statistics::permutation::{Comparison, Permutation, compare, two_groups, within_strata};
use crate::facts::statistics::{Tally, is_rare, reaches};

/// The smallest |Cliff's δ| that is large enough to matter.
const DELTA: f64 = 0.2;

/// Rated people by gender, every group of at least the minimum, and two groups at least.
pub(super) struct Groups<'a> {
    pub groups: Vec<(Box<str>, Vec<&'a RatedPerson>)>,
    pub unstated: usize,
}

/// The groups of some rated people.
pub(super) fn groups<'a>(context: &Context<'_>, people: &'a [RatedPerson]) -> Result<Groups<'a>, Reason> {
    let mut by_name: BTreeMap<Box<str>, Vec<&RatedPerson>> = BTreeMap::new();
    let mut unstated = 0;
    for person in people {
        match name(context.organisation.person(person.person).gender.as_deref()) {
            Some(gender) => by_name.entry(gender).or_default().push(person),
            None => unstated += 1,
        }
    }
    if people.is_empty() {
        Err(Reason::NobodyRated)
    } else if by_name.len() < 2 || by_name.values().any(|group| group.len() < context.minimum()) {
        // One reason for both: that there is no second group, or none at all, would tell the gender of whoever states one first.
        Err(Reason::SmallGroup)
    } else {
        Ok(Groups {
            groups: by_name.into_iter().collect(),
            unstated,
        })
    }
}

/// A gender as groups are told apart: as it is written, without regard to capitals and surrounding space.
pub(super) fn name(gender: Option<&str>) -> Option<Box<str>> {
    let name = gender?.trim().to_lowercase();
    (!name.is_empty()).then(|| name.into())
}

/// "Exceeds" or better, or everyone above the lowest two ratings.
pub(super) fn selected(context: &Context<'_>, kind: Kind) -> CheckResult {
    let policy = &context.organisation.policy;
    // Ratings are written best first, so the third from the end is the lowest favourable one.
    let favourable = policy.ratings.iter().rev().nth(2).map_or(0, |rating| rating.value);
    let from = if kind == Kind::GenderExceeds {
        policy.exceeds_from
    } else {
        favourable
    };
    let result = context.everyone(kind);
    let groups = match groups(context, &context.population.rated) {
        Ok(groups) => groups,
        Err(reason) => return result.cannot_tell(reason),
    };
    let counts = groups.groups.iter().map(|(name, people)| GroupRate {
        name: name.clone(),
        n: people.len(),
        selected: people.iter().filter(|person| person.rating >= from).count(),
    });
    let (verdict, figures) = rates(Some(from), counts.collect(), groups.unstated);
    let p = (figures.mid_p, figures.exactness);
    result.says(verdict, p, Figures::Rates(figures))
}

/// The whole scale.
pub(super) fn scale(context: &Context<'_>) -> CheckResult {
    let result = context.everyone(Kind::GenderScale);
    let groups = match groups(context, &context.population.rated) {
        Ok(groups) => groups,
        Err(reason) => return result.cannot_tell(reason),
    };
    let tallies: Vec<Tally> = groups.groups.iter().map(|(_, people)| ratings(people)).collect();
    let tests: Vec<Compared> = compared(tallies.len())
        .filter_map(|at| {
            let others = others(&tallies, at);
            Some(Compared {
                group: at,
                effect: Effect::of(compare(&tallies[at], &others)?),
                permutation: two_groups(&tallies[at], &others)?,
            })
        })
        .collect();
    let names = groups.groups.iter().zip(&tallies);
    let means = names.map(|((name, people), tally)| GroupMean {
        name: name.clone(),
        n: people.len(),
        mean: tally.mean().unwrap_or_default(),
        distinct: tally.distinct(),
    });
    let figures = ScaleFigures {
        groups: means.collect(),
        unstated: groups.unstated,
        comparisons: Vec::new(),
        levels: None,
    };
    conclude(result, &tests, figures)
}

/// The whole scale, within each level.
pub(super) fn within_levels(context: &Context<'_>) -> CheckResult {
    let result = context.everyone(Kind::GenderWithinLevel);
    let groups = match groups(context, &context.population.rated) {
        Ok(groups) => groups,
        Err(reason) => return result.cannot_tell(reason),
    };
    let many = groups.groups.len();
    let mut levels: BTreeMap<&str, Vec<Tally>> = BTreeMap::new();
    for (at, (_, people)) in groups.groups.iter().enumerate() {
        for person in people {
            let role = context
                .organisation
                .person(person.person)
                .role_on(context.cycle.role_day());
            let level = role.map_or("", |role| &*role.level);
            let tallies = levels.entry(level).or_insert_with(|| vec![Tally::default(); many]);
            tallies[at].add(i64::from(person.rating), 1);
        }
    }
    let tests: Vec<Compared> = compared(many)
        .filter_map(|at| {
            let strata: Vec<_> = levels
                .values()
                .map(|tallies| (tallies[at].clone(), others(tallies, at)))
                .collect();
            Some(Compared {
                group: at,
                effect: Effect::within(&strata)?,
                permutation: within_strata(&strata)?,
            })
        })
        .collect();
    if tests.is_empty() {
        return result.cannot_tell(Reason::OneGroup);
    }
    let mixed = levels
        .values()
        .filter(|tallies| tallies.iter().filter(|tally| tally.n() > 0).count() > 1);
    let figures = ScaleFigures {
        groups: Vec::new(),
        unstated: groups.unstated,
        comparisons: Vec::new(),
        levels: Some(mixed.count()),
    };
    conclude(result, &tests, figures)
}

/// Of two groups the first against the second says all; of more, each is set against all others.
fn compared(groups: usize) -> std::ops::Range<usize> {
    0..if groups == 2 { 1 } else { groups }
}

fn others(tallies: &[Tally], at: usize) -> Tally {
    let others = tallies.iter().enumerate().filter(|(other, _)| *other != at);
    others.fold(Tally::default(), |all, (_, tally)| all.with(tally))
}

fn ratings(people: &[&RatedPerson]) -> Tally {
    people.iter().map(|person| i64::from(person.rating)).collect()
}

struct Compared {
    group: usize,
    effect: Effect,
    permutation: Permutation,
}

/// How large a difference is.
struct Effect {
    difference: f64,
    cliffs_delta: f64,
}

impl Effect {
    fn of(comparison: Comparison) -> Self {
        Self {
            difference: comparison.difference,
            cliffs_delta: comparison.cliffs_delta,
        }
    }

    /// Over levels: differences weighted by n₁n₂/(n₁+n₂) (Mantel and Haenszel's weights), δ over pairs within a level.
    fn within(strata: &[(Tally, Tally)]) -> Option<Self> {
        let (mut difference, mut weights, mut balance, mut pairs) = (0.0, 0.0, 0.0, 0.0);
        for (first, second) in strata {
            let Some(comparison) = compare(first, second) else {
                continue;
            };
            let (n1, n2) = (first.n() as f64, second.n() as f64);
            let weight = n1 * n2 / (n1 + n2);
            difference += weight * comparison.difference;
            weights += weight;
            balance += n1 * n2 * comparison.cliffs_delta;
            pairs += n1 * n2;
        }
        (pairs > 0.0).then(|| Self {
            difference: difference / weights,
            cliffs_delta: balance / pairs,
        })
    }
}

fn conclude(result: CheckResult, tests: &[Compared], figures: ScaleFigures) -> CheckResult {
    let p: Vec<f64> = tests.iter().map(|test| test.permutation.p_two_sided).collect();
    let adjusted = holm(&p);
    let comparisons: Vec<ScaleComparison> = tests
        .iter()
        .zip(adjusted)
        .map(|(test, adjusted)| ScaleComparison {
            group: test.group,
            difference: test.effect.difference,
            cliffs_delta: test.effect.cliffs_delta,
            p: test.permutation.p_two_sided,
            adjusted,
            exactness: test.permutation.exactness,
        })
        .collect();
    let smallest = tests.iter().map(|test| test.permutation.smallest_p).fold(1.0, f64::min);
    let strikes = |each: &ScaleComparison| is_rare(each.adjusted) && reaches(each.cliffs_delta, DELTA);
    let verdict = if reaches(smallest, 1.0) {
        Verdict::CannotTell(Reason::AllAlike)
    } else if !is_rare(smallest) {
        Verdict::CannotTell(Reason::NothingRarePossible)
    } else if comparisons.iter().any(strikes) {
        Verdict::Flag(Strength::Strong)
    } else {
        Verdict::NoFlag
    };
    let Some(least) = comparisons.iter().min_by(|a, b| a.adjusted.total_cmp(&b.adjusted)) else {
        return result.cannot_tell(Reason::OneGroup);
    };
    let p = (least.adjusted, least.exactness);
    let figures = ScaleFigures { comparisons, ..figures };
    result.says(verdict, p, Figures::Scale(figures))
}
