//! New goals of the company, of a unit or of a person.

use std::fmt::Write as _;

use clap::Args;

use super::{Desk, Draft, Failure, unknown};
use crate::model::{Cycle, Owner, PersonIx, TeamIx};
use crate::records::address::COMPANY;
use crate::records::id::{PersonId, TeamId};

/// The goals of the company, of a unit or of a person
#[derive(Debug, Args)]
pub struct NewGoals {
    /// Whose: `company`, a unit's id or a person's id
    owner: String,
}

impl NewGoals {
    pub(super) fn draft(&self, desk: &Desk, cycle: &Cycle) -> Result<Draft, Failure> {
        let organisation = &desk.organisation;
        if self.owner == COMPANY {
            let path = format!("cycles/{}/goals/company.toml", cycle.id);
            return Ok(Draft {
                path,
                content: shared(cycle, &[]),
            });
        }
        if let Some(team) = TeamId::new(&self.owner).and_then(|id| organisation.find_team(&id)) {
            let path = format!("cycles/{}/goals/{}.toml", cycle.id, self.owner);
            return Ok(Draft {
                path,
                content: shared(cycle, &above(desk, cycle, Some(team))),
            });
        }
        let Some(person) = PersonId::new(&self.owner).and_then(|id| organisation.find_person(&id)) else {
            let teams = organisation.teams.iter().map(|team| team.id.as_str());
            let people = organisation.people.iter().map(|person| person.id.as_str());
            return Err(unknown(
                "team or person",
                &self.owner,
                teams.chain(people).chain([COMPANY]),
            ));
        };
        let path = desk.packet_path(cycle, person, "goals.toml");
        Ok(Draft {
            path,
            content: individual(desk, cycle, person),
        })
    }
}

/// Addresses of goals that goals of a unit, or of a person in it, can support: nearest owner first.
fn above(desk: &Desk, cycle: &Cycle, team: Option<TeamIx>) -> Vec<String> {
    let organisation = &desk.organisation;
    let units = team.into_iter().flat_map(|team| organisation.line_of(team));
    let owners = units.map(|team| (Owner::Team(team), organisation.team(team).id.as_str()));
    let sets = owners
        .chain([(Owner::Company, COMPANY)])
        .filter_map(|(owner, id)| Some((cycle.goals.of(owner)?, id)));
    sets.flat_map(|(set, id)| {
        set.goals
            .record
            .objective
            .iter()
            .map(move |objective| format!("{id}/{}", objective.id.value))
    })
    .collect()
}

fn shared(cycle: &Cycle, above: &[String]) -> String {
    let mut text = "#:schema ../../../../.preread/schema/goals.json\n".to_owned();
    push_objective(&mut text, cycle, "first", None, above);
    text
}

fn individual(desk: &Desk, cycle: &Cycle, person: PersonIx) -> String {
    let role = desk.organisation.person(person).role_on(cycle.end);
    let above = above(desk, cycle, role.map(|role| role.team));
    let by = cycle.deadlines.individual_goals.unwrap_or(cycle.deadlines.goals_locked);
    let mut text = format!(
        "#:schema ../../../../../.preread/schema/goals.json\n\n[agreement]                  # by {by}\n# employee = {by}\n# manager = {by}\n\
         alignment = false            # the manager's three checks\nambition = false\nmeasurability = false\n"
    );
    push_objective(&mut text, cycle, "delivery", Some("delivery"), &above);
    push_objective(&mut text, cycle, "growth", Some("growth"), &[]);
    text
}

fn push_objective(text: &mut String, cycle: &Cycle, id: &str, kind: Option<&str>, above: &[String]) {
    _ = write!(text, "\n[[objective]]\nid = \"{id}\"\ntitle = \"…\"\n");
    if let Some(kind) = kind {
        _ = writeln!(text, "kind = \"{kind}\"");
    }
    if let [first, others @ ..] = above {
        let others = if others.is_empty() {
            String::new()
        } else {
            format!("   # or {}", others.join(", "))
        };
        _ = writeln!(text, "supports = [\"{first}\"]{others}");
    }
    for key_result in ["first", "second", "third"] {
        _ = write!(
            text,
            "\n[[objective.key_result]]\nid = \"{key_result}\"\ntitle = \"…\"\ntarget = \"…\"\ndue = {}\n\
             # measure = {{ unit = \"…\", from = 0, to = 0 }}\n",
            cycle.end
        );
    }
}
