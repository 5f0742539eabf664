//! Puts a finished build in place of the old site, removes what is no longer wanted, and clears up after builds
//! that were ended.
//!
//! A temporary folder is in one of these states, told by what lies in its root:
//!
//! | in the root | the folder is | so the next build |
//! | --- | --- | --- |
//! | nothing | just made | removes it |
//! | a manifest without an end | a build that was ended | removes it whole |
//! | a manifest | a site, old or new, that was not or no longer in place | restores it if none is in place, else retires it |
//! | a retired manifest | an old site that was being removed | goes on removing it |
//! | anything else | not ours | leaves it and says so |

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::disk::{Disk, Kind, Modes, link_or_copy, missing, stat_if_there};
use super::error::WriteError;
use super::manifest::{self, Entry, Found, MANIFEST_NAME, RETIRED_MANIFEST_NAME};
use super::output::Output;
use super::tree::Address;

/// Gives a finished build the output's name. Returns where the old site is now, if there was one.
pub(super) fn put_in_place(disk: &dyn Disk, output: &Output, building: &Path) -> io::Result<Option<PathBuf>> {
    let target = output.path();
    if stat_if_there(disk, target)?.is_none() {
        return disk.rename(building, target).map(|()| None);
    }
    match disk.exchange(building, target) {
        Ok(()) => Ok(Some(building.to_owned())),
        Err(error) if cannot_exchange(&error) => in_two_steps(disk, target, building).map(Some),
        Err(error) => Err(error),
    }
}

fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// For file systems without an exchange: between the two steps no site is in place, and both are whole.
fn in_two_steps(disk: &dyn Disk, target: &Path, building: &Path) -> io::Result<PathBuf> {
    let old = Output::old_path(building);
    disk.rename(target, &old)?;
    if let Err(error) = disk.rename(building, target) {
        disk.rename(&old, target)?;
        return Err(error);
    }
    Ok(old)
}

/// Clears what ended builds left beside the output. Returns the folders that could not be cleared.
pub(super) fn recover(disk: &dyn Disk, output: &Output, modes: &Modes) -> Result<Vec<PathBuf>, WriteError> {
    let beside = output.beside();
    let listed = disk.list(beside).map_err(WriteError::machine("look at", beside))?;
    let mut found: Vec<PathBuf> = listed
        .iter()
        .filter(|(name, kind)| *kind == Kind::Folder && output.is_temporary(name))
        .map(|(name, _)| beside.join(name))
        .collect();
    if found.is_empty() {
        return Ok(found);
    }
    // The site that was being replaced comes before the one that was to replace it.
    found.sort_by_key(|path| !Output::is_old(path));
    restore(disk, output, &mut found)?;
    Ok(found
        .into_iter()
        .filter(|folder| !clear(disk, output, folder, modes))
        .collect())
}

/// Puts a whole site that an ended build left beside the output back in place, if none is there.
fn restore(disk: &dyn Disk, output: &Output, found: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let target = output.path();
    if stat_if_there(disk, target)
        .map_err(WriteError::machine("look at", target))?
        .is_some()
    {
        return Ok(());
    }
    let whole = |folder: &PathBuf| matches!(read(disk, folder, MANIFEST_NAME), Ok(Some(Found::Finished(_))));
    if let Some(at) = found.iter().position(whole) {
        disk.rename(&found.remove(at), target)
            .map_err(WriteError::machine("put back", target))?;
    }
    Ok(())
}

