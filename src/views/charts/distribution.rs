//! Bars of a rating distribution over the band of the guideline.

use serde::Serialize;

use super::{ChartColumn, ChartFrame, ChartTable, pixels};
use crate::facts::statistics::guideline::Bounds;
use crate::facts::{Basis, Distribution};
use crate::model::{Policy, Rating};

/// A rating distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistributionChart {
    /// What every chart has.
    #[serde(flatten)]
    pub frame: ChartFrame,
    /// One bar a rating, best first.
    pub bars: Vec<Bar>,
}

/// How many people have one rating.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// The rating and its word, cut where it is too long for the chart.
    pub label: String,
    /// Where the label stands, across.
    pub label_x: f64,
    /// Where the label and the value stand, down.
    pub label_y: f64,
    /// Where the bar begins, across.
    pub x: f64,
    /// Where the bar begins, down.
    pub y: f64,
    /// How long the bar is.
    pub width: f64,
    /// How high the bar is.
    pub height: f64,
    /// The count, the percentage where it is fair, and a mark where the guideline is not met.
    pub value: String,
    /// Where the value ends.
    pub value_x: f64,
    /// The guideline.
    pub band: Band,
    /// `over` or `under` the guideline, else nothing.
    pub outside: &'static str,
}

/// The guideline behind a bar.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Where it begins, across.
    pub x: f64,
    /// Where it begins, down.
    pub y: f64,
    /// How long it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

const ROW: f64 = 28.0;
const PLOT: f64 = 152.0;
const VALUE: f64 = 96.0;
/// The width that a character of the label takes, on average.
const CHARACTER: f64 = 7.0;
/// The longest label that the chart has room for, in characters.
const LONGEST_LABEL: usize = 24;
/// The plot ends here unless a bar or a band is longer, in parts of the whole.
const SCALE: f64 = 0.7;

/// Lays out a distribution. `id` is unique on the page.
pub fn chart(id: &str, title: &str, policy: &Policy, distribution: &Distribution) -> DistributionChart {
    let rows: Vec<_> = policy
        .ratings
        .iter()
        .enumerate()
        .map(|(at, rating)| Row::of(at, rating, distribution))
        .collect();
    let longest = rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0);
    let start = (longest as f64 * CHARACTER + 12.0).max(108.0);
    let end = rows
        .iter()
        .flat_map(|row| [row.share, row.band[1]])
        .fold(SCALE, f64::max);
    let scale = PLOT / end;
    let width = start + PLOT + VALUE;
    let bars = rows
        .iter()
        .enumerate()
        .map(|(at, row)| row.bar(at, start, scale, width));
    DistributionChart {
        bars: bars.collect(),
        frame: ChartFrame {
            id: id.to_owned(),
            title: title.to_owned(),
            summary: summary(distribution),
            description: format!(
                "One bar for each rating: the share of {} rated people who have it, over the band of the guideline.",
                distribution.rated
            ),
            width,
            height: ROW * rows.len() as f64 + 12.0,
            table: table(policy, distribution, &rows),
            ticks: Vec::new(),
        },
    }
}

/// One rating's figures.
struct Row {
    label: String,
    count: usize,
    /// Of the rated people, 0…1.
    share: f64,
    /// The guideline in shares: in whole people where people are rated, since that is what counts are held to.
    band: [f64; 2],
    bounds: Option<Bounds>,
    outside: &'static str,
    percent: Option<f64>,
}

impl Row {
    fn of(at: usize, rating: &Rating, distribution: &Distribution) -> Self {
        let count = distribution.counts.get(at).copied().unwrap_or(0);
        let n = distribution.rated;
        let share = |people: usize| if n == 0 { 0.0 } else { people as f64 / n as f64 };
        let bounds = distribution.fit.as_ref().and_then(|fit| fit.bounds.get(at)).copied();
        let band = bounds.map_or(rating.guideline.map(|edge| edge.as_f64() / 100.0), |bounds| {
            [share(bounds.low), share(bounds.high).max(share(bounds.low))]
        });
        let outside = match bounds {
            Some(bounds) if count > bounds.high => "over",
            Some(bounds) if count < bounds.low => "under",
            _ => "",
        };
        Self {
            label: cut(&format!("{} {}", rating.value, rating.label)),
            count,
            share: share(count),
            band,
            bounds,
            outside,
            percent: distribution.percent(at).filter(|_| distribution.percent_is_fair()),
        }
    }

