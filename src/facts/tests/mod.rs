//! Figures of small organisations, worked out by hand.

mod agenda;
mod goals;
mod plans;

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

    fn latest(&self) -> &CycleFacts {
        self.facts.cycles.last().unwrap()
    }

    fn ix(&self, person: &str) -> PersonIx {
        self.organisation.find_person(&PersonId::new(person).unwrap()).unwrap()
    }

    fn packet(&self, person: &str) -> &PacketFacts {
        self.latest().person(self.ix(person)).unwrap()
    }

    fn unit(&self, team: &str) -> &UnitFacts {
        self.latest()
            .unit(self.organisation.find_team(&TeamId::new(team).unwrap()).unwrap())
    }

    fn goals(&self, person: &str) -> &SetFacts {
        self.latest().goals_of(self.packet(person)).unwrap()
    }

    fn criterion(&self, kind: CriterionKind) -> &Criterion {
        let cycle = self.organisation.cycles.last().unwrap();
        self.latest()
            .success(&self.organisation, cycle)
            .criterion(kind)
            .unwrap()
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
    let ratings = &worked.latest().everyone.ratings;
    assert_eq!((ratings.rated, ratings.not_rated, ratings.total()), (3, 2, 5));
    assert_eq!(ratings.counts, [0, 1, 1, 1, 0]);
    assert_eq!(ratings.basis, Basis::Mixed { r#final: 2 });
    assert_eq!(worked.latest().everyone.recommended.counts, [0, 2, 0, 1, 0]);
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
        .then_from("2026-09-30")
        .in_team("below")
        .managed_by("jane")
        .person("later")
        .rated(3)
        .then_from("2026-10-01")
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
    let jane = worked.latest().manager(worked.ix("jane")).unwrap();
    assert_eq!(
        jane.reports.packets,
        [worked.latest().position(worked.ix("moved")).unwrap()]
    );
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
    let counts = worked.latest().everyone.completion;
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
    let omar = worked.latest().position(worked.ix("omar")).unwrap();
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
    let latest = worked.organisation.cycles().next_back().unwrap().0;
    let movement = worked.facts.movement(&worked.organisation, latest).unwrap();
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
        (movement.newcomers.clone(), movement.leavers.clone()),
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
        .then_from("2022-01-01")
        .level("IC4")
        .then_from("2024-01-01")
        .in_team("core")
        .then_from("2027-01-01")
        .level("IC5")
        .build();
    let jane = organisation.person(organisation.find_person(&PersonId::new("jane").unwrap()).unwrap());
    assert_eq!(on_level_since(jane, day("2026-09-30")), Some(day("2022-01-01")));
    assert_eq!(on_level_since(jane, day("2019-01-01")), None);
}
