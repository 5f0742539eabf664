//! The goals of all above each other, and those of one owner.

use std::collections::BTreeMap;

use serde_json::Value;

use super::text::{list, score, thousands};
use super::{ON_ONE_PAGE, Pages, Wanted};

impl Pages<'_> {
    /// The cascade on one page, or with individuals' goals on the units' pages.
    pub(super) fn cascade(&mut self, page: &str, of_unit: &dyn Fn(&str) -> String) {
        let owners = list(&self.expected["goals"]["owners"]);
        let person = |owner: &Value| owner["owner"].as_str().and_then(|id| self.review.find(id));
        if list(&self.expected["people"]).len() <= ON_ONE_PAGE {
            let all: Vec<&Value> = owners.iter().collect();
            return self.goals(page, &all);
        }
        let shared: Vec<&Value> = owners.iter().filter(|owner| person(owner).is_none()).collect();
        let mut people = Wanted::new("Units");
        let mut of_units = Vec::new();
        for team in &self.world.teams {
            let own = owners
                .iter()
                .filter(|owner| person(owner).is_some_and(|one| one.team == Some(&team.id)));
            let own: Vec<&Value> = own.collect();
            // A page exists by the roster, whether goals are written or not.
            let members = self.review.shown().into_iter().filter(|one| one.team == Some(&team.id));
            people.row(team.name.clone(), &[("People", members.count().to_string())]);
            of_units.push((of_unit(&team.id), own));
        }
        self.goals(page, &shared);
        self.tables(page, &[people]);
        for (page, own) in of_units {
            if !own.is_empty() {
                self.goals(&page, &own);
            } else if self.tree.join(&page).exists() {
                // Nobody's goals, so that its head counts none.
                self.lede_of(&page, &[]);
            }
        }
    }

    /// Every objective and key result of some owners on a page, by its anchor.
    pub(super) fn goals(&mut self, page: &str, owners: &[&Value]) {
        let read = self.read(page);
        let mut rows = BTreeMap::new();
        for table in read.tables() {
            for row in &table.rows {
                let cell = |column: &str| table.cell(row, column).text.clone();
                if table.caption.starts_with("Key results of ") {
                    let links = table.cell(row, "Supported by").links.len();
                    rows.insert(row.id.clone(), (cell("Score"), cell("Mean of what supports it"), links));
                }
            }
        }
        let objectives = read
            .all(&|element| element.name == "li" && element.attribute("id").is_some_and(|id| id.starts_with("goal.")));
        let split = list(&self.expected["people"]).len() > ON_ONE_PAGE;
        for owner in owners {
            for objective in list(&owner["objectives"]) {
                let anchor = format!("goal.{}", objective["address"].as_str().unwrap().replace('/', "."));
                match objectives
                    .iter()
                    .find(|element| element.attribute("id") == Some(&anchor))
                {
                    Some(element) => {
                        let summary = element.named("summary")[0].text();
                        let is_told = self.review.tells(owner["owner"].as_str().unwrap());
                        let own = if is_told {
                            format!("{} own", score(&objective["score"]))
                        } else {
                            String::new()
                        };
                        let children = &objective["children"];
                        let below = format!("{} mean of {} below", score(&children["value"]), children["of"]);
                        let below = if children["of"] == 0 { String::new() } else { below };
                        self.says(page, &anchor, &summary, &[own, below]);
                    }
                    None => self.found.push(format!("{page} does not show {anchor}")),
                }
                for key_result in list(&objective["key_results"]) {
                    let anchor = format!("goal.{}", key_result["address"].as_str().unwrap().replace('/', "."));
                    let raw = key_result["ratio"]
                        .as_f64()
                        .filter(|ratio| !(0.0..=1.0).contains(ratio));
                    let raw = raw.map_or(String::new(), |ratio| format!(" of {}", thousands(ratio, 2)));
                    let children = &key_result["children"];
                    let mean = match children["value"].as_f64() {
                        Some(mean) => format!("{} ({} of {})", thousands(mean, 2), children["n"], children["of"]),
                        None if children["of"] != 0 => format!("none of {}", children["of"]),
                        None => "–".to_owned(),
                    };
                    let links = list(&key_result["supporters"]).len();
                    let wanted = (format!("{}{raw}", score(&key_result["score"])), mean, links);
                    let found = rows.get(&anchor);
                    // In a large tree individuals' goals stand on the units' pages, and so do the ways to them.
                    let same = found.is_some_and(|found| {
                        (&found.0, &found.1) == (&wanted.0, &wanted.1) && (split || found.2 == links)
                    });
                    if !same {
                        self.found
                            .push(format!("{page}, {anchor}: {wanted:?} is not {found:?}"));
                    }
                }
            }
        }
    }
}
