//! Markdown bodies to HTML that cannot act in a reader's browser.
//!
//! The parser's events go through a writer of our own, which knows a fixed set of tags and attributes: what a record says
//! becomes text, or a link that was judged. Nothing is cleaned afterwards, because nothing unclean is written.
//! It does not know pages: where a relative link leads is answered by whoever asks for the HTML.

mod footnotes;
mod headings;
mod links;
mod notes;
mod writer;

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use self::notes::Notes;
use super::SafeHtml;
use crate::records::body::dialect;

/// How deep blocks and emphasis may stand inside each other; deeper ones are shown as the text that they hold.
pub const DEEPEST: usize = 48;

/// How a body is to stand on a page.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// Begins every id, so that several bodies on a page never share one. Made a slug if it is none.
    pub id_prefix: &'s str,
    /// The level, 1 to 6, of the outermost headings; deeper ones follow without a gap.
    pub outermost_heading: u8,
    /// Answers where a link without a scheme leads from this page: the address to write, or in plain words why it leads nowhere.
    pub resolve: &'s dyn Fn(&str) -> Result<String, String>,
}

/// A body's HTML, and what is to be said about it.
#[derive(Debug)]
pub struct Rendered {
    /// The HTML.
    pub html: SafeHtml,
    /// The ids of its headings, in order, for checking links that lead to them.
    pub anchors: Vec<String>,
    /// What the body asked for and does not get.
    pub notices: Vec<Notice>,
}

/// Something that a body asked for and does not get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub kind: NoticeKind,
    /// Bytes of the body that it stands at.
    pub span: Range<usize>,
}

/// What a body may ask for in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeKind {
    /// A link that is shown as its text.
    LinkRefused(Refusal),
    /// A picture; its alternative text is shown, as a link to it where it may be one.
    PictureNotShown,
    /// HTML tags; they are shown as they are written.
    HtmlShownAsText,
    /// Blocks or emphasis nested deeper than [`DEEPEST`].
    NestedTooDeep,
}

/// Why a link is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It begins with a scheme that is none of `https`, `http` and `mailto`.
    Scheme,
    /// Browsers and people would read its address differently: no host, backslashes, control characters.
    Malformed,
    /// It leads nowhere in this tree; the reason is the resolver's.
    Nowhere(String),
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LinkRefused(Refusal::Scheme) => {
                f.write_str("this link is shown as text: only https, http and mailto links, and links to places inside the site, are followed")
            }
            Self::LinkRefused(Refusal::Malformed) => {
                f.write_str("this link is shown as text: its address is not one that browsers read in one way only")
            }
            Self::LinkRefused(Refusal::Nowhere(why)) => write!(f, "this link is shown as text: {why}"),
            Self::PictureNotShown => {
                f.write_str("pictures are not shown, since a page may load nothing; its description stands in its place")
            }
            Self::HtmlShownAsText => f.write_str("HTML is shown as it is written; use Markdown for emphasis, lists and tables"),
            Self::NestedTooDeep => {
                write!(f, "quotes, lists and emphasis are nested more than {DEEPEST} deep; what is inside is shown without them")
            }
        }
    }
}

/// A body that was parsed once and can be shown whole or by sections.
///
/// Sections of one body share its link definitions and footnotes, which is why they are not parsed one by one.
pub struct Document<'a> {
    events: Vec<(Event<'a>, Range<usize>)>,
    /// The outermost blocks, in order of the text: where each begins in the text, and its events.
    blocks: Vec<(usize, Range<usize>)>,
    notes: Notes,
}

impl<'a> Document<'a> {
    /// Parses a body.
    #[must_use]
    pub fn parse(body: &'a str) -> Self {
        let events: Vec<_> = Parser::new_ext(body, dialect()).into_offset_iter().collect();
        let blocks = outermost(&events);
        let notes = Notes::of(&events);
        Self { events, blocks, notes }
    }

    /// The whole body as HTML.
    #[must_use]
    pub fn html(&self, setting: &Setting<'_>) -> Rendered {
        self.html_of(&(0..usize::MAX), setting)
    }

    /// The blocks that begin inside a range of the body's bytes, such as a section's, as HTML. Footnotes stand below the
    /// sections that refer to them.
    #[must_use]
    pub fn html_of(&self, range: &Range<usize>, setting: &Setting<'_>) -> Rendered {
        let first = self.blocks.partition_point(|(start, _)| *start < range.start);
        let end = self.blocks.partition_point(|(start, _)| *start < range.end);
        let blocks = self.blocks.get(first..end).unwrap_or_default();
        let events = match (blocks.first(), blocks.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => 0..0,
        };
        writer::write(self, events, setting)
    }
}

/// One body as HTML; see [`Document`] for showing it by sections.
#[must_use]
pub fn to_html(body: &str, setting: &Setting<'_>) -> Rendered {
    Document::parse(body).html(setting)
}

/// The events of each block that stands in no other.
fn outermost(events: &[(Event<'_>, Range<usize>)]) -> Vec<(usize, Range<usize>)> {
    let mut blocks = Vec::new();
    let mut depth = 0_usize;
    let mut began = (0, 0);
    for (at, (event, span)) in events.iter().enumerate() {
        if depth == 0 {
            began = (span.start, at);
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            blocks.push((began.0, began.1..at + 1));
        }
    }
    blocks
}

/// How many tags a block writes before text can stand in it.
fn tags_before_text(tag: &Tag<'_>) -> usize {
    match tag {
        // The frame, the table, its head, the row and the cell.
        Tag::Table(_) => 5,
        Tag::List(_) | Tag::CodeBlock(_) => 2,
        _ => 1,
    }
}
