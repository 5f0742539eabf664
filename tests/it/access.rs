//! `preread access` on the sample, overrides of the matrix, and what lies beside a site.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use assert_cmd::Command;
use serde_json::{Value, json};

fn preread(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("preread").unwrap();
    let output = command.current_dir(root).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn sample() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn answered(arguments: &[&str]) -> Value {
    let (code, out, complaint) = preread(sample(), &[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{complaint}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn the_matrix_names_a_moment_for_each_section_and_audience() {
    let (code, text, _) = preread(sample(), &["access"]);
    assert_eq!(code, 0);
    let pay = text.lines().find(|line| line.starts_with("pay ")).unwrap();
    let cells: Vec<_> = pay.split_whitespace().collect();
    assert_eq!(cells, ["pay", "–", "from-release", "always", "–", "always"]);
    let matrix = answered(&["access"]);
    assert_eq!(matrix["pay"]["person"]["rule"], "from-release");
    assert_eq!(matrix.as_object().unwrap().len(), 20);
}

#[test]
fn a_tree_is_told_section_by_section_with_rule_and_day() {
    let tree = answered(&["access", "people/ngozi-eze", "--cycle", "2026-q3"]);
    assert_eq!(tree["readers"], json!(["ngozi-eze"]));
    let of = |section: &str| {
        let sections = tree["sections"].as_array().unwrap();
        sections.iter().find(|each| each["section"] == section).unwrap().clone()
    };
    assert_eq!(of("final-rating")["from"]["day"], "2026-10-26");
    assert_eq!(of("success")["from"]["day"], "2026-10-26");
    assert_eq!(of("calibration")["from"]["when"], "never");
    let hr = answered(&["access", "hr", "--cycle", "2026-q3"]);
    let mut left_out: Vec<_> = hr["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    left_out.sort_unstable();
    assert_eq!(left_out, ["\"mateus-figueiredo\"", "\"rosalind-achebe\""]);
}

#[test]
fn everyone_who_sees_a_section_is_told_with_the_tree_they_see_it_in() {
    for who in ["ngozi-eze/pay", "people/ngozi-eze/pay"] {
        let seen = answered(&["access", "--who", who]);
        let trees = seen["seen_by"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| each["tree"].as_str().unwrap());
        let managers = [
            "managers/hana-kovarova",
            "managers/ingrid-solheim",
            "managers/yusuf-demirci",
        ];
        let expected = [&["people/ngozi-eze"], &managers[..], &["hr"]].concat();
        assert_eq!(trees.collect::<Vec<_>>(), expected);
    }
    // The coordinator's own pay is not in the tree that the coordinator reads.
    let own = answered(&["access", "--who", "rosalind-achebe/pay"]);
    assert!(!own["seen_by"].to_string().contains("\"hr\""), "{own}");
    assert_eq!(
        own["kept_from"],
        json!(["hr"]),
        "and it is said where one looks for it in vain"
    );
}

#[test]
fn a_name_that_is_none_is_answered_with_the_nearest() {
    for (arguments, near) in [
        (["access", "people/ngozi-ez"], "people/ngozi-eze"),
        (["access", "--who=ngozi-ez/pay"], "ngozi-eze"),
        (["access", "--who=ngozi-eze/salary"], "Sections are goals"),
    ] {
        let (code, _, complaint) = preread(sample(), &arguments);
        assert_eq!(code, 2, "{complaint}");
        assert!(complaint.contains(near), "{complaint}");
    }
}

/// A small site whose policy holds these overrides.
fn site(access: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["sample", "one", "--people", "4", "--cycles", "1", "--seed", "1"];
    let (code, _, complaint) = preread(folder.path(), &arguments);
    assert_eq!(code, 0, "{complaint}");
    let policy = folder.path().join("one/content/policy.toml");
    let text = fs::read_to_string(&policy).unwrap();
    fs::write(policy, format!("{text}\n{access}")).unwrap();
    folder
}

#[test]
fn an_override_that_widens_what_is_confidential_is_a_warning_that_names_it() {
    let overrides = "[access.pay]\nperson = \"always\"\n[access.improvement-record]\nperson = \"always\"\n\
        [access.calibration]\nmanager = \"from-release\"\n[access.check-in]\nmanager = \"never\"\n";
    let folder = site(overrides);
    let (_, out, complaint) = preread(&folder.path().join("one"), &["check"]);
    let said = format!("{out}{complaint}");
    for named in [
        "`pay` is shown to `person` `always`, where the default is `from-release`",
        "`improvement-record` is shown to `person` `always`, where the default is `never`",
        "`calibration` is shown to `manager` `from-release`, where the default is `never`",
    ] {
        assert!(said.contains(named), "{named}: {said}");
    }
    assert_eq!(said.matches("override-widens").count(), 3, "{said}");
}

#[test]
fn pay_and_plans_cannot_be_opened_to_a_committee() {
    for section in ["pay", "development-plan", "improvement-plan", "improvement-record"] {
        let folder = site(&format!("[access.{section}]\ncommittee = \"from-release\"\n"));
        let root = folder.path().join("one");
        let (code, out, complaint) = preread(&root, &["build"]);
        assert_eq!(code, 1, "{section}");
        let said = format!("{out}{complaint}");
        assert!(
            said.contains("a calibration never speaks of pay, plans or leave"),
            "{said}"
        );
        assert!(!root.join("site").exists(), "nothing is written");
    }
}

#[test]
fn two_sites_in_one_folder_do_not_share_the_rules_of_web_servers() {
    let folder = site("");
    let root = folder.path().join("one");
    let build = |output: &str| preread(&root, &["build", "--output", output]);
    assert_eq!(build("out/first").0, 0);
    let rules = fs::read(root.join("out/access/trees.json")).unwrap();
    let (code, _, complaint) = build("out/second");
    assert_eq!(code, 1);
    assert!(complaint.contains("`first`"), "{complaint}");
    assert!(!root.join("out/second").exists());
    assert_eq!(fs::read(root.join("out/access/trees.json")).unwrap(), rules);
    assert_eq!(build("out/first").0, 0);
    // The rules of a site that is gone are in nobody's way.
    fs::remove_dir_all(root.join("out/first")).unwrap();
    let (code, _, complaint) = build("out/second");
    assert_eq!(code, 0, "{complaint}");
}

#[test]
fn a_reader_reads_on_while_the_site_is_published_again_and_a_folder_of_others_is_refused() {
    let folder = site("");
    let root = folder.path().join("one");
    assert_eq!(preread(&root, &["build"]).0, 0);
    assert_eq!(preread(&root, &["publish", "public"]).0, 0);
    let home = root.join("public/company/index.html");
    let before = fs::read(&home).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0;
            while !done.load(Ordering::Relaxed) {
                let page = fs::read(&home).expect("the page is there at every moment");
                assert_eq!(page, before, "the records are the same, so each page is too");
                read += 1;
            }
            read
        });
        for _ in 0..3 {
            assert_eq!(preread(&root, &["publish", "public"]).0, 0);
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 10);
    });
    fs::create_dir(root.join("theirs")).unwrap();
    fs::write(root.join("theirs/notes.txt"), "mine").unwrap();
    let (code, _, complaint) = preread(&root, &["publish", "theirs"]);
    assert_eq!(code, 1, "{complaint}");
    assert_eq!(fs::read_to_string(root.join("theirs/notes.txt")).unwrap(), "mine");
    assert!(!root.join("theirs/company").exists());
}
