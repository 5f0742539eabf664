//! Checks of small organisations, worked out by hand.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::*;
use crate::facts::{CriterionKind, Facts, Figure, derive};
use crate::model::testing::{Org, org};
use crate::records::id::{PersonId, TeamId};

struct Checked {
    organisation: Organisation,
    facts: Facts,
}

impl Checked {
    fn of(org: &Org) -> Self {
        let organisation = org.build();
        let facts = derive(&organisation);
        Self { organisation, facts }
    }

    fn facts(&self) -> &CycleFacts {
        self.facts.cycles.last().unwrap()
    }

    fn checks(&self) -> &Checks {
        self.facts()
            .bias(&self.organisation, self.organisation.cycles.last().unwrap())
    }

    fn everyone(&self, kind: Kind) -> &CheckResult {
        self.about(kind, Subject::Everyone)
    }

    fn about(&self, kind: Kind, subject: Subject) -> &CheckResult {
        self.checks().check(kind).unwrap().about(subject).unwrap()
    }

    fn manager(&self, id: &str) -> Subject {
        let person = self.organisation.find_person(&PersonId::new(id).unwrap());
        Subject::Manager(person.unwrap())
    }

    fn team(&self, id: &str) -> Subject {
        Subject::Team(self.organisation.find_team(&TeamId::new(id).unwrap()).unwrap())
    }
}

fn rates_of(result: &CheckResult) -> &RateFigures {
    match &result.figures {
        Some(Figures::Rates(rates)) => rates,
        other => panic!("no rates: {other:?}"),
    }
}

/// So many people of a gender with each rating.
fn people(mut org: Org, gender: &str, ratings: &[u32]) -> Org {
    for (at, rating) in ratings.iter().enumerate() {
        let id = format!("x{}-{at}", gender.trim().to_lowercase());
        org = org.person(&id).rated(*rating);
        if !gender.trim().is_empty() {
            org = org.gender(gender);
        }
    }
    org
}

#[test]
fn genders_are_told_apart_without_capitals_and_space_and_people_who_state_none_are_counted() {
    let org = people(org(), "Woman ", &[4, 4, 4, 4, 4]);
    let org = people(org, "man", &[3, 3, 3, 3, 3]);
    let org = org.person("late").gender("WOMAN").rated(4).person("quiet").rated(3);
    let checked = Checked::of(&org);
    let rates = rates_of(checked.everyone(Kind::GenderExceeds));
    let groups: Vec<_> = rates.groups.iter().map(|g| (&*g.name, g.selected, g.n)).collect();
    assert_eq!(groups, [("man", 0, 5), ("woman", 6, 6)]);
    assert_eq!(rates.unstated, 1);
    // All six selected of eleven are women: 1 of C(11, 6) = 462 tables, and as rare as no other.
    assert!((rates.fisher_p - 1.0 / 462.0).abs() < 1e-12);
    assert!((rates.mid_p - 0.5 / 462.0).abs() < 1e-12);
    assert_eq!(
        checked.everyone(Kind::GenderExceeds).verdict,
        Verdict::Flag(Strength::Strong)
    );
}

#[test]
fn one_small_group_leaves_every_gender_check_without_a_verdict_and_without_a_count() {
    let org = people(org(), "woman", &[4, 4, 4, 4, 4, 4]);
    let org = people(org, "man", &[3, 3, 3, 3, 3, 3]);
    let checked = Checked::of(&people(org, "non-binary", &[3, 3, 3, 3]));
    for kind in [
        Kind::GenderExceeds,
        Kind::GenderLowest,
        Kind::GenderScale,
        Kind::GenderWithinLevel,
    ] {
        let result = checked.everyone(kind);
        assert_eq!(result.verdict, Verdict::CannotTell(Reason::SmallGroup));
        assert_eq!((&result.figures, result.p), (&None, None));
    }
}

