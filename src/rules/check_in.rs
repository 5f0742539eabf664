//! Check-ins: their day, who held them, and what each agreed change still lacks.

use super::examples::{CHECK_IN, GOALS, MORE_PEOPLE, check_in, goals, kai};
use super::finding::ProcessFinding;
use super::subject::{Overdue, Review, Subject, days};
use super::{PacketRule, PacketWarning};
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::facts::{Lack, Part};
use crate::records::access::SectionKind;
use crate::records::check_in::CheckInRecord;
use crate::records::{Document, Filed};

pub(super) const RULES: &[&Rule] = &[
    &CHECK_IN_OUTSIDE_CYCLE,
    &CHECK_IN_BY_ANOTHER,
    &ACTION_BEFORE_CHECK_IN,
    &PROGRESS_TWICE,
    &REPLACED_BY_ITSELF,
    &CHECK_IN_MISSING,
    &CHECK_IN_OUTSIDE_WINDOW,
    &ADJUSTMENT_WITHOUT_RATIONALE,
    &REPLACEMENT_NOT_APPROVED,
    &REPLACEMENT_APPROVED_BY_ANOTHER,
    &INTERVENTION_WITHOUT_PLAN,
    &REPLACED_BY_NOTHING,
];
pub(super) const WARNINGS: &[PacketWarning] = &[
    outside_cycle,
    by_another,
    new_due_outside_cycle,
    action_before,
    progress_twice,
    replaced_by_itself,
];
pub(super) const PACKET: &[PacketRule] = &[held, adjustments];

const SECTIONS: &[SectionKind] = &[SectionKind::CheckIn];

