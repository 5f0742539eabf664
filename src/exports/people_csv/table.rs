//! A table by the names of its columns, each cell with the line on which it stands.

use std::fmt;
use std::sync::Arc;

use crate::diagnostics::escaped;
use crate::exports::csv_text::is_formula;
use crate::records::faults::nearest;
use crate::source::{LineTable, TextFaultKind, decode};

/// What is wrong at one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column by its name in the file; none where the whole line is meant.
    pub column: Option<String>,
    /// What is wrong and why.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column `{}`", escaped(column))?;
        }
        write!(f, ": {}\n  help: {}", escaped(&self.message), escaped(&self.help))
    }
}

macro_rules! columns {
    ($($name:ident: $word:literal $(or $other:literal)* $(, $need:ident)?;)*) => {
        /// A column that an import knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Column { $($name),* }

        impl Column {
            const ALL: &'static [(Self, &'static [&'static str], bool)] =
                &[$((Self::$name, &[$word $(, $other)*], columns!(@$($need)?))),*];
        }
    };
    (@) => { false };
    (@needed) => { true };
}

columns! {
    Id: "id" or "person" or "person id" or "employee id", needed;
    Name: "name" or "full name", needed;
    Email: "email" or "e-mail" or "work email";
    Pronouns: "pronouns";
    Gender: "gender";
    Hired: "hired" or "hire date", needed;
    Left: "left" or "last day" or "termination date";
    From: "from" or "role from";
    Title: "title" or "job title", needed;
    Level: "level" or "grade", needed;
    Team: "team" or "unit" or "team id", needed;
    Manager: "manager" or "manager id";
}

impl Column {
    fn word(self) -> &'static str {
        let found = Self::ALL.iter().find(|(known, ..)| *known == self);
        found
            .and_then(|(_, words, _)| words.first())
            .copied()
            .unwrap_or_default()
    }
}

/// The names that a column may have, as a message lists them.
fn words() -> impl Iterator<Item = &'static str> {
    Column::ALL.iter().flat_map(|(_, words, _)| words.iter().copied())
}

/// A table that was read.
pub(super) struct Table {
    pub(super) lines: Vec<Line>,
    /// Columns that mean nothing, by their names.
    pub(super) ignored: Vec<String>,
}

/// One line of a table, by the columns that are known.
pub(super) struct Line {
    pub(super) number: u64,
    cells: Vec<(Column, Box<str>)>,
    names: Arc<[(Column, Box<str>)]>,
}

impl Line {
    /// The cell of a column without blanks at its ends; empty where there is none.
    pub(super) fn cell(&self, column: Column) -> &str {
        self.cells
            .iter()
            .find(|(known, _)| *known == column)
            .map_or("", |(_, text)| text)
    }

    /// The cell of a column, where it says something.
    pub(super) fn optional(&self, column: Column) -> Option<String> {
        Some(self.cell(column).to_owned()).filter(|text| !text.is_empty())
    }

    /// The column by its name in the file, or by its own where the file has none.
    pub(super) fn name(&self, column: Column) -> &str {
        let named = self.names.iter().find(|(known, _)| *known == column);
        named.map_or(column.word(), |(_, name)| name)
    }
}

impl Table {
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, Vec<Fault>> {
        let text = text_of(bytes)?;
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter(&text))
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = rows.records();
        let Some(header) = records.next().transpose().map_err(|error| vec![broken(&error)])? else {
            return Err(vec![whole(
                1,
                "the file is empty",
                "Begin it with a line that names the columns.",
            )]);
        };
        let (columns, ignored) = columns_of(&header)?;
        let names: Arc<[_]> = known_cells(&columns, &header).collect();
        let mut faults = Vec::new();
        let mut lines = Vec::new();
        for record in records {
            let record = record.map_err(|error| vec![broken(&error)])?;
            let number = record.position().map_or(0, csv::Position::line);
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if record.len() != header.len() {
                faults.push(whole(
                    number,
                    &format!("this line has {} cells, and the first line names {} columns", record.len(), header.len()),
                    "Look for a comma or a quotation mark too many or too few; put cells that hold one in double quotes.",
                ));
                continue;
            }
            lines.push(Line {
                number,
                cells: known_cells(&columns, &record).collect(),
                names: Arc::clone(&names),
            });
        }
        if faults.is_empty() {
            Ok(Self { lines, ignored })
        } else {
            Err(faults)
        }
    }
}

