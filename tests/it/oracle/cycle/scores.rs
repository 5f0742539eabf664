//! Scores of goals.

use std::collections::BTreeMap;

use toml::Table;

use super::super::records::{num, table, tables, text, texts};
use super::{Review, group_of};

impl Review<'_> {
    /// The mean of a person's objectives of a kind.
    pub fn person_score(&self, person: &str, kind: &str) -> Option<f64> {
        let goals = self.cycle.goals.get(person)?;
        let objectives = tables(goals, "objective");
        let of_kind = objectives
            .iter()
            .filter(|each| text(each, "kind").unwrap_or("delivery") == kind);
        let scores: Vec<f64> = of_kind
            .filter_map(|each| self.objective_score(person, each).0)
            .collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }

    /// The score of an objective, how many of its key results have one, and how many count.
    pub fn objective_score(&self, owner: &str, objective: &Table) -> (Option<f64>, usize, usize) {
        let (mut sum, mut weights, mut scored, mut counted) = (0.0, 0.0, 0, 0);
        for key_result in tables(objective, "key_result") {
            let address = format!("{}/{}", text(objective, "id").unwrap(), text(key_result, "id").unwrap());
            if self.is_replaced(owner, &address) {
                continue;
            }
            counted += 1;
            if let Some((score, _)) = self.key_result_score(owner, &address, key_result) {
                let weight = num(key_result, "weight").unwrap_or(1.0);
                scored += 1;
                sum += score * weight;
                weights += weight;
            }
        }
        ((weights > 0.0).then(|| sum / weights), scored, counted)
    }

    pub fn is_replaced(&self, owner: &str, address: &str) -> bool {
        let check_in = self.find(owner).and_then(|one| one.packet.check_in.as_ref());
        check_in.is_some_and(|check_in| group_of(check_in, address) == "replaced")
    }

    /// The score of a key result, and its raw ratio where it is measured.
    pub fn key_result_score(&self, owner: &str, address: &str, key_result: &Table) -> Option<(f64, Option<f64>)> {
        let result = match self.find(owner) {
            None if self.world.is_person(owner) => return None,
            None => key_result.clone(),
            Some(one) => {
                let lines = one
                    .packet
                    .self_assessment
                    .as_ref()
                    .map(|record| tables(record, "result"))
                    .unwrap_or_default();
                lines
                    .into_iter()
                    .rfind(|line| text(line, "key_result") == Some(address))?
                    .clone()
            }
        };
        if let (Some(value), true) = (num(&result, "value"), key_result.contains_key("measure")) {
            let measure = table(key_result, "measure");
            let (from, to) = (num(&measure, "from").unwrap(), num(&measure, "to").unwrap());
            // A way without a length: both numbers stand in one record.
            if (to - from).abs() < f64::EPSILON {
                return Some((if value >= to { 1.0 } else { 0.0 }, None));
            }
            let ratio = (value - from) / (to - from);
            return Some((ratio.clamp(0.0, 1.0), Some(ratio)));
        }
        let result = text(&result, "result")?;
        let kinds = &self.world.policy.results;
        Some((kinds.iter().find(|(id, _)| id == result)?.1, None))
    }

    /// All goals by address, in the order of owners: the company, units, people.
    pub fn owners(&self) -> Vec<&str> {
        let mut owners = vec!["company"];
        owners.extend(self.world.teams.iter().map(|team| team.id.as_str()));
        owners.extend(self.world.people.iter().map(|person| person.id.as_str()));
        owners.retain(|owner| self.cycle.goals.contains_key(*owner));
        owners
    }

    /// Which objectives support each address.
    pub fn supporters(&self) -> BTreeMap<String, Vec<String>> {
        let mut supporters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for owner in self.owners() {
            for objective in tables(&self.cycle.goals[owner], "objective") {
                for target in texts(objective, "supports") {
                    let address = format!("{owner}/{}", text(objective, "id").unwrap());
                    supporters.entry(target.to_owned()).or_default().push(address);
                }
            }
        }
        supporters
    }
}
