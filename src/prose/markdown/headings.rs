//! The ids of a body's headings.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Document;
use crate::records::body::{push_text, slug_of};

/// Ids, given before anything is written, since a link may stand above the heading that it names.
///
/// Two hyphens part prefix and slug, and no slug holds two, so neither another prefix nor a footnote makes the same id.
pub(super) struct HeadingIds {
    /// All ids, in the order of the text.
    pub(super) anchors: Vec<String>,
    /// The id of the heading that begins at an event.
    pub(super) of_event: HashMap<usize, String>,
    /// From a heading's slug to its id.
    by_slug: HashMap<String, String>,
}

impl HeadingIds {
    pub(super) fn of(document: &Document<'_>, events: &Range<usize>, prefix: &str) -> Self {
        let mut ids = Self {
            anchors: Vec::new(),
            of_event: HashMap::new(),
            by_slug: HashMap::new(),
        };
        let mut slugs = Slugs::default();
        let mut text = String::new();
        let mut begun = None;
        for at in events.clone() {
            let Some((event, _)) = document.events.get(at) else {
                break;
            };
            match event {
                Event::Start(Tag::Heading { .. }) => {
                    begun = Some(at);
                    text.clear();
                }
                Event::End(TagEnd::Heading(_)) => {
                    let Some(start) = begun.take() else { continue };
                    let slug = slug_of(&text);
                    let unique = slugs.apart(&slug);
                    let id = format!("{prefix}--{unique}");
                    ids.by_slug.entry(slug).or_insert_with(|| id.clone());
                    ids.by_slug.entry(unique).or_insert_with(|| id.clone());
                    ids.anchors.push(id.clone());
                    ids.of_event.insert(start, id);
                }
                other if begun.is_some() => push_text(&mut text, other),
                _ => {}
            }
        }
        ids
    }

    /// The heading of the body that a link like `#strengths` names.
    pub(super) fn place(&self, address: &str) -> Option<String> {
        let named = address.strip_prefix('#').filter(|named| !named.is_empty())?;
        let id = self.by_slug.get(named).or_else(|| self.by_slug.get(&slug_of(named)))?;
        Some(format!("#{id}"))
    }
}

#[derive(Default)]
struct Slugs {
    taken: HashSet<String>,
    /// The last number tried behind each slug; without it, a thousand equal headings would try half a million.
    last: HashMap<String, usize>,
}

impl Slugs {
    /// A slug that no heading before has: itself, or with the next number. Headings without ASCII letters are all numbered.
    fn apart(&mut self, slug: &str) -> String {
        let stem = if slug.is_empty() { "section" } else { slug };
        if !slug.is_empty() && self.taken.insert(stem.to_owned()) {
            return stem.to_owned();
        }
        let number = self
            .last
            .entry(stem.to_owned())
            .or_insert(usize::from(!slug.is_empty()));
        loop {
            *number += 1;
            let candidate = format!("{stem}-{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
