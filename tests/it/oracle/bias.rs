//! The checks for bias, each from the sentence of the specification that defines it.

mod groups;
mod ratings;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review};
use super::exact::holm;
use super::records::{Day, tables, text, texts, written};

/// What one check says of one subject.
struct Said<'r> {
    subject: (&'static str, Option<&'r str>),
    verdict: &'static str,
    reason: Option<String>,
    withheld: Option<&'static str>,
    n: usize,
    not_rated: usize,
    p: Option<f64>,
    adjusted: Option<f64>,
    exact: bool,
    effect: Value,
    /// Whoever was looked at.
    people: Vec<&'r str>,
}

/// Rated people, and how many are not.
#[derive(Default, Clone)]
struct Crowd<'r, 'w> {
    rated: Vec<&'r One<'w>>,
    not_rated: usize,
    /// All of them, counted or not in ratings.
    all: usize,
}

/// Below this a p-value is below 0.05: a sum that is 0.05 in truth may come out a hair below it.
const ALMOST: f64 = 0.05 - 1e-9;

const SMALL: &str =
    "Fewer than two groups reach the policy's minimum, or another does not, so nothing about groups is read or shown.";
const NOBODY: &str = "Nobody is rated yet.";
const ONE_GROUP: &str = "There are no two groups to compare.";
const ALIKE: &str = "All ratings are alike, so there is nothing to compare.";
const NOTHING_RARE: &str = "With so few people not even the most extreme outcome would be rare.";

fn too_few(have: usize, needed: usize) -> String {
    format!("There are {have}, and it takes {needed} or more.")
}

fn ratings(people: &[&One<'_>]) -> Vec<i64> {
    people.iter().map(|one| one.rated.unwrap()).collect()
}

impl<'r, 'w> Said<'r> {
    fn of(kind: &'static str, id: Option<&'r str>, crowd: &Crowd<'r, 'w>) -> Self {
        Self {
            subject: (kind, id),
            verdict: "cannot-tell",
            reason: None,
            withheld: None,
            n: crowd.rated.len(),
            not_rated: crowd.not_rated,
            p: None,
            adjusted: None,
            exact: true,
            effect: Value::Null,
            people: crowd.rated.iter().map(|one| one.id).collect(),
        }
    }

    fn cannot_tell(self, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            ..self
        }
    }

    fn flag(self, flag: bool) -> Self {
        Self {
            verdict: if flag { "flag" } else { "no-flag" },
            ..self
        }
    }
}

/// How many of each gender were selected, tested.
struct Rates {
    verdict: Result<bool, &'static str>,
    withheld: Option<&'static str>,
    mid_p: f64,
    figures: Value,
}

impl<'w> Review<'w> {
    /// All checks as the document has them. `exactly` says of a check's name whether the document claims to have counted every
    /// outcome: where it says so the count must be right, and else the approximation.
    pub fn bias(&self, exactly: &dyn Fn(&str) -> bool) -> Value {
        let everyone = self.everyone();
        let mut checks = self.checks(&everyone, exactly);
        adjust(&mut checks);
        let rows: Vec<_> = checks
            .iter()
            .map(|(check, results)| self.check(check, results))
            .collect();
        json!({"rated": everyone.rated.len(), "not_rated": everyone.not_rated, "checks": rows})
    }

    /// How many checks can tell, and which of them have a flag without an answer.
    pub fn open_checks(&self, exactly: &dyn Fn(&str) -> bool) -> (usize, Vec<&'static str>) {
        let everyone = self.everyone();
        let checks = self.checks(&everyone, exactly);
        let standings = checks.iter().map(|(check, results)| {
            let each: Vec<_> = results.iter().map(|said| self.standing_of(check, said)).collect();
            (*check, worst(&each))
        });
        let told: Vec<_> = standings.filter(|(_, standing)| *standing != "unknown").collect();
        let open = told
            .iter()
            .filter(|(_, standing)| *standing == "open")
            .map(|(check, _)| *check);
        (told.len(), open.collect())
    }

