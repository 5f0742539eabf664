//! Goals and how they ended: objective by objective, each key result's target against what was reached.

use serde::Serialize;

use super::summary::Mean3;
use super::{KeyResultLink, Part, Review, key_result_anchor};
use crate::disclosure::sections::{Agreement, Goals, KeyResult, Measure, Objective, ResultLine};
use crate::disclosure::{AtCheckIn, GoalFigures, KeyResultFigures, ObjectiveFigures, SmartLine};
use crate::facts::statistics::goals::Measured;
use crate::facts::{Part as FactPart, Score, ScoreOrigin, ScoredGoals, SmartVerdict};
use crate::model::Owner;
use crate::records::check_in::Change;
use crate::records::goals::ObjectiveKind;
use crate::source::Date;
use crate::views::units::goals_page_from_packet;
use crate::views::words::{self, Badge, Tone};
use crate::views::{PageKey, goal_anchor};

/// A person's goals and how they ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results<'a> {
    /// How a person and their manager agreed on them.
    pub agreement: Option<Agreement>,
    /// Where the agreement stands against its deadline.
    pub standing: Option<String>,
    /// The mean of the delivery objectives' scores.
    pub delivery: Option<Mean3>,
    /// The mean of the growth objectives' scores.
    pub growth: Option<Mean3>,
    /// How many key results count, and how many of them have a score.
    pub scored: Option<(usize, usize)>,
    /// Delivery objectives, then growth objectives.
    pub objectives: Vec<ObjectiveResult<'a>>,
    /// Results that name a key result which the goals do not have.
    pub others: Vec<LooseResult<'a>>,
}

/// One objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObjectiveResult<'a> {
    /// What is to be achieved.
    pub title: &'a str,
    /// Its place on the page.
    pub anchor: String,
    /// Whether it is a growth objective.
    pub growth: bool,
    /// What it supports.
    pub supports: Vec<Supported>,
    /// The weighted mean of its key results' scores.
    pub score: Option<f64>,
    /// How many of its key results have one, of how many that count.
    pub scored: Option<(usize, usize)>,
    /// Its key results.
    pub key_results: Vec<KeyResultRow<'a>>,
}

/// A goal that an objective supports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supported {
    /// What is to be reached; its address where nobody knows it.
    pub title: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// The way to it in the cascade.
    pub href: Option<String>,
}

/// One key result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeyResultRow<'a> {
    /// Its place on the page.
    pub anchor: String,
    /// What is to be done or reached.
    pub title: &'a str,
    /// What counts as reached.
    pub target: Option<&'a str>,
    /// The week in which it is due, where the goals say so.
    pub week: Option<u32>,
    /// The day on which it is due.
    pub due: Option<Date>,
    /// The day to which the check-in moved it.
    pub moved_to: Option<Date>,
    /// How much it counts within the objective.
    pub weight: Option<f64>,
    /// How it is measured.
    pub measure: Option<Measure<'a>>,
    /// How it stood at the check-in, or as the goals themselves say.
    pub status: Option<Badge<'static>>,
    /// How sure the person was.
    pub confidence: Option<&'static str>,
    /// How late it was at the check-in.
    pub late: Option<String>,
    /// What was reached, in words.
    pub actual: Option<&'a str>,
    /// What was reached, as a number.
    pub value: Option<f64>,
    /// How it ended.
    pub result: Option<Badge<'a>>,
    /// The score.
    pub score: Option<f64>,
    /// The part of the way that was gone, where that is not the score.
    pub ratio: Option<f64>,
    /// Whether another key result took its place, so that it does not count.
    pub replaced: bool,
    /// The key result that took its place.
    pub replacement: Option<KeyResultLink>,
    /// The key result whose place it takes.
    pub replaces: Option<KeyResultLink>,
    /// The five SMART checks.
    pub smart: Vec<Check<'a>>,
    /// Those of them that fail.
    pub faults: Vec<Check<'a>>,
}