/// The cells of a line that stand in columns that mean something, without blanks at their ends.
fn known_cells<'r>(
    columns: &'r [Option<Column>],
    record: &'r csv::StringRecord,
) -> impl Iterator<Item = (Column, Box<str>)> + 'r {
    let cells = columns.iter().zip(record);
    cells.filter_map(|(column, cell)| Some(((*column)?, Box::from(unguarded(cell.trim())))))
}

/// A cell without the apostrophe that an export puts before what a spreadsheet might take for a formula.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// The text of a file without a byte order mark, and without what is no text.
fn text_of(bytes: Vec<u8>) -> Result<String, Vec<Fault>> {
    let (text, faults) = decode(bytes);
    if !faults.is_empty() {
        let lines = LineTable::new(&text);
        let fault = |fault: &crate::source::TextFault| {
            let line = lines.position(fault.span.range().start).line;
            let (message, help) = match fault.kind {
                TextFaultKind::NotUtf8 => (
                    "this is not UTF-8 text",
                    "Save the table again as \u{201c}CSV UTF-8\u{201d}.",
                ),
                _ => (
                    "this holds a control character",
                    "Delete it; it cannot be seen, and changes how the text reads.",
                ),
            };
            whole(line as u64, message, help)
        };
        return Err(faults.iter().map(fault).collect());
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// What stands between the cells: a comma, or what spreadsheets write instead where the comma is for decimals.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|b| *b == delimiter).count();
    [b';', b'\t'].into_iter().fold(
        b',',
        |most, other| if count(other) > count(most) { other } else { most },
    )
}

/// The columns in their order, none where one means nothing, and the names of those.
type Columns = (Vec<Option<Column>>, Vec<String>);

/// Which column stands where, and those that mean nothing.
fn columns_of(header: &csv::StringRecord) -> Result<Columns, Vec<Fault>> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    let mut ignored = Vec::new();
    let mut faults = Vec::new();
    for name in header {
        let plain = name.trim().to_lowercase().replace('_', " ");
        let column = Column::ALL.iter().find(|(_, words, _)| words.contains(&&*plain));
        let column = column.map(|(column, ..)| *column);
        match column {
            Some(twice) if columns.contains(&Some(twice)) => faults.push(Fault {
                line: 1,
                column: Some(name.trim().to_owned()),
                message: "two columns mean the same".to_owned(),
                help: "Delete one of them.".to_owned(),
            }),
            None => ignored.push(name.trim().to_owned()),
            Some(_) => {}
        }
        columns.push(column);
    }
    for (column, _, needed) in Column::ALL {
        if *needed && !columns.contains(&Some(*column)) {
            let word = column.word();
            let help = match nearest(word, ignored.iter().map(String::as_str)) {
                Some(near) => format!("Is `{near}` meant? Call it `{word}`."),
                None => format!(
                    "Name a column so; known are {}.",
                    words().collect::<Vec<_>>().join(", ")
                ),
            };
            faults.push(whole(1, &format!("there is no column `{word}`"), &help));
        }
    }
    if faults.is_empty() {
        Ok((columns, ignored))
    } else {
        Err(faults)
    }
}

fn broken(error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, csv::Position::line);
    whole(
        line,
        &format!("this is no table: {error}"),
        "Save it again as \u{201c}CSV UTF-8\u{201d}.",
    )
}

fn whole(line: u64, message: &str, help: &str) -> Fault {
    Fault {
        line,
        column: None,
        message: message.to_owned(),
        help: help.to_owned(),
    }
}
