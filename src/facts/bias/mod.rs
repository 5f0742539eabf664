//! The checks of a calibration: whether ratings follow something that they should not.
//!
//! A check asks one question of everyone in a scope, of each team, manager or person. Each of its results says no flag,
//! flag or cannot tell, with the counts, the effect, the p-value and the packets that it rests on. A flag is a reason to
//! look, not a finding of bias, and is answered by a justification from a session's record. What the methods are is
//! `docs/statistics.md`'s to say; who may see a result is decided elsewhere.
//!
//! Gender is read here and leaves as counts alone, and only where every group reaches the policy's minimum: no result
//! keeps who belongs to which group, and one that cannot tell because a group is small keeps no count of any.

mod answer;
mod calibration;
mod check;
mod counting;
mod figures;
mod gender;
pub mod publication;
pub mod published;
mod rates;
mod recency;
mod scope;
mod severity;
mod tenure;
#[cfg(test)]
mod tests;
mod words;

pub use answer::Answer;
pub use check::{Check, CheckResult, Checks, Kind, PValue, Reason, Standing, Strength, Subject, Verdict, Who, WhoRole};
pub use figures::{
    AllSameFigures, CalibrationFigures, ExceedsFigures, Figures, GroupMean, GroupRate, GuidelineFigures, Interval,
    MiddleShare, RateFigures, ScaleComparison, ScaleFigures, SeverityFigures, TenureFigures,
};
pub use recency::thirds_of;
pub use scope::Scope;

pub(super) use recency::Evidence;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use self::answer::Answers;
use self::scope::Context;
use super::CycleFacts;
use super::statistics::Exactness;
use super::statistics::multiplicity::holm;
use crate::model::{Cycle, Organisation, PersonIx};

/// Below so many rated people a check is over before another thread has begun.
const WORTH_THREADS: usize = 200;

/// The checks that open items tell of.
const OF_EACH: [Kind; 2] = [Kind::ExceedsShare, Kind::AllSame];

/// Runs every check over a scope, on all threads. `without` are people of it who are looked at by none of them.
#[must_use]
pub fn checks(
    organisation: &Organisation,
    cycle: &Cycle,
    facts: &CycleFacts,
    scope: Scope,
    without: &BTreeSet<PersonIx>,
) -> Checks {
    let context = Context::new(organisation, cycle, facts, scope, without);
    Checks {
        scope,
        rated: context.population.rated.len(),
        not_rated: context.population.not_rated,
        checks: concluded(&context, &Kind::ALL),
    }
}

/// The checks of each team and of each manager over everyone that rest on counts alone, in the order of [`OF_EACH`]: no other is adjusted
/// for them, nor they for another.
pub(super) fn checks_of_each(organisation: &Organisation, cycle: &Cycle, facts: &CycleFacts) -> Vec<Check> {
    let context = Context::new(organisation, cycle, facts, Scope::Everyone, &BTreeSet::new());
    concluded(&context, &OF_EACH)
}

fn concluded(context: &Context<'_>, kinds: &[Kind]) -> Vec<Check> {
    let answers = Answers::of(context);
    let mut checks = side_by_side(context, kinds);
    adjust(&mut checks);
    for check in &mut checks {
        let kind = check.kind;
        check
            .results
            .iter_mut()
            .for_each(|result| answers.give(context, kind, result));
    }
    checks
}

/// Runs checks on threads of their own. Those of the pool that renders pages would take up another page while they wait for a
/// part of a check, and that page may wait for this very check.
fn side_by_side(context: &Context<'_>, kinds: &[Kind]) -> Vec<Check> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, kind)) = take(kinds, &next) {
            let results = run(context, kind);
            done.push((at, Check { kind, results }));
        }
        done
    };
    let many = context.population.rated.len() >= WORTH_THREADS;
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(kinds.len());
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).filter(|_| many).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, check)| check).collect()
}

fn take(kinds: &[Kind], next: &AtomicUsize) -> Option<(usize, Kind)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    kinds.get(at).map(|kind| (at, *kind))
}

