//! The cascade of goals: scores, what supports what, and the SMART checks.

use serde_json::{Value, json};
use toml::Table;

use super::cycle::{One, Review, mean_of};
use super::records::{Day, blank, day, int, table, tables, text, texts, yes};

impl Review<'_> {
    /// The cascade as the document has it.
    pub fn goals(&self) -> Value {
        let owners = self.owners().into_iter().filter(|owner| self.reads(owner));
        let rows = owners.filter_map(|owner| {
            let objectives = tables(&self.cycle.goals[owner], "objective");
            let figures: Vec<_> = objectives.iter().map(|each| self.objective(owner, each)).collect();
            (!figures.is_empty()).then(|| json!({"owner": owner, "objectives": figures}))
        });
        json!({
            "owners": rows.collect::<Vec<_>>(),
            "supports_nothing": self.supports_nothing(),
            "unsupported": self.unsupported(),
        })
    }

    /// Whether the HR tree shows an owner's goals.
    fn reads(&self, owner: &str) -> bool {
        self.find(owner).is_none_or(|one| !self.world.is_member(one.id))
    }

    /// Whether the tree shows how an owner's goals ended.
    pub fn tells(&self, owner: &str) -> bool {
        // A manager and a committee read a self-assessment once it is submitted, with the results in it.
        let is_open = |one: &One<'_>| self.world.reads_drafts() || one.packet.self_assessment.is_some();
        !self.world.is_person(owner) || (self.find(owner).is_some_and(is_open) && self.reads(owner))
    }

    /// The objectives that the HR tree shows among some.
    fn shown_of(&self, addresses: Option<&Vec<String>>) -> Vec<String> {
        let all = addresses.into_iter().flatten();
        all.filter(|address| self.reads(owner_of(address))).cloned().collect()
    }

    fn children(&self, supporters: &[String]) -> Value {
        let told = supporters.iter().filter(|address| self.tells(owner_of(address)));
        let score = |address: &String| {
            let owner = owner_of(address);
            let objectives = tables(&self.cycle.goals[owner], "objective");
            let found = objectives
                .into_iter()
                .find(|each| format!("{owner}/{}", text(each, "id").unwrap()) == *address);
            self.objective_score(owner, found.unwrap()).0
        };
        mean_of(&told.map(score).collect::<Vec<_>>())
    }

    fn objective(&self, owner: &str, objective: &Table) -> Value {
        let address = format!("{owner}/{}", text(objective, "id").unwrap());
        let supporters = self.supporters();
        let own = self.shown_of(supporters.get(&address));
        let (score, scored, counted) = self.objective_score(owner, objective);
        let mut all = own.clone();
        let mut key_results = Vec::new();
        for key_result in tables(objective, "key_result") {
            let inner = format!("{}/{}", text(objective, "id").unwrap(), text(key_result, "id").unwrap());
            let below = self.shown_of(supporters.get(&format!("{owner}/{inner}")));
            all.extend(below.iter().cloned());
            key_results.push(self.key_result(owner, (objective, key_result), &inner, &below));
        }
        all.sort();
        all.dedup();
        json!({
            "address": address,
            "kind": text(objective, "kind").unwrap_or("delivery"),
            "score": score,
            "scored": scored,
            "counted": counted,
            "children": self.children(&all),
            "supports": texts(objective, "supports").into_iter().filter(|each| self.reads(owner_of(each))).collect::<Vec<_>>(),
            "supporters": own,
            "key_results": key_results,
        })
    }

    fn key_result(
        &self,
        owner: &str,
        (objective, key_result): (&Table, &Table),
        inner: &str,
        below: &[String],
    ) -> Value {
        let one = self.find(owner);
        let check_in = one.and_then(|one| one.packet.check_in.as_ref());
        let progress = check_in.and_then(|check_in| {
            let lines = tables(check_in, "progress");
            lines
                .into_iter()
                .rfind(|line| text(line, "key_result") == Some(inner))
                .cloned()
        });
        let is_person = self.world.is_person(owner);
        let status = if is_person {
            progress
                .as_ref()
                .and_then(|line| text(line, "status"))
                .map(str::to_owned)
        } else {
            text(key_result, "status").map(str::to_owned)
        };
        // An individual's is said to be open at the check-in; the company's and a unit's as its record stands.
        let said = if is_person {
            check_in.map(|check_in| day(check_in, "date").unwrap())
        } else {
            (!key_result.contains_key("result")).then(|| self.world.as_of.min(self.cycle.end))
        };
        let due = check_in
            .and_then(|check_in| moved_to(check_in, inner))
            .or_else(|| self.due(key_result));
        let open = status.as_deref().is_some_and(|status| status != "done");
        let late = said
            .zip(due)
            .filter(|(said, due)| open && said > due)
            .map(|(said, due)| said - due);
        let score = self.key_result_score(owner, inner, key_result);
        json!({
            "address": format!("{owner}/{inner}"),
            "status": status,
            "score": score.map(|(score, _)| score),
            "ratio": score.and_then(|(_, ratio)| ratio),
            "replaced": self.is_replaced(owner, inner),
            "late_days": late,
            "children": self.children(below),
            "supporters": below,
            "smart": one.map(|one| self.smart(one.id, objective, key_result)),
        })
    }

    /// The day on which a key result is due as the goals say: its day, or the last of its week.
    pub fn due(&self, key_result: &Table) -> Option<Day> {
        let week = int(key_result, "week").map(|week| self.cycle.start + 7 * week - 1);
        day(key_result, "due").or(week)
    }

    fn smart(&self, person: &str, objective: &Table, key_result: &Table) -> Value {
        let measured = key_result.contains_key("measure");
        let target = text(key_result, "target");
        let word = |holds: bool| if holds { "holds" } else { "fails" };
        let agreement = table(&self.cycle.goals[person], "agreement");
        let shared = texts(objective, "supports")
            .into_iter()
            .any(|each| !self.world.is_person(owner_of(each)));
        let growth = text(objective, "kind") == Some("growth");
        let inside = self
            .due(key_result)
            .is_some_and(|due| (self.cycle.start..=self.cycle.end).contains(&due));
        json!({
            "specific": word(measured || target.is_some_and(|target| !vague(target))),
            "measurable": word(measured || target.is_some()),
            "achievable": word(yes(&agreement, "ambition") == Some(true)),
            "relevant": if !shared && growth { "exempt" } else { word(shared) },
            "time_bound": word(inside),
        })
    }

    /// Objectives of units and people that support nothing, growth and the top of the tree left out.
    pub fn supports_nothing(&self) -> Vec<String> {
        let mut found = Vec::new();
        for owner in self.owners().into_iter().filter(|owner| self.reads(owner)) {
            let team = self.world.teams.iter().find(|team| team.id == owner);
            let has_company = self.cycle.goals.contains_key("company");
            if owner == "company" || team.is_some_and(|team| team.parent.is_none() && !has_company) {
                continue;
            }
            for objective in tables(&self.cycle.goals[owner], "objective") {
                if text(objective, "kind") != Some("growth") && texts(objective, "supports").is_empty() {
                    found.push(format!("{owner}/{}", text(objective, "id").unwrap()));
                }
            }
        }
        found
    }

    /// Objectives and key results of the company and of units that nothing supports.
    fn unsupported(&self) -> Vec<String> {
        let supporters = self.supporters();
        let bare = |address: &str| self.shown_of(supporters.get(address)).is_empty();
        let mut found = Vec::new();
        for owner in self.owners().into_iter().filter(|owner| !self.world.is_person(owner)) {
            for objective in tables(&self.cycle.goals[owner], "objective") {
                let whole = format!("{owner}/{}", text(objective, "id").unwrap());
                if !bare(&whole) {
                    continue;
                }
                let key_results = tables(objective, "key_result");
                let parts: Vec<_> = key_results
                    .iter()
                    .map(|each| format!("{whole}/{}", text(each, "id").unwrap()))
                    .collect();
                let open: Vec<_> = parts.iter().filter(|part| bare(part)).cloned().collect();
                if open.len() == parts.len() {
                    found.push(whole);
                } else {
                    found.extend(open);
                }
            }
        }
        found
    }
}

