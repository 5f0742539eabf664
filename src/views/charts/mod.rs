//! Charts as data: what stands where, in CSS pixels, for the theme's macros to draw, and the same figures as a table.

pub mod distribution;
pub mod scatter;
pub mod strip;
mod timeline;
mod trend;

pub use timeline::{Due, PhaseBar, Stretch, Timeline, Today, timeline};
pub use trend::{Trend, TrendPoint, TrendTick, trend};

use serde::Serialize;

/// What every chart has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChartFrame {
    /// Its id on the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What it says, in a sentence.
    pub summary: String,
    /// What is drawn, for those who do not see it.
    pub description: String,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The figures behind it.
    pub table: ChartTable,
    /// Lines across it, with their labels.
    pub ticks: Vec<Tick>,
}

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
    pub label: String,
    /// Its class: `num` for figures.
    pub class: &'static str,
}

/// A line across a chart, and its label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tick {
    /// Where the line begins, across.
    pub x1: f64,
    /// Where the line begins, down.
    pub y1: f64,
    /// Where the line ends, across.
    pub x2: f64,
    /// Where the line ends, down.
    pub y2: f64,
    /// Where the label stands, across.
    pub x: f64,
    /// Where the label stands, down.
    pub y: f64,
    /// Which end of the label stands there: `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// The label.
    pub label: String,
}

impl ChartColumn {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Self {
        let label = label.into();
        Self { label, class: "" }
    }

    /// A column of figures.
    pub fn figures(label: impl Into<String>) -> Self {
        let label = label.into();
        Self { label, class: "num" }
    }
}

/// A place in a chart, to a hundredth of a pixel: so one person of 10,000 can be read back from a bar, and more would be noise in the page.
pub(super) fn pixels(place: f64) -> f64 {
    (place * 100.0).round() / 100.0
}

/// The radius of a dot whose area says how many people it stands for, to what tells one of 10,000 from none.
pub(super) fn radius(radius: f64) -> f64 {
    (radius * 10_000.0).round() / 10_000.0
}
