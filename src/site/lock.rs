//! Keeps two builds of one site apart.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::error::{Refusal, WriteError};
use super::output::Output;

/// Held while a build is written. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock, or says who holds it.
    pub(super) fn take(output: &Output) -> Result<Self, WriteError> {
        let path = output.lock_path();
        loop {
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .custom_flags(no_follow())
                .open(&path)
                .map_err(WriteError::machine("open the lock", &path))?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(rustix::io::Errno::WOULDBLOCK) => {
                    return Err(WriteError::refused(output.path(), Refusal::Busy(holder(&mut file))));
                }
                Err(error) => return Err(WriteError::machine("lock", &path)(error.into())),
            }
            // Its last holder may have removed the name between our opening and our locking it.
            if still_named(&file, &path) {
                let lock = Self { file, path };
                lock.sign().map_err(WriteError::machine("write", &lock.path))?;
                return Ok(lock);
            }
        }
    }

    fn sign(&self) -> io::Result<()> {
        // Also under a mask that takes the maker's own rights.
        self.file.set_permissions(Permissions::from_mode(0o600))?;
        self.file.set_len(0)?;
        (&self.file).write_all(std::process::id().to_string().as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked, so that nobody can take a name that is about to go.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn no_follow() -> i32 {
    rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()
}

fn still_named(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(ours), Ok(named)) => (ours.dev(), ours.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_build_is_refused_and_told_who_holds_the_lock() {
        let home = tempfile::tempdir().unwrap();
        let output = Output::new(&home.path().join("site"), &[]).unwrap();
        let held = Lock::take(&output).unwrap();
        let error = Lock::take(&output).unwrap_err();
        assert!(
            matches!(&error, WriteError::Refused { why: Refusal::Busy(Some(id)), .. } if *id == std::process::id()),
            "{error}"
        );
        drop(held);
        assert!(
            !output.lock_path().exists(),
            "a lock that nobody holds is not left behind"
        );
        Lock::take(&output).unwrap();
    }

    #[test]
    fn a_lock_that_an_ended_build_left_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let output = Output::new(&home.path().join("site"), &[]).unwrap();
        std::fs::write(output.lock_path(), "4194304000").unwrap();
        Lock::take(&output).unwrap();
    }
}
