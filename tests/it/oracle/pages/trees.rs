//! What trees beside HR's show: the same figures over the people of that tree, without those who read it, and of the sections that the matrix
//! opens to them. `disclosure/` holds what each tree keeps back.

use std::path::Path;

use serde_json::Value;

use super::super::html::{Element, Table};
use super::super::records::{civil, day};
use super::Pages;
use super::open::section;
use super::text::{count_of, id, list};

/// Who reads a tree.
#[derive(Clone, Copy, PartialEq)]
pub enum Reader<'r> {
    Hr,
    /// Of a session of the cycle with this id.
    Committee(&'r str),
    Manager(&'r str),
    Person(&'r str),
    Company,
}

impl Reader<'_> {
    /// Whether totals of what was handed in when are for them: they rest on sections that a committee does not read.
    pub fn sees_reviews(self) -> bool {
        matches!(self, Self::Hr | Self::Manager(_))
    }

    /// Whether the checks for bias are for them.
    pub fn sees_checks(self) -> bool {
        matches!(self, Self::Hr | Self::Committee(_))
    }

    /// Whether pay, plans and feedback with its author are for them as for HR.
    pub fn sees_outcomes(self) -> bool {
        matches!(self, Self::Hr | Self::Manager(_))
    }

    /// What all people of the tree are called, beside those of one manager.
    pub fn everyone(self) -> &'static str {
        match self {
            Self::Hr => "Everyone",
            Self::Committee(_) => "Everyone in the session",
            _ => "Everyone below the reader of this page",
        }
    }

    /// Whether an open item is for them: they see every section that it tells of.
    pub fn sees_item(self, item: &Value) -> bool {
        let of_calibration = ["rating-moved-without-rationale", "no-calibrator-left"];
        let code = item["code"].as_str().unwrap();
        match self {
            Self::Hr => true,
            Self::Company => false,
            // What is open in a cycle as a whole is HR's.
            _ if item["person"].is_null() => false,
            Self::Manager(_) => !of_calibration.contains(&code),
            Self::Committee(_) => !CLOSED_TO_COMMITTEES.contains(&code),
            Self::Person(_) => !CLOSED_TO_PEOPLE.contains(&code) && !of_calibration.contains(&code),
        }
    }
}

/// Items that tell of pay, of plans or of who wrote a feedback when.
const CLOSED_TO_COMMITTEES: [&str; 16] = [
    "peer-feedback-below-minimum",
    "peer-feedback-late",
    "merit-outside-range",
    "outcome-missing",
    "outcome-not-acknowledged",
    "development-plan-missing",
    "improvement-approved-by-another",
    "improvement-not-approved",
    "improvement-plan-missing",
    "improvement-without-exit",
    "improvement-without-log",
    "plan-criteria",
    "plan-step-overdue",
    "plan-without-check-in",
    "plan-without-mentor",
    "precondition-unproved",
];

/// Items that tell of a recommended rating, of feedback with its author, or of an improvement plan's preconditions and log.
const CLOSED_TO_PEOPLE: [&str; 8] = [
    "peer-feedback-below-minimum",
    "peer-feedback-late",
    "assessed-without-rating",
    "rated-without-evidence",
    "improvement-approved-by-another",
    "improvement-not-approved",
    "improvement-without-log",
    "precondition-unproved",
];

