//! The calendar of a quarter's review: its deadlines, at the scenario's distances from its first and last day.

use std::fmt::Write as _;

use chrono::{Datelike, Days, Months};

use crate::source::Date;

/// Deadlines of goal setting, in days after the first day: the ends of weeks 1 to 4, and the check-ins of weeks 6 and 7.
const AFTER_START: [(&str, u64); 4] = [
    ("company_goals", 6),
    ("team_goals", 13),
    ("individual_goals", 20),
    ("goals_locked", 27),
];
const CHECK_IN: [u64; 2] = [40, 51];

/// Deadlines of the review, in days after the last day.
const AFTER_END: [(&str, u64); 6] = [
    ("self_assessment", 5),
    ("peer_feedback", 7),
    ("manager_assessment", 12),
    ("calibration", 19),
    ("release", 26),
    ("closed", 44),
];

/// How many days after the last day a release is approved.
const APPROVED: u64 = 23;

/// A cycle's first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

impl Quarter {
    /// The three months that begin on a day.
    pub fn from(start: Date) -> Self {
        let next = start.checked_add_months(Months::new(3));
        let end = next.and_then(|next| next.pred_opt()).unwrap_or(start);
        Self { start, end }
    }

    /// The quarter that a name such as `2026-q4` means.
    pub fn named(name: &str) -> Option<Self> {
        let (year, quarter) = name.split_once("-q")?;
        let year = year.parse().ok().filter(|year| (1970..=9000).contains(year))?;
        let quarter: u32 = quarter.parse().ok()?;
        Date::from_ymd_opt(year, quarter.checked_sub(1)?.checked_mul(3)? + 1, 1).map(Self::from)
    }

    /// The name of its folder, such as `2026-q4`.
    pub fn id(self) -> String {
        format!("{}-q{}", self.start.year(), self.number())
    }

    /// What it is called, such as `Q4 2026`.
    pub fn title(self) -> String {
        format!("Q{} {}", self.number(), self.start.year())
    }

    fn number(self) -> u32 {
        self.start.month0() / 3 + 1
    }

    /// So many days after its first day.
    pub fn into(self, days: u64) -> Date {
        self.start + Days::new(days)
    }

    /// So many days after its last day.
    pub fn past(self, days: u64) -> Date {
        self.end + Days::new(days)
    }

    /// The day on which its release is approved.
    pub fn approved(self) -> Date {
        self.past(APPROVED)
    }

    /// The table of its deadlines as `cycle.toml` writes it.
    pub fn deadlines(self) -> String {
        let mut text = "[deadlines]\n".to_owned();
        for (field, days) in AFTER_START {
            _ = writeln!(text, "{field} = {}", self.into(days));
        }
        let [first, last] = CHECK_IN.map(|days| self.into(days));
        _ = writeln!(text, "check_in = [{first}, {last}]");
        for (field, days) in AFTER_END {
            _ = writeln!(text, "{field} = {}", self.past(days));
        }
        text
    }
}
