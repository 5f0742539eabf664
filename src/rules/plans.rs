//! Development and improvement plans: what they lack, and what of them is overdue.

pub(super) mod written;

use super::PacketRule;
use super::examples::{DEVELOPMENT, IMPROVEMENT, MORE_PEOPLE, SESSION, assessment, kai, plan, session};
use super::finding::ProcessFinding;
use super::subject::{Review, days};
use crate::diagnostics::{Place, Rule, counted, rule};
use crate::facts::{DevelopmentGap, EvidenceGap, ImprovementGap, PlanStep, Precondition, StepKind, StepState};
use crate::records::access::SectionKind;
use crate::records::development_plan::{PlanCheckInRecord, PlanCriterionRecord};
use crate::records::improvement_plan::ImprovementPlanRecord;
use crate::records::policy::PlanKind;
use crate::records::{Document, Filed};
use crate::source::Span;

/// How many success criteria a development plan should have.
const CRITERIA: usize = 3;

pub(super) const RULES: &[&Rule] = &[
    &DEVELOPMENT_PLAN_MISSING,
    &PLAN_CRITERIA,
    &PLAN_WITHOUT_MENTOR,
    &PLAN_WITHOUT_CHECK_IN,
    &PLAN_STEP_OVERDUE,
    &IMPROVEMENT_PLAN_MISSING,
    &PRECONDITION_UNPROVED,
    &IMPROVEMENT_NOT_APPROVED,
    &IMPROVEMENT_APPROVED_BY_ANOTHER,
    &WEEK_WITHOUT_MILESTONE,
    &IMPROVEMENT_WITHOUT_EXIT,
    &IMPROVEMENT_WITHOUT_LOG,
];
pub(super) const PACKET: &[PacketRule] = &[
    plan_missing,
    development_gaps,
    improvement_gaps,
    approved_by_another,
    steps_overdue,
];

