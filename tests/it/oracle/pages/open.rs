//! Open items on the page of all of them, at home and on packets: how many, of which rules, with whom and since when.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::html::Element;
use super::super::open::numbers_in;
use super::super::records::Day;
use super::text::{count_of, list, short_day_of};
use super::{Pages, Reader};

/// Up to so many items are listed one by one, whoever has them.
const ALL: usize = 240;
/// So many of those who must act home names.
const AT_HOME: usize = 12;

/// An item: the code of its rule, and the numbers in its sentence.
pub(super) type Item = (String, Vec<f64>);

/// The items of one who must act, and since when the first is open.
#[derive(Default)]
struct Group {
    items: Vec<Item>,
    since: Option<String>,
}

impl Pages<'_> {
    fn groups(&self) -> BTreeMap<Option<String>, Group> {
        let mut groups: BTreeMap<Option<String>, Group> = BTreeMap::new();
        for item in list(&self.expected["open_items"]) {
            let group = groups.entry(item["actor"].as_str().map(str::to_owned)).or_default();
            group
                .items
                .push((item["code"].as_str().unwrap().to_owned(), numbers_of(item)));
            let since = item["since"].as_str().map(str::to_owned);
            group.since = match (group.since.take(), since) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        groups
    }

    /// How many, with how many people, and since when, in the words of the page.
    fn lede(&self) -> String {
        Self::lede_of_groups(&self.groups())
    }

    fn lede_of_groups(groups: &BTreeMap<Option<String>, Group>) -> String {
        let people = match groups.keys().flatten().count() {
            0 => String::new(),
            1 => " with one person".to_owned(),
            many => format!(" with {many} people"),
        };
        let oldest = groups.values().filter_map(|group| group.since.as_ref()).min();
        let since = oldest.map_or(String::new(), |day| format!(", the oldest since {}", long_day(day)));
        match groups.values().map(|group| group.items.len()).sum::<usize>() {
            0 => "Nothing is open.".to_owned(),
            1 => format!("One item is open{people}{since}."),
            many => format!("{many} items are open{people}{since}."),
        }
    }

    pub(super) fn open(&mut self, page: &str) {
        let read = self.read(page);
        let lede = self.lede();
        let said = read.all(&|each| each.attribute("class") == Some("lede"))[0].text();
        if said != lede {
            self.found.push(format!("{page}: {lede:?} is not {said:?}"));
        }
        let items = list(&self.expected["open_items"]).len();
        let others = read.tables();
        let others = others.iter().find(|table| table.caption == "With others");
        for (actor, mut group) in self.groups() {
            let (name, anchor) = match &actor {
                Some(id) => (self.world.person(id).name.clone(), format!("actor.{id}")),
                None => ("Nobody named".to_owned(), "nobody-named".to_owned()),
            };
            let count = count_of(group.items.len(), "item", "items");
            let since = group.since.as_ref().map(|day| short_day_of(&Value::from(day.as_str())));
            let Some(section) = section(&read, &anchor) else {
                let row = others.and_then(|table| table.rows.iter().find(|row| row.cells[0].text == name));
                let cells = row.map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>());
                let wanted = vec![name, group.items.len().to_string(), since.unwrap_or("–".to_owned())];
                if items <= ALL || cells.as_ref() != Some(&wanted) {
                    self.found.push(format!("{page}: {wanted:?} is not {cells:?}"));
                }
                continue;
            };
            let head = section.named("header")[0].text();
            let since = since.map_or(String::new(), |since| format!("since {since}"));
            self.says(page, &anchor, &head, &[count, since]);
            let listed = section.named("ul").into_iter().filter(|each| is_findings(each));
            let mut said: Vec<Item> = listed.flat_map(said_in).collect();
            said.sort_by(in_order);
            group.items.sort_by(in_order);
            if items > ALL && said.len() == 12 && group.items.len() > 12 {
                // The first of them alone: each is one of those that are expected.
                group.items.retain(|item| said.contains(item));
                said.dedup();
                group.items.dedup();
            }
            if said != group.items {
                self.found
                    .push(format!("{page}, {anchor}: {:?} is not {said:?}", group.items));
            }
        }
        if self.is_current() {
            self.open_at_home();
        }
    }

    /// Whether the site opens on this cycle: the last that has begun.
    pub(super) fn is_current(&self) -> bool {
        self.world
            .cycles
            .last()
            .is_some_and(|cycle| self.expected["cycle"]["id"] == cycle.id.as_str())
    }

    fn open_at_home(&mut self) {
        let read = self.read("index.html");
        let lede = read.all(&|each| each.attribute("class") == Some("lede"))[0].text();
        let mut groups = self.groups();
        // A manager's own items come first, and the sentence is about those of others.
        let own = match self.reader {
            Reader::Manager(manager) => groups.remove(&Some(manager.to_owned())).unwrap_or_default(),
            _ => Group::default(),
        };
        let wanted = if groups.is_empty() {
            String::new()
        } else {
            Self::lede_of_groups(&groups)
        };
        let place = match self.reader {
            Reader::Manager(_) => section(&read, "overdue").map(Element::text).unwrap_or_default(),
            _ => lede,
        };
        self.says("index.html", "lede", &place, &[wanted]);
        let named = section(&read, "act-for").map_or(0, |section| said_under(section).len());
        if named != own.items.len() {
            self.found.push(format!(
                "index.html: {named} items of the reader's own, not {}",
                own.items.len()
            ));
        }
        let tables = read.tables();
        let with_whom = tables.iter().find(|table| table.caption == "With whom");
        let rows = with_whom.map_or(&[][..], |table| &table.rows);
        let people = groups.keys().flatten().count();
        if rows.len() != people.min(AT_HOME) {
            self.found
                .push(format!("index.html names {} of {people} who must act", rows.len()));
        }
        let mut last = String::new();
        for row in rows {
            let [who, items, since] = [0, 1, 2].map(|at| row.cells[at].text.clone());
            let (_, actor) = row.cells[1].links[0].split_once("#actor.").unwrap();
            let group = &groups[&Some(actor.to_owned())];
            let day = group.since.clone();
            let wanted = (
                group.items.len().to_string(),
                day.as_ref()
                    .map_or(String::new(), |day| short_day_of(&Value::from(day.as_str()))),
            );
            if (&items, &since) != (&wanted.0, &wanted.1) {
                self.found
                    .push(format!("index.html, {who}: {wanted:?} is not {items} since {since}"));
            }
            // Who has waited longest comes first.
            let day = day.unwrap_or("9999".to_owned());
            if day < last {
                self.found.push(format!("index.html: {who} should stand further up"));
            }
            last = day;
        }
    }

    /// Whether these are the items that a list says, without their codes.
    pub(super) fn are_items(&mut self, page: &str, mut said: Vec<Item>, items: &[Value]) {
        let mut wanted: Vec<Item> = items.iter().map(|item| (String::new(), numbers_of(item))).collect();
        wanted.sort_by(in_order);
        said.sort_by(in_order);
        if said != wanted {
            self.found.push(format!("{page}: open {wanted:?} is not {said:?}"));
        }
    }

    /// What is open in one packet stands at its head.
    pub(super) fn open_in_packet(&mut self, page: &str, person: &str, summary: &Element) {
        let items = list(&self.expected["open_items"]).iter();
        let own: Vec<Value> = items.filter(|item| item["person"] == person).cloned().collect();
        self.are_items(page, said_under(summary), &own);
    }
}

