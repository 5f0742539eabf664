//! The plan of a site, tree by tree, and how it is rendered: each page once for each form in which it is disclosed.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;

use super::error::WriteError;
use super::examine::Examined;
use super::sink::Sink;
use super::tree::Address;
use crate::disclosure::{Audience, Lens};
use crate::model::{CycleIx, PersonIx};
use crate::render;
use crate::themes::{Engine, Theme, ThemeError};
use crate::views::{PageKey, ProseNotice, plan};

/// Where the assets lie, in the site and in each tree.
const ASSETS: &str = "assets";

/// Why a site was not built.
#[derive(Debug)]
pub enum BuildError {
    /// A fault of the theme.
    Theme(Vec<ThemeError>),
    /// The site could not be written.
    Write(WriteError),
}

impl From<WriteError> for BuildError {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

/// What was rendered.
#[derive(Debug, Default)]
pub struct Rendered {
    /// How many trees.
    pub trees: usize,
    /// How many pages stand in them.
    pub pages: usize,
    /// How many of those were rendered; the others are second names of these.
    pub rendered: usize,
    /// What texts asked for and did not get.
    pub notices: Vec<ProseNotice>,
}

/// Renders the trees of these audiences into a sink.
///
/// # Errors
/// The first fault of the theme or of the disk; what the sink holds then is no site.
pub fn build(
    examined: &Examined,
    theme: &Theme,
    engine: &dyn Engine,
    audiences: &[Audience],
    sink: &dyn Sink,
) -> Result<Rendered, BuildError> {
    for (path, bytes) in theme.assets() {
        sink.write(&address(&format!("{ASSETS}/{path}"))?, bytes)?;
    }
    let shared = Shared::default();
    let trees: Vec<_> = audiences
        .par_iter()
        .map(|audience| tree(examined, theme, engine, *audience, sink, &shared))
        .collect::<Result<_, _>>()?;
    let mut all = Rendered {
        trees: trees.len(),
        ..Rendered::default()
    };
    for tree in trees {
        all.pages += tree.pages;
        all.rendered += tree.rendered;
        all.notices.extend(tree.notices);
    }
    all.notices.sort_by(|a, b| (&a.file, a.span).cmp(&(&b.file, b.span)));
    all.notices.dedup();
    Ok(all)
}

/// Pages that stand in several trees in the same form, and where each was written first.
#[derive(Default)]
struct Shared(Mutex<HashMap<Form, Address>>);

/// The form in which a page is disclosed to every manager above a person.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Form {
    page: PageKey,
    cycles: Vec<CycleIx>,
}

/// The form that a page shares with the same page of other trees, if it may.
fn form(lens: &Lens<'_>, page: PageKey) -> Option<Form> {
    let of = |person: PersonIx| Form {
        page,
        cycles: lens.cycles_of(person),
    };
    match (lens.audience(), page) {
        (Audience::Manager(_), PageKey::Packet(person, _) | PageKey::Person(person)) => Some(of(person)),
        _ => None,
    }
}

fn tree(
    examined: &Examined,
    theme: &Theme,
    engine: &dyn Engine,
    audience: Audience,
    sink: &dyn Sink,
    shared: &Shared,
) -> Result<Rendered, BuildError> {
    let lens = Lens::new(&examined.organisation, &examined.facts, &examined.matrix, audience);
    let root = audience.tree(&examined.organisation);
    for (path, _) in theme.assets() {
        sink.link(
            &address(&format!("{ASSETS}/{path}"))?,
            &address(&format!("{root}/{ASSETS}/{path}"))?,
        )?;
    }
    let pages = plan(&lens);
    let done: Vec<_> = pages
        .par_iter()
        .map(|page| write_page(&lens, engine, *page, &root, sink, shared))
        .collect::<Result<_, _>>()?;
    let mut all = Rendered {
        trees: 1,
        pages: done.len(),
        ..Rendered::default()
    };
    for notices in done.into_iter().flatten() {
        all.rendered += 1;
        all.notices.extend(notices);
    }
    Ok(all)
}

/// Writes a page, or a second name of one that was written in the same form; what its texts asked for where it was rendered.
fn write_page(
    lens: &Lens<'_>,
    engine: &dyn Engine,
    page: PageKey,
    root: &str,
    sink: &dyn Sink,
    shared: &Shared,
) -> Result<Option<Vec<ProseNotice>>, BuildError> {
    let at = address(&format!("{root}/{}", page.address(lens)))?;
    let form = form(lens, page);
    if let Some(form) = &form {
        let written = shared
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(form)
            .cloned();
        if let Some(first) = written {
            sink.link(&first, &at)?;
            return Ok(None);
        }
    }
    let rendered = render::page(lens, engine, page).map_err(|error| BuildError::Theme(vec![error]))?;
    sink.write(&at, &rendered.bytes)?;
    if let Some(form) = form {
        shared
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(form, at);
    }
    Ok(Some(rendered.notices))
}

/// An address of the plan. Its parts are slugs and names of our own, so that one which is none is a fault of the program.
fn address(text: &str) -> Result<Address, BuildError> {
    Address::new(text).map_err(|_| BuildError::Write(WriteError::Incomplete))
}
