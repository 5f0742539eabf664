//! What becomes of every kind of bad input: bytes, sizes, depths, kinds of file, names.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, Instant};

use super::{PACKET, findings, run, site};

#[test]
fn bytes_that_are_no_plain_text_are_told_at_their_place() {
    let dir = site();
    let root = dir.path();
    let page = |name: &str, bytes: &[u8]| fs::write(root.join("content/pages").join(name), bytes).unwrap();
    page("latin.md", b"One line.\nZo\xeb asked.\n");
    page("binary.md", &[0, 1, 2, 0xff, 0xfe, 0, 9]);
    page("bidi.md", "abc \u{202e}def\n".as_bytes());
    let found = findings(root);
    let at = |code: &str, file: &str, line| (code.to_owned(), format!("content/pages/{file}"), Some(line));
    for expected in [
        at("not-utf8", "latin.md", 2),
        at("not-utf8", "binary.md", 1),
        at("direction-character", "bidi.md", 1),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read_like_any_file() {
    let dir = site();
    for file in [
        "content/teams.toml",
        "content/cycles/2026-q3/people/robin-diaz/check-in.md",
    ] {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    assert_eq!(findings(dir.path()), []);
}

#[test]
fn empty_and_unfinished_files_are_told() {
    let dir = site();
    let packet = dir.path().join(PACKET);
    fs::write(packet.join("check-in.md"), "").unwrap();
    fs::write(packet.join("self-assessment.md"), "+++").unwrap();
    fs::write(dir.path().join("content/cycles/2026-q3/cycle.toml"), "").unwrap();
    let found = findings(dir.path());
    let codes = |file: &str| {
        found
            .iter()
            .filter(|(_, path, _)| path.ends_with(file))
            .map(|(code, ..)| code.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("check-in.md"), ["no-front-matter"]);
    assert_eq!(codes("self-assessment.md"), ["no-front-matter"]);
    assert!(
        codes("cycle.toml").iter().all(|code| *code == "missing-field"),
        "{found:?}"
    );
    assert!(
        codes("cycle.toml").len() >= 4,
        "all faults of a file in one run: {found:?}"
    );
}

#[test]
fn huge_and_deep_files_are_refused_quickly() {
    let dir = site();
    let root = dir.path();
    let began = Instant::now();
    fs::create_dir_all(root.join("content/people")).unwrap();
    fs::write(root.join("content/people/huge.toml"), vec![b'#'; 50_000_000]).unwrap();
    fs::write(
        root.join("content/people/deep.toml"),
        format!("x = {}{}\n", "[".repeat(10_000), "]".repeat(10_000)),
    )
    .unwrap();
    fs::write(
        root.join("content/people/tables.toml"),
        format!("[{}b]\n", "a.".repeat(10_000)),
    )
    .unwrap();
    fs::write(
        root.join("content/pages/deep.md"),
        format!("{} text\n", ">".repeat(10_000)),
    )
    .unwrap();
    fs::write(root.join("content/pages/lists.md"), "* ".repeat(10_000)).unwrap();
    let found = findings(root);
    let has = |code: &str, file: &str| found.iter().any(|(each, path, _)| each == code && path.ends_with(file));
    assert!(has("unreadable-file", "huge.toml"), "{found:?}");
    assert!(has("toml-syntax", "deep.toml"), "{found:?}");
    assert!(
        found.iter().any(|(_, path, _)| path.ends_with("tables.toml")),
        "{found:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn what_is_no_regular_file_inside_is_an_error_that_names_it() {
    let dir = site();
    let root = dir.path();
    let pages = root.join("content/pages");
    fs::create_dir(pages.join("folder.md")).unwrap();
    fs::write(root.join("secret.md"), "outside\n").unwrap();
    symlink("../../secret.md", pages.join("leaves.md")).unwrap();
    symlink("loop.md", pages.join("loop.md")).unwrap();
    symlink("..", pages.join("up")).unwrap();
    fs::write(pages.join("locked.md"), "x").unwrap();
    fs::set_permissions(pages.join("locked.md"), fs::Permissions::from_mode(0o000)).unwrap();
    let readable = fs::read(pages.join("locked.md")).is_ok();
    let found = findings(root);
    let mut files: Vec<_> = found
        .iter()
        .filter(|(code, ..)| code == "unreadable-file")
        .map(|(_, file, _)| file.as_str())
        .collect();
    // Whoever runs as root reads everything.
    files.retain(|file| !file.ends_with("locked.md"));
    assert_eq!(
        files,
        [
            "content/pages/folder.md",
            "content/pages/leaves.md",
            "content/pages/loop.md",
            "content/pages/up"
        ]
    );
    assert!(readable || found.iter().any(|(_, file, _)| file.ends_with("locked.md")));
    let (_, out, _) = run(root, &["check", "--frames"]);
    assert!(!out.contains("outside\n"), "{out}");
}

#[test]
fn names_that_no_id_can_be_are_told() {
    let dir = site();
    let root = dir.path();
    fs::write(root.join("content/pages/Welcome.md"), "Hello.\n").unwrap();
    fs::write(root.join("content/pages/welcome.md"), "Hello.\n").unwrap();
    fs::create_dir_all(root.join("content/people")).unwrap();
    fs::write(
        root.join("content/people/climb.toml"),
        "[[person]]\nid = \"../../etc\"\nname = \"x\"\nhired = 2024-02-01\n",
    )
    .unwrap();
    let found = findings(root);
    for code in ["names-differ-in-case", "bad-id"] {
        assert!(found.iter().any(|(each, ..)| each == code), "{code} in {found:?}");
    }
    assert!(
        found
            .iter()
            .any(|(code, file, line)| code == "bad-id" && file.ends_with("climb.toml") && *line == Some(2))
    );
    let (code, _, error) = run(root, &["new", "goals", "../../etc"]);
    assert!(code == 2, "{error}");
}
