//! What a check measured, as the document has it: rates, means, shares and counts.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::BasisWord;
use crate::facts::Basis;
use crate::facts::bias::{Figures, RateFigures, ScaleFigures};

/// Counts and effects of a result.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EffectFigures {
    /// Rates by gender.
    Rates(RatesFigures),
    /// The whole scale by gender.
    Scale {
        /// The groups; empty within levels, where groups are small.
        groups: Vec<GroupMeanFigures>,
        /// Rated people who stated no gender, and were left out.
        unstated: usize,
        /// Of two groups, the first against the second; of more, each against all others.
        comparisons: Vec<ScaleComparisonFigures>,
        /// How many levels have people of several groups; none where levels were not looked at.
        levels: Option<usize>,
    },
    /// Ratings and tenure.
    Tenure {
        /// Kendall's τ-b.
        tau_b: f64,
        /// People with less than twelve months at the cycle's end.
        recent: usize,
        /// Mean of recent hires less mean of the rest; none where nobody or everybody is one.
        recent_difference: Option<f64>,
        /// One-sided p: recent hires so low or lower.
        recent_p: Option<f64>,
    },
    /// When the evidence is dated.
    Recency {
        /// Items dated inside the cycle.
        items: usize,
        /// Items in the last days of the cycle.
        in_window: usize,
        /// Their share; none without items.
        share: Option<f64>,
        /// The share of the cycle that the window is.
        expected_share: f64,
        /// The longest time from one item to the next, in days; none below two items.
        largest_gap_days: Option<i64>,
        /// Items in each third of the cycle.
        thirds: [usize; 3],
    },
    /// The share of "Exceeds".
    Exceeds {
        /// Rated "Exceeds" or better.
        exceeds: usize,
        /// In percent of the rated.
        percent: f64,
        /// The overall rate, as a share of one.
        rate: f64,
        /// The smallest count over the limit; none where not even the whole team is.
        smallest_count: Option<usize>,
        /// How often the rule fires by luck in a team of this size at the overall rate.
        chance: f64,
    },
    /// All at the middle.
    AllSame {
        /// The middle value.
        middle: u32,
        /// Reports who have it.
        at_middle: usize,
        /// Its overall share, as a share of one.
        share: f64,
        /// The chance that all have it.
        chance: f64,
    },
    /// One manager against the rest.
    Severity {
        /// Mean of the manager's reports.
        mean: f64,
        /// Mean less mean of everyone else.
        difference_from_rest: f64,
        /// Mean less mean of everyone.
        difference_from_all: f64,
        /// The latter times `n / (n + MSW / σ²_b)`; none where it cannot be estimated.
        shrunken_difference: Option<f64>,
        /// Cliff's δ against everyone else.
        cliffs_delta: f64,
    },
    /// Counts against the guideline.
    Guideline {
        /// How many have each rating, in the order of `scale`.
        counts: Vec<usize>,
        /// Bounds in people of each: low and high.
        bounds: Vec<[usize; 2]>,
        /// People above an upper bound.
        over: usize,
        /// People missing below a lower bound.
        under: usize,
        /// People to move; none where no whole counts meet every bound.
        people_to_move: Option<usize>,
        /// Which ratings were counted.
        basis: BasisWord,
    },
    /// What sessions changed.
    Calibration {
        /// Ratings that went up.
        up: usize,
        /// Ratings that went down.
        down: usize,
        /// People with a recommended and a final rating.
        of: usize,
        /// Of these, at the middle value before.
        middle_before: usize,
        /// Of these, at the middle value after.
        middle_after: usize,
        /// Changes by gender; none where a group is too small to show.
        by_gender: Option<RatesFigures>,
    },
}

/// Rates by gender. The ratio, the difference and the shortfall are those of the groups with the lowest and the highest rate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RatesFigures {
    /// Selected are ratings from here up; none where the selected are people whose rating was changed.
    pub from: Option<u32>,
    /// The groups, by name.
    pub groups: Vec<GroupRateFigures>,
    /// Rated people who stated no gender, and were left out.
    pub unstated: usize,
    /// The group with the lowest rate.
    pub lowest: String,
    /// The group with the highest rate.
    pub highest: String,
    /// Lowest rate less highest rate.
    pub difference: f64,
    /// Newcombe's 95% interval of the difference.
    pub interval: Option<[f64; 2]>,
    /// Lowest rate / highest rate; none where nobody was selected.
    pub impact_ratio: Option<f64>,
    /// How many more of the group with the lowest rate would have been selected had both rates been equal.
    pub shortfall: f64,
    /// Whether moving one selection between the two reverses their order.
    pub reverses_by_one: bool,
    /// Fisher's p; Freeman and Halton's with more than two groups.
    pub fisher_p: f64,
    /// The mid-p that decides.
    pub mid_p: f64,
}

