//! People with their roles over time, and units as a tree.

use std::collections::HashMap;
use std::sync::Arc;

use super::cycle::{Cycle, CycleIx};
use super::policy::Policy;
use super::settings::Settings;
use crate::diagnostics::Place;
use crate::records::id::{CycleId, PageId, PersonId, TeamId};
use crate::records::page::PageRecord;
use crate::records::teams::TeamKind;
use crate::records::{Document, Filed};
use crate::source::Date;

macro_rules! index {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) u32);

        impl $name {
            /// The position as a number.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            pub(super) fn of(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }
        }
    };
}
pub(super) use index;

index! {
    /// One person of the roster, in the order of their ids.
    PersonIx
}
index! {
    /// One unit, in the order in which they are written.
    TeamIx
}

/// The organisation as it stood on one day.
///
/// Its parts are shared: one that differs from another by a packet costs what the packet does, and both stay as they are.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// The site's settings.
    pub settings: Arc<Settings>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// The day on which it stands.
    pub as_of: Date,
    /// Everyone, in the order of their ids.
    pub people: Arc<Vec<Person>>,
    /// All units, in the order in which they are written.
    pub teams: Arc<Vec<Team>>,
    /// The cycles that have begun, oldest first.
    pub cycles: Vec<Arc<Cycle>>,
    /// Free pages, in the order in which they are shown.
    pub pages: Arc<Vec<FreePage>>,
    /// How many records lie after the day on which the site stands, and so are not part of it.
    pub later: usize,
    pub(super) person_by_id: Arc<HashMap<PersonId, PersonIx>>,
    pub(super) team_by_id: Arc<HashMap<TeamId, TeamIx>>,
}

/// One person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name.
    pub name: Box<str>,
    /// The address of electronic mail.
    pub email: Option<Box<str>>,
    /// Pronouns.
    pub pronouns: Option<Box<str>>,
    /// Gender as the person describes it; for aggregates alone.
    pub gender: Option<Box<str>>,
    /// The first day of employment.
    pub hired: Date,
    /// The last day of employment.
    pub left: Option<Date>,
    /// Roles, oldest first.
    pub roles: Vec<Role>,
    /// Where the roster names them.
    pub place: Place,
}

/// A role that begins on a day and ends where the next one begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its first day.
    pub from: Date,
    /// The title.
    pub title: Box<str>,
    /// The level.
    pub level: Box<str>,
    /// The unit.
    pub team: TeamIx,
    /// The manager; none for the head of the company.
    pub manager: Option<PersonIx>,
    /// Where the roster says so.
    pub place: Place,
}

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// The id.
    pub id: TeamId,
    /// The name.
    pub name: Box<str>,
    /// What kind of unit it is.
    pub kind: TeamKind,
    /// The unit above.
    pub parent: Option<TeamIx>,
    /// Units below, in the order in which they are written.
    pub children: Vec<TeamIx>,
    /// Who leads it.
    pub lead: Option<PersonIx>,
    /// Where it is written.
    pub place: Place,
}

/// A free page.
#[derive(Debug, Clone, PartialEq)]
pub struct FreePage {
    /// The id, which is the name of its file.
    pub id: PageId,
    /// Its title.
    pub title: Box<str>,
    /// What it says.
    pub document: Filed<Document<PageRecord>>,
}

impl Person {
    /// The role in force on a day: the last that began by then.
    #[must_use]
    pub fn role_on(&self, day: Date) -> Option<&Role> {
        self.roles.iter().rev().find(|role| role.from <= day)
    }

    /// Whether the person was employed on a day.
    #[must_use]
    pub fn employed_on(&self, day: Date) -> bool {
        self.hired <= day && self.left.is_none_or(|left| day <= left)
    }

    /// Whether the person was employed on any day from `start` to `end`.
    #[must_use]
    pub fn employed_between(&self, start: Date, end: Date) -> bool {
        self.hired <= end && self.left.is_none_or(|left| start <= left)
    }
}

impl Organisation {
    /// The person at an index.
    #[must_use]
    pub fn person(&self, person: PersonIx) -> &Person {
        &self.people[person.index()]
    }

    /// The unit at an index.
    #[must_use]
    pub fn team(&self, team: TeamIx) -> &Team {
        &self.teams[team.index()]
    }

    /// The cycle at an index.
    #[must_use]
    pub fn cycle(&self, cycle: CycleIx) -> &Cycle {
        &self.cycles[cycle.index()]
    }

    /// The person with an id.
    #[must_use]
    pub fn find_person(&self, id: &PersonId) -> Option<PersonIx> {
        self.person_by_id.get(id).copied()
    }

    /// The unit with an id.
    #[must_use]
    pub fn find_team(&self, id: &TeamId) -> Option<TeamIx> {
        self.team_by_id.get(id).copied()
    }

    /// The cycle with an id.
    #[must_use]
    pub fn find_cycle(&self, id: &CycleId) -> Option<CycleIx> {
        self.cycles.iter().position(|cycle| cycle.id == *id).map(CycleIx::of)
    }

    /// All people, with their indices.
    pub fn people(&self) -> impl ExactSizeIterator<Item = (PersonIx, &Person)> {
        self.people
            .iter()
            .enumerate()
            .map(|(at, person)| (PersonIx::of(at), person))
    }

    /// All units, with their indices.
    pub fn teams(&self) -> impl ExactSizeIterator<Item = (TeamIx, &Team)> {
        self.teams.iter().enumerate().map(|(at, team)| (TeamIx::of(at), team))
    }

    /// All cycles, with their indices, oldest first.
    pub fn cycles(&self) -> impl DoubleEndedIterator<Item = (CycleIx, &Cycle)> {
        self.cycles
            .iter()
            .enumerate()
            .map(|(at, cycle)| (CycleIx::of(at), &**cycle))
    }

    /// The cycle that the site opens on: the latest that has begun.
    #[must_use]
    pub fn current_cycle(&self) -> Option<CycleIx> {
        self.cycles.len().checked_sub(1).map(CycleIx::of)
    }

    /// A person's manager on a day.
    #[must_use]
    pub fn manager_on(&self, person: PersonIx, day: Date) -> Option<PersonIx> {
        self.person(person).role_on(day)?.manager
    }

    /// A person's manager on a day, then the manager's manager, up to the head of the company.
    pub fn chain_on(&self, person: PersonIx, day: Date) -> impl Iterator<Item = PersonIx> + '_ {
        // A loop is an error, but the chain must end on a broken roster too.
        std::iter::successors(self.manager_on(person, day), move |manager| {
            self.manager_on(*manager, day)
        })
        .take(self.people.len())
    }

    /// A unit, then the unit above it, up to the top.
    pub fn line_of(&self, team: TeamIx) -> impl Iterator<Item = TeamIx> + '_ {
        std::iter::successors(Some(team), |team| self.team(*team).parent).take(self.teams.len() + 1)
    }

    /// Whether `team` is `above` or lies below it.
    #[must_use]
    pub fn within(&self, team: TeamIx, above: TeamIx) -> bool {
        self.line_of(team).any(|each| each == above)
    }
}
