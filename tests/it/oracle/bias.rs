//! The checks for bias, each from the sentence of the specification that defines it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review, parts};
use super::exact::{
    binomial_upper, cliffs_delta, holm, kendall, mean, newcombe, permuted, permuted_within, sign_test, table_test,
};
use super::records::{Day, tables, text, texts, written, year_later};

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

const SMALL: &str = "A group is smaller than the policy's minimum, so nothing about groups is read or shown.";
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

    /// Rated people by gender; why not, where it cannot be looked at.
    fn genders<'r>(&self, people: &[&'r One<'w>]) -> Result<(BTreeMap<String, Vec<&'r One<'w>>>, usize), &'static str> {
        let mut groups: BTreeMap<String, Vec<&One<'_>>> = BTreeMap::new();
        let mut unstated = 0;
        for one in people {
            match self
                .world
                .person(one.id)
                .gender
                .as_deref()
                .map(|gender| gender.trim().to_lowercase())
            {
                Some(gender) if !gender.is_empty() => groups.entry(gender).or_default().push(one),
                _ => unstated += 1,
            }
        }
        if people.is_empty() {
            Err(NOBODY)
        } else if groups
            .values()
            .any(|group| group.len() < self.world.policy.group_minimum)
        {
            Err(SMALL)
        } else if groups.len() < 2 {
            Err(ONE_GROUP)
        } else {
            Ok((groups, unstated))
        }
    }

    fn gender_selected<'r>(&self, everyone: &Crowd<'r, 'w>, from: i64) -> Said<'r> {
        let said = Said::of("everyone", None, everyone);
        let (groups, unstated) = match self.genders(&everyone.rated) {
            Ok(groups) => groups,
            Err(why) => return said.cannot_tell(why),
        };
        let rates = self.rates(&groups, unstated, Some(from), |one| one.rated.unwrap() >= from);
        let said = Said {
            p: Some(rates.mid_p),
            effect: rates.figures,
            withheld: rates.withheld,
            ..said
        };
        match rates.verdict {
            Ok(flag) => said.flag(flag),
            Err(why) => said.cannot_tell(why),
        }
    }

    fn rates(
        &self,
        groups: &BTreeMap<String, Vec<&One<'_>>>,
        unstated: usize,
        from: Option<i64>,
        selected: impl Fn(&One<'_>) -> bool,
    ) -> Rates {
        let counts: Vec<(usize, usize)> = groups
            .values()
            .map(|group| (group.len(), group.iter().filter(|one| selected(one)).count()))
            .collect();
        let names: Vec<&String> = groups.keys().collect();
        // Ties: the first of the lowest, and the last of the highest.
        let rate = |at: usize| counts[at].1 as f64 / counts[at].0 as f64;
        let (mut lowest, mut highest) = (0, 0);
        for at in 1..counts.len() {
            let (n, k) = counts[at];
            if k * counts[lowest].0 < counts[lowest].1 * n {
                lowest = at;
            }
            if k * counts[highest].0 >= counts[highest].1 * n {
                highest = at;
            }
        }
        let (low, high) = (counts[lowest], counts[highest]);
        let test = table_test(&counts);
        let (n, all) = (low.0 + high.0, low.1 + high.1);
        let ratio = (high.1 > 0).then(|| rate(lowest) / rate(highest));
        let shortfall = (low.0 as f64 * all as f64 / n as f64 - low.1 as f64).max(0.0);
        let moved = (
            (low.1 + 1) as f64 / low.0 as f64,
            high.1 as f64 / high.0 as f64 - 1.0 / high.0 as f64,
        );
        let reverses = rate(lowest) < rate(highest) && moved.0 > moved.1 + 1e-12;
        let total: (usize, usize) = counts.iter().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
        let minimum = self.world.policy.group_minimum;
        let stated = total.0;
        // What follows by subtraction is withheld too, and a group in which all are alike.
        let withheld = if counts.iter().any(|(n, _)| *n < minimum) {
            Some("small-group")
        } else if counts.iter().any(|(n, k)| *k == 0 || k == n) {
            Some("homogeneous")
        } else if unstated > 0 && unstated < minimum {
            Some("small-remainder")
        } else {
            (stated < minimum).then_some("small-group")
        };
        let four_fifths = ratio.is_some_and(|ratio| ratio < 0.8 - 1e-9) && shortfall >= 1.0 - 1e-12 && !reverses;
        Rates {
            verdict: if total.1 == 0 || total.1 == total.0 {
                Err(ALIKE)
            } else if test.smallest_mid_p >= ALMOST {
                Err(NOTHING_RARE)
            } else {
                Ok(test.mid_p < ALMOST || four_fifths)
            },
            withheld,
            mid_p: test.mid_p,
            figures: json!({
                "kind": "rates",
                "from": from,
                "groups": names.iter().zip(&counts).map(|(name, (n, k))| json!({"group": name, "n": n, "selected": k}))
                    .collect::<Vec<_>>(),
                "unstated": unstated,
                "lowest": names[lowest],
                "highest": names[highest],
                "difference": rate(lowest) - rate(highest),
                "interval": newcombe(low, high),
                "impact_ratio": ratio,
                "shortfall": shortfall,
                "reverses_by_one": reverses,
                "fisher_p": test.p,
                "mid_p": test.mid_p,
            }),
        }
    }

    fn gender_scale<'r>(&self, everyone: &Crowd<'r, 'w>, by_level: bool) -> Said<'r> {
        let mut said = Said::of("everyone", None, everyone);
        let (groups, unstated) = match self.genders(&everyone.rated) {
            Ok(groups) => groups,
            Err(why) => return said.cannot_tell(why),
        };
        let names: Vec<&String> = groups.keys().collect();
        let mut levels: Vec<&str> = everyone.rated.iter().map(|one| one.level.unwrap_or("")).collect();
        levels.sort_unstable();
        levels.dedup();
        let strata: Vec<Option<&str>> = if by_level {
            levels.into_iter().map(Some).collect()
        } else {
            vec![None]
        };
        let inside = |stratum: Option<&str>, name: &String| -> Vec<i64> {
            let people = groups[name]
                .iter()
                .filter(|one| stratum.is_none_or(|level| one.level.unwrap_or("") == level));
            people.map(|one| one.rated.unwrap()).collect()
        };
        let compared = if names.len() == 2 { 1 } else { names.len() };
        let mut tests = Vec::new();
        for at in 0..compared {
            let pairs: Vec<(Vec<i64>, Vec<i64>)> = strata
                .iter()
                .map(|stratum| {
                    let others = names.iter().enumerate().filter(|(other, _)| *other != at);
                    (
                        inside(*stratum, names[at]),
                        others.flat_map(|(_, name)| inside(*stratum, name)).collect(),
                    )
                })
                .collect();
            let Some(test) = permuted_within(&pairs) else { continue };
            let (mut difference, mut weights, mut balance, mut all) = (0.0, 0.0, 0.0, 0.0);
            for (first, second) in pairs.iter().filter(|(a, b)| !a.is_empty() && !b.is_empty()) {
                let (a, b) = (first.len() as f64, second.len() as f64);
                difference += a * b / (a + b) * (mean(first) - mean(second));
                weights += a * b / (a + b);
                balance += a * b * cliffs_delta(first, second);
                all += a * b;
            }
            tests.push((at, difference / weights, balance / all, test));
        }
        if tests.is_empty() {
            return said.cannot_tell(ONE_GROUP);
        }
        let adjusted = holm(&tests.iter().map(|(.., test)| test.p).collect::<Vec<_>>());
        let mixed = strata
            .iter()
            .filter(|stratum| names.iter().filter(|name| !inside(**stratum, name).is_empty()).count() > 1);
        let rows: Vec<Value> = tests
            .iter()
            .zip(&adjusted)
            .map(|((at, difference, delta, test), adjusted)| {
                json!({"group": at, "difference": difference, "cliffs_delta": delta, "p": test.p, "adjusted": adjusted})
            })
            .collect();
        let groups_shown: Vec<Value> = names
            .iter()
            .filter(|_| !by_level)
            .map(|name| json!({"group": name, "n": groups[*name].len(), "mean": mean(&ratings(&groups[*name]))}))
            .collect();
        let minimum = self.world.policy.group_minimum;
        let alike = |name: &&String| {
            let all = ratings(&groups[*name]);
            all.iter().all(|rating| rating == &all[0])
        };
        said.withheld = if !by_level && names.iter().any(alike) {
            Some("homogeneous")
        } else {
            (unstated > 0 && unstated < minimum).then_some("small-remainder")
        };
        said.effect = json!({
            "kind": "scale", "groups": groups_shown, "unstated": unstated, "comparisons": rows,
            "levels": by_level.then(|| mixed.count()),
        });
        said.p = adjusted.iter().copied().reduce(f64::min);
        let smallest = tests.iter().map(|(.., test)| test.smallest_p).fold(1.0, f64::min);
        if smallest >= 1.0 - 1e-9 {
            return said.cannot_tell(ALIKE);
        }
        if smallest >= ALMOST {
            return said.cannot_tell(NOTHING_RARE);
        }
        let flag = tests
            .iter()
            .zip(&adjusted)
            .any(|((_, _, delta, _), p)| *p < ALMOST && delta.abs() >= 0.2 - 1e-9);
        said.flag(flag)
    }

    fn tenure<'r>(&self, everyone: &Crowd<'r, 'w>, exactly: bool) -> Said<'r> {
        let mut said = Said::of("everyone", None, everyone);
        if everyone.rated.is_empty() {
            return said.cannot_tell(NOBODY);
        }
        let hired = |one: &One<'_>| self.world.person(one.id).hired;
        // Who was hired earlier has been here longer.
        let pairs: Vec<(i64, i64)> = everyone
            .rated
            .iter()
            .map(|one| (-hired(one), one.rated.unwrap()))
            .collect();
        let test = kendall(&pairs, exactly);
        let Some(tau_b) = test.tau_b else {
            return said.cannot_tell(ALIKE);
        };
        let (recent, rest): (Vec<&One<'_>>, Vec<&One<'_>>) = everyone
            .rated
            .iter()
            .copied()
            .partition(|one| year_later(hired(one)) > self.cycle.end);
        let labels = permuted(&ratings(&recent), &ratings(&rest));
        let p = if exactly { test.p } else { test.p_normal };
        said.p = Some(p);
        said.exact = exactly;
        said.effect = json!({
            "kind": "tenure", "tau_b": tau_b, "recent": recent.len(),
            "recent_difference": labels.as_ref().map(|_| mean(&ratings(&recent)) - mean(&ratings(&rest))),
            "recent_p": labels.as_ref().map(|labels| labels.p_less),
        });
        let follows = p < ALMOST && tau_b.abs() >= 0.2 - 1e-9;
        let penalised = labels.as_ref().is_some_and(|labels| labels.p_less < ALMOST);
        let can_tell = test.smallest_p < ALMOST || labels.is_some_and(|labels| labels.smallest_p < ALMOST);
        if !follows && !penalised && !can_tell {
            return said.cannot_tell(NOTHING_RARE);
        }
        said.flag(follows || penalised)
    }

    fn recency_of_people<'r>(&self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
        let of = |one: &&'r One<'w>| {
            let crowd = Crowd {
                rated: vec![*one],
                not_rated: 0,
                all: 1,
            };
            self.recency(Said::of("person", Some(one.id), &crowd), &Self::evidence(one))
        };
        everyone.rated.iter().map(of).collect()
    }

    fn recency_of_managers<'r>(&self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
        let mut written: BTreeMap<&str, Vec<&One<'_>>> = BTreeMap::new();
        for one in &everyone.rated {
            if let Some(assessment) = &one.packet.manager_assessment {
                written
                    .entry(text(assessment, "author").unwrap())
                    .or_default()
                    .push(one);
            }
        }
        let of = |(author, people): (&'r str, Vec<&'r One<'w>>)| {
            let days: Vec<Day> = people.iter().flat_map(|one| Self::evidence(one)).collect();
            let crowd = Crowd {
                all: people.len(),
                rated: people,
                not_rated: 0,
            };
            self.recency(Said::of("manager", Some(author), &crowd), &days)
        };
        written.into_iter().map(of).collect()
    }

    fn recency<'r>(&self, mut said: Said<'r>, evidence: &[Day]) -> Said<'r> {
        let (start, end) = (self.cycle.start, self.cycle.end);
        let mut days: Vec<Day> = evidence
            .iter()
            .copied()
            .filter(|day| start <= *day && *day <= end)
            .collect();
        days.sort_unstable();
        let length = end - start + 1;
        let window = self.world.policy.recency_days.min(length);
        let late = days.iter().filter(|day| **day > end - window).count();
        let items = days.len();
        let expected = window as f64 / length as f64;
        said.effect = json!({
            "kind": "recency", "items": items, "in_window": late,
            "share": (items > 0).then(|| late as f64 / items as f64),
            "expected_share": expected,
            "largest_gap_days": days.windows(2).map(|two| two[1] - two[0]).max(),
            "thirds": self.thirds(&days),
        });
        if items < 4 {
            return said.cannot_tell(too_few(items, 4));
        }
        let p = binomial_upper(late, items, expected);
        said.p = Some(p);
        said.flag(2 * late >= items || p < ALMOST)
    }

    /// Units with people who count, each with all below it, in the order in which they are written.
    fn units(&self) -> Vec<(&'w str, Crowd<'_, 'w>)> {
        let units = self
            .world
            .teams
            .iter()
            .map(|team| (team.id.as_str(), self.crowd(|one| self.is_in(one, &team.id))));
        units.filter(|(_, crowd)| crowd.all > 0).collect()
    }

    fn exceeds_share<'r>(&'r self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
        let policy = &self.world.policy;
        let many = |people: &[&One<'_>]| {
            people
                .iter()
                .filter(|one| one.rated.unwrap() >= policy.exceeds_from)
                .count()
        };
        let rate = many(&everyone.rated) as f64 / everyone.rated.len().max(1) as f64;
        let more = |count: usize, n: usize| count as i128 * 1_000_000 > parts(policy.exceeds_share) * n as i128;
        let is_team = |unit: &str| {
            let below = self.world.teams.iter().any(|team| team.parent.as_deref() == Some(unit));
            self.world.team(unit).kind == "team" || !below
        };
        let of = |(unit, crowd): (&'r str, Crowd<'r, 'w>)| {
            let mut said = Said::of("unit", Some(unit), &crowd);
            let (n, count) = (crowd.rated.len(), many(&crowd.rated));
            if n == 0 {
                return said.cannot_tell(NOBODY);
            }
            let smallest = (0..=n).find(|count| more(*count, n));
            said.effect = json!({
                "kind": "exceeds", "exceeds": count, "percent": count as f64 * 100.0 / n as f64, "rate": rate,
                "smallest_count": smallest,
                "chance": smallest.map_or(0.0, |count| binomial_upper(count, n, rate)),
            });
            said.flag(more(count, n))
        };
        self.units()
            .into_iter()
            .filter(|(unit, _)| is_team(unit))
            .map(of)
            .collect()
    }

    /// Managers with people who count, by id.
    fn managers(&self) -> Vec<(&str, Crowd<'_, 'w>)> {
        let people = self.world.people.iter();
        let crowds = people.map(|manager| {
            (
                manager.id.as_str(),
                self.crowd(|one| one.manager == Some(manager.id.as_str())),
            )
        });
        crowds.filter(|(_, crowd)| crowd.all > 0).collect()
    }

    fn all_same<'r>(&'r self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
        let policy = &self.world.policy;
        let middle = policy.middle();
        let many = |people: &[&One<'_>]| people.iter().filter(|one| one.rated == Some(middle)).count();
        let share = many(&everyone.rated) as f64 / everyone.rated.len().max(1) as f64;
        let of = |(manager, crowd): (&'r str, Crowd<'r, 'w>)| {
            let mut said = Said::of("manager", Some(manager), &crowd);
            let (n, count) = (crowd.rated.len(), many(&crowd.rated));
            said.effect = json!({
                "kind": "all-same", "middle": middle, "at_middle": count, "share": share,
                "chance": share.powi(i32::try_from(n).unwrap()),
            });
            if n < policy.all_same_from {
                return said.cannot_tell(too_few(n, policy.all_same_from));
            }
            let mut said = said.flag(count == n);
            if count == n && n < 6 {
                said.verdict = "soft-flag";
            }
            said
        };
        self.managers().into_iter().map(of).collect()
    }

    fn severity(&self) -> Vec<Said<'_>> {
        let groups = self.managers();
        let rated: Vec<Vec<i64>> = groups.iter().map(|(_, crowd)| ratings(&crowd.rated)).collect();
        // Everyone here is who has a manager: the head of the company is nobody's report.
        let all: Vec<i64> = rated.iter().flatten().copied().collect();
        let with: Vec<&Vec<i64>> = rated.iter().filter(|group| !group.is_empty()).collect();
        let shrunken = |group: &[i64]| -> Option<f64> {
            let (k, n) = (with.len() as f64, all.len() as f64);
            if with.len() < 2 || all.len() == with.len() {
                return None;
            }
            let grand = mean(&all);
            let between: f64 = with
                .iter()
                .map(|g| g.len() as f64 * (mean(g) - grand).powi(2))
                .sum::<f64>()
                / (k - 1.0);
            let inside = |g: &Vec<i64>| g.iter().map(|r| (*r as f64 - mean(g)).powi(2)).sum::<f64>();
            let within: f64 = with.iter().map(|g| inside(g)).sum::<f64>() / (n - k);
            let squares: f64 = with.iter().map(|g| (g.len() as f64).powi(2)).sum();
            let size = (n - squares / n) / (k - 1.0);
            let variance = (between - within) / size;
            let weight = if variance > 1e-12 {
                group.len() as f64 / (group.len() as f64 + within / variance)
            } else {
                0.0
            };
            Some(weight * (mean(group) - grand))
        };
        let mut said = Vec::new();
        for ((manager, crowd), own) in groups.iter().zip(&rated) {
            let mut one = Said::of("manager", Some(manager), crowd);
            if own.is_empty() {
                said.push(one.cannot_tell(NOBODY));
                continue;
            }
            let mut rest = all.clone();
            for rating in own {
                rest.remove(rest.iter().position(|each| each == rating).unwrap());
            }
            let Some(test) = permuted(own, &rest) else {
                said.push(one.cannot_tell(ONE_GROUP));
                continue;
            };
            let difference = mean(own) - mean(&rest);
            one.p = Some(test.p);
            one.effect = json!({
                "kind": "severity", "mean": mean(own), "difference_from_rest": difference,
                "difference_from_all": mean(own) - mean(&all), "shrunken_difference": shrunken(own),
                "cliffs_delta": cliffs_delta(own, &rest),
            });
            said.push(if test.smallest_p >= ALMOST {
                one.cannot_tell(NOTHING_RARE)
            } else {
                one.flag(difference.abs() >= 0.5 - 1e-9)
            });
        }
        // The p-value that decides is Holm's over all managers with a test.
        let tested: Vec<f64> = said.iter().filter_map(|each| each.p).collect();
        let mut adjusted = holm(&tested).into_iter();
        for each in said.iter_mut().filter(|each| each.p.is_some()) {
            if adjusted.next().unwrap() >= ALMOST && each.verdict == "flag" {
                each.verdict = "no-flag";
            }
        }
        said
    }

    fn guideline<'r>(&self, mut said: Said<'r>, crowd: &Crowd<'r, 'w>) -> Said<'r> {
        let n = crowd.rated.len();
        if n == 0 {
            return said.cannot_tell(NOBODY);
        }
        let scale = &self.world.policy.ratings;
        let count = |value: i64| crowd.rated.iter().filter(|one| one.rated == Some(value)).count();
        let counts: Vec<usize> = scale.iter().map(|rating| count(rating.value)).collect();
        let (over, under, moving) = self.to_move(&counts);
        let settled = crowd.rated.iter().filter(|one| one.settled.is_some()).count();
        said.effect = json!({
            "kind": "guideline", "counts": counts, "bounds": self.bounds(n), "over": over, "under": under,
            "people_to_move": moving,
            "basis": if settled == 0 { "recommended" } else if settled == n { "final" } else { "mixed" },
        });
        let moving = over.max(under);
        said.flag(moving > 0 && moving as f64 >= 0.1 * n as f64 - 1e-9)
    }

    fn guideline_of_units(&self) -> Vec<Said<'_>> {
        let mut all = Vec::new();
        for (unit, crowd) in self.units() {
            let said = Said::of("unit", Some(unit), &crowd);
            all.push(self.guideline(said, &crowd));
        }
        all
    }

    fn calibration<'r>(&self, everyone: &Crowd<'r, 'w>) -> Said<'r> {
        let mut said = Said::of("everyone", None, everyone);
        if !self.cycle.sessions.iter().any(|session| session.held) {
            return said.cannot_tell("No calibration session has been held yet.");
        }
        let both = |one: &&&One<'_>| one.recommended.is_some() && one.settled.is_some();
        let people: Vec<&One<'w>> = everyone.rated.iter().filter(both).copied().collect();
        if people.is_empty() {
            return said.cannot_tell(NOBODY);
        }
        let moved = |one: &One<'_>| one.settled.unwrap() - one.recommended.unwrap();
        let up = people.iter().filter(|one| moved(one) > 0).count();
        let down = people.iter().filter(|one| moved(one) < 0).count();
        let middle = Some(self.world.policy.middle());
        let rates = self.genders(&people).ok();
        let rates = rates.map(|(groups, unstated)| self.rates(&groups, unstated, None, |one| moved(one) != 0));
        said.withheld = rates.as_ref().and_then(|rates| rates.withheld);
        let mut by_gender = rates
            .filter(|rates| rates.withheld.is_none())
            .map_or(Value::Null, |rates| rates.figures);
        if let Some(figures) = by_gender.as_object_mut() {
            figures.remove("kind");
        }
        said.effect = json!({
            "kind": "calibration", "up": up, "down": down, "of": people.len(),
            "middle_before": people.iter().filter(|one| one.recommended == middle).count(),
            "middle_after": people.iter().filter(|one| one.rated == middle).count(),
            "by_gender": by_gender,
        });
        let p = sign_test(up, down);
        said.p = Some(p);
        if up + down < 5 {
            return said.cannot_tell(too_few(up + down, 5));
        }
        said.flag(p < ALMOST || up == 0 || down == 0)
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