    fn bar(&self, at: usize, start: f64, scale: f64, width: f64) -> Bar {
        let top = at as f64 * ROW;
        let mark = match self.outside {
            "over" => " ▲",
            "under" => " ▼",
            _ => "",
        };
        let percent = self
            .percent
            .map_or(String::new(), |percent| format!(" · {percent:.0}%"));
        Bar {
            label: self.label.clone(),
            label_x: 0.0,
            label_y: top + 18.0,
            x: start,
            y: top + 8.0,
            width: pixels(self.share * scale),
            height: 12.0,
            value: format!("{}{percent}{mark}", self.count),
            value_x: width,
            band: Band {
                x: pixels(start + self.band[0] * scale),
                y: top + 2.0,
                width: pixels((self.band[1] - self.band[0]) * scale),
                height: 24.0,
            },
            outside: self.outside,
        }
    }
}

fn cut(label: &str) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LONGEST_LABEL - 1).collect();
    format!("{}…", kept.trim_end())
}

/// How many are rated, and how far that is from the guideline.
fn summary(distribution: &Distribution) -> String {
    let rated = match (distribution.rated, distribution.total()) {
        (_, 0) => return "Nobody is to be rated.".to_owned(),
        (0, total) => return format!("None of {total} is rated yet."),
        (rated, total) => format!("{rated} rated of {total}"),
    };
    let basis = match distribution.basis {
        Basis::Final => ", final ratings".to_owned(),
        Basis::Recommended => ", recommended ratings".to_owned(),
        Basis::Mixed { r#final } => {
            format!(", {final} final and {} recommended", distribution.rated - r#final)
        }
    };
    let moves = distribution.fit.as_ref().and_then(|fit| fit.people_to_move);
    let fit = match moves {
        Some(0) => "; inside the guideline".to_owned(),
        Some(1) => "; one rating away from the guideline".to_owned(),
        Some(moves) => format!("; {moves} ratings away from the guideline"),
        None => String::new(),
    };
    format!("{rated}{basis}{fit}.")
}

fn table(policy: &Policy, distribution: &Distribution, rows: &[Row]) -> ChartTable {
    let has_percent = distribution.percent_is_fair();
    let mut columns = vec![ChartColumn::words("Rating"), ChartColumn::figures("People")];
    if has_percent {
        columns.push(ChartColumn::figures("Share"));
    }
    columns.push(ChartColumn::figures("Guideline"));
    if distribution.rated > 0 {
        columns.push(ChartColumn::figures("In people"));
    }
    let cells = |(rating, row): (&Rating, &Row)| {
        let [low, high] = rating.guideline.map(crate::records::Percent::as_f64);
        let mut cells = vec![format!("{} {}", rating.value, rating.label), row.count.to_string()];
        if has_percent {
            cells.push(row.percent.map_or(String::new(), |percent| format!("{percent:.1}%")));
        }
        cells.push(format!("{low}–{high}%"));
        cells.extend(row.bounds.map(|bounds| match bounds {
            Bounds { low, high } if low > high => "none fits".to_owned(),
            Bounds { low, high } if low == high => low.to_string(),
            Bounds { low, high } => format!("{low}–{high}"),
        }));
        cells
    };
    ChartTable {
        columns,
        rows: policy.ratings.iter().zip(rows).map(cells).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Rated;

    fn drawn(counts: [usize; 5]) -> DistributionChart {
        let policy = Policy::default();
        let people = policy
            .ratings
            .iter()
            .zip(counts)
            .flat_map(|(rating, count)| std::iter::repeat_n(Some(Rated::Final(rating.value)), count));
        let distribution = Distribution::of(&policy, people);
        chart("ratings", "Ratings", &policy, &distribution)
    }

    /// The share that a bar shows, read back from its length on a plot that ends at 70 percent.
    fn read_back(bar: &Bar) -> f64 {
        bar.width / PLOT * SCALE
    }

    fn column(chart: &DistributionChart, label: &str) -> Vec<String> {
        let table = &chart.frame.table;
        let at = table.columns.iter().position(|column| column.label == label).unwrap();
        table.rows.iter().map(|row| row[at].clone()).collect()
    }

    #[test]
    fn nobody_rated_draws_the_guideline_and_no_bar() {
        let chart = drawn([0; 5]);
        assert!(chart.bars.iter().all(|bar| bar.width == 0.0 && bar.outside.is_empty()));
        assert!(chart.bars.iter().all(|bar| bar.band.width > 0.0));
        assert_eq!(column(&chart, "People"), ["0"; 5]);
        assert_eq!(column(&chart, "Guideline")[1], "20–30%");
        assert!(chart.frame.table.columns.iter().all(|column| column.label != "Share"));
    }

    #[test]
    fn one_person_is_a_whole_and_no_percentage() {
        let chart = drawn([0, 0, 1, 0, 0]);
        // The plot reaches to the whole, which is longer than 70 percent.
        assert!((chart.bars[2].width - PLOT).abs() < 1e-9);
        assert_eq!(chart.bars[2].value, "1");
        assert!(chart.frame.summary.contains("inside the guideline"));
    }

    #[test]
    fn seven_people_are_held_to_outward_bounds_in_people() {
        // 5–10% of 7 is 0.35–0.7: 0 to 1 person; 20–30% is 1.4–2.1: 1 to 3; 50–60% is 3.5–4.2: 3 to 5.
        let chart = drawn([2, 1, 3, 1, 0]);
        assert_eq!(column(&chart, "In people"), ["0–1", "1–3", "3–5", "0–2", "0–1"]);
        assert_eq!(chart.bars[0].outside, "over");
        assert_eq!(chart.bars[0].value, "2 ▲");
        assert!(chart.frame.table.columns.iter().all(|column| column.label != "Share"));
    }

    #[test]
    fn fifty_people_can_be_read_back_from_the_bars() {
        let counts = [4, 12, 28, 5, 1];
        let chart = drawn(counts);
        for (bar, count) in chart.bars.iter().zip(counts) {
            let people = read_back(bar) * 50.0;
            assert!((people - count as f64).abs() < 0.05, "{people} for {count}");
        }
        // 50–60% of 50 people are 25 to 30.
        let band = chart.bars[2].band;
        let low = (band.x - chart.bars[2].x) / PLOT * SCALE * 50.0;
        assert!((low - 25.0).abs() < 0.05, "{low}");
        assert_eq!(column(&chart, "Share"), ["8.0%", "24.0%", "56.0%", "10.0%", "2.0%"]);
        assert!(chart.bars.iter().all(|bar| bar.outside.is_empty()));
    }

    #[test]
    fn ten_thousand_people_say_how_many_ratings_are_too_many() {
        // At most 10% of 10,000 may be Exceptional: 1,500 are 500 too many. At least 50% Meet: 4,600 are 400 too few.
        let chart = drawn([1_500, 2_500, 4_600, 1_200, 200]);
        assert_eq!(chart.bars[0].value, "1500 · 15% ▲");
        assert_eq!(chart.bars[2].outside, "under");
        assert!(
            chart.frame.summary.contains("500 ratings away"),
            "{}",
            chart.frame.summary
        );
        assert!((read_back(&chart.bars[1]) - 0.25).abs() < 0.001);
    }

    #[test]
    fn no_bar_and_no_band_leaves_the_plot() {
        for counts in [[0, 0, 0, 0, 3], [7, 0, 0, 0, 0], [1, 2, 90, 3, 4]] {
            let chart = drawn(counts);
            for bar in &chart.bars {
                assert!(bar.x + bar.width <= bar.value_x - VALUE + 0.1, "{bar:?}");
                assert!(bar.band.x + bar.band.width <= bar.value_x - VALUE + 0.1, "{bar:?}");
            }
        }
    }

    #[test]
    fn a_label_too_long_for_the_chart_is_cut_and_whole_in_the_table() {
        let mut policy = Policy::default();
        policy.ratings[0].label = "Exceptional beyond any expectation whatsoever".into();
        let chart = chart("r", "Ratings", &policy, &Distribution::of(&policy, std::iter::empty()));
        assert!(chart.bars[0].label.ends_with('…'));
        assert!(chart.frame.table.rows[0][0].ends_with("whatsoever"));
    }
}
