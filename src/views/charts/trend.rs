//! A figure over cycles: a line with its points, and the scale beside it.

use serde::Serialize;

use super::{ChartColumn, ChartTable};

const STEP: f64 = 120.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 20.0;
const PLOT: f64 = 72.0;
/// Below the plot: the names of the cycles.
const FOOT: f64 = 28.0;
/// Between a point and the figure above it.
const ABOVE: f64 = 9.0;

/// A figure over cycles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trend {
    /// The id of the figure on its page.
    pub id: &'static str,
    /// What it shows.
    pub title: &'static str,
    /// One line beside the title.
    pub summary: String,
    /// The same for those who cannot see it.
    pub description: String,
    /// Its width in CSS pixels.
    pub width: f64,
    /// Its height in CSS pixels.
    pub height: f64,
    /// Lines of the scale, and the names of the cycles.
    pub ticks: Vec<TrendTick>,
    /// The points, oldest first.
    pub points: Vec<TrendPoint>,
    /// The same as a table.
    pub table: ChartTable,
}

/// A line of the scale with its label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendTick {
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
    /// Which end of the label stands there.
    pub anchor: &'static str,
    /// The label.
    pub label: String,
}

/// The figure of one cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Its place, across.
    pub x: f64,
    /// Its place, down.
    pub y: f64,
    /// The figure.
    pub label: String,
    /// Where the label stands, across.
    pub label_x: f64,
    /// Where the label stands, down.
    pub label_y: f64,
}

/// Lays out figures over cycles, oldest first, between the ends of a scale. None where fewer than two cycles have a figure, or
/// where one between them has none: a line would say what nobody knows.
pub fn trend(
    (id, title): (&'static str, &'static str),
    cycles: &[(String, Option<f64>)],
    [low, high]: [f64; 2],
    write: fn(f64) -> String,
) -> Option<Trend> {
    let first = cycles.iter().position(|(_, figure)| figure.is_some())?;
    let last = cycles.iter().rposition(|(_, figure)| figure.is_some())?;
    let known: Vec<(&str, f64)> = cycles
        .get(first..=last)?
        .iter()
        .map(|(cycle, figure)| figure.map(|figure| (&**cycle, figure)))
        .collect::<Option<_>>()?;
    let [(from_cycle, from), .., (to_cycle, to)] = &known[..] else {
        return None;
    };
    let down = |figure: f64| TOP + PLOT * (1.0 - ((figure - low) / (high - low)).clamp(0.0, 1.0));
    let across = |at: usize| LEFT + STEP * (at as f64 + 0.5);
    let width = LEFT + STEP * known.len() as f64;
    let scale = [low, high].map(|end| TrendTick {
        x1: LEFT,
        y1: down(end),
        x2: width,
        y2: down(end),
        x: LEFT - 8.0,
        y: down(end) + 4.0,
        anchor: "end",
        label: write(end),
    });
    let names = known.iter().enumerate().map(|(at, (cycle, _))| TrendTick {
        x1: across(at),
        y1: TOP + PLOT,
        x2: across(at),
        y2: TOP + PLOT + 4.0,
        x: across(at),
        y: TOP + PLOT + 20.0,
        anchor: "middle",
        label: (*cycle).to_owned(),
    });
    let points = known.iter().enumerate().map(|(at, (_, figure))| TrendPoint {
        x: across(at),
        y: down(*figure),
        label: write(*figure),
        label_x: across(at),
        label_y: down(*figure) - ABOVE,
    });
    Some(Trend {
        id,
        title,
        summary: format!("{} to {}", write(*from), write(*to)),
        description: format!("From {} in {from_cycle} to {} in {to_cycle}.", write(*from), write(*to)),
        width,
        height: TOP + PLOT + FOOT,
        ticks: scale.into_iter().chain(names).collect(),
        points: points.collect(),
        table: table(title, &known, write),
    })
}

fn table(title: &'static str, known: &[(&str, f64)], write: fn(f64) -> String) -> ChartTable {
    ChartTable {
        columns: vec![
            ChartColumn {
                label: "Cycle".into(),
                class: "",
            },
            ChartColumn {
                label: title.into(),
                class: "num",
            },
        ],
        rows: known
            .iter()
            .map(|(cycle, figure)| vec![(*cycle).to_owned(), write(*figure)])
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(figures: &[Option<f64>]) -> Option<Trend> {
        let cycles: Vec<_> = figures.iter().map(|figure| ("Q".to_owned(), *figure)).collect();
        trend(("t", "Rating"), &cycles, [1.0, 5.0], |figure| format!("{figure:.0}"))
    }

    #[test]
    fn a_better_figure_stands_higher_and_within_the_scale() {
        let chart = of(&[Some(1.0), Some(3.0), Some(5.0)]).unwrap();
        let down: Vec<_> = chart.points.iter().map(|point| point.y).collect();
        assert_eq!(down, [TOP + PLOT, TOP + PLOT / 2.0, TOP]);
        assert_eq!(chart.summary, "1 to 5");
    }

    #[test]
    fn a_line_is_drawn_only_through_figures_that_are_known() {
        assert!(of(&[None, Some(3.0), Some(4.0)]).is_some());
        assert_eq!(of(&[Some(3.0)]), None);
        assert_eq!(of(&[Some(3.0), None, Some(4.0)]), None);
        assert_eq!(of(&[]), None);
    }
}
