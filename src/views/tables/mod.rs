//! The tables of a page as columns and typed cells, for the files beside it.
//!
//! They are made from the view alone, which was disclosed to its audience before: a file cannot hold a column that the page may not
//! have. Figures are cut to the digits that the page shows, so that no file says more of a mean than the page does. A link is its
//! words.
//!
//! A page about many people has a table for each that it prints. A page about one person, one cycle or the moment has one file for
//! all of its tables, since a site has tens of thousands of these pages; its first column names the table.

mod cell;
mod cycle;
mod goals;
mod lists;
mod outcomes;
mod people;
mod units;

use std::borrow::Cow;

pub use cell::Cell;
pub(in crate::views) use cell::of_chart;

use super::{Page, PageView, calibration, packet};

/// One table of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'v> {
    /// The name of its file without what it ends with: a fixed word, never something from a record.
    pub name: &'static str,
    /// What it is called: a fixed word too, at most 31 characters long, as a sheet of a workbook may be called.
    pub title: &'static str,
    /// Its columns.
    pub columns: Vec<Column<'v>>,
    cells: Vec<Cell<'v>>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column<'v> {
    /// Its head.
    pub label: Cow<'v, str>,
    /// How wide it should be where a program asks, in characters.
    pub width: u8,
}

/// Several tables in one file, a sheet each.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook<'v> {
    /// The name of its file without what it ends with.
    pub name: &'static str,
    /// Its sheets; none of them is empty.
    pub sheets: Vec<Table<'v>>,
}

/// A column of words.
pub(crate) fn words<'v>(label: impl Into<Cow<'v, str>>) -> Column<'v> {
    let label = label.into();
    Column { label, width: 20 }
}

/// A column of sentences.
pub(crate) fn text<'v>(label: impl Into<Cow<'v, str>>) -> Column<'v> {
    let label = label.into();
    Column { label, width: 48 }
}

/// A column of figures or days.
pub(crate) fn figures<'v>(label: impl Into<Cow<'v, str>>) -> Column<'v> {
    let label = label.into();
    Column { label, width: 11 }
}

impl<'v> Table<'v> {
    pub(crate) fn new(name: &'static str, title: &'static str, columns: impl Into<Vec<Column<'v>>>) -> Self {
        Self {
            name,
            title,
            columns: columns.into(),
            cells: Vec::new(),
        }
    }

    /// Adds a row: a cell for each column, in their order.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = Cell<'v>>) {
        self.cells.extend(row);
        debug_assert!(
            self.cells.len().is_multiple_of(self.columns.len()),
            "a row of `{}` has another number of cells than the table has columns",
            self.name
        );
    }

    /// This table with a row for each of `items`.
    pub(crate) fn of<T, const N: usize>(
        mut self,
        items: impl IntoIterator<Item = T>,
        row: impl Fn(T) -> [Cell<'v>; N],
    ) -> Self {
        for item in items {
            self.push(row(item));
        }
        self
    }

    /// Its rows, a cell for each column.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Cell<'v>]> {
        self.cells.chunks(self.columns.len().max(1))
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

/// Several tables under one another: the first column names the table, and the others are those that any of them has. Tables
/// without rows keep their columns, so that what a page may show decides the columns and not what is written.
pub(in crate::views) fn stacked<'v>(name: &'static str, title: &'static str, tables: Vec<Table<'v>>) -> Table<'v> {
    let mut all = Table::new(name, title, [words("Table")]);
    let mut places = Vec::new();
    for table in &tables {
        for column in &table.columns {
            let known = all.columns.iter().position(|each| each.label == column.label);
            places.push(known.unwrap_or_else(|| {
                all.columns.push(column.clone());
                all.columns.len() - 1
            }));
        }
    }
    let mut places = places.as_slice();
    for mut table in tables {
        let (own, others) = places.split_at(table.columns.len());
        places = others;
        for row in table.cells.chunks_mut(own.len().max(1)) {
            let start = all.cells.len();
            all.cells.resize(start + all.columns.len(), Cell::Empty);
            let whole = &mut all.cells[start..];
            whole[0] = table.title.into();
            for (place, cell) in own.iter().zip(row) {
                whole[*place] = std::mem::replace(cell, Cell::Empty);
            }
        }
    }
    all
}