/// How many of a group were selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroupRateFigures {
    /// The group, as its people describe themselves, in lower case.
    pub group: String,
    /// Rated people of it.
    pub n: usize,
    /// How many of them were selected.
    pub selected: usize,
}

/// A group's mean rating.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupMeanFigures {
    /// The group, as its people describe themselves, in lower case.
    pub group: String,
    /// Rated people of it.
    pub n: usize,
    /// Their mean rating.
    pub mean: f64,
}

/// One group against the others on the whole scale.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScaleComparisonFigures {
    /// The position of the group among all groups by name, from 0.
    pub group: usize,
    /// Its mean less the others' mean; within levels, weighted by n₁n₂/(n₁+n₂).
    pub difference: f64,
    /// Cliff's δ against the others; within levels, over pairs of people of one level.
    pub cliffs_delta: f64,
    /// The p-value of the permutation test.
    pub p: f64,
    /// The same, adjusted by Holm over the comparisons of this check.
    pub adjusted: f64,
}

impl EffectFigures {
    pub(super) fn of(figures: &Figures) -> Self {
        match figures {
            Figures::Rates(rates) => Self::Rates(rates.into()),
            Figures::Scale(scale) => Self::scale(scale),
            Figures::Tenure(tenure) => Self::Tenure {
                tau_b: tenure.tau_b,
                recent: tenure.recent,
                recent_difference: tenure.recent_difference,
                recent_p: tenure.recent_p,
            },
            Figures::Recency(recency) => Self::Recency {
                items: recency.items,
                in_window: recency.in_window,
                share: recency.share,
                expected_share: recency.expected_share,
                largest_gap_days: recency.largest_gap_days,
                thirds: recency.thirds,
            },
            Figures::Exceeds(exceeds) => Self::Exceeds {
                exceeds: exceeds.exceeds,
                percent: exceeds.percent,
                rate: exceeds.rate,
                smallest_count: exceeds.chance.smallest_count,
                chance: exceeds.chance.chance,
            },
            Figures::AllSame(same) => Self::AllSame {
                middle: same.middle,
                at_middle: same.at_middle,
                share: same.share,
                chance: same.chance,
            },
            Figures::Severity(severity) => Self::Severity {
                mean: severity.mean,
                difference_from_rest: severity.difference_from_rest,
                difference_from_all: severity.difference_from_all,
                shrunken_difference: severity.shrunken_difference,
                cliffs_delta: severity.cliffs_delta,
            },
            Figures::Guideline(guideline) => Self::Guideline {
                counts: guideline.counts.clone(),
                bounds: guideline.fit.bounds.iter().map(|each| [each.low, each.high]).collect(),
                over: guideline.fit.over,
                under: guideline.fit.under,
                people_to_move: guideline.fit.people_to_move,
                basis: match guideline.basis {
                    Basis::Final => BasisWord::Final,
                    Basis::Recommended => BasisWord::Recommended,
                    Basis::Mixed { .. } => BasisWord::Mixed,
                },
            },
            Figures::Calibration(calibration) => Self::Calibration {
                up: calibration.up,
                down: calibration.down,
                of: calibration.middle.n,
                middle_before: calibration.middle.before,
                middle_after: calibration.middle.after,
                by_gender: calibration.by_gender.as_ref().map(RatesFigures::from),
            },
        }
    }

    fn scale(scale: &ScaleFigures) -> Self {
        let groups = scale.groups.iter().map(|group| GroupMeanFigures {
            group: group.name.to_string(),
            n: group.n,
            mean: group.mean,
        });
        let comparisons = scale.comparisons.iter().map(|each| ScaleComparisonFigures {
            group: each.group,
            difference: each.difference,
            cliffs_delta: each.cliffs_delta,
            p: each.p,
            adjusted: each.adjusted,
        });
        Self::Scale {
            groups: groups.collect(),
            unstated: scale.unstated,
            comparisons: comparisons.collect(),
            levels: scale.levels,
        }
    }
}

impl From<&RateFigures> for RatesFigures {
    fn from(rates: &RateFigures) -> Self {
        let name = |at: usize| {
            rates
                .groups
                .get(at)
                .map_or_else(String::new, |group| group.name.to_string())
        };
        let groups = rates.groups.iter().map(|group| GroupRateFigures {
            group: group.name.to_string(),
            n: group.n,
            selected: group.selected,
        });
        Self {
            from: rates.from,
            groups: groups.collect(),
            unstated: rates.unstated,
            lowest: name(rates.lowest),
            highest: name(rates.highest),
            difference: rates.difference,
            interval: rates.interval.map(|interval| [interval.low, interval.high]),
            impact_ratio: rates.impact_ratio,
            shortfall: rates.shortfall,
            reverses_by_one: rates.reverses_by_one,
            fisher_p: rates.fisher_p,
            mid_p: rates.mid_p,
        }
    }
}
