//! What stands at the output before a build: our own files by the manifest, and everybody else's.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::disk::{Disk, Kind, Modes, missing, stat_if_there};
use super::error::{Refusal, WriteError};
use super::manifest::{self, Entry, Found, MANIFEST_NAME, Manifest};
use super::output::Output;
use super::tree::{Address, parent};

/// The site before this build.
#[derive(Default)]
pub(super) struct Previous {
    /// What our manifest lists; empty where there is no site yet.
    pub(super) manifest: Manifest,
    /// Relative paths of files that we did not write.
    pub(super) foreign_files: BTreeSet<PathBuf>,
    /// Relative paths of folders that hold nothing of ours.
    pub(super) foreign_folders: BTreeSet<PathBuf>,
    /// Whether a site stands there and every folder of it has the modes that this build gives.
    pub(super) sound: bool,
}

impl Previous {
    /// Looks at the output, and refuses one that is not ours to replace.
    pub(super) fn read(disk: &dyn Disk, output: &Output, modes: &Modes) -> Result<Self, WriteError> {
        let root = output.path();
        let look = || WriteError::machine("look at", root);
        if stat_if_there(disk, root).map_err(look())?.is_none() {
            return Ok(Self::default());
        }
        let Some(manifest) = read_manifest(disk, root)? else {
            let empty = disk.list(root).map_err(look())?.is_empty();
            return if empty {
                Ok(Self::default())
            } else {
                Err(WriteError::refused(root, Refusal::NotOurs))
            };
        };
        let walk = Walk::new(disk, root, modes, &manifest.entries);
        walk.folder(Path::new(""))?;
        let (foreign_files, foreign_folders, sound) = walk.end();
        Ok(Self {
            manifest,
            foreign_files,
            foreign_folders,
            sound,
        })
    }

    /// A path that we did not write and that leaves no room for a file at `address`.
    pub(super) fn in_the_way(&self, address: &Address) -> Option<&Path> {
        if self.foreign_files.is_empty() && self.foreign_folders.is_empty() {
            return None;
        }
        let path = Path::new(address.as_str());
        let above = path.ancestors().find_map(|above| self.foreign_files.get(above));
        // What lies below a path follows it directly in the order of paths.
        let below = [&self.foreign_files, &self.foreign_folders]
            .into_iter()
            .filter_map(|set| set.range::<Path, _>((Bound::Included(path), Bound::Unbounded)).next())
            .find(|found| found.starts_with(path));
        above.or(below).map(PathBuf::as_path)
    }
}

/// The finished manifest in `root`; `None` where there is no manifest at all.
pub(super) fn read_manifest(disk: &dyn Disk, root: &Path) -> Result<Option<Manifest>, WriteError> {
    let path = root.join(MANIFEST_NAME);
    let bytes = match disk.read(&path) {
        Ok(bytes) => bytes,
        Err(error) if missing(&error) => return Ok(None),
        Err(error) => return Err(WriteError::machine("read", &path)(error)),
    };
    let why = match manifest::parse(&bytes) {
        Found::Finished(manifest) => return Ok(Some(manifest)),
        Found::Unfinished => "it is from a build that has not ended".to_owned(),
        Found::Unreadable(why) => why,
    };
    Err(WriteError::refused(&path, Refusal::Manifest(why)))
}

/// One pass over the old site.
struct Walk<'a> {
    disk: &'a dyn Disk,
    root: &'a Path,
    modes: &'a Modes,
    entries: &'a HashMap<Address, Entry>,
    our_folders: HashSet<&'a str>,
    files: Mutex<BTreeSet<PathBuf>>,
    folders: Mutex<BTreeSet<PathBuf>>,
    sound: AtomicBool,
}

impl<'a> Walk<'a> {
    fn new(disk: &'a dyn Disk, root: &'a Path, modes: &'a Modes, entries: &'a HashMap<Address, Entry>) -> Self {
        let mut our_folders = HashSet::new();
        for address in entries.keys() {
            let mut folder = address.folder();
            while let Some(name) = folder.filter(|name| our_folders.insert(*name)) {
                folder = parent(name);
            }
        }
        let sound = AtomicBool::new(true);
        Self {
            disk,
            root,
            modes,
            entries,
            our_folders,
            files: Mutex::default(),
            folders: Mutex::default(),
            sound,
        }
    }

    fn folder(&self, relative: &Path) -> Result<(), WriteError> {
        let path = self.root.join(relative);
        let look = || WriteError::machine("look at", &path);
        let ours =
            relative.as_os_str().is_empty() || relative.to_str().is_some_and(|name| self.our_folders.contains(name));
        if !ours {
            add(&self.folders, relative.to_owned());
        } else if !self.modes.holds_for(&self.disk.stat(&path).map_err(look())?) {
            self.sound.store(false, Ordering::Relaxed);
        }
        let mut below = Vec::new();
        for (name, kind) in self.disk.list(&path).map_err(look())? {
            let name = relative.join(name);
            if kind == Kind::Folder {
                below.push(name);
            } else if !self.is_ours(&name, kind) {
                add(&self.files, name);
            }
        }
        below.par_iter().try_for_each(|name| self.folder(name))
    }

    fn is_ours(&self, relative: &Path, kind: Kind) -> bool {
        let listed = |name: &str| name == MANIFEST_NAME || self.entries.contains_key(name);
        kind == Kind::File && relative.to_str().is_some_and(listed)
    }

    fn end(self) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>, bool) {
        let inner = |set: Mutex<BTreeSet<PathBuf>>| set.into_inner().unwrap_or_else(PoisonError::into_inner);
        (inner(self.files), inner(self.folders), self.sound.into_inner())
    }
}

fn add(set: &Mutex<BTreeSet<PathBuf>>, path: PathBuf) {
    set.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
}
