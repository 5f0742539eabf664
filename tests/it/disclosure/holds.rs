//! Every tree holds exactly what the matrix allows.

use preread::model::testing::org;
use preread::site::examine;

use super::contract::{PLANTED, Section, audience};
use super::made::{self, Made, label};
use super::sites::{Site, Tree, Whole, ledger, read, render, render_unaudited, text, tokens};
use super::{cases, expect_none};

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
        for at in 0..made.reviews.len() {
            for section in PLANTED {
                let is_there = *section != Section::Calibration || made.session(at).is_some();
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
        expect_of_cycles(made, name, &mut expect);
        // Genders stand in aggregates alone, over groups that are large enough.
        for gender in ["zqwomanx", "zqmanx"] {
            if said.contains(gender) && !may_tell_of(made, name, gender) {
                faults.push(format!("{name}: {gender}"));
            }
        }
        faults.extend(rating_faults(made, name, tree));
    }
    faults
}

fn expect_feedback(made: &Made, tree: &str, at: usize, expect: &mut dyn FnMut(bool, &str, &str)) {
    let feedback = made.feedback(at);
    let quotes = made.quotes(tree, at);
    for number in 0..made.reviews[at].feedback.len() {
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

/// What is said of nobody in particular: the goals of the company and of units, and what a session justifies.
fn expect_of_cycles(made: &Made, tree: &str, expect: &mut dyn FnMut(bool, &str, &str)) {
    expect(true, made::FREE, "page");
    for cycle in &made.cycles {
        let open = made.is_open_in(cycle, audience(tree), Section::Goals);
        for owner in ["company", "side"] {
            expect(open, &cycle.goal(owner), "goals");
        }
        let open = made.is_open_in(cycle, audience(tree), Section::Calibration);
        for session in &cycle.sessions {
            let spoken_of = tree == "hr" || tree == format!("committee/{}/{}", cycle.id, session.id);
            expect(spoken_of && open, &session.justification(cycle), "justification");
        }
    }
}

/// Whether a tree may tell of a gender: where it may at all, and enough of those whom it counts in some cycle have it.
fn may_tell_of(made: &Made, tree: &str, gender: &str) -> bool {
    let counted = |cycle: usize| {
        let reviews = made.reviews.iter().enumerate();
        let counted =
            reviews.filter(|(at, review)| review.cycle == cycle && review.gender == gender && made.belongs(tree, *at));
        counted.count()
    };
    made.matrix().cell(Section::Demographics, audience(tree)) == "in-aggregates"
        && (0..made.cycles.len()).any(|cycle| counted(cycle) >= made::GROUP)
}

/// Ratings on packets that may not stand there, or should.
fn rating_faults(made: &Made, tree: &str, files: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for at in 0..made.reviews.len() {
        let id = &made.reviews[at].id;
        let file = format!("{tree}/people/{id}/{}/index.html", made.cycle(at).id);
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
        let own = ratings_shown(made, tree, at);
        // A packet may remind of the ratings of other cycles, as far as they are shown.
        let others = (0..made.reviews.len()).filter(|other| *other != at && made.reviews[*other].id == *id);
        let others = others.flat_map(|other| ratings_shown(made, tree, other));
        // Before its session was held a decision is a draft, which those who read of the calibration may see.
        let draft = made.decided(at).filter(|_| made.shows(tree, at, Section::Calibration));
        let others: Vec<_> = others.chain(draft).collect();
        let said = tokens(&String::from_utf8_lossy(bytes));
        for value in 1..=5 {
            let does = said.contains(&label(value));
            let (must, may) = (own.contains(&value), others.contains(&value));
            if does != must && !(does && may) {
                faults.push(format!("{file}: {}: must {must}, may {may}", label(value)));
            }
        }
    }
    faults
}

/// The ratings of a review that a tree shows.
fn ratings_shown(made: &Made, tree: &str, at: usize) -> Vec<u32> {
    let ratings = [
        (made.recommended(at), Section::RecommendedRating),
        (made.final_rating(at), Section::FinalRating),
        // A decision is part of what a calibration said, and names the rating that it made.
        (made.decision(at), Section::Calibration),
    ];
    let shown = ratings
        .into_iter()
        .filter(|(_, section)| made.shows(tree, at, *section));
    shown.filter_map(|(rating, _)| rating).collect()
}

#[test]
fn every_tree_holds_what_the_matrix_allows_nothing_more_and_nothing_less() {
    let theme = ledger();
    for seed in cases(10) {
        let made = Made::new(seed);
        let found = faults(&made, &render(&read(&made), &theme, &Whole));
        expect_none(seed, &made, &found);
    }
}

#[test]
fn pages_say_all_that_their_audience_may_see_and_no_more() {
    let theme = ledger();
    let engine = theme.engine().unwrap();
    // Few: whole pages of whole sites take a second each, and the test above tries many.
    for seed in cases(1) {
        let made = Made::new(seed);
        let found = faults(&made, &render(&read(&made), &theme, &*engine));
        expect_none(seed, &made, &found);
    }
}

#[test]
fn a_committee_reads_what_its_own_session_says_of_a_person_and_no_other_does() {
    // One of them decides, in turn.
    for deciding in ["board", "panel"] {
        let session = |word: &str| {
            let decision = format!("[[decision]]\nperson = \"ana\"\nfinal = 4\nrationale = \"zqdecided{word}x\"\n");
            let decision = if word == deciding { &*decision } else { "" };
            format!(
                "title = \"{word}\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nfacilitator = \"head\"\n{decision}\
                 [[talking_point]]\nperson = \"ana\"\ntext = \"zqpoint{word}x\"\n\
                 [[question]]\nperson = \"ana\"\nby = \"head\"\nanswer = \"question\"\ntext = \"zqquestion{word}x\"\n"
            )
        };
        let org = org()
            .in_cycle("calibration/board.toml", &session("board"))
            .in_cycle("calibration/panel.toml", &session("panel"));
        let examined = examine(&org.person("ana").rated(3).world(), None);
        assert!(!examined.is_broken(), "{:#?}", examined.findings);
        let site = render_unaudited(&examined, &ledger(), &Whole);
        for (tree, reads) in [
            ("committee/2026-q3/board", &["board"][..]),
            ("committee/2026-q3/panel", &["panel"]),
            ("hr", &["board", "panel"]),
        ] {
            let said = tokens(&text(&site[tree]));
            for session in ["board", "panel"] {
                let is_read = reads.contains(&session);
                for word in ["point", "question"] {
                    assert_eq!(
                        said.contains(&format!("zq{word}{session}x")),
                        is_read,
                        "{tree}: {word} of {session}"
                    );
                }
                let rationale = said.contains(&format!("zqdecided{session}x"));
                assert_eq!(
                    rationale,
                    is_read && session == deciding,
                    "{tree}: rationale of {session}"
                );
            }
        }
    }
}
