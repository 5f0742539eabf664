//! Managers and units beside each other, by those of their people whose packets stand in the tree.

use std::collections::BTreeMap;

use super::people::EndRow;
use crate::model::CycleIx;
use crate::views::charts::strip::{StripGroup, StripPlot, strip_plot, table};
use crate::views::{Context, PageKey};

/// So many groups stand in one chart at most: those whose mean is furthest from everyone's.
const MOST_GROUPS: usize = 30;

/// Each manager's direct reports.
pub(super) fn managers(context: &Context<'_, '_>, cycle: CycleIx, rows: &[EndRow<'_>]) -> Option<StripPlot> {
    let lens = context.lens;
    let groups = grouped(
        context,
        rows,
        |row| lens.manager_of(row.ix, cycle),
        |manager| {
            let href = context.href_if(PageKey::Manager(cycle, manager));
            (lens.name(manager).name.to_owned(), href)
        },
    );
    plot(
        context,
        ("managers-chart", "Direct reports of each manager", "managers"),
        groups,
    )
}

/// Each unit's own people.
pub(super) fn units(context: &Context<'_, '_>, cycle: CycleIx, rows: &[EndRow<'_>]) -> Option<StripPlot> {
    let lens = context.lens;
    let groups = grouped(
        context,
        rows,
        |row| lens.team_of(row.ix, cycle),
        |team| {
            let href = context.href_if(PageKey::Team(cycle, team));
            (lens.team(team).name.to_string(), href)
        },
    );
    plot(
        context,
        ("units-chart", "People whose role names the unit", "units"),
        groups,
    )
}

fn grouped<K: Ord + Copy>(
    context: &Context<'_, '_>,
    rows: &[EndRow<'_>],
    key: impl Fn(&EndRow<'_>) -> Option<K>,
    name: impl Fn(K) -> (String, Option<String>),
) -> Vec<StripGroup> {
    let scale = &context.lens.policy().ratings;
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for row in rows {
        let (Some(key), Some(rating)) = (key(row), row.rating) else {
            continue;
        };
        if let Some(place) = scale.iter().position(|each| each.value == rating.value) {
            groups.entry(key).or_insert_with(|| vec![0; scale.len()])[place] += 1;
        }
    }
    let groups = groups.into_iter();
    groups
        .map(|(key, counts)| {
            let (name, href) = name(key);
            StripGroup { name, counts, href }
        })
        .collect()
}

fn plot(
    context: &Context<'_, '_>,
    (id, title, word): (&str, &str, &str),
    mut groups: Vec<StripGroup>,
) -> Option<StripPlot> {
    let policy = context.lens.policy();
    let mean = |counts: &[usize]| {
        let rated: usize = counts.iter().sum();
        let pairs = policy.ratings.iter().zip(counts);
        let sum: f64 = pairs
            .map(|(rating, count)| f64::from(rating.value) * *count as f64)
            .sum();
        sum / rated.max(1) as f64
    };
    let many = groups.len();
    let mut note = String::new();
    let mut whole = None;
    groups.sort_by(|a, b| mean(&b.counts).total_cmp(&mean(&a.counts)));
    if many > MOST_GROUPS {
        whole = Some(table(policy, &groups));
        let all: Vec<usize> = (0..policy.ratings.len())
            .map(|place| groups.iter().map(|group| group.counts[place]).sum())
            .collect();
        let all = mean(&all);
        let far = |group: &StripGroup| (mean(&group.counts) - all).abs();
        groups.sort_by(|a, b| far(b).total_cmp(&far(a)));
        groups.truncate(MOST_GROUPS);
        note = format!("The {MOST_GROUPS} of {many} {word} whose mean is furthest from everyone's.");
    }
    groups.sort_by(|a, b| mean(&b.counts).total_cmp(&mean(&a.counts)));
    (!groups.is_empty()).then(|| StripPlot {
        all: whole,
        ..strip_plot(id, title, &note, policy, &groups)
    })
}
