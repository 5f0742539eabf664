//! A packet: every figure of one review on its own page.

mod follow_up;
mod goals;

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::cycle::One;
use super::super::html::Element;
use super::super::records::{table, tables, text};
use super::open::section;
use super::text::{called, list, short_day, standing, thousands_of_money};
use super::{Pages, Reader};

/// The terms of a list of facts, each with what it says.
fn facts(section: &Element) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for list in section.named("dl") {
        for fact in list.elements() {
            let words = |name: &str| {
                fact.named(name)
                    .iter()
                    .map(|each| each.text())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            facts.insert(words("dt"), words("dd"));
        }
    }
    facts
}

/// Base pay before and after.
fn raise(merit: &Value) -> String {
    let [before, after] = ["base_before", "base_after"].map(|end| thousands_of_money(merit[end].as_f64().unwrap()));
    format!("{before} → {after}")
}

impl Pages<'_> {
    /// The page of a review.
    pub(super) fn review_page(&mut self, one: &One<'_>) {
        let page = self.packet(one.id);
        let read = self.read(&page);
        let figures = list(&self.expected["people"])
            .iter()
            .find(|each| each["id"] == one.id)
            .unwrap()
            .clone();
        let part = |name: &str| section(&read, name);
        if let Some(section) = part("summary") {
            self.facts_of(&page, section, &self.summary(one, &figures));
            self.open_in_packet(&page, one.id, section);
        } else {
            self.found.push(format!("{page} has no summary"));
        }
        if let Some(section) = part("results") {
            self.results(&page, section, one);
        }
        if let Some(section) = part("assessment") {
            self.accounts(&page, section, one, &figures);
        }
        if let Some(section) = part("feedback") {
            let head = section.named("header")[0].text();
            let given = one.packet.feedback.len();
            let said = format!("{given} received, {} needed", self.world.policy.feedback_minimum);
            let mut wanted = vec![said];
            // The days on which peers handed it in are for those who read their names.
            if self.reader.sees_outcomes() {
                wanted.push(standing(&figures["peer_feedback"]));
            }
            self.says(&page, "feedback", &head, &wanted);
        }
        if let (Some(section), Some(record)) = (part("check-in"), &one.packet.check_in) {
            let date = short_day(super::super::records::day(record, "date").unwrap());
            let head = section.named("header")[0].text();
            self.says(
                &page,
                "check-in",
                &head,
                &[format!("{date}, {}", standing(&figures["check_in"]))],
            );
            for (caption, key) in [
                ("Progress at the check-in", "progress"),
                ("Adjustments agreed at the check-in", "adjustment"),
            ] {
                self.as_many(&page, section, caption, tables(record, key).len());
            }
        }
        if let Some(section) = part("calibration") {
            let said = section
                .named("p")
                .iter()
                .map(|each| each.text())
                .collect::<Vec<_>>()
                .join(" ");
            self.says(&page, "calibration", &said, &[self.decided(one)]);
            let asked = self
                .review
                .cycle
                .sessions
                .iter()
                .flat_map(|session| tables(&session.record, "question"));
            let asked = asked.filter(|each| text(each, "person") == Some(one.id)).count();
            let lists = section.all(&|each| each.name == "li" && !each.named("strong").is_empty());
            if lists.len() != asked {
                self.found
                    .push(format!("{page}: {} questions, not {asked}", lists.len()));
            }
        }
        if let (Some(section), Some(record)) = (part("outcome"), &one.packet.outcome) {
            self.facts_of(&page, section, &self.pay(one, record, &figures));
        }
        if let (Some(section), Some(record)) = (part("promotion"), &one.packet.outcome) {
            self.criteria(&page, section, &table(record, "promotion"));
        }
        for (name, record, figures) in [
            (
                "development-plan",
                &one.packet.development_plan,
                &figures["development_plan"],
            ),
            (
                "improvement-plan",
                &one.packet.improvement_plan,
                &figures["improvement_plan"],
            ),
        ] {
            let is_open = !matches!(self.reader, Reader::Committee(_));
            match (part(name), record.as_ref().filter(|_| is_open)) {
                (Some(section), Some(record)) => self.plan(&format!("{page}#{name}"), section, record, figures),
                (None, None) => {}
                (shown, _) => self.found.push(format!("{page}: {name} is shown: {}", shown.is_some())),
            }
        }
        self.sections_shown(&page, &read, one);
    }

    /// What is written has its section.
    fn sections_shown(&mut self, page: &str, read: &Element, one: &One<'_>) {
        let promotion = one.packet.outcome.as_ref().map(|record| table(record, "promotion"));
        // The person reviewed reads it from release on.
        let is_given = !matches!(self.reader, Reader::Person(_)) || self.expected["cycle"]["released"] == true;
        let is_paid = !matches!(self.reader, Reader::Committee(_));
        let wanted = [
            ("results", self.review.cycle.goals.contains_key(one.id)),
            ("check-in", one.packet.check_in.is_some()),
            ("assessment", one.packet.manager_assessment.is_some()),
            ("feedback", !one.packet.feedback.is_empty() && is_given),
            ("calibration", one.settled.is_some() && self.reader.sees_checks()),
            ("outcome", one.packet.outcome.is_some() && is_paid),
            ("promotion", promotion.is_some_and(|promotion| !promotion.is_empty())),
        ];
        for (name, is_written) in wanted {
            if is_written && section(read, name).is_none() {
                self.found.push(format!("{page} has no {name}"));
            }
        }
    }

    fn facts_of(&mut self, page: &str, section: &Element, wanted: &[(&str, String)]) {
        let facts = facts(section);
        for (term, wanted) in wanted {
            let said = facts.get(*term);
            if said != Some(wanted) {
                self.found.push(format!("{page}, {term}: {wanted:?} is not {said:?}"));
            }
        }
    }

    /// Whether a table has so many rows; none at all where there are none.
    fn as_many(&mut self, page: &str, section: &Element, caption: &str, wanted: usize) {
        let tables = section.tables();
        let found = tables
            .iter()
            .find(|table| table.caption == caption)
            .map_or(0, |table| table.rows.len());
        if found != wanted {
            self.found
                .push(format!("{page}, {caption}: {found} rows, not {wanted}"));
        }
    }

    fn summary(&self, one: &One<'_>, figures: &Value) -> Vec<(&'static str, String)> {
        let not_rated = one
            .packet
            .manager_assessment
            .as_ref()
            .and_then(|record| text(record, "not_rated"))
            .filter(|_| !matches!(self.reader, Reader::Person(_)));
        let (term, mut said) = match (one.settled, one.recommended) {
            (Some(settled), _) => ("Final rating", self.rating(&settled.into(), "")),
            (None, Some(recommended)) => (
                "Recommended rating",
                format!("{} (recommended)", self.rating(&recommended.into(), "")),
            ),
            (None, None) if not_rated.is_some() => ("Rating", "Not rated".to_owned()),
            (None, None) => ("Rating", "None yet".to_owned()),
        };
        let change = &figures["change"];
        if !self.reader.sees_checks() {
            // What calibration did is not for them.
        } else if !change.is_null() {
            let [from, to] = ["from", "to"].map(|end| self.rating(&change[end], ""));
            said.push_str(&format!(" calibration changed {from} to {to}"));
        } else if one.settled.is_some() && one.recommended.is_some() {
            said.push_str(" as recommended");
        }
        if let Some(reason) = not_rated {
            said.push_str(&format!(" {reason}"));
        }
        let before = self.review.before();
        let prior = before
            .as_ref()
            .and_then(|before| Some((before.find(one.id)?.settled?, before.cycle)));
        let is_of_one_cycle = matches!(self.reader, Reader::Committee(_));
        if let Some((rating, cycle)) = prior.filter(|_| !is_of_one_cycle) {
            said.push_str(&format!(" {} in {}", self.rating(&rating.into(), ""), cycle.title));
        }
        // Before release a person's own page says nothing of a rating.
        let is_told = !matches!(self.reader, Reader::Person(_)) || self.expected["cycle"]["released"] == true;
        let mut wanted = Vec::new();
        wanted.extend(is_told.then_some((term, said)));
        let mean = |kind: &str| self.mean_of(one.id, kind);
        match (mean("delivery"), mean("growth")) {
            (None, None) => {}
            (delivery, growth) => {
                let growth = growth.map_or(String::new(), |growth| format!(" growth {growth}"));
                wanted.push(("Goal score", format!("{}{growth}", delivery.unwrap_or("–".to_owned()))));
            }
        }
        let outcome = one.packet.outcome.as_ref();
        let promotion = outcome.map(|record| table(record, "promotion")).unwrap_or_default();
        if let Some(decision) = text(&promotion, "decision") {
            let to = text(&promotion, "to_level").map_or(String::new(), |level| format!(" to {level}"));
            wanted.push(("Promotion", called(decision) + &to));
        }
        if !figures["merit"].is_null() && !matches!(self.reader, Reader::Committee(_)) {
            wanted.push(("Base pay", raise(&figures["merit"])));
        }
        wanted
    }

    fn accounts(&mut self, page: &str, section: &Element, one: &One<'_>, figures: &Value) {
        for (id, part) in [
            ("self-assessment", "self_assessment"),
            ("manager-assessment", "manager_assessment"),
        ] {
            // What is missing need not have a part of its own but with HR.
            let record = match part {
                "self_assessment" => &one.packet.self_assessment,
                _ => &one.packet.manager_assessment,
            };
            let found = section.all(&|each| each.attribute("id") == Some(id));
            if found.is_empty() && record.is_none() && self.reader != Reader::Hr {
                continue;
            }
            let said = found.first().map(|each| each.text()).unwrap_or_default();
            self.says(page, id, &said, &[standing(&figures[part])]);
        }
        let Some(record) = &one.packet.manager_assessment else {
            return;
        };
        self.as_many(
            page,
            section,
            "Evidence for the rating, by date",
            tables(record, "evidence").len(),
        );
        let reason = text(record, "not_rated").map_or(String::new(), |reason| format!(": {reason}"));
        let recommended = one
            .recommended
            .map_or("Not rated".to_owned(), |rating| self.rating(&rating.into(), ""));
        if !matches!(self.reader, Reader::Person(_)) {
            self.facts_of(page, section, &[("Recommended rating", recommended + &reason)]);
        }
    }

    /// What calibration did to the rating.
    fn decided(&self, one: &One<'_>) -> String {
        let rating = |value: i64| self.rating(&value.into(), "");
        match (one.decided, one.recommended, one.settled) {
            (Some(to), Some(from), _) if to != from => format!("{} → {}", rating(from), rating(to)),
            (Some(to), Some(_), _) => format!("{} kept as recommended", rating(to)),
            (Some(to), None, _) => rating(to),
            (None, _, Some(settled)) => format!("{} kept as recommended, without discussion.", rating(settled)),
            (None, _, None) => "Not calibrated yet.".to_owned(),
        }
    }
}
