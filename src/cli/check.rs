//! `preread check`: reads everything and says what is wrong, without writing anything.

use std::path::Path;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::context::{day, find_root, world};
use super::printer::{frames, print, print_document};
use super::progress::Progress;
use super::rendering::{NotRendered, render};
use super::{Exit, Failure};
use crate::diagnostics::{Report, Tally, human, json, sarif};
use crate::disclosure::sample_of_trees;
use crate::site::{Examined, Nowhere, Rendered, dress, examine, look_through, own_themes};
use crate::source::{Date, DiskWorld};

const AFTER_HELP: &str = "\
Examples:
  preread check                      everything that is wrong, for reading
  preread check --strict             the same; warnings and process findings count as well
  preread check --format sarif       for a code host or an editor
  preread check --as-of 2026-08-31   as the records stood on that day

Findings carry a code; `preread explain CODE` says more. The lines of records are shown on a terminal only, since logs \
are read by more people than records are; --frames shows them elsewhere too.";

/// Say what is wrong with the records, without writing anything
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Check {
    /// End with exit code 1 on warnings and process findings too
    #[arg(long)]
    strict: bool,
    /// Check the records as they stood on this day [default: what preread.toml says, or today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show the lines of the records where the output is no terminal
    #[arg(long)]
    frames: bool,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// SARIF 2.1.0
    Sarif,
}

impl Check {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let began = Instant::now();
        let root = find_root(root)?;
        let world = world(&root);
        let progress = Progress::begin("Checking");
        let examined = examine(&world, self.as_of);
        let mut findings = examined.all_findings();
        let rendered = if examined.is_broken() {
            Rendered::default()
        } else {
            match looked(&world, &examined) {
                Ok(rendered) => rendered,
                Err(NotRendered::Theme(faults)) => {
                    findings.extend(faults);
                    Rendered::default()
                }
                Err(NotRendered::Failure(failure)) => return Err(failure),
            }
        };
        let pages = rendered.pages;
        findings.extend(rendered.findings());
        let report = Report::new(findings, &world);
        drop(progress);
        match self.format {
            Format::Human => {
                print(&human(&report, frames(self.frames)))?;
                print(&format!(
                    "{}: {} people, {} records, {pages} pages, in {:.2} s\n",
                    report.tally(),
                    examined.organisation.people.len(),
                    examined.records,
                    began.elapsed().as_secs_f64()
                ))?;
            }
            Format::Json => print_document(&json(&report))?,
            Format::Sarif => print_document(&sarif(&report))?,
        }
        Ok(self.exit(report.tally()))
    }

    fn exit(&self, tally: Tally) -> Exit {
        let stops = if self.strict { tally.all() } else { tally.errors };
        if stops == 0 { Exit::Done } else { Exit::Findings }
    }
}

/// What `build` would stumble over: every page is made, and with a theme of one's own rendered too, and none is kept. The themes that ship
/// with the program are held to every page by its tests.
fn looked(world: &DiskWorld, examined: &Examined) -> Result<Rendered, NotRendered> {
    let trees = sample_of_trees(&examined.organisation);
    let own = own_themes(world).map_err(NotRendered::Theme)?;
    if !own.is_empty() {
        return render(world, examined, &trees, &Nowhere);
    }
    dress(&examined.organisation.settings, &own).map_err(NotRendered::Theme)?;
    Ok(look_through(examined, &trees))
}

/// A number of bytes as people read it, in powers of 1,000.
pub(super) fn in_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}
