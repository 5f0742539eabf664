//! What is open of the plans of one person.

use serde_json::Value;
use toml::Table;

use super::super::cycle::{One, Review};
use super::super::goals::runs;
use super::super::records::{Day, blank, day, from_civil, table, tables, text};
use super::{Open, open};

/// How many success criteria a development plan should have.
const CRITERIA: usize = 3;

impl Review<'_> {
    pub(super) fn open_plans<'r>(&'r self, one: &One<'r>) -> Vec<Open<'r>> {
        let mut found = Vec::new();
        let release = day(&self.cycle.deadlines, "release").unwrap();
        let packet = one.packet;
        if one.at_end && self.world.as_of >= release {
            match self.plan(one) {
                Some("development") if packet.development_plan.is_none() => {
                    found.push(open("development-plan-missing", one.manager, Some(release)));
                }
                Some("improvement") if packet.improvement_plan.is_none() => {
                    found.push(open("improvement-plan-missing", one.manager, Some(release)));
                }
                _ => {}
            }
        }
        if let (Some(plan), Some(figures)) = (&packet.development_plan, self.development(one)) {
            found.extend(development(one, plan, &figures));
            found.extend(overdue(one, plan, &figures));
        }
        if let (Some(plan), Some(figures)) = (&packet.improvement_plan, self.improvement(one)) {
            found.extend(self.improvement_gaps(one, plan, &figures));
            found.extend(overdue(one, plan, &figures));
        }
        found
    }

    fn improvement_gaps<'r>(&'r self, one: &One<'r>, plan: &Table, figures: &Value) -> Vec<Open<'r>> {
        let created = day(plan, "created");
        let mut found: Vec<Open<'r>> = gaps(figures)
            .map(|gap| match gap {
                "approval" => open("improvement-not-approved", None, created),
                "exit" => open("improvement-without-exit", one.manager, created),
                "log" => open("improvement-without-log", self.cycle.specialist.as_deref(), created),
                gap => match number_of(gap, "milestone-") {
                    Some(week) => open("week-without-milestone", one.manager, created).saying(&[week]),
                    None => open("precondition-unproved", one.manager, created),
                },
            })
            .collect();
        let conditions = table(plan, "preconditions");
        let approver = text(&conditions, "approved_by");
        let coordinator = self.cycle.coordinator.as_deref();
        if coordinator.is_some() && approver.is_some() && approver != coordinator {
            found.push(open("improvement-approved-by-another", None, created));
        }
        found
    }
}

fn gaps(figures: &Value) -> impl Iterator<Item = &str> {
    figures["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| gap.as_str().unwrap())
}

/// The day or the week that a gap names.
fn number_of(gap: &str, kind: &str) -> Option<f64> {
    gap.strip_prefix(kind)?.parse().ok()
}

fn development<'r>(one: &One<'r>, plan: &Table, figures: &Value) -> Vec<Open<'r>> {
    let created = day(plan, "created");
    let mut found = Vec::new();
    if tables(plan, "criterion").len() < CRITERIA {
        let item = open("plan-criteria", one.manager, created);
        found.push(item.saying(&[tables(plan, "criterion").len() as f64, CRITERIA as f64]));
    }
    if !plan.contains_key("mentor") || blank(plan, "mentor_for") {
        found.push(open("plan-without-mentor", one.manager, created));
    }
    let absent = gaps(figures).filter_map(|gap| number_of(gap, "check-in-"));
    found.extend(absent.map(|day| open("plan-without-check-in", one.manager, created).saying(&[day])));
    found
}

/// Steps that the plan has, whose day has passed and of which it does not say how they went.
fn overdue<'r>(one: &One<'r>, plan: &Table, figures: &Value) -> Vec<Open<'r>> {
    if !runs(plan) {
        return Vec::new();
    }
    let steps = figures["steps"].as_array().unwrap().iter();
    let late = steps.filter(|step| step["state"] == "overdue").filter(|step| {
        let name = format!("{}-{}", step["kind"].as_str().unwrap(), step["number"]);
        gaps(figures).all(|gap| gap != name)
    });
    late.map(|step| {
        let since = read(step["day"].as_str().unwrap());
        open("plan-step-overdue", one.manager, Some(since)).saying(&[step["days"].as_f64().unwrap()])
    })
    .collect()
}

/// A day as it is written.
fn read(day: &str) -> Day {
    let parts: Vec<i64> = day.split('-').map(|part| part.parse().unwrap()).collect();
    from_civil(parts[0], parts[1], parts[2])
}
