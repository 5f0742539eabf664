//! What a calibration session looks at: ratings as they count, the rating before, the agenda, and what is written of people.
//!
//! HR sees every session; a committee sees its own. Members are left out of all that names people.

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::sections::{self, CalibrationNotes, SessionNotes};
use crate::facts::{self, AgendaRule, AgendaSection, Rated};
use crate::model::{Cycle, CycleIx, PersonIx, Session, SessionIx, TeamIx};
use crate::records::access::SectionKind;
use crate::records::body;
use crate::records::id::PersonId;
use crate::records::self_assessment;
use crate::records::statement::first_statement;
use crate::source::Date;

/// A session's agenda as an audience may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionAgenda<'a> {
    /// Its parts, in the order of the meeting.
    pub parts: Vec<(AgendaSection, Vec<AgendaEntry<'a>>)>,
    /// Everyone of whom something was written before the meeting, whether on the agenda or not.
    pub written_of: Vec<(PersonIx, CalibrationNotes<'a>)>,
}

/// One person on an agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaEntry<'a> {
    /// Who.
    pub person: PersonIx,
    /// The rating that is put to the session.
    pub rating: Option<u32>,
    /// The rules that put them there, as far as their reasons are open.
    pub rules: Vec<AgendaRule>,
    /// What the session says of them.
    pub notes: CalibrationNotes<'a>,
}

const RATED: [SectionKind; 2] = [SectionKind::FinalRating, SectionKind::RecommendedRating];

