//! `preread schema`: JSON Schema of every record, so that editors complete and check while somebody writes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::printer::{print, print_document};
use super::{Exit, Failure};
use crate::records::faults::nearest;
use crate::records::schema::ALL;

/// Where the records' `#:schema` lines look for their schemas, below the site's root.
pub const FOLDER: &str = ".preread/schema";

const AFTER_HELP: &str = "\
Examples:
  preread schema                          list the records that have a schema
  preread schema goals                    write one to standard output
  preread schema --write .preread/schema  write all of them where the records' `#:schema` lines look

Of a Markdown record the schema describes the front matter.";

/// Write JSON Schema of the records, for editors
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Schema {
    /// The record, such as goals; without it all are listed
    record: Option<String>,
    /// Write the schemas into this folder, a file each
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

impl Schema {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let chosen = match &self.record {
            None => ALL,
            Some(name) => chosen(name)?,
        };
        match (&self.write, &self.record) {
            (Some(folder), _) => write(folder, chosen)?,
            (None, Some(_)) => chosen
                .iter()
                .try_for_each(|described| print_document(&described.json()))?,
            (None, None) => chosen
                .iter()
                .try_for_each(|described| print(&format!("{}\n", described.name)))?,
        }
        Ok(Exit::Done)
    }
}

fn chosen(name: &str) -> Result<&'static [crate::records::schema::Described], Failure> {
    if let Some(at) = ALL.iter().position(|described| described.name == name) {
        return Ok(&ALL[at..=at]);
    }
    let failure = Failure::usage(format!("there is no record `{name}`"));
    Err(match nearest(name, ALL.iter().map(|described| described.name)) {
        Some(near) => failure.help(format!("Did you mean `{near}`?")),
        None => failure.help("`preread schema` without a name lists all."),
    })
}

/// Writes schemas into a folder, a file each; what was written there before is replaced.
pub(super) fn write(folder: &Path, schemas: &[crate::records::schema::Described]) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make the folder", folder, &error))?;
    for described in schemas {
        let file = folder.join(format!("{}.json", described.name));
        fs::write(&file, described.json()).map_err(|error| Failure::io("cannot write", &file, &error))?;
    }
    Ok(())
}
