//! A server that is left alone with somebody who saves a record every second: its memory, threads and open files as time goes by, and
//! whether each edit was seen.
//!
//! `cargo bench --bench soak` for a minute at 1,000 people; `PREREAD_PEOPLE=10000 PREREAD_SOAK=3600` for an hour at 10,000. At the end
//! every hundredth page of the tree is compared with what is made of the records afresh.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

#[path = "shared/http.rs"]
mod http;
#[path = "shared/sample.rs"]
mod sample;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use preread::disclosure::Audience;
use preread::render;
use preread::site::examine;
use preread::source::DiskWorld;
use preread::themes::{Files, Theme};
use preread::views::plan;

use self::http::get;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Parts of packets that are edited in turn.
const PARTS: [&str; 4] = [
    "self-assessment.md",
    "manager-assessment.md",
    "check-in.md",
    "goals.toml",
];
/// An edit that takes so long is told of, with the load of the machine.
const SLOW: Duration = Duration::from_millis(250);

fn main() {
    let seconds = std::env::var("PREREAD_SOAK").map_or(60, |seconds| seconds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reviews");
    let people = sample::write(&root, "1000");
    let (mut server, host) = serve(&root);
    let packets = packets(&root);
    println!(
        "{people} people, {} packets, an edit every second for {seconds} s",
        packets.len()
    );
    let began = Instant::now();
    let (mut edits, mut late) = (0_usize, Vec::new());
    while began.elapsed() < Duration::from_secs(seconds) {
        let due = Duration::from_secs(edits as u64);
        thread::sleep(due.saturating_sub(began.elapsed()));
        let took = edit(&root, &host, &packets[edits * 7_919 % packets.len()], edits);
        if took > SLOW {
            let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
            let at = began.elapsed().as_secs();
            println!(
                "{at:>5} s: edit {edits} took {} ms; load {}",
                took.as_millis(),
                load.trim()
            );
        }
        late.push(took);
        if edits.is_multiple_of(60) {
            println!("{:>5} s: {}", began.elapsed().as_secs(), state(server.id()));
        }
        edits += 1;
    }
    println!("{:>5} s: {}", began.elapsed().as_secs(), state(server.id()));
    late.sort_unstable();
    let at = |share: usize| late[(late.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!(
        "{edits} edits seen, save to bytes p50 {:.1} ms, p95 {:.1} ms, max {:.1} ms",
        at(50),
        at(95),
        at(100)
    );
    compare(&root, &host);
    server.kill().unwrap();
    server.wait().unwrap();
}

fn serve(root: &Path) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_preread"))
        .arg("serve")
        .arg("--root")
        .arg(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap());
    let host = loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "the server ended");
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split('/').next().unwrap().to_owned();
        }
    };
    // Whatever it prints is read, so that it never waits for us.
    thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    (server, host)
}

fn packets(root: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for cycle in fs::read_dir(root.join("content/cycles")).unwrap() {
        let people = fs::read_dir(cycle.unwrap().path().join("people")).unwrap();
        all.extend(people.map(|packet| packet.unwrap().path()));
    }
    all.sort();
    all
}

/// Saves one record of a packet as an editor does, and waits until its page says so.
fn edit(root: &Path, host: &str, packet: &Path, number: usize) -> Duration {
    let part = PARTS[number % PARTS.len()];
    let file = packet.join(part);
    let Ok(text) = fs::read_to_string(&file) else {
        return Duration::ZERO;
    };
    let mark = format!("Mark {number} of an hour.");
    let text = if part.ends_with(".md") {
        format!("{}\n\n{mark}\n", text.trim_end())
    } else {
        text.replacen("title = \"", &format!("title = \"{mark} "), 1)
    };
    let beside = packet.join(".record.tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, &file).unwrap();
    let began = Instant::now();
    let below = packet.strip_prefix(root.join("content/cycles")).unwrap();
    let parts: Vec<_> = below.to_str().unwrap().split('/').collect();
    let page = format!("/hr/people/{}/{}/index.html", parts[2], parts[0]);
    while !get(host, &page).contains(&mark) {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{} never came",
            file.display()
        );
        thread::sleep(Duration::from_millis(1));
    }
    began.elapsed()
}

/// What a process holds.
fn state(process: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let of = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key)).unwrap();
        line[key.len()..].trim().to_owned()
    };
    let files = fs::read_dir(format!("/proc/{process}/fd")).unwrap().count();
    format!(
        "memory {}, threads {}, open files {files}",
        of("VmRSS:"),
        of("Threads:")
    )
}

/// Compares what is served with what the records say now.
fn compare(root: &Path, host: &str) {
    let examined = examine(&DiskWorld::new(root), None);
    let theme = Theme::load(&examined.organisation.settings.theme, &Files::new()).unwrap();
    let engine = theme.engine().unwrap();
    let lens = examined.lens(Audience::Hr);
    let pages: Vec<_> = plan(&lens).into_iter().step_by(100).collect();
    for page in &pages {
        let address = page.address(&lens);
        let expected = String::from_utf8(render::page(&lens, &*engine, *page).unwrap().bytes).unwrap();
        let served = get(host, &format!("/hr/{address}"));
        let (_, body) = served.split_once("\r\n\r\n").unwrap();
        assert!(
            without_additions(body) == expected,
            "{address} is not what the records say"
        );
    }
    println!("{} pages are what the records say", pages.len());
}

/// A served page without what the server adds.
fn without_additions(page: &str) -> String {
    let ours = |line: &&str| !line.starts_with("<meta name=\"preread-") && !line.contains("/__preread/client.");
    let lines: Vec<_> = page.split('\n').filter(ours).collect();
    lines.join("\n").replacen("; connect-src &#39;self&#39;", "", 1)
}