    fn checks<'r>(
        &'r self,
        everyone: &Crowd<'r, 'w>,
        exactly: &dyn Fn(&str) -> bool,
    ) -> Vec<(&'static str, Vec<Said<'r>>)> {
        let policy = &self.world.policy;
        let listed = self.crowd(|_| true);
        let mut checks = vec![
            (
                "gender-exceeds",
                vec![self.gender_selected(everyone, policy.exceeds_from)],
            ),
            ("gender-lowest", vec![self.gender_selected(everyone, self.favourable())]),
            ("gender-scale", vec![self.gender_scale(everyone, false)]),
            ("gender-within-level", vec![self.gender_scale(everyone, true)]),
            ("tenure", vec![self.tenure(everyone, exactly("tenure"))]),
            ("recency-person", self.recency_of_people(&listed)),
            ("recency-manager", self.recency_of_managers(&listed)),
            ("exceeds-share", self.exceeds_share(&listed)),
            ("all-same", self.all_same(&listed)),
            ("severity", self.severity()),
            (
                "guideline",
                vec![self.guideline(Said::of("everyone", None, everyone), everyone)],
            ),
            ("guideline-unit", self.guideline_of_units()),
            ("calibration", vec![self.calibration(everyone)]),
        ];
        for (check, results) in &mut checks {
            if self.beside_others(check) {
                results[0].withheld = Some("beside-others");
                if *check == "calibration" {
                    results[0].effect["by_gender"] = Value::Null;
                }
            }
        }
        checks
    }

    /// Whether figures by gender of a check, with those of all newer cycles and of the checks before it, tell of fewer people than the
    /// minimum.
    fn beside_others(&self, check: &str) -> bool {
        let mut known: Vec<BTreeSet<String>> = Vec::new();
        for cycle in self.world.cycles.iter().rev() {
            let review = Review::of(self.world, cycle);
            for (each, sets) in review.described() {
                let grown = closed(known.clone(), sets, self.world.policy.group_minimum);
                if cycle.id == self.cycle.id && each == check {
                    return grown.is_none();
                }
                known = grown.unwrap_or(known);
            }
        }
        false
    }

    /// Of whom each check's figures tell by gender: all that it looks at, those selected, each gender.
    fn described(&self) -> Vec<(&'static str, Vec<BTreeSet<String>>)> {
        let everyone = self.everyone();
        let policy = &self.world.policy;
        let of = |check: &'static str, said: &Said<'_>, selected: Option<&dyn Fn(&One<'_>) -> bool>| {
            let told = if check == "calibration" {
                &said.effect["by_gender"]
            } else {
                &said.effect
            };
            if said.withheld.is_some() || told.is_null() {
                return None;
            }
            let both = |one: &&&One<'w>| check != "calibration" || (one.recommended.is_some() && one.settled.is_some());
            let people: Vec<&One<'w>> = everyone.rated.iter().filter(both).copied().collect();
            let ids = |people: &[&One<'_>]| people.iter().map(|one| one.id.to_owned()).collect::<BTreeSet<_>>();
            let mut sets = vec![ids(&people)];
            sets.extend(selected.map(|selected| {
                let chosen: Vec<_> = people.iter().filter(|one| selected(one)).copied().collect();
                ids(&chosen)
            }));
            let (groups, _) = self.genders(&people).ok()?;
            sets.extend(groups.values().map(|group| ids(group)));
            Some((check, sets))
        };
        let exceeds = |one: &One<'_>| one.rated.unwrap() >= policy.exceeds_from;
        let above = |one: &One<'_>| one.rated.unwrap() >= self.favourable();
        let moved = |one: &One<'_>| one.settled != one.recommended;
        let found = [
            of(
                "gender-exceeds",
                &self.gender_selected(&everyone, policy.exceeds_from),
                Some(&exceeds),
            ),
            of(
                "gender-lowest",
                &self.gender_selected(&everyone, self.favourable()),
                Some(&above),
            ),
            of("gender-scale", &self.gender_scale(&everyone, false), None),
            of("gender-within-level", &self.gender_scale(&everyone, true), None),
            of("calibration", &self.calibration(&everyone), Some(&moved)),
        ];
        found.into_iter().flatten().collect()
    }

    fn check(&self, check: &str, results: &[Said<'_>]) -> Value {
        let standings: Vec<_> = results.iter().map(|said| self.standing_of(check, said)).collect();
        let rows: Vec<Value> = results.iter().map(|said| self.result(check, said)).collect();
        json!({"check": check, "standing": worst(&standings), "results": rows})
    }

    fn result(&self, check: &str, said: &Said<'_>) -> Value {
        let (kind, id) = said.subject;
        let (role, who) = self.who(check, said.subject);
        let shown = said.people.iter().filter(|id| !self.world.is_member(id));
        let people: Vec<_> = if kind == "everyone" {
            Vec::new()
        } else {
            shown.collect()
        };
        let kept = said.withheld.is_none() || check == "calibration";
        let answers: Vec<_> = self
            .answers(check, said.subject)
            .into_iter()
            .map(|(date, _, answer)| {
                json!({"text": text(answer, "text"), "by": text(answer, "by"), "date": written(date)})
            })
            .collect();
        json!({
            "subject": {"kind": kind, "id": id},
            "verdict": said.verdict,
            "standing": self.standing_of(check, said),
            "reason": said.reason,
            "withheld": said.withheld,
            "n": said.n,
            "not_rated": said.not_rated,
            "p": said.p.filter(|_| kept).map(|p| json!({"value": p, "adjusted": said.adjusted, "exact": said.exact})),
            "effect": if kept { said.effect.clone() } else { Value::Null },
            "role": role,
            "who": who,
            "justifications": answers,
            "people": people,
        })
    }

    fn who(&self, check: &str, subject: (&str, Option<&str>)) -> (&'static str, Option<String>) {
        let cycle = self.cycle;
        match subject {
            ("everyone", _) if ["guideline", "calibration"].contains(&check) => {
                ("facilitator", cycle.coordinator.clone())
            }
            ("everyone", _) => ("specialist", cycle.specialist.clone()),
            ("unit", Some(unit)) => ("lead", self.world.team(unit).lead.clone()),
            ("manager", manager) => ("manager", manager.map(str::to_owned)),
            (_, person) => {
                let one = person.and_then(|id| self.find(id));
                ("manager", one.and_then(|one| one.manager).map(str::to_owned))
            }
        }
    }

    /// The justifications that are about a subject, with their session's day and position, by session.
    fn answers(&self, check: &str, subject: (&str, Option<&str>)) -> Vec<(Day, usize, &'w Table)> {
        let check = if check.starts_with("gender") {
            "gender"
        } else if check.starts_with("recency") {
            "recency"
        } else if check.starts_with("guideline") {
            "guideline"
        } else {
            check
        };
        let manager = match subject {
            ("person", Some(person)) => self.find(person).and_then(|one| one.manager),
            _ => None,
        };
        let mut found = Vec::new();
        for (at, session) in self.cycle.sessions.iter().enumerate() {
            if session.date > self.world.as_of {
                continue;
            }
            for answer in tables(&session.record, "justification") {
                if text(answer, "check") != Some(check) {
                    continue;
                }
                let about = about(check, &session.record, answer);
                if about == subject || (manager.is_some() && about == ("manager", manager)) {
                    found.push((session.date, at, answer));
                }
            }
        }
        found
    }

    fn standing_of(&self, check: &str, said: &Said<'_>) -> &'static str {
        match said.verdict {
            "no-flag" => "clear",
            "cannot-tell" => "unknown",
            _ if self.is_answered(check, said.subject) => "answered",
            _ => "open",
        }
    }

    /// A flag of everyone is answered once every session's people are spoken for.
    fn is_answered(&self, check: &str, subject: (&str, Option<&str>)) -> bool {
        let answers = self.answers(check, subject);
        let signed: Vec<usize> = answers
            .iter()
            .filter(|(_, _, answer)| answer.contains_key("by"))
            .map(|(_, session, _)| *session)
            .collect();
        if subject.0 != "everyone" || signed.is_empty() {
            return !signed.is_empty();
        }
        self.crowd(|_| true).rated.iter().all(|one| {
            let held = |(_, session): &(usize, &super::records::Session)| {
                session.date <= self.world.as_of && one.team.is_some_and(|team| self.in_scope(&session.record, team))
            };
            let covering: Vec<usize> = self
                .cycle
                .sessions
                .iter()
                .enumerate()
                .filter(held)
                .map(|(at, _)| at)
                .collect();
            covering.is_empty() || covering.iter().any(|session| signed.contains(session))
        })
    }

    /// Everyone who counts: with those whose packets are left out, where totals count them.
    fn everyone(&self) -> Crowd<'_, 'w> {
        let with_members = self.counts_members();
        self.crowd_of(|one| with_members || !self.world.is_member(one.id))
    }

    /// Everyone who counts, whose packet is not left out, and of whom something is true.
    fn crowd(&self, of: impl Fn(&One<'w>) -> bool) -> Crowd<'_, 'w> {
        self.crowd_of(|one| !self.world.is_member(one.id) && of(one))
    }

    fn crowd_of(&self, of: impl Fn(&One<'w>) -> bool) -> Crowd<'_, 'w> {
        let mut crowd = Crowd::default();
        for one in self
            .people
            .iter()
            .filter(|one| one.at_end || one.rated.is_some())
            .filter(|one| of(one))
        {
            crowd.all += 1;
            if one
                .rated
                .is_some_and(|rating| self.world.policy.place(rating).is_some())
            {
                crowd.rated.push(one);
            } else {
                crowd.not_rated += 1;
            }
        }
        crowd
    }

    fn is_in(&self, one: &One<'_>, unit: &str) -> bool {
        one.team.is_some_and(|team| self.world.line(team).contains(&unit))
    }

    /// The lowest rating that is not one of the lowest two.
    fn favourable(&self) -> i64 {
        let scale = &self.world.policy.ratings;
        scale[scale.len() - 3].value
    }
}

/// All sets that follow from known ones and new ones, as differences of nested sets and sums of disjoint ones; none where one of them
/// is smaller than the minimum.
fn closed(known: Vec<BTreeSet<String>>, new: Vec<BTreeSet<String>>, minimum: usize) -> Option<Vec<BTreeSet<String>>> {
    let mut all = known;
    let mut open = new;
    while let Some(set) = open.pop() {
        if set.is_empty() || all.contains(&set) {
            continue;
        }
        if set.len() < minimum {
            return None;
        }
        for other in &all {
            if set.is_subset(other) {
                open.push(other - &set);
            } else if other.is_subset(&set) {
                open.push(&set - other);
            } else if set.is_disjoint(other) {
                open.push(&set | other);
            }
        }
        all.push(set);
    }
    Some(all)
}

/// Whom a justification is about: a person, a manager, a unit; everyone where it names nobody, or names the session's own unit for
/// a check that is not made by unit.
fn about<'t>(check: &str, session: &Table, answer: &'t Table) -> (&'static str, Option<&'t str>) {
    if let Some(person) = text(answer, "person") {
        return ("person", Some(person));
    }
    if let Some(manager) = text(answer, "manager") {
        return ("manager", Some(manager));
    }
    match text(answer, "team") {
        Some(team) if ["exceeds-share", "guideline"].contains(&check) || !texts(session, "teams").contains(&team) => {
            ("unit", Some(team))
        }
        _ => ("everyone", None),
    }
}

/// Open as long as one is, unknown only where none can tell.
fn worst(standings: &[&'static str]) -> &'static str {
    let order = ["open", "answered", "clear"];
    order
        .into_iter()
        .find(|each| standings.contains(each))
        .unwrap_or("unknown")
}

/// Holm's adjustment within each family: the checks of everyone are one, the results of any other check another.
fn adjust(checks: &mut [(&'static str, Vec<Said<'_>>)]) {
    let of_everyone = [
        "gender-exceeds",
        "gender-lowest",
        "gender-scale",
        "gender-within-level",
        "tenure",
        "calibration",
    ];
    let family = |results: Vec<&mut Said<'_>>| {
        let adjusted = holm(&results.iter().map(|said| said.p.unwrap()).collect::<Vec<_>>());
        for (said, adjusted) in results.into_iter().zip(adjusted) {
            said.adjusted = Some(adjusted);
        }
    };
    let mut whole = Vec::new();
    for (check, results) in checks {
        let tested: Vec<_> = results.iter_mut().filter(|said| said.p.is_some()).collect();
        if of_everyone.contains(check) {
            whole.extend(tested);
        } else {
            family(tested);
        }
    }
    family(whole);
}
