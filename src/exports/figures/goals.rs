//! The cascade of goals: scores from key results up, what supports what, and the SMART checks.

use schemars::JsonSchema;
use serde::Serialize;

use super::{MeanFigures, Source};
use crate::disclosure::{CascadeKeyResult, CascadeObjective};
use crate::facts::statistics::goals::Measured;
use crate::facts::{ScoreOrigin, Smart, SmartVerdict};
use crate::model::{GoalRef, Owner};
use crate::records::address::COMPANY;
use crate::records::check_in::Status;
use crate::records::goals::ObjectiveKind;

/// The cascade of goals.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GoalsFigures {
    /// The objectives of the company, of units and of people who have goals.
    pub owners: Vec<OwnerFigures>,
    /// Addresses of objectives that support nothing and should: units' and people's, but for growth objectives and the top of the
    /// tree.
    pub supports_nothing: Vec<String>,
    /// Addresses of objectives and key results of the company and of units that nothing supports; where that is true of a whole
    /// objective, its key results are not named again.
    pub unsupported: Option<Vec<String>>,
}

/// One owner's objectives.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnerFigures {
    /// `company`, a unit's id or a person's id: the first part of every address.
    pub owner: String,
    /// The objectives, in the order of the record.
    pub objectives: Vec<ObjectiveFigures>,
}

/// One objective.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ObjectiveFigures {
    /// Its address: `<owner>/<objective>`.
    pub address: String,
    /// What it is for.
    pub kind: ObjectiveKind,
    /// The weighted mean of the key results that have a score; none before there are results.
    pub score: Option<f64>,
    /// How many key results have a score.
    pub scored: Option<usize>,
    /// How many key results count: the replaced ones do not.
    pub counted: Option<usize>,
    /// The mean of the objectives that support this one or one of its key results, each counted once.
    pub children: MeanFigures,
    /// Addresses of the goals that it supports.
    pub supports: Vec<String>,
    /// Addresses of the objectives that support it as a whole.
    pub supporters: Vec<String>,
    /// Its key results, in the order of the record.
    pub key_results: Vec<KeyResultFigures>,
}

/// One key result.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KeyResultFigures {
    /// Its address: `<owner>/<objective>/<key-result>`.
    pub address: String,
    /// The latest status that was reported.
    pub status: Option<Status>,
    /// The score: 0 to 1 of a measured key result, else what the policy says of its result; none before there is a result.
    pub score: Option<f64>,
    /// The raw ratio (value − from) / (to − from) of a measured key result, not cut.
    pub ratio: Option<f64>,
    /// Whether another key result took its place, so that it does not count.
    pub replaced: Option<bool>,
    /// By at least how many days it was late; none where it was not known to be.
    pub late_days: Option<u32>,
    /// The mean of the objectives that support it.
    pub children: MeanFigures,
    /// Addresses of the objectives that support it.
    pub supporters: Vec<String>,
    /// The SMART checks, of individual key results.
    pub smart: Option<SmartFigures>,
}

/// The SMART checks of one key result; never one total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SmartFigures {
    /// The target states an outcome.
    pub specific: SmartWord,
    /// There is a measure, or a target that is done or not done.
    pub measurable: SmartWord,
    /// The manager signed that it is ambitious and achievable.
    pub achievable: SmartWord,
    /// It supports a goal of the company or of a unit.
    pub relevant: SmartWord,
    /// It is due on a day inside the cycle.
    pub time_bound: SmartWord,
}

/// How a SMART check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SmartWord {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It is not asked of this key result.
    Exempt,
}

impl Source<'_, '_> {
    pub(super) fn goals(self) -> GoalsFigures {
        let units = self.lens.teams().map(|(team, _)| Owner::Team(team));
        let people = self.lens.people(self.cycle).into_iter().map(Owner::Person);
        let owners = std::iter::once(Owner::Company).chain(units).chain(people);
        let read = |owner| self.lens.objectives(self.cycle, owner).into_inner();
        let objectives: Vec<_> = owners.filter_map(read).flatten().collect();
        let loose: Vec<_> = self
            .lens
            .supports_nothing(self.cycle, &objectives)
            .into_iter()
            .collect();
        let unsupported = self.lens.unsupported(self.cycle, &objectives).into_inner();
        GoalsFigures {
            owners: objectives
                .chunk_by(|one, other| one.owner == other.owner)
                .map(|each| self.owner(each))
                .collect(),
            supports_nothing: self.addresses(&loose),
            unsupported: unsupported.map(|goals| self.addresses(&goals)),
        }
    }

    fn owner(self, objectives: &[CascadeObjective<'_>]) -> OwnerFigures {
        OwnerFigures {
            owner: self.owner_id(objectives[0].owner),
            objectives: objectives.iter().map(|each| self.objective(each)).collect(),
        }
    }

    fn owner_id(self, owner: Owner) -> String {
        match owner {
            Owner::Company => COMPANY.to_owned(),
            Owner::Team(team) => self.unit_id(team),
            Owner::Person(person) => self.id(person),
        }
    }

    fn addresses(self, goals: &[GoalRef]) -> Vec<String> {
        let names = goals
            .iter()
            .filter_map(|goal| self.lens.cascade_name(self.cycle, *goal));
        names
            .map(|name| {
                let whole = format!("{}/{}", self.owner_id(name.owner), name.objective);
                name.key_result.map_or(whole.clone(), |part| format!("{whole}/{part}"))
            })
            .collect()
    }

    fn objective(self, objective: &CascadeObjective<'_>) -> ObjectiveFigures {
        let score = objective.score.get();
        let owner = self.owner_id(objective.owner);
        ObjectiveFigures {
            address: format!("{owner}/{}", objective.id),
            kind: objective.kind,
            score: score.and_then(|(score, _)| *score),
            scored: score.map(|(_, scored)| scored.scored),
            counted: score.map(|(_, scored)| scored.of),
            children: objective.children.into(),
            supports: self.addresses(&objective.supports),
            supporters: self.addresses(&objective.supporters),
            key_results: objective
                .key_results
                .iter()
                .map(|each| self.key_result(&owner, each))
                .collect(),
        }
    }

    fn key_result(self, owner: &str, key_result: &CascadeKeyResult<'_>) -> KeyResultFigures {
        let end = key_result.result.get();
        let score = end.and_then(|end| end.score);
        KeyResultFigures {
            address: format!("{owner}/{}", key_result.record.address),
            status: key_result.status.value().copied(),
            score: score.map(|score| score.value),
            ratio: score.and_then(|score| match score.origin {
                ScoreOrigin::Value(Measured::Ratio { raw }) => Some(raw),
                ScoreOrigin::Value(Measured::Reached(_)) | ScoreOrigin::Result(_) => None,
            }),
            replaced: end.map(|end| end.replaced),
            late_days: key_result.late.value().copied(),
            children: key_result.children.into(),
            supporters: self.addresses(&key_result.supporters),
            smart: key_result.smart.value().map(SmartFigures::of),
        }
    }
}

impl SmartFigures {
    fn of(smart: &Smart) -> Self {
        let word = |verdict| match verdict {
            SmartVerdict::Holds => SmartWord::Holds,
            SmartVerdict::Fails => SmartWord::Fails,
            SmartVerdict::Exempt => SmartWord::Exempt,
        };
        Self {
            specific: word(smart.specific.verdict),
            measurable: word(smart.measurable.verdict),
            achievable: word(smart.achievable.verdict),
            relevant: word(smart.relevant.verdict),
            time_bound: word(smart.time_bound.verdict),
        }
    }
}
