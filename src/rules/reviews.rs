//! The review itself: self-assessment, peer feedback and manager assessment; whether they came in time, evidence and ratings.

pub(super) mod written;

use super::PacketRule;
use super::examples::{GOALS, MANAGER, MORE_PEOPLE, SELF, assessment, feedback, goals, kai, self_assessment};
use super::finding::ProcessFinding;
use super::subject::{Overdue, Review, days};
use crate::diagnostics::{Place, Rule, counted, rule};
use crate::facts::Part;
use crate::model::PersonIx;
use crate::records::At;
use crate::records::access::SectionKind;
use crate::source::{Date, SourcePath};

pub(super) const RULES: &[&Rule] = &[
    &SELF_ASSESSMENT_MISSING,
    &SELF_ASSESSMENT_LATE,
    &PEER_FEEDBACK_BELOW_MINIMUM,
    &PEER_FEEDBACK_LATE,
    &MANAGER_ASSESSMENT_MISSING,
    &MANAGER_ASSESSMENT_LATE,
    &RESULTS_MISSING,
    &ASSESSED_WITHOUT_RATING,
    &RATED_WITHOUT_EVIDENCE,
    &ASSESSMENT_NOT_SHARED,
];
pub(super) const PACKET: &[PacketRule] = &[
    self_assessment_in_time,
    peer_feedback_in_time,
    manager_assessment_in_time,
    results_missing,
    without_rating,
    without_evidence,
    not_shared,
];

rule! {
    /// No self-assessment.
    SELF_ASSESSMENT_MISSING, "self-assessment-missing", Process, "a self-assessment was not handed in by its deadline",
    "The review begins with what the person says of their own results. A file without `submitted` is a draft. Write it, and add the day on which it is handed in.",
    wrong: &[(SELF, self_assessment!(""))],
    right: &[(SELF, self_assessment!("submitted = 2026-10-02\n"))];
}
rule! {
    /// A late self-assessment.
    SELF_ASSESSMENT_LATE, "self-assessment-late", Process, "a self-assessment was handed in after its deadline",
    "A late part makes the whole review late. Nothing is left to do but to be earlier next time; where only the date was written wrong, correct it.",
    wrong: &[(SELF, self_assessment!("submitted = 2026-10-08\n"))],
    right: &[(SELF, self_assessment!("submitted = 2026-10-02\n"))];
}
rule! {
    /// Too few peers.
    PEER_FEEDBACK_BELOW_MINIMUM, "peer-feedback-below-minimum", Process, "fewer peers gave feedback than a review needs",
    "A review needs `[feedback] minimum` peer feedbacks. Below that the person reviewed is shown none of the texts, since few could be told apart. Ask \
     further peers.",
    wrong: &[(MORE_PEOPLE, kai!())],
    right: &[(MORE_PEOPLE, kai!()),
        ("content/cycles/2026-q3/people/kai-berg/feedback/sam-lee.md", feedback!("submitted = 2026-10-06\n", "Calm under load.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/robin-diaz.md", feedback!("submitted = 2026-10-06\n", "Reads logs well.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/jo-martin.md", feedback!("submitted = 2026-10-06\n", "Asks early."))];
}
rule! {
    /// Late peers.
    PEER_FEEDBACK_LATE, "peer-feedback-late", Process, "the last peer feedback that a review needs came after the deadline",
    "A review has its peer feedback once as many were handed in as the policy needs. Here the last of them came late. Nothing is left to do but to ask earlier.",
    wrong: &[(MORE_PEOPLE, kai!()),
        ("content/cycles/2026-q3/people/kai-berg/feedback/sam-lee.md", feedback!("submitted = 2026-10-10\n", "Calm under load.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/robin-diaz.md", feedback!("submitted = 2026-10-06\n", "Reads logs well.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/jo-martin.md", feedback!("submitted = 2026-10-06\n", "Asks early."))],
    right: &[(MORE_PEOPLE, kai!()),
        ("content/cycles/2026-q3/people/kai-berg/feedback/sam-lee.md", feedback!("submitted = 2026-10-06\n", "Calm under load.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/robin-diaz.md", feedback!("submitted = 2026-10-06\n", "Reads logs well.")),
        ("content/cycles/2026-q3/people/kai-berg/feedback/jo-martin.md", feedback!("submitted = 2026-10-06\n", "Asks early."))];
}
rule! {
    /// No manager assessment.
    MANAGER_ASSESSMENT_MISSING, "manager-assessment-missing", Process, "a manager assessment was not handed in by its deadline",
    "Without it there is no recommended rating, and nothing to calibrate. A file without `submitted` is a draft. Write it, and add the day on which it is handed in.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))];
}
rule! {
    /// A late manager assessment.
    MANAGER_ASSESSMENT_LATE, "manager-assessment-late", Process, "a manager assessment was handed in after its deadline",
    "A late part makes the whole review late, and leaves the session less time to read. Nothing is left to do but to be earlier next time.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-15\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))];
}
rule! {
    /// Key results without a result.
    RESULTS_MISSING, "results-missing", Process, "a self-assessment says nothing of some key results",
    "Each key result that was not replaced has one `[[result]]`, with `result` or, for a measured one, `value`. Those without one have no score. Add them.",
    wrong: &[(GOALS, goals!()), (SELF, self_assessment!("submitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"met\"\n"))],
    right: &[(GOALS, goals!()), (SELF, self_assessment!("submitted = 2026-10-02\n\n[[result]]\nkey_result = \"steady/uptime\"\nresult = \"met\"\n\n[[result]]\nkey_result = \"steady/alerts\"\nresult = \"met\"\n\n[[result]]\nkey_result = \"steady/restore\"\nresult = \"met\"\n"))];
}
rule! {
    /// No rating and no reason.
    ASSESSED_WITHOUT_RATING, "assessed-without-rating", Process, "an assessment was handed in without a rating and without a reason for none",
    "A manager assessment recommends a `rating`, or says in `not_rated` why there is none, such as \"too new\". Add one of them.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))];
}
rule! {
    /// A rating that rests on nothing.
    RATED_WITHOUT_EVIDENCE, "rated-without-evidence", Process, "a rating was recommended without evidence",
    "Calibration compares evidence, and the recency check reads its dates. Add `[[evidence]]`: what happened, on which day.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n\n[[evidence]]\ndate = 2026-08-18\nwhat = \"Ran the restore drill\"\n"))];
}
rule! {
    /// An assessment that the employee has not seen.
    ASSESSMENT_NOT_SHARED, "assessment-not-shared", Process, "an assessment was not shared with the employee by the release",
    "The manager goes through the assessment with the employee before or on the days of the release, and writes the day to `shared`; until then the employee's pages do not show it.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nshared = 2026-10-26\nrating = 3\n"))];
}

