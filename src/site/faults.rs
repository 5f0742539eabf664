//! Makes each thing that the writer does to a disk fail in turn, once or from then on (as a kill does), and looks at
//! what stands afterwards.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::disk::{Disk, Kind, Modes, RealDisk, Stat};
use super::error::WriteError;
use super::manifest::MANIFEST_NAME;
use super::output::Output;
use super::tree::Address;
use super::writer::{Hashes, PowerCut, Report, Session};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Once,
    FromThenOn,
}

/// What a file system can do.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Able {
    Everything,
    NoExchange,
    NoLinks,
}

struct FailingDisk {
    able: Able,
    fault: Fault,
    fails_at: usize,
    calls: AtomicUsize,
    /// What was synced and swapped, in order.
    steps: Mutex<Vec<&'static str>>,
}

impl FailingDisk {
    fn new(able: Able, fault: Fault, fails_at: usize) -> Arc<Self> {
        Arc::new(Self {
            able,
            fault,
            fails_at,
            calls: AtomicUsize::new(0),
            steps: Mutex::default(),
        })
    }

    fn call(&self) -> io::Result<()> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        let fails = match self.fault {
            Fault::Once => number == self.fails_at,
            Fault::FromThenOn => number >= self.fails_at,
        };
        if fails {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }
}

impl Disk for FailingDisk {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.call().and_then(|()| RealDisk.stat(path))
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.call().and_then(|()| RealDisk.list(folder))
    }
    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        self.call().and_then(|()| RealDisk.read(file))
    }
    fn make_folder(&self, path: &Path, modes: &Modes) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.make_folder(path, modes))
    }
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.set_mode(path, mode))
    }
    fn create(&self, path: &Path, bytes: &[u8], modes: &Modes) -> io::Result<i64> {
        // A full disk takes the beginning of a file.
        self.call()
            .inspect_err(|_| drop(fs::write(path, &bytes[..bytes.len() / 2])))?;
        RealDisk.create(path, bytes, modes)
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        if self.able == Able::NoLinks {
            Err(io::ErrorKind::PermissionDenied.into())
        } else {
            RealDisk.link(from, to)
        }
    }
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.copy(from, to))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.rename(from, to))
    }
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.call()?;
        if self.able == Able::NoExchange {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.steps.lock().unwrap().push("exchange");
        RealDisk.exchange(one, other)
    }
    fn sync(&self, _folder: &Path) -> io::Result<()> {
        // What a power cut does is not tested here, and it is slow.
        self.steps.lock().unwrap().push("sync");
        self.call()
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.remove_file(path))
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.call().and_then(|()| RealDisk.remove_folder(path))
    }
}

type Files = &'static [(&'static str, &'static str)];
const OLD: Files = &[
    ("hr/index.html", "old"),
    ("hr/a/x.html", "same"),
    ("gone/x.html", "gone"),
];
const NEW: Files = &[
    ("hr/index.html", "new"),
    ("hr/a/x.html", "same"),
    ("hr/b/x.html", "more"),
];
const FOREIGN: (&str, &str) = ("gone/notes.txt", "mine");

fn build(disk: Arc<dyn Disk>, site: &Path, files: Files) -> Result<Report, WriteError> {
    let output = Output::new(site, &[])?;
    let session = Session::begin_on(disk, &output, PowerCut::Outlived, Modes::PRIVATE, Hashes::Listed)?;
    let address = |text| Address::new(text).unwrap();
    files
        .iter()
        .try_for_each(|(at, text)| session.write(&address(at), text.as_bytes()))?;
    session.link(&address("hr/index.html"), &address("company/index.html"))?;
    session.finish()
}

/// A home with the old site in it, or with none.
fn home(before: Option<Files>) -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let site = home.path().join("site");
    if let Some(files) = before {
        build(Arc::new(RealDisk), &site, files).unwrap();
        fs::write(site.join(FOREIGN.0), FOREIGN.1).unwrap();
    }
    (home, site)
}

fn whole(files: Files, foreign: bool) -> BTreeMap<String, String> {
    let linked = ("company/index.html", files[0].1);
    let all = files.iter().chain([&linked]).chain(foreign.then_some(&FOREIGN));
    all.map(|(at, text)| ((*at).to_owned(), (*text).to_owned())).collect()
}

