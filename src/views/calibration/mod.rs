//! The pre-read of a calibration: how ratings lie against the guideline and beside each other, who is on the agenda and why,
//! what changed, and which flags wait for an answer.

pub(super) mod agenda;
pub(super) mod bias;
mod figures;
pub(super) mod levels;
pub(super) mod manager;
mod people;
pub(super) mod pre_read;
mod sides;
pub(super) mod tables;

use serde::Serialize;

use super::charts::distribution::{DistributionChart, chart};
use super::charts::strip::StripPlot;
use super::listed::{Listed, listed_by};
use super::{Context, Link, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame};
use crate::disclosure::{Group, GroupSections};
use crate::facts::Distribution;
use crate::model::{CycleIx, PersonIx, Rating};
use crate::source::Date;

use agenda::{SessionLine, SessionView};
use people::{ChangedRow, EndRow, Ratings};

/// The pre-read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration<'a> {
    /// What a first look should see.
    pub lede: String,
    /// Ratings that count; none where this audience does not see them.
    pub ratings: Option<DistributionChart>,
    /// Ratings as managers recommended them, where that differs.
    pub recommended: Option<DistributionChart>,
    /// Managers beside each other.
    pub managers: Option<StripPlot>,
    /// Units beside each other.
    pub units: Option<StripPlot>,
    /// The highest rating of the scale.
    pub top: Ends<'a>,
    /// The lowest two ratings of the scale.
    pub bottom: Ends<'a>,
    /// Ratings that a session moved, or none while this audience does not see them.
    pub changed: Option<Listed<ChangedRow<'a>>>,
    /// The sessions: agenda, questions, talking points, justifications.
    pub sessions: Vec<SessionView<'a>>,
    /// The sessions where they are too many for this page, each with a page of its own.
    pub session_pages: Vec<SessionLine<'a>>,
    /// The way to the checks.
    pub bias: Link,
    /// The way to all of the pre-read as one document, for paper.
    pub pre_read: Link,
    /// The ways to everyone on a level.
    pub levels: Vec<Link>,
    /// What each rating means.
    pub scale: Vec<ScaleRow<'a>>,
    /// Everyone: not for the page, whose lists are of those to speak of, but for the tables beside it.
    #[serde(skip)]
    pub people: Vec<EndRow<'a>>,
    /// How many people stand in those tables.
    pub listed: usize,
    /// Who reads this page as a member, and is therefore not listed on it.
    pub left_out: bool,
}

/// People at one end of the scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ends<'a> {
    /// The ratings of this end.
    pub ratings: Vec<RatingMark<'a>>,
    /// Who.
    pub people: Listed<EndRow<'a>>,
}

/// One rating of the scale with its meaning.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaleRow<'a> {
    /// The rating.
    pub rating: RatingMark<'a>,
    /// What it means.
    pub description: Option<&'a str>,
    /// The guideline in percent, low and high.
    pub guideline: [f64; 2],
    /// How many people have it; none where this audience does not see that.
    pub people: Option<usize>,
    /// The guideline in people; none where nobody is rated.
    pub bounds: Option<[usize; 2]>,
}

/// The pre-read of a cycle's calibration.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let title = context.lens.cycle(cycle).title;
    Page {
        frame: frame(
            context,
            format!("Calibration, {title}"),
            vec![context.link(title, PageKey::Cycle(cycle))],
        ),
        view: PageView::Calibration(Box::new(calibration(context, cycle))),
    }
}

fn calibration<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Calibration<'a> {
    let lens = context.lens;
    let policy = lens.policy();
    // Each half looks at everyone.
    let (of_ratings, of_sessions) = context.both(
        |context| OfRatings::new(context, cycle),
        |context| OfSessions::new(context, cycle),
    );
    let OfSessions {
        group,
        sessions,
        session_pages,
        levels,
        changed,
    } = of_sessions;
    let ratings = group.ratings.get();
    let recommended = group
        .recommended
        .get()
        .filter(|before| ratings.is_some_and(|after| before.counts != after.counts));
    let held: Vec<_> = sessions
        .iter()
        .map(|session| session.held)
        .chain(session_pages.iter().map(|session| session.held))
        .collect();
    Calibration {
        lede: lede(ratings, changed.as_ref().map(Listed::len), &held),
        recommended: recommended.map(|ratings| chart("recommended", "As recommended", policy, ratings)),
        ratings: ratings.map(|ratings| chart("ratings", "As they count", policy, ratings)),
        managers: of_ratings.managers,
        units: of_ratings.units,
        top: of_ratings.top,
        bottom: of_ratings.bottom,
        changed,
        sessions,
        session_pages,
        bias: context.link("Bias checks", PageKey::Bias(cycle)),
        pre_read: context.link("All of it as one document to print", PageKey::PreRead(cycle)),
        levels,
        scale: scale(context, ratings),
        listed: lens.scope(cycle).people.len(),
        people: of_ratings.people,
        left_out: lens.leaves_out_anyone(cycle),
    }
}

