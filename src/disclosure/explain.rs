//! What the matrix means for one tree or one section: when each section of a packet is shown, to whom, and by which rule.

use super::audience::{Audience, trees};
use super::lens::Lens;
use super::matrix::{Cell, Matrix};
use crate::facts::{Facts, RatingOrigin};
use crate::model::{Cycle, CycleIx, Organisation, Packet, PersonIx};
use crate::records::access::{AudienceKind, Moment, SectionKind};
use crate::source::Date;

/// From when a section is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opening {
    /// Not at all.
    Never,
    /// As soon as there is a record.
    Always,
    /// From this day.
    From(Date),
    /// From this day, if the release is approved by then.
    AwaitsApproval(Date),
    /// Not yet: what the rule waits for has not happened, or has no day.
    Waits,
    /// For each person from a day of their own.
    Differs,
    /// In totals alone.
    Totals,
}

/// One section of a tree in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionOfTree {
    /// The section.
    pub section: SectionKind,
    /// The rule, and who decided it.
    pub cell: Cell,
    /// From when.
    pub opening: Opening,
}

/// Somebody who sees a section, or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// In which tree.
    pub audience: Audience,
    /// Those who read that tree today.
    pub readers: Vec<PersonIx>,
    /// The rule, and who decided it.
    pub cell: Cell,
    /// From when.
    pub opening: Opening,
}

/// The sections of a tree in a cycle, in the order of the matrix.
pub fn sections_of_tree(
    organisation: &Organisation,
    facts: &Facts,
    matrix: &Matrix,
    audience: Audience,
    cycle: CycleIx,
) -> Vec<SectionOfTree> {
    let linked = organisation.cycle(cycle);
    let packet = match audience {
        Audience::Person(person) => linked.packet(person).map(|packet| &**packet),
        _ => None,
    };
    let line = |section: &SectionKind| {
        let cell = matrix.cell(*section, audience.kind());
        SectionOfTree {
            section: *section,
            cell,
            opening: opening(
                (audience.kind(), *section, cell.moment),
                organisation,
                linked,
                facts,
                packet,
            ),
        }
    };
    SectionKind::ALL.iter().map(line).collect()
}

/// Everyone who sees a section of a person's packet of a cycle, or will, tree by tree.
pub fn who_sees(
    organisation: &Organisation,
    facts: &Facts,
    matrix: &Matrix,
    (person, cycle): (PersonIx, CycleIx),
    section: SectionKind,
) -> Vec<Sight> {
    let linked = organisation.cycle(cycle);
    let packet = linked.packet(person).map(|packet| &**packet);
    let reaches = |audience: Audience| match audience.kind() {
        AudienceKind::Company => tells_the_company(section),
        _ => Lens::new(organisation, facts, matrix, audience).covers(person, cycle),
    };
    let all = trees(organisation).into_iter();
    let open = all.filter(|audience| matrix.cell(section, audience.kind()).moment != Moment::Never);
    open.filter(|audience| reaches(*audience))
        .map(|audience| {
            let cell = matrix.cell(section, audience.kind());
            Sight {
                audience,
                readers: audience.readers(organisation).into_iter().collect(),
                cell,
                opening: opening(
                    (audience.kind(), section, cell.moment),
                    organisation,
                    linked,
                    facts,
                    packet,
                ),
            }
        })
        .collect()
}

/// The audiences that would see a section of a person's packet if the person were not one of those who read the tree as members.
pub fn kept_from(
    organisation: &Organisation,
    facts: &Facts,
    matrix: &Matrix,
    (person, cycle): (PersonIx, CycleIx),
    section: SectionKind,
) -> Vec<Audience> {
    let open = |audience: &Audience| matrix.cell(section, audience.kind()).moment != Moment::Never;
    let is_kept = |audience: &Audience| {
        let lens = Lens::new(organisation, facts, matrix, *audience);
        lens.is_left_out(person) && lens.counts(person, cycle)
    };
    let all = trees(organisation).into_iter();
    all.filter(|audience| open(audience) && is_kept(audience)).collect()
}

/// Sections that the company's tree can hold: it has no packets, so of a person's it has goals alone.
fn tells_the_company(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Goals | SectionKind::IndividualGoals | SectionKind::Success | SectionKind::Surveys
    )
}

