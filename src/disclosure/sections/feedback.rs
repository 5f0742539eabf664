//! Peer feedback: with its author, and without. The second is a type of its own that has no field for an author or a day.

use serde::Serialize;

use super::Prose;
use crate::disclosure::Name;
use crate::model::Feedback;
use crate::records::feedback::{Again, FeedbackRecord};
use crate::records::{Body, Document};
use crate::source::{Date, SourcePath};

/// One peer feedback with its author.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedFeedback<'a> {
    /// Who wrote it.
    pub author: Name<'a>,
    /// How the author works with the person.
    pub relationship: &'a str,
    /// The day on which it was handed in.
    pub submitted: Option<Date>,
    /// Whether the author would work with the person again.
    pub again: Option<Again>,
    /// The text.
    pub body: Prose<'a>,
}

/// What peers say, without who says it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnonymousFeedback<'a> {
    /// How many peers wrote.
    pub count: usize,
    /// How many there must be before their texts are shown.
    pub minimum: u32,
    /// The texts, in an order that tells nothing of who wrote them; none below the minimum.
    pub quoted: Option<Vec<Anonymous<'a>>>,
}

/// One peer feedback without its author: no name, id, day or file.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Anonymous<'a> {
    /// How the author works with the person, where at least two say the same.
    pub relationship: Option<&'a str>,
    /// Whether the author would work with the person again.
    pub again: Option<Again>,
    /// The text. Its file, which is named after the author, is not known here.
    pub body: AnonymousProse<'a>,
}

/// The text of a feedback whose file must not be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnonymousProse<'a>(&'a Body);

impl<'a> AnonymousProse<'a> {
    /// The text.
    pub fn text(self) -> &'a str {
        &self.0.text
    }
}

impl Serialize for AnonymousProse<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

/// A feedback taken apart once.
struct Parts<'a> {
    relationship: &'a str,
    submitted: Option<Date>,
    again: Option<Again>,
    body: &'a Body,
    file: &'a SourcePath,
}

fn parts(feedback: &Feedback) -> Parts<'_> {
    let Document { front, body } = &*feedback.record.record;
    let FeedbackRecord {
        relationship,
        submitted,
        again,
        at: _,
    } = front;
    let submitted = submitted.as_ref().map(|day| day.value);
    Parts {
        relationship,
        submitted,
        again: *again,
        body,
        file: &feedback.record.file,
    }
}

pub(in crate::disclosure) fn named_feedback<'a>(
    feedback: &'a [Feedback],
    name: &dyn Fn(crate::model::PersonIx) -> Name<'a>,
) -> Vec<NamedFeedback<'a>> {
    let each = |feedback: &'a Feedback| {
        let Parts {
            relationship,
            submitted,
            again,
            body,
            file,
        } = parts(feedback);
        let body = Prose { body, file };
        NamedFeedback {
            author: name(feedback.author),
            relationship,
            submitted,
            again,
            body,
        }
    };
    feedback.iter().map(each).collect()
}

/// Peer feedback without its authors.
///
/// The order is that of a digest of each text keyed with the person reviewed, so that it depends on nothing that changes
/// when two authors change places, and tells a reader of two packets nothing by the place of a style.
pub(in crate::disclosure) fn anonymous_feedback<'a>(
    feedback: &'a [Feedback],
    reviewed: &str,
    minimum: u32,
    always_quoted: bool,
) -> AnonymousFeedback<'a> {
    let all: Vec<_> = feedback.iter().map(parts).collect();
    let shared = |relationship: &str| {
        all.iter()
            .filter(|each| each.relationship.trim() == relationship.trim())
            .count()
            > 1
    };
    let enough = always_quoted || all.len() >= minimum as usize;
    let quoted = enough.then(|| {
        let mut quoted: Vec<_> = all
            .iter()
            .map(|each| Anonymous {
                relationship: Some(each.relationship).filter(|relationship| shared(relationship)),
                again: each.again,
                body: AnonymousProse(each.body),
            })
            .collect();
        quoted.sort_by_cached_key(|each| order_key(reviewed, each));
        quoted
    });
    AnonymousFeedback {
        count: all.len(),
        minimum,
        quoted,
    }
}

fn order_key(reviewed: &str, feedback: &Anonymous<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("preread 2026 order of anonymous feedback");
    for part in [
        reviewed,
        feedback.body.text(),
        feedback.relationship.unwrap_or_default(),
    ] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.update(feedback.again.map_or("", Again::word).as_bytes());
    *hasher.finalize().as_bytes()
}
