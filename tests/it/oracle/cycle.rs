//! One cycle put together: who stands where, ratings, goals' scores, and the figures of groups of people.

mod person;
mod scores;

use serde_json::{Value, json};
use toml::Table;

use super::records::{Cycle, Day, Packet, World, day, days, int, num, table, tables, text, texts};

/// A cycle, and what follows from it person by person.
pub struct Review<'w> {
    pub world: &'w World,
    pub cycle: &'w Cycle,
    pub role_day: Day,
    pub people: Vec<One<'w>>,
}

/// One person in a cycle.
pub struct One<'w> {
    pub id: &'w str,
    pub packet: &'w Packet,
    pub team: Option<&'w str>,
    pub manager: Option<&'w str>,
    pub level: Option<&'w str>,
    /// Employed on the last day of the cycle.
    pub at_end: bool,
    pub recommended: Option<i64>,
    pub decided: Option<i64>,
    pub settled: Option<i64>,
    /// The rating that counts.
    pub rated: Option<i64>,
}

/// Where something stands against its deadline.
#[derive(Clone, Copy, PartialEq)]
pub enum Standing {
    NotDue,
    Missing(i64),
    OnTime(Day),
    Late(Day, i64),
}

pub const PARTS: [&str; 5] = [
    "goals",
    "check_in",
    "self_assessment",
    "peer_feedback",
    "manager_assessment",
];

/// A mean as the document has it.
pub fn mean_of(figures: &[Option<f64>]) -> Value {
    let there: Vec<f64> = figures.iter().flatten().copied().collect();
    let value = (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64);
    json!({"value": value, "n": there.len(), "of": figures.len()})
}

/// A whole number of parts in a million of a percentage: exact for up to four decimals.
pub fn parts(percent: f64) -> i128 {
    (percent * 10_000.0).round() as i128
}

impl<'w> Review<'w> {
    pub fn of(world: &'w World, cycle: &'w Cycle) -> Self {
        let role_day = cycle.end.min(world.as_of);
        let mut review = Self {
            world,
            cycle,
            role_day,
            people: Vec::new(),
        };
        review.people = cycle.packets.iter().map(|packet| review.one(packet)).collect();
        review
    }

