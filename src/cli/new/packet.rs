//! New records of a packet: check-in, assessments, peer feedback, outcome.

use std::fmt::Write as _;

use clap::Args;

use super::{Desk, Draft, Failure, document, person_id};
use crate::model::{Cycle, PersonIx};
use crate::records::id::PersonId;
use crate::records::policy::PlanKind;
use crate::records::{check_in, feedback, manager_assessment, self_assessment};
use crate::source::Date;

/// Peer feedback for a person
#[derive(Debug, Args)]
pub struct NewFeedback {
    /// Whom it is for
    #[arg(value_parser = person_id)]
    person: PersonId,
    /// Who writes it
    #[arg(long, value_name = "PERSON", value_parser = person_id)]
    author: PersonId,
}

impl NewFeedback {
    pub(super) fn draft(&self, desk: &Desk, cycle: &Cycle) -> Result<Draft, Failure> {
        let (person, author) = (desk.person(&self.person)?, desk.person(&self.author)?);
        if person == author {
            return Err(Failure::usage("peer feedback comes from somebody else")
                .help("What a person says of themselves is `preread new self-assessment`."));
        }
        let front = format!(
            "relationship = \"…\"\n{}\n# again = \"yes\"             # would work with this person again: yes, mostly or no",
            submitted(cycle.deadlines.peer_feedback)
        );
        let path = desk.packet_path(cycle, person, &format!("feedback/{}.md", self.author));
        Ok(Draft {
            path,
            content: document(&front, feedback::HEADINGS),
        })
    }
}

fn submitted(by: Date) -> String {
    format!("# submitted = {by}     # the day on which you hand it in; due by this one")
}

/// The addresses of a person's own key results.
fn key_results(cycle: &Cycle, person: PersonIx) -> Vec<String> {
    let objectives = cycle
        .packet(person)
        .map(|packet| packet.objectives())
        .unwrap_or_default();
    let of = |objective: &crate::records::goals::ObjectiveRecord| {
        let id = objective.id.value.clone();
        objective
            .key_result
            .iter()
            .map(move |each| format!("{id}/{}", each.id.value))
            .collect::<Vec<_>>()
    };
    objectives.iter().flat_map(of).collect()
}

pub(super) fn check_in(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Draft {
    let [first, last] = cycle.deadlines.check_in;
    let date = desk.today.clamp(first, last);
    // The head of the company has no manager, and holds the conversation alone.
    let manager = desk.organisation.manager_on(person, date).unwrap_or(person);
    let mut front = format!(
        "date = {date}\nmanager = \"{}\"\n",
        desk.organisation.person(manager).id
    );
    for address in key_results(cycle, person) {
        _ = write!(
            front,
            "\n[[progress]]\nkey_result = \"{address}\"\nstatus = \"on-track\"\nconfidence = \"medium\"\n"
        );
    }
    Draft {
        path: desk.packet_path(cycle, person, "check-in.md"),
        content: document(&front, check_in::HEADINGS),
    }
}

pub(super) fn self_assessment(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Draft {
    let mut front = submitted(cycle.deadlines.self_assessment) + "\n";
    let results: Vec<_> = desk
        .organisation
        .policy
        .results
        .iter()
        .map(|kind| kind.id.as_str())
        .collect();
    for address in key_results(cycle, person) {
        _ = write!(
            front,
            "\n[[result]]\nkey_result = \"{address}\"\nactual = \"…\"\n# result = \"…\"              # {}\n",
            results.join(", ")
        );
    }
    Draft {
        path: desk.packet_path(cycle, person, "self-assessment.md"),
        content: document(&front, self_assessment::HEADINGS),
    }
}

pub(super) fn manager_assessment(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Result<Draft, Failure> {
    let Some(manager) = desk.manager(cycle, person) else {
        let id = &desk.organisation.person(person).id;
        return Err(
            Failure::usage(format!("`{id}` has no manager at the end of this cycle"))
                .help("Correct the person's roles in the roster, or name another person."),
        );
    };
    let ratings: Vec<_> = desk
        .organisation
        .policy
        .ratings
        .iter()
        .map(|rating| format!("{} {}", rating.value, rating.label))
        .collect();
    let mut front = format!(
        "author = \"{}\"\n{}\n",
        manager.id,
        submitted(cycle.deadlines.manager_assessment)
    );
    _ = write!(
        front,
        "# shared = {}        # the day on which the employee is shown it\n# rating = …                 # {}\n\n\
         # [[evidence]]               # what the rating rests on, from the whole of the cycle\n# date = {}\n# what = \"…\"\n",
        cycle.deadlines.release,
        ratings.join(", "),
        cycle.start
    );
    Ok(Draft {
        path: desk.packet_path(cycle, person, "manager-assessment.md"),
        content: document(&front, manager_assessment::HEADINGS),
    })
}

pub(super) fn outcome(desk: &Desk, cycle: &Cycle, person: PersonIx) -> Draft {
    let policy = &desk.organisation.policy;
    let recommended = cycle
        .packet(person)
        .and_then(|packet| packet.manager_assessment.as_ref());
    let recommended = recommended.and_then(|filed| filed.record.front.rating.as_ref());
    let rating = recommended.and_then(|value| policy.rating(value.0));
    let range = rating.map_or_else(String::new, |rating| {
        let [low, high] = rating.merit.map(crate::records::Percent::as_f64);
        format!("   # {low} to {high} for a {}, before calibration", rating.value)
    });
    let mut text = format!(
        "#:schema ../../../../../.preread/schema/outcome.json\n\n# [pay]\n# base_before = …\n# merit_percent = …{range}\n# base_after = …\n\
         # rounded_to = 1\n"
    );
    if rating.is_some_and(|rating| rating.plan == PlanKind::Growth) {
        text.push_str("\n[[action]]                   # one or two growth areas\nkind = \"training\"\nwhat = \"…\"\n");
    }
    text.push_str("\n# [acknowledged]\n");
    _ = writeln!(text, "# employee = {}", cycle.deadlines.release);
    Draft {
        path: desk.packet_path(cycle, person, "outcome.toml"),
        content: text,
    }
}
