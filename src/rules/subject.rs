//! What a rule looks at: one packet as it is written, one review with its figures, or a whole cycle.

use super::finding::ProcessFinding;
use crate::diagnostics::{Finding, Place, Rule, counted};
use crate::facts::{CycleFacts, Facts, PacketFacts, Standing};
use crate::model::{Cycle, CycleIx, Organisation, Packet, PersonIx};
use crate::records::access::SectionKind;
use crate::source::{Date, SourcePath};

/// One packet as it is written.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub organisation: &'a Organisation,
    pub cycle: &'a Cycle,
    pub packet: &'a Packet,
}

/// One packet and its figures.
pub(super) struct Review<'a> {
    pub of: Subject<'a>,
    pub at: CycleIx,
    pub all: &'a CycleFacts,
    pub facts: &'a PacketFacts,
}

/// One cycle and its figures.
pub(super) struct Round<'a> {
    pub organisation: &'a Organisation,
    pub at: CycleIx,
    pub cycle: &'a Cycle,
    pub facts: &'a CycleFacts,
}

/// That a part was handed in after its deadline, or was not.
pub(super) enum Overdue {
    /// It is not there.
    Missing,
    /// It came so many days late.
    Late(u32),
}

impl Overdue {
    pub fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::NotDue | Standing::OnTime { .. } => None,
            Standing::Missing { .. } => Some(Self::Missing),
            Standing::Late { days, .. } => Some(Self::Late(days)),
        }
    }
}

/// A number of days in words.
pub(super) fn days(count: u32) -> String {
    counted(count as usize, "day", "days")
}

/// The folder of a cycle.
fn folder(cycle: &Cycle) -> SourcePath {
    let file = cycle.place.file.as_str();
    SourcePath::new(file.rsplit_once('/').map_or("", |(folder, _)| folder))
}

impl Subject<'_> {
    /// Whether a day lies in the cycle, its first and last day included.
    pub fn in_cycle(&self, day: Date) -> bool {
        (self.cycle.start..=self.cycle.end).contains(&day)
    }

    /// The place of a record of the packet that is not there, or of its folder.
    pub fn absent(&self, name: &str) -> Place {
        let id = &self.organisation.person(self.packet.person).id;
        Place::file(&folder(self.cycle).join("people").join(id.as_str()).join(name))
    }
}

impl<'a> Review<'a> {
    /// A finding of this packet, for the coordinator unless somebody else is named.
    pub fn finding(
        &self,
        rule: &'static Rule,
        place: Place,
        message: impl Into<String>,
        act: &'static str,
        sections: &'static [SectionKind],
    ) -> ProcessFinding {
        ProcessFinding {
            of_cycle: false,
            person: Some(self.of.packet.person),
            team: self.facts.team,
            ..in_cycle((self.at, self.of.cycle), rule, place, message, act, sections)
        }
    }

    /// The person reviewed.
    pub fn person(&self) -> PersonIx {
        self.of.packet.person
    }

    /// The manager at the cycle's end.
    pub fn manager(&self) -> Option<PersonIx> {
        self.facts.manager
    }

    /// The packet as it is written.
    pub fn packet(&self) -> &'a Packet {
        self.of.packet
    }

    /// The day on which the site stands.
    pub fn as_of(&self) -> Date {
        self.of.organisation.as_of
    }
}

/// A finding of a cycle, for its coordinator, about nobody in particular.
fn in_cycle(
    (at, cycle): (CycleIx, &Cycle),
    rule: &'static Rule,
    place: Place,
    message: impl Into<String>,
    act: &'static str,
    sections: &'static [SectionKind],
) -> ProcessFinding {
    ProcessFinding {
        finding: Finding::new(rule, place, message).help(act),
        actor: cycle.facilitation.coordinator,
        act,
        since: None,
        cycle: at,
        of_cycle: true,
        person: None,
        team: None,
        counted: Vec::new(),
        sections,
    }
}

impl<'a> Round<'a> {
    pub fn new(organisation: &'a Organisation, at: CycleIx, facts: &'a Facts) -> Self {
        Self {
            organisation,
            at,
            cycle: organisation.cycle(at),
            facts: facts.cycle(at),
        }
    }

    /// A finding of the whole cycle, for the coordinator unless somebody else is named.
    pub fn finding(
        &self,
        rule: &'static Rule,
        place: Place,
        message: impl Into<String>,
        act: &'static str,
        sections: &'static [SectionKind],
    ) -> ProcessFinding {
        in_cycle((self.at, self.cycle), rule, place, message, act, sections)
    }

    /// The place of a file of the cycle that is not there.
    pub fn absent(&self, name: &str) -> Place {
        Place::file(&folder(self.cycle).join(name))
    }
}
