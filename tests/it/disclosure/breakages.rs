//! Broken on purpose: what would let a section into a tree that may not hold it is caught before anything is published.
//!
//! Each part that is broken here is a real one, put to a wrong use: a view made through another audience's lens, a table of another
//! audience, another tree's index.

use std::collections::BTreeMap;

use minijinja::value::{Value, merge_maps};
use preread::disclosure::{Audience, trees};
use preread::exports;
use preread::model::testing::org;
use preread::render::{SEARCH_INDEX, search_index};
use preread::site::{Audit, BuildError, Examined, Leak, Memory, Plan, build, examine};
use preread::themes::{Engine, Theme, ThemeError, View};
use preread::views::{self, Parts};

use super::contract::Section;
use super::holds;
use super::interference::{tells_of, tells_who_wrote};
use super::made::Made;
use super::sites::{Site, Whole, ledger, read, render_unaudited};

const EXCEPTION: &str = "The offer of a competitor had to be met before the end of June this year";

/// Two people with pay, a committee and HR.
fn examined() -> Examined {
    let outcome = |before: u64| {
        let after = before + before / 20;
        format!(
            "[pay]\nbase_before = {before}\nmerit_percent = 5.0\nbase_after = {after}\nexception = \"{EXCEPTION} for {before}\"\n"
        )
    };
    let board = "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nfacilitator = \"head\"\n";
    let org = org()
        .cycle_fields("[facilitation]\ncoordinator = \"head\"\n")
        .in_cycle("calibration/board.toml", board);
    let org = org.person("ana").rated(3).record("outcome.toml", &outcome(187_400));
    let org = org.person("ben").rated(4).record("outcome.toml", &outcome(203_620));
    let examined = examine(&org.world(), None);
    assert!(!examined.is_broken(), "{:#?}", examined.findings);
    examined
}

/// Renders the packets of one kind of tree with a part of the view that was made through HR's lens.
struct MadeForHr {
    inner: Box<dyn Engine>,
    into: &'static str,
    part: &'static str,
    /// HR's packets, by their title.
    packets: BTreeMap<String, Value>,
}

impl MadeForHr {
    fn of(examined: &Examined, inner: Box<dyn Engine>, into: &'static str, part: &'static str) -> Self {
        let hr = examined.lens(Audience::Hr);
        let pages = views::plan(&hr).into_iter().map(|key| {
            let page = views::page(&hr, key, Parts::WithTables).0;
            (
                page.frame.page.title.clone(),
                part_of(&page.to_minijinja(), &["view", part]),
            )
        });
        Self {
            inner,
            into,
            part,
            packets: pages.filter(|(_, part)| !part.is_undefined()).collect(),
        }
    }
}

fn part_of(value: &Value, path: &[&str]) -> Value {
    path.iter()
        .fold(value.clone(), |value, part| value.get_attr(part).unwrap_or_default())
}

impl Engine for MadeForHr {
    fn render(&self, template: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let page = view.to_minijinja();
        let kind = part_of(&page, &["page", "audience", "kind"]);
        let title = part_of(&page, &["page", "title"]).to_string();
        let wrong = self.packets.get(&title).filter(|_| template == "packet.html");
        let Some(wrong) = wrong.filter(|_| kind.as_str() == Some(self.into)) else {
            return self.inner.render(template, view, out);
        };
        let part = Value::from_pairs([(self.part, wrong.clone())]);
        let view = merge_maps([part_of(&page, &["view"]), part]);
        let page = merge_maps([page, Value::from_pairs([("view", view)])]);
        self.inner.render(template, &page, out)
    }

    fn has(&self, template: &str) -> bool {
        self.inner.has(template)
    }
}

