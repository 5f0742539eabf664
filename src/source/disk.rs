//! A world that is a folder: walks it, follows no link out of it, and reads regular files alone.

use std::fs::{self, Metadata};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Date, Entry, SourcePath, Stamp, Unreadable, World};

/// The most that is read of one file, unless `[build] largest_file` says otherwise: 8 MB.
pub const LARGEST_FILE: u64 = 8_000_000;

/// A folder on this machine.
#[derive(Debug)]
pub struct DiskWorld {
    root: PathBuf,
    limit: u64,
}

impl DiskWorld {
    /// The world below `root`, which is the folder that holds `preread.toml`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            limit: LARGEST_FILE,
        }
    }

    /// This world with another limit for one file's size, in bytes.
    #[must_use]
    pub fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// Where a source path lies on this machine.
    #[must_use]
    pub fn locate(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// An entry of another world of the same folder, as this one has it.
    #[must_use]
    pub fn limited(&self, entry: Entry) -> Entry {
        let what = entry.what.and_then(|stamp| self.limit(stamp));
        Entry { what, ..entry }
    }

    fn limit(&self, stamp: Stamp) -> Result<Stamp, Unreadable> {
        if stamp.len > self.limit {
            return Err(Unreadable::TooLarge {
                len: stamp.len,
                limit: self.limit,
            });
        }
        Ok(stamp)
    }

    fn stamp(&self, metadata: &Metadata) -> Result<Stamp, Unreadable> {
        if metadata.is_dir() {
            return Err(Unreadable::Folder);
        }
        if !metadata.is_file() {
            return Err(Unreadable::Special);
        }
        self.limit(Stamp {
            len: metadata.len(),
            modified: i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec()),
            inode: metadata.ino(),
        })
    }

    /// One folder's entries, and those of the folders in it, each folder on whichever thread is free.
    fn walk(&self, folder: &Walked<'_>) -> Vec<Entry> {
        let disk = self.locate(&folder.path);
        let listing = match fs::read_dir(&disk) {
            Ok(listing) => listing,
            Err(error) => {
                return vec![Entry {
                    path: folder.path.clone(),
                    what: Err(refused(&error)),
                }];
            }
        };
        let found: Vec<_> = listing.collect();
        found
            .into_par_iter()
            .flat_map_iter(|entry| self.visit(folder, entry))
            .collect()
    }

    fn visit(&self, folder: &Walked<'_>, entry: std::io::Result<fs::DirEntry>) -> Vec<Entry> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                return vec![Entry {
                    path: folder.path.clone(),
                    what: Err(refused(&error)),
                }];
            }
        };
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let path = folder.path.join(&name.to_string_lossy());
            return vec![Entry {
                path,
                what: Err(Unreadable::NameNotUtf8),
            }];
        };
        let path = folder.path.join(name);
        let metadata = match entry.metadata() {
            Ok(metadata) if metadata.is_symlink() => match follow(folder, &entry.path()) {
                Ok(metadata) => metadata,
                Err(why) => return vec![Entry { path, what: Err(why) }],
            },
            Ok(metadata) => metadata,
            Err(error) => {
                return vec![Entry {
                    path,
                    what: Err(refused(&error)),
                }];
            }
        };
        if metadata.is_dir() {
            // Whoever made a folder of this name meant a record; what lies in it is none.
            if name.ends_with(".toml") || name.ends_with(".md") {
                return vec![Entry {
                    path,
                    what: Err(Unreadable::Folder),
                }];
            }
            let inner = Walked {
                path,
                id: (metadata.dev(), metadata.ino()),
                above: Some(folder),
                top: folder.top,
            };
            return if inner.is_loop() {
                vec![Entry {
                    path: inner.path,
                    what: Err(Unreadable::LinkBroken),
                }]
            } else {
                self.walk(&inner)
            };
        }
        vec![Entry {
            path,
            what: self.stamp(&metadata),
        }]
    }
}

/// A folder on the way down, and those above it, which a link must not lead back to.
struct Walked<'a> {
    path: SourcePath,
    id: (u64, u64),
    above: Option<&'a Walked<'a>>,
    top: &'a Path,
}

impl Walked<'_> {
    fn is_loop(&self) -> bool {
        std::iter::successors(self.above, |walked| walked.above).any(|walked| walked.id == self.id)
    }
}

