//! The success criteria of a cycle: each figure, its target, and what falls short.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::completion::{PartCounts, Standing};
use super::cycle::{PacketFacts, PacketIx, UnitFacts};
use super::rating::Calibration;
use crate::model::{Cycle, Organisation, PersonIx, TeamIx};
use crate::records::Percent;
use crate::records::policy::PlanKind;
use crate::records::surveys::SurveyRecord;
use crate::records::teams::TeamKind;

/// The eight criteria, in the order of [`CriterionKind::ALL`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Success {
    /// One each.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Which.
    pub kind: CriterionKind,
    /// What was reached.
    pub figure: Figure,
    /// What is aimed for.
    pub target: Target,
    /// Whether it was reached.
    pub status: Status,
    /// What falls short, or is still to come.
    pub short: Vec<Shortfall>,
    /// The packets that it describes, in their order; none where it describes departments, checks or answers.
    pub of: Vec<PacketIx>,
}

/// The criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CriterionKind {
    /// Reviews on time.
    OnTime,
    /// Managers' satisfaction with the process.
    ManagerSatisfaction,
    /// How fair employees find it.
    Fairness,
    /// Departments whose ratings were calibrated.
    SessionsHeld,
    /// Bias checks run, with every flag answered.
    BiasChecks,
    /// Development plans of those who need one.
    DevelopmentPlans,
    /// Improvement plans with their documentation.
    ImprovementPlans,
    /// Decisions on promotions with their criteria.
    Promotions,
}

/// What was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// So many of so many.
    Share {
        /// How many.
        numerator: usize,
        /// Of how many.
        denominator: usize,
    },
    /// A mean of answers.
    Mean {
        /// The mean; none without answers.
        mean: Option<f64>,
        /// How many answered.
        answers: u64,
        /// How many were asked, where that is known.
        invited: Option<u64>,
    },
}

/// What is aimed for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// More than this percentage.
    MoreThanPercent(Percent),
    /// A mean of more than this.
    MoreThan(f64),
    /// All of them.
    All,
}

/// Whether a criterion was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was.
    Met,
    /// It was not.
    Missed,
    /// It cannot be said yet.
    NotYet,
}

/// What falls short of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// A packet.
    Packet(PacketIx),
    /// A department.
    Unit(TeamIx),
    /// A bias check, by its position among them.
    Check(usize),
}

/// Which bias checks were run, with every flag answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnsweredChecks {
    /// How many were run with every flag answered.
    pub answered: usize,
    /// How many there are that can tell.
    pub checks: usize,
    /// How many cannot tell, and are neither a success nor a failure.
    pub cannot_tell: usize,
    /// The positions of those with a flag that is not answered.
    pub open: Vec<usize>,
}

impl CriterionKind {
    /// All criteria, in the order of the scenario.
    pub const ALL: [Self; 8] = [
        Self::OnTime,
        Self::ManagerSatisfaction,
        Self::Fairness,
        Self::SessionsHeld,
        Self::BiasChecks,
        Self::DevelopmentPlans,
        Self::ImprovementPlans,
        Self::Promotions,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::OnTime => "On-time completion",
            Self::ManagerSatisfaction => "Manager satisfaction",
            Self::Fairness => "Perceived fairness",
            Self::SessionsHeld => "Calibration sessions held",
            Self::BiasChecks => "Bias checks",
            Self::DevelopmentPlans => "Development plans",
            Self::ImprovementPlans => "Improvement plans documented",
            Self::Promotions => "Promotions documented",
        }
    }

    /// Its stable name, in addresses and documents.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::ManagerSatisfaction => "manager-satisfaction",
            Self::Fairness => "fairness",
            Self::SessionsHeld => "sessions-held",
            Self::BiasChecks => "bias-checks",
            Self::DevelopmentPlans => "development-plans",
            Self::ImprovementPlans => "improvement-plans",
            Self::Promotions => "promotions",
        }
    }
}

impl Figure {
    /// A share in percent; none of nothing, and none of a mean.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        match self {
            Self::Share { numerator, denominator } => super::statistics::guideline::percent(numerator, denominator),
            Self::Mean { .. } => None,
        }
    }
}

impl Success {
    /// One criterion.
    #[must_use]
    pub fn criterion(&self, kind: CriterionKind) -> Option<&Criterion> {
        self.criteria.iter().find(|each| each.kind == kind)
    }

    /// Says how the bias checks stand, once they are known.
    pub fn set_bias_checks(&mut self, organisation: &Organisation, cycle: &Cycle, checks: &AnsweredChecks) {
        let time = Time {
            as_of: organisation.as_of,
        };
        let short = checks.open.iter().map(|at| Shortfall::Check(*at)).collect();
        let status = match checks.checks {
            // Where no check can tell, there is nothing that could have been met.
            0 => Status::NotYet,
            _ => time.all((checks.answered, checks.checks), cycle.deadlines.calibration),
        };
        let criterion = share(
            CriterionKind::BiasChecks,
            (checks.answered, checks.checks),
            status,
            short,
        );
        for each in self
            .criteria
            .iter_mut()
            .filter(|each| each.kind == CriterionKind::BiasChecks)
        {
            *each = criterion.clone();
        }
    }

