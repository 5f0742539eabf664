//! A value that an audience may see, or only that it stays closed.

use serde::{Serialize, Serializer};

/// What one audience may see of a section: the value, or only that it stays closed. Only this module's parent makes one.
///
/// "Not there yet" is another thing: that is an `Option` inside.
///
/// ```compile_fail
/// let pay = preread::disclosure::Disclosed::open(195_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disclosed<T>(Option<T>);

impl<T> Disclosed<T> {
    pub(super) fn open(value: T) -> Self {
        Self(Some(value))
    }

    pub(super) fn closed() -> Self {
        Self(None)
    }

    /// The value, where the audience may see it.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// Whether the audience may see the section, be there a record or not.
    pub fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Another form of the same value, for the same audience.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Disclosed<U> {
        Disclosed(self.0.map(form))
    }

    /// Another form of the same value, for the same audience.
    pub fn as_ref(&self) -> Disclosed<&T> {
        Disclosed(self.0.as_ref())
    }

    /// Two values of which the audience may see both.
    pub fn and<U>(self, other: Disclosed<U>) -> Disclosed<(T, U)> {
        Disclosed(self.0.zip(other.0))
    }

    /// The value, where the audience may see it.
    pub fn into_inner(self) -> Option<T> {
        self.0
    }
}

impl<T> Disclosed<Option<T>> {
    /// The value, where the audience may see it and it is there.
    pub fn value(&self) -> Option<&T> {
        self.0.as_ref().and_then(Option::as_ref)
    }
}

/// A closed section is `none` in a template, like one that is not there: a page never says what it may not show.
impl<T: Serialize> Serialize for Disclosed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
