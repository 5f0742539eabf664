//! A cell with its type.

use std::borrow::Cow;

use crate::source::Date;
use crate::views::charts::ChartTable;
use crate::views::words::Badge;
use crate::views::{PersonLink, RatingMark};

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell<'v> {
    /// Nothing is known, or nothing is said.
    #[default]
    Empty,
    /// Words, which may come from a record.
    Text(Cow<'v, str>),
    /// A count, or a value of the rating scale.
    Count(i64),
    /// A number, and how many decimals the page shows of it.
    Number(f64, u8),
    /// A number in percent, and how many decimals the page shows of it: 12.5 is 12.5%.
    Percent(f64, u8),
    /// An amount in whole units of the currency, which the column names.
    Money(i64),
    /// A day.
    Day(Date),
}

impl<'v> Cell<'v> {
    /// Words, or nothing where there are none.
    pub(crate) fn text(text: impl Into<Cow<'v, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A score as pages show it.
    pub(in crate::views) fn score(score: Option<f64>) -> Self {
        score.map_or(Self::Empty, |score| Self::Number(score, 2))
    }

    /// A percentage as pages show it.
    pub(in crate::views) fn percent(percent: Option<f64>) -> Self {
        percent.map_or(Self::Empty, |percent| Self::Percent(percent, 1))
    }

    /// A number with as many of at most four decimals as say something.
    pub(in crate::views) fn plain(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, |number| Self::Number(number, decimals(number)))
    }

    /// A percentage that a record or the policy says, with all of its decimals: rounded, it would be another.
    pub(in crate::views) fn written_percent(percent: f64) -> Self {
        Self::Percent(percent, decimals(percent).max(1))
    }

    /// An amount that was added up.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "sums of pay are far below the width that this warns about, and whole"
    )]
    pub(in crate::views) fn sum(amount: Option<f64>) -> Self {
        amount.map_or(Self::Empty, |amount| Self::Money(amount.round() as i64))
    }

    /// Several texts in one cell.
    pub(in crate::views) fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut all = String::new();
        for text in texts {
            if !all.is_empty() {
                all.push_str("; ");
            }
            all.push_str(text.as_ref());
        }
        Self::text(all)
    }

    /// The word of a rating.
    pub(in crate::views) fn label(rating: Option<&RatingMark<'v>>) -> Self {
        rating.map_or(Self::Empty, |rating| Self::text(rating.label))
    }

    /// "Yes", or nothing.
    pub(in crate::views) fn yes(is: bool) -> Self {
        if is { "Yes".into() } else { Self::Empty }
    }
}

/// How many decimals of a number say something, of at most four.
fn decimals(number: f64) -> u8 {
    let written = format!("{number:.4}");
    let (_, decimals) = written.split_once('.').unwrap_or_default();
    u8::try_from(decimals.trim_end_matches('0').len()).unwrap_or(4)
}

impl<'v> From<&'v str> for Cell<'v> {
    fn from(text: &'v str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl<'v> From<&'v String> for Cell<'v> {
    fn from(text: &'v String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<usize> for Cell<'_> {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Cell<'_> {
    fn from(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Cell<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<i32> for Cell<'_> {
    fn from(count: i32) -> Self {
        Self::Count(count.into())
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl<'v> From<&'v PersonLink<'v>> for Cell<'v> {
    fn from(person: &'v PersonLink<'v>) -> Self {
        Self::text(person.name)
    }
}

/// The value, as tables for other programs have it; the word stands in a column of its own.
impl From<&RatingMark<'_>> for Cell<'_> {
    fn from(rating: &RatingMark<'_>) -> Self {
        Self::Count(rating.value.into())
    }
}

impl<'v> From<&'v Badge<'v>> for Cell<'v> {
    fn from(badge: &'v Badge<'v>) -> Self {
        Self::text(badge.label)
    }
}

impl<'v, T: Into<Cell<'v>>> From<Option<T>> for Cell<'v> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// The figures behind a chart.
pub(in crate::views) fn of_chart<'v>(
    name: &'static str,
    title: &'static str,
    chart: Option<&'v ChartTable>,
) -> super::Table<'v> {
    let columns = chart.map_or(&[][..], |chart| &chart.columns);
    let columns = columns.iter().map(|column| match column.class {
        "num" => super::figures(&*column.label),
        _ => super::words(&*column.label),
    });
    let mut table = super::Table::new(name, title, columns.collect::<Vec<_>>());
    for row in chart.iter().flat_map(|chart| &chart.rows) {
        table.push(row.iter().map(|written| figure(written)));
    }
    table
}

/// What a chart's table says, as the figure that it is where it is one.
fn figure(written: &str) -> Cell<'_> {
    if let Ok(count) = written.parse::<u32>() {
        return count.into();
    }
    let Some(percent) = written.strip_suffix('%') else {
        return Cell::text(written);
    };
    let decimals = percent.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match (percent.parse::<f64>(), u8::try_from(decimals)) {
        (Ok(percent), Ok(decimals)) if percent.is_finite() => Cell::Percent(percent, decimals),
        _ => Cell::text(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_chart_are_numbers_and_everything_else_is_text() {
        assert_eq!(figure("12"), Cell::Count(12));
        assert_eq!(figure("24.5%"), Cell::Percent(24.5, 1));
        assert_eq!(figure("5–10%"), Cell::Text("5–10%".into()));
        assert_eq!(figure("=1+1"), Cell::Text("=1+1".into()));
        assert_eq!(figure("nan%"), Cell::Text("nan%".into()));
        assert_eq!(figure(""), Cell::Empty);
    }

    #[test]
    fn a_plain_number_keeps_the_decimals_that_say_something() {
        assert_eq!(Cell::plain(Some(340.0)), Cell::Number(340.0, 0));
        assert_eq!(Cell::plain(Some(99.9)), Cell::Number(99.9, 1));
        assert_eq!(Cell::plain(Some(0.123_456)), Cell::Number(0.123_456, 4));
        assert_eq!(Cell::plain(None), Cell::Empty);
    }
}
