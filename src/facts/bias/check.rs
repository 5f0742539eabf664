//! What a check says: its verdict, and what the verdict rests on.

use super::answer::Answer;
use super::figures::Figures;
use super::scope::Scope;
use crate::facts::PacketIx;
use crate::facts::statistics::Exactness;
use crate::model::{PersonIx, TeamIx};
use crate::records::calibration::CheckKind;

/// All checks of a scope, in the order of [`Kind::ALL`].
#[derive(Debug, Clone, PartialEq)]
pub struct Checks {
    /// Who was looked at.
    pub scope: Scope,
    /// People with a rating that counts.
    pub rated: usize,
    /// People without one, who are left out of every check.
    pub not_rated: usize,
    /// One of each kind.
    pub checks: Vec<Check>,
}

/// One check, with a result for each subject that it looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Which.
    pub kind: Kind,
    /// Of everyone, or of each team, manager or person; none where there are no such subjects.
    pub results: Vec<CheckResult>,
}

/// The checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who is rated "Exceeds", by gender.
    GenderExceeds,
    /// Who is not among the lowest two ratings, by gender.
    GenderLowest,
    /// The whole scale, by gender.
    GenderScale,
    /// The whole scale, by gender within each level.
    GenderWithinLevel,
    /// Ratings by length of employment.
    Tenure,
    /// The dates of the evidence for each person.
    RecencyPerson,
    /// The dates of the evidence that each manager wrote.
    RecencyManager,
    /// Each team's share of "Exceeds".
    ExceedsShare,
    /// Managers whose reports all have the middle rating.
    AllSame,
    /// Each manager against the rest.
    Severity,
    /// Everyone against the guideline.
    Guideline,
    /// Each unit against the guideline.
    GuidelineUnit,
    /// What calibration did.
    Calibration,
}

/// Whom a result is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Everyone in the scope.
    Everyone,
    /// A unit.
    Team(TeamIx),
    /// A manager, by their direct reports.
    Manager(PersonIx),
    /// A person.
    Person(PersonIx),
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It could have found something and did not.
    NoFlag,
    /// A reason to look.
    Flag(Strength),
    /// It could not have found anything.
    CannotTell(Reason),
}

/// How loudly a flag asks to be looked at; only "all the same" knows a soft one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Too few people for more than a question.
    Soft,
    /// An ordinary flag.
    Strong,
}

/// Why a check cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is rated yet.
    NobodyRated,
    /// Fewer than two groups reach the policy's minimum, or another does not: nothing about any group is kept.
    SmallGroup,
    /// There are no two groups to compare.
    OneGroup,
    /// Everyone has the same rating, or is on the same side of the line.
    AllAlike,
    /// Not even the most extreme outcome would have been rare: its p is 0.05 or more.
    NothingRarePossible,
    /// There are fewer than are needed of what is counted: people, items of evidence, changes.
    TooFew {
        /// How many there are.
        have: usize,
        /// How many it takes.
        needed: usize,
    },
    /// No session of the scope has been held.
    NoSessionHeld,
}

/// A p-value and how it was reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PValue {
    /// The p-value of this result by itself.
    pub value: f64,
    /// Adjusted by Holm over its family: the checks of everyone; all teams, managers or persons of one check.
    pub adjusted: f64,
    /// Whether every outcome was counted.
    pub exactness: Exactness,
}

/// Who has to act on a flag; what they have to do is [`Kind::must_do`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// In which role.
    pub role: WhoRole,
    /// The person, where the records name one.
    pub person: Option<PersonIx>,
}

/// The role in which somebody has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoRole {
    /// The performance management specialist.
    Specialist,
    /// Who leads the session, or the coordinator where there is no session.
    Facilitator,
    /// The manager.
    Manager,
    /// Who leads the unit.
    Lead,
}

