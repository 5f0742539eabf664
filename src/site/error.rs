//! What can keep a build from being written, in words for the person who started it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::tree::Address;

/// Why nothing was written. The site that stood before still stands.
#[derive(Debug)]
pub enum WriteError {
    /// The place is not one that we may write to, or not now. The person decides; exit code 1.
    Refused {
        /// The file or folder that is in the way.
        path: PathBuf,
        /// What is wrong with it.
        why: Refusal,
    },
    /// The machine failed: disk, permission, limits. Exit code 3.
    Machine {
        /// What was being done, as in "could not *write*".
        doing: &'static str,
        /// The file or folder it was done to.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Two files were given one address, or one a file's and another a folder's: a fault of the plan, not of the user.
    Clash(Address),
    /// `finish` was called though a file had failed: a fault of the caller, not of the user.
    Incomplete,
}

/// Why a place is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The output folder holds something and no manifest of ours.
    NotOurs,
    /// The output is a file.
    NotAFolder,
    /// The output is a symbolic link.
    Symlink,
    /// The output is the root of a file system and cannot be renamed.
    MountPoint,
    /// The output is, holds or lies in a folder that the build reads.
    HoldsInput(PathBuf),
    /// The manifest is damaged, from a newer version or from a build that never ended.
    Manifest(String),
    /// Another build holds the lock.
    Busy(Option<u32>),
    /// A file that we did not write stands where a page belongs.
    Foreign,
    /// What is to be published is no finished build.
    NotABuild,
    /// A file of the build differs from what the build wrote.
    Changed,
    /// The output has the name of the folder beside it that holds the rules for web servers.
    NameOfRules,
    /// The folder of rules beside the output belongs to another site, which has this name.
    RulesOfAnother(String),
    /// The machine knows no such group.
    NoGroup(String),
}

impl WriteError {
    /// Whether the machine failed, as opposed to a place that the user must change.
    #[must_use]
    pub fn is_machine(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }

    pub(super) fn refused(path: &Path, why: Refusal) -> Self {
        Self::Refused {
            path: path.to_owned(),
            why,
        }
    }

    /// For `map_err`: says what was being done to which path.
    pub(super) fn machine(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Machine {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { path, why } => refusal(f, path, why),
            Self::Machine { doing, path, source } => {
                write!(f, "could not {doing} {}: {source}", path.display())?;
                f.write_str(hint(source))
            }
            Self::Clash(address) => write!(
                f,
                "two files of the site have the address {address}, or one that differs only in case; this is a fault in preread or in the theme"
            ),
            Self::Incomplete => {
                f.write_str("a file of the site could not be written, so the build was not put in place")
            }
        }
    }
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; make room and build again. The site that stood before is unchanged"
        }
        io::ErrorKind::PermissionDenied => "; the folder and the one that holds it must be yours to write to",
        io::ErrorKind::ReadOnlyFilesystem => "; choose an output folder on a disk that can be written to",
        _ => "",
    }
}

fn refusal(f: &mut fmt::Formatter<'_>, path: &Path, why: &Refusal) -> fmt::Result {
    let path = path.display();
    match why {
        Refusal::RulesOfAnother(site) => write!(
            f,
            "{path} holds the rules for web servers of the site `{site}` beside it; give each site a folder of its own to stand in, or delete `{site}` if it is no longer needed"
        ),
        Refusal::NotOurs => write!(
            f,
            "{path} holds files that preread did not write, and a build replaces its output folder. Give an empty or new folder (`--output`), or move what is there away"
        ),
        Refusal::NotAFolder => write!(
            f,
            "{path} is a file, and the output must be a folder. Give another name (`--output`)"
        ),
        Refusal::Symlink => write!(
            f,
            "{path} is a symbolic link, and a build replaces its output folder whole. Give the folder that the link leads to"
        ),
        Refusal::MountPoint => write!(
            f,
            "{path} is the root of a disk or volume, which cannot be replaced whole. Give a folder inside it, such as {path}/site"
        ),
        Refusal::HoldsInput(input) => write!(
            f,
            "{path} and {}, which the build reads, lie one in the other: a build would replace what it reads. Give an output folder beside it",
            input.display()
        ),
        Refusal::Manifest(what) => write!(
            f,
            "{path} should say which files preread wrote, but {what}. Move the folder that holds it away, and build again"
        ),
        Refusal::Busy(process) => {
            write!(f, "another preread")?;
            if let Some(process) = process {
                write!(f, " (process {process})")?;
            }
            write!(
                f,
                " is writing {path}. Wait until it has ended, or end it, and try again"
            )
        }
        Refusal::Foreign => write!(
            f,
            "{path} was not written by preread, and a page of the site belongs there. Move it away, and build again"
        ),
        Refusal::NotABuild => write!(f, "{path} holds no finished build. Run `preread build` first"),
        Refusal::Changed => write!(
            f,
            "{path} is missing or was changed after it was built, so it was not checked. Run `preread build` again before publishing"
        ),
        Refusal::NameOfRules => write!(
            f,
            "{path} would take the place of the folder `access`, which holds the rules for web servers beside the site. Give another name (`--output`)"
        ),
        Refusal::NoGroup(group) => write!(
            f,
            "the group {group:?} is not known here, so {path} cannot be opened to it. Give a name from /etc/group, or the group's number"
        ),
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Machine { source, .. } => Some(source),
            _ => None,
        }
    }
}
