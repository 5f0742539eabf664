//! Reads records again only where their files changed.
//!
//! A file is taken to be as it was if its length, time and number are, unless it is so young that a second change may have
//! got the same time, or somebody says that it changed: then its bytes decide.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::iter::successors;
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::watch::Change;
use crate::diagnostics::Finding;
use crate::records::id::{CycleId, PersonId};
use crate::records::load::{Loaded, content_folder, load_entry, load_settings, names_that_clash};
use crate::records::settings::SettingsRecord;
use crate::records::{Filed, Parsed, RecordPlace};
use crate::source::{Date, Entry, SourcePath, Stamp, Unreadable, World, YOUNG};

/// The settings, and what is wrong with them.
type Settings = (Option<Filed<SettingsRecord>>, Vec<Finding>);

/// What was read so far.
#[derive(Default)]
pub struct Reading {
    files: Files,
    settings: Option<Settings>,
}

/// The files, with what has to be known of all of them whenever one changes.
#[derive(Default)]
struct Files {
    by_path: BTreeMap<SourcePath, Known>,
    /// How many are records.
    records: usize,
    /// How many names have capital letters. They may clash with any other.
    capitals: usize,
    /// How many names each has. Only the one through which a file was edited is told of.
    names: HashMap<u64, usize>,
    /// How many have several.
    with_second_names: usize,
}

/// One entry, and what it says; nothing where it is none of ours.
struct Known {
    what: Result<Stamp, Unreadable>,
    hash: Option<blake3::Hash>,
    young: bool,
    says: Option<Result<Parsed, Box<Finding>>>,
}

/// What reading again found to differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// These records and nothing else.
    Records(Records),
    /// More than that.
    Whole,
}

/// Records that differ; none where everything is as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Those of packets.
    pub packets: BTreeSet<(CycleId, PersonId)>,
    /// The cycles with calibration sessions that differ.
    pub sessions: BTreeSet<CycleId>,
    /// The places of goals of units and of the company.
    pub goals: BTreeSet<RecordPlace>,
}

impl Records {
    /// Whether packets alone differ.
    pub fn are_of_packets(&self) -> bool {
        self.sessions.is_empty() && self.goals.is_empty()
    }
}

impl Default for Differs {
    fn default() -> Self {
        Self::Records(Records::default())
    }
}

impl Differs {
    /// Whether nothing does.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What differs by this or by another.
    pub fn add(&mut self, other: Self) {
        match (self, other) {
            (Self::Records(all), Self::Records(more)) => {
                all.packets.extend(more.packets);
                all.sessions.extend(more.sessions);
                all.goals.extend(more.goals);
            }
            (whole, Self::Whole) => *whole = Self::Whole,
            (Self::Whole, Self::Records(_)) => {}
        }
    }

    fn of(place: &RecordPlace) -> Self {
        let mut records = Records::default();
        match place {
            RecordPlace::Packet(cycle, person, _) => _ = records.packets.insert((cycle.clone(), person.clone())),
            RecordPlace::Calibration(cycle, _) => _ = records.sessions.insert(cycle.clone()),
            RecordPlace::CompanyGoals(_) | RecordPlace::TeamGoals(..) => _ = records.goals.insert(place.clone()),
            _ => return Self::Whole,
        }
        Self::Records(records)
    }
}

impl Reading {
    /// Reads what changed, and the files that a change names in any case.
    pub fn again(&mut self, world: &dyn World, change: &Change) -> Differs {
        let settings = load_settings(world);
        let content = content_folder(settings.0.as_ref());
        let same_settings = self.settings.as_ref() == Some(&settings);
        let places = same_settings.then(|| self.places_of(world, &content, change)).flatten();
        let mut differs = if same_settings {
            Differs::default()
        } else {
            Differs::Whole
        };
        if let Some(places) = places {
            for (place, entries) in places {
                let before = self.files.take_at(&place);
                differs.add(self.take_in(world, &content, entries, before, &change.touched));
            }
        } else {
            let before = std::mem::take(&mut self.files).by_path;
            differs.add(self.take_in(world, &content, world.list(&content), before, &change.touched));
        }
        self.settings = Some(settings);
        differs
    }

    /// The files and folders in which something changed, with what lies there now, where a change names all that did; none where everything
    /// has to be listed.
    fn places_of(
        &self,
        world: &dyn World,
        content: &SourcePath,
        change: &Change,
    ) -> Option<BTreeMap<SourcePath, Vec<Entry>>> {
        if !change.named_all || self.files.with_second_names > 0 {
            return None;
        }
        let mut places = BTreeMap::new();
        let mut folders = BTreeSet::new();
        for path in change.touched.iter().filter(|path| path.below(content).is_some()) {
            let folder = self.folder_of(content, path)?;
            // A file that was there and is: its neighbours are told of on their own.
            let known = self.files.by_path.get(path).filter(|known| known.what.is_ok());
            match known.and_then(|_| world.look(path)) {
                Some(entry) => _ = places.insert(path.clone(), vec![entry]),
                None => _ = folders.insert(folder),
            }
        }
        for folder in folders {
            let entries = world.list(&folder);
            // How what cannot be read counts hangs on what lies around it.
            if entries.iter().any(|entry| entry.what.is_err()) {
                return None;
            }
            places.insert(folder, entries);
        }
        Some(places)
    }

