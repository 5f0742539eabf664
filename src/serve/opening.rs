//! Pages that were made before of the very files that are served, on the same day: they are what the server would make, and can be shown
//! at once, while everything is still being read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::live::Asked;
use super::memory::Memory;
use crate::site::Address;

/// Pages to begin with.
#[derive(Debug, Clone)]
pub struct Opening(From);

#[derive(Debug, Clone)]
enum From {
    /// A site that was built, and when that was finished.
    Site { site: PathBuf, finished: SystemTime },
    /// What the server kept when it ran last.
    Memory(Arc<Memory>),
}

impl Opening {
    /// The site in a folder, whose build was finished at a time: a file that was changed later is not taken for a part of it.
    #[must_use]
    pub fn built(site: PathBuf, finished: SystemTime) -> Self {
        Self(From::Site { site, finished })
    }

    /// What was kept of pages.
    #[must_use]
    pub fn kept(memory: Memory) -> Self {
        Self(From::Memory(Arc::new(memory)))
    }

    /// A file of a tree as it was made; none where there is none, or none that is certain.
    pub(super) fn file(&self, tree: &str, address: &str) -> Option<Arc<[u8]>> {
        match &self.0 {
            From::Site { site, finished } => file_of(site, *finished, tree, address).map(Into::into),
            From::Memory(memory) => memory.file(tree, address).cloned(),
        }
    }

    /// The pages that somebody asked for in the run before, the one that was asked for last at the end.
    pub(super) fn pages(&self) -> Vec<Asked> {
        match &self.0 {
            From::Site { .. } => Vec::new(),
            From::Memory(memory) => memory.pages(),
        }
    }
}

fn file_of(site: &Path, finished: SystemTime, tree: &str, address: &str) -> Option<Vec<u8>> {
    let address = Address::new(&format!("{tree}/{address}")).ok()?;
    let path = address.under(site);
    let data = path.symlink_metadata().ok()?;
    let is_certain = data.is_file() && data.modified().ok()? <= finished && lies_in(&path, site);
    is_certain.then(|| fs::read(&path).ok())?
}

/// Whether a file lies in a folder with no link on the way.
fn lies_in(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let inside = path.strip_prefix(folder).ok();
    real(path).is_some() && real(path) == real(folder).zip(inside).map(|(folder, inside)| folder.join(inside))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn site() -> (tempfile::TempDir, Opening) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("site/hr")).unwrap();
        fs::write(dir.path().join("site/hr/index.html"), "home").unwrap();
        fs::write(dir.path().join("secret"), "secret").unwrap();
        let opening = Opening::built(dir.path().join("site"), SystemTime::now() + Duration::from_secs(1));
        (dir, opening)
    }

    #[test]
    fn a_file_of_the_tree_is_shown() {
        let (_dir, opening) = site();
        assert_eq!(opening.file("hr", "index.html").as_deref(), Some(&b"home"[..]));
        assert_eq!(opening.file("hr", "other.html"), None);
    }

    #[test]
    fn a_file_that_was_changed_after_the_build_is_not() {
        let (dir, opening) = site();
        let file = fs::File::open(dir.path().join("site/hr/index.html")).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
        assert_eq!(opening.file("hr", "index.html"), None);
    }

    #[test]
    fn nothing_outside_of_the_site_is() {
        let (dir, opening) = site();
        assert_eq!(opening.file("hr", "../../secret"), None);
        assert_eq!(opening.file("..", "secret"), None);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("site/hr/out")).unwrap();
        assert_eq!(opening.file("hr", "out/secret"), None);
        std::os::unix::fs::symlink(dir.path().join("secret"), dir.path().join("site/hr/one")).unwrap();
        assert_eq!(opening.file("hr", "one"), None);
    }
}
