//! The document as a whole: the agenda of each session, success criteria, movement, and everything put together.

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review, Standing, parts};
use super::records::{Cycle, Session, World, day, num, numbers, table, tables, text, written};

/// What the document of a cycle must be; `exactly` as in [`Review::bias`].
pub fn document(world: &World, cycle: &Cycle, exactly: &dyn Fn(&str) -> bool) -> Value {
    let review = Review::of(world, cycle);
    let everyone: Vec<&One<'_>> = review.people.iter().collect();
    let shown = review.shown();
    let scale: Vec<Value> = world
        .policy
        .ratings
        .iter()
        .map(|rating| {
            json!({
                "rating": rating.value, "label": rating.label, "guideline_percent": rating.guideline,
                "merit_percent": rating.merit,
            })
        })
        .collect();
    let mut document = json!({
        "version": 1,
        "organisation": world.organisation,
        "currency": world.currency,
        "as_of": written(world.as_of),
        "cycle": {
            "id": cycle.id, "title": cycle.title, "start": written(cycle.start), "end": written(cycle.end),
            "previous": cycle.previous, "released": cycle.released,
        },
        "scale": scale,
        "everyone": review.group(&everyone),
        "units": units(&review, &everyone, &shown),
        "managers": managers(&review, &shown),
        "people": shown.iter().map(|one| review.person(one)).collect::<Vec<_>>(),
        "goals": review.goals(),
        "bias": review.bias(exactly),
        "agendas": cycle.sessions.iter().map(|session| review.agenda(session)).collect::<Vec<_>>(),
        "success": review.success(exactly),
        "movement": review.movement(),
    });
    document["open_items"] = review.open_items(&document).into();
    document
}

fn units(review: &Review<'_>, everyone: &[&One<'_>], shown: &[&One<'_>]) -> Vec<Value> {
    let world = review.world;
    let of = |unit: &str| {
        let below = |one: &&&One<'_>| one.team.is_some_and(|team| world.line(team).contains(&unit));
        let all: Vec<_> = everyone.iter().filter(below).copied().collect();
        let own: Vec<_> = shown.iter().filter(|one| one.team == Some(unit)).copied().collect();
        (review.group(&all), review.group(&own))
    };
    let rows = world.teams.iter().map(|team| {
        let (all, own) = of(&team.id);
        json!({"id": team.id, "name": team.name, "parent": team.parent, "all": all, "own": own})
    });
    rows.collect()
}

fn managers(review: &Review<'_>, shown: &[&One<'_>]) -> Vec<Value> {
    let of = |manager: &str| -> Vec<&One<'_>> {
        shown
            .iter()
            .filter(|one| one.manager == Some(manager))
            .copied()
            .collect()
    };
    let people = review.world.people.iter().map(|person| person.id.as_str());
    let with = people.filter(|person| !of(person).is_empty());
    with.map(|manager| json!({"id": manager, "reports": review.group(&of(manager))}))
        .collect()
}

