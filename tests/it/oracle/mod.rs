//! An independent oracle: every figure worked out again, plainly and slowly, straight from the files, and compared with what
//! the program says. It shares no code with the program, which it runs as its users do.
//!
//! What is expected stands in the specification of the statistics and of the records. Where the oracle and the program differ,
//! one of the two is wrong, and the specification says which.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "people, days and ratings are few, and money is far below what an i64 holds"
)]

mod bias;
mod compare;
mod cycle;
mod exact;
mod goals;
pub mod html;
mod oddities;
mod open;
mod others;
mod pages;
mod records;
mod said;
mod sentences;
mod whole;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use self::compare::differences;
use self::cycle::Review;
use self::others::in_other_trees;
use self::pages::{Pages, Reader};
use self::records::World;

pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the program prints.
pub fn run(arguments: &[&str], root: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    let complaint = [&output.stdout[..], &output.stderr]
        .map(String::from_utf8_lossy)
        .concat();
    assert!(
        output.status.success(),
        "preread {arguments:?} in {}: {complaint}",
        root.display()
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The document of a cycle; of the words of open items the numbers alone, and in the oracle's order where the day is the same.
fn exported(root: &Path, cycle: &str) -> Value {
    let text = run(&["export", "--cycle", cycle, "--format", "json"], root);
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let items = document["open_items"].as_array_mut().unwrap();
    for item in items.iter_mut() {
        let message = item.as_object_mut().unwrap().remove("message").unwrap();
        let message = message.as_str().unwrap();
        assert!(!open::counts_one_as_many(message), "{message}");
        item["says"] = open::numbers_in(message).into();
    }
    let mut last = String::new();
    for item in items.iter() {
        let since = item["since"].as_str().unwrap_or("9999");
        assert!(since >= last.as_str(), "the longest open comes first: {item}");
        since.clone_into(&mut last);
    }
    document["open_items"] = open::in_order(std::mem::take(items)).into();
    document
}

/// Whether the document says that it counted every outcome of a check.
fn exactly(document: &Value, check: &str) -> bool {
    let checks = document["bias"]["checks"].as_array().unwrap();
    let check = checks.iter().find(|each| each["check"] == check).unwrap();
    let results = check["results"].as_array().unwrap();
    results
        .iter()
        .all(|result| result["p"].is_null() || result["p"]["exact"] == true)
}

/// Compares every figure of every cycle of a site, in the document and on the pages; what differs, where.
fn disagreements(root: &Path) -> Vec<String> {
    let built = tempfile::tempdir().unwrap();
    let site = built.path().join("site");
    run(&["build", "--audience", "hr", "--output", site.to_str().unwrap()], root);
    let world = World::read(root);
    assert!(!world.cycles.is_empty());
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for cycle in &world.cycles {
        let document = exported(root, &cycle.id);
        let rated = document["bias"]["rated"].as_u64().unwrap();
        let counted = exactly(&document, "tenure");
        // An approximation is for many people alone.
        assert!(counted || rated > 40, "{rated} people are few enough to count");
        let expected = whole::document(&world, cycle, &|check| exactly(&document, check));
        let differ = differences(&open::without_additions(&expected), &document);
        found.extend(differ.into_iter().map(|each| format!("{} {each}", cycle.id)));
        let review = Review::of(&world, cycle);
        let mut pages = Pages {
            world: &world,
            review: &review,
            withheld: &BTreeSet::new(),
            tree: &site.join("hr"),
            reader: Reader::Hr,
            expected: &expected,
            found: Vec::new(),
            seen: RefCell::new(seen),
        };
        pages.compare();
        if cycle.id == world.cycles.last().unwrap().id {
            found.extend(pages.unread().iter().map(|page| format!("hr/{page} was not read")));
        }
        found.extend(pages.found);
        seen = pages.seen.into_inner();
    }
    found
}

/// An invented organisation in a folder of its own.
fn invented(people: usize, cycles: usize, seed: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let [people, cycles, seed] = [people, cycles, seed as usize].map(|number| number.to_string());
    let site = site.to_str().unwrap();
    run(
        &[
            "sample", site, "--people", &people, "--cycles", &cycles, "--seed", &seed,
        ],
        folder.path(),
    );
    folder
}

/// Organisations of every size that is treated in a way of its own. `PREREAD_ORACLE_SEEDS` sets how many seeds are tried.
fn organisations() -> Vec<(usize, usize, u64)> {
    let seeds = env::var("PREREAD_ORACLE_SEEDS")
        .ok()
        .map_or(1, |many| many.parse().expect("a number of seeds"));
    let sizes = [(3, 1), (9, 2), (15, 2), (24, 3), (51, 2), (120, 2), (190, 1)];
    (1..=seeds)
        .flat_map(|seed| sizes.map(|(people, cycles)| (people, cycles, seed)))
        .collect()
}

#[test]
fn the_oracle_agrees_with_every_figure_of_the_sample() {
    assert_eq!(disagreements(&repository()), Vec::<String>::new());
}

#[test]
fn the_oracle_agrees_with_every_figure_of_invented_organisations() {
    for (people, cycles, seed) in organisations() {
        let folder = invented(people, cycles, seed);
        let found = disagreements(&folder.path().join("site"));
        assert_eq!(
            found,
            Vec::<String>::new(),
            "{people} people, {cycles} cycles, seed {seed}"
        );
    }
}

#[test]
fn the_oracle_agrees_with_what_everyone_beside_hr_reads() {
    assert_eq!(in_other_trees(&repository()), Vec::<String>::new());
}

#[test]
fn the_oracle_agrees_with_what_everyone_beside_hr_reads_of_invented_organisations() {
    for (people, cycles, seed, day) in [(9, 2, 1, "2026-10-30"), (24, 2, 2, "2026-10-18")] {
        let folder = invented(people, cycles, seed);
        let site = folder.path().join("site");
        edit(&site.join("preread.toml"), &[("2026-10-30", day)]);
        // Somebody's goals support nothing, which is for some to read and for others not.
        let goals = files_below(&site.join("content/cycles/2026-q3/people"));
        let goals = goals.iter().filter(|file| file.ends_with("goals.toml")).min().unwrap();
        let text = fs::read_to_string(goals).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("supports")).collect();
        assert!(lines.len() < text.lines().count());
        fs::write(goals, lines.join("\n")).unwrap();
        let found = in_other_trees(&site);
        assert_eq!(found, Vec::<String>::new(), "{people} people, seed {seed}, as of {day}");
    }
}

/// Rewrites a file of a site.
fn edit(file: &Path, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(file).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{} has no {from}", file.display());
        text = text.replace(from, to);
    }
    fs::write(file, text).unwrap();
}

