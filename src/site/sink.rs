//! Where the files of a site go: to a disk, into memory, or nowhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::WriteError;
use super::tree::Address;
use super::writer::Session;

/// Takes the files of a site from any thread.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// Where it cannot be kept.
    fn write(&self, at: &Address, bytes: &[u8]) -> Result<(), WriteError>;

    /// Takes a second name for a file that was taken before.
    ///
    /// # Errors
    /// Where it cannot be kept.
    fn link(&self, from: &Address, to: &Address) -> Result<(), WriteError>;
}

impl Sink for Session {
    fn write(&self, at: &Address, bytes: &[u8]) -> Result<(), WriteError> {
        Session::write(self, at, bytes)
    }

    fn link(&self, from: &Address, to: &Address) -> Result<(), WriteError> {
        Session::link(self, from, to)
    }
}

/// Takes files and forgets them: for a check, which renders what a build would and keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn write(&self, _: &Address, _: &[u8]) -> Result<(), WriteError> {
        Ok(())
    }

    fn link(&self, _: &Address, _: &Address) -> Result<(), WriteError> {
        Ok(())
    }
}

/// A site in memory: for previews, tests and whoever embeds the library.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<Address, Arc<[u8]>>>);

impl Memory {
    /// All files, by address.
    pub fn into_files(self) -> BTreeMap<Address, Arc<[u8]>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn write(&self, at: &Address, bytes: &[u8]) -> Result<(), WriteError> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(at.clone(), bytes.into());
        Ok(())
    }

    fn link(&self, from: &Address, to: &Address) -> Result<(), WriteError> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = files.get(from).cloned().ok_or(WriteError::Incomplete)?;
        files.insert(to.clone(), bytes);
        Ok(())
    }
}
