//! The text of Markdown records: the headings that their pages are made of.

use super::PacketWarning;
use super::examples::{MANAGER, assessment};
use super::subject::Subject;
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::records::{
    Body, body, check_in, development_plan, feedback, improvement_plan, manager_assessment, self_assessment,
};
use crate::source::SourcePath;

pub(super) const RULES: &[&Rule] = &[&HEADING_MISSING];
pub(super) const WARNINGS: &[PacketWarning] = &[heading_missing];

rule! {
    /// A heading that is not there.
    HEADING_MISSING, "heading-missing", Warning, "a record lacks a heading",
    "The text of a record has the headings of its template, and pages show what stands below each. Under another heading the text is still shown, but not where \
     readers look for it. Add the heading, with its text or empty; capital letters and punctuation make no difference.",
    wrong: &[(MANAGER, "+++\nauthor = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n+++\n\n## Strengths\n\nCalm.\n")],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))];
}

/// A record's text and the headings that it should have.
type Expected<'a> = (&'a SourcePath, &'a Body, &'static [&'static str]);

fn texts<'a>(subject: &Subject<'a>) -> Vec<Expected<'a>> {
    let packet = subject.packet;
    let mut texts: Vec<Expected<'a>> = Vec::new();
    texts.extend(
        packet
            .check_in
            .iter()
            .map(|filed| (&filed.file, &filed.record.body, check_in::HEADINGS)),
    );
    texts.extend(
        packet
            .self_assessment
            .iter()
            .map(|filed| (&filed.file, &filed.record.body, self_assessment::HEADINGS)),
    );
    texts.extend(
        packet
            .manager_assessment
            .iter()
            .map(|filed| (&filed.file, &filed.record.body, manager_assessment::HEADINGS)),
    );
    let feedback = packet.feedback.iter().map(|feedback| &feedback.record);
    texts.extend(feedback.map(|filed| (&filed.file, &filed.record.body, feedback::HEADINGS)));
    texts.extend(
        packet
            .development_plan
            .iter()
            .map(|filed| (&filed.file, &filed.record.body, development_plan::HEADINGS)),
    );
    texts.extend(
        packet
            .improvement_plan
            .iter()
            .map(|filed| (&filed.file, &filed.record.body, improvement_plan::HEADINGS)),
    );
    texts
}

fn heading_missing(subject: &Subject<'_>) -> Vec<Finding> {
    let texts = texts(subject).into_iter();
    texts
        .filter_map(|(file, text, headings)| {
            let sections = body::sections(&text.text);
            // Most headings are written as the template has them.
            let is_there = |title: &str| {
                let mut written = sections.iter().filter_map(|section| section.heading.as_ref());
                written.any(|heading| heading.text == title) || body::find(&sections, title).is_some()
            };
            let absent = headings.iter().copied().filter(|heading| !is_there(heading));
            let absent: Vec<_> = absent.map(|heading| format!("`## {heading}`")).collect();
            let what = if absent.len() == 1 {
                "the heading"
            } else {
                "the headings"
            };
            let message = format!("this record lacks {what} {}", absent.join(", "));
            (!absent.is_empty())
                .then(|| Finding::new(&HEADING_MISSING, Place::file(file), message).help("Add what is missing."))
        })
        .collect()
}
