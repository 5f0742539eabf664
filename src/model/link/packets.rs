//! Links packets: whose they are, what they refer to, and which of their records stood on the day of the site.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Linker;
use super::goals::Individual;
use crate::diagnostics::Place;
use crate::model::cycle::{CycleIx, Feedback, Packet};
use crate::model::faults;
use crate::model::findings::Part;
use crate::records::address::KeyResultAddress;
use crate::records::check_in::CheckInRecord;
use crate::records::goals::ObjectiveRecord;
use crate::records::id::PersonId;
use crate::records::improvement_plan::ImprovementPlanRecord;
use crate::records::manager_assessment::ManagerAssessmentRecord;
use crate::records::outcome::OutcomeRecord;
use crate::records::self_assessment::SelfAssessmentRecord;
use crate::records::{AnyFiled, At, Document, Filed, Money, PacketPart, Percent, Record, RecordPlace};
use crate::source::{Date, SourcePath};

/// One record of a packet as it is written.
pub(super) struct Written {
    pub person: PersonId,
    pub part: PacketPart,
    pub filed: AnyFiled,
}

impl Linker {
    /// Makes the packets of all who were employed in a cycle; returns their goals for the cascade.
    pub(super) fn packets(&mut self, cycle: CycleIx, written: Vec<Written>) -> Vec<Individual> {
        let (start, end) = (self.organisation.cycle(cycle).start, self.organisation.cycle(cycle).end);
        let mut by_person: BTreeMap<PersonId, Vec<(PacketPart, AnyFiled)>> = BTreeMap::new();
        for Written { person, part, filed } in written {
            by_person.entry(person).or_default().push((part, filed));
        }
        let employed = self
            .organisation
            .people()
            .filter(|(_, person)| person.employed_between(start, end));
        let mut packets: Vec<_> = employed.map(|(person, _)| Packet::empty(person, cycle)).collect();
        let position: HashMap<_, _> = packets
            .iter()
            .enumerate()
            .map(|(at, packet)| (packet.person, at))
            .collect();
        let mut individual = Vec::new();
        for (id, parts) in by_person {
            let place = Place::file(&parts[0].1.file);
            let Some(person) = self.person_at(place.clone(), "the folder's name", &id) else {
                continue;
            };
            let Some(at) = position.get(&person) else {
                let roster = self.organisation.person(person).place.clone();
                self.report(faults::records_outside_employment(place, roster));
                continue;
            };
            self.part = Part::Packet(cycle, person);
            self.packet(&mut packets[*at], parts);
            self.part = Part::Whole;
            if let Some(goals) = &packets[*at].goals {
                individual.push((person, Arc::clone(goals)));
            }
        }
        let people = self.organisation.people.len();
        let mut packet_of = vec![None; people];
        for (person, at) in position {
            packet_of[person.index()] = u32::try_from(at).ok();
        }
        let linked = self.cycle_mut(cycle);
        linked.packet_of = Arc::new(packet_of);
        linked.packets = packets.into_iter().map(Arc::new).collect();
        individual
    }

    pub(super) fn packet(&mut self, packet: &mut Packet, parts: Vec<(PacketPart, AnyFiled)>) {
        // Goals first: the other records refer to them.
        let (goals, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(part, _)| *part == PacketPart::Goals);
        for (_, AnyFiled { file, record }) in goals {
            if let Record::Goals(record) = record {
                packet.goals = Some(Arc::new(Filed { file, record }));
            }
        }
        for (part, AnyFiled { file, record }) in others {
            self.part(packet, &part, file, record);
        }
        packet.feedback.sort_by_key(|feedback| feedback.author);
    }