rule! {
    /// No development plan.
    DEVELOPMENT_PLAN_MISSING, "development-plan-missing", Process, "a rating asks for a development plan and there is none",
    "The policy's `plan = \"development\"` means that help follows a low rating: criteria, a mentor and check-ins for 90 days. Write `development-plan.md` together \
     by the day of the release.",
    wrong: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 2\n"))],
    right: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 2\n")),
        ("content/cycles/2026-q3/people/kai-berg/development-plan.md", plan!("created = 2026-10-28\n"))];
}
rule! {
    /// Too few criteria.
    PLAN_CRITERIA, "plan-criteria", Process, "a development plan has fewer than three success criteria",
    "Three measurable outcomes say when the plan has done its work, so that its end surprises nobody. Add `[[criterion]]` with `what` and `due`.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\n\n[[criterion]]\nwhat = \"Four handovers with notes\"\ndue = 2026-12-15\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\n\n[[criterion]]\nwhat = \"Four handovers with notes\"\ndue = 2026-12-15\n\n[[criterion]]\nwhat = \"One drill led\"\ndue = 2026-12-15\n\n[[criterion]]\nwhat = \"No page unanswered\"\ndue = 2027-01-20\n"))];
}
rule! {
    /// No mentor.
    PLAN_WITHOUT_MENTOR, "plan-without-mentor", Process, "a development plan has no mentor, or does not say for what",
    "A mentor is assigned for a specific skill: `mentor` names them and `mentor_for` the skill. Add both.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\nmentor = \"sam-lee\"\nmentor_for = \"handovers\"\n"))];
}
rule! {
    /// A check-in that is not planned.
    PLAN_WITHOUT_CHECK_IN, "plan-without-check-in", Process, "a development plan lacks one of its check-ins",
    "The policy's `development_check_ins` gives the days of the plan on which progress is looked at. Add a `[[check_in]]` for each.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-10-28\n\n[[check_in]]\nday = 30\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-10-28\n\n[[check_in]]\nday = 30\n\n[[check_in]]\nday = 60\n\n[[check_in]]\nday = 90\n"))];
}
rule! {
    /// A step whose day has passed.
    PLAN_STEP_OVERDUE, "plan-step-overdue", Process, "something in a plan is overdue",
    "The day of a check-in, a criterion, a milestone or of the final evaluation has passed, and the plan does not say how it went. Hold what was not held, and \
     write `held`, `met` or `result`.",
    wrong: &[(DEVELOPMENT, plan!("created = 2026-08-03\nreview = 2026-11-01\n\n[[check_in]]\nday = 30\ndate = 2026-09-02\n"))],
    right: &[(DEVELOPMENT, plan!("created = 2026-08-03\nreview = 2026-11-01\n\n[[check_in]]\nday = 30\ndate = 2026-09-02\nheld = true\n"))];
}
rule! {
    /// No improvement plan.
    IMPROVEMENT_PLAN_MISSING, "improvement-plan-missing", Process, "a rating asks for an improvement plan and there is none",
    "The policy's `plan = \"improvement\"` asks for 60 days with weekly milestones and clear exits, once the coordinator has signed that its preconditions hold. Write \
     `improvement-plan.md`.",
    wrong: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 1\n"))],
    right: &[(MORE_PEOPLE, kai!()), (SESSION, session!("")),
        ("content/cycles/2026-q3/people/kai-berg/manager-assessment.md", assessment!("author = \"alex-kim\"\nsubmitted = 2026-10-09\nrating = 1\n")),
        ("content/cycles/2026-q3/people/kai-berg/improvement-plan.md", plan!("created = 2026-10-28\n"))];
}
rule! {
    /// A precondition without evidence.
    PRECONDITION_UNPROVED, "precondition-unproved", Process, "a precondition of an improvement plan has no dated evidence from before it",
    "An improvement plan is a last resort: clear feedback, offered resources, documented concerns and no surprise come first. Each entry of `[preconditions]` names evidence with \
     a day such as 2026-08-12 that lies before the plan. If there is none, the plan is too early.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[preconditions]\nclear_feedback = \"told often\"\nresources_offered = \"2026-08-12 workshop\"\nconcerns_documented = \"2026-08-14 note\"\nno_surprise = \"2026-09-03 note\"\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[preconditions]\nclear_feedback = \"2026-08-12 check-in\"\nresources_offered = \"2026-08-12 workshop\"\nconcerns_documented = \"2026-08-14 note\"\nno_surprise = \"2026-09-03 note\"\n"))];
}
rule! {
    /// No approval.
    IMPROVEMENT_NOT_APPROVED, "improvement-not-approved", Process, "an improvement plan was not approved",
    "The coordinator signs that the preconditions hold: `approved_by` in `[preconditions]`. Nothing begins before.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[preconditions]\napproved_by = \"noor-haddad\"\n"))];
}
rule! {
    /// The approval of somebody else.
    IMPROVEMENT_APPROVED_BY_ANOTHER, "improvement-approved-by-another", Process, "an improvement plan was approved by somebody else than the coordinator",
    "That the preconditions hold is signed by the cycle's coordinator, who is not the manager. Let the coordinator read and sign it.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[preconditions]\napproved_by = \"alex-kim\"\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[preconditions]\napproved_by = \"noor-haddad\"\n"))];
}
rule! {
    /// A week without a milestone.
    WEEK_WITHOUT_MILESTONE, "week-without-milestone", Process, "a week of an improvement plan has no milestone",
    "Each week that the plan begins has a `[[milestone]]`, so that both know every week where it stands. Add the ones that the message names.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\nend = 2026-11-08\n\n[[milestone]]\nweek = 1\nwhat = \"One handover\"\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\nend = 2026-11-08\n\n[[milestone]]\nweek = 1\nwhat = \"One handover\"\n\n[[milestone]]\nweek = 2\nwhat = \"A second one\"\n"))];
}
rule! {
    /// No way out.
    IMPROVEMENT_WITHOUT_EXIT, "improvement-without-exit", Process, "an improvement plan has no exit criteria",
    "`[[exit]]` says what ends the plan well. Without it nobody can succeed. Add what success looks like.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[[exit]]\nwhat = \"Six handovers with notes\"\n"))];
}
rule! {
    /// No documentation.
    IMPROVEMENT_WITHOUT_LOG, "improvement-without-log", Process, "an improvement plan has no documentation",
    "HR documents an improvement plan from its first day: `[[log]]` with `date`, `what` and `by`. Add the conversation in which it was told.",
    wrong: &[(IMPROVEMENT, plan!("created = 2026-10-28\n"))],
    right: &[(IMPROVEMENT, plan!("created = 2026-10-28\n\n[[log]]\ndate = 2026-10-28\nwhat = \"Told in person\"\nby = \"noor-haddad\"\n"))];
}

const DEVELOPMENT_SECTIONS: &[SectionKind] = &[SectionKind::DevelopmentPlan];
const IMPROVEMENT_SECTIONS: &[SectionKind] = &[SectionKind::ImprovementPlan];
const RECORD_SECTIONS: &[SectionKind] = &[SectionKind::ImprovementPlan, SectionKind::ImprovementRecord];
type Improvement = Filed<Document<ImprovementPlanRecord>>;

