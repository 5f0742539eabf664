//! Small organisations for tests, benches and examples: what is not said has a sensible default.
//!
//! A person called `head` leads the one unit `core` and manages everyone, in the one cycle `2026-q3`, unless it is said
//! otherwise. Each method speaks of the person, or of the cycle, named last.
//!
//! ```
//! use preread::model::testing::org;
//!
//! let organisation = org()
//!     .person("jane").rated(4)
//!     .person("omar").rated(4).decided(3)
//!     .calibrated(&["core"])
//!     .build();
//! assert_eq!(organisation.people.len(), 3);
//! ```

use std::fmt::Write as _;

use super::{Organisation, link};
use crate::diagnostics::{Finding, Kind};
use crate::records::load::load;
use crate::source::{Date, MemoryWorld};

/// The day on which the organisation stands unless it is said otherwise: the cycle `2026-q3` is calibrated and released.
const AS_OF: &str = "2026-10-30";

/// An organisation in the making.
#[derive(Debug, Clone)]
pub struct Org {
    as_of: String,
    teams: Vec<Team>,
    people: Vec<Person>,
    cycles: Vec<Cycle>,
    files: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
struct Team {
    id: String,
    kind: &'static str,
    parent: Option<String>,
}

#[derive(Debug, Clone)]
struct Person {
    id: String,
    fields: String,
    hired: String,
    left: Option<String>,
    roles: Vec<Role>,
}

#[derive(Debug, Clone)]
struct Role {
    from: String,
    team: String,
    level: String,
    manager: Option<String>,
}

#[derive(Debug, Clone)]
struct Cycle {
    id: String,
    extra: String,
    sessions: Vec<Vec<String>>,
    decisions: String,
}

/// An organisation with `head` alone in it.
#[must_use]
pub fn org() -> Org {
    let org = Org {
        as_of: AS_OF.to_owned(),
        teams: Vec::new(),
        people: Vec::new(),
        cycles: Vec::new(),
        files: Vec::new(),
    };
    org.team("core", None).cycle("2026-q3").person("head").head()
}

impl Org {
    /// The day on which it stands.
    #[must_use]
    pub fn as_of(mut self, day: &str) -> Self {
        day.clone_into(&mut self.as_of);
        self
    }

    /// A team, below another or at the top.
    #[must_use]
    pub fn team(self, id: &str, parent: Option<&str>) -> Self {
        self.unit(id, "team", parent)
    }

    /// A department, below another unit or at the top.
    #[must_use]
    pub fn department(self, id: &str, parent: Option<&str>) -> Self {
        self.unit(id, "department", parent)
    }

    fn unit(mut self, id: &str, kind: &'static str, parent: Option<&str>) -> Self {
        self.teams.retain(|team| team.id != id);
        self.teams.push(Team {
            id: id.to_owned(),
            kind,
            parent: parent.map(str::to_owned),
        });
        self
    }

    /// A cycle such as `2026-q2`: a quarter, with deadlines 5, 7, 12, 19 and 26 days after its end, and the cycle named
    /// before it as the previous one where that is earlier. What follows about people is about this cycle.
    #[must_use]
    pub fn cycle(mut self, id: &str) -> Self {
        let known = self.cycles.iter().position(|cycle| cycle.id == id);
        let cycle = known.map(|at| self.cycles.remove(at)).unwrap_or(Cycle {
            id: id.to_owned(),
            extra: String::new(),
            sessions: Vec::new(),
            decisions: String::new(),
        });
        self.cycles.push(cycle);
        self
    }

    /// Someone in `core`, managed by `head`, on the level IC3 since their hire on 1 January 2024; or the one who is so called.
    #[must_use]
    pub fn person(mut self, id: &str) -> Self {
        let known = self.people.iter().position(|person| person.id == id);
        let person = known.map(|at| self.people.remove(at)).unwrap_or(Person {
            id: id.to_owned(),
            fields: String::new(),
            hired: "2024-01-01".to_owned(),
            left: None,
            roles: vec![Role {
                from: "2024-01-01".to_owned(),
                team: "core".to_owned(),
                level: "IC3".to_owned(),
                manager: Some("head".to_owned()),
            }],
        });
        self.people.push(person);
        self
    }

    /// The person has no manager.
    #[must_use]
    pub fn head(self) -> Self {
        self.role(|role| role.manager = None)
    }

    /// The person's unit.
    #[must_use]
    pub fn in_team(self, team: &str) -> Self {
        self.role(|role| team.clone_into(&mut role.team))
    }

    /// The person's manager.
    #[must_use]
    pub fn managed_by(self, manager: &str) -> Self {
        self.role(|role| role.manager = Some(manager.to_owned()))
    }

    /// The person's level.
    #[must_use]
    pub fn level(self, level: &str) -> Self {
        self.role(|role| level.clone_into(&mut role.level))
    }

