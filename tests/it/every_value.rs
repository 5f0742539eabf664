//! Nothing that a packet's records say is lost: each value stands on its page, in the part where a reader looks for it.
//!
//! The records are walked as data, without knowing what a page makes of them; what is known here is how a page writes a day,
//! an amount or a word.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use preread::disclosure::{Audience, Lens, SectionKind};
use preread::model::{Cycle, Organisation, Packet};
use preread::records::id::{PersonId, ResultId};
use preread::render;
use preread::site::{Examined, examine};
use preread::source::DiskWorld;
use preread::themes::{Engine, Files, Theme};
use preread::views::PageKey;
use serde::Serialize;
use serde_json::Value;

/// The words that pages have for the words of records, by the field that holds them.
const WORDS: [(&str, &str, &str); 33] = [
    ("status", "not-started", "Not started"),
    ("status", "on-track", "On track"),
    ("status", "at-risk", "At risk"),
    ("status", "off-track", "Off track"),
    ("status", "done", "Done"),
    ("confidence", "low", "Low"),
    ("confidence", "medium", "Medium"),
    ("confidence", "high", "High"),
    ("change", "adjusted", "Adjusted"),
    ("change", "replaced", "Replaced"),
    ("change", "intervention", "At risk, with a plan"),
    ("owner", "manager", "Manager"),
    ("owner", "employee", "Employee"),
    ("again", "yes", "again: yes"),
    ("again", "mostly", "again: mostly"),
    ("again", "no", "again: no"),
    ("recommendation", "not-yet", "Not yet"),
    ("recommendation", "developing", "Developing"),
    ("recommendation", "ready", "Ready"),
    ("decision", "criteria-review", "Criteria review"),
    ("decision", "promoted", "Promoted"),
    ("decision", "declined", "Declined"),
    ("decision", "none", "None"),
    ("kind", "assignment", "Assignment"),
    ("kind", "conference", "Conference"),
    ("kind", "leadership", "Leadership"),
    ("kind", "mentor", "Mentor"),
    ("kind", "training", "Training"),
    ("kind", "other", "Other"),
    ("result", "open", "Open"),
    ("result", "improved", "Improved"),
    ("result", "extended", "Extended"),
    ("result", "improvement-plan", "Improvement plan"),
];

/// A page as its reader reads it: the text of each part, letters and digits alone.
struct PageText {
    parts: BTreeMap<String, String>,
    html: String,
}

impl PageText {
    fn of(html: &str) -> Self {
        let mut parts = BTreeMap::new();
        for section in html.split("<section class=\"entry").skip(1) {
            let id = section
                .split("aria-labelledby=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let text = section.split("</section>").next().unwrap_or_default();
            // The rest of the opening tag is cut off.
            let text = text.split_once('>').map_or("", |(_, text)| text);
            parts.insert(id.unwrap_or_default().to_owned(), key(&text_of(text)));
        }
        Self {
            parts,
            html: html.to_owned(),
        }
    }

    fn says(&self, parts: &[&str], wanted: &str) -> bool {
        let wanted = key(wanted);
        parts
            .iter()
            .any(|part| self.parts.get(*part).is_some_and(|text| text.contains(&wanted)))
    }
}

/// What is left of HTML without its tags and references.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if !tag => text.push(c),
            _ => {}
        }
    }
    for (reference, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
    ] {
        text = text.replace(reference, c);
    }
    text.replace("&amp;", "&")
}

/// Letters and digits alone, so that marks, spaces and lines do not matter.
fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || *c == '−')
        .flat_map(char::to_lowercase)
        .collect()
}

/// A line between its marks of footnotes, which a page numbers anew.
fn without_notes(line: &str) -> impl Iterator<Item = &str> {
    line.split("[^")
        .enumerate()
        .map(|(at, piece)| match piece.split_once(']') {
            Some((_, rest)) if at > 0 => rest,
            _ => piece,
        })
}

/// One packet against its page.
struct Search<'a> {
    organisation: &'a Organisation,
    cycle: &'a Cycle,
    packet: &'a Packet,
    page: &'a PageText,
    seen: usize,
    missing: Vec<String>,
}

