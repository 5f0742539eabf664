//! What a plan of a site consists of: addresses, and the bytes that stand at them.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longest component that every common file system takes, less what an archive may append.
const LONGEST_COMPONENT: usize = 200;

/// A file's place in the site: a relative path of plain components.
///
/// Each component holds ASCII letters, digits, `-`, `_` and `.` alone and begins with no dot, so that no id or
/// title can lead out of the site, hide a file or take the manifest's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

/// Why a text is no [`Address`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// A component is empty: the text is empty, or begins, ends or doubles a slash.
    Empty,
    /// A component begins with a dot.
    LeadingDot,
    /// A component holds something other than ASCII letters, digits, `-`, `_` and `.`.
    Character(char),
    /// A component is longer than 200 bytes.
    Long,
}

impl Address {
    /// Checks a path of components separated by `/`.
    ///
    /// # Errors
    /// When a component is empty, begins with a dot, is too long, or holds a character that addresses may not hold.
    pub fn new(text: &str) -> Result<Self, AddressError> {
        text.split('/').try_for_each(check_component)?;
        Ok(Self(text.into()))
    }

    /// The address of `rest` in the folder that `self` names.
    ///
    /// # Errors
    /// As [`Address::new`] does for `rest`.
    pub fn join(&self, rest: &str) -> Result<Self, AddressError> {
        rest.split('/').try_for_each(check_component)?;
        Ok(Self(format!("{}/{rest}", self.0).into()))
    }

    /// The path, with `/` between components.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this address, or `None` at the root of the site.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        parent(&self.0)
    }

    /// Where the address lies below `root`.
    #[must_use]
    pub fn under(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }
}

/// The text before the last slash of a relative path.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn check_component(component: &str) -> Result<(), AddressError> {
    if component.is_empty() {
        return Err(AddressError::Empty);
    }
    if component.starts_with('.') {
        return Err(AddressError::LeadingDot);
    }
    if component.len() > LONGEST_COMPONENT {
        return Err(AddressError::Long);
    }
    let stranger = component
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    stranger.map_or(Ok(()), |c| Err(AddressError::Character(c)))
}

impl Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a part of the path is empty"),
            Self::LeadingDot => f.write_str("a part of the path begins with a dot"),
            Self::Character(c) => write!(
                f,
                "the path holds {c:?}; only letters without accents, digits, `-`, `_` and `.` may stand in it"
            ),
            Self::Long => write!(f, "a part of the path is longer than {LONGEST_COMPONENT} characters"),
        }
    }
}

impl std::error::Error for AddressError {}

/// A file of the site: where it stands, and its bytes.
#[derive(Debug, Clone)]
pub struct File<'a> {
    /// Where the file stands.
    pub address: Address,
    /// What it holds; borrowed for what the program embeds, owned for what it renders.
    pub bytes: Cow<'a, [u8]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_relative_path_is_an_address() {
        let address = Address::new("people/jane-doe/2026-q3/index.html").unwrap();
        assert_eq!(address.folder(), Some("people/jane-doe/2026-q3"));
        assert_eq!(
            address.under(Path::new("/tmp/site")),
            Path::new("/tmp/site/people/jane-doe/2026-q3/index.html")
        );
        assert_eq!(Address::new("robots.txt").unwrap().folder(), None);
    }

    #[test]
    fn nothing_that_leads_out_hides_or_surprises_is_an_address() {
        for (text, error) in [
            ("", AddressError::Empty),
            ("/etc/passwd", AddressError::Empty),
            ("hr//index.html", AddressError::Empty),
            ("hr/", AddressError::Empty),
            ("..", AddressError::LeadingDot),
            ("hr/../../x", AddressError::LeadingDot),
            ("hr/./x", AddressError::LeadingDot),
            (".preread-manifest", AddressError::LeadingDot),
            ("hr\\x", AddressError::Character('\\')),
            ("c:x", AddressError::Character(':')),
            ("a b", AddressError::Character(' ')),
            ("a\0", AddressError::Character('\0')),
            ("é", AddressError::Character('é')),
        ] {
            assert_eq!(Address::new(text), Err(error), "{text:?}");
        }
        assert_eq!(Address::new(&"a".repeat(201)), Err(AddressError::Long));
        assert!(Address::new(&"a".repeat(200)).is_ok());
    }

    #[test]
    fn joining_checks_what_is_joined() {
        let hr = Address::new("hr").unwrap();
        assert_eq!(hr.join("a/b.html").unwrap().as_str(), "hr/a/b.html");
        assert_eq!(hr.join("../b"), Err(AddressError::LeadingDot));
        assert_eq!(hr.join(""), Err(AddressError::Empty));
    }
}
