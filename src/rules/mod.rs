//! Checks over the linked organisation and its figures, and the list of all rules that there are.
//!
//! One file an area, one small function a rule, and beside it the rule that it finds broken. [`warnings`] reads what people wrote
//! and finds what was probably not meant; [`process`] compares the figures with what the process asks. Nothing here works a
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
use crate::model::Organisation;
use subject::{Review, Round, Subject};

pub use finding::ProcessFinding;
pub use people::is_servable;
pub use reviews::SELF_ASSESSMENT_MISSING;

/// What is wrong or unusual in what one packet says.
type PacketWarning = fn(&Subject<'_>) -> Vec<Finding>;
/// What is wrong or unusual in what a whole cycle or the organisation says.
type Warning<T> = fn(&Organisation, &T) -> Vec<Finding>;
/// Where the process of one packet is not as it should be.
type PacketRule = fn(&Review<'_>) -> Vec<ProcessFinding>;
/// Where the process of a whole cycle is not as it should be.
type CycleRule = fn(&Round<'_>) -> Vec<ProcessFinding>;

/// What was understood and probably not meant, in the order of files; and an error where two people share an address.
///
/// Takes time in proportion to the records; packets are read by all threads.
#[must_use]
pub fn warnings(organisation: &Organisation) -> Vec<Finding> {
    let mut found: Vec<_> = people::WARNINGS
        .iter()
        .flat_map(|rule| rule(organisation, &organisation.policy))
        .chain(
            cycle::POLICY_WARNINGS
                .iter()
                .flat_map(|rule| rule(organisation, &organisation.policy)),
        )
        .collect();
    let of_packet = [
        goals::written::PACKET_WARNINGS,
        check_in::WARNINGS,
        reviews::written::WARNINGS,
        outcomes::WARNINGS,
        plans::written::WARNINGS,
        content::WARNINGS,
    ];
    let of_cycle = [goals::written::WARNINGS, calibration::WARNINGS, cycle::WARNINGS];
    for (_, cycle) in organisation.cycles() {
        found.extend(
            of_cycle
                .into_iter()
                .flatten()
                .flat_map(|rule| rule(organisation, cycle)),
        );
        let packets = cycle.packets.par_iter().flat_map_iter(|packet| {
            let subject = Subject {
                organisation,
                cycle,
                packet,
            };
            of_packet.into_iter().flatten().flat_map(move |rule| rule(&subject))
        });
        found.par_extend(packets);
    }
    found.sort_by(|a, b| (&a.place, a.rule.code, &a.message).cmp(&(&b.place, b.rule.code, &b.message)));
    found
}

/// Where the records are right and the process is not: by cycle, then by who must act, the longest open first.
///
/// Takes time in proportion to the records; packets are worked on by all threads.
#[must_use]
pub fn process(organisation: &Organisation, facts: &Facts) -> Vec<ProcessFinding> {
    let mut found = Vec::new();
    for (at, cycle) in organisation.cycles() {
        found.extend(of_round(&Round::new(organisation, at, facts)));
        let figures = facts.cycle(at);
        let packets = cycle.packets.par_iter().zip(&figures.packets);
        let reviews = packets.flat_map_iter(|(packet, facts)| {
            of_review(&Review {
                of: Subject {
                    organisation,
                    cycle,
                    packet,
                },
                at,
                all: figures,
                facts,
            })
        });
        found.par_extend(reviews);
    }
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

fn of_round(round: &Round<'_>) -> Vec<ProcessFinding> {
    let rules = [goals::CYCLE_RULES, calibration::CYCLE, cycle::CYCLE_RULES];
    rules.into_iter().flatten().flat_map(|rule| rule(round)).collect()
}

fn of_review(review: &Review<'_>) -> Vec<ProcessFinding> {
    let rules = [
        goals::PACKET,
        check_in::PACKET,
        reviews::PACKET,
        calibration::PACKET,
        outcomes::PACKET,
        plans::PACKET,
    ];
    rules.into_iter().flatten().flat_map(|rule| rule(review)).collect()
}
