//! Broken on purpose: what would let a section into a tree that may not hold it is caught by the audit before anything is published.

use preread::disclosure::{Audience, trees};
use preread::model::testing::org;
use preread::site::{Audit, BuildError, Examined, Leak, Memory, Plan, build, examine};
use preread::themes::{Engine, Theme, ThemeError, View};

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

/// A step of the rendering that copies pay into each packet of one kind of tree, as a view that was not held to the matrix would.
struct CopiesPay {
    inner: Box<dyn Engine>,
    into: &'static str,
}

impl Engine for CopiesPay {
    fn render(&self, template: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        self.inner.render(template, view, out)?;
        let page = serde_json::to_value(view.to_minijinja()).unwrap();
        if page["page"]["audience"]["kind"] == self.into && template.starts_with("packet") {
            out.extend(b"<p>Base pay: $196,770</p>");
        }
        Ok(())
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
fn pay_that_is_copied_into_the_committees_packets_fails_the_build() {
    let (examined, theme) = (examined(), super::ledger());
    let engine = |into| CopiesPay {
        inner: theme.engine().unwrap(),
        into,
    };
    assert_eq!(leaks(&examined, &engine("nobody"), &theme), []);
    let found = leaks(&examined, &engine("committee"), &theme);
    let first = found.first().expect("the audit finds it");
    assert_eq!(first.tree, "committee/2026-q3/board");
    assert!(first.file.starts_with("committee/2026-q3/board/people/"), "{first:?}");
    assert_eq!(first.section, "pay of ana in 2026-q3");
    assert_eq!(first.rule, "`pay` is shown to `committee` never");
}

/// What the audit says of a file in each tree.
fn judged(examined: &Examined, name: &str, bytes: &[u8]) -> Vec<(String, Vec<Leak>)> {
    let audit = Audit::of(&examined.organisation, super::ledger().sources());
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

#[test]
fn a_column_of_pay_in_a_table_is_found_in_every_tree_that_may_not_hold_it() {
    let examined = examined();
    let table = b"Person,Rating,Base pay\r\nana,3,196770\r\nben,4,213801\r\n";
    for (tree, leaks) in judged(&examined, "ratings.csv", table) {
        assert_eq!(leaks.is_empty(), MAY.contains(&tree.as_str()), "{tree}: {leaks:?}");
    }
}

#[test]
fn a_search_index_made_from_the_records_of_hr_is_found_in_every_tree_that_may_not_hold_it() {
    let (examined, theme) = (examined(), super::ledger());
    let site = super::render(&examined, &theme, &*theme.engine().unwrap());
    let (name, index) = site["hr"].iter().find(|(name, _)| name.contains("search")).unwrap();
    assert!(
        String::from_utf8_lossy(index).contains("offer of a competitor"),
        "{name}"
    );
    for (tree, leaks) in judged(&examined, "assets/search.js", index) {
        assert_eq!(leaks.is_empty(), MAY.contains(&tree.as_str()), "{tree}: {leaks:?}");
    }
}
