//! The records as tables, straight from the files: no schema, no diagnostics, and only what the figures need.
//!
//! The oracle is for records without errors, so what is missing or of another type is a bug of the test and panics.

mod calendar;
mod fields;
mod readers;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::Table;

pub use self::calendar::{Day, civil, from_civil, written, year_later};
pub use self::fields::{blank, day, days, int, num, numbers, table, tables, text, texts, yes};

/// Everything that the figures are made of, as it stood on `as_of`.
#[derive(Clone)]
pub struct World {
    pub as_of: Day,
    pub organisation: String,
    pub currency: String,
    pub policy: Policy,
    /// As they are written.
    pub teams: Vec<Team>,
    /// By id.
    pub people: Vec<Person>,
    /// Those that have begun, oldest first.
    pub cycles: Vec<Cycle>,
    /// Who reads the tree and is left out of it for that; none where that is HR's.
    readers: Option<Vec<String>>,
    /// Whether it is one person's own tree, which tells ratings from release on and never what was recommended.
    pub employee: bool,
}

#[derive(Clone)]
pub struct Policy {
    /// Best first.
    pub ratings: Vec<Rating>,
    /// A result's id, and what it counts.
    pub results: Vec<(String, f64)>,
    pub mid_cycle: [f64; 4],
    /// How few and how many key results an objective should have.
    pub key_results: [f64; 2],
    pub growth_objectives: usize,
    pub feedback_minimum: usize,
    pub exceeds_from: i64,
    pub exceeds_share: f64,
    pub all_same_from: usize,
    pub recency_days: i64,
    pub group_minimum: usize,
    pub budget: Option<f64>,
    pub agenda_distance: f64,
    pub agenda_fringe: f64,
    pub agenda_steps: i64,
    pub agenda_questions: usize,
    pub development_days: i64,
    pub development_check_ins: Vec<i64>,
    pub improvement_days: i64,
    pub on_time: f64,
    pub manager_satisfaction: f64,
    pub fairness: f64,
}

#[derive(Clone)]
pub struct Rating {
    pub value: i64,
    pub label: String,
    pub guideline: [f64; 2],
    pub merit: [f64; 2],
    pub plan: String,
}

#[derive(Clone)]
pub struct Team {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub parent: Option<String>,
    pub lead: Option<String>,
}

#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub gender: Option<String>,
    pub hired: Day,
    pub left: Option<Day>,
    /// Oldest first.
    pub roles: Vec<Role>,
}

#[derive(Clone)]
pub struct Role {
    pub from: Day,
    pub level: String,
    pub team: String,
    pub manager: Option<String>,
}

#[derive(Clone)]
pub struct Cycle {
    pub id: String,
    pub title: String,
    pub start: Day,
    pub end: Day,
    pub previous: Option<String>,
    pub coordinator: Option<String>,
    pub specialist: Option<String>,
    pub deadlines: Table,
    pub released: bool,
    /// Whether somebody has approved the release by now.
    pub approved: bool,
    /// By owner: `company`, a team's or a person's id.
    pub goals: BTreeMap<String, Table>,
    /// By date.
    pub sessions: Vec<Session>,
    pub surveys: Table,
    /// Of everyone who was employed on some day of the cycle, by id.
    pub packets: Vec<Packet>,
}

#[derive(Clone)]
pub struct Session {
    pub id: String,
    pub date: Day,
    pub held: bool,
    pub record: Table,
}

#[derive(Clone)]
pub struct Packet {
    pub person: String,
    /// The rating that the manager recommends, whoever reads of it.
    pub recommended: Option<i64>,
    pub check_in: Option<Table>,
    pub self_assessment: Option<Table>,
    pub manager_assessment: Option<Table>,
    pub feedback: Vec<(String, Table)>,
    pub outcome: Option<Table>,
    pub development_plan: Option<Table>,
    pub improvement_plan: Option<Table>,
}

impl World {
    /// Reads everything below a site's root.
    pub fn read(root: &Path) -> Self {
        let settings = read_table(&root.join("preread.toml"));
        let site = table(&settings, "site");
        let content = root.join(text(&table(&settings, "build"), "content").unwrap_or("content"));
        let as_of = day(&site, "as_of").expect("the oracle needs a site that names its day");
        let mut world = Self {
            as_of,
            organisation: text(&site, "organisation").unwrap().to_owned(),
            currency: text(&site, "currency").unwrap().to_owned(),
            policy: Policy::read(&read_table(&content.join("policy.toml"))),
            teams: teams(&read_table(&content.join("teams.toml"))),
            people: people(&content),
            cycles: Vec::new(),
            readers: None,
            employee: false,
        };
        let mut cycles: Vec<Cycle> = names(&content.join("cycles"))
            .iter()
            .map(|id| world.cycle(&content.join("cycles").join(id), id))
            .collect();
        cycles.retain(|cycle| cycle.start <= as_of);
        cycles.sort_by_key(|cycle| cycle.start);
        world.cycles = cycles;
        world
    }

