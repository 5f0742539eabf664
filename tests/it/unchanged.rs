//! A build in which nothing changed renders nothing; one in which anything did is made.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::times::{age, set_time};

struct Site {
    _dir: tempfile::TempDir,
    root: PathBuf,
}

impl Site {
    /// The first site of a new user, an hour old.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("reviews");
        crate::first_site::write(&root);
        let site = Self { _dir: dir, root };
        age(&site.root);
        site
    }

    fn build(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preread"));
        let built = command
            .arg("build")
            .args(arguments)
            .current_dir(&self.root)
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        String::from_utf8(built.stdout).unwrap()
    }

    fn is_unchanged(&self, arguments: &[&str]) -> bool {
        self.build(arguments).contains("nothing changed since the last build")
    }
}

#[test]
fn a_second_build_looks_and_writes_nothing() {
    let site = Site::new();
    let first = site.build(&[]);
    assert!(!first.contains("nothing changed"), "{first}");
    let page = site.root.join("site/hr/index.html");
    let (bytes, written) = (
        fs::read(&page).unwrap(),
        fs::metadata(&page).unwrap().modified().unwrap(),
    );
    let second = site.build(&[]);
    assert!(second.starts_with("nothing changed since the last build: "), "{second}");
    // What the first said of people, pages and findings, the second says too.
    let counts = first.lines().last().unwrap().rsplit_once(", ").unwrap().0;
    assert!(second.contains(counts), "{first}\n{second}");
    assert_eq!(fs::read(&page).unwrap(), bytes);
    assert_eq!(fs::metadata(&page).unwrap().modified().unwrap(), written);
}

#[test]
fn whatever_changes_is_built() {
    let site = Site::new();
    site.build(&[]);
    let people = site.root.join("content/people.toml");
    let page = site.root.join("site/hr/index.html");
    let changes: [(&str, &dyn Fn()); 5] = [
        ("a record of the same length", &|| {
            let text = fs::read_to_string(&people).unwrap();
            fs::write(&people, text.replacen("2024", "2023", 1)).unwrap();
            set_time(&people, Duration::from_secs(60));
        }),
        ("a new record", &|| {
            let page = site.root.join("content/pages/more.md");
            fs::create_dir_all(page.parent().unwrap()).unwrap();
            fs::write(&page, "# More\n\nA page.\n").unwrap();
            set_time(&page, Duration::from_secs(60));
        }),
        ("the settings", &|| {
            let settings = site.root.join("preread.toml");
            let text = fs::read_to_string(&settings).unwrap();
            fs::write(&settings, text + "\n# a remark\n").unwrap();
            set_time(&settings, Duration::from_secs(60));
        }),
        ("a page that somebody wrote over", &|| {
            fs::write(&page, "not ours").unwrap();
        }),
        ("a page that somebody deleted", &|| fs::remove_file(&page).unwrap()),
    ];
    for (what, change) in changes {
        change();
        assert!(!site.is_unchanged(&[]), "{what}");
        assert!(fs::read_to_string(&page).unwrap().starts_with("<!"), "{what}");
        assert!(site.is_unchanged(&[]), "after {what}");
    }
    assert!(!site.is_unchanged(&["--as-of", "2026-08-15"]));
    assert!(!site.is_unchanged(&["--audience", "hr", "--output", "other"]));
    assert!(site.is_unchanged(&["--audience", "hr", "--output", "other"]));
}

#[test]
fn the_day_counts_and_not_who_named_it() {
    let site = Site::new();
    site.build(&[]);
    // The settings name it, so that tomorrow's build is this one too.
    assert!(site.is_unchanged(&["--as-of", "2026-10-30"]));
    assert!(!site.is_unchanged(&["--as-of", "2026-08-15"]));
}

#[test]
fn a_record_that_is_young_is_not_relied_on() {
    let site = Site::new();
    set_time(&site.root.join("content/people.toml"), Duration::ZERO);
    site.build(&[]);
    assert!(!site.is_unchanged(&[]));
}

#[test]
fn a_large_file_is_told_apart_by_its_time_too() {
    let site = Site::new();
    let settings = site.root.join("preread.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let limit = "largest_file = 20000000\n";
    let text = if text.contains("[build]\n") {
        text.replacen("[build]\n", &format!("[build]\n{limit}"), 1)
    } else {
        format!("{text}\n[build]\n{limit}")
    };
    fs::write(&settings, text).unwrap();
    set_time(&settings, Duration::from_secs(3_600));
    let people = site.root.join("content/people.toml");
    let roster = fs::read_to_string(&people).unwrap();
    let write = |remark: &str, ago| {
        fs::write(&people, format!("{roster}\n# {}\n", remark.repeat(9_000_000))).unwrap();
        set_time(&people, Duration::from_secs(ago));
    };
    write("a", 3_600);
    site.build(&[]);
    assert!(site.is_unchanged(&[]));
    write("b", 60);
    assert!(!site.is_unchanged(&[]));
}
