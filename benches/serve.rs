//! From a saved record to new bytes over HTTP, for a generated organisation: the distribution, with the wait of the watcher included.
//!
//! `cargo bench --bench serve` for 1,000 people; `PREREAD_PEOPLE=10000` for more. Edits of several kinds, in turn: a text that no total counts,
//! a rating that many do, a goal, and what a session decided. After each, somebody asks for the packet or for the calibration page, and again every millisecond
//! until the new one comes. Figures of one run on one machine; compare them with each other alone.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

#[path = "shared/http.rs"]
mod http;
#[path = "shared/sample.rs"]
mod sample;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use preread::facts::derive;
use preread::model::link;
use preread::records::load::load;
use preread::serve::{Options, start};
use preread::source::{DiskWorld, SourcePath, World};

use self::http::get;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many edits of each kind are made for each of the two pages; `PREREAD_EDITS` asks for more.
const EDITS: usize = 20;
/// The cycle whose records are edited, and whose calibration is asked for.
const CYCLE: &str = "2026-q3";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edit {
    Text,
    Rating,
    Goal,
    Decision,
}

impl Edit {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Text, "a text", "self-assessment.md"),
        (Self::Rating, "a rating", "manager-assessment.md"),
        (Self::Goal, "a goal", "goals.toml"),
        (Self::Decision, "a decision", ""),
    ];

    /// Told apart from the marks of other kinds.
    fn word(self) -> &'static str {
        match self {
            Self::Text => "texts",
            Self::Rating => "ratings",
            Self::Goal => "goals",
            Self::Decision => "decisions",
        }
    }

    /// The record with a mark that its packet shows.
    fn of(self, text: &str, mark: &str) -> String {
        match self {
            Self::Text => format!("{}\n\n{mark}\n", text.trim_end()),
            Self::Rating => otherwise(&format!("{}\n\n{mark}\n", text.trim_end()), "rating"),
            Self::Decision => otherwise(text, "final"),
            Self::Goal => text.replacen("title = \"", &format!("title = \"{mark} "), 1),
        }
    }
}

/// A record with another rating in the first field of this name.
fn otherwise(text: &str, field: &str) -> String {
    let field = format!("{field} = ");
    let line = text.lines().find(|line| line.starts_with(&field)).unwrap_or(&field);
    let other = if line.ends_with('3') { 2 } else { 3 };
    text.replacen(line, &format!("{field}{other}"), 1)
}

/// What somebody waits for.
#[derive(Clone, Copy)]
enum Wait {
    Packet,
    Calibration,
}

fn main() {
    let edits = std::env::var("PREREAD_EDITS").map_or(EDITS, |edits| edits.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reviews");
    let people = sample::write(&root, "1000");
    println!("{people} people, two cycles");
    parts(&root);
    let began = Instant::now();
    let options = Options {
        root: root.clone(),
        host: None,
        port: Some(0),
        tree: "hr".to_owned(),
        as_of: None,
        poll: false,
        opening: None,
        listed: None,
    };
    let server = start(&options, |_| ()).unwrap();
    let address = server.address();
    get(address, "/hr/index.html");
    println!("first page after start: {:.0} ms", millis(began.elapsed()));
    // The watch over the files begins after the first page can be had.
    settle(&root, address);
    for (wait, what) in [
        (Wait::Packet, "the packet"),
        (Wait::Calibration, "the calibration page"),
    ] {
        let mut all = Vec::new();
        for (edit, name, file) in Edit::ALL {
            let records = match (edit, wait) {
                (Edit::Decision, Wait::Packet) => continue,
                (Edit::Decision, Wait::Calibration) => sessions(&root),
                _ => records(&root, file),
            };
            let times: Vec<_> = (0..edits)
                .map(|at| {
                    let record = &records[(at * 7_919 + 13) % records.len()];
                    edited(&root, address, (edit, wait), record, at)
                })
                .collect();
            all.extend_from_slice(&times);
            told(&format!("{name}, {what}"), times);
        }
        told(&format!("any of them, {what}"), all);
    }
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

/// Edits a record until the server tells of it.
fn settle(root: &Path, address: SocketAddr) {
    let record = records(root, "self-assessment.md").swap_remove(0);
    let text = fs::read_to_string(&record).unwrap();
    let page = packet_of(root, &record);
    for at in 0.. {
        fs::write(&record, Edit::Text.of(&text, &format!("Settled {at}."))).unwrap();
        thread::sleep(Duration::from_millis(200));
        if get(address, &page).contains(&format!("Settled {at}.")) {
            return;
        }
    }
}

fn records(root: &Path, file: &str) -> Vec<PathBuf> {
    let packets = fs::read_dir(root.join("content/cycles").join(CYCLE).join("people")).unwrap();
    let all = packets.map(|packet| packet.unwrap().path().join(file));
    let mut all: Vec<_> = all.filter(|path| path.exists()).collect();
    all.sort();
    all
}

fn sessions(root: &Path) -> Vec<PathBuf> {
    let sessions = fs::read_dir(root.join("content/cycles").join(CYCLE).join("calibration")).unwrap();
    let mut all: Vec<_> = sessions.map(|session| session.unwrap().path()).collect();
    all.sort();
    all
}

fn packet_of(root: &Path, record: &Path) -> String {
    let below = record.strip_prefix(root).unwrap().to_str().unwrap();
    let parts: Vec<_> = below.split('/').collect();
    format!("/hr/people/{}/{CYCLE}/index.html", parts[4])
}

/// Saves a record, and waits for the page.
fn edited(root: &Path, address: SocketAddr, (edit, wait): (Edit, Wait), record: &Path, number: usize) -> Duration {
    let mark = format!("Mark {number} of {}.", edit.word());
    let text = fs::read_to_string(record).unwrap();
    let calibration = format!("/hr/{CYCLE}/calibration/index.html");
    let before = build_of(&get(address, &calibration));
    let text = edit.of(&text, &mark);
    // Before the file is closed: the server may have begun by the time that this thread goes on.
    let began = Instant::now();
    fs::write(record, text).unwrap();
    let packet = packet_of(root, record);
    loop {
        let is_new = match wait {
            Wait::Packet => get(address, &packet).contains(&mark),
            Wait::Calibration => build_of(&get(address, &calibration)) != before,
        };
        if is_new {
            let took = began.elapsed();
            // Somebody who edits does not save again at once.
            thread::sleep(Duration::from_millis(50));
            return took;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn build_of(page: &str) -> String {
    let at = page.find("preread-build").unwrap();
    page[at..].split('"').nth(2).unwrap().to_owned()
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| millis(times[(times.len() - 1) * share / 100]);
    println!(
        "save to bytes, {what}, {} edits: min {:.1}, p50 {:.1}, p95 {:.1}, max {:.1} ms",
        times.len(),
        at(0),
        at(50),
        at(95),
        at(100)
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let began = Instant::now();
    let result = work();
    (began.elapsed(), result)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
