//! After any sequence of edits what is served is what a clean build writes, byte for byte.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use preread::disclosure::Audience;
use preread::serve::{Change, File as Served, Listed, Live};
use preread::site::{Audit, Memory, Plan, build, examine};
use preread::source::{DiskWorld, SourcePath, World};
use preread::themes::{Files, Theme};

use crate::random::Random;

/// How many sequences are made; `PREREAD_SEQUENCES` asks for more.
const SEQUENCES: u64 = 40;
/// How many edits each has.
const EDITS: u64 = 6;
/// The trees that are compared.
const TREES: [&str; 2] = ["hr", "company"];

/// A site under a hand that knows no mercy.
struct Site {
    root: PathBuf,
    original: BTreeMap<PathBuf, Vec<u8>>,
    /// Moves on with each edit, long before now: then times tell versions apart, and contents are not looked at.
    time: SystemTime,
    /// What an edit left half-written, and the rest of it.
    half: Option<(PathBuf, Vec<u8>)>,
    touched: HashSet<SourcePath>,
    /// Whether a folder came or went, after which the system names no files.
    folders_moved: bool,
}

impl Site {
    fn new(root: &Path, example: &BTreeMap<PathBuf, Vec<u8>>) -> Self {
        let original = example.iter().map(|(path, bytes)| (root.join(path), bytes.clone()));
        let mut site = Self {
            root: root.to_path_buf(),
            original: original.collect(),
            time: SystemTime::now() - Duration::from_secs(3_600),
            half: None,
            touched: HashSet::new(),
            folders_moved: false,
        };
        site.restore();
        site
    }

