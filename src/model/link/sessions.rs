//! Links calibration sessions: who takes part, which units are in scope, whom each decision is about.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Linker;
use crate::diagnostics::Place;
use crate::model::cycle::{About, CycleIx, Session};
use crate::model::faults;
use crate::model::findings::Part;
use crate::model::organisation::PersonIx;
use crate::records::Filed;
use crate::records::calibration::{CalibrationRecord, DecisionRecord};
use crate::records::id::SessionId;

/// A session as it is written.
#[derive(Debug)]
pub struct WrittenSession {
    /// Its id.
    pub id: SessionId,
    /// What is written.
    pub filed: Filed<CalibrationRecord>,
}

impl Linker {
    /// Links a cycle's sessions; those whose record is the very one that was linked without a fault before are taken over.
    pub(super) fn sessions(&mut self, cycle: CycleIx, mut written: Vec<WrittenSession>, before: &[Arc<Session>]) {
        self.part = Part::Sessions(cycle);
        written.sort_by(|a, b| (a.filed.record.date.value, &a.id).cmp(&(b.filed.record.date.value, &b.id)));
        let before: HashMap<_, _> = before.iter().map(|session| (&session.id, session)).collect();
        let link = |written: WrittenSession| {
            let same = before.get(&written.id).filter(|session| {
                Arc::ptr_eq(&session.record.record, &written.filed.record) && session.record.file == written.filed.file
            });
            same.map_or_else(|| Arc::new(self.session(written)), |session| Arc::clone(session))
        };
        let sessions: Vec<_> = written.into_iter().map(link).collect();
        let mut decided: HashMap<PersonIx, (&Session, &DecisionRecord)> = HashMap::new();
        for session in &sessions {
            for (decision, person) in session.record.record.decision.iter().zip(&session.decided) {
                let Some(person) = person else { continue };
                let (first, other) = *decided.entry(*person).or_insert((session, decision));
                if !std::ptr::eq(other, decision) {
                    let place = |session: &Session, decision: &DecisionRecord| session.record.place(decision.person.at);
                    self.report(faults::decided_twice(place(session, decision), place(first, other)));
                }
            }
        }
        self.part = Part::Whole;
        self.cycle_mut(cycle).sessions = Arc::new(sessions);
    }

    fn session(&mut self, WrittenSession { id, filed }: WrittenSession) -> Session {
        let CalibrationRecord {
            title: _,
            date,
            held,
            facilitator,
            participants,
            teams,
            decision,
            justification,
            question,
            talking_point,
            at: _,
        } = &*filed.record;
        let file = &filed.file;
        let facilitator = facilitator.as_ref().and_then(|id| self.person(file, "facilitator", id));
        let participants = participants
            .iter()
            .filter_map(|id| self.person(file, "participants", id))
            .collect();
        let teams = teams.iter().filter_map(|id| self.team(file, "teams", id)).collect();
        let decided: Vec<_> = decision
            .iter()
            .map(|decision| self.person(file, "person", &decision.person))
            .collect();
        for decision in decision {
            self.on_scale(file, "final", &decision.r#final);
            if let Some(proposed) = &decision.proposed {
                self.on_scale(file, "proposed", proposed);
            }
            for evidence in &decision.evidence {
                self.person_at(Place::at(file, evidence.at), "evidence", &evidence.person);
            }
        }
        for justification in justification {
            let people = [
                ("manager", &justification.manager),
                ("person", &justification.person),
                ("by", &justification.by),
            ];
            for (field, id) in people {
                if let Some(id) = id {
                    self.person(file, field, id);
                }
            }
            if let Some(team) = &justification.team {
                self.team(file, "team", team);
            }
        }
        let mut about: BTreeMap<PersonIx, About> = BTreeMap::new();
        for (at, person) in decided.iter().enumerate() {
            if let Some(person) = person {
                about.entry(*person).or_default().decision.get_or_insert(at);
            }
        }
        for (at, question) in question.iter().enumerate() {
            if let Some(person) = self.person(file, "person", &question.person) {
                about.entry(person).or_default().questions.push(at);
            }
            self.person(file, "by", &question.by);
        }
        for (at, point) in talking_point.iter().enumerate() {
            if let Some(person) = self.person(file, "person", &point.person) {
                about.entry(person).or_default().talking_points.push(at);
            }
        }
        let held = held.unwrap_or(false) && date.value <= self.organisation.as_of;
        Session {
            id,
            held,
            facilitator,
            participants,
            teams,
            decided,
            about: about.into_iter().collect(),
            record: filed,
        }
    }
}