/// A part of the review that is past its deadline, and the two rules for it.
struct PartRules {
    part: Part,
    missing: (&'static Rule, &'static str, &'static str),
    late: (&'static Rule, &'static str, &'static str),
    sections: &'static [SectionKind],
}

fn in_time(review: &Review<'_>, rules: &PartRules, place: Place, actor: Option<PersonIx>) -> Vec<ProcessFinding> {
    let standing = review.facts.completion.part(rules.part);
    let overdue = Overdue::of(standing).filter(|_| review.facts.is_review());
    let finding = overdue.map(|overdue| {
        let (rule, message, act) = match overdue {
            Overdue::Missing => (rules.missing.0, rules.missing.1.to_owned(), rules.missing.2),
            Overdue::Late(late) => (
                rules.late.0,
                format!("{} {} late", rules.late.1, days(late)),
                rules.late.2,
            ),
        };
        review
            .finding(rule, place, message, act, rules.sections)
            .for_actor(actor)
            .since(rules.part.deadline(review.of.cycle))
    });
    finding.into_iter().collect()
}

/// The place of the day on which a record was handed in, of the record as a draft, or of where it should be.
fn handed_in(review: &Review<'_>, file: Option<(&SourcePath, Option<&At<Date>>)>, name: &str) -> Place {
    match file {
        None => review.of.absent(name),
        Some((file, None)) => Place::file(file),
        Some((file, Some(day))) => Place::at(file, day.at),
    }
}

fn self_assessment_in_time(review: &Review<'_>) -> Vec<ProcessFinding> {
    const RULES: PartRules = PartRules {
        part: Part::SelfAssessment,
        missing: (
            &SELF_ASSESSMENT_MISSING,
            "the self-assessment was not handed in",
            "Write the self-assessment and hand it in.",
        ),
        late: (
            &SELF_ASSESSMENT_LATE,
            "the self-assessment was handed in",
            "Hand the next one in by its deadline.",
        ),
        sections: &[SectionKind::SelfAssessment],
    };
    let filed = review.packet().self_assessment.as_ref();
    let file = filed.map(|filed| (&filed.file, filed.record.front.submitted.as_ref()));
    in_time(
        review,
        &RULES,
        handed_in(review, file, "self-assessment.md"),
        Some(review.person()),
    )
}

fn peer_feedback_in_time(review: &Review<'_>) -> Vec<ProcessFinding> {
    // The place is the folder: the name of a file in it would be the name of an author.
    const RULES: PartRules = PartRules {
        part: Part::PeerFeedback,
        missing: (
            &PEER_FEEDBACK_BELOW_MINIMUM,
            "fewer peers gave feedback than the review needs",
            "Ask further peers for feedback.",
        ),
        late: (
            &PEER_FEEDBACK_LATE,
            "the last peer feedback that the review needs came",
            "Ask for the next one earlier.",
        ),
        sections: &[SectionKind::NamedFeedback],
    };
    in_time(review, &RULES, review.of.absent("feedback"), review.manager())
}

fn manager_assessment_in_time(review: &Review<'_>) -> Vec<ProcessFinding> {
    const RULES: PartRules = PartRules {
        part: Part::ManagerAssessment,
        missing: (
            &MANAGER_ASSESSMENT_MISSING,
            "the manager assessment was not handed in",
            "Write the manager assessment and hand it in.",
        ),
        late: (
            &MANAGER_ASSESSMENT_LATE,
            "the manager assessment was handed in",
            "Hand the next one in by its deadline.",
        ),
        sections: &[SectionKind::ManagerAssessment],
    };
    let filed = review.packet().manager_assessment.as_ref();
    let file = filed.map(|filed| (&filed.file, filed.record.front.submitted.as_ref()));
    in_time(
        review,
        &RULES,
        handed_in(review, file, "manager-assessment.md"),
        review.manager(),
    )
}

fn results_missing(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(filed) = &review.packet().self_assessment else {
        return Vec::new();
    };
    let (Some(submitted), Some(goals)) = (&filed.record.front.submitted, review.all.goals_of(review.facts)) else {
        return Vec::new();
    };
    let key_results = goals.objectives.iter().flat_map(|objective| &objective.key_results);
    let open = key_results
        .filter(|facts| !facts.replaced && facts.score.is_none())
        .count();
    if open == 0 {
        return Vec::new();
    }
    let message = format!(
        "{} no result in this self-assessment",
        counted(open, "key result has", "key results have")
    );
    let sections = &[SectionKind::SelfAssessment, SectionKind::IndividualGoals];
    let finding = review.finding(
        &RESULTS_MISSING,
        filed.place(submitted.at),
        message,
        "Add the results.",
        sections,
    );
    vec![finding.for_actor(review.person()).since(submitted.value)]
}

fn without_rating(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(filed) = &review.packet().manager_assessment else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let (Some(submitted), None, None) = (&front.submitted, &front.rating, &front.not_rated) else {
        return Vec::new();
    };
    let message = "this assessment has no rating and no reason for none";
    let act = "Recommend a rating, or say why there is none.";
    let sections = &[SectionKind::RecommendedRating];
    let finding = review.finding(
        &ASSESSED_WITHOUT_RATING,
        filed.place(submitted.at),
        message,
        act,
        sections,
    );
    vec![finding.for_actor(review.manager()).since(submitted.value)]
}

fn without_evidence(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(filed) = &review.packet().manager_assessment else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let (Some(submitted), Some(rating), true) = (&front.submitted, &front.rating, front.evidence.is_empty()) else {
        return Vec::new();
    };
    let message = "this recommended rating rests on no evidence";
    let sections = &[SectionKind::Evidence, SectionKind::RecommendedRating];
    let finding = review.finding(
        &RATED_WITHOUT_EVIDENCE,
        filed.place(rating.at),
        message,
        "Add dated evidence.",
        sections,
    );
    vec![finding.for_actor(review.manager()).since(submitted.value)]
}

fn not_shared(review: &Review<'_>) -> Vec<ProcessFinding> {
    let release = review.of.cycle.deadlines.release;
    let Some(filed) = review
        .packet()
        .manager_assessment
        .as_ref()
        .filter(|_| review.as_of() > release)
    else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let (Some(submitted), true) = (
        &front.submitted,
        front.shared.as_ref().is_none_or(|day| day.value > review.as_of()),
    ) else {
        return Vec::new();
    };
    let message = "the employee was not shown this assessment by the release";
    let act = "Go through the assessment with the employee and add the day.";
    // That there is an assessment, and that it is kept back, is what the employee may not see.
    let sections = &[SectionKind::ManagerAssessment];
    let finding = review.finding(
        &ASSESSMENT_NOT_SHARED,
        filed.place(submitted.at),
        message,
        act,
        sections,
    );
    vec![finding.for_actor(review.manager()).since(release)]
}