impl Search<'_> {
    fn expect(&mut self, parts: &[&str], path: &str, wanted: &str) {
        self.seen += 1;
        if !self.page.says(parts, wanted) {
            let person = &self.organisation.person(self.packet.person).id;
            self.missing
                .push(format!("{person}/{} {path}: {wanted:?} in {parts:?}", self.cycle.id));
        }
    }

    fn record(&mut self, parts: &[&str], record: &impl Serialize, skip: &[&str]) {
        let value = serde_json::to_value(record).unwrap();
        self.walk(parts, "", &value, skip);
    }

    fn walk(&mut self, parts: &[&str], path: &str, value: &Value, skip: &[&str]) {
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (name, value) in fields.iter().filter(|(name, _)| !skip.contains(&name.as_str())) {
                    self.walk(parts, &format!("{path}/{name}"), value, skip);
                }
            }
            Value::Array(all) => {
                for each in all {
                    self.walk(parts, path, each, skip);
                }
            }
            Value::Bool(is) => {
                let word = match (path.rsplit('/').next(), is) {
                    (Some("met"), true) => "Met",
                    (Some("met"), false) => "Not met",
                    (Some("held"), true) => "Held",
                    (Some("held"), false) => "Not held",
                    (_, true) => "Checked",
                    (_, false) => "Not checked",
                };
                self.expect(parts, path, word);
            }
            Value::Number(number) => self.number(parts, path, number.as_f64().unwrap()),
            Value::String(text) => self.text(parts, path, text),
        }
    }

    fn number(&mut self, parts: &[&str], path: &str, number: f64) {
        let plain = if number < 0.0 {
            format!("−{}", -number)
        } else {
            number.to_string()
        };
        let wanted = match path.rsplit('/').next().unwrap() {
            "week" => format!("week {plain}"),
            "weight" => format!("weight {plain}"),
            "day" => format!("day {plain}"),
            "from" => format!("from {plain} to"),
            "equity_shares" => format!("{plain} share"),
            "rounded_to" => format!("rounded to {plain}"),
            _ => plain,
        };
        self.expect(parts, path, &wanted);
    }

    fn text(&mut self, parts: &[&str], path: &str, text: &str) {
        let field = path.rsplit('/').next().unwrap();
        if let Ok(day) = text.parse::<NaiveDate>() {
            return self.expect(parts, path, &day.format("%-d %b %Y").to_string());
        }
        if let Some((_, _, word)) = WORDS.iter().find(|(of, from, _)| *of == field && *from == text) {
            return self.expect(parts, path, word);
        }
        match field {
            "id" => {
                self.seen += 1;
                if !self.page.html.contains(&format!(".{text}\"")) {
                    self.missing.push(format!("{path}: no place for {text}"));
                }
            }
            "manager" | "author" | "approved_by" | "by" | "mentor" => {
                let id = PersonId::new(text).unwrap();
                let person = self.organisation.find_person(&id).unwrap();
                let name = self.organisation.person(person).name.clone();
                self.expect(parts, path, &name);
            }
            "key_result" | "replacement" => {
                let title = self.key_result(text);
                self.expect(parts, path, &title);
            }
            "supports" => {
                let title = self.goal(text);
                self.expect(parts, path, &title);
            }
            "result" => {
                let label = self
                    .organisation
                    .policy
                    .result(&ResultId::new(text).unwrap())
                    .unwrap()
                    .label
                    .clone();
                self.expect(parts, path, &label);
            }
            "text" => self.prose(parts, path, text),
            _ => self.expect(parts, path, text),
        }
    }

    /// A text line by line, without its marks; the headings of feedback are shortened.
    fn prose(&mut self, parts: &[&str], path: &str, text: &str) {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("```"));
        for line in lines.filter(|line| !key(line).is_empty()) {
            // The numbers of a list are drawn by the browser.
            let number = line.trim_start().split_once(". ");
            let counted = number.filter(|(number, _)| number.chars().all(|c| c.is_ascii_digit()));
            let line = match counted.map_or(line, |(_, rest)| rest) {
                "## What does this person do well?" => "Does well",
                "## What could this person improve?" => "Could improve",
                other => other,
            };
            for piece in without_notes(line) {
                self.expect(parts, path, piece);
            }
        }
    }

    fn key_result(&self, address: &str) -> String {
        let (objective, key_result) = address.split_once('/').unwrap();
        let objectives = self.packet.objectives().iter();
        let objective = objectives.filter(|each| each.id.as_str() == objective);
        let mut all = objective.flat_map(|each| &each.key_result);
        all.find(|each| each.id.as_str() == key_result)
            .unwrap()
            .title
            .to_string()
    }

    fn goal(&self, address: &str) -> String {
        let parts: Vec<_> = address.split('/').collect();
        let of_owner = self
            .cycle
            .goals
            .sets
            .iter()
            .filter(|set| match set.owner {
                preread::model::Owner::Company => parts[0] == "company",
                preread::model::Owner::Team(team) => self.organisation.team(team).id.as_str() == parts[0],
                preread::model::Owner::Person(person) => self.organisation.person(person).id.as_str() == parts[0],
            })
            .flat_map(|set| &set.goals.record.objective);
        let objective = of_owner.into_iter().find(|each| each.id.as_str() == parts[1]).unwrap();
        let key_result = parts.get(2).map(|id| {
            let mut all = objective.key_result.iter();
            all.find(|each| each.id.as_str() == *id).unwrap().title.to_string()
        });
        key_result.unwrap_or_else(|| objective.title.to_string())
    }

    /// Everything that the audience of a lens may see of the packet.
    fn packet(&mut self, lens: &Lens<'_>) {
        let packet = self.packet;
        let shows = |section| lens.shows(section, packet.person, packet.cycle);
        let named = shows(SectionKind::NamedFeedback);
        if let Some(goals) = &packet.goals {
            self.record(&["results"], &goals.record, &[]);
        }
        if let Some(filed) = &packet.check_in {
            self.record(&["check-in"], &filed.record, &["start"]);
        }
        if let Some(filed) = &packet.self_assessment {
            self.record(&["results"], &filed.record.front.result, &[]);
            self.record(&["assessment"], &filed.record, &["start", "result"]);
        }
        if let Some(filed) = packet
            .manager_assessment
            .as_ref()
            .filter(|_| shows(SectionKind::ManagerAssessment))
        {
            let hidden: &[_] = if shows(SectionKind::RecommendedRating) {
                &["start"]
            } else {
                &["start", "rating", "not_rated"]
            };
            self.record(&["assessment"], &filed.record, hidden);
        }
        for each in packet
            .feedback
            .iter()
            .filter(|_| named || packet.feedback.len() >= 3 && shows(SectionKind::AnonymousFeedback))
        {
            let hidden: &[_] = if named {
                &["start"]
            } else {
                &["start", "relationship", "submitted"]
            };
            self.record(&["feedback"], &each.record.record, hidden);
            if named {
                let author = self.organisation.person(each.author).name.clone();
                self.expect(&["feedback"], "author", &author);
            }
        }
        if let Some(filed) = packet.outcome.as_ref().filter(|_| shows(SectionKind::Pay)) {
            self.record(&["outcome", "promotion"], &filed.record, &[]);
        }
        if let Some(filed) = &packet.development_plan {
            self.record(&["development-plan"], &filed.record, &["start"]);
        }
        if let Some(filed) = &packet.improvement_plan {
            let hidden: &[_] = if shows(SectionKind::ImprovementRecord) {
                &["start"]
            } else {
                &["start", "log", "preconditions"]
            };
            self.record(&["improvement-plan", "documentation"], &filed.record, hidden);
        }
        if shows(SectionKind::Calibration) {
            self.calibration();
        }
    }

    fn calibration(&mut self) {
        let id = &self.organisation.person(self.packet.person).id;
        for (_, session) in self.cycle.sessions() {
            let record = &session.record.record;
            let decisions = record.decision.iter().filter(|each| each.person.value == *id);
            for decision in decisions {
                self.record(&["calibration"], decision, &["person", "evidence"]);
                for address in &decision.evidence {
                    let (person, part) = address
                        .to_string()
                        .split_once('/')
                        .map(|(a, b)| (a.to_owned(), b.to_owned()))
                        .unwrap();
                    let person = self.organisation.find_person(&PersonId::new(&person).unwrap()).unwrap();
                    let wanted = format!("{}, {part}", self.organisation.person(person).name);
                    self.expect(&["calibration"], "evidence", &wanted);
                }
            }
            for question in record.question.iter().filter(|each| each.person.value == *id) {
                self.record(&["calibration"], question, &["person", "answer"]);
                let answer = serde_json::to_value(question.answer).unwrap();
                let word = if answer == "agree" { "agrees" } else { "asks" };
                self.expect(&["calibration"], "answer", word);
            }
            for point in record.talking_point.iter().filter(|each| each.person.value == *id) {
                self.record(&["calibration"], point, &["person"]);
            }
        }
    }
}