fn read(disk: &dyn Disk, folder: &Path, name: &str) -> io::Result<Option<Found>> {
    match disk.read(&folder.join(name)) {
        Ok(bytes) => Ok(Some(manifest::parse(&bytes))),
        Err(error) if missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a left-over folder is gone.
fn clear(disk: &dyn Disk, output: &Output, folder: &Path, modes: &Modes) -> bool {
    let retired = || read(disk, folder, RETIRED_MANIFEST_NAME);
    match read(disk, folder, MANIFEST_NAME).and_then(|found| found.map_or_else(retired, |found| Ok(Some(found)))) {
        Ok(Some(Found::Finished(manifest))) => retire(disk, folder, output.path(), &manifest.entries, modes),
        Ok(Some(Found::Unfinished)) => remove_build(disk, folder).is_ok(),
        Ok(None) => disk.remove_folder(folder).is_ok(),
        Ok(Some(Found::Unreadable(_))) | Err(_) => false,
    }
}

/// Removes a build that was not put in place. Its mark goes last, so that a removal that is cut short goes on later.
pub(super) fn remove_build(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let (mark, rest): (Vec<_>, Vec<_>) = disk
        .list(folder)?
        .into_iter()
        .partition(|(name, _)| name == MANIFEST_NAME);
    rest.par_iter()
        .try_for_each(|(name, kind)| remove_all(disk, &folder.join(name), *kind))?;
    mark.iter()
        .try_for_each(|(name, _)| disk.remove_file(&folder.join(name)))?;
    disk.remove_folder(folder)
}

fn remove_all(disk: &dyn Disk, path: &Path, kind: Kind) -> io::Result<()> {
    if kind != Kind::Folder {
        return disk.remove_file(path);
    }
    disk.list(path)?
        .par_iter()
        .try_for_each(|(name, kind)| remove_all(disk, &path.join(name), *kind))?;
    disk.remove_folder(path)
}

/// Removes an old site: the files that its manifest lists. A file that somebody else put there goes to the new site,
/// if it is not there yet. Returns whether the folder is gone.
pub(super) fn retire(
    disk: &dyn Disk,
    old: &Path,
    target: &Path,
    entries: &HashMap<Address, Entry>,
    modes: &Modes,
) -> bool {
    let retiring = Retiring {
        disk,
        old,
        target,
        entries,
        modes,
    };
    retiring.begin().is_ok() && retiring.folder(Path::new("")) && retiring.end().is_ok()
}

struct Retiring<'a> {
    disk: &'a dyn Disk,
    old: &'a Path,
    target: &'a Path,
    entries: &'a HashMap<Address, Entry>,
    modes: &'a Modes,
}

impl Retiring<'_> {
    /// From here on the old site is not whole, and must not be taken for it.
    fn begin(&self) -> io::Result<()> {
        let renamed = self
            .disk
            .rename(&self.old.join(MANIFEST_NAME), &self.old.join(RETIRED_MANIFEST_NAME));
        renamed.or_else(|error| if missing(&error) { Ok(()) } else { Err(error) })
    }

    fn end(&self) -> io::Result<()> {
        let removed = self.disk.remove_file(&self.old.join(RETIRED_MANIFEST_NAME));
        removed.or_else(|error| if missing(&error) { Ok(()) } else { Err(error) })?;
        self.disk.remove_folder(self.old)
    }

    /// Whether nothing is left in the folder but the retired manifest.
    fn folder(&self, relative: &Path) -> bool {
        let Ok(listed) = self.disk.list(&self.old.join(relative)) else {
            return false;
        };
        let each = listed.par_iter().map(|(name, kind)| self.one(relative, name, *kind));
        // Every one is seen to, also after one that stays.
        each.reduce(|| true, |one, other| one && other)
    }

    fn one(&self, folder: &Path, name: &OsStr, kind: Kind) -> bool {
        let relative = folder.join(name);
        let path = self.old.join(&relative);
        if kind == Kind::Folder {
            return self.folder(&relative) && self.disk.remove_folder(&path).is_ok();
        }
        if relative == Path::new(RETIRED_MANIFEST_NAME) {
            return true;
        }
        let listed = kind == Kind::File && relative.to_str().is_some_and(|name| self.entries.contains_key(name));
        (listed || self.is_safe(&relative).unwrap_or(false)) && self.disk.remove_file(&path).is_ok()
    }

    /// Makes sure that a file which we did not write stands in the new site, and says whether it does.
    fn is_safe(&self, relative: &Path) -> io::Result<bool> {
        let (old, new) = (self.old.join(relative), self.target.join(relative));
        if stat_if_there(self.disk, &new)?.is_some() {
            return same_file(self.disk, &old, &new);
        }
        make_folders(self.disk, self.target, relative, self.modes)?;
        link_or_copy(self.disk, &old, &new).map(|()| true)
    }
}

/// Makes the folders between `root` and the file at `relative`.
pub(super) fn make_folders(disk: &dyn Disk, root: &Path, relative: &Path, modes: &Modes) -> io::Result<()> {
    let mut above: Vec<&Path> = relative
        .ancestors()
        .skip(1)
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    above.reverse();
    above
        .into_iter()
        .try_for_each(|folder| match disk.make_folder(&root.join(folder), modes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        })
}

fn same_file(disk: &dyn Disk, one: &Path, other: &Path) -> io::Result<bool> {
    let (a, b) = (disk.stat(one)?, disk.stat(other)?);
    if (a.device, a.inode) == (b.device, b.inode) {
        return Ok(true);
    }
    Ok(match (a.kind, b.kind) {
        (Kind::File, Kind::File) => a.size == b.size && disk.read(one)? == disk.read(other)?,
        (Kind::Other, Kind::Other) => std::fs::read_link(one)
            .ok()
            .is_some_and(|to| std::fs::read_link(other).ok() == Some(to)),
        _ => false,
    })
}
