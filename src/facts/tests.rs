//! Figures of small organisations, worked out by hand.

use super::*;
use crate::model::testing::{Org, org};
use crate::model::{Organisation, PersonIx};
use crate::records::id::{PersonId, TeamId};
use crate::source::Date;

/// An organisation and the figures of its last cycle.
struct Worked {
    organisation: Organisation,
    facts: Facts,
}

impl Worked {
    fn of(org: &Org) -> Self {
        let organisation = org.build();
        let facts = derive(&organisation);
        Self { organisation, facts }
    }

    fn cycle(&self) -> &CycleFacts {
        self.facts.cycles.last().unwrap()
    }

    fn ix(&self, person: &str) -> PersonIx {
        self.organisation.find_person(&PersonId::new(person).unwrap()).unwrap()
    }

    fn packet(&self, person: &str) -> &PacketFacts {
        self.cycle().person(self.ix(person)).unwrap()
    }

    fn unit(&self, team: &str) -> &UnitFacts {
        self.cycle()
            .unit(self.organisation.find_team(&TeamId::new(team).unwrap()).unwrap())
    }

    fn goals(&self, person: &str) -> &SetFacts {
        self.cycle().goals_of(self.packet(person)).unwrap()
    }

    fn criterion(&self, kind: CriterionKind) -> &Criterion {
        self.cycle().success.criterion(kind).unwrap()
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn close(figure: Option<f64>, expected: f64) -> bool {
    figure.is_some_and(|figure| (figure - expected).abs() < 1e-12)
}

#[test]
fn a_recommended_rating_becomes_final_once_a_session_that_covers_the_person_was_held() {
    let teams = || org().team("left", Some("core")).team("right", Some("core"));
    let people = |org: Org| {
        org.person("jane")
            .in_team("left")
            .rated(4)
            .person("omar")
            .in_team("left")
            .rated(4)
            .decided(3)
            .person("li")
            .in_team("right")
            .rated(2)
            .person("new")
            .in_team("left")
            .assessed("not_rated = \"too new\"")
    };
    let worked = Worked::of(&people(teams()).calibrated(&["left"]));
    let jane = worked.packet("jane").rating;
    assert_eq!(jane.rated(), Some(Rated::Final(4)));
    assert!(matches!(jane.r#final.unwrap().origin, RatingOrigin::Recommended { .. }));
    let omar = worked.packet("omar").rating;
    assert_eq!(omar.rated(), Some(Rated::Final(3)));
    assert_eq!(
        omar.change().map(|change| (change.from, change.to, change.decision)),
        Some((4, 3, 0))
    );
    assert_eq!(worked.packet("li").rating.rated(), Some(Rated::Recommended(2)));
    let new = worked.packet("new").rating;
    assert_eq!((new.rated(), new.left_unrated), (None, true));
    let ratings = &worked.cycle().everyone.ratings;
    assert_eq!((ratings.rated, ratings.not_rated, ratings.total()), (3, 2, 5));
    assert_eq!(ratings.counts, [0, 1, 1, 1, 0]);
    assert_eq!(ratings.basis, Basis::Mixed { r#final: 2 });
    assert_eq!(worked.cycle().everyone.recommended.counts, [0, 2, 0, 1, 0]);
}

#[test]
fn before_its_session_a_decision_is_no_final_rating() {
    let worked = Worked::of(
        &org()
            .as_of("2026-10-15")
            .person("jane")
            .rated(4)
            .decided(3)
            .calibrated(&["core"]),
    );
    assert_eq!(worked.packet("jane").rating.rated(), Some(Rated::Recommended(4)));
}

#[test]
fn a_unit_holds_its_people_and_those_of_units_below_by_the_role_at_the_cycles_end() {
    let organisation = org()
        .team("below", Some("core"))
        .person("jane")
        .in_team("below")
        .rated(4)
        .person("moved")
        .rated(3)
        .from("2026-09-30")
        .in_team("below")
        .managed_by("jane")
        .person("later")
        .rated(3)
        .from("2026-10-01")
        .in_team("below")
        .managed_by("jane")
        .person("gone")
        .left("2026-08-01");
    let worked = Worked::of(&organisation);
    let (core, below) = (worked.unit("core"), worked.unit("below"));
    assert_eq!((core.all.people, core.direct.people, below.all.people), (4, 2, 2));
    assert_eq!(core.all.packets.len(), 5);
    assert_eq!(core.all.ratings.counts, [0, 1, 2, 0, 0]);
    assert_eq!(below.direct.ratings.counts, [0, 1, 1, 0, 0]);
    let jane = worked.cycle().manager(worked.ix("jane")).unwrap();
    assert_eq!(
        jane.reports.packets,
        [worked.cycle().position(worked.ix("moved")).unwrap()]
    );
}

const GOALS: &str = r#"
[agreement]
employee = 2026-07-20
manager = 2026-07-28
ambition = true
[[objective]]
id = "speed"
title = "Speed"
supports = ["core/fast"]
[[objective.key_result]]
id = "latency"
title = "Latency"
due = 2026-08-01
weight = 3
measure = { from = 340, to = 200 }
[[objective.key_result]]
id = "load"
title = "Load"
target = "Improve the load test"
week = 8
[[objective.key_result]]
id = "old"
title = "Old"
target = "Old thing retired"
week = 14
[[objective.key_result]]
id = "open"
title = "Open"
[[objective]]
id = "grow"
title = "Grow"
kind = "growth"
[[objective.key_result]]
id = "talk"
title = "Talk"
target = "One talk given"
week = 1
"#;

const CHECK_IN: &str = r#"
date = 2026-08-13
manager = "head"
[[progress]]
key_result = "speed/latency"
status = "at-risk"
[[progress]]
key_result = "speed/load"
status = "on-track"
[[progress]]
key_result = "grow/talk"
status = "at-risk"
[[adjustment]]
key_result = "speed/old"
change = "adjusted"
[[adjustment]]
key_result = "speed/old"
change = "replaced"
rationale = "Priorities moved"
[[adjustment]]
key_result = "grow/talk"
change = "adjusted"
rationale = "Holiday"
due = 2026-08-20
"#;

const RESULTS: &str = r#"
[[result]]
key_result = "speed/latency"
value = 235
result = "missed"
[[result]]
key_result = "speed/load"
result = "exceeded"
[[result]]
key_result = "speed/old"
result = "missed"
[[result]]
key_result = "grow/talk"
result = "met"
"#;

const TEAM_GOALS: &str = r#"
[[objective]]
id = "fast"
title = "Fast"
[[objective.key_result]]
id = "p95"
title = "p95"
due = 2026-09-10
status = "at-risk"
value = 1.38
measure = { from = 0, to = 1 }
[[objective]]
id = "lonely"
title = "Lonely"
[[objective.key_result]]
id = "alone"
title = "Alone"
"#;

fn with_goals() -> Org {
    org()
        .in_cycle("goals/core.toml", TEAM_GOALS)
        .person("jane")
        .record("goals.toml", GOALS)
}

#[test]
fn an_objective_is_the_weighted_mean_of_what_has_a_score_and_was_not_replaced() {
    let worked = Worked::of(
        &with_goals()
            .document("check-in.md", CHECK_IN)
            .self_assessed("2026-10-05", RESULTS),
    );
    let goals = worked.goals("jane");
    let speed = &goals.objectives[0];
    // Latency (235 − 340) / (200 − 340) = 0.75 with weight 3, load 1.2 with weight 1: (2.25 + 1.2) / 4.
    assert!(close(speed.score, 0.8625));
    assert_eq!(speed.scored, ScoredGoals { scored: 2, of: 3 });
    assert!(close(goals.delivery.value, 0.8625));
    assert!(close(goals.growth.value, 1.0));
    let everyone = &worked.cycle().everyone;
    assert!(close(everyone.goal_score.value, 0.8625));
    assert_eq!((everyone.goal_score.n, everyone.goal_score.of), (1, 2));
}

#[test]
fn before_results_there_is_no_score_and_not_zero() {
    let worked = Worked::of(&with_goals());
    assert_eq!(
        worked.goals("jane").delivery,
        Mean {
            value: None,
            n: 0,
            of: 1
        }
    );
    assert_eq!(worked.cycle().everyone.goal_score.value, None);
}

#[test]
fn a_parent_has_its_own_score_and_its_childrens_side_by_side() {
    let worked = Worked::of(&with_goals().self_assessed("2026-10-05", RESULTS));
    let core = &worked.cycle().goals.sets[worked.unit("core").goals.unwrap()];
    let fast = &core.objectives[0];
    let score = fast.key_results[0].score.unwrap();
    assert!(close(Some(score.value), 1.0));
    assert!(matches!(score.origin, ScoreOrigin::Value(statistics::goals::Measured::Ratio { raw }) if raw == 1.38));
    // Without the check-in the old key result counts: (3 × 0.75 + 1.2 + 0) / 5.
    assert_eq!((fast.children.n, fast.children.of), (1, 1));
    assert!(close(fast.children.value, 0.69));
    let goals = &worked.cycle().goals;
    assert_eq!(goals.unsupported.len(), 1);
    assert_eq!(
        worked.organisation.cycles[0]
            .goals
            .objective(goals.unsupported[0])
            .id
            .as_str(),
        "lonely"
    );
    assert_eq!(goals.supports_nothing, []);
}

#[test]
fn late_is_what_was_said_not_to_be_done_after_the_day_that_was_last_agreed() {
    let worked = Worked::of(&with_goals().document("check-in.md", CHECK_IN));
    let [speed, grow] = &worked.goals("jane").objectives[..] else {
        panic!("two objectives")
    };
    let latency = speed.key_results[0].late.unwrap();
    assert_eq!((latency.days, latency.basis), (12, LateBasis::CheckIn(0)));
    assert_eq!(speed.key_results[1].late, None);
    let talk = &grow.key_results[0];
    assert_eq!(talk.late, None);
    assert_eq!(
        talk.due,
        Some(Due {
            day: day("2026-08-20"),
            moved_by: Some(2)
        })
    );
    let core = &worked.cycle().goals.sets[worked.unit("core").goals.unwrap()];
    // Status as of the cycle's end, 30 September, of what was due on the 10th.
    assert_eq!(core.objectives[0].key_results[0].late.map(|late| late.days), Some(20));
}

#[test]
fn smart_checks_come_with_origin_and_reason() {
    let worked = Worked::of(&with_goals());
    let [speed, grow] = &worked.goals("jane").objectives[..] else {
        panic!("two objectives")
    };
    let reasons = |at: usize| {
        speed.key_results[at]
            .smart
            .unwrap()
            .checks()
            .map(|(_, check)| check.reason)
    };
    use SmartReason as R;
    assert_eq!(
        reasons(0),
        [R::Measured, R::Measured, R::Signed, R::Supports, R::DueInside]
    );
    assert_eq!(
        reasons(1),
        [R::Vague, R::DoneOrNot, R::Signed, R::Supports, R::DueInside]
    );
    assert_eq!(reasons(2)[4], R::DueOutside);
    assert_eq!(reasons(3), [R::NoTarget, R::NoTarget, R::Signed, R::Supports, R::NoDue]);
    let talk = grow.key_results[0].smart.unwrap();
    assert_eq!((talk.relevant.verdict, talk.has_fault()), (SmartVerdict::Exempt, false));
    let signature = Signature {
        by: Some(worked.ix("head")),
        on: Some(day("2026-07-28")),
    };
    assert_eq!(talk.achievable.origin, SmartOrigin::Signed(Some(signature)));
}

#[test]
fn a_key_results_gravest_change_is_its_group_at_mid_cycle() {
    let worked = Worked::of(
        &with_goals()
            .document("check-in.md", CHECK_IN)
            .person("omar")
            .record("goals.toml", GOALS),
    );
    let counts = worked.cycle().everyone.mid_cycle;
    let expected = MidCycleCounts {
        unchanged: 3,
        adjusted: 1,
        replaced: 1,
        intervention: 0,
        people: 1,
    };
    assert_eq!(counts, expected);
    assert!(close(counts.percent(MidCycleGroup::Replaced), 20.0));
    let lacks: Vec<_> = worked
        .packet("jane")
        .adjustments
        .iter()
        .map(|each| each.lacks.clone())
        .collect();
    let replaced = vec![Lack::Approver { expected: None }, Lack::Replacement];
    assert_eq!(lacks, [vec![Lack::Rationale], replaced, vec![]]);
}

fn reviewed(org: Org, person: &str, own: &str, peers: [&str; 3]) -> Org {
    org.person(person)
        .rated(3)
        .self_assessed(own, "")
        .feedback("head", peers[0])
        .feedback("peer-a", peers[1])
        .feedback("peer-b", peers[2])
}

#[test]
fn a_review_is_on_time_when_its_three_parts_are_the_day_of_the_deadline_included() {
    let peers = org().person("peer-a").person("peer-b").hired("2026-10-05");
    let in_time = reviewed(peers, "jane", "2026-10-05", ["2026-10-01", "2026-10-07", "2026-10-02"]);
    let late = reviewed(
        in_time,
        "omar",
        "2026-10-01",
        ["2026-10-01", "2026-10-09", "2026-10-02"],
    );
    let worked = Worked::of(&late);
    let jane = worked.packet("jane").completion;
    assert_eq!(jane.self_assessment, Standing::OnTime { on: day("2026-10-05") });
    assert_eq!(jane.peer_feedback, Standing::OnTime { on: day("2026-10-07") });
    assert!(matches!(jane.review, Standing::OnTime { .. }));
    let omar = worked.packet("omar").completion;
    assert_eq!(
        omar.review,
        Standing::Late {
            on: day("2026-10-09"),
            days: 2
        }
    );
    // Nothing of peer-a is there; peer-b was hired after the cycle; head has no manager.
    assert_eq!(
        worked.packet("peer-a").completion.review,
        Standing::Missing { days: 25 }
    );
    let counts = worked.cycle().everyone.completion;
    assert_eq!(
        counts.review,
        PartCounts {
            on_time: 1,
            late: 1,
            missing: 1,
            not_due: 0
        }
    );
    assert_eq!(counts.self_assessment.on_time, 2);
    let criterion = worked.criterion(CriterionKind::OnTime);
    assert_eq!(
        criterion.figure,
        Figure::Share {
            numerator: 1,
            denominator: 3
        }
    );
    assert_eq!((criterion.status, criterion.short.len()), (Status::Missed, 2));
}

#[test]
fn before_the_deadlines_the_share_on_time_is_not_yet_said() {
    let worked = Worked::of(&org().as_of("2026-10-02").person("jane"));
    assert_eq!(worked.packet("jane").completion.review, Standing::NotDue);
    assert_eq!(worked.criterion(CriterionKind::OnTime).status, Status::NotYet);
}

#[test]
fn exactly_the_target_is_not_more_than_the_target() {
    let counts = PartCounts {
        on_time: 19,
        late: 1,
        ..PartCounts::default()
    };
    assert!(!counts.more_on_time_than(crate::records::Percent::whole(95)));
    let counts = PartCounts {
        on_time: 20,
        late: 1,
        ..PartCounts::default()
    };
    assert!(counts.more_on_time_than(crate::records::Percent::whole(95)));
}

#[test]
fn surveys_are_means_of_their_counts() {
    let surveys =
        "[manager_satisfaction]\ncounts = [0, 0, 1, 4, 5]\n[fairness]\ncounts = [0, 2, 5, 22, 16]\ninvited = 50\n";
    let worked = Worked::of(&org().in_cycle("surveys.toml", surveys));
    // (3 + 16 + 25) / 10 and (4 + 15 + 88 + 80) / 45.
    let satisfaction = worked.criterion(CriterionKind::ManagerSatisfaction);
    assert_eq!(
        satisfaction.figure,
        Figure::Mean {
            mean: Some(4.4),
            answers: 10,
            invited: None
        }
    );
    assert_eq!(satisfaction.status, Status::Met);
    let fairness = worked.criterion(CriterionKind::Fairness);
    let Figure::Mean { mean, answers, invited } = fairness.figure else {
        panic!("a mean")
    };
    assert!(close(mean, 187.0 / 45.0));
    assert_eq!((answers, invited), (45, Some(50)));
}

#[test]
fn a_department_counts_as_calibrated_when_it_lies_in_the_scope_of_a_held_session() {
    let organisation = org()
        .department("one", None)
        .department("two", None)
        .department("empty", None)
        .team("below", Some("two"))
        .person("jane")
        .in_team("one")
        .rated(4)
        .person("omar")
        .in_team("below")
        .rated(3);
    let worked = Worked::of(&organisation.clone().calibrated(&["one"]));
    let criterion = worked.criterion(CriterionKind::SessionsHeld);
    assert_eq!(
        criterion.figure,
        Figure::Share {
            numerator: 1,
            denominator: 2
        }
    );
    assert_eq!(
        (criterion.status, &criterion.short[..]),
        (Status::Missed, &[Shortfall::Unit(worked.unit("two").team)][..])
    );
    let worked = Worked::of(&organisation.calibrated(&["one"]).calibrated(&["below"]));
    assert_eq!(worked.criterion(CriterionKind::SessionsHeld).status, Status::Met);
}

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

fn improvement(weeks: u32, concerns: &str) -> String {
    let milestones: String = (1..=weeks)
        .map(|week| format!("[[milestone]]\nweek = {week}\nwhat = \"W\"\n"))
        .collect();
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

#[test]
fn a_promotion_is_documented_when_every_criterion_has_evidence() {
    let outcome = |evidence: &str| {
        format!("[promotion]\ndecision = \"promoted\"\n[[promotion.criterion]]\nwhat = \"W\"\nmet = true\n{evidence}")
    };
    let worked = Worked::of(
        &org()
            .person("jane")
            .record("outcome.toml", &outcome("evidence = \"E\""))
            .person("omar")
            .record("outcome.toml", &outcome(""))
            .person("li")
            .record("outcome.toml", "[promotion]\ndecision = \"none\"\n"),
    );
    let criterion = worked.criterion(CriterionKind::Promotions);
    assert_eq!(
        criterion.figure,
        Figure::Share {
            numerator: 1,
            denominator: 2
        }
    );
    let omar = worked.cycle().position(worked.ix("omar")).unwrap();
    assert_eq!(criterion.short, [Shortfall::Packet(omar)]);
}

#[test]
fn merit_is_held_against_the_rating_and_weighed_by_payroll() {
    let outcome = |before: u32, percent: &str, after: u32, more: &str| {
        format!("[pay]\nbase_before = {before}\nmerit_percent = {percent}\nbase_after = {after}\n{more}")
    };
    let jane = outcome(
        182_000,
        "7.0",
        195_000,
        "rounded_to = 1000\nband = [165000, 220000]\nequity_shares = 3000\n",
    );
    let worked = Worked::of(
        &org()
            .file("policy.toml", "[calibration]\nbudget_percent = 5.0\n")
            .person("jane")
            .rated(4)
            .record("outcome.toml", &jane)
            .person("omar")
            .rated(3)
            .record("outcome.toml", &outcome(100_000, "6.0", 106_000, "")),
    );
    let jane = worked.packet("jane").pay.unwrap();
    assert_eq!((jane.range, jane.expected_after), (RangeCheck::Inside, Some(195_000)));
    assert!(close(jane.position, 17.0 / 55.0));
    let omar = worked.packet("omar").pay.unwrap();
    assert_eq!(
        (omar.range, omar.is_outside_without_reason()),
        (RangeCheck::Above, true)
    );
    let pay = worked.unit("core").all.pay;
    // 12,740 + 6,000 on 282,000; the budget is 14,100.
    assert!(close(pay.rollup.effective_percent(), 100.0 * 18_740.0 / 282_000.0));
    assert_eq!(pay.over_budget_millionths(), Some(4_640_000_000));
}

#[test]
fn movement_follows_people_from_the_previous_cycle() {
    let organisation = org()
        .cycle("2026-q2")
        .person("jane")
        .rated(4)
        .person("omar")
        .rated(2)
        .person("gone")
        .left("2026-08-01")
        .rated(3)
        .cycle("2026-q3")
        .person("jane")
        .rated(4)
        .person("omar")
        .rated(4)
        .person("new")
        .hired("2026-07-15")
        .rated(3);
    let worked = Worked::of(&organisation);
    let movement = worked.cycle().movement.clone().unwrap();
    assert_eq!(movement.matrix[1], [0, 1, 0, 0, 0]);
    assert_eq!(movement.matrix[3], [0, 1, 0, 0, 0]);
    assert_eq!(
        movement
            .two_steps()
            .map(|each| (each.person, each.steps))
            .collect::<Vec<_>>(),
        [(worked.ix("omar"), 2)]
    );
    assert_eq!(
        (movement.newcomers, movement.leavers),
        (vec![worked.ix("new")], vec![worked.ix("gone")])
    );
    assert_eq!(movement.not_compared, [worked.ix("head")]);
    let history: Vec<_> = worked.facts.history(&worked.organisation, worked.ix("omar")).collect();
    assert_eq!(
        history
            .iter()
            .map(|each| each.packet.rating.recommended)
            .collect::<Vec<_>>(),
        [Some(2), Some(4)]
    );
}

#[test]
fn time_on_a_level_is_one_stretch_across_roles() {
    let organisation = org()
        .person("jane")
        .hired("2020-01-01")
        .level("IC3")
        .from("2022-01-01")
        .level("IC4")
        .from("2024-01-01")
        .in_team("core")
        .from("2027-01-01")
        .level("IC5")
        .build();
    let jane = organisation.person(organisation.find_person(&PersonId::new("jane").unwrap()).unwrap());
    assert_eq!(on_level_since(jane, day("2026-09-30")), Some(day("2022-01-01")));
    assert_eq!(on_level_since(jane, day("2019-01-01")), None);
}
