//! `pages/*.md`: free pages, such as how ratings work or the facilitator's guide.

use super::record;
use super::value::{Count, Text};

record! {
    /// The front matter of a free page.
    pub struct PageRecord {
        /// The page's title; its first heading unless it is given.
        title: Option<Text>,
        /// Where it stands among the free pages, lowest first; by title where it is not given.
        order: Option<Count>,
    }
}
