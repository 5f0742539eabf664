//! `preread completions`: a script that lets a shell complete commands and options.

use clap::Args;
use clap_complete::Shell;

use super::printer::print_document;
use super::{Exit, Failure};

/// Write a script that lets a shell complete commands and options
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  preread completions bash > ~/.local/share/bash-completion/completions/preread\n  preread completions zsh > ~/.zfunc/_preread"
)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "preread", &mut script);
        print_document(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
