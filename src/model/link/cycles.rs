//! Links cycles: who runs them, in which order they stand, and which phase each is in.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::roster::rings;
use super::sessions::WrittenSession;
use super::{Linker, goals, packets};
use crate::diagnostics::Place;
use crate::model::cycle::{Cycle, CycleIx, Deadlines, Facilitation, Phase, Release};
use crate::model::faults;
use crate::model::organisation::PersonIx;
use crate::records::cycle::{CycleRecord, DeadlinesRecord, FacilitationRecord};
use crate::records::id::CycleId;
use crate::records::{AnyFiled, At, Filed, Record, RecordPlace};
use crate::source::Date;

/// The records of one cycle, but for `cycle.toml`.
#[derive(Default)]
struct InCycle {
    goals: Vec<goals::Written>,
    sessions: Vec<WrittenSession>,
    surveys: Option<Filed<crate::records::surveys::SurveysRecord>>,
    parts: Vec<packets::Written>,
    first: Option<crate::source::SourcePath>,
}

impl InCycle {
    fn add(&mut self, place: RecordPlace, filed: AnyFiled) {
        self.first.get_or_insert_with(|| filed.file.clone());
        let AnyFiled { file, record } = filed;
        match (place, record) {
            (RecordPlace::CompanyGoals(_), Record::Goals(record)) => {
                self.goals.push(goals::Written::Company(Filed { file, record }));
            }
            (RecordPlace::TeamGoals(_, team), Record::Goals(record)) => {
                self.goals.push(goals::Written::Team(team, Filed { file, record }));
            }
            (RecordPlace::Calibration(_, session), Record::Calibration(record)) => {
                self.sessions.push(WrittenSession {
                    id: session,
                    filed: Filed { file, record },
                });
            }
            (RecordPlace::Surveys(_), Record::Surveys(record)) => self.surveys = Some(Filed { file, record }),
            (RecordPlace::Packet(_, person, part), record) => {
                self.parts.push(packets::Written {
                    person,
                    part,
                    filed: AnyFiled { file, record },
                });
            }
            _ => {}
        }
    }
}

fn cycle_of(place: &RecordPlace) -> Option<&CycleId> {
    match place {
        RecordPlace::Cycle(cycle)
        | RecordPlace::CompanyGoals(cycle)
        | RecordPlace::TeamGoals(cycle, _)
        | RecordPlace::Calibration(cycle, _)
        | RecordPlace::Surveys(cycle)
        | RecordPlace::Packet(cycle, ..) => Some(cycle),
        RecordPlace::Policy | RecordPlace::Teams | RecordPlace::People | RecordPlace::Page(_) => None,
    }
}

impl Linker {
    pub(super) fn cycles(
        &mut self,
        mut cycles: Vec<(CycleId, Filed<CycleRecord>)>,
        in_cycles: Vec<(RecordPlace, AnyFiled)>,
    ) {
        let mut records: BTreeMap<CycleId, InCycle> = BTreeMap::new();
        for (place, filed) in in_cycles {
            if let Some(cycle) = cycle_of(&place).cloned() {
                records.entry(cycle).or_default().add(place, filed);
            }
        }
        cycles.sort_by(|a, b| (a.1.record.start.value, &a.0).cmp(&(b.1.record.start.value, &b.0)));
        self.order(&cycles);
        let as_of = self.organisation.as_of;
        for (id, filed) in cycles {
            let inside = records.remove(&id).unwrap_or_default();
            if filed.record.start.value > as_of {
                self.organisation.later += 1;
                continue;
            }
            self.cycle(id, &filed, inside);
        }
        for (id, inside) in records {
            if let Some(first) = inside.first.filter(|_| !self.cycles_unread.contains(&id)) {
                self.report(faults::cycle_without_file(Place::file(&first), &id));
            }
        }
    }

    /// Checks that each cycle names an earlier one as the one before it.
    fn order(&mut self, cycles: &[(CycleId, Filed<CycleRecord>)]) {
        let position: HashMap<_, _> = cycles
            .iter()
            .enumerate()
            .map(|(at, (id, _))| (id.clone(), at))
            .collect();
        let mut next = vec![None; cycles.len()];
        for (at, (_, filed)) in cycles.iter().enumerate() {
            let Some(previous) = &filed.record.previous else {
                continue;
            };
            match position.get(&previous.value) {
                Some(before) => next[at] = Some(*before),
                None if self.cycles_unread.contains(&previous.value) => {}
                None => {
                    let known = cycles.iter().map(|(id, _)| id.as_str());
                    let finding = faults::unknown_cycle(filed.place(previous.at), &previous.value, known);
                    self.report(finding);
                }
            }
        }
        for ring in rings(&next) {
            let (_, filed) = &cycles[ring[0]];
            let names: Vec<_> = ring.iter().map(|at| cycles[*at].0.to_string()).collect();
            self.report(faults::cycle_loop(Place::file(&filed.file), &names));
        }
        for (at, before) in next.iter().enumerate() {
            let (filed, Some(before)) = (&cycles[at].1, before) else {
                continue;
            };
            let (end, previous) = (&cycles[*before].1.record.end, filed.record.previous.as_ref());
            if let Some(previous) = previous.filter(|_| end.value >= filed.record.start.value && *before != at) {
                let other = cycles[*before].1.place(end.at);
                self.report(faults::previous_not_before(filed.place(previous.at), other));
            }
        }
    }

