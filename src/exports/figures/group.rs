//! The figures of a set of people: of everyone, of a unit, of a manager's reports.

use schemars::JsonSchema;
use serde::Serialize;

use super::Source;
use crate::disclosure::Group;
use crate::facts::{Basis, CompletionCounts, Distribution, Mean, MidCycleCounts, PartCounts, PayRollup};
use crate::model::Policy;
use crate::records::Percent;

/// The figures of a set of people.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupFigures {
    /// How many of them were employed on the cycle's last day.
    pub people: usize,
    /// Ratings that count: final, or recommended where there is no final one.
    pub ratings: Option<DistributionFigures>,
    /// Ratings as managers recommended them, before calibration.
    pub recommended: Option<DistributionFigures>,
    /// The mean of people's goal scores (the mean of each one's delivery objectives).
    pub goal_score: Option<MeanFigures>,
    /// The mean of people's growth scores (the mean of each one's growth objectives).
    pub growth_score: Option<MeanFigures>,
    /// Which parts of the reviews were handed in by when.
    pub completion: Option<CompletionFigures>,
    /// How the key results of people who had a check-in divide at mid-cycle.
    pub mid_cycle: Option<MidCycleFigures>,
    /// Their raises together.
    pub pay: Option<PayFigures>,
}

/// Ratings of a set of people, against the guideline.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DistributionFigures {
    /// How many are rated.
    pub rated: usize,
    /// How many are not.
    pub not_rated: usize,
    /// Which ratings were counted.
    pub basis: BasisWord,
    /// How many of the ratings are final.
    pub r#final: usize,
    /// How many have each rating, best first.
    pub counts: Vec<RatingCount>,
    /// The mean rating; none where nobody is rated.
    pub mean: Option<f64>,
    /// People above an upper bound of the guideline; none where nobody is rated.
    pub over: Option<usize>,
    /// People missing below a lower bound of the guideline; none where nobody is rated.
    pub under: Option<usize>,
    /// The fewest people whose rating would have to change to meet the guideline; none where nobody is rated, or where no whole
    /// counts meet every bound.
    pub people_to_move: Option<usize>,
}

/// Which ratings a distribution counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BasisWord {
    /// Final ratings alone.
    Final,
    /// Recommended ratings alone.
    Recommended,
    /// Final ratings of some, recommended ones of others.
    Mixed,
}

/// How many people have one rating.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RatingCount {
    /// The rating.
    pub rating: u32,
    /// How many people have it.
    pub count: usize,
    /// In percent of the rated people; none where fewer than ten are rated.
    pub percent: Option<f64>,
    /// The fewest people that the guideline asks for; none where nobody is rated.
    pub low: Option<usize>,
    /// The most people that the guideline allows; none where nobody is rated.
    pub high: Option<usize>,
    /// Whether the count lies within these bounds; none where nobody is rated.
    pub in_range: Option<bool>,
}

/// A mean over people or goals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MeanFigures {
    /// The mean; none where none has a figure.
    pub value: Option<f64>,
    /// How many have a figure.
    pub n: usize,
    /// How many there are.
    pub of: usize,
}

/// Where each part stands in the reviews of people with a manager who were employed on the cycle's last day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct CompletionFigures {
    /// Goals, agreed by both.
    pub goals: PartFigures,
    /// The check-in.
    pub check_in: PartFigures,
    /// The self-assessment.
    pub self_assessment: PartFigures,
    /// As many peer feedbacks as a review needs.
    pub peer_feedback: PartFigures,
    /// The manager assessment.
    pub manager_assessment: PartFigures,
    /// The review as a whole: self-assessment, peer feedback and manager assessment, the worst of the three.
    pub review: PartFigures,
}

/// Where one part stands in many reviews.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct PartFigures {
    /// Handed in by the deadline, the day itself included.
    pub on_time: usize,
    /// Handed in later.
    pub late: usize,
    /// Not there after the deadline.
    pub missing: usize,
    /// Not there, and not due.
    pub not_due: usize,
    /// All reviews.
    pub total: usize,
    /// The percentage on time; none without reviews.
    pub on_time_percent: Option<f64>,
}

/// How key results divide at mid-cycle.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MidCycleFigures {
    /// How many people with goals had a check-in.
    pub people: usize,
    /// How many key results they have.
    pub total: usize,
    /// Went on unchanged.
    pub unchanged: MidCyclePart,
    /// Adjusted in scope or timeline.
    pub adjusted: MidCyclePart,
    /// Replaced by another.
    pub replaced: MidCyclePart,
    /// At risk, with a plan.
    pub intervention: MidCyclePart,
}

/// One group of key results at mid-cycle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MidCyclePart {
    /// How many key results.
    pub count: usize,
    /// In percent of all; none without key results.
    pub percent: Option<f64>,
    /// The percentage that the policy expects: a norm to compare with, not a rule.
    pub expected_percent: f64,
}

