//! Justifications: why a flag stands.

use std::collections::{HashMap, HashSet};

use super::check::{CheckResult, Kind, Subject};
use super::scope::{Context, Scope};
use crate::model::{Cycle, Organisation, PersonIx, Session, SessionIx, TeamIx};
use crate::records::calibration::{CheckKind, JustificationRecord};
use crate::source::Date;

/// A justification from a session's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The session.
    pub session: SessionIx,
    /// The position of the justification in its record.
    pub justification: usize,
    /// Who says so. Without an author it does not answer a flag.
    pub by: Option<PersonIx>,
    /// The day of the session.
    pub date: Date,
}

impl Answer {
    /// The justification as it is written.
    #[must_use]
    pub fn record(self, cycle: &Cycle) -> Option<&JustificationRecord> {
        let session = cycle.sessions.get(self.session.index())?;
        session.record.record.justification.get(self.justification)
    }
}

/// All justifications that count in a scope, by what they are about.
pub(super) struct Answers {
    by_subject: HashMap<(CheckKind, Subject), Vec<Answer>>,
    /// For each unit with rated people that a session covers, the sessions that do.
    covering: Vec<Vec<SessionIx>>,
}

impl Answers {
    pub fn of(context: &Context<'_>) -> Self {
        let counts = |at: SessionIx, session: &Session| {
            let chosen = match context.scope {
                Scope::Everyone => true,
                Scope::Session(only) => only == at,
            };
            chosen && session.record.record.date.value <= context.organisation.as_of
        };
        let sessions = || context.cycle.sessions().filter(|(at, session)| counts(*at, session));
        let mut by_subject: HashMap<_, Vec<Answer>> = HashMap::new();
        for (at, session) in sessions() {
            for (position, record) in session.record.record.justification.iter().enumerate() {
                let Some(subject) = subject(context.organisation, session, record) else {
                    continue;
                };
                let by = record.by.as_ref();
                by_subject
                    .entry((record.check.value, subject))
                    .or_default()
                    .push(Answer {
                        session: at,
                        justification: position,
                        by: by.and_then(|id| context.organisation.find_person(&id.value)),
                        date: session.record.record.date.value,
                    });
            }
        }
        let mut named: HashMap<TeamIx, Vec<SessionIx>> = HashMap::new();
        for (at, session) in sessions() {
            for team in &session.teams {
                named.entry(*team).or_default().push(at);
            }
        }
        let teams: HashSet<TeamIx> = context
            .population
            .rated
            .iter()
            .filter_map(|person| person.team)
            .collect();
        let covering = teams.into_iter().map(|team| {
            let above = context.organisation.line_of(team);
            above
                .filter_map(|team| named.get(&team))
                .flatten()
                .copied()
                .collect::<Vec<_>>()
        });
        let covering = covering.filter(|sessions| !sessions.is_empty()).collect();
        Self { by_subject, covering }
    }

    /// Gives a result its answers.
    pub fn give(&self, context: &Context<'_>, kind: Kind, result: &mut CheckResult) {
        let check = kind.record();
        let mut answers = self.about(check, result.subject).to_vec();
        if let Subject::Person(person) = result.subject {
            // The manager wrote the evidence, and answers for all reports at once.
            let manager = context.facts.person(person).and_then(|packet| packet.manager);
            answers.extend(manager.map_or(&[][..], |manager| self.about(check, Subject::Manager(manager))));
            answers.sort_by_key(|answer| (answer.session, answer.justification));
        }
        result.answered = match result.subject {
            Subject::Everyone => self.answer_for_all(&answers),
            _ => answers.iter().any(|answer| answer.by.is_some()),
        };
        result.answers = answers;
    }

    fn about(&self, check: CheckKind, subject: Subject) -> &[Answer] {
        self.by_subject.get(&(check, subject)).map_or(&[], Vec::as_slice)
    }

    /// A session speaks for its own people: a flag of everyone is answered once every session's people are spoken for.
    fn answer_for_all(&self, answers: &[Answer]) -> bool {
        let signed: HashSet<SessionIx> = answers
            .iter()
            .filter(|answer| answer.by.is_some())
            .map(|answer| answer.session)
            .collect();
        let spoken = |sessions: &Vec<SessionIx>| sessions.iter().any(|session| signed.contains(session));
        !signed.is_empty() && self.covering.iter().all(spoken)
    }
}

/// What a justification is about; one that names nobody, or a unit that is the session's own, is about everyone there.
fn subject(organisation: &Organisation, session: &Session, record: &JustificationRecord) -> Option<Subject> {
    if let Some(person) = &record.person {
        return organisation.find_person(&person.value).map(Subject::Person);
    }
    if let Some(manager) = &record.manager {
        return organisation.find_person(&manager.value).map(Subject::Manager);
    }
    let Some(team) = &record.team else {
        return Some(Subject::Everyone);
    };
    let team = organisation.find_team(&team.value)?;
    let by_team = matches!(record.check.value, CheckKind::ExceedsShare | CheckKind::Guideline);
    Some(if !by_team && session.teams.contains(&team) {
        Subject::Everyone
    } else {
        Subject::Team(team)
    })
}
