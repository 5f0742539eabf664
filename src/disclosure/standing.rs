//! Where the parts of one person's review stand against their deadlines.

use super::disclosed::Disclosed;
use super::lens::Lens;
use crate::facts::{Part, Standing};
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
}
