//! The command line: one file a command, each from arguments to a call of the library to what is printed.
//!
//! A command knows its arguments and what it says; how things are done is the library's.

mod access;
mod build;
mod check;
mod completions;
mod context;
mod exit;
mod explain;
mod export;
mod import;
pub mod init;
mod keys;
mod new;
mod printer;
mod progress;
mod publish;
mod quarter;
pub mod registry;
mod rendering;
mod sample;
mod schema;
mod serve;
mod unchanged;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  there are findings that stop: errors, and with --strict warnings and process findings
  2  the command was not understood, or cannot be carried out as it was given
  3  the machine failed: a disk, a permission

Examples:
  preread init reviews          write a small, complete example
  preread check --root reviews  look for mistakes in it
  preread explain unknown-field say more about a finding";

/// Turns a folder of performance-review records into a static site that shows each reader what they may see.
#[derive(Debug, Parser)]
#[command(name = "preread", version, after_help = AFTER_HELP, arg_required_else_help = true)]
struct Arguments {
    /// The folder that holds preread.toml [default: the nearest upward from here]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Access(access::Access),
    Build(build::Build),
    Check(check::Check),
    Explain(explain::Explain),
    Export(export::Export),
    Import(import::Import),
    Init(init::Init),
    New(new::New),
    Publish(publish::Publish),
    Sample(sample::Sample),
    Schema(schema::Schema),
    Serve(serve::Serve),
    Completions(completions::Completions),
}

/// Runs the program with its arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where even this cannot be printed there is nobody to tell.
            _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let done = dispatch(arguments);
    done.unwrap_or_else(|failure| {
        printer::complain(&failure);
        failure.exit()
    })
    .into()
}

fn dispatch(Arguments { root, command }: Arguments) -> Result<Exit, Failure> {
    let root = root.as_deref();
    match command {
        Command::Access(access) => access.run(root),
        Command::Build(build) => build.run(root),
        Command::Check(check) => check.run(root),
        Command::Explain(explain) => explain.run(),
        Command::Export(export) => export.run(root),
        Command::Import(import) => import.run(root),
        Command::Init(init) => init.run(),
        Command::New(new) => new.run(root),
        Command::Publish(publish) => publish.run(root),
        Command::Sample(sample) => sample.run(),
        Command::Schema(schema) => schema.run(),
        Command::Serve(serve) => serve.run(root),
        Command::Completions(completions) => completions.run(),
    }
}

/// The command line as clap knows it, for completions and the manual.
#[must_use]
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_well_formed() {
        super::command().debug_assert();
    }
}
