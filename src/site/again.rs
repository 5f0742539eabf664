//! What was examined, once records of some packets and calibration sessions differ: at the cost of what differs.

use std::collections::BTreeSet;

use super::examine::{Examined, is_broken};
use crate::diagnostics::Finding;
use crate::disclosure::ForEveryone;
use crate::facts::{Facts, derive_again};
use crate::model::{
    Cycle, CycleIx, Findings, Organisation, Owner, PacketRecords, Part, PersonIx, Session, SessionRecords,
    WrittenSession, relink,
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

/// As [`examine`](super::examine()) makes it of the same organisation with some records as they are now and `records` in all; at the cost
/// of what differs. None where more hangs on it, so that everything has to be examined.
///
/// # Errors
/// All findings, where there is an error among them.
pub fn examine_again(before: &Examined, again: Again, records: usize) -> Option<Result<Examined, Findings>> {
    let mut of_files = Findings::default();
    let mut sessions = Vec::with_capacity(again.sessions.len());
    for each in again.sessions {
        of_files.add(Part::Sessions(each.records.cycle), each.findings);
        sessions.push(each.records);
    }
    let mut linked = Vec::with_capacity(again.packets.len());
    for packet in again.packets {
        let PacketRecords { cycle, person, .. } = packet.records;
        of_files.add(Part::Packet(cycle, person), packet.findings);
        linked.push(packet.records);
    }
    let relinked = relink(&before.organisation, sessions, linked)?;
    let organisation = relinked.organisation;
    // Goals that support others are part of a review, and the rules of a cycle look at all reviews.
    let mut reviews: BTreeSet<_> = relinked.parts.iter().filter_map(packet_of).collect();
    let calibrated: Vec<_> = relinked.parts.iter().filter_map(sessions_of).collect();
    let mut cycles: BTreeSet<_> = reviews.iter().map(|(cycle, _)| *cycle).collect();
    cycles.extend(&calibrated);
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
    let (mut named, mut teams) = (BTreeSet::new(), BTreeSet::new());
    for session in differing {
        named.extend(session.decided.iter().flatten().copied());
        teams.extend(session.teams.iter().copied());
    }
    let (were, are) = (figures_were.cycle(at), figures.cycle(at));
    for (old, new) in were.packets.iter().zip(&are.packets) {
        let is_covered = new
            .team
            .is_some_and(|team| organisation.line_of(team).any(|above| teams.contains(&above)));
        if is_covered || old.rating != new.rating {
            named.insert(new.person);
        }
    }
    named
}

/// The sessions of a cycle that another state of it has not in the same form.
fn differing<'c>(cycle: &'c Cycle, other: &'c Cycle) -> impl Iterator<Item = &'c Session> {
    let is_same = |session: &&Session| other.sessions.iter().any(|each| each == *session);
    cycle.sessions.iter().filter(move |session| !is_same(session))
}

/// The packet with a cycle's and a person's ids, where there is one.
pub fn packet_named(organisation: &Organisation, cycle: &CycleId, person: &PersonId) -> Option<(CycleIx, PersonIx)> {
    let cycle = organisation.find_cycle(cycle)?;
    let person = organisation.find_person(person)?;
    organisation.cycle(cycle).packet(person).map(|_| (cycle, person))
}
