//! The lists of a cycle's outcomes: promotions with their criteria, plans with what falls due next, preconditions.

use serde_json::Value;
use toml::Table;

use super::super::cycle::One;
use super::super::goals::{dated, runs};
use super::super::records::{blank, day, table, tables, text, yes};
use super::text::{called, list, short_day, short_day_of, step};
use super::{LONGEST, Pages, Wanted};

/// What must have been done before an improvement plan.
const PRECONDITIONS: [(&str, &str); 4] = [
    ("clear_feedback", "Clear feedback throughout the cycle"),
    ("resources_offered", "Development resources offered"),
    ("concerns_documented", "Concerns documented in real time"),
    ("no_surprise", "No surprise to the employee"),
];

/// What the cells of a row must say, by column.
type Cells = Vec<(&'static str, String)>;
/// Whose plan, which kind, and its row.
type Plan<'r> = (&'r One<'r>, &'static str, Cells);

impl Pages<'_> {
    pub(super) fn promotions(&self) -> Wanted {
        let mut wanted = Wanted::new("Promotions");
        for one in self.review.shown() {
            let of = |record: &Option<Table>| {
                let promotion = record.as_ref().map(|record| table(record, "promotion"));
                promotion.filter(|promotion| !promotion.is_empty())
            };
            let (recommended, decided) = (of(&one.packet.manager_assessment), of(&one.packet.outcome));
            let record = |promotion: &Option<Table>, key: &str| {
                promotion.as_ref().and_then(|table| text(table, key)).map(str::to_owned)
            };
            if recommended.is_none() && decided.is_none() {
                continue;
            }
            let to = record(&decided, "to_level").or_else(|| record(&recommended, "to_level"));
            let level = to.map_or(String::new(), |level| format!(" → {level}"));
            let review = decided.as_ref().and_then(|table| day(table, "review"));
            let decision = record(&decided, "decision").map_or("–".to_owned(), |word| {
                let review = review.map_or(String::new(), |day| format!(" review {}", short_day(day)));
                format!("{}{review}", called(&word))
            });
            let recommended =
                record(&recommended, "recommendation").map_or("–".to_owned(), |word| word.replace('-', " "));
            let cells = [
                ("Level", format!("{}{level}", one.level.unwrap())),
                ("Recommended", recommended),
                ("Decision", decision),
                ("Criteria", criteria(decided.as_ref())),
            ];
            wanted.row(self.packet(one.id), &cells);
        }
        wanted.whole = wanted.rows.len() <= LONGEST;
        wanted
    }

    /// The plans of some people, by what falls due next; those that have ended last.
    fn plans_of<'r>(&self, people: &[&'r One<'r>]) -> Vec<Plan<'r>> {
        let mut rows = Vec::new();
        for one in people {
            let both = [
                (
                    "Development plan",
                    &one.packet.development_plan,
                    self.review.development(one),
                    "review",
                ),
                (
                    "Improvement plan",
                    &one.packet.improvement_plan,
                    self.review.improvement(one),
                    "end",
                ),
            ];
            for (kind, record, figures, end) in both {
                let (Some(record), Some(figures)) = (record, figures) else {
                    continue;
                };
                let (next, cells) = self.plan_cells(kind, record, &figures, end);
                rows.push((next, *one, kind, cells));
            }
        }
        rows.sort_by_key(|(next, ..)| next.clone());
        rows.into_iter()
            .map(|(_, one, kind, cells)| (one, kind, cells))
            .collect()
    }

    fn plan_cells(&self, kind: &str, record: &Table, figures: &Value, end: &str) -> (String, Cells) {
        let result = match text(record, "result") {
            Some("improvement-plan") => "An improvement plan followed".to_owned(),
            word => called(word.unwrap_or("open")),
        };
        let steps = list(&figures["steps"]).iter();
        let next = steps
            .into_iter()
            .find(|step| ["overdue", "upcoming"].contains(&step["state"].as_str().unwrap()));
        let next = next.filter(|_| runs(record));
        let said = next.map_or("–".to_owned(), |next| {
            let number = &next["number"];
            let label = match next["kind"].as_str().unwrap() {
                "criterion" => "Success criterion".to_owned(),
                "check-in" => format!("Check-in on day {number}"),
                "milestone" => format!("Milestone of week {number}"),
                _ => "Final evaluation".to_owned(),
            };
            let when = if next["state"] == "overdue" {
                step(next)
            } else {
                format!("({})", step(next))
            };
            let what = Self::what_of(record, next);
            format!("{label}, {} {when}{what}", short_day_of(&next["day"]))
        });
        let gaps = list(&figures["gaps"])
            .iter()
            .filter_map(|gap| gap_in_words(gap.as_str().unwrap()));
        let gaps = gaps.collect::<Vec<_>>().join(", ");
        let mentor = text(record, "mentor").map_or("–".to_owned(), |id| self.world.person(id).name.clone());
        let cells = vec![
            (
                "Plan",
                format!(
                    "{kind} {} to {} {result}",
                    short_day(day(record, "created").unwrap()),
                    short_day_of(&figures[end])
                ),
            ),
            ("Next", said),
            ("Mentor", mentor),
            ("Lacks", if gaps.is_empty() { "–".to_owned() } else { gaps }),
        ];
        let day = next.map_or("9999", |next| next["day"].as_str().unwrap());
        (day.to_owned(), cells)
    }

    /// What the record says of a criterion or a milestone.
    fn what_of(record: &Table, step: &Value) -> String {
        let number = step["number"].as_i64();
        let found = match step["kind"].as_str().unwrap() {
            "criterion" => tables(record, "criterion").get(number.unwrap() as usize - 1).copied(),
            "milestone" => tables(record, "milestone")
                .into_iter()
                .find(|each| super::super::records::int(each, "week") == number),
            _ => None,
        };
        found.map_or(String::new(), |found| format!(" {}", text(found, "what").unwrap()))
    }

    /// Every list of plans, in its order, and the preconditions of those on the page of outcomes.
    pub(super) fn plans(&mut self, cycle: &str) {
        let shown = self.review.shown();
        let outcomes = format!("{cycle}/outcomes/index.html");
        let mut rows = self.plans_of(&shown);
        rows.truncate(LONGEST);
        self.plan_rows(&outcomes, &rows);
        self.preconditions(&outcomes, &rows);
        for team in &self.world.teams {
            let own: Vec<_> = shown.iter().filter(|one| one.team == Some(&team.id)).copied().collect();
            let mut rows = Vec::new();
            for one in own {
                rows.extend(self.plans_of(&[one]));
            }
            // The page of a unit lists its members' plans as its members come.
            rows.sort_by_key(|(one, kind, _)| (one.id, *kind));
            let page = format!("{cycle}/teams/{}/index.html", team.id);
            if self.tree.join(&page).exists() {
                self.plan_rows(&page, &rows);
            }
        }
    }

    fn plan_rows(&mut self, page: &str, rows: &[Plan<'_>]) {
        let tables = self.read(page).tables();
        let found = tables.iter().find(|table| table.caption == "Plans");
        let printed = found.map_or(0, |table| table.rows.len());
        if printed != rows.len() {
            self.found.push(format!("{page}: {printed} plans, not {}", rows.len()));
            return;
        }
        for (row, (one, kind, cells)) in found.iter().flat_map(|table| &table.rows).zip(rows) {
            let packet = self.packet(one.id);
            if !row.cells[0].links.iter().any(|link| link.ends_with(&packet)) {
                self.found.push(format!(
                    "{page}, plans: {} stands where {} should",
                    row.cells[0].text, one.id
                ));
                continue;
            }
            for (column, wanted) in cells {
                let said = &found.unwrap().cell(row, column).text;
                if said != wanted {
                    self.found.push(format!(
                        "{page}, {kind} of {}, {column}: {wanted:?} is not {said:?}",
                        one.id
                    ));
                }
            }
        }
    }

    fn preconditions(&mut self, page: &str, rows: &[Plan<'_>]) {
        let tables = self.read(page).tables();
        let printed: Vec<_> = tables.iter().filter(|table| table.caption == "Preconditions").collect();
        let plans: Vec<_> = rows.iter().filter(|(_, kind, _)| *kind == "Improvement plan").collect();
        if printed.len() != plans.len() {
            self.found.push(format!(
                "{page}: {} lists of preconditions, not {}",
                printed.len(),
                plans.len()
            ));
        }
        for (printed, (one, ..)) in printed.iter().zip(plans) {
            let record = one.packet.improvement_plan.as_ref().unwrap();
            let conditions = table(record, "preconditions");
            for (row, (key, label)) in printed.rows.iter().zip(PRECONDITIONS) {
                let said = text(&conditions, key).unwrap_or_default();
                let days = dated(said);
                let gap = if blank(&conditions, key) {
                    "no evidence"
                } else if days.is_empty() {
                    "the evidence names no day"
                } else if days.iter().all(|each| *each >= day(record, "created").unwrap()) {
                    "the evidence is not older than the plan"
                } else {
                    ""
                };
                let wanted = [said, gap].join(" ");
                if row.cells[0].text != label || row.cells[1].text != wanted.trim() {
                    self.found.push(format!(
                        "{page}, {}, {label}: {wanted:?} is not {:?}",
                        one.id, row.cells[1].text
                    ));
                }
            }
        }
    }
}

/// The criteria of a decision with their evidence, and whether they are owed.
fn criteria(decided: Option<&Table>) -> String {
    let Some(decided) = decided else {
        return "–".to_owned();
    };
    let criteria = tables(decided, "criterion");
    let owed = text(decided, "decision") != Some("none")
        && (criteria.is_empty() || criteria.iter().any(|each| blank(each, "evidence")));
    let mut said = Vec::new();
    if owed {
        said.push("Criteria with evidence are owed".to_owned());
    }
    for each in criteria {
        let met = match yes(each, "met") {
            Some(true) => "met",
            Some(false) => "not met",
            None => "open",
        };
        let evidence = text(each, "evidence").unwrap_or_default().trim();
        let space = if evidence.is_empty() { "" } else { " " };
        said.push(format!("{} : {met}{space}{evidence}", text(each, "what").unwrap()));
    }
    if said.is_empty() {
        "–".to_owned()
    } else {
        said.join(" ")
    }
}

/// A gap in the words of the list of plans; preconditions have a list of their own.
fn gap_in_words(gap: &str) -> Option<String> {
    Some(match gap {
        "criteria" => "success criteria".to_owned(),
        "mentor" => "a mentor".to_owned(),
        "approval" => "the coordinator’s approval".to_owned(),
        "exit" => "exit criteria".to_owned(),
        "log" => "HR documentation".to_owned(),
        gap => match (gap.strip_prefix("check-in-"), gap.strip_prefix("milestone-")) {
            (Some(day), _) => format!("the check-in on day {day}"),
            (_, Some(week)) => format!("the milestone of week {week}"),
            _ => return None,
        },
    })
}
