//! Goals as they are written: due dates, weights, measures, and fields in the wrong place.

use crate::diagnostics::{Finding, Rule, rule};
use crate::model::{Cycle, GoalSet, Owner};
use crate::records::goals::KeyResultRecord;
use crate::rules::examples::{GOALS, PLATFORM, goals};
use crate::rules::subject::Subject;
use crate::rules::{GoalsWarning, PacketWarning};
use crate::source::Span;

pub(in crate::rules) const RULES: &[&Rule] = &[
    &DUE_OUTSIDE_CYCLE,
    &WEIGHTS_ALL_ZERO,
    &MEASURE_WITHOUT_WAY,
    &STATUS_IN_INDIVIDUAL_GOALS,
    &AGREEMENT_IN_SHARED_GOALS,
];
pub(in crate::rules) const WARNINGS: &[GoalsWarning] = &[
    due_outside_cycle,
    weights_all_zero,
    measure_without_way,
    agreement_in_shared_goals,
];
pub(in crate::rules) const PACKET_WARNINGS: &[PacketWarning] = &[status_in_individual_goals];

rule! {
    /// A key result that is due outside of its cycle.
    DUE_OUTSIDE_CYCLE, "due-outside-cycle", Warning, "something is due outside of its cycle",
    "A key result is due in one of the weeks of its cycle or on one of its days, and so is the new date that a check-in gives it. A date outside \
     is most often a wrong month or year. Correct it, or move the key result to the cycle in which it is due.",
    wrong: &[(GOALS, goals!(first: "target = \"99.9 % in every month\"\ndue = 2027-09-30\n"))],
    right: &[(GOALS, goals!(first: "target = \"99.9 % in every month\"\ndue = 2026-09-30\n"))];
}
rule! {
    /// Weights that leave nothing to count.
    WEIGHTS_ALL_ZERO, "weights-all-zero", Warning, "all key results of an objective have the weight 0",
    "A weight of 0 takes a key result out of the objective's score. Where all have it, the objective has no score at all. Give at least one \
     of them a weight above 0, or delete the weights to count all alike.",
    wrong: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweight = 0\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n\n[[objective.key_result]]\nid = \"uptime\"\ntitle = \"Uptime\"\nweight = 1\n")];
}
rule! {
    /// A measure that goes nowhere.
    MEASURE_WITHOUT_WAY, "measure-without-way", Warning, "a measure ends where it begins",
    "`measure` says where a figure stands (`from`) and where it should be (`to`). With both the same there is nothing between not reached and \
     reached. Correct one of the two, or leave the measure out for a key result that is done or not done.",
    wrong: &[(GOALS, goals!(first: "measure = { unit = \"ms\", from = 200, to = 200 }\nweek = 13\n"))],
    right: &[(GOALS, goals!(first: "measure = { unit = \"ms\", from = 340, to = 200 }\nweek = 13\n"))];
}
rule! {
    /// A status in a person's goals.
    STATUS_IN_INDIVIDUAL_GOALS, "status-in-individual-goals", Warning, "a person's goals say how they stand or ended",
    "Goals of the company and of units report in their own file. A person's status stands in the check-in and the result in the \
     self-assessment; `status`, `value` and `result` in `goals.toml` are read and used for nothing. Move them there.",
    wrong: &[(GOALS, goals!(first: "target = \"99.9 % in every month\"\nweek = 13\nstatus = \"on-track\"\n"))],
    right: &[(GOALS, goals!(first: "target = \"99.9 % in every month\"\nweek = 13\n"))];
}
rule! {
    /// An agreement on goals of more than one person.
    AGREEMENT_IN_SHARED_GOALS, "agreement-in-shared-goals", Warning, "goals of the company or of a unit have an agreement",
    "`[agreement]` is how one person and their manager sign individual goals. In other goals it is read and used for nothing. Delete it, or move \
     the goals to the person's folder.",
    wrong: &[(PLATFORM, "[agreement]\nmanager = 2026-07-20\n\n[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")],
    right: &[(PLATFORM, "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\n")];
}

fn key_results_of(set: &GoalSet) -> impl Iterator<Item = &KeyResultRecord> {
    set.goals
        .record
        .objective
        .iter()
        .flat_map(|objective| &objective.key_result)
}

fn due_outside_cycle(cycle: &Cycle, set: &GoalSet) -> Vec<Finding> {
    let inside = cycle.start..=cycle.end;
    let outside = |record: &KeyResultRecord| -> Option<Finding> {
        cycle.due(record).filter(|day| !inside.contains(day))?;
        let at = record
            .due
            .as_ref()
            .map(|due| due.at)
            .or(record.week.as_ref().map(|week| week.at))?;
        let finding = Finding::new(
            &DUE_OUTSIDE_CYCLE,
            set.goals.place(at),
            "this key result is due outside of its cycle",
        );
        Some(finding.help(format!("The cycle runs from {} to {}.", cycle.start, cycle.end)))
    };
    key_results_of(set).filter_map(outside).collect()
}

fn weights_all_zero(_: &Cycle, set: &GoalSet) -> Vec<Finding> {
    let weightless = |record: &KeyResultRecord| record.weight.as_ref().is_some_and(|weight| weight.0 == 0.0);
    let objectives = set.goals.record.objective.iter();
    let idle = objectives.filter(|each| !each.key_result.is_empty() && each.key_result.iter().all(weightless));
    idle.map(|objective| {
        let message = "all key results of this objective have the weight 0";
        Finding::new(&WEIGHTS_ALL_ZERO, set.goals.place(objective.id.at), message)
            .help("Give one of them a weight above 0, or delete the weights.")
    })
    .collect()
}

fn measure_without_way(_: &Cycle, set: &GoalSet) -> Vec<Finding> {
    let measures = key_results_of(set).filter_map(|record| record.measure.as_ref());
    measures
        .filter(|measure| measure.from == measure.to)
        .map(|measure| {
            Finding::new(
                &MEASURE_WITHOUT_WAY,
                set.goals.place(measure.at),
                "this measure has the same `from` and `to`",
            )
            .help("Correct one of the two, or leave the measure out.")
        })
        .collect()
}

fn agreement_in_shared_goals(_: &Cycle, set: &GoalSet) -> Vec<Finding> {
    let shared = !matches!(set.owner, Owner::Person(_));
    let agreement = set.goals.record.agreement.as_ref().filter(|_| shared);
    let found = agreement.map(|agreement| {
        Finding::new(
            &AGREEMENT_IN_SHARED_GOALS,
            set.goals.place(agreement.at),
            "`[agreement]` belongs in individual goals alone",
        )
        .help("Delete it.")
    });
    found.into_iter().collect()
}

fn status_in_individual_goals(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(goals) = &subject.packet.goals else {
        return Vec::new();
    };
    let stray = |record: &KeyResultRecord| -> [Option<(&'static str, Span)>; 3] {
        [
            record.status.as_ref().map(|status| ("status", status.at)),
            record.value.as_ref().map(|value| ("value", value.at)),
            record.result.as_ref().map(|result| ("result", result.at)),
        ]
    };
    let records = goals
        .record
        .objective
        .iter()
        .flat_map(|objective| &objective.key_result);
    let fields = records.flat_map(stray).flatten();
    fields
        .map(|(field, at)| {
            let message = format!("`{field}` of a person's key result is used for nothing");
            Finding::new(&STATUS_IN_INDIVIDUAL_GOALS, goals.place(at), message)
                .help("Write it to the check-in or the self-assessment.")
        })
        .collect()
}
