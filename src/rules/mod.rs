//! Checks over the linked organisation and its figures, and the list of all rules that there are.
//!
//! One file an area, one small function a rule, and beside it the rule that it finds broken. [`warnings`] reads what people wrote
//! and finds what was probably not meant; [`process_of`] compares the figures with what the process asks. Nothing here works a
//! figure out, and nothing here knows who may see a finding: it names the sections that it tells of, and disclosure decides.

mod calibration;
mod check_in;
mod content;
mod cycle;
mod examples;
mod finding;
mod goals;
mod outcomes;
mod people;
mod plans;
pub mod registry;
mod reviews;
mod subject;

use rayon::prelude::*;

use crate::diagnostics::Finding;
use crate::facts::Facts;
use crate::model::{Cycle, CycleIx, Findings, GoalSet, Organisation, Packet, Part, PersonIx};
use subject::{Review, Round, Subject};

pub use finding::{Order, ProcessFinding};
pub use people::is_servable;
pub use reviews::SELF_ASSESSMENT_MISSING;

/// What is wrong or unusual in what one packet says.
type PacketWarning = fn(&Subject<'_>) -> Vec<Finding>;
/// What is wrong or unusual in the goals of one owner.
type GoalsWarning = fn(&Cycle, &GoalSet) -> Vec<Finding>;
/// What is wrong or unusual in what a whole cycle or the organisation says.
type Warning<T> = fn(&Organisation, &T) -> Vec<Finding>;
/// Where the process of one packet is not as it should be.
type PacketRule = fn(&Review<'_>) -> Vec<ProcessFinding>;
/// Where the process of a whole cycle is not as it should be.
type CycleRule = fn(&Round<'_>) -> Vec<ProcessFinding>;

/// What was understood and probably not meant, by what it rests on; and an error where two people share an address.
///
/// Takes time in proportion to the records; packets are read by all threads.
#[must_use]
pub fn warnings(organisation: &Organisation) -> Findings {
    let mut found = Findings::default();
    let rules = [people::WARNINGS, cycle::POLICY_WARNINGS].into_iter().flatten();
    found.add(
        Part::Whole,
        rules.flat_map(|rule| rule(organisation, &organisation.policy)),
    );
    for (at, cycle) in organisation.cycles() {
        found.add(Part::Cycle(at), of_cycle(organisation, cycle));
        let packets: Vec<_> = cycle
            .packets
            .par_iter()
            .map(|packet| (packet.person, of_packet(organisation, cycle, packet)))
            .filter(|(_, found)| !found.is_empty())
            .collect();
        for (person, warnings) in packets {
            found.add(Part::Packet(at, person), warnings);
        }
        for set in &cycle.goals.sets {
            found.add(Part::Goals(at, set.owner), of_goals(cycle, set));
        }
    }
    found
}

/// As [`warnings`], of some parts alone.
#[must_use]
pub fn warnings_of<'p>(organisation: &Organisation, parts: impl IntoIterator<Item = &'p Part>) -> Findings {
    let mut found = Findings::default();
    for part in parts {
        match *part {
            Part::Cycle(at) => found.add(*part, of_cycle(organisation, organisation.cycle(at))),
            Part::Packet(at, person) => {
                let cycle = organisation.cycle(at);
                let packet = cycle.packet(person).into_iter();
                found.add(*part, packet.flat_map(|packet| of_packet(organisation, cycle, packet)));
            }
            Part::Goals(at, owner) => {
                let cycle = organisation.cycle(at);
                let set = cycle.goals.of(owner).into_iter();
                found.add(*part, set.flat_map(|set| of_goals(cycle, set)));
            }
            Part::Whole | Part::Sessions(_) => {}
        }
    }
    found
}

fn of_cycle(organisation: &Organisation, cycle: &Cycle) -> Vec<Finding> {
    let rules = [calibration::WARNINGS, cycle::WARNINGS];
    rules
        .into_iter()
        .flatten()
        .flat_map(|rule| rule(organisation, cycle))
        .collect()
}

fn of_goals(cycle: &Cycle, set: &GoalSet) -> Vec<Finding> {
    goals::written::WARNINGS
        .iter()
        .flat_map(|rule| rule(cycle, set))
        .collect()
}

fn of_packet(organisation: &Organisation, cycle: &Cycle, packet: &Packet) -> Vec<Finding> {
    let rules = [
        goals::written::PACKET_WARNINGS,
        check_in::WARNINGS,
        reviews::written::WARNINGS,
        outcomes::WARNINGS,
        plans::written::WARNINGS,
        content::WARNINGS,
    ];
    let subject = Subject {
        organisation,
        cycle,
        packet,
    };
    rules.into_iter().flatten().flat_map(|rule| rule(&subject)).collect()
}

/// Where the records are right and the process is not: what is found by looking at each packet that there is, where anything is.
///
/// Takes time in proportion to the records; packets are worked on by all threads.
#[must_use]
pub fn process_of_packets(
    organisation: &Organisation,
    facts: &Facts,
) -> Vec<((CycleIx, PersonIx), Vec<ProcessFinding>)> {
    let mut all = Vec::new();
    for (at, cycle) in organisation.cycles() {
        let packets = cycle.packets.par_iter().map(|packet| {
            let found = process_of(organisation, facts, at, packet.person);
            ((at, packet.person), found)
        });
        all.par_extend(packets.filter(|(_, found)| !found.is_empty()));
    }
    all
}

/// As [`process_of_packets`], by looking at a cycle as a whole.
#[must_use]
pub fn process_of_cycle(organisation: &Organisation, facts: &Facts, cycle: CycleIx) -> Vec<ProcessFinding> {
    let rules = [goals::CYCLE_RULES, calibration::CYCLE, cycle::CYCLE_RULES];
    let round = Round::new(organisation, cycle, facts);
    rules.into_iter().flatten().flat_map(|rule| rule(&round)).collect()
}

/// As [`process_of_packets`], of one packet.
#[must_use]
pub fn process_of(organisation: &Organisation, facts: &Facts, at: CycleIx, person: PersonIx) -> Vec<ProcessFinding> {
    let rules = [
        goals::PACKET,
        check_in::PACKET,
        reviews::PACKET,
        calibration::PACKET,
        outcomes::PACKET,
        plans::PACKET,
    ];
    let (cycle, all) = (organisation.cycle(at), facts.cycle(at));
    let (Some(packet), Some(facts)) = (cycle.packet(person), all.person(person)) else {
        return Vec::new();
    };
    let review = Review {
        of: Subject {
            organisation,
            cycle,
            packet,
        },
        at,
        all,
        facts,
    };
    rules.into_iter().flatten().flat_map(|rule| rule(&review)).collect()
}
