//! The fields of a table by their names. What is of another type is a bug of the test and panics.

use toml::{Table, Value};

use super::calendar::{Day, from_civil};

/// A text of a table.
pub fn text<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key).map(|value| value.as_str().unwrap())
}

/// Whether a text is missing or says nothing.
pub fn blank(table: &Table, key: &str) -> bool {
    text(table, key).is_none_or(|text| text.trim().is_empty())
}

/// A whole number of a table.
pub fn int(table: &Table, key: &str) -> Option<i64> {
    table.get(key).map(|value| value.as_integer().unwrap())
}

/// A number of a table, whole or not.
pub fn num(table: &Table, key: &str) -> Option<f64> {
    table.get(key).map(number)
}

fn number(value: &Value) -> f64 {
    value.as_float().unwrap_or_else(|| value.as_integer().unwrap() as f64)
}

/// A yes or no of a table.
pub fn yes(table: &Table, key: &str) -> Option<bool> {
    table.get(key).map(|value| value.as_bool().unwrap())
}

/// A day of a table.
pub fn day(table: &Table, key: &str) -> Option<Day> {
    table.get(key).map(day_of)
}

fn day_of(value: &Value) -> Day {
    let date = value.as_datetime().unwrap().date.unwrap();
    from_civil(i64::from(date.year), i64::from(date.month), i64::from(date.day))
}

/// A table within a table; an empty one where there is none.
pub fn table(table: &Table, key: &str) -> Table {
    table
        .get(key)
        .map_or_else(Table::new, |value| value.as_table().unwrap().clone())
}

/// The tables of a list.
pub fn tables<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let list = table.get(key).map_or(&[][..], |value| value.as_array().unwrap());
    list.iter().map(|value| value.as_table().unwrap()).collect()
}

/// The texts of a list.
pub fn texts<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    let list = table.get(key).map_or(&[][..], |value| value.as_array().unwrap());
    list.iter().map(|value| value.as_str().unwrap()).collect()
}

/// The numbers of a list.
pub fn numbers(table: &Table, key: &str) -> Option<Vec<f64>> {
    let list = table.get(key)?.as_array().unwrap();
    Some(list.iter().map(number).collect())
}

/// The days of a list.
pub fn days(table: &Table, key: &str) -> Vec<Day> {
    table[key].as_array().unwrap().iter().map(day_of).collect()
}
