//! The two figures that a calibration of a large organisation is held to: how long all bias checks take, and how much memory its
//! workbooks take to write.
//!
//! `cargo bench --bench calibration` invents 10,000 people over two cycles; `PREREAD_PEOPLE=1000` fewer. The checks should take at most
//! 200 ms and a workbook at most 100 MB. Memory is what the system counted at most while writing, over what the process held before.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

#[path = "shared/sample.rs"]
mod sample;

use std::collections::BTreeSet;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use preread::disclosure::{Audience, Lens};
use preread::exports;
use preread::facts::bias::{Check, Scope, checks};
use preread::facts::statistics::Exactness;
use preread::site::{Examined, examine};
use preread::source::DiskWorld;
use preread::views::{self, Parts};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often the checks are run.
const RUNS: usize = 9;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reviews");
    let people = sample::write(&root, "10000");
    let examined = examine(&DiskWorld::new(&root), None);
    println!("{people} people, two cycles");
    all_checks(&examined);
    let lens = examined.lens(Audience::Hr);
    for name in ["calibration", "outcomes"] {
        workbook(&lens, name);
    }
}

fn all_checks(examined: &Examined) {
    let (organisation, facts) = (&examined.organisation, &examined.facts);
    for (at, cycle) in organisation.cycles() {
        let mut millis = Vec::new();
        let mut approximated: Vec<&str> = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            let found = checks(organisation, cycle, facts.cycle(at), Scope::Everyone, &BTreeSet::new());
            millis.push(began.elapsed().as_secs_f64() * 1e3);
            let by_approximation = |check: &&Check| {
                let mut p = check.results.iter().filter_map(|result| result.p);
                p.any(|p| p.exactness == Exactness::Approximation)
            };
            approximated = found
                .checks
                .iter()
                .filter(by_approximation)
                .map(|check| check.kind.title())
                .collect();
        }
        millis.sort_by(f64::total_cmp);
        println!(
            "all checks of {}: {:.0} ms in the middle of {RUNS} runs, {:.0} ms at best, {:.0} ms at worst; approximated: {approximated:?}",
            cycle.id,
            millis[RUNS / 2],
            millis[0],
            millis[RUNS - 1]
        );
    }
}

fn workbook(lens: &Lens<'_>, name: &str) {
    let ending = format!("/{name}/index.html");
    let keys = views::plan(lens).into_iter();
    let key = keys.rev().find(|key| key.address(lens).ends_with(&ending)).unwrap();
    let (page, _) = views::page(lens, key, Parts::WithTables);
    // What was freed is given back with a delay, and would hide what writing takes.
    sleep(Duration::from_secs(1));
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS");
    let began = Instant::now();
    let workbook = exports::named(&page, &format!("{name}.xlsx")).unwrap().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let more = memory("VmHWM").saturating_sub(before);
    println!(
        "{name}.xlsx: {} kB in {seconds:.2} s, {:.1} MB of memory over {:.0} MB before",
        workbook.bytes.len() / 1024,
        more as f64 / 1024.0,
        before as f64 / 1024.0
    );
}

/// A figure of the process in kB.
fn memory(key: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
