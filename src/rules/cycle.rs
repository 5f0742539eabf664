//! Cycles, surveys and the policy: dates and sums that were probably not meant, the release, and missed criteria.

use super::examples::{CYCLE, POLICY, SURVEYS, cycle};
use super::finding::ProcessFinding;
use super::subject::Round;
use super::{CycleRule, Warning};
use crate::diagnostics::{Finding, Place, Rule, counted, rule};
use crate::facts::{CriterionKind, Status};
use crate::model::{Cycle, Organisation, Policy};
use crate::records::Percent;
use crate::records::access::SectionKind;
use crate::records::surveys::SurveyRecord;
use crate::source::Date;

pub(super) const RULES: &[&Rule] = &[
    &CYCLES_OVERLAP,
    &APPROVED_AFTER_RELEASE,
    &NO_COORDINATOR,
    &GOAL_WEEKS_OUT_OF_ORDER,
    &LOCKED_AFTER_POLICY,
    &CHECK_INS_OUTSIDE_CYCLE,
    &SURVEY_NOT_FIVE,
    &MORE_ANSWERS_THAN_INVITED,
    &GUIDELINE_IMPOSSIBLE,
    &MID_CYCLE_SUM,
    &EXCEEDS_NOT_ON_SCALE,
    &GROUP_MINIMUM_LOW,
    &RELEASE_NOT_APPROVED,
    &SURVEY_BELOW_TARGET,
];
pub(super) const WARNINGS: &[Warning<Cycle>] = &[
    overlap,
    approved_after_release,
    no_coordinator,
    goal_weeks_out_of_order,
    locked_after_policy,
    check_ins_outside_cycle,
    survey_not_five,
    more_answers_than_invited,
];
pub(super) const POLICY_WARNINGS: &[Warning<Policy>] = &[
    guideline_impossible,
    mid_cycle_sum,
    exceeds_not_on_scale,
    group_minimum_low,
];
pub(super) const CYCLE_RULES: &[CycleRule] = &[release_not_approved, survey_below_target];

