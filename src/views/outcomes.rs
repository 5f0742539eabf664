//! What followed from the ratings: merit, equity and budget, promotions, and plans with what falls due in them next.

use serde::Serialize;

use super::listed::{LONGEST, Listed, listed};
use super::plans;
pub use super::plans::{PlanRow, plans_of};
use super::team::packet_link;
use super::units::{UnitLink, is_split, unit_link, units_shown};
use super::words::{self, Badge};
use super::{Context, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame};
use crate::disclosure::Group;
use crate::facts::{PayFacts, PayRollup, RangeCheck};
use crate::model::{CycleIx, PersonIx, Rating, TeamIx};
use crate::source::Date;

/// What followed from the ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcomes<'a> {
    /// What a first look should see.
    pub lede: String,
    /// Whether this audience reads about pay.
    pub has_pay: bool,
    /// The budget for merit in percent of payroll, where the policy names one.
    pub budget: Option<f64>,
    /// Everyone of the tree's scope; none where this audience sees no totals.
    pub everyone: Option<PayLine>,
    /// The same by unit.
    pub units: Vec<UnitPay<'a>>,
    /// How many units lie further down, on the pages of those that they belong to.
    pub deeper: usize,
    /// Those: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub units_deeper: Vec<UnitPay<'a>>,
    /// Merit person by person; where there are too many people for one page, only what lies outside its range.
    pub merit: Vec<MeritRow<'a>>,
    /// How many more of these there are, on the pages of their units.
    pub more_merit: usize,
    /// Merit that stands on the units' pages: not for this page, but for the tables beside it.
    #[serde(skip)]
    pub merit_elsewhere: Vec<MeritRow<'a>>,
    /// How many those are.
    pub elsewhere: usize,
    /// Whether merit inside its range stands on the units' pages.
    pub by_unit: bool,
    /// Promotions that were recommended or decided.
    pub promotions: Listed<PromotionRow<'a>>,
    /// Development and improvement plans, by what falls due next.
    pub plans: Listed<PlanRow<'a>>,
    /// The ratings of the scale, best first.
    pub ranges: Vec<RangeRow<'a>>,
}

/// One rating of the scale with what the policy ties to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RangeRow<'a> {
    /// The rating.
    pub rating: RatingMark<'a>,
    /// The guideline in percent of rated people, low and high.
    pub guideline: [f64; 2],
    /// The range of merit in percent; none where this audience does not read about pay.
    pub merit: Option<[f64; 2]>,
}

/// One unit's raises together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitPay<'a> {
    /// The unit.
    pub unit: UnitLink<'a>,
    /// Its raises.
    pub pay: PayLine,
}

/// Raises together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PayLine {
    /// How many people have one.
    pub people: usize,
    /// Base pay before, all together.
    pub payroll: f64,
    /// The raises, all together, to the whole unit of the currency.
    pub increase: f64,
    /// The raises in percent of payroll; none without payroll.
    pub percent: Option<f64>,
    /// The budget, where the policy names one.
    pub budget: Option<f64>,
    /// What lies beyond the budget, negative where some is left.
    pub over: Option<f64>,
    /// Shares granted.
    pub shares: u64,
}

/// One person's merit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeritRow<'a> {
    /// Who.
    pub person: PersonLink<'a>,
    /// The rating that counts.
    pub rating: Option<RatingMark<'a>>,
    /// Whether that is the recommended one, since there is no final one.
    pub provisional: bool,
    /// The raise in percent.
    pub percent: f64,
    /// The range of the rating in percent.
    pub range: Option<[f64; 2]>,
    /// The raise against the range, where it lies outside.
    pub outside: Option<Badge<'static>>,
    /// Why it lies outside.
    pub exception: Option<&'a str>,
    /// Base pay before.
    pub before: i64,
    /// Base pay after.
    pub after: i64,
    /// The pay band.
    pub band: Option<[i64; 2]>,
    /// The position in the band in percent: below 0 under it, above 100 over it.
    pub position: Option<f64>,
    /// Shares granted.
    pub shares: Option<u32>,
}

