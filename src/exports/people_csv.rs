//! The roster from a table of comma-separated values: one line a role, its columns named by the first line.
//!
//! Everything that is wrong is told at once, each fault with its line and column, and nothing is guessed.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

pub use table::Fault;
use table::{Column, Line, Table};

use crate::records::faults::nearest;
use crate::records::id::{PersonId, TeamId, suggested_slug};
use crate::source::Date;

/// After so many faults no misspelt name is looked up any more.
const MOST_SUGGESTIONS: usize = 50;

/// What there is before the import.
#[derive(Debug, Default)]
pub struct Known {
    /// The people of the roster.
    pub people: BTreeSet<String>,
    /// The units.
    pub teams: BTreeSet<String>,
}

/// What a table says.
#[derive(Debug, PartialEq, Eq)]
pub struct Roster {
    /// The people, in the order in which the table first names them.
    pub people: Vec<Imported>,
    /// Columns that mean nothing here, by their names.
    pub ignored: Vec<String>,
}

/// A person of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Imported {
    /// The id.
    pub id: PersonId,
    /// What holds for the person in every role.
    about: About,
    /// The roles, oldest first.
    roles: Vec<Role>,
    /// The line that names the person first.
    pub line: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct About {
    name: String,
    email: Option<String>,
    pronouns: Option<String>,
    gender: Option<String>,
    hired: Date,
    left: Option<Date>,
}

#[derive(Debug, PartialEq, Eq)]
struct Role {
    from: Date,
    title: String,
    level: String,
    team: TeamId,
    manager: Option<PersonId>,
}

/// Reads a table.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines.
pub fn read(bytes: Vec<u8>, known: &Known) -> Result<Roster, Vec<Fault>> {
    let table = Table::read(bytes)?;
    let mut reader = Reader {
        known,
        in_table: table
            .lines
            .iter()
            .map(|line| line.cell(Column::Id).to_owned())
            .collect(),
        faults: Vec::new(),
    };
    let mut people: Vec<Imported> = Vec::new();
    let mut by_id = BTreeMap::new();
    for line in &table.lines {
        let Some((id, about, role)) = reader.line(line) else {
            continue;
        };
        let at = *by_id.entry(id.to_string()).or_insert_with(|| {
            people.push(Imported {
                id,
                about: about.clone(),
                roles: Vec::new(),
                line: line.number,
            });
            people.len() - 1
        });
        reader.add(line, &mut people[at], &about, role);
    }
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    for person in &mut people {
        person.roles.sort_by_key(|role| role.from);
    }
    Ok(Roster {
        people,
        ignored: table.ignored,
    })
}

