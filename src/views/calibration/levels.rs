//! Everyone on one level, across teams: what a session sets beside each other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::people::{self, EndRow};
use crate::disclosure::Lens;
use crate::model::{CycleIx, PersonIx};
use crate::records::body::slug_of;
use crate::views::{Context, Link, Page, PageKey, PageView, frame::frame};

/// Everyone on one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compare<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The level.
    pub level: &'a str,
    /// The people, best rated first.
    pub rows: Vec<CompareRow<'a>>,
    /// The people of the level's other pages: not for this page, but for the table beside the first of them.
    #[serde(skip)]
    pub elsewhere: Vec<CompareRow<'a>>,
    /// The way to the file of everyone on the level.
    pub file: String,
    /// The pages of the other levels.
    pub others: Vec<Link>,
}

/// The name of the file of everyone on a level; it stands beside the first of its pages.
const FILE: &str = "people.csv";

impl Compare<'_> {
    /// Whether the file of everyone on the level stands beside this page.
    pub fn holds_file(&self) -> bool {
        self.file == FILE
    }
}

/// One person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompareRow<'a> {
    /// Who, with unit, rating, prior rating and goal score.
    pub person: EndRow<'a>,
    /// The title.
    pub title: &'a str,
    /// Time on the level, in words.
    pub on_level: Option<String>,
    /// The same in days, to sort by.
    pub on_level_days: Option<i64>,
    /// Dated evidence in each third of the cycle.
    pub evidence: Option<[usize; 3]>,
    /// What they name first among their accomplishments.
    pub accomplishment: Option<String>,
}

/// So long is a line of accomplishments, in characters.
const LINE: usize = 140;

/// So many people stand on one page of a level.
const ON_ONE_PAGE: usize = 250;

/// One page of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::views) struct LevelPage<'a> {
    /// The name of its folder.
    pub slug: String,
    /// The level.
    pub level: &'a str,
    /// Which of the level's pages it is, from 0.
    pub number: usize,
    /// How many pages the level has.
    pub of: usize,
}

impl LevelPage<'_> {
    /// What links to it say.
    fn label(&self) -> String {
        match self.of {
            1 => self.level.to_owned(),
            of => format!("{} ({} of {of})", self.level, self.number + 1),
        }
    }
}

/// The pages of the levels of a tree's people; the roster alone says which. A level of very many people has several.
pub(in crate::views) fn levels<'a>(lens: &Lens<'a>, cycle: CycleIx) -> Vec<LevelPage<'a>> {
    let levels = lens.scope(cycle).levels.iter();
    let named = levels.filter_map(|(person, many)| Some((lens.level_of(*person, cycle)?, *many)));
    let mut used = BTreeSet::new();
    let pages = named.flat_map(|(level, many)| {
        let of = many.div_ceil(ON_ONE_PAGE);
        (0..of).map(move |number| (level, number, of))
    });
    pages
        .map(|(name, number, of)| {
            let slug = match slug_of(name) {
                slug if slug.is_empty() => "level".to_owned(),
                slug => slug,
            };
            // The pages of one level, or two levels that differ in signs alone, would share a folder.
            let numbered = (2..).map(|number| format!("{slug}-{number}"));
            let mut free = std::iter::once(slug.clone()).chain(numbered);
            let slug = free.find(|each| !used.contains(each)).unwrap_or(slug);
            used.insert(slug.clone());
            LevelPage {
                slug,
                level: name,
                number,
                of,
            }
        })
        .collect()
}

/// Links to every level.
pub(super) fn links(context: &Context<'_, '_>, cycle: CycleIx) -> Vec<Link> {
    let levels = levels(context.lens, cycle).into_iter();
    // Asked for by its position, an address would count the levels anew for each link.
    let link = |page: LevelPage<'_>| Link {
        label: page.label(),
        href: format!("{}{}", context.root, address(context.lens, cycle, &page.slug)),
    };
    levels.map(link).collect()
}

/// Where the page of a level stands.
pub(in crate::views) fn address(lens: &Lens<'_>, cycle: CycleIx, slug: &str) -> String {
    format!("{}/calibration/levels/{slug}/index.html", lens.cycle(cycle).id)
}

/// Everyone on the level at this position.
pub(in crate::views) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx, at: u32) -> Page<'a> {
    let lens = context.lens;
    let title = lens.cycle(cycle).title;
    let levels = levels(lens, cycle);
    let level = levels.get(at as usize);
    let label = level.map(LevelPage::label).unwrap_or_default();
    let first = levels
        .iter()
        .find(|page| level.is_some_and(|level| page.level == level.level));
    let is_first = level.is_none_or(|level| level.number == 0);
    let elsewhere = level
        .filter(|level| is_first && level.of > 1)
        .map_or_else(Vec::new, |level| {
            let rest = on_level(context, cycle, level.level).into_iter().skip(ON_ONE_PAGE);
            rest.map(|person| row(context, cycle, person)).collect()
        });
    let file = match first.filter(|_| !is_first) {
        Some(first) => format!("../{}/{FILE}", first.slug),
        None => FILE.to_owned(),
    };
    Page {
        frame: frame(
            context,
            format!("{label} side by side, {title}"),
            vec![
                context.link(title, PageKey::Cycle(cycle)),
                context.link("Calibration", PageKey::Calibration(cycle)),
            ],
        ),
        view: PageView::Compare(Compare {
            others: links(context, cycle)
                .into_iter()
                .filter(|link| link.label != label)
                .collect(),
            elsewhere,
            file,
            ..compare(context, cycle, level)
        }),
    }
}

