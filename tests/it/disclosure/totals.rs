//! What is told of the whole organisation: a survey's answers, and whether records are there of which a success criterion counts. They change
//! no byte of a tree that may read neither them nor the total, and in a tree that may read the total nothing but the total.

use serde_json::Value;

use super::contract::{Section, audience};
use super::made::{GROUP, Made};
use super::random::Random;
use super::sites::{Site, Tree, ledger, whole};
use super::{cases, expect_none};

/// Whether a tree may read what was reached of the success criteria of a cycle.
fn reads_totals(made: &Made, tree: &str, cycle: usize) -> bool {
    let audience = audience(tree);
    let is_due = audience == "hr" || made.released(&made.cycles[cycle]);
    is_due && made.matrix().cell(Section::Success, audience) != "never"
}

/// Takes out of a view what was reached of some criteria, and how many are met or known; gives what was reached.
fn take_reached(view: &mut Value, criteria: &[&str], taken: &mut Vec<Value>) {
    match view {
        Value::Object(fields) => {
            let is_one = fields
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(|id| criteria.contains(&id));
            if is_one && fields.contains_key("reached") && fields.contains_key("withheld") {
                taken.extend(fields.remove("reached"));
                fields.remove("withheld");
            }
            if fields.contains_key("met") && fields.contains_key("known") {
                fields.remove("met");
                fields.remove("known");
            }
            fields.values_mut().for_each(|each| take_reached(each, criteria, taken));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|each| take_reached(each, criteria, taken)),
        _ => {}
    }
}

fn without_reached(bytes: &[u8], criteria: &[&str]) -> (Value, Vec<Value>) {
    let mut view = serde_json::from_slice(bytes).unwrap();
    let mut taken = Vec::new();
    take_reached(&mut view, criteria, &mut taken);
    (view, taken)
}

/// Whether a file beside a page says nothing but what totals the page shows.
fn is_table_of_totals(file: &str) -> bool {
    ["criteria.csv", "cycle.csv", "cycle.xlsx"]
        .iter()
        .any(|name| file.ends_with(&format!("/{name}")))
}

/// What else two trees differ in than totals of these criteria.
fn other_differences(before: &Tree, after: &Tree, criteria: &[&str]) -> Vec<String> {
    if !before.keys().eq(after.keys()) {
        return vec!["not the same files".to_owned()];
    }
    let differ = before.iter().filter(|(file, bytes)| after[*file] != **bytes);
    let differ = differ.filter(|(file, bytes)| {
        if file.ends_with(".html") {
            without_reached(bytes, criteria).0 != without_reached(&after[*file], criteria).0
        } else {
            !is_table_of_totals(file)
        }
    });
    differ.map(|(file, _)| file.clone()).collect()
}

/// Figures about fewer people than the minimum.
fn about_few(tree: &Tree, criteria: &[&str]) -> Vec<String> {
    let pages = tree.iter().filter(|(file, _)| file.ends_with(".html"));
    let reached = pages.flat_map(|(file, bytes)| {
        let (_, taken) = without_reached(bytes, criteria);
        taken.into_iter().map(move |reached| (file, reached))
    });
    let few = reached.filter(|(_, reached)| {
        let people = reached["share"]["whole"]
            .as_u64()
            .or(reached["mean"]["answers"].as_u64());
        people.is_some_and(|people| people < GROUP as u64)
    });
    few.map(|(file, reached)| format!("{file}: {reached}")).collect()
}

/// The faults of the trees that differ between two worlds: of those that may tell of nothing, any difference; of those that read totals
/// alone, any other; of those that read more, none.
fn told(
    (before, after): (&Site, &Site),
    criteria: &[&str],
    reads_all: impl Fn(&str) -> bool,
    reads_totals: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, tree) in before {
        if reads_all(name) {
            continue;
        }
        if !reads_totals(name) {
            let differs = *tree != after[name];
            faults.extend(differs.then(|| format!("{name} differs: {:?}", other_differences(tree, &after[name], &[]))));
            continue;
        }
        let other = other_differences(tree, &after[name], criteria);
        faults.extend(
            other
                .into_iter()
                .map(|file| format!("{file} differs in more than totals")),
        );
        faults.extend(
            [tree, &after[name]]
                .into_iter()
                .flat_map(|tree| about_few(tree, criteria)),
        );
    }
    faults
}

#[test]
fn answers_to_a_survey_change_nothing_but_the_totals_that_a_tree_may_read() {
    let theme = ledger();
    let mut told_of = 0;
    for seed in cases(6) {
        let made = Made::new(seed);
        let cycle = Random::new(seed + 5).below(made.cycles.len());
        // Seven answered, or four, of whom too few are told.
        for (answers, others) in [([0, 1, 2, 3, 1], [3, 2, 1, 0, 1]), ([0, 1, 2, 0, 1], [2, 0, 0, 1, 1])] {
            let worlds = [answers, others].map(|survey| {
                let mut made = made.clone();
                made.cycles[cycle].survey = survey;
                whole(&made, &theme)
            });
            let cell = |tree: &str| made.matrix().cell(Section::Surveys, audience(tree));
            let success = |tree: &str| made.matrix().cell(Section::Success, audience(tree));
            let is_enough = answers.iter().sum::<usize>() >= GROUP;
            let reads_all =
                |tree: &str| reads_totals(&made, tree, cycle) && cell(tree) == "always" && success(tree) == "always";
            let reads = |tree: &str| reads_totals(&made, tree, cycle) && cell(tree) != "never" && is_enough;
            let found = told((&worlds[0], &worlds[1]), &["fairness"], reads_all, reads);
            expect_none(seed, &made, &found);
            told_of += worlds[0]
                .iter()
                .filter(|(name, tree)| reads(name) && worlds[1][*name] != **tree)
                .count();
        }
    }
    assert!(told_of > 0, "no total was told, so nothing was tried");
}

#[test]
fn whether_a_plan_or_an_outcome_is_there_changes_nothing_but_the_totals_that_a_tree_may_read() {
    let theme = ledger();
    let plans = [
        (Section::DevelopmentPlan, vec![Section::DevelopmentPlan]),
        (
            Section::ImprovementPlan,
            vec![Section::ImprovementPlan, Section::ImprovementRecord],
        ),
        (Section::Pay, vec![Section::Pay, Section::Promotion]),
    ];
    let criteria = ["development-plans", "improvement-plans", "promotions"];
    for seed in cases(6) {
        let made = Made::new(seed);
        let at = Random::new(seed + 9).below(made.reviews.len());
        let (record, sections) = &plans[usize::try_from(seed).unwrap() % plans.len()];
        let mut other = made.clone();
        let written = &mut other.reviews[at].written;
        if !written.remove(record) {
            written.insert(*record);
        }
        let worlds = [&made, &other].map(|made| whole(made, &theme));
        let is_shown = |tree: &str| {
            let mut shown = sections.iter().map(|section| made.shows(tree, at, *section));
            shown.any(|shown| shown)
        };
        let cycle = made.reviews[at].cycle;
        let reads_all = |tree: &str| {
            let all = made.matrix().cell(Section::Success, audience(tree)) == "always";
            is_shown(tree) || (all && reads_totals(&made, tree, cycle))
        };
        let reads = |tree: &str| reads_totals(&made, tree, cycle);
        let found = told((&worlds[0], &worlds[1]), &criteria, reads_all, reads);
        expect_none(seed, &made, &found);
    }
}
