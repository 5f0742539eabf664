//! The sessions of a calibration: the agenda with the rule that put each person on it, questions, talking points,
//! justifications.

use std::collections::BTreeSet;

use serde::Serialize;

use super::bias::{FlagView, flags_of_session};
use super::people::{self, EndRow};
use super::{SaidBy, ScaleRow};
use crate::disclosure::sections::{CalibrationNotes, Justification, SessionHead};
use crate::disclosure::{AgendaEntry, Lens};
use crate::facts::{AgendaRule, AgendaSection};
use crate::model::{CycleIx, PersonIx, SessionIx};
use crate::records::calibration::Answer;
use crate::source::Date;
use crate::views::listed::{Listed, listed, listed_by};
use crate::views::{Context, Link, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame, words};

/// One session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The day of the meeting.
    pub date: Date,
    /// Whether it was held.
    pub held: bool,
    /// Who leads it.
    pub facilitator: Option<PersonLink<'a>>,
    /// Who takes part.
    pub participants: Vec<PersonLink<'a>>,
    /// The units in scope.
    pub teams: Vec<&'a str>,
    /// How many people the agenda names: not for the page, which says it in words.
    #[serde(skip)]
    to_discuss: usize,
    /// The agenda, in the order of the meeting.
    pub parts: Vec<PartView<'a>>,
    /// The flags that it must answer, open ones first.
    pub flags: Listed<FlagView>,
    /// Questions, the most doubted person first.
    pub questions: Listed<Questioned<'a>>,
    /// What to bring up.
    pub talking_points: Listed<TalkingPoints<'a>>,
    /// Why flagged checks stand.
    pub justifications: Vec<JustificationRow<'a>>,
}

/// One part of the agenda.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartView<'a> {
    /// What it is called.
    pub title: &'static str,
    /// Which.
    pub kind: &'static str,
    /// Whom to discuss.
    pub items: Listed<ItemView<'a>>,
}

/// One person on the agenda.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemView<'a> {
    /// Who, and what a session compares.
    pub person: EndRow<'a>,
    /// The rating that is put to the session.
    pub proposed: Option<RatingMark<'a>>,
    /// Why the person is on the agenda.
    pub rules: Vec<String>,
    /// Questions and talking points.
    pub written: Written<'a>,
    /// The decision, once there is one.
    pub decision: Option<DecisionView<'a>>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionView<'a> {
    /// The rating.
    pub rating: RatingMark<'a>,
    /// Why.
    pub rationale: Option<&'a str>,
    /// Who led the session, and when it was.
    pub decided: SaidBy<'a>,
}

/// What was written of a person before the meeting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Written<'a> {
    /// How many calibrators question the rating.
    pub doubts: usize,
    /// How many agree.
    pub agreements: usize,
    /// What they wrote.
    pub questions: Vec<QuestionView<'a>>,
    /// What to bring up.
    pub points: Vec<&'a str>,
}

/// What one calibrator wrote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionView<'a> {
    /// Who.
    pub by: PersonLink<'a>,
    /// Whether they agree.
    pub agrees: bool,
    /// What.
    pub text: Option<&'a str>,
}

/// A person whose rating was questioned or confirmed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Questioned<'a> {
    /// Who.
    pub person: EndRow<'a>,
    /// What was written.
    pub written: Written<'a>,
}

/// What to bring up about a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TalkingPoints<'a> {
    /// Who.
    pub person: PersonLink<'a>,
    /// What.
    pub points: Vec<&'a str>,
}

/// Why a flag stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JustificationRow<'a> {
    /// The check.
    pub check: &'static str,
    /// What it is about: a unit, a manager or a person.
    pub about: Option<String>,
    /// Why.
    pub text: &'a str,
    /// Who says so, and when.
    pub said: SaidBy<'a>,
}

/// One session in a list of very many, whose agenda has a page of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionLine<'a> {
    /// Its title, with the way to its page.
    pub link: Link,
    /// The day of the meeting.
    pub date: Date,
    /// Whether it was held.
    pub held: bool,
    /// Who leads it.
    pub facilitator: Option<PersonLink<'a>>,
    /// The units in scope.
    pub teams: Vec<&'a str>,
}

/// One session on a page of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SessionPage<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The session; none where this audience does not see it.
    pub session: Option<SessionView<'a>>,
    /// What each rating means.
    pub scale: Vec<ScaleRow<'a>>,
}

/// So many sessions stand on one page.
const ON_ONE_PAGE: usize = 3;

/// The sessions that have a page of their own, because together they are too many for one page.
pub(in crate::views) fn sessions_apart(lens: &Lens<'_>, cycle: CycleIx) -> Vec<SessionIx> {
    let mut sessions = lens.own_sessions(cycle);
    if sessions.len() <= ON_ONE_PAGE {
        sessions.clear();
    }
    sessions
}

