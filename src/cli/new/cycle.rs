//! A new cycle: its period from its name, its deadlines at the scenario's distances, its people from the cycle before.

use std::fmt::Write as _;

use clap::Args;

use super::{Desk, Draft, Failure, cycle_id, toml_text};
use crate::cli::context::day;
use crate::cli::quarter::Quarter;
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

impl NewCycle {
    pub(super) fn draft(&self, desk: &Desk) -> Result<Draft, Failure> {
        let named = Quarter::named(self.id.as_str());
        let Some(start) = self.start.or(named.map(|named| named.start)) else {
            return Err(
                Failure::usage(format!("`{}` does not say when the cycle begins", self.id))
                    .help("Name it like 2026-q4, or give --start and --end."),
            );
        };
        let end = self.end.unwrap_or_else(|| Quarter::from(start).end);
        if end < start {
            return Err(Failure::usage("the cycle would end before it begins").help("Correct --start or --end."));
        }
        let quarter = Quarter { start, end };
        let before = desk
            .organisation
            .cycles()
            .map(|(_, cycle)| cycle)
            .filter(|cycle| cycle.end < start)
            .max_by_key(|cycle| cycle.end);
        let path = format!("cycles/{}/cycle.toml", self.id);
        Ok(Draft {
            path,
            content: self.content(desk, quarter, before),
        })
    }

    fn content(&self, desk: &Desk, quarter: Quarter, before: Option<&Cycle>) -> String {
        let Quarter { start, end } = quarter;
        let named = Quarter::named(self.id.as_str()).map(Quarter::title);
        let title = self.title.clone().or(named).unwrap_or_else(|| self.id.to_string());
        let mut text = format!(
            "#:schema ../../../.preread/schema/cycle.json\ntitle = {}\nstart = {start}\nend = {end}\n",
            toml_text(&title)
        );
        if let Some(before) = before {
            _ = writeln!(text, "previous = \"{}\"", before.id);
        }
        text.push_str("\n[facilitation]\n");
        let people = before.map(|before| before.facilitation).unwrap_or_default();
        for (field, person) in [("coordinator", people.coordinator), ("specialist", people.specialist)] {
            match person {
                Some(person) => _ = writeln!(text, "{field} = \"{}\"", desk.organisation.person(person).id),
                None => _ = writeln!(text, "# {field} = \"…\""),
            }
        }
        text.push('\n');
        text.push_str(&quarter.deadlines());
        text.push_str(
            "\n# Nothing is released without this table, whatever the date.\n# [release]\n# approved_by = \"…\"\n",
        );
        _ = writeln!(text, "# approved = {}", quarter.approved());
        text
    }
}