rule! {
    /// Two cycles at once.
    CYCLES_OVERLAP, "cycles-overlap", Warning, "two cycles overlap",
    "A day belongs to one cycle, so that goals and evidence do. Most often an end has a wrong month. Correct the dates of one of them.",
    wrong: &[(CYCLE, cycle!(period: "start = 2026-07-01\nend = 2026-09-30\n", goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n", release: "")),
        ("content/cycles/2026-late/cycle.toml", cycle!(period: "start = 2026-09-01\nend = 2026-10-02\n", goals: "goals_locked = 2026-09-08\ncheck_in = [2026-09-10, 2026-09-21]\n", release: ""))],
    right: &[(CYCLE, cycle!(period: "start = 2026-07-01\nend = 2026-08-31\n", goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n", release: "")),
        ("content/cycles/2026-late/cycle.toml", cycle!(period: "start = 2026-09-01\nend = 2026-10-02\n", goals: "goals_locked = 2026-09-08\ncheck_in = [2026-09-10, 2026-09-21]\n", release: ""))];
}
rule! {
    /// An approval that came too late.
    APPROVED_AFTER_RELEASE, "approved-after-release", Warning, "a release was approved after its day",
    "`[release]` says who approved, and when: before the day of `release`, since nothing is released without it. Correct the date, or move the release.",
    wrong: &[(CYCLE, cycle!(release: "\n[release]\napproved_by = \"alex-kim\"\napproved = 2026-10-28\n"))],
    right: &[(CYCLE, cycle!(release: "\n[release]\napproved_by = \"alex-kim\"\napproved = 2026-10-23\n"))];
}
rule! {
    /// Nobody who runs the cycle.
    NO_COORDINATOR, "no-coordinator", Warning, "a cycle has no coordinator",
    "The coordinator runs the cycle, reads all of it, and acts where nobody else does. Name one in `[facilitation]`.",
    wrong: &[(CYCLE, "title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n\n[deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\npeer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n")],
    right: &[(CYCLE, cycle!(release: ""))];
}
rule! {
    /// Goal-setting weeks in the wrong order.
    GOAL_WEEKS_OUT_OF_ORDER, "goal-weeks-out-of-order", Warning, "the days of goal setting are out of order",
    "Company goals come first, then those of units, then those of people, and then all are locked, because each builds on the one before. Correct the dates.",
    wrong: &[(CYCLE, cycle!(goals: "company_goals = 2026-07-14\nteam_goals = 2026-07-07\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n"))],
    right: &[(CYCLE, cycle!(goals: "company_goals = 2026-07-07\nteam_goals = 2026-07-14\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n"))];
}
rule! {
    /// Goals that are locked later than the policy says.
    LOCKED_AFTER_POLICY, "locked-after-policy", Warning, "goals are locked later than the policy says",
    "The policy's `locked_by_week` is the week by whose end goals are locked and visible to all. Correct `goals_locked`, or the policy.",
    wrong: &[(CYCLE, cycle!(goals: "goals_locked = 2026-08-04\ncheck_in = [2026-08-10, 2026-08-21]\n"))],
    right: &[(CYCLE, cycle!(goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n"))];
}
rule! {
    /// Check-ins when the cycle does not run.
    CHECK_INS_OUTSIDE_CYCLE, "check-ins-outside-cycle", Warning, "the days for check-ins lie outside of the cycle",
    "Check-ins are held while the cycle runs. Correct `check_in`.",
    wrong: &[(CYCLE, cycle!(goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-10-02]\n"))],
    right: &[(CYCLE, cycle!(goals: "goals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\n"))];
}
rule! {
    /// Answers that are not five counts.
    SURVEY_NOT_FIVE, "survey-not-five", Warning, "a survey does not have five counts",
    "`counts` holds how many answered 1, 2, 3, 4 and 5, in this order; where nobody gave an answer, its count is 0. With other than five numbers the mean is wrong.",
    wrong: &[(SURVEYS, "[fairness]\ncounts = [0, 5, 22, 16]\n")],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 5, 22, 16]\n")];
}
rule! {
    /// More answers than people who were asked.
    MORE_ANSWERS_THAN_INVITED, "more-answers-than-invited", Warning, "a survey has more answers than people who were asked",
    "`invited` is how many were asked, so there cannot be more answers. Correct it, or the counts.",
    wrong: &[(SURVEYS, "[fairness]\ncounts = [0, 2, 5, 22, 16]\ninvited = 40\n")],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 2, 5, 22, 16]\ninvited = 50\n")];
}
rule! {
    /// A guideline that nobody can keep.
    GUIDELINE_IMPOSSIBLE, "guideline-impossible", Warning, "no distribution of ratings can follow the guideline",
    "The low ends of all guidelines together must not be above 100 percent, nor the high ends below it. Correct the ranges of `[[rating]]`.",
    wrong: &[(POLICY, "[[rating]]\nvalue = 2\nlabel = \"Good\"\nguideline = [0, 30]\nmerit = [3, 5]\nplan = \"none\"\n\n[[rating]]\nvalue = 1\nlabel = \"Not yet\"\nguideline = [0, 60]\nmerit = [0, 2]\nplan = \"none\"\n\n[calibration]\nexceeds_from = 2\n")],
    right: &[(POLICY, "[[rating]]\nvalue = 2\nlabel = \"Good\"\nguideline = [0, 50]\nmerit = [3, 5]\nplan = \"none\"\n\n[[rating]]\nvalue = 1\nlabel = \"Not yet\"\nguideline = [0, 60]\nmerit = [0, 2]\nplan = \"none\"\n\n[calibration]\nexceeds_from = 2\n")];
}
rule! {
    /// Shares that do not make a whole.
    MID_CYCLE_SUM, "mid-cycle-sum", Warning, "the shares expected at mid-cycle are not 100 percent together",
    "Each key result is in one of the four groups of `[mid_cycle]`, so what is expected of them adds up to 100. Correct one of them.",
    wrong: &[(POLICY, "[mid_cycle]\nunchanged = 60\nadjusted = 25\nreplaced = 10\nintervention = 10\n")],
    right: &[(POLICY, "[mid_cycle]\nunchanged = 60\nadjusted = 25\nreplaced = 10\nintervention = 5\n")];
}
rule! {
    /// A line that is not on the scale.
    EXCEEDS_NOT_ON_SCALE, "exceeds-not-on-scale", Warning, "`exceeds_from` is not a rating of the scale",
    "Ratings from `exceeds_from` up count as \"Exceeds\". It should be one of the values of `[[rating]]`.",
    wrong: &[(POLICY, "[calibration]\nexceeds_from = 6\n")],
    right: &[(POLICY, "[calibration]\nexceeds_from = 4\n")];
}
rule! {
    /// Groups so small that figures about them speak of single people.
    GROUP_MINIMUM_LOW, "group-minimum-low", Warning, "figures about groups of fewer than five can give away single people",
    "No group smaller than `group_minimum` is shown on its own, nor one that follows from others. But of a group of two to four a mean, a range or a p-value within one level \
     leaves few ratings that it can come from: who knows the ratings of some can work out those of the others. Five or more is usual.",
    wrong: &[(POLICY, "[calibration]\ngroup_minimum = 3\n")],
    right: &[(POLICY, "[calibration]\ngroup_minimum = 5\n")];
}
rule! {
    /// A release that nobody approved.
    RELEASE_NOT_APPROVED, "release-not-approved", Process, "the day of the release has passed without approval",
    "Ratings and outcomes are shown to employees from `release`, and only once somebody has approved it under `[release]`. Until then nothing is released, whatever \
     the date. Approve it, or move the day.",
    wrong: &[(CYCLE, cycle!(release: ""))],
    right: &[(CYCLE, cycle!(release: "\n[release]\napproved_by = \"alex-kim\"\napproved = 2026-10-23\n"))];
}
rule! {
    /// A survey that missed its target.
    SURVEY_BELOW_TARGET, "survey-below-target", Process, "a survey's mean does not reach its target",
    "The policy's `[success]` says what the means of the surveys should be above. Look for what people were dissatisfied with, and change it in the next cycle.",
    wrong: &[(SURVEYS, "[fairness]\ncounts = [5, 5, 5, 5, 5]\n")],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 1, 5, 10]\n")];
}

fn overlap(organisation: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    // Cycles stand oldest first, so that each is compared with those before it alone.
    let before = organisation.cycles.iter().take_while(|other| other.id != cycle.id);
    let overlapping = before.filter(|other| other.start <= cycle.end && cycle.start <= other.end);
    overlapping
        .map(|other| {
            Finding::new(
                &CYCLES_OVERLAP,
                cycle.place.clone(),
                format!("this cycle overlaps `{}`", other.id),
            )
            .help("Correct the dates of one of them.")
            .note(other.place.clone(), "the other cycle")
        })
        .collect()
}

fn approved_after_release(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let late = cycle
        .release
        .filter(|release| release.approved > cycle.deadlines.release);
    let finding = late.map(|_| {
        let message = "`approved` lies after the day of the release";
        Finding::new(&APPROVED_AFTER_RELEASE, cycle.place.clone(), message).help("Correct the date, or move `release`.")
    });
    finding.into_iter().collect()
}

fn no_coordinator(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let none = cycle.facilitation.coordinator.is_none();
    let finding = none.then(|| {
        Finding::new(&NO_COORDINATOR, cycle.place.clone(), "this cycle has no coordinator")
            .help("Name one in `[facilitation]`.")
    });
    finding.into_iter().collect()
}

fn goal_weeks_out_of_order(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let deadlines = &cycle.deadlines;
    let days = [
        ("company_goals", deadlines.company_goals),
        ("team_goals", deadlines.team_goals),
        ("individual_goals", deadlines.individual_goals),
        ("goals_locked", Some(deadlines.goals_locked)),
    ];
    let days: Vec<(&str, Date)> = days.into_iter().filter_map(|(name, day)| Some((name, day?))).collect();
    let backwards = days.windows(2).filter(|pair| pair[1].1 < pair[0].1);
    backwards
        .map(|pair| {
            let message = format!("`{}` lies before `{}`", pair[1].0, pair[0].0);
            Finding::new(&GOAL_WEEKS_OUT_OF_ORDER, cycle.place.clone(), message).help("Correct one of the two dates.")
        })
        .collect()
}

fn locked_after_policy(organisation: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let last = cycle.week_end(organisation.policy.locked_by_week);
    let late = cycle.deadlines.goals_locked > last;
    let finding = late.then(|| {
        let message = format!(
            "`goals_locked` lies after the end of week {}",
            organisation.policy.locked_by_week
        );
        Finding::new(&LOCKED_AFTER_POLICY, cycle.place.clone(), message).help(format!("That week ends on {last}."))
    });
    finding.into_iter().collect()
}

fn check_ins_outside_cycle(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let inside = cycle.start..=cycle.end;
    let outside = cycle.deadlines.check_in.iter().any(|day| !inside.contains(day));
    let finding = outside.then(|| {
        let message = "`check_in` lies outside of the cycle";
        Finding::new(&CHECK_INS_OUTSIDE_CYCLE, cycle.place.clone(), message)
            .help(format!("The cycle runs from {} to {}.", cycle.start, cycle.end))
    });
    finding.into_iter().collect()
}

/// The surveys of a cycle, with the name of each.
fn surveys(cycle: &Cycle) -> impl Iterator<Item = (&SurveyRecord, CriterionKind, Place)> {
    let filed = cycle.surveys.iter();
    filed.flat_map(|filed| {
        let record = &*filed.record;
        let each = [
            (&record.manager_satisfaction, CriterionKind::ManagerSatisfaction),
            (&record.fairness, CriterionKind::Fairness),
        ];
        each.into_iter().filter_map(|(survey, kind)| {
            let survey = survey.as_ref()?;
            Some((survey, kind, filed.place(survey.counts.at)))
        })
    })
}

fn survey_not_five(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let odd = surveys(cycle).filter(|(survey, ..)| survey.counts.len() != 5);
    odd.map(|(survey, _, place)| {
        let message = format!(
            "`counts` has {}, and five answers are possible",
            counted(survey.counts.len(), "number", "numbers")
        );
        Finding::new(&SURVEY_NOT_FIVE, place, message).help("Write how many answered 1, 2, 3, 4 and 5.")
    })
    .collect()
}

fn more_answers_than_invited(_: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let answers = |survey: &SurveyRecord| survey.counts.iter().map(|count| u64::from(count.0)).sum::<u64>();
    let above = surveys(cycle).filter(|(survey, ..)| {
        survey
            .invited
            .as_ref()
            .is_some_and(|invited| answers(survey) > u64::from(invited.0))
    });
    above
        .map(|(_, _, place)| {
            Finding::new(
                &MORE_ANSWERS_THAN_INVITED,
                place,
                "this survey has more answers than people who were asked",
            )
            .help("Correct `counts` or `invited`.")
        })
        .collect()
}

fn of_policy(policy: &Policy, rule: &'static Rule, message: &str, help: &str) -> Option<Finding> {
    let file = policy.file.as_ref()?;
    Some(Finding::new(rule, Place::file(file), message).help(help))
}

fn guideline_impossible(_: &Organisation, policy: &Policy) -> Vec<Finding> {
    let sum = |end: usize| {
        policy
            .ratings
            .iter()
            .map(|rating| rating.guideline[end].parts())
            .sum::<i64>()
    };
    let whole = Percent::whole(100).parts();
    if sum(0) <= whole && sum(1) >= whole {
        return Vec::new();
    }
    let message = "no distribution of ratings can lie within all guidelines";
    let help = "The low ends together must be at most 100, and the high ends at least 100.";
    of_policy(policy, &GUIDELINE_IMPOSSIBLE, message, help)
        .into_iter()
        .collect()
}

fn mid_cycle_sum(_: &Organisation, policy: &Policy) -> Vec<Finding> {
    let shares = &policy.mid_cycle;
    let parts = [shares.unchanged, shares.adjusted, shares.replaced, shares.intervention];
    if parts.iter().map(|share| share.parts()).sum::<i64>() == Percent::whole(100).parts() {
        return Vec::new();
    }
    let message = "the four shares of `[mid_cycle]` do not add up to 100";
    of_policy(policy, &MID_CYCLE_SUM, message, "Correct one of them.")
        .into_iter()
        .collect()
}

fn exceeds_not_on_scale(_: &Organisation, policy: &Policy) -> Vec<Finding> {
    if policy.rating(policy.exceeds_from).is_some() {
        return Vec::new();
    }
    let message = "`exceeds_from` is not a rating of the scale";
    of_policy(
        policy,
        &EXCEEDS_NOT_ON_SCALE,
        message,
        "Choose one of the values of `[[rating]]`.",
    )
    .into_iter()
    .collect()
}

/// The fewest people about whom a figure tells little of each.
const USUAL_MINIMUM: u32 = 5;

fn group_minimum_low(_: &Organisation, policy: &Policy) -> Vec<Finding> {
    if policy.group_minimum >= USUAL_MINIMUM {
        return Vec::new();
    }
    let least = policy.group_minimum;
    let message =
        format!("`group_minimum` is {least}, and figures by gender of so small groups can give away single people");
    of_policy(policy, &GROUP_MINIMUM_LOW, &message, "Use 5 or more.")
        .into_iter()
        .collect()
}

fn release_not_approved(round: &Round<'_>) -> Vec<ProcessFinding> {
    let release = round.cycle.deadlines.release;
    if round.organisation.as_of < release || round.cycle.release.is_some() {
        return Vec::new();
    }
    let message = "the day of the release has passed, and nobody approved it";
    let act = "Approve the release, or move its day.";
    // Everyone may know the timeline of a cycle.
    let finding = round.finding(&RELEASE_NOT_APPROVED, round.cycle.place.clone(), message, act, &[]);
    vec![finding.since(release)]
}

fn survey_below_target(round: &Round<'_>) -> Vec<ProcessFinding> {
    let missed = |kind| {
        round
            .facts
            .criterion(round.organisation, round.cycle, kind)
            .is_some_and(|criterion| criterion.status == Status::Missed)
    };
    let below = surveys(round.cycle).filter(|(_, kind, _)| missed(*kind));
    below
        .map(|(_, kind, place)| {
            let message = format!("the mean of \"{}\" does not reach its target", kind.title());
            let act = "Ask what people were dissatisfied with, and change it.";
            let finding = round.finding(
                &SURVEY_BELOW_TARGET,
                place,
                message,
                act,
                &[SectionKind::Surveys, SectionKind::Success],
            );
            finding.since(round.cycle.deadlines.release)
        })
        .collect()
}
