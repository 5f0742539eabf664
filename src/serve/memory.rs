//! The pages that were asked for last, kept beside the settings for the next start, with what they stand on.
//!
//! One file in a folder of its own, both for their owner alone, since it holds what the pages hold; a file in the folder keeps git from
//! it. It is written whole or not at all, and a hash of all of it at its end tells one that was damaged.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::process::geteuid;

use super::ground::Ground;
use super::live::Asked;

/// Where pages are kept, below the site's root.
const ABOVE: &str = ".preread";
const FOLDER: &str = ".preread/served";
const FILE: &str = "pages";
/// What the file is called until it is whole.
const NEXT: &str = "pages-next";
const HEAD: &str = "preread pages 1";
/// The page without which nothing is shown of a tree.
pub const HOME: &str = "index.html";
/// Whose files belong to every tree.
pub const ASSETS: &str = "assets";
/// The most that is kept, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;
/// What stands between the parts of a line.
const BETWEEN: char = '\t';

/// What one run keeps for the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    /// What the pages stand on.
    ground: String,
    files: Vec<Kept>,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    tree: String,
    address: String,
    bytes: Arc<[u8]>,
}

impl Memory {
    /// Nothing yet, of what stands on this ground.
    pub(super) fn new(ground: Ground) -> Self {
        Self {
            ground: ground.to_hex(),
            files: Vec::new(),
        }
    }

    /// Adds a file of a tree, or of all of them, where there is room for it.
    pub(super) fn add(&mut self, tree: &str, address: &str, bytes: Arc<[u8]>) {
        let taken: usize = self.files.iter().map(|kept| kept.bytes.len()).sum();
        let is_plain = |text: &str| !text.contains(char::is_control);
        if taken + bytes.len() <= LARGEST && is_plain(tree) && is_plain(address) {
            self.files.push(Kept {
                tree: tree.to_owned(),
                address: address.to_owned(),
                bytes,
            });
        }
    }

    /// What was kept below a root; none where there is nothing, or nothing that can be relied on.
    pub fn find(root: &Path) -> Option<Self> {
        let file = folder(root).ok()?.join(FILE);
        let data = file.symlink_metadata().ok()?;
        // Twice as much as is kept: the names have room beside the bytes.
        let is_ours = data.is_file()
            && data.uid() == geteuid().as_raw()
            && data.mode() & 0o777 == 0o600
            && data.len() <= 2 * LARGEST as u64;
        Self::parse(&is_ours.then(|| fs::read(file).ok())??)
    }

    /// Whether it stands on this ground.
    #[must_use]
    pub fn stands_on(&self, ground: Ground) -> bool {
        self.ground == ground.to_hex()
    }

    /// A file of a tree.
    pub(super) fn file(&self, tree: &str, address: &str) -> Option<&Arc<[u8]>> {
        let (tree, address) = match address.strip_prefix("assets/") {
            Some(asset) => (ASSETS, asset),
            None => (tree, address),
        };
        let is_it = |kept: &&Kept| kept.tree == tree && kept.address == address;
        self.files.iter().find(is_it).map(|kept| &kept.bytes)
    }

    /// Whether it holds the home of a tree.
    #[must_use]
    pub fn has_home_of(&self, tree: &str) -> bool {
        tree != ASSETS && self.file(tree, HOME).is_some()
    }

    /// The pages, the one that was asked for last at the end.
    pub(super) fn pages(&self) -> Vec<Asked> {
        let pages = self.files.iter().rev().filter(|kept| kept.tree != ASSETS);
        let asked = |kept: &Kept| Asked::new(&kept.tree, &kept.address, &kept.bytes);
        pages.map(asked).collect()
    }

    fn text(&self) -> Vec<u8> {
        let mut text = format!("{HEAD}\n{}\n{}\n", self.ground, self.files.len());
        for Kept { tree, address, bytes } in &self.files {
            text.push_str(&format!("{}{BETWEEN}{tree}{BETWEEN}{address}\n", bytes.len()));
        }
        let mut all = text.into_bytes();
        for kept in &self.files {
            all.extend_from_slice(&kept.bytes);
        }
        let hash = blake3::hash(&all);
        all.extend_from_slice(hash.as_bytes());
        all
    }