fn leaks(examined: &Examined, engine: &dyn Engine, theme: &Theme) -> Vec<Leak> {
    let plan = Plan {
        examined,
        theme,
        engine,
        audiences: &trees(&examined.organisation),
        audit: &Audit::of(&examined.organisation, theme.sources()),
    };
    match build(plan, &Memory::default()) {
        Ok(_) => Vec::new(),
        Err(BuildError::Leaks(leaks)) => leaks,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_view_that_copies_pay_into_the_committees_packet_fails_the_build() {
    let (examined, theme) = (examined(), ledger());
    let engine = |into| MadeForHr::of(&examined, theme.engine().unwrap(), into, "outcome");
    assert_eq!(leaks(&examined, &engine("nobody"), &theme), []);
    let found = leaks(&examined, &engine("committee"), &theme);
    let first = found.first().expect("the audit finds it");
    assert_eq!(first.tree, "committee/2026-q3/board");
    assert_eq!(first.section, "pay of ana in 2026-q3");
    assert_eq!(first.rule, "`pay` is shown to `committee` never");
    let files: Vec<_> = found.iter().map(|leak| leak.file.as_str()).collect();
    for file in [
        "people/ana/2026-q3/index.html",
        "people/ben/2026-q3/index.html",
        SEARCH_INDEX,
    ] {
        assert!(
            files.contains(&&*format!("committee/2026-q3/board/{file}")),
            "{files:?}"
        );
    }
}

#[test]
fn one_sentence_of_a_text_of_any_length_is_found_where_it_may_not_be() {
    let sentence = |at: usize| {
        let words = [
            "offer", "budget", "market", "transfer", "review", "ledger", "audit", "import",
        ];
        let one = words.map(|word| format!("{word}{at}"));
        format!("We weighed {} at length.", one.join(" "))
    };
    for sentences in [1, 4, 8] {
        let all: Vec<_> = (0..sentences).map(sentence).collect();
        let outcome = format!(
            "[pay]\nbase_before = 187400\nmerit_percent = 5.0\nbase_after = 196770\nexception = \"{}\"\n",
            all.join(" ")
        );
        let org = org().person("ana").rated(3).record("outcome.toml", &outcome);
        let examined = examine(&org.person("ben").world(), None);
        assert!(!examined.is_broken(), "{:#?}", examined.findings);
        let audit = Audit::of(&examined.organisation, ledger().sources());
        let leaks = |audience, page: &str| {
            let said = audit.read("company/index.html", page.as_bytes());
            audit.judge(&examined.lens(audience), "company", "company/index.html", &said)
        };
        for one in &all {
            let page = format!("<p>Something of our own. {one} And more of it.</p>");
            let found = leaks(Audience::Company, &page);
            let sections: Vec<_> = found.iter().map(|leak| &*leak.section).collect();
            assert_eq!(sections, ["pay of ana in 2026-q3"], "{one}, of {sentences}");
            assert_eq!(leaks(Audience::Hr, &page), []);
        }
        let other = sentence(99);
        assert_eq!(leaks(Audience::Company, &format!("<p>{other}</p>")), []);
    }
}

/// Whether a property finds the broken part in one of the first organisations at least, and no fault without it.
fn notices(property: impl Fn(&Made, u64, bool) -> Vec<String>) -> bool {
    (0..40).any(|seed| {
        let made = Made::new(seed).without_totals();
        let found = property(&made, seed, true);
        let sound = found.is_empty() || property(&made, seed, false).is_empty();
        assert!(sound, "seed {seed}: {made:#?}");
        !found.is_empty()
    })
}

#[test]
fn a_view_that_copies_pay_into_the_committees_packet_fails_the_properties() {
    let theme = ledger();
    let site = |made: &Made, broken: bool| -> Site {
        let examined = read(made);
        let into = if broken { "committee" } else { "nobody" };
        render_unaudited(
            &examined,
            &theme,
            &MadeForHr::of(&examined, Box::new(Whole), into, "outcome"),
        )
    };
    assert!(notices(|made, _, broken| holds::faults(made, &site(made, broken))));
    // Of one person on whose pay the committee could read.
    let paid = |made: &Made, at: &usize| made.covers("committee/2026-q3/board", *at) && made.stands(*at, Section::Pay);
    assert!(notices(|made, _, broken| {
        let first = (0..made.reviews.len()).find(|at| paid(made, at));
        first.map_or_else(Vec::new, |at| {
            let before = site(made, broken);
            tells_of(made, &before, at, Section::Pay, &|made| site(made, broken))
        })
    }));
}

/// Shows feedback without its authors in the order in which it is filed, which is that of their names.
struct AsFiled<'m>(&'m Made);

impl AsFiled<'_> {
    fn author_of(&self, voice: &serde_json::Value) -> &str {
        let text = voice.to_string();
        let reviews = self.0.reviews.iter().enumerate();
        let mut all = reviews.flat_map(|(at, review)| {
            let feedback = review.feedback.iter().enumerate();
            feedback.map(move |(number, (author, _))| (self.0.quote(at, number), author))
        });
        all.find(|(quote, _)| text.contains(quote))
            .map_or("", |(_, author)| author)
    }
}

