//! Writes a site whole or not at all.
//!
//! A [`Session`] writes into a fresh folder beside the output; [`Session::finish`] gives that folder the output's
//! name in one step. Whatever happens before leaves the old site as it was, and whatever happens after is cleared up by
//! the next build. Files that come out as they were are linked from the old site, with their inode and time.
//! Tables that come out the same at several addresses are one file: the same figures stand beside one packet in several trees.

mod finish;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rayon::prelude::*;

use super::disk::{Disk, Modes, RealDisk, missing};
use super::error::{Refusal, WriteError};
use super::lock::Lock;
use super::manifest::{self, Entry, MANIFEST_NAME, Salt};
use super::output::Output;
use super::previous::Previous;
use super::swap;
use super::tree::{Address, parent};

/// Whether the site is to outlive a power cut from the moment that it is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PowerCut {
    /// Everything is on the disk before the new site is put in place.
    #[default]
    Outlived,
    /// The system writes in its own time: for a site that is thrown away, as in tests and measurements.
    Ignored,
}

/// What a finished build did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Files whose bytes were written.
    pub written: usize,
    /// Files that are second names of another in the same build.
    pub linked: usize,
    /// Files that came out as they were.
    pub kept: usize,
    /// Files of the old site that the new one lacks.
    pub removed: usize,
    /// Bytes of all files of the site.
    pub bytes: u64,
    /// Files that somebody changed after the last build, and that this one wrote again.
    pub mended: Vec<Address>,
    /// Files in the output that preread did not write, and that were taken over into the new site.
    pub foreign: Vec<PathBuf>,
    /// Folders of ended builds or old sites that could not be removed.
    pub left_behind: Vec<PathBuf>,
}

/// A build in the making. Dropped without [`finish`](Session::finish), it leaves the old site and clears its folder.
///
/// All methods but `finish` may be called from several threads.
pub struct Session {
    disk: Arc<dyn Disk>,
    output: Output,
    modes: Modes,
    power_cut: PowerCut,
    /// `None` for a published site, whose manifest holds no hashes.
    salt: Option<Salt>,
    previous: Previous,
    building: PathBuf,
    made_folders: RwLock<HashSet<Box<str>>>,
    files: Mutex<HashMap<Address, Record>>,
    /// What this build wrote that may come again, by its hash. Never what it kept: a second name of that would carry the time at which
    /// another tree changed.
    written: Mutex<HashMap<manifest::Hash, Address>>,
    mended: Mutex<Vec<Address>>,
    left_behind: Vec<PathBuf>,
    failed: AtomicBool,
    in_place: bool,
    // Last, so that the folder is cleared before another build may look for left-overs.
    _lock: Lock,
}

struct Record {
    entry: Entry,
    how: How,
}

enum How {
    Written,
    /// Stands in the old site; linked when the build is finished.
    Kept,
    /// Has the bytes of another file of this build; linked when the build is finished.
    Linked(Address),
}

/// What the old site holds at an address.
enum Old {
    Nothing,
    AsWeLeftIt(Entry),
    Changed,
}

impl Session {
    /// Takes the lock, clears what ended builds left, looks at the old site and makes the new one's folder.
    ///
    /// # Errors
    /// When another build is under way, when the output is not ours to replace, or when the disk fails.
    pub fn begin(output: &Output, power_cut: PowerCut) -> Result<Self, WriteError> {
        Self::begin_on(Arc::new(RealDisk), output, power_cut, Modes::PRIVATE, Hashes::Listed)
    }

    pub(super) fn begin_on(
        disk: Arc<dyn Disk>,
        output: &Output,
        power_cut: PowerCut,
        mut modes: Modes,
        hashes: Hashes,
    ) -> Result<Self, WriteError> {
        let lock = Lock::take(output)?;
        let left_behind = swap::recover(&*disk, output, &modes)?;
        let previous = Previous::read(&*disk, output, &modes)?;
        let salt = match hashes {
            Hashes::Listed => {
                Some(salt_of(&previous).map_err(WriteError::machine("draw random numbers for", output.path()))?)
            }
            Hashes::Withheld => None,
        };
        let building = make_building(&*disk, output, &mut modes)?;
        Ok(Self {
            disk,
            output: output.clone(),
            modes,
            power_cut,
            salt,
            previous,
            building,
            made_folders: RwLock::default(),
            files: Mutex::default(),
            written: Mutex::default(),
            mended: Mutex::default(),
            left_behind,
            failed: AtomicBool::new(false),
            in_place: false,
            _lock: lock,
        })
    }

    /// Writes a file, unless the old site holds the same bytes there, or this build wrote a table with the same bytes.
    ///
    /// # Errors
    /// When the disk fails, when a file that we did not write is in the way, or when the address was written before.
    pub fn write(&self, address: &Address, bytes: &[u8]) -> Result<(), WriteError> {
        let hash = self.salt.as_ref().map(|salt| salt.hash(bytes));
        // Pages name their reader, so that hardly two are alike: remembering them all would only cost memory.
        let may_come_again = hash.filter(|_| address.as_str().ends_with(".csv"));
        self.write_as(address, bytes, hash, may_come_again)
    }

