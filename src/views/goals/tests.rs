//! What the cascade says to whom.

use super::*;
use crate::model::testing::{Org, org};
use crate::views::plan;
use crate::views::testing::{in_tree, shown, unit};

/// The company's objective, one of a department and of the team `core` below it, and one of Jane's.
fn cascade() -> Org {
    let goal = |id: &str, title: &str, supports: &str, more: &str| {
        format!(
            "[[objective]]\nid = \"{id}\"\ntitle = \"{title}\"\nkind = \"delivery\"\nsupports = [{supports}]\n\
             [[objective.key_result]]\nid = \"kr\"\ntitle = \"{title}, counted\"\ntarget = \"Done\"\nweek = 3\n{more}"
        )
    };
    let measured = "measure = { from = 0, to = 10 }\nvalue = 8\n";
    org()
        .department("dept", None)
        .team("core", Some("dept"))
        .in_cycle("goals/company.toml", &goal("lead", "Lead", "", measured))
        .in_cycle(
            "goals/dept.toml",
            &goal("ready", "Ready", "\"company/lead/kr\"", measured),
        )
        .in_cycle(
            "goals/core.toml",
            &goal("ship", "Ship", "\"dept/ready\", \"company/lead\"", measured),
        )
        .person("jane")
        .record("goals.toml", &goal("own", "Own", "\"core/ship/kr\"", ""))
        .self_assessed(
            "2026-10-02",
            "[[result]]\nkey_result = \"own/kr\"\nactual = \"Much\"\nresult = \"mostly-met\"",
        )
}

