//! Where a page cuts a list because nobody would read to its end, the files beside it hold the whole: as many rows as the document of
//! all figures has.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use preread::disclosure::Audience;
use preread::exports::{self, figures::Figures};
use preread::site::{Examined, examine};
use preread::source::DiskWorld;
use preread::views::{self, Parts};
use serde_json::Value;

use super::oracle::run;

/// So many people that every list that is ever cut is cut, and that a level has several pages.
const PEOPLE: &str = "1300";

/// The organisation, read once for all tests.
fn examined() -> &'static Examined {
    static EXAMINED: OnceLock<Examined> = OnceLock::new();
    EXAMINED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        made(folder.path())
    })
}

fn made(at: &Path) -> Examined {
    let site = at.join("site");
    let arguments = [
        "sample",
        site.to_str().unwrap(),
        "--people",
        PEOPLE,
        "--cycles",
        "2",
        "--seed",
        "3",
    ];
    run(&arguments, at);
    // One session about everyone, and a policy by which nearly everything is a flag.
    edit(&site.join("content/policy.toml"), |text| {
        text.replace("recency_days = 14", "recency_days = 92")
            .replace("exceeds_share = 40", "exceeds_share = 1")
    });
    let root = fs::read_to_string(site.join("content/teams.toml")).unwrap();
    let root = root.split("id = ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let sessions = fs::read_dir(site.join("content/cycles/2026-q3/calibration")).unwrap();
    let first = sessions.map(|entry| entry.unwrap().path()).min().unwrap();
    edit(&first, |text| {
        let lines = text.lines().map(|line| match line {
            line if line.starts_with("teams = ") => format!("teams = [{root}]\n"),
            line => format!("{line}\n"),
        });
        lines.collect()
    });
    // Nobody's key results were found ambitious.
    for person in fs::read_dir(site.join("content/cycles/2026-q3/people")).unwrap() {
        let goals = person.unwrap().path().join("goals.toml");
        if let Ok(text) = fs::read_to_string(&goals) {
            fs::write(&goals, text.replace("ambition = true", "ambition = false")).unwrap();
        }
    }
    let examined = examine(&DiskWorld::new(&site), None);
    assert!(!examined.is_broken());
    examined
}

fn edit(file: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(file).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "{}", file.display());
    fs::write(file, changed).unwrap();
}

/// The rows of every file beside a page, without their heads; by name.
fn rows(examined: &Examined, at: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let hr = examined.lens(Audience::Hr);
    let mut found = BTreeMap::new();
    for key in views::plan(&hr) {
        if key.address(&hr) != at {
            continue;
        }
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        for export in exports::beside(&page).unwrap() {
            if !export.name.ends_with(".csv") {
                continue;
            }
            let bytes = export.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(bytes);
            let lines = reader
                .records()
                .map(|line| line.unwrap().iter().map(str::to_owned).collect());
            found.insert(export.name.clone(), lines.collect());
        }
    }
    found
}

fn list<'v>(value: &'v Value, place: &str) -> &'v [Value] {
    value.pointer(place).unwrap().as_array().unwrap()
}

fn all<'v>(values: &'v [Value], place: &'v str) -> impl Iterator<Item = &'v Value> {
    values.iter().flat_map(move |value| list(value, place))
}

#[test]
fn the_files_hold_every_row_that_a_page_leaves_out() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let cycle = hr.current_cycle().unwrap();
    let figures: Value = serde_json::from_str(&Figures::of(&hr, cycle).json().unwrap()).unwrap();
    let people = list(&figures, "/people");
    let some = |key: &str| people.iter().filter(|person| !person[key].is_null()).count();
    let rated = |ratings: &[i64]| {
        let has = |person: &&Value| {
            person["rating"]
                .as_i64()
                .is_some_and(|rating| ratings.contains(&rating))
        };
        people.iter().filter(has).count()
    };
    let groups = |kind: &str, group: &str| {
        let rated = |each: &&Value| each.pointer(group).unwrap().as_u64() > Some(0);
        list(&figures, kind).iter().filter(rated).count()
    };
    let changes: Vec<&Value> = all(people, "/adjustments").collect();
    let lacking = changes
        .iter()
        .filter(|change| !change["lacks"].as_array().unwrap().is_empty())
        .count();
    let results = all(list(&figures, "/bias/checks"), "/results").count();
    let moves = list(&figures, "/movement/moves");
    let far = moves
        .iter()
        .filter(|each| each["steps"].as_i64().unwrap().abs() >= 2)
        .count();
    let units = list(&figures, "/units").len() + 1;
    let wanted: [(&str, &[(&str, usize)]); 6] = [
        (
            "2026-q3/calibration/index.html",
            &[
                ("people.csv", people.len()),
                ("managers.csv", groups("/managers", "/reports/ratings/rated")),
                ("units.csv", groups("/units", "/own/ratings/rated")),
                ("top.csv", rated(&[5])),
                ("bottom.csv", rated(&[1, 2])),
                ("changed.csv", some("change")),
            ],
        ),
        ("2026-q3/calibration/bias/index.html", &[("results.csv", results)]),
        (
            "2026-q3/outcomes/index.html",
            &[
                ("budget.csv", units),
                ("merit.csv", some("merit")),
                ("plans.csv", some("development_plan") + some("improvement_plan")),
            ],
        ),
        (
            "2026-q3/mid-cycle/index.html",
            &[
                ("lacking.csv", lacking),
                ("changes.csv", changes.len() - lacking),
                ("units.csv", units - 1),
            ],
        ),
        (
            "2026-q3/movement/index.html",
            &[("people.csv", moves.len()), ("two-steps.csv", far)],
        ),
        (
            "2026-q3/open/index.html",
            &[("open.csv", list(&figures, "/open_items").len())],
        ),
    ];
    for (page, files) in wanted {
        let found = rows(examined, page);
        for (file, wanted) in files {
            // A list that is not cut proves nothing.
            assert!(
                *wanted > 60 || ["two-steps.csv", "units.csv", "lacking.csv"].contains(file),
                "{page}: {file} has {wanted} rows"
            );
            assert_eq!(found.get(*file).map_or(0, Vec::len), *wanted, "{page}: {file}");
        }
    }
}

