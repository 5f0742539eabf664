//! One manager's ratings, as that manager presents them: the distribution against the guideline and beside everyone's, each direct
//! report with the rating and what it rests on, flags, and what calibrators asked.
//!
//! Reports who read the page as members are neither listed nor counted: of a few people, one would follow from the others.

use serde::Serialize;

use super::agenda::{self, DecisionView, Written};
use super::bias::{FlagView, flags_of_manager};
use super::people::{self, EndRow};
use crate::disclosure::sections::CalibrationNotes;
use crate::disclosure::{Audience, Group, GroupSections, SectionKind};
use crate::facts::Distribution;
use crate::model::{CycleIx, PersonIx};
use crate::views::charts::distribution::{DistributionChart, chart};
use crate::views::items::{Item, item};
use crate::views::listed::Listed;
use crate::views::{Context, Link, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame, words};

/// One manager's ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ManagerRatings<'a> {
    /// The manager's id, which keeps anchors apart where several managers stand on one page.
    pub id: &'a str,
    /// What a first look should see.
    pub lede: String,
    /// The manager.
    pub manager: PersonLink<'a>,
    /// The manager's title.
    pub title: &'a str,
    /// The ratings of the direct reports as they were recommended, where that differs; none where this audience does not see them.
    pub recommended: Option<DistributionChart>,
    /// Their ratings as they count.
    pub ratings: Option<DistributionChart>,
    /// The ratings of all whom this tree speaks of.
    pub everyone: Option<DistributionChart>,
    /// Means side by side: of the reports, and of everyone.
    pub means: Vec<MeanRow>,
    /// The direct reports whose packets stand here, best rated first.
    pub people: Vec<ReportRow<'a>>,
    /// Whether a report reads this page as a member and is therefore left out.
    pub left_out: bool,
    /// Flags that concern this manager, open ones first.
    pub flags: Listed<FlagView>,
    /// What the manager has to do about ratings and evidence, where the manager reads this.
    pub open: Vec<Item<'a>>,
    /// Whether this audience reads what calibrators wrote.
    pub has_notes: bool,
    /// The way to the checks, where this audience has them.
    pub bias: Option<Link>,
    /// The way to all whom this tree speaks of.
    pub all: Link,
    /// The way to this page, for where it stands on another.
    pub href: String,
}

/// A figure of the reports beside the same of everyone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanRow {
    /// What it is.
    pub label: &'static str,
    /// Of the direct reports, to two digits.
    pub own: Option<String>,
    /// Of everyone.
    pub everyone: Option<String>,
}

/// One direct report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportRow<'a> {
    /// Who, with level, the rating that counts, the prior rating and the goal score.
    pub person: EndRow<'a>,
    /// The title.
    pub title: &'a str,
    /// What the manager recommends.
    pub recommended: Option<RatingMark<'a>>,
    /// How many dated items the rating rests on; none where this audience does not see them or nothing is written.
    pub evidence: Option<usize>,
    /// The way to them.
    pub evidence_href: Option<String>,
    /// What calibrators wrote; none where this audience does not read it.
    pub written: Option<Written<'a>>,
    /// What the session decided.
    pub decision: Option<DecisionView<'a>>,
}

/// The page of one manager's ratings.
pub(in crate::views) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx, manager: PersonIx) -> Page<'a> {
    let lens = context.lens;
    let mut above = vec![context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle))];
    if PageKey::Calibration(cycle).stands_in(lens) {
        above.push(context.link("Calibration", PageKey::Calibration(cycle)));
    }
    Page {
        frame: frame(context, format!("Ratings by {}", lens.name(manager).name), above),
        view: PageView::Manager(Box::new(ratings(context, cycle, manager))),
    }
}

/// One manager's ratings, for any page that holds them.
pub(super) fn ratings<'a>(context: &Context<'_, 'a>, cycle: CycleIx, manager: PersonIx) -> ManagerRatings<'a> {
    let lens = context.lens;
    let id = lens.name(manager).id;
    let reports = lens.scope(cycle).reports.get(&manager);
    let reports = reports.map_or(&[][..], Vec::as_slice);
    let own = lens.group(cycle, Group::Of(reports));
    let everyone = lens.group(cycle, Group::Everyone);
    let drawn = |id: String, title: &str, ratings: &Distribution| chart(&id, title, lens.policy(), ratings);
    let ratings = own.ratings.get();
    let recommended = own
        .recommended
        .get()
        .filter(|before| ratings.is_none_or(|after| before.counts != after.counts));
    let mut people: Vec<_> = reports.iter().map(|person| report(context, cycle, *person)).collect();
    people.sort_by_key(|row| std::cmp::Reverse(row.person.rating.map(|rating| rating.value)));
    let flags = flags_of_manager(context, cycle, manager);
    ManagerRatings {
        id,
        lede: lede(reports.len(), ratings, &flags),
        manager: context.own_person(manager),
        title: lens.role(manager, cycle).map_or("", |role| role.title),
        recommended: recommended.map(|ratings| drawn(format!("recommended-{id}"), "As recommended", ratings)),
        ratings: ratings.map(|ratings| drawn(format!("ratings-{id}"), "As they count", ratings)),
        // Of a manager without managers below, everyone is the direct reports again.
        everyone: everyone
            .ratings
            .get()
            .filter(|all| ratings.is_none_or(|own| own.total() != all.total()))
            .map(|ratings| drawn(format!("everyone-{id}"), everyone_title(lens.audience()), ratings)),
        means: means(context, &own, &everyone),
        people,
        left_out: lens
            .scope(cycle)
            .left_out
            .iter()
            .any(|person| lens.manager_of(*person, cycle) == Some(manager)),
        flags,
        open: open(context, cycle, manager),
        has_notes: reports
            .iter()
            .any(|person| lens.calibration_of(*person, cycle).is_open()),
        bias: context
            .href_if(PageKey::Bias(cycle))
            .map(|_| context.link("Bias checks", PageKey::Bias(cycle))),
        all: all(context, cycle),
        href: context.href(PageKey::Manager(cycle, manager)),
    }
}

