//! Scores of goals, from key results up, and what supports what.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::cascade::{ChildrenMeans, children, supports_nothing};
use super::mid_cycle::{self, MidCycleCounts, MidCycleGroup};
use super::smart::Smart;
use super::statistics::goals::{Measured, measure, weighted_mean};
use crate::model::{Cycle, GoalRef, Organisation, Owner, Packet};
use crate::records::address::KeyResultAddress;
use crate::records::check_in::{AdjustmentRecord, Status};
use crate::records::goals::{KeyResultRecord, ObjectiveKind, ObjectiveRecord};
use crate::records::self_assessment::ResultLineRecord;
use crate::source::Date;

/// The figures of all goals of a cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalFacts {
    /// Of each owner's goals, in the order of [`CycleGoals::sets`](crate::model::CycleGoals::sets).
    pub sets: Vec<Arc<SetFacts>>,
    /// Objectives that support nothing and should: units' and people's, but for growth objectives and for the top of the tree.
    pub supports_nothing: Arc<Vec<GoalRef>>,
}

/// The figures of one owner's goals.
#[derive(Debug, Clone, PartialEq)]
pub struct SetFacts {
    /// Whose.
    pub owner: Owner,
    /// Of each objective, in the order of the record.
    pub objectives: Vec<ObjectiveFacts>,
    /// The mean of the delivery objectives.
    pub delivery: Mean,
    /// The mean of the growth objectives.
    pub growth: Mean,
    /// How the key results divided at mid-cycle; none without a check-in, and for units and the company.
    pub mid_cycle: Option<MidCycleCounts>,
}

/// The figures of one objective.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveFacts {
    /// What the objective is for.
    pub kind: ObjectiveKind,
    /// Of each key result, in the order of the record.
    pub key_results: Vec<KeyResultFacts>,
    /// The weighted mean of the key results that have a score.
    pub score: Option<f64>,
    /// How many key results have one, and how many count (the replaced ones do not).
    pub scored: ScoredGoals,
    /// The mean of the objectives that support this one or one of its key results, each counted once.
    pub children: Mean,
}

/// How many have a score, of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScoredGoals {
    /// How many have a score.
    pub scored: usize,
    /// How many there are.
    pub of: usize,
}

/// The figures of one key result.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResultFacts {
    /// The score; none before there is a result.
    pub score: Option<Score>,
    /// By when it is due; none where the goals name no day.
    pub due: Option<Due>,
    /// That it was known not to be done after the day on which it was due.
    pub late: Option<Late>,
    /// The latest status that was reported.
    pub status: Option<Status>,
    /// The SMART checks, of individual key results.
    pub smart: Option<Smart>,
    /// Its group at mid-cycle, of individual key results whose owner had a check-in.
    pub group: Option<MidCycleGroup>,
    /// Whether another key result took its place, so that it does not count.
    pub replaced: bool,
    /// Where its result stands in the self-assessment, of individual key results.
    pub result_line: Option<usize>,
    /// The mean of the objectives that support it.
    pub children: Mean,
}

/// How far a key result came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The score: 0 to 1 of a measured key result, else what the policy says of its result.
    pub value: f64,
    /// What it rests on.
    pub origin: ScoreOrigin,
}

/// What a score rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScoreOrigin {
    /// The measured value, with the ratio before it was cut to 0…1.
    Value(Measured),
    /// The result that was reported: its position among the policy's results.
    Result(usize),
}

/// By when a key result is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// The position of the check-in's adjustment that moved it there; none where it is the day of the goals.
    pub moved_by: Option<usize>,
}

/// That a key result was known not to be done after it was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// How many days after it was due that was said: it was late by at least so many.
    pub days: u32,
    /// What says so.
    pub basis: LateBasis,
}

/// What says that a key result is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateBasis {
    /// The check-in's progress at this position.
    CheckIn(usize),
    /// The status in the goals themselves, as it stands on the day of the site or at the cycle's end.
    Status,
}

/// A mean, of how many that have a figure, and out of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mean {
    /// The mean; none where none has a figure.
    pub value: Option<f64>,
    /// How many have a figure.
    pub n: usize,
    /// How many there are.
    pub of: usize,
}

impl Mean {
    /// The mean of the figures that there are.
    #[must_use]
    pub fn of(figures: impl Iterator<Item = Option<f64>>) -> Self {
        let (mut sum, mut n, mut of) = (0.0, 0, 0);
        for figure in figures {
            of += 1;
            if let Some(figure) = figure {
                sum += figure;
                n += 1;
            }
        }
        let value = (n > 0).then(|| sum / n as f64);
        Self { value, n, of }
    }
}

