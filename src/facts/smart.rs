//! The SMART checklist of an individual key result: five checks, each with its origin and reason, and never one total.

use crate::model::{Cycle, GoalRef, Organisation, Owner, Packet, PersonIx};
use crate::records::goals::{KeyResultRecord, ObjectiveKind, ObjectiveRecord};
use crate::source::Date;

/// The five checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Smart {
    /// The target states an outcome.
    pub specific: SmartCheck,
    /// There is a measure, or a target that is done or not done.
    pub measurable: SmartCheck,
    /// The manager signed that it is ambitious and achievable.
    pub achievable: SmartCheck,
    /// It supports a goal of the company or of a unit.
    pub relevant: SmartCheck,
    /// It is due on a day inside the cycle.
    pub time_bound: SmartCheck,
}

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmartCheck {
    /// How it came out.
    pub verdict: SmartVerdict,
    /// Who or what says so.
    pub origin: SmartOrigin,
    /// Why.
    pub reason: SmartReason,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmartVerdict {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It is not asked of this key result.
    Exempt,
}

/// Who or what says how a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmartOrigin {
    /// The program, from the record.
    Computed,
    /// A person's signature; none while nobody signed.
    Signed(Option<Signature>),
}

/// A signature of the manager under the goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// The manager on that day.
    pub by: Option<PersonIx>,
    /// The day, where it is written.
    pub on: Option<Date>,
}

macro_rules! reasons {
    ($( $(#[$meta:meta])* $variant:ident = $text:literal, )*) => {
        /// Why a check came out as it did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum SmartReason { $( $(#[$meta])* $variant, )* }

        impl SmartReason {
            /// The reason in words.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }
        }
    };
}

reasons! {
    /// The target states an outcome.
    Outcome = "The target states an outcome",
    /// A measure says from where to where.
    Measured = "A measure says from where to where",
    /// The target begins with a vague verb and has no number.
    Vague = "The target says what to work at and not what will be reached",
    /// There is neither a target nor a measure.
    NoTarget = "There is no target and no measure",
    /// The target is done or not done.
    DoneOrNot = "The target is done or not done",
    /// The manager signed.
    Signed = "The manager checked that it is ambitious and achievable",
    /// The manager did not sign.
    NotSigned = "The manager has not signed that it is ambitious and achievable",
    /// It supports a goal of the company or of a unit.
    Supports = "It supports a goal of the company or of a team",
    /// It supports no goal of the company or of a unit.
    SupportsNothing = "It supports no goal of the company or of a team",
    /// Growth objectives need support nothing.
    Growth = "Growth objectives need not support a goal",
    /// It is due inside the cycle.
    DueInside = "It is due inside the cycle",
    /// It is due outside the cycle.
    DueOutside = "It is due on a day outside the cycle",
    /// It has no due date.
    NoDue = "It names neither a week nor a day",
}

impl SmartCheck {
    fn computed(holds: bool, reason: SmartReason) -> Self {
        Self {
            verdict: if holds {
                SmartVerdict::Holds
            } else {
                SmartVerdict::Fails
            },
            origin: SmartOrigin::Computed,
            reason,
        }
    }
}

impl Smart {
    /// The five checks with their names, in order.
    #[must_use]
    pub fn checks(&self) -> [(&'static str, SmartCheck); 5] {
        [
            ("Specific", self.specific),
            ("Measurable", self.measurable),
            ("Achievable", self.achievable),
            ("Relevant", self.relevant),
            ("Time-bound", self.time_bound),
        ]
    }

    pub(super) fn of(
        organisation: &Organisation,
        cycle: &Cycle,
        packet: &Packet,
        (objective, record): (&ObjectiveRecord, &KeyResultRecord),
        supports: &[GoalRef],
    ) -> Self {
        Self {
            specific: specific(record),
            measurable: measurable(record),
            achievable: achievable(organisation, packet),
            relevant: relevant(cycle, objective, supports),
            time_bound: time_bound(cycle, record),
        }
    }
}

/// Verbs that say what somebody works at and not what will be reached, as they begin a target.
const VAGUE: [&str; 4] = ["improve", "help", "support", "work"];

fn specific(record: &KeyResultRecord) -> SmartCheck {
    let (holds, reason) = match (&record.target, &record.measure) {
        (_, Some(_)) => (true, SmartReason::Measured),
        (None, None) => (false, SmartReason::NoTarget),
        (Some(target), None) if is_vague(target) => (false, SmartReason::Vague),
        (Some(_), None) => (true, SmartReason::Outcome),
    };
    SmartCheck::computed(holds, reason)
}

/// Whether a target begins with a vague verb, in any of its forms, and names no number that would make it exact.
fn is_vague(target: &str) -> bool {
    let mut words = target
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let stem = VAGUE.into_iter().find(|verb| is_form_of(&first, verb));
    let vague = match stem {
        None => false,
        Some("work") => words.next().is_some_and(|next| next == "on"),
        Some(_) => true,
    };
    vague && !target.contains(|c: char| c.is_ascii_digit())
}

fn is_form_of(word: &str, verb: &str) -> bool {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    word == verb
        || word
            .strip_prefix(stem)
            .is_some_and(|end| ["s", "es", "ing"].contains(&end))
}

fn measurable(record: &KeyResultRecord) -> SmartCheck {
    let (holds, reason) = match (&record.measure, &record.target) {
        (Some(_), _) => (true, SmartReason::Measured),
        (None, Some(_)) => (true, SmartReason::DoneOrNot),
        (None, None) => (false, SmartReason::NoTarget),
    };
    SmartCheck::computed(holds, reason)
}

fn achievable(organisation: &Organisation, packet: &Packet) -> SmartCheck {
    let agreement = packet.goals.as_ref().and_then(|goals| goals.record.agreement.as_ref());
    let Some(agreement) = agreement.filter(|agreement| agreement.ambition == Some(true)) else {
        return SmartCheck {
            verdict: SmartVerdict::Fails,
            origin: SmartOrigin::Signed(None),
            reason: SmartReason::NotSigned,
        };
    };
    let on = agreement.manager.as_ref().map(|day| day.value);
    let by = on.and_then(|day| organisation.manager_on(packet.person, day));
    SmartCheck {
        verdict: SmartVerdict::Holds,
        origin: SmartOrigin::Signed(Some(Signature { by, on })),
        reason: SmartReason::Signed,
    }
}

fn relevant(cycle: &Cycle, objective: &ObjectiveRecord, supports: &[GoalRef]) -> SmartCheck {
    let shared = |goal: &GoalRef| !matches!(cycle.goals.owner(*goal), Owner::Person(_));
    if supports.iter().any(shared) {
        return SmartCheck::computed(true, SmartReason::Supports);
    }
    if objective.kind == Some(ObjectiveKind::Growth) {
        return SmartCheck {
            verdict: SmartVerdict::Exempt,
            origin: SmartOrigin::Computed,
            reason: SmartReason::Growth,
        };
    }
    SmartCheck::computed(false, SmartReason::SupportsNothing)
}

fn time_bound(cycle: &Cycle, record: &KeyResultRecord) -> SmartCheck {
    match cycle.due(record) {
        None => SmartCheck::computed(false, SmartReason::NoDue),
        Some(day) if (cycle.start..=cycle.end).contains(&day) => SmartCheck::computed(true, SmartReason::DueInside),
        Some(_) => SmartCheck::computed(false, SmartReason::DueOutside),
    }
}