fn contents(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in RealDisk.list(&folder).unwrap() {
            let path = folder.join(name);
            if kind == Kind::Folder {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(found.remove(MANIFEST_NAME).is_some());
    found
}

fn names_in(folder: &Path) -> Vec<OsString> {
    RealDisk
        .list(folder)
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

/// Fails each call of a build over `before` in turn. Returns in how many the build failed, and in how many it was
/// put in place nonetheless.
fn fail_every_call(able: Able, fault: Fault, before: Option<Files>) -> (usize, usize) {
    let counting = FailingDisk::new(able, Fault::Once, usize::MAX);
    let (_home, site) = home(before);
    build(counting.clone(), &site, NEW).unwrap();
    let calls = counting.calls.load(Ordering::SeqCst);
    let mut ends = (0, 0);
    for fails_at in 0..calls {
        let case = format!("{able:?}, {fault:?}, call {fails_at} of {calls}");
        let (home, site) = home(before);
        let done = build(FailingDisk::new(able, fault, fails_at), &site, NEW);
        *(if done.is_ok() { &mut ends.1 } else { &mut ends.0 }) += 1;
        check_after(&site, before, done.is_ok(), able, &case);
        let report = build(Arc::new(RealDisk), &site, NEW).unwrap();
        assert_eq!(report.left_behind, [""; 0].map(PathBuf::from), "{case}");
        assert_eq!(contents(&site), whole(NEW, before.is_some()), "{case}: the next build");
        assert_eq!(names_in(home.path()), ["site"], "{case}: left behind by the next build");
    }
    ends
}

fn check_after(site: &Path, before: Option<Files>, done: bool, able: Able, case: &str) {
    let foreign = before.is_some();
    if !site.exists() && (able == Able::NoExchange || before.is_none()) {
        // Between the two steps of a swap: what a next build finds, whatever becomes of it.
        drop(Session::begin(&Output::new(site, &[]).unwrap(), PowerCut::Ignored).unwrap());
        if !site.exists() {
            assert!(before.is_none() && !done, "{case}: no site stands");
            return;
        }
    }
    let found = contents(site);
    if done {
        assert_eq!(found, whole(NEW, foreign), "{case}: the new site");
    } else {
        let old = before.is_some_and(|files| found == whole(files, foreign));
        let recovered = before.is_none() && found == whole(NEW, false);
        assert!(
            old || recovered,
            "{case}: a site that is neither old nor new: {found:?}"
        );
    }
}

#[test]
fn whatever_call_fails_once_the_old_site_or_the_new_one_is_whole() {
    for able in [Able::Everything, Able::NoExchange, Able::NoLinks] {
        let (failed, done) = fail_every_call(able, Fault::Once, Some(OLD));
        assert!(
            failed > 20 && done > 5,
            "{able:?}: {failed} failed, {done} were put in place"
        );
    }
}

#[test]
fn whatever_call_is_the_last_the_old_site_or_the_new_one_is_whole() {
    for able in [Able::Everything, Able::NoExchange, Able::NoLinks] {
        let (failed, done) = fail_every_call(able, Fault::FromThenOn, Some(OLD));
        assert!(
            failed > 20 && done > 5,
            "{able:?}: {failed} failed, {done} were put in place"
        );
    }
}

#[test]
fn whatever_call_of_a_first_build_fails_the_site_is_absent_or_whole() {
    for fault in [Fault::Once, Fault::FromThenOn] {
        let (failed, _) = fail_every_call(Able::Everything, fault, None);
        assert!(failed > 10, "{failed}");
    }
}

#[test]
fn everything_is_brought_to_the_disk_once_before_the_swap() {
    let (_home, site) = home(Some(OLD));
    let disk = FailingDisk::new(Able::Everything, Fault::Once, usize::MAX);
    build(disk.clone(), &site, NEW).unwrap();
    assert_eq!(*disk.steps.lock().unwrap(), ["sync", "exchange"]);
}

#[test]
fn a_full_disk_is_the_machines_failure_and_a_refusal_is_not() {
    let (_home, site) = home(Some(OLD));
    let error = build(FailingDisk::new(Able::Everything, Fault::FromThenOn, 12), &site, NEW).unwrap_err();
    assert!(error.is_machine() && error.to_string().contains("make room"), "{error}");
    fs::write(site.join(MANIFEST_NAME), "something else").unwrap();
    assert!(!build(Arc::new(RealDisk), &site, NEW).unwrap_err().is_machine());
}

#[test]
fn a_file_keeps_its_time_where_there_are_no_links() {
    let (_home, site) = home(Some(OLD));
    let time = || fs::metadata(site.join("hr/a/x.html")).unwrap().modified().unwrap();
    let before = time();
    let report = build(FailingDisk::new(Able::NoLinks, Fault::Once, usize::MAX), &site, NEW).unwrap();
    assert_eq!((report.kept, report.left_behind.len()), (1, 0));
    assert_eq!(time(), before);
}
