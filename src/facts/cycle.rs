//! The figures of one cycle: of each packet, unit and manager, and of the organisation as a whole.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::bias::{self, Check, Checks, Scope};
use super::completion::Completion;
use super::goals::{GoalFacts, SetFacts};
use super::group::GroupFacts;
use super::mid_cycle::{self, AdjustmentFacts};
use super::pay::PayFacts;
use super::plans::{DevelopmentPlanFacts, ImprovementPlanFacts};
use super::promotion::PromotionFacts;
use super::rating::{Calibration, RatingFacts, place_of};
use super::success::{Criterion, CriterionKind, Success};
use crate::model::{Cycle, Organisation, Owner, Packet, PersonIx, TeamIx};
use crate::records::policy::PlanKind;

/// The position of a packet in its cycle's `packets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketIx(u32);

impl PacketIx {
    /// The position as a number.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn of(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or(u32::MAX))
    }
}

/// The figures of one cycle.
#[derive(Debug, Clone)]
pub struct CycleFacts {
    /// Of each packet, in the order of the cycle's `packets`.
    pub packets: Vec<Arc<PacketFacts>>,
    /// Of each unit, in the order of the organisation's `teams`.
    pub units: Vec<Arc<UnitFacts>>,
    /// Of each manager with direct reports at the cycle's end, in the order of people.
    pub managers: Vec<Arc<ManagerFacts>>,
    /// Of everyone.
    pub everyone: Arc<GroupFacts>,
    /// Of all goals: scores, SMART checks, and the cascade.
    pub goals: GoalFacts,
    by_person: Arc<Vec<Option<PacketIx>>>,
    /// What rests on everyone and takes longest is made when somebody asks for it.
    bias: OnceLock<Arc<Checks>>,
    /// The success criteria as far as they rest on no check for bias.
    unchecked: OnceLock<Arc<Success>>,
    success: OnceLock<Arc<Success>>,
    of_each: OnceLock<Arc<[Check]>>,
    /// The first set of packets of which somebody asked for figures that are kept.
    pub(super) kept: OnceLock<Arc<GroupFacts>>,
}

/// The figures of one packet.
#[derive(Debug, Clone, PartialEq)]
pub struct PacketFacts {
    /// Whose.
    pub person: PersonIx,
    /// The unit at the cycle's end.
    pub team: Option<TeamIx>,
    /// The manager at the cycle's end.
    pub manager: Option<PersonIx>,
    /// Whether the person was employed on the cycle's last day.
    pub employed_at_end: bool,
    /// The ratings.
    pub rating: RatingFacts,
    /// The position of the individual goals in [`GoalFacts::sets`], where there are any.
    pub goals: Option<usize>,
    /// Which parts were handed in by when.
    pub completion: Completion,
    /// The changes agreed at mid-cycle, in the order of the check-in, each with what it lacks.
    pub adjustments: Vec<AdjustmentFacts>,
    /// Pay, where the outcome states it.
    pub pay: Option<PayFacts>,
    /// The plan that the final rating asks for; none while there is no final rating.
    pub plan_expected: Option<PlanKind>,
    /// The development plan, where there is one.
    pub development_plan: Option<DevelopmentPlanFacts>,
    /// The improvement plan, where there is one.
    pub improvement_plan: Option<ImprovementPlanFacts>,
    /// The decision on a promotion, where there is one other than "none".
    pub promotion: Option<PromotionFacts>,
}

/// The figures of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitFacts {
    /// Which unit.
    pub team: TeamIx,
    /// Of the unit and all below it.
    pub all: GroupFacts,
    /// Of those alone whose role names this very unit.
    pub direct: GroupFacts,
    /// The position of the unit's own goals in [`GoalFacts::sets`], where there are any.
    pub goals: Option<usize>,
}

/// The figures of one manager.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagerFacts {
    /// Who.
    pub manager: PersonIx,
    /// Of the direct reports at the cycle's end.
    pub reports: GroupFacts,
}

impl PacketFacts {
    /// Whether the packet is one of the reviews that are counted: the person has a manager and was employed on the last day.
    #[must_use]
    pub fn is_review(&self) -> bool {
        self.employed_at_end && self.manager.is_some()
    }

