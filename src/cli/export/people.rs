//! `preread export people`: the roster as a table for another program.

use std::path::{Path, PathBuf};

use clap::Args;

use super::write;
use crate::cli::context::{find_root, world};
use crate::cli::printer::print_document;
use crate::cli::{Exit, Failure};
use crate::exports::{csv_of, people_table};
use crate::site::examine;
use crate::source::Date;

const AFTER_HELP: &str = "\
Examples:
  preread export people > roster.csv          a line for each role of each person
  preread export people --output roster.csv   the same, readable by nobody else

The table has the columns that `preread import people` reads.";

/// Print the roster as comma-separated values
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct People {
    /// Write into this file instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl People {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let examined = examine(&world(&find_root(root)?), Some(Date::MAX));
        if examined.is_broken() {
            return Err(
                Failure::findings("the records hold errors, so the roster may not be whole")
                    .help("`preread check` lists them."),
            );
        }
        let table = csv_of(&people_table(&examined.organisation));
        let text = String::from_utf8_lossy(&table);
        match &self.output {
            None => print_document(&text)?,
            Some(file) => write(file, &text).map_err(|error| Failure::io("cannot write", file, &error))?,
        }
        Ok(Exit::Done)
    }
}