#[test]
fn the_whole_scale_compares_means_and_pairs() {
    let org = people(org(), "woman", &[4, 4, 4, 3, 3]);
    let checked = Checked::of(&people(org, "man", &[3, 3, 3, 3, 2]));
    let result = checked.everyone(Kind::GenderScale);
    let Some(Figures::Scale(figures)) = &result.figures else {
        panic!("no scale");
    };
    // Men 14/5, women 18/5. Of 25 pairs a man is higher in none, and lower in 5·3 + 1·2 = 17 (all 4s, and the 2 below each 3).
    let comparison = figures.comparisons[0];
    assert!((comparison.difference + 0.8).abs() < 1e-12);
    assert!((comparison.cliffs_delta + 17.0 / 25.0).abs() < 1e-12);
    // Men's sum of 14 is the smallest that five of 2, 3×6, 4×3 can have: C(6,4) = 15 of 252 labellings; 18 lies as far on
    // the other side: 3 fours of 3 with 2 of 6 threes, again 15.
    assert!((comparison.p - 30.0 / 252.0).abs() < 1e-12);
    // No labelling lies farther, so nothing rare was possible.
    assert_eq!(result.verdict, Verdict::CannotTell(Reason::NothingRarePossible));
}

#[test]
fn exactly_two_of_five_are_not_more_than_forty_percent_and_three_of_five_wait_for_a_justification() {
    let teams = |count: usize| {
        let ratings = (0..5).map(|at| if at < count { 4 } else { 3 });
        let org = org().team("left", Some("core"));
        ratings.enumerate().fold(org, |org, (at, rating)| {
            org.person(&format!("p-{at}")).in_team("left").rated(rating)
        })
    };
    let two = Checked::of(&teams(2));
    assert_eq!(two.about(Kind::ExceedsShare, two.team("left")).verdict, Verdict::NoFlag);
    let three = Checked::of(&teams(3));
    let result = three.about(Kind::ExceedsShare, three.team("left"));
    assert_eq!(result.verdict, Verdict::Flag(Strength::Strong));
    assert_eq!(result.standing(), Standing::Open);
    assert_eq!((result.n, result.packets.len()), (5, 5));
}

fn session(justifications: &str) -> String {
    format!(
        "title = \"Core\"\ndate = 2026-10-16\nheld = true\nparticipants = [\"head\"]\nteams = [\"core\"]\n{justifications}"
    )
}

const SAME: &str = "[[justification]]\ncheck = \"all-same\"\nmanager = \"head\"\ntext = \"Three quarters alike\"\n";

fn three_threes() -> Org {
    people(org(), "", &[3, 3, 3])
}

#[test]
fn a_manager_with_three_threes_is_flagged_softly_and_six_strongly() {
    let three = Checked::of(&three_threes());
    let soft = three.about(Kind::AllSame, three.manager("head"));
    assert_eq!(soft.verdict, Verdict::Flag(Strength::Soft));
    let six = Checked::of(&people(org(), "", &[3; 6]));
    let strong = six.about(Kind::AllSame, six.manager("head"));
    assert_eq!(strong.verdict, Verdict::Flag(Strength::Strong));
    let two = Checked::of(&people(org(), "", &[3, 3]));
    let reason = Reason::TooFew { have: 2, needed: 3 };
    let few = two.about(Kind::AllSame, two.manager("head"));
    assert_eq!(few.verdict, Verdict::CannotTell(reason));
}

#[test]
fn a_signed_justification_about_the_manager_answers_and_an_unsigned_one_does_not() {
    let with = |text: &str| Checked::of(&three_threes().in_cycle("calibration/core.toml", &session(text)));
    let signed = with(&format!("{SAME}by = \"head\"\n"));
    let result = signed.about(Kind::AllSame, signed.manager("head"));
    assert_eq!(result.standing(), Standing::Answered);
    let cycle = signed.organisation.cycles.last().unwrap();
    let answer = result.answers[0];
    assert_eq!(&*answer.record(cycle).unwrap().text, "Three quarters alike");
    assert_eq!(answer.date, "2026-10-16".parse().unwrap());
    let unsigned = with(SAME);
    let result = unsigned.about(Kind::AllSame, unsigned.manager("head"));
    assert_eq!((result.standing(), result.answers.len()), (Standing::Open, 1));
}

