//! What is open of the calibration and the outcome of one person.

use super::super::cycle::{One, Review};
use super::super::records::{blank, day, table, tables, text};
use super::{Open, open};

/// So many days after the release an outcome should have been read.
const READ_WITHIN: i64 = 14;

impl Review<'_> {
    pub(super) fn open_calibration<'r>(&'r self, one: &One<'r>) -> Vec<Open<'r>> {
        let mut found = Vec::new();
        let moved = one.decided.zip(one.recommended).is_some_and(|(to, from)| to != from);
        let held = self.cycle.sessions.iter().filter(|session| session.held);
        let mut decisions = held.flat_map(|session| {
            tables(&session.record, "decision")
                .into_iter()
                .map(move |each| (session, each))
        });
        let last = decisions.rfind(|(_, each)| text(each, "person") == Some(one.id));
        if let Some((session, _)) = last.filter(|(_, decision)| moved && blank(decision, "rationale")) {
            let facilitator = text(&session.record, "facilitator");
            found.push(open("rating-moved-without-rationale", facilitator, Some(session.date)));
        }
        let Some(team) = one.team.filter(|_| one.rated.is_some()) else {
            return found;
        };
        let sessions = self
            .cycle
            .sessions
            .iter()
            .filter(|session| self.in_scope(&session.record, team));
        let sessions: Vec<_> = sessions.filter(|session| !Self::members(session).is_empty()).collect();
        let alone = sessions.iter().all(|session| {
            let members = Self::members(session);
            members
                .iter()
                .all(|member| *member == one.id || self.chain(member).contains(&one.id))
        });
        if let Some(first) = sessions.first().filter(|_| alone) {
            found.push(open("no-calibrator-left", None, Some(first.date)));
        }
        found
    }

    /// The manager of a person, the manager's manager and so on, on the day whose roles count.
    fn chain(&self, person: &str) -> Vec<&str> {
        let above = |person: &str| {
            self.world
                .role(person, self.role_day)
                .and_then(|role| role.manager.as_deref())
        };
        let mut chain = Vec::new();
        let mut next = above(person);
        while let Some(manager) = next.filter(|manager| !chain.contains(manager)) {
            chain.push(manager);
            next = above(manager);
        }
        chain
    }

    pub(super) fn open_outcome<'r>(&'r self, one: &One<'r>) -> Vec<Open<'r>> {
        let as_of = self.world.as_of;
        let [calibration, release] = ["calibration", "release"].map(|key| day(&self.cycle.deadlines, key).unwrap());
        let mut found = Vec::new();
        if let Some(pay) = self.merit(one) {
            let outside = pay["range"] == "above" || pay["range"] == "below";
            if outside && pay["has_exception"] == false {
                let item = open("merit-outside-range", one.manager, Some(calibration));
                let rating = one.rated.unwrap();
                let [low, high] = self.world.policy.ratings[self.world.policy.place(rating).unwrap()].merit;
                found.push(item.adding(&[rating as f64, low, high]));
            }
        }
        let Some(outcome) = &one.packet.outcome else {
            if Self::is_review(one) && one.settled.is_some() && as_of >= release {
                found.push(open("outcome-missing", one.manager, Some(release)));
            }
            return found;
        };
        let left = self.world.person(one.id).left;
        let is_here = one.at_end && left.is_none_or(|left| left > as_of);
        if self.cycle.released && is_here && as_of > release + READ_WITHIN && !outcome.contains_key("acknowledged") {
            found.push(open("outcome-not-acknowledged", Some(one.id), Some(release)));
        }
        let promotion = table(outcome, "promotion");
        if text(&promotion, "decision").is_some_and(|decision| decision != "none") {
            let criteria = tables(&promotion, "criterion");
            if criteria.is_empty() {
                found.push(open("promotion-without-criteria", one.manager, Some(calibration)));
            }
            let without = criteria.iter().filter(|each| blank(each, "evidence"));
            found.extend(without.map(|_| open("promotion-without-evidence", one.manager, Some(calibration))));
        }
        found
    }
}
