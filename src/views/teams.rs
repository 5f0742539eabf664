//! All units side by side.

use serde::Serialize;

use super::units::{UnitLink, unit_link, units_shown};
use super::words::counted;
use super::{Context, Page, PageKey, PageView, RatingMark, frame::frame};
use crate::disclosure::Group;
use crate::facts::{Distribution, PartCounts};
use crate::model::{CycleIx, TeamIx};

/// All units side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Teams<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The ratings of the scale, best first: the columns of the distribution.
    pub scale: Vec<RatingMark<'a>>,
    /// The units, each with all below it.
    pub units: Vec<UnitRow<'a>>,
    /// How many units lie further down, on the pages of those that they belong to.
    pub deeper: usize,
    /// Those: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub units_deeper: Vec<UnitRow<'a>>,
    /// Everyone of the tree's scope.
    pub everyone: UnitFigures,
}

/// One unit with all below it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitRow<'a> {
    /// The unit.
    pub unit: UnitLink<'a>,
    /// Its figures.
    pub figures: UnitFigures,
}

/// The figures of a group of people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitFigures {
    /// How many people were employed on the cycle's last day.
    pub people: usize,
    /// Reviews that were complete on time; none where this audience sees no totals.
    pub reviews: Option<Reviews>,
    /// Ratings; none where this audience sees no totals.
    pub ratings: Option<Ratings>,
    /// The mean of people's goal scores, and of how many.
    pub goal_score: Option<f64>,
    /// How many people have a goal score.
    pub with_score: usize,
}

/// Reviews that were complete on time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reviews {
    /// Complete by all deadlines.
    pub on_time: usize,
    /// Complete, but later.
    pub late: usize,
    /// Not complete after a deadline.
    pub missing: usize,
    /// All.
    pub total: usize,
    /// In percent; none without reviews.
    pub percent: Option<f64>,
    /// Whether that is as much as the policy asks for.
    pub enough: bool,
}

/// Ratings of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ratings {
    /// How many people have each, best first.
    pub counts: Vec<usize>,
    /// For each, whether it lies outside the guideline: `over`, `under` or nothing.
    pub outside: Vec<&'static str>,
    /// How many are rated.
    pub rated: usize,
    /// How many there are.
    pub total: usize,
    /// How many ratings would have to change; none where nobody is rated or no whole counts fit.
    pub to_move: Option<usize>,
}

/// All units of a cycle.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let (units, deeper) = units_shown(lens, cycle);
    let rows = |units: Vec<(TeamIx, usize)>| -> Vec<_> {
        let units = units.into_iter();
        units.map(|(team, depth)| row(context, cycle, team, depth)).collect()
    };
    let (units, units_deeper) = (rows(units), rows(deeper));
    let everyone = figures(context, cycle, Group::Everyone);
    let view = Teams {
        lede: lede(units.len() + units_deeper.len(), &everyone),
        scale: scale(context),
        units,
        deeper: units_deeper.len(),
        units_deeper,
        everyone,
    };
    let above = vec![context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle))];
    Page {
        frame: frame(context, "Organisation".to_owned(), above),
        view: PageView::Teams(view),
    }
}

fn lede(units: usize, everyone: &UnitFigures) -> String {
    let mut parts = vec![format!(
        "{} in {}",
        counted(everyone.people, "person", "people"),
        counted(units, "unit", "units")
    )];
    parts.extend(
        everyone
            .ratings
            .as_ref()
            .map(|ratings| format!("{} rated", ratings.rated)),
    );
    let reviews = everyone.reviews.as_ref().filter(|reviews| reviews.total > 0);
    parts.extend(reviews.map(|reviews| format!("{} of {} reviews on time", reviews.on_time, reviews.total)));
    format!("{}.", parts.join("; "))
}

/// The ratings of the scale, best first.
pub(super) fn scale<'a>(context: &Context<'_, 'a>) -> Vec<RatingMark<'a>> {
    let ratings = context.lens.policy().ratings.iter();
    ratings.map(|rating| context.rating(rating.value)).collect()
}

/// One unit with all below it.
pub(super) fn row<'a>(context: &Context<'_, 'a>, cycle: CycleIx, team: TeamIx, depth: usize) -> UnitRow<'a> {
    UnitRow {
        unit: unit_link(context, cycle, team, depth),
        figures: figures(context, cycle, Group::Unit(team)),
    }
}

/// The figures of a group, as far as this audience may see them.
pub(super) fn figures(context: &Context<'_, '_>, cycle: CycleIx, group: Group<'_>) -> UnitFigures {
    let group = context.lens.group(cycle, group);
    let goals = group.goal_score.into_inner();
    UnitFigures {
        people: group.people,
        reviews: group
            .completion
            .get()
            .map(|completion| reviews(context, completion.review)),
        ratings: group.ratings.get().map(ratings),
        goal_score: goals.and_then(|mean| mean.value),
        with_score: goals.map_or(0, |mean| mean.n),
    }
}

fn reviews(context: &Context<'_, '_>, counts: PartCounts) -> Reviews {
    Reviews {
        on_time: counts.on_time,
        late: counts.late,
        missing: counts.missing,
        total: counts.total(),
        percent: counts.on_time_percent(),
        enough: counts.total() == 0 || counts.more_on_time_than(context.lens.policy().on_time),
    }
}

fn ratings(distribution: &Distribution) -> Ratings {
    let fit = distribution.fit.as_ref();
    let outside = |(at, count): (usize, &usize)| match fit.and_then(|fit| fit.bounds.get(at)) {
        Some(bounds) if *count > bounds.high => "over",
        Some(bounds) if *count < bounds.low => "under",
        _ => "",
    };
    Ratings {
        outside: distribution.counts.iter().enumerate().map(outside).collect(),
        counts: distribution.counts.clone(),
        rated: distribution.rated,
        total: distribution.total(),
        to_move: fit.and_then(|fit| fit.people_to_move),
    }
}