#[test]
fn the_oracle_agrees_on_any_day_of_a_cycle() {
    let folder = invented(30, 2, 4);
    let site = folder.path().join("site");
    let mut day = "2026-10-30";
    // Goals set, checked in, handed in, calibrated, released.
    for next in ["2026-07-15", "2026-08-14", "2026-10-08", "2026-10-18", "2026-10-26"] {
        edit(&site.join("preread.toml"), &[(day, next)]);
        assert_eq!(disagreements(&site), Vec::<String>::new(), "as of {next}");
        day = next;
    }
}

#[test]
fn the_oracle_agrees_under_another_policy() {
    for (people, seed, steps, questions) in [(20, 5, 3, 1), (60, 6, 1, 2), (90, 7, 1, 1)] {
        let folder = invented(people, 2, seed);
        let site = folder.path().join("site");
        let calibration = format!(
            "group_minimum = 2\nbudget_percent = 3.75\nagenda_distance = 0.75\nagenda_fringe = 0.08\n\
             agenda_steps = {steps}\nagenda_questions = {questions}"
        );
        let changes = [
            ("group_minimum = 5", &*calibration),
            ("recency_days = 14", "recency_days = 25"),
            ("exceeds_share = 40", "exceeds_share = 25"),
            ("exceeds_from = 4", "exceeds_from = 3"),
            ("all_same_from = 3", "all_same_from = 2"),
            ("guideline = [50, 60]", "guideline = [40.5, 62.25]"),
            ("on_time = 95", "on_time = 80"),
        ];
        edit(&site.join("content/policy.toml"), &changes);
        assert_eq!(
            disagreements(&site),
            Vec::<String>::new(),
            "{people} people, seed {seed}"
        );
    }
}