    /// Whether the person counts in the population of ratings: employed on the last day, or rated all the same.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.employed_at_end || self.rating.rated().is_some()
    }

    pub(super) fn of(organisation: &Organisation, cycle: &Cycle, packet: &Packet, calibration: &Calibration) -> Self {
        let (team, manager) = place_of(organisation, cycle, packet.person);
        let rating = RatingFacts::of(packet, team, calibration);
        let policy = &organisation.policy;
        let settled = rating.r#final.and_then(|rating| policy.rating(rating.value));
        let as_of = organisation.as_of;
        Self {
            person: packet.person,
            team,
            manager,
            employed_at_end: organisation.person(packet.person).employed_on(cycle.end),
            rating,
            goals: cycle.goals.position(Owner::Person(packet.person)).map(|at| at as usize),
            completion: Completion::of(organisation, cycle, packet),
            adjustments: mid_cycle::adjustments(organisation, packet),
            pay: PayFacts::of(policy, packet, rating.rated()),
            plan_expected: settled.map(|rating| rating.plan),
            development_plan: DevelopmentPlanFacts::of(policy, packet, as_of),
            improvement_plan: ImprovementPlanFacts::of(policy, packet, as_of),
            promotion: PromotionFacts::of(packet),
        }
    }
}

impl CycleFacts {
    pub(super) fn of(organisation: &Organisation, cycle: &Cycle) -> Self {
        let calibration = Calibration::of(organisation, cycle);
        let packets: Vec<_> = cycle
            .packets
            .par_iter()
            .map(|packet| Arc::new(PacketFacts::of(organisation, cycle, packet, &calibration)))
            .collect();
        let goals = GoalFacts::of(organisation, cycle);
        let mut by_person = vec![None; organisation.people.len()];
        for (at, packet) in packets.iter().enumerate() {
            by_person[packet.person.index()] = Some(PacketIx::of(at));
        }
        let members = Members::of(organisation, &packets);
        let source = Source {
            organisation,
            packets: &packets,
            goals: &goals,
        };
        let teams: Vec<_> = organisation.teams().map(|(team, _)| team).collect();
        let units: Vec<_> = teams
            .par_iter()
            .map(|team| Arc::new(source.unit(cycle, &members, *team)))
            .collect();
        let managers = members.reports.par_iter();
        let managers = managers.map(|reports| Arc::new(source.manager(reports))).collect();
        Self {
            everyone: Arc::new(source.everyone()),
            units,
            managers,
            goals,
            bias: OnceLock::new(),
            unchecked: OnceLock::new(),
            success: OnceLock::new(),
            of_each: OnceLock::new(),
            kept: OnceLock::new(),
            by_person: Arc::new(by_person),
            packets,
        }
    }

    /// Forgets what rests on the figures of everyone and on what sessions say.
    pub(super) fn conclude_anew(&mut self) {
        self.bias = OnceLock::new();
        self.unchecked = OnceLock::new();
        self.success = OnceLock::new();
        self.of_each = OnceLock::new();
    }

    /// The checks for bias over everyone; `cycle` is the one whose figures these are.
    #[must_use]
    pub fn bias(&self, organisation: &Organisation, cycle: &Cycle) -> &Checks {
        let run = || bias::checks(organisation, cycle, self, Scope::Everyone, &BTreeSet::new());
        self.bias.get_or_init(|| Arc::new(run()))
    }

    /// Whether teams have more people who exceed than the policy allows, and whether managers gave everybody the middle rating, without
    /// running any other check.
    #[must_use]
    pub fn checks_of_each(&self, organisation: &Organisation, cycle: &Cycle) -> &[Check] {
        let run = || bias::checks_of_each(organisation, cycle, self);
        self.of_each.get_or_init(|| run().into())
    }

    /// The success criteria; `cycle` is the one whose figures these are.
    #[must_use]
    pub fn success(&self, organisation: &Organisation, cycle: &Cycle) -> &Success {
        self.success.get_or_init(|| {
            let mut success = self.unchecked(organisation, cycle).clone();
            success.set_bias_checks(organisation, cycle, &self.bias(organisation, cycle).answered());
            Arc::new(success)
        })
    }

    fn unchecked(&self, organisation: &Organisation, cycle: &Cycle) -> &Success {
        self.unchecked.get_or_init(|| {
            let calibration = Calibration::of(organisation, cycle);
            let success = Success::of(organisation, cycle, &self.packets, &self.units, &calibration);
            Arc::new(success)
        })
    }

    /// A success criterion, without running the checks for bias; none where it counts these. `cycle` is the one whose figures these are.
    #[must_use]
    pub fn criterion(&self, organisation: &Organisation, cycle: &Cycle, kind: CriterionKind) -> Option<&Criterion> {
        let known = self.unchecked(organisation, cycle).criterion(kind);
        known.filter(|_| kind != CriterionKind::BiasChecks)
    }

    /// The position of a person's packet.
    #[must_use]
    pub fn position(&self, person: PersonIx) -> Option<PacketIx> {
        self.by_person.get(person.index()).copied().flatten()
    }

    /// The figures of a person's packet.
    #[must_use]
    pub fn person(&self, person: PersonIx) -> Option<&PacketFacts> {
        self.position(person).map(|at| self.packet(at))
    }

    /// The figures of a packet.
    #[must_use]
    pub fn packet(&self, packet: PacketIx) -> &PacketFacts {
        &self.packets[packet.index()]
    }

