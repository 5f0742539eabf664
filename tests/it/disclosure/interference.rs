//! What an audience may not see changes no byte of its tree: nor who wrote a feedback without a name, nor what stands in a closed section.

use super::contract::{PLANTED, Section, audience};
use super::made::Made;
use super::random::Random;
use super::sites::{Site, Tree, ledger, whole};
use super::{cases, expect_none};

/// How a made organisation becomes a site.
pub type Renders<'r> = &'r dyn Fn(&Made) -> Site;

/// The trees without names of authors that tell who wrote what: those that change where authors change places.
pub fn tells_who_wrote(made: &Made, seed: u64, renders: Renders<'_>) -> Vec<String> {
    let site = renders(made);
    let mut random = Random::new(seed);
    let mut other = made.clone();
    for review in &mut other.reviews {
        // Texts, days and relationships stay as they are; who wrote which does not.
        let mut authors: Vec<_> = review.feedback.iter().map(|(author, _)| author.clone()).collect();
        if authors.len() > 1 {
            let places = 1 + random.below(authors.len() - 1);
            authors.rotate_left(places);
        }
        for (feedback, author) in review.feedback.iter_mut().zip(authors) {
            feedback.0 = author;
        }
    }
    let after = renders(&other);
    let nameless = site.iter().filter(|(name, _)| {
        let named = (0..made.reviews.len()).any(|at| made.shows(name, at, Section::NamedFeedback));
        !named
    });
    let told = nameless.filter(|(name, tree)| **tree != after[*name]);
    told.map(|(name, tree)| format!("{name}: {}", difference(tree, &after[name])))
        .collect()
}

#[test]
fn authors_who_change_places_change_no_byte_of_a_tree_without_names() {
    let theme = ledger();
    for seed in cases(6) {
        let made = Made::new(seed);
        let told = tells_who_wrote(&made, seed, &|made| whole(made, &theme));
        expect_none(seed, &made, &told);
    }
}

/// Where two trees begin to differ.
fn difference(a: &Tree, b: &Tree) -> String {
    let differ = || a.iter().filter(|(file, bytes)| b.get(*file) != Some(bytes));
    // What is packed is no use to the eye.
    let plain = differ().find(|(file, _)| !file.ends_with(".xlsx"));
    let Some((file, bytes)) = plain.or_else(|| differ().next()) else {
        return "a file is there that was not".to_owned();
    };
    let other = b.get(file).map_or(&[][..], |bytes| bytes);
    let at = bytes.iter().zip(other).take_while(|(a, b)| a == b).count();
    let around = |bytes: &[u8]| {
        let part = &bytes[at.saturating_sub(120)..bytes.len().min(at + 80)];
        String::from_utf8_lossy(part).into_owned()
    };
    format!("{file}:\n{}\n{}", around(bytes), around(other))
}

/// Whether a tree may tell of a section of a person, in a total that it is granted too.
fn is_told(made: &Made, tree: &str, at: usize, section: Section) -> bool {
    let cell = |section| made.matrix().cell(section, audience(tree));
    match section {
        Section::NamedFeedback => made.quotes(tree, at),
        Section::Demographics => {
            let of_them = |other: &usize| made.reviews[*other].id == made.reviews[at].id;
            let mut theirs = (0..made.reviews.len()).filter(of_them);
            cell(Section::Demographics) == "in-aggregates" && theirs.any(|at| made.belongs(tree, at))
        }
        // The final rating follows from both, and so does the distribution of those whom it counts.
        Section::RecommendedRating | Section::Calibration => {
            made.shows(tree, at, section)
                || made.shows(tree, at, Section::FinalRating)
                || (cell(Section::Distribution) != "never" && made.covers(tree, at))
                || is_compared_with(made, tree, at)
        }
        section => made.shows(tree, at, section),
    }
}

/// Whether a tree compares a person's next rating with the one of this review: a committee does so although it does not hold the packet.
fn is_compared_with(made: &Made, tree: &str, at: usize) -> bool {
    let review = &made.reviews[at];
    let next = made.at(&review.id, review.cycle + 1);
    let rated = [Section::FinalRating, Section::RecommendedRating];
    audience(tree) == "committee"
        && next.is_some_and(|next| made.covers(tree, next))
        && rated.iter().all(|section| made.is_open("committee", at, *section))
}

/// The trees of a site that change with a section of a packet and may not.
pub fn tells_of(made: &Made, site: &Site, at: usize, section: Section, renders: Renders<'_>) -> Vec<String> {
    let mut other = made.clone();
    other.changed = Some((at, section));
    let after = renders(&other);
    let may = |name: &str| [made, &other].iter().any(|made| is_told(made, name, at, section));
    let told = site.iter().filter(|(name, tree)| !may(name) && **tree != after[*name]);
    let told = told.map(|(name, tree)| {
        let difference = difference(tree, &after[name]);
        format!("{name} tells of {} of review {at}: {difference}", section.word())
    });
    told.collect()
}

#[test]
fn what_an_audience_may_not_see_changes_no_byte_of_its_tree() {
    let theme = ledger();
    let more = [Section::NamedFeedback, Section::Demographics];
    let sections: Vec<_> = PLANTED.iter().chain(&more).copied().collect();
    for seed in cases(7) {
        // What the organisation is told as a whole has a test of its own.
        let made = Made::new(seed).without_totals();
        let site = whole(&made, &theme);
        let mut random = Random::new(seed + 77);
        // The default number of organisations has every section changed once.
        for number in [2 * seed, 2 * seed + 1] {
            let section = sections[usize::try_from(number).unwrap() % sections.len()];
            let at = random.below(made.reviews.len());
            let told = tells_of(&made, &site, at, section, &|made| whole(made, &theme));
            expect_none(seed, &made, &told);
        }
    }
}
