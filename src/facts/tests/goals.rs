//! Scores, the cascade, SMART checks and the mid-cycle, worked out by hand.

use super::*;

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
    let everyone = &worked.latest().everyone;
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
    assert_eq!(worked.latest().everyone.goal_score.value, None);
}

#[test]
fn a_parent_has_its_own_score_and_its_childrens_side_by_side() {
    let worked = Worked::of(&with_goals().self_assessed("2026-10-05", RESULTS));
    let core = &worked.latest().goals.sets[worked.unit("core").goals.unwrap()];
    let fast = &core.objectives[0];
    let score = fast.key_results[0].score.unwrap();
    assert!(close(Some(score.value), 1.0));
    assert!(
        matches!(score.origin, ScoreOrigin::Value(statistics::goals::Measured::Ratio { raw }) if close(Some(raw), 1.38))
    );
    // Without the check-in the old key result counts: (3 × 0.75 + 1.2 + 0) / 5.
    assert_eq!((fast.children.n, fast.children.of), (1, 1));
    assert!(close(fast.children.value, 0.69));
    let goals = &worked.latest().goals;
    assert_eq!(*goals.supports_nothing, []);
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
    let core = &worked.latest().goals.sets[worked.unit("core").goals.unwrap()];
    // Status as of the cycle's end, 30 September, of what was due on the 10th.
    assert_eq!(core.objectives[0].key_results[0].late.map(|late| late.days), Some(20));
}

#[test]
fn smart_checks_come_with_origin_and_reason() {
    use SmartReason as R;
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
    assert_eq!(talk.relevant.verdict, SmartVerdict::Exempt);
    assert!(
        talk.checks()
            .iter()
            .all(|(_, check)| check.verdict != SmartVerdict::Fails)
    );
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
    let counts = worked.latest().everyone.mid_cycle;
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
