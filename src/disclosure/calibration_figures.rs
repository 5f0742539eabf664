//! What a calibration session looks at: ratings as they count, the rating before, the agenda, and what is written of people.
//!
//! HR sees every session; a committee sees its own. Members are left out of all that names people.

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::sections::{self, CalibrationNotes, SessionNotes};
use crate::facts::{self, AgendaRule, AgendaSection, Known, Rated};
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
    /// The rules that put them there, made of what this audience may see.
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
        self.organisation.cycle(cycle).session(session).id.as_str()
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
        // An order, a line through all scores and who stands in which part follow from what may be known alone.
        let known = |person: PersonIx| {
            self.shows(SectionKind::Calibration, person, cycle)
                .then(|| self.known(person, cycle))
        };
        let agenda = facts::agenda_of(self.organisation, self.facts, cycle, at, known);
        let packets = self.facts.cycle(cycle);
        let name = |id: &PersonId| self.name_of(id);
        let notes = |person: PersonIx| sections::notes_on(session, person, &name);
        let entry = |item: &facts::AgendaItem| {
            let person = packets.packet(item.packet).person;
            AgendaEntry {
                person,
                rating: item.rating,
                rules: item.rules.clone(),
                notes: notes(person),
            }
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
                .map(|part| (part.section, part.items.iter().map(entry).collect()))
                .collect(),
            written_of: people.into_iter().map(|person| (person, notes(person))).collect(),
        }
    }

    /// What of a person an agenda may read for this audience.
    fn known(&self, person: PersonIx, cycle: CycleIx) -> Known {
        let rating = self.rated(person, cycle).is_open();
        Known {
            rating,
            score: rating && self.goal_score(person, cycle).is_open(),
            before: self.prior_rating(person, cycle).is_open(),
            promotion: self.shows(SectionKind::Promotion, person, cycle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Lens, Matrix};
    use crate::facts::derive;
    use crate::model::testing::org;

    const GOALS: &str =
        "[[objective]]\nid = \"one\"\ntitle = \"One\"\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"One\"\n";

    /// The agenda of a committee with `dan` in it: three people are listed, and `eve` has not handed in the self-assessment.
    fn agenda(rating_of_dan: u32, result_of_eve: &str, policy: &str) -> String {
        let board = "title = \"Board\"\ndate = 2026-10-16\nteams = [\"core\"]\nparticipants = [\"dan\"]\n\
                     [[question]]\nperson = \"eve\"\nby = \"dan\"\nanswer = \"question\"\n";
        let org = org()
            .in_cycle("calibration/board.toml", board)
            .file("policy.toml", policy);
        let reviewed = |org: crate::model::testing::Org, id: &str, rating: u32, result: &str, submitted: &str| {
            let result = format!("{submitted}[[result]]\nkey_result = \"one/kr\"\nresult = \"{result}\"\n");
            let org = org.person(id).rated(rating).record("goals.toml", GOALS);
            org.document("self-assessment.md", &result)
        };
        let handed_in = "submitted = 2026-10-05\n";
        let org = reviewed(org, "ana", 5, "met", handed_in);
        let org = reviewed(org, "ben", 3, "missed", handed_in);
        let org = reviewed(org, "cleo", 2, "met", handed_in);
        let org = reviewed(org, "dan", rating_of_dan, "missed", handed_in);
        let organisation = reviewed(org, "eve", 4, result_of_eve, "").build();
        let (facts, matrix) = (derive(&organisation), Matrix::in_force(&organisation.policy).0);
        let cycle = organisation.current_cycle().unwrap();
        let (session, _) = organisation.cycle(cycle).sessions().next().unwrap();
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Committee(cycle, session));
        format!("{:#?}", lens.session(cycle, session).get().unwrap().1)
    }

    #[test]
    fn an_agenda_is_made_of_what_its_readers_see_of_those_whom_it_lists() {
        let plain = agenda(3, "met", "");
        assert!(plain.contains("FarFromGoals"), "{plain}");
        assert_eq!(agenda(1, "met", ""), plain, "a participant's rating");
        assert_eq!(
            agenda(3, "missed", ""),
            plain,
            "a self-assessment that was not handed in"
        );
    }

    #[test]
    fn an_agenda_without_ratings_is_not_in_their_order() {
        let closed = "[access.recommended-rating]\ncommittee = \"never\"\n";
        let agenda = agenda(3, "met", closed);
        let expected = "LowestAndHighest,\n            [],";
        assert!(agenda.contains(expected) && agenda.contains("Disagreement"), "{agenda}");
    }
}
