//! The plan of a site, tree by tree, and how it is rendered: each page once for each form in which it is disclosed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::audit::{Audit, Leak, Said};
use super::error::WriteError;
use super::examine::Examined;
use super::sink::Sink;
use super::tree::Address;
use crate::diagnostics::Finding;
use crate::disclosure::{Audience, Lens};
use crate::exports::{self, TooLarge};
use crate::model::CycleIx;
use crate::render::{self, Entry, SEARCH_INDEX};
use crate::themes::{Engine, Theme, ThemeError};
use crate::views::{self, Page, PageKey, Parts, ProseNotice, plan};

/// Where the assets lie, in the site and in each tree.
const ASSETS: &str = "assets";

/// Why a site was not built.
#[derive(Debug)]
pub enum BuildError {
    /// A fault of the theme.
    Theme(Vec<ThemeError>),
    /// A workbook would have more rows or columns than one may.
    TooLarge(TooLarge),
    /// The site could not be written.
    Write(WriteError),
    /// Trees would hold what they may not.
    Leaks(Vec<Leak>),
}

impl From<TooLarge> for BuildError {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
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

impl Rendered {
    /// What several trees found, once each.
    fn settle(&mut self) {
        self.notices.sort_by(|a, b| (&a.file, a.span).cmp(&(&b.file, b.span)));
        self.notices.dedup();
    }

    /// What texts asked for and did not get, as findings.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.notices.iter().map(ProseNotice::finding)
    }
}

/// What a build is made of.
#[derive(Clone, Copy)]
pub struct Plan<'b> {
    /// What the records say.
    pub examined: &'b Examined,
    /// The theme, for its assets.
    pub theme: &'b Theme,
    /// The theme's engine.
    pub engine: &'b dyn Engine,
    /// Whose trees.
    pub audiences: &'b [Audience],
    /// Looks for leaks in what is written.
    pub audit: &'b Audit,
}

/// Renders trees into a sink, and looks in each for what it may not hold.
///
/// # Errors
/// The first fault of the theme or of the disk, or all leaks; what the sink holds then is no site.
pub fn build(plan: Plan<'_>, sink: &dyn Sink) -> Result<Rendered, BuildError> {
    for (path, bytes) in plan.theme.assets() {
        sink.write(&address(&format!("{ASSETS}/{path}"))?, bytes)?;
    }
    let shared = Shared::default();
    let trees: Vec<_> = plan
        .audiences
        .par_iter()
        .map(|audience| Tree::new(plan, *audience, sink, &shared).write())
        .collect::<Result<_, _>>()?;
    let mut all = Rendered::default();
    let mut leaks = Vec::new();
    for (tree, found) in trees {
        all.trees += tree.trees;
        all.pages += tree.pages;
        all.rendered += tree.rendered;
        all.notices.extend(tree.notices);
        leaks.extend(found);
    }
    if !leaks.is_empty() {
        leaks.sort();
        return Err(BuildError::Leaks(leaks));
    }
    all.settle();
    Ok(all)
}

/// What building these trees would find out about the records, without a theme: every page is made as data, and no further.
pub fn look_through(examined: &Examined, audiences: &[Audience]) -> Rendered {
    let tree = |audience: &Audience| {
        let lens = examined.lens(*audience);
        let pages = plan(&lens);
        let notices = pages
            .par_iter()
            .flat_map_iter(|page| views::page(&lens, *page, Parts::Page).1);
        Rendered {
            trees: 1,
            pages: pages.len(),
            rendered: 0,
            notices: notices.collect(),
        }
    };
    let mut all = Rendered::default();
    for tree in audiences.iter().map(tree) {
        all.trees += tree.trees;
        all.pages += tree.pages;
        all.notices.extend(tree.notices);
    }
    all.settle();
    all
}

/// Pages that stand in several trees in the same form.
#[derive(Default)]
struct Shared(Mutex<HashMap<Form, First>>);

/// A page that other trees may hold too.
#[derive(Clone)]
struct First {
    /// Where it was written first.
    at: Address,
    /// What it says.
    said: Arc<Said>,
    /// What can be found on it.
    entries: Arc<[Entry]>,
    /// The files beside it: each one's name, and what it says.
    beside: Arc<[(String, Said)]>,
}

impl Shared {
    fn get(&self, form: &Form) -> Option<First> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(form).cloned()
    }

    fn insert(&self, form: Form, written: First) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(form, written);
    }
}

/// The form in which a page is disclosed to every manager above a person.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Form {
    page: PageKey,
    cycles: Vec<CycleIx>,
}

/// One tree in the making.
struct Tree<'b> {
    plan: Plan<'b>,
    lens: Lens<'b>,
    /// Its address in the site.
    root: String,
    sink: &'b dyn Sink,
    shared: &'b Shared,
}

/// What became of one page.
#[derive(Default)]
struct Written {
    /// Whether it was rendered, not taken over from another tree.
    rendered: bool,
    notices: Vec<ProseNotice>,
    leaks: Vec<Leak>,
    entries: Arc<[Entry]>,
}

