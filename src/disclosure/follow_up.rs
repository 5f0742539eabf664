//! What still has to be done, and what follows from a rating: changes at mid-cycle, parts that are missing, merit, plans.

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::sections;
use crate::facts::{
    Completion, DevelopmentPlanFacts, ImprovementGap, ImprovementPlanFacts, Lack, PacketFacts, Part, PayFacts,
    PromotionFacts, Standing,
};
use crate::model::{CycleIx, Packet, PersonIx};
use crate::records::access::{Moment, SectionKind};
use crate::records::policy::PlanKind;
use crate::source::Date;

/// One change agreed at mid-cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreedChange<'a> {
    /// The day of the check-in.
    pub date: Date,
    /// What the check-in says.
    pub record: sections::Adjustment<'a>,
    /// The key result.
    pub title: &'a str,
    /// The key result that takes its place.
    pub replacement: Option<&'a str>,
    /// What was expected and is not there.
    pub lacks: Vec<Lack>,
}

/// Something that is not there and should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A part of the review whose deadline has passed by so many days.
    Part(Part, u32),
    /// The plan that the final rating asks for.
    Plan(PlanKind),
    /// Something that a plan must have.
    InPlan(PlanKind),
    /// Criteria with evidence for a decision on a promotion.
    PromotionCriteria,
    /// A reason for merit outside the range of the rating.
    MeritReason,
}

