//! `preread serve` after a build of the same files: what was built is shown at once, and is what the server makes later.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::times::age;

/// As many people as take a moment to read.
const PEOPLE: &str = "20";

/// A running preview, and what it says.
pub struct Preview {
    program: Child,
    lines: Lines<BufReader<ChildStdout>>,
    port: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}

pub fn preread(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preread"));
    command.args(arguments).current_dir(root);
    command
}

impl Preview {
    pub fn of(root: &Path, arguments: &[&str]) -> Self {
        let mut command = preread(root, &["serve"]);
        command.args(arguments);
        let mut program = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next().expect("the program ended").unwrap();
            if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        Self { program, lines, port }
    }

    pub fn said_next(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    pub fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap();
        let host = format!("127.0.0.1:{}", self.port);
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

pub fn build_of(page: &str) -> &str {
    let at = page.find("preread-build").unwrap();
    page[at..].split('"').nth(2).unwrap()
}

/// A page without what tells servings of it apart.
pub fn content(page: &str) -> String {
    let body = page.split_once("\r\n\r\n").unwrap().1;
    let is_own = |line: &&str| line.contains("preread-build") || line.contains("preread-look");
    body.lines().filter(|line| !is_own(line)).collect::<Vec<_>>().join("\n")
}

/// A folder with some records, none of them young.
pub fn records() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("reviews");
    let made = preread(
        dir.path(),
        &["sample", "--people", PEOPLE, "--cycles", "1", "--seed", "1", "reviews"],
    )
    .output();
    assert!(made.unwrap().status.success());
    age(&root);
    (dir, root)
}

fn built() -> (tempfile::TempDir, std::path::PathBuf) {
    let (dir, root) = records();
    let made = preread(&root, &["build", "--audience", "hr"]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    (dir, root)
}

/// What there is as soon as there is something.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "never: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_built_is_shown_until_everything_has_been_read_and_is_the_same() {
    let (_dir, root) = built();
    let mut preview = Preview::of(&root, &[]);
    let first = preview.get("/hr/index.html");
    assert!(preview.said_next().starts_with("Reading the records"));
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let last = until("everything was read", || {
        let page = preview.get("/hr/index.html");
        (build_of(&page) != build_of(&first)).then_some(page)
    });
    assert_eq!(content(&last), content(&first));
    assert!(preview.said_next().starts_with("20 people"));
}

#[test]
fn what_was_built_of_other_records_is_not_shown() {
    let (_dir, root) = built();
    let policy = root.join("content/policy.toml");
    let text = fs::read_to_string(&policy).unwrap();
    fs::write(&policy, format!("{text}\n# A remark.\n")).unwrap();
    let mut preview = Preview::of(&root, &[]);
    assert!(preview.said_next().starts_with("20 people"));
}
