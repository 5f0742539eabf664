//! Compares two documents figure by figure.

use serde_json::Value;

/// Two figures that differ by less are the same figure.
const TOLERANCE: f64 = 1e-9;

/// Every place in which two documents differ, with both values; the expected one first.
pub fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut differ = Vec::new();
    walk(expected, found, "", &mut differ);
    differ
}

fn walk(expected: &Value, found: &Value, place: &str, differ: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) => {
            let more = other.keys().filter(|key| !one.contains_key(*key));
            for key in one.keys().chain(more) {
                let (one, other) = (one.get(key), other.get(key));
                match (one, other) {
                    (Some(one), Some(other)) => walk(one, other, &format!("{place}/{key}"), differ),
                    _ => differ.push(format!("{place}/{key}: {one:?} is not {other:?}")),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                // A list of people or units is read more easily by their names than by their places.
                let mut names = ["id", "address", "code", "person", "check", "owner", "criterion"].into_iter();
                let name = names.find_map(|key| other.get(key)?.as_str());
                let name = name.or_else(|| other.get("subject")?.get("id")?.as_str());
                let name = name.map_or_else(|| at.to_string(), str::to_owned);
                walk(one, other, &format!("{place}/{name}"), differ);
            }
        }
        // Of lists of another length only what the other has not: all of both would hide it.
        (Value::Array(one), Value::Array(other)) => {
            let only = |these: &[Value], those: &[Value]| -> Vec<String> {
                let missing = these.iter().filter(|each| !those.contains(each));
                missing.map(Value::to_string).collect()
            };
            let (wanted, too_many) = (only(one, other).join(" "), only(other, one).join(" "));
            let (n, found) = (one.len(), other.len());
            differ.push(format!(
                "{place}: {n} are not {found}: wanted {wanted}, found {too_many}"
            ));
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            // Money is large, so what is far above one is compared by its digits.
            if (one - other).abs() > TOLERANCE * one.abs().max(1.0) {
                differ.push(format!("{place}: {one} is not {other}"));
            }
        }
        (one, other) if one == other => {}
        (one, other) => differ.push(format!("{place}: {one} is not {other}")),
    }
}

#[test]
fn what_differs_is_found_wherever_it_stands() {
    let one = serde_json::json!({"a": [{"id": "x", "n": 1.0}], "b": null, "c": 1});
    assert_eq!(differences(&one, &one), Vec::<String>::new());
    let other = serde_json::json!({"a": [{"id": "x", "n": 1.000_001}], "b": 0, "d": 1});
    let places: Vec<_> = differences(&one, &other)
        .iter()
        .map(|each| each.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(places, ["/a/x/n", "/b", "/c", "/d"]);
}