    fn part(&mut self, packet: &mut Packet, part: &PacketPart, file: SourcePath, record: Record) {
        let as_of = self.organisation.as_of;
        let mut later = 0;
        match record {
            Record::CheckIn(record) => {
                self.check_in(packet, &file, &record.front);
                packet.check_in = standing(&mut later, Some(record.front.date.value), as_of, Filed { file, record });
            }
            Record::SelfAssessment(record) => {
                self.self_assessment(packet, &file, &record.front);
                let day = record.front.submitted.as_ref().map(|day| day.value);
                packet.self_assessment = standing(&mut later, day, as_of, Filed { file, record });
            }
            Record::ManagerAssessment(record) => {
                self.manager_assessment(packet, &file, &record.front);
                let day = record.front.submitted.as_ref().map(|day| day.value);
                packet.manager_assessment = standing(&mut later, day, as_of, Filed { file, record });
            }
            Record::Feedback(record) => {
                let PacketPart::Feedback(author) = part else { return };
                let Some(author) = self.person_at(Place::file(&file), "the file's name", author) else {
                    return;
                };
                if author == packet.person {
                    self.report(faults::feedback_on_oneself(Place::file(&file)));
                }
                let day = record.front.submitted.as_ref().map(|day| day.value);
                let record = standing(&mut later, day, as_of, Filed { file, record });
                packet.feedback.extend(record.map(|record| Feedback { author, record }));
            }
            Record::Outcome(record) => {
                self.outcome(&file, &record);
                packet.outcome = standing(
                    &mut later,
                    Some(self.outcome_day(packet)),
                    as_of,
                    Filed { file, record },
                );
            }
            Record::DevelopmentPlan(record) => {
                if let Some(mentor) = &record.front.mentor {
                    self.person(&file, "mentor", mentor);
                }
                let day = Some(record.front.created.value);
                packet.development_plan = standing(&mut later, day, as_of, Filed { file, record });
            }
            Record::ImprovementPlan(record) => {
                self.improvement_plan(&file, &record);
                let day = Some(record.front.created.value);
                packet.improvement_plan = standing(&mut later, day, as_of, Filed { file, record });
            }
            _ => {}
        }
        packet.later += later;
        self.organisation.later += later;
    }

    /// An outcome has no date of its own: it stands from the first session of its cycle on, or from the cycle's end.
    fn outcome_day(&self, packet: &Packet) -> Date {
        let cycle = self.organisation.cycle(packet.cycle);
        let first = cycle
            .sessions
            .iter()
            .map(|session| session.record.record.date.value)
            .min();
        first.unwrap_or(cycle.end).min(cycle.deadlines.calibration)
    }

    fn own_key_result(&mut self, packet: &Packet, file: &SourcePath, named: &At<KeyResultAddress>) {
        if packet.key_result(&named.value).is_some() {
            return;
        }
        let cycle = self.organisation.cycle(packet.cycle).id.clone();
        let person = self.organisation.person(packet.person).id.clone();
        if self
            .goals_unread
            .contains(&RecordPlace::Packet(cycle, person, PacketPart::Goals))
        {
            return;
        }
        let address = |objective: &ObjectiveRecord| -> Vec<String> {
            objective
                .key_result
                .iter()
                .map(|each| format!("{}/{}", objective.id.value, each.id.value))
                .collect()
        };
        let own: Vec<String> = packet.objectives().iter().flat_map(address).collect();
        let finding = faults::unknown_key_result(Place::at(file, named.at), &named.value, &own);
        self.report(finding);
    }

    fn check_in(&mut self, packet: &Packet, file: &SourcePath, record: &CheckInRecord) {
        self.person(file, "manager", &record.manager);
        for progress in &record.progress {
            self.own_key_result(packet, file, &progress.key_result);
        }
        for adjustment in &record.adjustment {
            self.own_key_result(packet, file, &adjustment.key_result);
            if let Some(replacement) = &adjustment.replacement {
                self.own_key_result(packet, file, replacement);
            }
            if let Some(approver) = &adjustment.approved_by {
                self.person(file, "approved_by", approver);
            }
        }
    }

