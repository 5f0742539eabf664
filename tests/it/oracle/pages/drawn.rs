//! Figures that are drawn or repeated: tenure and rating, a person's figures over cycles, the document for paper.

use std::collections::BTreeSet;

use super::super::cycle::Review;
use super::super::html::{self, Element, Table};
use super::text::{count_of, id, list, thousands};
use super::{Pages, Reader, Wanted};

/// What a table says, cell by cell.
fn words_of(table: &Table) -> (String, Vec<Vec<String>>) {
    let cells = |row: &html::Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
    (table.caption.clone(), table.rows.iter().map(cells).collect())
}

impl Pages<'_> {
    pub(super) fn drawings(&mut self, cycle: &str) {
        self.tenure(&format!("{cycle}/calibration/bias/index.html"));
        self.without_a_flag(&format!("{cycle}/calibration/bias/index.html"));
        self.for_paper(cycle);
        self.targets(&format!("{cycle}/success/index.html"));
        if self.world.cycles.last().is_some_and(|last| last.id == cycle) {
            self.trends();
        }
    }

    /// Years here against the rating, counted in some seven steps of whole years.
    pub(super) fn tenure(&mut self, page: &str) {
        let end = self.review.cycle.end;
        let years = |person: &str| (end - self.world.person(person).hired).max(0) as f64 / 365.25;
        let people = list(&self.expected["people"]).iter();
        let people: Vec<(f64, i64)> = people
            .filter_map(|person| Some((years(id(person)), person["rating"].as_i64()?)))
            .collect();
        let longest = people.iter().map(|(years, _)| *years).fold(1.0, f64::max).ceil();
        let step = (longest / 7.0).ceil();
        let mut wanted = Wanted::new("Tenure and rating");
        let mut from = 0.0;
        while from < longest && !people.is_empty() {
            let is_last = from + step >= longest;
            let until = if is_last { longest } else { from + step };
            let inside = |years: f64| years >= from && (years < until || is_last);
            let counts = self.world.policy.ratings.iter().map(|rating| {
                let with = people
                    .iter()
                    .filter(|(years, value)| *value == rating.value && inside(*years));
                (format!("{} {}", rating.value, rating.label), with.count().to_string())
            });
            wanted.rows.insert(format!("{from:.0} to {until:.0}"), counts.collect());
            from += step;
        }
        self.tables(page, &[wanted]);
        if !people.is_empty() {
            let read = self.read(page);
            let drawing = read.all(&|each| each.attribute("id") == Some("tenure-chart"));
            let title = drawing[0].named("figcaption")[0].text();
            self.says(page, "tenure", &title, &[format!("{} people;", people.len())]);
        }
    }

    /// How many results of a check raised no flag.
    pub(super) fn without_a_flag(&mut self, page: &str) {
        let read = self.read(page);
        for check in list(&self.expected["bias"]["checks"]) {
            let name = check["check"].as_str().unwrap();
            let results = list(&check["results"]);
            let others = results.iter().filter(|result| {
                let is_flag = ["flag", "soft-flag"].contains(&result["verdict"].as_str().unwrap());
                !is_flag && result["subject"]["kind"] != "everyone"
            });
            let many = others.count();
            let Some(section) = super::open::section(&read, name) else {
                self.found.push(format!("{page} has no {name}"));
                continue;
            };
            let text = section.text();
            let duty = ["Who must act:", "On a flag:"].iter().any(|words| text.contains(words));
            if !text.contains("Not seen:") || !(duty || results.is_empty()) {
                self.found.push(format!(
                    "{page}, {name} does not say what it cannot see, and who must act"
                ));
            }
            let summaries = section.named("summary");
            let told = summaries
                .iter()
                .map(|each| each.text())
                .find(|text| text.ends_with("without a flag"));
            let shown = many.min(super::LONGEST);
            let wanted = (many > 0).then(|| format!("{} without a flag", count_of(shown, "result", "results")));
            if told != wanted {
                self.found.push(format!("{page}, {name}: {wanted:?} is not {told:?}"));
            }
            let more = (many > shown).then(|| format!("{} more without a flag.", thousands((many - shown) as f64, 0)));
            let more: Vec<String> = more.into_iter().collect();
            self.says(page, name, &text, &more);
        }
    }

    /// The document for paper holds the tables and the agendas of the other pages of the calibration, as they are there.
    pub(super) fn for_paper(&mut self, cycle: &str) {
        let folder = self.tree.join(cycle).join("calibration");
        let mut sources = Vec::new();
        for below in ["", "bias", "levels", "managers", "sessions"] {
            let folder = folder.join(below);
            let own = folder.join("index.html");
            if own.exists() {
                sources.push(html::read(&own));
            }
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            let pages = entries.map(|entry| entry.unwrap().path().join("index.html"));
            let pages = pages.filter(|page| !below.is_empty() && page.exists());
            sources.extend(pages.map(|page| html::read(&page)));
        }
        let tables: BTreeSet<_> = sources
            .iter()
            .flat_map(Element::tables)
            .map(|table| words_of(&table))
            .collect();
        let agenda = |element: &Element| element.attribute("class") == Some("agenda");
        let items: BTreeSet<_> = sources
            .iter()
            .flat_map(|page| page.all(&agenda))
            .flat_map(|list| list.elements().map(Element::text))
            .collect();
        let page = format!("{cycle}/calibration/print/index.html");
        let paper = self.read(&page);
        let printed = paper.tables();
        if printed.is_empty() && !tables.is_empty() {
            self.found.push(format!("{page} has no table"));
        }
        for table in printed {
            let words = words_of(&table);
            if !tables.contains(&words) {
                self.found.push(format!("{page}: no other page says {words:?}"));
            }
        }
        for item in paper.all(&agenda).into_iter().flat_map(Element::elements) {
            if !items.contains(&item.text()) {
                self.found.push(format!("{page}: no other page says {:?}", item.text()));
            }
        }
    }

    /// What the success criteria aim at, and who falls short of each.
    fn targets(&mut self, page: &str) {
        let tables = self.read(page).tables();
        let Some(table) = tables.iter().find(|table| table.caption == "Success criteria") else {
            self.found.push(format!("{page} has no criteria"));
            return;
        };
        let policy = &self.world.policy;
        for (row, criterion) in table.rows.iter().zip(list(&self.expected["success"])) {
            let name = criterion["criterion"].as_str().unwrap();
            let target = match name {
                "on-time" => format!("> {}%", policy.on_time),
                "manager-satisfaction" => format!("> {:.1} of 5", policy.manager_satisfaction),
                "fairness" => format!("> {:.1} of 5", policy.fairness),
                _ => "100%".to_owned(),
            };
            let said = &table.cell(row, "Target").text;
            if *said != target {
                self.found.push(format!("{page}, {name}: {target:?} is not {said:?}"));
            }
            let short = list(&criterion["short"]).len();
            let named = table.cell(row, "Falls short").links.len();
            if named != short {
                self.found
                    .push(format!("{page}, {name}: {named} of {short} fall short"));
            }
        }
    }

    /// A person's rating and goal score over the cycles, where every cycle between the first and the last has one.
    pub(super) fn trends(&mut self) {
        let reviews: Vec<Review<'_>> = self
            .world
            .cycles
            .iter()
            .map(|cycle| Review::of(self.world, cycle))
            .collect();
        for person in &self.world.people {
            let page = format!("people/{}/index.html", person.id);
            if !self.tree.join(&page).exists() {
                continue;
            }
            // A committee has the packets of its own cycle alone.
            let has = |review: &&Review<'_>| {
                let packet = format!("people/{}/{}/index.html", person.id, review.cycle.id);
                !matches!(self.reader, Reader::Committee(_)) || self.tree.join(packet).exists()
            };
            let figures = |of: &dyn Fn(&Review<'_>) -> Option<String>| -> Vec<Option<(String, String)>> {
                let each = reviews
                    .iter()
                    .filter(has)
                    .map(|review| Some((review.cycle.title.clone(), of(review)?)));
                each.collect()
            };
            let id = person.id.as_str();
            let ratings = figures(&|review| Some(review.find(id)?.settled?.to_string()));
            let scores = figures(&|review| {
                review.find(id)?;
                review.person_score(id, "delivery").map(|score| thousands(score, 2))
            });
            for (title, anchor, mut known) in [
                ("Final rating", "rating-trend", ratings),
                ("Goal score", "score-trend", scores),
            ] {
                while known.last().is_some_and(Option::is_none) {
                    known.pop();
                }
                let first = known.iter().position(Option::is_some).unwrap_or(0);
                let known: Option<Vec<_>> = known.split_off(first).into_iter().collect();
                let known = known.filter(|known| known.len() > 1);
                let read = self.read(&page);
                let drawing = read.all(&|each| each.attribute("id") == Some(anchor));
                let said = drawing.first().map(|drawing| {
                    let table = &drawing.tables()[0];
                    (drawing.named("figcaption")[0].text(), words_of(table).1)
                });
                let wanted = known.map(|known| {
                    let (from, to) = (&known[0].1, &known[known.len() - 1].1);
                    let rows = known.iter().map(|(cycle, figure)| vec![cycle.clone(), figure.clone()]);
                    (format!("{title} {from} to {to}"), rows.collect::<Vec<_>>())
                });
                if said != wanted {
                    self.found.push(format!("{page}, {title}: {wanted:?} is not {said:?}"));
                }
            }
        }
    }
}
