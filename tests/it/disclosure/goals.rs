//! Individual goals in the trees of others: their names once they are locked, and never how they went.

use preread::model::testing::org;
use preread::site::examine;

use super::sites::{Site, Whole, ledger, render_unaudited};

/// An objective that supports one of the company, and one that does not.
const SUPPORTS: &str = "title = \"Faster\"\nsupports = [\"company/whole\"]\n";
const ALONE: &str = "title = \"Faster\"\n";
const SLOWER: &str = "title = \"Slower\"\nsupports = [\"company/whole\"]\n";

/// Two colleagues of whom one has an objective; a site as it stands on a day.
fn site(as_of: &str, objective: &str, result: &str, status: &str) -> Site {
    let whole = "[[objective]]\nid = \"whole\"\ntitle = \"Whole\"\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"Key\"\n\
                 target = \"Done\"\nweek = 9\n";
    let goals = format!(
        "[[objective]]\nid = \"one\"\nkind = \"delivery\"\n{objective}\
         [[objective.key_result]]\nid = \"kr\"\ntitle = \"Key\"\ntarget = \"Done\"\nweek = 9\n"
    );
    let check_in =
        format!("date = 2026-08-12\nmanager = \"head\"\n[[progress]]\nkey_result = \"one/kr\"\nstatus = \"{status}\"");
    let result = format!("[[result]]\nkey_result = \"one/kr\"\nresult = \"{result}\"\n");
    let org = org().as_of(as_of).in_cycle("goals/company.toml", whole);
    let org = org.person("ana").record("goals.toml", &goals);
    let org = if as_of > "2026-08-12" {
        org.document("check-in.md", &check_in)
            .self_assessed("2026-10-02", &result)
    } else {
        org
    };
    let examined = examine(&org.person("ben").world(), None);
    assert!(!examined.is_broken(), "{:#?}", examined.findings);
    render_unaudited(&examined, &ledger(), &Whole)
}

/// The trees that differ.
fn differ(a: &Site, b: &Site) -> Vec<String> {
    let differ = a.iter().filter(|(name, tree)| **tree != b[*name]);
    differ.map(|(name, _)| name.clone()).collect()
}

#[test]
fn how_somebodys_goals_went_changes_no_tree_of_others() {
    let day = "2026-10-20";
    let met = site(day, SUPPORTS, "met", "on-track");
    for (what, other) in [
        ("the result", site(day, SUPPORTS, "missed", "on-track")),
        ("the check-in", site(day, SUPPORTS, "met", "off-track")),
    ] {
        assert_eq!(differ(&met, &other), ["hr", "managers/head", "people/ana"], "{what}");
    }
}

#[test]
fn what_somebodys_goals_are_changes_trees_of_others_from_the_day_on_which_they_are_locked() {
    let sites = |day| [SUPPORTS, SLOWER, ALONE].map(|objective| site(day, objective, "met", "on-track"));
    let [a, others @ ..] = sites("2026-07-27");
    for other in others {
        assert_eq!(differ(&a, &other), ["hr", "managers/head", "people/ana"]);
    }
    let [a, others @ ..] = sites("2026-07-28");
    for other in others {
        assert_eq!(differ(&a, &other), ["company", "hr", "managers/head", "people/ana"]);
    }
}
