//! Findings for code hosts and editors: SARIF 2.1.0 (OASIS, 2020). It carries places and messages alone.

use serde_json::{Value, json};

use super::report::{Lines, Report};
use super::{Finding, Kind, Place, Rule};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name under which paths relative to the site's root are given.
const ROOT: &str = "ROOT";

/// The findings as a SARIF log of one run, with a line break at its end.
#[must_use]
pub fn sarif(report: &Report) -> String {
    let lines = report.lines();
    let rules = report.rules();
    let results: Vec<_> = report
        .findings()
        .iter()
        .map(|finding| result(finding, &rules, &lines))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "preread",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "the folder that holds preread.toml" } } },
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn level(kind: Kind) -> &'static str {
    match kind {
        Kind::Error => "error",
        Kind::Warning => "warning",
        Kind::Process => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.explanation },
        "help": { "text": rule.explanation },
        "defaultConfiguration": { "level": level(rule.kind) },
        "properties": { "kind": rule.kind },
    })
}

fn result(finding: &Finding, rules: &[&'static Rule], lines: &Lines<'_>) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}. {help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.rule.kind),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(&finding.place, lines) }],
    });
    if !finding.notes.is_empty() {
        let related = finding.notes.iter().enumerate().map(|(at, note)| {
            json!({ "id": at, "message": { "text": note.text }, "physicalLocation": location(&note.place, lines) })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(place: &Place, lines: &Lines<'_>) -> Value {
    let located = lines.locate(place);
    let mut location = json!({ "artifactLocation": { "uri": uri(located.file.as_str()), "uriBaseId": ROOT } });
    if let Some((start, end)) = located.range {
        location["region"] = json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        });
    }
    location
}

/// A path as a relative URI reference (RFC 3986): every byte but letters, digits and `-._~/` in percent form.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_becomes_a_relative_uri() {
        assert_eq!(
            super::uri("content/pages/How ratings: é.md"),
            "content/pages/How%20ratings%3A%20%C3%A9.md"
        );
    }
}
