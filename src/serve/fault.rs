//! What keeps the site from being made anew, as it is shown over the last good page.

use std::collections::BTreeSet;

use super::inject::escaped;
use crate::diagnostics::{Finding, Frames, Kind, Report, Tally, human};
use crate::model::Findings;
use crate::records::id::{CycleId, PersonId};
use crate::records::{RecordPlace, Sought, place_of};
use crate::source::{SourcePath, World};

/// The most errors that are shown at once; the rest are counted.
const MOST_SHOWN: usize = 20;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Each error on its own, as text.
    errors: Vec<String>,
    /// How many there are in all.
    count: usize,
    /// The files that they are in.
    files: BTreeSet<SourcePath>,
    /// The people whose packets alone are not shown as their records are; none where more than packets may not be.
    people: Option<BTreeSet<PersonId>>,
}

impl Fault {
    /// Errors of records and of the theme, with their lines: the preview is for the one who holds them.
    pub fn of_findings<'f>(findings: impl IntoIterator<Item = &'f Finding>, world: &dyn World) -> Self {
        let findings = findings.into_iter();
        let errors = findings.filter(|finding| finding.rule.kind == Kind::Error);
        let all = Report::new(errors.cloned().collect(), world);
        let files = all
            .findings()
            .iter()
            .map(|finding| finding.place.file.clone())
            .collect();
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
            files,
            people: None,
        }
    }

    /// The same where nothing but some packets differs from what is shown.
    #[must_use]
    pub fn within(mut self, content: &SourcePath, packets: &BTreeSet<(CycleId, PersonId)>) -> Self {
        let owner = |file: &SourcePath| match place_of(file.below(content)?) {
            Sought::Record(RecordPlace::Packet(_, person, _)) => Some(person),
            _ => None,
        };
        let faulty: Option<BTreeSet<_>> = self.files.iter().map(owner).collect();
        self.people = faulty.map(|mut people| {
            people.extend(packets.iter().map(|(_, person)| person.clone()));
            people
        });
        self
    }

    /// Whether the page at an address below its tree may not be what the records say: all are, but for those of other people.
    pub fn concerns(&self, address: &str) -> bool {
        let person = address.strip_prefix("people/").and_then(|rest| rest.split('/').next());
        match (&self.people, person) {
            (Some(people), Some(person)) => people.iter().any(|each| each.as_str() == person),
            _ => true,
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
