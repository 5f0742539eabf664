//! From a world to its records: the settings first, then every file below the content folder, each on any thread.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

use rayon::prelude::*;

use super::Filed;
use super::faults;
use super::place::{RecordPlace, Sought, place_of};
use super::reader::parse_table;
use super::registry::{Parsed, parse};
use super::settings::SettingsRecord;
use crate::diagnostics::{Finding, Place};
use crate::source::{Entry, SourcePath, Unreadable, World, decode};

/// The file that marks a site's root.
pub const SETTINGS_FILE: &str = "preread.toml";

/// The content folder, unless the settings name another.
pub const CONTENT_FOLDER: &str = "content";

/// Everything that the files say, file by file.
#[derive(Debug, Default)]
pub struct Loaded {
    /// `preread.toml`, where it could be read.
    pub settings: Option<Filed<SettingsRecord>>,
    /// The records, in the order of their paths.
    pub records: Vec<Parsed>,
    /// What is wrong with files as files, and with the settings.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// All findings of all files, in the order of their paths.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .chain(self.records.iter().flat_map(|parsed| &parsed.findings))
    }
}

/// Reads everything.
#[must_use]
pub fn load(world: &dyn World) -> Loaded {
    let (settings, mut findings) = load_settings(world);
    let content = content_folder(settings.as_ref());
    let entries = world.list(&content);
    findings.extend(names_that_clash(entries.iter().map(|entry| &entry.path)));
    let read: Vec<_> = entries
        .par_iter()
        .filter_map(|entry| load_entry(world, &content, entry))
        .collect();
    let mut records = Vec::with_capacity(read.len());
    for each in read {
        match each {
            Ok(parsed) => records.push(parsed),
            Err(finding) => findings.push(*finding),
        }
    }
    Loaded {
        settings,
        records,
        findings,
    }
}

/// The settings alone, for a command that needs no records.
#[must_use]
pub fn load_settings(world: &dyn World) -> (Option<Filed<SettingsRecord>>, Vec<Finding>) {
    let file = SourcePath::new(SETTINGS_FILE);
    match read_text(world, &file) {
        Err(finding) => (None, vec![*finding]),
        Ok((text, mut findings)) => {
            let (record, more) = parse_table(&file, &text);
            findings.extend(more);
            (
                record.map(|record| Filed {
                    file,
                    record: Arc::new(record),
                }),
                findings,
            )
        }
    }
}

/// Where the records lie.
#[must_use]
pub fn content_folder(settings: Option<&Filed<SettingsRecord>>) -> SourcePath {
    let named = settings
        .and_then(|settings| settings.record.build.as_ref())
        .and_then(|build| build.content.as_ref());
    let folder = named.map_or(CONTENT_FOLDER, |folder| {
        folder.trim_end_matches('/').trim_start_matches("./")
    });
    SourcePath::new(folder)
}

/// One entry as a record or as a finding; nothing for what an editor left behind.
#[must_use]
pub fn load_entry(world: &dyn World, content: &SourcePath, entry: &Entry) -> Option<Result<Parsed, Box<Finding>>> {
    let below = entry.path.below(content).unwrap_or_default();
    let sought = place_of(below);
    if sought == Sought::Ignored {
        return None;
    }
    let place = Place::file(&entry.path);
    if let Err(why) = &entry.what {
        return Some(Err(Box::new(faults::unreadable(place, why))));
    }
    Some(match sought {
        Sought::Record(record) => Ok(load_record(world, &entry.path, &record)),
        Sought::Folder => Err(Box::new(faults::unreadable(place, &Unreadable::Folder))),
        Sought::BadName { what, name } => Err(Box::new(faults::bad_name(place, what, &name))),
        Sought::Unknown(suggestion) => Err(Box::new(faults::unknown_file(place, suggestion.as_deref()))),
        Sought::Ignored => return None,
    })
}

/// Reads one record's file.
#[must_use]
pub fn load_record(world: &dyn World, file: &SourcePath, place: &RecordPlace) -> Parsed {
    match read_text(world, file) {
        Err(finding) => Parsed {
            place: place.clone(),
            record: None,
            findings: vec![*finding],
        },
        Ok((text, mut faults)) => {
            let mut parsed = parse(place, file, &text);
            if !faults.is_empty() {
                parsed.record = None;
                faults.append(&mut parsed.findings);
                parsed.findings = faults;
            }
            parsed
        }
    }
}

fn read_text(world: &dyn World, file: &SourcePath) -> Result<(String, Vec<Finding>), Box<Finding>> {
    let bytes = world
        .read(file)
        .map_err(|why| Box::new(faults::unreadable(Place::file(file), &why)))?;
    let (text, faults) = decode(bytes);
    let findings = faults
        .into_iter()
        .map(|fault| faults::text_fault(Place::at(file, fault.span), fault))
        .collect();
    Ok((text, findings))
}

/// Entries whose names differ in case alone, which many file systems take for one.
#[must_use]
pub fn names_that_clash<'e>(paths: impl Iterator<Item = &'e SourcePath> + Clone) -> Vec<Finding> {
    let has_capitals = |path: &&SourcePath| path.as_str().bytes().any(|b| b.is_ascii_uppercase());
    let capitals: Vec<_> = paths.clone().filter(has_capitals).collect();
    if capitals.is_empty() {
        return Vec::new();
    }
    let mut seen: HashMap<String, &SourcePath> = HashMap::new();
    for path in paths.filter(|path| !has_capitals(path)) {
        seen.insert(path.as_str().to_owned(), path);
    }
    let mut findings = Vec::new();
    for path in capitals {
        match seen.entry(path.as_str().to_ascii_lowercase()) {
            Slot::Occupied(other) => {
                findings.push(faults::names_differ_in_case(
                    Place::file(path),
                    Place::file(other.get()),
                ));
            }
            Slot::Vacant(slot) => _ = slot.insert(path),
        }
    }
    findings
}
