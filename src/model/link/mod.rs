//! From records to the linked organisation: ids resolved, loops found, contradictions named, in one pass.
//!
//! The order is that of dependence: settings and policy, the roster and units, cycles, goals, sessions, packets. What cannot be
//! resolved is reported and left out, so that the rest can still be looked at.

mod cycles;
mod goals;
mod packets;
mod roster;
mod sessions;

use std::collections::HashMap;

use super::faults;
use super::organisation::{FreePage, Organisation, PersonIx, TeamIx};
use super::policy::Policy;
use super::settings::Settings;
use crate::diagnostics::{Finding, Place};
use crate::records::id::{PersonId, TeamId};
use crate::records::load::Loaded;
use crate::records::{AnyFiled, At, Filed, Record, RecordPlace};
use crate::source::{Date, SourcePath};

/// The organisation, and what is wrong between its records.
#[derive(Debug)]
pub struct Linked {
    /// The organisation, without what could not be resolved.
    pub organisation: Organisation,
    /// Errors and warnings about references and contradictions.
    pub findings: Vec<Finding>,
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
    findings: Vec<Finding>,
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
            settings,
            policy: Policy::default(),
            as_of,
            people: Vec::new(),
            teams: Vec::new(),
            cycles: Vec::new(),
            pages: Vec::new(),
            later: 0,
            person_by_id: HashMap::new(),
            team_by_id: HashMap::new(),
        };
        Self {
            organisation,
            findings: Vec::new(),
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

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
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
                self.findings
                    .extend(ratings.add(&rating.value.0.to_string(), filed.place(rating.value.at), "rating"));
            }
            let mut results = faults::Seen::default();
            for result in &filed.record.result {
                self.findings
                    .extend(results.add(result.id.as_str(), filed.place(result.id.at), "result"));
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
            self.findings.extend(findings);
        }
        self.organisation.policy = Policy::new(filed);
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
