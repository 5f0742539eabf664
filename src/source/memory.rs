//! A world that is a table of texts: for tests, for the examples of `explain`, and for whoever embeds the library.

use std::collections::BTreeMap;

use super::{Date, Entry, SourcePath, Stamp, Unreadable, World};

/// Files that exist in memory alone, and a day that stands still.
#[derive(Debug, Clone, Default)]
pub struct MemoryWorld {
    files: BTreeMap<SourcePath, Result<Vec<u8>, Unreadable>>,
    today: Date,
}

impl MemoryWorld {
    /// A world of no files on `today`.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            files: BTreeMap::new(),
            today,
        }
    }

    /// This world with one more file, or with another content of it.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes one file.
    pub fn write(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(SourcePath::new(path), Ok(content.into()));
    }

    /// Puts something there that is no readable file.
    pub fn obstruct(&mut self, path: &str, why: Unreadable) {
        self.files.insert(SourcePath::new(path), Err(why));
    }

    /// Removes one file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(&SourcePath::new(path));
    }
}

impl World for MemoryWorld {
    fn list(&self, folder: &SourcePath) -> Vec<Entry> {
        let inside = self.files.iter().filter(|(path, _)| path.below(folder).is_some());
        inside
            .map(|(path, content)| Entry {
                path: path.clone(),
                what: match content {
                    Ok(bytes) => Ok(Stamp {
                        len: bytes.len() as u64,
                        ..Stamp::default()
                    }),
                    Err(why) => Err(why.clone()),
                },
            })
            .collect()
    }

    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Unreadable> {
        self.files.get(path).cloned().unwrap_or(Err(Unreadable::Missing))
    }

    fn today(&self) -> Date {
        self.today
    }
}
