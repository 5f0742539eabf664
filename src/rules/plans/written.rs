//! Plans as they are written: how long they last, and what lies outside of them.

use chrono::Days;

use crate::diagnostics::{Finding, Place, Rule, rule};
use crate::records::At;
use crate::records::development_plan::{PlanCheckInRecord, PlanCriterionRecord, PlanResult};
use crate::rules::PacketWarning;
use crate::rules::examples::{DEVELOPMENT, IMPROVEMENT, plan};
use crate::rules::subject::Subject;
use crate::source::{Date, SourcePath};

pub(in crate::rules) const RULES: &[&Rule] =
    &[&PLAN_LENGTH, &OUTSIDE_PLAN, &MENTOR_IS_ONESELF, &MILESTONE_OUTSIDE_PLAN];
pub(in crate::rules) const WARNINGS: &[PacketWarning] =
    &[plan_length, outside_plan, mentor_is_oneself, milestone_outside_plan];

rule! {
    /// A plan that is longer or shorter than plans are.
    PLAN_LENGTH, "plan-length", Warning, "a plan does not last as long as the policy says",
    "A development plan is reviewed `development_days` after it was made, and an improvement plan ends after `improvement_days`. Correct the date, \
     or write `result = \"extended\"` where the plan was extended.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\nreview = 2027-02-26\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\nreview = 2027-01-26\n"))];
}
rule! {
    /// A date outside of a plan.
    OUTSIDE_PLAN, "outside-plan", Warning, "a criterion or a check-in lies outside of its plan",
    "What a plan asks for falls between the day on which it was made and its last. A date outside is most often a wrong month or year.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\nreview = 2027-01-26\n\n[[criterion]]\nwhat = \"Four handovers with notes\"\ndue = 2026-09-15\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\nreview = 2027-01-26\n\n[[criterion]]\nwhat = \"Four handovers with notes\"\ndue = 2026-12-15\n"))];
}
rule! {
    /// One's own mentor.
    MENTOR_IS_ONESELF, "mentor-is-oneself", Warning, "a plan names the person as their own mentor",
    "The mentor is somebody who has the skill that the plan is about. Name them.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\nmentor = \"robin-diaz\"\nmentor_for = \"handovers\"\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\nmentor = \"sam-lee\"\nmentor_for = \"handovers\"\n"))];
}
rule! {
    /// A milestone of no week.
    MILESTONE_OUTSIDE_PLAN, "milestone-outside-plan", Warning, "a milestone belongs to a week that the plan does not have",
    "The weeks of an improvement plan are counted from 1; 60 days begin nine of them. Correct the week.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\nend = 2026-12-27\n\n[[milestone]]\nweek = 10\nwhat = \"A second handover\"\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\nend = 2026-12-27\n\n[[milestone]]\nweek = 9\nwhat = \"A second handover\"\n"))];
}

/// What both kinds of plan have in common.
struct Written<'a> {
    file: &'a SourcePath,
    created: Date,
    last: Option<&'a At<Date>>,
    planned_days: u32,
    result: Option<PlanResult>,
    mentor: Option<&'a At<crate::records::id::PersonId>>,
    criteria: &'a [PlanCriterionRecord],
    check_ins: &'a [PlanCheckInRecord],
}

impl Written<'_> {
    /// The last day as the policy says.
    fn planned(&self) -> Date {
        self.created
            .checked_add_days(Days::new(u64::from(self.planned_days)))
            .unwrap_or(Date::MAX)
    }

    fn last_day(&self) -> Date {
        self.last.map_or_else(|| self.planned(), |day| day.value)
    }
}

fn written<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Written<'a>> {
    let policy = &subject.organisation.policy;
    let (development_days, improvement_days) = (policy.development_days, policy.improvement_days);
    let development = subject.packet.development_plan.as_ref().map(|filed| {
        let front = &filed.record.front;
        Written {
            file: &filed.file,
            created: front.created.value,
            last: front.review.as_ref(),
            planned_days: development_days,
            result: front.result,
            mentor: front.mentor.as_ref(),
            criteria: &front.criterion,
            check_ins: &front.check_in,
        }
    });
    let improvement = subject.packet.improvement_plan.as_ref().map(|filed| {
        let front = &filed.record.front;
        Written {
            file: &filed.file,
            created: front.created.value,
            last: front.end.as_ref(),
            planned_days: improvement_days,
            result: front.result,
            mentor: front.mentor.as_ref(),
            criteria: &front.criterion,
            check_ins: &front.check_in,
        }
    });
    development.into_iter().chain(improvement)
}

fn plan_length(subject: &Subject<'_>) -> Vec<Finding> {
    let plans = written(subject).filter(|plan| plan.result != Some(PlanResult::Extended));
    plans
        .filter_map(|plan| {
            let last = plan.last.filter(|last| last.value != plan.planned())?;
            let message = format!(
                "this plan does not last the {} days that the policy says",
                plan.planned_days
            );
            let help = format!("{} days after it was made is {}.", plan.planned_days, plan.planned());
            Some(Finding::new(&PLAN_LENGTH, Place::at(plan.file, last.at), message).help(help))
        })
        .collect()
}

fn outside_plan(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for plan in written(subject) {
        let (first, last) = (plan.created, plan.last_day());
        let criteria = plan
            .criteria
            .iter()
            .filter_map(|each| Some((each.due.as_ref()?, "criterion")));
        let check_ins = plan
            .check_ins
            .iter()
            .filter_map(|each| Some((each.date.as_ref()?, "check-in")));
        let outside = criteria
            .chain(check_ins)
            .filter(|(day, _)| day.value < first || (day.value > last && plan.result != Some(PlanResult::Extended)));
        found.extend(outside.map(|(day, what)| {
            let message = format!("this {what} lies outside of its plan");
            Finding::new(&OUTSIDE_PLAN, Place::at(plan.file, day.at), message)
                .help(format!("The plan runs from {first} to {last}."))
        }));
    }
    found
}

fn mentor_is_oneself(subject: &Subject<'_>) -> Vec<Finding> {
    let id = &subject.organisation.person(subject.packet.person).id;
    let own = written(subject).filter_map(|plan| Some((plan.file, plan.mentor.filter(|mentor| mentor.value == *id)?)));
    own.map(|(file, mentor)| {
        Finding::new(
            &MENTOR_IS_ONESELF,
            Place::at(file, mentor.at),
            "`mentor` is the person whose plan this is",
        )
        .help("Name somebody else.")
    })
    .collect()
}

fn milestone_outside_plan(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(filed) = &subject.packet.improvement_plan else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let Some(plan) = written(subject).find(|plan| *plan.file == filed.file) else {
        return Vec::new();
    };
    // The day after the last is not begun: 60 days begin weeks 1 to 9.
    let length = (plan.last_day() - plan.created).num_days();
    let stray = front.milestone.iter().map(|each| &each.week).filter(|week| {
        let begins = (i64::from(week.0) - 1) * 7;
        begins < 0 || begins >= length
    });
    stray
        .map(|week| {
            let message = "the plan does not have the week of this milestone";
            Finding::new(&MILESTONE_OUTSIDE_PLAN, filed.place(week.at), message)
                .help("Weeks are counted from 1, the plan's first day.")
        })
        .collect()
}