    fn cycle(&self, folder: &Path, id: &str) -> Cycle {
        let record = read_table(&folder.join("cycle.toml"));
        let (start, end) = (day(&record, "start").unwrap(), day(&record, "end").unwrap());
        let deadlines = table(&record, "deadlines");
        let release = table(&record, "release");
        let approved = day(&release, "approved").is_some_and(|day| day <= self.as_of);
        let facilitation = table(&record, "facilitation");
        let mut goals: BTreeMap<String, Table> = names(&folder.join("goals"))
            .iter()
            .map(|file| (stem(file), read_table(&folder.join("goals").join(file))))
            .collect();
        let mut sessions: Vec<Session> = names(&folder.join("calibration"))
            .iter()
            .map(|file| {
                let record = read_table(&folder.join("calibration").join(file));
                let date = day(&record, "date").unwrap();
                Session {
                    id: stem(file),
                    date,
                    held: yes(&record, "held") == Some(true) && date <= self.as_of,
                    record,
                }
            })
            .collect();
        sessions.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
        let first_session = sessions.iter().map(|session| session.date).min().unwrap_or(end);
        let outcomes_from = first_session.min(day(&deadlines, "calibration").unwrap());
        let employed = |person: &&Person| person.hired <= end && person.left.is_none_or(|left| left >= start);
        let packets = self
            .people
            .iter()
            .filter(employed)
            .map(|person| self.packet(&folder.join("people").join(&person.id), person, outcomes_from))
            .collect();
        for person in self.people.iter().filter(employed) {
            let file = folder.join("people").join(&person.id).join("goals.toml");
            if file.exists() {
                goals.insert(person.id.clone(), read_table(&file));
            }
        }
        let surveys = folder.join("surveys.toml");
        let owned = |table: &Table, key: &str| text(table, key).map(str::to_owned);
        Cycle {
            id: id.to_owned(),
            title: text(&record, "title").unwrap().to_owned(),
            start,
            end,
            previous: owned(&record, "previous"),
            coordinator: owned(&facilitation, "coordinator"),
            specialist: owned(&facilitation, "specialist"),
            approved,
            released: approved && day(&deadlines, "release").unwrap() <= self.as_of,
            deadlines,
            goals,
            sessions,
            surveys: if surveys.exists() {
                read_table(&surveys)
            } else {
                Table::new()
            },
            packets,
        }
    }

    fn packet(&self, folder: &Path, person: &Person, outcomes_from: Day) -> Packet {
        let front = |file: &str| {
            let path = folder.join(file);
            path.exists().then(|| front_matter(&path))
        };
        // What was made later did not stand on the day of the site.
        let stood = |record: Option<Table>, key: &str| {
            record.filter(|record| day(record, key).is_none_or(|made| made <= self.as_of))
        };
        let feedback = names(&folder.join("feedback"))
            .into_iter()
            .filter_map(|file| {
                let record = stood(Some(front_matter(&folder.join("feedback").join(&file))), "submitted")?;
                Some((stem(&file), record))
            })
            .collect();
        let outcome = folder.join("outcome.toml");
        let manager_assessment = stood(front("manager-assessment.md"), "submitted");
        Packet {
            person: person.id.clone(),
            recommended: manager_assessment.as_ref().and_then(|record| int(record, "rating")),
            check_in: stood(front("check-in.md"), "date"),
            self_assessment: stood(front("self-assessment.md"), "submitted"),
            manager_assessment,
            feedback,
            outcome: (outcome.exists() && outcomes_from <= self.as_of).then(|| read_table(&outcome)),
            development_plan: stood(front("development-plan.md"), "created"),
            improvement_plan: stood(front("improvement-plan.md"), "created"),
        }
    }

    /// The person with an id.
    pub fn person(&self, id: &str) -> &Person {
        self.people.iter().find(|person| person.id == id).unwrap()
    }

    /// The unit with an id.
    pub fn team(&self, id: &str) -> &Team {
        self.teams.iter().find(|team| team.id == id).unwrap()
    }

    /// A unit, then the unit above it, up to the top.
    pub fn line(&self, team: &str) -> Vec<&str> {
        let mut line = Vec::new();
        let mut next = Some(team);
        while let Some(id) = next {
            let team = self.team(id);
            line.push(team.id.as_str());
            next = team.parent.as_deref();
        }
        line
    }

    /// The role in force on a day.
    pub fn role(&self, person: &str, day: Day) -> Option<&Role> {
        self.person(person).roles.iter().rfind(|role| role.from <= day)
    }
}

