//! What a session and a manager read: the agenda with its reasons, questions, flags to answer, a manager's own ratings.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::html::Element;
use super::super::records::{Session, tables, text};
use super::super::sentences;
use super::open::section;
use super::text::{count_of, id, list, score, thousands};
use super::{LONGEST, Pages, Reader, Wanted};

/// Up to so many sessions stand on the page of the calibration.
const SESSIONS_TOGETHER: usize = 3;

impl Pages<'_> {
    pub(super) fn room(&mut self, cycle: &str) {
        let review = self.review;
        let sessions = &review.cycle.sessions;
        for session in sessions {
            let page = if sessions.len() <= SESSIONS_TOGETHER {
                format!("{cycle}/calibration/index.html")
            } else {
                format!("{cycle}/calibration/sessions/{}/index.html", session.id)
            };
            let read = self.read(&page);
            let agendas = list(&self.expected["agendas"]).iter();
            let agenda = agendas.into_iter().find(|each| each["session"] == *session.id);
            let agenda = agenda.unwrap().clone();
            let place = format!("agenda-{}", session.id);
            let Some(part) = section(&read, &place) else {
                self.found.push(format!("{page} has no {place}"));
                continue;
            };
            let open = self.agenda(&page, part, session, &agenda);
            if sessions.len() > SESSIONS_TOGETHER {
                let parts = list(&agenda["parts"]).iter().flat_map(|part| list(&part["items"]));
                let people: BTreeSet<_> = parts.map(|item| item["person"].as_str()).collect();
                self.session_lede(&page, people.len(), open);
            }
            self.questions(&page, &read, session);
        }
        for manager in list(&self.expected["managers"]).to_vec() {
            self.manager(cycle, &manager);
        }
        self.time_on_level(cycle);
    }

    /// The agenda's lists; how many of its flags wait for an answer.
    fn agenda(&mut self, page: &str, part: &Element, session: &Session, agenda: &Value) -> usize {
        let body = part.all(&|each| {
            each.attribute("class")
                .is_some_and(|class| class.contains("entry-body"))
        });
        let mut heading = String::new();
        let mut printed: Vec<(String, &Element)> = Vec::new();
        for element in body.first().into_iter().flat_map(|body| body.elements()) {
            match element.name.as_str() {
                "h3" => element.attribute("id").unwrap_or_default().clone_into(&mut heading),
                "ol" | "ul" => printed.push((heading.clone(), element)),
                _ => {}
            }
        }
        let of_part = |kind: &str| {
            let anchor = format!("{}-{kind}", session.id);
            printed
                .iter()
                .find(|(heading, _)| *heading == anchor)
                .map(|(_, list)| *list)
        };
        for (section, kind) in [
            ("lowest-and-highest", "ends"),
            ("fringe", "fringe"),
            ("promotions", "promotions"),
        ] {
            let part = list(&agenda["parts"])
                .iter()
                .find(|each| each["part"] == section)
                .unwrap();
            let items = list(&part["items"]);
            let rows: Vec<&Element> = of_part(kind).map_or(Vec::new(), |list| list.elements().collect());
            if rows.len() != items.len().min(LONGEST) {
                self.found
                    .push(format!("{page}, {kind}: {} of {} people", rows.len(), items.len()));
            }
            for (row, item) in rows.into_iter().zip(items) {
                self.agenda_item(page, kind, row, item);
            }
        }
        let concerned = |subject: &Value| {
            let unit = match subject["kind"].as_str() {
                Some("everyone") | None => return true,
                Some("unit" | "team") => subject["id"].as_str(),
                _ => self.unit_of(subject["id"].as_str().unwrap()),
            };
            unit.is_some_and(|unit| self.review.in_scope(&session.record, unit))
        };
        let flags = self.flagged(&|result| concerned(&result["subject"]));
        self.flags(page, of_part("flags"), &flags);
        flags.iter().filter(|(_, result)| result["standing"] == "open").count()
    }

    /// The unit in which a person is counted.
    fn unit_of(&self, person: &str) -> Option<&str> {
        let role = self.world.role(person, self.review.role_day);
        role.map(|role| role.team.as_str())
    }

    /// Everything that raised a flag and of which something is true: those that wait for an answer first.
    fn flagged(&self, of: &dyn Fn(&Value) -> bool) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for check in list(&self.expected["bias"]["checks"]) {
            for result in list(&check["results"]) {
                let is_flag = ["flag", "soft-flag"].contains(&result["verdict"].as_str().unwrap());
                if is_flag && of(result) {
                    found.push((check["check"].as_str().unwrap().to_owned(), result.clone()));
                }
            }
        }
        found.sort_by_key(|(_, result)| result["standing"] != "open");
        found
    }

    fn flags(&mut self, page: &str, printed: Option<&Element>, wanted: &[(String, Value)]) {
        let rows: Vec<&Element> = printed.map_or(Vec::new(), |list| list.elements().collect());
        if rows.len() != wanted.len().min(LONGEST) {
            self.found
                .push(format!("{page}: {} of {} flags", rows.len(), wanted.len()));
        }
        for row in rows {
            let link = row
                .named("a")
                .first()
                .and_then(|link| link.attribute("href"))
                .unwrap_or_default();
            let anchor = link.split_once('#').unwrap_or_default().1;
            let found = wanted.iter().find(|(check, result)| {
                let subject = result["subject"]["id"].as_str();
                subject.map_or(check.clone(), |id| format!("{check}-{id}")) == anchor
            });
            let Some((_, result)) = found else {
                self.found.push(format!("{page}: nobody expects the flag {anchor}"));
                continue;
            };
            let says = sentences::first_of(self.world, result);
            let said = row.named("p")[0].text();
            if !said.ends_with(&says) {
                self.found
                    .push(format!("{page}, {anchor}: {says:?} does not end {said:?}"));
            }
        }
    }

    fn agenda_item(&mut self, page: &str, kind: &str, row: &Element, item: &Value) {
        let person = item["person"].as_str().unwrap();
        let place = format!("{kind}, {person}");
        let packet = self.packet(person);
        let head = row.named("h4")[0];
        let leads = head
            .named("a")
            .iter()
            .any(|link| link.attribute("href").is_some_and(|href| href.ends_with(&packet)));
        if !leads {
            self.found
                .push(format!("{page}, {place}: {:?} stands there", head.text()));
            return;
        }
        let people = list(&self.expected["people"]).iter();
        let figures = people.into_iter().find(|each| each["id"] == person).unwrap().clone();
        let prior = figures["prior_rating"]
            .as_i64()
            .map_or(String::new(), |prior| format!(" · last cycle {prior}"));
        let rating = item["rating"]
            .as_i64()
            .map_or(String::new(), |_| self.rating(&item["rating"], ""));
        let wanted = [rating, format!("· goal score {}{prior}", score(&figures["goal_score"]))];
        let paragraphs = row.named("p");
        self.says(page, &place, &paragraphs[0].text(), &wanted);
        let reasons: Vec<String> = list(&item["reasons"])
            .iter()
            .map(|reason| self.reason(reason))
            .collect();
        let (reasons, said) = (reasons.join(" "), paragraphs[1].text());
        if reasons != said {
            self.found.push(format!("{page}, {place}: {reasons:?} is not {said:?}"));
        }
    }

    /// Why somebody is on the agenda, in the words of the page.
    fn reason(&self, reason: &Value) -> String {
        let number = |key: &str| reason[key].as_f64().unwrap();
        match reason["rule"].as_str().unwrap() {
            "lowest" => "The lowest rating of the scale.".to_owned(),
            "highest" => "The highest rating of the scale.".to_owned(),
            "far-from-goals" => {
                let (far, suggested) = (number("distance"), number("suggested"));
                let way = if far > 0.0 { "above" } else { "below" };
                format!(
                    "{:.1} {way} what the goal score suggests, {suggested:.1} (far: {} or more).",
                    far.abs(),
                    self.world.policy.agenda_distance
                )
            }
            "near-boundary" => format!(
                "Goal score near {}, from where {} would be suggested (near: {} or less).",
                thousands(number("boundary"), 2).replace('−', "-"),
                self.rating(&reason["neighbour"], ""),
                self.world.policy.agenda_fringe
            ),
            "disagreement" => {
                let (doubts, agree) = (&reason["questions"], &reason["agree"]);
                let least = match self.world.policy.agenda_questions {
                    1 => "1 question".to_owned(),
                    more => format!("{more} questions"),
                };
                format!("Questioned by {doubts}, agreed by {agree} ({least} or more).")
            }
            "changed" => {
                let steps = reason["steps"].as_i64().unwrap();
                let way = if steps > 0 { "up" } else { "down" };
                let from = &reason["from"];
                let steps = match steps.abs() {
                    1 => "1 step".to_owned(),
                    more => format!("{more} steps"),
                };
                let least = self.world.policy.agenda_steps;
                format!("{steps} {way} from {from} in the last cycle ({least} or more).")
            }
            "new-manager" => match reason["before"].as_str() {
                Some(before) => {
                    let name = &self.world.person(before).name;
                    format!("First rating by a new manager; it was {name} before.")
                }
                None => "First rating by this manager.".to_owned(),
            },
            _ => "A promotion is recommended or decided.".to_owned(),
        }
    }

    /// How many question a rating and how many agree, the most doubted first.
    fn questions(&mut self, page: &str, read: &Element, session: &Session) {
        let title = text(&session.record, "title").unwrap();
        let caption = format!("Questions before {title}");
        let all = read.tables();
        let table = all.iter().find(|table| table.caption == caption);
        let shown = list(&self.expected["people"]).iter().map(id);
        let asked = tables(&session.record, "question");
        let mut wanted = Vec::new();
        for person in shown {
            let count = |answer: &str| {
                let own = asked.iter().filter(|each| text(each, "person") == Some(person));
                own.filter(|each| text(each, "answer") == Some(answer)).count()
            };
            let (doubts, agree) = (count("question"), count("agree"));
            let inside = self
                .unit_of(person)
                .is_some_and(|unit| self.review.in_scope(&session.record, unit));
            if doubts + agree > 0 && inside {
                wanted.push((std::cmp::Reverse(doubts), agree));
            }
        }
        wanted.sort_unstable();
        let wanted = wanted.into_iter().take(LONGEST);
        let wanted: Vec<[String; 2]> = wanted
            .map(|(doubts, agree)| [doubts.0.to_string(), agree.to_string()])
            .collect();
        let rows = table.map_or(Vec::new(), |table| {
            let cells = |row| ["Question it", "Agree"].map(|column| table.cell(row, column).text.clone());
            table.rows.iter().map(cells).collect()
        });
        if rows != wanted {
            self.found
                .push(format!("{page}, {caption}: {wanted:?} is not {rows:?}"));
        }
    }

    /// A manager's own ratings.
    pub(super) fn manager(&mut self, cycle: &str, manager: &Value) {
        let of = id(manager);
        let page = format!("{cycle}/calibration/managers/{of}/index.html");
        let reports = &manager["reports"];
        let everyone = self.expected["everyone"].clone();
        let counts = |ratings: &Value| {
            list(&ratings["counts"])
                .iter()
                .map(|row| row["count"].clone())
                .collect::<Vec<_>>()
        };
        let mut wanted = vec![self.distribution("As they count".to_owned(), &reports["ratings"])];
        let mut drawn = vec![("As they count", &reports["ratings"])];
        if counts(&reports["ratings"]) != counts(&reports["recommended"]) {
            wanted.push(self.distribution("As recommended".to_owned(), &reports["recommended"]));
            drawn.push(("As recommended", &reports["recommended"]));
        }
        let total = |ratings: &Value| ratings["rated"].as_u64().unwrap() + ratings["not_rated"].as_u64().unwrap();
        if total(&everyone["ratings"]) != total(&reports["ratings"]) {
            wanted.push(self.distribution(self.reader.everyone().to_owned(), &everyone["ratings"]));
            drawn.push((self.reader.everyone(), &everyone["ratings"]));
        }
        let mut means = Wanted::new("Means side by side");
        let mean = |value: &Value, n: &Value| value.as_f64().map(|mean| format!("{mean:.2} (n = {n})"));
        for (label, of) in [
            (
                "Mean rating",
                &(|group: &Value| mean(&group["ratings"]["mean"], &group["ratings"]["rated"]))
                    as &dyn Fn(&Value) -> Option<String>,
            ),
            ("Mean goal score", &|group: &Value| {
                mean(&group["goal_score"]["value"], &group["goal_score"]["n"])
            }),
        ] {
            if let Some(own) = of(reports) {
                let all = of(&everyone).unwrap_or("–".to_owned());
                means.row(label, &[("Direct reports", own), ("Everyone", all)]);
            }
        }
        let mut people = Wanted::new("Direct reports");
        for person in list(&self.expected["people"])
            .iter()
            .filter(|person| person["manager"] == *of)
        {
            let one = self.review.find(id(person)).unwrap();
            let evidence = one
                .packet
                .manager_assessment
                .as_ref()
                .map(|record| tables(record, "evidence").len());
            let evidence = match evidence {
                None => "–".to_owned(),
                Some(0) => "none".to_owned(),
                Some(many) => count_of(many, "item", "items"),
            };
            let mut cells = self.compared(person).to_vec();
            if person["rating"].is_null() {
                cells.remove(0);
            }
            cells.extend([
                ("Recommended", self.rating(&person["recommended"], "–")),
                ("Evidence", evidence),
            ]);
            people.row(self.packet(id(person)), &cells);
        }
        if self.reader.sees_checks() {
            self.decisions(&page, of);
        }
        let people_listed = people.rows.len();
        wanted.extend([means, people]);
        self.tables(&page, &wanted);
        for (title, ratings) in drawn.into_iter().filter(|(_, ratings)| ratings["rated"] != 0) {
            self.drawn(&page, title, ratings);
        }
        let concerns = |result: &Value| {
            let subject = &result["subject"];
            let about = match (subject["kind"].as_str(), subject["id"].as_str()) {
                (_, None) => None,
                (Some("unit" | "team"), Some(unit)) => self.world.team(unit).lead.as_deref(),
                (Some("manager"), manager) => manager,
                (_, Some(person)) => self.review.find(person).and_then(|one| one.manager),
            };
            about == Some(of) || result["who"] == *of
        };
        let flags = self.flagged(&|result| self.reader.sees_checks() && concerns(result));
        let read = self.read(&page);
        let part = section(&read, "flags");
        let printed = part.and_then(|part| part.all(&super::open::is_findings).into_iter().next());
        if let Reader::Manager(reader) = self.reader {
            self.waiting_for(&page, printed, (reader == of).then_some(reader));
        } else {
            self.flags(&page, printed, &flags);
        }
        let open = flags.iter().filter(|(_, result)| result["standing"] == "open").count();
        self.manager_lede(&page, reports, people_listed, open);
    }

    /// What a manager has to do about their own ratings, on their own page in their own tree; nothing on the pages of managers below.
    fn waiting_for(&mut self, page: &str, printed: Option<&Element>, reader: Option<&str>) {
        let about_ratings = [
            "manager-assessment-missing",
            "manager-assessment-late",
            "assessment-not-shared",
            "assessed-without-rating",
            "rated-without-evidence",
            "exceeds-share",
            "all-the-same",
        ];
        let own = list(&self.expected["open_items"]).iter().filter(|item| {
            let is_own = reader.is_some_and(|reader| item["actor"] == reader);
            is_own && about_ratings.contains(&item["code"].as_str().unwrap())
        });
        let own: Vec<Value> = own.cloned().collect();
        self.are_items(page, printed.map(super::open::said_in).unwrap_or_default(), &own);
    }

    /// What a session decided of a manager's reports, with who led it and the reason.
    fn decisions(&mut self, page: &str, manager: &str) {
        let read = self.read(page);
        let room = section(&read, "room").map(Element::text).unwrap_or_default();
        let review = self.review;
        let shown = review.shown().into_iter().filter(|one| one.manager == Some(manager));
        let reports: BTreeSet<&str> = shown.map(|one| one.id).collect();
        for session in review.cycle.sessions.iter().filter(|session| session.held) {
            let decided = tables(&session.record, "decision").into_iter();
            for decision in decided.filter(|each| reports.contains(text(each, "person").unwrap())) {
                let leader = text(&session.record, "facilitator").map(|id| &self.world.person(id).name);
                let leader = leader.map_or(String::new(), |name| format!("{name} , "));
                let title = text(&session.record, "title").unwrap();
                let why = text(decision, "rationale").unwrap_or_default();
                self.says(page, "room", &room, &[format!("{why} {leader}{title} ,")]);
            }
        }
    }

    /// How long each person has been on a level, on the page that compares its people.
    fn time_on_level(&mut self, cycle: &str) {
        let mut levels: Vec<&str> = list(&self.expected["people"])
            .iter()
            .filter_map(|person| person["level"].as_str())
            .collect();
        levels.sort_unstable();
        levels.dedup();
        let levels: Vec<String> = levels.into_iter().map(str::to_owned).collect();
        for level in levels {
            let page = format!("{cycle}/calibration/levels/{}/index.html", level.to_lowercase());
            let people = self.expected["people"].clone();
            let people: Vec<&Value> = list(&people)
                .iter()
                .filter(|person| person["level"] == *level)
                .collect();
            self.level_lede(&page, &people);
            let mut wanted = Wanted::new(format!("People on {level}"));
            for person in people {
                let since = self.review.on_level_since(self.review.find(id(person)).unwrap());
                let said = since.map_or("–".to_owned(), |since| span((self.review.cycle.end - since).max(0)));
                wanted.row(self.packet(id(person)), &[("On this level", said)]);
            }
            self.tables(&page, &[wanted]);
        }
    }
}

/// Days in years and months: half a month and more counts as one, at 30.44 days each.
fn span(days: i64) -> String {
    let months = (days as f64 / 30.44).round() as i64;
    match (months / 12, months % 12) {
        (0, months) => format!("{months} mo"),
        (years, 0) => format!("{years} y"),
        (years, months) => format!("{years} y {months} mo"),
    }
}
