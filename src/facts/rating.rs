//! Ratings: what the manager recommended, what became final, and where the final rating came from.

use super::cycle::PacketFacts;
use crate::model::{Cycle, Organisation, Packet, PersonIx, SessionIx, TeamIx};

/// One person's ratings in one cycle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RatingFacts {
    /// What the manager recommends.
    pub recommended: Option<u32>,
    /// Whether the manager gave a reason for not rating; the reason stands in the manager assessment.
    pub left_unrated: bool,
    /// The final rating, once there is one.
    pub r#final: Option<FinalRating>,
}

/// A final rating and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FinalRating {
    /// The rating.
    pub value: u32,
    /// Where it came from.
    pub origin: RatingOrigin,
}

/// Where a final rating came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingOrigin {
    /// A session decided it.
    Decision {
        /// The session.
        session: SessionIx,
        /// The position of the decision in its record.
        decision: usize,
    },
    /// A session in whose scope the person falls was held, and left the recommended rating as it was.
    Recommended {
        /// The first such session.
        session: SessionIx,
    },
}

/// The rating that counts in figures: the final one, or the recommended one while there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    /// The final rating.
    Final(u32),
    /// The recommended rating, while there is no final one.
    Recommended(u32),
}

/// A rating that a session moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What the manager had recommended.
    pub from: u32,
    /// What the session decided.
    pub to: u32,
    /// The session.
    pub session: SessionIx,
    /// The position of the decision in its record.
    pub decision: usize,
}

impl Rated {
    /// The rating, final or not.
    #[must_use]
    pub fn value(self) -> u32 {
        match self {
            Self::Final(value) | Self::Recommended(value) => value,
        }
    }

    /// Whether it is final.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Final(_))
    }
}

impl RatingFacts {
    /// The rating that counts in figures.
    #[must_use]
    pub fn rated(&self) -> Option<Rated> {
        let settled = self.r#final.map(|rating| Rated::Final(rating.value));
        settled.or_else(|| self.recommended.map(Rated::Recommended))
    }

    /// What calibration changed, if it did.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        let FinalRating { value, origin } = self.r#final?;
        let RatingOrigin::Decision { session, decision } = origin else {
            return None;
        };
        let from = self.recommended.filter(|from| *from != value)?;
        Some(Change {
            from,
            to: value,
            session,
            decision,
        })
    }

    pub(super) fn of(packet: &Packet, team: Option<TeamIx>, calibration: &Calibration) -> Self {
        let assessment = packet.manager_assessment.as_ref().map(|filed| &filed.record.front);
        let recommended = assessment
            .and_then(|front| front.rating.as_ref())
            .map(|rating| rating.0);
        let decided = calibration.decided.get(packet.person.index()).copied().flatten();
        let covered = || {
            let session = team.and_then(|team| calibration.covering(team))?;
            let value = recommended?;
            let origin = RatingOrigin::Recommended { session };
            Some(FinalRating { value, origin })
        };
        Self {
            recommended,
            left_unrated: recommended.is_none() && assessment.is_some_and(|front| front.not_rated.is_some()),
            r#final: decided.or_else(covered),
        }
    }
}

/// What the held sessions of a cycle decided, and whom they cover.
#[derive(Debug)]
pub(super) struct Calibration {
    /// By person.
    decided: Vec<Option<FinalRating>>,
    /// By unit, the first held session in whose scope it lies.
    covered: Vec<Option<SessionIx>>,
}

impl Calibration {
    pub fn of(organisation: &Organisation, cycle: &Cycle) -> Self {
        let mut decided = vec![None; organisation.people.len()];
        let mut named = vec![None; organisation.teams.len()];
        for (at, session) in cycle.sessions().filter(|(_, session)| session.held) {
            for team in &session.teams {
                named[team.index()].get_or_insert(at);
            }
            let records = session.record.record.decision.iter();
            for (position, (person, record)) in session.decided.iter().zip(records).enumerate() {
                let Some(person) = person else { continue };
                let origin = RatingOrigin::Decision {
                    session: at,
                    decision: position,
                };
                decided[person.index()] = Some(FinalRating {
                    value: record.r#final.0,
                    origin,
                });
            }
        }
        let covering = |team| {
            organisation
                .line_of(team)
                .filter_map(|above| named[above.index()])
                .min()
        };
        let covered = organisation.teams().map(|(team, _)| covering(team)).collect();
        Self { decided, covered }
    }

    /// What makes a person's final rating, whatever their packet says.
    pub fn of_person(&self, facts: &PacketFacts) -> (Option<FinalRating>, Option<SessionIx>) {
        let decided = self.decided.get(facts.person.index()).copied().flatten();
        (decided, facts.team.and_then(|team| self.covering(team)))
    }

    /// The first held session in whose scope a unit lies.
    pub fn covering(&self, team: TeamIx) -> Option<SessionIx> {
        self.covered.get(team.index()).copied().flatten()
    }
}

/// The unit and the manager of a person by the role in force at a cycle's end.
pub(super) fn place_of(
    organisation: &Organisation,
    cycle: &Cycle,
    person: PersonIx,
) -> (Option<TeamIx>, Option<PersonIx>) {
    let role = organisation.person(person).role_on(cycle.role_day());
    (role.map(|role| role.team), role.and_then(|role| role.manager))
}
