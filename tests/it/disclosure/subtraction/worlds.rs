//! What all the trees of one reader give away together: every way in which the organisation could be is tried, and those are kept in which
//! the program shows the reader the same. What is alike in all of them, the reader knows.
//!
//! Nothing is assumed of how figures are withheld; that one is withheld is a thing that the reader sees too.
//!
//! Up to three people are unknown to a reader, or as many as `PREREAD_UNKNOWN` says: each more takes five times as long.

use std::collections::BTreeMap;

use preread::disclosure::{Audience, Group, trees};
use preread::model::PersonIx;
use preread::model::testing::{Org, org};
use preread::site::{Examined, examine};

use super::super::cases;
use super::super::random::Random;

/// The smallest group of which a figure may tell.
const MINIMUM: usize = 3;

/// A made organisation of which ratings are open.
struct Open {
    /// Managers, teams and hires of `p0` and those after.
    people: Vec<Role>,
    /// Participants of the one committee, which looks at everyone.
    committee: Vec<String>,
    coordinator: String,
    specialist: String,
    /// Of each person.
    gender: Vec<usize>,
    rating: Vec<u32>,
    /// Whether there was a cycle before this one.
    before: bool,
}

struct Role {
    manager: String,
    team: &'static str,
    level: &'static str,
    /// Hired between the cycles.
    is_new: bool,
}

impl Open {
    fn new(random: &mut Random, many: usize) -> Self {
        let id = |at: usize| format!("p{at}");
        let people = (0..many).map(|at| Role {
            manager: if at > 1 && random.often(70) {
                id(random.below(2))
            } else {
                "head".to_owned()
            },
            team: random.pick(&["core", "side"]),
            level: random.pick(&["IC3", "IC4"]),
            is_new: random.often(15),
        });
        let people = people.collect();
        let mut committee: Vec<_> = (0..=random.below(2)).map(|_| id(random.below(many))).collect();
        committee.sort_unstable();
        committee.dedup();
        Self {
            people,
            committee,
            coordinator: id(random.below(many)),
            specialist: id(random.below(many)),
            gender: (0..many).map(|_| random.below(2)).collect(),
            rating: (0..many).map(|_| 1 + u32::try_from(random.below(5)).unwrap()).collect(),
            before: random.flip(),
        }
    }

    fn examined(&self) -> Examined {
        let examined = examine(&self.org().world(), None);
        assert!(!examined.is_broken(), "{:#?}", examined.findings);
        examined
    }

    fn org(&self) -> Org {
        let board = format!(
            "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nparticipants = {:?}\n",
            self.committee
        );
        let run = format!(
            "[facilitation]\ncoordinator = \"{}\"\nspecialist = \"{}\"\n[release]\napproved_by = \"head\"\napproved = ",
            self.coordinator, self.specialist
        );
        let mut org = org()
            .team("side", Some("core"))
            .file("policy.toml", &format!("[calibration]\ngroup_minimum = {MINIMUM}\n"));
        for (at, role) in self.people.iter().enumerate() {
            org = org
                .person(&format!("p{at}"))
                .managed_by(&role.manager)
                .in_team(role.team)
                .level(role.level)
                .gender(["woman", "man"][self.gender[at]]);
            if role.is_new {
                org = org.hired("2026-07-10");
            }
        }
        if self.before {
            let board = board.replace("10-16", "07-16");
            org = org.cycle("2026-q2").cycle_fields(&format!("{run}2026-07-20\n"));
            org = self.rated(org.in_cycle("calibration/board.toml", &board), |role| !role.is_new);
        }
        org = org.cycle("2026-q3").cycle_fields(&format!("{run}2026-10-20\n"));
        self.rated(org.in_cycle("calibration/board.toml", &board), |_| true)
    }

    fn rated(&self, org: Org, is_there: impl Fn(&Role) -> bool) -> Org {
        let people = self.people.iter().enumerate().filter(|(_, role)| is_there(role));
        people.fold(org, |org, (at, _)| org.person(&format!("p{at}")).rated(self.rating[at]))
    }

    /// The trees of each reader: by the person, or those that everyone reads.
    fn readers(examined: &Examined) -> BTreeMap<PersonIx, Vec<Audience>> {
        let organisation = &examined.organisation;
        let mut readers: BTreeMap<PersonIx, Vec<Audience>> = BTreeMap::new();
        for audience in trees(organisation) {
            for reader in audience.readers(organisation) {
                readers.entry(reader).or_default().push(audience);
            }
        }
        readers
    }
}

