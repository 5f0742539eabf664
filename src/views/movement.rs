//! From the previous cycle to this one: who kept their rating, who moved, who came and who left.

use serde::Serialize;

use super::listed::{Listed, listed};
use super::{Context, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame};
use crate::disclosure::MovementSight;
use crate::facts::Move;
use crate::model::{CycleIx, PersonIx};

/// What changed since the previous cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementView<'a> {
    /// The answer in a sentence.
    pub lede: String,
    /// The previous cycle's title.
    pub before: &'a str,
    /// This cycle's title.
    pub now: &'a str,
    /// The scale, best first: the columns.
    pub scale: Vec<RatingMark<'a>>,
    /// One row for each rating of the previous cycle.
    pub rows: Vec<MovementRow<'a>>,
    /// How many have each rating now, of those in the matrix.
    pub totals: Vec<usize>,
    /// How many are in the matrix.
    pub compared: usize,
    /// Who moved by two steps or more.
    pub two_steps: Listed<MovementPerson<'a>>,
    /// The people behind each figure of the matrix.
    pub cells: Vec<MovementCell<'a>>,
    /// Newcomers, leavers and people who cannot be compared.
    pub others: Vec<MovementOthers<'a>>,
}

/// One row of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementRow<'a> {
    /// The rating before.
    pub rating: RatingMark<'a>,
    /// How many have each rating now.
    pub figures: Vec<MovementFigure>,
    /// How many had it before, of those in the matrix.
    pub total: usize,
}

/// One figure of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementFigure {
    /// How many.
    pub count: usize,
    /// The way to them; none where there is nobody.
    pub href: Option<String>,
    /// Whether the rating stayed.
    pub same: bool,
    /// Whether it moved by two steps or more.
    pub far: bool,
}

/// The people behind one figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementCell<'a> {
    /// Its anchor.
    pub id: String,
    /// The rating before.
    pub from: RatingMark<'a>,
    /// The rating now.
    pub to: RatingMark<'a>,
    /// How many.
    pub count: usize,
    /// Who.
    pub people: Listed<PersonLink<'a>>,
}

/// One person who moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementPerson<'a> {
    /// Who; the link leads to the packet.
    pub person: PersonLink<'a>,
    /// The rating before.
    pub from: RatingMark<'a>,
    /// The rating now.
    pub to: RatingMark<'a>,
    /// Steps on the scale: above 0 is up.
    pub steps: i32,
}

/// People who stand outside the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovementOthers<'a> {
    /// Its anchor.
    pub id: &'static str,
    /// Who they are.
    pub title: &'static str,
    /// What that means.
    pub note: String,
    /// How many.
    pub count: usize,
    /// The people.
    pub people: Listed<PersonLink<'a>>,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let title = lens.cycle(cycle).title;
    let sight = lens.movement(cycle);
    let view = sight.value().map(|sight| view(context, cycle, sight));
    let before = lens.cycle(cycle).previous.map(|before| lens.cycle(before).title);
    Page {
        frame: frame(
            context,
            match before {
                Some(before) => format!("Movement, {before} to {title}"),
                None => format!("Movement, {title}"),
            },
            vec![context.link(title, PageKey::Cycle(cycle))],
        ),
        view: PageView::Movement(Movement { movement: view }),
    }
}

/// The page; without movement where the policy keeps ratings from this audience.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Movement<'a> {
    /// What changed.
    pub movement: Option<MovementView<'a>>,
}

fn view<'a>(context: &Context<'_, 'a>, cycle: CycleIx, sight: &MovementSight) -> MovementView<'a> {
    let lens = context.lens;
    let scale: Vec<_> = lens
        .policy()
        .ratings
        .iter()
        .map(|rating| context.rating(rating.value))
        .collect();
    let counts = counts(&scale, &sight.moves);
    let packet = |person: PersonIx| PersonLink {
        name: lens.name(person).name,
        href: context.href_if(PageKey::Packet(person, cycle)),
    };
    let two_steps = sight.moves.iter().filter(|each| each.steps.abs() >= 2);
    let totals: Vec<usize> = (0..scale.len())
        .map(|column| counts.iter().map(|row| row[column]).sum())
        .collect();
    MovementView {
        lede: lede(&sight.moves),
        before: lens.cycle(sight.previous).title,
        now: lens.cycle(cycle).title,
        rows: rows(&scale, &counts),
        compared: totals.iter().sum(),
        totals,
        two_steps: listed(
            context,
            cycle,
            two_steps.map(|each| MovementPerson {
                person: packet(each.person),
                from: context.rating(each.from),
                to: context.rating(each.to),
                steps: each.steps,
            }),
        ),
        cells: cells(&scale, &sight.moves, |people| {
            listed(context, cycle, people.iter().map(|each| packet(each.person)))
        }),
        others: others(context, cycle, sight),
        scale,
    }
}

/// Newcomers, leavers, and people who cannot be compared.
fn others<'a>(context: &Context<'_, 'a>, cycle: CycleIx, sight: &MovementSight) -> Vec<MovementOthers<'a>> {
    let lens = context.lens;
    let all = |people: &[PersonIx], of| {
        let link = |person: &PersonIx| PersonLink {
            name: lens.name(*person).name,
            href: context.href_if(PageKey::Packet(*person, of)),
        };
        listed(context, of, people.iter().map(link))
    };
    let (before, now) = (lens.cycle(sight.previous).title, lens.cycle(cycle).title);
    vec![
        MovementOthers {
            id: "newcomers",
            title: "Newcomers",
            note: format!("A packet in {now} and none in {before}."),
            count: sight.newcomers.len(),
            people: all(&sight.newcomers, cycle),
        },
        MovementOthers {
            id: "leavers",
            title: "Leavers",
            note: format!("A packet in {before}, and not there any more at the end of {now}."),
            count: sight.leavers.len(),
            people: all(&sight.leavers, sight.previous),
        },
        MovementOthers {
            id: "not-compared",
            title: "Not compared",
            note: "A packet in both cycles, and no rating in one of them.".to_owned(),
            count: sight.not_compared.len(),
            people: all(&sight.not_compared, cycle),
        },
    ]
}

