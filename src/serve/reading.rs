//! Reads records again only where their files changed.
//!
//! A file is taken to be as it was if its length, time and number are, unless it is so young that a second change may have
//! got the same time, or somebody says that it changed: then its bytes decide.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

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
    files: HashMap<SourcePath, Known>,
    settings: Option<Settings>,
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
    /// Reads what changed, and `touched` in any case.
    pub fn again(&mut self, world: &dyn World, touched: &HashSet<SourcePath>) -> Again {
        let settings = load_settings(world);
        let content = content_folder(settings.0.as_ref());
        let entries = world.list(&content);
        let now = now();
        let known = &self.files;
        let read: Vec<_> = entries
            .par_iter()
            .map(|entry| {
                let before = known.get(&entry.path).filter(|_| !touched.contains(&entry.path));
                match before {
                    Some(before) if before.what == entry.what && !before.young => None,
                    _ => Some(Known::read(world, &content, entry, now)),
                }
            })
            .collect();
        let mut changed = self.settings.as_ref() != Some(&settings) || entries.len() != self.files.len();
        let mut before = std::mem::take(&mut self.files);
        for (entry, read) in entries.iter().zip(read) {
            let old = before.remove(&entry.path);
            changed |= old.is_none()
                || read
                    .as_ref()
                    .zip(old.as_ref())
                    .is_some_and(|(new, old)| !new.says_as(old));
            self.files.extend(read.or(old).map(|known| (entry.path.clone(), known)));
        }
        let loaded = self.loaded(&settings, &entries);
        self.settings = Some(settings);
        Again { loaded, changed }
    }

    /// Where the records lie, by the settings that were read last.
    pub fn content(&self) -> SourcePath {
        content_folder(self.settings.as_ref().and_then(|(settings, _)| settings.as_ref()))
    }

    fn loaded(&self, (settings, findings): &Settings, entries: &[Entry]) -> Loaded {
        let mut loaded = Loaded {
            settings: settings.clone(),
            records: Vec::with_capacity(entries.len()),
            findings: findings.clone(),
        };
        loaded.findings.extend(names_that_clash(entries));
        let said: Vec<_> = entries
            .par_iter()
            .filter_map(|entry| self.files.get(&entry.path)?.says.clone())
            .collect();
        for each in said {
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
