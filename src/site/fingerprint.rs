//! What tells the files that pages are made of, and the program that makes them, from any others, without reading the files.
//!
//! A file is told by its length, time and number, as `serve` tells it. Whoever trusts a fingerprint sees to it that no file was so young
//! that a second change could have got the same time.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rayon::prelude::*;

use crate::source::{SourcePath, Stamp, Unreadable};

/// How many files each thread takes at once.
const FOUND_AT_ONCE: usize = 2048;

/// A fingerprint in the making.
#[derive(Debug, Clone)]
pub struct Fingerprint(blake3::Hasher);

impl Fingerprint {
    /// That of this program: another one makes other pages of the same records.
    #[must_use]
    pub fn of_program() -> Self {
        let mut new = Self(blake3::Hasher::new());
        new.text(env!("CARGO_PKG_VERSION"));
        if let Ok(program) = std::env::current_exe() {
            new.disk_file(&program);
        }
        new
    }

    /// That of nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self(blake3::Hasher::new())
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.0.update(text.as_bytes()).update(b"\0");
    }

    /// Adds bytes, whose end is told by their number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(&bytes.len().to_le_bytes()).update(bytes);
    }

    /// Adds what was found at a path.
    fn found(&mut self, path: &SourcePath, what: &Result<Stamp, Unreadable>) {
        self.text(path.as_str());
        match what {
            Ok(stamp) => {
                self.0.update(&stamp.len.to_le_bytes());
                self.0.update(&stamp.modified.to_le_bytes());
                self.0.update(&stamp.inode.to_le_bytes());
            }
            Err(why) => self.text(&format!("{why:?}")),
        }
    }

    /// Adds what was found at many paths, on all threads.
    pub fn all_found(&mut self, found: &[(&SourcePath, &Result<Stamp, Unreadable>)]) {
        let parts = found.par_chunks(FOUND_AT_ONCE).map(|some| {
            let mut part = Self::empty();
            for (path, what) in some {
                part.found(path, what);
            }
            part.finish()
        });
        for part in parts.collect::<Vec<_>>() {
            self.bytes(part.as_bytes());
        }
    }

    /// Adds a file of this machine, if it is there.
    pub fn disk_file(&mut self, file: &Path) {
        let stamp = file
            .metadata()
            .map(|data| (data.len(), data.mtime(), data.mtime_nsec(), data.ino()));
        self.text(&format!("{:?}", stamp.ok()));
    }

    /// The fingerprint of all that was added.
    #[must_use]
    pub fn finish(&self) -> blake3::Hash {
        self.0.finalize()
    }
}
