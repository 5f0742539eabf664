//! A cycle: its timeline with today on it, how complete its parts are, the success criteria in short, and the way to its views.

use serde::Serialize;

use super::calendar::{NextDue, next_dues, timeline_of};
use super::charts::Timeline;
use super::completion::{self, CompletionList, ReviewStandings};
use super::criteria::{Criteria, ShareOf, criteria};
use super::own::{OwnReview, label, own_review};
use super::{Context, Link, Page, PageKey, PageView, PersonLink, frame::frame};
use crate::disclosure::{AudienceKind, CycleCard, Group};
use crate::facts::{CompletionCounts, Part, PartCounts};
use crate::model::CycleIx;
use crate::source::Date;

/// A cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CycleView<'a> {
    /// Where it stands, in a sentence.
    pub lede: String,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// Who coordinates it.
    pub coordinator: Option<PersonLink<'a>>,
    /// Who manages performance in it.
    pub specialist: Option<PersonLink<'a>>,
    /// Who approved the release, and when.
    pub approved: Option<Approved<'a>>,
    /// Its phases and deadlines.
    pub timeline: Timeline,
    /// What is due next.
    pub next: Option<NextDue>,
    /// How complete the reviews are that the reader answers for.
    pub completion: Option<CompletionView>,
    /// Whom its figures count.
    pub lists: Vec<CompletionList<'a>>,
    /// How every review stands, part by part: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub standings: Vec<ReviewStandings<'a>>,
    /// The reader's own review.
    pub own: Option<OwnReview>,
    /// The success criteria.
    pub criteria: Criteria,
    /// The way to the page about them.
    pub success: String,
    /// The views of the cycle.
    pub entries: Vec<CycleEntry>,
}

/// Who approved a release.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Approved<'a> {
    /// Who.
    pub by: PersonLink<'a>,
    /// When.
    pub on: Date,
}

/// How complete the reviews are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompletionView {
    /// How many reviews there are.
    pub reviews: usize,
    /// The percentage to reach on time.
    pub goal: f64,
    /// The way to what is missing.
    pub open: Option<String>,
    /// A row for each part, then the review as a whole.
    pub rows: Vec<CompletionRow>,
}

/// How complete one part is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompletionRow {
    /// What.
    pub label: String,
    /// The way to those whom it counts.
    pub href: Option<String>,
    /// By when.
    pub due: Option<Date>,
    /// On time, of all.
    pub on_time: ShareOf,
    /// Handed in late.
    pub late: usize,
    /// Not there, and overdue.
    pub missing: usize,
    /// Not there, and not due.
    pub not_due: usize,
    /// Whether this is the review as a whole.
    pub whole: bool,
    /// The ways to those who were on time, late, are missing or not due, where this page lists them.
    pub ways: [Option<String>; 4],
}

/// One view of the cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CycleEntry {
    /// The way to it.
    pub link: Link,
    /// What it answers.
    pub about: &'static str,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let card = lens.cycle(cycle);
    let mut completion = completion(context, cycle, &card);
    let (standings, lists) = listed_by(context, cycle, completion.as_mut());
    let next = next_dues(&card, lens.as_of()).first().copied();
    let view = CycleView {
        lede: lede(&card, completion.as_ref(), next),
        start: card.start,
        end: card.end,
        coordinator: card.coordinator.map(|name| context.person(name)),
        specialist: card.specialist.map(|name| context.person(name)),
        approved: card.approved.map(|(name, on)| Approved {
            by: context.person(name),
            on,
        }),
        timeline: timeline_of(&card, lens.as_of()),
        next,
        completion,
        lists,
        standings,
        own: own_review(context, cycle),
        criteria: criteria(context, cycle),
        success: context.href(PageKey::Success(cycle)),
        entries: entries(context, cycle),
    };
    Page {
        frame: frame(context, card.title.to_owned(), Vec::new()),
        view: PageView::Cycle(Box::new(view)),
    }
}

/// How complete the reviews are of all whom the audience covers; none where there are no reviews, or none of its own.
pub(super) fn completion(context: &Context<'_, '_>, cycle: CycleIx, card: &CycleCard<'_>) -> Option<CompletionView> {
    if !matches!(
        context.lens.audience().kind(),
        AudienceKind::Hr | AudienceKind::Manager | AudienceKind::Committee
    ) {
        return None;
    }
    let counts = context.lens.group(cycle, Group::Everyone).completion.into_inner()?;
    let policy = context.lens.policy();
    let ways = [
        context.href_if(PageKey::Teams(cycle)),
        Some(format!("{}#on-time", context.href(PageKey::Success(cycle)))),
    ];
    Some(CompletionView {
        reviews: counts.review.total(),
        goal: policy.on_time.as_f64(),
        open: context.href_if(PageKey::Open(cycle)),
        rows: rows(&counts, card, policy.feedback_minimum, &ways),
    })
}