/// One promotion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromotionRow<'a> {
    /// Who.
    pub person: PersonLink<'a>,
    /// The level in the cycle.
    pub from: &'a str,
    /// The level that it is about.
    pub to: Option<&'a str>,
    /// What the manager recommends.
    pub recommendation: Option<String>,
    /// What was decided.
    pub decision: Option<Badge<'static>>,
    /// The day on which the criteria are reviewed.
    pub review: Option<Date>,
    /// The criteria.
    pub criteria: Vec<CriterionLine<'a>>,
    /// Whether criteria with evidence are owed.
    pub undocumented: bool,
}

/// One criterion of a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CriterionLine<'a> {
    /// What it asks.
    pub what: &'a str,
    /// Whether it is met.
    pub met: Option<bool>,
    /// What shows it.
    pub evidence: Option<&'a str>,
}

/// What followed from the ratings of a cycle.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let people = lens.people(cycle);
    let by_unit = is_split(lens, cycle);
    let merit = people.iter().filter_map(|person| merit_of(context, cycle, *person));
    let (mut merit, mut merit_elsewhere): (Vec<_>, Vec<_>) = merit.partition(|row| !by_unit || row.outside.is_some());
    // On one page everyone's merit is shown; of many people only what lies outside its range, and of that what can be read.
    let most = if by_unit { LONGEST } else { usize::MAX };
    let everyone = pay_line(context, cycle, Group::Everyone);
    let (units, deeper) = units_shown(lens, cycle);
    let unit = |(team, depth): (TeamIx, usize)| {
        Some(UnitPay {
            unit: unit_link(context, cycle, team, depth),
            pay: pay_line(context, cycle, Group::Unit(team))?,
        })
    };
    let mut promotions: Vec<_> = people
        .iter()
        .filter_map(|person| promotion_of(context, cycle, *person))
        .collect();
    promotions.sort_by_key(|row| !row.undocumented);
    let plans = people.iter().flat_map(|person| plans_of(context, cycle, *person));
    let mut view = Outcomes {
        lede: String::new(),
        has_pay: lens.reads_pay(),
        budget: lens.policy().budget.map(crate::records::Percent::as_f64),
        everyone,
        units: units.into_iter().filter_map(unit).collect(),
        deeper: deeper.len(),
        units_deeper: deeper.into_iter().filter_map(unit).collect(),
        merit: Vec::new(),
        more_merit: merit.len().saturating_sub(most),
        merit_elsewhere: Vec::new(),
        elsewhere: 0,
        by_unit,
        promotions: listed(context, cycle, promotions),
        plans: listed(context, cycle, plans::sorted(plans.collect())),
        ranges: ranges(context),
    };
    view.lede = lede(&view, &merit);
    if by_unit {
        // Raises without a reason first: those are to be acted upon.
        merit.sort_by_key(|row| row.exception.is_some());
        merit_elsewhere.splice(0..0, merit.drain(merit.len().min(most)..));
    }
    view.merit = merit;
    view.elsewhere = merit_elsewhere.len();
    view.merit_elsewhere = merit_elsewhere;
    let above = vec![context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle))];
    Page {
        frame: frame(context, "Outcomes".to_owned(), above),
        view: PageView::Outcomes(view),
    }
}

fn ranges<'a>(context: &Context<'_, 'a>) -> Vec<RangeRow<'a>> {
    let lens = context.lens;
    let row = |rating: &'a Rating| RangeRow {
        rating: context.rating(rating.value),
        guideline: rating.guideline.map(crate::records::Percent::as_f64),
        merit: lens
            .reads_pay()
            .then(|| rating.merit.map(crate::records::Percent::as_f64)),
    };
    lens.policy().ratings.iter().map(row).collect()
}

