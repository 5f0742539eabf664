//! From records to the linked organisation: ids resolved, loops found, contradictions named, in one pass.
//!
//! The order is that of dependence: settings and policy, the roster and units, cycles, goals, sessions, packets. What cannot be
//! resolved is reported and left out, so that the rest can still be looked at.

mod cycles;
mod goals;
mod packets;
mod relink;
mod roster;
mod sessions;

use std::sync::Arc;

use super::cycle::{Cycle, CycleIx};
use super::faults;
use super::findings::{Findings, Part};
use super::organisation::{FreePage, Organisation, PersonIx, TeamIx};
use super::policy::Policy;
use super::settings::Settings;
use crate::diagnostics::{Finding, Place};
use crate::records::id::{PersonId, TeamId};
use crate::records::load::Loaded;
use crate::records::{AnyFiled, At, Filed, Record, RecordPlace};
use crate::source::{Date, SourcePath};

pub use relink::{GoalRecord, PacketRecords, Rewritten, SessionRecords, relink};
pub use sessions::WrittenSession;

/// The organisation, and what is wrong between its records.
#[derive(Debug)]
pub struct Linked {
    /// The organisation, without what could not be resolved.
    pub organisation: Organisation,
    /// Errors and warnings about references and contradictions.
    pub findings: Findings,
}

/// Links what was loaded, as it stood on `as_of`: records that were made later are left out.
#[must_use]
pub fn link(loaded: Loaded, as_of: Date) -> Linked {
    let settings = Settings::new(loaded.settings.as_ref());
    let mut sorted = Sorted::default();
    let mut linker = Linker::new(settings, as_of);
    for parsed in loaded.records {
        match parsed.record {
            Some(filed) => sorted.add(parsed.place, filed),
            None => linker.unread(&parsed.place),
        }
    }
    linker.policy(sorted.policy.as_ref());
    linker.roster(sorted.teams, sorted.people);
    linker.pages(sorted.pages);
    linker.cycles(sorted.cycles, sorted.in_cycles);
    Linked {
        organisation: linker.organisation,
        findings: linker.findings,
    }
}

/// Records by what they are for.
#[derive(Default)]
struct Sorted {
    policy: Option<Filed<crate::records::policy::PolicyRecord>>,
    teams: Vec<Filed<crate::records::teams::TeamsRecord>>,
    people: Vec<Filed<crate::records::people::PeopleRecord>>,
    pages: Vec<FreePage>,
    cycles: Vec<(crate::records::id::CycleId, Filed<crate::records::cycle::CycleRecord>)>,
    in_cycles: Vec<(RecordPlace, AnyFiled)>,
}

impl Sorted {
    fn add(&mut self, place: RecordPlace, filed: AnyFiled) {
        let AnyFiled { file, record } = filed;
        match (place, record) {
            (_, Record::Policy(record)) => self.policy = Some(Filed { file, record }),
            (_, Record::Teams(record)) => self.teams.push(Filed { file, record }),
            (_, Record::People(record)) => self.people.push(Filed { file, record }),
            (RecordPlace::Page(id), Record::Page(record)) => {
                let title = roster::page_title(&id, &record);
                self.pages.push(FreePage {
                    id,
                    title,
                    document: Filed { file, record },
                });
            }
            (RecordPlace::Cycle(id), Record::Cycle(record)) => self.cycles.push((id, Filed { file, record })),
            (place, record) => self.in_cycles.push((place, AnyFiled { file, record })),
        }
    }
}

/// The organisation while it is being linked.
struct Linker {
    organisation: Organisation,
    findings: Findings,
    /// What is being linked: what is found rests on it.
    part: Part,
    /// A file of the roster could not be read, so that an unknown person may be one of its.
    roster_unread: bool,
    /// The file of the units could not be read.
    teams_unread: bool,
    /// The policy could not be read.
    policy_unread: bool,
    /// Cycles whose `cycle.toml` could not be read.
    cycles_unread: Vec<crate::records::id::CycleId>,
    /// Whether goals of anybody could not be read, so that a goal that is not found may be one of theirs.
    goals_unread: Vec<RecordPlace>,
}

