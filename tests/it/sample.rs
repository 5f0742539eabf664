//! The sample that ships with the program: it is read without a fault.

use std::path::Path;

use preread::diagnostics::Kind;
use preread::model::link;
use preread::records::load::load;
use preread::records::schema;
use preread::source::{Date, DiskWorld, SourcePath, World};

#[test]
fn the_sample_is_read_and_linked_without_an_error() {
    let world = DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let loaded = load(&world);
    let faults: Vec<_> = loaded
        .all_findings()
        .map(|f| format!("{:?} {} {:?}", f.place, f.message, f.help))
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let linked = link(loaded, Date::from_ymd_opt(2026, 10, 30).unwrap());
    let errors = linked
        .findings
        .iter()
        .filter(|finding| finding.rule.kind != Kind::Process);
    let errors: Vec<_> = errors
        .map(|f| format!("{:?} {} {:?}", f.place, f.message, f.help))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(linked.organisation.people.len(), 51);
    assert_eq!(linked.organisation.cycles.len(), 2);
}

/// The record that a path of the content folder holds, as its schema is called.
fn schema_of(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default().trim_end_matches(".toml");
    match parts.next() {
        Some(folder @ ("goals" | "calibration" | "people")) if !path.contains("people/") || folder == "people" => {
            folder
        }
        _ => name,
    }
}

#[test]
fn every_toml_record_of_the_sample_names_its_schema_for_editors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let world = DiskWorld::new(root);
    let mut records: Vec<_> = world
        .list(&SourcePath::new("content"))
        .into_iter()
        .map(|entry| entry.path)
        .filter(|path| path.as_str().ends_with(".toml"))
        .collect();
    records.push(SourcePath::new("preread.toml"));
    let mut faults = Vec::new();
    for path in &records {
        let text = String::from_utf8(world.read(path).unwrap()).unwrap();
        let up = "../".repeat(path.as_str().matches('/').count());
        let line = format!("#:schema {up}.preread/schema/{}.json", schema_of(path.as_str()));
        if text.lines().next() != Some(&line) {
            faults.push(format!("{path}: the first line is not {line}"));
        }
    }
    assert!(records.len() > 200);
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_schemas_beside_the_sample_are_those_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".preread/schema");
    for described in schema::ALL {
        let written = std::fs::read_to_string(folder.join(format!("{}.json", described.name))).unwrap_or_default();
        assert!(
            written == described.json(),
            "{} is not current: run `preread schema --write .preread/schema`",
            described.name
        );
    }
}
