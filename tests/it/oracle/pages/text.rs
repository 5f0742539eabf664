//! Figures in the words of pages.

use serde_json::Value;

use super::super::cycle::Standing;
use super::super::records::{Day, civil, from_civil};

pub fn badge(standing: &str) -> &'static str {
    match standing {
        "clear" => "No flag",
        "answered" => "Flag, answered",
        "open" => "Flag, not answered",
        _ => "Cannot tell",
    }
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

pub fn list(value: &Value) -> &[Value] {
    list_of(value).unwrap_or_else(|| panic!("{value} is no list"))
}

pub fn list_of(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice)
}

/// A number with thousands apart.
pub fn thousands(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let mut apart = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            apart.push(',');
        }
        apart.push(digit);
    }
    let sign = if value < 0.0 && digits.contains(|c: char| ('1'..='9').contains(&c)) {
        "−"
    } else {
        ""
    };
    format!("{sign}{apart}{rest}")
}

pub fn thousands_of_money(value: f64) -> String {
    let digits = thousands(value.abs(), 0);
    if value < 0.0 {
        format!("−${digits}")
    } else {
        format!("${digits}")
    }
}

pub fn count(value: &Value) -> String {
    thousands(value.as_f64().unwrap(), 0)
}

pub fn score(value: &Value) -> String {
    value.as_f64().map_or("–".to_owned(), |score| thousands(score, 2))
}

/// One decimal, where it is not nought.
pub fn short_percent(value: f64) -> String {
    let text = thousands(value, 1);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

pub fn share(figures: &Value, part: &str, whole: &str, percent: &str) -> String {
    match figures[percent].as_f64() {
        Some(value) => format!(
            "{} ({} of {})",
            short_percent(value),
            count(&figures[part]),
            count(&figures[whole])
        ),
        None => "–".to_owned(),
    }
}

/// A number with as many of at most four decimals as say something.
pub fn exact(value: f64) -> String {
    let text = thousands(value, 4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A day as pages show it, such as 14 Jul 2026.
pub fn short_day(day: Day) -> String {
    let names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    let (year, month, day) = civil(day);
    let name = names.split(' ').nth(usize::try_from(month - 1).unwrap()).unwrap();
    format!("{day} {name} {year}")
}

/// A day of the document as pages show it.
pub fn short_day_of(day: &Value) -> String {
    let parts: Vec<i64> = day
        .as_str()
        .unwrap()
        .split('-')
        .map(|part| part.parse().unwrap())
        .collect();
    short_day(from_civil(parts[0], parts[1], parts[2]))
}

pub fn days_of(days: &Value) -> String {
    if *days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    }
}

/// Where a part of a review stands against its deadline.
pub fn standing(part: &Value) -> String {
    match part["standing"].as_str().unwrap() {
        "on-time" => "on time".to_owned(),
        "late" => format!("{} late", days_of(&part["days"])),
        "missing" => format!("missing, {} overdue", days_of(&part["days"])),
        _ => "not due yet".to_owned(),
    }
}

/// Where a part of one's own review stands.
pub fn in_own_words(standing: &Standing) -> String {
    let on = |day: Day| {
        let names = "January February March April May June July August September October November December";
        let (_, month, day) = civil(day);
        format!(
            "Done on {day} {}",
            names.split(' ').nth(usize::try_from(month - 1).unwrap()).unwrap()
        )
    };
    match standing {
        Standing::OnTime(day) => on(*day),
        Standing::Late(day, days) => format!("{}, {} late", on(*day), days_of(&(*days).into())),
        Standing::Missing(days) => format!("{} overdue", days_of(&(*days).into())),
        Standing::NotDue => "Not due yet".to_owned(),
    }
}

/// Where a step of a plan stands, where that is more than the record says.
pub fn step(step: &Value) -> String {
    match step["state"].as_str().unwrap() {
        "overdue" => format!("{} overdue", days_of(&step["days"])),
        "upcoming" if step["days"] == 0 => "today".to_owned(),
        "upcoming" => format!("in {}", days_of(&step["days"])),
        _ => String::new(),
    }
}

/// What a word of the records is called: `criteria-review` is "Criteria review".
pub fn called(word: &str) -> String {
    let word = word.replace('-', " ");
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// A number of things, in the right number.
pub fn count_of(many: usize, one: &str, more: &str) -> String {
    format!("{} {}", thousands(many as f64, 0), if many == 1 { one } else { more })
}