impl<'a> Lens<'a> {
    /// The rating that counts: the final one, or the recommended one while there is none.
    pub fn rated(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<Rated>> {
        self.figure(person, cycle, &RATED, |facts, cycle| {
            facts.cycle(cycle).person(person)?.rating.rated()
        })
    }

    /// The rating that counted in the cycle before.
    ///
    /// A committee compares with it although the packet of that cycle is not in its tree; others see it where that packet is.
    pub fn prior_rating(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<Rated>> {
        let Some(previous) = self.organisation.cycle(cycle).previous else {
            return Disclosed::open(None);
        };
        let before = self.organisation.cycle(previous);
        let is_committee = matches!(self.audience(), Audience::Committee(..));
        let reaches = self.covers(person, cycle) && (is_committee || self.covers(person, previous));
        let packet = before.packet(person).map(std::ops::Deref::deref);
        // Without a packet then there is nothing to keep; that follows from the roster.
        let open = |section: &SectionKind| packet.is_none() || self.is_open(*section, before, packet);
        if reaches && RATED.iter().all(open) {
            Disclosed::open(self.facts.prior_rating(self.organisation, cycle, person))
        } else {
            Disclosed::closed()
        }
    }

    /// What the sessions that this tree speaks of say of a person.
    pub fn calibration_of(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<CalibrationNotes<'a>>> {
        let linked = self.organisation.cycle(cycle);
        match linked.packet(person) {
            Some(packet) => self
                .when(SectionKind::Calibration, packet, || self.calibration(packet, linked))
                .map(Some),
            None => Disclosed::closed(),
        }
    }

    /// Since when a person has been on the level of their role in a cycle; the roster says so.
    pub fn on_level_since(&self, person: PersonIx, cycle: CycleIx) -> Option<Date> {
        facts::on_level_since(
            self.organisation.person(person),
            self.organisation.cycle(cycle).role_day(),
        )
    }

    /// What a person names first among their accomplishments, in a line of so many characters at most.
    pub fn accomplishment(&self, person: PersonIx, cycle: CycleIx, longest: usize) -> Disclosed<Option<String>> {
        let sections = [SectionKind::SelfAssessment];
        let linked = self.organisation.cycle(cycle);
        self.figure(person, cycle, &sections, |_, _| {
            let text = &linked.packet(person)?.self_assessment.as_ref()?.record.body.text;
            let parts = body::sections(text);
            let section = body::find(&parts, self_assessment::HEADINGS.first()?)?;
            first_statement(section.markdown(text), longest)
        })
    }

    /// How many items of evidence a recommended rating rests on.
    pub fn evidence_count(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<usize>> {
        let linked = self.organisation.cycle(cycle);
        self.figure(person, cycle, &[SectionKind::Evidence], |_, _| {
            let assessment = linked.packet(person)?.manager_assessment.as_ref()?;
            Some(assessment.record.front.evidence.len())
        })
    }

    /// The sessions that this tree speaks of, by date.
    pub fn own_sessions(&self, cycle: CycleIx) -> Vec<SessionIx> {
        let sessions = self.organisation.cycle(cycle).sessions();
        sessions
            .map(|(at, _)| at)
            .filter(|at| self.speaks_of(cycle, *at))
            .collect()
    }

    /// The id of a session, which names its page.
    pub fn session_id(&self, cycle: CycleIx, session: SessionIx) -> &'a str {
        self.notes_of(cycle, session).id
    }

    /// Whether a unit lies in the scope of a session.
    pub fn is_in_session(&self, cycle: CycleIx, session: SessionIx, team: TeamIx) -> bool {
        let scope = &self.organisation.cycle(cycle).session(session).teams;
        scope.iter().any(|above| self.organisation.within(team, *above))
    }

    /// A session with its agenda, where this tree speaks of it.
    pub fn session(&self, cycle: CycleIx, session: SessionIx) -> Disclosed<(SessionNotes<'a>, SessionAgenda<'a>)> {
        let linked = self.organisation.cycle(cycle);
        if !self.is_open(SectionKind::Calibration, linked, None) || !self.speaks_of(cycle, session) {
            return Disclosed::closed();
        }
        let agenda = self.session_agenda(cycle, linked, session, linked.session(session));
        Disclosed::open((self.notes_of(cycle, session), agenda))
    }

    /// Whether this tree speaks of a session: HR's of all, a committee's of its own.
    pub(super) fn speaks_of(&self, cycle: CycleIx, session: SessionIx) -> bool {
        match self.audience() {
            Audience::Committee(of, own) => of == cycle && own == session,
            Audience::Hr => true,
            Audience::Company | Audience::Person(_) | Audience::Manager(_) => false,
        }
    }

    fn session_agenda(
        &self,
        cycle: CycleIx,
        linked: &'a Cycle,
        at: SessionIx,
        session: &'a Session,
    ) -> SessionAgenda<'a> {
        let agenda = facts::agenda(self.organisation, self.facts, cycle, at);
        let packets = self.facts.cycle(cycle);
        let name = |id: &PersonId| self.name_of(id);
        let notes = |person: PersonIx| sections::notes_on(session, person, &name);
        let entry = |item: &facts::AgendaItem| {
            let person = packets.packet(item.packet).person;
            let rules = self.open_rules(person, cycle, &item.rules);
            let shown = self.shows(SectionKind::Calibration, person, cycle) && !rules.is_empty();
            shown.then(|| AgendaEntry {
                person,
                rating: item
                    .rating
                    .filter(|_| RATED.iter().all(|section| self.shows(*section, person, cycle))),
                rules,
                notes: notes(person),
            })
        };
        let record = &*session.record.record;
        let questioned = record.question.iter().map(|question| &question.person.value);
        let spoken_of = record.talking_point.iter().map(|point| &point.person.value);
        let mut people: Vec<_> = questioned
            .chain(spoken_of)
            .filter_map(|id| self.organisation.find_person(id))
            .filter(|person| linked.packet(*person).is_some() && self.shows(SectionKind::Calibration, *person, cycle))
            .collect();
        people.sort_unstable();
        people.dedup();
        SessionAgenda {
            parts: agenda
                .parts
                .iter()
                .map(|part| (part.section, part.items.iter().filter_map(entry).collect()))
                .collect(),
            written_of: people.into_iter().map(|person| (person, notes(person))).collect(),
        }
    }

    /// The rules whose reasons this audience may see.
    fn open_rules(&self, person: PersonIx, cycle: CycleIx, rules: &[AgendaRule]) -> Vec<AgendaRule> {
        let rated = self.rated(person, cycle).is_open();
        let scored = rated && self.goal_score(person, cycle).is_open();
        let is_open = |rule: &&AgendaRule| match rule {
            AgendaRule::Lowest | AgendaRule::Highest | AgendaRule::NewManager { .. } => rated,
            AgendaRule::FarFromGoals { .. } | AgendaRule::NearBoundary { .. } => scored,
            AgendaRule::Disagreement { .. } => true,
            AgendaRule::Changed { .. } => rated && self.prior_rating(person, cycle).is_open(),
            AgendaRule::Promotion => self.shows(SectionKind::Promotion, person, cycle),
        };
        rules.iter().filter(is_open).copied().collect()
    }
}
