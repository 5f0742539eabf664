//! What is printed, and where: results to standard output, complaints to standard error, colours only on a terminal.

use std::io::{self, IsTerminal, Write};

use super::Failure;
use crate::diagnostics::{Frames, escaped};

/// Prints a result; its ANSI colours are stripped where standard output is no terminal.
///
/// # Errors
/// Where it cannot be written. That a reader such as `head` has seen enough is no error.
pub fn print(text: &str) -> Result<(), Failure> {
    told(anstream::stdout().lock().write_all(text.as_bytes()))
}

/// Prints a document for programs as it is.
///
/// # Errors
/// As [`print()`].
pub fn print_document(text: &str) -> Result<(), Failure> {
    told(io::stdout().lock().write_all(text.as_bytes()))
}

fn told(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::machine(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says on standard error what stopped the program.
pub fn complain(failure: &Failure) {
    let error = anstyle::AnsiColor::BrightRed.on_default().bold();
    let text = failure.to_string();
    let lines: Vec<_> = text.lines().map(escaped).collect();
    // Where standard error is closed there is nobody to tell.
    _ = writeln!(anstream::stderr().lock(), "{error}error{error:#}: {}", lines.join("\n"));
}

/// Whether the lines of records are shown: on a terminal, or where somebody asks for them.
#[must_use]
pub fn frames(asked: bool) -> Frames {
    if asked || io::stdout().is_terminal() {
        Frames::Shown
    } else {
        Frames::Hidden
    }
}
