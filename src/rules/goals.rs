//! Goals: agreement, SMART checks, and what supports nothing.

pub(super) mod written;

use super::examples::{CYCLE, GOALS, MORE_PEOPLE, cycle, goals, kai};
use super::finding::ProcessFinding;
use super::subject::{Overdue, Review, Round, days};
use super::{CycleRule, PacketRule};
use crate::diagnostics::{Place, Rule, counted, rule};
use crate::facts::{Part, SmartReason, SmartVerdict};
use crate::model::Owner;
use crate::records::access::SectionKind;

pub(super) const RULES: &[&Rule] = &[
    &GOALS_MISSING,
    &GOALS_NOT_AGREED,
    &GOALS_AGREED_LATE,
    &GOALS_NOT_CHECKED,
    &KEY_RESULTS_OUTSIDE_POLICY,
    &GROWTH_OBJECTIVES_BELOW_POLICY,
    &NOT_SMART,
    &SUPPORTS_NOTHING,
    &SHARED_GOALS_MISSING,
];
pub(super) const PACKET: &[PacketRule] = &[handed_in, checked, key_results, growth_objectives, smart];
pub(super) const CYCLE_RULES: &[CycleRule] = &[supports_nothing, shared_goals];

const INDIVIDUAL: &[SectionKind] = &[SectionKind::IndividualGoals];
const SHARED: &[SectionKind] = &[SectionKind::Goals];

