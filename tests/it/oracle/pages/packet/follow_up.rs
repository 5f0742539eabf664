//! What follows from a rating, on a packet: pay, the promotion's criteria, plans step by step.

use serde_json::Value;
use toml::Table;

use super::super::super::cycle::One;
use super::super::super::html::Element;
use super::super::super::records::{day, int, num, numbers, table, tables, yes};
use super::super::Pages;
use super::super::text::{count_of, exact, list, short_day, short_day_of, step, thousands, thousands_of_money};

/// What the cells of a row must say, by column.
type Row = Vec<(&'static str, String)>;

impl Pages<'_> {
    pub(super) fn pay(&self, one: &One<'_>, record: &Table, figures: &Value) -> Vec<(&'static str, String)> {
        let pay = table(record, "pay");
        let merit = &figures["merit"];
        let read = table(record, "acknowledged");
        let read = day(&read, "employee").map_or("not yet".to_owned(), short_day);
        if merit.is_null() {
            return Vec::new();
        }
        let [before, after, expected] =
            ["base_before", "base_after", "expected_after"].map(|key| merit[key].as_i64().unwrap());
        let sign = if after > before { "+ " } else { "" };
        let mut said = format!(
            "{} ({sign}{})",
            super::raise(merit),
            thousands_of_money((after - before) as f64)
        )
        .replace("+ ", "+");
        if let Some(step) = int(&pay, "rounded_to") {
            said.push_str(&format!(", rounded to {}", thousands_of_money(step as f64)));
        }
        if expected != after {
            said.push_str(&format!(
                "; the percentage gives {}",
                thousands_of_money(expected as f64)
            ));
        }
        let mut wanted = vec![("Base pay", said)];
        let mut said = format!("{}%", exact(num(&pay, "merit_percent").unwrap()));
        let rated = one.rated.and_then(|value| self.world.policy.place(value));
        if let Some(rating) = rated.map(|place| &self.world.policy.ratings[place]) {
            let range = match merit["range"].as_str().unwrap() {
                "inside" => "Within the range",
                "below" => "Below the range",
                _ => "Above the range",
            };
            let [low, high] = rating.merit.map(exact);
            said.push_str(&format!(" {range} {low}–{high}% for {} {}", rating.value, rating.label));
        }
        wanted.push(("Merit", said));
        if let Some(band) = numbers(&pay, "band") {
            let [low, high] = [band[0], band[1]].map(thousands_of_money);
            let position = thousands(merit["position_in_band"].as_f64().unwrap() * 100.0, 0);
            wanted.push((
                "Pay band",
                format!("{low} to {high}; base pay before stood at {position}% of it"),
            ));
        }
        if let Some(shares) = int(&pay, "equity_shares") {
            wanted.push(("Equity", count_of(shares as usize, "share", "shares")));
        }
        if table(record, "acknowledged").get("comment").is_none() {
            wanted.push(("Acknowledged", read));
        }
        wanted
    }

    pub(super) fn criteria(&mut self, page: &str, section: &Element, promotion: &Table) {
        let criteria = tables(promotion, "criterion");
        self.as_many(page, section, "Promotion criteria", criteria.len());
        let all = section.tables();
        for (row, criterion) in all.iter().flat_map(|table| &table.rows).zip(criteria) {
            let met = match yes(criterion, "met") {
                Some(true) => "Met",
                Some(false) => "Not met",
                None => "Open",
            };
            if row.cells[1].text != met {
                self.found.push(format!(
                    "{page}, {}: {met} is not {}",
                    row.cells[0].text, row.cells[1].text
                ));
            }
        }
    }

    /// The steps of a plan, each with whether it was reached and how it stands.
    pub(super) fn plan(&mut self, page: &str, section: &Element, record: &Table, figures: &Value) {
        let steps = list(&figures["steps"]);
        let of = |kind: &str, number: i64| {
            steps
                .iter()
                .find(|step| step["kind"] == kind && step["number"] == number)
        };
        let met = |record: &Table, key: &str, words: [&str; 3]| match yes(record, key) {
            Some(true) => words[0].to_owned(),
            Some(false) => words[1].to_owned(),
            None => words[2].to_owned(),
        };
        let with = |said: String, step_of: Option<&Value>| match step_of.map(step) {
            Some(more) if !more.is_empty() => format!("{said} {more}"),
            _ => said,
        };
        let words = ["Met", "Not met", "Open"];
        let criteria = tables(record, "criterion").into_iter().zip(1..);
        let criteria = criteria.map(|(each, at)| vec![("Met", with(met(each, "met", words), of("criterion", at)))]);
        let check_ins = tables(record, "check_in").into_iter().map(|each| {
            let at = of("check-in", int(each, "day").unwrap());
            vec![("Held", with(met(each, "held", ["Held", "Not held", "Not held"]), at))]
        });
        let milestones = tables(record, "milestone").into_iter().map(|each| {
            let at = of("milestone", int(each, "week").unwrap());
            let due = at.map_or(String::new(), |step| short_day_of(&step["day"]));
            vec![("By", due), ("Met", with(met(each, "met", words), at))]
        });
        let exits = tables(record, "exit")
            .into_iter()
            .map(|each| vec![("Met", met(each, "met", words))]);
        let wanted: [(&str, Vec<Row>); 4] = [
            ("Success criteria", criteria.collect()),
            ("Check-ins of the plan", check_ins.collect()),
            ("Weekly milestones", milestones.collect()),
            ("Exit criteria", exits.collect()),
        ];
        let all = section.tables();
        for (caption, rows) in wanted {
            self.as_many(page, section, caption, rows.len());
            let Some(found) = all.iter().find(|table| table.caption == caption) else {
                continue;
            };
            for (row, (column, wanted)) in found
                .rows
                .iter()
                .zip(rows)
                .flat_map(|(row, cells)| cells.into_iter().map(move |cell| (row, cell)))
            {
                let said = &found.cell(row, column).text;
                if *said != wanted {
                    self.found.push(format!(
                        "{page}, {caption}, {}, {column}: {wanted:?} is not {said:?}",
                        row.cells[0].text
                    ));
                }
            }
        }
    }
}
