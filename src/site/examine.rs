//! From a world to everything that pages are made of: records, organisation, figures, matrix and findings.

use super::again::{goals_at, packet_named};
use crate::diagnostics::{Finding, Kind};
use crate::disclosure::{Audience, ForEveryone, Lens, Matrix, Process};
use crate::facts::{Facts, derive};
use crate::model::{Findings, Organisation, Part, link};
use crate::records::load::{Loaded, load};
use crate::records::settings::SettingsRecord;
use crate::records::{Filed, RecordPlace};
use crate::rules;
use crate::source::{Date, World};

/// What the records say, what follows from it, and everything that is wrong with them.
#[derive(Debug)]
pub struct Examined {
    /// The organisation, without what could not be resolved.
    pub organisation: Organisation,
    /// The figures.
    pub facts: Facts,
    /// Who may see what.
    pub matrix: Matrix,
    /// Errors and warnings.
    pub findings: Findings,
    /// Where the process is not as it should be; none are looked for while there are errors.
    pub process: Process,
    /// What everyone reads of the success criteria.
    pub totals: ForEveryone,
    /// How many records were read.
    pub records: usize,
}

impl Examined {
    /// Whether something is wrong that no site may be built on.
    pub fn is_broken(&self) -> bool {
        is_broken(&self.findings)
    }

    /// What one audience may see of it.
    pub fn lens(&self, audience: Audience) -> Lens<'_> {
        Lens::new(&self.organisation, &self.facts, &self.matrix, audience)
            .with_process(&self.process)
            .with_totals(&self.totals)
    }

    /// Everything that is wrong, of all three kinds.
    #[must_use]
    pub fn all_findings(&self) -> Vec<Finding> {
        let process = self
            .process
            .all(&self.organisation, &self.facts)
            .into_iter()
            .map(|each| &each.finding);
        self.findings.iter().chain(process).cloned().collect()
    }
}

/// Reads everything below a world's root, as it stood on `as_of`: else on the day that the settings name, else today.
pub fn examine(world: &dyn World, as_of: Option<Date>) -> Examined {
    examine_loaded(load(world), as_of, world.today())
}

/// The day as on which a site stands: the one that is asked for, else the one that its settings name, else today.
#[must_use]
pub fn stands_on(asked: Option<Date>, settings: Option<&Filed<SettingsRecord>>, today: Date) -> Date {
    let named = settings.and_then(|settings| settings.record.site.as_of);
    asked.or(named).unwrap_or(today)
}

/// As [`examine`], of records that have been read.
pub fn examine_loaded(loaded: Loaded, as_of: Option<Date>, today: Date) -> Examined {
    let as_of = stands_on(as_of, loaded.settings.as_ref(), today);
    let of_files = loaded.findings.clone();
    let of_records: Vec<_> = loaded
        .records
        .iter()
        .filter(|parsed| !parsed.findings.is_empty())
        .map(|parsed| (parsed.place.clone(), parsed.findings.clone()))
        .collect();
    let records = loaded.records.len();
    let linked = link(loaded, as_of);
    let organisation = linked.organisation;
    let mut findings = linked.findings;
    findings.add(Part::Whole, of_files);
    for (place, found) in of_records {
        findings.add(part_of(&organisation, &place), found);
    }
    let (matrix, overrides) = Matrix::in_force(&organisation.policy);
    findings.add(Part::Whole, overrides);
    findings.extend(rules::warnings(&organisation));
    let facts = derive(&organisation);
    let totals = ForEveryone::new(organisation.cycles.len());
    let mut examined = Examined {
        organisation,
        facts,
        matrix,
        findings,
        process: Process::default(),
        totals,
        records,
    };
    // What a file with an error would have said is unknown, so that a part would seem to be missing which is there.
    if !examined.is_broken() {
        examined.process = Process::new(&examined.organisation, &examined.facts);
    }
    examined
}

pub(super) fn is_broken(findings: &Findings) -> bool {
    findings.iter().any(|finding| finding.rule.kind == Kind::Error)
}

/// The part that findings about a record as it is written rest on.
fn part_of(organisation: &Organisation, place: &RecordPlace) -> Part {
    let part = match place {
        RecordPlace::Packet(cycle, person, _) => {
            packet_named(organisation, cycle, person).map(|(cycle, person)| Part::Packet(cycle, person))
        }
        RecordPlace::Calibration(cycle, _) => organisation.find_cycle(cycle).map(Part::Sessions),
        RecordPlace::CompanyGoals(_) | RecordPlace::TeamGoals(..) => {
            goals_at(organisation, place).map(|(cycle, owner)| Part::Goals(cycle, owner))
        }
        _ => None,
    };
    part.unwrap_or(Part::Whole)
}
