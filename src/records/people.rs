//! `people.toml` and `people/*.toml`: the roster, with roles that begin on a day.

use super::id::{PersonId, TeamId};
use super::record;
use super::value::{At, Text};
use crate::source::Date;

record! {
    /// The roster, or a part of it.
    pub struct PeopleRecord {
        /// One person.
        person: Vec<PersonRecord>,
    }
}

record! {
    /// One person.
    pub struct PersonRecord {
        /// The id that records name them by.
        id: At<PersonId>,
        /// The name, as the person writes it.
        name: Text,
        /// The address of electronic mail, by which web servers know the reader.
        email: Option<At<Text>>,
        /// The pronouns that the person uses.
        pronouns: Option<Text>,
        /// Gender as the person describes it; used in aggregates alone, never on a page.
        gender: Option<Text>,
        /// The first day of employment.
        hired: At<Date>,
        /// The last day of employment.
        left: Option<At<Date>>,
        /// One role; the one in force on a day is the last that began by then.
        role: Vec<RoleRecord>,
    }
}

record! {
    /// A role that begins on a day.
    pub struct RoleRecord {
        /// Its first day.
        from: At<Date>,
        /// The title.
        title: Text,
        /// The level, such as IC4.
        level: Text,
        /// The unit.
        team: At<TeamId>,
        /// Who manages the person in this role; left out for the head of the company.
        manager: Option<At<PersonId>>,
    }
}
