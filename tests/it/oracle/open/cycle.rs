//! What is open of a cycle as a whole, or of a unit.

use serde_json::Value;

use super::super::cycle::{One, Review};
use super::super::records::{Session, day, text};
use super::{Open, open};

/// An item, with the unit that it is about.
type OfUnit<'r> = (Option<&'r str>, Open<'r>);

impl Review<'_> {
    pub(super) fn open_of_cycle<'r>(&'r self, document: &'r Value) -> Vec<OfUnit<'r>> {
        let deadlines = &self.cycle.deadlines;
        let [calibration, release] = ["calibration", "release"].map(|key| day(deadlines, key).unwrap());
        let as_of = self.world.as_of;
        let mut found = self.open_shared_goals();
        for session in &self.cycle.sessions {
            let facilitator = text(&session.record, "facilitator");
            if session.held && session.date > calibration {
                let item = open("session-late", facilitator, Some(calibration));
                found.push((None, item.saying(&[(session.date - calibration) as f64])));
            } else if !session.held && session.date < as_of {
                found.push((None, open("session-not-held", facilitator, Some(session.date))));
            }
        }
        let criterion = |name: &str| {
            let all = document["success"].as_array().unwrap().iter();
            all.into_iter().find(|each| each["criterion"] == name).unwrap()
        };
        let held = criterion("sessions-held");
        for unit in held["short"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|_| held["status"] == "missed")
        {
            let unit = unit.as_str().unwrap();
            // Where its session's day passed, that is told already.
            let waits = self
                .cycle
                .sessions
                .iter()
                .any(|session| !session.held && session.date < as_of && self.in_scope(&session.record, unit));
            if !waits {
                found.push((Some(unit), open("department-not-calibrated", None, Some(calibration))));
            }
        }
        for survey in ["manager-satisfaction", "fairness"] {
            if criterion(survey)["status"] == "missed" {
                found.push((None, open("survey-below-target", None, Some(release))));
            }
        }
        if as_of >= release && !self.cycle.approved {
            found.push((None, open("release-not-approved", None, Some(release))));
        }
        found.extend(self.open_flags(document));
        found
    }

    fn open_shared_goals(&self) -> Vec<OfUnit<'_>> {
        let deadlines = &self.cycle.deadlines;
        let passed = |key: &str| day(deadlines, key).filter(|day| self.world.as_of > *day);
        let mut found = Vec::new();
        if let Some(since) = passed("company_goals").filter(|_| !self.cycle.goals.contains_key("company")) {
            found.push((None, open("shared-goals-missing", None, Some(since))));
        }
        let lonely = self.supports_nothing();
        for team in &self.world.teams {
            let (unit, lead) = (Some(team.id.as_str()), team.lead.as_deref());
            let peopled = self.people.iter().any(|one| one.at_end && one.team == unit);
            if let Some(since) = passed("team_goals").filter(|_| peopled && !self.cycle.goals.contains_key(&team.id)) {
                found.push((unit, open("shared-goals-missing", lead, Some(since))));
            }
            let own = lonely.iter().filter(|address| address.split('/').next() == unit);
            found.extend(own.map(|_| (unit, open("supports-nothing", lead, None))));
        }
        found
    }

    /// Flags of two checks that nobody answered, once there is a session in which the answer belongs. What counts the rating of
    /// somebody who reads the tree would tell it, beside the ratings of all others.
    fn open_flags<'r>(&'r self, document: &'r Value) -> Vec<OfUnit<'r>> {
        let mut found = Vec::new();
        for (check, code) in [("exceeds-share", "exceeds-share"), ("all-same", "all-the-same")] {
            let all = document["bias"]["checks"].as_array().unwrap().iter();
            let results = all
                .filter(|each| each["check"] == check)
                .flat_map(|each| each["results"].as_array().unwrap());
            for result in results.filter(|result| result["standing"] == "open") {
                let subject = result["subject"]["id"].as_str().unwrap();
                let unit = match check {
                    "all-same" => self.world.role(subject, self.role_day).map(|role| role.team.as_str()),
                    _ => Some(subject),
                };
                let is_looked_at = |one: &One<'_>| match check {
                    "all-same" => one.manager == Some(subject),
                    _ => one.team.is_some_and(|team| self.world.line(team).contains(&subject)),
                };
                let members = self
                    .people
                    .iter()
                    .filter(|one| self.world.is_member(one.id) && one.rated.is_some());
                let tells = members.into_iter().any(is_looked_at);
                if let Some(session) = self.held_for(unit).filter(|_| !tells) {
                    let item = open(code, result["who"].as_str(), Some(session.date));
                    let counts = [&result["effect"]["exceeds"], &result["n"]].map(Value::as_f64);
                    let counts: Vec<f64> = counts.into_iter().flatten().collect();
                    found.push((
                        unit,
                        if check == "exceeds-share" {
                            item.adding(&counts)
                        } else {
                            item
                        },
                    ));
                }
            }
        }
        found
    }

    /// The first held session that covers a unit, else the first held one.
    fn held_for(&self, unit: Option<&str>) -> Option<&Session> {
        let held = || self.cycle.sessions.iter().filter(|session| session.held);
        let covering = held().find(|session| unit.is_some_and(|unit| self.in_scope(&session.record, unit)));
        covering.or_else(|| held().next())
    }
}