fn sample() -> Examined {
    examine(&DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR"))), None)
}

fn engine() -> Box<dyn Engine> {
    Theme::load("ledger", &Files::new()).unwrap().engine().unwrap()
}

#[test]
fn every_value_of_every_packet_stands_where_a_reader_looks_for_it() {
    let examined = sample();
    let engine = engine();
    let organisation = &examined.organisation;
    let (mut seen, mut missing) = (0, Vec::new());
    let lens_of = |audience| Lens::new(organisation, &examined.facts, &examined.matrix, audience);
    let hr = lens_of(Audience::Hr);
    for (at, cycle) in organisation.cycles() {
        for packet in &cycle.packets {
            // HR people's own packets are left out of the tree that they read.
            let own;
            let lens = if hr.covers(packet.person, at) {
                &hr
            } else {
                own = lens_of(Audience::Person(packet.person));
                &own
            };
            let rendered = render::page(lens, &*engine, PageKey::Packet(packet.person, at)).unwrap();
            let page = PageText::of(&String::from_utf8(rendered.bytes).unwrap());
            let mut search = Search {
                organisation,
                cycle,
                packet,
                page: &page,
                seen: 0,
                missing: Vec::new(),
            };
            search.packet(lens);
            seen += search.seen;
            missing.extend(search.missing);
        }
    }
    assert!(seen > 10_000, "only {seen} values were looked for");
    assert!(
        missing.is_empty(),
        "{} of {seen} are missing:\n{}",
        missing.len(),
        missing.join("\n")
    );
}

#[test]
fn a_value_that_a_page_lacks_is_found_missing() {
    let page = PageText::of("<section class=\"entry\" aria-labelledby=\"outcome\"><p>Base pay $182,000</p></section>");
    assert!(page.says(&["outcome"], "182000"));
    assert!(!page.says(&["outcome"], "195000"));
    assert!(!page.says(&["assessment"], "182000"));
}

#[test]
fn a_packet_without_its_own_text_weighs_at_most_60_kilobytes_with_its_styles() {
    let organisation = preread::model::testing::org().person("jane").build();
    let facts = preread::facts::derive(&organisation);
    let matrix = preread::disclosure::Matrix::default();
    let lens = Lens::new(&organisation, &facts, &matrix, Audience::Hr);
    let jane = organisation.find_person(&PersonId::new("jane").unwrap()).unwrap();
    let theme = Theme::load("ledger", &Files::new()).unwrap();
    let engine = theme.engine().unwrap();
    let cycle = lens.current_cycle().unwrap();
    let page = render::page(&lens, &*engine, PageKey::Packet(jane, cycle)).unwrap();
    let styles: usize = theme
        .assets()
        .filter(|(path, _)| path.ends_with(".css"))
        .map(|(_, bytes)| bytes.len())
        .sum();
    let weight = page.bytes.len() + styles;
    assert!(styles > 0 && weight <= 60_000, "{weight} bytes");
}
