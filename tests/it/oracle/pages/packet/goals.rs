//! Goals and how they ended, on a packet.

use serde_json::Value;

use super::super::super::cycle::One;
use super::super::super::html::Element;
use super::super::super::records::{tables, text};
use super::super::Pages;
use super::super::text::{called, count_of, days_of, list, score, thousands};

impl Pages<'_> {
    /// The mean of a person's objectives of a kind, and of how many where some have no score.
    pub(super) fn mean_of(&self, person: &str, kind: &str) -> Option<String> {
        let mean = self.review.person_score(person, kind)?;
        let objectives = tables(&self.review.cycle.goals[person], "objective");
        let of_kind: Vec<_> = objectives
            .into_iter()
            .filter(|each| text(each, "kind").unwrap_or("delivery") == kind)
            .collect();
        let scored = of_kind
            .iter()
            .filter(|each| self.review.objective_score(person, each).0.is_some())
            .count();
        let of = if scored == of_kind.len() {
            String::new()
        } else {
            format!(" ({scored} of {})", count_of(of_kind.len(), "objective", "objectives"))
        };
        Some(format!("{}{of}", thousands(mean, 2)))
    }

    pub(super) fn results(&mut self, page: &str, section: &Element, one: &One<'_>) {
        let owners = list(&self.expected["goals"]["owners"]);
        let Some(goals) = owners.iter().find(|owner| owner["owner"] == one.id).cloned() else {
            return;
        };
        let objectives = list(&goals["objectives"]);
        let sum = |key: &str| objectives.iter().map(|each| each[key].as_u64().unwrap()).sum::<u64>();
        let head = section.named("header")[0].text();
        let scored = format!("{} of {} scored", sum("scored"), sum("counted"));
        if self.review.tells(one.id) {
            self.says(page, "results", &head, &[scored]);
        } else if sum("scored") > 0 {
            self.found.push(format!("{page} has {scored}, which nobody submitted"));
        }
        for objective in objectives {
            let address = objective["address"].as_str().unwrap();
            let anchor = format!("goal.{}", address.replace('/', "."));
            let found = section.all(&|each| each.attribute("id") == Some(&anchor));
            let Some(found) = found.first() else {
                self.found.push(format!("{page} does not show {anchor}"));
                continue;
            };
            let kind = objective["kind"].as_str().unwrap();
            let (scored, counted) = (&objective["scored"], &objective["counted"]);
            let of = if scored == counted {
                String::new()
            } else {
                format!(" ({scored} of {counted})")
            };
            let wanted = match objective["score"].as_f64() {
                Some(mean) => format!("{kind} · {}{of}", thousands(mean, 2)),
                None => kind.to_owned(),
            };
            let head = found.named("h3")[0].text();
            if !head.ends_with(&wanted) {
                self.found
                    .push(format!("{page}, {anchor}: {wanted:?} does not end {head:?}"));
            }
            for key_result in list(&objective["key_results"]) {
                self.key_result(page, section, key_result);
            }
        }
    }

    fn key_result(&mut self, page: &str, section: &Element, figures: &Value) {
        let (_, inner) = figures["address"].as_str().unwrap().split_once('/').unwrap();
        let anchor = format!("kr.{}", inner.replace('/', "."));
        let all = section.tables();
        let rows = all
            .iter()
            .flat_map(|table| table.rows.iter().map(move |row| (table, row)));
        let Some((table, row)) = rows.into_iter().find(|(_, row)| row.id == anchor) else {
            self.found.push(format!("{page} does not show {anchor}"));
            return;
        };
        let ratio = figures["ratio"].as_f64().filter(|ratio| !(0.0..=1.0).contains(ratio));
        let ratio = ratio.map_or(String::new(), |ratio| format!(" ratio {}", thousands(ratio, 2)));
        let wanted = format!("{}{ratio}", score(&figures["score"]));
        let said = &table.cell(row, "Score").text;
        if *said != wanted {
            self.found.push(format!("{page}, {anchor}: {wanted:?} is not {said:?}"));
        }
        let mut at_check_in = vec![figures["status"].as_str().map_or(String::new(), called)];
        if let Some(days) = figures["late_days"].as_i64() {
            at_check_in.push(format!("{} late at the check-in", days_of(&days.into())));
        }
        self.says(page, &anchor, &table.cell(row, "At check-in").text, &at_check_in);
        let is_replaced = row.cells[0].text.contains("does not count");
        if figures["replaced"] != is_replaced {
            self.found
                .push(format!("{page}, {anchor}: replaced is not {is_replaced}"));
        }
        let smart = all.iter().find(|table| table.caption == "SMART checks");
        let link = format!("#{anchor}");
        let row = smart.and_then(|table| table.rows.iter().find(|row| row.cells[0].links.contains(&link)));
        let checks = [
            ("Specific", "specific"),
            ("Measurable", "measurable"),
            ("Achievable", "achievable"),
            ("Relevant", "relevant"),
            ("Time-bound", "time_bound"),
        ];
        for (column, check) in checks {
            let wanted = match figures["smart"][check].as_str() {
                Some("holds") => "Holds",
                Some("fails") => "Fails",
                _ => "Not asked",
            };
            let said = row.map(|row| smart.unwrap().cell(row, column).text.as_str());
            if !said.is_some_and(|said| said.starts_with(wanted)) {
                self.found
                    .push(format!("{page}, {anchor}, {column}: {wanted} does not begin {said:?}"));
            }
        }
    }
}
