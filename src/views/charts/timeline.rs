//! The timeline of a cycle: its phases as bars, its deadlines as pins with their labels below, and today.

use serde::Serialize;

use super::{ChartColumn, ChartTable, pixels};
use crate::source::Date;

const WIDTH: f64 = 960.0;
/// What a letter takes at the size of a chart's text, a little generously, so that no two labels touch.
const LETTER: f64 = 6.8;
const LANE: f64 = 20.0;
const BAR: f64 = 12.0;
/// Between a pin's line and its label, and between two labels of a lane.
const GAP: f64 = 4.0;
/// The line that names today, above everything.
const TODAY_LINE: f64 = 18.0;

/// A cycle's phases and deadlines over its days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// The id of the figure on its page.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// One line beside the title.
    pub summary: String,
    /// The same for those who cannot see it.
    pub description: String,
    /// Its width in CSS pixels.
    pub width: f64,
    /// Its height in CSS pixels.
    pub height: f64,
    /// The phases.
    pub phases: Vec<PhaseBar>,
    /// The deadlines.
    pub dues: Vec<Due>,
    /// Today, where it lies on the line.
    pub today: Option<Today>,
    /// The same as a table.
    pub table: ChartTable,
}

/// One phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseBar {
    /// What it is called.
    pub label: &'static str,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where its label begins.
    pub label_x: f64,
    /// The base line of its label.
    pub label_y: f64,
    /// `done`, `current` or `ahead`.
    pub state: &'static str,
}

/// One deadline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    /// What is due.
    pub label: &'static str,
    /// By when, in short.
    pub date: String,
    /// Its place on the line.
    pub x: f64,
    /// Where the pin stands.
    pub y: f64,
    /// Where its line ends.
    pub line_to: f64,
    /// Where its label stands.
    pub label_x: f64,
    /// The base line of its label.
    pub label_y: f64,
    /// On which side of `label_x` the label lies: `start` or `end`.
    pub anchor: &'static str,
    /// `done` or `ahead`.
    pub state: &'static str,
}

/// Today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Today {
    /// Its place on the line.
    pub x: f64,
    /// Where its line begins.
    pub y1: f64,
    /// Where its line ends.
    pub y2: f64,
    /// Its label.
    pub label: &'static str,
    /// Where the label stands.
    pub label_x: f64,
    /// The base line of the label.
    pub label_y: f64,
    /// On which side of `label_x` the label lies.
    pub anchor: &'static str,
}

/// A stretch of days, the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// What it is called.
    pub label: &'static str,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

/// Lays a timeline out. Phases and deadlines are given in the order of their days.
pub fn timeline(id: &'static str, phases: &[Stretch], dues: &[(&'static str, Date)], today: Date) -> Timeline {
    let scale = Scale::over(phases, dues);
    let (bars, under_bars) = bars(&scale, phases, today);
    let (dues_placed, height) = pins(&scale, dues, today, under_bars);
    Timeline {
        id,
        title: "Timeline".to_owned(),
        summary: String::new(),
        description: description(phases, dues, today),
        width: WIDTH,
        height,
        today: scale.today(today, under_bars),
        phases: bars,
        dues: dues_placed,
        table: table(phases, dues, today),
    }
}

/// Days to pixels.
struct Scale {
    first: Date,
    last: Date,
}