/// The people of one page of a level, best rated first.
pub(super) fn compare<'a>(context: &Context<'_, 'a>, cycle: CycleIx, page: Option<&LevelPage<'a>>) -> Compare<'a> {
    let level = page.map_or("", |page| page.level);
    let people = on_level(context, cycle, level);
    let lede = lede(context, cycle, level, &people);
    let shown = people
        .into_iter()
        .skip(page.map_or(0, |page| page.number) * ON_ONE_PAGE)
        .take(ON_ONE_PAGE);
    Compare {
        lede,
        level,
        rows: shown.map(|person| row(context, cycle, person)).collect(),
        others: Vec::new(),
        elsewhere: Vec::new(),
        file: FILE.to_owned(),
    }
}

/// Everyone on a level, best rated first.
fn on_level(context: &Context<'_, '_>, cycle: CycleIx, level: &str) -> Vec<PersonIx> {
    let lens = context.lens;
    let mut people = lens.people(cycle);
    people.retain(|person| lens.role(*person, cycle).is_some_and(|role| role.level == level));
    let rating = |person: &PersonIx| lens.rated(*person, cycle).value().map(|rated| rated.value());
    people.sort_by_key(|person| std::cmp::Reverse(rating(person)));
    people
}

fn row<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> CompareRow<'a> {
    let lens = context.lens;
    let days = lens
        .on_level_since(person, cycle)
        .map(|since| (lens.cycle(cycle).end - since).num_days().max(0));
    CompareRow {
        person: people::row(context, cycle, person),
        title: lens.role(person, cycle).map_or("", |role| role.title),
        on_level: days.map(months),
        on_level_days: days,
        evidence: lens.evidence_spread(person, cycle),
        accomplishment: lens.accomplishment(person, cycle, LINE).value().cloned(),
    }
}

/// Days as years and months.
fn months(days: i64) -> String {
    // A month has 30.44 days in the mean; half a month and more counts as one.
    let months = (days * 100 + 1522) / 3044;
    match (months / 12, months % 12) {
        (0, months) => format!("{months} mo"),
        (years, 0) => format!("{years} y"),
        (years, months) => format!("{years} y {months} mo"),
    }
}

fn lede(context: &Context<'_, '_>, cycle: CycleIx, level: &str, people: &[PersonIx]) -> String {
    let lens = context.lens;
    let teams: BTreeSet<_> = people.iter().map(|person| lens.team_of(*person, cycle)).collect();
    let who = if people.len() == 1 {
        "One person".to_owned()
    } else {
        format!("{} people", people.len())
    };
    let teams = if teams.len() == 1 {
        "one unit".to_owned()
    } else {
        format!("{} units", teams.len())
    };
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for person in people {
        if let Some(rated) = lens.rated(*person, cycle).value() {
            *counts.entry(rated.value()).or_default() += 1;
        }
    }
    let counts: Vec<_> = counts
        .into_iter()
        .rev()
        .map(|(value, count)| format!("{count} {}", context.rating(value).label))
        .collect();
    let counts = if counts.is_empty() {
        "none rated yet".to_owned()
    } else {
        counts.join(", ")
    };
    format!("{who} on {level} in {teams}: {counts}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Audience, Matrix};
    use crate::facts::derive;
    use crate::model::testing::org;
    use crate::views::Parts;

    #[test]
    fn time_on_a_level_is_said_in_years_and_months() {
        assert_eq!(months(0), "0 mo");
        assert_eq!(months(31), "1 mo");
        assert_eq!(months(365), "1 y");
        assert_eq!(months(500), "1 y 4 mo");
    }

    #[test]
    fn levels_are_those_of_the_people_shown_and_never_share_a_folder() {
        let organisation = org()
            .person("ana")
            .level("IC 4")
            .person("ben")
            .level("IC-4")
            .person("cleo")
            .level("IC5")
            .build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Hr);
        let cycle = lens.current_cycle().unwrap();
        let levels = levels(&lens, cycle);
        let folders: BTreeSet<_> = levels.iter().map(|page| page.slug.clone()).collect();
        assert_eq!(folders.len(), levels.len());
        assert!(levels.iter().any(|page| page.level == "IC 4"));
        assert!(levels.iter().any(|page| page.level == "IC-4"));
    }

    #[test]
    fn a_committee_compares_its_own_people_and_no_member() {
        let organisation = org()
            .person("ana")
            .rated(3)
            .person("ben")
            .rated(4)
            .calibrated(&["core"])
            .build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let cycle = organisation.current_cycle().unwrap();
        let (session, _) = organisation.cycle(cycle).sessions().next().unwrap();
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Committee(cycle, session));
        let context = Context::new(&lens, PageKey::Level(cycle, 0), Parts::Page);
        let PageView::Compare(view) = page(&context, cycle, 0).view else {
            panic!("no comparison");
        };
        let names: Vec<_> = view.rows.iter().map(|row| row.person.person.name).collect();
        let members = Audience::Committee(cycle, session).members(&organisation);
        for (person, record) in organisation.people() {
            assert!(!(members.contains(&person) && names.contains(&&*record.name)));
        }
        assert!(names.contains(&"ben") && names.contains(&"ana"), "{names:?}");
        let ben = view.rows.iter().find(|row| row.person.person.name == "ben").unwrap();
        assert_eq!(ben.person.rating.map(|rating| rating.value), Some(4));
    }
}