rule! {
    /// No goals.
    GOALS_MISSING, "goals-missing", Process, "a person has no goals after the day on which they were due",
    "Individual goals are drafted and reviewed by `individual_goals`, or by `goals_locked` where that is not given. Whoever joins later agrees on goals \
     for the rest of the cycle. Write them to `goals.toml` in the person's folder.",
    wrong: &[(MORE_PEOPLE, kai!())],
    right: &[(MORE_PEOPLE, kai!()), ("content/cycles/2026-q3/people/kai-berg/goals.toml", goals!())];
}
rule! {
    /// Goals that are not agreed.
    GOALS_NOT_AGREED, "goals-not-agreed", Process, "goals are not agreed after the day on which they were due",
    "Goals count once both have agreed: `[agreement]` holds the day of the employee and that of the manager. Whoever has not agreed adds the date.",
    wrong: &[(GOALS, goals!(agreement: "[agreement]\nemployee = 2026-07-17\n"))],
    right: &[(GOALS, goals!())];
}
rule! {
    /// Goals that were agreed late.
    GOALS_AGREED_LATE, "goals-agreed-late", Process, "goals were agreed after the day on which they were due",
    "The second of the two agreed after `individual_goals`. Nothing is left to do but to be earlier in the next cycle; \
     where only the date was written wrong, correct it.",
    wrong: &[(GOALS, goals!(agreement: "[agreement]\nemployee = 2026-07-17\nmanager = 2026-07-30\nalignment = true\nambition = true\nmeasurability = true\n"))],
    right: &[(GOALS, goals!())];
}
rule! {
    /// The manager's three checks.
    GOALS_NOT_CHECKED, "goals-not-checked", Process, "the manager agreed to goals without all three checks",
    "The manager reviews individual goals for alignment, ambition and measurability and signs each. A check that is left out or `false` says that the \
     goals were agreed before they were right. Change the goals together until it holds, then sign it.",
    wrong: &[(GOALS, goals!(agreement: "[agreement]\nemployee = 2026-07-17\nmanager = 2026-07-20\nalignment = true\nambition = true\nmeasurability = false\n"))],
    right: &[(GOALS, goals!())];
}
rule! {
    /// Too few or too many key results.
    KEY_RESULTS_OUTSIDE_POLICY, "key-results-outside-policy", Process, "an objective has fewer or more key results than the policy asks for",
    "The policy's `key_results` says how many key results an objective should have; those that were replaced do not count. With fewer an objective \
     hangs on a single event, with more nothing is a priority. Add some, or divide the objective.",
    wrong: &[(GOALS, goals!(agreement: "", first: "target = \"99.9 % in every month\"\nweek = 13\n", more: "", growth: ""))],
    right: &[(GOALS, goals!(agreement: "", first: "target = \"99.9 % in every month\"\nweek = 13\n",
        more: "\n[[objective.key_result]]\nid = \"restore\"\ntitle = \"Restore drill\"\ntarget = \"Held in all three regions\"\nweek = 10\n", growth: ""))];
}
rule! {
    /// Nothing to grow by.
    GROWTH_OBJECTIVES_BELOW_POLICY, "growth-objectives-below-policy", Process, "a person has fewer growth objectives than the policy asks for",
    "Individual goals mix delivery and growth: at least `growth_objectives` of them have `kind = \"growth\"`. Add one that is about the person and not \
     about the product.",
    wrong: &[(GOALS, goals!(agreement: "", first: "target = \"99.9 % in every month\"\nweek = 13\n", more: "", growth: ""))],
    right: &[(GOALS, goals!())];
}
rule! {
    /// A key result that is not SMART.
    NOT_SMART, "not-smart", Process, "a key result does not pass the SMART checks",
    "A key result is specific (its target says what will be reached), measurable (a `measure`, or a target that is done or not done), achievable, \
     relevant and time-bound (a `week` or `due`). The message names the checks that fail. What one signature settles for all goals, and an objective that \
     supports nothing, are findings of their own.",
    wrong: &[(GOALS, goals!(first: "target = \"Improve uptime\"\nweek = 13\n"))],
    right: &[(GOALS, goals!(first: "target = \"99.9 % in every month\"\nweek = 13\n"))];
}
rule! {
    /// An objective on its own.
    SUPPORTS_NOTHING, "supports-nothing", Process, "an objective supports no goal above",
    "Objectives that deliver something name in `supports` what they contribute to: a goal of the company, of a unit or of a manager above. Growth objectives \
     are exempt. Name the goal, or ask whether the work is still wanted.",
    wrong: &[(GOALS, goals!())],
    right: &[("content/cycles/2026-q3/goals/company.toml", "[[objective]]\nid = \"calm\"\ntitle = \"Calm nights\"\n"),
        (GOALS, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nsupports = [\"company/calm\"]\n")];
}
rule! {
    /// No goals of the company or a unit.
    SHARED_GOALS_MISSING, "shared-goals-missing", Process, "the company or a unit has no goals after the day on which they were due",
    "The company's goals are shared by `company_goals` and those of units are final by `team_goals`; individual goals build on them. Write \
     `goals/company.toml` or the unit's file.",
    wrong: &[(CYCLE, cycle!(goals: "team_goals = 2026-07-14\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n")),
        ("content/teams.toml", "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\nlead = \"alex-kim\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n\n[[team]]\nid = \"data\"\nname = \"Data\"\nparent = \"engineering\"\n"),
        (MORE_PEOPLE, "[[person]]\nid = \"kai-berg\"\nname = \"Kai Berg\"\nemail = \"kai.berg@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"data\"\nmanager = \"alex-kim\"\n")],
    right: &[(CYCLE, cycle!(goals: "team_goals = 2026-07-14\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n")),
        ("content/teams.toml", "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\nlead = \"alex-kim\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n\n[[team]]\nid = \"data\"\nname = \"Data\"\nparent = \"engineering\"\n"),
        ("content/cycles/2026-q3/goals/data.toml", "[[objective]]\nid = \"clean\"\ntitle = \"Clean data\"\n"),
        (MORE_PEOPLE, "[[person]]\nid = \"kai-berg\"\nname = \"Kai Berg\"\nemail = \"kai.berg@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"data\"\nmanager = \"alex-kim\"\n")];
}

/// Goals that are missing, not agreed, or agreed late; of people with a manager who were there at the cycle's end.
fn handed_in(review: &Review<'_>) -> Vec<ProcessFinding> {
    let overdue = Overdue::of(review.facts.completion.goals).filter(|_| review.facts.is_review());
    let Some(overdue) = overdue else { return Vec::new() };
    let agreement = review
        .packet()
        .goals
        .as_ref()
        .and_then(|goals| goals.record.agreement.as_ref());
    let place = match (&review.packet().goals, agreement) {
        (None, _) => review.of.absent("goals.toml"),
        (Some(goals), None) => Place::file(&goals.file),
        (Some(goals), Some(agreement)) => goals.place(agreement.at),
    };
    let late_one = match agreement {
        Some(agreement)
            if agreement.employee.as_ref().map(|day| day.value) > agreement.manager.as_ref().map(|day| day.value) =>
        {
            Some(review.person())
        }
        _ => review.manager(),
    };
    let finding = match overdue {
        Overdue::Late(late) => {
            let message = format!(
                "these goals were agreed {} after the day on which they were due",
                days(late)
            );
            review
                .finding(
                    &GOALS_AGREED_LATE,
                    place,
                    message,
                    "Agree on the next cycle's goals in time.",
                    INDIVIDUAL,
                )
                .for_actor(late_one)
        }
        Overdue::Missing if review.packet().goals.is_none() => review
            .finding(
                &GOALS_MISSING,
                place,
                "this person has no goals in the cycle",
                "Draft goals and agree on them with the manager.",
                INDIVIDUAL,
            )
            .for_actor(review.person()),
        Overdue::Missing => {
            let signed = agreement.is_some_and(|agreement| agreement.employee.is_some());
            review
                .finding(
                    &GOALS_NOT_AGREED,
                    place,
                    "these goals are not agreed by both",
                    "Agree on the goals and add the date.",
                    INDIVIDUAL,
                )
                .for_actor(if signed {
                    review.manager()
                } else {
                    Some(review.person())
                })
        }
    };
    vec![finding.since(Part::Goals.deadline(review.of.cycle))]
}

fn checked(review: &Review<'_>) -> Vec<ProcessFinding> {
    let goals = review.packet().goals.as_ref();
    let agreement = goals.and_then(|goals| Some((goals, goals.record.agreement.as_ref()?)));
    let Some((goals, agreement)) = agreement else {
        return Vec::new();
    };
    let Some(signed) = &agreement.manager else {
        return Vec::new();
    };
    let checks = [
        ("alignment", agreement.alignment),
        ("ambition", agreement.ambition),
        ("measurability", agreement.measurability),
    ];
    let open: Vec<_> = checks
        .iter()
        .filter(|(_, check)| *check != Some(true))
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if open.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "the manager agreed to these goals without signing {}",
        open.join(" and ")
    );
    let finding = review
        .finding(
            &GOALS_NOT_CHECKED,
            goals.place(agreement.at),
            message,
            "Change the goals until the check holds, then sign it.",
            INDIVIDUAL,
        )
        .for_actor(review.manager())
        .since(signed.value);
    vec![finding]
}

