//! `preread export`: every derived figure of a cycle as one JSON document, the schema of that document, and the roster as a table.

mod people;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::context::{cycle_named, day, find_root, world};
use super::printer::print_document;
use super::{Exit, Failure};
use crate::disclosure::Audience;
use crate::exports::figures::{self, Figures};
use crate::site::examine;
use crate::source::Date;

const AFTER_HELP: &str = "\
Examples:
  preread export                                  the figures of the latest cycle that has begun
  preread export --cycle 2026-q3 --format json    those of another
  preread export --cycle 2026-q3 --output q3.json into a file
  preread export --schema --output schema.json    the JSON Schema of the document, every field described
  preread export people --output roster.csv       the roster, as `preread import people` reads it

The document holds what the HR tree of the site shows, so it is to be kept as that tree is. The same records give the same bytes.";

/// Print every derived figure of a cycle as one JSON document
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub struct Export {
    #[command(subcommand)]
    what: Option<What>,
    /// The cycle, such as 2026-q3 [default: the latest that has begun]
    #[arg(long, value_name = "CYCLE", conflicts_with = "schema")]
    cycle: Option<String>,
    /// The form of the document
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Print the JSON Schema of the document instead
    #[arg(long)]
    schema: bool,
    /// Write into this file instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// As the records stood on this day [default: what preread.toml says, or today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
}

#[derive(Debug, Subcommand)]
enum What {
    People(people::People),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One JSON document
    Json,
}

impl Export {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        if let Some(What::People(people)) = &self.what {
            return people.run(root);
        }
        let text = if self.schema {
            figures::schema()
        } else {
            self.document(root)?
        };
        match &self.output {
            None => print_document(&text)?,
            Some(file) => write(file, &text).map_err(|error| Failure::io("cannot write", file, &error))?,
        }
        Ok(Exit::Done)
    }

    fn document(&self, root: Option<&Path>) -> Result<String, Failure> {
        let Format::Json = self.format;
        let examined = examine(&world(&find_root(root)?), self.as_of);
        if examined.is_broken() {
            return Err(
                Failure::findings("the records hold errors, so their figures would be wrong")
                    .help("`preread check` lists them."),
            );
        }
        let organisation = &examined.organisation;
        let cycle = match &self.cycle {
            Some(id) => cycle_named(organisation, id)?,
            None => organisation
                .current_cycle()
                .ok_or_else(|| Failure::usage("no cycle has begun, so there are no figures"))?,
        };
        let figures = Figures::of(&examined.lens(Audience::Hr), cycle);
        figures
            .json()
            .map_err(|error| Failure::machine(format!("cannot write the figures as JSON: {error}")))
    }
}

/// Writes a file whole or not at all, readable by its owner alone, as the tree is whose figures it holds.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut fresh = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    fresh.write_all(text.as_bytes())?;
    fresh.persist(file)?;
    Ok(())
}
