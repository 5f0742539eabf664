//! New plans: their length, check-ins and weeks from the policy.

use std::fmt::Write as _;

use chrono::Days;

use super::{Desk, Draft, document};
use crate::model::{Cycle, PersonIx};
use crate::records::{development_plan, improvement_plan};

/// How many success criteria a plan is expected to have.
const CRITERIA: usize = 3;

pub(super) fn development(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Draft {
    let policy = &desk.organisation.policy;
    let created = desk.today;
    let after = |days: u32| created + Days::new(u64::from(days));
    let review = after(policy.development_days);
    let mut front = format!(
        "created = {created}\nreview = {review}\nresult = \"open\"\n# mentor = \"…\"\n# mentor_for = \"…\"\ntraining = []\n"
    );
    push_criteria(&mut front, review);
    for day in &policy.development_check_ins {
        _ = write!(
            front,
            "\n[[check_in]]\nday = {day}\ndate = {}\nheld = false\n",
            after(*day)
        );
    }
    Draft {
        path: desk.packet_path(cycle, person, "development-plan.md"),
        content: document(&front, development_plan::HEADINGS),
    }
}

pub(super) fn improvement(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Draft {
    let days = desk.organisation.policy.improvement_days;
    let created = desk.today;
    let end = created + Days::new(u64::from(days));
    let mut front = format!("created = {created}\nend = {end}\nresult = \"open\"\n# mentor = \"…\"\ntraining = []\n");
    push_criteria(&mut front, end);
    for week in 1..=days.div_ceil(7) {
        _ = write!(front, "\n[[milestone]]\nweek = {week}\nwhat = \"…\"\nmet = false\n");
    }
    front.push_str("\n[[exit]]\nwhat = \"…\"\nmet = false\n\n[preconditions]              # each with the evidence that lets the coordinator sign it\n");
    for field in [
        "clear_feedback",
        "resources_offered",
        "concerns_documented",
        "no_surprise",
        "approved_by",
    ] {
        _ = writeln!(front, "# {field} = \"…\"");
    }
    Draft {
        path: desk.packet_path(cycle, person, "improvement-plan.md"),
        content: document(&front, improvement_plan::HEADINGS),
    }
}

fn push_criteria(front: &mut String, due: crate::source::Date) {
    for _ in 0..CRITERIA {
        _ = write!(front, "\n[[criterion]]\nwhat = \"…\"\ndue = {due}\nmet = false\n");
    }
}
