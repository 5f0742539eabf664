//! From one cycle to the next, for those who may see everyone's ratings in both.

use super::disclosed::Disclosed;
use super::lens::Lens;
use crate::facts::Move;
use crate::model::{CycleIx, PersonIx};
use crate::records::access::SectionKind;

/// What changed since the previous cycle.
///
/// Each figure stands beside the people behind it, so members of the audience are left out of both: who is counted and not
/// listed would be found by subtraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementSight {
    /// The previous cycle.
    pub previous: CycleIx,
    /// Who is rated in both cycles.
    pub moves: Vec<Move>,
    /// Who has a packet now and had none before.
    pub newcomers: Vec<PersonIx>,
    /// Who had one before and has none now, or left before the cycle's last day.
    pub leavers: Vec<PersonIx>,
    /// Who has a packet in both cycles and a rating in one of them at most.
    pub not_compared: Vec<PersonIx>,
}

impl Lens<'_> {
    /// What changed since the previous cycle; none where there is no previous one.
    ///
    /// It tells of ratings as they count, so of recommended ones too while there is no final one.
    pub fn movement(&self, cycle: CycleIx) -> Disclosed<Option<MovementSight>> {
        let sections = [
            SectionKind::Distribution,
            SectionKind::FinalRating,
            SectionKind::RecommendedRating,
        ];
        let seen = |people: &[PersonIx]| {
            let people = people.iter().copied();
            people.filter(|person| !self.is_left_out(*person)).collect()
        };
        self.of_all(&sections, || {
            let movement = self.facts.movement(self.organisation, cycle)?;
            let moves = movement.moves.iter().copied();
            Some(MovementSight {
                previous: movement.previous,
                moves: moves.filter(|each| !self.is_left_out(each.person)).collect(),
                newcomers: seen(&movement.newcomers),
                leavers: seen(&movement.leavers),
                not_compared: seen(&movement.not_compared),
            })
        })
    }
}