/// From when a moment opens a section of a packet, or of a tree with many packets where none is given.
fn opening(
    (audience, section, moment): (AudienceKind, SectionKind, Moment),
    organisation: &Organisation,
    cycle: &Cycle,
    facts: &Facts,
    packet: Option<&Packet>,
) -> Opening {
    let is_told_whole = matches!(section, SectionKind::Success | SectionKind::Surveys);
    let too_few = |packet: &Packet| packet.feedback.len() < organisation.policy.feedback_minimum as usize;
    match moment {
        Moment::Never => Opening::Never,
        // Outside of HR what is told of the organisation as a whole waits for release, whatever a policy says.
        Moment::Always | Moment::Totals if is_told_whole && audience != AudienceKind::Hr => release(cycle),
        Moment::Always => Opening::Always,
        Moment::InAggregates | Moment::Totals | Moment::OwnScope => Opening::Totals,
        Moment::FromGoalsLocked => Opening::From(cycle.deadlines.goals_locked),
        Moment::FromReleaseAndMinimum if packet.is_some_and(too_few) => Opening::Waits,
        Moment::FromRelease | Moment::FromReleaseAndMinimum => release(cycle),
        Moment::OnceSubmitted | Moment::OnceShared | Moment::OnceCalibrated => packet
            .map_or(Opening::Differs, |packet| {
                day_of(moment, section, cycle, facts, packet).map_or(Opening::Waits, Opening::From)
            }),
    }
}

fn release(cycle: &Cycle) -> Opening {
    let planned = cycle.deadlines.release;
    match &cycle.release {
        Some(release) => Opening::From(planned.max(release.approved)),
        None => Opening::AwaitsApproval(planned),
    }
}

/// The day on which what a moment waits for happened to one packet, or will by its record.
fn day_of(moment: Moment, section: SectionKind, cycle: &Cycle, facts: &Facts, packet: &Packet) -> Option<Date> {
    let assessment = packet.manager_assessment.as_ref().map(|filed| &filed.record.front);
    let day = match (moment, section) {
        (Moment::OnceCalibrated, _) => return calibrated(cycle, facts, packet),
        (Moment::OnceShared, _) => assessment?.shared.as_ref(),
        (_, SectionKind::SelfAssessment) => packet.self_assessment.as_ref()?.record.front.submitted.as_ref(),
        _ => assessment?.submitted.as_ref(),
    };
    day.map(|day| day.value)
}

fn calibrated(cycle: &Cycle, facts: &Facts, packet: &Packet) -> Option<Date> {
    let rating = facts.cycle(packet.cycle).person(packet.person)?.rating.r#final?;
    let session = match rating.origin {
        RatingOrigin::Decision { session, .. } | RatingOrigin::Recommended { session } => session,
    };
    Some(cycle.session(session).record.record.date.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::derive;
    use crate::model::testing::{Org, org};

    fn ask<T>(org: &Org, question: impl FnOnce(&Organisation, &Facts, &Matrix, (PersonIx, CycleIx)) -> T) -> T {
        let organisation = org.build();
        let facts = derive(&organisation);
        let matrix = Matrix::in_force(&organisation.policy).0;
        let (jane, _) = organisation
            .people()
            .find(|(_, person)| person.id.as_str() == "jane")
            .unwrap();
        let cycle = organisation.current_cycle().unwrap();
        question(&organisation, &facts, &matrix, (jane, cycle))
    }

    fn opening_for_jane(org: &Org, section: SectionKind) -> Opening {
        ask(org, |organisation, facts, matrix, (jane, cycle)| {
            let lines = sections_of_tree(organisation, facts, matrix, Audience::Person(jane), cycle);
            lines.into_iter().find(|line| line.section == section).unwrap().opening
        })
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn pay_waits_for_the_approval_and_then_for_the_later_of_both_days() {
        let waiting = org().person("jane").rated(3);
        assert_eq!(
            opening_for_jane(&waiting, SectionKind::Pay),
            Opening::AwaitsApproval(day("2026-10-26"))
        );
        let approved = waiting.cycle_fields("[release]\napproved_by = \"head\"\napproved = 2026-10-28\n");
        assert_eq!(
            opening_for_jane(&approved, SectionKind::Pay),
            Opening::From(day("2026-10-28"))
        );
    }

    #[test]
    fn an_assessment_opens_on_the_day_on_which_it_was_shared() {
        let not_shared = org().person("jane").rated(3);
        assert_eq!(
            opening_for_jane(&not_shared, SectionKind::ManagerAssessment),
            Opening::Waits
        );
        let shared = org().person("jane").assessed("rating = 3\nshared = 2026-10-27");
        assert_eq!(
            opening_for_jane(&shared, SectionKind::ManagerAssessment),
            Opening::From(day("2026-10-27"))
        );
    }

    #[test]
    fn pay_is_seen_by_the_person_the_managers_above_and_hr() {
        let org = org()
            .person("mid")
            .person("jane")
            .managed_by("mid")
            .rated(3)
            .person("other");
        let trees: Vec<_> = ask(&org, |organisation, facts, matrix, of| {
            let sights = who_sees(organisation, facts, matrix, of, SectionKind::Pay);
            sights.iter().map(|sight| sight.audience.tree(organisation)).collect()
        });
        assert_eq!(trees, ["people/jane", "managers/head", "managers/mid", "hr"]);
    }
}
