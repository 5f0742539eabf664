//! From one cycle to the next: who came, who left, and whose rating moved by how much.

use super::cycle::CycleFacts;
use crate::model::{CycleIx, Organisation, PersonIx};

/// What changed since the previous cycle. Ratings are those that count: final, or recommended while there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The previous cycle.
    pub previous: CycleIx,
    /// How many went from which rating (row) to which (column), in the order of the policy's scale: best first.
    pub matrix: Vec<Vec<usize>>,
    /// Everyone who is rated in both cycles, in the order of people.
    pub moves: Vec<Move>,
    /// People with a packet now and none before.
    pub newcomers: Vec<PersonIx>,
    /// People with a packet before and none now, or who left before the last day of this cycle.
    pub leavers: Vec<PersonIx>,
    /// People with a packet in both cycles and a rating in one of them at most.
    pub not_compared: Vec<PersonIx>,
}

/// One person's ratings in two cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub person: PersonIx,
    /// The rating before.
    pub from: u32,
    /// The rating now.
    pub to: u32,
    /// Steps on the scale: above 0 is up.
    pub steps: i32,
}

impl Movement {
    /// Who moved two steps or more, up or down: the specification's own two, whatever the policy's `agenda_steps` puts on an agenda.
    pub fn two_steps(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|each| each.steps.abs() >= 2)
    }

    pub(super) fn between(
        organisation: &Organisation,
        (previous, before): (CycleIx, &CycleFacts),
        now: &CycleFacts,
    ) -> Self {
        let scale = &organisation.policy.ratings;
        let mut movement = Self {
            previous,
            matrix: vec![vec![0; scale.len()]; scale.len()],
            moves: Vec::new(),
            newcomers: Vec::new(),
            leavers: Vec::new(),
            not_compared: Vec::new(),
        };
        let place = |value| scale.iter().position(|rating| rating.value == value);
        for (person, _) in organisation.people() {
            let (was, is) = match (before.person(person), now.person(person)) {
                (None, None) => continue,
                (None, Some(_)) => {
                    movement.newcomers.push(person);
                    continue;
                }
                (Some(was), Some(is)) if is.counts() => (was, is),
                (Some(_), _) => {
                    movement.leavers.push(person);
                    continue;
                }
            };
            let rated = was.rating.rated().zip(is.rating.rated());
            let places = rated.and_then(|(was, is)| place(was.value()).zip(place(is.value())));
            let (Some((was, is)), Some((row, column))) = (rated, places) else {
                movement.not_compared.push(person);
                continue;
            };
            movement.matrix[row][column] += 1;
            movement.moves.push(Move {
                person,
                from: was.value(),
                to: is.value(),
                steps: steps(row, column),
            });
        }
        movement
    }
}

/// Steps from one place of the scale to another; the scale is written best first.
fn steps(from: usize, to: usize) -> i32 {
    let place = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    place(from) - place(to)
}
