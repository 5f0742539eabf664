//! The filters that templates write figures with. All are in English, and the same value always comes out the same.

use chrono::{Datelike, NaiveDate};
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::records::body::slug_of;

const MINUS: char = '\u{2212}';
const NO_BREAK_SPACE: char = '\u{A0}';

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Currencies that are written with a sign before the figure; all others by their code.
const SIGNS: [(&str, &str); 5] = [("USD", "$"), ("EUR", "€"), ("GBP", "£"), ("JPY", "¥"), ("INR", "₹")];

pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_filter("percent", percent);
    environment.add_filter("share", share);
    environment.add_filter("money", money);
    environment.add_filter("day", day);
    environment.add_filter("score", score);
    environment.add_filter("count", count);
    environment.add_filter("plural", plural);
    environment.add_filter("number", plain);
    environment.add_filter("signed", signed);
    environment.add_filter("anchor", anchor);
}

/// `7.0|percent` is "7%", `12.5|percent` "12.5%"; `percent(0)` sets the decimals.
fn percent(value: &Value, decimals: Option<usize>) -> Result<String, Error> {
    Ok(in_percent(number(value, "percent")?, decimals))
}

/// `0.125|share` is "12.5%": a part of one, as a percentage.
fn share(value: &Value, decimals: Option<usize>) -> Result<String, Error> {
    Ok(in_percent(number(value, "share")? * 100.0, decimals))
}

fn in_percent(value: f64, decimals: Option<usize>) -> String {
    let figure = decimal(value, decimals.unwrap_or(1));
    let figure = if decimals.is_none() {
        figure.strip_suffix(".0").unwrap_or(&figure)
    } else {
        &figure
    };
    format!("{figure}%")
}

/// `182000|money("USD")` is "$182,000"; cents stand only where there are any.
fn money(value: &Value, currency: Option<&str>) -> Result<String, Error> {
    let value = number(value, "money")?;
    let figure = decimal(value.abs(), if value.fract() == 0.0 { 0 } else { 2 });
    let sign = if value < 0.0 {
        String::from(MINUS)
    } else {
        String::new()
    };
    Ok(match currency {
        None => format!("{sign}{figure}"),
        Some(code) => match SIGNS.iter().find(|(known, _)| *known == code) {
            Some((_, symbol)) => format!("{sign}{symbol}{figure}"),
            None => format!("{sign}{code}{NO_BREAK_SPACE}{figure}"),
        },
    })
}

/// `"2026-07-14"|day` is "14 July 2026", and "14 Jul 2026" with `form="short"`.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the engine hands named arguments over by value"
)]
fn day(value: &Value, options: Kwargs) -> Result<String, Error> {
    let form: Option<&str> = options.get("form")?;
    options.assert_all_used()?;
    let date: NaiveDate = value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| wrong("day", "a date written as 2026-07-14"))?;
    let month = MONTHS.get(date.month0() as usize).copied().unwrap_or_default();
    let month = match form {
        None | Some("long") => month,
        Some("short") => month.get(..3).unwrap_or(month),
        Some(_) => return Err(wrong("day", "form=\"long\" or form=\"short\"")),
    };
    Ok(format!("{} {month} {}", date.day(), date.year()))
}

/// `0.7|score` is "0.70".
fn score(value: &Value) -> Result<String, Error> {
    Ok(decimal(number(value, "score")?, 2))
}

/// `99.90|number` is "99.9": as many of at most four decimals as say something.
fn plain(value: &Value) -> Result<String, Error> {
    let figure = decimal(number(value, "number")?, 4);
    Ok(figure.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// `1200|count("person", "people")` is "1,200 people", `1200|count` "1,200", and a list's count is its length.
fn count(value: &Value, one: Option<&str>, many: Option<&str>) -> Result<String, Error> {
    let value = how_many(value, "count")?;
    let figure = decimal(value, 0);
    Ok(one.map_or_else(|| figure.clone(), |one| format!("{figure} {}", noun(value, one, many))))
}

/// `2|plural("person", "people")` is "people"; without a second word, an s is added to the first.
fn plural(value: &Value, one: &str, many: Option<&str>) -> Result<String, Error> {
    Ok(noun(how_many(value, "plural")?, one, many))
}

#[allow(
    clippy::float_cmp,
    reason = "a count of exactly one takes the singular; 1.04 does not"
)]
fn noun(value: f64, one: &str, many: Option<&str>) -> String {
    match many {
        _ if value.abs() == 1.0 => one.to_owned(),
        Some(many) => many.to_owned(),
        None => format!("{one}s"),
    }
}

