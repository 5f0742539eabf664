//! A new cycle: its period from its name, its deadlines at the scenario's distances, its people from the cycle before.

use std::fmt::Write as _;

use chrono::{Datelike, Days};
use clap::Args;

use super::{Desk, Draft, Failure, cycle_id, toml_text};
use crate::cli::context::day;
use crate::model::Cycle;
use crate::records::id::CycleId;
use crate::source::Date;

/// A new review cycle
#[derive(Debug, Args)]
pub struct NewCycle {
    /// The name of its folder, such as 2026-q4
    #[arg(value_parser = cycle_id)]
    id: CycleId,
    /// What it is called [default: from its name]
    #[arg(long)]
    title: Option<String>,
    /// Its first day [default: from its name, such as 2026-q4]
    #[arg(long, value_name = "DATE", value_parser = day)]
    start: Option<Date>,
    /// Its last day [default: the end of the quarter]
    #[arg(long, value_name = "DATE", value_parser = day)]
    end: Option<Date>,
}

/// Deadlines of goal setting, in days after the first day of the cycle: the ends of weeks 1 to 4, and the check-ins of weeks 6 and 7.
const AFTER_START: [(&str, u64); 4] = [
    ("company_goals", 6),
    ("team_goals", 13),
    ("individual_goals", 20),
    ("goals_locked", 27),
];
const CHECK_IN: [u64; 2] = [40, 51];

/// Deadlines of the review, in days after the last day of the cycle.
const AFTER_END: [(&str, u64); 6] = [
    ("self_assessment", 5),
    ("peer_feedback", 7),
    ("manager_assessment", 12),
    ("calibration", 19),
    ("release", 26),
    ("closed", 44),
];

impl NewCycle {
    pub(super) fn draft(&self, desk: &Desk) -> Result<Draft, Failure> {
        let quarter = quarter_of(self.id.as_str());
        let start = self.start.or(quarter.map(|(start, _)| start));
        let Some(start) = start else {
            return Err(
                Failure::usage(format!("`{}` does not say when the cycle begins", self.id))
                    .help("Name it like 2026-q4, or give --start and --end."),
            );
        };
        let end = self
            .end
            .or(quarter.map(|(_, end)| end))
            .unwrap_or_else(|| quarter_end(start));
        if end < start {
            return Err(Failure::usage("the cycle would end before it begins").help("Correct --start or --end."));
        }
        let before = desk
            .organisation
            .cycles
            .iter()
            .filter(|cycle| cycle.end < start)
            .max_by_key(|cycle| cycle.end);
        let path = format!("cycles/{}/cycle.toml", self.id);
        Ok(Draft {
            path,
            content: self.content(desk, start, end, before),
        })
    }

    fn content(&self, desk: &Desk, start: Date, end: Date, before: Option<&Cycle>) -> String {
        let title = self.title.clone().unwrap_or_else(|| title_of(self.id.as_str()));
        let mut text = format!(
            "#:schema ../../../.preread/schema/cycle.json\ntitle = {}\nstart = {start}\nend = {end}\n",
            toml_text(&title)
        );
        if let Some(before) = before {
            _ = writeln!(text, "previous = \"{}\"", before.id);
        }
        text.push_str("\n[facilitation]\n");
        let people = before.map(|before| before.facilitation.clone()).unwrap_or_default();
        for (field, person) in [("coordinator", people.coordinator), ("specialist", people.specialist)] {
            match person {
                Some(person) => _ = writeln!(text, "{field} = \"{}\"", desk.organisation.person(person).id),
                None => _ = writeln!(text, "# {field} = \"…\""),
            }
        }
        text.push_str("\n[deadlines]\n");
        for (field, days) in AFTER_START {
            _ = writeln!(text, "{field} = {}", start + Days::new(days));
        }
        let [first, last] = CHECK_IN.map(|days| start + Days::new(days));
        _ = writeln!(text, "check_in = [{first}, {last}]");
        for (field, days) in AFTER_END {
            _ = writeln!(text, "{field} = {}", end + Days::new(days));
        }
        text.push_str(
            "\n# Nothing is released without this table, whatever the date.\n# [release]\n# approved_by = \"…\"\n",
        );
        _ = writeln!(text, "# approved = {}", end + Days::new(23));
        text
    }
}

/// The first and last day of the quarter that a name such as `2026-q4` means.
fn quarter_of(name: &str) -> Option<(Date, Date)> {
    let (year, quarter) = name.split_once("-q")?;
    let (year, quarter): (i32, u32) = (
        year.parse().ok().filter(|year| (1970..=9000).contains(year))?,
        quarter.parse().ok()?,
    );
    let start = Date::from_ymd_opt(year, quarter.checked_sub(1)?.checked_mul(3)? + 1, 1)?;
    Some((start, quarter_end(start)))
}

/// The last day of the three months that begin on a day.
fn quarter_end(start: Date) -> Date {
    let next = start.checked_add_months(chrono::Months::new(3));
    next.and_then(|next| next.pred_opt()).unwrap_or(start)
}

fn title_of(name: &str) -> String {
    match quarter_of(name) {
        Some((start, _)) => format!("Q{} {}", start.month0() / 3 + 1, start.year()),
        None => name.to_owned(),
    }
}
