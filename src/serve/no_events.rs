//! Where no system tells of changes: files are looked at again and again instead.

use std::convert::Infallible;
use std::io;
use std::path::Path;

use notify_types::event::Event;

/// A watch, of which there is none here.
pub struct Watching(Infallible);

/// How far a watch goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The folder's own entries.
    Itself,
    /// Everything below it too.
    All,
}

impl Watching {
    /// Says that there is no watch.
    ///
    /// # Errors
    /// Always.
    pub fn begin<'p>(
        _: impl IntoIterator<Item = (&'p Path, Depth)>,
        _: impl Fn(Event) + Send + 'static,
    ) -> io::Result<Self> {
        Err(io::Error::other("its events are not known to preread"))
    }
}