impl<'a> Lens<'a> {
    fn shown_packet(&self, person: PersonIx, cycle: CycleIx, sections: &[SectionKind]) -> Option<&'a Packet> {
        let all = sections.iter().all(|section| self.shows(*section, person, cycle));
        let packet = self.organisation.cycle(cycle).packet(person)?;
        all.then_some(&**packet)
    }

    fn facts_of(&self, packet: &Packet) -> Option<&'a PacketFacts> {
        self.packet_facts(packet)
    }

    /// The changes agreed at mid-cycle, with the titles of the goals that they are about.
    pub fn changes(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Vec<AgreedChange<'a>>> {
        let read = [SectionKind::CheckIn, SectionKind::IndividualGoals];
        let Some(packet) = self.shown_packet(person, cycle, &read) else {
            return Disclosed::closed();
        };
        let Some((filed, facts)) = packet.check_in.as_ref().zip(self.facts_of(packet)) else {
            return Disclosed::open(Vec::new());
        };
        let name = |id: &_| self.name_of(id);
        let check_in = sections::check_in(filed, &name);
        let pairs = check_in.adjustments.into_iter().zip(&facts.adjustments);
        let changes = pairs.map(|(record, facts)| AgreedChange {
            date: check_in.date,
            title: title(packet, &record.key_result),
            replacement: record.replacement.as_deref().map(|address| title(packet, address)),
            lacks: facts.lacks.clone(),
            record,
        });
        Disclosed::open(changes.collect())
    }

    /// What is not there and should be, as far as the audience may know of it.
    pub fn missing(&self, person: PersonIx, cycle: CycleIx) -> Vec<Missing> {
        let linked = self.organisation.cycle(cycle);
        let facts = linked.packet(person).and_then(|packet| self.facts_of(packet));
        let Some(facts) = facts.filter(|_| self.covers(person, cycle)) else {
            return Vec::new();
        };
        let mut missing = self.missing_parts(facts, cycle);
        missing.extend(self.missing_of_outcome(facts, cycle));
        missing
    }

    fn missing_parts(&self, facts: &PacketFacts, cycle: CycleIx) -> Vec<Missing> {
        let overdue = |completion: &Completion, part| match completion.part(part) {
            Standing::Missing { days } => Some(Missing::Part(part, days)),
            Standing::NotDue | Standing::OnTime { .. } | Standing::Late { .. } => None,
        };
        let parts = Part::ALL
            .into_iter()
            .filter(|part| self.knows_of(*part, facts.person, cycle));
        let parts = parts.filter_map(|part| overdue(&facts.completion, part));
        parts.filter(|_| facts.is_review()).collect()
    }

    /// Whether the audience may know that a part is not there: it may see the part once it is.
    fn knows_of(&self, part: Part, person: PersonIx, cycle: CycleIx) -> bool {
        let section = match part {
            Part::Goals => SectionKind::IndividualGoals,
            Part::CheckIn => SectionKind::CheckIn,
            Part::SelfAssessment => SectionKind::SelfAssessment,
            Part::PeerFeedback => SectionKind::NamedFeedback,
            Part::ManagerAssessment => SectionKind::ManagerAssessment,
        };
        let moment = self.matrix.cell(section, self.audience().kind()).moment;
        self.shows(section, person, cycle) || moment == Moment::OnceSubmitted
    }

    fn missing_of_outcome(&self, facts: &PacketFacts, cycle: CycleIx) -> Vec<Missing> {
        let shows = |sections: &[SectionKind]| sections.iter().all(|section| self.shows(*section, facts.person, cycle));
        let mut missing = Vec::new();
        let plan_of = |section| shows(&[SectionKind::FinalRating, section]);
        let has_gaps = match facts.plan_expected {
            Some(PlanKind::Development) if plan_of(SectionKind::DevelopmentPlan) => {
                Some(facts.development_plan.as_ref().map(|plan| !plan.gaps.is_empty()))
            }
            Some(PlanKind::Improvement)
                if plan_of(SectionKind::ImprovementPlan) && shows(&[SectionKind::ImprovementRecord]) =>
            {
                Some(facts.improvement_plan.as_ref().map(|plan| !plan.gaps.is_empty()))
            }
            _ => None,
        };
        missing.extend(facts.plan_expected.zip(has_gaps).and_then(|(kind, gaps)| match gaps {
            None => Some(Missing::Plan(kind)),
            Some(true) => Some(Missing::InPlan(kind)),
            Some(false) => None,
        }));
        let undocumented = facts.promotion.is_some_and(|promotion| !promotion.is_documented());
        if undocumented && shows(&[SectionKind::Promotion]) {
            missing.push(Missing::PromotionCriteria);
        }
        let unexplained = facts.pay.is_some_and(|pay| pay.is_outside_without_reason());
        if unexplained && shows(&MERIT) {
            missing.push(Missing::MeritReason);
        }
        missing
    }

    /// Pay, equity and what else follows.
    pub fn pay(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<sections::Pay<'a>>> {
        match self.shown_packet(person, cycle, &[SectionKind::Pay]) {
            Some(packet) => Disclosed::open(packet.outcome.as_ref().map(|filed| sections::pay(&filed.record))),
            None => Disclosed::closed(),
        }
    }

    /// Merit against the range of the rating that counts.
    pub fn merit(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<PayFacts>> {
        self.figure(person, cycle, &MERIT, |facts, cycle| {
            facts.cycle(cycle).person(person)?.pay
        })
    }

    /// The promotion, and whether a decision on it is documented.
    pub fn promotion(
        &self,
        person: PersonIx,
        cycle: CycleIx,
    ) -> Disclosed<Option<(sections::Promotion<'a>, Option<PromotionFacts>)>> {
        let Some(packet) = self.shown_packet(person, cycle, &[SectionKind::Promotion]) else {
            return Disclosed::closed();
        };
        let recommendation = packet.manager_assessment.as_ref().and_then(sections::recommendation_of);
        let promotion = sections::promotion(recommendation, packet.outcome.as_ref().map(|filed| &*filed.record));
        let facts = self.facts_of(packet).and_then(|facts| facts.promotion);
        Disclosed::open(promotion.map(|promotion| (promotion, facts)))
    }

    /// The development plan and what falls due in it.
    pub fn development(
        &self,
        person: PersonIx,
        cycle: CycleIx,
    ) -> Disclosed<Option<(sections::DevelopmentPlan<'a>, &'a DevelopmentPlanFacts)>> {
        let Some(packet) = self.shown_packet(person, cycle, &[SectionKind::DevelopmentPlan]) else {
            return Disclosed::closed();
        };
        let name = |id: &_| self.name_of(id);
        let plan = packet.development_plan.as_ref();
        let plan = plan.map(|filed| sections::development_plan(filed, &name));
        let facts = self.facts_of(packet).and_then(|facts| facts.development_plan.as_ref());
        Disclosed::open(plan.zip(facts))
    }

    /// The improvement plan and what falls due in it, without what it lacks.
    pub fn improvement(
        &self,
        person: PersonIx,
        cycle: CycleIx,
    ) -> Disclosed<Option<(sections::ImprovementPlan<'a>, &'a ImprovementPlanFacts)>> {
        let Some(packet) = self.shown_packet(person, cycle, &[SectionKind::ImprovementPlan]) else {
            return Disclosed::closed();
        };
        let name = |id: &_| self.name_of(id);
        let plan = packet.improvement_plan.as_ref();
        let plan = plan.map(|filed| sections::improvement_plan(filed, &name));
        let facts = self.facts_of(packet).and_then(|facts| facts.improvement_plan.as_ref());
        Disclosed::open(plan.zip(facts))
    }

    /// What the improvement plan lacks, its preconditions among it, with the evidence for those.
    pub fn improvement_gaps(
        &self,
        person: PersonIx,
        cycle: CycleIx,
    ) -> Disclosed<Option<(sections::ImprovementRecord<'a>, &'a [ImprovementGap])>> {
        let read = [SectionKind::ImprovementPlan, SectionKind::ImprovementRecord];
        let Some(packet) = self.shown_packet(person, cycle, &read) else {
            return Disclosed::closed();
        };
        let name = |id: &_| self.name_of(id);
        let plan = packet.improvement_plan.as_ref();
        let record = plan.map(|filed| sections::improvement_record(filed, &name));
        let facts = self.facts_of(packet).and_then(|facts| facts.improvement_plan.as_ref());
        Disclosed::open(record.zip(facts.map(|facts| &*facts.gaps)))
    }

    /// Whether the audience reads about pay at all, be there records or not.
    pub fn reads_pay(&self) -> bool {
        let moment = self.matrix.cell(SectionKind::Pay, self.audience().kind()).moment;
        moment != Moment::Never && !matches!(self.audience(), Audience::Company)
    }
}

/// What merit against its range reads: the range is that of the final rating, or of the recommended one while there is none.
const MERIT: [SectionKind; 3] = [
    SectionKind::Pay,
    SectionKind::FinalRating,
    SectionKind::RecommendedRating,
];

/// The title of a key result of a person's goals; the address itself where it leads nowhere, which is an error of the records.
fn title<'a>(packet: &'a Packet, address: &str) -> &'a str {
    let goals = packet.goals.as_ref().map(|filed| &*filed.record);
    let found = address
        .split_once('/')
        .zip(goals)
        .and_then(|((objective, key_result), goals)| {
            let objective = goals.objective.iter().find(|each| each.id.as_str() == objective)?;
            objective.key_result.iter().find(|each| each.id.as_str() == key_result)
        });
    found.map_or("(unknown)", |record| &*record.title)
}