    /// The same without some people, in what describes ratings and what follows from them.
    #[must_use]
    pub fn without(
        &self,
        organisation: &Organisation,
        cycle: &Cycle,
        packets: &[Arc<PacketFacts>],
        without: &BTreeSet<PersonIx>,
    ) -> Self {
        let source = Source::new(organisation, cycle, packets, without);
        let criterion = |each: &Criterion| match each.kind {
            CriterionKind::DevelopmentPlans => source.development_plans(),
            CriterionKind::ImprovementPlans => source.improvement_plans(),
            CriterionKind::Promotions => source.promotions(),
            CriterionKind::OnTime
            | CriterionKind::ManagerSatisfaction
            | CriterionKind::Fairness
            | CriterionKind::SessionsHeld
            | CriterionKind::BiasChecks => each.clone(),
        };
        Self {
            criteria: self.criteria.iter().map(criterion).collect(),
        }
    }

    pub(super) fn of(
        organisation: &Organisation,
        cycle: &Cycle,
        packets: &[Arc<PacketFacts>],
        units: &[Arc<UnitFacts>],
        calibration: &Calibration,
    ) -> Self {
        let nobody = BTreeSet::new();
        let source = Source::new(organisation, cycle, packets, &nobody);
        let criterion = |kind| match kind {
            CriterionKind::OnTime => source.on_time(),
            CriterionKind::ManagerSatisfaction | CriterionKind::Fairness => source.survey(kind),
            CriterionKind::SessionsHeld => source.sessions_held(units, calibration),
            CriterionKind::BiasChecks => share(kind, (0, 0), Status::NotYet, Vec::new()),
            CriterionKind::DevelopmentPlans => source.development_plans(),
            CriterionKind::ImprovementPlans => source.improvement_plans(),
            CriterionKind::Promotions => source.promotions(),
        };
        Self {
            criteria: CriterionKind::ALL.map(criterion).into(),
        }
    }
}

/// What can be said on the day of the site.
struct Time {
    as_of: crate::source::Date,
}

impl Time {
    /// Whether all of so many were reached, where a shortfall can be made good until a deadline.
    fn all(&self, (numerator, denominator): (usize, usize), deadline: crate::source::Date) -> Status {
        let open = self.as_of <= deadline;
        match (numerator == denominator, denominator) {
            (true, 1..) => Status::Met,
            (true, 0) if !open => Status::Met,
            (false, _) if !open => Status::Missed,
            _ => Status::NotYet,
        }
    }
}

struct Source<'a> {
    organisation: &'a Organisation,
    cycle: &'a Cycle,
    packets: &'a [Arc<PacketFacts>],
    without: &'a BTreeSet<PersonIx>,
    time: Time,
}

fn share(
    kind: CriterionKind,
    (numerator, denominator): (usize, usize),
    status: Status,
    short: Vec<Shortfall>,
) -> Criterion {
    Criterion {
        kind,
        figure: Figure::Share { numerator, denominator },
        target: Target::All,
        status,
        short,
        of: Vec::new(),
    }
}

impl<'a> Source<'a> {
    fn new(
        organisation: &'a Organisation,
        cycle: &'a Cycle,
        packets: &'a [Arc<PacketFacts>],
        without: &'a BTreeSet<PersonIx>,
    ) -> Self {
        Self {
            organisation,
            cycle,
            packets,
            without,
            time: Time {
                as_of: organisation.as_of,
            },
        }
    }

    fn packets(&self) -> impl Iterator<Item = (PacketIx, &'a PacketFacts)> {
        let packets = self.packets.iter().enumerate();
        packets
            .filter(|(_, packet)| !self.without.contains(&packet.person))
            .map(|(at, packet)| (PacketIx::of(at), &**packet))
    }

    fn on_time(&self) -> Criterion {
        let target = self.organisation.policy.on_time;
        let (mut of, mut short) = (Vec::new(), Vec::new());
        let mut counts = PartCounts::default();
        for (at, packet) in self.packets().filter(|(_, packet)| packet.is_review()) {
            of.push(at);
            counts.add(packet.completion.review);
            if !matches!(packet.completion.review, Standing::OnTime { .. }) {
                short.push(Shortfall::Packet(at));
            }
        }
        // What is not due yet may still come in time; only when even that would not do is the criterion missed.
        let best = PartCounts {
            on_time: counts.on_time + counts.not_due,
            not_due: 0,
            ..counts
        };
        let status = if counts.total() == 0 {
            Status::NotYet
        } else if counts.more_on_time_than(target) {
            Status::Met
        } else if best.more_on_time_than(target) {
            Status::NotYet
        } else {
            Status::Missed
        };
        Criterion {
            target: Target::MoreThanPercent(target),
            of,
            ..share(CriterionKind::OnTime, (counts.on_time, counts.total()), status, short)
        }
    }

