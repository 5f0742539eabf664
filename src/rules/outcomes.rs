//! Outcomes: pay, promotions, and that the employee has read them.

use chrono::Days;

use super::examples::{MANAGER, MORE_PEOPLE, OUTCOME, SESSION, assessment, kai, session};
use super::finding::ProcessFinding;
use super::subject::{Review, Subject};
use super::{PacketRule, PacketWarning};
use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::records::access::SectionKind;
use crate::records::outcome::{OutcomeRecord, PromotionDecision};
use crate::records::{Filed, Percent};

/// How many days after the release an outcome that the employee has not acknowledged is told.
const ACKNOWLEDGED_WITHIN_DAYS: u64 = 14;

pub(super) const RULES: &[&Rule] = &[
    &PAY_WENT_DOWN,
    &ACKNOWLEDGED_BEFORE_RELEASE,
    &PROMOTION_WITHOUT_LEVEL,
    &PROMOTION_TO_OWN_LEVEL,
    &MERIT_OUTSIDE_RANGE,
    &OUTCOME_MISSING,
    &OUTCOME_NOT_ACKNOWLEDGED,
    &PROMOTION_WITHOUT_CRITERIA,
    &PROMOTION_WITHOUT_EVIDENCE,
];
pub(super) const WARNINGS: &[PacketWarning] = &[
    pay_went_down,
    acknowledged_before_release,
    promotion_without_level,
    promotion_to_own_level,
];
pub(super) const PACKET: &[PacketRule] = &[
    merit_outside_range,
    outcome_missing,
    not_acknowledged,
    promotion_without_criteria,
    promotion_without_evidence,
];