    fn parse(all: &[u8]) -> Option<Self> {
        let (whole, hash) = all.split_last_chunk::<{ blake3::OUT_LEN }>()?;
        if blake3::hash(whole) != *hash {
            return None;
        }
        let mut rest = whole;
        let mut line = || {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            rest = &rest[end + 1..];
            Some(line.to_owned())
        };
        if line()? != HEAD {
            return None;
        }
        let ground = line()?;
        let count: usize = line()?.parse().ok()?;
        let lines: Vec<_> = (0..count).map(|_| line()).collect::<Option<_>>()?;
        let mut files = Vec::new();
        for line in lines {
            let mut parts = line.splitn(3, BETWEEN);
            let length: usize = parts.next()?.parse().ok()?;
            let (tree, address) = (parts.next()?.to_owned(), parts.next()?.to_owned());
            let (bytes, after) = rest.split_at_checked(length)?;
            rest = after;
            let bytes = bytes.into();
            files.push(Kept { tree, address, bytes });
        }
        rest.is_empty().then_some(Self { ground, files })
    }

    /// Writes it down below a root in place of what was kept there.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn write(&self, root: &Path) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(root.join(FOLDER))?;
        let folder = folder(root)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        let ignored = folder.join(".gitignore");
        if !ignored.exists() {
            fs::write(ignored, "*\n")?;
        }
        let next = folder.join(NEXT);
        _ = fs::remove_file(&next);
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&next)?;
        let written = file
            .write_all(&self.text())
            .and_then(|()| fs::rename(&next, folder.join(FILE)));
        if written.is_err() {
            _ = fs::remove_file(&next);
        }
        written
    }
}

/// The folder below a root, where it is one and no link leads elsewhere.
fn folder(root: &Path) -> io::Result<PathBuf> {
    for folder in [ABOVE, FOLDER] {
        if !root.join(folder).symlink_metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
    }
    Ok(root.join(FOLDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Memory {
        let mut memory = Memory {
            ground: "g".repeat(64),
            files: Vec::new(),
        };
        memory.add("hr", HOME, b"home\n".as_slice().into());
        memory.add(ASSETS, "fonts/a.woff2", [0, 10, 255].as_slice().into());
        memory.add("people/jane-doe", "2026-q3/index.html", b"jane".as_slice().into());
        memory
    }

    #[test]
    fn what_was_written_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Memory::find(dir.path()), None);
        for _ in 0..2 {
            memory().write(dir.path()).unwrap();
            assert_eq!(Memory::find(dir.path()), Some(memory()));
        }
        assert!(!dir.path().join(FOLDER).join(NEXT).exists());
    }

    #[test]
    fn an_asset_belongs_to_every_tree_and_a_page_to_its_own() {
        let memory = memory();
        let is_there = |tree, address| memory.file(tree, address).is_some();
        assert!(is_there("hr", "assets/fonts/a.woff2") && is_there("people/jane-doe", "assets/fonts/a.woff2"));
        assert!(is_there("people/jane-doe", "2026-q3/index.html") && !is_there("hr", "2026-q3/index.html"));
        assert!(memory.has_home_of("hr") && !memory.has_home_of("people/jane-doe"));
    }

    #[test]
    fn what_was_cut_off_or_changed_anywhere_is_nothing() {
        let text = memory().text();
        assert!(Memory::parse(&text).is_some());
        for end in 0..text.len() {
            assert_eq!(Memory::parse(&text[..end]), None, "cut at {end}");
            let mut changed = text.clone();
            changed[end] ^= 1;
            assert_eq!(Memory::parse(&changed), None, "changed at {end}");
        }
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut memory = memory();
        memory.add("hr", "large.html", vec![b' '; LARGEST].into());
        memory.add("hr", "small.html", b"small".as_slice().into());
        assert!(memory.file("hr", "large.html").is_none() && memory.file("hr", "small.html").is_some());
    }

    #[test]
    fn the_pages_come_back_with_the_newest_at_the_end() {
        let pages = memory().pages();
        let trees: Vec<_> = pages.iter().map(|asked| asked.tree.as_str()).collect();
        assert_eq!(trees, ["people/jane-doe", "hr"]);
    }
}