fn key_results(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(goals), Some(figures)) = (&review.packet().goals, review.all.goals_of(review.facts)) else {
        return Vec::new();
    };
    let [least, most] = review.of.organisation.policy.key_results;
    let objectives = goals.record.objective.iter().zip(&figures.objectives);
    let outside = objectives.filter(|(_, facts)| !(least as usize..=most as usize).contains(&facts.scored.of));
    outside
        .map(|(objective, facts)| {
            let message = format!(
                "this objective has {}, and the policy asks for {least} to {most}",
                counted(facts.scored.of, "key result", "key results")
            );
            let act = "Add key results, or divide the objective.";
            review
                .finding(
                    &KEY_RESULTS_OUTSIDE_POLICY,
                    goals.place(objective.id.at),
                    message,
                    act,
                    INDIVIDUAL,
                )
                .for_actor(review.person())
        })
        .collect()
}

fn growth_objectives(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(goals), Some(figures)) = (&review.packet().goals, review.all.goals_of(review.facts)) else {
        return Vec::new();
    };
    let least = review.of.organisation.policy.growth_objectives as usize;
    if figures.growth.of >= least {
        return Vec::new();
    }
    let message = format!(
        "these goals have {}, and the policy asks for {least}",
        counted(figures.growth.of, "growth objective", "growth objectives")
    );
    let act = "Add an objective with `kind = \"growth\"`.";
    let finding = review.finding(
        &GROWTH_OBJECTIVES_BELOW_POLICY,
        Place::file(&goals.file),
        message,
        act,
        INDIVIDUAL,
    );
    vec![finding.for_actor(review.person())]
}

