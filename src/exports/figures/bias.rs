//! The bias checks: verdicts, counts, effects and p-values, as numbers.

use schemars::JsonSchema;
use serde::Serialize;

use super::{BasisWord, Source};
use crate::disclosure::{CheckSight, ResultSight};
use crate::facts::Basis;
use crate::facts::bias::{
    Figures, Kind, PValue, RateFigures, ScaleFigures, Standing, Strength, Subject, Verdict, WhoRole,
};
use crate::facts::statistics::Exactness;
use crate::facts::statistics::suppression::Withheld;
use crate::source::Date;

/// The bias checks over everyone.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BiasFigures {
    /// People with a rating that counts.
    pub rated: usize,
    /// People without one, who are left out.
    pub not_rated: usize,
    /// The checks, the scenario's first.
    pub checks: Vec<CheckFigures>,
}

macro_rules! checks {
    ($( $(#[$meta:meta])* $variant:ident = $word:literal, )*) => {
        /// A check for bias.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
        pub enum CheckId { $( $(#[$meta])* #[serde(rename = $word)] $variant, )* }

        impl CheckId {
            /// The word that the document writes.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        /// The name of a check in the document.
        pub(super) fn check_id(kind: Kind) -> CheckId {
            match kind { $( Kind::$variant => CheckId::$variant, )* }
        }
    };
}

checks! {
    /// Who is rated "Exceeds" or better, by gender.
    GenderExceeds = "gender-exceeds",
    /// Who is not among the lowest two ratings, by gender.
    GenderLowest = "gender-lowest",
    /// The whole scale, by gender.
    GenderScale = "gender-scale",
    /// The whole scale, by gender within each level.
    GenderWithinLevel = "gender-within-level",
    /// Ratings by length of employment.
    Tenure = "tenure",
    /// The dates of the evidence for each person.
    RecencyPerson = "recency-person",
    /// The dates of the evidence that each manager wrote.
    RecencyManager = "recency-manager",
    /// Each team's share of "Exceeds".
    ExceedsShare = "exceeds-share",
    /// Managers whose reports all have the middle rating.
    AllSame = "all-same",
    /// Each manager against the rest.
    Severity = "severity",
    /// Everyone against the guideline.
    Guideline = "guideline",
    /// Each unit against the guideline.
    GuidelineUnit = "guideline-unit",
    /// What calibration did.
    Calibration = "calibration",
}

/// One check, with a result for each subject that it looks at.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckFigures {
    /// Which.
    pub check: CheckId,
    /// Where it stands: open as long as one result is, unknown only where no result can tell.
    pub standing: StandingWord,
    /// Of everyone, or of each team, manager or person.
    pub results: Vec<ResultFigures>,
}

/// Where a check or a result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StandingWord {
    /// No flag.
    Clear,
    /// Flagged, and every flag answered by a justification.
    Answered,
    /// Flagged, and a flag is not answered.
    Open,
    /// It cannot tell.
    Unknown,
}

/// What a check says about one subject.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ResultFigures {
    /// Whom it is about.
    pub subject: SubjectFigures,
    /// What it says.
    pub verdict: VerdictWord,
    /// Where it stands.
    pub standing: StandingWord,
    /// Why it cannot tell, as a sentence.
    pub reason: Option<String>,
    /// Why its figures are withheld, where they are: `small-group`, `small-remainder`, `homogeneous` or `beside-others`.
    pub withheld: Option<String>,
    /// People with a rating who were looked at.
    pub n: usize,
    /// People of the subject who are not rated, and were left out.
    pub not_rated: usize,
    /// The p-value, where the check has one and it is not withheld.
    pub p: Option<PFigures>,
    /// Counts and effects, where there are any and they are not withheld.
    pub effect: Option<EffectFigures>,
    /// In which role somebody has to act: `specialist`, `facilitator`, `manager` or `lead`.
    pub role: String,
    /// Who that is, where the records name one.
    pub who: Option<String>,
    /// Justifications from the records of sessions.
    pub justifications: Vec<JustificationFigures>,
    /// The people behind a result about a unit, a manager or a person, as far as they are named in `people`.
    pub people: Vec<String>,
}

/// Whom a result is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SubjectFigures {
    /// What kind of subject.
    pub kind: SubjectKind,
    /// Its id; none for everyone.
    pub id: Option<String>,
}

/// A kind of subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// Everyone.
    Everyone,
    /// A unit.
    Unit,
    /// A manager.
    Manager,
    /// A person.
    Person,
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictWord {
    /// It could have found something and did not.
    NoFlag,
    /// A reason to look.
    Flag,
    /// A question: too few people for more.
    SoftFlag,
    /// It could not have found anything.
    CannotTell,
}

/// A p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct PFigures {
    /// Of this result by itself.
    pub value: f64,
    /// Adjusted by Holm over its family: the checks of everyone; all teams, managers or persons of one check.
    pub adjusted: f64,
    /// Whether every outcome was counted, and not approximated.
    pub exact: bool,
}

/// A justification of a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JustificationFigures {
    /// Why the flag stands.
    pub text: String,
    /// Who says so; without an author it answers no flag.
    pub by: Option<String>,
    /// The day of the session.
    pub date: Date,
}

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