fn all(context: &Context<'_, '_>, cycle: CycleIx) -> Link {
    let page = PageKey::Calibration(cycle);
    if page.stands_in(context.lens) {
        context.link("calibration", page)
    } else {
        context.link("units", PageKey::Teams(cycle))
    }
}

fn everyone_title(audience: Audience) -> &'static str {
    match audience {
        Audience::Manager(_) => "Everyone below the reader of this page",
        Audience::Committee(..) => "Everyone in the session",
        Audience::Company | Audience::Person(_) | Audience::Hr => "Everyone",
    }
}

fn report<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> ReportRow<'a> {
    let lens = context.lens;
    let recommended = lens.recommended(person, cycle);
    let evidence = lens.evidence_count(person, cycle).value().copied();
    let packet = context.href_if(PageKey::Packet(person, cycle));
    let notes: Option<CalibrationNotes<'a>> = lens.calibration_of(person, cycle).into_inner().flatten();
    ReportRow {
        person: people::row(context, cycle, person),
        title: lens.role(person, cycle).map_or("", |role| role.title),
        recommended: recommended.value().map(|value| context.rating(*value)),
        evidence_href: packet
            .filter(|_| evidence.is_some_and(|count| count > 0))
            .map(|packet| format!("{packet}#evidence")),
        evidence,
        decision: notes.as_ref().and_then(|notes| agenda::decision(context, notes)),
        written: notes.map(|notes| agenda::written(context, &notes)),
    }
}

/// What the manager has to do about ratings and evidence, on the manager's own page.
fn open<'a>(context: &Context<'_, 'a>, cycle: CycleIx, manager: PersonIx) -> Vec<Item<'a>> {
    let lens = context.lens;
    if lens.audience() != Audience::Manager(manager) {
        return Vec::new();
    }
    let of_ratings = [
        Some(SectionKind::Distribution),
        Some(SectionKind::RecommendedRating),
        Some(SectionKind::Evidence),
        Some(SectionKind::ManagerAssessment),
    ];
    let items = lens.open_items(cycle);
    let own = items
        .iter()
        .filter(|open| open.actor == Some(manager) && of_ratings.contains(&open.section));
    own.map(|open| Item {
        who: None,
        ..item(context, cycle, open)
    })
    .collect()
}

fn means(context: &Context<'_, '_>, own: &GroupSections, everyone: &GroupSections) -> Vec<MeanRow> {
    let rating = |group: &GroupSections| {
        let ratings = group.ratings.get().filter(|ratings| ratings.rated > 0)?;
        let pairs = context.lens.policy().ratings.iter().zip(&ratings.counts);
        let sum: f64 = pairs
            .map(|(rating, count)| f64::from(rating.value) * *count as f64)
            .sum();
        Some(format!("{:.2} (n = {})", sum / ratings.rated as f64, ratings.rated))
    };
    let goals = |group: &GroupSections| {
        let mean = group.goal_score.get()?;
        mean.value.map(|value| format!("{value:.2} (n = {})", mean.n))
    };
    let rows = [
        MeanRow {
            label: "Mean rating",
            own: rating(own),
            everyone: rating(everyone),
        },
        MeanRow {
            label: "Mean goal score",
            own: goals(own),
            everyone: goals(everyone),
        },
    ];
    rows.into_iter().filter(|row| row.own.is_some()).collect()
}

fn lede(reports: usize, ratings: Option<&Distribution>, flags: &Listed<FlagView>) -> String {
    let mut said = vec![match reports {
        1 => "One direct report".to_owned(),
        many => format!("{many} direct reports"),
    }];
    said.extend(ratings.map(|ratings| format!("{} rated", ratings.rated)));
    let moves = ratings.and_then(|ratings| ratings.fit.as_ref()?.people_to_move);
    said.extend(moves.map(|moves| match moves {
        0 => "inside the guideline".to_owned(),
        1 => "one rating away from the guideline".to_owned(),
        moves => format!("{moves} ratings away from the guideline"),
    }));
    let open = flags.all().filter(|flag| !flag.answered).count();
    if open > 0 {
        said.push(words::counted(
            open,
            "flag without an answer",
            "flags without an answer",
        ));
    }
    format!("{}.", said.join("; "))
}
