//! The records of an invented organisation that are nobody's alone: roster, units, cycles, their goals, sessions and surveys.

use std::fmt::Write as _;

use super::File;
use super::goals::{self, State};
use super::organisation::Organisation;
use super::prng::Prng;
use super::review::Review;

/// The most people that one file of the roster holds.
const PER_FILE: usize = 200;

/// The settings, which lie beside the content folder.
pub fn settings(organisation: &Organisation) -> String {
    let day = organisation.quarters.last().map(|quarter| quarter.past(30));
    let day = day.map_or_else(String::new, |day| format!("as_of = {day}\n"));
    format!(
        "[site]\ntitle = \"Sample reviews\"\norganisation = \"Sample Works {}\"\n{day}currency = \"USD\"\n",
        organisation.seed
    )
}

/// The units.
pub fn teams(organisation: &Organisation) -> File {
    let mut content = String::new();
    for unit in &organisation.units {
        _ = write!(
            content,
            "[[team]]\nid = \"{}\"\nname = \"{}\"\nkind = \"{}\"\n",
            unit.id, unit.name, unit.kind
        );
        if let Some(parent) = unit.parent {
            _ = writeln!(content, "parent = \"{}\"", organisation.units[parent].id);
        }
        _ = write!(content, "lead = \"{}\"\n\n", organisation.people[unit.lead].id);
    }
    File {
        path: "teams.toml".to_owned(),
        content,
    }
}

/// The roster, in one file or several.
pub fn roster(organisation: &Organisation) -> Vec<File> {
    let files = organisation.people.chunks(PER_FILE).enumerate();
    let several = organisation.people.len() > PER_FILE;
    files
        .map(|(at, people)| {
            let mut content = String::new();
            for person in people {
                push_person(&mut content, organisation, person);
            }
            let path = if several {
                format!("people/part-{:03}.toml", at + 1)
            } else {
                "people.toml".to_owned()
            };
            File { path, content }
        })
        .collect()
}

fn push_person(text: &mut String, organisation: &Organisation, person: &super::organisation::Person) {
    _ = write!(
        text,
        "[[person]]\nid = \"{0}\"\nname = \"{1}\"\nemail = \"{0}@sample.example\"\npronouns = \"{2}\"\n",
        person.id, person.name, person.pronouns
    );
    if let Some(gender) = person.gender {
        _ = writeln!(text, "gender = \"{gender}\"");
    }
    _ = writeln!(text, "hired = {}", person.hired);
    let unit = &organisation.units[person.unit];
    // Who leads a unit has a role in it and reports to whoever leads the one above.
    let manager = person.manager.map_or_else(String::new, |manager| {
        format!("manager = \"{}\"\n", organisation.people[manager].id)
    });
    let mut role = |from, title: &str, level: &str| {
        _ = write!(
            text,
            "\n[[person.role]]\nfrom = {from}\ntitle = \"{title}\"\nlevel = \"{level}\"\nteam = \"{}\"\n{manager}",
            unit.id
        );
    };
    match person.promoted {
        Some((day, level, title)) => {
            role(person.hired, title, level);
            role(day, &person.title, &person.level);
        }
        None => role(person.hired, &person.title, &person.level),
    }
    text.push('\n');
}

/// All shared records of one cycle.
pub fn cycle(organisation: &Organisation, cycle: usize, reviews: &[Vec<Option<Review>>]) -> Vec<File> {
    let quarter = organisation.quarters[cycle];
    let folder = format!("cycles/{}", quarter.id());
    let mut files = vec![
        File {
            path: format!("{folder}/cycle.toml"),
            content: dates(organisation, cycle),
        },
        File {
            path: format!("{folder}/surveys.toml"),
            content: surveys(organisation, cycle),
        },
    ];
    for (unit, each) in organisation.units.iter().enumerate() {
        let mut content = String::new();
        goals::push(
            &mut content,
            &goals::of_unit(organisation, cycle, unit),
            quarter,
            State::WithIt,
        );
        let owner = if unit == 0 { "company" } else { &each.id };
        files.push(File {
            path: format!("{folder}/goals/{owner}.toml"),
            content,
        });
    }
    for department in organisation.departments() {
        let path = format!("{folder}/calibration/{}.toml", organisation.units[department].id);
        files.push(File {
            path,
            content: session(organisation, cycle, department, reviews),
        });
    }
    files
}

