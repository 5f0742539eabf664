//! The counts and effects of each check, as numbers that a page can print.

use crate::facts::distribution::Basis;
use crate::facts::statistics::Exactness;
use crate::facts::statistics::binomial::ExceedsChance;
use crate::facts::statistics::guideline::Fit;
use crate::facts::statistics::recency::Recency;

/// The counts and effects of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Figures {
    /// Rates by gender.
    Rates(RateFigures),
    /// The whole scale by gender.
    Scale(ScaleFigures),
    /// Ratings and tenure.
    Tenure(TenureFigures),
    /// When the evidence is dated.
    Recency(Recency),
    /// The share of "Exceeds".
    Exceeds(ExceedsFigures),
    /// All at the middle.
    AllSame(AllSameFigures),
    /// One manager against the rest.
    Severity(SeverityFigures),
    /// Counts against the guideline.
    Guideline(GuidelineFigures),
    /// What sessions changed.
    Calibration(CalibrationFigures),
}

/// A 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// How many of a group were selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRate {
    /// The group, as its people describe themselves, in lower case.
    pub name: Box<str>,
    /// Rated people of the group.
    pub n: usize,
    /// How many of them were selected.
    pub selected: usize,
}

/// Rates by gender. With more than two groups the ratio, difference and shortfall are those of the groups with the lowest
/// and the highest rate.
#[derive(Debug, Clone, PartialEq)]
pub struct RateFigures {
    /// Selected are ratings from here up; none where the selected are people whose rating was changed.
    pub from: Option<u32>,
    /// The groups, by name.
    pub groups: Vec<GroupRate>,
    /// Rated people who did not state a gender, and were left out.
    pub unstated: usize,
    /// The position of the group with the lowest rate.
    pub lowest: usize,
    /// The position of the group with the highest rate.
    pub highest: usize,
    /// Lowest rate − highest rate; zero or less.
    pub difference: f64,
    /// The interval of `difference` (Newcombe 1998).
    pub interval: Option<Interval>,
    /// Lowest rate / highest rate; none where nobody was selected.
    pub impact_ratio: Option<f64>,
    /// How many more of the group with the lowest rate would have been selected had both rates been equal.
    pub shortfall: f64,
    /// Whether moving one selection between these two groups reverses their order.
    pub reverses_by_one: bool,
    /// Fisher's p (Freeman and Halton's with more than two groups), which stands beside the mid-p that decides.
    pub fisher_p: f64,
    /// The mid-p that decides, not adjusted.
    pub mid_p: f64,
    /// Whether every table was counted.
    pub exactness: Exactness,
}

/// A group's mean rating.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMean {
    /// The group, as its people describe themselves, in lower case.
    pub name: Box<str>,
    /// Rated people of the group.
    pub n: usize,
    /// Their mean rating.
    pub mean: f64,
    /// How many different ratings they have: with one alone, the mean is everyone's rating.
    pub distinct: usize,
}

/// One group against the others on the whole scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleComparison {
    /// The position of the group in [`ScaleFigures::groups`].
    pub group: usize,
    /// Its mean − the others' mean; within levels, the mean of the levels' differences, each weighted by n₁n₂/(n₁+n₂).
    pub difference: f64,
    /// Cliff's δ against the others; within levels, over pairs of people of one level.
    pub cliffs_delta: f64,
    /// The p-value of the permutation test.
    pub p: f64,
    /// The same, adjusted by Holm over the comparisons of this check.
    pub adjusted: f64,
    /// Whether every arrangement was counted.
    pub exactness: Exactness,
}

/// The whole scale by gender.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleFigures {
    /// The groups, by name. Empty within levels: groups of a level are small.
    pub groups: Vec<GroupMean>,
    /// Rated people who did not state a gender, and were left out.
    pub unstated: usize,
    /// Of two groups, the first against the second; of more, each against all others.
    pub comparisons: Vec<ScaleComparison>,
    /// How many levels have people of several groups; none where levels were not looked at.
    pub levels: Option<usize>,
}

/// Ratings and tenure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TenureFigures {
    /// Kendall's τ-b.
    pub tau_b: f64,
    /// Its p-value.
    pub p: f64,
    /// Whether every permutation was counted.
    pub exactness: Exactness,
    /// People with less than twelve months at the cycle's end; none of the rest of the figures where nobody or everybody is.
    pub recent: usize,
    /// Mean of recent hires − mean of the rest.
    pub recent_difference: Option<f64>,
    /// One-sided p: recent hires so low or lower.
    pub recent_p: Option<f64>,
    /// Whether every labelling was counted.
    pub recent_exactness: Option<Exactness>,
}

/// A team's share of "Exceeds".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExceedsFigures {
    /// Rated "Exceeds" or better.
    pub exceeds: usize,
    /// Rated.
    pub n: usize,
    /// In percent.
    pub percent: f64,
    /// The scope's rate, as a share of one.
    pub rate: f64,
    /// How often the rule fires by luck in a team of this size at the scope's rate.
    pub chance: ExceedsChance,
}

/// A manager's reports at the middle value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AllSameFigures {
    /// The middle value.
    pub middle: u32,
    /// Rated reports.
    pub n: usize,
    /// Reports at the middle value.
    pub at_middle: usize,
    /// The share of the middle value in the scope, as a share of one.
    pub share: f64,
    /// The chance that all `n` have it: shareⁿ.
    pub chance: f64,
}

/// One manager against the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeverityFigures {
    /// Mean of the manager's reports.
    pub mean: f64,
    /// Mean − mean of everyone else in the scope.
    pub difference_from_rest: f64,
    /// Mean − mean of everyone in the scope.
    pub difference_from_all: f64,
    /// As much of that as a team of this size lets one believe; none where it cannot be estimated.
    pub shrunken_difference: Option<f64>,
    /// Cliff's δ against everyone else.
    pub cliffs_delta: f64,
}

/// Counts against the guideline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidelineFigures {
    /// How many have each rating, in the order of the policy's scale: best first.
    pub counts: Vec<usize>,
    /// Bounds in people, and how many would have to move.
    pub fit: Fit,
    /// Which ratings were counted.
    pub basis: Basis,
}

/// How many had the middle value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MiddleShare {
    /// Before calibration.
    pub before: usize,
    /// After it.
    pub after: usize,
    /// Of how many people.
    pub n: usize,
}

/// What sessions changed.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationFigures {
    /// Ratings that went up.
    pub up: usize,
    /// Ratings that went down.
    pub down: usize,
    /// The packets whose rating was changed.
    pub changed: Vec<crate::facts::PacketIx>,
    /// The middle value, of people with a recommended and a final rating.
    pub middle: MiddleShare,
    /// Changes by gender; none where a group is smaller than the policy's minimum.
    pub by_gender: Option<RateFigures>,
}
