//! `preread serve` after another `preread serve` of the same files: what was shown last is shown at once, and nothing else is.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use preread::serve::{Memory, Options, start};

use crate::serve_opening::{Preview, build_of, content, records, until};

const PAGE: &str = "2026-q3/index.html";

fn kept(root: &Path) -> PathBuf {
    root.join(".preread/served/pages")
}

fn holds(root: &Path, what: &str) -> bool {
    let bytes = fs::read(kept(root)).unwrap_or_default();
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

/// Runs the server until it has kept its home and another page.
fn run(root: &Path) {
    let preview = Preview::of(root, &[]);
    for page in ["index.html", PAGE] {
        let answer = preview.get(&format!("/hr/{page}"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    until("pages are kept", || holds(root, PAGE).then_some(()));
}

/// Whether the next start shows pages before it has read anything.
fn opens(root: &Path, arguments: &[&str]) -> bool {
    Preview::of(root, arguments).said_next().contains("until that is done")
}

#[test]
fn what_was_shown_last_is_shown_at_the_next_start_and_is_the_same() {
    let (_dir, root) = records();
    run(&root);
    let mut preview = Preview::of(&root, &[]);
    let first = preview.get(&format!("/hr/{PAGE}"));
    assert!(preview.said_next().starts_with("Reading the records; until"));
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let last = until("everything was read", || {
        let page = preview.get(&format!("/hr/{PAGE}"));
        (build_of(&page) != build_of(&first)).then_some(page)
    });
    assert_eq!(content(&last), content(&first));
}

#[test]
fn what_is_kept_is_for_its_owner_alone_and_not_for_git() {
    let (_dir, root) = records();
    run(&root);
    let file = kept(&root);
    let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    let ignored = fs::read_to_string(file.with_file_name(".gitignore")).unwrap();
    assert_eq!(ignored, "*\n");
    assert!(!root.join("site").exists());
}

#[test]
fn nothing_is_shown_that_may_not_be_the_same() {
    let (_dir, root) = records();
    run(&root);
    let known = fs::read(kept(&root)).unwrap();
    let again = || fs::write(kept(&root), &known).unwrap();
    assert!(opens(&root, &[]), "the same");
    for arguments in [["--as-of", "2026-05-05"], ["--as", "company"]] {
        again();
        assert!(!opens(&root, &arguments), "{arguments:?}");
    }
    for file in ["content/policy.toml", "preread.toml"] {
        again();
        let (file, text) = (root.join(file), fs::read_to_string(root.join(file)).unwrap());
        let modified = file.metadata().unwrap().modified().unwrap();
        let rewrite = |text: &str, modified: SystemTime| {
            fs::write(&file, text).unwrap();
            fs::File::open(&file).unwrap().set_modified(modified).unwrap();
        };
        rewrite(&format!("{text}\n# A remark.\n"), modified);
        assert!(!opens(&root, &[]), "longer: {}", file.display());
        again();
        rewrite(&text, modified);
        assert!(opens(&root, &[]), "as it was: {}", file.display());
    }
    again();
    let policy = root.join("content/policy.toml");
    let later = policy.metadata().unwrap().modified().unwrap() + Duration::from_secs(1);
    fs::File::open(&policy).unwrap().set_modified(later).unwrap();
    assert!(!opens(&root, &[]), "changed later");
    fs::File::open(&policy)
        .unwrap()
        .set_modified(later - Duration::from_secs(1))
        .unwrap();
    again();
    fs::create_dir_all(root.join("themes/ours")).unwrap();
    assert!(opens(&root, &[]), "an empty folder says nothing");
    again();
    fs::write(root.join("themes/ours/theme.toml"), "extends = \"ledger\"\n").unwrap();
    assert!(!opens(&root, &[]), "a theme");
}

#[test]
fn what_was_damaged_or_is_somebody_elses_to_read_is_replaced() {
    let (_dir, root) = records();
    run(&root);
    let known = fs::read(kept(&root)).unwrap();
    let mut flipped = known.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for (what, bytes) in [
        ("half", &known[..known.len() / 2]),
        ("nothing", &[]),
        ("a bit", &flipped),
    ] {
        fs::write(kept(&root), bytes).unwrap();
        assert!(!opens(&root, &[]), "{what}");
    }
    fs::write(kept(&root), &known).unwrap();
    fs::set_permissions(kept(&root), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(!opens(&root, &[]), "open to all");
    fs::write(kept(&root), &flipped).unwrap();
    run_until_replaced(&root, &flipped);
    assert!(opens(&root, &[]), "replaced");
}

fn run_until_replaced(root: &Path, bytes: &[u8]) {
    let _preview = Preview::of(root, &[]);
    until("another memory", || {
        (fs::read(kept(root)).unwrap() != bytes).then_some(())
    });
}

#[test]
fn what_an_edit_made_is_kept_once_it_is_certain() {
    let (_dir, root) = records();
    let preview = Preview::of(&root, &[]);
    preview.get("/hr/index.html");
    let settings = root.join("preread.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("title = \"", "title = \"Renamed ")).unwrap();
    let policy = root.join("content/policy.toml");
    let text = fs::read_to_string(&policy).unwrap();
    fs::write(&policy, format!("{text}\n# A remark.\n")).unwrap();
    until("the edit is kept", || holds(&root, "Renamed ").then_some(()));
    drop(preview);
    assert!(opens(&root, &[]));
}

/// Serves a folder, asks for the home, and ends as somebody ends it.
fn served_and_ended(root: &Path) {
    let options = Options {
        root: root.to_owned(),
        host: None,
        port: Some(0),
        tree: "hr".to_owned(),
        as_of: None,
        poll: true,
        opening: None,
        listed: None,
    };
    let server = start(&options, |_| ()).unwrap();
    let address = server.address();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /hr/index.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.quitter()();
    server.wait();
}

#[test]
fn pages_are_kept_when_the_server_ends() {
    let (_dir, root) = records();
    served_and_ended(&root);
    assert!(Memory::find(&root).is_some_and(|memory| memory.has_home_of("hr")));
}

#[test]
fn nothing_is_kept_of_a_file_that_may_change_without_a_trace() {
    let (_dir, root) = records();
    let later = SystemTime::now() + Duration::from_secs(3_600);
    fs::File::open(root.join("content/policy.toml"))
        .unwrap()
        .set_modified(later)
        .unwrap();
    served_and_ended(&root);
    assert_eq!(Memory::find(&root), None);
}

#[test]
fn nothing_is_written_through_a_link() {
    let (dir, root) = records();
    let elsewhere = dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::create_dir_all(root.join(".preread")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, root.join(".preread/served")).unwrap();
    served_and_ended(&root);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
