//! The checks that compare groups of people: by gender, and by tenure.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::cycle::{One, Review};
use super::super::exact::{cliffs_delta, holm, kendall, mean, newcombe, permuted, permuted_within, table_test};
use super::super::records::year_later;
use super::{ALIKE, ALMOST, Crowd, NOBODY, NOTHING_RARE, ONE_GROUP, Rates, SMALL, Said, ratings};

impl<'w> Review<'w> {
    /// Rated people by gender; why not, where it cannot be looked at.
    pub(super) fn genders<'r>(
        &self,
        people: &[&'r One<'w>],
    ) -> Result<(BTreeMap<String, Vec<&'r One<'w>>>, usize), &'static str> {
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
        } else if groups.len() < 2
            || groups
                .values()
                .any(|group| group.len() < self.world.policy.group_minimum)
        {
            Err(SMALL)
        } else {
            Ok((groups, unstated))
        }
    }

    pub(super) fn gender_selected<'r>(&self, everyone: &Crowd<'r, 'w>, from: i64) -> Said<'r> {
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

    pub(super) fn rates(
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

    pub(super) fn gender_scale<'r>(&self, everyone: &Crowd<'r, 'w>, by_level: bool) -> Said<'r> {
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

    pub(super) fn tenure<'r>(&self, everyone: &Crowd<'r, 'w>, exactly: bool) -> Said<'r> {
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
}