fn run(context: &Context<'_>, kind: Kind) -> Vec<CheckResult> {
    match kind {
        Kind::GenderExceeds | Kind::GenderLowest => vec![gender::selected(context, kind)],
        Kind::GenderScale => vec![gender::scale(context)],
        Kind::GenderWithinLevel => vec![gender::within_levels(context)],
        Kind::Tenure => vec![tenure::check(context)],
        Kind::RecencyPerson => recency::persons(context),
        Kind::RecencyManager => recency::managers(context),
        Kind::ExceedsShare => counting::exceeds_share_of_teams(context),
        Kind::AllSame => counting::all_the_same(context),
        Kind::Severity => severity::managers(context),
        Kind::Guideline => vec![counting::guideline(context)],
        Kind::GuidelineUnit => counting::guideline_of_units(context),
        Kind::Calibration => vec![calibration::check(context)],
    }
}

/// Holm's adjustment within each family: all checks of everyone are one, the results of any other check another.
fn adjust(checks: &mut [Check]) {
    let (of_everyone, others): (Vec<_>, Vec<_>) = checks.iter_mut().partition(|check| {
        let mut subjects = check.results.iter().map(|result| result.subject);
        subjects.all(|subject| subject == Subject::Everyone)
    });
    let family = |checks: Vec<&mut Check>| {
        let results = checks.into_iter().flat_map(|check| &mut check.results);
        let mut p: Vec<&mut PValue> = results.filter_map(|result| result.p.as_mut()).collect();
        let values: Vec<f64> = p.iter().map(|p| p.value).collect();
        for (p, adjusted) in p.iter_mut().zip(holm(&values)) {
            p.adjusted = adjusted;
        }
    };
    family(of_everyone);
    for check in others {
        family(vec![check]);
    }
}

impl Context<'_> {
    /// The beginning of a result about everyone in the scope.
    fn everyone(&self, kind: Kind) -> CheckResult {
        let packets = scope::packets(&self.population.rated);
        self.about(kind, Subject::Everyone, packets, self.population.not_rated)
    }

    /// The beginning of a result about a subject.
    fn about(&self, kind: Kind, subject: Subject, packets: Vec<super::PacketIx>, not_rated: usize) -> CheckResult {
        CheckResult {
            subject,
            verdict: Verdict::NoFlag,
            n: packets.len(),
            not_rated,
            p: None,
            figures: None,
            packets,
            who: self.who(kind, subject),
            answers: Vec::new(),
            answered: false,
        }
    }

    fn who(&self, kind: Kind, subject: Subject) -> Who {
        let facilitation = &self.cycle.facilitation;
        let facilitator = match self.scope {
            Scope::Session(session) => self.cycle.session(session).facilitator,
            Scope::Everyone => facilitation.coordinator,
        };
        let (role, person) = match (subject, kind) {
            (Subject::Everyone, Kind::Guideline | Kind::Calibration) => (WhoRole::Facilitator, facilitator),
            (Subject::Everyone, _) => (WhoRole::Specialist, facilitation.specialist),
            (Subject::Team(team), _) => (WhoRole::Lead, self.organisation.team(team).lead),
            (Subject::Manager(manager), _) => (WhoRole::Manager, Some(manager)),
            (Subject::Person(person), _) => {
                let packet = self.facts.person(person);
                (WhoRole::Manager, packet.and_then(|packet| packet.manager))
            }
        };
        Who { role, person }
    }
}

impl CheckResult {
    /// Without anything to say, and without any figure.
    fn cannot_tell(self, reason: Reason) -> Self {
        Self {
            verdict: Verdict::CannotTell(reason),
            ..self
        }
    }

    /// With a verdict that rests on counts alone.
    fn counts(self, verdict: Verdict, figures: Figures) -> Self {
        Self {
            verdict,
            figures: Some(figures),
            ..self
        }
    }

    /// With a verdict that rests on a test.
    fn says(self, verdict: Verdict, (value, exactness): (f64, Exactness), figures: Figures) -> Self {
        let p = PValue {
            value,
            adjusted: value,
            exactness,
        };
        Self {
            p: Some(p),
            ..self.counts(verdict, figures)
        }
    }
}
