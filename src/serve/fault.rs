//! What keeps the site from being made anew, as it is shown over the last good page.

use super::inject::escaped;
use crate::diagnostics::{Finding, Frames, Kind, Report, Tally, human};
use crate::model::Findings;
use crate::source::World;

/// The most errors that are shown at once; the rest are counted.
const MOST_SHOWN: usize = 20;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Each error on its own, as text.
    errors: Vec<String>,
    /// How many there are in all.
    count: usize,
}

impl Fault {
    /// Errors of records and of the theme, with their lines: the preview is for the one who holds them.
    pub fn of_findings<'f>(findings: impl IntoIterator<Item = &'f Finding>, world: &dyn World) -> Self {
        let findings = findings.into_iter();
        let errors = findings.filter(|finding| finding.rule.kind == Kind::Error);
        let all = Report::new(errors.cloned().collect(), world);
        let count = all.tally().errors;
        let shown = all.findings().iter().take(MOST_SHOWN);
        let shown = shown.map(|finding| {
            let one = Report::new(vec![finding.clone()], world);
            let text = human(&one, Frames::Shown);
            anstream::adapter::strip_str(&text).to_string().trim_end().to_owned()
        });
        Self {
            errors: shown.collect(),
            count,
        }
    }

    /// How many findings there are of each kind.
    pub fn tally(findings: &Findings, process: usize) -> Tally {
        let count = |kind| findings.iter().filter(|finding| finding.rule.kind == kind).count();
        Tally {
            errors: count(Kind::Error),
            warnings: count(Kind::Warning),
            process,
        }
    }

    /// The first error, for a terminal.
    pub fn first(&self) -> &str {
        self.errors.first().map_or("", String::as_str)
    }

    /// The faults as an element of a page.
    pub fn html(&self) -> String {
        let what = if self.count == 1 {
            "1 error"
        } else {
            &format!("{} errors", self.count)
        };
        let errors: Vec<_> = self
            .errors
            .iter()
            .map(|error| format!("<pre>{}</pre>\n", escaped(error)))
            .collect();
        let errors = errors.concat();
        let more = match self.count.saturating_sub(self.errors.len()) {
            0 => String::new(),
            more => format!("<p>{more} more: <code>preread check</code> lists them all.</p>\n"),
        };
        format!(
            "<aside id=\"preread-fault\" role=\"alert\" tabindex=\"-1\" aria-label=\"What is wrong\">\n\
             <h2>{what} to mend</h2>\n<p>Until then the last good state is shown. Escape closes this.</p>\n\
             {errors}{more}</aside>\n"
        )
    }
}
