//! What preread says about records: rules with a stable code, and findings that name a place, a reason and a way to mend it.
//!
//! Knows files and offsets, and nothing of what stands in them.

mod escape;
mod finding;
mod frame;
mod human;
mod json;
mod report;
mod sarif;
mod words;

pub use escape::escaped;
pub use finding::{Finding, Note, Place};
pub use human::{Frames, brief, human};
pub use json::json;
pub use report::{Report, Tally};
pub use sarif::sarif;
pub use words::counted;

use serde::Serialize;

/// How grave a finding is; see the three kinds in the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The record can't be understood or contradicts another; nothing is built.
    Error,
    /// Understood, and probably not meant.
    Warning,
    /// The records are right and the process is not.
    Process,
}

impl Kind {
    /// The word for it in messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Process => "process finding",
        }
    }
}

/// One thing that is checked: its code, what it means, and an example that breaks it beside one that does not.
#[derive(Debug)]
pub struct Rule {
    /// The stable name that findings carry and `explain` takes, such as `unknown-person`.
    pub code: &'static str,
    /// How grave a finding of it is.
    pub kind: Kind,
    /// One line: what is wrong when it is broken.
    pub title: &'static str,
    /// Why it matters and how to mend it, for a person who keeps records and does not program.
    pub explanation: &'static str,
    /// Files laid over the smallest organisation that break the rule.
    pub wrong: Example,
    /// The same files, mended.
    pub right: Example,
}

/// Files that are laid over the smallest organisation (`preread init`): path below the site's root, and content.
pub type Example = &'static [(&'static str, &'static str)];

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

/// Declares a rule, with its fields in one order and the two examples named.
macro_rules! rule {
    ($(#[$meta:meta])* $name:ident, $code:literal, $kind:ident, $title:literal, $explanation:literal, wrong: $wrong:expr, right: $right:expr;) => {
        $(#[$meta])*
        pub static $name: $crate::diagnostics::Rule = $crate::diagnostics::Rule {
            code: $code,
            kind: $crate::diagnostics::Kind::$kind,
            title: $title,
            explanation: $explanation,
            wrong: $wrong,
            right: $right,
        };
    };
}
pub(crate) use rule;
