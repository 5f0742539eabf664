//! Links the roster and the units: who manages whom, which unit lies in which, without loops.

use super::Linker;
use crate::diagnostics::Place;
use crate::model::faults::{self, Seen};
use crate::model::organisation::{FreePage, Person, PersonIx, Role, Team, TeamIx};
use crate::records::id::PageId;
use crate::records::page::PageRecord;
use crate::records::people::{PeopleRecord, PersonRecord};
use crate::records::teams::{TeamKind, TeamRecord, TeamsRecord};
use crate::records::{Document, Filed};
use std::sync::Arc;

/// A free page's title: as its front matter says, or its first heading, or its name.
pub(super) fn page_title(id: &PageId, document: &Document<PageRecord>) -> Box<str> {
    let given = document.front.title.clone();
    let heading = || {
        let mut lines = document.body.text.lines();
        lines
            .find_map(|line| line.strip_prefix("# "))
            .map(|heading| Box::from(heading.trim()))
    };
    given
        .or_else(heading)
        .unwrap_or_else(|| Box::from(id.as_str().replace('-', " ")))
}

impl Linker {
    pub(super) fn pages(&mut self, mut pages: Vec<FreePage>) {
        pages.sort_by(|a, b| {
            let order = |page: &FreePage| page.document.record.front.order.map_or(u32::MAX, |order| order.0);
            (order(a), &a.title, &a.id).cmp(&(order(b), &b.title, &b.id))
        });
        self.organisation.pages = Arc::new(pages);
    }

    pub(super) fn roster(&mut self, teams: Vec<Filed<TeamsRecord>>, people: Vec<Filed<PeopleRecord>>) {
        let teams: Vec<_> = flatten(teams, |record| record.team);
        let mut people: Vec<_> = flatten(people, |record| record.person);
        people.sort_by(|a, b| (&*a.record.id, &a.file).cmp(&(&*b.record.id, &b.file)));
        let teams = self.distinct(teams, |team| team.id.to_string(), |team| team.id.at, "team");
        let people = self.distinct(people, |person| person.id.to_string(), |person| person.id.at, "person");
        let ids = teams.iter().map(|team| team.record.id.value.clone()).zip(0..);
        self.organisation.team_by_id = Arc::new(ids.map(|(id, at)| (id, TeamIx::of(at))).collect());
        let ids = people.iter().map(|person| person.record.id.value.clone()).zip(0..);
        self.organisation.person_by_id = Arc::new(ids.map(|(id, at)| (id, PersonIx::of(at))).collect());
        // Names alone first, so that a message about an unknown id can suggest any of them.
        self.organisation.teams = Arc::new(teams.iter().map(bare_team).collect());
        self.organisation.people = Arc::new(people.iter().map(bare_person).collect());
        for (at, team) in teams.iter().enumerate() {
            self.link_team(TeamIx::of(at), team);
        }
        self.team_loops();
        self.companies();
        for (at, person) in people.iter().enumerate() {
            let roles = self.roles(person);
            Arc::make_mut(&mut self.organisation.people)[at].roles = roles;
            self.person_days(at, person);
        }
        self.manager_loops();
    }

    fn distinct<T>(
        &mut self,
        records: Vec<Filed<T>>,
        id: impl Fn(&T) -> String,
        at: impl Fn(&T) -> crate::source::Span,
        what: &'static str,
    ) -> Vec<Filed<T>> {
        let mut seen = Seen::default();
        let mut kept = Vec::with_capacity(records.len());
        for filed in records {
            match seen.add(&id(&filed.record), filed.place(at(&filed.record)), what) {
                Some(finding) => self.report(finding),
                None => kept.push(filed),
            }
        }
        kept
    }

    fn link_team(&mut self, team: TeamIx, filed: &Filed<TeamRecord>) {
        let TeamRecord {
            id: _,
            name: _,
            kind: _,
            parent,
            lead,
            at: _,
        } = &*filed.record;
        let parent = parent
            .as_ref()
            .and_then(|parent| self.team(&filed.file, "parent", parent));
        let lead = lead.as_ref().and_then(|lead| self.person(&filed.file, "lead", lead));
        let teams = Arc::make_mut(&mut self.organisation.teams);
        teams[team.index()].parent = parent;
        teams[team.index()].lead = lead;
        if let Some(parent) = parent {
            teams[parent.index()].children.push(team);
        }
    }

    fn team_loops(&mut self) {
        let parents: Vec<_> = self
            .organisation
            .teams
            .iter()
            .map(|team| team.parent.map(TeamIx::index))
            .collect();
        for ring in rings(&parents) {
            let names: Vec<_> = ring
                .iter()
                .map(|at| self.organisation.teams[*at].id.to_string())
                .collect();
            let place = self.organisation.teams[ring[0]].place.clone();
            self.report(faults::team_loop(place, &names));
            for at in ring {
                let teams = Arc::make_mut(&mut self.organisation.teams);
                teams[at].parent = None;
                for team in teams {
                    team.children.retain(|child| child.index() != at);
                }
            }
        }
    }

    fn companies(&mut self) {
        let companies = self
            .organisation
            .teams
            .iter()
            .filter(|team| team.kind == TeamKind::Company);
        let places: Vec<_> = companies.map(|team| team.place.clone()).collect();
        if let [first, second, ..] = places.as_slice() {
            self.report(faults::two_companies(second.clone(), first.clone()));
        }
    }