#[test]
fn the_files_of_sessions_and_of_home_hold_every_row_too() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let cycle = hr.current_cycle().unwrap();
    let figures: Value = serde_json::from_str(&Figures::of(&hr, cycle).json().unwrap()).unwrap();
    let items: usize = all(list(&figures, "/agendas"), "/parts")
        .map(|part| list(part, "/items").len())
        .sum();
    let mut agendas = 0;
    let mut flags = 0;
    for page in ["2026-q3/calibration/index.html", "2026-q3/calibration/sessions/"] {
        let hr = examined.lens(Audience::Hr);
        for key in views::plan(&hr)
            .into_iter()
            .filter(|key| key.address(&hr).contains(page))
        {
            let (page, _) = views::page(&hr, key, Parts::WithTables);
            for table in page.tables() {
                match table.name {
                    "agenda" => agendas += table.rows().len(),
                    "flags" => flags = flags.max(table.rows().len()),
                    _ => {}
                }
            }
        }
    }
    assert_eq!(agendas, items, "the agendas of all sessions");
    assert!(flags > 60, "{flags} flags of one session");
    let with_whom = rows(examined, "index.html").remove("home.csv").unwrap();
    let mut actors: Vec<_> = list(&figures, "/open_items")
        .iter()
        .filter_map(|item| item["actor"].as_str())
        .collect();
    actors.sort_unstable();
    actors.dedup();
    let named = with_whom.iter().filter(|row| row[0] == "Open items").count();
    assert_eq!(named, actors.len(), "those with whom something is open");
}

#[test]
fn the_page_of_a_session_counts_everyone_whom_its_agenda_names_and_not_only_whom_it_lists() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let cycle = hr.current_cycle().unwrap();
    let figures: Value = serde_json::from_str(&Figures::of(&hr, cycle).json().unwrap()).unwrap();
    let mut cut = 0;
    for agenda in list(&figures, "/agendas") {
        let parts = list(agenda, "/parts");
        let people: BTreeSet<_> = all(parts, "/items").map(|item| item["person"].as_str()).collect();
        cut += parts.iter().filter(|part| list(part, "/items").len() > 60).count();
        let at = format!("2026-q3/calibration/sessions/{}/", agenda["session"].as_str().unwrap());
        let key = views::plan(&hr)
            .into_iter()
            .find(|key| key.address(&hr).starts_with(&at));
        // As a reader is shown it: without the rows that only the files beside it hold.
        let (page, _) = views::page(&hr, key.unwrap(), Parts::Page);
        let lede = serde_json::to_value(&page)
            .unwrap()
            .pointer("/view/lede")
            .unwrap()
            .clone();
        let wanted = match people.len() {
            1 => "1 person to discuss; ".to_owned(),
            many => format!("{many} people to discuss; "),
        };
        assert!(
            lede.as_str().unwrap().starts_with(&wanted),
            "{at}: {wanted}, not {lede}"
        );
    }
    assert!(cut > 0, "a list of an agenda is cut");
}

#[test]
fn the_first_page_of_a_level_has_the_file_of_everyone_on_it_and_the_others_lead_there() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let mut rows = BTreeMap::new();
    let mut without = 0;
    for key in views::plan(&hr)
        .into_iter()
        .filter(|key| key.address(&hr).contains("2026-q3/calibration/levels/"))
    {
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        let views::PageView::Compare(view) = &page.view else {
            panic!()
        };
        if let Some(table) = page.tables().first() {
            rows.insert(view.level.to_owned(), table.rows().len());
        } else {
            without += 1;
            let leads_there = view.file.starts_with("../") && view.file.ends_with("/people.csv");
            assert!(leads_there, "{}", view.file);
        }
    }
    assert!(without > 0, "no level has several pages");
    let cycle = hr.current_cycle().unwrap();
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for person in hr.people(cycle) {
        *wanted
            .entry(hr.role(person, cycle).unwrap().level.to_owned())
            .or_default() += 1;
    }
    assert_eq!(rows, wanted);
}

#[test]
fn the_files_beside_the_cascade_hold_the_goals_that_stand_on_pages_by_unit() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let cycle = hr.current_cycle().unwrap();
    let figures: Value = serde_json::from_str(&Figures::of(&hr, cycle).json().unwrap()).unwrap();
    let owners = list(&figures, "/goals/owners");
    // An objective without key results is a line too.
    let lines: usize = all(owners, "/objectives")
        .map(|each| list(each, "/key_results").len().max(1))
        .sum();
    let results = owners
        .iter()
        .flat_map(|owner| all(list(owner, "/objectives"), "/key_results"));
    let checks = results.filter_map(|result| result["smart"].as_object());
    let failing: usize = checks
        .map(|checks| checks.values().filter(|word| *word == "fails").count())
        .sum();
    assert!(failing > PEOPLE.parse().unwrap(), "{failing} checks fail");
    let found = rows(examined, "2026-q3/goals/index.html");
    assert_eq!(found["key-results.csv"].len(), lines, "key results");
    assert_eq!(found["smart-checks.csv"].len(), failing, "checks that fail");
}