fn anchor(from: u32, to: u32) -> String {
    format!("from-{from}-to-{to}")
}

/// How many went from which rating (row) to which (column), in the order of the scale.
fn counts(scale: &[RatingMark<'_>], moves: &[Move]) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; scale.len()]; scale.len()];
    let place = |value| scale.iter().position(|rating| rating.value == value);
    for (row, column) in moves.iter().filter_map(|each| place(each.from).zip(place(each.to))) {
        counts[row][column] += 1;
    }
    counts
}

/// The people behind each figure that is not 0, in the order of the matrix.
fn cells<'a>(
    scale: &[RatingMark<'a>],
    moves: &[Move],
    people: impl Fn(&[&Move]) -> Listed<PersonLink<'a>>,
) -> Vec<MovementCell<'a>> {
    let pairs = scale.iter().flat_map(|from| scale.iter().map(move |to| (*from, *to)));
    let cell = |(from, to): (RatingMark<'a>, RatingMark<'a>)| {
        let belongs = |each: &&Move| (each.from, each.to) == (from.value, to.value);
        let here: Vec<_> = moves.iter().filter(belongs).collect();
        MovementCell {
            id: anchor(from.value, to.value),
            from,
            to,
            count: here.len(),
            people: people(&here),
        }
    };
    pairs.map(cell).filter(|cell| cell.count > 0).collect()
}

fn rows<'a>(scale: &[RatingMark<'a>], counts: &[Vec<usize>]) -> Vec<MovementRow<'a>> {
    let figure = |row: usize, column: usize, count: usize| MovementFigure {
        count,
        href: (count > 0).then(|| format!("#{}", anchor(scale[row].value, scale[column].value))),
        same: row == column,
        far: count > 0 && row.abs_diff(column) >= 2,
    };
    let row = |(row, counts): (usize, &Vec<usize>)| MovementRow {
        rating: scale[row],
        figures: counts
            .iter()
            .enumerate()
            .map(|(column, count)| figure(row, column, *count))
            .collect(),
        total: counts.iter().sum(),
    };
    counts.iter().enumerate().map(row).collect()
}

fn lede(moves: &[Move]) -> String {
    let count = |which: fn(&Move) -> bool| moves.iter().filter(|each| which(each)).count();
    let far = match count(|each| each.steps.abs() >= 2) {
        0 => "nobody moved two steps or more".to_owned(),
        1 => "one person moved two steps or more".to_owned(),
        many => format!("{many} moved two steps or more"),
    };
    match moves.len() {
        0 => "Nobody is rated in both cycles yet.".to_owned(),
        rated => format!(
            "Of {rated} rated in both cycles {} kept their rating, {} rose and {} fell; {far}.",
            count(|each| each.steps == 0),
            count(|each| each.steps > 0),
            count(|each| each.steps < 0),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Audience, Lens, Matrix};
    use crate::facts::derive;
    use crate::model::Organisation;
    use crate::model::testing::org;
    use crate::views::{Context, Parts};

    fn seen(organisation: &Organisation, check: impl Fn(&MovementView<'_>)) {
        let (facts, matrix) = (derive(organisation), Matrix::default());
        let lens = Lens::new(organisation, &facts, &matrix, Audience::Hr);
        let cycle = lens.current_cycle().unwrap();
        let context = Context::new(&lens, PageKey::Movement(cycle), Parts::Page);
        let PageView::Movement(Movement { movement: Some(view) }) = page(&context, cycle).view else {
            panic!("no movement");
        };
        check(&view);
    }

    #[test]
    fn each_figure_leads_to_the_people_behind_it() {
        let organisation = org()
            .cycle("2026-q2")
            .person("ana")
            .rated(3)
            .person("ben")
            .rated(2)
            .cycle("2026-q3")
            .person("ana")
            .rated(3)
            .person("ben")
            .rated(4)
            .build();
        seen(&organisation, |view| {
            let figure = &view.rows[3].figures[1];
            assert_eq!((figure.count, figure.far), (1, true));
            assert_eq!(figure.href.as_deref(), Some("#from-2-to-4"));
            let cell = view.cells.iter().find(|cell| cell.id == "from-2-to-4").unwrap();
            assert_eq!(cell.people.rows[0].name, "ben");
            assert_eq!(
                cell.people.rows[0].href.as_deref(),
                Some("../../people/ben/2026-q3/index.html")
            );
            assert_eq!((view.compared, view.two_steps.len()), (2, 1));
        });
    }

    #[test]
    fn who_reads_the_page_as_a_member_is_neither_listed_nor_found_by_subtraction() {
        let organisation = org()
            .cycle("2026-q2")
            .person("ana")
            .rated(3)
            .cycle("2026-q3")
            .cycle_fields("[facilitation]\ncoordinator = \"ana\"\n")
            .person("ana")
            .rated(5)
            .build();
        seen(&organisation, |view| {
            assert_eq!(view.compared, 0);
            assert!(view.cells.is_empty() && view.two_steps.is_empty());
            assert_eq!(view.lede, "Nobody is rated in both cycles yet.");
        });
    }
}
