//! What was examined, once records of some packets, calibration sessions and units' goals differ: at the cost of what differs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::examine::{Examined, is_broken};
use crate::diagnostics::Finding;
use crate::disclosure::ForEveryone;
use crate::facts::{Facts, derive_again};
use crate::model::{
    Cycle, CycleIx, Findings, GoalRecord, Organisation, Owner, PacketRecords, Part, PersonIx, Rewritten, Session,
    SessionRecords, WrittenSession, relink,
};
use crate::records::id::{CycleId, PersonId};
use crate::records::{Filed, Parsed, Record, RecordPlace};
use crate::rules;

/// Records as they are now.
#[derive(Debug, Default)]
pub struct Again {
    /// Those of packets.
    pub packets: Vec<PacketAgain>,
    /// The sessions of cycles, all of each cycle.
    pub sessions: Vec<SessionsAgain>,
    /// The goals of units and of the company.
    pub goals: Vec<GoalsAgain>,
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

/// The sessions of one cycle as they are now, with what is wrong with their files.
#[derive(Debug)]
pub struct SessionsAgain {
    /// The records.
    pub records: SessionRecords,
    /// What is wrong with them, each on its own.
    pub findings: Vec<Finding>,
}

impl SessionsAgain {
    /// What the files of a cycle's sessions say.
    pub fn of<'p>(cycle: CycleIx, parsed: impl Iterator<Item = &'p Parsed>) -> Self {
        let (mut sessions, mut findings) = (Vec::new(), Vec::new());
        for each in parsed {
            let RecordPlace::Calibration(_, id) = &each.place else {
                continue;
            };
            findings.extend(each.findings.iter().cloned());
            if let Some((file, Record::Calibration(record))) =
                each.record.as_ref().map(|filed| (&filed.file, &filed.record))
            {
                sessions.push(WrittenSession {
                    id: id.clone(),
                    filed: Filed {
                        file: file.clone(),
                        record: record.clone(),
                    },
                });
            }
        }
        Self {
            records: SessionRecords { cycle, sessions },
            findings,
        }
    }
}

/// The goals of a unit or of the company as they are now, with what is wrong with their file.
#[derive(Debug)]
pub struct GoalsAgain {
    /// The record.
    pub record: GoalRecord,
    /// What is wrong with it, on its own.
    pub findings: Vec<Finding>,
}

impl GoalsAgain {
    /// What a file of goals says.
    pub fn of(cycle: CycleIx, owner: Owner, parsed: &Parsed) -> Self {
        let goals = parsed.record.as_ref().and_then(|filed| match &filed.record {
            Record::Goals(record) => Some(Arc::new(Filed {
                file: filed.file.clone(),
                record: record.clone(),
            })),
            _ => None,
        });
        Self {
            record: GoalRecord {
                cycle,
                owner,
                place: parsed.place.clone(),
                goals,
            },
            findings: parsed.findings.clone(),
        }
    }
}

