//! `preread new`: the right file in the right place, with what is known filled in and the headings in place.
//!
//! Each record has a function from the organisation to a [`Draft`]; writing it is done here, and never over a file.

mod cycle;
mod goals;
mod packet;
mod plan;
mod roster;
mod session;

use std::path::Path;

use clap::{Args, Subcommand};

use super::context::{find_root, world};
use super::printer::print;
use super::{Exit, Failure, init};
use crate::model::{Cycle, Organisation, Person, PersonIx, link};
use crate::records::faults::nearest;
use crate::records::id::{CycleId, PersonId, suggested_slug};
use crate::records::load::load;
use crate::source::{Date, World};

const AFTER_HELP: &str = "\
Examples:
  preread new cycle 2026-q4
  preread new person mia-chen --name \"Mia Chen\" --title Engineer --level IC3 --team platform
  preread new goals jane-doe
  preread new check-in jane-doe
  preread new feedback jane-doe --author tuan-le
  preread new calibration engineering

Dates, managers, key results and reviewers are filled in from the roster and the cycle. A file that exists is never \
overwritten.";

/// Write a new record, with what is known filled in
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct New {
    #[command(subcommand)]
    record: Record,
    /// The cycle [default: the latest that has begun]
    #[arg(long, global = true, value_name = "ID", value_parser = cycle_id)]
    cycle: Option<CycleId>,
}

#[derive(Debug, Subcommand)]
enum Record {
    Cycle(cycle::NewCycle),
    Person(roster::NewPerson),
    Goals(goals::NewGoals),
    /// The mid-cycle check-in of a person
    CheckIn(About),
    /// What a person says of their own results
    SelfAssessment(About),
    /// What a person's manager says of them
    ManagerAssessment(About),
    Feedback(packet::NewFeedback),
    Calibration(session::NewCalibration),
    /// What follows from a person's rating
    Outcome(About),
    /// A plan of 90 days after the rating for it
    DevelopmentPlan(About),
    /// A plan of 60 days after the rating for it
    ImprovementPlan(About),
}

/// Whom a record is about.
#[derive(Debug, Args)]
struct About {
    /// The person's id
    #[arg(value_parser = person_id)]
    person: PersonId,
}

/// A file that is to be written.
#[derive(Debug, PartialEq, Eq)]
struct Draft {
    /// Where, below the content folder.
    path: String,
    /// What it says.
    content: String,
}

impl New {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let root = find_root(root)?;
        let world = world(&root);
        let desk = Desk::new(&world);
        let draft = self.draft(&desk)?;
        let path = desk.organisation.settings.content.join(&draft.path);
        init::write(&world.locate(&path), draft.content.as_bytes())?;
        print(&format!("wrote {}\n", world.locate(&path).display()))?;
        Ok(Exit::Done)
    }

    fn draft(&self, desk: &Desk) -> Result<Draft, Failure> {
        let about = |about: &About| Ok::<_, Failure>((desk.cycle(self.cycle.as_ref())?, desk.person(&about.person)?));
        match &self.record {
            Record::Cycle(new) => new.draft(desk),
            Record::Person(new) => new.draft(desk),
            Record::Goals(new) => new.draft(desk, desk.cycle(self.cycle.as_ref())?),
            Record::Feedback(new) => new.draft(desk, desk.cycle(self.cycle.as_ref())?),
            Record::Calibration(new) => new.draft(desk, desk.cycle(self.cycle.as_ref())?),
            Record::CheckIn(who) => about(who).map(|(cycle, person)| packet::check_in(desk, cycle, person)),
            Record::SelfAssessment(who) => {
                about(who).map(|(cycle, person)| packet::self_assessment(desk, cycle, person))
            }
            Record::ManagerAssessment(who) => {
                about(who).and_then(|(cycle, person)| packet::manager_assessment(desk, cycle, person))
            }
            Record::Outcome(who) => about(who).map(|(cycle, person)| packet::outcome(desk, cycle, person)),
            Record::DevelopmentPlan(who) => about(who).map(|(cycle, person)| plan::development(desk, cycle, person)),
            Record::ImprovementPlan(who) => about(who).map(|(cycle, person)| plan::improvement(desk, cycle, person)),
        }
    }
}

/// What is at hand for filling in a record: the organisation with all its cycles, and today.
struct Desk {
    organisation: Organisation,
    today: Date,
}

impl Desk {
    fn new(world: &dyn World) -> Self {
        let loaded = load(world);
        let named = loaded.settings.as_ref().and_then(|settings| settings.record.site.as_of);
        let today = named.unwrap_or_else(|| world.today());
        // Records of days to come count here: a cycle is drafted before it begins.
        let organisation = link(loaded, Date::MAX).organisation;
        Self { organisation, today }
    }

    fn cycle(&self, named: Option<&CycleId>) -> Result<&Cycle, Failure> {
        let cycles = &self.organisation.cycles;
        let Some(id) = named else {
            let begun = cycles
                .iter()
                .rfind(|cycle| cycle.start <= self.today)
                .or(cycles.first());
            return begun
                .map(|cycle| &**cycle)
                .ok_or_else(|| Failure::usage("there is no cycle yet").help("Write one with `preread new cycle`."));
        };
        let named = cycles.iter().find(|cycle| cycle.id == *id);
        named.map(|cycle| &**cycle).ok_or_else(|| {
            let known = cycles.iter().map(|cycle| cycle.id.as_str());
            unknown("cycle", id.as_str(), known)
        })
    }

    fn person(&self, id: &PersonId) -> Result<PersonIx, Failure> {
        self.organisation.find_person(id).ok_or_else(|| {
            let known = self.organisation.people.iter().map(|person| person.id.as_str());
            unknown("person", id.as_str(), known)
        })
    }

    fn manager(&self, cycle: &Cycle, person: PersonIx) -> Option<&Person> {
        let manager = self.organisation.manager_on(person, cycle.end)?;
        Some(self.organisation.person(manager))
    }

    /// The path of a record in a packet.
    fn packet_path(&self, cycle: &Cycle, person: PersonIx, file: &str) -> String {
        format!(
            "cycles/{}/people/{}/{file}",
            cycle.id,
            self.organisation.person(person).id
        )
    }
}

fn unknown<'k>(what: &str, id: &str, known: impl Iterator<Item = &'k str>) -> Failure {
    let failure = Failure::usage(format!("there is no {what} `{id}`"));
    match nearest(id, known) {
        Some(near) => failure.help(format!("Did you mean `{near}`?")),
        None => failure.help("`preread check` says what is there."),
    }
}

/// A Markdown record: its front matter, and its headings with room below each.
fn document(front: &str, headings: &[&str]) -> String {
    let mut text = format!("+++\n{}\n+++\n", front.trim_end());
    for heading in headings {
        text.push_str("\n## ");
        text.push_str(heading);
        text.push_str("\n\n");
    }
    text
}

/// A text as TOML writes it.
fn toml_text(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn slug<I>(text: &str, id: impl Fn(&str) -> Option<I>) -> Result<I, String> {
    id(text).ok_or_else(|| match suggested_slug(text) {
        Some(slug) => format!("an id is made of lower-case letters, digits and hyphens; did you mean `{slug}`?"),
        None => "an id is made of lower-case letters, digits and hyphens".to_owned(),
    })
}

fn person_id(text: &str) -> Result<PersonId, String> {
    slug(text, PersonId::new)
}

fn cycle_id(text: &str) -> Result<CycleId, String> {
    slug(text, CycleId::new)
}

#[cfg(test)]
mod tests;