    fn self_assessment(&mut self, packet: &Packet, file: &SourcePath, record: &SelfAssessmentRecord) {
        let mut seen: Vec<&KeyResultAddress> = Vec::new();
        for line in &record.result {
            self.own_key_result(packet, file, &line.key_result);
            if seen.contains(&&line.key_result.value) {
                self.report(faults::result_twice(Place::at(file, line.key_result.at)));
            }
            seen.push(&line.key_result.value);
            if let Some(result) = &line.result {
                self.result_known(file, result);
            }
        }
    }

    fn manager_assessment(&mut self, packet: &Packet, file: &SourcePath, record: &ManagerAssessmentRecord) {
        self.person(file, "author", &record.author);
        if let Some(rating) = &record.rating {
            self.on_scale(file, "rating", rating);
            if let Some(not_rated) = &record.not_rated {
                self.report(faults::rated_and_not(
                    Place::at(file, not_rated.at),
                    Place::at(file, rating.at),
                ));
            }
        }
        for key_result in record
            .evidence
            .iter()
            .filter_map(|evidence| evidence.key_result.as_ref())
        {
            self.own_key_result(packet, file, key_result);
        }
    }

    fn outcome(&mut self, file: &SourcePath, record: &OutcomeRecord) {
        let Some(pay) = &record.pay else { return };
        if let Some(band) = pay.band.as_ref().filter(|band| band.value[0] >= band.value[1]) {
            self.report(faults::range_backwards(Place::at(file, band.at)));
        }
        let step = pay.rounded_to.as_ref().map_or(Money(1), |step| step.value);
        let expected = pay_after(pay.base_before.value, pay.merit_percent.value, step);
        match expected {
            None => self.report(faults::rounded_to_nothing(Place::at(
                file,
                pay.rounded_to.as_ref().map_or(pay.at, |s| s.at),
            ))),
            Some(expected) if expected != pay.base_after.value => {
                let place = Place::at(file, pay.base_after.at);
                self.report(faults::pay_does_not_add_up(
                    place,
                    Place::at(file, pay.merit_percent.at),
                    expected,
                ));
            }
            Some(_) => {}
        }
    }

    fn improvement_plan(&mut self, file: &SourcePath, record: &Document<ImprovementPlanRecord>) {
        let front = &record.front;
        if let Some(mentor) = &front.mentor {
            self.person(file, "mentor", mentor);
        }
        for author in front.log.iter().filter_map(|entry| entry.by.as_ref()) {
            self.person(file, "by", author);
        }
        if let Some(approver) = front.preconditions.as_ref().and_then(|p| p.approved_by.as_ref()) {
            self.person(file, "approved_by", approver);
        }
    }
}

/// A record that stood on a day; one that was made later is counted instead.
fn standing<T>(later: &mut usize, made: Option<Date>, as_of: Date, filed: Filed<T>) -> Option<Filed<T>> {
    if made.is_some_and(|made| made > as_of) {
        *later += 1;
        return None;
    }
    Some(filed)
}

/// Base pay after a merit increase, rounded to the nearest `step` and half away from zero, in exact integers; none where
/// the step is 0.
fn pay_after(before: Money, merit: Percent, step: Money) -> Option<Money> {
    let whole = i128::from(100 * Percent::PARTS);
    let scaled = i128::from(before.0) * (whole + i128::from(merit.parts()));
    let unit = whole * i128::from(step.0);
    if unit == 0 {
        return None;
    }
    let steps = (2 * scaled.abs() + unit) / (2 * unit) * scaled.signum();
    i64::try_from(steps * i128::from(step.0)).ok().map(Money)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_is_rounded_half_away_from_zero() {
        let seven = Percent::whole(7);
        assert_eq!(pay_after(Money(182_000), seven, Money(1)), Some(Money(194_740)));
        assert_eq!(pay_after(Money(182_000), seven, Money(1000)), Some(Money(195_000)));
        assert_eq!(
            pay_after(Money(150_000), Percent::whole(1), Money(1000)),
            Some(Money(152_000))
        );
        assert_eq!(pay_after(Money(150_000), Percent::whole(1), Money(0)), None);
    }
}