fn owner_of(address: &str) -> &str {
    address.split('/').next().unwrap()
}

/// The day to which a check-in moved a key result, the last time that it did.
fn moved_to(check_in: &Table, inner: &str) -> Option<Day> {
    let changes = tables(check_in, "adjustment").into_iter();
    changes
        .filter(|each| text(each, "key_result") == Some(inner))
        .filter_map(|each| day(each, "due"))
        .next_back()
}

/// Whether a target says what somebody works at and not what will be reached.
pub fn vague(target: &str) -> bool {
    let words: Vec<String> = target.split_whitespace().map(str::to_lowercase).collect();
    let first = words
        .first()
        .map_or("", |word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let verbs = [
        "improve",
        "improves",
        "improving",
        "help",
        "helps",
        "helping",
        "support",
        "supports",
        "supporting",
    ];
    let on_it = ["work", "works", "working"].contains(&first) && words.get(1).is_some_and(|word| word == "on");
    (verbs.contains(&first) || on_it) && !target.chars().any(|c| c.is_ascii_digit())
}

/// Development and improvement plans.
impl Review<'_> {
    pub fn development(&self, one: &One<'_>) -> Option<Value> {
        let plan = one.packet.development_plan.as_ref()?;
        let policy = &self.world.policy;
        let created = day(plan, "created").unwrap();
        let planned = created + policy.development_days;
        let mut review = day(plan, "review").unwrap_or(planned);
        if text(plan, "result") == Some("extended") && review <= planned {
            review += 60;
        }
        let check_ins: Vec<i64> = tables(plan, "check_in")
            .iter()
            .map(|each| int(each, "day").unwrap())
            .collect();
        let mut gaps = Vec::new();
        if tables(plan, "criterion").is_empty() {
            gaps.push("criteria".to_owned());
        }
        if !plan.contains_key("mentor") {
            gaps.push("mentor".to_owned());
        }
        let mut steps = self.plan_steps(plan, review);
        for day in policy
            .development_check_ins
            .iter()
            .filter(|day| !check_ins.contains(day))
        {
            gaps.push(format!("check-in-{day}"));
            steps.push(self.step(("check-in", Some(*day)), created + day, None));
        }
        Some(json!({
            "review": super::records::written(review),
            "runs": runs(plan),
            "gaps": gaps,
            "steps": in_order(steps),
        }))
    }

    pub fn improvement(&self, one: &One<'_>) -> Option<Value> {
        let plan = one.packet.improvement_plan.as_ref()?;
        let created = day(plan, "created").unwrap();
        let end = day(plan, "end").unwrap_or(created + self.world.policy.improvement_days);
        let mut gaps: Vec<String> = Vec::new();
        let conditions = table(plan, "preconditions");
        for name in [
            "clear_feedback",
            "resources_offered",
            "concerns_documented",
            "no_surprise",
        ] {
            let before_start = text(&conditions, name).is_some_and(|text| dated(text).iter().any(|day| *day < created));
            if blank(&conditions, name) || !before_start {
                gaps.push(name.replace('_', "-"));
            }
        }
        for (name, there) in [
            ("approval", conditions.contains_key("approved_by")),
            ("exit", !tables(plan, "exit").is_empty()),
            ("log", !tables(plan, "log").is_empty()),
        ] {
            if !there {
                gaps.push(name.to_owned());
            }
        }
        let review = day(plan, "review").unwrap_or(end);
        let mut steps = self.plan_steps(plan, review);
        // A week counts once it has begun.
        let mut week = 0;
        while created + 7 * week < end {
            week += 1;
            let milestones = tables(plan, "milestone");
            let milestone = milestones.iter().find(|each| int(each, "week") == Some(week));
            let met = milestone.and_then(|each| yes(each, "met"));
            if milestone.is_none() {
                gaps.push(format!("milestone-{week}"));
            }
            steps.push(self.step(("milestone", Some(week)), (created + 7 * week - 1).min(end), met));
        }
        Some(json!({
            "end": super::records::written(end),
            "runs": runs(plan),
            "weeks": week,
            "gaps": gaps,
            "steps": in_order(steps),
        }))
    }

    /// Criteria, check-ins and the final evaluation.
    fn plan_steps(&self, plan: &Table, review: Day) -> Vec<(Day, usize, i64, Value)> {
        let created = day(plan, "created").unwrap();
        let mut steps = Vec::new();
        for (at, criterion) in (1..).zip(tables(plan, "criterion")) {
            let due = day(criterion, "due").unwrap_or(review);
            steps.push(self.step(("criterion", Some(at)), due, yes(criterion, "met")));
        }
        for check_in in tables(plan, "check_in") {
            let number = int(check_in, "day").unwrap();
            let date = day(check_in, "date").unwrap_or(created + number);
            let held = yes(check_in, "held").filter(|held| *held);
            steps.push(self.step(("check-in", Some(number)), date, held));
        }
        steps.push(self.step(("review", None), review, (!runs(plan)).then_some(true)));
        steps
    }

    fn step(&self, (kind, number): (&str, Option<i64>), day: Day, done: Option<bool>) -> (Day, usize, i64, Value) {
        let as_of = self.world.as_of;
        let (state, days) = match done {
            Some(true) => ("done", None),
            _ if day >= as_of => ("upcoming", Some(day - as_of)),
            Some(false) => ("missed", None),
            None => ("overdue", Some(as_of - day)),
        };
        let order = ["criterion", "check-in", "milestone", "review"]
            .iter()
            .position(|each| *each == kind);
        let figures = json!({
            "kind": kind, "number": number, "day": super::records::written(day), "state": state, "days": days,
        });
        (day, order.unwrap(), number.unwrap_or(0), figures)
    }
}

pub fn runs(plan: &Table) -> bool {
    text(plan, "result").is_none_or(|result| ["open", "extended"].contains(&result))
}

fn in_order(mut steps: Vec<(Day, usize, i64, Value)>) -> Vec<Value> {
    steps.sort_by_key(|(day, kind, number, _)| (*day, *kind, *number));
    steps.into_iter().map(|(.., figures)| figures).collect()
}

/// The days that a text names as records write them.
pub fn dated(text: &str) -> Vec<Day> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_digit() && c != '-') {
        let parts: Vec<i64> = word.split('-').filter_map(|part| part.parse().ok()).collect();
        if let [year, month, day] = parts[..] {
            found.push(super::records::from_civil(year, month, day));
        }
    }
    found
}
