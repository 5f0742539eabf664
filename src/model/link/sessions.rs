//! Links calibration sessions: who takes part, which units are in scope, whom each decision is about.

use std::collections::HashMap;
use std::sync::Arc;

use super::Linker;
use crate::diagnostics::Place;
use crate::model::cycle::{About, CycleIx, Session};
use crate::model::faults::{self, Seen};
use crate::model::findings::Part;
use crate::model::organisation::PersonIx;
use crate::records::Filed;
use crate::records::calibration::CalibrationRecord;
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
    pub(super) fn sessions(&mut self, cycle: CycleIx, mut written: Vec<WrittenSession>) {
        self.part = Part::Sessions(cycle);
        written.sort_by(|a, b| (a.filed.record.date.value, &a.id).cmp(&(b.filed.record.date.value, &b.id)));
        let sessions: Vec<_> = written.into_iter().map(|written| self.session(written)).collect();
        let mut decided = Seen::default();
        for session in &sessions {
            for (decision, person) in session.record.record.decision.iter().zip(&session.decided) {
                let Some(person) = person else { continue };
                let id = self.organisation.person(*person).id.to_string();
                let place = session.record.place(decision.person.at);
                if let Some(other) = decided.before(&id, &place) {
                    self.report(faults::decided_twice(place, other));
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
        let mut about: HashMap<PersonIx, About> = HashMap::new();
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
            about,
            record: filed,
        }
    }
}