fn plan_missing(review: &Review<'_>) -> Vec<ProcessFinding> {
    let release = review.of.cycle.deadlines.release;
    if review.as_of() < release || !review.facts.employed_at_end {
        return Vec::new();
    }
    let packet = review.packet();
    let (rule, name, message, act, section) = match review.facts.plan_expected {
        Some(PlanKind::Development) if packet.development_plan.is_none() => (
            &DEVELOPMENT_PLAN_MISSING,
            "development-plan.md",
            "the final rating asks for a development plan, and there is none",
            "Write the development plan together.",
            &[SectionKind::FinalRating, SectionKind::DevelopmentPlan],
        ),
        Some(PlanKind::Improvement) if packet.improvement_plan.is_none() => (
            &IMPROVEMENT_PLAN_MISSING,
            "improvement-plan.md",
            "the final rating asks for an improvement plan, and there is none",
            "Write the improvement plan once its preconditions hold.",
            &[SectionKind::FinalRating, SectionKind::ImprovementPlan],
        ),
        _ => return Vec::new(),
    };
    let finding = review.finding(rule, review.of.absent(name), message, act, section);
    vec![finding.for_actor(review.manager()).since(release)]
}

fn development_gaps(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(filed), Some(facts)) = (&review.packet().development_plan, &review.facts.development_plan) else {
        return Vec::new();
    };
    let front = &filed.record.front;
    let finding = |rule, message: String, act| {
        review
            .finding(rule, filed.place(front.created.at), message, act, DEVELOPMENT_SECTIONS)
            .for_actor(review.manager())
            .since(front.created.value)
    };
    let mut found = Vec::new();
    if front.criterion.len() < CRITERIA {
        let message = format!(
            "this plan has {}, and {CRITERIA} are expected",
            counted(front.criterion.len(), "success criterion", "success criteria")
        );
        found.push(finding(&PLAN_CRITERIA, message, "Add measurable success criteria."));
    }
    let unsaid = front.mentor_for.as_ref().is_none_or(|text| text.trim().is_empty());
    if facts.gaps.contains(&DevelopmentGap::Mentor) {
        found.push(finding(
            &PLAN_WITHOUT_MENTOR,
            "this plan has no mentor".to_owned(),
            "Assign a mentor for the skill.",
        ));
    } else if unsaid {
        let message = "this plan does not say what the mentor is for".to_owned();
        found.push(finding(
            &PLAN_WITHOUT_MENTOR,
            message,
            "Say which skill the mentor helps with.",
        ));
    }
    found.extend(facts.gaps.iter().filter_map(|gap| match gap {
        DevelopmentGap::CheckIn(day) => {
            let message = format!("this plan has no check-in on day {day}");
            Some(finding(&PLAN_WITHOUT_CHECK_IN, message, "Plan the check-in."))
        }
        DevelopmentGap::Criteria | DevelopmentGap::Mentor => None,
    }));
    found
}

fn improvement_gaps(review: &Review<'_>) -> Vec<ProcessFinding> {
    let (Some(filed), Some(facts)) = (&review.packet().improvement_plan, &review.facts.improvement_plan) else {
        return Vec::new();
    };
    facts
        .gaps
        .iter()
        .map(|gap| improvement_gap(review, filed, *gap))
        .collect()
}

fn improvement_gap(review: &Review<'_>, filed: &Improvement, gap: ImprovementGap) -> ProcessFinding {
    let front = &filed.record.front;
    let specialist = review.of.cycle.facilitation.specialist;
    let preconditions = front.preconditions.as_ref().map_or(front.created.at, |each| each.at);
    let (rule, message, act, at, sections, actor) = match gap {
        ImprovementGap::Precondition(which, why) => (
            &PRECONDITION_UNPROVED,
            format!("`{}` {}", field(which), lack(why)),
            "Name evidence with its day, or take the plan back.",
            preconditions,
            RECORD_SECTIONS,
            review.manager(),
        ),
        ImprovementGap::Approval => (
            &IMPROVEMENT_NOT_APPROVED,
            "nobody approved this plan".to_owned(),
            "Read the preconditions and sign them.",
            preconditions,
            RECORD_SECTIONS,
            None,
        ),
        ImprovementGap::Milestone(week) => (
            &WEEK_WITHOUT_MILESTONE,
            format!("week {week} of this plan has no milestone"),
            "Agree on a milestone for the week.",
            front.created.at,
            IMPROVEMENT_SECTIONS,
            review.manager(),
        ),
        ImprovementGap::Exit => (
            &IMPROVEMENT_WITHOUT_EXIT,
            "this plan has no exit criteria".to_owned(),
            "Say what ends the plan well.",
            front.created.at,
            IMPROVEMENT_SECTIONS,
            review.manager(),
        ),
        ImprovementGap::Log => (
            &IMPROVEMENT_WITHOUT_LOG,
            "this plan has no documentation".to_owned(),
            "Document the plan from its first day.",
            front.created.at,
            RECORD_SECTIONS,
            specialist,
        ),
    };
    let finding = review.finding(rule, filed.place(at), message, act, sections);
    finding.for_actor(actor).since(front.created.value)
}

