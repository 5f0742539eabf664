//! What is wrong with a theme, where, and in words for the person who writes it.

use std::error::Error as _;
use std::fmt;
use std::ops::Range;

use minijinja::{Error, ErrorKind};

use super::theme::TemplateFile;

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThemeFault {
    /// The theme, or a file that it needs, cannot be loaded.
    Theme,
    /// A template cannot be read.
    Template,
    /// A template is asked for that there is not.
    Missing,
    /// A page cannot be made with a template.
    Page,
}

/// A fault of a theme or of one of its templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// What kind of fault it is.
    pub fault: ThemeFault,
    /// The file, as a path below `themes/`; a template that does not exist is named as it was asked for. Empty where the
    /// settings ask for a theme that there is not.
    pub file: String,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// The bytes of the file that it is about, where they are known.
    pub bytes: Option<Range<usize>>,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl ThemeError {
    pub(super) fn new(fault: ThemeFault, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            fault,
            file: file.into(),
            line: None,
            bytes: None,
            message: message.into(),
        }
    }

    /// The fault behind an error of the engine; `template` gives what a template came from.
    pub(super) fn of_engine<'t>(error: &Error, template: impl Fn(&str) -> Option<&'t TemplateFile>) -> Self {
        // Includes and blocks wrap what went wrong inside them; the innermost place is the one to mend.
        let mut inner = error;
        while let Some(source) = inner.source().and_then(|source| source.downcast_ref::<Error>()) {
            if source.name().is_none() {
                break;
            }
            inner = source;
        }
        let name = inner.name().unwrap_or_default();
        let template = template(name);
        let line = inner.line().filter(|line| *line > 0);
        let in_line = || line_bytes(&template?.source, line?);
        Self {
            fault: match inner.kind() {
                ErrorKind::SyntaxError | ErrorKind::BadEscape => ThemeFault::Template,
                ErrorKind::TemplateNotFound => ThemeFault::Missing,
                _ => ThemeFault::Page,
            },
            file: template.map_or_else(|| name.to_owned(), |template| template.file.clone()),
            line,
            bytes: inner.range().filter(|bytes| !bytes.is_empty()).or_else(in_line),
            message: in_plain_words(inner),
        }
    }
}

/// The bytes of a line, counted from 1, without the blanks around it.
fn line_bytes(text: &str, number: usize) -> Option<Range<usize>> {
    let at = number.checked_sub(1)?;
    let before: usize = text.split_inclusive('\n').take(at).map(str::len).sum();
    let line = text.split('\n').nth(at)?;
    let start = before + line.len() - line.trim_start().len();
    let end = before + line.trim_end().len();
    (start < end).then_some(start..end)
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file.is_empty() {
            return f.write_str(&self.message);
        }
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