/// The numbers of an item's sentence, with those that pages add in brackets.
fn numbers_of(item: &Value) -> Vec<f64> {
    let both = [&item["says"], &item["adds"]].map(list);
    both.into_iter()
        .flatten()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

pub(super) fn is_findings(element: &Element) -> bool {
    element.attribute("class") == Some("findings")
}

/// What the lists of a part of a page say.
pub(super) fn said_under(part: &Element) -> Vec<Item> {
    part.all(&is_findings).into_iter().flat_map(said_in).collect()
}

/// What a list of open items says; without a code where the list has none.
pub(super) fn said_in(list: &Element) -> Vec<Item> {
    let said = list.elements().map(|item| {
        let sentence = item.named("p")[0].text();
        // Whom it is about may have a number in the name.
        let sentence = sentence.split_once(": ").map_or(sentence.as_str(), |(_, rest)| rest);
        let code = item.named("code").first().map(|code| code.text());
        (code.unwrap_or_default(), numbers_in(sentence))
    });
    said.collect()
}

fn in_order(one: &Item, other: &Item) -> std::cmp::Ordering {
    let numbers = one.1.iter().zip(&other.1).map(|(a, b)| a.total_cmp(b));
    let numbers = numbers.into_iter().find(|order| order.is_ne());
    one.0
        .cmp(&other.0)
        .then(numbers.unwrap_or_else(|| one.1.len().cmp(&other.1.len())))
}

/// The section under a heading.
pub(super) fn section<'e>(page: &'e Element, heading: &str) -> Option<&'e Element> {
    let is_it = |each: &Element| each.name == "section" && each.attribute("aria-labelledby") == Some(heading);
    page.all(&is_it).into_iter().next()
}

/// A day in full, such as 14 July 2026.
fn long_day(day: &str) -> String {
    let names = "January February March April May June July August September October November December";
    let parts: Vec<Day> = day.split('-').map(|part| part.parse().unwrap()).collect();
    let name = names.split(' ').nth(usize::try_from(parts[1] - 1).unwrap()).unwrap();
    format!("{} {name} {}", parts[2], parts[0])
}
