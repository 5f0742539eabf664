//! The figures of one person: ratings, standings, mid-cycle changes, merit, promotion and plans.

use schemars::JsonSchema;
use serde::Serialize;

use super::{DevelopmentFigures, ImprovementFigures, Source};
use crate::facts::{Lack, Part, PayFacts, RangeCheck, Rated, Standing};
use crate::model::PersonIx;
use crate::records::check_in::Change;
use crate::records::outcome::PromotionDecision;
use crate::source::Date;

/// The figures of one person whose packet stands in the tree.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PersonFigures {
    /// Who.
    pub id: String,
    /// The unit at the cycle's end.
    pub unit: Option<String>,
    /// The manager at the cycle's end.
    pub manager: Option<String>,
    /// The level at the cycle's end.
    pub level: Option<String>,
    /// Since when, in one stretch, the person has been on that level.
    pub on_level_since: Option<Date>,
    /// What the manager recommends.
    pub recommended: Option<u32>,
    /// The final rating.
    pub r#final: Option<u32>,
    /// The rating that counts: the final one, else the recommended one.
    pub rating: Option<u32>,
    /// What calibration changed, if it did.
    pub change: Option<ChangeFigures>,
    /// The rating that counted in the cycle before.
    pub prior_rating: Option<u32>,
    /// The mean of the delivery objectives' scores.
    pub goal_score: Option<f64>,
    /// The mean of the growth objectives' scores.
    pub growth_score: Option<f64>,
    /// Where the goals stand against their deadline.
    pub goals: Option<StandingFigures>,
    /// Where the check-in stands.
    pub check_in: Option<StandingFigures>,
    /// Where the self-assessment stands.
    pub self_assessment: Option<StandingFigures>,
    /// Where the peer feedback that a review needs stands.
    pub peer_feedback: Option<StandingFigures>,
    /// Where the manager assessment stands.
    pub manager_assessment: Option<StandingFigures>,
    /// Items of dated evidence in each third of the cycle; none where the person is not rated or the evidence is closed.
    pub evidence_by_third: Option<[usize; 3]>,
    /// The changes agreed at mid-cycle.
    pub adjustments: Vec<AdjustmentFigures>,
    /// Merit, pay and equity, where the outcome states pay.
    pub merit: Option<MeritFigures>,
    /// The decision on a promotion, where there is one other than "none".
    pub promotion: Option<PromotionFigures>,
    /// The development plan, where there is one.
    pub development_plan: Option<DevelopmentFigures>,
    /// The improvement plan, where there is one.
    pub improvement_plan: Option<ImprovementFigures>,
}

/// A rating that a session moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeFigures {
    /// What the manager had recommended.
    pub from: u32,
    /// What the session decided.
    pub to: u32,
}

/// Where something stands against its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandingFigures {
    /// Where.
    pub standing: StandingKind,
    /// The day on which it was handed in.
    pub on: Option<Date>,
    /// How many days after its deadline that was, or have passed.
    pub days: Option<u32>,
}

/// Where something stands against its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StandingKind {
    /// It is not there, and its deadline has not passed.
    NotDue,
    /// It is not there, and its deadline has passed.
    Missing,
    /// It was handed in by its deadline.
    OnTime,
    /// It was handed in after its deadline.
    Late,
}

/// One change agreed at mid-cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AdjustmentFigures {
    /// The key result, within the person's goals.
    pub key_result: String,
    /// What kind of change.
    pub change: Change,
    /// What was expected and is not there: `rationale`, `approver`, `other-approver` (somebody else than the skip-level manager
    /// approved), `plan`, `replacement`.
    pub lacks: Vec<String>,
}

/// Merit, pay and equity of one person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MeritFigures {
    /// Base pay before.
    pub base_before: i64,
    /// The raise in percent.
    pub percent: f64,
    /// Base pay after, as the outcome states it.
    pub base_after: i64,
    /// Base pay after, worked out: base · (1 + percent / 100), rounded as the outcome says, half away from zero.
    pub expected_after: Option<i64>,
    /// The raise against the merit range of the rating that counts.
    pub range: RangeWord,
    /// Whether the outcome says why it lies outside.
    pub has_exception: bool,
    /// (base before − low) / (high − low) of the pay band; none without a band.
    pub position_in_band: Option<f64>,
    /// Shares granted.
    pub equity_shares: Option<u32>,
}

/// A raise against the range of its rating, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RangeWord {
    /// There is no rating to compare with.
    NotRated,
    /// It lies in the range.
    Inside,
    /// It lies below.
    Below,
    /// It lies above.
    Above,
}