rule! {
    /// A check-in of another time.
    CHECK_IN_OUTSIDE_CYCLE, "check-in-outside-cycle", Warning, "a check-in lies outside of its cycle",
    "The mid-cycle check-in is held while the cycle runs. A date before or after it is most often a wrong month or year, or the file lies in the wrong cycle.",
    wrong: &[(CHECK_IN, check_in!("date = 2026-04-13\nmanager = \"alex-kim\"\n"))],
    right: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// A check-in with somebody else.
    CHECK_IN_BY_ANOTHER, "check-in-by-another", Warning, "a check-in names a manager whom the person did not have on that day",
    "`manager` is who held the check-in: the manager by the roster on that day, or whoever manages the person at the cycle's end. \
     Correct the name or the roster; if somebody stood in, the notes can say so.",
    wrong: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"sam-lee\"\n"))],
    right: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// An action that was due already.
    ACTION_BEFORE_CHECK_IN, "action-before-check-in", Warning, "an action is due before the check-in that agreed on it",
    "What a check-in agrees on is done after it. Correct one of the two dates.",
    wrong: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[action]]\nowner = \"manager\"\nwhat = \"Find a reviewer\"\ndue = 2026-07-20\n"))],
    right: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[action]]\nowner = \"manager\"\nwhat = \"Find a reviewer\"\ndue = 2026-08-20\n"))];
}
rule! {
    /// Two lines on one key result.
    PROGRESS_TWICE, "progress-twice", Warning, "a check-in reports twice on one key result",
    "Each key result has one `[[progress]]` in a check-in; of two the last is shown. Delete one, or correct its address.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[progress]]\nkey_result = \"steady/uptime\"\nstatus = \"on-track\"\n\n[[progress]]\nkey_result = \"steady/uptime\"\nstatus = \"at-risk\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[progress]]\nkey_result = \"steady/uptime\"\nstatus = \"on-track\"\n\n[[progress]]\nkey_result = \"steady/alerts\"\nstatus = \"at-risk\"\n"))];
}
rule! {
    /// A key result that takes its own place.
    REPLACED_BY_ITSELF, "replaced-by-itself", Warning, "a key result is replaced by itself",
    "`replacement` names the key result that takes the place of `key_result`: another one, which stands in the person's goals too. Correct it, or write \
     `change = \"adjusted\"` where the key result stays.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Moved\"\nreplacement = \"steady/uptime\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Moved\"\nreplacement = \"steady/restore\"\n"))];
}
rule! {
    /// No check-in.
    CHECK_IN_MISSING, "check-in-missing", Process, "there is no check-in after the last day for it",
    "Halfway through the cycle manager and employee look at the goals together. Hold it now, even if late, and write `check-in.md`; course \
     can be corrected until the last week.",
    wrong: &[(MORE_PEOPLE, kai!())],
    right: &[(MORE_PEOPLE, kai!()), ("content/cycles/2026-q3/people/kai-berg/check-in.md", check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// A check-in too early or too late.
    CHECK_IN_OUTSIDE_WINDOW, "check-in-outside-window", Process, "a check-in was held before or after the days for it",
    "`check_in` in `cycle.toml` gives the first and the last day. Too early there is little to correct, too late little can be. Nothing is left to do but to \
     plan the next one in time.",
    wrong: &[(CHECK_IN, check_in!("date = 2026-08-25\nmanager = \"alex-kim\"\n"))],
    right: &[(CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// A change without a reason.
    ADJUSTMENT_WITHOUT_RATIONALE, "adjustment-without-rationale", Process, "a goal was changed without a rationale",
    "Goals may be adjusted or replaced at mid-cycle, and the record says why: the review reads it months later. Add `rationale`.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"adjusted\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"adjusted\"\nrationale = \"The vendor slipped a week\"\n"))];
}
rule! {
    /// A replacement that nobody approved.
    REPLACEMENT_NOT_APPROVED, "replacement-not-approved", Process, "a goal was replaced without approval",
    "To replace a key result needs the approval of the skip-level manager on that day, named in `approved_by`, so that priorities do not move unseen.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\nreplacement = \"steady/restore\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\napproved_by = \"alex-kim\"\nreplacement = \"steady/restore\"\n"))];
}
rule! {
    /// A replacement that somebody else approved.
    REPLACEMENT_APPROVED_BY_ANOTHER, "replacement-approved-by-another", Process, "a goal was replaced with the approval of somebody else than the skip-level manager",
    "`approved_by` should be the skip-level manager on the day of the check-in: the manager's manager by the roster. Let them approve it, or correct the name.",
    wrong: &[(MORE_PEOPLE, kai!("email = \"kai.berg@northwind.example\"\n", "manager = \"robin-diaz\"\n")),
        ("content/cycles/2026-q3/people/kai-berg/goals.toml", goals!()),
        ("content/cycles/2026-q3/people/kai-berg/check-in.md", check_in!("date = 2026-08-13\nmanager = \"robin-diaz\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\napproved_by = \"robin-diaz\"\nreplacement = \"steady/restore\"\n"))],
    right: &[(MORE_PEOPLE, kai!("email = \"kai.berg@northwind.example\"\n", "manager = \"robin-diaz\"\n")),
        ("content/cycles/2026-q3/people/kai-berg/goals.toml", goals!()),
        ("content/cycles/2026-q3/people/kai-berg/check-in.md", check_in!("date = 2026-08-13\nmanager = \"robin-diaz\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\napproved_by = \"alex-kim\"\nreplacement = \"steady/restore\"\n"))];
}
rule! {
    /// An intervention that says nothing.
    INTERVENTION_WITHOUT_PLAN, "intervention-without-plan", Process, "a goal is at risk and nothing says what will be done about it",
    "An intervention names in `plan` what will be done so that the key result can still be reached. Add it.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"intervention\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"intervention\"\nplan = \"A second pair of hands until the drill\"\n"))];
}
rule! {
    /// A replacement that is not named.
    REPLACED_BY_NOTHING, "replaced-by-nothing", Process, "a goal was replaced and nothing takes its place",
    "`replacement` names the key result that takes the place of the one that was given up. Add that key result to `goals.toml` and its address here.",
    wrong: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\napproved_by = \"alex-kim\"\n"))],
    right: &[(GOALS, goals!()), (CHECK_IN, check_in!("date = 2026-08-13\nmanager = \"alex-kim\"\n\n[[adjustment]]\nkey_result = \"steady/uptime\"\nchange = \"replaced\"\nrationale = \"Priorities moved\"\napproved_by = \"alex-kim\"\nreplacement = \"steady/restore\"\n"))];
}

type Written = Filed<Document<CheckInRecord>>;

fn of<'a>(subject: &Subject<'a>) -> Option<(&'a Written, &'a CheckInRecord)> {
    let filed = subject.packet.check_in.as_ref()?;
    Some((filed, &filed.record.front))
}

fn outside_cycle(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject).filter(|(_, front)| !subject.in_cycle(front.date.value)) else {
        return Vec::new();
    };
    let message = "this check-in lies outside of its cycle";
    vec![
        Finding::new(&CHECK_IN_OUTSIDE_CYCLE, filed.place(front.date.at), message)
            .help("Correct the date, or move the file to its cycle."),
    ]
}

fn by_another(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject) else {
        return Vec::new();
    };
    let organisation = subject.organisation;
    let Some(named) = organisation.find_person(&front.manager) else {
        return Vec::new();
    };
    let days = [front.date.value, subject.cycle.end];
    let managers = days.map(|day| organisation.manager_on(subject.packet.person, day));
    if managers.contains(&Some(named)) {
        return Vec::new();
    }
    let message = "`manager` is not the person's manager on the day of the check-in";
    vec![
        Finding::new(&CHECK_IN_BY_ANOTHER, filed.place(front.manager.at), message)
            .help("Correct the name, or the roster."),
    ]
}

fn new_due_outside_cycle(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject) else {
        return Vec::new();
    };
    let due = front.adjustment.iter().filter_map(|each| each.due.as_ref());
    due.filter(|due| !subject.in_cycle(due.value))
        .map(|due| {
            let message = "the new date of this key result lies outside of its cycle";
            Finding::new(&super::goals::written::DUE_OUTSIDE_CYCLE, filed.place(due.at), message)
                .help("Correct the date.")
        })
        .collect()
}

