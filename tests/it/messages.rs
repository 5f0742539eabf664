//! What a person meets at the terminal: messages in full, and exit codes.

mod bad_input;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use preread::cli::init::example;
use preread::diagnostics::{Frames, Report, human};
use preread::records::load::load;
use preread::source::{Date, MemoryWorld};
use serde_json::Value;
use tempfile::TempDir;

const PACKET: &str = "content/cycles/2026-q3/people/robin-diaz";

fn preread(root: &Path) -> Command {
    let mut command = Command::cargo_bin("preread").unwrap();
    command
        .current_dir(root)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

/// A folder with the organisation that `init` writes.
fn site() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    crate::first_site::write(dir.path());
    dir
}

/// The exit code, standard output and standard error of a command.
fn run(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = preread(root)
        .args(arguments)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The findings of `check --format json`: code, file and line.
fn findings(root: &Path) -> Vec<(String, String, Option<u64>)> {
    let (_, out, _) = run(root, &["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    let each = |finding: &Value| {
        let text = |field: &str| finding[field].as_str().unwrap().to_owned();
        (text("code"), text("file"), finding["line"].as_u64())
    };
    document["findings"].as_array().unwrap().iter().map(each).collect()
}

/// What `check` says of the organisation of `init` with one file replaced, in the words that a terminal shows.
fn said(path: &str, content: &str) -> String {
    let day = Date::from_ymd_opt(2026, 10, 30).unwrap();
    let world = example().fold(MemoryWorld::new(day), |world, (path, bytes)| world.with(path, bytes));
    let world = world.with(path, content);
    let loaded = load(&world);
    let mut findings: Vec<_> = loaded.all_findings().cloned().collect();
    findings.extend(preread::model::link(loaded, day).findings);
    findings.retain(|finding| finding.place.file.as_str() == path);
    anstream::adapter::strip_str(&human(&Report::new(findings, &world), Frames::Shown)).to_string()
}

const WITHOUT_ADDRESS: &str = "[[person]]\nid = \"robin-diaz\"\nname = \"Robin Diaz\"\nhired = 2024-02-01\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"identity\"\n";

/// The title of each message, which begins at the margin, in the order in which they are printed.
fn titles(out: &str, kind: &str) -> Vec<String> {
    let titles = out.lines().filter(|line| line.starts_with(kind));
    titles.map(str::to_owned).collect()
}

#[test]
fn a_build_with_many_process_findings_counts_them_by_code_and_shows_warnings_whole() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    assert_eq!(
        run(
            root,
            &["sample", "--people", "100", "--cycles", "1", "--seed", "1", "."]
        )
        .0,
        0
    );
    let people = root.join("content/people/more.toml");
    fs::create_dir_all(people.parent().unwrap()).unwrap();
    fs::write(&people, WITHOUT_ADDRESS).unwrap();
    let mut expected = BTreeMap::<String, usize>::new();
    for (code, ..) in findings(root) {
        *expected.entry(code).or_default() += 1;
    }
    let warnings = expected.remove("address-missing").unwrap();

    let (code, out, _) = run(root, &["build", "--audience", "company"]);
    assert_eq!(code, 0, "{out}");
    assert!(expected.values().sum::<usize>() > 25, "{expected:?}");
    let told = titles(&out, "process finding");
    let counted = told.iter().map(|line| {
        let (code, rest) = line
            .strip_prefix("process finding[")
            .unwrap()
            .split_once("]: ")
            .unwrap();
        (code.to_owned(), rest.split_once(" × ").unwrap().0.parse().unwrap())
    });
    assert_eq!(counted.collect::<BTreeMap<_, _>>(), expected);
    assert_eq!(titles(&out, "warning[").len(), warnings, "{out}");
    assert!(out.contains("content/people/more.toml:"), "{out}");
    assert!(out.contains("`preread check` shows each of them"), "{out}");

    let (_, checked, _) = run(root, &["check"]);
    assert_eq!(
        titles(&checked, "process finding").len(),
        expected.values().sum::<usize>()
    );
}

#[test]
fn a_build_with_few_process_findings_shows_each_where_it_is() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected = findings(sample).len();
    assert!((1..=25).contains(&expected), "{expected}");
    let dir = tempfile::tempdir().unwrap();
    let output = dir.path().join("site");
    let (code, out, _) = run(
        sample,
        &["build", "--audience", "company", "--output", output.to_str().unwrap()],
    );
    assert_eq!(code, 0, "{out}");
    assert_eq!(titles(&out, "process finding[").len(), expected, "{out}");
    assert_eq!(out.matches("--> content/").count(), expected, "{out}");
}

