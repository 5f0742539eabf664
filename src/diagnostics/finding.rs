//! One finding: which rule, where, in what words, and what to do.

use super::Rule;
use crate::source::{SourcePath, Span};

/// A file, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the site's root.
    pub file: SourcePath,
    /// The bytes concerned; none where the finding is about the file as a whole.
    pub span: Option<Span>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: &SourcePath) -> Self {
        Self {
            file: file.clone(),
            span: None,
        }
    }

    /// A stretch of a file.
    #[must_use]
    pub fn at(file: &SourcePath, span: Span) -> Self {
        Self {
            file: file.clone(),
            span: Some(span),
        }
    }
}

/// A second place that a finding speaks of, such as the first of two people with one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub text: String,
}

/// One finding.
///
/// Messages name fields and places and never what a record holds, because logs are read by more people than records
/// are. Figures that help to mend a fault go into [`Finding::detail`], which is printed only where the source line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Figures or words of the record itself that help; shown only with the source line.
    pub detail: Option<String>,
    /// Further places.
    pub notes: Vec<Note>,
}

impl Finding {
    /// A finding with a place and a message.
    #[must_use]
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            place,
            message: message.into(),
            help: None,
            detail: None,
            notes: Vec::new(),
        }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a figure of the record itself.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push(Note {
            place,
            text: text.into(),
        });
        self
    }
}
