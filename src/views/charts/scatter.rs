//! Tenure against rating: a dot for each person, with people at the same place side by side.

use std::collections::BTreeMap;

use serde::Serialize;

use super::strip::{Dot, RowLine, StripRow};
use super::{ChartColumn, ChartFrame, ChartTable, Tick, pixels, radius};
use crate::model::Policy;

/// People by years of employment, across, and rating, down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scatter {
    /// What every chart has.
    #[serde(flatten)]
    pub frame: ChartFrame,
    /// The ratings.
    pub rows: Vec<StripRow>,
    /// The people.
    pub dots: Vec<Dot>,
}

const ROW: f64 = 44.0;
const PLOT: f64 = 560.0;
const FOOT: f64 = 28.0;
const CHARACTER: f64 = 7.0;
/// Bins across the plot: people of one bin and rating share a dot, whose area says how many they are.
const BINS: f64 = 40.0;
const RADIUS: f64 = 3.5;
const LARGEST: f64 = 18.0;

/// Lays out people as years here and rating.
pub fn scatter(id: &str, title: &str, policy: &Policy, people: &[(f64, u32)]) -> Scatter {
    let longest = people.iter().map(|(years, _)| *years).fold(1.0, f64::max).ceil();
    let labels: Vec<_> = policy
        .ratings
        .iter()
        .map(|rating| super::strip::cut(&format!("{} {}", rating.value, rating.label)))
        .collect();
    let widest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let start = (widest as f64 * CHARACTER + 16.0).max(108.0);
    let middle = |place: usize| place as f64 * ROW + ROW / 2.0;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "one of a few bins, from 0"
    )]
    let bin = |years: f64| (years / longest * BINS).floor().clamp(0.0, BINS - 1.0) as u32;
    let mut cells: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    for (years, rating) in people {
        if let Some(place) = policy.ratings.iter().position(|each| each.value == *rating) {
            *cells.entry((place, bin(*years))).or_default() += 1;
        }
    }
    let most = cells.values().copied().max().unwrap_or(1);
    // One person is a dot that can be seen; more share one by area, as long as it stays in its row.
    let unit = RADIUS.min(LARGEST / (most as f64).sqrt());
    let dots = cells.iter().map(|((place, bin), count)| {
        let from = f64::from(*bin) / BINS * longest;
        Dot {
            x: pixels(start + (f64::from(*bin) + 0.5) / BINS * PLOT),
            y: middle(*place),
            r: radius(unit * (*count as f64).sqrt()),
            title: format!(
                "{count} rated {} after {from:.1} to {:.1} years",
                policy.ratings[*place].value,
                from + longest / BINS
            ),
            ring: false,
            href: None,
        }
    });
    let bottom = policy.ratings.len() as f64 * ROW;
    Scatter {
        dots: dots.collect(),
        rows: labels
            .into_iter()
            .enumerate()
            .map(|(place, label)| StripRow {
                href: None,
                label,
                x: 0.0,
                y: middle(place) + 4.0,
                line: Some(RowLine {
                    x1: start,
                    x2: start + PLOT,
                    y: (place + 1) as f64 * ROW,
                }),
            })
            .collect(),
        frame: ChartFrame {
            id: id.to_owned(),
            title: title.to_owned(),
            summary: format!(
                "{} people; the area of a dot says how many it stands for.",
                people.len()
            ),
            description: "Years of employment at the cycle's end across, ratings down, best first.".to_owned(),
            width: start + PLOT + 16.0,
            height: bottom + FOOT,
            table: table(policy, people, longest),
            ticks: years(longest)
                .map(|year| Tick {
                    x1: pixels(start + year / longest * PLOT),
                    y1: 0.0,
                    x2: pixels(start + year / longest * PLOT),
                    y2: bottom,
                    x: pixels(start + year / longest * PLOT),
                    y: bottom + 18.0,
                    anchor: "middle",
                    label: if year == 0.0 {
                        "0 years".to_owned()
                    } else {
                        format!("{year:.0}")
                    },
                })
                .collect(),
        },
    }
}

