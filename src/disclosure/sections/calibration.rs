//! What a calibration session says of a person, and the justifications of its flags.

use serde::Serialize;

use crate::disclosure::Name;
use crate::model::{PersonIx, Session, TeamIx};
use crate::records::calibration::{
    Answer, CalibrationRecord, CheckKind, DecisionRecord, JustificationRecord, QuestionRecord, TalkingPointRecord,
};
use crate::records::id::{PersonId, TeamId};
use crate::source::Date;

/// What the sessions of a cycle say of one person.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CalibrationNotes<'a> {
    /// What was decided.
    pub decision: Option<Decision<'a>>,
    /// Doubts before the meeting.
    pub questions: Vec<Question<'a>>,
    /// What to bring up.
    pub talking_points: Vec<&'a str>,
}

/// What was decided about one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision<'a> {
    /// The session's title.
    pub session: &'a str,
    /// The day of the session.
    pub date: Date,
    /// Who led it.
    pub facilitator: Option<Name<'a>>,
    /// The rating that was proposed.
    pub proposed: Option<u32>,
    /// The rating that was decided.
    pub r#final: u32,
    /// Why.
    pub rationale: Option<&'a str>,
    /// The addresses of the records that it rests on.
    pub evidence: Vec<String>,
}

/// A calibrator's doubt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question<'a> {
    /// Who asks.
    pub by: Name<'a>,
    /// Whether they agree with the proposed rating.
    pub answer: Answer,
    /// What they ask.
    pub text: Option<&'a str>,
}

/// Why a flagged check stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Justification<'a> {
    /// The check.
    pub check: CheckKind,
    /// The unit that it is about.
    pub team: Option<&'a TeamId>,
    /// The manager whom it is about.
    pub manager: Option<Name<'a>>,
    /// The person whom it is about.
    pub person: Option<Name<'a>>,
    /// Why it stands.
    pub text: &'a str,
    /// Who says so.
    pub by: Option<Name<'a>>,
    /// The session's title.
    pub session: &'a str,
    /// The day of the session.
    pub date: Date,
}

/// One session as a whole: when, who, and why its flags stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionNotes<'a> {
    /// The id.
    pub id: &'a str,
    /// The title.
    pub title: &'a str,
    /// The day of the meeting.
    pub date: Date,
    /// Whether it was held.
    pub held: bool,
    /// Who leads it.
    pub facilitator: Option<Name<'a>>,
    /// Who takes part.
    pub participants: Vec<Name<'a>>,
    /// The units in scope.
    pub teams: Vec<&'a str>,
    /// Why flagged checks stand.
    pub justifications: Vec<Justification<'a>>,
}

/// What a list of sessions says of one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionHead<'a> {
    /// The title.
    pub title: &'a str,
    /// The day of the meeting.
    pub date: Date,
    /// Whether it was held.
    pub held: bool,
    /// Who leads it.
    pub facilitator: Option<Name<'a>>,
    /// The units in scope.
    pub teams: Vec<&'a str>,
}

type Naming<'n, 'a> = &'n dyn Fn(&PersonId) -> Name<'a>;

/// What one session says of one person.
pub(in crate::disclosure) fn notes_on<'a>(
    session: &'a Session,
    person: PersonIx,
    name: Naming<'_, 'a>,
) -> CalibrationNotes<'a> {
    let Some(about) = session.about(person) else {
        return CalibrationNotes::default();
    };
    let record = &*session.record.record;
    // What is prepared for a session that was not held is no decision yet.
    let decided = about.decision.filter(|_| session.held);
    let decision = decided.and_then(|at| record.decision.get(at));
    let questions = about.questions.iter().filter_map(|at| record.question.get(*at));
    let points = about
        .talking_points
        .iter()
        .filter_map(|at| record.talking_point.get(*at));
    CalibrationNotes {
        decision: decision.map(|decision| self::decision(session, decision, name)),
        questions: questions.map(|each| question(each, name)).collect(),
        talking_points: points
            .map(|TalkingPointRecord { person: _, text, at: _ }| &**text)
            .collect(),
    }
}

fn decision<'a>(session: &'a Session, record: &'a DecisionRecord, name: Naming<'_, 'a>) -> Decision<'a> {
    let DecisionRecord {
        person: _,
        proposed,
        r#final,
        rationale,
        evidence,
        at: _,
    } = record;
    let of = &*session.record.record;
    Decision {
        session: &of.title,
        date: of.date.value,
        facilitator: of.facilitator.as_ref().map(|id| name(id)),
        proposed: proposed.as_ref().map(|rating| rating.0),
        r#final: r#final.0,
        rationale: rationale.as_deref(),
        evidence: evidence.iter().map(|address| address.to_string()).collect(),
    }
}

fn question<'a>(record: &'a QuestionRecord, name: Naming<'_, 'a>) -> Question<'a> {
    let QuestionRecord {
        person: _,
        by,
        answer,
        text,
        at: _,
    } = record;
    Question {
        by: name(by),
        answer: *answer,
        text: text.as_deref(),
    }
}

/// The justifications of one session.
fn justifications<'a>(session: &'a Session, name: Naming<'_, 'a>) -> Vec<Justification<'a>> {
    let of = &*session.record.record;
    let each = |record: &'a JustificationRecord| {
        let JustificationRecord {
            check,
            team,
            manager,
            person,
            text,
            by,
            at: _,
        } = record;
        Justification {
            check: check.value,
            team: team.as_ref().map(|team| &team.value),
            manager: manager.as_ref().map(|id| name(id)),
            person: person.as_ref().map(|id| name(id)),
            text,
            by: by.as_ref().map(|id| name(id)),
            session: &of.title,
            date: of.date.value,
        }
    };
    of.justification.iter().map(each).collect()
}

/// What a list of sessions says of one.
pub(in crate::disclosure) fn session_head<'a>(
    session: &'a Session,
    name: Naming<'_, 'a>,
    team: &dyn Fn(TeamIx) -> &'a str,
) -> SessionHead<'a> {
    let record = &*session.record.record;
    SessionHead {
        title: &record.title,
        date: record.date.value,
        // By the day of the site, and with the units that there are: both are resolved in the model.
        held: session.held,
        facilitator: record.facilitator.as_ref().map(|id| name(id)),
        teams: session.teams.iter().map(|each| team(*each)).collect(),
    }
}

/// One session as a whole, without what it says of single people.
pub(in crate::disclosure) fn session_notes<'a>(
    session: &'a Session,
    name: Naming<'_, 'a>,
    team: &dyn Fn(TeamIx) -> &'a str,
) -> SessionNotes<'a> {
    let CalibrationRecord {
        title: _,
        date: _,
        held: _,
        facilitator: _,
        participants,
        teams: _,
        decision: _,
        justification: _,
        question: _,
        talking_point: _,
        at: _,
    } = &*session.record.record;
    let SessionHead {
        title,
        date,
        held,
        facilitator,
        teams,
    } = session_head(session, name, team);
    SessionNotes {
        id: session.id.as_str(),
        title,
        date,
        held,
        facilitator,
        participants: participants.iter().map(|id| name(id)).collect(),
        teams,
        justifications: justifications(session, name),
    }
}
