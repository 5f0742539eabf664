//! Findings in the order in which they are shown, each with the line and column of its place.

use std::collections::HashMap;

use super::{Finding, Kind, Place, Rule};
use crate::source::{LineTable, Position, SourcePath, World, decode};

/// The findings of one run, sorted by file and position, and the texts that they point into.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    texts: HashMap<SourcePath, String>,
}

/// How many findings there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Process findings.
    pub process: usize,
}

/// A place as a reader counts: the file, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located<'r> {
    /// The file, relative to the site's root.
    pub file: &'r SourcePath,
    /// The first character and one past the last; none where the place is the file as a whole.
    pub range: Option<(Position, Position)>,
}

impl Report {
    /// Sorts findings and reads the files that they point into.
    #[must_use]
    pub fn new(mut findings: Vec<Finding>, world: &dyn World) -> Self {
        findings.sort_by(|a, b| order(a).cmp(&order(b)));
        findings.dedup();
        let mut texts = HashMap::new();
        let notes = findings
            .iter()
            .flat_map(|finding| finding.notes.iter().map(|note| &note.place));
        let places = findings.iter().map(|finding| &finding.place).chain(notes);
        for place in places.filter(|place| place.span.is_some()) {
            if !texts.contains_key(&place.file)
                && let Ok(bytes) = world.read(&place.file)
            {
                texts.insert(place.file.clone(), decode(bytes).0);
            }
        }
        Self { findings, texts }
    }

    /// The findings, sorted by file and position.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let count = |kind| self.findings.iter().filter(|finding| finding.rule.kind == kind).count();
        Tally {
            errors: count(Kind::Error),
            warnings: count(Kind::Warning),
            process: count(Kind::Process),
        }
    }

    /// How many findings of one kind each broken rule has, the most first and then by code.
    #[must_use]
    pub fn counts(&self, kind: Kind) -> Vec<(&'static Rule, usize)> {
        let count = |rule: &Rule| self.findings.iter().filter(|finding| finding.rule == rule).count();
        let rules = self.rules().into_iter().filter(|rule| rule.kind == kind);
        let mut counts: Vec<_> = rules.map(|rule| (rule, count(rule))).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// The rules that were broken, each once, by code.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static Rule> {
        let mut rules: Vec<_> = self.findings.iter().map(|finding| finding.rule).collect();
        rules.sort_by_key(|rule| rule.code);
        rules.dedup();
        rules
    }

    /// The text of a file that a finding points into.
    pub(super) fn text(&self, file: &SourcePath) -> Option<&str> {
        self.texts.get(file).map(String::as_str)
    }

    /// Line tables of all texts, for [`Lines::locate`]; made once, because a file may have a hundred findings.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines(
            self.texts
                .iter()
                .map(|(file, text)| (file, LineTable::new(text)))
                .collect(),
        )
    }
}

/// Where the lines of each text begin.
pub(super) struct Lines<'r>(HashMap<&'r SourcePath, LineTable<'r>>);

impl Lines<'_> {
    /// Where a place lies, in lines and columns.
    pub(super) fn locate<'p>(&self, place: &'p Place) -> Located<'p> {
        let table = self.0.get(&place.file);
        let range = place.span.zip(table).map(|(span, table)| {
            let (start, end) = (span.start as usize, span.end.max(span.start) as usize);
            (table.position(start), table.position(end))
        });
        Located {
            file: &place.file,
            range,
        }
    }
}

fn order(finding: &Finding) -> (&SourcePath, Option<crate::source::Span>, Kind, &str, &str) {
    let Place { file, span } = &finding.place;
    (file, *span, finding.rule.kind, finding.rule.code, &finding.message)
}

impl Tally {
    /// All of them.
    #[must_use]
    pub fn all(self) -> usize {
        self.errors + self.warnings + self.process
    }
}

impl std::fmt::Display for Tally {
    /// "3 errors, 1 warning, 12 process findings", without what there is none of.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.errors, Kind::Error.word()),
            (self.warnings, Kind::Warning.word()),
            (self.process, Kind::Process.word()),
        ];
        let parts: Vec<_> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
            .collect();
        if parts.is_empty() {
            f.write_str("no findings")
        } else {
            f.write_str(&parts.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_names_what_there_is_and_in_the_right_number() {
        let tally = Tally {
            errors: 3,
            warnings: 1,
            process: 12,
        };
        assert_eq!(tally.to_string(), "3 errors, 1 warning, 12 process findings");
        let one = Tally {
            process: 1,
            ..Tally::default()
        };
        assert_eq!(one.to_string(), "1 process finding");
        assert_eq!(Tally::default().to_string(), "no findings");
    }
}