struct Reader<'k> {
    known: &'k Known,
    in_table: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn report(&mut self, line: &Line, column: Column, message: String, help: &str) {
        self.faults.push(Fault {
            line: line.number,
            column: Some(line.name(column).to_owned()),
            message,
            help: help.to_owned(),
        });
    }

    fn line(&mut self, line: &Line) -> Option<(PersonId, About, Role)> {
        let id = self.person(line);
        let hired = self.day(line, Column::Hired);
        let left = self.optional_day(line, Column::Left);
        let from = match line.optional(Column::From) {
            Some(_) => self.day(line, Column::From),
            None => hired,
        };
        let name = self.text(line, Column::Name);
        let title = self.text(line, Column::Title);
        let level = self.text(line, Column::Level);
        let team = self.team(line);
        let manager = self.manager(line);
        let about = About {
            name: name?,
            email: line.optional(Column::Email),
            pronouns: line.optional(Column::Pronouns),
            gender: line.optional(Column::Gender),
            hired: hired?,
            left: left?,
        };
        let role = Role {
            from: from?,
            title: title?,
            level: level?,
            team: team?,
            manager: manager?,
        };
        self.days(line, &about, &role).then_some(())?;
        Some((id?, about, role))
    }

    /// Whether the days of a line stand in their order.
    fn days(&mut self, line: &Line, about: &About, role: &Role) -> bool {
        if let Some(left) = about.left.filter(|left| *left < about.hired) {
            let message = format!("the last day, {left}, is before the first, {}", about.hired);
            self.report(line, Column::Left, message, "Correct one of the two.");
            return false;
        }
        if role.from < about.hired {
            let message = format!(
                "the role begins on {}, before the first day, {}",
                role.from, about.hired
            );
            self.report(
                line,
                Column::From,
                message,
                "Let the first role begin on the first day.",
            );
            return false;
        }
        true
    }

    fn add(&mut self, line: &Line, person: &mut Imported, about: &About, role: Role) {
        let differs = [
            (Column::Name, person.about.name == about.name),
            (Column::Email, person.about.email == about.email),
            (Column::Pronouns, person.about.pronouns == about.pronouns),
            (Column::Gender, person.about.gender == about.gender),
            (Column::Hired, person.about.hired == about.hired),
            (Column::Left, person.about.left == about.left),
        ];
        for (column, _) in differs.into_iter().filter(|(_, same)| !same) {
            let message = format!("`{}` has another value on line {}", person.id, person.line);
            self.report(
                line,
                column,
                message,
                "Give a person's own columns alike on each line of theirs, or give the other person another id.",
            );
        }
        if person.roles.iter().any(|known| known.from == role.from) {
            let message = format!("`{}` has a role from {} already", person.id, role.from);
            self.report(
                line,
                Column::From,
                message,
                "Delete one of the lines, or give the day on which the later role began.",
            );
        }
        person.roles.push(role);
    }

    fn text(&mut self, line: &Line, column: Column) -> Option<String> {
        let text = line.optional(column);
        if text.is_none() {
            self.report(line, column, "this is empty".to_owned(), "Every line needs it.");
        }
        text
    }

    fn day(&mut self, line: &Line, column: Column) -> Option<Date> {
        let text = self.text(line, column)?;
        let day = is_day(&text).then(|| text.parse().ok()).flatten();
        if day.is_none() {
            let message = format!("{text:?} is no day");
            self.report(line, column, message, "Write days year-month-day, such as 2026-07-14.");
        }
        day
    }

    #[allow(
        clippy::option_option,
        reason = "outside: whether it could be read; inside: whether it is given"
    )]
    fn optional_day(&mut self, line: &Line, column: Column) -> Option<Option<Date>> {
        match line.optional(column) {
            None => Some(None),
            Some(_) => self.day(line, column).map(Some),
        }
    }

    fn person(&mut self, line: &Line) -> Option<PersonId> {
        let text = self.text(line, Column::Id)?;
        let Some(id) = PersonId::new(&text) else {
            self.no_slug(line, Column::Id, &text);
            return None;
        };
        if self.known.people.contains(&text) {
            let message = format!("the roster has a person `{text}` already");
            self.report(
                line,
                Column::Id,
                message,
                "Delete the line, or edit the person's record; nothing is overwritten.",
            );
            return None;
        }
        Some(id)
    }

    fn team(&mut self, line: &Line) -> Option<TeamId> {
        let text = self.text(line, Column::Team)?;
        match TeamId::new(&text) {
            None => self.no_slug(line, Column::Team, &text),
            Some(id) if self.known.teams.contains(&text) => return Some(id),
            Some(_) => {
                let near = self.near(&text, self.known.teams.iter());
                self.unknown(
                    line,
                    Column::Team,
                    &text,
                    near,
                    "Add the unit to content/teams.toml first.",
                );
            }
        }
        None
    }

    #[allow(
        clippy::option_option,
        reason = "outside: whether it could be read; inside: whether it is given"
    )]
    fn manager(&mut self, line: &Line) -> Option<Option<PersonId>> {
        let Some(text) = line.optional(Column::Manager) else {
            return Some(None);
        };
        let Some(id) = PersonId::new(&text) else {
            self.no_slug(line, Column::Manager, &text);
            return None;
        };
        if text == line.cell(Column::Id) {
            self.report(
                line,
                Column::Manager,
                "nobody is their own manager".to_owned(),
                "Leave it empty for the head of the company.",
            );
            return None;
        }
        if self.known.people.contains(&text) || self.in_table.contains(&text) {
            return Some(Some(id));
        }
        let known = self.known.people.iter().chain(&self.in_table);
        let near = self.near(&text, known);
        self.unknown(
            line,
            Column::Manager,
            &text,
            near,
            "Add a line for the manager, or leave it empty for the head of the company.",
        );
        None
    }

    fn no_slug(&mut self, line: &Line, column: Column, text: &str) {
        let message = format!("{text:?} is no id: ids are made of lower-case letters a to z, digits and hyphens");
        let help = match suggested_slug(text) {
            Some(slug) => format!("Write `{slug}`, say."),
            None => "Write an id such as `jane-doe`.".to_owned(),
        };
        self.report(line, column, message, &help);
    }

    /// The name nearest to one that is unknown. Where most names are, as where they come from another system, each would be
    /// compared with every other for nothing.
    fn near<'n>(&self, text: &str, known: impl Iterator<Item = &'n String>) -> Option<String> {
        let near = || nearest(text, known.map(String::as_str));
        (self.faults.len() < MOST_SUGGESTIONS)
            .then(near)
            .flatten()
            .map(str::to_owned)
    }

    fn unknown(&mut self, line: &Line, column: Column, text: &str, near: Option<String>, help: &str) {
        let message = format!("there is no `{text}`");
        let help = near.map_or_else(|| help.to_owned(), |near| format!("Did you mean `{near}`? {help}"));
        self.report(line, column, message, &help);
    }
}

/// Whether a text is written year-month-day, in digits.
fn is_day(text: &str) -> bool {
    let form = |(at, b): (usize, u8)| {
        if at == 4 || at == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

impl Imported {
    /// The person as an entry of the roster.
    #[must_use]
    pub fn record(&self) -> String {
        let About {
            name,
            email,
            pronouns,
            gender,
            hired,
            left,
        } = &self.about;
        let mut text = format!("[[person]]\nid = \"{}\"\nname = {}\n", self.id, Quoted(name));
        for (field, value) in [("email", email), ("pronouns", pronouns), ("gender", gender)] {
            if let Some(value) = value {
                _ = writeln!(text, "{field} = {}", Quoted(value));
            }
        }
        _ = writeln!(text, "hired = {hired}");
        if let Some(left) = left {
            _ = writeln!(text, "left = {left}");
        }
        for role in &self.roles {
            _ = write!(
                text,
                "\n[[person.role]]\nfrom = {}\ntitle = {}\nlevel = {}\nteam = \"{}\"\n",
                role.from,
                Quoted(&role.title),
                Quoted(&role.level),
                role.team
            );
            if let Some(manager) = &role.manager {
                _ = writeln!(text, "manager = \"{manager}\"");
            }
        }
        text
    }
}

/// A text as TOML writes it.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        toml::Value::from(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests;
