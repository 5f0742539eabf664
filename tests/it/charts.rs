//! Every kind of chart, drawn by the theme and read back: what the geometry of the SVG says is what the table beside it says, for
//! nobody, one, seven, fifty and ten thousand.

use std::borrow::Cow;
use std::fmt::Debug;

use preread::facts::{Distribution, Rated};
use preread::model::Policy;
use preread::source::Date;
use preread::themes::{Engine, Files, Theme};
use preread::views::charts::distribution::chart;
use preread::views::charts::scatter::scatter;
use preread::views::charts::strip::{StripGroup, strip_plot};
use preread::views::charts::{Stretch, timeline, trend};
use serde::Serialize;

use super::oracle::html::{Element, parse};

const MANY: [usize; 5] = [0, 1, 7, 50, 10_000];

/// The theme's macros around a single chart.
fn engine() -> Box<dyn Engine> {
    let page = "{% import \"macros.html\" as m %}{% if kind == \"distribution\" %}{{ m.distribution(chart) }}{% elif kind == \"strip\" %}{{ m.strip_plot(chart) }}{% elif kind == \"scatter\" %}{{ m.scatter(chart) }}{% elif kind == \"trend\" %}{{ m.trend(chart) }}{% else %}{{ m.timeline(chart) }}{% endif %}";
    let own = [
        ("charts/theme.toml", "name = \"charts\"\ninherits = \"ledger\"\n"),
        ("charts/templates/page.html", page),
    ];
    let own: Files = own
        .into_iter()
        .map(|(path, text)| (path.to_owned(), Cow::Borrowed(text.as_bytes())))
        .collect();
    Theme::load("charts", &own).unwrap().engine().unwrap()
}

#[derive(Serialize)]
struct Page<'p, C> {
    kind: &'p str,
    chart: &'p C,
}

/// A chart as the page has it: the drawing, and the rows of its table with their heads.
fn drawn<C: Serialize + Debug>(kind: &str, chart: &C) -> (Element, Vec<Vec<String>>) {
    let mut out = Vec::new();
    engine().render("page.html", &Page { kind, chart }, &mut out).unwrap();
    let page = parse(&String::from_utf8(out).unwrap(), kind);
    let tables = page.tables();
    let table = &tables[0];
    let mut rows = vec![table.columns.clone()];
    rows.extend(
        table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()),
    );
    (page, rows)
}

fn number(element: &Element, key: &str) -> f64 {
    element.attribute(key).unwrap().parse().unwrap()
}

fn of_class<'e>(page: &'e Element, name: &str, class: &str) -> Vec<&'e Element> {
    page.all(&|each| {
        each.name == name
            && each
                .attribute("class")
                .is_some_and(|all| all.split(' ').any(|each| each == class))
    })
}

/// A count that was read back: so near a whole number that there is no doubt which.
fn whole(read: f64) -> usize {
    assert!(read > -0.45 && (read - read.round()).abs() < 0.45, "{read} is no count");
    format!("{:.0}", read.abs()).parse().unwrap()
}