fn lede(view: &Outcomes<'_>, merit: &[MeritRow<'_>]) -> String {
    let spent = view
        .everyone
        .and_then(|pay| pay.percent)
        .map(|percent| match view.budget {
            Some(budget) => format!("Merit of {percent:.2}% of payroll against a budget of {budget}%."),
            None => format!("Merit of {percent:.2}% of payroll."),
        });
    let unexplained = merit
        .iter()
        .filter(|row| row.outside.is_some() && row.exception.is_none())
        .count();
    let unexplained = match unexplained {
        0 => None,
        1 => Some("One raise lies outside its range without a reason.".to_owned()),
        count => Some(format!("{count} raises lie outside their range without a reason.")),
    };
    let parts: Vec<_> = spent.into_iter().chain(unexplained).collect();
    if parts.is_empty() {
        return "No outcomes are recorded yet.".to_owned();
    }
    parts.join(" ")
}

fn pay_line(context: &Context<'_, '_>, cycle: CycleIx, group: Group<'_>) -> Option<PayLine> {
    let pay: PayRollup = context.lens.group(cycle, group).pay.into_inner()?;
    let whole = |millionths: i128| (millionths as f64 / 1e6).round();
    Some(PayLine {
        people: pay.rollup.people,
        payroll: pay.rollup.payroll as f64,
        increase: whole(pay.rollup.increase_millionths),
        percent: pay.rollup.effective_percent(),
        budget: pay.budget_millionths.map(whole),
        over: pay.over_budget_millionths().map(whole),
        shares: pay.equity_shares,
    })
}

/// A person's merit; none where there is none, or where this audience may not see it.
pub(super) fn merit_of<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Option<MeritRow<'a>> {
    let lens = context.lens;
    let figures = lens.pay(person, cycle).into_inner()??.figures?;
    let against: Option<PayFacts> = lens.merit(person, cycle).into_inner().flatten();
    let settled = lens.final_rating(person, cycle).value().map(|rating| rating.value);
    let counts = settled
        .or_else(|| lens.recommended(person, cycle).value().copied())
        .filter(|_| against.is_some());
    let outside = against.and_then(|pay| match pay.range {
        RangeCheck::Below => Some(Badge::new("Below", words::Tone::Warn)),
        RangeCheck::Above => Some(Badge::new("Above", words::Tone::Warn)),
        RangeCheck::NotRated | RangeCheck::Inside => None,
    });
    let band = figures.band.map(|band| band.map(|edge| edge.0));
    Some(MeritRow {
        person: packet_link(context, cycle, person),
        rating: counts.map(|value| context.rating(value)),
        provisional: settled.is_none(),
        percent: figures.merit_percent.as_f64(),
        range: counts
            .and_then(|value| lens.rating(value))
            .map(|rating| rating.merit.map(crate::records::Percent::as_f64)),
        outside,
        exception: figures.exception.filter(|why| !why.trim().is_empty()),
        before: figures.base_before.0,
        after: figures.base_after.0,
        position: against.and_then(|pay| pay.position).map(|position| position * 100.0),
        band,
        shares: figures.equity_shares,
    })
}

fn promotion_of<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Option<PromotionRow<'a>> {
    let lens = context.lens;
    let (promotion, facts) = lens.promotion(person, cycle).into_inner()??;
    let decided = promotion.decision.as_ref();
    let recommended = promotion.recommendation.as_ref();
    let criteria = decided.map(|decided| &decided.criteria[..]).unwrap_or_default();
    let to = decided.and_then(|decided| decided.to_level);
    Some(PromotionRow {
        person: packet_link(context, cycle, person),
        from: lens.role(person, cycle).map_or("", |role| role.level),
        to: to.or_else(|| recommended.and_then(|recommended| recommended.to_level)),
        recommendation: recommended.map(|recommended| recommended.readiness.word().replace('-', " ")),
        decision: decided.map(|decided| words::promotion(decided.decision)),
        review: decided.and_then(|decided| decided.review),
        criteria: criteria
            .iter()
            .map(|criterion| CriterionLine {
                what: criterion.what,
                met: criterion.met,
                evidence: criterion.evidence,
            })
            .collect(),
        undocumented: facts.is_some_and(|facts| !facts.is_documented()),
    })
}