/// As [`examine`](super::examine()) makes it of the same organisation with some records as they are now and `records` in all; at the cost
/// of what differs. None where more hangs on it, so that everything has to be examined.
///
/// # Errors
/// All findings, where there is an error among them.
pub fn examine_again(before: &Examined, again: Again, records: usize) -> Option<Result<Examined, Findings>> {
    let mut of_files = Findings::default();
    let mut records_again = Rewritten::default();
    for each in again.sessions {
        of_files.add(Part::Sessions(each.records.cycle), each.findings);
        records_again.sessions.push(each.records);
    }
    for each in again.goals {
        of_files.add(Part::Goals(each.record.cycle, each.record.owner), each.findings);
        records_again.goals.push(each.record);
    }
    for packet in again.packets {
        let PacketRecords { cycle, person, .. } = packet.records;
        of_files.add(Part::Packet(cycle, person), packet.findings);
        records_again.packets.push(packet.records);
    }
    let relinked = relink(&before.organisation, records_again)?;
    let organisation = relinked.organisation;
    // Goals that support others are part of a review, and the rules of a cycle look at all reviews.
    let mut reviews: BTreeSet<_> = relinked.parts.iter().filter_map(packet_of).collect();
    let calibrated: Vec<_> = relinked.parts.iter().filter_map(sessions_of).collect();
    let cycles: BTreeSet<_> = relinked.parts.iter().filter_map(cycle_of).collect();
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
    for cycle in calibrated {
        let concerned = calibrated_otherwise((&before.organisation, &before.facts), (&organisation, &facts), cycle);
        reviews.extend(concerned.into_iter().map(|person| (cycle, person)));
    }
    let process = before.process.again((&organisation, &facts), &reviews, &cycles);
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

fn packet_of(part: &Part) -> Option<(CycleIx, PersonIx)> {
    match *part {
        Part::Packet(cycle, person) | Part::Goals(cycle, Owner::Person(person)) => Some((cycle, person)),
        Part::Goals(..) | Part::Cycle(_) | Part::Sessions(_) | Part::Whole => None,
    }
}

fn cycle_of(part: &Part) -> Option<CycleIx> {
    match *part {
        Part::Packet(cycle, _) | Part::Goals(cycle, _) | Part::Cycle(cycle) | Part::Sessions(cycle) => Some(cycle),
        Part::Whole => None,
    }
}

fn sessions_of(part: &Part) -> Option<CycleIx> {
    match *part {
        Part::Sessions(cycle) => Some(cycle),
        _ => None,
    }
}

/// Whose process findings may differ once sessions do: who is rated otherwise, and of whom a session that differs decides, and whom it covers.
fn calibrated_otherwise(
    (was, figures_were): (&Organisation, &Facts),
    (organisation, figures): (&Organisation, &Facts),
    at: CycleIx,
) -> BTreeSet<PersonIx> {
    let (before, cycle) = (was.cycle(at), organisation.cycle(at));
    let differing = differing(before, cycle).chain(differing(cycle, before));
    let (were, are) = (figures_were.cycle(at), figures.cycle(at));
    let mut concerned = BTreeSet::new();
    for session in differing {
        concerned.extend(session.decided.iter().flatten().copied());
        let covered = session.teams.iter().flat_map(|team| &are.unit(*team).all.packets);
        concerned.extend(covered.map(|packet| are.packet(*packet).person));
    }
    let figures = were.packets.iter().zip(&are.packets);
    let rated_otherwise = figures.filter(|(old, new)| !Arc::ptr_eq(old, new) && old.rating != new.rating);
    concerned.extend(rated_otherwise.map(|(_, new)| new.person));
    concerned
}

/// The sessions of a cycle that another state of it has not in the same form.
fn differing<'c>(cycle: &'c Cycle, other: &'c Cycle) -> impl Iterator<Item = &'c Session> {
    let is_same = |(at, session): &(usize, &Arc<Session>)| {
        // Most are where they were, and the very same.
        let same_place = other.sessions.get(*at);
        same_place.is_some_and(|each| Arc::ptr_eq(each, session)) || other.sessions.iter().any(|each| each == *session)
    };
    let sessions = cycle.sessions.iter().enumerate();
    sessions
        .filter(move |session| !is_same(session))
        .map(|(_, session)| &**session)
}

/// The cycle and the owner of the goals of a unit or of the company at a place, where both are known.
pub fn goals_at(organisation: &Organisation, place: &RecordPlace) -> Option<(CycleIx, Owner)> {
    let (cycle, owner) = match place {
        RecordPlace::CompanyGoals(cycle) => (cycle, Owner::Company),
        RecordPlace::TeamGoals(cycle, team) => (cycle, Owner::Team(organisation.find_team(team)?)),
        _ => return None,
    };
    Some((organisation.find_cycle(cycle)?, owner))
}

/// The packet with a cycle's and a person's ids, where there is one.
pub fn packet_named(organisation: &Organisation, cycle: &CycleId, person: &PersonId) -> Option<(CycleIx, PersonIx)> {
    let cycle = organisation.find_cycle(cycle)?;
    let person = organisation.find_person(person)?;
    organisation.cycle(cycle).packet(person).map(|_| (cycle, person))
}