fn action_before(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject) else {
        return Vec::new();
    };
    let due = front.action.iter().filter_map(|each| each.due.as_ref());
    due.filter(|due| due.value < front.date.value)
        .map(|due| {
            let message = "this action is due before the check-in that agreed on it";
            Finding::new(&ACTION_BEFORE_CHECK_IN, filed.place(due.at), message)
                .help("Correct one of the two dates.")
                .note(filed.place(front.date.at), "the day of the check-in")
        })
        .collect()
}

fn progress_twice(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject) else {
        return Vec::new();
    };
    let mut seen = std::collections::HashSet::new();
    let again = front
        .progress
        .iter()
        .filter(|each| !seen.insert(&each.key_result.value));
    again
        .map(|each| {
            let message = "this check-in has reported on this key result above";
            Finding::new(&PROGRESS_TWICE, filed.place(each.key_result.at), message).help("Delete one of the two.")
        })
        .collect()
}

fn replaced_by_itself(subject: &Subject<'_>) -> Vec<Finding> {
    let Some((filed, front)) = of(subject) else {
        return Vec::new();
    };
    let pairs = front
        .adjustment
        .iter()
        .filter_map(|each| Some((&each.key_result, each.replacement.as_ref()?)));
    pairs
        .filter(|(old, new)| old.value == new.value)
        .map(|(_, new)| {
            let message = "`replacement` names the key result that is replaced";
            Finding::new(&REPLACED_BY_ITSELF, filed.place(new.at), message)
                .help("Name the key result that takes its place.")
        })
        .collect()
}

fn held(review: &Review<'_>) -> Vec<ProcessFinding> {
    let [first, last] = review.of.cycle.deadlines.check_in;
    let Some((filed, front)) = of(&review.of) else {
        let missing = Overdue::of(review.facts.completion.check_in).filter(|_| review.facts.is_review());
        let finding = missing.map(|_| {
            let place = review.of.absent("check-in.md");
            let act = "Hold the check-in and write it down.";
            review
                .finding(&CHECK_IN_MISSING, place, "there is no check-in", act, SECTIONS)
                .for_actor(review.manager())
                .since(Part::CheckIn.deadline(review.of.cycle))
        });
        return finding.into_iter().collect();
    };
    let day = front.date.value;
    let message = match Overdue::of(review.facts.completion.check_in) {
        Some(Overdue::Late(late)) => format!("this check-in was held {} after the last day for it", days(late)),
        _ if day < first => "this check-in was held before the first day for it".to_owned(),
        _ => return Vec::new(),
    };
    let act = "Plan the next check-in in time.";
    let finding = review
        .finding(
            &CHECK_IN_OUTSIDE_WINDOW,
            filed.place(front.date.at),
            message,
            act,
            SECTIONS,
        )
        .for_actor(review.manager())
        .since(if day < first { day } else { last });
    vec![finding]
}

fn adjustments(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some((filed, front)) = of(&review.of) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for facts in &review.facts.adjustments {
        let Some(record) = front.adjustment.get(facts.adjustment) else {
            continue;
        };
        for lack in &facts.lacks {
            let place = match (lack, &record.approved_by) {
                (Lack::OtherApprover { .. }, Some(approver)) => filed.place(approver.at),
                _ => filed.place(record.key_result.at),
            };
            found.push(lacking(review, *lack, place).since(front.date.value));
        }
    }
    found
}

fn lacking(review: &Review<'_>, lack: Lack, place: Place) -> ProcessFinding {
    let (rule, message, act, actor) = match lack {
        Lack::Rationale => (
            &ADJUSTMENT_WITHOUT_RATIONALE,
            "this change has no rationale",
            "Add why the goal was changed.",
            review.manager(),
        ),
        Lack::Approver { expected } => (
            &REPLACEMENT_NOT_APPROVED,
            "this replacement names nobody who approved it",
            "Approve the replacement, or say why not.",
            expected.or(review.manager()),
        ),
        Lack::OtherApprover { expected } => (
            &REPLACEMENT_APPROVED_BY_ANOTHER,
            "`approved_by` is not the skip-level manager on the day of the check-in",
            "Approve the replacement, or say why not.",
            Some(expected),
        ),
        Lack::Plan => (
            &INTERVENTION_WITHOUT_PLAN,
            "this intervention has no plan",
            "Agree on what will be done, and write it down.",
            review.manager(),
        ),
        Lack::Replacement => (
            &REPLACED_BY_NOTHING,
            "this replacement names no key result that takes its place",
            "Agree on a key result instead, and name it.",
            review.manager(),
        ),
    };
    review.finding(rule, place, message, act, SECTIONS).for_actor(actor)
}
