//! One objective of the cascade as a row, with its key results.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::forest::{Placed, objective_of};
use crate::disclosure::{Audience, CascadeKeyResult, CascadeName, CascadeObjective};
use crate::facts::statistics::goals::Measured;
use crate::facts::{Mean, ScoreOrigin};
use crate::model::{CycleIx, GoalRef, Owner, TeamIx};
use crate::records::goals::ObjectiveKind;
use crate::source::Date;
use crate::views::packet::key_result_anchor;
use crate::views::units::{goals_page, is_split};
use crate::views::words::{self, Badge};
use crate::views::{Context, PageKey, goal_anchor};

/// One objective of the cascade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question that the template asks by itself"
)]
pub struct GoalRow<'a> {
    /// Its anchor on the page.
    pub anchor: String,
    /// How many objectives of the page lie above it.
    pub depth: usize,
    /// Whether others lie below it.
    pub has_children: bool,
    /// How many lists end with it.
    pub closes: usize,
    /// Whether it is shown open at first.
    pub open: bool,
    /// Whether it is the reader's own.
    pub own: bool,
    /// What is to be achieved.
    pub title: &'a str,
    /// Whether it is for growth.
    pub is_growth: bool,
    /// Whose.
    pub owner: OwnerLink<'a>,
    /// Its own score; none before there are results, or where it is not shown.
    pub score: Option<f64>,
    /// How many of its key results have a score, and how many count; none where scores are not shown.
    pub scored: Option<[usize; 2]>,
    /// The mean of the objectives that support it.
    pub children: MeanLine,
    /// The goals that it supports.
    pub supports: Vec<GoalLink<'a>>,
    /// The objectives that support it as a whole.
    pub supported_by: Vec<GoalLink<'a>>,
    /// How many individual objectives on the pages of units support it or a key result of it.
    pub elsewhere: Vec<UnitCount<'a>>,
    /// How many individual objectives of other units' people support it besides.
    pub more_elsewhere: usize,
    /// Its key results.
    pub key_results: Vec<KeyResultRow<'a>>,
}

/// Whose goals they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerLink<'a> {
    /// The name.
    pub name: &'a str,
    /// The page about them, where the tree has one.
    pub href: Option<String>,
}

/// A mean, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanLine {
    /// The mean; none where none has a figure.
    pub value: Option<f64>,
    /// How many have a figure.
    pub n: usize,
    /// How many there are.
    pub of: usize,
}

/// One key result of an objective in the cascade.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyResultRow<'a> {
    /// Its anchor on the page.
    pub anchor: String,
    /// Where its record stands; none where that is here.
    pub href: Option<String>,
    /// What is to be done or reached.
    pub title: &'a str,
    /// What counts as reached.
    pub target: Option<&'a str>,
    /// The day on which it is due.
    pub due: Option<Date>,
    /// How much it counts, where that is not 1.
    pub weight: Option<f64>,
    /// How it stands.
    pub status: Option<Badge<'static>>,
    /// By at least how many days it was late.
    pub late: Option<u32>,
    /// Where its measure began and should end, such as "340 to 200 ms".
    pub measure: Option<String>,
    /// The measured value, or the word for how it ended.
    pub value: Option<String>,
    /// The score.
    pub score: Option<f64>,
    /// The ratio before it was cut to 0…1, where the cut changed it.
    pub raw: Option<f64>,
    /// Whether another key result took its place, so that it does not count.
    pub replaced: bool,
    /// The mean of the objectives that support it.
    pub children: MeanLine,
    /// The objectives that support it.
    pub supported_by: Vec<GoalLink<'a>>,
}

/// A goal by name, with the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoalLink<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whose.
    pub owner: &'a str,
    /// Where it stands.
    pub href: Option<String>,
}

/// How many individual objectives of a unit's people support a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitCount<'a> {
    /// The unit.
    pub unit: &'a str,
    /// Where its people's goals stand.
    pub href: String,
    /// How many.
    pub count: usize,
}

impl From<Mean> for MeanLine {
    fn from(mean: Mean) -> Self {
        Self {
            value: mean.value,
            n: mean.n,
            of: mean.of,
        }
    }
}

/// So many units are named with a goal that their people's goals support.
const MOST_ELSEWHERE: usize = 12;

/// Makes rows of one page.
pub(super) struct Rows<'c, 'a> {
    context: &'c Context<'c, 'a>,
    cycle: CycleIx,
    split: bool,
    here: BTreeSet<GoalRef>,
}

