//! `preread explain`: what a finding's code means, why it matters, and an example that breaks it beside one that does not.

use std::fmt::Write as _;

use clap::Args;

use super::printer::print;
use super::registry;
use super::{Exit, Failure};
use crate::diagnostics::{Example, Rule};
use crate::records::faults::nearest;

/// Say what a finding's code means and how to mend it
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  preread explain               list all codes\n  preread explain unknown-field")]
pub struct Explain {
    /// The code, such as unknown-field; without it all are listed
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Some(code) = &self.code else {
            print(&list())?;
            return Ok(Exit::Done);
        };
        let Some(rule) = registry::all().find(|rule| rule.code == code) else {
            let failure = Failure::usage(format!("there is no finding with the code `{code}`"));
            return Err(match nearest(code, registry::all().map(|rule| rule.code)) {
                Some(near) => failure.help(format!("Did you mean `{near}`?")),
                None => failure.help("`preread explain` without a code lists all."),
            });
        };
        print(&explained(rule))?;
        Ok(Exit::Done)
    }
}

fn list() -> String {
    let mut rules: Vec<_> = registry::all().collect();
    rules.sort_by_key(|rule| (rule.kind, rule.code));
    let widest = rules.iter().map(|rule| rule.code.len()).max().unwrap_or(0);
    let mut text = String::new();
    let mut kind = None;
    for rule in rules {
        if kind.replace(rule.kind) != Some(rule.kind) {
            let gap = if text.is_empty() { "" } else { "\n" };
            _ = writeln!(text, "{gap}{}s", rule.kind.word());
        }
        _ = writeln!(text, "  {:widest$}  {}", rule.code, rule.title);
    }
    text
}

/// What `explain` prints of a rule.
fn explained(rule: &Rule) -> String {
    let mut text = format!(
        "{}[{}]: {}\n\n{}\n",
        rule.kind.word(),
        rule.code,
        rule.title,
        rule.explanation
    );
    push_example(&mut text, "Wrong", rule.wrong);
    push_example(&mut text, "Right", rule.right);
    text
}

fn push_example(text: &mut String, title: &str, example: Example) {
    for (file, content) in example {
        _ = write!(text, "\n{title}: {file}\n\n");
        for line in content.lines() {
            let line = crate::diagnostics::escaped(line);
            _ = writeln!(text, "{}", format!("    {line}").trim_end());
        }
    }
}
