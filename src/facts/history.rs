//! One person over time: ratings and goal scores cycle by cycle, the rating before, and the time on a level.

use super::Facts;
use super::cycle::PacketFacts;
use super::rating::Rated;
use crate::model::{CycleIx, Organisation, Person, PersonIx, Role};
use crate::source::Date;

/// One cycle of a person's history.
#[derive(Debug, Clone, Copy)]
pub struct HistoryEntry<'a> {
    /// Which cycle.
    pub cycle: CycleIx,
    /// The role in force at its end.
    pub role: Option<&'a Role>,
    /// The packet's figures.
    pub packet: &'a PacketFacts,
    /// The mean of the delivery objectives.
    pub goal_score: Option<f64>,
}

impl Facts {
    /// A person's cycles, oldest first.
    pub fn history<'a>(
        &'a self,
        organisation: &'a Organisation,
        person: PersonIx,
    ) -> impl DoubleEndedIterator<Item = HistoryEntry<'a>> {
        organisation.cycles().filter_map(move |(at, cycle)| {
            let facts = self.cycle(at);
            let packet = facts.person(person)?;
            Some(HistoryEntry {
                cycle: at,
                role: organisation.person(person).role_on(cycle.role_day()),
                packet,
                goal_score: facts.goal_score(packet),
            })
        })
    }

    /// The rating that a person had in the cycle before this one.
    #[must_use]
    pub fn prior_rating(&self, organisation: &Organisation, cycle: CycleIx, person: PersonIx) -> Option<Rated> {
        let previous = organisation.cycle(cycle).previous?;
        self.cycle(previous).person(person)?.rating.rated()
    }
}

/// Since when a person has been on the level that they have on a day, in one stretch.
#[must_use]
pub fn on_level_since(person: &Person, day: Date) -> Option<Date> {
    let level = &person.role_on(day)?.level;
    let begun = person.roles.iter().rev().filter(|role| role.from <= day);
    begun
        .take_while(|role| role.level == *level)
        .last()
        .map(|role| role.from)
}
