//! The roster as a table: one line a role, with the columns that the import reads, so that it can go out, be mended and come back.

use crate::model::{Organisation, Role};
use crate::views::tables::{Cell, Table, figures, words};

/// Everyone of an organisation with all of their roles, those included that have not begun.
pub fn people_table(organisation: &Organisation) -> Table<'_> {
    let columns = [
        words("id"),
        words("name"),
        words("email"),
        words("pronouns"),
        words("gender"),
        figures("hired"),
        figures("left"),
        figures("from"),
        words("title"),
        figures("level"),
        words("team"),
        words("manager"),
    ];
    let mut table = Table::new("people", "People", columns);
    // In the order of the records, so that what comes back is laid out as it was.
    let mut people: Vec<_> = organisation.people.iter().collect();
    people.sort_by_key(|person| (&person.place.file, person.place.span));
    for person in people {
        for role in &person.roles {
            table.push([
                Cell::text(person.id.as_str()),
                Cell::text(&*person.name),
                person.email.as_deref().into(),
                person.pronouns.as_deref().into(),
                person.gender.as_deref().into(),
                person.hired.into(),
                person.left.into(),
                role.from.into(),
                Cell::text(&*role.title),
                Cell::text(&*role.level),
                Cell::text(organisation.team(role.team).id.as_str()),
                manager(organisation, role),
            ]);
        }
    }
    table
}

fn manager<'o>(organisation: &'o Organisation, role: &Role) -> Cell<'o> {
    let manager = role.manager.map(|manager| organisation.person(manager).id.as_str());
    manager.into()
}