    fn write(&mut self, path: &Path, bytes: &[u8]) {
        if !path.parent().unwrap().exists() {
            self.folders_moved = true;
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        fs::write(path, bytes).unwrap();
        self.stamp(path);
    }

    fn stamp(&mut self, path: &Path) {
        self.time += Duration::from_millis(3);
        File::open(path).unwrap().set_modified(self.time).unwrap();
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![self.root.join("preread.toml")];
        walk(&self.root.join("content"), &mut |path| files.push(path.to_path_buf()));
        files.retain(|path| path.exists());
        files.sort();
        files
    }

    fn some_file(&self, random: &mut Random) -> PathBuf {
        let files = self.files();
        files[random.below(files.len())].clone()
    }

    /// Another version of a file: right or wrong, as it comes.
    fn varied(path: &Path, random: &mut Random) -> Vec<u8> {
        let mut text = fs::read_to_string(path).unwrap();
        let is_text = path.extension().is_some_and(|ending| ending == "md");
        let number = random.below(10_000);
        match random.below(5) {
            0 if !is_text => text.push_str("\nnonsense = \n"),
            1 => text = text.replacen('"', &format!("\"{number} "), 2),
            2 => text = text.replacen("2026", "2025", 1),
            _ if is_text => text = format!("{text}\nAnother paragraph, number {number}.\n"),
            _ => text = text.replacen("title = \"", &format!("title = \"{number} "), 1),
        }
        text.into_bytes()
    }

    fn edit(&mut self, random: &mut Random) {
        if let Some((path, rest)) = self.half.take() {
            self.write(&path, &rest);
        }
        let path = self.some_file(random);
        match random.below(9) {
            0 | 1 => {
                let bytes = Self::varied(&path, random);
                self.write(&path, &bytes);
            }
            2 => {
                let bytes = Self::varied(&path, random);
                let beside = path.with_extension("tmp");
                self.write(&beside, &bytes);
                fs::rename(&beside, &path).unwrap();
            }
            3 if !path.ends_with("preread.toml") => fs::remove_file(&path).unwrap(),
            4 => {
                let all: Vec<_> = self.original.clone().into_iter().collect();
                let (path, bytes) = &all[random.below(all.len())];
                self.write(path, bytes);
            }
            5 => {
                let other = self.some_file(random);
                fs::rename(&path, path.with_extension("swap")).unwrap();
                if other != path {
                    fs::rename(&other, &path).unwrap();
                }
                fs::rename(path.with_extension("swap"), &other).unwrap();
                if !self.root.join("preread.toml").exists() {
                    self.restore();
                }
            }
            6 => self.move_folder(&path, random),
            7 => self.stamp(&path),
            _ if random.below(3) == 0 => self.restore(),
            _ => {
                let bytes = Self::varied(&path, random);
                let cut = random.below(bytes.len());
                self.write(&path, &bytes[..cut]);
                self.half = Some((path.clone(), bytes));
            }
        }
        if random.below(2) == 0 {
            let below = path.strip_prefix(&self.root).unwrap().to_str().unwrap();
            self.touched.insert(SourcePath::new(below));
        }
    }

    /// A folder is moved out, or one that was comes back.
    fn move_folder(&mut self, path: &Path, random: &mut Random) {
        self.folders_moved = true;
        let away = self.root.join("away");
        let folder = path.parent().unwrap();
        if away.exists() {
            let back = self.root.join("content/cycles/2026-q3/people/back");
            if back.parent().is_some_and(Path::is_dir) && !back.exists() && random.below(2) == 0 {
                fs::rename(&away, &back).unwrap();
            } else {
                fs::remove_dir_all(&away).unwrap();
            }
        } else if folder != self.root {
            fs::rename(folder, &away).unwrap();
        }
    }

    /// As after a change of branch: everything as it was at first.
    fn restore(&mut self) {
        self.folders_moved = true;
        _ = fs::remove_dir_all(self.root.join("content"));
        for (path, bytes) in self.original.clone() {
            self.write(&path, &bytes);
        }
    }

    /// What tells one state of the files from the next.
    fn stamps(&self) -> BTreeMap<PathBuf, (SystemTime, u64, u64)> {
        let stamp = |path: PathBuf| {
            let data = fs::metadata(&path).unwrap();
            (path, (data.modified().unwrap(), data.len(), data.ino()))
        };
        self.files().into_iter().map(stamp).collect()
    }

    /// Some edits, as the system may tell of them: with every file that changed, or with some.
    fn edits(&mut self, random: &mut Random) -> Change {
        let before = self.stamps();
        for _ in 0..=random.below(2) {
            self.edit(random);
        }
        let mut touched = std::mem::take(&mut self.touched);
        let folders_moved = std::mem::take(&mut self.folders_moved);
        let named_all = !folders_moved && random.below(4) > 0;
        if named_all {
            let after = self.stamps();
            let differing = before
                .keys()
                .chain(after.keys())
                .filter(|path| before.get(*path) != after.get(*path));
            let below = differing.map(|path| path.strip_prefix(&self.root).unwrap().to_str().unwrap());
            touched.extend(below.map(SourcePath::new));
        }
        Change {
            touched,
            named_all,
            everything: false,
        }
    }

    /// What a clean build writes; nothing where there is an error.
    fn clean(&self) -> Option<BTreeMap<String, Arc<[u8]>>> {
        let world = DiskWorld::new(&self.root);
        let examined = examine(&world, None);
        if examined.is_broken() {
            return None;
        }
        let theme = Theme::load(&examined.organisation.settings.theme, &Files::new()).ok()?;
        let engine = theme.engine().unwrap();
        let trees = TREES.map(|tree| Audience::find(&examined.organisation, tree).unwrap());
        let memory = Memory::default();
        let plan = Plan {
            examined: &examined,
            theme: &theme,
            engine: &*engine,
            audiences: &trees,
            audit: &Audit::default(),
        };
        build(plan, &memory).unwrap();
        let pages = memory
            .into_files()
            .into_iter()
            .map(|(at, bytes)| (at.as_str().to_owned(), bytes));
        Some(pages.filter(|(at, _)| !at.contains("assets/")).collect())
    }
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, visit);
        } else {
            visit(&path);
        }
    }
}

fn example() -> BTreeMap<PathBuf, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    crate::first_site::write(&root);
    let mut files = BTreeMap::new();
    walk(&root, &mut |path| {
        files.insert(path.strip_prefix(&root).unwrap().to_path_buf(), fs::read(path).unwrap());
    });
    files
}

