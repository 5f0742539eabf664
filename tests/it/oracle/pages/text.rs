//! Figures in the words of pages.

use serde_json::Value;

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