/// What a check says about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckResult {
    /// Whom it is about.
    pub subject: Subject,
    /// What it says.
    pub verdict: Verdict,
    /// People with a rating who were looked at.
    pub n: usize,
    /// People of the subject who are not rated, and were left out.
    pub not_rated: usize,
    /// The p-value, where the check has one.
    pub p: Option<PValue>,
    /// Counts and effects; none where the check cannot tell and nothing may be said.
    pub figures: Option<Figures>,
    /// The packets of the `n` people.
    pub packets: Vec<PacketIx>,
    /// Who has to act where it is a flag.
    pub who: Who,
    /// Justifications from the records of sessions, by session and in the order of the record.
    pub answers: Vec<Answer>,
    /// Whether the answers answer a flag; meaningless for any other verdict.
    pub(super) answered: bool,
}

/// Where a check or a result stands for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No flag.
    Clear,
    /// Flagged, and every flag answered.
    Answered,
    /// Flagged, and a flag is not answered.
    Open,
    /// Cannot tell.
    Unknown,
}

impl CheckResult {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.verdict {
            Verdict::NoFlag => Standing::Clear,
            Verdict::Flag(_) if self.answered => Standing::Answered,
            Verdict::Flag(_) => Standing::Open,
            Verdict::CannotTell(_) => Standing::Unknown,
        }
    }
}

impl Check {
    /// Where it stands: open as long as one result is, unknown only where no result can tell.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let any = |standing| self.results.iter().any(|result| result.standing() == standing);
        [Standing::Open, Standing::Answered, Standing::Clear]
            .into_iter()
            .find(|standing| any(*standing))
            .unwrap_or(Standing::Unknown)
    }

    /// The results that are flags, answered or not.
    pub fn flags(&self) -> impl Iterator<Item = &CheckResult> {
        let is_flag = |result: &&CheckResult| matches!(result.verdict, Verdict::Flag(_));
        self.results.iter().filter(is_flag)
    }

    /// The result about a subject.
    #[must_use]
    pub fn about(&self, subject: Subject) -> Option<&CheckResult> {
        self.results.iter().find(|result| result.subject == subject)
    }
}

impl Checks {
    /// The check of a kind.
    #[must_use]
    pub fn check(&self, kind: Kind) -> Option<&Check> {
        self.checks.iter().find(|check| check.kind == kind)
    }

    /// How many could tell, and of these how many have every flag answered. A check that cannot tell is neither a
    /// success nor somebody's failure, and is counted apart.
    #[must_use]
    pub fn answered(&self) -> crate::facts::AnsweredChecks {
        let standing = || self.checks.iter().map(Check::standing);
        let cannot_tell = standing().filter(|each| *each == Standing::Unknown).count();
        let open: Vec<usize> = standing()
            .enumerate()
            .filter(|(_, each)| *each == Standing::Open)
            .map(|(at, _)| at)
            .collect();
        let checks = self.checks.len() - cannot_tell;
        crate::facts::AnsweredChecks {
            answered: checks - open.len(),
            checks,
            cannot_tell,
            open,
        }
    }
}

impl Kind {
    /// All kinds, the scenario's first.
    pub const ALL: [Self; 13] = [
        Self::GenderExceeds,
        Self::GenderLowest,
        Self::GenderScale,
        Self::GenderWithinLevel,
        Self::Tenure,
        Self::RecencyPerson,
        Self::RecencyManager,
        Self::ExceedsShare,
        Self::AllSame,
        Self::Severity,
        Self::Guideline,
        Self::GuidelineUnit,
        Self::Calibration,
    ];

    /// What a justification of it names.
    #[must_use]
    pub fn record(self) -> CheckKind {
        match self {
            Self::GenderExceeds | Self::GenderLowest | Self::GenderScale | Self::GenderWithinLevel => CheckKind::Gender,
            Self::Tenure => CheckKind::Tenure,
            Self::RecencyPerson | Self::RecencyManager => CheckKind::Recency,
            Self::ExceedsShare => CheckKind::ExceedsShare,
            Self::AllSame => CheckKind::AllSame,
            Self::Severity => CheckKind::Severity,
            Self::Guideline | Self::GuidelineUnit => CheckKind::Guideline,
            Self::Calibration => CheckKind::Calibration,
        }
    }
}