/// The sessions that this tree speaks of, where all stand on one page.
pub(super) fn sessions<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Vec<SessionView<'a>> {
    let sessions = context.lens.own_sessions(cycle);
    if sessions.len() > ON_ONE_PAGE {
        return Vec::new();
    }
    let sessions = sessions.into_iter();
    sessions.filter_map(|at| session(context, cycle, at)).collect()
}

/// The sessions that have pages of their own.
pub(super) fn lines<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Vec<SessionLine<'a>> {
    let apart = sessions_apart(context.lens, cycle);
    if apart.is_empty() {
        return Vec::new();
    }
    let heads = context.lens.session_heads(cycle).into_inner().unwrap_or_default();
    let line = |(at, head): (SessionIx, SessionHead<'a>)| SessionLine {
        link: context.link(head.title, PageKey::Session(cycle, at)),
        date: head.date,
        held: head.held,
        facilitator: head.facilitator.map(|name| context.person(name)),
        teams: head.teams,
    };
    apart.into_iter().zip(heads).map(line).collect()
}

/// The page of one session.
pub(in crate::views) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx, at: SessionIx) -> Page<'a> {
    let cycle_title = context.lens.cycle(cycle).title;
    let session = session(context, cycle, at);
    let title = session.as_ref().map_or("Session", |session| session.title);
    let lede = match &session {
        None => "The policy keeps sessions from this audience.".to_owned(),
        Some(session) => {
            let open = session.flags.all().filter(|flag| !flag.answered).count();
            let flags = words::counted(open, "flag without an answer", "flags without an answer");
            format!("{} to discuss; {flags}.", words::people(session.to_discuss))
        }
    };
    Page {
        frame: frame(
            context,
            title.to_owned(),
            vec![
                context.link(cycle_title, PageKey::Cycle(cycle)),
                context.link("Calibration", PageKey::Calibration(cycle)),
            ],
        ),
        view: PageView::Session(Box::new(SessionPage {
            lede,
            session,
            scale: super::scale(context, None),
        })),
    }
}

fn session<'a>(context: &Context<'_, 'a>, cycle: CycleIx, at: SessionIx) -> Option<SessionView<'a>> {
    let (notes, agenda) = context.lens.session(cycle, at).into_inner()?;
    let people: BTreeSet<_> = agenda
        .parts
        .iter()
        .flat_map(|(_, items)| items.iter().map(|item| item.person))
        .collect();
    let parts = agenda.parts.into_iter().map(|(section, items)| PartView {
        title: section.title(),
        kind: kind(section),
        items: items_of(context, cycle, items),
    });
    Some(SessionView {
        id: notes.id,
        title: notes.title,
        date: notes.date,
        held: notes.held,
        facilitator: notes.facilitator.map(|name| context.person(name)),
        participants: notes.participants.iter().map(|name| context.person(*name)).collect(),
        teams: notes.teams,
        to_discuss: people.len(),
        parts: parts.collect(),
        flags: flags_of_session(context, cycle, at),
        questions: questions(context, cycle, &agenda.written_of),
        talking_points: talking_points(context, cycle, &agenda.written_of),
        justifications: notes
            .justifications
            .into_iter()
            .map(|each| justification(context, each))
            .collect(),
    })
}

fn kind(section: AgendaSection) -> &'static str {
    match section {
        AgendaSection::Definitions => "definitions",
        AgendaSection::LowestAndHighest => "ends",
        AgendaSection::Fringe => "fringe",
        AgendaSection::Promotions => "promotions",
        AgendaSection::Flags => "flags",
    }
}

fn items_of<'a>(context: &Context<'_, 'a>, cycle: CycleIx, items: Vec<AgendaEntry<'a>>) -> Listed<ItemView<'a>> {
    listed_by(context, cycle, items, |entry| item(context, cycle, entry))
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the row takes the place of what it is made of"
)]
fn item<'a>(context: &Context<'_, 'a>, cycle: CycleIx, entry: AgendaEntry<'a>) -> ItemView<'a> {
    ItemView {
        person: people::row(context, cycle, entry.person),
        proposed: entry.rating.map(|value| context.rating(value)),
        rules: entry.rules.iter().map(|each| rule(context, *each)).collect(),
        written: written(context, &entry.notes),
        decision: decision(context, &entry.notes),
    }
}

/// What a session decided of a person.
pub(super) fn decision<'a>(context: &Context<'_, 'a>, notes: &CalibrationNotes<'a>) -> Option<DecisionView<'a>> {
    notes.decision.as_ref().map(|decision| DecisionView {
        rating: context.rating(decision.r#final),
        rationale: decision.rationale,
        decided: SaidBy {
            by: decision.facilitator.map(|name| context.person(name)),
            session: decision.session,
            date: decision.date,
        },
    })
}

