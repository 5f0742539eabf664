//! The bias checks: verdicts, counts, effects and p-values, as numbers.

mod effect;

use schemars::JsonSchema;
use serde::Serialize;

pub use effect::{EffectFigures, GroupMeanFigures, GroupRateFigures, RatesFigures, ScaleComparisonFigures};

use super::Source;
use crate::disclosure::{CheckSight, ResultSight};
use crate::facts::bias::{Kind, PValue, Standing, Strength, Subject, Verdict, WhoRole};
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