impl Policy {
    fn read(record: &Table) -> Self {
        let range = |table: &Table, key: &str| -> [f64; 2] { numbers(table, key).unwrap().try_into().unwrap() };
        let mut ratings: Vec<Rating> = tables(record, "rating")
            .into_iter()
            .map(|rating| Rating {
                value: int(rating, "value").unwrap(),
                label: text(rating, "label").unwrap().to_owned(),
                guideline: range(rating, "guideline"),
                merit: range(rating, "merit"),
                plan: text(rating, "plan").unwrap().to_owned(),
            })
            .collect();
        ratings.sort_by_key(|rating| -rating.value);
        let results = tables(record, "result")
            .into_iter()
            .map(|result| (text(result, "id").unwrap().to_owned(), num(result, "score").unwrap()));
        let part = |name: &str| table(record, name);
        let (calibration, plans, success) = (part("calibration"), part("plans"), part("success"));
        let expected = part("mid_cycle");
        let share = |key, default| num(&expected, key).unwrap_or(default);
        let whole = |table: &Table, key: &str, default: i64| int(table, key).unwrap_or(default);
        let check_ins = numbers(&plans, "development_check_ins").unwrap_or(vec![30.0, 60.0, 90.0]);
        Self {
            ratings,
            results: results.collect(),
            mid_cycle: [
                share("unchanged", 60.0),
                share("adjusted", 25.0),
                share("replaced", 10.0),
                share("intervention", 5.0),
            ],
            key_results: numbers(&part("goals"), "key_results").map_or([3.0, 5.0], |range| range.try_into().unwrap()),
            growth_objectives: count(whole(&part("goals"), "growth_objectives", 1)),
            feedback_minimum: count(whole(&part("feedback"), "minimum", 3)),
            exceeds_from: whole(&calibration, "exceeds_from", 4),
            exceeds_share: num(&calibration, "exceeds_share").unwrap_or(40.0),
            all_same_from: count(whole(&calibration, "all_same_from", 3)),
            recency_days: whole(&calibration, "recency_days", 14),
            group_minimum: count(whole(&calibration, "group_minimum", 5)),
            budget: num(&calibration, "budget_percent"),
            agenda_distance: num(&calibration, "agenda_distance").unwrap_or(1.0),
            agenda_fringe: num(&calibration, "agenda_fringe").unwrap_or(0.05),
            agenda_steps: whole(&calibration, "agenda_steps", 2),
            agenda_questions: count(whole(&calibration, "agenda_questions", 1)),
            development_days: whole(&plans, "development_days", 90),
            development_check_ins: check_ins.into_iter().map(|day| day as i64).collect(),
            improvement_days: whole(&plans, "improvement_days", 60),
            on_time: num(&success, "on_time").unwrap_or(95.0),
            manager_satisfaction: num(&success, "manager_satisfaction").unwrap_or(4.0),
            fairness: num(&success, "fairness").unwrap_or(4.0),
        }
    }

    /// The middle value of the scale; of an even scale the lower of the two.
    pub fn middle(&self) -> i64 {
        self.ratings[self.ratings.len() / 2].value
    }

    /// The place of a rating on the scale, best first.
    pub fn place(&self, value: i64) -> Option<usize> {
        self.ratings.iter().position(|rating| rating.value == value)
    }
}

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap()
}

fn teams(record: &Table) -> Vec<Team> {
    let owned = |table: &Table, key: &str| text(table, key).map(str::to_owned);
    tables(record, "team")
        .into_iter()
        .map(|team| Team {
            id: owned(team, "id").unwrap(),
            name: owned(team, "name").unwrap(),
            kind: owned(team, "kind").unwrap_or("team".to_owned()),
            parent: owned(team, "parent"),
            lead: owned(team, "lead"),
        })
        .collect()
}

fn people(content: &Path) -> Vec<Person> {
    let mut files = vec![content.join("people.toml")];
    files.extend(
        names(&content.join("people"))
            .iter()
            .map(|name| content.join("people").join(name)),
    );
    let owned = |table: &Table, key: &str| text(table, key).map(str::to_owned);
    let mut people = Vec::new();
    for file in files.iter().filter(|file| file.exists()) {
        for person in tables(&read_table(file), "person") {
            let mut roles: Vec<Role> = tables(person, "role")
                .into_iter()
                .map(|role| Role {
                    from: day(role, "from").unwrap(),
                    level: owned(role, "level").unwrap(),
                    team: owned(role, "team").unwrap(),
                    manager: owned(role, "manager"),
                })
                .collect();
            roles.sort_by_key(|role| role.from);
            people.push(Person {
                id: owned(person, "id").unwrap(),
                name: owned(person, "name").unwrap(),
                gender: owned(person, "gender"),
                hired: day(person, "hired").unwrap(),
                left: day(person, "left"),
                roles,
            });
        }
    }
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people
}

fn read_table(file: &Path) -> Table {
    let text = fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    text.parse().unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

fn front_matter(file: &Path) -> Table {
    let text = fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    let front = text.split("+++").nth(1).unwrap();
    front.parse().unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

/// The names in a folder, sorted; none where there is no folder.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

fn stem(file: &str) -> String {
    file.rsplit_once('.').unwrap().0.to_owned()
}
