//! The declared aggregates: totals over people that the matrix grants, each with the sections that it reads.
//!
//! A group is counted over everyone whom the audience's scope covers, those included whose own packet is left out of the tree:
//! totals count them, lists do not show them.

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use crate::facts::{CompletionCounts, Distribution, GroupFacts, Mean, MidCycleCounts, PacketIx, PayRollup};
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::records::access::{Moment, SectionKind};

/// A set of people of one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group<'g> {
    /// All whom the audience's scope covers.
    Everyone,
    /// A unit and all below it.
    Unit(TeamIx),
    /// Those whose role names this very unit.
    Direct(TeamIx),
    /// A manager's direct reports.
    Reports(PersonIx),
    /// Any people, such as those of one level.
    Of(&'g [PersonIx]),
}

/// What an audience may see of a group's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSections {
    /// How many people it has, employed on the cycle's last day.
    pub people: usize,
    /// Ratings that count: final, or recommended while there is none.
    pub ratings: Disclosed<Distribution>,
    /// Ratings as managers recommended them.
    pub recommended: Disclosed<Distribution>,
    /// The mean of people's goal scores.
    pub goal_score: Disclosed<Mean>,
    /// The mean of people's growth scores.
    pub growth_score: Disclosed<Mean>,
    /// Which parts of the reviews were handed in by when.
    pub completion: Disclosed<CompletionCounts>,
    /// How key results divided at mid-cycle.
    pub mid_cycle: Disclosed<MidCycleCounts>,
    /// Raises together.
    pub pay: Disclosed<PayRollup>,
}

impl Lens<'_> {
    /// The figures of a group, as far as this audience may see them; all closed for audiences without a scope of their own.
    pub fn group(&self, cycle: CycleIx, group: Group<'_>) -> GroupSections {
        let facts = self.facts.cycle(cycle);
        let known = match (self.audience(), group) {
            (Audience::Hr, Group::Everyone) => Some(&facts.everyone),
            (Audience::Hr, Group::Unit(team)) => Some(&facts.unit(team).all),
            (Audience::Hr, Group::Direct(team)) => Some(&facts.unit(team).direct),
            (Audience::Hr, Group::Reports(manager)) => facts.manager(manager).map(|facts| &facts.reports),
            _ => None,
        };
        match known {
            Some(known) => self.sections_of(known),
            None => self.sections_of(&facts.group(self.organisation, &self.counted(cycle, group))),
        }
    }

    /// The packets that count in a group for this audience.
    fn counted(&self, cycle: CycleIx, group: Group<'_>) -> Vec<PacketIx> {
        let facts = self.facts.cycle(cycle);
        let organisation = self.organisation;
        let belongs = |person: PersonIx, team: Option<TeamIx>, manager: Option<PersonIx>| match group {
            Group::Everyone => true,
            Group::Unit(above) => team.is_some_and(|team| organisation.within(team, above)),
            Group::Direct(unit) => team == Some(unit),
            Group::Reports(of) => manager == Some(of),
            Group::Of(people) => people.contains(&person),
        };
        let belongs = |at: &PacketIx| {
            let packet = facts.packet(*at);
            belongs(packet.person, packet.team, packet.manager)
        };
        match self.audience() {
            Audience::Company => Vec::new(),
            // Their own people alone, so that many such trees together do not look at everyone many times.
            Audience::Person(_) | Audience::Manager(_) => {
                let people = self.people(cycle).into_iter();
                people
                    .filter_map(|person| facts.position(person))
                    .filter(belongs)
                    .collect()
            }
            Audience::Committee(..) | Audience::Hr => {
                let packets = facts.packets.iter().filter(|packet| self.counts(packet.person, cycle));
                let packets = packets.filter_map(|packet| facts.position(packet.person));
                packets.filter(belongs).collect()
            }
        }
    }

    fn sections_of(&self, group: &GroupFacts) -> GroupSections {
        let GroupFacts {
            packets: _,
            people,
            ratings,
            recommended,
            goal_score,
            growth_score,
            completion,
            mid_cycle,
            pay,
        } = group;
        GroupSections {
            people: *people,
            ratings: self.total(&[SectionKind::Distribution], ratings),
            recommended: self.total(
                &[SectionKind::Distribution, SectionKind::RecommendedRating],
                recommended,
            ),
            goal_score: self.total(&[SectionKind::IndividualGoals, SectionKind::SelfAssessment], goal_score),
            growth_score: self.total(
                &[SectionKind::IndividualGoals, SectionKind::SelfAssessment],
                growth_score,
            ),
            completion: self.total(
                &[
                    SectionKind::CheckIn,
                    SectionKind::SelfAssessment,
                    SectionKind::ManagerAssessment,
                    SectionKind::NamedFeedback,
                ],
                completion,
            ),
            mid_cycle: self.total(&[SectionKind::CheckIn], mid_cycle),
            pay: self.total(&[SectionKind::Pay], pay),
        }
    }

    /// A total over the audience's own scope: shown where it may see all the sections that the total reads, for single people or as
    /// a total of its scope.
    pub(super) fn total<T: Clone>(&self, sections: &[SectionKind], value: &T) -> Disclosed<T> {
        let has_scope = matches!(
            self.audience(),
            Audience::Manager(_) | Audience::Committee(..) | Audience::Hr
        );
        let open = has_scope && sections.iter().all(|section| self.has_totals_of(*section));
        if open {
            Disclosed::open(value.clone())
        } else {
            Disclosed::closed()
        }
    }

    /// What tells of everyone's records one by one: for an audience that covers the whole organisation and may see all of the sections.
    pub(super) fn of_all<T>(&self, sections: &[SectionKind], value: impl FnOnce() -> T) -> Disclosed<T> {
        let covers_all = self.audience() == Audience::Hr;
        if covers_all && sections.iter().all(|section| self.has_totals_of(*section)) {
            Disclosed::open(value())
        } else {
            Disclosed::closed()
        }
    }

    fn has_totals_of(&self, section: SectionKind) -> bool {
        match self.matrix.cell(section, self.audience().kind()).moment {
            Moment::Always | Moment::OwnScope => true,
            // A total over people of whom each is shown from a moment of their own would tell of those who are not yet.
            Moment::OnceSubmitted | Moment::OnceShared | Moment::OnceCalibrated => {
                section == SectionKind::SelfAssessment
            }
            Moment::Never
            | Moment::InAggregates
            | Moment::Totals
            | Moment::FromGoalsLocked
            | Moment::FromRelease
            | Moment::FromReleaseAndMinimum => false,
        }
    }
}
