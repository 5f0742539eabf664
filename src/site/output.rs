//! The place that a build is put in, and the names beside it that are ours.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::error::{Refusal, WriteError};

/// Length of the random part of a temporary folder's name.
const RANDOM_DIGITS: usize = 16;
/// What the name of a swapped-out site ends with, where two names cannot be exchanged in one step.
const OLD: &str = "-old";

/// A folder that a site may be written to: no link, no mount point, apart from everything that the build reads.
#[derive(Debug, Clone)]
pub struct Output {
    beside: PathBuf,
    name: OsString,
    path: PathBuf,
}

impl Output {
    /// Checks the place. `inputs` are the folders that the build reads (content, themes). Missing folders above
    /// the place are made, for their maker alone.
    ///
    /// # Errors
    /// When the place is refused, or the disk fails.
    pub fn new(path: &Path, inputs: &[&Path]) -> Result<Self, WriteError> {
        // Without a trailing slash, which would follow a link.
        let path: PathBuf = path.components().collect();
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(WriteError::machine("look at", &path)(error)),
        };
        if let Some(found) = &found {
            check_kind(&path, found)?;
        }
        let output = Self::resolve(&path, found.is_some())?;
        if let Some(found) = &found {
            output.check_mount(found)?;
        }
        inputs.iter().try_for_each(|input| output.check_apart(input))?;
        Ok(output)
    }

    fn resolve(path: &Path, exists: bool) -> Result<Self, WriteError> {
        let look = WriteError::machine("find", path);
        let full = if exists {
            fs::canonicalize(path)
        } else {
            absolute_beside(path)
        }
        .map_err(look)?;
        let (Some(beside), Some(name)) = (full.parent(), full.file_name()) else {
            return Err(WriteError::refused(path, Refusal::MountPoint));
        };
        Ok(Self {
            beside: beside.to_owned(),
            name: name.to_owned(),
            path: full.clone(),
        })
    }

    fn check_mount(&self, found: &fs::Metadata) -> Result<(), WriteError> {
        let beside = fs::metadata(&self.beside).map_err(WriteError::machine("look at", &self.beside))?;
        if beside.dev() == found.dev() {
            Ok(())
        } else {
            Err(WriteError::refused(&self.path, Refusal::MountPoint))
        }
    }

    fn check_apart(&self, input: &Path) -> Result<(), WriteError> {
        let Ok(full) = fs::canonicalize(input) else {
            return Ok(());
        };
        if holds(&full, &self.path) || holds(&self.path, &full) {
            return Err(WriteError::refused(&self.path, Refusal::HoldsInput(input.to_owned())));
        }
        Ok(())
    }

    /// The folder itself, absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn beside(&self) -> &Path {
        &self.beside
    }

    pub(super) fn lock_path(&self) -> PathBuf {
        self.beside.join(self.named("lock"))
    }

    /// A name beside the output that nothing has yet, for a build in the making.
    pub(super) fn fresh_path(&self) -> io::Result<PathBuf> {
        let mut random = [0; RANDOM_DIGITS / 2];
        fill_random(&mut random)?;
        Ok(self.beside.join(self.named(&hex(&random))))
    }

    /// Where the old site goes while the new one takes its name in two steps.
    pub(super) fn old_path(fresh: &Path) -> PathBuf {
        let mut name = fresh.as_os_str().to_owned();
        name.push(OLD);
        name.into()
    }

    /// Whether a name beside the output has the form of a temporary folder's.
    pub(super) fn is_temporary(&self, name: &OsStr) -> bool {
        let Some(rest) = name.as_bytes().strip_prefix(self.named("").as_bytes()) else {
            return false;
        };
        let random = rest.strip_suffix(OLD.as_bytes()).unwrap_or(rest);
        random.len() == RANDOM_DIGITS && random.iter().all(u8::is_ascii_hexdigit)
    }

    /// Whether a temporary name is that of a site that was being replaced.
    pub(super) fn is_old(path: &Path) -> bool {
        path.as_os_str().as_bytes().ends_with(OLD.as_bytes())
    }

    fn named(&self, end: &str) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".preread-");
        name.push(end);
        name
    }
}

