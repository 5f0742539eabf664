//! Sites of made organisations in memory, and what their trees say.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use preread::disclosure::{Audience, trees};
use preread::site::{Address, Audit, Examined, Memory, Plan, build, examine};
use preread::themes::{Engine, Files, Theme, ThemeError, View};

use super::made::Made;

pub type Tree = BTreeMap<String, Arc<[u8]>>;
pub type Site = BTreeMap<String, Tree>;

/// Prints whole views, as no theme does: more than any page can say.
pub struct Whole;

impl Engine for Whole {
    fn render(&self, _: &str, view: &dyn View, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        serde_json::to_writer(out, &view.to_minijinja()).unwrap();
        Ok(())
    }

    fn has(&self, _: &str) -> bool {
        true
    }
}

pub fn read(made: &Made) -> Examined {
    let examined = examine(&made.org().world(), None);
    assert!(!examined.is_broken(), "{:#?}\n{made:#?}", examined.findings);
    examined
}

pub fn render(examined: &Examined, theme: &Theme, engine: &dyn Engine) -> Site {
    let audit = Audit::of(&examined.organisation, theme.sources());
    render_audited(examined, theme, engine, &audit)
}

/// The site as it is where the leak audit finds nothing: for tests of what finds leaks beside it.
pub fn render_unaudited(examined: &Examined, theme: &Theme, engine: &dyn Engine) -> Site {
    render_audited(examined, theme, engine, &Audit::default())
}

fn render_audited(examined: &Examined, theme: &Theme, engine: &dyn Engine, audit: &Audit) -> Site {
    let audiences = trees(&examined.organisation);
    let site = Memory::default();
    let plan = Plan {
        examined,
        theme,
        engine,
        audiences: &audiences,
        audit,
    };
    build(plan, &site).unwrap();
    let files: BTreeMap<Address, _> = site.into_files();
    let tree = |audience: &Audience| {
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
pub fn whole(made: &Made, theme: &Theme) -> Site {
    render_unaudited(&read(made), theme, &Whole)
}

pub fn ledger() -> Theme {
    Theme::load("ledger", &Files::new()).unwrap()
}

/// Every planted word in a text, and every figure that begins like one of pay, without separators.
pub fn tokens(text: &str) -> HashSet<String> {
    let run = |at: usize, is_part: fn(u8) -> bool| {
        let rest = &text[at..];
        let end = rest.bytes().position(|byte| !is_part(byte));
        &rest[..end.unwrap_or(rest.len())]
    };
    let words = ["zq", "Zq"].into_iter().flat_map(|begin| text.match_indices(begin));
    let words = words.map(|(at, _)| run(at, |byte| byte.is_ascii_alphanumeric()).to_owned());
    let figures = ["777", "7,77", "815", "8,15", "816", "8,16", "81,5"].into_iter();
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
pub fn text(tree: &Tree) -> String {
    let mut text = String::new();
    for (name, bytes) in tree {
        text.push_str(name);
        text.push_str(&String::from_utf8_lossy(bytes));
    }
    text
}