impl World for DiskWorld {
    fn list(&self, folder: &SourcePath) -> Vec<Entry> {
        let disk = self.locate(folder);
        let top = match fs::canonicalize(&disk) {
            Ok(top) => top,
            Err(error) => {
                return vec![Entry {
                    path: folder.clone(),
                    what: Err(refused(&error)),
                }];
            }
        };
        let id = fs::metadata(&top)
            .map(|metadata| (metadata.dev(), metadata.ino()))
            .unwrap_or_default();
        let mut entries = self.walk(&Walked {
            path: folder.clone(),
            id,
            above: None,
            top: &top,
        });
        entries.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        entries
    }

    fn look(&self, file: &SourcePath) -> Option<Entry> {
        // Where a link leads hangs on the folders around it.
        let metadata = fs::symlink_metadata(self.locate(file)).ok()?;
        let stamp = self.stamp(&metadata).ok()?;
        Some(Entry {
            path: file.clone(),
            what: Ok(stamp),
        })
    }

    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Unreadable> {
        // Not blocking, because a pipe that was put in a file's place since the listing would wait for a writer for ever.
        let mut file = fs::OpenOptions::new()
            .read(true)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
            .open(self.locate(path))
            .map_err(|error| refused(&error))?;
        let metadata = file.metadata().map_err(|error| refused(&error))?;
        let stamp = self.stamp(&metadata)?;
        let mut bytes = Vec::with_capacity(usize::try_from(stamp.len).unwrap_or_default() + 1);
        file.by_ref()
            .take(self.limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| refused(&error))?;
        let len = bytes.len() as u64;
        if len > self.limit {
            Err(Unreadable::TooLarge { len, limit: self.limit })
        } else {
            Ok(bytes)
        }
    }

    fn today(&self) -> Date {
        chrono::Local::now().date_naive()
    }
}

fn follow(folder: &Walked<'_>, link: &Path) -> Result<Metadata, Unreadable> {
    let target = fs::canonicalize(link).map_err(|_| Unreadable::LinkBroken)?;
    if !target.starts_with(folder.top) {
        return Err(Unreadable::LinkLeaves);
    }
    fs::metadata(&target).map_err(|error| refused(&error))
}

fn refused(error: &std::io::Error) -> Unreadable {
    match error.kind() {
        std::io::ErrorKind::NotFound => Unreadable::Missing,
        std::io::ErrorKind::PermissionDenied => Unreadable::Refused("permission denied".to_owned()),
        _ => Unreadable::Refused(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn listed(root: &Path) -> Vec<(String, Result<u64, Unreadable>)> {
        let world = DiskWorld::new(root).with_limit(100);
        let entries = world.list(&SourcePath::new("content"));
        entries
            .into_iter()
            .map(|e| (e.path.to_string(), e.what.map(|stamp| stamp.len)))
            .collect()
    }

    #[test]
    fn links_that_leave_or_loop_are_listed_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let content = dir.path().join("content");
        fs::create_dir_all(content.join("a")).unwrap();
        fs::write(content.join("a/in.toml"), "x").unwrap();
        fs::write(dir.path().join("out.toml"), "secret").unwrap();
        symlink("../out.toml", content.join("leaves.toml")).unwrap();
        symlink("..", content.join("a/up")).unwrap();
        symlink("self.toml", content.join("self.toml")).unwrap();
        symlink("a/in.toml", content.join("z.toml")).unwrap();
        fs::write(content.join("large.toml"), vec![b'#'; 101]).unwrap();
        assert_eq!(
            listed(dir.path()),
            [
                ("content/a/in.toml".to_owned(), Ok(1)),
                ("content/a/up".to_owned(), Err(Unreadable::LinkBroken)),
                (
                    "content/large.toml".to_owned(),
                    Err(Unreadable::TooLarge { len: 101, limit: 100 })
                ),
                ("content/leaves.toml".to_owned(), Err(Unreadable::LinkLeaves)),
                ("content/self.toml".to_owned(), Err(Unreadable::LinkBroken)),
                ("content/z.toml".to_owned(), Ok(1)),
            ]
        );
    }

    #[test]
    fn a_socket_is_named_and_not_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("content/people.toml")).unwrap();
        assert_eq!(
            listed(dir.path()),
            [("content/people.toml".to_owned(), Err(Unreadable::Special))]
        );
    }
}
