//! An invented organisation of any size: units as a tree with spans of five to eight, and everyone's place in it.

use chrono::Days;

use super::prng::Prng;
use super::words::{FIRST_NAMES, LAST_NAMES, LEVELS, THEMES};
use crate::cli::quarter::Quarter;
use crate::records::id::suggested_slug;
use crate::source::Date;

/// How many units a unit has below it at most, and how many people a team has about, its lead included.
const SPAN: usize = 8;
const TEAM: usize = 7;

/// One unit. The first is the whole company.
#[derive(Debug)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
    pub parent: Option<usize>,
    /// The person who leads it.
    pub lead: usize,
    /// The people whose role is in it, its lead first.
    pub members: Vec<usize>,
}

/// One person.
#[derive(Debug)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub gender: Option<&'static str>,
    pub pronouns: &'static str,
    pub hired: Date,
    pub title: String,
    pub level: String,
    /// The day of a promotion to this level, and the level before it.
    pub promoted: Option<(Date, &'static str, &'static str)>,
    pub unit: usize,
    pub manager: Option<usize>,
    /// Base pay before the first cycle.
    pub pay: i64,
}

/// The whole organisation.
#[derive(Debug)]
pub struct Organisation {
    pub seed: u64,
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    pub quarters: Vec<Quarter>,
}

impl Organisation {
    /// So many people over so many quarters, the last of which is given.
    pub fn new(people: usize, cycles: u32, seed: u64, last: Quarter) -> Self {
        let quarters = (0..cycles)
            .rev()
            .filter_map(|back| last.start.checked_sub_months(chrono::Months::new(3 * back)))
            .map(Quarter::from)
            .collect();
        let mut organisation = Self {
            seed,
            units: units(people.max(1)),
            people: Vec::new(),
            quarters,
        };
        organisation.hire(people.max(1));
        organisation
    }

    /// The units of a level where calibration takes place: those whose units below are teams, or the company where it is small.
    pub fn departments(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.units.len()).filter(|at| {
            let is_parent_of_team = self
                .units
                .iter()
                .any(|unit| unit.parent == Some(*at) && unit.kind == "team");
            is_parent_of_team || self.units.len() == 1
        })
    }

    fn hire(&mut self, count: usize) {
        let mut names = Names::default();
        let leads = self.units.len();
        let teams: Vec<_> = (0..self.units.len())
            .filter(|at| self.units[*at].kind == "team" || self.units.len() == 1)
            .collect();
        for at in 0..count {
            let mut prng = Prng::of(self.seed, &[1, at as u64]);
            // The leads come first, one for each unit; the others fill the teams in turn.
            let unit = if at < leads {
                at
            } else {
                teams[(at - leads) % teams.len()]
            };
            let manager = match (at < leads, self.units[unit].parent) {
                (true, None) => None,
                (true, Some(parent)) => Some(self.units[parent].lead),
                (false, _) => Some(self.units[unit].lead),
            };
            let person = self.person(&mut prng, at < leads, unit, manager, &mut names);
            self.units[unit].members.push(at);
            self.people.push(person);
        }
    }

    fn person(&self, prng: &mut Prng, leads: bool, unit: usize, manager: Option<usize>, names: &mut Names) -> Person {
        let (id, name) = names.next(prng);
        let first = self.quarters.first().map_or(Date::MIN, |quarter| quarter.start);
        let last = self.quarters.last().map_or(first, |quarter| quarter.start);
        // A few joined while the cycles ran; leads were there before.
        let hired = if !leads && prng.chance(6) {
            first + Days::new(prng.below(usize::try_from((last - first).num_days()).unwrap_or(0) + 40) as u64)
        } else {
            first - Days::new(120 + prng.below(2_600) as u64)
        };
        let (gender, pronouns) = prng.weighted(
            &[
                ((Some("woman"), "she/her"), 43),
                ((Some("man"), "he/him"), 50),
                ((Some("non-binary"), "they/them"), 2),
            ],
            (None, "they/them"),
        );
        let (title, level, pay, promoted) = self.role(prng, leads, unit, hired, first);
        Person {
            id,
            name,
            gender,
            pronouns,
            hired,
            title,
            level,
            promoted,
            unit,
            manager,
            pay,
        }
    }

    #[allow(
        clippy::type_complexity,
        reason = "the four facts of a role, taken apart at once by the one caller"
    )]
    fn role(
        &self,
        prng: &mut Prng,
        leads: bool,
        unit: usize,
        hired: Date,
        first: Date,
    ) -> (String, String, i64, Option<(Date, &'static str, &'static str)>) {
        let spread = prng.between(-16, 24) * 500;
        if leads {
            let (title, level, pay) = match self.units[unit].kind {
                "company" => ("Vice President of".to_owned(), "M6", 290_000),
                "department" => ("Director of".to_owned(), "M5", 215_000),
                _ => ("Manager of".to_owned(), "M4", 165_000),
            };
            return (
                format!("{title} {}", self.units[unit].name),
                level.to_owned(),
                pay + spread,
                None,
            );
        }
        let at = prng.weighted(&[(0, 8), (1, 24), (2, 36), (3, 24)], 4);
        let (level, title, pay) = LEVELS[at];
        let old = hired + Days::new(500) < first;
        let promoted = (at > 0 && old && prng.chance(35)).then(|| {
            let (before, title, _) = LEVELS[at - 1];
            (first - Days::new(30 + prng.below(300) as u64), before, title)
        });
        (title.to_owned(), level.to_owned(), pay + spread, promoted)
    }
}

/// The tree of units: as many teams as the people fill, then units above them until one spans them all.
fn units(people: usize) -> Vec<Unit> {
    let unit = |kind, parent| Unit {
        id: String::new(),
        name: String::new(),
        kind,
        parent,
        lead: 0,
        members: Vec::new(),
    };
    let mut counts = vec![((people + TEAM / 2) / TEAM).max(1)];
    while counts.last().is_some_and(|count| *count > SPAN) {
        counts.extend(counts.last().map(|count| count.div_ceil(SPAN - 1)));
    }
    let mut units = vec![unit("company", None)];
    if people > SPAN {
        let mut above = 0..1;
        for (level, count) in counts.iter().enumerate().rev() {
            let kind = if level == 0 { "team" } else { "department" };
            let from = units.len();
            units.extend((0..*count).map(|at| unit(kind, Some(above.start + at * above.len() / count))));
            above = from..units.len();
        }
    }
    for (at, unit) in units.iter_mut().enumerate() {
        let (theme, round) = (THEMES[at % THEMES.len()], at / THEMES.len());
        let what = match unit.kind {
            "company" => "Engineering".to_owned(),
            "department" => format!("{theme} Group"),
            _ => theme.to_owned(),
        };
        unit.name = if round == 0 {
            what
        } else {
            format!("{what} {}", round + 1)
        };
        unit.id = suggested_slug(&unit.name).unwrap_or_else(|| format!("unit-{at}"));
        unit.lead = at;
    }
    units
}

/// Names that were given, so that ids stay distinct.
#[derive(Default)]
struct Names(std::collections::HashMap<String, usize>);

impl Names {
    fn next(&mut self, prng: &mut Prng) -> (String, String) {
        let name = format!("{} {}", prng.pick(FIRST_NAMES), prng.pick(LAST_NAMES));
        let id = suggested_slug(&name).unwrap_or_default();
        let times = self.0.entry(id.clone()).or_default();
        *times += 1;
        if *times == 1 {
            (id, name)
        } else {
            (format!("{id}-{times}"), name)
        }
    }
}