/// Whom the figures of a completion count, which are made to lead there.
fn listed_by<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    completion: Option<&mut CompletionView>,
) -> (Vec<ReviewStandings<'a>>, Vec<CompletionList<'a>>) {
    let counts = context.lens.group(cycle, Group::Everyone).completion.into_inner();
    let (Some(view), Some(counts)) = (completion, counts) else {
        return (Vec::new(), Vec::new());
    };
    let standings = completion::standings(context, cycle);
    let labels: Vec<_> = view.rows.iter().map(|row| row.label.clone()).collect();
    let lists = completion::lists(context, cycle, &standings, &counts, &labels);
    for (at, row) in view.rows.iter_mut().enumerate() {
        row.ways = completion::ways(&lists, at);
    }
    (standings.into_iter().map(|(_, row)| row).collect(), lists)
}

/// `ways` lead to the parts of each unit's people, and to whose review as a whole falls short.
fn rows(
    counts: &CompletionCounts,
    card: &CycleCard<'_>,
    minimum: u32,
    [units, short]: &[Option<String>; 2],
) -> Vec<CompletionRow> {
    let row = |label: String, due, part: PartCounts, whole| CompletionRow {
        label,
        href: if whole { short.clone() } else { units.clone() },
        due,
        on_time: ShareOf::of(part.on_time, part.total()),
        late: part.late,
        missing: part.missing,
        not_due: part.not_due,
        whole,
        ways: [const { None }; 4],
    };
    let label = |part| match part {
        Part::PeerFeedback => format!("{}, {minimum} each", label(part)),
        _ => label(part).to_owned(),
    };
    let parts = Part::ALL
        .into_iter()
        .map(|part| row(label(part), Some(part.due(&card.deadlines)), counts.part(part), false));
    parts
        .chain([row("The review as a whole".to_owned(), None, counts.review, true)])
        .collect()
}

fn lede(card: &CycleCard<'_>, completion: Option<&CompletionView>, next: Option<NextDue>) -> String {
    let whole = completion.and_then(|completion| completion.rows.iter().find(|row| row.whole));
    let on_time = whole.map(|row| row.on_time).filter(|share| share.whole > 0);
    let reviews = match on_time {
        Some(share) if card.phase >= crate::model::Phase::Calibration => format!(
            "{} of {} reviews were complete by their deadlines. ",
            share.part, share.whole
        ),
        _ => String::new(),
    };
    let next = next.map_or_else(
        || "Every deadline has passed.".to_owned(),
        |next| format!("Next deadline: {}, {}.", next.label, when(next)),
    );
    let released = if card.released {
        "Ratings are final and released. "
    } else {
        ""
    };
    format!("{reviews}{released}{next}")
}

/// When something is due, beside today.
pub(super) fn when(next: NextDue) -> String {
    match next.days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("on {}, in {days} days", next.day.format("%-d %B")),
    }
}

fn entries(context: &Context<'_, '_>, cycle: CycleIx) -> Vec<CycleEntry> {
    let all = [
        (
            "Goals",
            PageKey::Goals(cycle),
            "Company to person as one tree: what supports what, and where it stands",
        ),
        (
            "Mid-cycle check",
            PageKey::MidCycle(cycle),
            "How key results divide against what is expected, and every adjustment",
        ),
        (
            "Teams",
            PageKey::Teams(cycle),
            "All units side by side: people, completion, ratings, goals",
        ),
        (
            "Calibration",
            PageKey::Calibration(cycle),
            "The pre-read: distributions, outliers, changes, agenda",
        ),
        (
            "Bias checks",
            PageKey::Bias(cycle),
            "What each check found, what it cannot see, and who must do what",
        ),
        (
            "Outcomes",
            PageKey::Outcomes(cycle),
            "Merit, equity, promotions and plans",
        ),
        (
            "Success criteria",
            PageKey::Success(cycle),
            "The eight criteria: target, figure, status",
        ),
        (
            "Movement",
            PageKey::Movement(cycle),
            "From the previous cycle to this one",
        ),
        (
            "Open items",
            PageKey::Open(cycle),
            "What is not as it should be, by who must act",
        ),
    ];
    all.into_iter()
        .filter(|(_, page, _)| page.stands_in(context.lens))
        .map(|(label, page, about)| CycleEntry {
            link: context.link(label, page),
            about,
        })
        .collect()
}