/// `0.12|signed` is "+0.12", `-2|signed(0)` "−2"; what rounds to nothing has no sign.
fn signed(value: &Value, decimals: Option<usize>) -> Result<String, Error> {
    let default = if value.is_integer() { 0 } else { 2 };
    let figure = decimal(number(value, "signed")?, decimals.unwrap_or(default));
    let positive = !figure.starts_with(MINUS) && figure.contains(|digit: char| ('1'..='9').contains(&digit));
    Ok(if positive { format!("+{figure}") } else { figure })
}

/// `"What's going well?"|anchor` is "whats-going-well".
fn anchor(value: &str) -> String {
    slug_of(value)
}

/// A number with this many decimals, thousands parted by commas, and a real minus sign unless all digits are zeros.
fn decimal(value: f64, decimals: usize) -> String {
    let digits = format!("{:.*}", decimals.min(12), value.abs());
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut figure = String::with_capacity(digits.len() + digits.len() / 3 + MINUS.len_utf8());
    if value < 0.0 && digits.contains(|digit: char| ('1'..='9').contains(&digit)) {
        figure.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    if let Some(fraction) = fraction {
        figure.push('.');
        figure.push_str(fraction);
    }
    figure
}

fn number(value: &Value, filter: &'static str) -> Result<f64, Error> {
    let number = (value.kind() == ValueKind::Number)
        .then(|| f64::try_from(value.clone()).ok())
        .flatten();
    number
        .filter(|number| number.is_finite())
        .ok_or_else(|| wrong(filter, "a number"))
}

fn how_many(value: &Value, filter: &'static str) -> Result<f64, Error> {
    match value.kind() {
        ValueKind::Number => number(value, filter),
        _ => value
            .len()
            .map(|length| length as f64)
            .ok_or_else(|| wrong(filter, "a number or a list")),
    }
}

fn wrong(filter: &str, wanted: &str) -> Error {
    Error::new(
        ErrorKind::InvalidOperation,
        format!("the filter `{filter}` takes {wanted}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expression: &str) -> String {
        let mut environment = Environment::new();
        add_to(&mut environment);
        environment
            .render_str(&format!("{{{{ {expression} }}}}"), ())
            .unwrap_or_else(|error| format!("{error:#}"))
    }

    #[test]
    fn figures_are_written_as_people_write_them() {
        for (expression, expected) in [
            ("7.0|percent", "7%"),
            ("12.5|percent", "12.5%"),
            ("(-0.04)|percent", "0%"),
            ("8|percent(1)", "8.0%"),
            ("0.125|share", "12.5%"),
            ("182000|money('USD')", "$182,000"),
            ("(-1234567)|money('EUR')", "−€1,234,567"),
            ("999|money('CHF')", "CHF\u{A0}999"),
            ("1000.5|money", "1,000.50"),
            ("0.7|score", "0.70"),
            ("1|score", "1.00"),
            ("340.0|number", "340"),
            ("99.90|number", "99.9"),
            ("(-1200.125)|number", "−1,200.125"),
            ("1200|count('person', 'people')", "1,200 people"),
            ("1|count('finding')", "1 finding"),
            ("0|count('finding')", "0 findings"),
            ("[1, 2, 3]|count", "3"),
            ("2|plural('person', 'people')", "people"),
            ("0.123|signed", "+0.12"),
            ("(-2)|signed", "−2"),
            ("0|signed", "0"),
            ("(-0.001)|signed", "0.00"),
            ("'What’s going well?'|anchor", "whats-going-well"),
        ] {
            assert_eq!(shown(expression), expected, "{expression}");
        }
    }

    #[test]
    fn a_day_is_written_out() {
        assert_eq!(shown("'2026-07-04'|day"), "4 July 2026");
        assert_eq!(shown("'2026-09-14'|day(form='short')"), "14 Sep 2026");
        for wrong in [
            "'2026-02-30'|day",
            "'soon'|day",
            "3|day",
            "none|day",
            "'2026-07-04'|day(form='x')",
        ] {
            assert!(shown(wrong).contains("the filter `day` takes"), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_figure_is_an_error_that_names_the_filter() {
        for (expression, filter) in [
            ("none|money", "money"),
            ("'7'|percent", "percent"),
            ("none|count", "count"),
        ] {
            assert!(
                shown(expression).contains(&format!("the filter `{filter}` takes a number")),
                "{expression}"
            );
        }
    }
}