/// The agenda.
impl<'w> Review<'w> {
    fn agenda(&self, session: &'w Session) -> Value {
        let world = self.world;
        let inside = |one: &&One<'_>| {
            // Whose packets the tree leaves out have no part in the line either: beside all others' points it would tell theirs.
            let listed = (one.at_end || one.rated.is_some()) && !world.is_member(one.id);
            listed && one.team.is_some_and(|team| self.in_scope(&session.record, team))
        };
        // Whose ratings are not shown tell nothing of the others either.
        let shown = self.people.iter().filter(|one| !world.is_member(one.id));
        let people: Vec<&One<'w>> = shown.filter(inside).collect();
        let line = least_squares(&people.iter().filter_map(|one| self.point(one)).collect::<Vec<_>>());
        let mut items: Vec<(usize, Option<i64>, Vec<&str>, Value)> = Vec::new();
        for one in &people {
            let reasons = self.reasons(one, session, line);
            if reasons.is_empty() {
                continue;
            }
            let (doubts, _) = answers(session, one.id);
            let rules: Vec<String> = reasons
                .iter()
                .map(|each| each["rule"].as_str().unwrap().to_owned())
                .collect();
            let ends = rules.iter().any(|rule| ["lowest", "highest"].contains(&rule.as_str()));
            let mut sections = Vec::new();
            if ends {
                sections.push("lowest-and-highest");
            } else if rules.iter().any(|rule| rule != "promotion") {
                sections.push("fringe");
            }
            if rules.iter().any(|rule| rule == "promotion") {
                sections.push("promotions");
            }
            let item = json!({"person": one.id, "rating": put(one), "reasons": reasons});
            items.push((doubts, put(one), sections, item));
        }
        // The most doubted first, then the best rated, then as people come.
        items.sort_by_key(|(doubts, rating, ..)| std::cmp::Reverse((*doubts, *rating)));
        let part = |section: &str| -> Value {
            let in_it = items.iter().filter(|(_, _, sections, _)| sections.contains(&section));
            let items: Vec<_> = in_it.map(|(.., item)| item.clone()).collect();
            json!({"part": section, "items": items})
        };
        let order = ["definitions", "lowest-and-highest", "fringe", "promotions", "flags"];
        json!({"session": session.id, "parts": order.into_iter().map(part).collect::<Vec<_>>()})
    }

    /// Goal score and the rating that is put to the session.
    fn point(&self, one: &One<'_>) -> Option<(f64, f64)> {
        Some((self.person_score(one.id, "delivery")?, put(one)? as f64))
    }

    fn reasons(&self, one: &One<'_>, session: &Session, line: Option<(f64, f64)>) -> Vec<Value> {
        let policy = &self.world.policy;
        let rating = put(one);
        let mut reasons = Vec::new();
        if rating.is_some() && rating == policy.ratings.last().map(|each| each.value) {
            reasons.push(json!({"rule": "lowest"}));
        }
        if rating.is_some() && rating == policy.ratings.first().map(|each| each.value) {
            reasons.push(json!({"rule": "highest"}));
        }
        if let (Some((slope, intercept)), Some((score, rating))) = (line, self.point(one)) {
            let suggested = intercept + slope * score;
            if (rating - suggested).abs() >= policy.agenda_distance - 1e-9 {
                let figures = json!({"rule": "far-from-goals", "suggested": suggested, "distance": rating - suggested});
                reasons.push(figures);
            }
        }
        reasons.extend(self.near_boundary(one, line));
        let (questions, agree) = answers(session, one.id);
        if questions >= policy.agenda_questions {
            reasons.push(json!({"rule": "disagreement", "questions": questions, "agree": agree}));
        }
        let before = self.before();
        let earlier = before.as_ref().and_then(|before| before.find(one.id));
        if let (Some(from), Some(to)) = (earlier.and_then(|one| one.rated), rating) {
            let steps = policy.place(from).unwrap() as i64 - policy.place(to).unwrap() as i64;
            if steps.abs() >= policy.agenda_steps {
                reasons.push(json!({"rule": "changed", "from": from, "steps": steps}));
            }
        }
        let known = earlier.filter(|_| rating.is_some() && one.manager.is_some());
        if let Some(earlier) = known.filter(|earlier| earlier.manager != one.manager) {
            reasons.push(json!({"rule": "new-manager", "before": earlier.manager}));
        }
        let recommended = one
            .packet
            .manager_assessment
            .as_ref()
            .map(|record| table(record, "promotion"));
        let decided = one.packet.outcome.as_ref().map(|record| table(record, "promotion"));
        let ready = recommended.is_some_and(|record| text(&record, "recommendation") == Some("ready"));
        if ready || decided.is_some_and(|record| text(&record, "decision").is_some_and(|each| each != "none")) {
            reasons.push(json!({"rule": "promotion"}));
        }
        reasons
    }

    /// The nearer of the two scores at which the line passes half-way to a neighbouring rating, of a middle rating.
    fn near_boundary(&self, one: &One<'_>, line: Option<(f64, f64)>) -> Option<Value> {
        let policy = &self.world.policy;
        let (slope, intercept) = line.filter(|(slope, _)| *slope > 0.0)?;
        let rating = put(one).filter(|rating| *rating == policy.middle())?;
        let (score, _) = self.point(one)?;
        let place = policy.place(rating)? as i64;
        let mut near: Vec<(f64, f64, i64)> = Vec::new();
        for other in [place - 1, place + 1] {
            let Some(neighbour) = usize::try_from(other).ok().and_then(|at| policy.ratings.get(at)) else {
                continue;
            };
            let boundary = ((rating + neighbour.value) as f64 / 2.0 - intercept) / slope;
            near.push(((score - boundary).abs(), boundary, neighbour.value));
        }
        near.retain(|(distance, ..)| *distance <= policy.agenda_fringe + 1e-9);
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (_, boundary, neighbour) = *near.first()?;
        Some(json!({"rule": "near-boundary", "boundary": boundary, "neighbour": neighbour}))
    }
}

/// The rating that is put to a session: the recommended one, or the final one where nobody recommended any.
fn put(one: &One<'_>) -> Option<i64> {
    one.recommended.or(one.settled)
}