    fn survey(&self, kind: CriterionKind) -> Criterion {
        let surveys = self.cycle.surveys.as_ref().map(|filed| &*filed.record);
        let policy = &self.organisation.policy;
        let (survey, target) = if kind == CriterionKind::Fairness {
            (surveys.and_then(|surveys| surveys.fairness.as_ref()), policy.fairness)
        } else {
            let survey = surveys.and_then(|surveys| surveys.manager_satisfaction.as_ref());
            (survey, policy.manager_satisfaction)
        };
        let (sum, answers) = survey.map_or((0, 0), answers);
        let mean = (answers > 0).then(|| sum as f64 / answers as f64);
        Criterion {
            kind,
            figure: Figure::Mean {
                mean,
                answers,
                invited: survey
                    .and_then(|survey| survey.invited.as_ref())
                    .map(|count| u64::from(count.0)),
            },
            target: Target::MoreThan(target),
            status: match mean {
                None => Status::NotYet,
                Some(mean) if mean > target => Status::Met,
                Some(_) => Status::Missed,
            },
            short: Vec::new(),
            of: Vec::new(),
        }
    }

    /// Departments with rated people; where no unit is called a department, the units at the top stand for them.
    fn sessions_held(&self, units: &[Arc<UnitFacts>], calibration: &Calibration) -> Criterion {
        let teams = || self.organisation.teams();
        let named = teams().any(|(_, team)| team.kind == TeamKind::Department);
        let is_department = |kind, is_top| if named { kind == TeamKind::Department } else { is_top };
        let rated = |team: &TeamIx| units[team.index()].all.ratings.rated > 0;
        let departments: Vec<_> = teams()
            .filter(|(_, team)| is_department(team.kind, team.parent.is_none()))
            .map(|(team, _)| team)
            .filter(rated)
            .collect();
        let covered = |team: &TeamIx| {
            calibration.covering(*team).is_some() || self.all_covered(&units[team.index()], calibration)
        };
        let short: Vec<_> = departments
            .iter()
            .filter(|team| !covered(team))
            .map(|team| Shortfall::Unit(*team))
            .collect();
        let reached = (departments.len() - short.len(), departments.len());
        let status = match reached.1 {
            0 => Status::NotYet,
            _ => self.time.all(reached, self.cycle.deadlines.calibration),
        };
        share(CriterionKind::SessionsHeld, reached, status, short)
    }

    /// Whether sessions of the units below a department cover all of its rated people.
    fn all_covered(&self, unit: &UnitFacts, calibration: &Calibration) -> bool {
        let packets = unit.all.packets.iter().map(|at| &self.packets[at.index()]);
        let mut rated = packets.filter(|packet| packet.rating.rated().is_some());
        rated.all(|packet| packet.team.is_some_and(|team| calibration.covering(team).is_some()))
    }

    fn development_plans(&self) -> Criterion {
        self.plans(CriterionKind::DevelopmentPlans, PlanKind::Development, |packet| {
            let plan = packet.development_plan.as_ref();
            plan.is_some_and(|plan| plan.gaps.is_empty())
        })
    }

    fn improvement_plans(&self) -> Criterion {
        self.plans(CriterionKind::ImprovementPlans, PlanKind::Improvement, |packet| {
            let plan = packet.improvement_plan.as_ref();
            plan.is_some_and(|plan| plan.gaps.is_empty())
        })
    }

    fn plans(&self, kind: CriterionKind, plan: PlanKind, is_whole: impl Fn(&PacketFacts) -> bool) -> Criterion {
        let needed = self.packets().filter(|(_, packet)| packet.plan_expected == Some(plan));
        self.all_packets(kind, needed, is_whole)
    }

    fn promotions(&self) -> Criterion {
        let decided = self.packets().filter(|(_, packet)| packet.promotion.is_some());
        let is_documented = |packet: &PacketFacts| packet.promotion.is_some_and(|promotion| promotion.is_documented());
        self.all_packets(CriterionKind::Promotions, decided, is_documented)
    }

    fn all_packets(
        &self,
        kind: CriterionKind,
        packets: impl Iterator<Item = (PacketIx, &'a PacketFacts)>,
        is_whole: impl Fn(&PacketFacts) -> bool,
    ) -> Criterion {
        let (mut of, mut short) = (Vec::new(), Vec::new());
        for (at, packet) in packets {
            of.push(at);
            if !is_whole(packet) {
                short.push(Shortfall::Packet(at));
            }
        }
        let reached = (of.len() - short.len(), of.len());
        let status = self.time.all(reached, self.cycle.deadlines.release);
        Criterion {
            of,
            ..share(kind, reached, status, short)
        }
    }
}

/// The sum of all answers, 1 to 5, and how many there are.
fn answers(survey: &SurveyRecord) -> (u64, u64) {
    let counts = survey.counts.iter().map(|count| u64::from(count.0)).zip(1..);
    counts.fold((0, 0), |(sum, n), (count, answer)| (sum + count * answer, n + count))
}