    fn cycle(&mut self, id: CycleId, filed: &Filed<CycleRecord>, inside: InCycle) {
        let CycleRecord {
            title,
            start,
            end,
            previous,
            facilitation,
            deadlines,
            release,
            at: _,
        } = &*filed.record;
        if end.value < start.value {
            self.report(faults::ends_before_it_starts(
                filed.place(end.at),
                filed.place(start.at),
            ));
        }
        self.deadline_order(filed);
        let facilitation = self.facilitation(filed, facilitation.as_ref());
        let release = release.as_ref().and_then(|release| {
            let approved_by = self.person(&filed.file, "approved_by", &release.approved_by)?;
            Some(Release {
                approved_by,
                approved: release.approved.value,
            })
        });
        let as_of = self.organisation.as_of;
        let release = release.filter(|release| release.approved <= as_of);
        let deadlines = self::deadlines(deadlines);
        let index = CycleIx::of(self.organisation.cycles.len());
        let previous = previous
            .as_ref()
            .and_then(|previous| self.organisation.find_cycle(&previous.value));
        self.organisation.cycles.push(Arc::new(Cycle {
            id,
            title: title.clone(),
            start: start.value,
            end: end.value,
            previous,
            facilitation,
            deadlines,
            release,
            phase: Phase::on(as_of, end.value, &deadlines),
            released: release.is_some() && deadlines.release <= as_of,
            goals: Arc::default(),
            sessions: Arc::default(),
            surveys: inside.surveys,
            packets: Vec::new(),
            role_day: end.value.min(as_of),
            reports: Arc::new(self.reports_on(end.value.min(as_of))),
            packet_of: Arc::default(),
            place: Place::at(&filed.file, filed.record.start.at),
        }));
        self.sessions(index, inside.sessions, &[]);
        let goals = self.packets(index, inside.parts);
        self.goals(index, inside.goals, goals);
    }

    fn facilitation(&mut self, filed: &Filed<CycleRecord>, record: Option<&FacilitationRecord>) -> Facilitation {
        let Some(FacilitationRecord {
            coordinator,
            specialist,
            at: _,
        }) = record
        else {
            return Facilitation::default();
        };
        Facilitation {
            coordinator: coordinator
                .as_ref()
                .and_then(|id| self.person(&filed.file, "coordinator", id)),
            specialist: specialist
                .as_ref()
                .and_then(|id| self.person(&filed.file, "specialist", id)),
        }
    }

    /// Who reports to whom on a day.
    fn reports_on(&self, day: Date) -> HashMap<PersonIx, Vec<PersonIx>> {
        let mut reports: HashMap<_, Vec<_>> = HashMap::new();
        for (person, _) in self.organisation.people() {
            if let Some(manager) = self.organisation.manager_on(person, day) {
                reports.entry(manager).or_default().push(person);
            }
        }
        reports
    }

    /// Deadlines that a cycle cannot keep in this order: each part rests on the one before.
    fn deadline_order(&mut self, filed: &Filed<CycleRecord>) {
        let d = &filed.record.deadlines;
        let check_in = d.check_in.value.map(|value| At {
            value,
            at: d.check_in.at,
        });
        let [first, last] = &check_in;
        let closed = d.closed.as_ref();
        let in_order: [(&str, &At<Date>); 6] = [
            ("goals_locked", &d.goals_locked),
            ("check_in", first),
            ("check_in", last),
            ("self_assessment", &d.self_assessment),
            ("calibration", &d.calibration),
            ("release", &d.release),
        ];
        let assessments = [
            ("manager_assessment", &d.manager_assessment),
            ("calibration", &d.calibration),
        ];
        let closing = closed.map(|closed| [("release", &d.release), ("closed", closed)]);
        let pairs = in_order
            .windows(2)
            .chain(assessments.windows(2))
            .chain(closing.iter().map(|pair| &pair[..]));
        let findings: Vec<_> = pairs
            .filter(|pair| pair[1].1.value < pair[0].1.value)
            .map(|pair| {
                let (before, after) = (filed.place(pair[0].1.at), filed.place(pair[1].1.at));
                faults::dates_out_of_order(after, pair[1].0, before, pair[0].0)
            })
            .collect();
        self.report_all(findings);
    }
}

fn deadlines(record: &DeadlinesRecord) -> Deadlines {
    let day = |day: &Option<At<Date>>| day.as_ref().map(|day| day.value);
    Deadlines {
        company_goals: day(&record.company_goals),
        team_goals: day(&record.team_goals),
        individual_goals: day(&record.individual_goals),
        goals_locked: record.goals_locked.value,
        check_in: record.check_in.value,
        self_assessment: record.self_assessment.value,
        peer_feedback: record.peer_feedback.value,
        manager_assessment: record.manager_assessment.value,
        calibration: record.calibration.value,
        release: record.release.value,
        closed: day(&record.closed),
    }
}