/// Whether a failed check is told by a finding or warning of its own.
fn told_elsewhere(reason: SmartReason) -> bool {
    matches!(
        reason,
        SmartReason::NotSigned | SmartReason::SupportsNothing | SmartReason::DueOutside
    )
}

fn smart(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(goals), Some(figures)) = (&review.packet().goals, review.all.goals_of(review.facts)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (objective, facts) in goals.record.objective.iter().zip(&figures.objectives) {
        for (record, facts) in objective.key_result.iter().zip(&facts.key_results) {
            let checks = facts.smart.map(|smart| smart.checks()).into_iter().flatten();
            let failed: Vec<_> = checks
                .filter(|(_, check)| check.verdict == SmartVerdict::Fails && !told_elsewhere(check.reason))
                .map(|(name, check)| format!("{} ({})", name.to_lowercase(), check.reason.text()))
                .collect();
            if !failed.is_empty() {
                let message = format!("this key result is not {}", failed.join(", nor "));
                let act = "Say what will be reached, how it is measured and by when.";
                let finding = review.finding(&NOT_SMART, goals.place(record.id.at), message, act, INDIVIDUAL);
                found.push(finding.for_actor(review.person()));
            }
        }
    }
    found
}

fn supports_nothing(round: &Round<'_>) -> Vec<ProcessFinding> {
    let lonely = round.facts.goals.supports_nothing.iter();
    lonely
        .filter_map(|goal| {
            let set = round.cycle.goals.sets.get(goal.set as usize)?;
            let objective = set.goals.record.objective.get(goal.objective as usize)?;
            let place = set.goals.place(objective.id.at);
            let message = "this objective supports no goal above";
            let act = "Name in `supports` the goal that it contributes to.";
            let finding = |sections| round.finding(&SUPPORTS_NOTHING, place, message, act, sections);
            Some(match set.owner {
                Owner::Company => return None,
                Owner::Team(team) => finding(SHARED)
                    .for_actor(round.organisation.team(team).lead)
                    .of_team(team),
                Owner::Person(person) => {
                    let team = round.facts.person(person).and_then(|facts| facts.team);
                    let mut finding = finding(INDIVIDUAL).for_actor(Some(person));
                    finding.person = Some(person);
                    finding.team = team;
                    finding
                }
            })
        })
        .collect()
}

/// Goals of the company, and of every unit that somebody's role names, once they were due.
fn shared_goals(round: &Round<'_>) -> Vec<ProcessFinding> {
    let deadlines = &round.cycle.deadlines;
    let passed = |day: Option<_>| day.filter(|day| round.organisation.as_of > *day);
    let goals = &round.cycle.goals;
    let mut found = Vec::new();
    let act = "Write the goals.";
    if let Some(day) = passed(deadlines.company_goals).filter(|_| goals.position(Owner::Company).is_none()) {
        let place = round.absent("goals/company.toml");
        let finding = round.finding(
            &SHARED_GOALS_MISSING,
            place,
            "the company has no goals in this cycle",
            act,
            SHARED,
        );
        found.push(finding.since(day));
    }
    let Some(day) = passed(deadlines.team_goals) else {
        return found;
    };
    let peopled = round
        .facts
        .units
        .iter()
        .filter(|unit| unit.direct.people > 0 && unit.goals.is_none());
    found.extend(peopled.map(|unit| {
        let team = round.organisation.team(unit.team);
        let place = round.absent(&format!("goals/{}.toml", team.id));
        round
            .finding(
                &SHARED_GOALS_MISSING,
                place,
                "this unit has no goals in this cycle",
                act,
                SHARED,
            )
            .for_actor(team.lead)
            .of_team(unit.team)
            .since(day)
    }));
    found
}