    /// The figures of a unit.
    #[must_use]
    pub fn unit(&self, team: TeamIx) -> &UnitFacts {
        &self.units[team.index()]
    }

    /// The figures of a manager; none for who has no direct reports at the cycle's end.
    #[must_use]
    pub fn manager(&self, manager: PersonIx) -> Option<&ManagerFacts> {
        let at = self.managers.binary_search_by_key(&manager, |each| each.manager).ok()?;
        self.managers.get(at).map(|manager| &**manager)
    }

    /// The goals of a packet, with their scores.
    #[must_use]
    pub fn goals_of(&self, packet: &PacketFacts) -> Option<&SetFacts> {
        self.goals.sets.get(packet.goals?).map(|set| &**set)
    }

    /// A packet's goal score: the mean of its delivery objectives.
    #[must_use]
    pub fn goal_score(&self, packet: &PacketFacts) -> Option<f64> {
        self.goals_of(packet)?.delivery.value
    }

    /// The figures of any set of packets, such as of everyone on one level, in the order given.
    #[must_use]
    pub fn group(&self, organisation: &Organisation, packets: &[PacketIx]) -> GroupFacts {
        let source = Source {
            organisation,
            packets: &self.packets,
            goals: &self.goals,
        };
        source.group(packets)
    }

    /// As [`group`](Self::group), but that the figures of the first set asked for are kept for as long as they are the same: those of
    /// everyone but a few, which many pages want.
    #[must_use]
    pub fn group_kept(&self, organisation: &Organisation, packets: &[PacketIx]) -> Arc<GroupFacts> {
        let work_out = || Arc::new(self.group(organisation, packets));
        let kept = self.kept.get_or_init(work_out);
        if kept.packets == packets {
            Arc::clone(kept)
        } else {
            work_out()
        }
    }
}

/// What figures of groups are made of.
pub(super) struct Source<'a> {
    pub organisation: &'a Organisation,
    pub packets: &'a [Arc<PacketFacts>],
    pub goals: &'a GoalFacts,
}

impl Source<'_> {
    fn group(&self, packets: &[PacketIx]) -> GroupFacts {
        GroupFacts::of(self, packets)
    }

    pub fn everyone(&self) -> GroupFacts {
        let all: Vec<_> = (0..self.packets.len()).map(PacketIx::of).collect();
        self.group(&all)
    }

    fn unit(&self, cycle: &Cycle, members: &Members, team: TeamIx) -> UnitFacts {
        UnitFacts {
            team,
            all: self.group(&members.all[team.index()]),
            direct: self.group(&members.direct[team.index()]),
            goals: cycle.goals.position(Owner::Team(team)).map(|at| at as usize),
        }
    }

    /// The figures of the same packets anew; none where those are all that there are.
    pub fn group_again(&self, before: &GroupFacts) -> Option<GroupFacts> {
        (before.packets.len() < self.packets.len()).then(|| self.group(&before.packets))
    }

    pub fn manager(&self, (manager, reports): &(PersonIx, Vec<PacketIx>)) -> ManagerFacts {
        ManagerFacts {
            manager: *manager,
            reports: self.group(reports),
        }
    }
}

/// The packets that count as those of a manager's direct reports.
pub(super) fn reports_of(packets: &[Arc<PacketFacts>], manager: PersonIx) -> Vec<PacketIx> {
    let all = packets.iter().enumerate();
    let reports = all.filter(|(_, packet)| manager_counted_under(packet) == Some(manager));
    reports.map(|(at, _)| PacketIx::of(at)).collect()
}

fn manager_counted_under(packet: &PacketFacts) -> Option<PersonIx> {
    packet.manager.filter(|_| packet.counts())
}

/// Who belongs to which unit and manager.
struct Members {
    direct: Vec<Vec<PacketIx>>,
    all: Vec<Vec<PacketIx>>,
    reports: Vec<(PersonIx, Vec<PacketIx>)>,
}

impl Members {
    fn of(organisation: &Organisation, packets: &[Arc<PacketFacts>]) -> Self {
        let mut direct = vec![Vec::new(); organisation.teams.len()];
        let mut all = direct.clone();
        let mut reports = vec![Vec::new(); organisation.people.len()];
        for (at, packet) in packets.iter().enumerate() {
            let at = PacketIx::of(at);
            if let Some(team) = packet.team {
                direct[team.index()].push(at);
                for above in organisation.line_of(team) {
                    all[above.index()].push(at);
                }
            }
            if let Some(manager) = manager_counted_under(packet) {
                reports[manager.index()].push(at);
            }
        }
        let managers = organisation.people().map(|(person, _)| person);
        let reports = managers
            .zip(reports)
            .filter(|(_, reports)| !reports.is_empty())
            .collect();
        Self { direct, all, reports }
    }
}
