//! A new person of the roster, in a file of their own.

use std::fmt::Write as _;

use clap::Args;

use super::{Desk, Draft, Failure, person_id, slug, toml_text, unknown};
use crate::cli::context::day;
use crate::records::id::{PersonId, TeamId};
use crate::source::Date;

/// A new person of the roster
#[derive(Debug, Args)]
pub struct NewPerson {
    /// The id that records name the person by
    #[arg(value_parser = person_id)]
    id: PersonId,
    /// The name, as the person writes it
    #[arg(long)]
    name: String,
    /// The title of the first role
    #[arg(long)]
    title: String,
    /// The level of the first role, such as IC3
    #[arg(long)]
    level: String,
    /// The unit
    #[arg(long, value_parser = |text: &str| slug(text, TeamId::new))]
    team: TeamId,
    /// The manager's id [default: who leads the unit]
    #[arg(long, value_parser = person_id)]
    manager: Option<PersonId>,
    /// The first day of employment [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    hired: Option<Date>,
    /// The address of electronic mail
    #[arg(long)]
    email: Option<String>,
}

impl NewPerson {
    pub(super) fn draft(&self, desk: &Desk) -> Result<Draft, Failure> {
        let organisation = &desk.organisation;
        if organisation.find_person(&self.id).is_some() {
            return Err(Failure::usage(format!("the roster has a person `{}` already", self.id))
                .help("Give the new person another id, or add a [[person.role]] to the one who is there."));
        }
        let Some(team) = organisation.find_team(&self.team) else {
            let known = organisation.teams.iter().map(|team| team.id.as_str());
            return Err(unknown("team", self.team.as_str(), known));
        };
        let manager = match &self.manager {
            Some(manager) => Some(desk.person(manager)?),
            None => organisation.line_of(team).find_map(|team| organisation.team(team).lead),
        };
        let hired = self.hired.unwrap_or(desk.today);
        let mut text = format!(
            "#:schema ../../.preread/schema/people.json\n[[person]]\nid = \"{}\"\nname = {}\n",
            self.id,
            toml_text(&self.name)
        );
        match &self.email {
            Some(email) => _ = writeln!(text, "email = {}", toml_text(email)),
            None => text.push_str("# email = \"…\"\n"),
        }
        text.push_str("# pronouns = \"…\"\n");
        _ = write!(
            text,
            "hired = {hired}\n\n[[person.role]]\nfrom = {hired}\ntitle = {}\nlevel = {}\nteam = \"{}\"\n",
            toml_text(&self.title),
            toml_text(&self.level),
            self.team
        );
        if let Some(manager) = manager {
            _ = writeln!(text, "manager = \"{}\"", organisation.person(manager).id);
        }
        Ok(Draft {
            path: format!("people/{}.toml", self.id),
            content: text,
        })
    }
}