rule! {
    /// A raise that takes.
    PAY_WENT_DOWN, "pay-went-down", Warning, "base pay is lower after the review than before it",
    "A review can leave pay as it is; it does not lower it. Most often `base_before` and `base_after` were exchanged, or the percentage has a wrong sign.",
    wrong: &[(OUTCOME, "[pay]\nbase_before = 100000\nmerit_percent = -2.0\nbase_after = 98000\n")],
    right: &[(OUTCOME, "[pay]\nbase_before = 100000\nmerit_percent = 2.0\nbase_after = 102000\n")];
}
rule! {
    /// Read before it was shown.
    ACKNOWLEDGED_BEFORE_RELEASE, "acknowledged-before-release", Warning, "an outcome was acknowledged before the release",
    "Employees see their outcome from the day of the release on. An earlier date under `[acknowledged]` is most often wrong; if it is right, the outcome was known \
     too early.",
    wrong: &[(OUTCOME, "[acknowledged]\nemployee = 2026-10-20\n")],
    right: &[(OUTCOME, "[acknowledged]\nemployee = 2026-10-28\n")];
}
rule! {
    /// A promotion to nowhere.
    PROMOTION_WITHOUT_LEVEL, "promotion-without-level", Warning, "a decision on a promotion does not say to which level",
    "The criteria that are looked at are those of one level. Add `to_level`.",
    wrong: &[(OUTCOME, "[promotion]\ndecision = \"criteria-review\"\n\n[[promotion.criterion]]\nwhat = \"Leads an area\"\nevidence = \"The migration\"\n")],
    right: &[(OUTCOME, "[promotion]\ndecision = \"criteria-review\"\nto_level = \"IC9\"\n\n[[promotion.criterion]]\nwhat = \"Leads an area\"\nevidence = \"The migration\"\n")];
}
rule! {
    /// A promotion to where the person is.
    PROMOTION_TO_OWN_LEVEL, "promotion-to-own-level", Warning, "a promotion is to the level that the person has",
    "`to_level` is the level that the decision is about, and the roster says that the person had it at the cycle's end. Correct one of the two.",
    wrong: &[(MORE_PEOPLE, kai!()), ("content/cycles/2026-q3/people/kai-berg/outcome.toml", "[promotion]\ndecision = \"promoted\"\nto_level = \"IC3\"\n")],
    right: &[(MORE_PEOPLE, kai!()), ("content/cycles/2026-q3/people/kai-berg/outcome.toml", "[promotion]\ndecision = \"promoted\"\nto_level = \"IC4\"\n")];
}
rule! {
    /// A raise that the rating does not allow.
    MERIT_OUTSIDE_RANGE, "merit-outside-range", Process, "a raise lies outside of its rating's range and nobody says why",
    "The policy gives each rating a range of merit. A raise outside needs `exception = \"why\"` in the outcome, such as a position at the top of the band. \
     Add it, or correct the percentage.",
    wrong: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, session!("")), (OUTCOME, "[pay]\nbase_before = 100000\nmerit_percent = 9.0\nbase_after = 109000\n")],
    right: &[(MANAGER, assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")), (SESSION, session!("")), (OUTCOME, "[pay]\nbase_before = 100000\nmerit_percent = 9.0\nexception = \"Far below the band since the move\"\nbase_after = 109000\n")];
}
rule! {
    /// Nothing follows.
    OUTCOME_MISSING, "outcome-missing", Process, "a rated person has no outcome after the day of the release",
    "What follows from a rating is released together with it: write `outcome.toml` in the person's folder, with a raise of 0 where there is none.",
    wrong: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n"))],
    right: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 3\n")),
        ("content/cycles/2026-q3/people/kai-berg/outcome.toml", "[pay]\nbase_before = 100000\nmerit_percent = 4.0\nbase_after = 104000\n")];
}
rule! {
    /// An outcome that nobody has read.
    OUTCOME_NOT_ACKNOWLEDGED, "outcome-not-acknowledged", Process, "an outcome was not acknowledged within two weeks of the release",
    "The employee confirms in `[acknowledged]` to have read the outcome; it does not mean to agree. Ask them, and add the date.",
    wrong: &[("content/cycles/2026-q1/cycle.toml", OLD_CYCLE), ("content/cycles/2026-q1/people/robin-diaz/outcome.toml", "[pay]\nbase_before = 100000\nmerit_percent = 4.0\nbase_after = 104000\n")],
    right: &[("content/cycles/2026-q1/cycle.toml", OLD_CYCLE), ("content/cycles/2026-q1/people/robin-diaz/outcome.toml", "[pay]\nbase_before = 100000\nmerit_percent = 4.0\nbase_after = 104000\n\n[acknowledged]\nemployee = 2026-04-28\n")];
}
rule! {
    /// A promotion without criteria.
    PROMOTION_WITHOUT_CRITERIA, "promotion-without-criteria", Process, "a promotion was decided without criteria",
    "A decision on a promotion, for or against, rests on the criteria of the level: list them as `[[promotion.criterion]]`.",
    wrong: &[(OUTCOME, "[promotion]\ndecision = \"promoted\"\nto_level = \"IC9\"\n")],
    right: &[(OUTCOME, "[promotion]\ndecision = \"promoted\"\nto_level = \"IC9\"\n\n[[promotion.criterion]]\nwhat = \"Leads an area\"\nmet = true\nevidence = \"The migration\"\n")];
}
rule! {
    /// A criterion without evidence.
    PROMOTION_WITHOUT_EVIDENCE, "promotion-without-evidence", Process, "a criterion of a promotion has no evidence",
    "Each criterion says in `evidence` what shows that it is met or not. Add it.",
    wrong: &[(OUTCOME, "[promotion]\ndecision = \"promoted\"\nto_level = \"IC9\"\n\n[[promotion.criterion]]\nwhat = \"Leads an area\"\nmet = true\n")],
    right: &[(OUTCOME, "[promotion]\ndecision = \"promoted\"\nto_level = \"IC9\"\n\n[[promotion.criterion]]\nwhat = \"Leads an area\"\nmet = true\nevidence = \"The migration\"\n")];
}