fn figures(row: &[String]) -> Vec<usize> {
    row.iter()
        .map(|cell| cell.parse().unwrap_or_else(|_| panic!("{row:?}")))
        .collect()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

/// So many people over the five ratings, none of them alike.
fn spread(many: usize) -> [usize; 5] {
    let [a, b, d, e] = [many * 7 / 100, many * 24 / 100, many * 11 / 100, many / 30];
    [a, b, many - a - b - d - e, d, e]
}

#[test]
fn bars_of_a_distribution_say_the_counts_and_bounds_of_its_table() {
    let policy = Policy::default();
    for many in MANY {
        let counts = spread(many);
        let people = policy.ratings.iter().zip(counts);
        let people = people.flat_map(|(rating, count)| std::iter::repeat_n(Some(Rated::Final(rating.value)), count));
        let (page, table) = drawn(
            "distribution",
            &chart("c", "Ratings", &policy, &Distribution::of(&policy, people)),
        );
        let column = |name: &str| table[0].iter().position(|head| head == name);
        let (bars, bands) = (of_class(&page, "rect", "bar"), of_class(&page, "rect", "band"));
        assert_eq!((bars.len(), bands.len()), (5, 5));
        // The whole is as long as all bars together, for every person is in one of them.
        let whole_length: f64 = bars.iter().map(|bar| number(bar, "width")).sum();
        for ((bar, band), row) in bars.iter().zip(&bands).zip(&table[1..]) {
            if many == 0 {
                assert_eq!((number(bar, "width"), &*row[1]), (0.0, "0"));
                continue;
            }
            let people = |length: f64| whole(length / whole_length * many as f64);
            assert_eq!(
                people(number(bar, "width")).to_string(),
                row[column("People").unwrap()],
                "{many}"
            );
            let low = people(number(band, "x") - number(bar, "x"));
            let high = people(number(band, "x") + number(band, "width") - number(bar, "x"));
            let bounds = if low == high {
                low.to_string()
            } else {
                format!("{low}–{high}")
            };
            assert_eq!(bounds, row[column("In people").unwrap()], "{many}");
        }
    }
}

#[test]
fn dots_of_a_strip_plot_say_the_counts_of_its_table() {
    let policy = Policy::default();
    for many in MANY {
        let names = ["Platform", "Data"];
        let groups = names.map(|name| StripGroup {
            name: name.to_owned(),
            counts: spread(many / if name == "Data" { 2 } else { 1 }).to_vec(),
            href: None,
        });
        let (page, table) = drawn("strip", &strip_plot("c", "Units", "", &policy, &groups));
        let caption = page.named("figcaption")[0].text();
        let each: f64 = match caption.split("One dot is ").nth(1).unwrap().split(' ').next().unwrap() {
            "one" => 1.0,
            people => people.parse().unwrap(),
        };
        let lines = page.named("line");
        let (rows, columns): (Vec<&Element>, Vec<&Element>) = lines
            .into_iter()
            .partition(|line| line.attribute("y1") == line.attribute("y2"));
        let dots = page.named("circle");
        // What stands for so many people as the caption says is the largest dot.
        let unit = dots.iter().map(|dot| number(dot, "r")).fold(0.0, f64::max);
        for (at, row) in table[1..].iter().enumerate() {
            let line = number(rows[at], "y1");
            let above = if at == 0 { 0.0 } else { number(rows[at - 1], "y1") };
            let mut read = Vec::new();
            for place in 0..5 {
                let start = number(columns[place], "x1");
                // Columns stand from the lowest rating to the highest, and the scale from the highest to the lowest.
                let end = columns[..place].last().map_or(f64::INFINITY, |next| number(next, "x1"));
                let inside = dots.iter().filter(|dot| {
                    let (x, y) = (number(dot, "cx"), number(dot, "cy"));
                    (start..end).contains(&x) && (above..line).contains(&y)
                });
                let area: f64 = inside.map(|dot| (number(dot, "r") / unit).powi(2)).sum();
                read.push(whole(area * each));
            }
            assert_eq!(read, figures(&row[1..6]), "{many}");
            assert_eq!(row[6], read.iter().sum::<usize>().to_string());
        }
    }
}

#[test]
fn dots_of_a_scatter_say_the_counts_of_its_table() {
    let policy = Policy::default();
    for many in MANY {
        // Whole years too, and the longest of all at the very end of the axis.
        let people: Vec<(f64, u32)> = (0..many)
            .map(|at| ((at % 57) as f64 / 4.0, small(1 + at % 5)))
            .collect();
        let (page, table) = drawn("scatter", &scatter("c", "Tenure", &policy, &people));
        let dots = page.named("circle");
        let count = |dot: &Element| dot.text().split(' ').next().unwrap().parse::<f64>().unwrap();
        let Some(first) = dots.first() else {
            assert_eq!(many, 0);
            continue;
        };
        let unit = number(first, "r") / count(first).sqrt();
        let lines = page.named("line");
        let rows: Vec<f64> = lines
            .iter()
            .filter(|line| line.attribute("y1") == line.attribute("y2"))
            .map(|line| number(line, "y1"))
            .collect();
        for place in 0..5 {
            let above = if place == 0 { 0.0 } else { rows[place - 1] };
            let inside = dots
                .iter()
                .filter(|dot| (above..rows[place]).contains(&number(dot, "cy")));
            let read: usize = inside.map(|dot| whole((number(dot, "r") / unit).powi(2))).sum();
            let wanted: usize = table[1..]
                .iter()
                .map(|row| row[place + 1].parse::<usize>().unwrap())
                .sum();
            let rated = people.iter().filter(|(_, rating)| *rating == small(5 - place)).count();
            assert_eq!((read, wanted), (rated, rated), "{many}");
        }
    }
}

#[test]
fn points_of_a_trend_say_the_figures_of_its_table() {
    for many in MANY {
        let cycles: Vec<(String, Option<f64>)> = (0..many)
            .map(|at| (format!("Q{at}"), Some(f64::from(small(at * 37 % 101)) / 100.0)))
            .collect();
        let Some(chart) = trend(("c", "Goal score"), &cycles, [0.0, 1.0], |figure| {
            format!("{figure:.2}")
        }) else {
            // A line needs two points.
            assert!(many < 2, "{many}");
            continue;
        };
        let (page, table) = drawn("trend", &chart);
        let scale = of_class(&page, "line", "gridline");
        let (low, high) = (number(scale[0], "y1"), number(scale[1], "y1"));
        let points = page.named("circle");
        assert_eq!((points.len(), table.len() - 1), (many, many));
        for (point, row) in points.iter().zip(&table[1..]) {
            let read = (low - number(point, "cy")) / (low - high);
            assert_eq!(format!("{read:.2}"), row[1], "{many}");
        }
    }
}

#[test]
fn pins_and_bars_of_a_timeline_say_the_days_of_its_table() {
    let first: Date = "2026-07-01".parse().unwrap();
    let day = |at: usize| first + after(at);
    for many in MANY {
        // So many days, of which some are due.
        let dues: Vec<(&'static str, Date)> = (0..many)
            .step_by(many.div_ceil(12).max(1))
            .map(|at| ("Due", day(at)))
            .collect();
        let phases = [Stretch {
            label: "Phase",
            from: first,
            to: day(many.saturating_sub(1)),
        }];
        let phases = if many == 0 { &[][..] } else { &phases };
        let (page, table) = drawn("timeline", &timeline("c", phases, &dues, first));
        let pins = of_class(&page, "circle", "pin");
        let bars = of_class(&page, "rect", "phase");
        assert_eq!(table.len() - 1, dues.len() + phases.len());
        if many == 0 {
            assert!(pins.is_empty() && bars.is_empty());
            continue;
        }
        let width = number(page.named("svg")[0], "width");
        // A pin stands in the middle of its day.
        let day_of = |x: f64| first + after(format!("{:.0}", (x / width * many as f64 - 0.5).abs()).parse().unwrap());
        let written = |day: Date| day.format("%-d %b %Y").to_string();
        for (pin, row) in pins.iter().zip(&table[2..]) {
            assert_eq!(written(day_of(number(pin, "cx"))), row[2], "{many}");
        }
        // Bars leave a pixel free at both ends.
        let length = (number(bars[0], "width") + 2.0) / width * many as f64;
        assert_eq!(whole(length), many);
        assert_eq!(
            (&*table[1][1], &*table[1][2]),
            (&*written(first), &*written(day(many - 1)))
        );
    }
}

fn after(days: usize) -> chrono::Days {
    chrono::Days::new(days as u64)
}
