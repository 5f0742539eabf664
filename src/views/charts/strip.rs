//! A strip plot: the ratings of several groups one under the other, a dot for each person.

use serde::Serialize;

use super::{ChartColumn, ChartFrame, ChartTable, Tick, pixels, radius};
use crate::model::Policy;

/// Ratings of groups, one under the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StripPlot {
    /// What every chart has.
    #[serde(flatten)]
    pub frame: ChartFrame,
    /// The groups.
    pub rows: Vec<StripRow>,
    /// The people.
    pub dots: Vec<Dot>,
    /// The figures of all groups where not all are drawn: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub all: Option<ChartTable>,
}

impl StripPlot {
    /// The figures of all groups, drawn or not.
    pub fn whole(&self) -> &ChartTable {
        self.all.as_ref().unwrap_or(&self.frame.table)
    }
}

/// The name of a group beside its dots.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StripRow {
    /// Its name, cut where it is too long for the chart.
    pub label: String,
    /// Where the label stands, across.
    pub x: f64,
    /// Where the label stands, down.
    pub y: f64,
    /// The line under its dots.
    pub line: Option<RowLine>,
    /// Where the label leads.
    pub href: Option<String>,
}

/// A line across a chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RowLine {
    /// Where it begins.
    pub x1: f64,
    /// Where it ends.
    pub x2: f64,
    /// How far down it is.
    pub y: f64,
}

/// One dot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dot {
    /// Its middle, across.
    pub x: f64,
    /// Its middle, down.
    pub y: f64,
    /// Its radius.
    pub r: f64,
    /// Whom or what it stands for.
    pub title: String,
    /// Whether it is one that the chart speaks of.
    pub ring: bool,
    /// Where it leads.
    pub href: Option<String>,
}

/// A group of people: its name, and how many have each rating, in the order of the scale, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripGroup {
    /// Its name.
    pub name: String,
    /// How many have each rating.
    pub counts: Vec<usize>,
    /// Where its name leads.
    pub href: Option<String>,
}

const ROW: f64 = 28.0;
const HEAD: f64 = 24.0;
const CHARACTER: f64 = 7.0;
const LONGEST_LABEL: usize = 26;
const RADIUS: f64 = 4.0;
const STEP: f64 = 10.0;
/// So many dots stand beside each other at most; with more people, one dot stands for several.
const MOST_DOTS: usize = 10;
const COLUMN: f64 = STEP * MOST_DOTS as f64 + 14.0;

/// Lays out groups. `note` says how they were chosen.
pub fn strip_plot(id: &str, title: &str, note: &str, policy: &Policy, groups: &[StripGroup]) -> StripPlot {
    let longest = groups.iter().map(|group| cut(&group.name).chars().count()).max();
    let start = (longest.unwrap_or(0) as f64 * CHARACTER + 16.0).max(96.0);
    // Columns go from the lowest rating to the highest, as a reader of a scale expects.
    let columns = policy.ratings.len();
    let column = |place: usize| start + (columns - 1 - place) as f64 * COLUMN;
    let most = groups
        .iter()
        .flat_map(|group| &group.counts)
        .copied()
        .max()
        .unwrap_or(0);
    let each = most.div_ceil(MOST_DOTS).max(1);
    let width = start + columns as f64 * COLUMN;
    let height = HEAD + groups.len() as f64 * ROW + 4.0;
    let middle = |row: usize| HEAD + row as f64 * ROW + ROW / 2.0;
    let dots = groups.iter().enumerate().flat_map(|(row, group)| {
        let cells = policy.ratings.iter().zip(&group.counts).enumerate();
        cells.flat_map(move |(place, (rating, count))| {
            let title = format!("{}: {count} rated {} {}", group.name, rating.value, rating.label);
            cell(*count, each, column(place), middle(row), &title)
        })
    });
    StripPlot {
        all: None,
        dots: dots.collect(),
        rows: groups
            .iter()
            .enumerate()
            .map(|(row, group)| StripRow {
                label: cut(&group.name),
                x: 0.0,
                y: middle(row) + 4.0,
                href: group.href.clone(),
                line: Some(RowLine {
                    x1: start,
                    x2: width,
                    y: middle(row) + ROW / 2.0,
                }),
            })
            .collect(),
        frame: ChartFrame {
            id: id.to_owned(),
            title: title.to_owned(),
            summary: summary(note, each),
            description: "One row for each group, one column for each rating from the lowest to the highest, and dots for the people who have it.".to_owned(),
            width,
            height,
            table: table(policy, groups),
            ticks: policy
                .ratings
                .iter()
                .enumerate()
                .map(|(place, rating)| Tick {
                    x1: column(place),
                    y1: HEAD - 6.0,
                    x2: column(place),
                    y2: height,
                    x: column(place) + 6.0,
                    y: HEAD - 10.0,
                    anchor: "start",
                    label: cut_to(&format!("{} {}", rating.value, rating.label), 15),
                })
                .collect(),
        },
    }
}

/// The dots of one group and rating: whole ones, and a smaller one for what is left over, by its area.
fn cell(count: usize, each: usize, x: f64, y: f64, title: &str) -> Vec<Dot> {
    let dot = |at: usize| {
        let people = (count - at * each).min(each);
        Dot {
            x: pixels(x + 12.0 + at as f64 * STEP),
            y,
            r: radius(RADIUS * (people as f64 / each as f64).sqrt()),
            title: title.to_owned(),
            ring: false,
            href: None,
        }
    };
    (0..count.div_ceil(each)).map(dot).collect()
}

