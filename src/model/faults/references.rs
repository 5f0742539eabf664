//! References between records that lead nowhere, to themselves or sideways.

use std::collections::HashMap;

use super::{CYCLE, EXTRA, GOALS, KAI, MANAGER, PLATFORM, SELF, TEAMS};
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::records::address::{GoalAddress, KeyResultAddress};
use crate::records::faults::{listed, nearest, quoted};
use crate::records::id::{CycleId, PersonId, TeamId};

/// All rules of this file, for the registry.
pub const REFERENCES: &[&Rule] = &[
    &UNKNOWN_PERSON,
    &UNKNOWN_TEAM,
    &UNKNOWN_CYCLE,
    &UNKNOWN_GOAL,
    &UNKNOWN_KEY_RESULT,
    &UNKNOWN_RESULT,
    &RATING_NOT_ON_SCALE,
    &DUPLICATE_ID,
    &MANAGER_LOOP,
    &TEAM_LOOP,
    &CYCLE_LOOP,
    &GOAL_LOOP,
    &CYCLE_WITHOUT_FILE,
    &SUPPORTS_NOT_ABOVE,
];

rule! {
    /// A person whom the roster does not have.
    UNKNOWN_PERSON, "unknown-person", Error, "a record names a person whom the roster does not have",
    "Records name people by the id that `people.toml` gives them. Correct the id, or add the person to the roster. People who left stay in the \
     roster with their last day, so that old cycles still know them.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kimm\"\n"))],
    right: KAI;
}
rule! {
    /// A unit that there is not.
    UNKNOWN_TEAM, "unknown-team", Error, "a record names a unit that `teams.toml` does not have",
    "Roles, goals and calibration sessions name units by the id that `teams.toml` gives them. Correct the id, or add the unit.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platfrom\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// A cycle that there is not.
    UNKNOWN_CYCLE, "unknown-cycle", Error, "a cycle names another that there is not",
    "`previous` is the name of the folder of the cycle before this one. Correct it, or delete the line where there is none before.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q1\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// A goal that there is not.
    UNKNOWN_GOAL, "unknown-goal", Error, "an objective supports a goal that there is not",
    "`supports` names goals of the same cycle by their address: `<owner>/<objective>` or `<owner>/<objective>/<key-result>`. Correct the \
     address, or add the goal to its owner's file.",
    wrong: &[(GOALS, "[[objective]]\nid = \"ledger\"\ntitle = \"Bring every loan into one ledger\"\nsupports = [\"platform/no-such-goal\"]\n")],
    right: &[(GOALS, "[[objective]]\nid = \"ledger\"\ntitle = \"Bring every loan into one ledger\"\nsupports = [\"platform/steady\"]\n")];
}
rule! {
    /// A key result that a person does not have.
    UNKNOWN_KEY_RESULT, "unknown-key-result", Error, "a record refers to a key result that the person's goals do not have",
    "Check-ins, assessments and evidence name key results of the person's own goals: `<objective>/<key-result>`. Correct the address, or add the \
     key result to the person's `goals.toml`.",
    wrong: &[(SELF, "+++\nsubmitted = 2026-10-02\n\n[[result]]\nkey_result = \"no-such/thing\"\nresult = \"met\"\n+++\n")],
    right: &[(SELF, "+++\nsubmitted = 2026-10-02\n+++\n")];
}
rule! {
    /// A result that the policy does not have.
    UNKNOWN_RESULT, "unknown-result", Error, "a result is not one of the policy's",
    "How a key result ended is said with an id of `[[result]]` in `policy.toml`. Choose one of those.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nresult = \"mett\"\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nresult = \"met\"\n")];
}
rule! {
    /// A rating that the scale does not have.
    RATING_NOT_ON_SCALE, "rating-not-on-scale", Error, "a rating is not on the scale",
    "Ratings are the values of `[[rating]]` in `policy.toml`; there is nothing between them. Choose one of those.",
    wrong: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 6\n+++\n\n## Strengths\n\n## Development areas\n")],
    right: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n+++\n\n## Strengths\n\n## Development areas\n")];
}
rule! {
    /// Two things with one id.
    DUPLICATE_ID, "duplicate-id", Error, "two things have the same id",
    "An id names one person, unit, objective, key result, rating or result; with two of them no reference could be understood. Give one of \
     them another id, or delete it if it was written twice. The message shows where the first one stands.",
    wrong: &[(EXTRA, person!("robin-diaz", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: KAI;
}
rule! {
    /// People who manage each other.
    MANAGER_LOOP, "manager-loop", Error, "people manage each other in a circle",
    "On some day each of these people reports to the next, and the last to the first, so nobody is above them. Correct the `manager` of one of \
     the roles that the message names; the head of the company has none.",
    wrong: &[(EXTRA, person!("kai-berg", "\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"kai-berg\"\n"))],
    right: KAI;
}
rule! {
    /// Units that lie in each other.
    TEAM_LOOP, "team-loop", Error, "units lie in each other in a circle",
    "Each unit's `parent` is the unit above it. Here the chain of parents comes back to where it began. Correct one `parent`, or delete it for \
     the unit at the top.",
    wrong: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nparent = \"platform\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n")],
    right: &[(TEAMS, "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n")];
}
rule! {
    /// Cycles that come before each other.
    CYCLE_LOOP, "cycle-loop", Error, "cycles come before each other in a circle",
    "`previous` leads from each cycle to the one before it, so it can never come back. Correct one of them.",
    wrong: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\nprevious = \"2026-q3\"\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))],
    right: &[(CYCLE, concat!("title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n", "[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n"))];
}
rule! {
    /// Goals that support each other.
    GOAL_LOOP, "goal-loop", Error, "goals support each other in a circle",
    "A goal supports goals of owners above, and those support goals further up; a circle would have no top. Delete one of the addresses in \
     `supports` that the message names.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nsupports = [\"platform/steady\"]\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")];
}
rule! {
    /// Records of a cycle that nothing describes.
    CYCLE_WITHOUT_FILE, "cycle-without-file", Error, "a cycle's folder has records and no `cycle.toml`",
    "`cycle.toml` gives a cycle its name, its period and its deadlines; without it its records belong to no time. `preread new cycle` writes one. \
     If the folder's name is misspelt, rename it.",
    wrong: &[("content/cycles/2025-q4/surveys.toml", "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
    right: &[("content/cycles/2026-q3/surveys.toml", "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")];
}
rule! {
    /// A goal that supports one that is not above it.
    SUPPORTS_NOT_ABOVE, "supports-not-above", Warning, "an objective supports a goal whose owner is not above its own",
    "Goals support goals of the company, of a unit or of a manager above; sideways or downward the cascade would not add up. Name a goal above, or turn the \
     support around.",
    wrong: &[("content/cycles/2026-q3/goals/engineering.toml", "[[objective]]\nid = \"grow\"\ntitle = \"Grow\"\nsupports = [\"platform/steady\"]\n"),
        (PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")],
    right: &[("content/cycles/2026-q3/goals/engineering.toml", "[[objective]]\nid = \"grow\"\ntitle = \"Grow\"\n"),
        (PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nsupports = [\"engineering/grow\"]\n")];
}

/// Ids that were seen, to find those that stand twice.
#[derive(Debug, Default)]
pub(in crate::model) struct Seen(HashMap<String, Place>);

impl Seen {
    /// Remembers an id; the finding where it was seen before.
    pub(in crate::model) fn add(&mut self, id: &str, place: Place, what: &str) -> Option<Finding> {
        let other = self.before(id, &place)?;
        let finding = Finding::new(
            &DUPLICATE_ID,
            place,
            format!("another {what} has the id {}", quoted(id)),
        );
        Some(
            finding
                .help("Give one of them another id, or delete it.")
                .note(other, "the first one"),
        )
    }

    /// Remembers an id; where it was seen before.
    pub(in crate::model) fn before(&mut self, id: &str, place: &Place) -> Option<Place> {
        let other = self.0.get(id).cloned();
        if other.is_none() {
            self.0.insert(id.to_owned(), place.clone());
        }
        other
    }
}

fn unknown<'k>(
    rule: &'static Rule,
    place: Place,
    message: String,
    written: &str,
    known: impl Iterator<Item = &'k str>,
    otherwise: &str,
) -> Finding {
    let help = nearest(written, known).map_or_else(|| otherwise.to_owned(), |near| format!("Did you mean `{near}`?"));
    Finding::new(rule, place, message).help(help)
}

pub(in crate::model) fn unknown_person<'k>(
    place: Place,
    field: &str,
    id: &PersonId,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let message = format!(
        "{} names `{id}`, and the roster has nobody with this id",
        as_field(field)
    );
    unknown(
        &UNKNOWN_PERSON,
        place,
        message,
        id.as_str(),
        known,
        "Correct the id, or add the person to people.toml.",
    )
}

pub(in crate::model) fn unknown_team<'k>(
    place: Place,
    field: &str,
    id: &TeamId,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let message = format!(
        "{} names `{id}`, and teams.toml has no unit with this id",
        as_field(field)
    );
    unknown(
        &UNKNOWN_TEAM,
        place,
        message,
        id.as_str(),
        known,
        "Correct the id, or add the unit to teams.toml.",
    )
}

/// A field's name in code marks; a place that is described in words stays as it is.
fn as_field(field: &str) -> String {
    if field.contains(' ') {
        field.to_owned()
    } else {
        format!("`{field}`")
    }
}

pub(in crate::model) fn unknown_cycle<'k>(place: Place, id: &CycleId, known: impl Iterator<Item = &'k str>) -> Finding {
    let message = format!("`previous` names `{id}`, and there is no such cycle");
    unknown(
        &UNKNOWN_CYCLE,
        place,
        message,
        id.as_str(),
        known,
        "Correct it, or delete the line.",
    )
}

pub(in crate::model) fn unknown_goal(
    place: Place,
    address: &GoalAddress,
    owner_known: bool,
    has_goals: bool,
    near: Option<&str>,
) -> Finding {
    let owner = &address.owner;
    let why = if !owner_known {
        format!("`{owner}` is neither `company` nor a team nor a person")
    } else if !has_goals {
        format!("`{owner}` has no goals in this cycle")
    } else {
        format!("`{owner}` has no such goal in this cycle")
    };
    let finding = Finding::new(&UNKNOWN_GOAL, place, format!("`supports` names `{address}`, and {why}"));
    finding.help(near.map_or_else(
        || "Correct the address, or add the goal.".to_owned(),
        |near| format!("Did you mean `{near}`?"),
    ))
}

pub(in crate::model) fn unknown_key_result(place: Place, address: &KeyResultAddress, own: &[String]) -> Finding {
    let message = format!("`key_result` names `{address}`, and the person's goals have no such key result");
    let known = own.iter().map(String::as_str);
    unknown(
        &UNKNOWN_KEY_RESULT,
        place,
        message,
        &address.to_string(),
        known,
        "Correct it, or add the key result to goals.toml.",
    )
}

pub(in crate::model) fn unknown_result(place: Place, id: &str, known: &[&str]) -> Finding {
    let message = format!("{} is not a result of the policy", quoted(id));
    let otherwise = format!("The results are {}.", listed(known));
    unknown(&UNKNOWN_RESULT, place, message, id, known.iter().copied(), &otherwise)
}

pub(in crate::model) fn rating_not_on_scale(place: Place, field: &str, scale: &[String]) -> Finding {
    let scale: Vec<_> = scale.iter().map(String::as_str).collect();
    Finding::new(
        &RATING_NOT_ON_SCALE,
        place,
        format!("`{field}` is a rating that is not on the scale"),
    )
    .help(format!("The ratings are {}.", listed(&scale)))
}

fn in_a_circle(rule: &'static Rule, place: Place, what: &str, names: &[String], help: &str) -> Finding {
    let first = names.first().map_or("", String::as_str);
    let chain: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    Finding::new(rule, place, format!("{what}: {} → `{first}`", chain.join(" → "))).help(help)
}

pub(in crate::model) fn manager_loop(place: Place, names: &[String]) -> Finding {
    let help = "Correct the `manager` of one of these people's roles.";
    in_a_circle(
        &MANAGER_LOOP,
        place,
        "from this day on these people manage each other",
        names,
        help,
    )
}

pub(in crate::model) fn team_loop(place: Place, names: &[String]) -> Finding {
    in_a_circle(
        &TEAM_LOOP,
        place,
        "these units lie in each other",
        names,
        "Correct the `parent` of one of them.",
    )
}

pub(in crate::model) fn cycle_loop(place: Place, names: &[String]) -> Finding {
    in_a_circle(
        &CYCLE_LOOP,
        place,
        "these cycles come before each other",
        names,
        "Correct the `previous` of one of them.",
    )
}

pub(in crate::model) fn goal_loop(place: Place, names: &[String]) -> Finding {
    let help = "Delete one of these from the other's `supports`.";
    in_a_circle(&GOAL_LOOP, place, "these goals support each other", names, help)
}

pub(in crate::model) fn cycle_without_file(place: Place, id: &CycleId) -> Finding {
    Finding::new(
        &CYCLE_WITHOUT_FILE,
        place,
        format!("the cycle `{id}` has records and no cycle.toml"),
    )
    .help(format!("Run `preread new cycle {id}`, or rename the folder."))
}

pub(in crate::model) fn supports_not_above(place: Place) -> Finding {
    Finding::new(
        &SUPPORTS_NOT_ABOVE,
        place,
        "the owner of this goal is not above the owner of the objective",
    )
    .help("Name a goal of the company, of a unit above or of a manager above.")
}
