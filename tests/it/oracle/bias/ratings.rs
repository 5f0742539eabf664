//! The checks of how managers, units and sessions rate.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::cycle::{One, Review, parts};
use super::super::exact::{binomial_upper, cliffs_delta, holm, mean, permuted, sign_test};
use super::super::records::{Day, text};
use super::{ALMOST, Crowd, NOBODY, NOTHING_RARE, ONE_GROUP, Said, ratings, too_few};

impl<'w> Review<'w> {
    pub(super) fn recency_of_people<'r>(&self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
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

    pub(super) fn recency_of_managers<'r>(&self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
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

    pub(super) fn recency<'r>(&self, mut said: Said<'r>, evidence: &[Day]) -> Said<'r> {
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
    pub(super) fn units(&self) -> Vec<(&'w str, Crowd<'_, 'w>)> {
        let units = self
            .world
            .teams
            .iter()
            .map(|team| (team.id.as_str(), self.crowd(|one| self.is_in(one, &team.id))));
        units.filter(|(_, crowd)| crowd.all > 0).collect()
    }

    pub(super) fn exceeds_share<'r>(&'r self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
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
    pub(super) fn managers(&self) -> Vec<(&str, Crowd<'_, 'w>)> {
        let people = self.world.people.iter();
        let crowds = people.map(|manager| {
            (
                manager.id.as_str(),
                self.crowd(|one| one.manager == Some(manager.id.as_str())),
            )
        });
        crowds.filter(|(_, crowd)| crowd.all > 0).collect()
    }

    pub(super) fn all_same<'r>(&'r self, everyone: &Crowd<'r, 'w>) -> Vec<Said<'r>> {
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

    pub(super) fn severity(&self) -> Vec<Said<'_>> {
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

    pub(super) fn guideline<'r>(&self, mut said: Said<'r>, crowd: &Crowd<'r, 'w>) -> Said<'r> {
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

    pub(super) fn guideline_of_units(&self) -> Vec<Said<'_>> {
        let mut all = Vec::new();
        for (unit, crowd) in self.units() {
            let said = Said::of("unit", Some(unit), &crowd);
            all.push(self.guideline(said, &crowd));
        }
        all
    }

    pub(super) fn calibration<'r>(&self, everyone: &Crowd<'r, 'w>) -> Said<'r> {
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
