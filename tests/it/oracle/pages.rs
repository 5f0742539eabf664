//! The pages of the HR tree, read back from the built site: what each table prints must be the oracle's figures, as they are rounded.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::html::{self, Table};
use super::records::World;
use super::sentences;

/// Up to so many people, one page lists everybody; above, some lists stand on the units' pages.
const ON_ONE_PAGE: usize = 80;
/// So many people are listed in one list of the pre-read at most.
const LONGEST: usize = 60;

/// What a table must say.
struct Wanted {
    caption: String,
    /// By what tells a row: the end of the address that its first cell leads to, its anchor, or the words of its first cell.
    rows: BTreeMap<String, Vec<(String, String)>>,
    /// Whether the table has all of these rows, and not only some.
    whole: bool,
}

impl Wanted {
    fn new(caption: impl Into<String>) -> Self {
        Self {
            caption: caption.into(),
            rows: BTreeMap::new(),
            whole: true,
        }
    }

    fn row(&mut self, key: impl Into<String>, cells: &[(&str, String)]) {
        let cells = cells.iter().map(|(column, text)| ((*column).to_owned(), text.clone()));
        self.rows.insert(key.into(), cells.collect());
    }
}

/// The pages of one cycle against the figures that the oracle expects; what differs, where.
pub struct Pages<'w> {
    pub world: &'w World,
    pub tree: &'w Path,
    pub expected: &'w Value,
    pub found: Vec<String>,
}