    /// The cycle before this one.
    pub fn before(&self) -> Option<Review<'w>> {
        let id = self.cycle.previous.as_ref()?;
        let before = self.world.cycles.iter().find(|cycle| cycle.id == *id)?;
        Some(Review::of(self.world, before))
    }

    fn one(&self, packet: &'w Packet) -> One<'w> {
        let world = self.world;
        let role = world.role(&packet.person, self.role_day);
        let person = world.person(&packet.person);
        let team = role.map(|role| role.team.as_str());
        let recommended = packet.recommended;
        let mut decided = None;
        for session in self.cycle.sessions.iter().filter(|session| session.held) {
            for decision in tables(&session.record, "decision") {
                if text(decision, "person") == Some(&packet.person) {
                    decided = int(decision, "final");
                }
            }
        }
        let covered = team.is_some_and(|team| {
            self.cycle
                .sessions
                .iter()
                .any(|s| s.held && self.in_scope(&s.record, team))
        });
        let settled = decided.or(recommended.filter(|_| covered));
        let (recommended, decided, settled) = if world.employee {
            (None, None, settled.filter(|_| self.cycle.released))
        } else {
            (recommended, decided, settled)
        };
        One {
            id: &packet.person,
            packet,
            team,
            manager: role.and_then(|role| role.manager.as_deref()),
            level: role.map(|role| role.level.as_str()),
            at_end: person.hired <= self.cycle.end && person.left.is_none_or(|left| left >= self.cycle.end),
            recommended,
            decided,
            settled,
            rated: settled.or(recommended),
        }
    }

    /// Whether a unit is in the scope of a session: one of its units, or below one.
    pub fn in_scope(&self, session: &Table, team: &str) -> bool {
        let units = texts(session, "teams");
        self.world.line(team).iter().any(|above| units.contains(above))
    }

    pub fn find(&self, id: &str) -> Option<&One<'w>> {
        self.people.iter().find(|one| one.id == id)
    }

    /// Whose packets stand in the HR tree.
    pub fn shown(&self) -> Vec<&One<'w>> {
        self.people.iter().filter(|one| !self.world.is_member(one.id)).collect()
    }

    /// Whether totals count those whose packets are left out: all of them together, where every figure describes nobody of them or at
    /// least the minimum, and their ratings are not all alike.
    pub fn counts_members(&self) -> bool {
        let members: Vec<_> = self.people.iter().filter(|one| self.world.is_member(one.id)).collect();
        let counted: Vec<_> = members.iter().filter(|one| one.at_end || one.rated.is_some()).collect();
        let rated: Vec<_> = counted.iter().filter_map(|one| one.rated).collect();
        let recommended: Vec<_> = counted.iter().filter_map(|one| one.recommended).collect();
        let scored = |kind: &str| {
            let scores = counted.iter().filter(|one| self.person_score(one.id, kind).is_some());
            scores.count()
        };
        let paid = members.iter().filter(|one| {
            let outcome = one.packet.outcome.as_ref();
            outcome.is_some_and(|outcome| !table(outcome, "pay").is_empty())
        });
        let described = [
            members.len(),
            rated.len(),
            recommended.len(),
            scored("delivery"),
            scored("growth"),
            members.iter().filter(|one| self.groups(one).is_some()).count(),
            paid.count(),
        ];
        let alike = |ratings: &[i64]| !ratings.is_empty() && ratings.iter().all(|rating| *rating == ratings[0]);
        let minimum = self.world.policy.group_minimum;
        described.iter().all(|people| *people == 0 || *people >= minimum) && !alike(&rated) && !alike(&recommended)
    }

    pub fn deadline(&self, part: &str) -> Day {
        let deadlines = &self.cycle.deadlines;
        match part {
            "goals" => day(deadlines, "individual_goals").unwrap_or_else(|| day(deadlines, "goals_locked").unwrap()),
            "check_in" => days(deadlines, "check_in")[1],
            part => day(deadlines, part).unwrap(),
        }
    }

    /// The day on which a part was handed in.
    fn handed_in(&self, one: &One<'_>, part: &str) -> Option<Day> {
        let packet = one.packet;
        match part {
            "goals" => {
                let agreement = table(self.cycle.goals.get(one.id)?, "agreement");
                Some(day(&agreement, "employee")?.max(day(&agreement, "manager")?))
            }
            "check_in" => day(packet.check_in.as_ref()?, "date"),
            "self_assessment" => day(packet.self_assessment.as_ref()?, "submitted"),
            "manager_assessment" => day(packet.manager_assessment.as_ref()?, "submitted"),
            _ => {
                let peers = packet.feedback.iter().filter(|(author, _)| author != one.id);
                let mut days: Vec<Day> = peers.filter_map(|(_, record)| day(record, "submitted")).collect();
                days.sort_unstable();
                match self.world.policy.feedback_minimum {
                    0 => Some(self.cycle.end),
                    minimum => days.get(minimum - 1).copied(),
                }
            }
        }
    }

    pub fn standing(&self, one: &One<'_>, part: &str) -> Standing {
        let (deadline, as_of) = (self.deadline(part), self.world.as_of);
        match self.handed_in(one, part) {
            Some(on) if on <= deadline => Standing::OnTime(on),
            Some(on) => Standing::Late(on, on - deadline),
            None if as_of <= deadline => Standing::NotDue,
            None => Standing::Missing(as_of - deadline),
        }
    }

    /// The worst of the three parts of a review.
    pub fn review(&self, one: &One<'_>) -> Standing {
        let mut three: Vec<Standing> = PARTS[2..].iter().map(|part| self.standing(one, part)).collect();
        three.sort_by_key(|standing| match standing {
            Standing::OnTime(_) => (0, 0),
            Standing::NotDue => (1, 0),
            Standing::Late(_, days) => (2, *days),
            Standing::Missing(days) => (3, *days),
        });
        three[2]
    }

    /// Of a person whose review counts: with a manager, and employed on the last day.
    pub fn is_review(one: &One<'_>) -> bool {
        one.at_end && one.manager.is_some()
    }

    /// The groups of a person's key results at mid-cycle; none without goals or a check-in.
    fn groups(&self, one: &One<'_>) -> Option<Vec<&'static str>> {
        let goals = self.cycle.goals.get(one.id)?;
        let check_in = one.packet.check_in.as_ref()?;
        let objectives = tables(goals, "objective");
        let key_results = objectives.iter().flat_map(|objective| {
            let id = text(objective, "id").unwrap();
            let parts = tables(objective, "key_result").into_iter();
            parts.map(move |part| format!("{id}/{}", text(part, "id").unwrap()))
        });
        Some(key_results.map(|address| group_of(check_in, &address)).collect())
    }

    /// The figures of a set of people.
    pub fn group(&self, people: &[&One<'w>]) -> Value {
        let all = people;
        let is_member = |one: &&&One<'w>| self.world.is_member(one.id);
        let (inside, members) = (
            all.iter().filter(is_member).count(),
            self.people.iter().filter(|one| self.world.is_member(one.id)).count(),
        );
        // What is left out of lists and counted in a total would follow by subtraction.
        let people: Vec<&One<'w>> = if inside == 0 || (inside == members && self.counts_members()) {
            all.to_vec()
        } else {
            all.iter().filter(|one| !is_member(one)).copied().collect()
        };
        let people = &people[..];
        let counted: Vec<_> = people.iter().filter(|one| one.at_end || one.rated.is_some()).collect();
        let ratings: Vec<_> = counted.iter().map(|one| (one.rated, one.settled.is_some())).collect();
        let recommended: Vec<_> = counted.iter().map(|one| (one.recommended, false)).collect();
        let scores =
            |kind: &str| -> Vec<Option<f64>> { counted.iter().map(|one| self.person_score(one.id, kind)).collect() };
        json!({
            "people": all.iter().filter(|one| one.at_end).count(),
            "ratings": self.distribution(&ratings),
            "recommended": self.distribution(&recommended),
            "goal_score": mean_of(&scores("delivery")),
            "growth_score": mean_of(&scores("growth")),
            "completion": self.completion(all),
            "mid_cycle": self.mid_cycle(people),
            "pay": self.pay(people),
        })
    }

    fn completion(&self, people: &[&One<'w>]) -> Value {
        let reviews: Vec<_> = people.iter().filter(|one| Self::is_review(one)).collect();
        let part = |standings: Vec<Standing>| {
            let count = |of: fn(&Standing) -> bool| standings.iter().filter(|each| of(each)).count();
            let on_time = count(|each| matches!(each, Standing::OnTime(_)));
            let total = standings.len();
            json!({
                "on_time": on_time,
                "late": count(|each| matches!(each, Standing::Late(..))),
                "missing": count(|each| matches!(each, Standing::Missing(_))),
                "not_due": count(|each| *each == Standing::NotDue),
                "total": total,
                "on_time_percent": (total > 0).then(|| on_time as f64 * 100.0 / total as f64),
            })
        };
        let mut all = serde_json::Map::new();
        for name in PARTS {
            all.insert(
                name.to_owned(),
                part(reviews.iter().map(|one| self.standing(one, name)).collect()),
            );
        }
        all.insert(
            "review".to_owned(),
            part(reviews.iter().map(|one| self.review(one)).collect()),
        );
        all.into()
    }

    fn mid_cycle(&self, people: &[&One<'w>]) -> Value {
        let groups: Vec<_> = people.iter().filter_map(|one| self.groups(one)).collect();
        let total = groups.iter().flatten().count();
        let mut all = serde_json::Map::new();
        all.insert("people".to_owned(), groups.len().into());
        all.insert("total".to_owned(), total.into());
        for (at, name) in ["unchanged", "adjusted", "replaced", "intervention"]
            .into_iter()
            .enumerate()
        {
            let count = groups.iter().flatten().filter(|group| **group == name).count();
            let figures = json!({
                "count": count,
                "percent": (total > 0).then(|| count as f64 * 100.0 / total as f64),
                "expected_percent": self.world.policy.mid_cycle[at],
            });
            all.insert(name.to_owned(), figures);
        }
        all.into()
    }

    fn pay(&self, people: &[&One<'w>]) -> Value {
        let outcomes = people.iter().filter_map(|one| one.packet.outcome.as_ref());
        let pays: Vec<Table> = outcomes
            .map(|outcome| table(outcome, "pay"))
            .filter(|pay| !pay.is_empty())
            .collect();
        let base = |pay: &Table| i128::from(int(pay, "base_before").unwrap());
        let payroll: i128 = pays.iter().map(base).sum();
        // In millionths of the currency, so that every sum is whole.
        let increase: i128 = pays
            .iter()
            .map(|pay| base(pay) * parts(num(pay, "merit_percent").unwrap()))
            .sum();
        let budget = self.world.policy.budget.map(|percent| payroll * parts(percent));
        json!({
            "people": pays.len(),
            "payroll": payroll as f64,
            "increase": increase as f64 / 1e6,
            "merit_percent": (payroll != 0).then(|| increase as f64 / 1e4 / payroll as f64),
            "budget": budget.map(|budget| budget as f64 / 1e6),
            "over_budget": budget.map(|budget| (increase - budget) as f64 / 1e6),
            "equity_shares": pays.iter().filter_map(|pay| int(pay, "equity_shares")).sum::<i64>(),
        })
    }

    /// Ratings, each with whether it is final, against the guideline.
    pub fn distribution(&self, ratings: &[(Option<i64>, bool)]) -> Value {
        let scale = &self.world.policy.ratings;
        let on_scale: Vec<(i64, bool)> = ratings
            .iter()
            .filter_map(|(rating, settled)| Some(((*rating)?, *settled)))
            .filter(|(rating, _)| self.world.policy.place(*rating).is_some())
            .collect();
        let n = on_scale.len();
        let counts: Vec<usize> = scale
            .iter()
            .map(|each| on_scale.iter().filter(|(rating, _)| *rating == each.value).count())
            .collect();
        let settled = on_scale.iter().filter(|(_, settled)| *settled).count();
        let bounds = self.bounds(n);
        let rows: Vec<Value> = scale
            .iter()
            .zip(&counts)
            .zip(&bounds)
            .map(|((rating, count), (low, high))| {
                json!({
                    "rating": rating.value,
                    "count": count,
                    "percent": (n >= 10).then(|| *count as f64 * 100.0 / n as f64),
                    "low": (n > 0).then_some(low),
                    "high": (n > 0).then_some(high),
                    "in_range": (n > 0).then_some(low <= count && count <= high),
                })
            })
            .collect();
        let (over, under, moving) = self.to_move(&counts);
        let sum: i64 = on_scale.iter().map(|(rating, _)| rating).sum();
        json!({
            "rated": n,
            "not_rated": ratings.len() - n,
            "basis": if settled == 0 { "recommended" } else if settled == n { "final" } else { "mixed" },
            "final": settled,
            "counts": rows,
            "mean": (n > 0).then(|| sum as f64 / n as f64),
            "over": (n > 0).then_some(over),
            "under": (n > 0).then_some(under),
            "people_to_move": moving.filter(|_| n > 0),
        })
    }

    /// The guideline in people: inward from 14 people on where whole counts exist, else outward.
    pub fn bounds(&self, n: usize) -> Vec<(usize, usize)> {
        let exactly = |percent: f64| (parts(percent) * n as i128, 1_000_000);
        let down = |percent| {
            let (top, bottom) = exactly(percent);
            (top / bottom) as usize
        };
        let up = |percent| {
            let (top, bottom) = exactly(percent);
            ((top + bottom - 1) / bottom) as usize
        };
        let scale = &self.world.policy.ratings;
        let inward: Vec<_> = scale
            .iter()
            .map(|r| (up(r.guideline[0]), down(r.guideline[1])))
            .collect();
        if n >= 14 && some_counts_fit(&inward, n) {
            return inward;
        }
        scale
            .iter()
            .map(|r| (down(r.guideline[0]), up(r.guideline[1])))
            .collect()
    }

    /// People over, under, and to move; none to move where no whole counts fit.
    pub fn to_move(&self, counts: &[usize]) -> (usize, usize, Option<usize>) {
        let n = counts.iter().sum();
        let bounds = self.bounds(n);
        let mut over = 0;
        let mut under = 0;
        for (count, (low, high)) in counts.iter().zip(&bounds) {
            over += count.saturating_sub(*high);
            under += low.saturating_sub(*count);
        }
        (over, under, some_counts_fit(&bounds, n).then_some(over.max(under)))
    }
}

fn some_counts_fit(bounds: &[(usize, usize)], n: usize) -> bool {
    let low: usize = bounds.iter().map(|(low, _)| low).sum();
    let high: usize = bounds.iter().map(|(_, high)| high).sum();
    bounds.iter().all(|(low, high)| low <= high) && low <= n && n <= high
}

/// The group of a key result at mid-cycle: replaced, else intervention, else adjusted, else unchanged.
pub fn group_of(check_in: &Table, address: &str) -> &'static str {
    let changes: Vec<&str> = tables(check_in, "adjustment")
        .into_iter()
        .filter(|each| text(each, "key_result") == Some(address))
        .map(|each| text(each, "change").unwrap())
        .collect();
    let worst = ["replaced", "intervention", "adjusted"].into_iter();
    worst
        .into_iter()
        .find(|change| changes.contains(change))
        .unwrap_or("unchanged")
}