impl<'c, 'a> Rows<'c, 'a> {
    pub fn new(context: &'c Context<'c, 'a>, cycle: CycleIx, objectives: &[CascadeObjective<'a>]) -> Self {
        Self {
            context,
            cycle,
            split: is_split(context.lens, cycle),
            here: objectives.iter().map(|each| each.goal).collect(),
        }
    }

    /// Rows of the tables beside a page, which hold what lies on other pages too.
    pub fn of_all(context: &'c Context<'c, 'a>, cycle: CycleIx, objectives: &[CascadeObjective<'a>]) -> Self {
        Self {
            split: false,
            ..Self::new(context, cycle, objectives)
        }
    }

    /// Rows of a page that is not the cascade, so that every link leads there.
    pub fn elsewhere_than(context: &'c Context<'c, 'a>, cycle: CycleIx) -> Self {
        Self::new(context, cycle, &[])
    }

    /// Whether a goal stands on this page.
    pub fn has(&self, goal: GoalRef) -> bool {
        self.here.contains(&objective_of(goal))
    }

    /// The rows of a forest, in its order.
    pub fn of(&self, placed: &[Placed<'_, 'a>]) -> Vec<GoalRow<'a>> {
        let own = self.way_to_own(placed);
        placed
            .iter()
            .enumerate()
            .map(|(at, each)| self.row(*each, own.contains(&at)))
            .collect()
    }

    /// The rows on the way to the reader's own goals: those stand open at first.
    fn way_to_own(&self, placed: &[Placed<'_, 'a>]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut wanted = 0;
        for (at, each) in placed.iter().enumerate().rev() {
            if self.is_own(each.objective.owner) {
                found.insert(at);
                wanted = wanted.max(each.depth);
            } else if each.depth < wanted {
                found.insert(at);
                wanted = each.depth;
            }
        }
        found
    }

    fn is_own(&self, owner: Owner) -> bool {
        matches!((self.context.lens.audience(), owner), (Audience::Person(reader), Owner::Person(owner)) if reader == owner)
    }

    fn row(&self, placed: Placed<'_, 'a>, on_the_way: bool) -> GoalRow<'a> {
        let objective = placed.objective;
        let score = objective.score.get();
        let (elsewhere, more_elsewhere) = self.elsewhere(objective);
        GoalRow {
            anchor: self.anchor(objective.goal),
            depth: placed.depth,
            has_children: placed.has_children,
            closes: placed.closes,
            open: placed.depth < 1 || on_the_way,
            own: self.is_own(objective.owner),
            title: objective.title,
            is_growth: objective.kind == ObjectiveKind::Growth,
            owner: self.owner(objective.owner),
            score: score.and_then(|(value, _)| *value),
            scored: score.map(|(_, scored)| [scored.scored, scored.of]),
            children: objective.children.into(),
            supports: self.links(&objective.supports),
            supported_by: self.links(&self.listed(&objective.supporters)),
            elsewhere,
            more_elsewhere,
            key_results: objective.key_results.iter().map(|each| self.key_result(each)).collect(),
        }
    }

    fn key_result(&self, key_result: &CascadeKeyResult<'a>) -> KeyResultRow<'a> {
        let record = &key_result.record;
        let end = key_result.result.get().copied().unwrap_or_default();
        let policy = self.context.lens.policy();
        let unit = record.measure.and_then(|measure| measure.unit).unwrap_or_default();
        let ended = end.score.and_then(|score| match score.origin {
            ScoreOrigin::Result(at) => policy.results.get(at).map(|result| result.label.to_string()),
            ScoreOrigin::Value(_) => None,
        });
        let raw = end.score.and_then(|score| match score.origin {
            ScoreOrigin::Value(Measured::Ratio { raw }) if !(0.0..=1.0).contains(&raw) => Some(raw),
            ScoreOrigin::Value(_) | ScoreOrigin::Result(_) => None,
        });
        KeyResultRow {
            anchor: self.anchor(key_result.goal),
            href: self.record(key_result.goal),
            title: record.title,
            target: record.target,
            due: record.due,
            weight: record.weight,
            status: key_result.status.value().copied().map(words::status),
            late: key_result.late.value().copied(),
            measure: record
                .measure
                .map(|measure| format!("{} to {}", measure.from, with_unit(measure.to, unit))),
            value: end.value.map(|value| with_unit(value, unit)).or(ended),
            score: end.score.map(|score| score.value),
            raw,
            replaced: end.replaced,
            children: key_result.children.into(),
            supported_by: self.links(&self.listed(&key_result.supporters)),
        }
    }

    /// Those of the supporters that are named one by one: where individuals have pages by unit, they are counted instead.
    fn listed(&self, supporters: &[GoalRef]) -> Vec<GoalRef> {
        let listed = |goal: &GoalRef| !self.split || self.has(*goal) || self.team_of_person(*goal).is_none();
        supporters.iter().copied().filter(listed).collect()
    }

    /// The units with most of the individual objectives that support a goal, and how many of these lie in other units.
    fn elsewhere(&self, objective: &CascadeObjective<'a>) -> (Vec<UnitCount<'a>>, usize) {
        let each = objective.key_results.iter().flat_map(|each| &each.supporters);
        let all: BTreeSet<_> = objective.supporters.iter().chain(each).copied().collect();
        let mut count: BTreeMap<TeamIx, usize> = BTreeMap::new();
        for goal in all.into_iter().filter(|goal| self.split && !self.has(*goal)) {
            if let Some(team) = self.team_of_person(goal) {
                *count.entry(team).or_default() += 1;
            }
        }
        let line = |(team, count)| UnitCount {
            unit: &self.context.lens.team(team).name,
            href: self.context.href(PageKey::GoalsOf(self.cycle, team)),
            count,
        };
        let mut lines: Vec<_> = count.into_iter().map(line).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.count));
        let more = lines.iter().skip(MOST_ELSEWHERE).map(|line| line.count).sum();
        lines.truncate(MOST_ELSEWHERE);
        (lines, more)
    }

    /// The unit on whose page an individual's goal stands.
    fn team_of_person(&self, goal: GoalRef) -> Option<TeamIx> {
        match self.context.lens.cascade_name(self.cycle, goal)?.owner {
            Owner::Person(person) => self.context.lens.team_of(person, self.cycle),
            Owner::Company | Owner::Team(_) => None,
        }
    }

    pub fn owner(&self, owner: Owner) -> OwnerLink<'a> {
        let context = self.context;
        match owner {
            Owner::Company => OwnerLink {
                name: &context.lens.settings().organisation,
                href: None,
            },
            Owner::Team(team) => OwnerLink {
                name: &context.lens.team(team).name,
                href: context.href_if(PageKey::Team(self.cycle, team)),
            },
            Owner::Person(person) => OwnerLink {
                name: context.lens.name(person).name,
                href: context.href_if(PageKey::Packet(person, self.cycle)),
            },
        }
    }

    pub fn link(&self, goal: GoalRef) -> Option<GoalLink<'a>> {
        let name = self.context.lens.cascade_name(self.cycle, goal)?;
        Some(GoalLink {
            title: name.title,
            owner: self.owner(name.owner).name,
            href: self.href(goal, name),
        })
    }

    fn links(&self, goals: &[GoalRef]) -> Vec<GoalLink<'a>> {
        goals.iter().filter_map(|goal| self.link(*goal)).collect()
    }

    fn href(&self, goal: GoalRef, name: CascadeName<'a>) -> Option<String> {
        let anchor = self.anchor(goal);
        if self.has(goal) {
            return Some(format!("#{anchor}"));
        }
        let page = match name.owner {
            Owner::Person(person) if self.split => {
                PageKey::GoalsOf(self.cycle, self.context.lens.team_of(person, self.cycle)?)
            }
            Owner::Team(team) => goals_page(self.context.lens, self.cycle, team)?,
            Owner::Company | Owner::Person(_) => PageKey::Goals(self.cycle),
        };
        Some(format!("{}#{anchor}", self.context.href(page)))
    }

    /// Where the record of a key result stands: an individual's in the packet, a unit's in the cascade.
    fn record(&self, goal: GoalRef) -> Option<String> {
        let name = self.context.lens.cascade_name(self.cycle, goal)?;
        match name.owner {
            Owner::Person(person) => {
                let packet = self.context.href_if(PageKey::Packet(person, self.cycle))?;
                let address = format!("{}/{}", name.objective, name.key_result?);
                Some(format!("{packet}#{}", key_result_anchor(&address)))
            }
            Owner::Company | Owner::Team(_) if self.has(goal) => None,
            Owner::Company | Owner::Team(_) => self.href(goal, name),
        }
    }

    pub fn anchor(&self, goal: GoalRef) -> String {
        let Some(name) = self.context.lens.cascade_name(self.cycle, goal) else {
            return String::new();
        };
        let owner = match name.owner {
            Owner::Company => "company",
            Owner::Team(team) => self.context.lens.team(team).id.as_str(),
            Owner::Person(person) => self.context.lens.name(person).id,
        };
        let key_result = name
            .key_result
            .map_or(String::new(), |key_result| format!("/{key_result}"));
        goal_anchor(&format!("{owner}/{}{key_result}", name.objective))
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "" => value.to_string(),
        "%" => format!("{value}%"),
        unit => format!("{value} {unit}"),
    }
}
