//! A hostile theme: it prints every variable of every kind of page, and asks for all that it was not handed. What it prints is what its
//! audience may see.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use preread::site::{Audit, BuildError, Memory, Plan, build};
use preread::themes::{Engine, Files, Theme, ThemeError, View};

use super::holds::faults;
use super::made::Made;
use super::sites::{Whole, read, render, tokens};
use super::{cases, expect_none};

/// Prints every variable to the last leaf, in an attribute and in a comment.
const DUMP: &str = "
{% set all = [site, page, root, nav, csp, view] | pprint %}
<!doctype html><main title='{{ all }}'><!-- {{ all }} --></main>
";

/// The pages' templates, by the shipped theme: those that fill its frame.
fn page_kinds() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/ledger/templates");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| {
        std::fs::read_to_string(path)
            .unwrap()
            .contains("{% extends \"base.html\" %}")
    });
    pages
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// The files of a theme of which each page is this template.
fn files(template: &str) -> Files {
    let mut files = Files::new();
    files.insert("hostile/theme.toml".to_owned(), b"name = 'hostile'".as_slice().into());
    for page in page_kinds() {
        files.insert(format!("hostile/templates/{page}"), template.as_bytes().to_vec().into());
    }
    files
}

/// Notes for which kinds of page and of audience it was asked, and holds each page to its view: all of the view is printed.
struct Watched {
    inner: Box<dyn Engine>,
    seen: Mutex<BTreeSet<(String, String)>>,
}

impl Engine for Watched {
    fn render(&self, template: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let begin = out.len();
        self.inner.render(template, view, out)?;
        let mut whole = Vec::new();
        Whole.render(template, view, &mut whole)?;
        let printed = tokens(&String::from_utf8_lossy(&out[begin..]));
        for token in tokens(&String::from_utf8_lossy(&whole)) {
            assert!(
                printed.contains(&token),
                "{template}: {token} is handed over and not printed"
            );
        }
        let page = serde_json::to_value(view.to_minijinja()).unwrap();
        let kind = page["page"]["audience"]["kind"].as_str().unwrap().to_owned();
        self.seen.lock().unwrap().insert((template.to_owned(), kind));
        Ok(())
    }

    fn has(&self, template: &str) -> bool {
        self.inner.has(template)
    }
}

#[test]
fn a_theme_that_prints_all_it_is_handed_prints_nothing_that_its_audience_may_not_see() {
    let theme = Theme::load("hostile", &files(DUMP)).unwrap();
    let engine = Watched {
        inner: theme.engine().unwrap(),
        seen: Mutex::default(),
    };
    for seed in cases(1) {
        // A session has a page of its own where there are many, and what moved one where there was a cycle before.
        let mut made = (seed..).map(Made::new);
        let made = made.find(|made| made.cycles.len() > 1).unwrap().with_sessions(4);
        expect_none(seed, &made, &faults(&made, &render(&read(&made), &theme, &engine)));
    }
    let seen = engine.seen.into_inner().unwrap();
    let pages: BTreeSet<_> = seen.iter().map(|(page, _)| page.clone()).collect();
    assert_eq!(pages, page_kinds());
    let audiences: BTreeSet<_> = seen.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(audiences, ["committee", "company", "hr", "manager", "person"].into());
}

#[test]
fn a_theme_that_asks_for_what_it_was_not_handed_makes_no_site() {
    let made = Made::new(0);
    let examined = read(&made);
    let hr = preread::disclosure::Audience::Hr;
    for ask in [
        "{{ records }}",
        "{{ organisation }}",
        "{{ lens }}",
        "{{ facts }}",
        "{{ matrix }}",
        "{{ audit }}",
        "{{ world }}",
        "{{ env }}",
        "{{ page.lens }}",
        "{{ page.records }}",
        "{{ view.records }}",
        "{{ view.__class__ }}",
        "{{ site.content }}",
        "{{ debug() }}",
        "{{ self }}",
        "{{ get('view') }}",
        "{{ read('content/people.toml') }}",
        "{{ load('content/people.toml') }}",
        "{% include 'content/people.toml' %}",
        "{% include '../../content/people.toml' %}",
        "{% include '/etc/hostname' %}",
        "{% import '../../../content/policy.toml' as p %}",
        "{{ view | safe }}",
        "{{ view }}",
    ] {
        let made = Theme::load("hostile", &files(ask)).and_then(|theme| {
            let engine = theme.engine()?;
            let plan = Plan {
                examined: &examined,
                theme: &theme,
                engine: &*engine,
                audiences: &[hr],
                audit: &Audit::default(),
            };
            match build(plan, &Memory::default()) {
                Err(BuildError::Theme(errors)) => Err(errors),
                other => Ok(_ = other),
            }
        });
        assert!(made.is_err(), "{ask} came to something");
    }
}