    /// Writes a file whose bytes may come at other addresses too, under the same `alike`.
    pub(super) fn write_alike(
        &self,
        address: &Address,
        bytes: &[u8],
        alike: Option<manifest::Hash>,
    ) -> Result<(), WriteError> {
        let hash = self.salt.as_ref().map(|salt| salt.hash(bytes));
        self.write_as(address, bytes, hash, alike)
    }

    fn write_as(
        &self,
        address: &Address,
        bytes: &[u8],
        hash: Option<manifest::Hash>,
        alike: Option<manifest::Hash>,
    ) -> Result<(), WriteError> {
        self.noting_failure(|| {
            self.check_way(address)?;
            let old = self.old(address)?;
            if let Old::AsWeLeftIt(entry) = old
                && self.is_same(address, entry, hash, bytes)?
            {
                return self.note(
                    address,
                    Record {
                        entry: Entry { hash, ..entry },
                        how: How::Kept,
                    },
                );
            }
            if matches!(old, Old::Changed) {
                locked(&self.mended).push(address.clone());
            }
            let first = alike.and_then(|alike| locked(&self.written).get(&alike).cloned());
            if let Some((first, entry)) = first.and_then(|first| self.first_name(&first)) {
                return self.note(
                    address,
                    Record {
                        entry,
                        how: How::Linked(first),
                    },
                );
            }
            let modified = self.create(address, bytes)?;
            self.note(
                address,
                Record {
                    entry: Entry {
                        hash,
                        size: bytes.len() as u64,
                        modified,
                    },
                    how: How::Written,
                },
            )?;
            if let Some(alike) = alike {
                locked(&self.written).insert(alike, address.clone());
            }
            Ok(())
        })
    }

    /// Takes a file over from the old site unseen, for a caller that knows its bytes would be the same. `false` when
    /// the old site does not hold it as we left it: then it must be written.
    ///
    /// # Errors
    /// When the disk fails, or when the address was written before.
    pub fn keep(&self, address: &Address) -> Result<bool, WriteError> {
        self.noting_failure(|| match self.old(address)? {
            // Without its hash the next build could not tell whether it changed.
            Old::AsWeLeftIt(entry) if entry.hash.is_some() == self.salt.is_some() => {
                self.note(address, Record { entry, how: How::Kept }).map(|()| true)
            }
            _ => Ok(false),
        })
    }

    /// Gives the bytes of a file of this build a second address.
    ///
    /// # Errors
    /// When `from` was not written before, when the disk fails, when a file that we did not write is in the way, or
    /// when `to` was written before.
    pub fn link(&self, from: &Address, to: &Address) -> Result<(), WriteError> {
        self.noting_failure(|| {
            self.check_way(to)?;
            let (first, entry) = self.first_name(from).ok_or_else(|| WriteError::Clash(from.clone()))?;
            let how = match self.old(to)? {
                Old::AsWeLeftIt(old) if old.hash.is_some() && (old.hash, old.size) == (entry.hash, entry.size) => {
                    return self.note(
                        to,
                        Record {
                            entry: old,
                            how: How::Kept,
                        },
                    );
                }
                _ => How::Linked(first),
            };
            self.note(to, Record { entry, how })
        })
    }

    /// The bytes of a file of this build, for checks on what is about to be put in place.
    ///
    /// # Errors
    /// When the address was not written, or when the disk fails.
    pub fn read(&self, address: &Address) -> Result<Vec<u8>, WriteError> {
        let root = match locked(&self.files).get(address) {
            Some(Record { how: How::Kept, .. }) => Ok(self.output.path()),
            Some(Record { how: How::Written, .. }) => Ok(&*self.building),
            Some(Record {
                how: How::Linked(first),
                ..
            }) => Err(first.clone()),
            None => return Err(WriteError::Clash(address.clone())),
        };
        let path = match root {
            Ok(root) => address.under(root),
            Err(first) => return self.read(&first),
        };
        self.disk.read(&path).map_err(WriteError::machine("read", &path))
    }

