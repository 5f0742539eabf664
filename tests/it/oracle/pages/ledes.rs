//! What pages say first: the numbers in the sentence at the head of each, and in the lines beside its headings.

use serde_json::Value;

use super::super::html::{self, Element};
use super::super::open::numbers_in;
use super::super::records::{Day, civil, day, days};
use super::open::section;
use super::text::{count_of, id, list};
use super::{Pages, Reader};

/// So many of something, as numbers.
fn many(count: usize) -> f64 {
    count as f64
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// A count that is written as a word where it is one.
fn unless_one(count: usize) -> Vec<f64> {
    if count == 1 { Vec::new() } else { vec![many(count)] }
}

/// A count that is written as a word where it is one, and not at all where there is none.
fn from_two(count: usize) -> Vec<f64> {
    if count < 2 { Vec::new() } else { vec![many(count)] }
}

/// How many ratings are away from the guideline, where that can be told.
fn moves(ratings: &Value) -> Vec<f64> {
    let moves = ratings["people_to_move"].as_u64().filter(|_| ratings["rated"] != 0);
    moves.map_or(Vec::new(), |moves| from_two(moves as usize))
}

/// What of a person's review is missing, in the words of the list of a unit's members.
fn missing(person: &Value, plan: Option<&str>, is_review: bool, reader: Reader<'_>) -> Vec<String> {
    let parts = [
        ("goals", "Agreed goals"),
        ("check_in", "Check-in"),
        ("self_assessment", "Self-assessment"),
        ("peer_feedback", "Peer feedback"),
        ("manager_assessment", "Manager assessment"),
    ];
    let absent = parts
        .into_iter()
        .filter(|(part, _)| reader.sees_outcomes() || *part != "peer_feedback")
        .filter(|(part, _)| is_review && person[*part]["standing"] == "missing");
    let mut said: Vec<String> = absent
        .map(|(part, label)| format!("{label}, {} overdue", super::text::days_of(&person[part]["days"])))
        .collect();
    let plans = [
        ("development", "development_plan", "Development plan"),
        ("improvement", "improvement_plan", "Improvement plan"),
    ];
    for (_, field, label) in plans
        .into_iter()
        .filter(|(kind, ..)| reader.sees_outcomes() && plan == Some(*kind))
    {
        match person[field]["gaps"].as_array() {
            None => said.push(label.to_owned()),
            Some(gaps) if !gaps.is_empty() => said.push(format!("{label}: not complete")),
            Some(_) => {}
        }
    }
    if person["promotion"]["documented"] == false {
        said.push("Promotion criteria with evidence".to_owned());
    }
    if reader.sees_outcomes() && unexplained(person) {
        said.push("Reason for merit outside the range".to_owned());
    }
    said
}

/// Whether a raise lies outside of its range, and nobody says why.
fn unexplained(person: &Value) -> bool {
    let merit = &person["merit"];
    (merit["range"] == "above" || merit["range"] == "below") && merit["has_exception"] == false
}

impl Pages<'_> {
    /// Whether the numbers of a sentence are these.
    pub(super) fn counts(&mut self, page: &str, place: &str, sentence: &str, wanted: &[f64]) {
        let said = numbers_in(sentence);
        let same = said.len() == wanted.len() && said.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
        if !same {
            self.found
                .push(format!("{page}, {place}: {wanted:?} is not what {sentence:?} says"));
        }
    }

    pub(super) fn lede_of(&mut self, page: &str, wanted: &[f64]) {
        let read = self.read(page);
        let said = read.all(&|each| each.attribute("class") == Some("lede"))[0].text();
        self.counts(page, "lede", &said, wanted);
    }

    /// What stands beside a heading.
    fn head(&self, page: &str, anchor: &str) -> Option<String> {
        let read = self.read(page);
        section(&read, anchor).map(|section| section.named("header")[0].text())
    }

    pub(super) fn ledes(&mut self, cycle: &str) {
        let at = |page: &str| format!("{cycle}/{page}index.html");
        let everyone = self.expected["everyone"].clone();
        let units = list(&self.expected["units"]).to_vec();
        let review = &everyone["completion"]["review"];
        let on_time = [number(&review["on_time"]), number(&review["total"])];
        let some_reviews = if on_time[1] > 0.0 { on_time.to_vec() } else { Vec::new() };

        self.teams_lede(&at("teams/"));

        let calibrates = self.world.as_of > day(&self.review.cycle.deadlines, "manager_assessment").unwrap();
        let mut wanted = if calibrates { some_reviews } else { Vec::new() };
        wanted.extend(self.next_deadline());
        self.lede_of(&at(""), &wanted);
        let head = self.head(&at(""), "completion").unwrap();
        let reviews = head.rsplit(' ').next().unwrap_or_default().to_owned();
        self.counts(&at(""), "completion", &reviews, &on_time[1..]);

        self.lede_of(&at("calibration/"), &self.of_calibration(&everyone));
        self.lede_of(&at("calibration/bias/"), &self.of_checks());
        let met = list(&self.expected["success"])
            .iter()
            .filter(|each| each["status"] == "met");
        let met = many(met.count());
        self.lede_of(&at("success/"), &[met, 8.0]);
        self.of_mid_cycle(&at("mid-cycle/"), &everyone["mid_cycle"]);
        self.of_outcomes(&at("outcomes/"), &everyone["pay"]);
        self.of_goals(&at("goals/"));
        if !self.expected["movement"].is_null() {
            self.of_movement(&at("movement/"));
        }
        for unit in &units {
            self.of_unit(&at(&format!("teams/{}/", id(unit))), unit);
        }
        if self.world.cycles.last().is_some_and(|last| last.id == cycle) {
            self.of_home();
        }
    }

    pub(super) fn teams_lede(&mut self, page: &str) {
        let everyone = &self.expected["everyone"];
        let units = list(&self.expected["units"]).len();
        let mut wanted = vec![
            number(&everyone["people"]),
            many(units),
            number(&everyone["ratings"]["rated"]),
        ];
        let review = &everyone["completion"]["review"];
        if self.reader.sees_reviews() && review["total"] != 0 {
            wanted.extend([number(&review["on_time"]), number(&review["total"])]);
        }
        self.lede_of(page, &wanted);
    }

    /// The days that something is due, from today on, as pages count them.
    fn dues(&self) -> Vec<Day> {
        let deadlines = &self.review.cycle.deadlines;
        let names = [
            "company_goals",
            "team_goals",
            "individual_goals",
            "goals_locked",
            "self_assessment",
            "peer_feedback",
            "manager_assessment",
            "calibration",
            "release",
            "closed",
        ];
        let mut dues: Vec<Day> = names.iter().filter_map(|name| day(deadlines, name)).collect();
        dues.extend([days(deadlines, "check_in")[1], self.review.cycle.end]);
        dues.retain(|day| *day >= self.world.as_of);
        dues.sort_unstable();
        dues
    }

    /// The next day on which something is due, and in how many days; in words where it is today or tomorrow.
    pub(super) fn next_deadline(&self) -> Vec<f64> {
        let next = self.dues().first().copied();
        let ahead = next.filter(|next| next - self.world.as_of > 1);
        ahead.map_or(Vec::new(), |next| {
            vec![civil(next).2 as f64, (next - self.world.as_of) as f64]
        })
    }

    pub(super) fn of_home(&mut self) {
        let read = self.read("index.html");
        let now = section(&read, "now").map(Element::text).unwrap_or_default();
        let dues = self.dues();
        let wanted = dues.iter().take(3).map(|day| {
            let (year, month, number) = civil(*day);
            let name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
                .split(' ')
                .nth(month as usize - 1)
                .unwrap();
            let when = match day - self.world.as_of {
                0 => "today".to_owned(),
                ahead => format!("in {}", count_of(ahead as usize, "day", "days")),
            };
            format!("{number} {name} {year} , {when}")
        });
        let wanted: Vec<String> = wanted.collect();
        self.says("index.html", "now", &now, &wanted);
    }

    pub(super) fn of_calibration(&self, everyone: &Value) -> Vec<f64> {
        let ratings = &everyone["ratings"];
        let rated = number(&ratings["rated"]);
        let mut wanted = vec![rated, rated + number(&ratings["not_rated"])];
        wanted.extend(moves(ratings));
        let changed = list(&self.expected["people"])
            .iter()
            .filter(|person| !person["change"].is_null());
        wanted.extend(from_two(changed.count()));
        let sessions = &self.review.cycle.sessions;
        let open = sessions.iter().filter(|session| !session.held).count();
        if sessions.len() > 1 && open > 0 {
            wanted.extend([many(open), many(sessions.len())]);
        }
        wanted
    }

    pub(super) fn of_checks(&self) -> Vec<f64> {
        let bias = &self.expected["bias"];
        let checks = list(&bias["checks"]);
        let count = |standing: &str| many(checks.iter().filter(|each| each["standing"] == standing).count());
        let rated = number(&bias["rated"]);
        let mut wanted = vec![many(checks.len()), rated, rated + number(&bias["not_rated"])];
        let told = ["clear", "answered", "open"].map(count);
        wanted.extend(told);
        wanted.push(many(checks.len()) - told.iter().sum::<f64>());
        wanted
    }

    pub(super) fn of_mid_cycle(&mut self, page: &str, counts: &Value) {
        let lacking = list(&self.expected["people"])
            .iter()
            .flat_map(|person| list(&person["adjustments"]));
        let (lacking, others): (Vec<_>, Vec<_>) = lacking.partition(|change| !list(&change["lacks"]).is_empty());
        let (lacking, others) = (lacking.len(), others.len());
        let unchanged = &counts["unchanged"];
        let mut wanted = Vec::new();
        if counts["total"] != 0 {
            let percent = number(&unchanged["percent"]);
            wanted = vec![number(&counts["total"]), number(&unchanged["count"])];
            wanted.extend([
                format!("{percent:.0}").parse().unwrap(),
                number(&unchanged["expected_percent"]),
            ]);
            wanted.extend(from_two(lacking));
        }
        self.lede_of(page, &wanted);
        for (anchor, wanted) in [
            (
                "groups",
                count_of(counts["people"].as_u64().unwrap() as usize, "check-in", "check-ins"),
            ),
            ("lacking", count_of(lacking, "change", "changes")),
            ("changes", count_of(others, "change", "changes")),
        ] {
            if let Some(head) = self.head(page, anchor) {
                self.says(page, anchor, &head, &[wanted]);
            }
        }
        let read = self.read(page);
        let total = count_of(counts["total"].as_u64().unwrap() as usize, "key result", "key results");
        let groups = section(&read, "groups").map(Element::text).unwrap_or_default();
        self.says(
            page,
            "groups",
            &groups,
            &[format!("Of {total} of people who had a check-in")],
        );
    }

    pub(super) fn of_outcomes(&mut self, page: &str, pay: &Value) {
        let mut wanted = Vec::new();
        if let Some(percent) = pay["merit_percent"].as_f64() {
            wanted.push(format!("{percent:.2}").parse().unwrap());
            wanted.extend(self.world.policy.budget);
        }
        let without = list(&self.expected["people"])
            .iter()
            .filter(|person| unexplained(person))
            .count();
        wanted.extend(from_two(without));
        self.lede_of(page, &wanted);
    }

    pub(super) fn of_goals(&mut self, page: &str) {
        let goals = &self.expected["goals"];
        let is_person = |owner: &Value| self.world.people.iter().any(|person| *owner == *person.id);
        let split = list(&self.expected["people"]).len() > super::ON_ONE_PAGE;
        let owners: Vec<_> = list(&goals["owners"])
            .iter()
            .filter(|owner| !split || !is_person(&owner["owner"]))
            .collect();
        let objectives = || owners.iter().flat_map(|owner| list(&owner["objectives"]));
        let all = objectives().count();
        let here = |address: &&Value| objectives().any(|objective| objective["address"] == **address);
        // The whole company is told of units' alone.
        let is_named = |address: &&Value| {
            let owner = address.as_str().unwrap().split('/').next().unwrap();
            self.reader != Reader::Company || !self.world.is_person(owner)
        };
        let loose = list(&goals["supports_nothing"]).iter();
        let loose = loose.filter(here).filter(is_named).count();
        // Who sees some people's goals alone cannot tell what nothing supports.
        let sees_all = matches!(self.reader, Reader::Hr | Reader::Company);
        let unsupported = list(&goals["unsupported"]).len() * usize::from(sees_all);
        let fails = |key_result: &&Value| {
            key_result["smart"]
                .as_object()
                .is_some_and(|checks| checks.values().any(|check| check == "fails"))
        };
        let faults = objectives()
            .flat_map(|objective| list(&objective["key_results"]))
            .filter(fails)
            .count();
        let mut wanted = vec![all, loose, unsupported, faults];
        let first = wanted.remove(0);
        wanted.retain(|count| *count > 0);
        let wanted: Vec<f64> = [first]
            .into_iter()
            .filter(|all| *all > 0)
            .chain(wanted)
            .map(many)
            .collect();
        self.lede_of(page, &wanted);
    }

    fn of_movement(&mut self, page: &str) {
        let movement = self.expected["movement"].clone();
        let rows: Vec<Vec<u64>> = list(&movement["matrix"])
            .iter()
            .map(|row| list(row).iter().map(|many| many.as_u64().unwrap()).collect())
            .collect();
        // Rows and columns run from the best rating to the lowest.
        let count = |of: &dyn Fn(usize, usize) -> bool| -> usize {
            let cells = rows
                .iter()
                .enumerate()
                .flat_map(|(from, row)| row.iter().enumerate().map(move |(to, n)| (from, to, n)));
            cells
                .filter(|(from, to, _)| of(*from, *to))
                .map(|(.., n)| *n as usize)
                .sum()
        };
        let all = count(&|_, _| true);
        let far = count(&|from, to| from.abs_diff(to) >= 2);
        let mut wanted = Vec::new();
        if all > 0 {
            let kinds = [
                count(&|from, to| from == to),
                count(&|from, to| from > to),
                count(&|from, to| from < to),
            ];
            wanted.push(many(all));
            wanted.extend(kinds.map(many));
            wanted.extend(from_two(far));
        }
        self.lede_of(page, &wanted);
        let read = self.read(page);
        for (anchor, field) in [
            ("newcomers", "newcomers"),
            ("leavers", "leavers"),
            ("not-compared", "not_compared"),
        ] {
            let named = list(&movement[field]).len();
            let head = section(&read, anchor).map(|section| section.named("header")[0].text());
            let wanted = count_of(named, "person", "people");
            self.says(page, anchor, &head.unwrap_or_default(), &[wanted]);
        }
        let printed = read.tables();
        let printed = printed.iter().find(|table| table.caption == "Two steps or more");
        let steps: Vec<&str> = printed.map_or(Vec::new(), |table| {
            table
                .rows
                .iter()
                .map(|row| table.cell(row, "Steps").text.as_str())
                .collect()
        });
        let moved = list(&movement["moves"])
            .iter()
            .map(|each| each["steps"].as_i64().unwrap());
        let moved = moved.filter(|steps| steps.abs() >= 2);
        let moved = moved.map(|steps| format!("{steps:+}").replace('-', "−"));
        let moved: Vec<String> = moved.take(super::LONGEST).collect();
        if steps != moved {
            self.found
                .push(format!("{page}, two steps: {moved:?} is not {steps:?}"));
        }
    }

    pub(super) fn of_unit(&mut self, page: &str, unit: &Value) {
        let figures = unit["all"].clone();
        let people = figures["people"].as_u64().unwrap() as usize;
        let mut wanted = unless_one(people);
        wanted.push(number(&figures["ratings"]["rated"]));
        let mut lacking = 0;
        let tables = self.read(page).tables();
        let members = tables.iter().find(|table| table.caption == "Members");
        let own: Vec<Value> = list(&self.expected["people"])
            .iter()
            .filter(|person| person["unit"] == unit["id"])
            .cloned()
            .collect();
        for person in own {
            let one = self.review.find(id(&person)).unwrap();
            let said = missing(
                &person,
                self.review.plan(one),
                super::Review::is_review(one),
                self.reader,
            );
            lacking += usize::from(!said.is_empty());
            let packet = self.packet(id(&person));
            let is_own = |row: &&html::Row| row.cells[0].links.iter().any(|link| link.ends_with(&packet));
            let cell = members.and_then(|table| Some(&table.cell(table.rows.iter().find(is_own)?, "Missing").text));
            let said = if said.is_empty() {
                "–".to_owned()
            } else {
                said.join(" ")
            };
            if cell != Some(&said) {
                self.found
                    .push(format!("{page}, {}: missing {said:?} is not {cell:?}", id(&person)));
            }
        }
        wanted.extend(from_two(lacking));
        self.lede_of(page, &wanted);
        if figures["ratings"]["rated"] != 0 {
            let title = format!("Ratings in {}", unit["name"].as_str().unwrap());
            self.drawn(page, &title, &figures["ratings"]);
        }
    }

    /// What a drawing of a distribution says beside its title.
    pub(super) fn drawn(&mut self, page: &str, title: &str, ratings: &Value) {
        let read = self.read(page);
        let is_it = |each: &Element| {
            let captions = each.named("caption");
            each.name == "figure" && captions.iter().any(|caption| caption.text() == title)
        };
        let Some(figure) = read.all(&is_it).into_iter().next() else {
            self.found.push(format!("{page} draws no {title}"));
            return;
        };
        let said = figure
            .named("figcaption")
            .iter()
            .map(|each| each.text())
            .collect::<Vec<_>>()
            .join(" ");
        let said = said.strip_prefix(title).unwrap_or(&said).to_owned();
        let rated = number(&ratings["rated"]);
        let mut wanted = vec![rated, rated + number(&ratings["not_rated"])];
        wanted.extend(moves(ratings));
        self.counts(page, title, &said, &wanted);
    }

    /// The head of a page on which people of a level stand side by side.
    pub(super) fn level_lede(&mut self, page: &str, people: &[&Value]) {
        let mut units: Vec<Option<&str>> = people.iter().map(|person| person["unit"].as_str()).collect();
        units.sort_unstable();
        units.dedup();
        let mut wanted = unless_one(people.len());
        wanted.extend(unless_one(units.len()));
        for rating in &self.world.policy.ratings {
            let with = people.iter().filter(|person| person["rating"] == rating.value).count();
            wanted.extend(Some(many(with)).filter(|with| *with > 0.0));
        }
        self.lede_of(page, &wanted);
    }

    /// The head of a page of a manager's ratings: of so many who are listed, and `open` flags wait for an answer.
    pub(super) fn manager_lede(&mut self, page: &str, reports: &Value, listed: usize, open: usize) {
        let mut wanted = unless_one(listed);
        let ratings = &reports["ratings"];
        wanted.push(number(&ratings["rated"]));
        wanted.extend(moves(ratings));
        wanted.extend(Some(many(open)).filter(|open| *open > 0.0));
        self.lede_of(page, &wanted);
    }

    /// The head of a page of a session.
    pub(super) fn session_lede(&mut self, page: &str, people: usize, open: usize) {
        self.lede_of(page, &[many(people), many(open)]);
    }
}
