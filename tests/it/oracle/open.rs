//! Open items: where the process is not as the policy asks, from the sentence that `preread explain` prints for each rule.
//!
//! What an item says in words is no figure; which there are, whom each is about, who must act and since when are.

mod conclusions;
mod cycle;
mod plans;

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review, Standing};
use super::records::{Day, Session, day, days, table, tables, text, texts, written, yes};

/// One item: its rule, who must act if not the coordinator, and since when.
type Open<'r> = (&'static str, Option<&'r str>, Option<Day>);

impl Review<'_> {
    /// Every item that HR sees, in an order of its own; `document` holds the other figures of the cycle.
    pub fn open_items(&self, document: &Value) -> Vec<Value> {
        let coordinator = self.cycle.coordinator.as_deref();
        let item = |person: Option<&str>, unit: Option<&str>, (code, actor, since): Open<'_>| {
            json!({
                "code": code, "person": person, "unit": unit, "actor": actor.or(coordinator),
                "since": since.map(written),
            })
        };
        let mut found = Vec::new();
        for one in self.shown() {
            let of_one = [
                self.open_goals(one),
                self.open_check_in(one),
                self.open_parts(one),
                self.open_accounts(one),
                self.open_calibration(one),
                self.open_outcome(one),
                self.open_plans(one),
            ];
            found.extend(
                of_one
                    .into_iter()
                    .flatten()
                    .map(|each| item(Some(one.id), one.team, each)),
            );
        }
        let of_cycle = self.open_of_cycle(document);
        found.extend(of_cycle.into_iter().map(|(unit, each)| item(None, unit, each)));
        in_order(found)
    }

    fn open_goals<'r>(&'r self, one: &One<'r>) -> Vec<Open<'r>> {
        let goals = self.cycle.goals.get(one.id);
        let agreement = goals.map(|goals| table(goals, "agreement")).unwrap_or_default();
        let signed = ["employee", "manager"].map(|who| day(&agreement, who));
        let mut found = Vec::new();
        let since = Some(self.deadline("goals"));
        match self.standing(one, "goals") {
            _ if !Self::is_review(one) => {}
            Standing::Late(..) => {
                let last = if signed[0] > signed[1] {
                    Some(one.id)
                } else {
                    one.manager
                };
                found.push(("goals-agreed-late", last, since));
            }
            Standing::Missing(_) if goals.is_none() => found.push(("goals-missing", Some(one.id), since)),
            Standing::Missing(_) => {
                let waits_for = if signed[0].is_some() { one.manager } else { Some(one.id) };
                found.push(("goals-not-agreed", waits_for, since));
            }
            Standing::OnTime(_) | Standing::NotDue => {}
        }
        let checks = ["alignment", "ambition", "measurability"];
        if signed[1].is_some() && checks.iter().any(|check| yes(&agreement, check) != Some(true)) {
            found.push(("goals-not-checked", one.manager, signed[1]));
        }
        let Some(goals) = goals else { return found };
        let objectives = tables(goals, "objective");
        let policy = &self.world.policy;
        let [least, most] = policy.key_results;
        for objective in &objectives {
            let (_, _, counted) = self.objective_score(one.id, objective);
            if !(least..=most).contains(&(counted as f64)) {
                found.push(("key-results-outside-policy", Some(one.id), None));
            }
            let vague = tables(objective, "key_result")
                .into_iter()
                .filter(|each| self.says_too_little(each));
            found.extend(vague.map(|_| ("not-smart", Some(one.id), None)));
        }
        let growth = objectives
            .iter()
            .filter(|each| text(each, "kind") == Some("growth"))
            .count();
        if growth < policy.growth_objectives {
            found.push(("growth-objectives-below-policy", Some(one.id), None));
        }
        let lonely = self.supports_nothing();
        let own = lonely
            .iter()
            .filter(|address| address.split('/').next() == Some(one.id));
        found.extend(own.map(|_| ("supports-nothing", Some(one.id), None)));
        found
    }

    /// A key result that is not specific, not measurable, or due on no day at all.
    fn says_too_little(&self, key_result: &Table) -> bool {
        let said = match text(key_result, "target") {
            _ if key_result.contains_key("measure") => true,
            Some(target) => !super::goals::vague(target),
            None => false,
        };
        !said || self.due(key_result).is_none()
    }

    fn open_check_in<'r>(&'r self, one: &One<'r>) -> Vec<Open<'r>> {
        let [first, last] = days(&self.cycle.deadlines, "check_in").try_into().unwrap();
        let standing = self.standing(one, "check_in");
        let Some(record) = &one.packet.check_in else {
            let missing = matches!(standing, Standing::Missing(_)) && Self::is_review(one);
            return if missing {
                vec![("check-in-missing", one.manager, Some(last))]
            } else {
                Vec::new()
            };
        };
        let date = day(record, "date").unwrap();
        let mut found = Vec::new();
        if date < first {
            found.push(("check-in-outside-window", one.manager, Some(date)));
        } else if date > last {
            found.push(("check-in-outside-window", one.manager, Some(last)));
        }
        let above = |person: &str| self.world.role(person, date).and_then(|role| role.manager.as_deref());
        let skip_level = above(one.id).and_then(above);
        let changes = self.adjustments(one);
        for lack in changes
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|change| change["lacks"].as_array().unwrap())
        {
            let (code, actor) = match lack.as_str().unwrap() {
                "rationale" => ("adjustment-without-rationale", one.manager),
                "plan" => ("intervention-without-plan", one.manager),
                "approver" => ("replacement-not-approved", skip_level.or(one.manager)),
                "other-approver" => ("replacement-approved-by-another", skip_level),
                _ => ("replaced-by-nothing", one.manager),
            };
            found.push((code, actor, Some(date)));
        }
        found
    }

    /// The three parts of a review against their deadlines.
    fn open_parts<'r>(&self, one: &One<'r>) -> Vec<Open<'r>> {
        let rules = [
            (
                "self_assessment",
                Some(one.id),
                ["self-assessment-missing", "self-assessment-late"],
            ),
            (
                "peer_feedback",
                one.manager,
                ["peer-feedback-below-minimum", "peer-feedback-late"],
            ),
            (
                "manager_assessment",
                one.manager,
                ["manager-assessment-missing", "manager-assessment-late"],
            ),
        ];
        let rules = rules.into_iter().filter(|_| Self::is_review(one));
        rules
            .filter_map(|(part, actor, [missing, late])| {
                let code = match self.standing(one, part) {
                    Standing::Missing(_) => missing,
                    Standing::Late(..) => late,
                    Standing::OnTime(_) | Standing::NotDue => return None,
                };
                Some((code, actor, Some(self.deadline(part))))
            })
            .collect()
    }

    /// What the two accounts lack.
    fn open_accounts<'r>(&self, one: &One<'r>) -> Vec<Open<'r>> {
        let mut found = Vec::new();
        let own = one
            .packet
            .self_assessment
            .as_ref()
            .and_then(|record| day(record, "submitted"));
        if let (Some(submitted), Some(goals)) = (own, self.cycle.goals.get(one.id)) {
            let objectives = tables(goals, "objective");
            let open = objectives.iter().any(|objective| {
                let (_, scored, counted) = self.objective_score(one.id, objective);
                scored < counted
            });
            if open {
                found.push(("results-missing", Some(one.id), Some(submitted)));
            }
        }
        let Some(record) = &one.packet.manager_assessment else {
            return found;
        };
        let Some(submitted) = day(record, "submitted") else {
            return found;
        };
        let rated = record.contains_key("rating");
        if !rated && !record.contains_key("not_rated") {
            found.push(("assessed-without-rating", one.manager, Some(submitted)));
        }
        if rated && Self::evidence(one).is_empty() {
            found.push(("rated-without-evidence", one.manager, Some(submitted)));
        }
        let release = day(&self.cycle.deadlines, "release").unwrap();
        let shared = day(record, "shared").is_some_and(|day| day <= self.world.as_of);
        if self.world.as_of > release && !shared {
            found.push(("assessment-not-shared", one.manager, Some(release)));
        }
        found
    }

    /// Everyone who takes part in a session.
    fn members(session: &Session) -> Vec<&str> {
        let mut members = texts(&session.record, "participants");
        members.extend(text(&session.record, "facilitator"));
        members
    }
}

/// Items in an order that does not depend on where records stand in files.
pub fn in_order(mut items: Vec<Value>) -> Vec<Value> {
    items.sort_by_cached_key(|item| {
        let since = item["since"].as_str().unwrap_or("9999").to_owned();
        (since, item.to_string())
    });
    items
}
