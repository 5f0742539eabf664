//! Findings for programs: one JSON document. It carries places and messages and nothing of what a record holds.
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [{
//!     "kind": "error", "code": "unknown-field", "file": "content/teams.toml",
//!     "line": 3, "column": 1, "end": { "line": 3, "column": 5 },
//!     "message": "…", "help": "…",
//!     "notes": [{ "file": "…", "line": 1, "column": 1, "end": { "line": 1, "column": 4 }, "message": "…" }]
//!   }],
//!   "errors": 1, "warnings": 0, "process_findings": 0
//! }
//! ```
//!
//! `kind` is `error`, `warning` or `process`. Lines and columns count from 1, columns in characters, and `end` is one past
//! the last character; all three are `null` where a finding is about the file as a whole, and `help` where there is none.

use serde::Serialize;

use super::report::{Lines, Report, Tally};
use super::{Finding, Kind, Place};

/// The version of the document; a change that a reader could stumble over raises it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    findings: Vec<Entry<'r>>,
    errors: usize,
    warnings: usize,
    process_findings: usize,
}

#[derive(Serialize)]
struct Entry<'r> {
    kind: Kind,
    code: &'static str,
    #[serde(flatten)]
    at: At<'r>,
    message: &'r str,
    help: Option<&'r str>,
    notes: Vec<NoteEntry<'r>>,
}

#[derive(Serialize)]
struct NoteEntry<'r> {
    #[serde(flatten)]
    at: At<'r>,
    message: &'r str,
}

#[derive(Serialize)]
struct At<'r> {
    file: &'r str,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<End>,
}

#[derive(Serialize)]
struct End {
    line: usize,
    column: usize,
}

/// The findings as one JSON document, with a line break at its end.
#[must_use]
pub fn json(report: &Report) -> String {
    let lines = report.lines();
    let Tally {
        errors,
        warnings,
        process,
    } = report.tally();
    let document = Document {
        version: VERSION,
        findings: report.findings().iter().map(|finding| entry(finding, &lines)).collect(),
        errors,
        warnings,
        process_findings: process,
    };
    // Maps with string keys and numbers cannot fail to be written.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn entry<'r>(finding: &'r Finding, lines: &Lines<'_>) -> Entry<'r> {
    let note = |note: &'r super::Note| NoteEntry {
        at: at(&note.place, lines),
        message: &note.text,
    };
    Entry {
        kind: finding.rule.kind,
        code: finding.rule.code,
        at: at(&finding.place, lines),
        message: &finding.message,
        help: finding.help.as_deref(),
        notes: finding.notes.iter().map(note).collect(),
    }
}

fn at<'r>(place: &'r Place, lines: &Lines<'_>) -> At<'r> {
    let located = lines.locate(place);
    let (start, end) = located.range.unzip();
    At {
        file: located.file.as_str(),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end: end.map(|end| End {
            line: end.line,
            column: end.column,
        }),
    }
}