fn goals_of(org: &Org, tree: &str, check: impl Fn(&Cascade<'_>)) {
    shown(
        org,
        tree,
        |_, cycle| PageKey::Goals(cycle),
        |view| {
            let PageView::Goals(view) = view else {
                panic!("another page")
            };
            check(view);
        },
    );
}

fn titles<'v>(rows: &'v [GoalRow<'_>]) -> Vec<(usize, &'v str)> {
    rows.iter().map(|row| (row.depth, row.title)).collect()
}

#[test]
fn each_goal_stands_once_below_the_first_that_it_supports() {
    goals_of(&cascade(), "hr", |view| {
        assert_eq!(titles(&view.rows), [(0, "Lead"), (1, "Ready"), (2, "Ship"), (3, "Own")]);
        assert_eq!(view.rows.iter().map(|row| row.closes).sum::<usize>(), 3);
        // The team's goal names the company's as well, which lists it beside its tree.
        assert_eq!(view.rows[0].supported_by[0].title, "Ship");
        assert_eq!(view.rows[0].supported_by[0].href.as_deref(), Some("#goal.core.ship"));
        assert_eq!(view.rows[2].supports.len(), 2);
    });
}

#[test]
fn the_own_score_and_the_mean_of_what_supports_a_goal_stand_side_by_side() {
    goals_of(&cascade(), "hr", |view| {
        let ship = &view.rows[2];
        assert_eq!((ship.score, ship.children.value), (Some(0.8), Some(0.7)));
        assert_eq!(ship.key_results[0].value.as_deref(), Some("8"));
        let own = &view.rows[3].key_results[0];
        assert_eq!((own.score, own.value.as_deref()), (Some(0.7), Some("Mostly met")));
    });
}

#[test]
fn an_employee_sees_the_way_to_their_own_goals_open_and_nobody_elses() {
    let org = cascade().person("omar").record(
        "goals.toml",
        "[[objective]]\nid = \"his\"\ntitle = \"His\"\nkind = \"delivery\"\nsupports = [\"core/ship\"]\n",
    );
    goals_of(&org, "people/jane", |view| {
        assert_eq!(titles(&view.rows), [(0, "Lead"), (1, "Ready"), (2, "Ship"), (3, "Own")]);
        assert!(view.rows.iter().all(|row| row.open));
        assert_eq!(view.rows.iter().filter(|row| row.own).count(), 1);
        assert_eq!(view.unsupported, None);
    });
    goals_of(&org, "hr", |view| assert_eq!(view.rows.len(), 5));
}

#[test]
fn the_company_sees_individual_goals_from_the_day_they_are_locked_without_scores_or_checks() {
    // Goals are locked on 28 July.
    goals_of(&cascade().as_of("2026-07-27"), "company", |view| {
        assert_eq!(titles(&view.rows), [(0, "Lead"), (1, "Ready"), (2, "Ship")]);
    });
    goals_of(&cascade(), "company", |view| {
        let own = &view.rows[3];
        assert_eq!((own.title, own.score, own.scored), ("Own", None, None));
        assert_eq!(
            (own.key_results[0].score, own.key_results[0].value.as_deref()),
            (None, None)
        );
        assert_eq!(view.faults, None);
        // The mean is over the goals whose scores the company may see: Jane's is not among them.
        assert_eq!((view.rows[2].children.value, view.rows[2].children.of), (None, 0));
        assert_eq!(view.rows[1].children.value, Some(0.8));
    });
}

#[test]
fn what_supports_nothing_and_what_nothing_supports_are_named() {
    let org = cascade().person("omar").record(
        "goals.toml",
        "[[objective]]\nid = \"his\"\ntitle = \"His\"\nkind = \"delivery\"\n\
         [[objective]]\nid = \"learn\"\ntitle = \"Learn\"\nkind = \"growth\"\n\
         [[objective.key_result]]\nid = \"kr\"\ntitle = \"Read\"\ntarget = \"Improve at reading\"\n",
    );
    goals_of(&org, "hr", |view| {
        assert_eq!(titles(&view.loose), [(0, "His")]);
        assert_eq!(titles(&view.growth), [(0, "Learn")]);
        assert!(view.unsupported.as_ref().unwrap().is_empty());
        let faults = view.faults.as_ref().unwrap();
        let read = faults.iter().find(|fault| fault.title == "Read").unwrap();
        let checks: Vec<_> = read.reasons.iter().map(|reason| reason.check).collect();
        assert_eq!(checks, ["Specific", "Achievable", "Time-bound"]);
    });
}

#[test]
fn a_goal_that_only_an_unseen_persons_goal_supports_is_unsupported_only_where_all_are_seen() {
    let org = org().in_cycle(
        "goals/core.toml",
        "[[objective]]\nid = \"ship\"\ntitle = \"Ship\"\nkind = \"delivery\"\n",
    );
    let org = org.person("jane");
    goals_of(&org, "hr", |view| {
        assert_eq!(view.unsupported.as_ref().unwrap()[0].title, "Ship");
    });
    goals_of(&org, "managers/head", |view| assert_eq!(view.unsupported, None));
}

#[test]
fn above_eighty_people_individual_goals_stand_on_their_units_page() {
    let mut org = cascade();
    for number in 0..79 {
        org = org.person(&format!("p{number}"));
    }
    // With Jane and the head there are 81.
    in_tree(&org, "hr", |organisation, lens| {
        let cycle = lens.current_cycle().unwrap();
        assert!(plan(lens).contains(&PageKey::GoalsOf(cycle, unit(organisation, "core"))));
        assert!(!plan(lens).contains(&PageKey::GoalsOf(cycle, unit(organisation, "dept"))));
    });
    goals_of(&org, "hr", |view| {
        assert_eq!(titles(&view.rows), [(0, "Lead"), (1, "Ready"), (2, "Ship")]);
        assert_eq!(
            (view.rows[2].elsewhere[0].count, view.rows[2].elsewhere[0].unit),
            (1, "core")
        );
        assert_eq!(view.rows[2].elsewhere[0].href, "../../2026-q3/goals/core/index.html");
    });
    shown(
        &org,
        "hr",
        |organisation, cycle| PageKey::GoalsOf(cycle, unit(organisation, "core")),
        |view| {
            let PageView::Goals(view) = view else {
                panic!("another page")
            };
            assert_eq!(titles(&view.rows), [(0, "Ship"), (1, "Own")]);
            let above = view.rows[0].supports[0].href.as_deref();
            assert_eq!(above, Some("../../../2026-q3/goals/index.html#goal.dept.ready"));
        },
    );
    // Whoever sees few people reads one page.
    goals_of(&org, "people/jane", |view| assert_eq!(view.rows.len(), 4));
}

#[test]
fn a_cycle_without_goals_says_so() {
    for tree in ["hr", "company", "people/head"] {
        goals_of(&org(), tree, |view| {
            assert!(view.rows.is_empty() && view.loose.is_empty() && view.growth.is_empty());
            assert_eq!(view.lede, "No goals are here yet.");
        });
    }
}
