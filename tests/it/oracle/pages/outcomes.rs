//! The pages of what follows from ratings, and of how a cycle moved: outcomes, mid-cycle, movement.

use serde_json::Value;

use super::super::records::{numbers, table};
use super::text::{count, exact, id, list, thousands, thousands_of_money};
use super::{ON_ONE_PAGE, Pages, Wanted};

impl Pages<'_> {
    pub(super) fn outcomes(&self) -> Vec<Wanted> {
        let money = |value: &Value| thousands_of_money(value.as_f64().unwrap());
        let budget_column = self
            .world
            .policy
            .budget
            .map_or(String::new(), |percent| format!("Budget at {}%", exact(percent)));
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
            if let Some(budget) = pay["budget"].as_f64() {
                cells.push((&budget_column, thousands_of_money(budget.round())));
            }
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
            let percent = format!("{}%", exact(pay["percent"].as_f64().unwrap()));
            let mark = if person["final"].is_null() { " recommended" } else { "" };
            let rated = person["rating"]
                .as_i64()
                .and_then(|value| self.world.policy.place(value));
            let [low, high] = rated
                .map_or([0.0; 2], |place| self.world.policy.ratings[place].merit)
                .map(exact);
            let range = match pay["range"].as_str().unwrap() {
                "above" => " Above",
                "below" => " Below",
                _ => "",
            };
            merit.row(
                self.packet(id(person)),
                &[
                    (
                        "Rating",
                        rated.map_or("–".to_owned(), |_| {
                            format!("{}{mark}", self.rating(&person["rating"], "–"))
                        }),
                    ),
                    ("Merit", format!("{percent}{range}")),
                    ("Range", rated.map_or("–".to_owned(), |_| format!("{low}%–{high}%"))),
                    ("Position in band", self.position(person)),
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
        vec![units, merit, self.promotions()]
    }

    fn position(&self, person: &Value) -> String {
        let Some(position) = person["merit"]["position_in_band"].as_f64() else {
            return "–".to_owned();
        };
        let outcome = self.review.find(id(person)).unwrap().packet.outcome.as_ref().unwrap();
        let band = numbers(&table(outcome, "pay"), "band").unwrap();
        let outside = match position {
            position if position < 0.0 => " under the band",
            position if position > 1.0 => " over the band",
            _ => "",
        };
        let [low, high] = [band[0], band[1]].map(thousands_of_money);
        format!("{}%{outside} {low}–{high}", thousands(position * 100.0, 0))
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
                    (
                        "Expected",
                        format!("{}%", exact(figures["expected_percent"].as_f64().unwrap())),
                    ),
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
