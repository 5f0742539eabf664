//! The writer of sites over a real disk: whole or absent, ours alone, and careful with what others put there.

mod killed;
mod publishing;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use preread::site::{Address, MANIFEST_NAME, Output, PowerCut, Refusal, Report, Session, WriteError};

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn at(&self, relative: &str) -> PathBuf {
        self.site().join(relative)
    }

    fn try_build(&self, files: &[(&str, &str)]) -> Result<Report, WriteError> {
        build(&self.site(), files)
    }

    fn build(&self, files: &[(&str, &str)]) -> Report {
        self.try_build(files).unwrap()
    }

    /// The names beside the site, other than its own.
    fn beside(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "site")
            .collect()
    }
}

fn address(text: &str) -> Address {
    Address::new(text).unwrap()
}

fn build(site: &Path, files: &[(&str, &str)]) -> Result<Report, WriteError> {
    let session = Session::begin(&Output::new(site, &[])?, PowerCut::Ignored)?;
    files
        .iter()
        .try_for_each(|(at, text)| session.write(&address(at), text.as_bytes()))?;
    session.finish()
}

/// Every file below a folder but the manifest, with its bytes.
fn contents(root: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    assert!(found.remove(MANIFEST_NAME).is_some(), "a site has a manifest");
    found
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(at, text)| ((*at).to_owned(), (*text).to_owned()))
        .collect()
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

fn why(result: Result<Report, WriteError>) -> Refusal {
    match result {
        Err(WriteError::Refused { why, .. }) => why,
        other => panic!("not refused: {other:?}"),
    }
}

const OLD: &[(&str, &str)] = &[
    ("hr/index.html", "old home"),
    ("hr/a/index.html", "same"),
    ("hr/gone.html", "gone"),
];
const NEW: &[(&str, &str)] = &[
    ("hr/index.html", "new home"),
    ("hr/a/index.html", "same"),
    ("hr/b/index.html", "more"),
];

#[test]
fn a_site_is_written_where_there_was_none() {
    let home = Home::new();
    let report = home.build(OLD);
    assert_eq!(contents(&home.site()), map(OLD));
    assert_eq!(
        (report.written, report.kept, report.removed, report.bytes),
        (3, 0, 0, 16)
    );
    assert!(home.beside().is_empty(), "{:?}", home.beside());
}

#[test]
fn an_empty_folder_is_taken() {
    let home = Home::new();
    fs::create_dir(home.site()).unwrap();
    home.build(OLD);
    assert_eq!(contents(&home.site()), map(OLD));
    assert!(home.beside().is_empty());
}

#[test]
fn a_new_build_replaces_the_old_one_whole() {
    let home = Home::new();
    home.build(OLD);
    let report = home.build(NEW);
    assert_eq!(contents(&home.site()), map(NEW));
    assert_eq!((report.written, report.kept, report.removed), (2, 1, 1));
    assert!(home.beside().is_empty(), "{:?}", home.beside());
}

#[test]
fn a_build_that_is_not_finished_leaves_the_old_site() {
    let home = Home::new();
    home.build(OLD);
    let session = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
    session.write(&address("hr/index.html"), b"new").unwrap();
    drop(session);
    assert_eq!(contents(&home.site()), map(OLD));
    assert!(home.beside().is_empty(), "{:?}", home.beside());
}

#[test]
fn a_file_that_comes_out_the_same_keeps_its_inode_and_time() {
    let home = Home::new();
    home.build(OLD);
    let before = fs::metadata(home.at("hr/a/index.html")).unwrap();
    let changed = fs::metadata(home.at("hr/index.html")).unwrap();
    home.build(NEW);
    let after = fs::metadata(home.at("hr/a/index.html")).unwrap();
    assert_eq!(
        (before.ino(), before.modified().unwrap()),
        (after.ino(), after.modified().unwrap())
    );
    assert_ne!(changed.ino(), fs::metadata(home.at("hr/index.html")).unwrap().ino());
}

