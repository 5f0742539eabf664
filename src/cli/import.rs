//! `preread import`: records from the tables of other programs.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::context::{find_root, world};
use super::init::write;
use super::printer::{frames, print};
use super::{Exit, Failure};
use crate::diagnostics::{Kind, Report, counted, escaped, human};
use crate::exports::people_csv::{self, Imported, Known, Roster};
use crate::model::Organisation;
use crate::records::{RecordPlace, Sought, place_of};
use crate::site::examine;
use crate::source::{Date, DiskWorld, Entry, SourcePath, Stamp, Unreadable, World};

/// The largest table that is read: some half a million people.
const LARGEST: u64 = 128 * 1024 * 1024;

const AFTER_HELP: &str = "\
Examples:
  preread import people roster.csv --dry-run   say what would be written
  preread import people roster.csv             write content/people.toml
  preread import people joiners.csv --into people/joiners.toml

The first line names the columns: id, name, hired, title, level and team must be there; email, pronouns, gender, left, \
from and manager may be; others are left out and named. Each further line is one role of one person; `from` is the day \
on which it begins [default: the day of `hired`]. Days are written 2026-07-14. The units must be in teams.toml first.

Nothing is written if anything is wrong, and no file is overwritten.";

/// Write records from a table of another program
#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The roster, from a table of comma-separated values
    #[command(after_help = AFTER_HELP)]
    People(People),
}

#[derive(Debug, Args)]
struct People {
    /// The table
    file: PathBuf,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// The file of the roster to write, in the content folder: people.toml or people/NAME.toml
    #[arg(long, value_name = "FILE", default_value = "people.toml")]
    into: String,
}

/// The record that is to be written.
struct Draft {
    path: SourcePath,
    content: String,
}

impl Import {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let What::People(people) = &self.what;
        people.run(root)
    }
}

impl People {
    fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let root = find_root(root)?;
        let world = world(&root);
        let organisation = examine(&world, Some(Date::MAX)).organisation;
        let path = self.path(&organisation)?;
        let roster = match people_csv::read(self.bytes()?, &known(&organisation)) {
            Ok(roster) => roster,
            Err(faults) => {
                for fault in &faults {
                    print(&format!("{}: {fault}\n", self.file.display()))?;
                }
                print(&format!("{} to mend: nothing was written\n", faults.len()))?;
                return Ok(Exit::Findings);
            }
        };
        let content = self.content(&roster);
        let draft = Draft { path, content };
        if let Some(findings) = faults_of(&world, &draft) {
            print(&findings)?;
            print("The records would not be right: nothing was written\n")?;
            return Ok(Exit::Findings);
        }
        self.write(&world, &roster, &draft)?;
        Ok(Exit::Done)
    }

    fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::usage(format!("there is no file {}", self.file.display()))
                .help("Name the table that the HR system gave."),
            _ => Failure::io("cannot read", &self.file, &error),
        };
        if fs::metadata(&self.file).map_err(failed)?.len() > LARGEST {
            return Err(
                Failure::usage(format!("{} is too large for a roster", self.file.display()))
                    .help("Split it; at most 128 MiB are read at once."),
            );
        }
        fs::read(&self.file).map_err(failed)
    }

    /// The place of the record that is to be written.
    fn path(&self, organisation: &Organisation) -> Result<SourcePath, Failure> {
        if place_of(&self.into) == Sought::Record(RecordPlace::People) {
            return Ok(organisation.settings.content.join(&self.into));
        }
        Err(Failure::usage(format!("no roster stands in {}", escaped(&self.into)))
            .help("Name people.toml, or a file such as people/joiners.toml."))
    }

    fn content(&self, roster: &Roster) -> String {
        let up = "../".repeat(self.into.matches('/').count() + 1);
        let people: Vec<_> = roster.people.iter().map(Imported::record).collect();
        format!("#:schema {up}.preread/schema/people.json\n{}", people.join("\n"))
    }

    fn write(&self, world: &DiskWorld, roster: &Roster, draft: &Draft) -> Result<(), Failure> {
        let file = world.locate(&draft.path);
        if file.exists() {
            return Err(
                Failure::usage(format!("{} exists already: nothing was written", file.display())).help(
                    "No file is overwritten. Name another with `--into people/joiners.toml`, or move this one away.",
                ),
            );
        }
        if self.dry_run {
            for person in &roster.people {
                print(&format!("would write {} into {}\n", person.id, draft.path))?;
            }
        } else {
            write(&file, draft.content.as_bytes())?;
        }
        if !roster.ignored.is_empty() {
            let names: Vec<_> = roster
                .ignored
                .iter()
                .map(|name| format!("`{}`", escaped(name)))
                .collect();
            print(&format!(
                "left out columns that mean nothing here: {}\n",
                names.join(", ")
            ))?;
        }
        let done = if self.dry_run { "would be written" } else { "written" };
        let people = counted(roster.people.len(), "person", "people");
        print(&format!("{people} {done}: {}\n", draft.path))
    }
}

fn known(organisation: &Organisation) -> Known {
    Known {
        people: organisation.people.iter().map(|person| person.id.to_string()).collect(),
        teams: organisation.teams.iter().map(|team| team.id.to_string()).collect(),
    }
}

/// The errors that the record would have among those that are there, as a terminal shows them.
fn faults_of(world: &DiskWorld, draft: &Draft) -> Option<String> {
    let after = After { world, draft };
    let findings = examine(&after, Some(Date::MAX)).findings.into_iter();
    let errors = findings.filter(|finding| finding.rule.kind == Kind::Error);
    let errors: Vec<_> = errors.filter(|finding| finding.place.file == draft.path).collect();
    (!errors.is_empty()).then(|| human(&Report::new(errors, &after), frames(true)))
}

/// The files as they would be after the import.
struct After<'w> {
    world: &'w DiskWorld,
    draft: &'w Draft,
}

impl World for After<'_> {
    fn list(&self, folder: &SourcePath) -> Vec<Entry> {
        let mut entries = self.world.list(folder);
        let Draft { path, content } = self.draft;
        entries.extend(path.below(folder).is_some().then(|| Entry {
            path: path.clone(),
            what: Ok(Stamp {
                len: content.len() as u64,
                ..Stamp::default()
            }),
        }));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        entries
    }

    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, Unreadable> {
        if *path == self.draft.path {
            return Ok(self.draft.content.clone().into_bytes());
        }
        self.world.read(path)
    }

    fn today(&self) -> Date {
        self.world.today()
    }
}