const OLD_CYCLE: &str = "title = \"Q1 2026\"\nstart = 2026-01-01\nend = 2026-03-31\n\n[facilitation]\ncoordinator = \"noor-haddad\"\n\n[deadlines]\ngoals_locked = 2026-01-28\ncheck_in = [2026-02-09, 2026-02-20]\nself_assessment = 2026-04-06\npeer_feedback = 2026-04-08\nmanager_assessment = 2026-04-13\ncalibration = 2026-04-20\nrelease = 2026-04-27\n\n[release]\napproved_by = \"alex-kim\"\napproved = 2026-04-24\n";
const PAY: &[SectionKind] = &[SectionKind::Pay];
const PROMOTION: &[SectionKind] = &[SectionKind::Promotion];

fn of<'a>(subject: &Subject<'a>) -> Option<&'a Filed<OutcomeRecord>> {
    subject.packet.outcome.as_ref()
}

fn pay_went_down(subject: &Subject<'_>) -> Vec<Finding> {
    let pay = of(subject).and_then(|filed| Some((filed, filed.record.pay.as_ref()?)));
    let Some((filed, pay)) = pay else { return Vec::new() };
    if pay.merit_percent.value >= Percent::whole(0) && pay.base_after.value >= pay.base_before.value {
        return Vec::new();
    }
    let message = "base pay is lower after the review than before it";
    vec![
        Finding::new(&PAY_WENT_DOWN, filed.place(pay.base_after.at), message)
            .help("Correct the two amounts, or the percentage."),
    ]
}

fn acknowledged_before_release(subject: &Subject<'_>) -> Vec<Finding> {
    let acknowledged = of(subject).and_then(|filed| Some((filed, filed.record.acknowledged.as_ref()?)));
    let release = subject.cycle.deadlines.release;
    let Some((filed, read)) = acknowledged.filter(|(_, read)| read.employee.value < release) else {
        return Vec::new();
    };
    let message = "this outcome was acknowledged before the release";
    vec![
        Finding::new(&ACKNOWLEDGED_BEFORE_RELEASE, filed.place(read.employee.at), message)
            .help(format!("Employees see it from {release}.")),
    ]
}

fn promotion_without_level(subject: &Subject<'_>) -> Vec<Finding> {
    let promotion = of(subject).and_then(|filed| Some((filed, filed.record.promotion.as_ref()?)));
    let decided = promotion
        .filter(|(_, promotion)| promotion.decision != PromotionDecision::None && promotion.to_level.is_none());
    let Some((filed, promotion)) = decided else {
        return Vec::new();
    };
    let message = "this decision does not say to which level";
    vec![Finding::new(&PROMOTION_WITHOUT_LEVEL, filed.place(promotion.at), message).help("Add `to_level`.")]
}

fn promotion_to_own_level(subject: &Subject<'_>) -> Vec<Finding> {
    let promotion = of(subject).and_then(|filed| Some((filed, filed.record.promotion.as_ref()?)));
    let Some((filed, promotion)) = promotion else {
        return Vec::new();
    };
    let role = subject
        .organisation
        .person(subject.packet.person)
        .role_on(subject.cycle.role_day());
    if promotion.to_level.is_none() || promotion.to_level.as_ref() != role.map(|role| &role.level) {
        return Vec::new();
    }
    let message = "`to_level` is the level that the person had at the cycle's end";
    vec![
        Finding::new(&PROMOTION_TO_OWN_LEVEL, filed.place(promotion.at), message)
            .help("Correct the level, or the roster."),
    ]
}

fn merit_outside_range(review: &Review<'_>) -> Vec<ProcessFinding> {
    let outside = review.facts.pay.is_some_and(|pay| pay.is_outside_without_reason());
    let pay = of(&review.of).and_then(|filed| Some((filed, filed.record.pay.as_ref()?)));
    let Some((filed, pay)) = pay.filter(|_| outside) else {
        return Vec::new();
    };
    let message = "this raise lies outside of the range of its rating, and nobody says why";
    let rated = review
        .facts
        .rating
        .rated()
        .and_then(|rated| review.of.organisation.policy.rating(rated.value()));
    let detail = rated.map_or_else(String::new, |rating| {
        let [low, high] = rating.merit.map(Percent::as_f64);
        format!("the range of a {} is {low} to {high} percent", rating.value)
    });
    // The raise against the range tells the rating.
    let sections = &[SectionKind::Pay, SectionKind::FinalRating];
    let act = "Give the reason as `exception`, or correct the raise.";
    let finding = review.finding(
        &MERIT_OUTSIDE_RANGE,
        filed.place(pay.merit_percent.at),
        message,
        act,
        sections,
    );
    vec![
        finding
            .detail(detail)
            .for_actor(review.manager())
            .since(review.of.cycle.deadlines.calibration),
    ]
}