#[test]
fn the_oracle_agrees_on_whom_enough_calibrators_question() {
    let folder = invented(20, 2, 5);
    let site = folder.path().join("site");
    edit(
        &site.join("content/policy.toml"),
        &[("group_minimum = 5", "group_minimum = 5\nagenda_questions = 2")],
    );
    // One is questioned by one calibrator, one by two, one by three.
    let asked = [("bela-fonseca", 1), ("hugo-wang", 2), ("julia-khan", 3)];
    let calibrators = ["tomas-lindberg", "chidi-moreau", "rafael-sato"];
    let session = site.join("content/cycles/2026-q3/calibration/engineering.toml");
    let mut text = fs::read_to_string(&session).unwrap();
    for (person, many) in asked {
        for by in &calibrators[..many] {
            text.push_str(&format!(
                "\n[[question]]\nperson = \"{person}\"\nby = \"{by}\"\nanswer = \"question\"\ntext = \"Why so?\"\n"
            ));
        }
    }
    fs::write(&session, text).unwrap();
    let world = World::read(&site);
    let cycle = world.cycles.last().unwrap();
    let expected = whole::document(&world, cycle, &|_| true);
    let parts = expected["agendas"][0]["parts"].as_array().unwrap().iter();
    let items = parts.flat_map(|part| part["items"].as_array().unwrap());
    let doubted = items.filter(|item| {
        let reasons = item["reasons"].as_array().unwrap();
        reasons.iter().any(|reason| reason["rule"] == "disagreement")
    });
    let doubted: BTreeSet<_> = doubted.map(|item| item["person"].as_str().unwrap()).collect();
    assert_eq!(doubted, BTreeSet::from(["hugo-wang", "julia-khan"]));
    assert_eq!(disagreements(&site), Vec::<String>::new());
}

#[test]
fn the_oracle_agrees_with_odd_organisations_and_sees_all_that_there_is_to_say() {
    let mut seen = BTreeSet::new();
    for cycle in ["2026-q2", "2026-q3"] {
        said::words(&exported(&repository(), cycle), "", &mut seen);
    }
    let odd = [(14, 1), (15, 2), (16, 3), (40, 4), (80, 6), (100, 7)].map(|(people, seed)| (people, seed, false));
    let neglected = [(30, 8), (60, 9), (90, 10)].map(|(people, seed)| (people, seed, true));
    for (people, seed, is_neglected) in odd.into_iter().chain(neglected) {
        let folder = invented(people, 2, seed);
        let site = folder.path().join("site");
        edit(
            &site.join("content/policy.toml"),
            &[("group_minimum = 5", "group_minimum = 3\nbudget_percent = 4.25")],
        );
        oddities::add(&site);
        if is_neglected {
            oddities::neglect(&site);
        }
        assert_eq!(
            disagreements(&site),
            Vec::<String>::new(),
            "{people} people, seed {seed}"
        );
        for cycle in &World::read(&site).cycles {
            said::words(&exported(&site, &cycle.id), "", &mut seen);
        }
    }
    let unseen: Vec<_> = said::ALL.into_iter().filter(|word| !seen.contains(*word)).collect();
    assert_eq!(unseen, Vec::<&str>::new(), "{seen:?}");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}

#[test]
fn the_oracle_shares_no_code_with_the_program() {
    let files = files_below(&repository().join("tests/it/oracle"));
    assert!(files.iter().any(|file| file.ends_with("oracle/bias/groups.rs")));
    let [program, tests, included] =
        ["preread:", "crate:", "include"].map(|word| format!("{word}{}", if word == "include" { "!" } else { ":" }));
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let own = !text.contains(&program) && !text.contains(&tests) && !text.contains(&included);
        assert!(own, "{} uses the program", file.display());
    }
}