/// Why a rule puts somebody on the agenda, in words, with the threshold that was reached where the rule has one.
fn rule(context: &Context<'_, '_>, rule: AgendaRule) -> String {
    let lens = context.lens;
    let policy = lens.policy();
    match rule {
        AgendaRule::Lowest => "The lowest rating of the scale.".to_owned(),
        AgendaRule::Highest => "The highest rating of the scale.".to_owned(),
        AgendaRule::FarFromGoals { suggested, distance } => {
            let way = if distance > 0.0 { "above" } else { "below" };
            format!(
                "{:.1} {way} what the goal score suggests, {suggested:.1} (far: {} or more).",
                distance.abs(),
                policy.agenda_distance
            )
        }
        AgendaRule::NearBoundary { boundary, neighbour } => format!(
            "Goal score near {boundary:.2}, from where {} {} would be suggested (near: {} or less).",
            neighbour,
            context.rating(neighbour).label,
            policy.agenda_fringe
        ),
        AgendaRule::Disagreement { questions, agree } => {
            let least = words::counted(policy.agenda_questions as usize, "question", "questions");
            format!("Questioned by {questions}, agreed by {agree} ({least} or more).")
        }
        AgendaRule::Changed { from, steps } => {
            let way = if steps > 0 { "up" } else { "down" };
            format!(
                "{} {way} from {from} in the last cycle ({} or more).",
                words::counted(steps.unsigned_abs() as usize, "step", "steps"),
                policy.agenda_steps
            )
        }
        AgendaRule::NewManager { before } => match before {
            Some(before) => format!(
                "First rating by a new manager; it was {} before.",
                lens.name(before).name
            ),
            None => "First rating by this manager.".to_owned(),
        },
        AgendaRule::Promotion => "A promotion is recommended or decided.".to_owned(),
    }
}

pub(super) fn written<'a>(context: &Context<'_, 'a>, notes: &CalibrationNotes<'a>) -> Written<'a> {
    let count = |answer| {
        notes
            .questions
            .iter()
            .filter(|question| question.answer == answer)
            .count()
    };
    Written {
        doubts: count(Answer::Question),
        agreements: count(Answer::Agree),
        questions: notes
            .questions
            .iter()
            .map(|question| QuestionView {
                by: context.person(question.by),
                agrees: question.answer == Answer::Agree,
                text: question.text,
            })
            .collect(),
        points: notes.talking_points.clone(),
    }
}

fn questions<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    written_of: &[(PersonIx, CalibrationNotes<'a>)],
) -> Listed<Questioned<'a>> {
    let with_questions = written_of.iter().filter(|(_, notes)| !notes.questions.is_empty());
    let mut rows: Vec<_> = with_questions
        .map(|(person, notes)| Questioned {
            person: people::row(context, cycle, *person),
            written: written(context, notes),
        })
        .collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(row.written.doubts), row.written.agreements));
    listed(context, cycle, rows)
}

fn talking_points<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    written_of: &[(PersonIx, CalibrationNotes<'a>)],
) -> Listed<TalkingPoints<'a>> {
    let with_points = written_of.iter().filter(|(_, notes)| !notes.talking_points.is_empty());
    let rows = with_points.map(|(person, notes)| TalkingPoints {
        person: crate::views::team::packet_link(context, cycle, *person),
        points: notes.talking_points.clone(),
    });
    listed(context, cycle, rows)
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "the row takes the place of what it is made of"
)]
fn justification<'a>(context: &Context<'_, 'a>, each: Justification<'a>) -> JustificationRow<'a> {
    let lens = context.lens;
    let team = each.team.map(|id| {
        let found = lens.teams().find(|(_, team)| team.id == *id);
        found.map_or_else(|| id.as_str().to_owned(), |(_, team)| team.name.to_string())
    });
    let person = each.manager.or(each.person).map(|name| name.name.to_owned());
    JustificationRow {
        check: check_title(each.check),
        about: person.or(team),
        text: each.text,
        said: SaidBy {
            by: each.by.map(|name| context.person(name)),
            session: each.session,
            date: each.date,
        },
    }
}

fn check_title(check: crate::records::calibration::CheckKind) -> &'static str {
    use crate::records::calibration::CheckKind as C;
    match check {
        C::ExceedsShare => "Exceeds share of a team",
        C::AllSame => "All the same",
        C::Gender => "Gender",
        C::Tenure => "Tenure",
        C::Recency => "Recency",
        C::Guideline => "Guideline",
        C::Severity => "Severity and leniency",
        C::Calibration => "What calibration did",
    }
}