fn check_kind(path: &Path, found: &fs::Metadata) -> Result<(), WriteError> {
    if found.is_symlink() {
        Err(WriteError::refused(path, Refusal::Symlink))
    } else if found.is_dir() {
        Ok(())
    } else {
        Err(WriteError::refused(path, Refusal::NotAFolder))
    }
}

/// The absolute path of a name that does not exist, whose folders are made.
fn absolute_beside(path: &Path) -> io::Result<PathBuf> {
    let (Some(above), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let above = if above.as_os_str().is_empty() {
        Path::new(".")
    } else {
        above
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(above)?;
    Ok(fs::canonicalize(above)?.join(name))
}

/// Whether `outer` is `inner` or one of the folders above it, told by what the names stand for and not by the names.
fn holds(outer: &Path, inner: &Path) -> bool {
    let Ok(outer) = fs::metadata(outer) else { return false };
    inner
        .ancestors()
        .filter_map(|above| fs::metadata(above).ok())
        .any(|above| (above.dev(), above.ino()) == (outer.dev(), outer.ino()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Bytes that nobody can foretell.
pub(super) fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    use io::Read;
    fs::File::open("/dev/urandom")?.read_exact(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn refusal(path: &Path, inputs: &[&Path]) -> Refusal {
        match Output::new(path, inputs) {
            Err(WriteError::Refused { why, .. }) => why,
            other => panic!("{} gave {other:?}", path.display()),
        }
    }

    #[test]
    fn a_link_is_refused_with_or_without_a_trailing_slash() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("real")).unwrap();
        symlink("real", home.path().join("site")).unwrap();
        symlink("nowhere", home.path().join("broken")).unwrap();
        assert_eq!(refusal(&home.path().join("site"), &[]), Refusal::Symlink);
        assert_eq!(refusal(&home.path().join("site/"), &[]), Refusal::Symlink);
        assert_eq!(refusal(&home.path().join("broken"), &[]), Refusal::Symlink);
    }

    #[test]
    fn a_file_and_the_root_are_refused() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("site"), "").unwrap();
        assert_eq!(refusal(&home.path().join("site"), &[]), Refusal::NotAFolder);
        assert_eq!(refusal(Path::new("/"), &[]), Refusal::MountPoint);
        assert_eq!(refusal(Path::new("/proc"), &[]), Refusal::MountPoint);
    }

    #[test]
    fn an_output_that_is_holds_or_lies_in_the_content_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let content = home.path().join("project/content");
        fs::create_dir_all(&content).unwrap();
        symlink("project/content", home.path().join("alias")).unwrap();
        for output in [
            "project/content",
            "project",
            "project/content/site",
            "alias/site",
            "project/content/a/b/site",
        ] {
            let why = refusal(&home.path().join(output), &[&content]);
            assert_eq!(why, Refusal::HoldsInput(content.clone()), "{output}");
        }
        let through_alias = home.path().join("alias");
        assert!(matches!(
            refusal(&content.join("site"), &[&through_alias]),
            Refusal::HoldsInput(_)
        ));
        Output::new(&home.path().join("project/content-site"), &[&content]).unwrap();
        Output::new(&home.path().join("project/site"), &[&content]).unwrap();
    }

    #[test]
    fn only_names_of_our_form_are_temporary() {
        let home = tempfile::tempdir().unwrap();
        let output = Output::new(&home.path().join("site"), &[]).unwrap();
        let fresh = output.fresh_path().unwrap();
        assert!(output.is_temporary(fresh.file_name().unwrap()));
        let old = Output::old_path(&fresh);
        assert!(output.is_temporary(old.file_name().unwrap()) && Output::is_old(&old) && !Output::is_old(&fresh));
        for name in [
            ".site.preread-lock",
            ".site.preread-",
            "site",
            ".other.preread-0123456789abcdef",
            ".site.preread-mine",
        ] {
            assert!(!output.is_temporary(OsStr::new(name)), "{name}");
        }
    }
}