/// What trees say in figures.
fn seen(examined: &Examined, audiences: &[Audience]) -> String {
    let organisation = &examined.organisation;
    let mut seen = String::new();
    for audience in audiences {
        let lens = examined.lens(*audience);
        for cycle in lens.cycles() {
            seen.push_str(&format!("{:?}{:?}", lens.bias(cycle), lens.success(cycle)));
            let units = organisation
                .teams()
                .flat_map(|(team, _)| [Group::Unit(team), Group::Direct(team)]);
            let reports = organisation.people().map(|(person, _)| Group::Reports(person));
            for group in std::iter::once(Group::Everyone).chain(units).chain(reports) {
                seen.push_str(&format!("{:?}", lens.group(cycle, group)));
            }
            for (person, _) in organisation.people() {
                seen.push_str(&format!("{:?}", lens.final_rating(person, cycle)));
                seen.push_str(&format!("{:?}", lens.recommended(person, cycle)));
            }
        }
    }
    seen
}

/// Of whom a reader knows the rating, after seeing what the reader sees in each world that could be.
fn known(truth: &str, worlds: &[(Vec<usize>, String)], open: usize) -> Vec<usize> {
    let agree: Vec<_> = worlds.iter().filter(|(_, seen)| seen == truth).collect();
    assert!(!agree.is_empty(), "the world as it is was not tried");
    let is_known = |at: &usize| agree.iter().all(|(world, _)| world[*at] == agree[0].0[*at]);
    (0..open).filter(is_known).collect()
}

/// Where another world would have looked different.
fn telling(truth: &str, worlds: &[(Vec<usize>, String)]) -> String {
    let other = worlds.iter().map(|(_, seen)| seen).find(|seen| *seen != truth);
    let other = other.map_or("", String::as_str);
    let at = truth.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let part = text.as_bytes();
        String::from_utf8_lossy(&part[at.saturating_sub(300)..part.len().min(at + 100)]).into_owned()
    };
    format!("{}\nor\n{}", around(truth), around(other))
}

/// Every way to choose one of so many for each.
fn ways(people: usize, of: usize) -> impl Iterator<Item = Vec<usize>> {
    let all = of.pow(u32::try_from(people).unwrap());
    (0..all).map(move |way| {
        (0..people)
            .map(|at| way / of.pow(u32::try_from(at).unwrap()) % of)
            .collect()
    })
}

/// Organisations in which a rating did follow once: from how many checks for bias were answered.
const FOLLOWED: [u64; 1] = [30215];

#[test]
fn nobodys_rating_follows_from_all_that_a_reader_reads() {
    let most = std::env::var("PREREAD_UNKNOWN").map_or(3, |many| many.parse().unwrap());
    for seed in cases(2).chain(FOLLOWED) {
        let mut random = Random::new(seed);
        let many = 6 + random.below(3);
        let mut open = Open::new(&mut random, many);
        let examined = open.examined();
        let organisation = &examined.organisation;
        let cycle = organisation.current_cycle().unwrap();
        for (reader, trees) in Open::readers(&examined) {
            // Whose ratings the reader's lists do not hold: few, or there are too many worlds to try.
            let is_listed = |person: PersonIx| {
                let lists = |audience: &Audience| examined.lens(*audience).covers(person, cycle);
                person == reader || trees.iter().any(lists)
            };
            let unknown: Vec<_> = (0..many).filter(|at| !is_listed(index(&examined, *at))).collect();
            if unknown.is_empty() || unknown.len() > most {
                continue;
            }
            let (real, truth) = (open.rating.clone(), seen(&examined, &trees));
            let mut worlds = Vec::new();
            for way in ways(unknown.len(), 5) {
                for (at, rating) in unknown.iter().zip(&way) {
                    open.rating[*at] = 1 + u32::try_from(*rating).unwrap();
                }
                worlds.push((way, seen(&open.examined(), &trees)));
            }
            open.rating = real;
            let known = known(&truth, &worlds, unknown.len());
            assert!(
                known.is_empty(),
                "seed {seed}: {reader:?} of {trees:?} knows {known:?} of {unknown:?}: {}",
                telling(&truth, &worlds)
            );
        }
    }
}

/// The person who is called so.
fn index(examined: &Examined, at: usize) -> PersonIx {
    let id = format!("p{at}");
    let mut people = examined.organisation.people();
    people.find(|(_, person)| person.id.as_str() == id).unwrap().0
}
