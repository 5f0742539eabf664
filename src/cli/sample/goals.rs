//! Goals of an invented organisation: what units and people set out to do, and how it ended.

use std::fmt::Write as _;

use super::organisation::Organisation;
use super::prng::Prng;
use super::review::Review;
use super::words::{MEASURES, SKILLS, VERBS, WORKS};
use crate::cli::quarter::Quarter;
use crate::records::id::suggested_slug;

/// One key result, and how it ended.
#[derive(Debug, Clone)]
pub struct KeyResult {
    pub id: &'static str,
    pub title: String,
    pub target: String,
    pub week: u64,
    /// The unit, where it began and where it should end.
    pub measure: Option<(&'static str, i64, i64)>,
    /// The id of a result of the policy, and the measured value.
    pub result: &'static str,
    pub value: Option<i64>,
}

/// One objective.
#[derive(Debug, Clone)]
pub struct Objective {
    pub id: String,
    pub title: String,
    pub kind: &'static str,
    pub supports: Option<String>,
    pub key_results: Vec<KeyResult>,
}

const KEY_RESULT_IDS: [&str; 4] = ["groundwork", "figure", "handover", "pilot"];

/// A unit's objective in a cycle; of the company it is the first unit's.
pub fn of_unit(organisation: &Organisation, cycle: usize, unit: usize) -> Objective {
    let mut prng = Prng::of(organisation.seed, &[3, unit as u64, cycle as u64]);
    let work = prng.pick(WORKS);
    let supports = organisation.units[unit].parent.map(|parent| {
        let owner = if parent == 0 {
            "company"
        } else {
            &organisation.units[parent].id
        };
        format!("{owner}/{}", of_unit(organisation, cycle, parent).id)
    });
    let title = format!("{} the {work} of {}", prng.pick(VERBS), organisation.units[unit].name);
    let key_results = key_results(&mut prng, work, 3, 3);
    Objective {
        id: suggested_slug(work).unwrap_or_default(),
        title,
        kind: "delivery",
        supports,
        key_results,
    }
}

/// What a person works on in a cycle; texts about it name it.
pub struct Work {
    pub subject: &'static str,
    pub skill: &'static str,
    pub objectives: Vec<Objective>,
}

/// A person's goals in a cycle.
pub fn of_person(organisation: &Organisation, cycle: usize, person: usize, review: &Review) -> Work {
    let mut prng = Prng::of(organisation.seed, &[4, person as u64, cycle as u64]);
    let unit = organisation.people[person].unit;
    let (work, skill) = (prng.pick(WORKS), prng.pick(SKILLS));
    let rating = review.recommended.unwrap_or(3);
    let owner = if unit == 0 {
        "company"
    } else {
        &organisation.units[unit].id
    };
    let delivery = Objective {
        id: suggested_slug(work).unwrap_or_default(),
        title: format!(
            "{} the {work} that {} needs",
            prng.pick(VERBS),
            organisation.units[unit].name
        ),
        kind: "delivery",
        supports: Some(format!("{owner}/{}", of_unit(organisation, cycle, unit).id)),
        key_results: key_results(&mut prng, work, 4, rating),
    };
    let growth = Objective {
        id: "growth".to_owned(),
        title: format!("Become better at {skill}"),
        kind: "growth",
        supports: None,
        key_results: growth_results(&mut prng, skill, rating),
    };
    Work {
        subject: work,
        skill,
        objectives: vec![delivery, growth],
    }
}

fn key_results(prng: &mut Prng, about: &str, count: usize, rating: u8) -> Vec<KeyResult> {
    let key_result = |at: usize| {
        let (name, unit, from, to) = MEASURES[prng.below(MEASURES.len())];
        let measured = at == 1;
        let result = result(prng, rating);
        let (title, target) = match at {
            0 => (
                format!("Agree on the {about}"),
                "Written down and agreed by all who need it".to_owned(),
            ),
            1 => (format!("{name} for the {about}"), format!("From {from} to {to} {unit}")),
            2 => (
                format!("Hand over the {about}"),
                "Two others have done it without help".to_owned(),
            ),
            _ => (
                format!("Try the {about} with real users"),
                "Three users have worked with it for a week".to_owned(),
            ),
        };
        let reached = match result {
            "exceeded" => 120,
            "met" => 100,
            "mostly-met" => 70,
            "partly-met" => 40,
            _ => 0,
        };
        KeyResult {
            id: KEY_RESULT_IDS[at],
            title,
            target,
            week: [3, 11, 12, 9][at],
            measure: measured.then_some((unit, from, to)),
            result,
            value: measured.then_some(from + (to - from) * reached / 100),
        }
    };
    (0..count).map(key_result).collect()
}

fn growth_results(prng: &mut Prng, skill: &str, rating: u8) -> Vec<KeyResult> {
    let steps = [
        (
            "course",
            format!("Learn about {skill} from somebody who is good at it"),
            "Three meetings with a mentor",
            5,
        ),
        (
            "practice",
            format!("Practise {skill} in daily work"),
            "Six occasions, each noted with what was learned",
            10,
        ),
        (
            "feedback",
            format!("Ask others about {skill}"),
            "Three colleagues say what has changed",
            12,
        ),
    ];
    steps
        .into_iter()
        .map(|(id, title, target, week)| KeyResult {
            id,
            title,
            target: target.to_owned(),
            week,
            measure: None,
            result: result(prng, rating),
            value: None,
        })
        .collect()
}

fn result(prng: &mut Prng, rating: u8) -> &'static str {
    match rating {
        5 => prng.weighted(&[("exceeded", 55), ("met", 40)], "mostly-met"),
        4 => prng.weighted(&[("exceeded", 25), ("met", 60)], "mostly-met"),
        3 => prng.weighted(&[("exceeded", 8), ("met", 57), ("mostly-met", 27)], "partly-met"),
        2 => prng.weighted(&[("met", 25), ("mostly-met", 35), ("partly-met", 30)], "missed"),
        _ => prng.weighted(&[("met", 10), ("mostly-met", 20), ("partly-met", 35)], "missed"),
    }
}

/// Whether the state of each key result stands with it, or in a person's check-in and self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    WithIt,
    Elsewhere,
}

/// Writes an objective as TOML.
pub fn push(text: &mut String, objective: &Objective, quarter: Quarter, state: State) {
    let Objective {
        id,
        title,
        kind,
        supports,
        key_results,
    } = objective;
    _ = write!(
        text,
        "\n[[objective]]\nid = \"{id}\"\ntitle = \"{title}\"\nkind = \"{kind}\"\n"
    );
    if let Some(supports) = supports {
        _ = writeln!(text, "supports = [\"{supports}\"]");
    }
    for key_result in key_results {
        let KeyResult {
            id,
            title,
            target,
            week,
            measure,
            result,
            value,
        } = key_result;
        let due = quarter.into(week * 7 - 1);
        _ = write!(
            text,
            "\n[[objective.key_result]]\nid = \"{id}\"\ntitle = \"{title}\"\ntarget = \"{target}\"\ndue = {due}\n"
        );
        if let Some((unit, from, to)) = measure {
            _ = writeln!(text, "measure = {{ unit = \"{unit}\", from = {from}, to = {to} }}");
        }
        if state == State::WithIt {
            _ = writeln!(text, "status = \"done\"\nresult = \"{result}\"");
            if let Some(value) = value {
                _ = writeln!(text, "value = {value}");
            }
        }
    }
}
