//! The roster out to a table and back: `preread export people` and `preread import people`.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with the sample's settings, units and roster, and nothing else.
fn site() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir(dir.path().join("content")).unwrap();
    for file in [
        "preread.toml",
        "content/policy.toml",
        "content/teams.toml",
        "content/people.toml",
    ] {
        fs::copy(repository.join(file), dir.path().join(file)).unwrap();
    }
    dir
}

/// The exit code, standard output and standard error of a command.
fn run(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("preread")
        .unwrap()
        .current_dir(root)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn roster(root: &Path) -> PathBuf {
    root.join("content/people.toml")
}

fn records(root: &Path) -> toml::Table {
    fs::read_to_string(roster(root)).unwrap().parse().unwrap()
}

#[test]
fn the_roster_comes_back_from_its_own_table_as_it_was() {
    let dir = site();
    let root = dir.path();
    let before = records(root);
    let (code, _, complaint) = run(root, &["export", "people", "--output", "roster.csv"]);
    assert_eq!((code, &*complaint), (0, ""));
    fs::remove_file(roster(root)).unwrap();
    let (code, said, _) = run(root, &["import", "people", "roster.csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said, "51 people written: content/people.toml\n");
    assert_eq!(records(root), before);
    assert_eq!(run(root, &["check"]).0, 0);
}

#[test]
fn what_a_spreadsheet_would_take_for_a_formula_comes_back_too() {
    let dir = site();
    let root = dir.path();
    let person = "[[person]]\nid = \"eve\"\nname = \"=HYPERLINK(\\\"x\\\"), Eve\"\npronouns = \"-\"\ngender = \"'t is mine\"\nhired = 2020-01-01\n\n\
        [[person.role]]\nfrom = 2020-01-01\ntitle = \"@work\\\"\"\nlevel = \"+1\"\nteam = \"engineering\"\n";
    fs::write(roster(root), person).unwrap();
    let units = "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\n";
    fs::write(root.join("content/teams.toml"), units).unwrap();
    let before = records(root);
    let (code, table, complaint) = run(root, &["export", "people"]);
    assert_eq!(code, 0, "{complaint}");
    for guarded in ["\"'=HYPERLINK", ",'-,", "'@work", ",'+1,"] {
        assert!(table.contains(guarded), "{guarded}: {table}");
    }
    fs::remove_file(roster(root)).unwrap();
    fs::write(root.join("roster.csv"), table).unwrap();
    let (code, said, _) = run(root, &["import", "people", "roster.csv"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(records(root), before);
}

#[test]
fn a_dry_run_says_what_would_be_written_and_writes_nothing() {
    let dir = site();
    let root = dir.path();
    run(root, &["export", "people", "--output", "roster.csv"]);
    fs::remove_file(roster(root)).unwrap();
    let (code, said, _) = run(root, &["import", "people", "roster.csv", "--dry-run"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.ends_with("51 people would be written: content/people.toml\n"),
        "{said}"
    );
    assert_eq!(said.matches("would write ").count(), 51, "{said}");
    assert!(!roster(root).exists());
}

#[test]
fn every_fault_is_told_with_its_line_and_column_and_nothing_is_written() {
    let dir = site();
    let root = dir.path();
    fs::remove_file(roster(root)).unwrap();
    let table = "id,name,hired,title,level,team,manager\n\
        ana,Ana,2020-02-30,Lead,M1,engineering,\n\
        Ben!,Ben,2021-01-01,Engineer,IC2,engineering,ana\n\
        cleo,Cleo,2021-01-01,Engineer,IC2,enginering,nobody\n";
    fs::write(root.join("roster.csv"), table).unwrap();
    let (code, said, _) = run(root, &["import", "people", "roster.csv"]);
    assert_eq!(code, 1, "{said}");
    for place in [
        "roster.csv: line 2, column `hired`",
        "roster.csv: line 3, column `id`",
        "roster.csv: line 4, column `team`: there is no `enginering`\n  help: Did you mean `engineering`?",
        "roster.csv: line 4, column `manager`",
        "4 to mend: nothing was written",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    assert!(!roster(root).exists());
}

#[test]
fn a_roster_that_stands_is_left_alone_and_joiners_get_a_file_of_their_own() {
    let dir = site();
    let root = dir.path();
    let before = records(root);
    let joiner = "id,name,hired,title,level,team\nzed-new,Zed New,2026-11-01,Engineer,IC2,engineering\n";
    fs::write(root.join("joiners.csv"), joiner).unwrap();
    let (code, _, complaint) = run(root, &["import", "people", "joiners.csv"]);
    assert_eq!(code, 2, "{complaint}");
    assert!(complaint.contains("--into people/joiners.toml"), "{complaint}");
    let (code, said, _) = run(
        root,
        &["import", "people", "joiners.csv", "--into", "people/joiners.toml"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(root.join("content/people/joiners.toml").exists());
    assert_eq!(records(root), before);
    for elsewhere in ["../people.toml", "teams.toml", "people/a/b.md"] {
        let (code, _, complaint) = run(root, &["import", "people", "joiners.csv", "--into", elsewhere]);
        assert_eq!(code, 2, "{elsewhere}: {complaint}");
    }
}