    fn roles(&mut self, filed: &Filed<PersonRecord>) -> Vec<Role> {
        let mut roles = Vec::with_capacity(filed.record.role.len());
        for role in &filed.record.role {
            let manager = role
                .manager
                .as_ref()
                .and_then(|manager| self.person(&filed.file, "manager", manager));
            let Some(team) = self.team(&filed.file, "team", &role.team) else {
                continue;
            };
            let place = filed.place(role.from.at);
            let (title, level) = (role.title.clone(), role.level.clone());
            roles.push(Role {
                from: role.from.value,
                title,
                level,
                team,
                manager,
                place,
            });
        }
        roles.sort_by_key(|role| role.from);
        let twice = roles.windows(2).find(|pair| pair[0].from == pair[1].from);
        if let Some(finding) =
            twice.map(|pair| faults::two_roles_on_a_day(pair[1].place.clone(), pair[0].place.clone()))
        {
            self.report(finding);
        }
        if filed.record.role.is_empty() {
            self.report(faults::person_without_role(filed.place(filed.record.id.at)));
        }
        roles
    }

    fn person_days(&mut self, at: usize, filed: &Filed<PersonRecord>) {
        let hired = &filed.record.hired;
        if let Some(left) = filed.record.left.as_ref().filter(|left| left.value < hired.value) {
            self.report(faults::left_before_hired(filed.place(left.at), filed.place(hired.at)));
        }
        let early = self.organisation.people[at]
            .roles
            .iter()
            .find(|role| role.from < hired.value);
        if let Some(finding) = early.map(|role| faults::role_before_hire(role.place.clone(), filed.place(hired.at))) {
            self.report(finding);
        }
    }

    /// Finds people who manage themselves, directly or through others, on any day on which somebody's role begins.
    fn manager_loops(&mut self) {
        let mut told = std::collections::HashSet::new();
        // Only a day on which somebody's manager changes can close a ring, and then it lies on that person's chain.
        for at in 0..self.organisation.people.len() {
            for role in 0..self.organisation.people[at].roles.len() {
                let day = self.organisation.people[at].roles[role].from;
                let ring = self.ring_on(PersonIx::of(at), day);
                let Some(first) = ring.iter().min().copied() else {
                    continue;
                };
                if told.insert(first) {
                    let names: Vec<_> = ring
                        .iter()
                        .map(|p| self.organisation.person(*p).id.to_string())
                        .collect();
                    let place = self.organisation.people[at].roles[role].place.clone();
                    self.report(faults::manager_loop(place, &names));
                }
            }
        }
    }

    /// The ring that begins and ends with a person on a day, if there is one.
    fn ring_on(&self, person: PersonIx, day: crate::source::Date) -> Vec<PersonIx> {
        let mut ring = vec![person];
        for manager in self.organisation.chain_on(person, day) {
            if manager == person {
                return ring;
            }
            // The chain may run into a ring that it is no part of; that ring is told by its own members.
            if ring.contains(&manager) {
                break;
            }
            ring.push(manager);
        }
        Vec::new()
    }
}

fn flatten<R: Clone, T>(files: Vec<Filed<R>>, of: impl Fn(R) -> Vec<T>) -> Vec<Filed<T>> {
    let each = |filed: Filed<R>| {
        let file = filed.file;
        let rows = of(Arc::unwrap_or_clone(filed.record));
        rows.into_iter().map(move |record| Filed {
            file: file.clone(),
            record: Arc::new(record),
        })
    };
    files.into_iter().flat_map(each).collect()
}

fn bare_team(filed: &Filed<TeamRecord>) -> Team {
    let record = &*filed.record;
    Team {
        id: record.id.value.clone(),
        name: record.name.clone(),
        kind: record.kind.unwrap_or(TeamKind::Team),
        parent: None,
        children: Vec::new(),
        lead: None,
        place: filed.place(record.id.at),
    }
}

fn bare_person(filed: &Filed<PersonRecord>) -> Person {
    let PersonRecord {
        id,
        name,
        email,
        pronouns,
        gender,
        hired,
        left,
        role: _,
        at: _,
    } = &*filed.record;
    Person {
        id: id.value.clone(),
        name: name.clone(),
        email: email.as_ref().map(|email| email.value.clone()),
        pronouns: pronouns.clone(),
        gender: gender.clone(),
        hired: hired.value,
        left: left.as_ref().map(|left| left.value),
        roles: Vec::new(),
        place: Place::at(&filed.file, id.at),
    }
}

/// The rings in a graph in which each node points to one other at most, each from its smallest member on.
pub(super) fn rings(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut state = vec![0_usize; next.len()];
    let mut rings = Vec::new();
    for start in 0..next.len() {
        let mark = start + 1;
        let mut at = start;
        while state[at] == 0 {
            state[at] = mark;
            let Some(follow) = next[at] else { break };
            at = follow;
            if state[at] == mark {
                rings.push(ring_from(next, at));
                break;
            }
        }
    }
    rings
}

fn ring_from(next: &[Option<usize>], start: usize) -> Vec<usize> {
    let mut ring = vec![start];
    let mut at = next[start];
    while let Some(each) = at.filter(|each| *each != start) {
        ring.push(each);
        at = next[each];
    }
    let least = ring
        .iter()
        .enumerate()
        .min_by_key(|(_, each)| **each)
        .map_or(0, |(position, _)| position);
    ring.rotate_left(least);
    ring
}

#[cfg(test)]
mod tests {
    use super::rings;

    #[test]
    fn a_ring_is_found_once_and_a_tail_into_it_is_no_part_of_it() {
        let next = [Some(1), Some(2), Some(1), None, Some(4), Some(0)];
        assert_eq!(rings(&next), [vec![1, 2], vec![4]]);
    }
}
