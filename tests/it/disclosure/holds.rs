//! Every tree holds exactly what the matrix allows.

use super::cases;
use super::contract::{PLANTED, Section, audience};
use super::made::{self, Made, label};
use super::sites::{Site, Tree, ledger, read, render, text, tokens, whole};

/// Words that stand in a tree and may not, and those that should and do not.
pub fn faults(made: &Made, site: &Site) -> Vec<String> {
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