impl Source<'_, '_> {
    pub(super) fn bias(self) -> Option<BiasFigures> {
        let sight = self.lens.bias(self.cycle).get()?;
        Some(BiasFigures {
            rated: sight.rated,
            not_rated: sight.not_rated,
            checks: sight.checks.iter().map(|check| self.check(check)).collect(),
        })
    }

    fn check(self, check: &CheckSight<'_>) -> CheckFigures {
        CheckFigures {
            check: check_id(check.kind),
            standing: check.standing.into(),
            results: check.results.iter().map(|result| self.result(result)).collect(),
        }
    }

    fn result(self, sight: &ResultSight<'_>) -> ResultFigures {
        let result = &sight.result;
        let subject = self.subject(result.subject);
        let people = self.lens.people_of(self.cycle, result);
        ResultFigures {
            people: match subject.kind {
                SubjectKind::Everyone => Vec::new(),
                SubjectKind::Unit | SubjectKind::Manager | SubjectKind::Person => self.ids(&people),
            },
            subject,
            verdict: match result.verdict {
                Verdict::NoFlag => VerdictWord::NoFlag,
                Verdict::Flag(Strength::Strong) => VerdictWord::Flag,
                Verdict::Flag(Strength::Soft) => VerdictWord::SoftFlag,
                Verdict::CannotTell(_) => VerdictWord::CannotTell,
            },
            standing: result.standing().into(),
            reason: match result.verdict {
                Verdict::CannotTell(reason) => Some(reason.sentence()),
                Verdict::NoFlag | Verdict::Flag(_) => None,
            },
            withheld: sight.withheld.map(|withheld| withheld_word(withheld).to_owned()),
            n: result.n,
            not_rated: result.not_rated,
            p: result.p.map(PFigures::from),
            effect: result.figures.as_ref().map(EffectFigures::of),
            role: role(result.who.role).to_owned(),
            who: result.who.person.map(|person| self.id(person)),
            justifications: sight
                .answers
                .iter()
                .map(|answer| JustificationFigures {
                    text: answer.text.to_owned(),
                    by: answer.by.map(|name| name.id.to_owned()),
                    date: answer.date,
                })
                .collect(),
        }
    }

    fn subject(self, subject: Subject) -> SubjectFigures {
        let (kind, id) = match subject {
            Subject::Everyone => (SubjectKind::Everyone, None),
            Subject::Team(team) => (SubjectKind::Unit, Some(self.unit_id(team))),
            Subject::Manager(person) => (SubjectKind::Manager, Some(self.id(person))),
            Subject::Person(person) => (SubjectKind::Person, Some(self.id(person))),
        };
        SubjectFigures { kind, id }
    }
}

fn withheld_word(withheld: Withheld) -> &'static str {
    match withheld {
        Withheld::SmallGroup => "small-group",
        Withheld::SmallRemainder => "small-remainder",
        Withheld::Homogeneous => "homogeneous",
        Withheld::BesideOthers => "beside-others",
    }
}

fn role(role: WhoRole) -> &'static str {
    match role {
        WhoRole::Specialist => "specialist",
        WhoRole::Facilitator => "facilitator",
        WhoRole::Manager => "manager",
        WhoRole::Lead => "lead",
    }
}

impl From<Standing> for StandingWord {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Clear => Self::Clear,
            Standing::Answered => Self::Answered,
            Standing::Open => Self::Open,
            Standing::Unknown => Self::Unknown,
        }
    }
}

impl From<PValue> for PFigures {
    fn from(p: PValue) -> Self {
        Self {
            value: p.value,
            adjusted: p.adjusted,
            exact: p.exactness == Exactness::Exact,
        }
    }
}

impl EffectFigures {
    fn of(figures: &Figures) -> Self {
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
