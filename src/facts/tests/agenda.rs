//! Whom a session discusses, in which order and why.

use super::*;
use crate::model::SessionIx;

const SESSION: &str = "title = \"Core\"\ndate = 2026-10-16\nparticipants = [\"head\"]\nteams = [\"core\"]\n";

fn agenda_of(worked: &Worked) -> Agenda {
    let (at, cycle) = worked.organisation.cycles().last().unwrap();
    let session: SessionIx = cycle.sessions().next().unwrap().0;
    agenda(&worked.organisation, &worked.facts, at, session)
}

/// The people of a part, in order.
fn names(worked: &Worked, agenda: &Agenda, section: AgendaSection) -> Vec<String> {
    let part = agenda.parts.iter().find(|part| part.section == section).unwrap();
    let name = |item: &AgendaItem| {
        let person = worked.latest().packet(item.packet).person;
        worked.organisation.person(person).id.to_string()
    };
    part.items.iter().map(name).collect()
}

fn item<'a>(worked: &Worked, agenda: &'a Agenda, person: &str) -> Option<&'a AgendaItem> {
    let items = agenda.parts.iter().flat_map(|part| &part.items);
    let who = worked.ix(person);
    items
        .into_iter()
        .find(|item| worked.latest().packet(item.packet).person == who)
}

/// Goals with one measured key result that went so many percent of its way.
fn goals(percent: u32) -> String {
    format!(
        "[[objective]]\nid = \"ship\"\ntitle = \"Ship\"\n[[objective.key_result]]\nid = \"all\"\ntitle = \"All\"\n\
         measure = {{ from = 0, to = 100 }}\nvalue = {percent}\n"
    )
}

fn scored(org: Org, person: &str, rating: u32, percent: u32) -> Org {
    let result = format!("[[result]]\nkey_result = \"ship/all\"\nvalue = {percent}\n");
    org.person(person)
        .rated(rating)
        .record("goals.toml", &goals(percent))
        .self_assessed("2026-10-05", &result)
}

#[test]
fn the_lowest_and_highest_come_first_and_among_them_the_most_doubted() {
    let question = |person: &str, by: &str, answer: &str| {
        format!("[[question]]\nperson = \"{person}\"\nby = \"{by}\"\nanswer = \"{answer}\"\n")
    };
    let questions = [
        question("low", "head", "question"),
        question("low", "top", "question"),
        question("mid", "head", "question"),
        question("mid", "low", "agree"),
    ];
    let session = format!("{SESSION}{}", questions.concat());
    let org = org()
        .person("top")
        .rated(5)
        .person("low")
        .rated(1)
        .person("mid")
        .rated(3);
    let worked = Worked::of(&org.person("calm").rated(3).in_cycle("calibration/core.toml", &session));
    let agenda = agenda_of(&worked);
    let order: Vec<_> = agenda.parts.iter().map(|part| part.section).collect();
    assert_eq!(order, AgendaSection::ALL);
    assert_eq!(names(&worked, &agenda, AgendaSection::LowestAndHighest), ["low", "top"]);
    assert_eq!(names(&worked, &agenda, AgendaSection::Fringe), ["mid"]);
    let mid = item(&worked, &agenda, "mid").unwrap();
    assert_eq!(mid.rules, [AgendaRule::Disagreement { questions: 1, agree: 1 }]);
    assert_eq!((&mid.doubts, &mid.agreements), (&vec![2], &vec![3]));
    assert_eq!(item(&worked, &agenda, "calm"), None);
}

#[test]
fn two_steps_since_the_last_cycle_and_a_new_manager_are_reasons_and_one_step_is_not() {
    let org = org().cycle("2026-q2");
    let org = org
        .person("jump")
        .rated(2)
        .person("step")
        .rated(3)
        .person("moved")
        .rated(3);
    let org = org.then_from("2026-07-01").managed_by("jump").cycle("2026-q3");
    let org = org
        .person("jump")
        .rated(4)
        .person("step")
        .rated(4)
        .person("moved")
        .rated(3);
    let worked = Worked::of(&org.in_cycle("calibration/core.toml", SESSION));
    let agenda = agenda_of(&worked);
    let changed = AgendaRule::Changed { from: 2, steps: 2 };
    assert_eq!(item(&worked, &agenda, "jump").unwrap().rules, [changed]);
    assert_eq!(item(&worked, &agenda, "step"), None);
    let before = Some(worked.ix("head"));
    assert_eq!(
        item(&worked, &agenda, "moved").unwrap().rules,
        [AgendaRule::NewManager { before }]
    );
}

