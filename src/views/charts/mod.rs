//! Charts as data: what stands where, in CSS pixels, for the theme's macros to draw, and the same figures as a table.

mod timeline;

pub use timeline::{Due, PhaseBar, Stretch, Timeline, Today, timeline};

use serde::Serialize;

/// The figures of a chart as a table, for those who cannot see it or want the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChartTable {
    /// The heads of its columns.
    pub columns: Vec<ChartColumn>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// One column of a chart's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChartColumn {
    /// Its head.
    pub label: &'static str,
    /// Its class: `num` for figures.
    pub class: &'static str,
}
