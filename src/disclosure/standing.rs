//! Where the parts of one person's review stand against their deadlines.

use super::disclosed::Disclosed;
use super::lens::Lens;
use crate::facts::{PacketFacts, Part, Standing};
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

    /// Where a person's review as a whole stands: the worst of the three parts that it needs.
    pub fn review_standing(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<Standing>> {
        let sections = [
            SectionKind::SelfAssessment,
            SectionKind::NamedFeedback,
            SectionKind::ManagerAssessment,
        ];
        self.figure(person, cycle, &sections, |facts, cycle| {
            facts.cycle(cycle).person(person).map(|facts| facts.completion.review)
        })
    }

    /// Everyone of this tree's lists whose review counts: with a manager, and employed on the cycle's last day.
    pub fn reviewed(&self, cycle: CycleIx) -> Vec<PersonIx> {
        let facts = self.facts.cycle(cycle);
        let mut people = self.people(cycle);
        people.retain(|person| facts.person(*person).is_some_and(PacketFacts::is_review));
        people
    }
}