impl Pages<'_> {
    /// Compares the pages of a tree.
    pub fn compare(&mut self) {
        if self.reader == Reader::Hr {
            return self.all_of_hr();
        }
        let cycle = self.expected["cycle"]["id"].as_str().unwrap().to_owned();
        let at = |page: &str| format!("{cycle}/{page}index.html");
        if self.expected["cycle"]["released"] == true {
            self.tables(&at(""), &[self.success("Success criteria in short")]);
            self.tables(&at("success/"), &[self.success("Success criteria")]);
        } else {
            self.no_success_yet(&at(""));
            self.no_success_yet(&at("success/"));
        }
        self.success_lede(&at("success/"));
        self.cascade(&at("goals/"), &|unit| at(&format!("goals/{unit}/")));
        self.of_goals(&at("goals/"));
        self.cycle_lede(&at(""));
        match self.reader {
            Reader::Committee(its) if its == cycle => self.of_a_committee(&cycle),
            Reader::Manager(_) => self.of_a_manager(&cycle),
            Reader::Person(_) => self.own_review(&cycle),
            _ => {}
        }
        if self.is_current() {
            self.of_home();
            self.trends();
        }
        // Of the cycles before its own a committee reads no packets.
        if matches!(self.reader, Reader::Committee(its) if its != cycle) {
            return;
        }
        self.personal(&cycle);
    }

    fn of_a_committee(&mut self, cycle: &str) {
        let at = |page: &str| format!("{cycle}/{page}index.html");
        let everyone = self.expected["everyone"].clone();
        self.teams(cycle);
        self.tables(&at("calibration/"), &self.calibration());
        self.furthest(&at("calibration/"));
        self.tables(&at("calibration/bias/"), &[self.checks()]);
        self.bias(&at("calibration/bias/"));
        self.tenure(&at("calibration/bias/"));
        self.without_a_flag(&at("calibration/bias/"));
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        self.of_mid_cycle(&at("mid-cycle/"), &everyone["mid_cycle"]);
        self.levels(cycle);
        self.room(cycle);
        self.for_paper(cycle);
        self.lede_of(&at("calibration/"), &self.of_calibration(&everyone));
        self.lede_of(&at("calibration/bias/"), &self.of_checks());
        let read = self.read("index.html");
        let own = section(&read, "session").map(Element::text).unwrap_or_default();
        let people = count_of(self.review.shown().len(), "person", "people");
        self.says("index.html", "session", &own, &[format!("The pre-read of {people}.")]);
    }

    fn of_a_manager(&mut self, cycle: &str) {
        let at = |page: &str| format!("{cycle}/{page}index.html");
        let everyone = self.expected["everyone"].clone();
        self.tables(&at(""), &[self.completion()]);
        self.teams(cycle);
        self.tables(&at("outcomes/"), &self.outcomes());
        self.of_outcomes(&at("outcomes/"), &everyone["pay"]);
        self.plans(cycle);
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        self.of_mid_cycle(&at("mid-cycle/"), &everyone["mid_cycle"]);
        for manager in list(&self.expected["managers"]).to_vec() {
            self.manager(cycle, &manager);
        }
        self.home(cycle);
        self.open(&at("open/"));
    }

    /// Where the parts of a person's own review stand.
    fn own_review(&mut self, cycle: &str) {
        let Some(person) = list(&self.expected["people"]).first().cloned() else {
            return;
        };
        let one = self.review.find(id(&person)).unwrap();
        let parts = [
            ("Individual goals", "goals", true),
            ("Check-in", "check_in", true),
            ("Self-assessment", "self_assessment", true),
            (
                "Manager assessment",
                "manager_assessment",
                one.packet.manager_assessment.is_some(),
            ),
        ];
        let mut wanted = Vec::new();
        for (label, part, _) in parts.into_iter().filter(|(.., is_open)| *is_open) {
            let standing = self.review.standing(one, part);
            wanted.push((label.to_owned(), super::text::in_own_words(&standing)));
        }
        let mut pages = vec![format!("{cycle}/index.html")];
        pages.extend(self.is_current().then(|| "index.html".to_owned()));
        for page in pages {
            let tables = self.read(&page).tables();
            let table = tables.iter().find(|table| table.caption == "The parts of your review");
            let cells = |table: &Table| {
                let of = |row| {
                    (
                        table.cell(row, "Part").text.clone(),
                        table.cell(row, "State").text.clone(),
                    )
                };
                table.rows.iter().map(of).collect::<Vec<_>>()
            };
            let said = table.map(cells).unwrap_or_default();
            if said != wanted {
                self.found
                    .push(format!("{page}, own review: {wanted:?} is not {said:?}"));
            }
        }
        if self.is_current() {
            self.own_items();
        }
    }

    /// What is open with a person, or about them, at home.
    fn own_items(&mut self) {
        let read = self.read("index.html");
        let mut said = Vec::new();
        for part in ["act-for", "overdue"] {
            said.extend(section(&read, part).map_or(Vec::new(), super::open::said_under));
        }
        let items = list(&self.expected["open_items"]).to_vec();
        self.are_items("index.html", said, &items);
    }

    /// The head of the page of a cycle.
    fn cycle_lede(&mut self, page: &str) {
        let review = &self.expected["everyone"]["completion"]["review"];
        let calibrates = self.world.as_of > day(&self.review.cycle.deadlines, "manager_assessment").unwrap();
        let mut wanted = Vec::new();
        if self.reader.sees_reviews() && calibrates && review["total"] != 0 {
            wanted.extend([&review["on_time"], &review["total"]].map(|many| many.as_f64().unwrap()));
        }
        wanted.extend(self.next_deadline());
        self.lede_of(page, &wanted);
    }

    /// The page of all units, and that of each that the tree has.
    pub(super) fn teams(&mut self, cycle: &str) {
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.tables(&at("teams/"), &[self.units()]);
        let units = list(&self.expected["units"]).to_vec();
        for unit in &units {
            self.tables(&at(&format!("teams/{}/", id(unit))), &self.unit(unit));
        }
        if self.reader != Reader::Hr {
            self.teams_lede(&at("teams/"));
            for unit in &units {
                self.of_unit(&at(&format!("teams/{}/", id(unit))), unit);
            }
        }
    }

    /// The pages with a number on them that nothing read: of the whole tree but its free pages, which hold no figure.
    pub fn unread(&self) -> Vec<String> {
        let mut unread = Vec::new();
        for file in super::super::files_below(self.tree) {
            let page = file.strip_prefix(self.tree).unwrap().to_str().unwrap().to_owned();
            let is_page = file.extension().is_some_and(|ending| ending == "html") && !page.starts_with("pages/");
            if is_page && !self.seen.borrow().contains(&page) && holds_a_number(&file) {
                unread.push(page);
            }
        }
        unread
    }

    /// Before release a tree beside HR's says what will be counted, and no figure of it.
    fn no_success_yet(&mut self, page: &str) {
        for table in self.read(page).tables() {
            let is_told = table.columns.iter().any(|column| column == "Figure");
            if table.caption.starts_with("Success criteria") && is_told {
                self.found
                    .push(format!("{page} tells of the success criteria before release"));
            }
        }
    }

    /// The head of the success criteria in a tree that has totals alone.
    fn success_lede(&mut self, page: &str) {
        let wanted = if self.expected["cycle"]["released"] == true {
            let rows = self.totals();
            let known = rows.iter().filter(|row| !row.1).count();
            let met = rows.iter().filter(|row| !row.1 && row.0["status"] == "met").count();
            vec![met as f64, known as f64]
        } else {
            let (year, _, day) = civil(day(&self.review.cycle.deadlines, "release").unwrap());
            vec![day as f64, year as f64]
        };
        self.lede_of(page, &wanted);
    }

    /// Each criterion, and whether it describes too few people to be told outside HR.
    pub(super) fn totals(&self) -> Vec<(Value, bool)> {
        let minimum = self.world.policy.group_minimum as u64;
        let few = |figures: &Value| {
            if self.withheld.contains(figures["criterion"].as_str().unwrap()) {
                return true;
            }
            let people = match figures["criterion"].as_str().unwrap() {
                "manager-satisfaction" | "fairness" => figures["answers"].as_f64().map(|many| many as u64),
                "on-time" | "development-plans" | "improvement-plans" | "promotions" => figures["denominator"].as_u64(),
                _ => return false,
            };
            people.is_some_and(|people| people < minimum)
        };
        let rows = list(&self.expected["success"]).iter();
        rows.map(|figures| (figures.clone(), few(figures))).collect()
    }
}

fn holds_a_number(file: &Path) -> bool {
    let read = super::super::html::read(file);
    let main = read.named("main");
    main.first()
        .is_none_or(|main| main.text().contains(|c: char| c.is_ascii_digit()))
}