    /// The folder that a path which is told of changed, where it is certain that nothing else did.
    fn folder_of(&self, content: &SourcePath, path: &SourcePath) -> Option<SourcePath> {
        let folder = match self.files.below(path).next() {
            // A folder that is told of has changed as a whole.
            Some(_) => path.clone(),
            None => path.parent()?,
        };
        // What lies behind a folder that could not be read is not known, nor whether an empty folder has a second name.
        let mut line = successors(Some(folder.clone()), SourcePath::parent);
        let is_certain = folder != *content
            && self.files.below(&folder).next().is_some()
            && !line.any(|at| self.files.by_path.contains_key(&at));
        is_certain.then_some(folder)
    }

    /// Takes in what lies somewhere now, of what lay there before; tells what of it differs.
    fn take_in(
        &mut self,
        world: &dyn World,
        content: &SourcePath,
        entries: Vec<Entry>,
        mut before: BTreeMap<SourcePath, Known>,
        touched: &HashSet<SourcePath>,
    ) -> Differs {
        let now = now();
        let known = &before;
        let read: Vec<_> = entries
            .par_iter()
            .map(|entry| {
                let before = known.get(&entry.path).filter(|_| !touched.contains(&entry.path));
                match before {
                    Some(before) if before.what == entry.what && !before.young => None,
                    _ => Some(Known::read(world, content, entry, now)),
                }
            })
            .collect();
        let mut differs = Differs::default();
        for (entry, read) in entries.into_iter().zip(read) {
            let old = before.remove(&entry.path);
            let is_same = match (&read, &old) {
                (Some(new), Some(old)) => new.says_as(old),
                (None, old) => old.is_some(),
                (Some(_), None) => false,
            };
            if !is_same {
                differs.add(self.difference(&entry.path, old.as_ref(), read.as_ref()));
            }
            if let Some(known) = read.or(old) {
                self.files.insert(entry.path, known);
            }
        }
        for (path, gone) in &before {
            differs.add(self.difference(path, Some(gone), None));
        }
        differs
    }

    /// What hangs on one file.
    fn difference(&self, path: &SourcePath, old: Option<&Known>, new: Option<&Known>) -> Differs {
        let came_or_went = old.is_none() || new.is_none();
        if came_or_went && (self.files.capitals > 0 || has_capitals(path)) {
            return Differs::Whole;
        }
        let mut differs = Differs::default();
        for each in [old, new].into_iter().flatten() {
            differs.add(match &each.says {
                None => Differs::default(),
                Some(Ok(parsed)) => Differs::of(&parsed.place),
                Some(Err(_)) => Differs::Whole,
            });
        }
        differs
    }

    /// Where the records lie, by the settings that were read last.
    pub fn content(&self) -> SourcePath {
        content_folder(self.settings.as_ref().and_then(|(settings, _)| settings.as_ref()))
    }

    /// What was found of each file when it was read, in the order of their paths.
    pub fn found(&self) -> Vec<(&SourcePath, &Result<Stamp, Unreadable>)> {
        let files = self.files.by_path.iter();
        files.map(|(path, known)| (path, &known.what)).collect()
    }

    /// Whether every file could be read, and none may have changed without a trace since.
    pub fn is_certain(&self) -> bool {
        self.files.by_path.values().all(|known| !known.young)
    }

