//! The parts of a review as they are written: their dates and authors, and what they name.

use std::collections::HashSet;

use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::model::{Feedback, Person, PersonIx};
use crate::records::At;
use crate::rules::PacketWarning;
use crate::rules::examples::{
    FEEDBACK, GOALS, MANAGER, MORE_PEOPLE, SELF, assessment, feedback, goals, kai, self_assessment,
};
use crate::rules::subject::Subject;
use crate::source::{Date, SourcePath};

pub(in crate::rules) const RULES: &[&Rule] = &[
    &SUBMITTED_BEFORE_CYCLE,
    &SHARED_BEFORE_SUBMITTED,
    &EVIDENCE_OUTSIDE_CYCLE,
    &ASSESSED_BY_ANOTHER,
    &VALUE_WITHOUT_MEASURE,
    &FEEDBACK_NAMES_AUTHOR,
    &FEEDBACK_FROM_OUTSIDE,
];
pub(in crate::rules) const WARNINGS: &[PacketWarning] = &[
    submitted_before_cycle,
    shared_before_submitted,
    evidence_outside_cycle,
    assessed_by_another,
    value_without_measure,
    feedback_names_author,
    feedback_from_outside,
];

rule! {
    /// A record from before the cycle.
    SUBMITTED_BEFORE_CYCLE, "submitted-before-cycle", Warning, "a part of a review was handed in before its cycle began",
    "Assessments and feedback look back on a cycle, so their dates lie after its first day. An earlier one is most often a wrong month or year.",
    wrong: &[(SELF, self_assessment!("submitted = 2025-10-02\n"))],
    right: &[(SELF, self_assessment!("submitted = 2026-10-02\n"))];
}
rule! {
    /// An assessment that was shown before it was written.
    SHARED_BEFORE_SUBMITTED, "shared-before-submitted", Warning, "an assessment was shared before it was handed in",
    "`shared` is the day on which the employee was shown the assessment, and from then on it stands in their pages. It cannot lie before \
     `submitted`, and without `submitted` it says nothing. Correct one of the two.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nshared = 2026-10-01\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nshared = 2026-10-26\nrating = 3\n"))];
}
rule! {
    /// Evidence of another time.
    EVIDENCE_OUTSIDE_CYCLE, "evidence-outside-cycle", Warning, "evidence is dated outside of its cycle",
    "A rating rests on what happened in its cycle. Evidence from before or after it is most often a wrong date; what happened after the last day \
     belongs in the next review.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n\n[[evidence]]\ndate = 2025-08-18\nwhat = \"Ran the restore drill\"\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n\n[[evidence]]\ndate = 2026-08-18\nwhat = \"Ran the restore drill\"\n"))];
}
rule! {
    /// An assessment by somebody else.
    ASSESSED_BY_ANOTHER, "assessed-by-another", Warning, "an assessment's author is not the person's manager",
    "The manager assessment is written by the manager at the cycle's end, or by the one on the day on which it was handed in. Correct `author` or \
     the roster.",
    wrong: &[(MANAGER, assessment!("author = \"sam-lee\"\nsubmitted = 2026-10-09\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))];
}
rule! {
    /// A value of what is not measured.
    VALUE_WITHOUT_MEASURE, "value-without-measure", Warning, "a result has a value and its key result no measure",
    "`value` is compared with the `measure` of the key result. Without one it is used for nothing, and the result alone counts. Add the measure to the goals, or \
     delete the value.",
    wrong: &[(GOALS, goals!()), (SELF, self_assessment!("submitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nvalue = 12\nresult = \"met\"\n"))],
    right: &[(GOALS, goals!()), (SELF, self_assessment!("submitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"met\"\n"))];
}
rule! {
    /// A feedback that gives its author away.
    FEEDBACK_NAMES_AUTHOR, "feedback-names-author", Warning, "a peer feedback names its own author",
    "The person reviewed reads peer feedback without its author. A text that names the author undoes that. Ask the author to write it \
     differently, such as \"we\" instead of the own name.",
    wrong: &[(FEEDBACK, feedback!("submitted = 2026-10-06\nagain = \"yes\"\n", "Robin and Sam cut the build to ten minutes."))],
    right: &[(FEEDBACK, feedback!("submitted = 2026-10-06\nagain = \"yes\"\n", "We cut the build to ten minutes."))];
}
rule! {
    /// A peer who was not there.
    FEEDBACK_FROM_OUTSIDE, "feedback-from-outside", Warning, "a peer feedback's author was not employed in the cycle",
    "The roster says that the author was hired after the cycle or left before it. Correct the name of the file, which is the author's id, or the dates in \
     the roster.",
    wrong: &[(MORE_PEOPLE, kai!("email = \"kai.berg@northwind.example\"\nleft = 2025-12-31\n", "manager = \"alex-kim\"\n")),
        ("content/cycles/2026-q3/people/robin-diaz/feedback/kai-berg.md", feedback!("submitted = 2026-10-06\n", "Calm under load."))],
    right: &[(MORE_PEOPLE, kai!()),
        ("content/cycles/2026-q3/people/robin-diaz/feedback/kai-berg.md", feedback!("submitted = 2026-10-06\n", "Calm under load."))];
}

/// The days on which parts of the review were handed in.
fn submissions<'a>(subject: &Subject<'a>) -> Vec<(&'a SourcePath, &'a At<Date>)> {
    let packet = subject.packet;
    let own = packet
        .self_assessment
        .iter()
        .filter_map(|filed| Some((&filed.file, filed.record.front.submitted.as_ref()?)));
    let manager = packet
        .manager_assessment
        .iter()
        .filter_map(|filed| Some((&filed.file, filed.record.front.submitted.as_ref()?)));
    let peers = packet.feedback.iter().map(|feedback| &feedback.record);
    let peers = peers.filter_map(|filed| Some((&filed.file, filed.record.front.submitted.as_ref()?)));
    own.chain(manager).chain(peers).collect()
}

fn submitted_before_cycle(subject: &Subject<'_>) -> Vec<Finding> {
    let early = submissions(subject)
        .into_iter()
        .filter(|(_, day)| day.value < subject.cycle.start);
    early
        .map(|(file, day)| {
            let message = "this was handed in before its cycle began";
            Finding::new(&SUBMITTED_BEFORE_CYCLE, Place::at(file, day.at), message).help(format!(
                "The cycle begins on {}. Correct the date, or move the file.",
                subject.cycle.start
            ))
        })
        .collect()
}

fn shared_before_submitted(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(filed) = &subject.packet.manager_assessment else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let Some(shared) = &front.shared else { return Vec::new() };
    if front
        .submitted
        .as_ref()
        .is_some_and(|submitted| submitted.value <= shared.value)
    {
        return Vec::new();
    }
    let message = "this assessment was shared before it was handed in";
    vec![
        Finding::new(&SHARED_BEFORE_SUBMITTED, filed.place(shared.at), message)
            .help("Correct `shared` or `submitted`."),
    ]
}

fn evidence_outside_cycle(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(filed) = &subject.packet.manager_assessment else {
        return Vec::new();
    };
    let dates = filed.record.front.evidence.iter().map(|evidence| &evidence.date);
    dates
        .filter(|date| !subject.in_cycle(date.value))
        .map(|date| {
            let message = "this evidence is dated outside of its cycle";
            Finding::new(&EVIDENCE_OUTSIDE_CYCLE, filed.place(date.at), message).help(format!(
                "The cycle runs from {} to {}.",
                subject.cycle.start, subject.cycle.end
            ))
        })
        .collect()
}

fn assessed_by_another(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(filed) = &subject.packet.manager_assessment else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let organisation = subject.organisation;
    let Some(author) = organisation.find_person(&front.author) else {
        return Vec::new();
    };
    let days = [Some(subject.cycle.end), front.submitted.as_ref().map(|day| day.value)];
    let mut managers = days
        .into_iter()
        .flatten()
        .filter_map(|day| organisation.manager_on(subject.packet.person, day));
    if managers.any(|manager| manager == author) {
        return Vec::new();
    }
    let message = "`author` is not the person's manager, neither at the cycle's end nor on the day of the assessment";
    vec![
        Finding::new(&ASSESSED_BY_ANOTHER, filed.place(front.author.at), message)
            .help("Correct the name, or the roster."),
    ]
}

fn value_without_measure(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(filed) = &subject.packet.self_assessment else {
        return Vec::new();
    };
    let lines = filed.record.front.result.iter();
    let unmeasured = lines.filter(|line| {
        let key_result = subject.packet.key_result(&line.key_result);
        key_result.is_some_and(|(_, record)| record.measure.is_none())
    });
    unmeasured
        .filter_map(|line| {
            let message = "this result has a value, and its key result has no measure";
            let finding = Finding::new(&VALUE_WITHOUT_MEASURE, filed.place(line.value.as_ref()?.at), message);
            Some(finding.help("Add `measure` to the key result, or delete the value."))
        })
        .collect()
}

/// The words by which a text would name a person: the full name, its first word and its last.
fn names(person: &Person) -> impl Iterator<Item = &str> {
    let words = || {
        person
            .name
            .split_whitespace()
            .filter(|word| word.chars().nth(1).is_some())
    };
    [words().next(), words().next_back()].into_iter().flatten()
}

/// A text's words, without the marks around them and without the s of possession.
fn words(text: &str) -> HashSet<&str> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'));
    parts
        .map(|word| word.trim_matches(['-', '\'', '’']))
        .map(|word| {
            word.strip_suffix("'s")
                .or_else(|| word.strip_suffix("’s"))
                .unwrap_or(word)
        })
        .collect()
}

fn feedback_names_author(subject: &Subject<'_>) -> Vec<Finding> {
    let reviewed: Vec<_> = names(subject.organisation.person(subject.packet.person)).collect();
    let named = |feedback: &&Feedback| {
        let text = &*feedback.record.record.body.text;
        let author = subject.organisation.person(feedback.author);
        let mut others = names(author).filter(|name| !reviewed.contains(name));
        // Few texts hold the letters at all, and dividing one into words takes long.
        feedback.author != subject.packet.person && others.any(|name| text.contains(name) && words(text).contains(name))
    };
    let feedback = subject.packet.feedback.iter().filter(named);
    feedback
        .map(|feedback| {
            Finding::new(
                &FEEDBACK_NAMES_AUTHOR,
                Place::file(&feedback.record.file),
                "this feedback names its own author",
            )
            .help("Ask the author to write it without the own name.")
        })
        .collect()
}

fn feedback_from_outside(subject: &Subject<'_>) -> Vec<Finding> {
    let cycle = subject.cycle;
    let until = Ord::max(cycle.end, cycle.deadlines.peer_feedback);
    let there = |author: PersonIx| subject.organisation.person(author).employed_between(cycle.start, until);
    let feedback = subject
        .packet
        .feedback
        .iter()
        .filter(|feedback| !there(feedback.author));
    feedback
        .map(|feedback| {
            let message = "the author of this feedback was not employed in the cycle";
            Finding::new(&FEEDBACK_FROM_OUTSIDE, Place::file(&feedback.record.file), message)
                .help("Rename the file to its author's id, or correct the roster.")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_whole_and_lose_their_marks() {
        let text = words("\"Sam's\" tool, Jun-ho’s cache (and Tuấn).");
        for word in ["Sam", "tool", "Jun-ho", "cache", "Tuấn"] {
            assert!(text.contains(word), "{word} in {text:?}");
        }
        assert!(!words("A sample of Samples").contains("Sam"));
    }
}