fn served(live: &Live, address: &str) -> Option<Arc<[u8]>> {
    let state = live.state();
    let (tree, below) = address.split_once('/').unwrap();
    match state.good.as_ref()?.file(tree, below) {
        Ok(Served::Page(bytes)) => Some(bytes),
        Ok(Served::Asset(bytes)) => Some(bytes.into()),
        _ => None,
    }
}

/// The site as it is served once it has been read.
fn live(site: &Site) -> Live {
    let live = Live::new(&site.root, None, "hr", None);
    live.renew(&Change::default());
    live
}

#[test]
fn an_edit_is_served_under_every_name_of_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::new(dir.path(), &example());
    let is_feedback = |path: &&PathBuf| path.parent().is_some_and(|folder| folder.ends_with("feedback"));
    let feedback: Vec<_> = site.files().iter().filter(is_feedback).cloned().collect();
    let (written, linked) = (feedback.first().unwrap(), feedback.last().unwrap());
    assert_ne!(written.parent(), linked.parent());
    fs::remove_file(linked).unwrap();
    std::os::unix::fs::symlink(written, linked).unwrap();
    let live = live(&site);
    let mut text = fs::read_to_string(written).unwrap();
    text.push_str("\nA sentence that nobody had written before.\n");
    site.write(written, text.as_bytes());
    let below = written.strip_prefix(&site.root).unwrap().to_str().unwrap();
    live.renew(&Change {
        touched: HashSet::from([SourcePath::new(below)]),
        named_all: true,
        everything: false,
    });
    let clean = site.clean().unwrap();
    for (address, expected) in clean.iter().filter(|(address, _)| address.ends_with(".html")) {
        assert!(served(&live, address).as_ref() == Some(expected), "{address}");
    }
}

#[test]
fn what_is_served_after_any_sequence_of_edits_is_a_clean_build() {
    let sequences = std::env::var("PREREAD_SEQUENCES").map_or(SEQUENCES, |count| count.parse().unwrap());
    let example = example();
    let (mut good, mut broken) = (0, 0);
    for seed in 1..=sequences {
        let dir = tempfile::tempdir().unwrap();
        let mut site = Site::new(dir.path(), &example);
        let mut random = Random::new(seed);
        let live = live(&site);
        let mut expected = site.clean().unwrap();
        let mut ever: BTreeSet<String> = expected.keys().cloned().collect();
        for edit in 0..EDITS {
            live.renew(&site.edits(&mut random));
            let clean = site.clean();
            assert_eq!(
                live.state().fault.is_some(),
                clean.is_none(),
                "seed {seed}, edit {edit}: a fault"
            );
            match clean {
                Some(clean) => (expected, good) = (clean, good + 1),
                None => broken += 1,
            }
            ever.extend(expected.keys().cloned());
            for address in &ever {
                let (served, expected) = (served(&live, address), expected.get(address).cloned());
                assert!(served == expected, "seed {seed}, edit {edit}: {address}");
            }
        }
    }
    // A test of broken states alone would say little.
    assert!(
        good * 4 > broken && broken > 0,
        "{good} good states, {broken} broken ones"
    );
}

#[test]
fn files_that_changed_since_they_were_listed_for_the_first_reading_are_seen_by_the_next_look() {
    let example = example();
    let mut good = 0;
    for seed in 500..520 {
        let dir = tempfile::tempdir().unwrap();
        let mut site = Site::new(dir.path(), &example);
        let mut random = Random::new(seed);
        let folder = SourcePath::new("content");
        let entries = DiskWorld::new(&site.root).list(&folder);
        site.edits(&mut random);
        site.edits(&mut random);
        let live = Live::new(&site.root, None, "hr", None);
        live.has_been_listed(Listed { folder, entries });
        for _ in 0..2 {
            live.renew(&Change::default());
        }
        let Some(clean) = site.clean() else {
            assert!(live.state().fault.is_some(), "seed {seed}");
            continue;
        };
        good += 1;
        assert!(live.state().fault.is_none(), "seed {seed}");
        for (address, expected) in &clean {
            assert!(
                served(&live, address).as_ref() == Some(expected),
                "seed {seed}: {address}"
            );
        }
    }
    assert!(good > 4, "{good} good states");
}