/// Some seven whole years along the axis.
fn years(longest: f64) -> impl Iterator<Item = f64> {
    let step = (longest / 7.0).ceil().max(1.0);
    (0..=7)
        .map(move |at| f64::from(at) * step)
        .filter(move |year| *year <= longest)
}

fn table(policy: &Policy, people: &[(f64, u32)], longest: f64) -> ChartTable {
    let step = (longest / 7.0).ceil().max(1.0);
    let mut columns = vec![ChartColumn::words("Years here")];
    let ratings = policy.ratings.iter();
    columns.extend(ratings.map(|rating| ChartColumn::figures(format!("{} {}", rating.value, rating.label))));
    let row = |from: f64| {
        let inside = |years: f64| years >= from && (years < from + step || from + step >= longest);
        let mut cells = vec![format!("{from:.0} to {:.0}", (from + step).min(longest))];
        cells.extend(policy.ratings.iter().map(|rating| {
            let of = people
                .iter()
                .filter(|(years, value)| *value == rating.value && inside(*years));
            of.count().to_string()
        }));
        cells
    };
    let rows = years(longest).filter(|from| *from < longest).map(row);
    ChartTable {
        columns,
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(people: &[(f64, u32)]) -> Scatter {
        scatter("tenure", "Tenure", &Policy::default(), people)
    }

    /// How many people the dots of a rating show, read back from their areas: the smallest unit is one person's dot.
    fn read_back(chart: &Scatter, place: usize, unit: f64) -> f64 {
        let y = place as f64 * ROW + ROW / 2.0;
        let dots = chart.dots.iter().filter(|dot| (dot.y - y).abs() < 0.1);
        dots.map(|dot| (dot.r / unit).powi(2)).sum()
    }

    fn in_table(chart: &Scatter, place: usize) -> usize {
        let rows = chart.frame.table.rows.iter();
        rows.map(|row| row[place + 1].parse::<usize>().unwrap()).sum()
    }

    #[test]
    fn nobody_draws_no_dot_and_one_person_draws_one() {
        assert!(drawn(&[]).dots.is_empty());
        let one = drawn(&[(0.5, 4)]);
        assert_eq!(one.dots.len(), 1);
        assert!((read_back(&one, 1, RADIUS) - 1.0).abs() < 1e-9);
        assert_eq!(in_table(&one, 1), 1);
    }

    #[test]
    fn the_place_of_a_dot_says_the_years() {
        let chart = drawn(&[(2.0, 3), (8.0, 3)]);
        let start = chart.rows[0].line.unwrap().x1;
        let years: Vec<_> = chart.dots.iter().map(|dot| (dot.x - start) / PLOT * 8.0).collect();
        assert!((years[0] - 2.0).abs() <= 8.0 / BINS, "{years:?}");
        assert!((years[1] - 8.0).abs() <= 8.0 / BINS, "{years:?}");
    }

    #[test]
    fn seven_fifty_and_ten_thousand_people_can_be_read_back() {
        for many in [7, 50, 10_000_u32] {
            let people: Vec<_> = (0..many).map(|at| (f64::from(at % 97) / 10.0, 1 + at % 5)).collect();
            let chart = drawn(&people);
            let largest = chart.dots.iter().map(|dot| dot.r).fold(0.0, f64::max);
            assert!(largest <= LARGEST + 0.01);
            for place in 0..5 {
                let value = 5 - u32::try_from(place).unwrap();
                let count = people.iter().filter(|(_, rating)| *rating == value).count();
                assert_eq!(in_table(&chart, place), count);
                // A dot of one person has the radius that the title's count divides by.
                let dot = &chart.dots[0];
                let unit = dot.r / f64::from(dot.title.split(' ').next().unwrap().parse::<u32>().unwrap()).sqrt();
                let seen = read_back(&chart, place, unit);
                assert!(
                    (seen - count as f64).abs() < 0.02 * count as f64 + 0.1,
                    "{seen} for {count}"
                );
            }
        }
    }
}
