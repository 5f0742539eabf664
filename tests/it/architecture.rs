//! The house keeps its order: a module knows only what stands before it, and everything that is used has its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order that data flows, as ARCHITECTURE.md has them. Each may use those before it.
const ORDER: &[&str] = &[
    "source",
    "diagnostics",
    "records",
    "prose",
    "model",
    "facts",
    "rules",
    "disclosure",
    "views",
    "themes",
    "render",
    "exports",
    "site",
    "serve",
    "cli",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The crate's own modules that a source text names, without its comments and its unit tests.
fn modules_used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut used = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split('}').next().unwrap_or_default();
            used.extend(group.split(',').map(|part| first_name(part.trim())));
        } else {
            used.insert(first_name(rest));
        }
    }
    used
}

fn first_name(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn a_module_uses_only_what_stands_before_it() {
    let mut wrong = Vec::new();
    for (at, module) in ORDER.iter().enumerate() {
        let folder = root().join("src").join(module);
        if !folder.is_dir() {
            continue;
        }
        for file in rust_files(&folder) {
            let text = fs::read_to_string(&file).unwrap();
            for used in modules_used(&text) {
                if ORDER
                    .iter()
                    .position(|each| *each == used)
                    .is_some_and(|position| position > at)
                {
                    wrong.push(format!(
                        "{} uses crate::{used}",
                        file.strip_prefix(root()).unwrap().display()
                    ));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let folders = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let names = folders
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let unplaced: Vec<_> = names.filter(|name| !ORDER.contains(&name.as_str())).collect();
    assert_eq!(unplaced, Vec::<String>::new());
}

#[test]
fn the_finder_of_used_modules_finds_them() {
    let text = "use crate::{views, render::page};\n// crate::cli\nfn f() { crate::site::build() }\n#[cfg(test)]\nuse crate::cli;";
    assert_eq!(
        modules_used(text),
        ["render", "site", "views"].map(str::to_owned).into()
    );
}

#[test]
fn views_see_lenses_and_never_records() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src/views")) {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for forbidden in [
            "model::Packet",
            "Packet,",
            "crate::model::Organisation",
            "records::feedback::FeedbackRecord",
            "Filed<",
        ] {
            if code.contains(forbidden) {
                wrong.push(format!(
                    "{} names {forbidden}",
                    file.strip_prefix(root()).unwrap().display()
                ));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_dependency_has_its_reason_in_the_architecture() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let named = tables
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flat_map(toml::Table::keys);
    let unreasoned: Vec<_> = named
        .filter(|name| !architecture.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(unreasoned, Vec::<&String>::new());
}

#[test]
fn every_field_of_a_packets_records_is_named_where_sections_are_made() {
    let folder = root().join("src/disclosure/sections");
    let texts = rust_files(&folder);
    let sections: String = texts.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let lines = sections.lines().map(str::trim);
    let rest: Vec<_> = lines
        .filter(|line| line.starts_with("..") || line.contains(", .. }"))
        .collect();
    assert_eq!(rest, Vec::<&str>::new(), "a pattern leaves out fields");
    let mut taken_apart = 0;
    for record in [
        "goals",
        "check_in",
        "self_assessment",
        "manager_assessment",
        "feedback",
        "outcome",
        "development_plan",
        "improvement_plan",
        "calibration",
    ] {
        let text = fs::read_to_string(root().join(format!("src/records/{record}.rs"))).unwrap();
        for (at, _) in text.match_indices("record! {") {
            let (_, rest) = text[at..].split_once("pub struct ").unwrap();
            let name = rest.split_whitespace().next().unwrap();
            assert!(
                sections.contains(&format!("{name} {{")),
                "{name} is not taken apart by its fields"
            );
            taken_apart += 1;
        }
    }
    assert!(taken_apart > 20);
}
