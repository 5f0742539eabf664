//! Where the parts of one person's review stand against their deadlines.

use super::disclosed::Disclosed;
use super::lens::Lens;
use crate::facts::{Part, PlanStep, Standing};
use crate::model::{CycleIx, PersonIx};
use crate::records::access::SectionKind;

impl Lens<'_> {
    /// Where one part of a person's review stands.
    ///
    /// The day on which peers handed in their feedback tells of its authors, so it is for those who read their names.
    pub fn standing(&self, person: PersonIx, cycle: CycleIx, part: Part) -> Disclosed<Option<Standing>> {
        let section = match part {
            Part::Goals => SectionKind::IndividualGoals,
            Part::CheckIn => SectionKind::CheckIn,
            Part::SelfAssessment => SectionKind::SelfAssessment,
            Part::PeerFeedback => SectionKind::NamedFeedback,
            Part::ManagerAssessment => SectionKind::ManagerAssessment,
        };
        self.figure(person, cycle, &[section], |facts, cycle| {
            facts
                .cycle(cycle)
                .person(person)
                .map(|facts| facts.completion.part(part))
        })
    }

    /// What is due next in a person's development plan.
    pub fn next_development_step(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<PlanStep>> {
        self.figure(person, cycle, &[SectionKind::DevelopmentPlan], |facts, cycle| {
            facts
                .cycle(cycle)
                .person(person)?
                .development_plan
                .as_ref()?
                .next()
                .copied()
        })
    }

    /// What is due next in a person's improvement plan.
    pub fn next_improvement_step(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<PlanStep>> {
        self.figure(person, cycle, &[SectionKind::ImprovementPlan], |facts, cycle| {
            facts
                .cycle(cycle)
                .person(person)?
                .improvement_plan
                .as_ref()?
                .next()
                .copied()
        })
    }
}
