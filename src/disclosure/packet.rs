//! What an audience may see of one packet, section by section.

use serde::Serialize;

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::sections::{self, CalibrationNotes};
use crate::model::{Cycle, CycleIx, Packet, PersonIx};
use crate::records::access::{Moment, SectionKind};
use crate::records::id::PersonId;

/// What an audience may see of one packet. A section that it may not see is closed, and says no more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PacketSections<'a> {
    /// Individual goals.
    pub goals: Disclosed<Option<sections::Goals<'a>>>,
    /// The check-in.
    pub check_in: Disclosed<Option<sections::CheckIn<'a>>>,
    /// The self-assessment.
    pub self_assessment: Disclosed<Option<sections::SelfAssessment<'a>>>,
    /// The manager assessment's text.
    pub manager_text: Disclosed<Option<sections::ManagerText<'a>>>,
    /// What the manager recommends.
    pub recommended: Disclosed<Option<sections::Recommended<'a>>>,
    /// What the rating rests on.
    pub evidence: Disclosed<Vec<sections::Evidence<'a>>>,
    /// Peer feedback with its authors.
    pub named_feedback: Disclosed<Vec<sections::NamedFeedback<'a>>>,
    /// Peer feedback without its authors; closed where it is shown with them.
    pub anonymous_feedback: Disclosed<sections::AnonymousFeedback<'a>>,
    /// The final rating.
    pub final_rating: Disclosed<Option<u32>>,
    /// What the calibration said.
    pub calibration: Disclosed<CalibrationNotes<'a>>,
    /// Pay, equity and actions.
    pub pay: Disclosed<Option<sections::Pay<'a>>>,
    /// The promotion.
    pub promotion: Disclosed<Option<sections::Promotion<'a>>>,
    /// The development plan.
    pub development_plan: Disclosed<Option<sections::DevelopmentPlan<'a>>>,
    /// The improvement plan.
    pub improvement_plan: Disclosed<Option<sections::ImprovementPlan<'a>>>,
    /// The improvement plan's preconditions and log.
    pub improvement_record: Disclosed<Option<sections::ImprovementRecord<'a>>>,
}

impl<'a> Lens<'a> {
    /// The only way from a packet's records to a page; none where the packet does not stand in this tree.
    pub fn packet(&self, person: PersonIx, cycle: CycleIx) -> Option<PacketSections<'a>> {
        let linked = self.organisation.cycle(cycle);
        let packet: &'a Packet = linked.packet(person).filter(|_| self.covers(person, cycle))?;
        let name = |id: &PersonId| self.name_of(id);
        let assessment = packet.manager_assessment.as_ref();
        let named = self.shows(SectionKind::NamedFeedback, person, cycle);
        Some(PacketSections {
            goals: self.when(SectionKind::IndividualGoals, packet, || {
                packet
                    .goals
                    .as_ref()
                    .map(|filed| sections::goals_of(&filed.record, linked))
            }),
            check_in: self.when(SectionKind::CheckIn, packet, || {
                packet.check_in.as_ref().map(|filed| sections::check_in(filed, &name))
            }),
            self_assessment: self.when(SectionKind::SelfAssessment, packet, || {
                packet.self_assessment.as_ref().map(sections::self_assessment)
            }),
            manager_text: self.when(SectionKind::ManagerAssessment, packet, || {
                assessment.map(|filed| sections::manager_text(filed, &name))
            }),
            recommended: self.when(SectionKind::RecommendedRating, packet, || {
                assessment.map(sections::recommended)
            }),
            evidence: self.when(SectionKind::Evidence, packet, || {
                assessment.map(sections::evidence).unwrap_or_default()
            }),
            named_feedback: self.when(SectionKind::NamedFeedback, packet, || {
                sections::named_feedback(&packet.feedback, &|author| self.name(author))
            }),
            anonymous_feedback: if named {
                Disclosed::closed()
            } else {
                self.when(SectionKind::AnonymousFeedback, packet, || self.anonymous(packet))
            },
            final_rating: self.when(SectionKind::FinalRating, packet, || {
                self.packet_facts(packet)
                    .and_then(|facts| facts.rating.r#final)
                    .map(|rating| rating.value)
            }),
            calibration: self.when(SectionKind::Calibration, packet, || self.calibration(packet, linked)),
            pay: self.when(SectionKind::Pay, packet, || {
                packet.outcome.as_ref().map(|filed| sections::pay(&filed.record))
            }),
            promotion: self.when(SectionKind::Promotion, packet, || {
                let recommendation = assessment.and_then(sections::recommendation_of);
                sections::promotion(recommendation, packet.outcome.as_ref().map(|filed| &*filed.record))
            }),
            development_plan: self.when(SectionKind::DevelopmentPlan, packet, || {
                packet
                    .development_plan
                    .as_ref()
                    .map(|filed| sections::development_plan(filed, &name))
            }),
            improvement_plan: self.when(SectionKind::ImprovementPlan, packet, || {
                packet
                    .improvement_plan
                    .as_ref()
                    .map(|filed| sections::improvement_plan(filed, &name))
            }),
            improvement_record: self.when(SectionKind::ImprovementRecord, packet, || {
                packet
                    .improvement_plan
                    .as_ref()
                    .map(|filed| sections::improvement_record(filed, &name))
            }),
        })
    }

    /// Whether feedback without its authors is quoted from the minimum up alone: to the person reviewed, and where the matrix says so.
    pub(super) fn keeps_few_quiet(&self) -> bool {
        matches!(self.audience(), Audience::Person(_))
            || self.moment(SectionKind::AnonymousFeedback) == Moment::FromReleaseAndMinimum
    }

    fn anonymous(&self, packet: &'a Packet) -> sections::AnonymousFeedback<'a> {
        let reviewed = self.organisation.person(packet.person).id.as_str();
        let minimum = self.organisation.policy.feedback_minimum;
        sections::anonymous_feedback(&packet.feedback, reviewed, minimum, !self.keeps_few_quiet())
    }

    pub(super) fn calibration(&self, packet: &'a Packet, cycle: &'a Cycle) -> CalibrationNotes<'a> {
        let name = |id: &PersonId| self.name_of(id);
        let mut notes = CalibrationNotes::default();
        for (at, session) in cycle.sessions() {
            // One session's committee reads that session's words and no other's.
            if matches!(self.audience(), Audience::Committee(_, own) if own != at) {
                continue;
            }
            let said = sections::notes_on(session, packet.person, &name);
            notes.decision = notes.decision.or(said.decision);
            notes.questions.extend(said.questions);
            notes.talking_points.extend(said.talking_points);
        }
        notes
    }
}