#[test]
fn a_build_in_which_nothing_changed_touches_nothing() {
    let home = Home::new();
    home.build(OLD);
    let before = fs::metadata(home.site()).unwrap();
    let report = home.build(OLD);
    let after = fs::metadata(home.site()).unwrap();
    assert_eq!((before.ino(), before.ctime_nsec()), (after.ino(), after.ctime_nsec()));
    assert_eq!((report.written, report.kept), (0, 3));
    assert!(home.beside().is_empty());
}

#[test]
fn a_page_changed_by_hand_is_written_again_and_reported() {
    let home = Home::new();
    home.build(OLD);
    fs::write(home.at("hr/a/index.html"), "SAME").unwrap();
    let report = home.build(OLD);
    assert_eq!(contents(&home.site()), map(OLD));
    assert_eq!(report.mended, [address("hr/a/index.html")]);
    fs::remove_file(home.at("hr/a/index.html")).unwrap();
    assert_eq!(home.build(OLD).mended, [address("hr/a/index.html")]);
    assert_eq!(contents(&home.site()), map(OLD));
}

#[test]
fn a_page_kept_unseen_is_kept_unless_it_was_changed_by_hand() {
    let home = Home::new();
    home.build(OLD);
    fs::write(home.at("hr/gone.html"), "else").unwrap();
    let session = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
    assert!(session.keep(&address("hr/index.html")).unwrap());
    assert!(!session.keep(&address("hr/gone.html")).unwrap());
    assert!(!session.keep(&address("hr/never.html")).unwrap());
    assert_eq!(session.read(&address("hr/index.html")).unwrap(), b"old home");
    session.finish().unwrap();
    assert_eq!(contents(&home.site()), map(&[("hr/index.html", "old home")]));
}

#[test]
fn two_addresses_can_share_bytes_and_keep_sharing_them() {
    let home = Home::new();
    let twice = |text: &str| {
        let session = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
        session.write(&address("hr/p.html"), text.as_bytes()).unwrap();
        session
            .link(&address("hr/p.html"), &address("managers/a/p.html"))
            .unwrap();
        session
            .link(&address("managers/a/p.html"), &address("managers/b/p.html"))
            .unwrap();
        assert_eq!(session.read(&address("managers/b/p.html")).unwrap(), text.as_bytes());
        session.finish().unwrap()
    };
    let inode = |at: &str| fs::metadata(home.at(at)).unwrap().ino();
    for (text, linked, kept) in [("one", 2, 0), ("one", 0, 3), ("two", 2, 0)] {
        let report = twice(text);
        assert_eq!((report.linked, report.kept), (linked, kept), "{text}");
        let all = [
            ("hr/p.html", text),
            ("managers/a/p.html", text),
            ("managers/b/p.html", text),
        ];
        assert_eq!(contents(&home.site()), map(&all));
        assert_eq!(inode("hr/p.html"), inode("managers/a/p.html"));
        assert_eq!(inode("hr/p.html"), inode("managers/b/p.html"));
    }
}

#[test]
fn tables_that_come_out_the_same_are_one_file_and_tell_nothing_of_each_other() {
    let home = Home::new();
    let inode = |at: &str| fs::metadata(home.at(at)).unwrap().ino();
    let (hr, own, page) = ("hr/p.csv", "people/a/p.csv", "hr/p.html");
    let report = home.build(&[(hr, "1,2"), (own, "1,2"), (page, "1,2")]);
    assert_eq!((report.written, report.linked), (2, 1));
    assert_eq!(inode(hr), inode(own));
    assert_ne!(inode(hr), inode(page));
    // One changes: the other is as it was.
    let before = fs::metadata(home.at(own)).unwrap();
    let report = home.build(&[(hr, "1,3"), (own, "1,2"), (page, "1,2")]);
    assert_eq!((report.written, report.linked, report.kept), (1, 0, 2));
    let after = fs::metadata(home.at(own)).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    // What another tree held before gives a new table no time of its own.
    let report = home.build(&[(hr, "1,2"), (own, "1,2"), (page, "1,2")]);
    assert_eq!((report.written, report.linked, report.kept), (1, 0, 2));
    assert_ne!(inode(hr), inode(own));
    let all = [(hr, "1,2"), (own, "1,2"), (page, "1,2")];
    assert_eq!(contents(&home.site()), map(&all));
}