impl Linker {
    fn new(settings: Settings, as_of: Date) -> Self {
        let organisation = Organisation {
            settings: Arc::new(settings),
            policy: Arc::default(),
            as_of,
            people: Arc::default(),
            teams: Arc::default(),
            cycles: Vec::new(),
            pages: Arc::default(),
            later: 0,
            person_by_id: Arc::default(),
            team_by_id: Arc::default(),
        };
        Self::over(organisation)
    }

    fn over(organisation: Organisation) -> Self {
        Self {
            organisation,
            findings: Findings::default(),
            part: Part::Whole,
            roster_unread: false,
            teams_unread: false,
            policy_unread: false,
            cycles_unread: Vec::new(),
            goals_unread: Vec::new(),
        }
    }

    fn unread(&mut self, place: &RecordPlace) {
        match place {
            RecordPlace::People => self.roster_unread = true,
            RecordPlace::Teams => self.teams_unread = true,
            RecordPlace::Policy => self.policy_unread = true,
            RecordPlace::Cycle(cycle) => self.cycles_unread.push(cycle.clone()),
            RecordPlace::CompanyGoals(_) | RecordPlace::TeamGoals(..) | RecordPlace::Packet(..) => {
                self.goals_unread.push(place.clone());
            }
            RecordPlace::Page(_) | RecordPlace::Calibration(..) | RecordPlace::Surveys(_) => {}
        }
    }

    /// A cycle while it is being linked; nobody else has it yet.
    fn cycle_mut(&mut self, cycle: CycleIx) -> &mut Cycle {
        Arc::make_mut(&mut self.organisation.cycles[cycle.index()])
    }

    fn report(&mut self, finding: Finding) {
        self.report_all([finding]);
    }

    fn report_all(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.add(self.part, findings);
    }

    /// Resolves a person whom a record names, or reports that the roster does not have them.
    fn person(&mut self, file: &SourcePath, field: &str, id: &At<PersonId>) -> Option<PersonIx> {
        self.person_at(Place::at(file, id.at), field, id)
    }

    fn person_at(&mut self, place: Place, field: &str, id: &PersonId) -> Option<PersonIx> {
        let found = self.organisation.find_person(id);
        if found.is_none() && !self.roster_unread {
            let known = self.organisation.people.iter().map(|person| person.id.as_str());
            let finding = faults::unknown_person(place, field, id, known);
            self.report(finding);
        }
        found
    }

    /// Resolves a unit that a record names, or reports that there is none.
    fn team(&mut self, file: &SourcePath, field: &str, id: &At<TeamId>) -> Option<TeamIx> {
        let found = self.organisation.find_team(id);
        if found.is_none() && !self.teams_unread {
            let known = self.organisation.teams.iter().map(|team| team.id.as_str());
            let finding = faults::unknown_team(Place::at(file, id.at), field, id, known);
            self.report(finding);
        }
        found
    }

    fn policy(&mut self, filed: Option<&Filed<crate::records::policy::PolicyRecord>>) {
        if let Some(filed) = filed {
            let mut ratings = faults::Seen::default();
            for rating in &filed.record.rating {
                self.report_all(ratings.add(&rating.value.0.to_string(), filed.place(rating.value.at), "rating"));
            }
            let mut results = faults::Seen::default();
            for result in &filed.record.result {
                self.report_all(results.add(result.id.as_str(), filed.place(result.id.at), "result"));
            }
            let ranges = filed
                .record
                .rating
                .iter()
                .flat_map(|rating| [&rating.guideline, &rating.merit]);
            let backwards = ranges.filter(|range| range.value[0] > range.value[1]);
            let findings: Vec<_> = backwards
                .map(|range| faults::range_backwards(filed.place(range.at)))
                .collect();
            self.report_all(findings);
        }
        self.organisation.policy = Arc::new(Policy::new(filed));
    }

    /// Whether a rating that a record names is on the scale; reports it where it is not.
    fn on_scale(&mut self, file: &SourcePath, field: &str, rating: &At<crate::records::Count>) {
        if !self.policy_unread && self.organisation.policy.rating(rating.0).is_none() {
            let scale: Vec<_> = self
                .organisation
                .policy
                .ratings
                .iter()
                .map(|rating| rating.value.to_string())
                .collect();
            self.report(faults::rating_not_on_scale(Place::at(file, rating.at), field, &scale));
        }
    }
}
