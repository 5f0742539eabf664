//! Makes an invented organisation odd: with what the generator never writes, so that the oracle sees it too.

mod neglect;

use std::fs;
use std::path::{Path, PathBuf};

pub use self::neglect::neglect;

/// Every file of a name below a folder, in a fixed order.
pub fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, name));
        } else if path.file_name().is_some_and(|each| each == name) {
            found.push(path);
        }
    }
    found
}

pub fn rewrite(file: &Path, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, change(text)).unwrap();
}

/// Odd goals, check-ins, plans, people and sessions.
pub fn add(site: &Path) {
    let content = site.join("content");
    for (at, file) in files(&content, "goals.toml").iter().enumerate() {
        rewrite(file, |text| goals(&text, at));
    }
    for file in files(&content, "check-in.md") {
        rewrite(&file, |text| check_in(&text));
    }
    for (at, file) in files(&content, "development-plan.md").iter().enumerate() {
        rewrite(file, |text| match at % 3 {
            0 => text.replace("result = \"open\"", "result = \"extended\""),
            1 => without_line(&text, "mentor ="),
            _ => text.replacen("met = false", "met = true", 1),
        });
    }
    for (at, file) in files(&content, "improvement-plan.md").iter().enumerate() {
        rewrite(file, |text| {
            if at % 2 == 0 {
                without_line(&text, "no_surprise")
            } else {
                without_line(&text, "approved_by")
            }
        });
    }
    for (at, file) in files(&content, "outcome.toml").iter().enumerate() {
        rewrite(file, |text| outcome(&text, at));
    }
    rewrite(&content.join("people.toml"), |text| people(&text));
    for file in files(&content, "cycle.toml") {
        session(file.parent().unwrap());
    }
}

/// Reasons for raises that say nothing, and promotions decided in each way, which the generator never does.
fn outcome(text: &str, at: usize) -> String {
    // A reason for a raise is one only where it says something.
    let text = if at.is_multiple_of(4) {
        text.replace("[pay]", "[pay]\nexception = \"  \"")
    } else {
        text.to_owned()
    };
    let criterion = |met: &str, evidence: &str| {
        format!("\n[[promotion.criterion]]\nwhat = \"Leads an area\"\n{met}evidence = \"{evidence}\"\n")
    };
    let promotion = match at % 9 {
        1 => format!(
            "decision = \"promoted\"\nto_level = \"L9\"\nreview = 2026-10-20\n{}{}",
            criterion("met = true\n", "The migration"),
            criterion("met = false\n", " ")
        ),
        3 => format!("decision = \"declined\"\n{}", criterion("", "The migration")),
        5 => "decision = \"criteria-review\"\nto_level = \"L9\"\n".to_owned(),
        7 => "decision = \"none\"\n".to_owned(),
        _ => return text,
    };
    format!("{text}\n[promotion]\n{promotion}")
}

/// Weights, and a measure that goes nowhere.
fn goals(text: &str, at: usize) -> String {
    let text = text.replacen(
        "[[objective.key_result]]\n",
        "[[objective.key_result]]\nweight = 2.5\n",
        1,
    );
    let nowhere = "measure = { unit = \"points\", from = 61, to = 61 }";
    let lines = text.lines().map(|line| {
        if at.is_multiple_of(3) && line.starts_with("measure =") {
            nowhere
        } else {
            line
        }
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// More changes to the key result of the first: replaced, with nothing that should go with it, and at risk besides.
fn check_in(text: &str) -> String {
    let Some(change) = text.find("[[adjustment]]") else {
        return text.to_owned();
    };
    let line = text[change..]
        .lines()
        .find(|line| line.starts_with("key_result"))
        .unwrap();
    let more = format!(
        "[[adjustment]]\n{line}\nchange = \"replaced\"\n\n[[adjustment]]\n{line}\nchange = \"intervention\"\nplan = \"Two pairs of hands\"\n\n"
    );
    let (before, after) = text.split_at(change);
    format!("{before}{more}{after}")
}

pub fn without_line(text: &str, start: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with(start))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Two groups by gender, written in two ways, and the last two of the roster gone before the cycle's end.
fn people(text: &str) -> String {
    let text = text.replace("gender = \"non-binary\"", "gender = \" Woman \"");
    let all = text.matches("[[person]]").count();
    let mut seen = 0;
    let lines = text.lines().map(|line| {
        seen += usize::from(line == "[[person]]");
        if line.starts_with("hired = ") && seen + 2 > all && all > 10 {
            format!("{line}\nleft = 2026-09-15\n")
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

/// A session that was not held decides nothing.
fn session(cycle: &Path) {
    let mut people: Vec<_> = fs::read_dir(cycle.join("people"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    people.sort();
    let sessions = fs::read_dir(cycle.join("calibration")).unwrap();
    let decided: String = sessions
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let names = people.iter().map(|name| name.to_str().unwrap());
    let free = names
        .into_iter()
        .find(|name| !decided.contains(&format!("person = \"{name}\"\nproposed")));
    let start = fs::read_to_string(cycle.join("cycle.toml")).unwrap();
    let date = start
        .lines()
        .find(|line| line.starts_with("calibration = "))
        .unwrap()
        .replace("calibration", "date");
    let text = format!(
        "title = \"Cancelled\"\n{date}\nheld = false\nteams = [\"engineering\"]\n\n[[decision]]\nperson = \"{}\"\nfinal = 1\n",
        free.unwrap()
    );
    fs::write(cycle.join("calibration/cancelled.toml"), text).unwrap();
}