    /// From this day on the person has another role; what follows about unit, manager and level is about that one.
    #[must_use]
    pub fn then_from(mut self, day: &str) -> Self {
        if let Some(person) = self.people.last_mut() {
            let mut role = person.roles[person.roles.len() - 1].clone();
            day.clone_into(&mut role.from);
            person.roles.push(role);
        }
        self
    }

    /// The person's gender.
    #[must_use]
    pub fn gender(mut self, gender: &str) -> Self {
        if let Some(person) = self.people.last_mut() {
            let _ = writeln!(person.fields, "gender = \"{gender}\"");
        }
        self
    }

    /// The person's address.
    #[must_use]
    pub fn email(mut self, address: &str) -> Self {
        if let Some(person) = self.people.last_mut() {
            let _ = writeln!(person.fields, "email = \"{address}\"");
        }
        self
    }

    /// The person's first day, which is that of the first role too.
    #[must_use]
    pub fn hired(mut self, day: &str) -> Self {
        if let Some(person) = self.people.last_mut() {
            day.clone_into(&mut person.hired);
            day.clone_into(&mut person.roles[0].from);
        }
        self
    }

    /// The person's last day.
    #[must_use]
    pub fn left(mut self, day: &str) -> Self {
        if let Some(person) = self.people.last_mut() {
            person.left = Some(day.to_owned());
        }
        self
    }

    fn role(mut self, change: impl FnOnce(&mut Role)) -> Self {
        if let Some(role) = self.people.last_mut().and_then(|person| person.roles.last_mut()) {
            change(role);
        }
        self
    }

    /// A manager assessment, handed in nine days after the cycle's end by `head`, that recommends a rating.
    #[must_use]
    pub fn rated(self, rating: u32) -> Self {
        self.assessed(&format!("rating = {rating}"))
    }

    /// The same with other fields, such as evidence.
    #[must_use]
    pub fn assessed(self, fields: &str) -> Self {
        let submitted = self.after_end(9);
        let front = format!("author = \"head\"\nsubmitted = {submitted}\n{fields}");
        self.document("manager-assessment.md", &front)
    }

    /// A self-assessment that was handed in on a day, with further fields such as results.
    #[must_use]
    pub fn self_assessed(self, submitted: &str, fields: &str) -> Self {
        self.document("self-assessment.md", &format!("submitted = {submitted}\n{fields}"))
    }

    /// Peer feedback that was handed in on a day.
    #[must_use]
    pub fn feedback(self, author: &str, submitted: &str) -> Self {
        let front = format!("relationship = \"team mate\"\nsubmitted = {submitted}\nagain = \"yes\"");
        self.document(&format!("feedback/{author}.md"), &front)
    }

    /// A session decides the person's rating.
    #[must_use]
    pub fn decided(mut self, rating: u32) -> Self {
        let person = self.last_person().to_owned();
        if let Some(cycle) = self.cycles.last_mut() {
            let decision = format!("[[decision]]\nperson = \"{person}\"\nfinal = {rating}\nrationale = \"Compared\"\n");
            cycle.decisions.push_str(&decision);
        }
        self
    }

    /// A session with these units in scope, held 16 days after the cycle's end; the first one makes all decisions.
    #[must_use]
    pub fn calibrated(mut self, teams: &[&str]) -> Self {
        if let Some(cycle) = self.cycles.last_mut() {
            cycle
                .sessions
                .push(teams.iter().map(|team| (*team).to_owned()).collect());
        }
        self
    }

    /// Further lines of `cycle.toml`, such as `[release]`.
    #[must_use]
    pub fn cycle_fields(mut self, fields: &str) -> Self {
        if let Some(cycle) = self.cycles.last_mut() {
            cycle.extra.push_str(fields);
        }
        self
    }

    /// A TOML record of the person's packet, such as `goals.toml`.
    #[must_use]
    pub fn record(self, name: &str, content: &str) -> Self {
        let path = format!("people/{}/{name}", self.last_person());
        self.in_cycle(&path, content)
    }

    /// A Markdown record of the person's packet, such as `check-in.md`, by its front matter.
    #[must_use]
    pub fn document(self, name: &str, front: &str) -> Self {
        self.record(name, &format!("+++\n{front}\n+++\n"))
    }

    /// Any file of the cycle, such as `goals/company.toml`.
    #[must_use]
    pub fn in_cycle(self, path: &str, content: &str) -> Self {
        let path = format!("cycles/{}/{path}", self.last_cycle());
        self.file(&path, content)
    }

    /// Any file below the content folder, such as `policy.toml`.
    #[must_use]
    pub fn file(mut self, path: &str, content: &str) -> Self {
        self.files.push((format!("content/{path}"), content.to_owned()));
        self
    }

    fn last_person(&self) -> &str {
        self.people.last().map_or("head", |person| &person.id)
    }

    fn last_cycle(&self) -> &str {
        self.cycles.last().map_or("2026-q3", |cycle| &cycle.id)
    }

    fn after_end(&self, days: u64) -> Date {
        plus(quarter(self.last_cycle())[1], days)
    }

