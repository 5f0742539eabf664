//! `preread export`: one JSON document of every derived figure, described by its schema. Whether the figures are right is the oracle's
//! to say.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn preread() -> Command {
    let mut command = Command::cargo_bin("preread").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn printed(arguments: &[&str]) -> String {
    let output = preread().args(arguments).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&printed(&["export", "--schema"])).unwrap()
}

/// Where a value is not as a schema says: of JSON Schema, the words that ours is written in. Any other word is a fault too.
fn faults(root: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(words) = schema.as_object() else {
        return if *schema == Value::Bool(true) {
            found
        } else {
            vec![format!("{place}: closed")]
        };
    };
    let each = |schemas: &Value| -> Vec<Vec<String>> {
        let all = schemas.as_array().unwrap().iter();
        all.map(|schema| faults(root, schema, value, place)).collect()
    };
    for (word, says) in words {
        match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" | "properties" => {}
            "$ref" => {
                let target = root.pointer(says.as_str().unwrap().trim_start_matches('#')).unwrap();
                found.extend(faults(root, target, value, place));
            }
            "type" => {
                let types: Vec<&str> = says.as_array().map_or_else(
                    || vec![says.as_str().unwrap()],
                    |many| many.iter().map(|each| each.as_str().unwrap()).collect(),
                );
                if !types.iter().any(|each| is(value, each)) {
                    found.push(format!("{place}: {value} is no {types:?}"));
                }
            }
            "const" => {
                if value != says {
                    found.push(format!("{place}: {value} is not {says}"));
                }
            }
            "enum" => {
                if !says.as_array().unwrap().contains(value) {
                    found.push(format!("{place}: {value} is none of {says}"));
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|number| number < says.as_f64().unwrap()) {
                    found.push(format!("{place}: {value} is below {says}"));
                }
            }
            "required" => {
                let names = says.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                found.extend(
                    names
                        .filter(|name| value.get(name).is_none())
                        .map(|name| format!("{place}/{name} is missing")),
                );
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(root, says, item, &format!("{place}/{at}")));
                }
            }
            "minItems" | "maxItems" => {
                let (many, limit) = (
                    value.as_array().map_or(0, Vec::len),
                    usize::try_from(says.as_u64().unwrap()).unwrap(),
                );
                let fits = if word == "minItems" {
                    many >= limit
                } else {
                    many <= limit
                };
                if value.is_array() && !fits {
                    found.push(format!("{place}: {many} items"));
                }
            }
            "anyOf" | "oneOf" => {
                let fits = each(says).iter().filter(|faults| faults.is_empty()).count();
                if fits == 0 || (word == "oneOf" && fits > 1) {
                    found.push(format!("{place}: {fits} of the choices fit {value}"));
                }
            }
            other => found.push(format!(
                "{place}: the schema says {other}, which this check does not know"
            )),
        }
    }
    for (name, part) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => found.extend(faults(root, schema, part, &format!("{place}/{name}"))),
            // A choice or a reference beside the properties may know the others.
            None if words.contains_key("properties") && !words.contains_key("$ref") && !words.contains_key("oneOf") => {
                found.push(format!("{place}/{name} is not described"));
            }
            None => {}
        }
    }
    found
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[test]
fn the_document_is_as_its_schema_says() {
    let schema = schema();
    for cycle in ["2026-q2", "2026-q3"] {
        let document: Value =
            serde_json::from_str(&printed(&["export", "--cycle", cycle, "--format", "json"])).unwrap();
        assert_eq!(document["cycle"]["id"], cycle);
        assert_eq!(faults(&schema, &schema, &document, ""), Vec::<String>::new());
    }
}

#[test]
fn a_document_that_is_not_as_the_schema_says_is_noticed() {
    let schema = schema();
    let document: Value = serde_json::from_str(&printed(&["export"])).unwrap();
    let broken = |change: fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        faults(&schema, &schema, &document, "")
    };
    let removed = |document: &mut Value| _ = document["everyone"].as_object_mut().unwrap().remove("people");
    assert_eq!(broken(removed), ["/everyone/people is missing"]);
    assert_eq!(
        broken(|document| document["more"] = Value::Null),
        ["/more is not described"]
    );
    assert_eq!(
        broken(|document| document["version"] = "1".into()),
        ["/version: \"1\" is no [\"integer\"]"]
    );
    assert!(!broken(|document| document["bias"]["checks"][0]["standing"] = "fine".into()).is_empty());
}

#[test]
fn every_field_of_the_document_is_described() {
    fn walk(schema: &Value, place: &str, bare: &mut Vec<String>) {
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            // The word that tells choices apart is described by its choice.
            if field["description"].as_str().is_none_or(str::is_empty) && field.get("const").is_none() {
                bare.push(format!("{place}/{name}"));
            }
        }
        let inner = schema.as_object().into_iter().flatten();
        for (name, part) in inner {
            walk(part, &format!("{place}/{name}"), bare);
        }
        for (at, part) in schema.as_array().into_iter().flatten().enumerate() {
            walk(part, &format!("{place}/{at}"), bare);
        }
    }
    let (schema, mut bare) = (schema(), Vec::new());
    walk(&schema, "", &mut bare);
    assert_eq!(bare, Vec::<String>::new());
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn the_same_records_give_the_same_bytes() {
    assert_eq!(printed(&["export"]), printed(&["export", "--cycle", "2026-q3"]));
}

#[test]
fn a_document_in_a_file_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("q3.json");
    let name = file.to_str().unwrap();
    assert_eq!(printed(&["export", "--cycle", "2026-q3", "--output", name]), "");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        printed(&["export", "--cycle", "2026-q3"])
    );
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // A file that cannot be written is the machine's failure.
    preread()
        .args(["export", "--output", "/proc/none/q3.json"])
        .assert()
        .code(3);
}

#[test]
fn members_of_the_hr_tree_are_counted_and_not_named() {
    let document: Value = serde_json::from_str(&printed(&["export", "--cycle", "2026-q3"])).unwrap();
    let people = document["people"].as_array().unwrap();
    let named = |id: &str| people.iter().any(|person| person["id"] == id);
    assert!(named("jane-doe") && !named("rosalind-achebe") && !named("mateus-figueiredo"));
    assert_eq!(document["everyone"]["people"], 50);
    let reports = document["managers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|each| each["id"] == "ingrid-solheim");
    // Two directors, and not the coordinator and the specialist who report to her too.
    assert_eq!(reports.unwrap()["reports"]["people"], 2);
}

#[test]
fn a_cycle_that_is_none_is_named_with_the_nearest() {
    let output = preread().args(["export", "--cycle", "2026-q9"]).assert().code(2);
    let complaint = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(
        complaint.contains("there is no cycle `2026-q9`") && complaint.contains("Did you mean `2026-q"),
        "{complaint}"
    );
}

#[test]
fn figures_of_records_with_errors_are_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    preread()
        .args([
            "sample",
            site.to_str().unwrap(),
            "--people",
            "3",
            "--cycles",
            "1",
            "--seed",
            "1",
        ])
        .assert()
        .success();
    let teams = site.join("content/teams.toml");
    let text = fs::read_to_string(&teams).unwrap();
    fs::write(
        &teams,
        text + "\n[[team]]\nid = \"adrift\"\nname = \"Adrift\"\nparent = \"nowhere\"\n",
    )
    .unwrap();
    let output = preread()
        .args(["export", "--root"])
        .arg(Path::new(&site))
        .assert()
        .code(1);
    assert!(output.get_output().stdout.is_empty());
}
