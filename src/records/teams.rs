//! `teams.toml`: the organisation's units, as a tree.

use super::id::{PersonId, TeamId};
use super::value::{At, Text};
use super::{choice, record};

record! {
    /// The organisation's units.
    pub struct TeamsRecord {
        /// One unit.
        team: Vec<TeamRecord>,
    }
}

record! {
    /// One unit of the organisation.
    pub struct TeamRecord {
        /// Its id, which people's roles and goals name.
        id: At<TeamId>,
        /// What it is called.
        name: Text,
        /// What kind of unit it is; a team unless it is given.
        kind: Option<TeamKind>,
        /// The unit that it belongs to.
        parent: Option<At<TeamId>>,
        /// Who leads it.
        lead: Option<At<PersonId>>,
    }
}

choice! {
    /// What kind of unit a unit is.
    pub enum TeamKind {
        /// The whole company.
        Company = "company",
        /// A department, which has teams below it.
        Department = "department",
        /// A team.
        Team = "team",
    }
}
