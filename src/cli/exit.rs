//! How a command ends: its exit code, and the words for what stopped it.

use std::fmt;
use std::process::ExitCode;

/// How the program ended, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// There are findings that stop.
    Findings,
    /// The command was not understood, or cannot be carried out as it was given.
    Usage,
    /// The machine failed: a disk, a permission.
    Machine,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Machine => 3,
        })
    }
}

/// What stopped a command: what happened, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    kind: Exit,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// The command cannot be carried out as it was given.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: Exit::Usage,
            message: message.into(),
            help: None,
        }
    }

    /// The machine failed.
    #[must_use]
    pub fn machine(message: impl Into<String>) -> Self {
        Self {
            kind: Exit::Machine,
            message: message.into(),
            help: None,
        }
    }

    /// Something was found that stops the command.
    #[must_use]
    pub fn findings(message: impl Into<String>) -> Self {
        Self {
            kind: Exit::Findings,
            message: message.into(),
            help: None,
        }
    }

    /// A file or folder could not be read or written.
    #[must_use]
    pub fn io(what: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::machine(format!("{what} {}: {error}", path.display()))
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The exit code that it ends with.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.kind
    }
}

impl From<crate::site::WriteError> for Failure {
    fn from(error: crate::site::WriteError) -> Self {
        if error.is_machine() {
            return Self::machine(error.to_string());
        }
        Self::findings(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\nhelp: {help}"))
    }
}

impl std::error::Error for Failure {}
