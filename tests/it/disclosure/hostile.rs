//! A hostile theme: one that prints everything it is handed prints nothing that its audience may not see.

use preread::themes::{Files, Theme};

use super::expect_none;
use super::holds::faults;
use super::made::Made;
use super::sites::{read, render, text};

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
    expect_none(5, &made, &found);
}

fn ledger_base() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(folder.join("themes/ledger/templates/base.html")).unwrap()
}
