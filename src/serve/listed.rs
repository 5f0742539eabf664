//! The first reading, of files that have been looked at already: to see whether pages that were made before stand on them.

use std::sync::{Mutex, PoisonError};

use crate::source::{Date, DiskWorld, Entry, SourcePath, Unreadable, World};

/// A folder that has been listed, whatever the size of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The folder.
    pub folder: SourcePath,
    /// What was found in it.
    pub entries: Vec<Entry>,
}

/// A world in which one folder need not be listed the first time. Its files are read when they are asked for, as ever: one that changed
/// since it was listed is told by its stamp when it is listed again.
pub struct Known<'w> {
    world: &'w DiskWorld,
    listed: Mutex<Option<Listed>>,
}

impl<'w> Known<'w> {
    /// This world, of which perhaps a folder has been listed.
    pub fn new(world: &'w DiskWorld, listed: Option<Listed>) -> Self {
        Self {
            world,
            listed: Mutex::new(listed),
        }
    }
}

impl World for Known<'_> {
    fn list(&self, folder: &SourcePath) -> Vec<Entry> {
        let listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner).take();
        match listed.filter(|listed| listed.folder == *folder) {
            Some(listed) => listed
                .entries
                .into_iter()
                .map(|entry| self.world.limited(entry))
                .collect(),
            None => self.world.list(folder),
        }
    }

    fn look(&self, file: &SourcePath) -> Option<Entry> {
        self.world.look(file)
    }

    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Unreadable> {
        self.world.read(path)
    }

    fn today(&self) -> Date {
        self.world.today()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_was_listed_is_as_it_was_then_once_and_its_limit_is_this_worlds() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("content")).unwrap();
        std::fs::write(dir.path().join("content/a.toml"), "x").unwrap();
        std::fs::write(dir.path().join("content/large.toml"), "xxx").unwrap();
        let folder = SourcePath::new("content");
        let entries = DiskWorld::new(dir.path()).list(&folder);
        std::fs::remove_file(dir.path().join("content/a.toml")).unwrap();
        let world = DiskWorld::new(dir.path()).with_limit(2);
        let known = Known::new(
            &world,
            Some(Listed {
                folder: folder.clone(),
                entries,
            }),
        );
        let first = known.list(&folder);
        let found: Vec<_> = first
            .iter()
            .map(|entry| (entry.path.as_str(), entry.what.is_ok()))
            .collect();
        assert_eq!(found, [("content/a.toml", true), ("content/large.toml", false)]);
        assert_eq!(first[1..], world.list(&folder));
        assert_eq!(known.list(&folder), world.list(&folder));
    }
}