fn summary(note: &str, each: usize) -> String {
    let dots = match each {
        1 => "One dot is one person.".to_owned(),
        each => format!("One dot is {each} people, a smaller one as many fewer."),
    };
    if note.is_empty() {
        dots
    } else {
        format!("{note} {dots}")
    }
}

pub(super) fn cut(label: &str) -> String {
    cut_to(label, LONGEST_LABEL)
}

fn cut_to(label: &str, longest: usize) -> String {
    if label.chars().count() <= longest {
        return label.to_owned();
    }
    let kept: String = label.chars().take(longest - 1).collect();
    format!("{}…", kept.trim_end())
}

/// The figures of groups, a row each.
pub fn table(policy: &Policy, groups: &[StripGroup]) -> ChartTable {
    let mut columns = vec![ChartColumn::words("Group")];
    let ratings = policy.ratings.iter();
    columns.extend(ratings.map(|rating| ChartColumn::figures(format!("{} {}", rating.value, rating.label))));
    columns.push(ChartColumn::figures("Rated"));
    columns.push(ChartColumn::figures("Mean"));
    ChartTable {
        columns,
        rows: groups.iter().map(|group| row(policy, group)).collect(),
    }
}

fn row(policy: &Policy, group: &StripGroup) -> Vec<String> {
    let rated: usize = group.counts.iter().sum();
    let pairs = policy.ratings.iter().zip(&group.counts);
    let sum: f64 = pairs
        .map(|(rating, count)| f64::from(rating.value) * *count as f64)
        .sum();
    let mut cells = vec![group.name.clone()];
    cells.extend(group.counts.iter().map(usize::to_string));
    cells.push(rated.to_string());
    cells.push(if rated == 0 {
        "–".to_owned()
    } else {
        format!("{:.2}", sum / rated as f64)
    });
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(groups: &[[usize; 5]]) -> StripPlot {
        let groups: Vec<_> = groups
            .iter()
            .enumerate()
            .map(|(at, counts)| StripGroup {
                name: format!("Group {at}"),
                counts: counts.to_vec(),
                href: None,
            })
            .collect();
        strip_plot("strip", "Teams", "", &Policy::default(), &groups)
    }

    /// How many people the dots of a row and a column show, read back from their areas.
    fn read_back(chart: &StripPlot, row: usize, place: usize, each: f64) -> f64 {
        let tick = &chart.frame.ticks[place];
        let line = chart.rows[row].line.unwrap().y;
        let dots = chart
            .dots
            .iter()
            .filter(|dot| (tick.x1..tick.x1 + COLUMN).contains(&dot.x) && (line - ROW..line).contains(&dot.y));
        dots.map(|dot| (dot.r / RADIUS).powi(2) * each).sum()
    }

    #[test]
    fn no_group_and_nobody_rated_draw_no_dot() {
        assert!(drawn(&[]).dots.is_empty());
        let nobody = drawn(&[[0; 5]]);
        assert!(nobody.dots.is_empty());
        assert_eq!(nobody.frame.table.rows[0][7], "–");
    }

    #[test]
    fn one_person_is_one_whole_dot_in_their_column() {
        let chart = drawn(&[[0, 1, 0, 0, 0]]);
        assert_eq!(chart.dots.len(), 1);
        assert!((read_back(&chart, 0, 1, 1.0) - 1.0).abs() < 1e-9);
        assert_eq!(chart.dots[0].title, "Group 0: 1 rated 4 Exceeds");
    }

    #[test]
    fn seven_and_fifty_people_can_be_counted() {
        let chart = drawn(&[[0, 2, 4, 1, 0], [3, 7, 10, 9, 1], [1, 2, 3, 4, 10]]);
        for (row, counts) in [[0, 2, 4, 1, 0], [3, 7, 10, 9, 1], [1, 2, 3, 4, 10]].iter().enumerate() {
            for (place, count) in counts.iter().enumerate() {
                assert!((read_back(&chart, row, place, 1.0) - f64::from(*count)).abs() < 1e-9);
            }
        }
        assert_eq!(chart.frame.table.rows[0][1..], ["0", "2", "4", "1", "0", "7", "3.14"]);
    }

    #[test]
    fn ten_thousand_people_share_dots_and_can_be_read_back_by_area() {
        let counts = [700, 2_500, 5_503, 1_200, 97];
        let chart = drawn(&[counts]);
        // 5,503 people in ten dots: 551 in each.
        assert!(chart.frame.summary.contains("551 people"), "{}", chart.frame.summary);
        for (place, count) in counts.iter().enumerate() {
            let people = read_back(&chart, 0, place, 551.0);
            assert!((people - *count as f64).abs() < 2.0, "{people} for {count}");
        }
    }

    #[test]
    fn no_dot_leaves_its_column() {
        let chart = drawn(&[[10, 10, 10, 10, 10]]);
        for dot in &chart.dots {
            assert!(dot.x + dot.r <= chart.frame.width, "{dot:?}");
        }
        assert_eq!(chart.dots.len(), 50);
    }
}
