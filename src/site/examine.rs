//! From a world to everything that pages are made of: records, organisation, figures, matrix and findings.

use std::collections::BTreeSet;

use crate::diagnostics::{Finding, Kind};
use crate::disclosure::{Audience, ForEveryone, Lens, Matrix, Process};
use crate::facts::{Facts, derive, derive_again};
use crate::model::{CycleIx, Findings, Organisation, Owner, PacketRecords, Part, PersonIx, link, relink};
use crate::records::id::{CycleId, PersonId};
use crate::records::load::{Loaded, load};
use crate::records::{Parsed, RecordPlace};
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
        let process = self.process.all().into_iter().map(|each| &each.finding);
        self.findings.iter().chain(process).cloned().collect()
    }
}

/// Reads everything below a world's root, as it stood on `as_of`: else on the day that the settings name, else today.
pub fn examine(world: &dyn World, as_of: Option<Date>) -> Examined {
    examine_loaded(load(world), as_of, world.today())
}

/// As [`examine`], of records that have been read.
pub fn examine_loaded(loaded: Loaded, as_of: Option<Date>, today: Date) -> Examined {
    let named = loaded.settings.as_ref().and_then(|settings| settings.record.site.as_of);
    let as_of = as_of.or(named).unwrap_or(today);
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
        examined.process = Process::new(rules::process(&examined.organisation, &examined.facts));
    }
    examined
}

/// The records of one packet as they are now, with what is wrong with their files.
#[derive(Debug)]
pub struct PacketAgain {
    /// The records.
    pub records: PacketRecords,
    /// What is wrong with them, each on its own.
    pub findings: Vec<Finding>,
}

impl PacketAgain {
    /// What the files of a packet say.
    pub fn of<'p>(cycle: CycleIx, person: PersonIx, parsed: impl Iterator<Item = &'p Parsed>) -> Self {
        let mut again = Self {
            records: PacketRecords {
                cycle,
                person,
                parts: Vec::new(),
                unread: Vec::new(),
            },
            findings: Vec::new(),
        };
        for Parsed {
            place,
            record,
            findings,
        } in parsed
        {
            again.findings.extend(findings.iter().cloned());
            let RecordPlace::Packet(.., part) = place else {
                continue;
            };
            match record {
                Some(record) => again.records.parts.push((part.clone(), record.clone())),
                None => again.records.unread.push(part.clone()),
            }
        }
        again
    }
}

/// As [`examine`] makes it of the same organisation with some packets as they are now and `records` in all; at the cost of what
/// differs. None where more hangs on it, so that everything has to be examined.
///
/// # Errors
/// All findings, where there is an error among them.
pub fn examine_again(
    before: &Examined,
    packets: Vec<PacketAgain>,
    records: usize,
) -> Option<Result<Examined, Findings>> {
    let mut of_files = Findings::default();
    let mut linked = Vec::with_capacity(packets.len());
    for packet in packets {
        let PacketRecords { cycle, person, .. } = packet.records;
        of_files.add(Part::Packet(cycle, person), packet.findings);
        linked.push(packet.records);
    }
    let relinked = relink(&before.organisation, linked)?;
    let organisation = relinked.organisation;
    // Goals that support others are part of a review, and the rules of a cycle look at all reviews.
    let reviews: BTreeSet<_> = relinked.parts.iter().filter_map(packet_of).collect();
    let cycles: BTreeSet<_> = reviews.iter().map(|(cycle, _)| *cycle).collect();
    let mut parts = relinked.parts;
    parts.extend(reviews.iter().map(|(cycle, person)| Part::Packet(*cycle, *person)));
    parts.extend(cycles.iter().map(|cycle| Part::Cycle(*cycle)));
    let mut found = relinked.findings;
    found.extend(of_files);
    found.extend(rules::warnings_of(&organisation, &parts));
    let mut findings = before.findings.clone();
    findings.replace(&parts, found);
    if is_broken(&findings) {
        return Some(Err(findings));
    }
    let facts = derive_again(&before.facts, &before.organisation, &organisation, &parts);
    let of_cycles = cycles
        .iter()
        .flat_map(|cycle| rules::process_of_cycle(&organisation, &facts, *cycle));
    let of_reviews = reviews
        .iter()
        .flat_map(|(cycle, person)| rules::process_of(&organisation, &facts, *cycle, *person));
    let process = before
        .process
        .again(&reviews, &cycles, of_cycles.chain(of_reviews).collect());
    Some(Ok(Examined {
        totals: ForEveryone::new(organisation.cycles.len()),
        organisation,
        facts,
        matrix: before.matrix.clone(),
        findings,
        process,
        records,
    }))
}

fn is_broken(findings: &Findings) -> bool {
    findings.iter().any(|finding| finding.rule.kind == Kind::Error)
}

fn packet_of(part: &Part) -> Option<(CycleIx, PersonIx)> {
    match *part {
        Part::Packet(cycle, person) | Part::Goals(cycle, Owner::Person(person)) => Some((cycle, person)),
        Part::Goals(..) | Part::Cycle(_) | Part::Whole => None,
    }
}

/// The packet that a record belongs to, where there is one.
fn part_of(organisation: &Organisation, place: &RecordPlace) -> Part {
    let RecordPlace::Packet(cycle, person, _) = place else {
        return Part::Whole;
    };
    packet_named(organisation, cycle, person).map_or(Part::Whole, |(cycle, person)| Part::Packet(cycle, person))
}

/// The packet with a cycle's and a person's ids, where there is one.
pub fn packet_named(organisation: &Organisation, cycle: &CycleId, person: &PersonId) -> Option<(CycleIx, PersonIx)> {
    let cycle = organisation.find_cycle(cycle)?;
    let person = organisation.find_person(person)?;
    organisation.cycle(cycle).packet(person).map(|_| (cycle, person))
}