impl Scale {
    fn over(phases: &[Stretch], dues: &[(&'static str, Date)]) -> Self {
        let days = || {
            let edges = phases.iter().flat_map(|phase| [phase.from, phase.to]);
            edges.chain(dues.iter().map(|(_, day)| *day))
        };
        Self {
            first: days().min().unwrap_or_default(),
            last: days().max().unwrap_or_default(),
        }
    }

    /// Where a day begins.
    fn at(&self, day: Date) -> f64 {
        self.place((day - self.first).num_days())
    }

    /// Where a day ends.
    fn end_of(&self, day: Date) -> f64 {
        self.place((day - self.first).num_days() + 1)
    }

    fn place(&self, days: i64) -> f64 {
        let all = (self.last - self.first).num_days() + 1;
        pixels(WIDTH * days as f64 / all as f64)
    }

    fn today(&self, today: Date, under_bars: f64) -> Option<Today> {
        if today < self.first || today > self.last {
            return None;
        }
        let x = pixels(f64::midpoint(self.at(today), self.end_of(today)));
        let is_right = x > WIDTH / 2.0;
        Some(Today {
            x,
            y1: 0.0,
            y2: under_bars + GAP,
            label: "Today",
            label_x: if is_right { x - GAP } else { x + GAP },
            label_y: 11.0,
            anchor: if is_right { "end" } else { "start" },
        })
    }
}

/// The phases' bars, and where they end below. Labels that would touch go a line up.
fn bars(scale: &Scale, phases: &[Stretch], today: Date) -> (Vec<PhaseBar>, f64) {
    let mut lanes: Vec<usize> = Vec::new();
    let spans: Vec<_> = phases.iter().map(|phase| label_span(scale, phase)).collect();
    // From the right, so that a label that goes up stands over the one that it would touch.
    for at in (0..phases.len()).rev() {
        let taken = |lane: usize| {
            (at + 1..phases.len())
                .any(|other| lanes[phases.len() - 1 - other] == lane && spans[other].0 < spans[at].1 + GAP)
        };
        let lane = (0..phases.len()).find(|lane| !taken(*lane)).unwrap_or_default();
        lanes.push(lane);
    }
    lanes.reverse();
    let deepest = lanes.iter().max().copied().unwrap_or_default();
    let base = TODAY_LINE + LANE * deepest as f64 + 12.0;
    let bars = phases
        .iter()
        .zip(&lanes)
        .zip(&spans)
        .map(|((phase, lane), span)| PhaseBar {
            label: phase.label,
            x: scale.at(phase.from) + 1.0,
            y: base + 8.0,
            width: pixels((scale.end_of(phase.to) - scale.at(phase.from) - 2.0).max(1.0)),
            height: BAR,
            label_x: span.0,
            label_y: base - LANE * *lane as f64,
            state: state(phase.from, phase.to, today),
        });
    (bars.collect(), base + 8.0 + BAR)
}

/// Where the label of a phase begins and ends: over its bar, and moved in where it would leave the chart.
fn label_span(scale: &Scale, phase: &Stretch) -> (f64, f64) {
    let width = phase.label.len() as f64 * LETTER;
    let x = (scale.at(phase.from) + 1.0).min(WIDTH - width).max(0.0);
    (pixels(x), x + width)
}

fn state(from: Date, to: Date, today: Date) -> &'static str {
    if today > to {
        "done"
    } else if today >= from {
        "current"
    } else {
        "ahead"
    }
}

/// A label that has its place: its lane, from where to where it goes, and where its pin's line runs.
struct Placed {
    lane: usize,
    from: f64,
    to: f64,
    x: f64,
}

/// The deadlines' pins, and how high the chart is with them.
fn pins(scale: &Scale, dues: &[(&'static str, Date)], today: Date, under_bars: f64) -> (Vec<Due>, f64) {
    let y = under_bars + 8.0;
    let first_line = y + 24.0;
    let mut placed: Vec<Placed> = Vec::new();
    let mut found: Vec<(usize, Due)> = Vec::new();
    for at in order(scale, dues) {
        let (label, day) = dues[at];
        let date = short(day);
        let x = pixels(f64::midpoint(scale.at(day), scale.end_of(day)));
        let width = (label.len() + 1 + date.len()) as f64 * LETTER;
        let leftward = is_leftward(x);
        let (from, to) = if leftward {
            (x - GAP - width, x)
        } else {
            (x, x + GAP + width)
        };
        let lane = lane_for(&placed, x, from, to);
        placed.push(Placed { lane, from, to, x });
        let label_y = first_line + LANE * lane as f64;
        let due = Due {
            label,
            date,
            x,
            y,
            line_to: label_y,
            label_x: if leftward { x - GAP } else { x + GAP },
            label_y,
            anchor: if leftward { "end" } else { "start" },
            state: if day < today { "done" } else { "ahead" },
        };
        found.push((at, due));
    }
    found.sort_by_key(|(at, _)| *at);
    let dues: Vec<_> = found.into_iter().map(|(_, due)| due).collect();
    let lowest = dues.iter().map(|due| due.label_y).fold(under_bars, f64::max);
    (dues, lowest + 8.0)
}

/// Whether a label goes to the left of its line, so as to stay inside the chart.
fn is_leftward(x: f64) -> bool {
    x > WIDTH * 0.6
}

/// Whose line runs past the labels of others goes deeper, so labels are placed from the side to which they point.
fn order(scale: &Scale, dues: &[(&'static str, Date)]) -> Vec<usize> {
    let leftward = |at: &usize| is_leftward(scale.at(dues[*at].1));
    let mut order: Vec<_> = (0..dues.len()).rev().filter(|at| !leftward(at)).collect();
    order.extend((0..dues.len()).filter(leftward));
    order
}

/// The first lane in which a label touches no other, crosses no line and is crossed by none.
fn lane_for(placed: &[Placed], x: f64, from: f64, to: f64) -> usize {
    let is_free = |lane: &usize| {
        placed.iter().all(|other| {
            let touches = other.lane == *lane && from < other.to + GAP && other.from < to + GAP;
            let is_crossed = other.lane > *lane && (from..=to).contains(&other.x);
            let crosses = other.lane < *lane && (other.from..=other.to).contains(&x);
            !(touches || is_crossed || crosses)
        })
    };
    (0..=placed.len()).find(is_free).unwrap_or(placed.len())
}

fn short(day: Date) -> String {
    day.format("%-d %b").to_string()
}

fn full(day: Date) -> String {
    day.format("%-d %b %Y").to_string()
}

fn description(phases: &[Stretch], dues: &[(&'static str, Date)], today: Date) -> String {
    let current = phases.iter().find(|phase| (phase.from..=phase.to).contains(&today));
    let now = current.map_or_else(String::new, |phase| format!(", in the phase {}", phase.label));
    let next = dues.iter().filter(|(_, day)| *day >= today).min_by_key(|(_, day)| *day);
    let next = next.map_or_else(
        || "no deadline is to come".to_owned(),
        |(label, day)| format!("next is {label} on {}", full(*day)),
    );
    format!(
        "Phases of the cycle and their deadlines. Today is {}{now}; {next}.",
        full(today)
    )
}

fn table(phases: &[Stretch], dues: &[(&'static str, Date)], today: Date) -> ChartTable {
    let column = |label: &str| ChartColumn::words(label);
    let phases = phases.iter().map(|phase| {
        vec![
            phase.label.to_owned(),
            full(phase.from),
            full(phase.to),
            match state(phase.from, phase.to, today) {
                "done" => "over",
                "current" => "now",
                _ => "to come",
            }
            .to_owned(),
        ]
    });
    let dues = dues.iter().map(|(label, day)| {
        let state = if *day < today { "passed" } else { "to come" };
        vec![(*label).to_owned(), String::new(), full(*day), state.to_owned()]
    });
    ChartTable {
        columns: vec![
            column("Phase or deadline"),
            column("From"),
            column("Until or due"),
            column("State"),
        ],
        rows: phases.chain(dues).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn sample() -> (Vec<Stretch>, Vec<(&'static str, Date)>) {
        let stretch = |label, from, to| Stretch {
            label,
            from: day(from),
            to: day(to),
        };
        let phases = vec![
            stretch("Goal setting", "2026-07-01", "2026-07-28"),
            stretch("Mid-cycle", "2026-07-29", "2026-09-30"),
            stretch("Review", "2026-10-01", "2026-10-12"),
            stretch("Calibration", "2026-10-13", "2026-10-19"),
            stretch("Outcomes", "2026-10-20", "2026-11-13"),
        ];
        let dues = vec![
            ("Company goals", day("2026-07-07")),
            ("Team goals", day("2026-07-14")),
            ("Individual goals", day("2026-07-21")),
            ("Goals locked", day("2026-07-28")),
            ("Check-ins", day("2026-08-21")),
            ("Self-assessments", day("2026-10-05")),
            ("Peer feedback", day("2026-10-07")),
            ("Manager assessments", day("2026-10-12")),
            ("Calibration", day("2026-10-19")),
            ("Release", day("2026-10-26")),
            ("Closed", day("2026-11-13")),
        ];
        (phases, dues)
    }

    fn is_readable(chart: &Timeline) {
        let span = |due: &Due| {
            let width = (due.label.len() + 1 + due.date.len()) as f64 * LETTER;
            match due.anchor {
                "end" => (due.label_x - width, due.label_x),
                _ => (due.label_x, due.label_x + width),
            }
        };
        for (at, one) in chart.dues.iter().enumerate() {
            let (from, to) = span(one);
            assert!(from >= 0.0 && to <= chart.width, "{one:?} leaves the chart");
            for other in &chart.dues[at + 1..] {
                let (left, right) = span(other);
                let same_line = (one.label_y - other.label_y).abs() < 0.5;
                assert!(!same_line || to < left || right < from, "{one:?} touches {other:?}");
            }
            for other in &chart.dues {
                let passes = other.line_to > one.label_y && (from..=to).contains(&other.x);
                assert!(!passes, "the line of {other:?} runs through {one:?}");
            }
        }
        for (at, one) in chart.phases.iter().enumerate() {
            for other in &chart.phases[at + 1..] {
                let same_line = (one.label_y - other.label_y).abs() < 0.5;
                let end = one.label_x + one.label.len() as f64 * LETTER;
                assert!(!same_line || end < other.label_x, "{one:?} touches {other:?}");
            }
        }
    }

    #[test]
    fn days_can_be_read_back_from_the_places_of_pins_and_bars() {
        let (phases, dues) = sample();
        let chart = timeline("timeline", &phases, &dues, day("2026-10-30"));
        // From 1 July to 13 November there are 31 + 31 + 30 + 31 + 13 = 136 days.
        #[allow(clippy::cast_possible_truncation, reason = "a cycle has some hundred days")]
        let day_of = |x: f64| (x / 960.0 * 136.0).floor() as i64;
        for (due, (label, on)) in chart.dues.iter().zip(&dues) {
            assert_eq!(due.label, *label);
            assert_eq!(day_of(due.x), (*on - day("2026-07-01")).num_days(), "{label}");
        }
        for (bar, phase) in chart.phases.iter().zip(&phases) {
            assert_eq!(day_of(bar.x), (phase.from - day("2026-07-01")).num_days());
            assert_eq!(day_of(bar.x + bar.width), (phase.to - day("2026-07-01")).num_days());
        }
        let today = chart.today.as_ref().map(|today| day_of(today.x));
        assert_eq!(today, Some(121));
        assert_eq!(chart.phases.iter().filter(|bar| bar.state == "current").count(), 1);
        is_readable(&chart);
    }

    #[test]
    fn the_table_holds_every_phase_and_deadline() {
        let (phases, dues) = sample();
        let chart = timeline("timeline", &phases, &dues, day("2026-10-30"));
        assert_eq!(chart.table.rows.len(), phases.len() + dues.len());
        assert_eq!(chart.table.rows[4], ["Outcomes", "20 Oct 2026", "13 Nov 2026", "now"]);
        assert_eq!(chart.table.rows[15], ["Closed", "", "13 Nov 2026", "to come"]);
    }

    #[test]
    fn a_cycle_without_deadlines_or_with_one_is_drawn() {
        let (phases, dues) = sample();
        let none = timeline("timeline", &[], &[], day("2026-10-30"));
        assert!(none.phases.is_empty() && none.dues.is_empty() && none.today.is_none());
        assert!(none.height > 0.0 && none.table.rows.is_empty());
        let one = timeline("timeline", &phases[..1], &dues[3..4], day("2026-07-01"));
        assert_eq!((one.phases.len(), one.dues.len()), (1, 1));
        assert!((one.phases[0].width - 958.0).abs() < 0.01);
        is_readable(&one);
        let day_alone = timeline("timeline", &[], &dues[..1], day("2026-07-07"));
        assert!((day_alone.dues[0].x - 480.0).abs() < 0.01);
    }

    #[test]
    fn deadlines_of_one_day_stand_under_each_other() {
        let crowd: Vec<_> = (0..12).map(|_| ("Manager assessments", day("2026-10-12"))).collect();
        let chart = timeline("timeline", &sample().0, &crowd, day("2026-10-12"));
        is_readable(&chart);
    }

    #[test]
    fn today_is_not_drawn_outside_the_cycle() {
        let (phases, dues) = sample();
        let chart = timeline("timeline", &phases, &dues, day("2027-01-04"));
        assert!(chart.today.is_none());
        assert!(chart.phases.iter().all(|bar| bar.state == "done"));
        assert!(
            chart.description.contains("no deadline is to come"),
            "{}",
            chart.description
        );
    }
}