/// One SMART check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Check<'a> {
    /// What is checked.
    pub name: &'static str,
    /// How it came out.
    pub verdict: Badge<'static>,
    /// Why.
    pub reason: &'static str,
    /// Who signed.
    pub by: Option<&'a str>,
    /// When.
    pub on: Option<Date>,
}

/// A result that names a key result which the goals do not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LooseResult<'a> {
    /// The address that it names.
    pub key_result: String,
    /// What was reached, in words.
    pub actual: Option<&'a str>,
    /// What was reached, as a number.
    pub value: Option<f64>,
    /// How it ended.
    pub result: Option<Badge<'a>>,
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn results(&self) -> Option<Part<Results<'a>>> {
        Part::of(self.sections.goals.clone(), |goals| self.results_of(&goals))
    }

    fn results_of(&self, goals: &Goals<'a>) -> Results<'a> {
        let lens = self.context.lens;
        let figures = lens.goal_figures(self.person, self.cycle).into_inner().flatten();
        let mut objectives: Vec<_> = goals
            .objectives
            .iter()
            .enumerate()
            .map(|(at, each)| self.objective(each, figures.as_ref().and_then(|figures| figures.objectives.get(at))))
            .collect();
        objectives.sort_by_key(|objective| objective.growth);
        let mean = |pick: fn(&GoalFigures<'a>) -> Option<crate::facts::Mean>| {
            figures.as_ref().and_then(pick).and_then(Mean3::of)
        };
        let scored = objectives.iter().filter_map(|objective| objective.scored);
        Results {
            agreement: goals.agreement,
            standing: self.standing(FactPart::Goals),
            delivery: mean(|figures| figures.delivery.get().copied()),
            growth: mean(|figures| figures.growth.get().copied()),
            scored: scored.reduce(|(n, of), (more, of_more)| (n + more, of + of_more)),
            objectives,
            others: self.loose_results(),
        }
    }

    fn objective(&self, objective: &Objective<'a>, figures: Option<&ObjectiveFigures<'a>>) -> ObjectiveResult<'a> {
        let owner = self.context.lens.name(self.person).id;
        let rows = objective.key_results.iter().enumerate();
        ObjectiveResult {
            title: objective.title,
            anchor: goal_anchor(&format!("{owner}/{}", objective.id)),
            growth: objective.kind == ObjectiveKind::Growth,
            supports: objective
                .supports
                .iter()
                .map(|address| self.supported(address))
                .collect(),
            score: figures.and_then(|figures| figures.score.value().copied()),
            scored: figures
                .and_then(|figures| figures.scored.get())
                .map(|ScoredGoals { scored, of }| (*scored, *of)),
            key_results: rows
                .map(|(at, each)| self.row(each, figures.and_then(|figures| figures.key_results.get(at))))
                .collect(),
        }
    }

    fn supported(&self, address: &str) -> Supported {
        let name = self.context.lens.goal_name(self.cycle, address).into_inner().flatten();
        let page = match name.map(|name| name.of) {
            Some(Owner::Team(team)) => goals_page_from_packet(self.context.lens, self.cycle, team),
            _ => Some(PageKey::Goals(self.cycle)),
        };
        let href = page.map(|page| self.context.href(page));
        Supported {
            title: name.map_or(address, |name| name.title).to_owned(),
            owner: name.map(|name| name.owner.to_owned()),
            href: href.map(|href| format!("{href}#{}", goal_anchor(address))),
        }
    }

    fn row(&self, key_result: &KeyResult<'a>, figures: Option<&KeyResultFigures<'a>>) -> KeyResultRow<'a> {
        let address = &*key_result.address;
        let line = self.result_line(address);
        let at_check_in = figures.and_then(|figures| figures.at_check_in.get().copied());
        let score = figures.and_then(|figures| figures.score.value().copied());
        let smart: Vec<_> = figures.map_or(&[][..], |figures| &figures.smart).iter().collect();
        let status = at_check_in.and_then(|each| each.status).or(key_result.status);
        let fails = |line: &&&SmartLine<'a>| line.verdict == SmartVerdict::Fails;
        let result = line.and_then(|line| line.result).or(key_result.result);
        KeyResultRow {
            anchor: key_result_anchor(address),
            title: key_result.title,
            target: key_result.target,
            week: key_result.week,
            due: key_result.due,
            moved_to: at_check_in.and_then(|each| each.moved_to),
            weight: key_result.weight,
            measure: key_result.measure,
            status: status.map(words::status),
            confidence: self.confidence(address),
            late: at_check_in.and_then(late),
            actual: line.and_then(|line| line.actual),
            value: line.and_then(|line| line.value).or(key_result.value),
            result: result.map(|id| self.result_badge(id)),
            score: score.map(|score| score.value),
            ratio: score.and_then(ratio),
            replaced: at_check_in.is_some_and(|each| each.replaced),
            replacement: self.replacement_of(address),
            replaces: self.replaced_by(address),
            faults: smart.iter().filter(fails).map(|line| check(line)).collect(),
            smart: smart.into_iter().map(check).collect(),
        }
    }

    fn result_line(&self, address: &str) -> Option<&ResultLine<'a>> {
        let lines = &self.sections.self_assessment.value()?.results;
        lines.iter().find(|line| line.key_result == address)
    }

    fn result_badge(&self, id: &'a crate::records::id::ResultId) -> Badge<'a> {
        let Some(kind) = self.context.lens.result(id) else {
            return Badge::new(id.as_str(), Tone::Mute);
        };
        let tone = match kind.score {
            score if score >= 1.0 => Tone::Good,
            score if score > 0.0 => Tone::Warn,
            _ => Tone::Bad,
        };
        Badge::new(&kind.label, tone)
    }

    fn confidence(&self, address: &str) -> Option<&'static str> {
        let progress = &self.sections.check_in.value()?.progress;
        let said = progress.iter().rev().find(|each| each.key_result == address)?;
        said.confidence.map(words::confidence)
    }

    fn replacement_of(&self, address: &str) -> Option<KeyResultLink> {
        let adjustments = &self.sections.check_in.value()?.adjustments;
        let mut replaced = adjustments.iter().filter(|each| each.change == Change::Replaced);
        let own = replaced.find(|each| each.key_result == address)?;
        own.replacement.as_deref().map(|address| self.key_result_link(address))
    }

    fn replaced_by(&self, address: &str) -> Option<KeyResultLink> {
        let adjustments = &self.sections.check_in.value()?.adjustments;
        let found = adjustments
            .iter()
            .find(|each| each.replacement.as_deref() == Some(address))?;
        Some(self.key_result_link(&found.key_result))
    }

    fn loose_results(&self) -> Vec<LooseResult<'a>> {
        let own = self.sections.self_assessment.value();
        let lines = own.map_or(&[][..], |own| &own.results).iter();
        let loose = lines.filter(|line| self.key_result(&line.key_result).is_none());
        loose
            .map(|line| LooseResult {
                key_result: line.key_result.clone(),
                actual: line.actual,
                value: line.value,
                result: line.result.map(|id| self.result_badge(id)),
            })
            .collect()
    }
}

fn late(at_check_in: AtCheckIn) -> Option<String> {
    at_check_in
        .late
        .map(|days| format!("{} late at the check-in", words::days_of(days)))
}

/// The part of the way that was gone, where the score had to cut it.
fn ratio(score: Score) -> Option<f64> {
    match score.origin {
        ScoreOrigin::Value(Measured::Ratio { raw }) if !(0.0..=1.0).contains(&raw) => Some(raw),
        ScoreOrigin::Value(_) | ScoreOrigin::Result(_) => None,
    }
}

fn check<'a>(line: &SmartLine<'a>) -> Check<'a> {
    Check {
        name: line.check,
        verdict: words::verdict(line.verdict),
        reason: line.reason.text(),
        by: line.signed_by.map(|name| name.name),
        on: line.signed_on,
    }
}