    /// Puts the build in place.
    ///
    /// # Errors
    /// When a file failed before, or when the disk fails. Then the old site stands as it was.
    pub fn finish(mut self) -> Result<Report, WriteError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(WriteError::Incomplete);
        }
        let mut files: Vec<(Address, Record)> = locked(&self.files).drain().collect();
        files.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut report = self.report(&files);
        if self.is_unchanged(&report) {
            return Ok(report);
        }
        self.lay_out(&files)?;
        self.write_manifest(&files)?;
        let placed = swap::put_in_place(&*self.disk, &self.output, &self.building);
        let old = placed.map_err(WriteError::machine("put the new site in place at", self.output.path()))?;
        self.in_place = true;
        if let Some(old) = old {
            let entries = &self.previous.manifest.entries;
            if !swap::retire(&*self.disk, &old, self.output.path(), entries, &self.modes) {
                report.left_behind.push(old);
            }
        }
        Ok(report)
    }

    fn noting_failure<T>(&self, work: impl FnOnce() -> Result<T, WriteError>) -> Result<T, WriteError> {
        let done = work();
        if done.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        done
    }

    fn check_way(&self, address: &Address) -> Result<(), WriteError> {
        match self.previous.in_the_way(address) {
            Some(path) => Err(WriteError::refused(&self.output.path().join(path), Refusal::Foreign)),
            None => Ok(()),
        }
    }

    fn old(&self, address: &Address) -> Result<Old, WriteError> {
        let Some(entry) = self.previous.manifest.entries.get(address) else {
            return Ok(Old::Nothing);
        };
        let path = address.under(self.output.path());
        match self.disk.stat(&path) {
            Ok(stat) if (stat.size, stat.modified) != (entry.size, entry.modified) => Ok(Old::Changed),
            // Written again, since a file that is linked keeps its modes.
            Ok(stat) if !self.modes.holds_for(&stat) => Ok(Old::Nothing),
            Ok(_) => Ok(Old::AsWeLeftIt(*entry)),
            Err(error) if missing(&error) => Ok(Old::Changed),
            Err(error) => Err(WriteError::machine("look at", &path)(error)),
        }
    }

    fn is_same(
        &self,
        address: &Address,
        old: Entry,
        hash: Option<manifest::Hash>,
        bytes: &[u8],
    ) -> Result<bool, WriteError> {
        if old.size != bytes.len() as u64 {
            return Ok(false);
        }
        if old.hash.is_some() && hash.is_some() {
            return Ok(old.hash == hash);
        }
        let path = address.under(self.output.path());
        self.disk
            .read(&path)
            .map(|old| old == bytes)
            .map_err(WriteError::machine("read", &path))
    }

    fn note(&self, address: &Address, record: Record) -> Result<(), WriteError> {
        match locked(&self.files).insert(address.clone(), record) {
            None => Ok(()),
            Some(_) => Err(WriteError::Clash(address.clone())),
        }
    }

    fn first_name(&self, address: &Address) -> Option<(Address, Entry)> {
        let files = locked(&self.files);
        let record = files.get(address)?;
        let first = if let How::Linked(first) = &record.how {
            first
        } else {
            address
        };
        Some((first.clone(), record.entry))
    }

    fn create(&self, address: &Address, bytes: &[u8]) -> Result<i64, WriteError> {
        self.make_folder_of(address)?;
        let path = address.under(&self.building);
        self.disk
            .create(&path, bytes, &self.modes)
            .map_err(|error| clash_or_machine(address, &path, error))
    }

    fn make_folder_of(&self, address: &Address) -> Result<(), WriteError> {
        address.folder().map_or(Ok(()), |folder| {
            let path = self.building.join(folder);
            self.make_folder(folder)
                .map_err(|error| clash_or_machine(address, &path, error))
        })
    }

    /// Makes a folder and those above it, each once.
    fn make_folder(&self, folder: &str) -> io::Result<()> {
        if self
            .made_folders
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(folder)
        {
            return Ok(());
        }
        if let Some(above) = parent(folder) {
            self.make_folder(above)?;
        }
        match self.disk.make_folder(&self.building.join(folder), &self.modes) {
            // Another thread was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        self.made_folders
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(folder.into());
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.in_place {
            // What stays is cleared by the next build.
            let _ = swap::remove_build(&*self.disk, &self.building);
        }
    }
}

/// Whether the manifest lists hashes, and the salt that makes them worth something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hashes {
    Listed,
    Withheld,
}

fn salt_of(previous: &Previous) -> io::Result<Salt> {
    previous.manifest.salt.clone().map_or_else(Salt::random, Ok)
}

/// Makes the new site's folder and marks it as ours. Learns from it whether the process's mask takes modes away.
fn make_building(disk: &dyn Disk, output: &Output, modes: &mut Modes) -> Result<PathBuf, WriteError> {
    let building = output
        .fresh_path()
        .map_err(WriteError::machine("draw a name beside", output.path()))?;
    let made = (|| {
        disk.make_folder(&building, modes)?;
        modes.masked = !modes.holds_for(&disk.stat(&building)?);
        if modes.masked {
            disk.set_mode(&building, modes.folder)?;
        }
        disk.create(
            &building.join(MANIFEST_NAME),
            manifest::unfinished().as_bytes(),
            &modes.private(),
        )
    })();
    if made.is_err() {
        let _ = swap::remove_build(disk, &building);
    }
    made.map_err(WriteError::machine("make", &building))?;
    Ok(building)
}

fn clash_or_machine(address: &Address, path: &Path, error: io::Error) -> WriteError {
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
            WriteError::Clash(address.clone())
        }
        _ => WriteError::machine("write", path)(error),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
