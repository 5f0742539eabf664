//! A site's own theme that is at fault: told like a fault of a record, and nothing is written.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const TEMPLATE: &str = "themes/ledger/templates/page.html";

/// The organisation that `init` writes, with a template of its own for free pages.
fn site(template: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    crate::first_site::write(dir.path());
    let file = dir.path().join(TEMPLATE);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, template).unwrap();
    dir
}

/// The exit code and standard output of a command.
fn preread(root: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("preread").unwrap();
    let output = command.current_dir(root).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Code, line and column of the errors that `check` finds in the template.
fn errors(root: &Path) -> Vec<(String, u64, u64)> {
    let (code, out) = preread(root, &["check", "--format", "json"]);
    assert_eq!(code, 1);
    let document: Value = serde_json::from_str(&out).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let errors = findings.filter(|finding| finding["kind"] == "error");
    errors
        .map(|finding| {
            assert_eq!(finding["file"], TEMPLATE);
            let number = |field: &str| finding[field].as_u64().unwrap();
            (
                finding["code"].as_str().unwrap().to_owned(),
                number("line"),
                number("column"),
            )
        })
        .collect()
}

#[test]
fn a_template_that_cannot_be_read_is_an_error_at_its_line() {
    let dir = site("{% extends \"base.html\" %}\n{% block content %}\n<h1>{{ page.title }</h1>\n{% endblock %}\n");
    let found = errors(dir.path());
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0.as_str(), found[0].1), ("template-not-read", 3));
}

#[test]
fn a_template_that_asks_for_one_that_is_not_there_is_an_error() {
    let dir = site("{% extends \"bass.html\" %}\n");
    // The tag begins after `{% `.
    assert_eq!(errors(dir.path()), [("template-missing".to_owned(), 1, 4)]);
}

#[test]
fn a_value_that_a_page_does_not_have_is_an_error_where_it_is_written() {
    let dir = site("{% extends \"base.html\" %}\n{% block content %}\n<h1>{{ page.tittle }}</h1>\n{% endblock %}\n");
    let found = errors(dir.path());
    assert_eq!(found.len(), 1);
    // The value begins after `<h1>{{ `.
    assert_eq!(found[0], ("page-not-made".to_owned(), 3, 8));
}

#[test]
fn a_site_whose_theme_is_at_fault_is_not_written_and_the_old_one_stays() {
    let dir = site("{% extends \"base.html\" %}\n{% block content %}\n{{ view.html }}\n{% endblock %}\n");
    assert_eq!(preread(dir.path(), &["build"]).0, 0);
    let page = dir.path().join("site/hr/index.html");
    let before = fs::read(&page).unwrap();
    fs::write(dir.path().join(TEMPLATE), "{{ view.htlm }}").unwrap();
    let (code, out) = preread(dir.path(), &["build"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("error[page-not-made]") && out.contains("nothing was written"),
        "{out}"
    );
    assert_eq!(fs::read(&page).unwrap(), before);
}

#[test]
fn a_theme_that_is_not_there_is_told_where_the_settings_name_it() {
    let dir = site("");
    let settings = dir.path().join("preread.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("theme = \"ledger\"", "theme = \"legder\"")).unwrap();
    let (code, out) = preread(dir.path(), &["check"]);
    assert_eq!(code, 1);
    let line = 1 + text.lines().position(|line| line.starts_with("theme")).unwrap();
    assert!(
        out.contains("error[theme-not-loaded]") && out.contains(&format!("preread.toml:{line}:9")),
        "{out}"
    );
}