/// What of the pre-read is made of everyone's ratings.
struct OfRatings<'a> {
    managers: Option<StripPlot>,
    units: Option<StripPlot>,
    top: Ends<'a>,
    bottom: Ends<'a>,
    people: Vec<EndRow<'a>>,
}

impl<'a> OfRatings<'a> {
    fn new(context: &Context<'_, 'a>, cycle: CycleIx) -> Self {
        let everyone = Ratings::new(context.lens, cycle);
        let ratings = &context.lens.policy().ratings;
        let of_scale = |place: std::ops::Range<usize>| {
            let ratings = ratings.get(place).unwrap_or_default();
            ratings
                .iter()
                .map(|rating| context.rating(rating.value))
                .collect::<Vec<_>>()
        };
        let many = ratings.len();
        let row = |person: &PersonIx| people::row(context, cycle, *person);
        Self {
            managers: sides::managers(context, cycle, &everyone),
            units: sides::units(context, cycle, &everyone),
            top: ends(context, cycle, of_scale(0..1), &everyone),
            bottom: ends(context, cycle, of_scale(many.saturating_sub(2)..many), &everyone),
            people: context.beside(|| everyone.people().iter().map(row).collect()),
        }
    }
}

/// What of it is made of the sessions and what they did.
struct OfSessions<'a> {
    group: GroupSections,
    sessions: Vec<SessionView<'a>>,
    session_pages: Vec<SessionLine<'a>>,
    levels: Vec<Link>,
    changed: Option<Listed<ChangedRow<'a>>>,
}

impl<'a> OfSessions<'a> {
    fn new(context: &Context<'_, 'a>, cycle: CycleIx) -> Self {
        let changed = people::changed(context.lens, cycle).map(|changed| {
            let row = |change| people::changed_row(context, cycle, change);
            listed_by(context, cycle, changed, row)
        });
        Self {
            group: context.lens.group(cycle, Group::Everyone),
            sessions: agenda::sessions(context, cycle),
            session_pages: agenda::lines(context, cycle),
            levels: levels::links(context, cycle),
            changed,
        }
    }
}

/// What each rating means, and how many people have it.
fn scale<'a>(context: &Context<'_, 'a>, ratings: Option<&Distribution>) -> Vec<ScaleRow<'a>> {
    let bounds = |at: usize| {
        let fit = ratings?.fit.as_ref()?;
        fit.bounds.get(at).filter(|bounds| bounds.low <= bounds.high)
    };
    let row = |(at, rating): (usize, &'a Rating)| ScaleRow {
        rating: context.rating(rating.value),
        description: rating.description.as_deref(),
        guideline: rating.guideline.map(crate::records::Percent::as_f64),
        people: ratings.and_then(|ratings| ratings.counts.get(at).copied()),
        bounds: bounds(at).map(|bounds| [bounds.low, bounds.high]),
    };
    context.lens.policy().ratings.iter().enumerate().map(row).collect()
}

fn ends<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    ratings: Vec<RatingMark<'a>>,
    everyone: &Ratings<'_>,
) -> Ends<'a> {
    let row = |person| people::row(context, cycle, person);
    Ends {
        people: listed_by(context, cycle, everyone.among(&ratings), row),
        ratings,
    }
}

fn lede(ratings: Option<&Distribution>, changed: Option<usize>, held: &[bool]) -> String {
    let mut said = Vec::new();
    if let Some(ratings) = ratings {
        said.push(format!("{} rated of {}", ratings.rated, ratings.total()));
        let moves = ratings.fit.as_ref().and_then(|fit| fit.people_to_move);
        said.extend(moves.map(|moves| match moves {
            0 => "inside the guideline".to_owned(),
            1 => "one rating away from the guideline".to_owned(),
            moves => format!("{moves} ratings away from the guideline"),
        }));
    }
    said.extend(changed.map(|changed| match changed {
        0 => "no rating changed".to_owned(),
        1 => "one rating changed".to_owned(),
        many => format!("{many} ratings changed"),
    }));
    let open = held.iter().filter(|held| !**held).count();
    match (held.len(), open) {
        (0, _) => {}
        (_, 0) => said.push(
            if held.len() == 1 {
                "the session was held"
            } else {
                "all sessions were held"
            }
            .to_owned(),
        ),
        (1, _) => said.push("the session is still to be held".to_owned()),
        (all, open) => said.push(format!("{open} of {all} sessions still to be held")),
    }
    if said.is_empty() {
        "What the ratings mean.".to_owned()
    } else {
        let mut text = said.join("; ");
        text.push('.');
        text
    }
}

/// Who did something, and on which day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SaidBy<'a> {
    /// Who.
    pub by: Option<PersonLink<'a>>,
    /// In which session.
    pub session: &'a str,
    /// On which day.
    pub date: Date,
}
