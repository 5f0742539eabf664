//! Suppression survives subtraction: the totals of one tree without all whom it lists, and every way in which the rest could be rated.

mod worlds;

use preread::disclosure::{Audience, Group, trees};
use preread::model::testing::org;
use preread::model::{CycleIx, PersonIx};
use preread::site::{Examined, examine};

use super::random::Random;

/// The smallest group of which a figure may tell.
const MINIMUM: usize = 3;

/// Everyone rated, in two units, with a committee and HR of random members.
fn rated_organisation(random: &mut Random) -> Examined {
    let many = 6 + random.below(4);
    let mut members: Vec<_> = (0..many)
        .filter(|_| random.often(40))
        .map(|at| format!("p{at}"))
        .collect();
    members.truncate(6);
    let board = format!(
        "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nfacilitator = \"head\"\nparticipants = {members:?}\n"
    );
    let (coordinator, specialist) = (random.below(many), random.below(many));
    let hr = format!("[facilitation]\ncoordinator = \"p{coordinator}\"\nspecialist = \"p{specialist}\"\n");
    let policy = format!("[calibration]\ngroup_minimum = {MINIMUM}\n");
    let org = org().team("side", Some("core")).file("policy.toml", &policy);
    let mut org = org.cycle_fields(&hr).in_cycle("calibration/board.toml", &board);
    for at in 0..many {
        let manager = if at > 1 && random.flip() { "p1" } else { "head" };
        let team = random.pick(&["core", "side"]);
        let rating = 1 + u32::try_from(random.below(5)).unwrap();
        org = org
            .person(&format!("p{at}"))
            .managed_by(manager)
            .in_team(team)
            .rated(rating);
    }
    let examined = examine(&org.world(), None);
    assert!(!examined.is_broken(), "{:#?}", examined.findings);
    examined
}

#[test]
fn no_rating_of_a_member_follows_from_totals_and_lists() {
    let mut counted = 0;
    for seed in super::cases(40) {
        let examined = rated_organisation(&mut Random::new(seed));
        let cycle = examined.organisation.current_cycle().unwrap();
        for audience in trees(&examined.organisation) {
            if matches!(audience, Audience::Hr | Audience::Committee(..)) {
                counted += no_rating_follows(&examined, audience, cycle, seed);
            }
        }
    }
    assert!(counted > 0, "no total ever counted a member, so nothing was tried");
}

/// How many totals count members, of whom none gives away a rating.
fn no_rating_follows(examined: &Examined, audience: Audience, cycle: CycleIx, seed: u64) -> usize {
    let organisation = &examined.organisation;
    let lens = examined.lens(audience);
    let belongs = |group: Group<'_>, person: PersonIx| {
        let role = organisation
            .person(person)
            .role_on(organisation.cycle(cycle).end)
            .unwrap();
        match group {
            Group::Everyone => true,
            Group::Unit(above) => organisation.within(role.team, above),
            Group::Direct(unit) => role.team == unit,
            Group::Reports(of) => role.manager == Some(of),
            Group::Of(_) => false,
        }
    };
    let teams = organisation
        .teams()
        .flat_map(|(team, _)| [Group::Unit(team), Group::Direct(team)]);
    let reports = organisation.people().map(|(person, _)| Group::Reports(person));
    let unknown: Vec<_> = lens
        .employed_in(cycle)
        .filter(|person| lens.is_left_out(*person) && *person != head(examined))
        .collect();
    let mut rests = Vec::new();
    for group in std::iter::once(Group::Everyone).chain(teams).chain(reports) {
        let Some(ratings) = lens.group(cycle, group).ratings.into_inner() else {
            continue;
        };
        // The scale is written best first.
        let mut rest: Vec<_> = ratings.counts.iter().rev().copied().collect();
        for person in lens.people(cycle).into_iter().filter(|person| belongs(group, *person)) {
            if let Some(rated) = lens.rated(person, cycle).value() {
                rest[rated.value() as usize - 1] -= 1;
            }
        }
        let people: usize = rest.iter().sum();
        let is_enough = people == 0 || people >= MINIMUM;
        assert!(
            is_enough,
            "seed {seed}: {audience:?} {group:?} tells of {people}: {rest:?}"
        );
        if people > 0 {
            let about: Vec<_> = unknown.iter().map(|person| belongs(group, *person)).collect();
            rests.push((rest, about));
        }
    }
    let known = determined(unknown.len(), &rests);
    let gives_away = !rests.is_empty() && !known.is_empty();
    assert!(
        !gives_away,
        "seed {seed}: {audience:?} tells the ratings of {known:?}: {rests:?}"
    );
    rests.len()
}

/// Which of so many people can have one rating alone, by trying all ratings of all of them.
fn determined(people: usize, rests: &[(Vec<usize>, Vec<bool>)]) -> Vec<usize> {
    let mut possible = vec![[false; 5]; people];
    for way in 0..5_usize.pow(u32::try_from(people).unwrap()) {
        let rating = |at: usize| way / 5_usize.pow(u32::try_from(at).unwrap()) % 5;
        let agrees = rests.iter().all(|(rest, about)| {
            let mut counts = vec![0; 5];
            for at in (0..people).filter(|at| about[*at]) {
                counts[rating(at)] += 1;
            }
            counts == *rest
        });
        if agrees {
            (0..people).for_each(|at| possible[at][rating(at)] = true);
        }
    }
    let is_known = |at: &usize| possible[*at].iter().filter(|is| **is).count() == 1;
    (0..people).filter(is_known).collect()
}

/// Who leads everyone, and is not rated.
fn head(examined: &Examined) -> PersonIx {
    let mut people = examined.organisation.people();
    people.find(|(_, person)| person.id.as_str() == "head").unwrap().0
}