impl Page<'_> {
    /// Its tables that have rows, in the order in which they stand on it.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let currency = self.frame.site.currency;
        let mut tables = match &self.view {
            PageView::Packet(view) => vec![packet::tables::table(view, currency)],
            PageView::Person(view) => vec![people::person(view)],
            PageView::Home(view) => vec![cycle::home(view)],
            PageView::Cycle(view) => vec![cycle::cycle(view)],
            PageView::Success(view) => vec![cycle::success(view)],
            PageView::Movement(view) => lists::movement(view),
            PageView::Goals(view) => goals::cascade(view),
            PageView::MidCycle(view) => lists::mid_cycle(view),
            PageView::Teams(view) => units::teams(view),
            PageView::Team(view) => units::team(view, currency),
            PageView::Calibration(view) => calibration::tables::tables(view),
            PageView::Session(view) => calibration::tables::of_sessions(view.session.as_slice()).into(),
            PageView::Manager(view) => vec![calibration::tables::manager(view)],
            PageView::Compare(view) => calibration::tables::compare(view).into_iter().collect(),
            PageView::Bias(view) => calibration::tables::bias(view),
            PageView::Outcomes(view) => outcomes::tables(view, currency),
            PageView::Open(view) => vec![lists::open(view)],
            // The pre-read as one document is made of pages beside which its tables lie.
            PageView::PreRead(_) | PageView::FreePage(_) => Vec::new(),
        };
        tables.retain(|table| !table.is_empty());
        tables
    }

    /// The workbook beside it, where it has one: the same tables as sheets, and the guideline as the second of them.
    pub fn workbook(&self) -> Option<Workbook<'_>> {
        let name = match &self.view {
            PageView::Calibration(_) => "calibration",
            PageView::Outcomes(_) => "outcomes",
            _ => return None,
        };
        let mut sheets = self.tables();
        // Charts repeat what lists and the guideline say, and a page's other tables come in its own order.
        let (guideline, mut others): (Vec<_>, Vec<_>) = sheets.drain(..).partition(|table| table.name == "guideline");
        let first = others.iter().position(|table| matches!(table.name, "people" | "merit"));
        if let Some(first) = first {
            others[..=first].rotate_right(1);
        }
        let place = others.len().min(1);
        others.splice(place..place, guideline);
        (!others.is_empty()).then_some(Workbook { name, sheets: others })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Table<'static> {
        Table::new("one", "One", [words("Who"), figures("Score")]).of([("Ana", 0.5), ("Ben", 1.0)], |(who, score)| {
            [who.into(), Cell::Number(score, 2)]
        })
    }

    #[test]
    fn stacked_tables_share_the_columns_that_are_called_alike() {
        let other = Table::new("other", "Other", [words("What"), words("Who")])
            .of(["Mentor"], |what| [what.into(), "Cleo".into()]);
        let empty = Table::new("empty", "Empty", [figures("Day")]);
        let all = stacked("all", "All", vec![one(), other, empty]);
        let heads: Vec<_> = all.columns.iter().map(|column| &*column.label).collect();
        assert_eq!(heads, ["Table", "Who", "Score", "What", "Day"]);
        let rows: Vec<_> = all.rows().collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(
            rows[0],
            [
                "One".into(),
                "Ana".into(),
                Cell::Number(0.5, 2),
                Cell::Empty,
                Cell::Empty
            ]
        );
        assert_eq!(
            rows[2],
            ["Other".into(), "Cleo".into(), Cell::Empty, "Mentor".into(), Cell::Empty]
        );
    }

    #[test]
    #[should_panic(expected = "another number of cells")]
    fn a_row_of_another_length_than_the_columns_is_a_fault_of_the_program() {
        one().push(["Dan".into()]);
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Tables for the tests of what writes them.

    use super::{Cell, Table, words};

    /// A table with these columns and cells.
    pub(crate) fn table<'v>(columns: &[&'v str], cells: &[Cell<'v>]) -> Table<'v> {
        let columns: Vec<_> = columns.iter().map(|label| words(*label)).collect();
        let mut table = Table::new("test", "Test", columns);
        table.push(cells.iter().cloned());
        table
    }

    /// A table with a row for each cell.
    pub(crate) fn one_column<'v>(label: &'v str, cells: &[Cell<'v>]) -> Table<'v> {
        table(&[label], cells)
    }
}
