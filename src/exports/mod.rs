//! What goes to other programs and comes from them: the tables beside each page as CSV, two of them as workbooks too, every derived
//! figure as one JSON document, and the roster.

mod csv_text;
pub mod figures;
mod people;
pub mod people_csv;
mod xlsx;

use std::fmt;

pub use people::people_table;
pub use xlsx::CREATED;

use crate::views::Page;
use crate::views::tables::Table;

/// A file beside a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name in the page's folder: fixed words.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A table that no workbook can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    /// The workbook.
    pub name: &'static str,
    /// Why, in the words of the format.
    pub why: String,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.xlsx cannot be written: {}", self.name, self.why)
    }
}

impl std::error::Error for TooLarge {}

/// All files that stand beside a page.
///
/// # Errors
/// Where a table has more rows or columns than a workbook can.
pub fn beside(page: &Page<'_>) -> Result<Vec<Export>, TooLarge> {
    let mut files: Vec<_> = page.tables().iter().map(table).collect();
    files.extend(workbook(page)?);
    Ok(files)
}

/// The file of a name beside a page; none where the page has no such file.
///
/// # Errors
/// Where a table has more rows or columns than a workbook can.
pub fn named(page: &Page<'_>, name: &str) -> Result<Option<Export>, TooLarge> {
    if let Some(stem) = name.strip_suffix(".csv") {
        return Ok(page.tables().iter().find(|each| each.name == stem).map(table));
    }
    let is_asked_for = page
        .workbook()
        .is_some_and(|workbook| name.strip_suffix(".xlsx") == Some(workbook.name));
    if is_asked_for { workbook(page) } else { Ok(None) }
}

/// A table as comma-separated values.
pub fn csv_of(table: &Table<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    csv_text::write(table, &mut bytes);
    bytes
}

fn table(table: &Table<'_>) -> Export {
    Export {
        name: format!("{}.csv", table.name),
        bytes: csv_of(table),
    }
}

fn workbook(page: &Page<'_>) -> Result<Option<Export>, TooLarge> {
    let Some(workbook) = page.workbook() else {
        return Ok(None);
    };
    let bytes = xlsx::write(&workbook).map_err(|error| TooLarge {
        name: workbook.name,
        why: error.to_string(),
    })?;
    Ok(Some(Export {
        name: format!("{}.xlsx", workbook.name),
        bytes,
    }))
}
