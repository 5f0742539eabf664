//! From a saved record to new bytes of its packet, for a generated organisation: the distribution, and where the time goes.
//!
//! `cargo bench --bench serve` for 1,000 people; `PREREAD_PEOPLE=10000` for more. The watcher's wait is not part of it: it is 5
//! ms after the file is closed. Figures of one run on one machine; compare them with each other alone.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use preread::facts::derive;
use preread::model::link;
use preread::records::load::load;
use preread::serve::{Change, File, Live};
use preread::source::{DiskWorld, SourcePath, World};

/// How many edits are made.
const EDITS: usize = 30;

fn main() {
    let people = std::env::var("PREREAD_PEOPLE").unwrap_or_else(|_| "1000".to_owned());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reviews");
    let made = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["sample", "--people", &people, "--cycles", "2", "--seed", "1"])
        .arg(&root)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    println!("{people} people, two cycles");
    parts(&root);
    let began = Instant::now();
    let live = Live::new(&root, None, "hr");
    page(&live, "index.html");
    println!("first page after start: {:.0} ms", millis(began.elapsed()));
    edits(&root, &live);
}

/// What a start consists of, each part on its own.
fn parts(root: &Path) {
    let world = DiskWorld::new(root);
    let (listed, _) = timed(|| world.list(&SourcePath::new("content")).len());
    let (read, loaded) = timed(|| load(&world));
    let today = world.today();
    let (linking, linked) = timed(|| link(loaded, today));
    let (deriving, _) = timed(|| derive(&linked.organisation));
    println!(
        "listing {:.0} ms, listing and reading {:.0} ms, linking {:.0} ms, figures {:.0} ms",
        millis(listed),
        millis(read),
        millis(linking),
        millis(deriving)
    );
}

fn edits(root: &Path, live: &Live) {
    let cycles = root.join("content/cycles");
    let mut records: Vec<PathBuf> = Vec::new();
    for cycle in fs::read_dir(&cycles).unwrap() {
        let packets = fs::read_dir(cycle.unwrap().path().join("people")).unwrap();
        let each = packets.map(|packet| packet.unwrap().path().join("self-assessment.md"));
        records.extend(each.filter(|path| path.exists()));
    }
    records.sort();
    let mut times: Vec<_> = (0..EDITS)
        .map(|at| edit(root, live, &records[at * 7_919 % records.len()], at))
        .collect();
    times.sort_unstable();
    let at = |share: usize| millis(times[(times.len() - 1) * share / 100]);
    println!(
        "save to bytes, {EDITS} edits: min {:.1}, p50 {:.1}, p95 {:.1}, max {:.1} ms",
        at(0),
        at(50),
        at(95),
        at(100)
    );
}

fn edit(root: &Path, live: &Live, record: &Path, number: usize) -> Duration {
    let below = record.strip_prefix(root).unwrap().to_str().unwrap();
    let parts: Vec<_> = below.split('/').collect();
    let address = format!("people/{}/{}/index.html", parts[4], parts[2]);
    let mark = format!("Mark of edit {number}.");
    let text = fs::read_to_string(record).unwrap();
    fs::write(record, format!("{}\n\n{mark}\n", text.trim_end())).unwrap();
    let began = Instant::now();
    live.renew(&Change {
        touched: HashSet::from([SourcePath::new(below)]),
        named_all: true,
        ..Change::default()
    });
    let bytes = page(live, &address);
    let took = began.elapsed();
    assert!(String::from_utf8_lossy(&bytes).contains(&mark), "{address}");
    took
}

fn page(live: &Live, address: &str) -> Vec<u8> {
    let state = live.state();
    match state.good.as_ref().unwrap().file("hr", address) {
        Ok(File::Page(bytes)) => bytes.to_vec(),
        other => panic!("{address}: {other:?}"),
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