impl<'b> Tree<'b> {
    fn new(plan: Plan<'b>, audience: Audience, sink: &'b dyn Sink, shared: &'b Shared) -> Self {
        Self {
            plan,
            lens: plan.examined.lens(audience),
            root: audience.tree(&plan.examined.organisation),
            sink,
            shared,
        }
    }

    fn write(&self) -> Result<(Rendered, Vec<Leak>), BuildError> {
        for (path, _) in self.plan.theme.assets() {
            let first = address(&format!("{ASSETS}/{path}"))?;
            self.sink
                .link(&first, &address(&format!("{}/{ASSETS}/{path}", self.root))?)?;
        }
        let pages = plan(&self.lens);
        let room = render::room(&self.plan.examined.organisation, self.lens.audience(), pages.len());
        let done: Vec<_> = pages
            .par_iter()
            .map(|page| self.write_page(*page, room))
            .collect::<Result<_, _>>()?;
        let mut all = Rendered {
            trees: 1,
            pages: done.len(),
            ..Rendered::default()
        };
        let mut leaks = self.write_index(&done)?;
        for page in done {
            all.rendered += usize::from(page.rendered);
            all.notices.extend(page.notices);
            leaks.extend(page.leaks);
        }
        Ok((all, leaks))
    }

    /// Writes the search index of what was written.
    fn write_index(&self, done: &[Written]) -> Result<Vec<Leak>, BuildError> {
        let at = address(&format!("{}/{SEARCH_INDEX}", self.root))?;
        let bytes = render::index(done.iter().flat_map(|page| &*page.entries));
        let said = self.plan.audit.read(at.as_str(), &bytes);
        self.sink.write(&at, &bytes)?;
        Ok(self.leaks(&at, &said))
    }

    /// Writes a page, or a second name of one that was written in the same form.
    fn write_page(&self, page: PageKey, room: usize) -> Result<Written, BuildError> {
        let at = address(&format!("{}/{}", self.root, page.address(&self.lens)))?;
        let form = self.form(page);
        if let Some(first) = form.as_ref().and_then(|form| self.shared.get(form)) {
            self.sink.link(&first.at, &at)?;
            let mut leaks = self.leaks(&at, &first.said);
            for (name, said) in &*first.beside {
                let file = sibling(&at, name)?;
                self.sink.link(&sibling(&first.at, name)?, &file)?;
                leaks.extend(self.leaks(&file, said));
            }
            return Ok(Written {
                leaks,
                entries: first.entries,
                ..Written::default()
            });
        }
        let (view, page, entries) = render::page_and_entries(&self.lens, self.plan.engine, page, room)
            .map_err(|error| BuildError::Theme(vec![error]))?;
        let entries: Arc<[Entry]> = entries.into();
        let said = Arc::new(self.plan.audit.read(at.as_str(), &page.bytes));
        let mut leaks = self.leaks(&at, &said);
        self.sink.write(&at, &page.bytes)?;
        let beside = self.write_beside(&view, &at, &mut leaks)?;
        if let Some(form) = form {
            let first = First {
                at,
                said,
                entries: Arc::clone(&entries),
                beside: beside.into(),
            };
            self.shared.insert(form, first);
        }
        Ok(Written {
            rendered: true,
            notices: page.notices,
            leaks,
            entries,
        })
    }

    /// Writes a page's tables beside it; gives what each says.
    fn write_beside(
        &self,
        page: &Page<'_>,
        at: &Address,
        leaks: &mut Vec<Leak>,
    ) -> Result<Vec<(String, Said)>, BuildError> {
        let mut beside = Vec::new();
        for export in exports::beside(page)? {
            let file = sibling(at, &export.name)?;
            let said = self.plan.audit.read(file.as_str(), &export.bytes);
            leaks.extend(self.leaks(&file, &said));
            self.sink.write(&file, &export.bytes)?;
            beside.push((export.name, said));
        }
        Ok(beside)
    }

    fn leaks(&self, at: &Address, said: &Said) -> Vec<Leak> {
        self.plan.audit.judge(&self.lens, &self.root, at.as_str(), said)
    }

    /// The form that a page shares with the same page of other trees, if it may.
    fn form(&self, page: PageKey) -> Option<Form> {
        match (self.lens.audience(), page) {
            (Audience::Manager(_), PageKey::Packet(person, _) | PageKey::Person(person)) => Some(Form {
                page,
                cycles: self.lens.cycles_of(person),
            }),
            _ => None,
        }
    }
}

/// The address of a file in a page's folder.
fn sibling(page: &Address, name: &str) -> Result<Address, BuildError> {
    address(&format!("{}/{name}", page.folder().unwrap_or_default()))
}

/// An address of the plan. Its parts are slugs and names of our own, so that one which is none is a fault of the program.
fn address(text: &str) -> Result<Address, BuildError> {
    Address::new(text).map_err(|_| BuildError::Write(WriteError::Incomplete))
}
