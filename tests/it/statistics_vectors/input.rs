//! Reading the cases' input.

use chrono::{Days, NaiveDate};
use preread::facts::statistics::{PartsPerMillion, Tally};
use serde_json::{Map, Value};

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(super) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

pub(super) fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

pub(super) fn whole(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

pub(super) fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

pub(super) fn sizes(value: &Value) -> Vec<usize> {
    list(value).iter().map(size).collect()
}

pub(super) fn tally(value: &Value) -> Tally {
    list(value).iter().map(whole).collect()
}

pub(super) fn counts_from_one(value: &Value) -> Tally {
    (1..).zip(sizes(value)).collect()
}

pub(super) fn percent(value: &Value) -> PartsPerMillion {
    PartsPerMillion::from_percent(number(value))
}

pub(super) fn day(value: &Value) -> i64 {
    number_of(text(value).parse().unwrap())
}

pub(super) fn number_of(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

pub(super) fn date(day: i64) -> String {
    (NaiveDate::default() + Days::new(u64::try_from(day).unwrap())).to_string()
}

pub(super) fn by_key(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(pairs.into_iter().collect::<Map<String, Value>>())
}

pub(super) fn ratio(written: &str) -> f64 {
    let (over, under) = written.split_once('/').unwrap_or((written, "1"));
    over.parse::<f64>().unwrap() / under.parse::<f64>().unwrap()
}