#[test]
fn evidence_from_the_last_days_is_flagged_from_four_items() {
    let evidence = |days: &[&str]| {
        let items = days
            .iter()
            .map(|day| format!("[[evidence]]\ndate = {day}\nwhat = \"x\"\n"));
        format!("rating = 3\n{}", items.collect::<String>())
    };
    let with = |days: &[&str]| Checked::of(&org().person("jane").assessed(&evidence(days)));
    // Of 2026-q3 the last fourteen days begin on 17 September.
    let verdict = |checked: &Checked| checked.about(Kind::RecencyManager, checked.manager("head")).verdict;
    let three = with(&["2026-09-28", "2026-09-29", "2026-09-30"]);
    let reason = Reason::TooFew { have: 3, needed: 4 };
    assert_eq!(verdict(&three), Verdict::CannotTell(reason));
    let half = with(&["2026-07-10", "2026-08-01", "2026-09-17", "2026-09-30"]);
    assert_eq!(verdict(&half), Verdict::Flag(Strength::Strong));
    let early = with(&["2026-07-10", "2026-08-01", "2026-09-16", "2026-09-30"]);
    assert_eq!(verdict(&early), Verdict::NoFlag);
}

#[test]
fn the_criterion_counts_checks_that_can_tell_and_names_the_open_ones() {
    let checked = Checked::of(&three_threes());
    let cycle = checked.organisation.cycles.last().unwrap();
    let success = checked.facts().success(&checked.organisation, cycle);
    let criterion = success.criterion(CriterionKind::BiasChecks).unwrap();
    let answered = checked.checks().answered();
    assert_eq!(answered.checks + answered.cannot_tell, Kind::ALL.len());
    assert!(answered.open.contains(&8), "all the same is open: {answered:?}");
    let figure = Figure::Share {
        numerator: answered.checks - answered.open.len(),
        denominator: answered.checks,
    };
    assert_eq!(criterion.figure, figure);
}

#[test]
fn a_second_run_says_the_same() {
    let org = people(org(), "woman", &[4, 4, 3, 3, 2, 5]);
    let checked = Checked::of(&people(org, "man", &[3, 3, 3, 3, 2, 1]));
    let cycle = checked.organisation.cycles.last().unwrap();
    let again = checks(
        &checked.organisation,
        cycle,
        checked.facts(),
        Scope::Everyone,
        &BTreeSet::new(),
    );
    assert_eq!(again, *checked.checks());
}

/// A made-up organisation: teams of eight, hire dates that are rarely equal, evidence all over the quarter.
fn large(n: usize) -> Org {
    let mut org = org();
    for team in 0..=n / 80 {
        org = org.team(&format!("t-{team}"), Some("core"));
    }
    let evidence = "[[evidence]]\ndate = 2026-07-20\nwhat = \"a\"\n[[evidence]]\ndate = 2026-08-20\nwhat = \"b\"\n[[evidence]]\ndate = 2026-09-20\nwhat = \"c\"\n[[evidence]]\ndate = 2026-09-01\nwhat = \"d\"\n";
    for at in 0..n {
        let rating = [3, 4, 3, 2, 3, 4, 3, 5, 3, 3, 4, 3, 1][(at * 7 + at / 5) % 13];
        let day = format!("20{}-{:02}-{:02}", 12 + at * 5 % 14, 1 + at % 6, 1 + at * 11 % 28);
        let manager = at - at % 8;
        org = org
            .person(&format!("p-{at}"))
            .in_team(&format!("t-{}", at / 80))
            .hired(&day)
            .gender(["woman", "man", "man"][at % 3])
            .level(["IC3", "IC4", "IC5", "IC6"][at % 4])
            .assessed(&format!("rating = {rating}\n{evidence}"));
        if at > manager {
            org = org.managed_by(&format!("p-{manager}"));
        }
    }
    org
}

