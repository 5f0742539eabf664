//! What no section of the records holds and every tree may show: names, roles, units, cycles and their deadlines.

use serde::Serialize;

use super::lens::{Lens, Name};
use crate::model::{
    CycleIx, Deadlines, FreePage, Organisation, Packet, PersonIx, Phase, Policy, Rating, ResultKind, Role, Settings,
    Team, TeamIx,
};
use crate::source::Date;

/// A person as the roster describes them, without demographics.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonCard<'a> {
    /// Name and id.
    pub name: Name<'a>,
    /// Pronouns.
    pub pronouns: Option<&'a str>,
    /// The address of electronic mail.
    pub email: Option<&'a str>,
    /// The first day of employment.
    pub hired: Date,
    /// The last day of employment.
    pub left: Option<Date>,
    /// Roles that have begun, oldest first.
    pub roles: Vec<RoleCard<'a>>,
}

/// A role as the roster describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleCard<'a> {
    /// Its first day.
    pub from: Date,
    /// The title.
    pub title: &'a str,
    /// The level.
    pub level: &'a str,
    /// The unit's name.
    pub team: &'a str,
    /// The unit's id.
    pub team_id: &'a str,
    /// The manager.
    pub manager: Option<Name<'a>>,
}

/// A cycle without what its records say.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleCard<'a> {
    /// The id.
    pub id: &'a str,
    /// The title.
    pub title: &'a str,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// The cycle before it.
    pub previous: Option<CycleIx>,
    /// By when its parts are due.
    pub deadlines: Deadlines,
    /// The phase that it is in.
    pub phase: Phase,
    /// Whether ratings and outcomes are released.
    pub released: bool,
    /// Who approved the release, and when.
    pub approved: Option<(Name<'a>, Date)>,
    /// The coordinator.
    pub coordinator: Option<Name<'a>>,
    /// The performance management specialist.
    pub specialist: Option<Name<'a>>,
}

impl<'a> Lens<'a> {
    /// The site's settings.
    pub fn settings(&self) -> &'a Settings {
        &self.organisation.settings
    }

    /// The policy in force: scales, ranges and thresholds are no secret.
    pub fn policy(&self) -> &'a Policy {
        &self.organisation.policy
    }

    /// A rating of the scale by its value.
    pub fn rating(&self, value: u32) -> Option<&'a Rating> {
        self.organisation.policy.rating(value)
    }

    /// A result of the policy by its id.
    pub fn result(&self, id: &crate::records::id::ResultId) -> Option<&'a ResultKind> {
        self.organisation.policy.result(id)
    }

    /// All units, as they are written.
    pub fn teams(&self) -> impl ExactSizeIterator<Item = (TeamIx, &'a Team)> + use<'a> {
        let organisation: &'a Organisation = self.organisation;
        organisation.teams()
    }

    /// One unit.
    pub fn team(&self, team: TeamIx) -> &'a Team {
        self.organisation.team(team)
    }

    /// A unit, then the unit above it, up to the top.
    pub fn line_of(&self, team: TeamIx) -> impl Iterator<Item = TeamIx> + use<'a> {
        let organisation: &'a Organisation = self.organisation;
        organisation.line_of(team)
    }

    /// The unit that a person belongs to on the day whose roles count in a cycle.
    pub fn team_of(&self, person: PersonIx, cycle: CycleIx) -> Option<TeamIx> {
        self.role_in(person, cycle).map(|role| role.team)
    }

    /// The manager of a person on the day whose roles count in a cycle.
    pub fn manager_of(&self, person: PersonIx, cycle: CycleIx) -> Option<PersonIx> {
        self.role_in(person, cycle)?.manager
    }

    /// The level of a person on the day whose roles count in a cycle.
    pub fn level_of(&self, person: PersonIx, cycle: CycleIx) -> Option<&'a str> {
        self.role_in(person, cycle).map(|role| &*role.level)
    }

    fn role_in(&self, person: PersonIx, cycle: CycleIx) -> Option<&'a Role> {
        self.organisation
            .person(person)
            .role_on(self.organisation.cycle(cycle).role_day())
    }

    /// Free pages, in the order in which they are shown.
    pub fn pages(&self) -> &'a [FreePage] {
        &self.organisation.pages
    }

    /// All cycles that have begun, oldest first.
    pub fn cycles(&self) -> impl DoubleEndedIterator<Item = CycleIx> + use<'a> {
        let organisation: &'a Organisation = self.organisation;
        organisation.cycles().map(|(cycle, _)| cycle)
    }

    /// The cycle that the site opens on.
    pub fn current_cycle(&self) -> Option<CycleIx> {
        self.organisation.current_cycle()
    }

    /// A cycle without what its records say.
    pub fn cycle(&self, cycle: CycleIx) -> CycleCard<'a> {
        let linked = self.organisation.cycle(cycle);
        let name = |person: Option<PersonIx>| person.map(|person| self.name(person));
        CycleCard {
            id: linked.id.as_str(),
            title: &linked.title,
            start: linked.start,
            end: linked.end,
            previous: linked.previous,
            deadlines: linked.deadlines,
            phase: linked.phase,
            released: linked.released,
            approved: linked
                .release
                .map(|release| (self.name(release.approved_by), release.approved)),
            coordinator: name(linked.facilitation.coordinator),
            specialist: name(linked.facilitation.specialist),
        }
    }

    /// A person as the roster describes them.
    pub fn person(&self, person: PersonIx) -> PersonCard<'a> {
        let record = self.organisation.person(person);
        let begun = record.roles.iter().filter(|role| role.from <= self.as_of());
        PersonCard {
            name: self.name(person),
            pronouns: record.pronouns.as_deref(),
            email: record.email.as_deref(),
            hired: record.hired,
            left: record.left,
            roles: begun.map(|role| self.role_card(role)).collect(),
        }
    }

    /// The role that a packet shows.
    pub fn role(&self, person: PersonIx, cycle: CycleIx) -> Option<RoleCard<'a>> {
        self.role_in(person, cycle).map(|role| self.role_card(role))
    }

    fn role_card(&self, role: &'a Role) -> RoleCard<'a> {
        let team = self.organisation.team(role.team);
        RoleCard {
            from: role.from,
            title: &role.title,
            level: &role.level,
            team: &team.name,
            team_id: team.id.as_str(),
            manager: role.manager.map(|manager| self.name(manager)),
        }
    }

    /// Everyone whose packet stands in this tree in any cycle, in the order of the roster.
    pub fn everyone(&self) -> Vec<PersonIx> {
        let mut all: Vec<_> = self.cycles().flat_map(|cycle| self.people(cycle)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Everyone who was employed in a cycle, shown or not; names are no secret.
    pub fn employed_in(&self, cycle: CycleIx) -> impl Iterator<Item = PersonIx> + use<'a> {
        let packets: &'a [std::sync::Arc<Packet>] = &self.organisation.cycle(cycle).packets;
        packets.iter().map(|packet| packet.person)
    }
}
