//! `preread import`: records from the tables of other programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::context::{find_root, world};
use super::init::write;
use super::printer::{frames, print};
use super::{Exit, Failure};
use crate::diagnostics::{Kind, Report, escaped, human};
use crate::exports::people_csv::{self, Known, Roster};
use crate::model::Organisation;
use crate::site::examine;
use crate::source::{Date, DiskWorld, Entry, SourcePath, Stamp, Unreadable, World};

/// The largest table that is read: some half a million people.
const LARGEST: u64 = 128 * 1024 * 1024;

const AFTER_HELP: &str = "\
Examples:
  preread import people roster.csv --dry-run   say what would be written
  preread import people roster.csv             write content/people/<id>.toml for everyone in it

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
}

/// Records that are to be written, by their places.
type Drafts = BTreeMap<SourcePath, String>;

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
        let drafts = drafts(&organisation, &roster);
        if let Some(findings) = faults_of(&world, &drafts) {
            print(&findings)?;
            print("The records would not be right: nothing was written\n")?;
            return Ok(Exit::Findings);
        }
        self.write(&world, &roster, &drafts)?;
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

    fn write(&self, world: &DiskWorld, roster: &Roster, drafts: &Drafts) -> Result<(), Failure> {
        let there = drafts.keys().map(|path| world.locate(path)).find(|path| path.exists());
        if let Some(there) = there {
            return Err(
                Failure::usage(format!("{} exists already: nothing was written", there.display()))
                    .help("Move it away, or delete the person's lines from the table; no file is overwritten."),
            );
        }
        for (path, content) in drafts {
            if self.dry_run {
                print(&format!("would write {path}\n"))?;
            } else {
                write(&world.locate(path), content.as_bytes())?;
            }
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
        print(&format!("{} people {done}\n", drafts.len()))
    }
}

fn known(organisation: &Organisation) -> Known {
    Known {
        people: organisation.people.iter().map(|person| person.id.to_string()).collect(),
        teams: organisation.teams.iter().map(|team| team.id.to_string()).collect(),
    }
}

fn drafts(organisation: &Organisation, roster: &Roster) -> Drafts {
    let folder = &organisation.settings.content;
    let people = roster.people.iter();
    people
        .map(|person| (folder.join(&format!("people/{}.toml", person.id)), person.record()))
        .collect()
}

/// The errors that the records would have among those that are there, as a terminal shows them.
fn faults_of(world: &DiskWorld, drafts: &Drafts) -> Option<String> {
    let after = After { world, drafts };
    let findings = examine(&after, Some(Date::MAX)).findings.into_iter();
    let errors = findings.filter(|finding| finding.rule.kind == Kind::Error);
    let errors: Vec<_> = errors
        .filter(|finding| drafts.contains_key(&finding.place.file))
        .collect();
    (!errors.is_empty()).then(|| human(&Report::new(errors, &after), frames(true)))
}

/// The files as they would be after the import.
struct After<'w> {
    world: &'w DiskWorld,
    drafts: &'w Drafts,
}

impl World for After<'_> {
    fn list(&self, folder: &SourcePath) -> Vec<Entry> {
        let mut entries = self.world.list(folder);
        let drafts = self.drafts.iter().filter(|(path, _)| path.below(folder).is_some());
        entries.extend(drafts.map(|(path, content)| Entry {
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
        match self.drafts.get(path) {
            Some(content) => Ok(content.clone().into_bytes()),
            None => self.world.read(path),
        }
    }

    fn today(&self) -> Date {
        self.world.today()
    }
}