/// How many calibrators question a rating, and how many agree.
fn answers(session: &Session, person: &str) -> (usize, usize) {
    let count = |answer| {
        let questions = tables(&session.record, "question").into_iter();
        questions
            .filter(|each| text(each, "person") == Some(person) && text(each, "answer") == Some(answer))
            .count()
    };
    (count("question"), count("agree"))
}

/// Slope and intercept of the line of least squares; none where the scores do not vary.
fn least_squares(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    let sum = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
    let (x, y) = (sum(|p| p.0) / n, sum(|p| p.1) / n);
    let spread: f64 = points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
    let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
    (!points.is_empty() && spread > 0.0).then_some((slope, y - slope * x))
}

/// Success criteria.
impl Review<'_> {
    fn success(&self, exactly: &dyn Fn(&str) -> bool) -> Vec<Value> {
        let policy = &self.world.policy;
        let mut all = vec![
            self.on_time(),
            self.survey(
                "manager-satisfaction",
                "manager_satisfaction",
                policy.manager_satisfaction,
            ),
            self.survey("fairness", "fairness", policy.fairness),
            self.sessions_held(),
        ];
        let (told, open) = self.open_checks(exactly);
        let open: Vec<String> = open.into_iter().map(str::to_owned).collect();
        let mut checks = share("bias-checks", told, &open, self.by("calibration"));
        if told == 0 {
            checks["status"] = json!("not-yet");
        }
        all.push(checks);
        let promoted = |one: &One<'_>| {
            let promotion = one.packet.outcome.as_ref().map(|record| table(record, "promotion"));
            promotion.filter(|record| text(record, "decision").is_some_and(|each| each != "none"))
        };
        // Counted beside the records of all others, few members would be told of.
        let members = |of: &dyn Fn(&One<'_>) -> bool| {
            let members = self.people.iter().filter(|one| self.world.is_member(one.id) && of(one));
            (1..policy.group_minimum).contains(&members.count())
        };
        let without = members(&|one| self.plan(one) == Some("development"))
            || members(&|one| self.plan(one) == Some("improvement"))
            || members(&|one| promoted(one).is_some());
        let counted = || {
            self.people
                .iter()
                .filter(|one| !without || !self.world.is_member(one.id))
        };
        for (criterion, plan) in [
            ("development-plans", "development"),
            ("improvement-plans", "improvement"),
        ] {
            let needed: Vec<_> = counted().filter(|one| self.plan(one) == Some(plan)).collect();
            let whole = |one: &One<'_>| {
                let figures = if plan == "development" {
                    self.development(one)
                } else {
                    self.improvement(one)
                };
                figures.is_some_and(|figures| figures["gaps"].as_array().unwrap().is_empty())
            };
            all.push(self.of_people(criterion, &needed, whole));
        }
        let decided: Vec<_> = counted().filter(|one| promoted(one).is_some()).collect();
        all.push(self.of_people("promotions", &decided, |one| {
            let record = promoted(one).unwrap();
            let criteria = tables(&record, "criterion");
            !criteria.is_empty() && criteria.iter().all(|each| !super::records::blank(each, "evidence"))
        }));
        all
    }

    /// The plan that a final rating asks for.
    pub fn plan(&self, one: &One<'_>) -> Option<&str> {
        let place = self.world.policy.place(one.settled?)?;
        Some(&self.world.policy.ratings[place].plan)
    }

    /// Whether a deadline has passed.
    fn by(&self, deadline: &str) -> bool {
        self.world.as_of > day(&self.cycle.deadlines, deadline).unwrap()
    }

    fn of_people(&self, criterion: &str, people: &[&One<'_>], whole: impl Fn(&One<'_>) -> bool) -> Value {
        let short: Vec<&str> = people.iter().filter(|one| !whole(one)).map(|one| one.id).collect();
        let mut figures = share(
            criterion,
            people.len(),
            &short.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(),
            self.by("release"),
        );
        figures["short"] = short.into_iter().filter(|id| !self.world.is_member(id)).collect();
        figures
    }

    fn on_time(&self) -> Value {
        let reviews: Vec<_> = self.people.iter().filter(|one| Self::is_review(one)).collect();
        let standing: Vec<_> = reviews.iter().map(|one| self.review(one)).collect();
        let on_time = standing
            .iter()
            .filter(|each| matches!(each, Standing::OnTime(_)))
            .count();
        let coming = standing.iter().filter(|each| **each == Standing::NotDue).count();
        let n = reviews.len();
        let enough = |count: usize| count as i128 * 1_000_000 > parts(self.world.policy.on_time) * n as i128;
        let short = reviews
            .iter()
            .zip(&standing)
            .filter(|(_, each)| !matches!(each, Standing::OnTime(_)));
        let short: Vec<_> = short
            .map(|(one, _)| one.id)
            .filter(|id| !self.world.is_member(id))
            .collect();
        json!({
            "criterion": "on-time", "numerator": on_time, "denominator": n,
            "percent": (n > 0).then(|| on_time as f64 * 100.0 / n as f64),
            "mean": null, "answers": null, "invited": null,
            "more_than": self.world.policy.on_time,
            "status": if n == 0 { "not-yet" } else if enough(on_time) { "met" } else if enough(on_time + coming) { "not-yet" } else { "missed" },
            "short": short,
        })
    }

    fn survey(&self, criterion: &str, key: &str, target: f64) -> Value {
        let survey: Table = table(&self.cycle.surveys, key);
        let counts = numbers(&survey, "counts").unwrap_or_default();
        let answers: f64 = counts.iter().sum();
        let sum: f64 = counts
            .iter()
            .zip(1..)
            .map(|(count, answer)| count * f64::from(answer))
            .sum();
        let mean = (answers > 0.0).then(|| sum / answers);
        json!({
            "criterion": criterion, "numerator": null, "denominator": null, "percent": null,
            "mean": mean, "answers": answers, "invited": num(&survey, "invited"),
            "more_than": target,
            "status": match mean {
                None => "not-yet",
                Some(mean) if mean > target => "met",
                Some(_) => "missed",
            },
            "short": [],
        })
    }

    /// Departments with rated people that lie in the scope of a held session, or all of whose rated people do.
    fn sessions_held(&self) -> Value {
        let world = self.world;
        let named = world.teams.iter().any(|team| team.kind == "department");
        let is_department = |kind: &str, top: bool| if named { kind == "department" } else { top };
        let departments = world
            .teams
            .iter()
            .filter(|team| is_department(&team.kind, team.parent.is_none()));
        let held = |team: &str| {
            self.cycle
                .sessions
                .iter()
                .any(|session| session.held && self.in_scope(&session.record, team))
        };
        let (mut n, mut short) = (0, Vec::new());
        for department in departments {
            let inside = |one: &&One<'_>| {
                one.team
                    .is_some_and(|team| world.line(team).contains(&department.id.as_str()))
            };
            let rated: Vec<_> = self
                .people
                .iter()
                .filter(inside)
                .filter(|one| one.rated.is_some())
                .collect();
            if rated.is_empty() {
                continue;
            }
            n += 1;
            if !held(&department.id) && !rated.iter().all(|one| held(one.team.unwrap())) {
                short.push(department.id.clone());
            }
        }
        let mut figures = share("sessions-held", n, &short, self.by("calibration"));
        if n == 0 {
            figures["status"] = json!("not-yet");
        }
        figures
    }

    fn movement(&self) -> Option<Value> {
        let before = self.before()?;
        let policy = &self.world.policy;
        let mut matrix = vec![vec![0; policy.ratings.len()]; policy.ratings.len()];
        let (mut moves, mut newcomers, mut leavers, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let shown = self
            .world
            .people
            .iter()
            .filter(|person| !self.world.is_member(&person.id));
        for person in shown {
            match (before.find(&person.id), self.find(&person.id)) {
                (None, None) => {}
                (None, Some(_)) => newcomers.push(&person.id),
                (Some(_), now) if now.is_none_or(|one| !one.at_end && one.rated.is_none()) => leavers.push(&person.id),
                (Some(was), Some(is)) => {
                    match (was.rated, is.rated) {
                        (Some(from), Some(to)) => {
                            let (row, column) = (policy.place(from).unwrap(), policy.place(to).unwrap());
                            matrix[row][column] += 1;
                            moves.push(json!({"person": person.id, "from": from, "to": to, "steps": row as i64 - column as i64}));
                        }
                        _ => others.push(&person.id),
                    }
                }
                (Some(_), None) => unreachable!(),
            }
        }
        Some(json!({
            "previous": before.cycle.id, "matrix": matrix, "moves": moves, "newcomers": newcomers, "leavers": leavers,
            "not_compared": others,
        }))
    }
}

/// A share that all are meant to reach: until a deadline what falls short may still come.
fn share(criterion: &str, n: usize, short: &[String], passed: bool) -> Value {
    let reached = n - short.len();
    json!({
        "criterion": criterion, "numerator": reached, "denominator": n,
        "percent": (n > 0).then(|| reached as f64 * 100.0 / n as f64),
        "mean": null, "answers": null, "invited": null, "more_than": null,
        "status": match (short.is_empty(), n, passed) {
            (true, 1.., _) | (true, 0, true) => "met",
            (false, _, true) => "missed",
            _ => "not-yet",
        },
        "short": short,
    })
}