#[test]
fn a_misspelt_field_and_a_wrong_type_are_underlined() {
    let text = said(
        "content/teams.toml",
        "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\n\n[[team]]\nid = \"platform\"\nnmae = \"Platform\"\nname = 7\nparnet = \"engineering\"\n",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_threshold_of_the_agenda_is_a_whole_number_from_1_on() {
    for field in ["agenda_steps", "agenda_questions"] {
        for wrong in ["0", "-1", "1.5", "\"two\""] {
            let text = said("content/policy.toml", &format!("[calibration]\n{field} = {wrong}\n"));
            let message = format!("error[wrong-type]: `{field}` takes a whole number, 1 or more");
            assert!(text.starts_with(&message), "{text}");
        }
        let text = said("content/policy.toml", &format!("[calibration]\n{field} = 1\n"));
        assert_eq!(titles(&text, "error"), Vec::<String>::new());
    }
}

#[test]
fn a_check_in_is_counted_in_lines_of_the_whole_file() {
    let text = said(
        &format!("{PACKET}/check-in.md"),
        "+++\ndate = 2026-02-30\nmanager = \"alex-kin\"\n\n[[progress]]\nkey_result = \"ledger/scheme\"\nstatus = \"ontrack\"\n+++\n\n## What's going well?\n",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_name_that_leads_nowhere_suggests_the_nearest() {
    let text = said(
        &format!("{PACKET}/manager-assessment.md"),
        "+++\nauthor = \"alex-kin\"\nsubmitted = 2026-10-08\nrating = 6\n\n[[evidence]]\ndate = 2026-08-01\nwhat = \"Closed the books\"\nkey_result = \"ledger/scheme\"\n+++\n",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn pay_that_does_not_add_up_shows_both_figures() {
    let text = said(
        &format!("{PACKET}/outcome.toml"),
        "[pay]\nbase_before = 182000\nmerit_percent = 7.0\nbase_after = 196000\nrounded_to = 1000\n",
    );
    insta::assert_snapshot!(text);
}

#[test]
fn two_people_with_one_id_are_both_shown() {
    let role = "[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n";
    let text = said(
        "content/people/more.toml",
        &format!("[[person]]\nid = \"robin-diaz\"\nname = \"Robin\"\nhired = 2024-02-01\nleft = 2023-01-01\n{role}"),
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_long_line_with_a_control_character_is_cut_and_written_out() {
    let long = "a".repeat(300);
    let text = said(
        "content/pages/how-ratings-work.md",
        &format!("{long} \u{1b}[2J {long}\n"),
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_whole_example_checks_with_code_0_even_under_strict() {
    let dir = site();
    let (code, out, error) = run(dir.path(), &["check", "--strict"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("no findings: 5 people"), "{out}");
}

#[test]
fn exit_codes_tell_findings_usage_and_the_machine_apart() {
    let dir = site();
    let root = dir.path();
    fs::write(root.join("content/notes.txt"), "x").unwrap();
    assert_eq!(run(root, &["check"]).0, 0, "a warning alone");
    assert_eq!(run(root, &["check", "--strict"]).0, 1, "a warning under --strict");
    fs::write(root.join("content/teams.toml"), "[[team]]\nid = 7\n").unwrap();
    assert_eq!(run(root, &["check"]).0, 1, "an error");
    assert_eq!(run(root, &["chekc"]).0, 2, "an unknown command");
    assert_eq!(run(root, &["check", "--as-of", "2026-02-30"]).0, 2, "no such day");
    assert_eq!(run(root, &["explain", "no-such-code"]).0, 2, "an unknown code");
    assert_eq!(run(root, &["init", "."]).0, 2, "a folder that is not empty");
    assert_eq!(run(root, &["new", "check-in", "robin-diaz"]).0, 2, "a file that exists");
    let empty = tempfile::tempdir().unwrap();
    let (code, _, error) = run(empty.path(), &["check"]);
    assert!(
        code == 2 && error.contains("preread.toml") && error.contains("preread init"),
        "{error}"
    );
    assert_eq!(
        run(root, &["init", "/dev/null/x"]).0,
        3,
        "a place where nothing can be written"
    );
    let (code, help, _) = run(root, &["--help"]);
    assert!(code == 0 && help.contains("Exit codes:"), "{help}");
}

#[test]
fn the_root_is_found_from_a_folder_below_it() {
    let dir = site();
    let below = dir.path().join(PACKET);
    assert_eq!(run(&below, &["check"]).0, 0);
    let elsewhere = tempfile::tempdir().unwrap();
    let root = dir.path().to_str().unwrap();
    assert_eq!(run(elsewhere.path(), &["check", "--root", root]).0, 0);
}

#[test]
fn a_log_shows_no_colour_and_nothing_of_what_a_record_holds() {
    let dir = site();
    let file = dir.path().join(PACKET).join("outcome.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("base_after = 103900", "base_after = 987654")).unwrap();
    for format in ["human", "json", "sarif"] {
        let (code, out, error) = run(dir.path(), &["check", "--format", format]);
        assert_eq!(code, 1, "{format}");
        let all = out + &error;
        assert!(
            all.contains("pay-does-not-add-up") && !all.contains('\u{1b}'),
            "{format}: {all}"
        );
        for secret in ["987654", "103900", "98000"] {
            assert!(!all.contains(secret), "{format}: {all}");
        }
    }
    let (_, out, _) = run(dir.path(), &["check", "--frames"]);
    assert!(
        out.contains("base_after = 987654") && out.contains("make 103900"),
        "{out}"
    );
}

#[test]
fn json_and_sarif_carry_the_same_places() {
    let dir = site();
    let robin = "[[person]]\nid = \"robin-diaz\"\nname = \"é\"\nhired = 2024-02-01\n";
    fs::create_dir_all(dir.path().join("content/people")).unwrap();
    fs::write(dir.path().join("content/people/more.toml"), robin).unwrap();
    let (_, out, _) = run(dir.path(), &["check", "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    let (_, out, _) = run(dir.path(), &["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((json["version"].as_u64(), json["errors"].as_u64()), (Some(1), Some(1)));
    let (finding, result) = (&json["findings"][0], &sarif["runs"][0]["results"][0]);
    assert_eq!(finding["code"], "duplicate-id");
    assert_eq!(
        (finding["line"].as_u64(), finding["column"].as_u64()),
        (Some(2), Some(6))
    );
    let physical = &result["locations"][0]["physicalLocation"];
    assert_eq!(physical["artifactLocation"]["uri"], finding["file"]);
    assert_eq!(physical["region"]["startLine"], finding["line"]);
    assert_eq!(physical["region"]["endColumn"], finding["end"]["column"]);
    assert_eq!(
        result["relatedLocations"][0]["message"]["text"],
        finding["notes"][0]["message"]
    );
    let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(
        (rule["id"].as_str(), sarif["version"].as_str()),
        (Some("duplicate-id"), Some("2.1.0"))
    );
    assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
}

#[test]
fn every_code_can_be_explained() {
    let dir = tempfile::tempdir().unwrap();
    let (code, list, _) = run(dir.path(), &["explain"]);
    assert_eq!(code, 0);
    for rule in preread::cli::registry::all() {
        assert!(list.contains(rule.code), "{}", rule.code);
    }
    let (code, text, _) = run(dir.path(), &["explain", "unknown-field"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(text);
    let (_, _, error) = run(dir.path(), &["explain", "unknwon-field"]);
    assert!(error.contains("Did you mean `unknown-field`?"), "{error}");
}

#[test]
fn schemas_lie_where_the_records_look_for_them() {
    let dir = site();
    let mut named = 0;
    for (path, content) in example().filter(|(path, _)| path.ends_with(".toml")) {
        let text = std::str::from_utf8(content).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
        let file = dir.path().join(path).parent().unwrap().join(schema);
        let schema: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(schema["type"], "object", "{path}");
        named += 1;
    }
    assert!(named > 10, "{named}");
}

#[test]
fn completions_know_the_commands() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, script, _) = run(dir.path(), &["completions", shell]);
        assert!(code == 0 && script.contains("self-assessment"), "{shell}");
    }
}

#[test]
fn a_sample_checks_without_error_or_warning() {
    let dir = tempfile::tempdir().unwrap();
    let (code, out, _) = run(
        dir.path(),
        &["sample", "--people", "30", "--cycles", "2", "--seed", "5", "big"],
    );
    assert!(code == 0 && out.contains("30 people"), "{out}");
    let (code, out, _) = run(dir.path(), &["check", "--root", "big"]);
    assert!(code == 0 && !out.contains("warning"), "{out}");
}

#[test]
fn what_two_people_wrote_alike_is_no_leak_of_either() {
    let dir = site();
    let packet = |person: &str| dir.path().join("content/cycles/2026-q3/people").join(person);
    let subjects = [
        "desks", "loans", "limits", "shelves", "readers", "branches", "orders", "cards",
    ];
    let sentence = |subject: &&str| format!("All {subject} were counted twice before the summer");
    let actions: String = subjects
        .iter()
        .map(|subject| format!("\n[[action]]\nowner = \"employee\"\nwhat = \"{}\"\n", sentence(subject)))
        .collect();
    let check_in = packet("jo-martin").join("check-in.md");
    let text = fs::read_to_string(&check_in).unwrap();
    fs::write(
        &check_in,
        text.replacen("\n+++\n\n##", &format!("\n{actions}+++\n\n##"), 1),
    )
    .unwrap();
    let own = packet("sam-lee").join("self-assessment.md");
    let said: Vec<_> = subjects.iter().map(sentence).collect();
    let text = fs::read_to_string(&own).unwrap();
    fs::write(
        &own,
        format!("{text}\nIn June and again later. {}. That was it.\n", said.join(". ")),
    )
    .unwrap();
    let (code, out, error) = run(dir.path(), &["check"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}