fn dates(organisation: &Organisation, cycle: usize) -> String {
    let quarter = organisation.quarters[cycle];
    let mut text = format!(
        "title = \"{}\"\nstart = {}\nend = {}\n",
        quarter.title(),
        quarter.start,
        quarter.end
    );
    if let Some(previous) = cycle
        .checked_sub(1)
        .and_then(|before| organisation.quarters.get(before))
    {
        _ = writeln!(text, "previous = \"{}\"", previous.id());
    }
    let head = &organisation.people[0].id;
    let coordinator = organisation.people.last().map_or(head, |person| &person.id);
    _ = write!(
        text,
        "\n[facilitation]\ncoordinator = \"{coordinator}\"\nspecialist = \"{coordinator}\"\n\n"
    );
    text.push_str(&quarter.deadlines());
    _ = write!(
        text,
        "\n[release]\napproved_by = \"{head}\"\napproved = {}\n",
        quarter.approved()
    );
    text
}

fn surveys(organisation: &Organisation, cycle: usize) -> String {
    let mut prng = Prng::of(organisation.seed, &[6, cycle as u64]);
    let mut counts = |of: usize| {
        let mut counts = [0; 5];
        (0..of).for_each(|_| counts[prng.weighted(&[(4, 40), (3, 38), (2, 14), (1, 6)], 0)] += 1);
        counts
    };
    let (managers, people) = (organisation.units.len(), organisation.people.len());
    let (satisfaction, fairness) = (counts(managers), counts(people * 4 / 5));
    format!(
        "[manager_satisfaction]\ncounts = {satisfaction:?}\ninvited = {managers}\n\n[fairness]\ncounts = {fairness:?}\ninvited = {people}\n"
    )
}

/// A session about a department and all below it.
fn session(organisation: &Organisation, cycle: usize, department: usize, reviews: &[Vec<Option<Review>>]) -> String {
    let quarter = organisation.quarters[cycle];
    let units = organisation.units.iter().enumerate();
    let scope: Vec<_> = units
        .filter(|(at, unit)| *at == department || unit.parent == Some(department))
        .map(|(_, unit)| unit)
        .collect();
    let quoted = |people: Vec<usize>| {
        let ids = people
            .into_iter()
            .map(|person| format!("\"{}\"", organisation.people[person].id));
        ids.collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "title = \"{} calibration, {}\"\ndate = {}\nheld = true\nfacilitator = \"{}\"\nparticipants = [{}]\nteams = [\"{}\"]\n",
        organisation.units[department].name,
        quarter.title(),
        quarter.past(16),
        organisation.people[0].id,
        quoted(scope.iter().map(|unit| unit.lead).collect()),
        organisation.units[department].id
    );
    for person in scope.iter().flat_map(|unit| unit.members.iter().copied()) {
        let Some(review) = reviews[person][cycle].filter(|review| review.discussed) else {
            continue;
        };
        let (Some(proposed), Some(decided)) = (review.recommended, review.decided) else {
            continue;
        };
        let id = &organisation.people[person].id;
        let mut prng = Prng::of(organisation.seed, &[7, person as u64, cycle as u64]);
        _ = write!(
            text,
            "\n[[decision]]\nperson = \"{id}\"\nproposed = {proposed}\nfinal = {decided}\n"
        );
        let rationale = match decided.cmp(&proposed) {
            std::cmp::Ordering::Equal => "The evidence reaches over the whole quarter and matches the level",
            std::cmp::Ordering::Less => "Beside others of the level the scope was narrower",
            std::cmp::Ordering::Greater => "What others built on it was not counted in the proposal",
        };
        _ = writeln!(
            text,
            "rationale = \"{rationale}\"\nevidence = [\"{id}/manager-assessment\", \"{id}/goals\"]"
        );
        if prng.chance(20) {
            let by = &organisation.people[organisation.units[department].lead].id;
            _ = write!(
                text,
                "\n[[question]]\nperson = \"{id}\"\nby = \"{by}\"\nanswer = \"question\"\ntext = \"Which of these results were their own?\"\n"
            );
        }
    }
    text
}
