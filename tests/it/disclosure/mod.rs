//! Every tree holds what the matrix allows: over random small organisations, matrices and days, with words planted in each section.
//!
//! `PREREAD_CASES=2000 cargo test --test it disclosure` makes as many organisations; a few are made by default.

mod breakages;
mod contract;
mod made;
mod random;
mod subtraction;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use preread::disclosure::trees;
use preread::site::{Address, Audit, Examined, Memory, Plan, build, examine};
use preread::themes::{Engine, Files, Theme, ThemeError, View};

use self::contract::{PLANTED, Section, audience};
use self::made::{Made, label};
use self::random::Random;

type Tree = BTreeMap<String, Arc<[u8]>>;
type Site = BTreeMap<String, Tree>;

/// How many organisations are made.
fn cases(default: u64) -> u64 {
    let asked = std::env::var("PREREAD_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(default)
}

/// Prints whole views, as no theme does: more than any page can say.
struct Whole;

impl Engine for Whole {
    fn render(&self, _: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        serde_json::to_writer(out, &view.to_minijinja()).unwrap();
        Ok(())
    }

    fn has(&self, _: &str) -> bool {
        true
    }
}

fn read(made: &Made) -> Examined {
    let examined = examine(&made.org().world(), None);
    assert!(!examined.is_broken(), "{:#?}\n{made:#?}", examined.findings);
    examined
}

fn render(examined: &Examined, theme: &Theme, engine: &dyn Engine) -> Site {
    let audiences = trees(&examined.organisation);
    let site = Memory::default();
    let plan = Plan {
        examined,
        theme,
        engine,
        audiences: &audiences,
        audit: &Audit::of(&examined.organisation, theme.sources()),
    };
    build(plan, &site).unwrap();
    let files: BTreeMap<Address, _> = site.into_files();
    let tree = |audience: &preread::disclosure::Audience| {
        let name = audience.tree(&examined.organisation);
        let own = format!("{name}/");
        let inside = files.iter().filter(|(at, _)| at.as_str().starts_with(&own));
        let inside = inside
            .map(|(at, bytes)| (at.as_str().to_owned(), bytes.clone()))
            .collect();
        (name, inside)
    };
    audiences.iter().map(tree).collect()
}

/// The site of a made organisation, as whole views.
fn whole(made: &Made, theme: &Theme) -> Site {
    render(&read(made), theme, &Whole)
}

fn ledger() -> Theme {
    Theme::load("ledger", &Files::new()).unwrap()
}

/// Every planted word in a text, and every figure that begins like one of pay, without separators.
fn tokens(text: &str) -> HashSet<String> {
    let run = |at: usize, is_part: fn(u8) -> bool| {
        let rest = &text[at..];
        let end = rest.bytes().position(|byte| !is_part(byte));
        &rest[..end.unwrap_or(rest.len())]
    };
    let words = ["zq", "Zq"].into_iter().flat_map(|begin| text.match_indices(begin));
    let words = words.map(|(at, _)| run(at, |byte| byte.is_ascii_alphanumeric()).to_owned());
    let figures = ["777", "7,77", "815", "8,15", "81,5"].into_iter();
    let figures = figures.flat_map(|begin| text.match_indices(begin).map(move |(at, _)| (at, begin.contains(','))));
    let figures = figures.map(|(at, grouped)| {
        if grouped {
            run(at, |byte| byte.is_ascii_digit() || byte == b',').replace(',', "")
        } else {
            run(at, |byte| byte.is_ascii_digit()).to_owned()
        }
    });
    words.chain(figures).collect()
}

/// All that a tree says, file names too.
fn text(tree: &Tree) -> String {
    let mut text = String::new();
    for (name, bytes) in tree {
        text.push_str(name);
        text.push_str(&String::from_utf8_lossy(bytes));
    }
    text
}

/// Words that stand in a tree and may not, and those that should and do not.
fn faults(made: &Made, site: &Site) -> Vec<String> {
    let names: Vec<_> = site.keys().cloned().collect();
    assert_eq!(names, made.trees(), "{made:#?}");
    let mut faults = Vec::new();
    for (name, tree) in site {
        let said = tokens(&text(tree));
        let mut expect = |may: bool, word: &str, about: &str| {
            let does = said.contains(word);
            if may != does {
                faults.push(format!("{name}: {word}, {about}: may {may}, does {does}"));
            }
        };
        for at in 0..made.people.len() {
            for section in PLANTED {
                let is_there = *section != Section::Calibration || made.in_scope(at);
                let may = is_there && made.shows(name, at, *section);
                let goals = made.shows(name, at, Section::IndividualGoals);
                for word in made.words(at, *section) {
                    // What is said of a key result stands on its row, and so beside the goals alone.
                    let of_a_key_result = ["actual", "notes", "rationale", "plan"];
                    let of_goals = *section != Section::Calibration
                        && of_a_key_result.iter().any(|field| word.contains(&format!("{field}p")));
                    if goals || !may || !of_goals {
                        expect(may, &word, section.word());
                    }
                }
            }
            expect_feedback(made, name, at, &mut expect);
        }
        let spoken_of = ["hr", "committee"].contains(&audience(name));
        let cell = made.matrix().cell(Section::Calibration, audience(name));
        let is_open = cell == "always"
            || (cell == "from-goals-locked" && made.as_of >= made::LOCKED)
            || (cell == "from-release" && made.released());
        expect(spoken_of && is_open, made::JUSTIFICATION, "justification");
        // Genders stand in aggregates alone, and here every group is below the minimum or may be.
        for gender in ["zqwomanx", "zqmanx"] {
            if said.contains(gender) {
                let cell = made.matrix().cell(Section::Demographics, audience(name));
                let people = made.people.iter().filter(|person| person.gender == gender).count();
                if cell != "in-aggregates" || people < made::GROUP {
                    faults.push(format!("{name}: {gender}"));
                }
            }
        }
        faults.extend(rating_faults(made, name, tree));
    }
    faults
}

fn expect_feedback(made: &Made, tree: &str, at: usize, expect: &mut dyn FnMut(bool, &str, &str)) {
    let feedback = made.feedback(at);
    let quotes = made.quotes(tree, at);
    for number in 0..made.people[at].feedback.len() {
        let stands = feedback.iter().any(|(each, ..)| *each == number);
        expect(quotes && stands, &made.quote(at, number), "feedback");
    }
    for relationship in ["near", "far"] {
        let many = feedback.iter().filter(|(.., each)| *each == relationship).count();
        let named = made.shows(tree, at, Section::NamedFeedback);
        let told = many > 0 && (named || (quotes && many > 1));
        expect(told, &made.relationship(at, relationship), "relationship");
    }
}

/// Ratings on packets that may not stand there, or should.
fn rating_faults(made: &Made, tree: &str, files: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for at in 0..made.people.len() {
        let id = &made.people[at].id;
        let file = format!("{tree}/people/{id}/2026-q3/index.html");
        let covers = made.covers(tree, at);
        let Some(bytes) = files.get(&file) else {
            if covers {
                faults.push(format!("{file} is not there"));
            }
            continue;
        };
        if !covers {
            faults.push(format!("{file} is there"));
        }
        let recommended = made
            .recommended(at)
            .filter(|_| made.shows(tree, at, Section::RecommendedRating));
        let settled = made
            .final_rating(at)
            .filter(|_| made.shows(tree, at, Section::FinalRating));
        // A decision is part of what a calibration said, and names the rating that it made.
        let decided = made.decided(at).filter(|_| made.shows(tree, at, Section::Calibration));
        let said = tokens(&String::from_utf8_lossy(bytes));
        for value in 1..=5 {
            let must = [recommended, settled, decided].contains(&Some(value));
            if said.contains(&label(value)) != must {
                faults.push(format!("{file}: {}: must {must}", label(value)));
            }
        }
    }
    faults
}

#[test]
fn every_tree_holds_what_the_matrix_allows_nothing_more_and_nothing_less() {
    let theme = ledger();
    for seed in 0..cases(10) {
        let made = Made::new(seed);
        let found = faults(&made, &whole(&made, &theme));
        assert_eq!(found, Vec::<String>::new(), "seed {seed}: {made:#?}");
    }
}

#[test]
fn pages_say_all_that_their_audience_may_see_and_no_more() {
    let theme = ledger();
    let engine = theme.engine().unwrap();
    // Few: whole pages of whole sites take a second each, and the test above tries many.
    for seed in 3..3 + cases(1) {
        let made = Made::new(seed);
        let found = faults(&made, &render(&read(&made), &theme, &*engine));
        assert_eq!(found, Vec::<String>::new(), "seed {seed}: {made:#?}");
    }
}

#[test]
fn authors_who_change_places_change_no_byte_of_a_tree_without_names() {
    let theme = ledger();
    for seed in 0..cases(6) {
        let made = Made::new(seed);
        let site = whole(&made, &theme);
        let mut random = Random::new(seed);
        let mut other = made.clone();
        for person in &mut other.people {
            // Texts, days and relationships stay as they are; who wrote which does not.
            let mut authors: Vec<_> = person.feedback.iter().map(|(author, _)| author.clone()).collect();
            if authors.len() > 1 {
                let places = 1 + random.below(authors.len() - 1);
                authors.rotate_left(places);
            }
            for (feedback, author) in person.feedback.iter_mut().zip(authors) {
                feedback.0 = author;
            }
        }
        let after = whole(&other, &theme);
        for (name, tree) in &site {
            let named = (0..made.people.len()).any(|at| made.shows(name, at, Section::NamedFeedback));
            assert!(
                named || *tree == after[name],
                "seed {seed}: {name} tells who wrote what: {made:#?}"
            );
        }
    }
}

/// Where two trees begin to differ.
fn difference(a: &Tree, b: &Tree) -> String {
    let Some((file, bytes)) = a.iter().find(|(file, bytes)| b.get(*file) != Some(bytes)) else {
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
        Section::Demographics => cell(Section::Demographics) == "in-aggregates" && made.belongs(tree, at),
        // The final rating follows from both, and so does the distribution of those whom it counts.
        Section::RecommendedRating | Section::Calibration => {
            made.shows(tree, at, section)
                || made.shows(tree, at, Section::FinalRating)
                || (cell(Section::Distribution) != "never" && made.covers(tree, at))
        }
        section => made.shows(tree, at, section),
    }
}

#[test]
fn what_an_audience_may_not_see_changes_no_byte_of_its_tree() {
    let theme = ledger();
    for seed in 0..cases(14) {
        // What the organisation is told as a whole has a test of its own.
        let made = Made::new(seed).without_totals();
        let site = whole(&made, &theme);
        let mut random = Random::new(seed + 77);
        let more = [Section::NamedFeedback, Section::Demographics];
        let mut sections = PLANTED.iter().chain(&more).cycle();
        let section = *sections
            .nth(usize::try_from(seed).unwrap() % (PLANTED.len() + more.len()))
            .unwrap();
        let at = random.below(made.people.len());
        let mut other = made.clone();
        other.changed = Some((at, section));
        let after = whole(&other, &theme);
        for (name, tree) in &site {
            let before_and_after = [&made, &other];
            let may = before_and_after.iter().any(|made| is_told(made, name, at, section));
            assert!(
                may || *tree == after[name],
                "seed {seed}: {name} tells of {} of p{at}: {}\n{made:#?}",
                section.word(),
                difference(tree, &after[name])
            );
        }
    }
}

#[test]
fn a_theme_that_prints_all_it_is_handed_prints_nothing_that_its_audience_may_not_see() {
    let mut files = Files::new();
    let own = ledger_base().replacen("</body>", "<pre>{{ \"\" ~ view ~ page ~ site }}</pre></body>", 1);
    assert!(own.contains("~ view"), "the theme's frame has another form now");
    files.insert("ledger/templates/base.html".to_owned(), own.into_bytes().into());
    let theme = Theme::load("ledger", &files).unwrap();
    let engine = theme.engine().unwrap();
    let made = Made::new(5);
    let site = render(&read(&made), &theme, &*engine);
    assert!(
        text(&site["hr"]).contains("improvement_record"),
        "the whole view is printed"
    );
    let found = faults(&made, &site);
    assert_eq!(found, Vec::<String>::new(), "{made:#?}");
}

fn ledger_base() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(folder.join("themes/ledger/templates/base.html")).unwrap()
}
