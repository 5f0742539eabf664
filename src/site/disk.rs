//! The few things that the writer does to a disk, behind one seam so that tests can make each of them fail.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, FileType, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown, fchown, symlink};
use std::path::Path;

/// Who may read what is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modes {
    pub(super) folder: u32,
    pub(super) file: u32,
    /// The group that files and folders are given, by number.
    pub(super) group: Option<u32>,
    /// Whether the process's mask takes bits that these modes need, so that each must be set again.
    pub(super) masked: bool,
}

impl Modes {
    /// The maker's alone.
    pub(super) const PRIVATE: Self = Self {
        folder: 0o700,
        file: 0o600,
        group: None,
        masked: false,
    };

    /// For a group to read.
    pub(super) const fn for_group(group: u32) -> Self {
        Self {
            folder: 0o750,
            file: 0o640,
            group: Some(group),
            masked: false,
        }
    }

    /// The same, for what only the maker may read.
    pub(super) const fn private(&self) -> Self {
        Self {
            masked: self.masked,
            ..Self::PRIVATE
        }
    }

    /// Whether what stands on the disk has these modes.
    pub(super) fn holds_for(&self, stat: &Stat) -> bool {
        let mode = if stat.kind == Kind::Folder {
            self.folder
        } else {
            self.file
        };
        stat.mode == mode && self.group.is_none_or(|group| group == stat.group)
    }
}

/// What a name stands for. Symbolic links are never followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A symbolic link, pipe, socket or device: never ours.
    Other,
}

/// What the system tells about a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stat {
    pub(super) kind: Kind,
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
    pub(super) mode: u32,
    pub(super) group: u32,
    pub(super) device: u64,
    pub(super) inode: u64,
}

/// What the writer does to a disk. Paths are absolute; nothing follows a symbolic link in the last component.
pub(super) trait Disk: Send + Sync {
    fn stat(&self, path: &Path) -> io::Result<Stat>;
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>>;
    fn read(&self, file: &Path) -> io::Result<Vec<u8>>;
    fn make_folder(&self, path: &Path, modes: &Modes) -> io::Result<()>;
    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()>;
    /// Writes a file that must not exist, and says when it was modified.
    fn create(&self, path: &Path, bytes: &[u8], modes: &Modes) -> io::Result<i64>;
    /// A second name for a file or symbolic link.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// For where a second name cannot be had: a file that must not exist, with the mode and time of the first.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Each of two names comes to stand for what the other did, in one step.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;
    /// Returns when everything written so far would outlive a power cut.
    fn sync(&self, folder: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The machine's own disk.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        fs::symlink_metadata(path).map(|found| stat_of(&found))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name(), kind_of(entry.file_type()?)))
            })
            .collect()
    }

    fn read(&self, file: &Path) -> io::Result<Vec<u8>> {
        fs::read(file)
    }

    fn make_folder(&self, path: &Path, modes: &Modes) -> io::Result<()> {
        DirBuilder::new().mode(modes.folder).create(path)?;
        if let Some(group) = modes.group {
            chown(path, None, Some(group))?;
        }
        if modes.masked {
            self.set_mode(path, modes.folder)
        } else {
            Ok(())
        }
    }

    fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(mode))
    }

    fn create(&self, path: &Path, bytes: &[u8], modes: &Modes) -> io::Result<i64> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(modes.file)
            .open(path)?;
        if let Some(group) = modes.group {
            fchown(&file, None, Some(group))?;
        }
        if modes.masked {
            file.set_permissions(Permissions::from_mode(modes.file))?;
        }
        file.write_all(bytes)?;
        file.metadata().map(|found| stat_of(&found).modified)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let found = fs::symlink_metadata(from)?;
        if found.is_symlink() {
            return symlink(fs::read_link(from)?, to);
        }
        if !found.is_file() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let mut source = fs::File::open(from)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
        io::copy(&mut source, &mut file)?;
        if file.metadata()?.gid() != found.gid() {
            fchown(&file, None, Some(found.gid()))?;
        }
        file.set_permissions(found.permissions())?;
        file.set_modified(found.modified()?)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    fn exchange(&self, _one: &Path, _other: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(target_os = "linux")]
    fn sync(&self, folder: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(fs::File::open(folder)?)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn sync(&self, _folder: &Path) -> io::Result<()> {
        rustix::fs::sync();
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

fn kind_of(found: FileType) -> Kind {
    if found.is_file() {
        Kind::File
    } else if found.is_dir() {
        Kind::Folder
    } else {
        Kind::Other
    }
}

fn stat_of(found: &fs::Metadata) -> Stat {
    Stat {
        kind: kind_of(found.file_type()),
        size: found.size(),
        modified: found
            .mtime()
            .saturating_mul(1_000_000_000)
            .saturating_add(found.mtime_nsec()),
        mode: found.mode() & 0o7777,
        group: found.gid(),
        device: found.dev(),
        inode: found.ino(),
    }
}

/// Whether a failed call failed since the name is not there.
pub(super) fn missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What stands at `path`, if anything.
pub(super) fn stat_if_there(disk: &dyn Disk, path: &Path) -> io::Result<Option<Stat>> {
    match disk.stat(path) {
        Ok(stat) => Ok(Some(stat)),
        Err(error) if missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A second name for a file, or a copy where the file system or a limit of it gives none.
pub(super) fn link_or_copy(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<()> {
    match disk.link(from, to) {
        Ok(()) => Ok(()),
        Err(error) if no_links(&error) => disk.copy(from, to),
        Err(error) => Err(error),
    }
}

/// No links on this file system or across two, not of this file (another's), or the file has as many as it may have.
fn no_links(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, TooManyLinks, Unsupported};
    matches!(
        error.kind(),
        CrossesDevices | PermissionDenied | TooManyLinks | Unsupported
    )
}
