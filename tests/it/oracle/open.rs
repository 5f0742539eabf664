//! Open items: where the process is not as the policy asks, from the sentence that `preread explain` prints for each rule.
//!
//! The words of an item are no figure; which there are, whom each is about, who must act, since when, and the numbers in its
//! sentence are.

mod conclusions;
mod cycle;
mod plans;

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review, Standing};
use super::records::{Day, Session, day, days, table, tables, text, texts, written, yes};

/// One item.
struct Open<'r> {
    /// Its rule.
    code: &'static str,
    /// Who must act if not the coordinator.
    actor: Option<&'r str>,
    since: Option<Day>,
    /// The numbers in its sentence, as they come.
    says: Vec<f64>,
    /// Those in the brackets that pages add to it.
    adds: Vec<f64>,
}

fn open<'r>(code: &'static str, actor: Option<&'r str>, since: Option<Day>) -> Open<'r> {
    Open {
        code,
        actor,
        since,
        says: Vec::new(),
        adds: Vec::new(),
    }
}

impl Open<'_> {
    fn saying(mut self, numbers: &[f64]) -> Self {
        self.says = numbers.to_vec();
        self
    }

    fn adding(mut self, numbers: &[f64]) -> Self {
        self.adds = numbers.to_vec();
        self
    }
}

/// The numbers of a sentence as they come: words that are a number, not names with one in them.
pub fn numbers_in(sentence: &str) -> Vec<f64> {
    let words = sentence.split(|c: char| c.is_whitespace() || c == '(');
    let bare = words.map(|word| word.trim_end_matches([')', '.', ',', ';', ':', '%']).replace(',', ""));
    bare.filter_map(|word| word.parse().ok()).collect()
}

impl Review<'_> {
    /// Every item that HR sees, in an order of its own; `document` holds the other figures of the cycle.
    pub fn open_items(&self, document: &Value) -> Vec<Value> {
        let coordinator = self.cycle.coordinator.as_deref();
        let item = |person: Option<&str>, unit: Option<&str>, open: Open<'_>| {
            json!({
                "code": open.code, "person": person, "unit": unit, "actor": open.actor.or(coordinator),
                "since": open.since.map(written), "says": open.says, "adds": open.adds,
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
            Standing::Late(_, days) => {
                let last = if signed[0] > signed[1] {
                    Some(one.id)
                } else {
                    one.manager
                };
                found.push(open("goals-agreed-late", last, since).saying(&[days as f64]));
            }
            Standing::Missing(_) if goals.is_none() => found.push(open("goals-missing", Some(one.id), since)),
            Standing::Missing(_) => {
                let waits_for = if signed[0].is_some() { one.manager } else { Some(one.id) };
                found.push(open("goals-not-agreed", waits_for, since));
            }
            Standing::OnTime(_) | Standing::NotDue => {}
        }
        let checks = ["alignment", "ambition", "measurability"];
        if signed[1].is_some() && checks.iter().any(|check| yes(&agreement, check) != Some(true)) {
            found.push(open("goals-not-checked", one.manager, signed[1]));
        }
        let Some(goals) = goals else { return found };
        let objectives = tables(goals, "objective");
        let policy = &self.world.policy;
        let [least, most] = policy.key_results;
        for objective in &objectives {
            let (_, _, counted) = self.objective_score(one.id, objective);
            if !(least..=most).contains(&(counted as f64)) {
                let item = open("key-results-outside-policy", Some(one.id), None);
                found.push(item.saying(&[counted as f64, least, most]));
            }
            let vague = tables(objective, "key_result")
                .into_iter()
                .filter(|each| self.says_too_little(each));
            found.extend(vague.map(|_| open("not-smart", Some(one.id), None)));
        }
        let growth = objectives
            .iter()
            .filter(|each| text(each, "kind") == Some("growth"))
            .count();
        if growth < policy.growth_objectives {
            let item = open("growth-objectives-below-policy", Some(one.id), None);
            found.push(item.saying(&[growth as f64, policy.growth_objectives as f64]));
        }
        let lonely = self.supports_nothing();
        let own = lonely
            .iter()
            .filter(|address| address.split('/').next() == Some(one.id));
        found.extend(own.map(|_| open("supports-nothing", Some(one.id), None)));
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
                vec![open("check-in-missing", one.manager, Some(last))]
            } else {
                Vec::new()
            };
        };
        let date = day(record, "date").unwrap();
        let mut found = Vec::new();
        if date < first {
            found.push(open("check-in-outside-window", one.manager, Some(date)));
        } else if date > last {
            let item = open("check-in-outside-window", one.manager, Some(last));
            found.push(item.saying(&[(date - last) as f64]));
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
            found.push(open(code, actor, Some(date)));
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
                let since = Some(self.deadline(part));
                match self.standing(one, part) {
                    Standing::Missing(_) => Some(open(missing, actor, since)),
                    Standing::Late(_, days) => Some(open(late, actor, since).saying(&[days as f64])),
                    Standing::OnTime(_) | Standing::NotDue => None,
                }
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
            let without = objectives.iter().map(|objective| {
                let (_, scored, counted) = self.objective_score(one.id, objective);
                counted - scored
            });
            let without: usize = without.sum();
            if without > 0 {
                let item = open("results-missing", Some(one.id), Some(submitted));
                found.push(item.saying(&[without as f64]));
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
            found.push(open("assessed-without-rating", one.manager, Some(submitted)));
        }
        if rated && Self::evidence(one).is_empty() {
            found.push(open("rated-without-evidence", one.manager, Some(submitted)));
        }
        let release = day(&self.cycle.deadlines, "release").unwrap();
        let shared = day(record, "shared").is_some_and(|day| day <= self.world.as_of);
        if self.world.as_of > release && !shared {
            found.push(open("assessment-not-shared", one.manager, Some(release)));
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
        let mut said = item.clone();
        // The document has the sentences without what pages add to them.
        said.as_object_mut().unwrap().remove("adds");
        (since, said.to_string())
    });
    items
}

/// Whether a sentence speaks of one thing in the plural.
pub fn counts_one_as_many(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let plural = ["days", "results", "objectives", "criteria", "numbers"];
    // One or two words further: "1 key results".
    let after_one = words.iter().enumerate().filter(|(_, word)| **word == "1");
    after_one
        .flat_map(|(at, _)| words.iter().skip(at + 1).take(2))
        .any(|word| plural.contains(&word.trim_end_matches([',', '.'])))
}

/// A document whose items have the numbers of their sentences alone.
pub fn without_additions(document: &Value) -> Value {
    let mut document = document.clone();
    for item in document["open_items"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("adds");
    }
    document
}