#[test]
fn the_policy_says_from_how_many_steps_since_the_last_cycle_somebody_is_discussed() {
    let discussed = |steps: u32| {
        let org = org().file("policy.toml", &format!("[calibration]\nagenda_steps = {steps}\n"));
        let org = org.cycle("2026-q2").person("up").rated(2).person("down").rated(3);
        let org = org.cycle("2026-q3").person("up").rated(4).person("down").rated(2);
        let worked = Worked::of(&org.in_cycle("calibration/core.toml", SESSION));
        names(&worked, &agenda_of(&worked), AgendaSection::Fringe)
    };
    assert_eq!(discussed(1), ["up", "down"]);
    assert_eq!(discussed(2), ["up"]);
    assert_eq!(discussed(3), Vec::<String>::new());
}

#[test]
fn the_policy_says_from_how_many_questions_somebody_is_discussed() {
    let asked =
        |person: &str, by: &str| format!("[[question]]\nperson = \"{person}\"\nby = \"{by}\"\nanswer = \"question\"\n");
    let questions = [asked("twice", "head"), asked("twice", "once"), asked("once", "head")];
    let session = format!("{SESSION}{}", questions.concat());
    let discussed = |least: u32| {
        let org = org().file("policy.toml", &format!("[calibration]\nagenda_questions = {least}\n"));
        let org = org.person("twice").rated(3).person("once").rated(3);
        let worked = Worked::of(&org.in_cycle("calibration/core.toml", &session));
        names(&worked, &agenda_of(&worked), AgendaSection::Fringe)
    };
    assert_eq!(discussed(1), ["twice", "once"]);
    assert_eq!(discussed(2), ["twice"]);
    assert_eq!(discussed(3), Vec::<String>::new());
}

#[test]
fn a_rating_a_point_or_more_from_what_the_goal_score_suggests_is_discussed() {
    let org = scored(org(), "zero-a", 2, 0);
    let org = scored(scored(org, "zero-b", 2, 0), "one-a", 4, 100);
    let org = scored(scored(org, "one-b", 4, 100), "odd", 2, 100);
    let worked = Worked::of(&org.in_cycle("calibration/core.toml", SESSION));
    let agenda = agenda_of(&worked);
    // The line passes the means at 0 and at 1: 2 and 10/3.
    let rules = &item(&worked, &agenda, "odd").unwrap().rules;
    let [AgendaRule::FarFromGoals { suggested, distance }] = rules[..] else {
        panic!("{rules:?}");
    };
    assert!(close(Some(suggested), 10.0 / 3.0) && close(Some(distance), -4.0 / 3.0));
    assert_eq!(names(&worked, &agenda, AgendaSection::Fringe), ["odd"]);
}

#[test]
fn a_middle_rating_near_a_boundary_is_discussed_and_one_in_the_middle_is_not() {
    let org = scored(scored(org(), "zero-a", 2, 0), "zero-b", 2, 0);
    let org = scored(scored(org, "one-a", 4, 100), "one-b", 4, 100);
    let org = scored(scored(org, "low", 3, 25), "high", 3, 75);
    let worked = Worked::of(&scored(org, "middle", 3, 50).in_cycle("calibration/core.toml", SESSION));
    let agenda = agenda_of(&worked);
    // Slope 2 / 1.125 through (0.5, 3): 2.5 lies at 0.5 − 0.28125, and 3.5 as far above.
    let rules = &item(&worked, &agenda, "low").unwrap().rules;
    let [AgendaRule::NearBoundary { boundary, neighbour: 2 }] = rules[..] else {
        panic!("{rules:?}");
    };
    assert!(close(Some(boundary), 0.218_75));
    assert_eq!(names(&worked, &agenda, AgendaSection::Fringe), ["high", "low"]);
}

#[test]
fn a_promotion_is_a_matter_of_its_own() {
    let ready = "rating = 5\n[promotion]\nrecommendation = \"ready\"\n";
    let org = org().person("star").assessed(ready);
    let org = org
        .person("later")
        .assessed("rating = 3\n[promotion]\nrecommendation = \"not-yet\"\n");
    let worked = Worked::of(&org.in_cycle("calibration/core.toml", SESSION));
    let agenda = agenda_of(&worked);
    assert_eq!(names(&worked, &agenda, AgendaSection::Promotions), ["star"]);
    assert_eq!(names(&worked, &agenda, AgendaSection::LowestAndHighest), ["star"]);
}