/// A decision on a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PromotionFigures {
    /// What was decided.
    pub decision: PromotionDecision,
    /// How many criteria are listed.
    pub criteria: usize,
    /// How many of them are met.
    pub met: usize,
    /// How many of them have no evidence.
    pub without_evidence: usize,
    /// Whether criteria are listed, each with its evidence.
    pub documented: bool,
}

impl Source<'_, '_> {
    pub(super) fn people(self) -> Vec<PersonFigures> {
        let people = self.lens.people(self.cycle).into_iter();
        people.map(|person| self.person(person)).collect()
    }

    fn person(self, person: PersonIx) -> PersonFigures {
        let (lens, cycle) = (self.lens, self.cycle);
        let standing = |part| lens.standing(person, cycle, part).value().copied().map(Into::into);
        let scores = lens.goal_figures(person, cycle).into_inner().flatten();
        let growth = scores.and_then(|scores| scores.growth.into_inner()?.value);
        let change = lens.change(person, cycle).value().copied();
        let promotion = lens.promotion(person, cycle).into_inner().flatten();
        PersonFigures {
            id: self.id(person),
            unit: lens.team_of(person, cycle).map(|team| self.unit_id(team)),
            manager: lens.manager_of(person, cycle).map(|manager| self.id(manager)),
            level: lens.role(person, cycle).map(|role| role.level.to_owned()),
            on_level_since: lens.on_level_since(person, cycle),
            recommended: lens.recommended(person, cycle).value().copied(),
            r#final: lens.final_rating(person, cycle).value().map(|rating| rating.value),
            rating: lens.rated(person, cycle).value().copied().map(Rated::value),
            change: change.map(|change| ChangeFigures {
                from: change.from,
                to: change.to,
            }),
            prior_rating: lens.prior_rating(person, cycle).value().copied().map(Rated::value),
            goal_score: lens.goal_score(person, cycle).value().copied(),
            growth_score: growth,
            goals: standing(Part::Goals),
            check_in: standing(Part::CheckIn),
            self_assessment: standing(Part::SelfAssessment),
            peer_feedback: standing(Part::PeerFeedback),
            manager_assessment: standing(Part::ManagerAssessment),
            evidence_by_third: lens.evidence_spread(person, cycle),
            adjustments: self.adjustments(person),
            merit: lens.merit(person, cycle).value().map(MeritFigures::of),
            promotion: promotion.and_then(|(_, facts)| facts).map(|facts| PromotionFigures {
                decision: facts.decision,
                criteria: facts.criteria,
                met: facts.met,
                without_evidence: facts.without_evidence,
                documented: facts.is_documented(),
            }),
            development_plan: self.development(person),
            improvement_plan: self.improvement(person),
        }
    }

    fn adjustments(self, person: PersonIx) -> Vec<AdjustmentFigures> {
        let changes = self.lens.changes(person, self.cycle).into_inner().unwrap_or_default();
        let lack = |lack: &Lack| match lack {
            Lack::Rationale => "rationale",
            Lack::Approver { .. } => "approver",
            Lack::OtherApprover { .. } => "other-approver",
            Lack::Plan => "plan",
            Lack::Replacement => "replacement",
        };
        changes
            .iter()
            .map(|change| AdjustmentFigures {
                key_result: change.record.key_result.clone(),
                change: change.record.change,
                lacks: change.lacks.iter().map(lack).map(str::to_owned).collect(),
            })
            .collect()
    }
}

impl MeritFigures {
    fn of(pay: &PayFacts) -> Self {
        Self {
            base_before: pay.merit.base,
            percent: pay.merit.percent.percent(),
            base_after: pay.stated_after,
            expected_after: pay.expected_after,
            range: match pay.range {
                RangeCheck::NotRated => RangeWord::NotRated,
                RangeCheck::Inside => RangeWord::Inside,
                RangeCheck::Below => RangeWord::Below,
                RangeCheck::Above => RangeWord::Above,
            },
            has_exception: pay.has_exception,
            position_in_band: pay.position,
            equity_shares: pay.equity_shares,
        }
    }
}

impl From<Standing> for StandingFigures {
    fn from(standing: Standing) -> Self {
        let (standing, on, days) = match standing {
            Standing::NotDue => (StandingKind::NotDue, None, None),
            Standing::Missing { days } => (StandingKind::Missing, None, Some(days)),
            Standing::OnTime { on } => (StandingKind::OnTime, Some(on), None),
            Standing::Late { on, days } => (StandingKind::Late, Some(on), Some(days)),
        };
        Self { standing, on, days }
    }
}
