//! Development and improvement plans.

use super::*;

const DEVELOPMENT: &str = r#"
created = 2026-10-01
mentor = "head"
[[criterion]]
what = "Writes updates"
due = 2026-12-15
[[check_in]]
day = 30
date = 2026-10-29
held = false
[[check_in]]
day = 60
"#;

#[test]
fn a_development_plan_says_what_it_lacks_and_what_is_due_next() {
    let worked = Worked::of(
        &org()
            .person("jane")
            .rated(2)
            .document("development-plan.md", DEVELOPMENT)
            .calibrated(&["core"]),
    );
    let plan = worked.packet("jane").development_plan.clone().unwrap();
    assert_eq!(plan.review, day("2026-12-30"));
    assert_eq!(plan.gaps, [DevelopmentGap::CheckIn(90)]);
    let next = plan.next().unwrap();
    assert_eq!(
        next.kind,
        StepKind::CheckIn {
            day: 30,
            record: Some(0)
        }
    );
    assert_eq!(next.state, StepState::Overdue { days: 1 });
    let criterion = worked.criterion(CriterionKind::DevelopmentPlans);
    assert_eq!(
        criterion.figure,
        Figure::Share {
            numerator: 0,
            denominator: 1
        }
    );
    assert_eq!(criterion.status, Status::Missed);
}

#[test]
fn an_extended_plan_is_evaluated_again_sixty_days_later() {
    let plan = "created = 2026-07-01\nreview = 2026-09-29\nresult = \"extended\"\n";
    let worked = Worked::of(&org().person("jane").rated(2).document("development-plan.md", plan));
    let plan = worked.packet("jane").development_plan.clone().unwrap();
    assert_eq!((plan.review, plan.runs), (day("2026-11-28"), true));
}

fn improvement(weeks: u32, concerns: &str) -> String {
    let milestone = |week| format!("[[milestone]]\nweek = {week}\nwhat = \"W\"\n");
    let milestones = (1..=weeks).map(milestone).collect::<Vec<_>>().concat();
    format!(
        "created = 2026-10-20\nend = 2026-12-19\n{milestones}[[exit]]\nwhat = \"E\"\n[[log]]\ndate = 2026-10-20\nwhat = \"L\"\n\
         [preconditions]\nclear_feedback = \"2026-08-12 check-in\"\nresources_offered = \"course on 2026-08-20\"\n\
         concerns_documented = \"{concerns}\"\nno_surprise = \"told on 2026-09-30\"\napproved_by = \"head\"\n"
    )
}

#[test]
fn an_improvement_plan_of_sixty_days_needs_nine_milestones_and_evidence_from_before_its_start() {
    let of = |weeks, concerns| {
        let plan = improvement(weeks, concerns);
        let org = org()
            .person("jane")
            .rated(1)
            .document("improvement-plan.md", &plan)
            .calibrated(&["core"]);
        let worked = Worked::of(&org);
        let plan = worked.packet("jane").improvement_plan.clone().unwrap();
        (
            plan.weeks,
            plan.gaps,
            worked.criterion(CriterionKind::ImprovementPlans).status,
        )
    };
    assert_eq!(of(9, "note of 2026-09-01"), (9, vec![], Status::Met));
    assert_eq!(
        of(8, "note of 2026-09-01"),
        (9, vec![ImprovementGap::Milestone(9)], Status::Missed)
    );
    let gap = |gap| vec![ImprovementGap::Precondition(Precondition::ConcernsDocumented, gap)];
    assert_eq!(of(9, "note of 2026-10-20").1, gap(EvidenceGap::AfterStart));
    assert_eq!(of(9, "several notes").1, gap(EvidenceGap::Undated));
}