impl GoalFacts {
    pub(super) fn of(organisation: &Organisation, cycle: &Cycle) -> Self {
        let goals = &cycle.goals;
        let mut sets: Vec<_> = (0..goals.sets.len())
            .into_par_iter()
            .map(|at| set_facts(organisation, cycle, at))
            .collect();
        let means: Vec<_> = (0..sets.len())
            .into_par_iter()
            .map(|at| children(goals, &sets, at))
            .collect();
        for (set, means) in sets.iter_mut().zip(means) {
            set.set_children(means);
        }
        Self {
            supports_nothing: Arc::new(supports_nothing(organisation, goals)),
            sets: sets.into_iter().map(Arc::new).collect(),
        }
    }

    /// The figures of the objective that is meant, or in which the key result lies.
    #[must_use]
    pub fn objective(&self, goal: GoalRef) -> &ObjectiveFacts {
        &self.sets[goal.set as usize].objectives[goal.objective as usize]
    }

    /// The figures of the key result that is meant, if it is one.
    #[must_use]
    pub fn key_result(&self, goal: GoalRef) -> Option<&KeyResultFacts> {
        self.objective(goal).key_results.get(goal.key_result? as usize)
    }

    /// The score of an objective or key result.
    #[must_use]
    pub fn score(&self, goal: GoalRef) -> Option<f64> {
        match self.key_result(goal) {
            Some(key_result) => key_result.score.map(|score| score.value),
            None => self.objective(goal).score,
        }
    }
}

impl SetFacts {
    pub(super) fn set_children(&mut self, means: Vec<ChildrenMeans>) {
        for (objective, (mean, key_results)) in self.objectives.iter_mut().zip(means) {
            objective.children = mean;
            for (key_result, mean) in objective.key_results.iter_mut().zip(key_results) {
                key_result.children = mean;
            }
        }
    }
}

/// A reference to an objective, or to one of its key results.
pub(super) fn goal_ref(set: usize, objective: usize, key_result: Option<usize>) -> GoalRef {
    let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    GoalRef {
        set: short(set),
        objective: short(objective),
        key_result: key_result.map(short),
    }
}

pub(super) fn set_facts(organisation: &Organisation, cycle: &Cycle, at: usize) -> SetFacts {
    let set = &cycle.goals.sets[at];
    let packet = match set.owner {
        Owner::Person(person) => cycle.packet(person).map(|packet| &**packet),
        Owner::Company | Owner::Team(_) => None,
    };
    let reader = KeyResults {
        organisation,
        cycle,
        at,
        reports: packet.map(Reports::of),
    };
    let records = set.goals.record.objective.iter().enumerate();
    let objectives: Vec<_> = records.map(|(at, record)| reader.objective(at, record)).collect();
    let mean = |kind| {
        Mean::of(
            objectives
                .iter()
                .filter(|each| each.kind == kind)
                .map(|each| each.score),
        )
    };
    let has_check_in = packet.is_some_and(|packet| packet.check_in.is_some());
    let groups = || {
        objectives
            .iter()
            .flat_map(|each| &each.key_results)
            .filter_map(|each| each.group)
    };
    SetFacts {
        owner: set.owner,
        delivery: mean(ObjectiveKind::Delivery),
        growth: mean(ObjectiveKind::Growth),
        mid_cycle: has_check_in.then(|| MidCycleCounts::of_groups(groups())),
        objectives,
    }
}

/// What a person's records say of their key results, by address.
struct Reports<'a> {
    packet: &'a Packet,
    check_in: Option<Date>,
    progress: HashMap<&'a KeyResultAddress, (usize, Status)>,
    adjustments: HashMap<&'a KeyResultAddress, Vec<(usize, &'a AdjustmentRecord)>>,
    results: HashMap<&'a KeyResultAddress, (usize, &'a ResultLineRecord)>,
}

impl<'a> Reports<'a> {
    fn of(packet: &'a Packet) -> Self {
        let check_in = packet.check_in.as_ref().map(|filed| &filed.record.front);
        let mut reports = Self {
            packet,
            check_in: check_in.map(|front| front.date.value),
            progress: HashMap::new(),
            adjustments: HashMap::new(),
            results: HashMap::new(),
        };
        if let Some(front) = check_in {
            for (at, each) in front.progress.iter().enumerate() {
                reports.progress.insert(&each.key_result, (at, each.status));
            }
            for (at, each) in front.adjustment.iter().enumerate() {
                reports
                    .adjustments
                    .entry(&each.key_result)
                    .or_default()
                    .push((at, each));
            }
        }
        if let Some(filed) = &packet.self_assessment {
            for (at, line) in filed.record.front.result.iter().enumerate() {
                reports.results.insert(&line.key_result, (at, line));
            }
        }
        reports
    }
}

/// Reads the key results of one owner's goals.
struct KeyResults<'a> {
    organisation: &'a Organisation,
    cycle: &'a Cycle,
    at: usize,
    /// Of individual goals.
    reports: Option<Reports<'a>>,
}