impl Pages<'_> {
    pub fn compare(&mut self) {
        let cycle = self.expected["cycle"]["id"].as_str().unwrap().to_owned();
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.tables(&at(""), &[self.completion(), self.success("Success criteria in short")]);
        self.tables(&at("success/"), &[self.success("Success criteria")]);
        self.tables(&at("teams/"), &[self.units()]);
        let units = self.expected["units"].as_array().unwrap();
        for unit in units {
            self.tables(&at(&format!("teams/{}/", id(unit))), &self.unit(unit));
        }
        self.tables(&at("calibration/"), &self.calibration());
        self.tables(&at("calibration/bias/"), &[self.checks()]);
        self.bias(&at("calibration/bias/"));
        self.tables(&at("outcomes/"), &self.outcomes());
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        if !self.expected["movement"].is_null() {
            self.tables(&at("movement/"), &self.movement());
        }
        self.goals(&at("goals/"));
        self.levels(&cycle);
        self.home(&cycle);
        for person in list(&self.expected["people"]) {
            self.tables(
                &format!("people/{}/index.html", id(person)),
                &[self.person(person, &cycle)],
            );
        }
    }

    fn tables(&mut self, page: &str, wanted: &[Wanted]) {
        let tables = html::read(&self.tree.join(page)).tables();
        for wanted in wanted.iter().filter(|wanted| !wanted.rows.is_empty()) {
            match tables.iter().find(|table| table.caption == wanted.caption) {
                Some(table) => self.table(page, table, wanted),
                None => self.found.push(format!("{page} has no table {}", wanted.caption)),
            }
        }
    }

    fn table(&mut self, page: &str, table: &Table, wanted: &Wanted) {
        let place = format!("{page}, {}", table.caption);
        let mut seen = 0;
        for row in &table.rows {
            let first = &row.cells[0];
            let is = |key: &&String| {
                row.id == **key
                    || first.text == **key
                    || first.links.first().is_some_and(|link| link.ends_with(key.as_str()))
            };
            let Some(key) = wanted.rows.keys().find(is) else {
                self.found
                    .push(format!("{place}: nobody expects the row {}", first.text));
                continue;
            };
            seen += 1;
            for (column, text) in &wanted.rows[key] {
                let cell = table.cell(row, column);
                if cell.text != *text {
                    self.found
                        .push(format!("{place}, {key}, {column}: {text:?} is not {:?}", cell.text));
                }
            }
        }
        if wanted.whole && seen != wanted.rows.len() {
            self.found
                .push(format!("{place} has {seen} of {} rows", wanted.rows.len()));
        }
    }

    fn packet(&self, person: &str) -> String {
        format!(
            "people/{person}/{}/index.html",
            self.expected["cycle"]["id"].as_str().unwrap()
        )
    }

    fn rating(&self, value: &Value, none: &str) -> String {
        let Some(value) = value.as_i64() else {
            return none.to_owned();
        };
        format!("{value} {}", self.label(value))
    }

    fn label(&self, value: i64) -> &str {
        &self.world.policy.ratings[self.world.policy.place(value).unwrap()].label
    }

    fn completion(&self) -> Wanted {
        let mut wanted = Wanted::new("Completion by part");
        let peers = format!("Peer feedback, {} each", self.world.policy.feedback_minimum);
        let parts: [(&str, &str); 6] = [
            ("Individual goals", "goals"),
            ("Check-in", "check_in"),
            ("Self-assessment", "self_assessment"),
            (&peers, "peer_feedback"),
            ("Manager assessment", "manager_assessment"),
            ("The review as a whole", "review"),
        ];
        for (label, part) in parts {
            let counts = &self.expected["everyone"]["completion"][part];
            wanted.row(
                label,
                &[
                    ("By the deadline", share(counts, "on_time", "total", "on_time_percent")),
                    ("Late", count(&counts["late"])),
                    ("Missing", count(&counts["missing"])),
                    ("Not due", count(&counts["not_due"])),
                ],
            );
        }
        wanted
    }

    fn success(&self, caption: &str) -> Wanted {
        let mut wanted = Wanted::new(caption);
        let words = [
            ("on-time", "On-time completion"),
            ("manager-satisfaction", "Manager satisfaction"),
            ("fairness", "Perceived fairness"),
            ("sessions-held", "Calibration sessions held"),
            ("bias-checks", "Bias checks"),
            ("development-plans", "Development plans"),
            ("improvement-plans", "Improvement plans documented"),
            ("promotions", "Promotions documented"),
        ];
        for (criterion, title) in words {
            let figures = list(&self.expected["success"])
                .iter()
                .find(|each| each["criterion"] == criterion)
                .unwrap();
            let figure = if let Some(mean) = figures["mean"].as_f64() {
                let asked = figures["invited"]
                    .as_f64()
                    .map_or(String::new(), |asked| format!(" of {}", thousands(asked, 0)));
                format!(
                    "{} ({}{asked} answered)",
                    thousands(mean, 2),
                    count(&figures["answers"])
                )
            } else if figures["denominator"].is_null() {
                "no answers yet".to_owned()
            } else if figures["percent"].is_null() {
                "none yet".to_owned()
            } else {
                share(figures, "numerator", "denominator", "percent")
            };
            let status = match figures["status"].as_str().unwrap() {
                "met" => "Met",
                "missed" => "Falls short",
                _ => "Not yet",
            };
            // On the page of the criteria a row leads from its title to nothing; it is told by its anchor or by its words.
            let key = if caption == "Success criteria" {
                self.anchor_of(criterion)
            } else {
                title.to_owned()
            };
            wanted.row(key, &[("Figure", figure), ("Status", status.to_owned())]);
        }
        wanted
    }

    /// The anchor of a criterion on its page.
    fn anchor_of(&self, criterion: &str) -> String {
        let page = html::read(&self.tree.join(format!(
            "{}/success/index.html",
            self.expected["cycle"]["id"].as_str().unwrap()
        )));
        let tables = page.tables();
        let rows = tables
            .iter()
            .find(|table| table.caption == "Success criteria")
            .map_or(&[][..], |table| &table.rows);
        let order = list(&self.expected["success"])
            .iter()
            .position(|each| each["criterion"] == criterion)
            .unwrap();
        rows.get(order)
            .map_or_else(|| criterion.to_owned(), |row| row.id.clone())
    }

    fn units(&self) -> Wanted {
        let mut wanted = Wanted::new("Units");
        for unit in list(&self.expected["units"]) {
            let cells = self.unit_cells(&unit["all"]);
            let cells: Vec<_> = cells
                .iter()
                .map(|(column, text)| (column.as_str(), text.clone()))
                .collect();
            wanted.row(format!("teams/{}/index.html", id(unit)), &cells);
        }
        let cells = self.unit_cells(&self.expected["everyone"]);
        let cells: Vec<_> = cells
            .iter()
            .map(|(column, text)| (column.as_str(), text.clone()))
            .collect();
        wanted.row("All of this scope", &cells);
        wanted
    }

    fn unit_cells(&self, group: &Value) -> Vec<(String, String)> {
        let review = &group["completion"]["review"];
        let mut reviews = match review["on_time_percent"].as_f64() {
            Some(percent) => {
                let (on_time, total) = (&review["on_time"], &review["total"]);
                format!("{percent:.0}% ({on_time} of {total})")
            }
            None => "–".to_owned(),
        };
        if review["missing"].as_u64() > Some(0) {
            reviews.push_str(&format!(" {} missing", review["missing"]));
        }
        let ratings = &group["ratings"];
        let (rated, others) = (
            ratings["rated"].as_f64().unwrap(),
            ratings["not_rated"].as_f64().unwrap(),
        );
        let mut cells = vec![
            ("People".to_owned(), count(&group["people"])),
            ("Reviews on time".to_owned(), reviews),
            (
                "Rated".to_owned(),
                format!("{} of {}", thousands(rated, 0), thousands(rated + others, 0)),
            ),
            (
                "Ratings to move".to_owned(),
                ratings["people_to_move"]
                    .as_u64()
                    .map_or("–".to_owned(), |many| many.to_string()),
            ),
        ];
        let goals = &group["goal_score"];
        let score = goals["value"]
            .as_f64()
            .map(|score| format!("{} ({})", thousands(score, 2), goals["n"]));
        cells.push(("Mean goal score".to_owned(), score.unwrap_or("–".to_owned())));
        for row in list(&ratings["counts"]) {
            let many = row["count"].as_u64().unwrap();
            let mark = match (row["low"].as_u64(), row["high"].as_u64()) {
                (_, Some(high)) if many > high => " ▲ over the guideline",
                (Some(low), _) if many < low => " ▼ under the guideline",
                _ => "",
            };
            let column = format!("Rated {}", self.rating(&row["rating"], ""));
            cells.push((column, format!("{}{mark}", count(&row["count"]))));
        }
        cells
    }

    fn distribution(&self, caption: String, ratings: &Value) -> Wanted {
        let mut wanted = Wanted::new(caption);
        for row in list(&ratings["counts"])
            .iter()
            .filter(|_| ratings["rated"].as_u64() > Some(0))
        {
            let bounds = if row["low"] == row["high"] {
                row["low"].to_string()
            } else {
                format!("{}–{}", row["low"], row["high"])
            };
            let mut cells = vec![("People", count(&row["count"])), ("In people", bounds)];
            if let Some(percent) = row["percent"].as_f64() {
                cells.push(("Share", format!("{percent:.1}%")));
            }
            wanted.row(self.rating(&row["rating"], ""), &cells);
        }
        wanted
    }

    fn unit(&self, unit: &Value) -> Vec<Wanted> {
        let name = unit["name"].as_str().unwrap();
        let mut members = Wanted::new("Members");
        for person in list(&self.expected["people"])
            .iter()
            .filter(|person| person["unit"] == unit["id"])
        {
            let cells = [
                ("Goal score", score(&person["goal_score"])),
                ("Recommended", self.rating(&person["recommended"], "–")),
                ("Final", self.rating(&person["final"], "–")),
            ];
            members.row(self.packet(id(person)), &cells);
        }
        vec![
            self.distribution(format!("Ratings in {name}"), &unit["all"]["ratings"]),
            members,
        ]
    }

    fn calibration(&self) -> Vec<Wanted> {
        let everyone = &self.expected["everyone"];
        let people = list(&self.expected["people"]);
        let sides = |caption: &str, groups: Vec<(&str, &Value)>| {
            let mut wanted = Wanted::new(caption);
            for (name, ratings) in groups
                .into_iter()
                .filter(|(_, ratings)| ratings["rated"].as_u64() > Some(0))
            {
                let mut cells = vec![
                    ("Rated".to_owned(), count(&ratings["rated"])),
                    ("Mean".to_owned(), score(&ratings["mean"])),
                ];
                for row in list(&ratings["counts"]) {
                    cells.push((self.rating(&row["rating"], ""), count(&row["count"])));
                }
                wanted.rows.insert(name.to_owned(), cells);
            }
            // Where there are many, the furthest from everyone's mean are shown.
            wanted.whole = wanted.rows.len() <= 30;
            wanted
        };
        let name = |person: &str| {
            self.world
                .people
                .iter()
                .find(|each| each.id == person)
                .unwrap()
                .name
                .as_str()
        };
        let managers = list(&self.expected["managers"])
            .iter()
            .map(|each| (name(id(each)), &each["reports"]["ratings"]));
        let units = list(&self.expected["units"])
            .iter()
            .map(|each| (each["name"].as_str().unwrap(), &each["own"]["ratings"]));
        let mut wanted = vec![
            self.distribution("As they count".to_owned(), &everyone["ratings"]),
            sides("Direct reports of each manager", managers.collect()),
            sides("People whose role names the unit", units.collect()),
        ];
        // Where calibration left the counts as they were, the same table is not printed twice.
        let counts = |ratings: &str| {
            list(&everyone[ratings]["counts"])
                .iter()
                .map(|row| row["count"].clone())
                .collect::<Vec<_>>()
        };
        if counts("ratings") != counts("recommended") {
            wanted.push(self.distribution("As recommended".to_owned(), &everyone["recommended"]));
        }
        let scale = &self.world.policy.ratings;
        let lowest: Vec<i64> = scale.iter().rev().take(2).map(|rating| rating.value).collect();
        for (caption, values) in [("Highest rating", vec![scale[0].value]), ("Lowest two ratings", lowest)] {
            let mut end = Wanted::new(caption);
            for person in people
                .iter()
                .filter(|one| one["rating"].as_i64().is_some_and(|value| values.contains(&value)))
            {
                end.row(self.packet(id(person)), &self.compared(person));
            }
            end.whole = end.rows.len() <= LONGEST;
            wanted.push(end);
        }
        let mut changed = Wanted::new("Changed ratings");
        for person in people.iter().filter(|person| !person["change"].is_null()) {
            let (from, to) = (&person["change"]["from"], &person["change"]["to"]);
            let text = format!("{} to {}", self.rating(from, ""), self.rating(to, ""));
            changed.row(self.packet(id(person)), &[("From, to", text)]);
        }
        changed.whole = changed.rows.len() <= LONGEST;
        wanted.push(changed);
        wanted
    }

    /// What a session compares of a person.
    fn compared(&self, person: &Value) -> [(&'static str, String); 3] {
        let provisional = person["final"].is_null() && !person["rating"].is_null();
        let mark = if provisional { " (recommended)" } else { "" };
        [
            (
                "Rating",
                format!("{}{mark}", self.rating(&person["rating"], "Not rated")),
            ),
            ("Last cycle", self.rating(&person["prior_rating"], "–")),
            ("Goal score", score(&person["goal_score"])),
        ]
    }

    fn checks(&self) -> Wanted {
        let mut wanted = Wanted::new("Checks");
        for check in list(&self.expected["bias"]["checks"]) {
            let verdict = badge(check["standing"].as_str().unwrap());
            wanted.row(
                format!("#{}", check["check"].as_str().unwrap()),
                &[("Verdict", verdict.to_owned())],
            );
        }
        wanted
    }

    /// Every result of every check: its verdict, how many people, and the figures in sentences.
    fn bias(&mut self, page: &str) {
        let read = html::read(&self.tree.join(page));
        let tables = read.tables();
        let divs = read.all(&|element| element.attribute("data-result").is_some());
        for check in list(&self.expected["bias"]["checks"]) {
            let name = check["check"].as_str().unwrap();
            let mut listed = 0;
            for result in list(&check["results"]) {
                let anchor = result["subject"]["id"]
                    .as_str()
                    .map_or(name.to_owned(), |id| format!("{name}-{id}"));
                let soft = result["verdict"] == "soft-flag" && result["standing"] == "open";
                let verdict = if soft {
                    "Flag, soft, not answered"
                } else {
                    badge(result["standing"].as_str().unwrap())
                };
                let said = sentences::of(self.world, name, result);
                let div = divs.iter().find(|each| each.attribute("data-result") == Some(&anchor));
                if let Some(div) = div {
                    let n = if result["n"] == 0 {
                        String::new()
                    } else {
                        format!("n = {}", count(&result["n"]))
                    };
                    self.says(page, &anchor, &div.text(), &[verdict.to_owned(), n, said]);
                    continue;
                }
                let rows = tables
                    .iter()
                    .flat_map(|table| table.rows.iter().map(move |row| (table, row)));
                let Some((table, row)) = rows.into_iter().find(|(_, row)| row.id == anchor) else {
                    // A long list of subjects without a flag ends with how many more there are.
                    if listed < LONGEST {
                        self.found.push(format!("{page} does not say {anchor}"));
                    }
                    continue;
                };
                listed += 1;
                self.says(page, &anchor, &table.cell(row, "Verdict").text, &[verdict.to_owned()]);
                self.says(page, &anchor, &table.cell(row, "Figures").text, &[said]);
                if table.cell(row, "n").text != count(&result["n"]) {
                    self.found.push(format!("{page}, {anchor}: n is not {}", result["n"]));
                }
            }
        }
    }

    fn says(&mut self, page: &str, anchor: &str, text: &str, wanted: &[String]) {
        for wanted in wanted.iter().filter(|wanted| !text.contains(wanted.as_str())) {
            self.found
                .push(format!("{page}, {anchor}: {wanted:?} is not in {text:?}"));
        }
    }

    fn outcomes(&self) -> Vec<Wanted> {
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

    fn mid_cycle(&self) -> Vec<Wanted> {
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

    fn movement(&self) -> Vec<Wanted> {
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

    /// Every objective and key result on the page of the cascade, by its anchor.
    fn goals(&mut self, page: &str) {
        let read = html::read(&self.tree.join(page));
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
        for owner in list(&self.expected["goals"]["owners"]) {
            let is_person = self
                .world
                .people
                .iter()
                .any(|person| owner["owner"] == person.id.as_str());
            if split && is_person {
                continue;
            }
            for objective in list(&owner["objectives"]) {
                let anchor = format!("goal.{}", objective["address"].as_str().unwrap().replace('/', "."));
                match objectives
                    .iter()
                    .find(|element| element.attribute("id") == Some(&anchor))
                {
                    Some(element) => {
                        let summary = element.named("summary")[0].text();
                        let own = format!("{} own", score(&objective["score"]));
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

    fn levels(&mut self, cycle: &str) {
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

    fn home(&mut self, cycle: &str) {
        let everyone = &self.expected["everyone"];
        let mut wanted = Wanted::new("Cycles");
        let review = &everyone["completion"]["review"];
        wanted.row(
            format!("{cycle}/index.html"),
            &[
                ("People", count(&everyone["people"])),
                ("Reviews on time", share(review, "on_time", "total", "on_time_percent")),
                ("Mean goal score", score(&everyone["goal_score"]["value"])),
            ],
        );
        let tables = html::read(&self.tree.join("index.html")).tables();
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

    fn person(&self, person: &Value, cycle: &str) -> Wanted {
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

fn badge(standing: &str) -> &'static str {
    match standing {
        "clear" => "No flag",
        "answered" => "Flag, answered",
        "open" => "Flag, not answered",
        _ => "Cannot tell",
    }
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    list_of(value).unwrap_or_else(|| panic!("{value} is no list"))
}

fn list_of(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice)
}

/// A number with thousands apart.
pub fn thousands(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, rest) = digits
        .split_once('.')
        .map_or((digits.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let mut apart = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            apart.push(',');
        }
        apart.push(digit);
    }
    let sign = if value < 0.0 && digits.contains(|c: char| ('1'..='9').contains(&c)) {
        "−"
    } else {
        ""
    };
    format!("{sign}{apart}{rest}")
}

fn thousands_of_money(value: f64) -> String {
    let digits = thousands(value.abs(), 0);
    if value < 0.0 {
        format!("−${digits}")
    } else {
        format!("${digits}")
    }
}

fn count(value: &Value) -> String {
    thousands(value.as_f64().unwrap(), 0)
}

fn score(value: &Value) -> String {
    value.as_f64().map_or("–".to_owned(), |score| thousands(score, 2))
}

/// One decimal, where it is not nought.
fn short_percent(value: f64) -> String {
    let text = thousands(value, 1);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

fn share(figures: &Value, part: &str, whole: &str, percent: &str) -> String {
    match figures[percent].as_f64() {
        Some(value) => format!(
            "{} ({} of {})",
            short_percent(value),
            count(&figures[part]),
            count(&figures[whole])
        ),
        None => "–".to_owned(),
    }
}