/// Raises of a set of people together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct PayFigures {
    /// How many outcomes state pay.
    pub people: usize,
    /// The sum of base pay before.
    pub payroll: f64,
    /// The sum of base pay times merit, before rounding.
    pub increase: f64,
    /// Merit weighted by payroll: Σ base · percent / Σ base; none without payroll.
    pub merit_percent: Option<f64>,
    /// The budget for merit; none where the policy names no `budget_percent`.
    pub budget: Option<f64>,
    /// What the raises cost beyond the budget, negative where some is left; none without a budget.
    pub over_budget: Option<f64>,
    /// Shares granted to all of them.
    pub equity_shares: u64,
}

impl Source<'_, '_> {
    pub(super) fn group(self, group: Group<'_>) -> GroupFigures {
        let policy = self.lens.policy();
        let sections = self.lens.group(self.cycle, group);
        GroupFigures {
            people: sections.people,
            ratings: sections.ratings.get().map(|ratings| distribution(policy, ratings)),
            recommended: sections.recommended.get().map(|ratings| distribution(policy, ratings)),
            goal_score: sections.goal_score.into_inner().map(MeanFigures::from),
            growth_score: sections.growth_score.into_inner().map(MeanFigures::from),
            completion: sections.completion.into_inner().map(CompletionFigures::from),
            mid_cycle: sections.mid_cycle.into_inner().map(|counts| mid_cycle(policy, counts)),
            pay: sections.pay.into_inner().map(PayFigures::from),
        }
    }
}

fn distribution(policy: &Policy, ratings: &Distribution) -> DistributionFigures {
    let fit = ratings.fit.as_ref();
    let count = |(at, rating): (usize, &crate::model::Rating)| {
        let bounds = fit.and_then(|fit| fit.bounds.get(at));
        RatingCount {
            rating: rating.value,
            count: ratings.counts.get(at).copied().unwrap_or_default(),
            percent: ratings.percent(at).filter(|_| ratings.percent_is_fair()),
            low: bounds.map(|bounds| bounds.low),
            high: bounds.map(|bounds| bounds.high),
            in_range: fit.and_then(|fit| fit.in_range.get(at).copied()),
        }
    };
    let (basis, settled) = match ratings.basis {
        Basis::Final => (BasisWord::Final, ratings.rated),
        Basis::Recommended => (BasisWord::Recommended, 0),
        Basis::Mixed { r#final } => (BasisWord::Mixed, r#final),
    };
    DistributionFigures {
        rated: ratings.rated,
        not_rated: ratings.not_rated,
        basis,
        r#final: settled,
        counts: policy.ratings.iter().enumerate().map(count).collect(),
        mean: ratings.mean(policy),
        over: fit.map(|fit| fit.over),
        under: fit.map(|fit| fit.under),
        people_to_move: fit.and_then(|fit| fit.people_to_move),
    }
}

fn mid_cycle(policy: &Policy, counts: MidCycleCounts) -> MidCycleFigures {
    use crate::facts::MidCycleGroup::{Adjusted, Intervention, Replaced, Unchanged};
    let part = |group, expected: Percent| MidCyclePart {
        count: counts.count(group),
        percent: counts.percent(group),
        expected_percent: expected.as_f64(),
    };
    let expected = policy.mid_cycle;
    MidCycleFigures {
        people: counts.people,
        total: counts.total(),
        unchanged: part(Unchanged, expected.unchanged),
        adjusted: part(Adjusted, expected.adjusted),
        replaced: part(Replaced, expected.replaced),
        intervention: part(Intervention, expected.intervention),
    }
}

impl From<Mean> for MeanFigures {
    fn from(mean: Mean) -> Self {
        let Mean { value, n, of } = mean;
        Self { value, n, of }
    }
}

impl From<PartCounts> for PartFigures {
    fn from(counts: PartCounts) -> Self {
        Self {
            on_time: counts.on_time,
            late: counts.late,
            missing: counts.missing,
            not_due: counts.not_due,
            total: counts.total(),
            on_time_percent: counts.on_time_percent(),
        }
    }
}

impl From<CompletionCounts> for CompletionFigures {
    fn from(counts: CompletionCounts) -> Self {
        Self {
            goals: counts.goals.into(),
            check_in: counts.check_in.into(),
            self_assessment: counts.self_assessment.into(),
            peer_feedback: counts.peer_feedback.into(),
            manager_assessment: counts.manager_assessment.into(),
            review: counts.review.into(),
        }
    }
}

impl From<PayRollup> for PayFigures {
    fn from(pay: PayRollup) -> Self {
        let whole = |millionths: i128| millionths as f64 / 1e6;
        Self {
            people: pay.rollup.people,
            payroll: pay.rollup.payroll as f64,
            increase: whole(pay.rollup.increase_millionths),
            merit_percent: pay.rollup.effective_percent(),
            budget: pay.budget_millionths.map(whole),
            over_budget: pay.over_budget_millionths().map(whole),
            equity_shares: pay.equity_shares,
        }
    }
}