#[test]
fn everything_is_its_makers_alone_also_when_it_was_opened_up_before() {
    let home = Home::new();
    let all_private = || {
        for folder in ["", "hr", "hr/a"] {
            assert_eq!(mode(&home.at(folder)), 0o700, "{folder}");
        }
        for file in [MANIFEST_NAME, "hr/index.html", "hr/a/index.html"] {
            assert_eq!(mode(&home.at(file)), 0o600, "{file}");
        }
    };
    home.build(OLD);
    all_private();
    fs::set_permissions(home.at("hr/a/index.html"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(home.at("hr"), fs::Permissions::from_mode(0o755)).unwrap();
    home.build(OLD);
    all_private();
}

#[test]
fn modes_hold_whatever_the_mask() {
    for mask in ["000", "277", "777"] {
        let home = Home::new();
        let status = helper("build_once", &home.site())
            .env("PREREAD_MASK", mask)
            .status()
            .unwrap();
        assert!(status.success(), "mask {mask}");
        assert_eq!(
            (mode(&home.at("hr")), mode(&home.at("hr/index.html"))),
            (0o700, 0o600),
            "mask {mask}"
        );
        assert_eq!(
            (mode(&home.site()), mode(&home.at(MANIFEST_NAME))),
            (0o700, 0o600),
            "mask {mask}"
        );
    }
}

#[test]
fn a_folder_that_holds_something_else_is_refused_and_untouched() {
    let home = Home::new();
    fs::create_dir(home.site()).unwrap();
    fs::write(home.at("thesis.txt"), "years of work").unwrap();
    assert_eq!(why(home.try_build(OLD)), Refusal::NotOurs);
    assert_eq!(fs::read_to_string(home.at("thesis.txt")).unwrap(), "years of work");
    assert!(home.beside().is_empty());
}

#[test]
fn a_folder_with_a_damaged_manifest_is_refused() {
    let home = Home::new();
    home.build(OLD);
    let text = fs::read_to_string(home.at(MANIFEST_NAME)).unwrap();
    for damaged in [
        "",
        "preread site 1\n",
        "preread site 2\n",
        &text[..text.len() / 2],
        "something",
    ] {
        fs::write(home.at(MANIFEST_NAME), damaged).unwrap();
        assert!(matches!(why(home.try_build(NEW)), Refusal::Manifest(_)), "{damaged:?}");
        assert_eq!(contents(&home.site()), map(OLD));
    }
}

#[test]
fn what_others_put_into_the_site_is_taken_over_into_the_next() {
    let home = Home::new();
    home.build(OLD);
    fs::write(home.at("hr/a/notes.txt"), "mine").unwrap();
    fs::create_dir_all(home.at(".well-known/empty")).unwrap();
    fs::set_permissions(home.at(".well-known"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(home.at(".well-known/a b"), "also").unwrap();
    symlink("nowhere", home.at("dangling")).unwrap();
    let inode = fs::metadata(home.at("hr/a/notes.txt")).unwrap().ino();
    // The last of these builds has no page in the folder that the notes lie in.
    for files in [NEW, OLD, &[("company/index.html", "home")]] {
        let report = home.build(files);
        assert_eq!(
            report.foreign,
            [".well-known/a b", "dangling", "hr/a/notes.txt"].map(PathBuf::from)
        );
        assert_eq!(fs::metadata(home.at("hr/a/notes.txt")).unwrap().ino(), inode);
        assert_eq!(fs::read_to_string(home.at(".well-known/a b")).unwrap(), "also");
        assert_eq!(fs::read_link(home.at("dangling")).unwrap(), Path::new("nowhere"));
        assert_eq!(mode(&home.at(".well-known")), 0o755);
        assert!(home.at(".well-known/empty").is_dir());
        assert!(home.beside().is_empty(), "{:?}", home.beside());
    }
    assert!(!home.at("hr/index.html").exists());
}

#[test]
fn a_foreign_file_where_a_page_belongs_stops_the_build() {
    for foreign in ["hr/b", "hr/b/index.html", "hr/b/index.html/deep/file"] {
        let home = Home::new();
        home.build(OLD);
        let path = home.at(foreign);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        assert_eq!(why(home.try_build(NEW)), Refusal::Foreign, "{foreign}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(fs::read_to_string(home.at("hr/index.html")).unwrap(), "old home");
        assert!(home.beside().is_empty());
    }
}

#[test]
fn a_page_replaced_by_a_link_is_not_written_through_it() {
    let home = Home::new();
    home.build(OLD);
    let outside = home.folder.path().join("outside");
    fs::write(&outside, "untouched").unwrap();
    fs::remove_file(home.at("hr/index.html")).unwrap();
    symlink(&outside, home.at("hr/index.html")).unwrap();
    assert_eq!(why(home.try_build(NEW)), Refusal::Foreign);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "untouched");
}

#[test]
fn a_file_put_into_the_old_site_during_the_build_is_not_lost() {
    let home = Home::new();
    home.build(OLD);
    let session = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
    session.write(&address("hr/index.html"), b"new").unwrap();
    fs::create_dir(home.at("late")).unwrap();
    fs::write(home.at("late/notes.txt"), "mine").unwrap();
    fs::write(home.at("hr/a/notes.txt"), "mine too").unwrap();
    let report = session.finish().unwrap();
    assert_eq!(fs::read_to_string(home.at("late/notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(home.at("hr/a/notes.txt")).unwrap(), "mine too");
    assert_eq!((report.left_behind.len(), home.beside().len()), (0, 0));
}

#[test]
fn a_file_that_failed_keeps_the_build_from_being_put_in_place() {
    let home = Home::new();
    home.build(OLD);
    let session = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
    session.write(&address("hr/index.html"), b"new").unwrap();
    assert!(matches!(
        session.write(&address("hr/index.html"), b"again"),
        Err(WriteError::Clash(_))
    ));
    assert!(matches!(session.finish(), Err(WriteError::Incomplete)));
    assert_eq!(contents(&home.site()), map(OLD));
}

#[test]
fn a_second_build_at_the_same_time_is_refused() {
    let home = Home::new();
    let first = Session::begin(&Output::new(&home.site(), &[]).unwrap(), PowerCut::Ignored).unwrap();
    assert_eq!(why(home.try_build(OLD)), Refusal::Busy(Some(std::process::id())));
    drop(first);
    home.build(OLD);
}

#[test]
fn the_manifest_tells_nothing_to_a_guesser() {
    let (one, other) = (Home::new(), Home::new());
    let hashes = |home: &Home| {
        home.build(&[("hr/pay.html", "182000")]);
        let text = fs::read_to_string(home.at(MANIFEST_NAME)).unwrap();
        text.lines().nth(2).unwrap().split(' ').next().unwrap().to_owned()
    };
    assert_ne!(hashes(&one), hashes(&other));
}

#[test]
fn folders_of_others_beside_the_site_are_left_alone() {
    let home = Home::new();
    let like_ours = home.folder.path().join(".site.preread-0123456789abcdef");
    fs::create_dir(&like_ours).unwrap();
    fs::write(like_ours.join("mine"), "mine").unwrap();
    let report = home.build(OLD);
    assert_eq!(fs::read_to_string(like_ours.join("mine")).unwrap(), "mine");
    assert_eq!(report.left_behind, [like_ours]);
}

/// A process of this test binary that runs one of the ignored tests below, over a site of ours.
fn helper(name: &str, site: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg("umask ${PREREAD_MASK:-022}; exec \"$0\" \"$@\"")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("writing::{name}"), "--ignored", "--nocapture"])
        .env("PREREAD_SITE", site)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn helper_site() -> PathBuf {
    std::env::var_os("PREREAD_SITE")
        .expect("started by another test")
        .into()
}

#[test]
#[ignore = "run by modes_hold_whatever_the_mask in a process of its own"]
fn build_once() {
    build(&helper_site(), OLD).unwrap();
}