    /// The files, on the day on which the organisation stands.
    #[must_use]
    pub fn world(&self) -> MemoryWorld {
        let settings = format!(
            "[site]\ntitle = \"Reviews\"\norganisation = \"Acme\"\nas_of = {}\n",
            self.as_of
        );
        let mut world = MemoryWorld::new(day(&self.as_of))
            .with("preread.toml", settings)
            .with("content/teams.toml", self.teams_file())
            .with("content/people.toml", self.people_file());
        let mut cycles: Vec<_> = self.cycles.iter().collect();
        cycles.sort_by(|a, b| a.id.cmp(&b.id));
        for (at, cycle) in cycles.iter().enumerate() {
            let previous = at.checked_sub(1).map(|before| cycles[before].id.as_str());
            world.write(&format!("content/cycles/{}/cycle.toml", cycle.id), cycle.file(previous));
            for (number, teams) in cycle.sessions.iter().enumerate() {
                let path = format!("content/cycles/{}/calibration/session-{number}.toml", cycle.id);
                world.write(&path, cycle.session(number, teams));
            }
        }
        for (path, content) in &self.files {
            world.write(path, content.as_str());
        }
        world
    }

    /// The linked organisation.
    ///
    /// # Panics
    /// Where its records have errors.
    #[must_use]
    pub fn build(&self) -> Organisation {
        let loaded = load(&self.world());
        let errors = |finding: &&Finding| finding.rule.kind == Kind::Error;
        let mut found: Vec<_> = loaded.all_findings().filter(errors).cloned().collect();
        let linked = link(loaded, day(&self.as_of));
        found.extend(linked.findings.iter().filter(errors).cloned());
        assert!(found.is_empty(), "errors in the records of a test: {found:#?}");
        linked.organisation
    }

    fn teams_file(&self) -> String {
        let mut text = String::new();
        for Team { id, kind, parent } in &self.teams {
            let _ = writeln!(text, "[[team]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"{kind}\"");
            if let Some(parent) = parent {
                let _ = writeln!(text, "parent = \"{parent}\"");
            }
        }
        text
    }

    fn people_file(&self) -> String {
        let mut text = String::new();
        for person in &self.people {
            let (id, hired, fields) = (&person.id, &person.hired, &person.fields);
            let _ = writeln!(
                text,
                "[[person]]\nid = \"{id}\"\nname = \"{id}\"\nhired = {hired}\n{fields}"
            );
            if let Some(left) = &person.left {
                let _ = writeln!(text, "left = {left}");
            }
            for role in &person.roles {
                let (from, team, level) = (&role.from, &role.team, &role.level);
                let _ = writeln!(text, "[[person.role]]\nfrom = {from}\ntitle = \"Engineer\"");
                let _ = writeln!(text, "level = \"{level}\"\nteam = \"{team}\"");
                if let Some(manager) = &role.manager {
                    let _ = writeln!(text, "manager = \"{manager}\"");
                }
            }
        }
        text
    }
}

impl Cycle {
    fn file(&self, previous: Option<&str>) -> String {
        let [start, end] = quarter(&self.id);
        let (id, extra) = (&self.id, &self.extra);
        let previous = previous.map_or(String::new(), |previous| format!("previous = \"{previous}\"\n"));
        let [locked, first, last] = [27, 40, 51].map(|days| plus(start, days));
        let [own, peers, manager, calibration, release] = [5, 7, 12, 19, 26].map(|days| plus(end, days));
        format!(
            "title = \"{id}\"\nstart = {start}\nend = {end}\n{previous}[deadlines]\ngoals_locked = {locked}\n\
             check_in = [{first}, {last}]\nself_assessment = {own}\npeer_feedback = {peers}\n\
             manager_assessment = {manager}\ncalibration = {calibration}\nrelease = {release}\n{extra}"
        )
    }

    fn session(&self, number: usize, teams: &[String]) -> String {
        let date = plus(quarter(&self.id)[1], 16);
        let decisions = if number == 0 { self.decisions.as_str() } else { "" };
        format!("title = \"Session {number}\"\ndate = {date}\nheld = true\nteams = {teams:?}\n{decisions}")
    }
}

/// The first and the last day of a quarter such as `2026-q3`.
fn quarter(id: &str) -> [Date; 2] {
    let (year, number) = id.split_once("-q").unwrap_or((id, "1"));
    let year: i32 = year.parse().unwrap_or(2026);
    let month = number.parse().unwrap_or(1_u32).saturating_sub(1) * 3 + 1;
    let start = Date::from_ymd_opt(year, month, 1).unwrap_or_default();
    let next = start.checked_add_months(chrono::Months::new(3)).unwrap_or_default();
    [start, next.pred_opt().unwrap_or_default()]
}

fn plus(day: Date, days: u64) -> Date {
    day.checked_add_days(chrono::Days::new(days)).unwrap_or(day)
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_default()
}