fn field(which: Precondition) -> &'static str {
    match which {
        Precondition::ClearFeedback => "clear_feedback",
        Precondition::ResourcesOffered => "resources_offered",
        Precondition::ConcernsDocumented => "concerns_documented",
        Precondition::NoSurprise => "no_surprise",
    }
}

fn lack(why: EvidenceGap) -> &'static str {
    match why {
        EvidenceGap::Missing => "has no evidence",
        EvidenceGap::Undated => "names no day",
        EvidenceGap::AfterStart => "names no day before the plan",
    }
}

fn approved_by_another(review: &Review<'_>) -> Vec<ProcessFinding> {
    let Some(filed) = &review.packet().improvement_plan else {
        return Vec::new();
    };
    let approver = filed
        .record
        .front
        .preconditions
        .as_ref()
        .and_then(|each| each.approved_by.as_ref());
    let Some(coordinator) = review.of.cycle.facilitation.coordinator else {
        return Vec::new();
    };
    let other = approver.filter(|id| review.of.organisation.find_person(id) != Some(coordinator));
    let finding = other.map(|approver| {
        let message = "`approved_by` is not the cycle's coordinator";
        let act = "Read the preconditions and sign them.";
        review
            .finding(
                &IMPROVEMENT_APPROVED_BY_ANOTHER,
                filed.place(approver.at),
                message,
                act,
                RECORD_SECTIONS,
            )
            .since(filed.record.front.created.value)
    });
    finding.into_iter().collect()
}

fn steps_overdue(review: &Review<'_>) -> Vec<ProcessFinding> {
    let facts = review.facts;
    let mut found = Vec::new();
    if let (Some(filed), Some(plan)) = (&review.packet().development_plan, &facts.development_plan) {
        let front = &filed.record.front;
        let overdue = plan.steps.iter().filter(|_| plan.runs);
        found.extend(overdue.filter_map(|step| {
            let at = place_of(step, front.created.at, &front.criterion, &front.check_in)?;
            step_overdue(review, step, filed.place(at), DEVELOPMENT_SECTIONS)
        }));
    }
    if let (Some(filed), Some(plan)) = (&review.packet().improvement_plan, &facts.improvement_plan) {
        let front = &filed.record.front;
        let overdue = plan.steps.iter().filter(|_| plan.runs);
        found.extend(overdue.filter_map(|step| {
            let at = match step.kind {
                StepKind::Milestone { record, .. } => front.milestone.get(record?)?.at,
                _ => place_of(step, front.created.at, &front.criterion, &front.check_in)?,
            };
            step_overdue(review, step, filed.place(at), IMPROVEMENT_SECTIONS)
        }));
    }
    found
}

/// Where a step stands; none where the plan lacks it, which is a finding of its own.
fn place_of(
    step: &PlanStep,
    created: Span,
    criteria: &[PlanCriterionRecord],
    check_ins: &[PlanCheckInRecord],
) -> Option<Span> {
    match step.kind {
        StepKind::Criterion(at) => criteria.get(at).map(|each| each.at),
        StepKind::CheckIn { record, .. } => check_ins.get(record?).map(|each| each.at),
        StepKind::Milestone { .. } => None,
        StepKind::Review => Some(created),
    }
}

fn step_overdue(
    review: &Review<'_>,
    step: &PlanStep,
    place: Place,
    sections: &'static [SectionKind],
) -> Option<ProcessFinding> {
    let StepState::Overdue { days: late } = step.state else {
        return None;
    };
    let (what, act) = match step.kind {
        StepKind::Criterion(_) => ("this criterion", "Say whether the criterion was met."),
        StepKind::CheckIn { .. } => (
            "this check-in of the plan",
            "Hold the check-in, and say that it was held.",
        ),
        StepKind::Milestone { .. } => ("this milestone", "Say whether the milestone was reached."),
        StepKind::Review => (
            "the final evaluation of this plan",
            "Evaluate the plan, and write its result.",
        ),
    };
    let message = format!("{what} is overdue by {}", days(late));
    let finding = review.finding(&PLAN_STEP_OVERDUE, place, message, act, sections);
    Some(finding.for_actor(review.manager()).since(step.day))
}
