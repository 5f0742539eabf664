//! What is wrong with a theme, where, and in words for the person who writes it.

use std::error::Error as _;
use std::fmt;

use minijinja::{Error, ErrorKind};

/// A fault of a theme or of one of its templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// The file, as a path below `themes/`; a template that does not exist is named as it was asked for.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl ThemeError {
    pub(super) fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            message: message.into(),
        }
    }

    /// The fault behind an error of the engine; `file_of` gives the file that a template came from.
    pub(super) fn of_engine(error: &Error, file_of: impl Fn(&str) -> String) -> Self {
        // Includes and blocks wrap what went wrong inside them; the innermost place is the one to mend.
        let mut inner = error;
        while let Some(source) = inner.source().and_then(|source| source.downcast_ref::<Error>()) {
            if source.name().is_none() {
                break;
            }
            inner = source;
        }
        Self {
            file: inner.name().map_or_else(|| "themes".to_owned(), file_of),
            line: inner.line().filter(|line| *line > 0),
            message: in_plain_words(inner),
        }
    }
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "themes/{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ThemeError {}

fn in_plain_words(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => "this is not a template that can be read",
        ErrorKind::UndefinedError => {
            "this page has no such value; the manual lists what each page has, and `is defined` asks whether one is there"
        }
        ErrorKind::UnknownFilter => {
            "there is no such filter; the manual lists them (what a template writes is always escaped)"
        }
        ErrorKind::UnknownTest => "there is no such test; the manual lists them",
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => "there is no such function or macro",
        ErrorKind::UnknownBlock => "there is no such block",
        ErrorKind::TemplateNotFound => "there is no such template in this theme or in one that it inherits",
        ErrorKind::OutOfFuel => {
            "this page takes more work than any page may; look for a loop inside a loop over the same list"
        }
        ErrorKind::TooManyArguments | ErrorKind::MissingArgument => "this is called with other arguments than it takes",
        ErrorKind::BadSerialization => "a value of this page cannot be shown by a template",
        _ => "this cannot be done",
    };
    match (error.detail(), error.kind()) {
        // A filter's own words, or ours, say it all.
        (Some(detail), ErrorKind::InvalidOperation) => detail.to_owned(),
        (Some(detail), _) => format!("{detail}: {what}"),
        (None, _) => what.to_owned(),
    }
}