fn outcome_missing(review: &Review<'_>) -> Vec<ProcessFinding> {
    let release = review.of.cycle.deadlines.release;
    let rated = review.facts.is_review() && review.facts.rating.r#final.is_some();
    if !rated || review.packet().outcome.is_some() || review.as_of() < release {
        return Vec::new();
    }
    let place = review.of.absent("outcome.toml");
    let message = "this person has a final rating and no outcome";
    let sections = &[SectionKind::Pay, SectionKind::FinalRating];
    let finding = review.finding(
        &OUTCOME_MISSING,
        place,
        message,
        "Decide what follows, and write it down.",
        sections,
    );
    vec![finding.for_actor(review.manager()).since(release)]
}

fn not_acknowledged(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(filed) = of(&review.of).filter(|filed| review.of.cycle.released && filed.record.acknowledged.is_none())
    else {
        return Vec::new();
    };
    let release = review.of.cycle.deadlines.release;
    let until = release.checked_add_days(Days::new(ACKNOWLEDGED_WITHIN_DAYS));
    let gone = !review.facts.employed_at_end
        || review
            .of
            .organisation
            .person(review.of.packet.person)
            .left
            .is_some_and(|left| left <= review.as_of());
    if gone || until.is_none_or(|until| review.as_of() <= until) {
        return Vec::new();
    }
    let message = "the employee has not acknowledged this outcome";
    let act = "Read the outcome and add the day under `[acknowledged]`.";
    let finding = review.finding(&OUTCOME_NOT_ACKNOWLEDGED, Place::file(&filed.file), message, act, PAY);
    vec![finding.for_actor(review.person()).since(release)]
}

fn promotion_without_criteria(review: &Review<'_>) -> Vec<ProcessFinding> {
    let promotion = of(&review.of).and_then(|filed| Some((filed, filed.record.promotion.as_ref()?)));
    let bare = review.facts.promotion.is_some_and(|facts| facts.criteria == 0);
    let Some((filed, promotion)) = promotion.filter(|_| bare) else {
        return Vec::new();
    };
    let message = "this promotion was decided without criteria";
    let act = "List the criteria of the level, each with its evidence.";
    let finding = review.finding(
        &PROMOTION_WITHOUT_CRITERIA,
        filed.place(promotion.at),
        message,
        act,
        PROMOTION,
    );
    vec![
        finding
            .for_actor(review.manager())
            .since(review.of.cycle.deadlines.calibration),
    ]
}

fn promotion_without_evidence(review: &Review<'_>) -> Vec<ProcessFinding> {
    let promotion = of(&review.of).and_then(|filed| Some((filed, filed.record.promotion.as_ref()?)));
    let lacking = review.facts.promotion.is_some_and(|facts| facts.without_evidence > 0);
    let Some((filed, promotion)) = promotion.filter(|_| lacking) else {
        return Vec::new();
    };
    let blank = promotion
        .criterion
        .iter()
        .filter(|each| each.evidence.as_ref().is_none_or(|text| text.trim().is_empty()));
    blank
        .map(|criterion| {
            let message = "this criterion has no evidence";
            let act = "Say what shows that the criterion is met or not.";
            review
                .finding(
                    &PROMOTION_WITHOUT_EVIDENCE,
                    filed.place(criterion.at),
                    message,
                    act,
                    PROMOTION,
                )
                .for_actor(review.manager())
                .since(review.of.cycle.deadlines.calibration)
        })
        .collect()
}
