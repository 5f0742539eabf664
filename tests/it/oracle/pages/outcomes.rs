//! The pages of what follows from ratings, and of how a cycle moved: outcomes, mid-cycle, movement.

use serde_json::Value;

use super::text::{count, id, list, short_percent, thousands, thousands_of_money};
use super::{ON_ONE_PAGE, Pages, Wanted};

impl Pages<'_> {
    pub(super) fn outcomes(&self) -> Vec<Wanted> {
        let money = |value: &Value| thousands_of_money(value.as_f64().unwrap());
        let cells = |pay: &Value| {
            let mut cells = vec![
                ("People", count(&pay["people"])),
                ("Payroll", money(&pay["payroll"])),
                ("Merit", thousands_of_money(pay["increase"].as_f64().unwrap().round())),
                (
                    "Of payroll",
                    pay["merit_percent"]
                        .as_f64()
                        .map_or("–".to_owned(), |percent| format!("{percent:.2}%")),
                ),
                ("Shares", count(&pay["equity_shares"])),
            ];
            if let Some(over) = pay["over_budget"].as_f64() {
                let over = over.round();
                let text = if over > 0.0 {
                    format!("{} over", thousands_of_money(over))
                } else {
                    format!("{} left", thousands_of_money(over.abs()))
                };
                cells.push(("Against it", text));
            }
            cells
        };
        let mut units = Wanted::new("Merit by unit");
        let everyone = &self.expected["everyone"]["pay"];
        if everyone["people"].as_u64() > Some(0) {
            for unit in list(&self.expected["units"]) {
                units.row(format!("teams/{}/index.html", id(unit)), &cells(&unit["all"]["pay"]));
            }
            units.row("All of this scope", &cells(everyone));
        }
        let mut merit = Wanted::new("Merit");
        let people = list(&self.expected["people"]);
        for person in people.iter().filter(|person| !person["merit"].is_null()) {
            let pay = &person["merit"];
            let out = pay["range"] == "above" || pay["range"] == "below";
            if people.len() > ON_ONE_PAGE && !out {
                continue;
            }
            let percent = short_percent(pay["percent"].as_f64().unwrap());
            let range = match pay["range"].as_str().unwrap() {
                "above" => " Above",
                "below" => " Below",
                _ => "",
            };
            merit.row(
                self.packet(id(person)),
                &[
                    ("Merit", format!("{percent}{range}")),
                    ("Before", money(&pay["base_before"])),
                    ("After", money(&pay["base_after"])),
                    (
                        "Shares",
                        pay["equity_shares"]
                            .as_f64()
                            .map_or("–".to_owned(), |shares| thousands(shares, 0)),
                    ),
                ],
            );
        }
        vec![units, merit]
    }

    pub(super) fn mid_cycle(&self) -> Vec<Wanted> {
        let mut groups = Wanted::new("Groups of key results");
        let names = [
            ("unchanged", "Unchanged"),
            ("adjusted", "Adjusted"),
            ("replaced", "Replaced"),
            ("intervention", "At risk, with a plan"),
        ];
        let everyone = &self.expected["everyone"]["mid_cycle"];
        for (group, label) in names {
            let figures = &everyone[group];
            let text = figures["percent"]
                .as_f64()
                .map(|percent| format!("{percent:.0}% ({} of {})", figures["count"], everyone["total"]));
            let lacking = list(&self.expected["people"])
                .iter()
                .flat_map(|person| list(&person["adjustments"]))
                .filter(|change| change["change"] == group && !list(&change["lacks"]).is_empty())
                .count();
            groups.row(
                label,
                &[
                    ("Key results", text.unwrap_or("–".to_owned())),
                    ("Expected", short_percent(figures["expected_percent"].as_f64().unwrap())),
                    (
                        "Lacking something",
                        if lacking == 0 {
                            "–".to_owned()
                        } else {
                            lacking.to_string()
                        },
                    ),
                ],
            );
        }
        let mut units = Wanted::new("By unit");
        units.whole = false;
        for unit in list(&self.expected["units"]) {
            let figures = &unit["all"]["mid_cycle"];
            let mut cells = vec![
                ("Check-ins", count(&figures["people"])),
                ("Key results", count(&figures["total"])),
            ];
            cells.extend(
                names
                    .iter()
                    .map(|(group, label)| (*label, count(&figures[*group]["count"]))),
            );
            units.row(format!("teams/{}/index.html", id(unit)), &cells);
        }
        vec![groups, units]
    }

    pub(super) fn movement(&self) -> Vec<Wanted> {
        let movement = &self.expected["movement"];
        let scale: Vec<String> = self
            .world
            .policy
            .ratings
            .iter()
            .map(|rating| format!("{} {}", rating.value, rating.label))
            .collect();
        let mut matrix = Wanted::new("From the rating before to the rating now, in people");
        let mut cells = Wanted::new("People by rating before and now");
        let rows: Vec<Vec<u64>> = list(&movement["matrix"])
            .iter()
            .map(|row| list(row).iter().map(|many| many.as_u64().unwrap()).collect())
            .collect();
        for (before, row) in scale.iter().zip(&rows) {
            let mut figures: Vec<(&str, String)> = scale
                .iter()
                .map(String::as_str)
                .zip(row.iter().map(u64::to_string))
                .collect();
            figures.push(("All", row.iter().sum::<u64>().to_string()));
            matrix.row(before.clone(), &figures);
            for (now, many) in scale.iter().zip(row).filter(|(_, many)| **many > 0) {
                let value = |name: &str| name.split(' ').next().unwrap().to_owned();
                cells.row(
                    format!("from-{}-to-{}", value(before), value(now)),
                    &[("People", many.to_string())],
                );
            }
        }
        let sums: Vec<u64> = (0..scale.len())
            .map(|at| rows.iter().map(|row| row[at]).sum())
            .collect();
        let mut totals: Vec<(&str, String)> = scale
            .iter()
            .map(String::as_str)
            .zip(sums.iter().map(u64::to_string))
            .collect();
        totals.push(("All", sums.iter().sum::<u64>().to_string()));
        matrix.row("All", &totals);
        vec![matrix, cells]
    }
}
