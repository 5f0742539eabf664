//! Themes from tables of strings: what is put together, what is escaped, and what is refused.

use std::borrow::Cow;

use serde::Serialize;

use super::*;

fn files(table: &[(&str, &'static str)]) -> Files {
    table
        .iter()
        .map(|(path, text)| ((*path).to_owned(), Cow::Borrowed(text.as_bytes())))
        .collect()
}

/// A theme of one template, `page.html`.
fn engine(template: &'static str) -> Box<dyn Engine> {
    let own = files(&[
        ("plain/theme.toml", "name = 'plain'"),
        ("plain/templates/page.html", template),
    ]);
    Theme::load_from("plain", &Files::new(), &own)
        .unwrap()
        .engine()
        .unwrap()
}

fn render(engine: &dyn Engine, view: &dyn View) -> Result<String, ThemeError> {
    let mut out = Vec::new();
    engine.render("page.html", view, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

#[derive(Serialize)]
struct Page {
    title: String,
    rows: Vec<Option<&'static str>>,
}

fn page(title: &str) -> Page {
    Page {
        title: title.to_owned(),
        rows: vec![Some("<a>"), None],
    }
}

fn shipped_theme() -> Files {
    files(&[
        (
            "ledger/theme.toml",
            "name = 'ledger'\nassets = ['ledger.css', 'fonts/']",
        ),
        ("ledger/templates/base.html", "base({% block body %}{% endblock %})"),
        (
            "ledger/templates/page.html",
            "{% extends 'base.html' %}{% block body %}{{ title }}{% endblock %}",
        ),
        ("ledger/assets/ledger.css", "a{}"),
        ("ledger/assets/fonts/sans.woff2", "font"),
        ("ledger/assets/draft.css", "never copied"),
        ("ledger/assets/fonts/.hidden", "never copied"),
    ])
}

fn shown(name: &str, own: &Files) -> String {
    let theme = Theme::load_from(name, &shipped_theme(), own).unwrap();
    render(&*theme.engine().unwrap(), &page("T")).unwrap()
}

#[test]
fn a_file_of_the_site_replaces_the_one_of_the_program() {
    assert_eq!(shown("ledger", &Files::new()), "base(T)");
    assert_eq!(
        shown("ledger", &files(&[("ledger/templates/page.html", "own {{ title }}")])),
        "own T"
    );
}

#[test]
fn a_replaced_template_can_still_be_extended() {
    let own = files(&[(
        "ledger/templates/base.html",
        "{% extends 'shipped:base.html' %}{% block body %}new{% endblock %}",
    )]);
    assert_eq!(shown("ledger", &own), "base(T)");
    let own = files(&[(
        "ledger/templates/base.html",
        "<{% include 'shipped:base.html' %}>{% block body %}{% endblock %}",
    )]);
    assert_eq!(shown("ledger", &own), "<base()>T");
}

#[test]
fn a_theme_of_the_site_inherits_what_it_lacks() {
    let own = files(&[
        (
            "mine/theme.toml",
            "name = 'mine'\ninherits = 'ledger'\nassets = ['mine.css']\nversion = '1.2'",
        ),
        ("mine/templates/base.html", "mine({% block body %}{% endblock %})"),
        ("mine/assets/mine.css", "b{}"),
        ("mine/assets/ledger.css", "c{}"),
    ]);
    assert_eq!(shown("mine", &own), "mine(T)");
    let theme = Theme::load_from("mine", &shipped_theme(), &own).unwrap();
    let assets: Vec<(&str, &[u8])> = theme.assets().collect();
    assert_eq!(
        assets,
        [
            ("fonts/sans.woff2", &b"font"[..]),
            ("ledger.css", b"c{}"),
            ("mine.css", b"b{}")
        ]
    );
    assert_eq!((theme.name(), theme.version()), ("mine", Some("1.2")));
}

#[test]
fn a_theme_that_cannot_be_put_together_says_why() {
    for (own, name, expected) in [
        (
            files(&[]),
            "legder",
            "there is no theme `legder`: no file themes/legder/theme.toml; did you mean `ledger`?",
        ),
        (
            files(&[
                ("a/theme.toml", "name = 'a'\ninherits = 'b'"),
                ("b/theme.toml", "name = 'b'\ninherits = 'a'"),
            ]),
            "a",
            "themes/b/theme.toml: the theme `a` inherits itself, or from too many others",
        ),
        (
            files(&[("a/theme.toml", "name = 'b'")]),
            "a",
            "themes/a/theme.toml: `name` must be that of the folder, `a`",
        ),
        (
            files(&[("a/theme.toml", "name = 'a'\nassets = ['../x', 'y/']")]),
            "a",
            "themes/a/theme.toml: `assets` names `../x`, and there is no such file below assets/\n\
             themes/a/theme.toml: `assets` names `y/`, and there is no such file below assets/",
        ),
    ] {
        let errors = Theme::load_from(name, &shipped_theme(), &own).unwrap_err();
        let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(said.join("\n"), expected);
    }
    let unknown = Theme::load_from(
        "a",
        &Files::new(),
        &files(&[("a/theme.toml", "name = 'a'\ncolour = 1\n")]),
    )
    .unwrap_err();
    assert_eq!((unknown[0].file.as_str(), unknown[0].line), ("a/theme.toml", Some(2)));
}

#[test]
fn the_themes_in_the_program_can_be_loaded() {
    for path in shipped().keys().filter_map(|path| path.strip_suffix("/theme.toml")) {
        let theme = Theme::load(path, &Files::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        assert!(theme.engine().is_ok());
    }
}

#[test]
fn whatever_a_template_does_text_is_escaped() {
    let attack = "<b a='x'>\u{202E}&\"";
    let safe = "&lt;b a=&#39;x&#39;&gt;\u{FFFD}&amp;&quot;";
    for template in [
        "{{ title }}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{% autoescape 'none' %}{{ title }}{% endautoescape %}",
        "{% set t %}{{ title }}{% endset %}{{ t }}",
        "{% macro m(t) %}{{ t }}{% endmacro %}{{ m(title) }}",
        "{{ title|upper|lower }}",
        "{{ [title]|join }}",
        "{{ title ~ '' }}",
        "{{ '%s'|format(title) }}",
        "{{ title|e }}",
    ] {
        assert_eq!(
            render(&*engine(template), &page(attack)).unwrap().to_lowercase(),
            safe,
            "{template}"
        );
    }
}

#[test]
fn no_template_can_mark_text_as_safe() {
    let error = render(&*engine("a\n{{ title|safe }}"), &page("<b>")).unwrap_err();
    assert_eq!(error.line, Some(2));
    assert!(error.message.contains("there is no such filter"), "{error}");
}

#[test]
fn a_value_that_the_page_lacks_is_an_error_at_its_line() {
    let error = render(&*engine("a\nb\n{{ titel }}"), &page("T")).unwrap_err();
    assert_eq!(
        (error.file.as_str(), error.line),
        ("plain/templates/page.html", Some(3))
    );
    assert!(
        error
            .message
            .starts_with("`titel` is undefined: this page has no such value"),
        "{error}"
    );
}

#[test]
fn nothing_recorded_and_whole_lists_are_not_written() {
    assert!(
        render(&*engine("{{ rows }}"), &page("T"))
            .unwrap_err()
            .message
            .contains("name the one to write")
    );
    assert!(
        render(&*engine("{{ rows[1] }}"), &page("T"))
            .unwrap_err()
            .message
            .contains("nothing is recorded here")
    );
    assert_eq!(
        render(&*engine("{% for r in rows %}{{ r if r }}{% endfor %}"), &page("T")).unwrap(),
        "&lt;a&gt;"
    );
}

#[test]
fn an_error_in_an_included_template_is_told_where_it_stands() {
    let own = files(&[
        ("plain/theme.toml", "name = 'plain'"),
        ("plain/templates/page.html", "{% include 'part.html' %}"),
        ("plain/templates/part.html", "\n{{ missing }}"),
    ]);
    let engine = Theme::load_from("plain", &Files::new(), &own)
        .unwrap()
        .engine()
        .unwrap();
    let error = render(&*engine, &page("T")).unwrap_err();
    assert_eq!(
        (error.file.as_str(), error.line),
        ("plain/templates/part.html", Some(2))
    );
}

#[test]
fn all_templates_that_cannot_be_read_are_told_at_once() {
    let own = files(&[
        ("plain/theme.toml", "name = 'plain'"),
        ("plain/templates/a.html", "{% if %}"),
        ("plain/templates/b.html", "x\n{{ }"),
    ]);
    let errors = Theme::load_from("plain", &Files::new(), &own)
        .unwrap()
        .engine()
        .map(drop)
        .unwrap_err();
    let places: Vec<_> = errors.iter().map(|error| (error.file.as_str(), error.line)).collect();
    assert_eq!(
        places,
        [("plain/templates/a.html", Some(1)), ("plain/templates/b.html", Some(2))]
    );
}

#[test]
fn endless_work_ends_in_an_error_and_leaves_the_output_as_it_was() {
    for template in [
        "x{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "x{% include 'page.html' %}",
        "x{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "x{% for a in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
    ] {
        let engine = engine(template);
        let mut out = b"before".to_vec();
        // The smallest stack that a page is rendered on.
        let failed = std::thread::scope(|scope| {
            let small = std::thread::Builder::new().stack_size(2 << 20);
            small
                .spawn_scoped(scope, || engine.render("page.html", &page("T"), &mut out))
                .unwrap()
                .join()
                .unwrap()
        });
        assert!(failed.is_err(), "{template}");
        assert_eq!(out, b"before");
    }
}

#[test]
fn templates_of_no_other_place_can_be_loaded() {
    for template in [
        "{% include '/etc/hostname' %}",
        "{% include '../theme.toml' %}",
        "{% extends 'theme.toml' %}",
    ] {
        let error = render(&*engine(template), &page("T")).unwrap_err();
        assert!(error.message.contains("there is no such template"), "{error}");
    }
}
