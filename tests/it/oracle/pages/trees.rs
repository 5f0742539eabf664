//! What trees beside HR's show: the same figures over the people of that tree, without those who read it.
//!
//! Read are the pages with figures of groups and the lists behind them. Not read are what differs by more than the people in it: the sentence at
//! the head of most pages, open items and the pages of one person, whose words depend on what the reader may see, and the cascade, whose means
//! reach as far as the tree does. `disclosure/` holds what each tree keeps back.

use super::Pages;
use super::text::{id, list};

/// Who reads a tree.
#[derive(Clone, Copy, PartialEq)]
pub enum Reader {
    Hr,
    Committee,
    Manager,
}

impl Reader {
    /// Whether totals of what was handed in when are for them: they rest on sections that a committee does not read.
    pub fn sees_reviews(self) -> bool {
        self != Self::Committee
    }

    /// Whether the checks for bias are for them.
    pub fn sees_checks(self) -> bool {
        self != Self::Manager
    }

    /// What all people of the tree are called, beside those of one manager.
    pub fn everyone(self) -> &'static str {
        match self {
            Self::Hr => "Everyone",
            Self::Committee => "Everyone in the session",
            Self::Manager => "Everyone below the reader of this page",
        }
    }
}

impl Pages<'_> {
    /// Compares the pages of a tree, as far as they are read.
    pub fn compare(&mut self) {
        match self.reader {
            Reader::Hr => self.all_of_hr(),
            Reader::Committee => self.some_of_a_committee(),
            Reader::Manager => self.some_of_a_manager(),
        }
    }

    fn some_of_a_committee(&mut self) {
        let cycle = self.expected["cycle"]["id"].as_str().unwrap().to_owned();
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.teams(&cycle);
        self.tables(&at("calibration/"), &self.calibration());
        self.furthest(&at("calibration/"));
        self.tables(&at("calibration/bias/"), &[self.checks()]);
        self.bias(&at("calibration/bias/"));
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        self.levels(&cycle);
        self.room(&cycle);
    }

    fn some_of_a_manager(&mut self) {
        let cycle = self.expected["cycle"]["id"].as_str().unwrap().to_owned();
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.teams(&cycle);
        self.tables(&at("outcomes/"), &self.outcomes());
        self.tables(&at("mid-cycle/"), &self.mid_cycle());
        for manager in list(&self.expected["managers"]).to_vec() {
            self.manager(&cycle, &manager);
        }
    }

    /// The page of all units, and that of each that the tree has.
    pub(super) fn teams(&mut self, cycle: &str) {
        let at = |page: &str| format!("{cycle}/{page}index.html");
        self.tables(&at("teams/"), &[self.units()]);
        for unit in list(&self.expected["units"]) {
            self.tables(&at(&format!("teams/{}/", id(unit))), &self.unit(unit));
        }
    }
}