#[test]
#[ignore = "a measurement; run it in release"]
fn all_checks_of_ten_thousand_people_take_less_than_a_fifth_of_a_second() {
    for n in [50, 300, 1_000, 10_000] {
        let organisation = large(n).build();
        let facts = derive(&organisation);
        let (cycle, facts) = (organisation.cycles.last().unwrap(), facts.cycles.last().unwrap());
        let begun = Instant::now();
        let result = checks(&organisation, cycle, facts, Scope::Everyone, &BTreeSet::new());
        let all = begun.elapsed();
        let context = Context::new(&organisation, cycle, facts, Scope::Everyone, &BTreeSet::new());
        println!("{n}: {all:?}, {} rated", result.rated);
        for kind in Kind::ALL {
            let begun = Instant::now();
            let results = run(&context, kind).len();
            println!("  {kind:?}: {results} in {:?}", begun.elapsed());
        }
        assert!(all < Duration::from_millis(200));
    }
}

#[test]
#[ignore = "a measurement; run it in release"]
fn the_checks_of_fifty_people_with_hire_dates_in_common_take_less_than_thirty_milliseconds() {
    use crate::facts::statistics::association::kendall;
    let ratings: Vec<f64> = [(5, 4), (4, 13), (3, 27), (2, 5), (1, 1)]
        .into_iter()
        .flat_map(|(rating, count)| std::iter::repeat_n(f64::from(rating), count))
        .collect();
    for same in [1, 2, 5, 10] {
        // `same` people at a time were hired on one day, in an order that has nothing to do with their ratings.
        let tenure: Vec<f64> = (0..50_u32).map(|at| f64::from(at * 7 % 50 / same)).collect();
        let begun = Instant::now();
        let kendall = kendall(&tenure, &ratings);
        println!("{same} at a time: {:?} {:?}", begun.elapsed(), kendall.exactness);
    }
    let world = crate::source::DiskWorld::new(std::path::Path::new(env!("CARGO_MANIFEST_DIR")));
    let day = "2026-10-30".parse().unwrap();
    let organisation = crate::model::link(crate::records::load::load(&world), day).organisation;
    let facts = derive(&organisation);
    for (cycle, facts) in organisation.cycles.iter().zip(&facts.cycles) {
        let begun = Instant::now();
        let result = checks(&organisation, cycle, facts, Scope::Everyone, &BTreeSet::new());
        let all = begun.elapsed();
        println!("the sample's {}: {all:?}", cycle.id);
        for check in &result.checks {
            println!("  {:?}: {:?}", check.kind, check.standing());
            for flag in check.flags() {
                println!(
                    "    {:?} {:?} {:?} {:?}",
                    flag.subject,
                    flag.verdict,
                    flag.standing(),
                    flag.p
                );
            }
            if let Some(result) = check.about(Subject::Everyone) {
                println!("    {:?} {:?}", result.verdict, result.p);
            }
        }
        assert!(all < Duration::from_millis(30));
    }
}

#[test]
fn a_smallest_p_of_exactly_0_05_is_nothing_rare() {
    // 2, 2, 2, 2, 3, 3, 3 against 1, 3, 3: of C(10, 7) = 120 ways to deal, C(4, 2) = 6 give the men all five threes, and none
    // lies further out.
    let policy = "[calibration]\ngroup_minimum = 3\n";
    let org = people(org().file("policy.toml", policy), "man", &[2, 2, 2, 2, 3, 3, 3]);
    let checked = Checked::of(&people(org, "woman", &[1, 3, 3]));
    let verdict = checked.everyone(Kind::GenderScale).verdict;
    assert_eq!(verdict, Verdict::CannotTell(Reason::NothingRarePossible));
}
