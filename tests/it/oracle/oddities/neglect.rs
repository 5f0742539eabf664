//! Leaves out what the generator always writes, so that every rule of the process has something to find.

use std::fs;
use std::path::Path;

use super::{files, rewrite, without_line};

/// A text without the tables of a name from the `keep`-th on.
fn without_tables(text: &str, name: &str, keep: usize) -> String {
    let mut seen = 0;
    let mut left_out = false;
    let lines = text.lines().filter(|line| {
        if line.starts_with('[') || *line == "+++" {
            let is_one = *line == name;
            seen += usize::from(is_one);
            left_out = is_one && seen > keep;
        }
        !left_out
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// One change to a text.
type Change = fn(&str) -> String;

/// Every file of a name is changed in one of several ways, or left as it is.
fn each(content: &Path, name: &str, every: usize, changes: &[Change]) {
    for (at, file) in files(content, name).iter().enumerate() {
        if let Some(change) = changes.get(at % every) {
            rewrite(file, |text| change(&text));
        }
    }
}

/// What people, their managers and HR forget.
pub fn neglect(site: &Path) {
    let content = site.join("content");
    let assessments: [Change; 4] = [
        |text| without_line(text, "shared ="),
        |text| without_line(text, "rating ="),
        |text| without_tables(text, "[[evidence]]", 0),
        |text| without_line(text, "submitted ="),
    ];
    each(&content, "manager-assessment.md", 9, &assessments);
    each(
        &content,
        "self-assessment.md",
        6,
        &[|text| without_tables(text, "[[result]]", 1)],
    );
    let goals: [Change; 4] = [
        |text| without_line(text, "manager ="),
        |text| text.replace("kind = \"growth\"", "kind = \"delivery\""),
        |text| without_line(text, "due ="),
        |text| without_line(text, "supports ="),
    ];
    each(&content, "goals.toml", 9, &goals);
    let plans: [Change; 2] = [
        |text| without_tables(text, "[[check_in]]", 1),
        |text| without_tables(text, "[[criterion]]", 2),
    ];
    each(&content, "development-plan.md", 3, &plans);
    let plans: [Change; 3] = [
        |text| without_tables(text, "[[exit]]", 0),
        |text| without_tables(text, "[[milestone]]", 6),
        |text| without_tables(text, "[[log]]", 0),
    ];
    each(&content, "improvement-plan.md", 3, &plans);
    each(
        &content,
        "outcome.toml",
        2,
        &[|text| without_tables(text, "[[promotion.criterion]]", 0)],
    );
    each(
        &content,
        "check-in.md",
        2,
        &[|text| {
            text.replace(
                "change = \"replaced\"",
                "change = \"replaced\"\napproved_by = \"NOBODY\"",
            )
        }],
    );
    forget(&content);
    cycles(&content);
}

/// Files that are not there at all, and a name that stands in none of them.
fn forget(content: &Path) {
    for (name, every) in [
        ("outcome.toml", 7),
        ("development-plan.md", 4),
        ("improvement-plan.md", 4),
    ] {
        for file in files(content, name).iter().skip(3).step_by(every) {
            fs::remove_file(file).unwrap();
        }
    }
    for file in files(content, "check-in.md") {
        let own = file.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        rewrite(&file, |text| {
            // One approver is enough.
            let text = text.replace("approved_by = \"NOBODY\"\napproved_by", "approved_by");
            text.replace("NOBODY", &own)
        });
    }
}

/// The older cycle is not approved and its session still to come; in that of the newer one, which was late, a person sits alone with
/// those whom they manage.
fn cycles(content: &Path) {
    let cycles = files(content, "cycle.toml");
    rewrite(&cycles[0], |text| without_tables(&text, "[release]", 0));
    for (at, cycle) in cycles.iter().enumerate() {
        let sessions = cycle.parent().unwrap().join("calibration");
        if at == 0 {
            fs::remove_file(sessions.join("cancelled.toml")).unwrap();
        }
        let files = fs::read_dir(sessions).unwrap().map(|entry| entry.unwrap().path());
        for file in files.filter(|file| !file.ends_with("cancelled.toml")) {
            rewrite(&file, |text| session(&text, at == 0));
        }
    }
}

fn session(text: &str, is_to_come: bool) -> String {
    let invited = text
        .lines()
        .find_map(|line| line.strip_prefix("participants = ["))
        .unwrap();
    let second = invited.split('"').nth(3).unwrap();
    let lines = text.lines().map(|line| match line.split(" = ").next().unwrap() {
        "held" if is_to_come => "held = false\n".to_owned(),
        "date" if is_to_come => "date = 2026-11-05\n".to_owned(),
        "date" => "date = 2026-10-22\n".to_owned(),
        "participants" if !is_to_come => format!("participants = [\"{second}\"]\n"),
        "facilitator" if !is_to_come => format!("facilitator = \"{second}\"\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}
