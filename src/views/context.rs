//! What every view is made with: the lens, where the page stands, links from it, and prose on it.

use std::cell::RefCell;
use std::ops::Range;

use super::page::PageKey;
use crate::disclosure::sections::{AnonymousProse, Prose};
use crate::disclosure::{Lens, Name};
use crate::model::{PersonIx, Rating};
use crate::prose::SafeHtml;
use crate::prose::markdown::{Document, NoticeKind, Setting};
use crate::records::body::{self, sections};
use crate::source::{SourcePath, Span};
use serde::Serialize;

/// One page in the making.
#[derive(Debug)]
pub struct Context<'c, 'a> {
    /// What the audience may see.
    pub lens: &'c Lens<'a>,
    /// The page.
    pub page: PageKey,
    /// The way from the page to the root of its tree: `""`, `"../"`, `"../../"`.
    pub root: String,
    parts: Parts,
    notices: RefCell<Vec<ProseNotice>>,
}

/// How much of a page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// What stands on it.
    Page,
    /// That, and what only the files beside it hold: the whole of lists that it cuts.
    WithTables,
}

/// What a record's text asked for and does not get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseNotice {
    /// The record's file.
    pub file: SourcePath,
    /// Where in it.
    pub span: Span,
    /// What.
    pub kind: NoticeKind,
}

/// A link to a page of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads, relative to the page.
    pub href: String,
}

/// A person, with a link where the tree has a page for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonLink<'a> {
    /// The name.
    pub name: &'a str,
    /// Where the link leads, relative to the page.
    pub href: Option<String>,
}

/// A rating of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RatingMark<'a> {
    /// The figure.
    pub value: u32,
    /// The word.
    pub label: &'a str,
}

/// One section of a record's text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProseSection {
    /// Its heading; none for text before the first one.
    pub heading: Option<String>,
    /// Its text.
    pub html: SafeHtml,
}

impl<'c, 'a> Context<'c, 'a> {
    /// A page to be made.
    pub fn new(lens: &'c Lens<'a>, page: PageKey, parts: Parts) -> Self {
        let depth = page.address(lens).matches('/').count();
        Self {
            lens,
            page,
            root: "../".repeat(depth),
            parts,
            notices: RefCell::default(),
        }
    }

    /// What the texts on this page asked for and did not get.
    pub fn into_notices(self) -> Vec<ProseNotice> {
        self.notices.into_inner()
    }

    /// Makes two parts of the page at once. Never from within what is worked out once for many pages: while a thread waits for the other part
    /// it may take up another page, and that page may wait for that very thing.
    pub fn both<A: Send, B: Send>(
        &self,
        one: impl FnOnce(&Context<'c, 'a>) -> A + Send,
        other: impl FnOnce(&Context<'c, 'a>) -> B + Send,
    ) -> (A, B) {
        // Each with notices of its own, so that these come in the order of the page and not of the threads.
        let (own, others) = (self.apart(), self.apart());
        let ((one, own), (other, others)) = rayon::join(
            move || (one(&own), own.into_notices()),
            move || (other(&others), others.into_notices()),
        );
        let mut notices = self.notices.borrow_mut();
        notices.extend(own);
        notices.extend(others);
        (one, other)
    }

    fn apart(&self) -> Self {
        Self {
            root: self.root.clone(),
            notices: RefCell::default(),
            ..*self
        }
    }

    /// What only the files beside a page hold; nothing where they are not wanted.
    pub fn beside<T: Default>(&self, make: impl FnOnce() -> T) -> T {
        match self.parts {
            Parts::Page => T::default(),
            Parts::WithTables => make(),
        }
    }

    /// The way to another page of the tree.
    pub fn href(&self, to: PageKey) -> String {
        format!("{}{}", self.root, to.address(self.lens))
    }

    /// The way to another page, where the tree has it.
    pub fn href_if(&self, to: PageKey) -> Option<String> {
        to.stands_in(self.lens).then(|| self.href(to))
    }

    /// A link with its text.
    pub fn link(&self, label: impl Into<String>, to: PageKey) -> Link {
        Link {
            label: label.into(),
            href: self.href(to),
        }
    }

