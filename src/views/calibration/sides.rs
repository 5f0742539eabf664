//! Managers and units beside each other, by those of their people whose packets stand in the tree.

use std::collections::BTreeMap;

use super::people::Ratings;
use crate::model::{CycleIx, PersonIx, Rating, TeamIx};
use crate::views::charts::strip::{StripGroup, StripPlot, strip_plot, table};
use crate::views::{Context, PageKey};

/// So many groups stand in one chart at most: those whose mean is furthest from everyone's.
const MOST_GROUPS: usize = 30;

/// Each manager's direct reports.
pub(super) fn managers(context: &Context<'_, '_>, cycle: CycleIx, everyone: &Ratings<'_>) -> Option<StripPlot> {
    let lens = context.lens;
    let name = |manager: PersonIx| {
        let href = context.href_if(PageKey::Manager(cycle, manager));
        (lens.name(manager).name.to_owned(), href)
    };
    plot(
        context,
        ("managers-chart", "Direct reports of each manager", "managers"),
        grouped(context, &lens.scope(cycle).reports, everyone),
        name,
    )
}

/// Each unit's own people.
pub(super) fn units(context: &Context<'_, '_>, cycle: CycleIx, everyone: &Ratings<'_>) -> Option<StripPlot> {
    let lens = context.lens;
    let name = |team: TeamIx| {
        let href = context.href_if(PageKey::Team(cycle, team));
        (lens.team(team).name.to_string(), href)
    };
    plot(
        context,
        ("units-chart", "People whose role names the unit", "units"),
        grouped(context, &lens.scope(cycle).members, everyone),
        name,
    )
}

/// A group and how many of it have each rating of the scale.
struct Counted<K> {
    group: K,
    counts: Vec<usize>,
    mean: f64,
}

/// The groups with somebody who is rated.
fn grouped<K: Copy>(
    context: &Context<'_, '_>,
    groups: &BTreeMap<K, Vec<PersonIx>>,
    everyone: &Ratings<'_>,
) -> Vec<Counted<K>> {
    let scale = &context.lens.policy().ratings;
    let counted = groups.iter().filter_map(|(group, people)| {
        let mut counts = vec![0; scale.len()];
        for rating in people.iter().filter_map(|person| everyone.of(*person)) {
            if let Some(place) = scale.iter().position(|each| each.value == rating) {
                counts[place] += 1;
            }
        }
        counts.iter().any(|count| *count > 0).then(|| Counted {
            group: *group,
            mean: mean(scale, &counts),
            counts,
        })
    });
    counted.collect()
}

fn mean(scale: &[Rating], counts: &[usize]) -> f64 {
    let rated: usize = counts.iter().sum();
    let pairs = scale.iter().zip(counts);
    let sum: f64 = pairs
        .map(|(rating, count)| f64::from(rating.value) * *count as f64)
        .sum();
    sum / rated.max(1) as f64
}

fn plot<K: Copy>(
    context: &Context<'_, '_>,
    (id, title, word): (&str, &str, &str),
    mut groups: Vec<Counted<K>>,
    name: impl Fn(K) -> (String, Option<String>),
) -> Option<StripPlot> {
    let policy = context.lens.policy();
    let named = |groups: &[Counted<K>]| {
        let group = |each: &Counted<K>| {
            let (name, href) = name(each.group);
            StripGroup {
                name,
                counts: each.counts.clone(),
                href,
            }
        };
        groups.iter().map(group).collect::<Vec<_>>()
    };
    let many = groups.len();
    let mut note = String::new();
    let mut whole = None;
    groups.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    if many > MOST_GROUPS {
        whole = context.beside(|| Some(table(policy, &named(&groups))));
        let all: Vec<usize> = (0..policy.ratings.len())
            .map(|place| groups.iter().map(|group| group.counts[place]).sum())
            .collect();
        let all = mean(&policy.ratings, &all);
        let far = |group: &Counted<K>| (group.mean - all).abs();
        groups.sort_by(|a, b| far(b).total_cmp(&far(a)));
        groups.truncate(MOST_GROUPS);
        note = format!("The {MOST_GROUPS} of {many} {word} whose mean is furthest from everyone's.");
    }
    groups.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    (!groups.is_empty()).then(|| StripPlot {
        all: whole,
        ..strip_plot(id, title, &note, policy, &named(&groups))
    })
}
