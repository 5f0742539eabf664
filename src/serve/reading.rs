//! Reads records again only where their files changed.
//!
//! A file is taken to be as it was if its length, time and number are, unless it is so young that a second change may have
//! got the same time, or somebody says that it changed: then its bytes decide.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::iter::successors;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use super::watch::Change;
use crate::diagnostics::Finding;
use crate::records::load::{Loaded, content_folder, load_entry, load_settings, names_that_clash};
use crate::records::settings::SettingsRecord;
use crate::records::{Filed, Parsed};
use crate::source::{Date, Entry, SourcePath, Stamp, Unreadable, World};

/// File systems count time in steps, the coarsest in common use two seconds long.
const YOUNG: Duration = Duration::from_secs(2);

/// The settings, and what is wrong with them.
type Settings = (Option<Filed<SettingsRecord>>, Vec<Finding>);

/// What was read so far.
#[derive(Default)]
pub struct Reading {
    files: BTreeMap<SourcePath, Known>,
    settings: Option<Settings>,
    /// Whether a file has several names. Only the one through which it was edited is told of.
    has_second_names: bool,
}

/// One entry, and what it says; nothing where it is none of ours.
struct Known {
    what: Result<Stamp, Unreadable>,
    hash: Option<blake3::Hash>,
    young: bool,
    says: Option<Result<Parsed, Box<Finding>>>,
}

/// What reading again found.
pub struct Again {
    /// Everything that the files say.
    pub loaded: Loaded,
    /// Whether any of it differs from before.
    pub changed: bool,
}

impl Reading {
    /// Reads what changed, and the files that a change names in any case.
    pub fn again(&mut self, world: &dyn World, change: &Change) -> Again {
        let settings = load_settings(world);
        let content = content_folder(settings.0.as_ref());
        let same_settings = self.settings.as_ref() == Some(&settings);
        let folders = same_settings
            .then(|| self.folders_of(&content, change))
            .flatten()
            .and_then(|folders| listed(world, folders));
        let mut changed = !same_settings;
        if let Some(folders) = folders {
            for (folder, entries) in folders {
                let before = self.take_below(&folder);
                changed |= self.take_in(world, &content, entries, before, &change.touched);
            }
        } else {
            let before = std::mem::take(&mut self.files);
            changed |= self.take_in(world, &content, world.list(&content), before, &change.touched);
        }
        self.has_second_names = self.finds_second_names();
        let loaded = self.loaded(&settings);
        self.settings = Some(settings);
        Again { loaded, changed }
    }

    /// The folders in which something changed, where a change names all that did; none where everything has to be listed.
    fn folders_of(&self, content: &SourcePath, change: &Change) -> Option<BTreeSet<SourcePath>> {
        if !change.named_all || self.has_second_names {
            return None;
        }
        let ours = change.touched.iter().filter(|path| path.below(content).is_some());
        let folders: BTreeSet<_> = ours.map(SourcePath::parent).collect::<Option<_>>()?;
        let is_certain = |folder: &SourcePath| {
            // What lies behind a folder that could not be read is not known, nor whether an empty folder has a second name.
            let mut line = successors(Some(folder.clone()), SourcePath::parent);
            folder != content && self.below(folder).next().is_some() && !line.any(|at| self.files.contains_key(&at))
        };
        folders.iter().all(is_certain).then_some(folders)
    }

    fn finds_second_names(&self) -> bool {
        let stamps = self.files.values().filter_map(|known| known.what.as_ref().ok());
        let mut seen = HashSet::with_capacity(self.files.len());
        stamps.into_iter().any(|stamp| !seen.insert(stamp.inode))
    }

    /// The entries below a folder, in their order.
    fn below(&self, folder: &SourcePath) -> impl Iterator<Item = &SourcePath> {
        let first = SourcePath::new(&format!("{folder}/"));
        let inside = self.files.range(first..).map(|(path, _)| path);
        inside.take_while(move |path| path.below(folder).is_some())
    }

    fn take_below(&mut self, folder: &SourcePath) -> BTreeMap<SourcePath, Known> {
        let inside: Vec<_> = self.below(folder).cloned().collect();
        let taken = inside.into_iter();
        taken.filter_map(|path| self.files.remove_entry(&path)).collect()
    }

    /// Takes in what lies somewhere now, of what lay there before; tells whether any of it differs.
    fn take_in(
        &mut self,
        world: &dyn World,
        content: &SourcePath,
        entries: Vec<Entry>,
        mut before: BTreeMap<SourcePath, Known>,
        touched: &HashSet<SourcePath>,
    ) -> bool {
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
        let mut changed = entries.len() != before.len();
        for (entry, read) in entries.into_iter().zip(read) {
            let old = before.remove(&entry.path);
            changed |= old.is_none()
                || read
                    .as_ref()
                    .zip(old.as_ref())
                    .is_some_and(|(new, old)| !new.says_as(old));
            self.files.extend(read.or(old).map(|known| (entry.path, known)));
        }
        changed
    }

    /// Where the records lie, by the settings that were read last.
    pub fn content(&self) -> SourcePath {
        content_folder(self.settings.as_ref().and_then(|(settings, _)| settings.as_ref()))
    }

    fn loaded(&self, (settings, findings): &Settings) -> Loaded {
        let mut loaded = Loaded {
            settings: settings.clone(),
            records: Vec::with_capacity(self.files.len()),
            findings: findings.clone(),
        };
        loaded.findings.extend(names_that_clash(self.files.keys()));
        for each in self.files.values().filter_map(|known| known.says.clone()) {
            match each {
                Ok(parsed) => loaded.records.push(parsed),
                Err(finding) => loaded.findings.push(*finding),
            }
        }
        loaded
    }
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

    fn says_as(&self, other: &Self) -> bool {
        match (self.hash, other.hash) {
            (Some(one), Some(other)) => one == other,
            (None, None) => self.what == other.what && self.says == other.says,
            _ => false,
        }
    }
}

/// What lies in some folders; none where a part of it cannot be read, since how that counts hangs on what lies around them.
fn listed(world: &dyn World, folders: BTreeSet<SourcePath>) -> Option<Vec<(SourcePath, Vec<Entry>)>> {
    let list = |folder| {
        let entries = world.list(&folder);
        (folder, entries)
    };
    let lists: Vec<_> = folders.into_iter().map(list).collect();
    let is_whole = |(_, entries): &(SourcePath, Vec<Entry>)| entries.iter().all(|entry| entry.what.is_ok());
    lists.iter().all(is_whole).then_some(lists)
}

fn now() -> i128 {
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