    /// The files that were read and may have changed without a trace since.
    pub fn young(&self) -> impl Iterator<Item = (&SourcePath, &Result<Stamp, Unreadable>)> + use<'_> {
        let read = self.files.by_path.iter().filter(|(_, known)| known.hash.is_some());
        let young = read.filter(|(_, known)| known.young);
        young.map(|(path, known)| (path, &known.what))
    }

    /// Whether the settings are those that these bytes say.
    pub fn has_settings(&self, bytes: &[u8]) -> bool {
        self.settings.as_ref() == Some(&load_settings(&Read(Ok(bytes.to_vec()))))
    }

    /// How many records there are.
    pub fn records(&self) -> usize {
        self.files.records
    }

    /// The records of one packet, in the order of their paths.
    pub fn packet(&self, cycle: &CycleId, person: &PersonId) -> impl Iterator<Item = &Parsed> + use<'_> {
        let people = self.content().join("cycles").join(cycle.as_str()).join("people");
        let files = self.files.below(&people.join(person.as_str()));
        files.filter_map(|(_, known)| known.says.as_ref()?.as_ref().ok())
    }

    /// The records of a cycle's calibration sessions, in the order of their paths.
    pub fn sessions(&self, cycle: &CycleId) -> impl Iterator<Item = &Parsed> + use<'_> {
        self.of_cycle(cycle, "calibration")
    }

    /// The goals of a unit or of the company, where they have a file.
    pub fn goals(&self, place: &RecordPlace) -> Option<&Parsed> {
        let (RecordPlace::CompanyGoals(cycle) | RecordPlace::TeamGoals(cycle, _)) = place else {
            return None;
        };
        self.of_cycle(cycle, "goals").find(|parsed| parsed.place == *place)
    }

    fn of_cycle(&self, cycle: &CycleId, folder: &str) -> impl Iterator<Item = &Parsed> + use<'_> {
        let folder = self.content().join("cycles").join(cycle.as_str()).join(folder);
        let files = self.files.below(&folder);
        files.filter_map(|(_, known)| known.says.as_ref()?.as_ref().ok())
    }

    /// Everything that the files say.
    pub fn loaded(&self) -> Loaded {
        let (settings, findings) = self.settings.clone().unwrap_or_default();
        let mut loaded = Loaded {
            settings,
            records: Vec::with_capacity(self.files.records),
            findings,
        };
        loaded.findings.extend(names_that_clash(self.files.by_path.keys()));
        for each in self.files.by_path.values().filter_map(|known| known.says.clone()) {
            match each {
                Ok(parsed) => loaded.records.push(parsed),
                Err(finding) => loaded.findings.push(*finding),
            }
        }
        loaded
    }
}

impl Files {
    /// The entries below a folder, in their order.
    fn below(&self, folder: &SourcePath) -> impl Iterator<Item = (&SourcePath, &Known)> + use<'_> {
        let first = SourcePath::new(&format!("{folder}/"));
        let inside = self.by_path.range(first..);
        let folder = folder.clone();
        inside.take_while(move |(path, _)| path.below(&folder).is_some())
    }

    /// Takes out a file, or all that lies below a folder.
    fn take_at(&mut self, place: &SourcePath) -> BTreeMap<SourcePath, Known> {
        let inside: Vec<_> = self.below(place).map(|(path, _)| path.clone()).collect();
        let taken = inside.into_iter().chain([place.clone()]);
        taken
            .filter_map(|path| {
                let known = self.by_path.remove(&path)?;
                self.records -= usize::from(known.is_record());
                self.capitals -= usize::from(has_capitals(&path));
                if let Some(inode) = known.inode() {
                    let names = self.names.remove(&inode).unwrap_or_default();
                    self.with_second_names -= usize::from(names == 2);
                    self.names.extend((names > 1).then(|| (inode, names - 1)));
                }
                Some((path, known))
            })
            .collect()
    }

    fn insert(&mut self, path: SourcePath, known: Known) {
        self.records += usize::from(known.is_record());
        self.capitals += usize::from(has_capitals(&path));
        if let Some(inode) = known.inode() {
            let names = self.names.entry(inode).or_default();
            *names += 1;
            self.with_second_names += usize::from(*names == 2);
        }
        self.by_path.insert(path, known);
    }
}

fn has_capitals(path: &SourcePath) -> bool {
    path.as_str().bytes().any(|byte| byte.is_ascii_uppercase())
}

impl Known {
    fn read(world: &dyn World, content: &SourcePath, entry: &Entry, now: i128) -> Self {
        let bytes = entry.what.as_ref().ok().map(|_| world.read(&entry.path));
        let hash = bytes
            .as_ref()
            .and_then(|bytes| Some(blake3::hash(bytes.as_ref().ok()?)));
        let young = entry
            .what
            .as_ref()
            .is_ok_and(|stamp| stamp.modified + YOUNG.as_nanos().cast_signed() > now);
        let read = Read(bytes.unwrap_or(Err(Unreadable::Missing)));
        Self {
            what: entry.what.clone(),
            // What could not be read says so again until it can be.
            young: young || hash.is_none(),
            hash,
            says: load_entry(&read, content, entry),
        }
    }

    fn is_record(&self) -> bool {
        matches!(self.says, Some(Ok(_)))
    }

    fn inode(&self) -> Option<u64> {
        self.what.as_ref().ok().map(|stamp| stamp.inode)
    }

    fn says_as(&self, other: &Self) -> bool {
        match (self.hash, other.hash) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.what == other.what && self.says == other.says,
            _ => false,
        }
    }
}

/// Now, as files have it.
pub fn now() -> i128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().cast_signed()
}

/// A world of one file that has been read already, so that what is parsed is what was hashed.
struct Read(Result<Vec<u8>, Unreadable>);

impl World for Read {
    fn list(&self, _: &SourcePath) -> Vec<Entry> {
        Vec::new()
    }

    fn read(&self, _: &SourcePath) -> Result<Vec<u8>, Unreadable> {
        self.0.clone()
    }

    fn today(&self) -> Date {
        Date::default()
    }
}