impl KeyResults<'_> {
    fn objective(&self, at: usize, record: &ObjectiveRecord) -> ObjectiveFacts {
        let supports = self.cycle.goals.supported(goal_ref(self.at, at, None));
        let key_results: Vec<_> = record
            .key_result
            .iter()
            .map(|key_result| match &self.reports {
                Some(reports) => self.individual(reports, record, key_result, supports),
                None => self.shared(key_result),
            })
            .collect();
        let counted = || {
            record
                .key_result
                .iter()
                .zip(&key_results)
                .filter(|(_, facts)| !facts.replaced)
        };
        let scores: Vec<_> = counted()
            .filter_map(|(record, facts)| {
                let weight = record.weight.as_ref().map_or(1.0, |weight| weight.0);
                facts.score.map(|score| (score.value, weight))
            })
            .collect();
        ObjectiveFacts {
            kind: record.kind.unwrap_or(ObjectiveKind::Delivery),
            score: weighted_mean(&scores),
            scored: ScoredGoals {
                scored: scores.len(),
                of: counted().count(),
            },
            children: Mean::default(),
            key_results,
        }
    }

    /// A key result of the company or of a unit, which reports in its own record.
    fn shared(&self, record: &KeyResultRecord) -> KeyResultFacts {
        let status = record.status.as_ref().map(|status| status.value);
        let due = self.cycle.due(record).map(|day| Due { day, moved_by: None });
        let said = Ord::min(self.organisation.as_of, self.cycle.end);
        let open = status.filter(|status| *status != Status::Done && record.result.is_none());
        let late = due
            .zip(open)
            .and_then(|(due, _)| late(due.day, said, LateBasis::Status));
        KeyResultFacts {
            score: self.score(
                record,
                record.value.as_ref().map(|value| value.0),
                record.result.as_ref().map(|id| &id.value),
            ),
            due,
            late,
            status,
            smart: None,
            group: None,
            replaced: false,
            result_line: None,
            children: Mean::default(),
        }
    }

    /// A person's key result, which is reported on in the check-in and in the self-assessment.
    fn individual(
        &self,
        reports: &Reports<'_>,
        objective: &ObjectiveRecord,
        record: &KeyResultRecord,
        supports: &[GoalRef],
    ) -> KeyResultFacts {
        let address = KeyResultAddress {
            objective: objective.id.value.clone(),
            key_result: record.id.value.clone(),
        };
        let adjustments = reports.adjustments.get(&address).map_or(&[][..], Vec::as_slice);
        let progress = reports.progress.get(&address);
        let line = reports.results.get(&address);
        let moved = adjustments
            .iter()
            .rev()
            .find_map(|(at, each)| Some((*at, each.due.as_ref()?)));
        let due = match moved {
            Some((at, day)) => Some(Due {
                day: day.value,
                moved_by: Some(at),
            }),
            None => self.cycle.due(record).map(|day| Due { day, moved_by: None }),
        };
        let open = progress.filter(|(_, status)| *status != Status::Done);
        let late = due.zip(open).zip(reports.check_in);
        let group = reports
            .check_in
            .map(|_| mid_cycle::group(adjustments.iter().map(|(_, each)| each.change)));
        KeyResultFacts {
            score: line.and_then(|(_, line)| {
                self.score(
                    record,
                    line.value.as_ref().map(|value| value.0),
                    line.result.as_ref().map(|id| &id.value),
                )
            }),
            due,
            late: late.and_then(|((due, (at, _)), said)| late_at(due, said, *at)),
            status: progress.map(|(_, status)| *status),
            smart: Some(Smart::of(
                self.organisation,
                self.cycle,
                reports.packet,
                (objective, record),
                supports,
            )),
            replaced: group == Some(MidCycleGroup::Replaced),
            group,
            result_line: line.map(|(at, _)| *at),
            children: Mean::default(),
        }
    }

    /// A measured key result is scored by its value; where none was reported, and of any other, by its result.
    fn score(
        &self,
        record: &KeyResultRecord,
        value: Option<f64>,
        result: Option<&crate::records::id::ResultId>,
    ) -> Option<Score> {
        let measured = record.measure.as_ref().zip(value);
        let measured = measured.and_then(|(way, value)| measure(way.from.0, way.to.0, value));
        if let Some(measured) = measured {
            return Some(Score {
                value: measured.score(),
                origin: ScoreOrigin::Value(measured),
            });
        }
        let results = &self.organisation.policy.results;
        let at = results.iter().position(|each| Some(&each.id) == result)?;
        Some(Score {
            value: results[at].score,
            origin: ScoreOrigin::Result(at),
        })
    }
}

fn late_at(due: Due, said: Date, progress: usize) -> Option<Late> {
    late(due.day, said, LateBasis::CheckIn(progress))
}

fn late(due: Date, said: Date, basis: LateBasis) -> Option<Late> {
    let days = u32::try_from((said - due).num_days()).ok().filter(|days| *days > 0)?;
    Some(Late { days, basis })
}