/// The pages of a tree, each with its bytes.
fn pages(live: &Live, addresses: &[String]) -> BTreeMap<String, Arc<[u8]>> {
    let page = |address: &String| Some((address.clone(), served(live, address)?));
    addresses.iter().filter_map(page).collect()
}

/// A change of one file's text.
struct Edit<'e> {
    what: &'e str,
    path: PathBuf,
    text: String,
    /// How many pages come out differently.
    differ: std::ops::RangeInclusive<usize>,
}

#[test]
fn readers_who_ask_for_a_page_together_have_it_made_once() {
    let dir = tempfile::tempdir().unwrap();
    let site = Site::new(dir.path(), &example());
    let live = live(&site);
    let readers = 16;
    let (live, together) = (&live, &std::sync::Barrier::new(readers));
    let ask = move || {
        together.wait();
        served(live, "hr/index.html").unwrap()
    };
    let pages = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..readers).map(|_| scope.spawn(ask)).collect();
        let pages: Vec<_> = asked.into_iter().map(|page| page.join().unwrap()).collect();
        pages
    });
    assert!(pages.iter().all(|page| page == &pages[0]));
    assert_eq!(live.state().good.as_ref().unwrap().rendered(), 1);
}

#[test]
fn an_edit_renders_the_pages_that_come_out_differently_and_no_others() {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::new(dir.path(), &example());
    let clean = site.clean().unwrap();
    let addresses: Vec<_> = clean.into_keys().filter(|at| at.ends_with(".html")).collect();
    let live = live(&site);
    let rendered = || live.state().good.as_ref().unwrap().rendered();
    let mut before = pages(&live, &addresses);
    assert_eq!(rendered(), addresses.len());
    let of = |name: &str| {
        let named = |path: &PathBuf| path.ends_with(name);
        let path = site.files().into_iter().find(named).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    let edit = |what, (path, _): (PathBuf, String), text: String, differ| Edit {
        what,
        path,
        text,
        differ,
    };
    let (check_in, assessment, said, settings) = (
        of("check-in.md"),
        of("manager-assessment.md"),
        of("self-assessment.md"),
        of("preread.toml"),
    );
    let sentence = format!("{}\nOne more sentence.\n", check_in.1);
    let rating = assessment.1.lines().find(|line| line.starts_with("rating = ")).unwrap();
    let other = if rating == "rating = 3" {
        "rating = 4"
    } else {
        "rating = 3"
    };
    let rated = assessment.1.replacen(rating, other, 1);
    let same = said.1.clone();
    let remark = format!("{}\n# A remark.\n", settings.1);
    let title = settings.1.replacen("title = \"", "title = \"Our ", 1);
    let all = addresses.len();
    let edits = [
        edit("a text of one packet", check_in, sentence, 1..=1),
        edit("a rating", assessment, rated, 3..=all - 2),
        edit("nothing", said, same, 0..=0),
        edit("a remark in the settings", settings.clone(), remark, 0..=0),
        edit("the title of the site", settings, title, all..=all),
    ];
    for Edit {
        what,
        path,
        text,
        differ,
    } in edits
    {
        site.write(&path, text.as_bytes());
        let below = path.strip_prefix(&site.root).unwrap().to_str().unwrap();
        let renewed = live.renew(&Change {
            touched: HashSet::from([SourcePath::new(below)]),
            named_all: true,
            everything: false,
        });
        let after = pages(&live, &addresses);
        let different = after
            .iter()
            .filter(|(at, bytes)| before.get(*at) != Some(bytes))
            .count();
        assert!(differ.contains(&different), "{what}: {different} of {all} pages differ");
        if renewed.is_some() {
            assert_eq!(rendered(), different, "{what}");
        }
        before = after;
    }
}
