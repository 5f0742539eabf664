//! The declared aggregates: totals over people that the matrix grants, each with the sections that it reads.
//!
//! A group is counted over everyone whom the audience's scope covers. Those whose own packet is left out of the tree because they read it
//! as members are counted too, where that tells of none of them (`members`).

use std::borrow::Cow;

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::members::Totals;
use crate::facts::{CompletionCounts, Distribution, GroupFacts, Mean, MidCycleCounts, PacketIx, PayRollup, SetFacts};
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

/// What a goal score reads: the goals, how they ended, and which were replaced at the check-in.
const SCORED: [SectionKind; 3] = [
    SectionKind::IndividualGoals,
    SectionKind::SelfAssessment,
    SectionKind::CheckIn,
];

impl Lens<'_> {
    /// The figures of a group, as far as this audience may see them; all closed for audiences without a scope of their own.
    pub fn group(&self, cycle: CycleIx, group: Group<'_>) -> GroupSections {
        if group == Group::Everyone {
            // Every manager's page sets it beside that manager's own.
            let everyone = &self.everyone[cycle.index()];
            return everyone.get_or_init(|| self.figures_of(cycle, group)).clone();
        }
        self.figures_of(cycle, group)
    }

    fn figures_of(&self, cycle: CycleIx, group: Group<'_>) -> GroupSections {
        let facts = self.facts.cycle(cycle);
        let known = match (self.audience(), group) {
            (Audience::Hr, Group::Everyone) => Some(&*facts.everyone),
            (Audience::Hr, Group::Unit(team)) => Some(&facts.unit(team).all),
            (Audience::Hr, Group::Direct(team)) => Some(&facts.unit(team).direct),
            (Audience::Hr, Group::Reports(manager)) => facts.manager(manager).map(|facts| &facts.reports),
            _ => None,
        };
        let members = self.members_in(cycle, group);
        let listed = || self.listed(cycle, group);
        let of = |packets: &[PacketIx]| facts.group(self.organisation, packets);
        let all = match known {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(of(&merged(&listed(), &members))),
        };
        let scope = self.scope(cycle);
        let counts_members = self.totals(cycle) == Totals::CountAll && members.len() == scope.left_out.len();
        if members.is_empty() || counts_members {
            return self.sections_of(cycle, &all);
        }
        let of_all = self.sections_of(cycle, &all);
        GroupSections {
            // How many people there are the roster says, and what came in time tells of nothing that was written or decided.
            people: of_all.people,
            completion: of_all.completion,
            ..match group {
                Group::Everyone => self.sections_of(cycle, &facts.group_kept(self.organisation, &listed())),
                _ => self.sections_of(cycle, &of(&listed())),
            }
        }
    }

    /// The packets in a group of those whom the lists of this tree leave out.
    fn members_in(&self, cycle: CycleIx, group: Group<'_>) -> Vec<PacketIx> {
        let facts = self.facts.cycle(cycle);
        let members = self.scope(cycle).left_out.iter();
        members
            .filter_map(|person| facts.position(*person))
            .filter(|at| self.belongs(cycle, *at, group))
            .collect()
    }

    fn belongs(&self, cycle: CycleIx, packet: PacketIx, group: Group<'_>) -> bool {
        let packet = self.facts.cycle(cycle).packet(packet);
        match group {
            Group::Everyone => true,
            Group::Unit(above) => packet.team.is_some_and(|team| self.organisation.within(team, above)),
            Group::Direct(unit) => packet.team == Some(unit),
            Group::Reports(of) => packet.manager == Some(of),
            Group::Of(people) => people.contains(&packet.person),
        }
    }

    /// The packets of a group that stand in this tree, in the order of the roster.
    fn listed(&self, cycle: CycleIx, group: Group<'_>) -> Vec<PacketIx> {
        let facts = self.facts.cycle(cycle);
        if let Group::Of(people) = group {
            let people = people.iter().filter(|person| self.covers(**person, cycle));
            let mut packets: Vec<_> = people.filter_map(|person| facts.position(*person)).collect();
            packets.sort_unstable();
            return packets;
        }
        let people = &self.scope(cycle).people;
        let whole = match group {
            Group::Unit(team) => Some(&facts.unit(team).all.packets),
            Group::Direct(team) => Some(&facts.unit(team).direct.packets),
            _ => None,
        };
        // A tree of many people has as many units: to look through all of the people for each would grow with the square of them.
        if let Some(whole) = whole.filter(|whole| whole.len() < people.len()) {
            let stands = |at: &&PacketIx| people.binary_search(&facts.packet(**at).person).is_ok();
            return whole.iter().filter(stands).copied().collect();
        }
        people
            .iter()
            .filter_map(|person| facts.position(*person))
            .filter(|at| self.belongs(cycle, *at, group))
            .collect()
    }

    fn sections_of(&self, cycle: CycleIx, group: &GroupFacts) -> GroupSections {
        let GroupFacts {
            packets,
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
            goal_score: self.total(
                &SCORED,
                &self.mean(cycle, packets, *goal_score, |goals| goals.delivery.value),
            ),
            growth_score: self.total(
                &SCORED,
                &self.mean(cycle, packets, *growth_score, |goals| goals.growth.value),
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

    /// A mean of goal scores: `all` where everyone's self-assessment is shown, else that of the people whose is.
    fn mean(&self, cycle: CycleIx, packets: &[PacketIx], all: Mean, score: fn(&SetFacts) -> Option<f64>) -> Mean {
        if self.moment(SectionKind::SelfAssessment) == Moment::Always {
            return all;
        }
        let (linked, facts) = (self.organisation.cycle(cycle), self.facts.cycle(cycle));
        let counted = packets
            .iter()
            .map(|at| facts.packet(*at))
            .filter(|packet| packet.counts());
        Mean::of(counted.map(|packet| {
            let written = linked.packet(packet.person).map(std::ops::Deref::deref);
            let is_open = self.is_open(SectionKind::SelfAssessment, linked, written);
            facts.goals_of(packet).filter(|_| is_open).and_then(score)
        }))
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
            // A total over people of whom each is shown from a moment of their own would tell of those who are not yet; a mean of
            // goal scores leaves those out.
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

/// Two sets of packets as one, in the order of the roster.
fn merged(a: &[PacketIx], b: &[PacketIx]) -> Vec<PacketIx> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all
}