    /// A person as any page of the tree may name them.
    pub fn person(&self, name: Name<'a>) -> PersonLink<'a> {
        let href = name
            .has_page
            .then(|| format!("{}people/{}/index.html", self.root, name.id));
        PersonLink { name: name.name, href }
    }

    /// A person in a list of the tree's own people, with a link to their page.
    pub fn own_person(&self, person: PersonIx) -> PersonLink<'a> {
        PersonLink {
            name: self.lens.name(person).name,
            href: self.href_if(PageKey::Person(person)),
        }
    }

    /// A rating with its word.
    pub fn rating(&self, value: u32) -> RatingMark<'a> {
        RatingMark {
            value,
            label: self.lens.rating(value).map_or("", |rating: &'a Rating| &*rating.label),
        }
    }

    /// A record's text as HTML, section by section. `prefix` keeps its ids apart from those of other texts on the page.
    pub fn prose(&self, prose: &Prose<'a>, prefix: &str, level: u8) -> Vec<ProseSection> {
        self.sections(&prose.body.text, prefix, level, Some((prose.file, prose.body.start)))
    }

    /// The text of a feedback without its author; nothing is said of its file.
    pub fn anonymous_prose(&self, prose: AnonymousProse<'a>, prefix: &str, level: u8) -> Vec<ProseSection> {
        self.sections(prose.text(), prefix, level, None)
    }

    fn sections(&self, text: &str, prefix: &str, level: u8, file: Option<(&SourcePath, u32)>) -> Vec<ProseSection> {
        let document = Document::parse(text);
        let resolve = |target: &str| self.resolve(target);
        let mut all = Vec::new();
        for (at, section) in sections(text).iter().enumerate() {
            let heading = section.heading.as_ref();
            let prefix = format!("{prefix}-{at}");
            let setting = Setting {
                id_prefix: &prefix,
                outermost_heading: level,
                resolve: &resolve,
            };
            let shown = document.html_of(&content(section), &setting);
            if let Some((file, start)) = file {
                let notices = shown.notices.into_iter().map(|notice| ProseNotice {
                    file: file.clone(),
                    span: Span::new(notice.span.start + start as usize, notice.span.end + start as usize),
                    kind: notice.kind,
                });
                self.notices.borrow_mut().extend(notices);
            }
            if heading.is_some() || !shown.html.is_empty() {
                all.push(ProseSection {
                    heading: heading.map(|heading| heading.text.clone()),
                    html: shown.html,
                });
            }
        }
        all
    }

    /// A whole text as HTML, headings included, for a page that is the text.
    pub fn document(&self, prose: &Prose<'a>, prefix: &str, level: u8) -> SafeHtml {
        let resolve = |target: &str| self.resolve(target);
        let setting = Setting {
            id_prefix: prefix,
            outermost_heading: level,
            resolve: &resolve,
        };
        let shown = Document::parse(&prose.body.text).html(&setting);
        let start = prose.body.start as usize;
        let notices = shown.notices.into_iter().map(|notice| ProseNotice {
            file: prose.file.clone(),
            span: Span::new(notice.span.start + start, notice.span.end + start),
            kind: notice.kind,
        });
        self.notices.borrow_mut().extend(notices);
        shown.html
    }

    /// Where a link of a record leads: only to pages that every tree of this kind has, so that the same packet can stand in
    /// several of them.
    fn resolve(&self, target: &str) -> Result<String, String> {
        let (path, anchor) = target
            .split_once('#')
            .map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let path = path.strip_suffix("index.html").unwrap_or(path).trim_end_matches('/');
        let common = self
            .lens
            .cycles()
            .flat_map(|cycle| [PageKey::Cycle(cycle), PageKey::Goals(cycle), PageKey::Success(cycle)]);
        let free = (0..self.lens.pages().len()).map(PageKey::Free);
        let found = std::iter::once(PageKey::Home).chain(common).chain(free).find(|page| {
            let address = page.address(self.lens);
            address
                .strip_suffix("index.html")
                .is_some_and(|folder| folder.trim_end_matches('/') == path)
        });
        match (found, anchor) {
            (Some(page), None) => Ok(self.href(page)),
            (Some(page), Some(anchor)) => Ok(format!("{}#{anchor}", self.href(page))),
            (None, _) => Err("it leads to no page of this site that every reader has".to_owned()),
        }
    }
}

fn content(section: &body::Section) -> Range<usize> {
    section.body.clone()
}
