//! What preread reads from: the one door through which content, themes and today's date come in.
//!
//! The rest of the program sees files only as a [`World`], so a whole site can be built from a table of strings
//! ([`MemoryWorld`]) as well as from a folder ([`DiskWorld`]). This module knows nothing of what the files mean.

mod disk;
mod memory;
mod path;
mod text;

pub use disk::DiskWorld;
pub use memory::MemoryWorld;
pub use path::SourcePath;
pub use text::{LineTable, Position, Span, TextFault, TextFaultKind, decode};

use std::fmt;

/// A day in the proleptic Gregorian calendar, without a time or a zone.
pub type Date = chrono::NaiveDate;

/// A file that was changed so short a time ago may change once more without another time: file systems count time in steps, the coarsest
/// in common use two seconds long.
pub const YOUNG: std::time::Duration = std::time::Duration::from_secs(2);

/// Everything that the program may learn of the world outside.
pub trait World: Sync {
    /// All entries below `folder`, in the order of their paths; folders themselves are not listed.
    ///
    /// What cannot be read as a regular file is listed too, with the reason, so that nothing is skipped in silence.
    fn list(&self, folder: &SourcePath) -> Vec<Entry>;

    /// The entry of one file, as [`list`](Self::list) gives it among others; none where that cannot be said without listing its folder.
    fn look(&self, file: &SourcePath) -> Option<Entry> {
        _ = file;
        None
    }

    /// The bytes of one file.
    ///
    /// # Errors
    /// The reason why it cannot be read.
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Unreadable>;

    /// Today, on the builder's calendar.
    fn today(&self) -> Date;
}

/// One thing found below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies, relative to the site's root.
    pub path: SourcePath,
    /// What it is: a file with its stamp, or why it cannot be one.
    pub what: Result<Stamp, Unreadable>,
}

/// What tells one version of a file from the next without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Length in bytes.
    pub len: u64,
    /// Time of the last change of the content, in nanoseconds since 1970; 0 where there is none.
    pub modified: i128,
    /// Number of the file on its file system; 0 where there is none.
    pub inode: u64,
}

/// Why something below the content folder is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such file.
    Missing,
    /// A folder stands where a file belongs.
    Folder,
    /// A symbolic link that leads out of the content folder.
    LinkLeaves,
    /// A symbolic link that leads back to itself or to a folder above it, or to nothing.
    LinkBroken,
    /// A device, pipe or socket.
    Special,
    /// The file's name is not UTF-8.
    NameNotUtf8,
    /// Larger than the limit, in bytes.
    TooLarge {
        /// The file's length in bytes.
        len: u64,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// The operating system refused, with its words.
    Refused(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Folder => f.write_str("this is a folder where a file belongs"),
            Self::LinkLeaves => f.write_str("this is a symbolic link that leads out of the content folder"),
            Self::LinkBroken => f.write_str("this is a symbolic link that leads nowhere or back to itself"),
            Self::Special => f.write_str("this is a device, pipe or socket, not a regular file"),
            Self::NameNotUtf8 => f.write_str("this file's name is not UTF-8 text"),
            Self::TooLarge { len, limit } => {
                write!(
                    f,
                    "this file is too large to be a record: {len} bytes, and at most {limit} are read"
                )
            }
            Self::Refused(why) => write!(f, "this file cannot be read: {why}"),
        }
    }
}
