//! Where a source file lies: a path relative to the site's root, with `/` between its parts on every system.

use std::fmt;
use std::sync::Arc;

/// A path relative to the site's root, such as `content/people.toml`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A path from its text, as the program or the file system gives it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This path with one more part.
    #[must_use]
    pub fn join(&self, part: &str) -> Self {
        if self.0.is_empty() || &*self.0 == "." {
            Self::new(part)
        } else {
            Self::new(&format!("{}/{part}", self.0))
        }
    }

    /// What follows `folder/` in this path, where it lies below that folder.
    #[must_use]
    pub fn below<'a>(&'a self, folder: &SourcePath) -> Option<&'a str> {
        if folder.0.is_empty() || &*folder.0 == "." {
            return Some(&self.0);
        }
        self.0.strip_prefix(&*folder.0)?.strip_prefix('/')
    }

    /// The folder in which it lies; none at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(folder, _)| Self::new(folder))
    }

    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_a_folder_is_told_from_one_that_only_begins_alike() {
        let folder = SourcePath::new("content");
        assert_eq!(SourcePath::new("content/a.toml").below(&folder), Some("a.toml"));
        assert_eq!(SourcePath::new("contents/a.toml").below(&folder), None);
        assert_eq!(SourcePath::new("a.toml").below(&SourcePath::new(".")), Some("a.toml"));
    }
}
