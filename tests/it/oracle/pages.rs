//! The pages of a tree, read back from the built site: what each table prints must be the oracle's figures, as they are rounded.
//!
//! Not compared are days, ids and texts that a page copies from a record, and the policy's own numbers where they stand for themselves
//! (the guideline's percentages, what a rating means). How drawings are laid out is held to their tables in `charts.rs`, that a list is as long as
//! its count in `figures.rs`, and that a file says what its page says in `export_tables.rs`. The trees of others show the same views over fewer
//! people: see `trees.rs`. Every page with a number on it must have been read (`Pages::unread`).

mod calibration;
mod cascade;
mod conclusions;
mod drawn;
mod ledes;
mod open;
mod outcomes;
mod packet;
mod people;
mod room;
mod text;
mod trees;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use self::text::{count, id, list, score, share};
use super::cycle::Review;
use super::html::{self, Table};
use super::records::World;

pub use self::text::{days_of, thousands};
pub use self::trees::Reader;

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
    pub review: &'w Review<'w>,
    pub tree: &'w Path,
    pub reader: Reader<'w>,
    /// Success criteria that would tell of few people.
    pub withheld: &'w BTreeSet<String>,
    pub expected: &'w Value,
    pub found: Vec<String>,
    /// The pages that were read.
    pub seen: RefCell<BTreeSet<String>>,
}

impl Pages<'_> {
    fn all_of_hr(&mut self) {
        let cycle = self.expected["cycle"]["id"].as_str().unwrap().to_owned();
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.tables(&at(""), &[self.completion(), self.success("Success criteria in short")]);
        self.tables(&at("success/"), &[self.success("Success criteria")]);
        self.teams(&cycle);
        self.tables(&at("calibration/"), &self.calibration());
        self.furthest(&at("calibration/"));
        self.tables(&at("calibration/bias/"), &[self.checks()]);
        self.bias(&at("calibration/bias/"));
        self.tables(&at("outcomes/"), &self.outcomes());
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        if !self.expected["movement"].is_null() {
            self.tables(&at("movement/"), &self.movement());
        }
        self.cascade(&at("goals/"), &|unit| at(&format!("goals/{unit}/")));
        self.levels(&cycle);
        self.home(&cycle);
        self.plans(&cycle);
        self.open(&at("open/"));
        self.ledes(&cycle);
        self.room(&cycle);
        self.drawings(&cycle);
        self.personal(&cycle);
    }

    /// The packets of the cycle, and each person's own page.
    fn personal(&mut self, cycle: &str) {
        for one in self.review.shown() {
            self.review_page(one);
        }
        for person in list(&self.expected["people"]) {
            self.tables(
                &format!("people/{}/index.html", id(person)),
                &[self.person(person, cycle)],
            );
        }
    }

    /// A page of the tree, which counts as read.
    fn read(&self, page: &str) -> html::Element {
        self.seen.borrow_mut().insert(page.to_owned());
        html::read(&self.tree.join(page))
    }

    fn tables(&mut self, page: &str, wanted: &[Wanted]) {
        let tables = self.read(page).tables();
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
                // A column in which nobody has anything may be left out.
                if !table.columns.contains(column) {
                    if text != "–" {
                        self.found.push(format!("{place} has no column {column}"));
                    }
                    continue;
                }
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
        let is_hr = self.reader == Reader::Hr;
        let totals = self.totals();
        for (criterion, title) in words {
            let (figures, few) = totals.iter().find(|(each, _)| each["criterion"] == criterion).unwrap();
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
                let is_met = figures["status"] == "met";
                if is_met { "none needed" } else { "none yet" }.to_owned()
            } else {
                share(figures, "numerator", "denominator", "percent")
            };
            let status = match figures["status"].as_str().unwrap() {
                "met" => "Met",
                "missed" => "Falls short",
                _ => "Not yet",
            };
            let short = list(&figures["short"]).len();
            let (figure, status, short) = match (is_hr, few) {
                (true, _) => (figure, status, None),
                (_, true) => ("withheld".to_owned(), "", Some(0)),
                _ => (figure, status, Some(short)),
            };
            // On the page of the criteria a row leads from its title to nothing; it is told by its anchor or by its words.
            let key = if caption == "Success criteria" {
                self.anchor_of(criterion)
            } else {
                title.to_owned()
            };
            let mut cells = vec![("Figure", figure), ("Status", status.to_owned())];
            if let (Some(short), "Success criteria") = (short, caption) {
                cells.push(("Falls short", if short > 0 { short.to_string() } else { String::new() }));
            }
            wanted.row(key, &cells);
        }
        wanted
    }

    /// The anchor of a criterion on its page.
    fn anchor_of(&self, criterion: &str) -> String {
        let page = self.read(&format!(
            "{}/success/index.html",
            self.expected["cycle"]["id"].as_str().unwrap()
        ));
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
        if !self.reader.sees_reviews() {
            "–".clone_into(&mut reviews);
        } else if review["missing"].as_u64() > Some(0) {
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
        let mut below = Wanted::new("Units below");
        let children = list(&self.expected["units"])
            .iter()
            .filter(|each| each["parent"] == unit["id"]);
        let children: Vec<_> = children
            .map(|child| (format!("teams/{}/index.html", id(child)), &child["all"]))
            .collect();
        let whole = ("This unit and all below".to_owned(), &unit["all"]);
        if !children.is_empty() {
            for (key, group) in children.into_iter().chain([whole]) {
                below.rows.insert(key, self.unit_cells(group));
            }
        }
        vec![
            self.distribution(format!("Ratings in {name}"), &unit["all"]["ratings"]),
            members,
            below,
        ]
    }
}
