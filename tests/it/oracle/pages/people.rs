//! The pages on which people and cycles stand side by side: levels, home, a person over cycles.

use std::collections::BTreeMap;

use serde_json::Value;

use super::text::{count, id, list, list_of, score, share};
use super::{Pages, Wanted};

impl Pages<'_> {
    pub(super) fn levels(&mut self, cycle: &str) {
        let mut levels: BTreeMap<&str, Wanted> = BTreeMap::new();
        for person in list(&self.expected["people"]) {
            let Some(level) = person["level"].as_str() else {
                continue;
            };
            let wanted = levels
                .entry(level)
                .or_insert_with(|| Wanted::new(format!("People on {level}")));
            let mut cells = self.compared(person).to_vec();
            let thirds = list_of(&person["evidence_by_third"])
                .map(|thirds| thirds.iter().map(Value::to_string).collect::<Vec<_>>().join(" · "));
            cells.push(("Evidence", thirds.unwrap_or("–".to_owned())));
            wanted.row(self.packet(id(person)), &cells);
        }
        for (level, wanted) in levels {
            self.tables(
                &format!("{cycle}/calibration/levels/{}/index.html", level.to_lowercase()),
                &[wanted],
            );
        }
    }

    pub(super) fn home(&mut self, cycle: &str) {
        let everyone = &self.expected["everyone"];
        let mut wanted = Wanted::new("Cycles");
        let review = &everyone["completion"]["review"];
        wanted.row(
            format!("{cycle}/index.html"),
            &[
                ("People", count(&everyone["people"])),
                ("Reviews on time", share(review, "on_time", "total", "on_time_percent")),
                ("Mean goal score", score(&everyone["goal_score"]["value"])),
                ("Open items", list(&self.expected["open_items"]).len().to_string()),
            ],
        );
        let tables = self.read("index.html").tables();
        let table = tables.iter().find(|table| table.caption == "Cycles").unwrap();
        let own: Vec<_> = table
            .rows
            .iter()
            .filter(|row| row.cells[0].links.iter().any(|link| link.contains(cycle)))
            .collect();
        assert_eq!(own.len(), 1);
        for (column, text) in wanted.rows.values().flatten() {
            let found = &table.cell(own[0], column).text;
            if found != text {
                self.found
                    .push(format!("index.html, {cycle}, {column}: {text:?} is not {found:?}"));
            }
        }
    }

    pub(super) fn person(&self, person: &Value, cycle: &str) -> Wanted {
        let mut wanted = Wanted::new("Cycles, newest first");
        wanted.whole = false;
        let moved = person["change"]["from"]
            .as_i64()
            .map_or(String::new(), |from| format!(" (recommended {from})"));
        let rating = match (&person["final"], &person["recommended"]) {
            (Value::Null, Value::Null) => "–".to_owned(),
            (Value::Null, recommended) => format!("{} (recommended)", self.rating(recommended, "")),
            (settled, _) => format!("{}{moved}", self.rating(settled, "")),
        };
        wanted.row(
            format!("{cycle}/index.html"),
            &[
                ("Goal score", score(&person["goal_score"])),
                ("Growth", score(&person["growth_score"])),
                ("Rating", rating),
            ],
        );
        // Of the other cycles the other documents tell.
        for other in self.world.cycles.iter().filter(|other| other.id != cycle) {
            wanted.row(format!("{}/index.html", other.id), &[]);
        }
        wanted
    }
}