impl Engine for AsFiled<'_> {
    fn render(&self, _: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let mut page = serde_json::to_value(view.to_minijinja()).unwrap();
        if let Some(voices) = page["view"]["feedback"]["voices"].as_array_mut() {
            voices.sort_by_key(|voice| self.author_of(voice).to_owned());
        }
        serde_json::to_writer(out, &page).unwrap();
        Ok(())
    }

    fn has(&self, _: &str) -> bool {
        true
    }
}

#[test]
fn a_list_of_feedback_in_the_order_of_its_files_fails_the_property() {
    let theme = ledger();
    let site = |made: &Made, broken: bool| -> Site {
        let as_filed: &dyn Engine = &AsFiled(made);
        render_unaudited(&read(made), &theme, if broken { as_filed } else { &Whole })
    };
    assert!(notices(|made, seed, broken| tells_who_wrote(made, seed, &|made| {
        site(made, broken)
    })));
}

/// What the audit says of a file in each tree.
fn judged(examined: &Examined, name: &str, bytes: &[u8]) -> Vec<(String, Vec<Leak>)> {
    let audit = Audit::of(&examined.organisation, ledger().sources());
    let said = audit.read(name, bytes);
    let judge = |audience: Audience| {
        let tree = audience.tree(&examined.organisation);
        let leaks = audit.judge(&examined.lens(audience), &tree, &format!("{tree}/{name}"), &said);
        (tree, leaks)
    };
    trees(&examined.organisation).into_iter().map(judge).collect()
}

/// HR's and their manager's trees, who read the pay of both.
const MAY: [&str; 2] = ["hr", "managers/head"];

fn is_for_those_alone_who_may(examined: &Examined, name: &str, bytes: &[u8]) {
    for (tree, leaks) in judged(examined, name, bytes) {
        assert_eq!(
            leaks.is_empty(),
            MAY.contains(&tree.as_str()),
            "{name} in {tree}: {leaks:?}"
        );
    }
}

#[test]
fn a_column_of_pay_in_a_table_is_found_in_every_tree_that_may_not_hold_it() {
    let examined = examined();
    let table = b"Person,Rating,Base pay\r\nana,3,196770\r\nben,4,213801\r\n";
    is_for_those_alone_who_may(&examined, "ratings.csv", table);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, (person, rating, pay)) in [("ana", 3, 196_770), ("ben", 4, 213_801)].into_iter().enumerate() {
        let row = u32::try_from(row).unwrap();
        sheet.write_string(row, 0, person).unwrap();
        sheet.write_number(row, 1, rating).unwrap();
        sheet.write_number(row, 2, pay).unwrap();
    }
    is_for_those_alone_who_may(&examined, "ratings.xlsx", &workbook.save_to_buffer().unwrap());
}

#[test]
fn a_table_made_for_hr_is_found_in_every_tree_that_may_not_hold_it() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    let files = views::plan(&hr).into_iter().flat_map(|key| {
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        exports::beside(&page).unwrap()
    });
    let told: Vec<_> = files
        .filter(|file| ["merit.csv", "outcomes.xlsx"].contains(&&*file.name))
        .collect();
    assert_eq!(told.len(), 2);
    for file in told {
        is_for_those_alone_who_may(&examined, &file.name, &file.bytes);
    }
}

#[test]
fn a_search_index_made_from_the_records_of_hr_is_found_in_every_tree_that_may_not_hold_it() {
    let (examined, theme) = (examined(), ledger());
    let engine = theme.engine().unwrap();
    let index = search_index(&examined.lens(Audience::Hr), &*engine, |_| 4000).unwrap();
    assert!(String::from_utf8_lossy(&index).contains("offer of a competitor"));
    is_for_those_alone_who_may(&examined, SEARCH_INDEX, &index);
}

#[test]
fn a_workbook_that_cannot_be_read_is_let_into_no_tree() {
    for (tree, leaks) in judged(&examined(), "ratings.xlsx", b"no zip") {
        assert_eq!(leaks.len(), 1, "{tree}: {leaks:?}");
        assert_eq!(leaks[0].section, "what could not be read");
    }
}
