//! The footnotes of a body: which text refers to which note, and which notes nobody reads otherwise.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// One footnote's definition.
#[derive(Debug)]
pub(super) struct Note {
    /// Its events, without the definition's own start and end.
    pub(super) content: Range<usize>,
    /// Whether the text leads to it, directly or through another note.
    pub(super) reachable: bool,
}

/// All footnotes of a body.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    /// The first definition of each label, which is the one that counts.
    by_label: HashMap<String, usize>,
}

impl Notes {
    /// Finds the definitions among a body's events.
    pub(super) fn of(events: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut found = Self::default();
        let mut open: Vec<usize> = Vec::new();
        // Who refers to which label: a note by its number, or the text itself.
        let mut references: Vec<(Option<usize>, String)> = Vec::new();
        for (at, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    let number = found.notes.len();
                    found.by_label.entry(folded(label)).or_insert(number);
                    found.notes.push(Note {
                        content: at + 1..at + 1,
                        reachable: false,
                    });
                    open.push(number);
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some(note) = open.pop().and_then(|number| found.notes.get_mut(number)) {
                        note.content.end = at;
                    }
                }
                Event::FootnoteReference(label) => references.push((open.last().copied(), folded(label))),
                _ => {}
            }
        }
        found.mark_reachable(&references);
        found
    }

    fn mark_reachable(&mut self, references: &[(Option<usize>, String)]) {
        let mut from_note: Vec<Vec<usize>> = vec![Vec::new(); self.notes.len()];
        let mut next = Vec::new();
        for (from, label) in references {
            let Some(&to) = self.by_label.get(label) else { continue };
            match from.and_then(|from| from_note.get_mut(from)) {
                Some(targets) => targets.push(to),
                None => next.push(to),
            }
        }
        while let Some(number) = next.pop() {
            if let Some(note) = self.notes.get_mut(number).filter(|note| !note.reachable) {
                note.reachable = true;
                next.append(&mut from_note[number]);
            }
        }
    }

    /// The number of the note that a label names, in order of the definitions.
    pub(super) fn named(&self, label: &str) -> Option<usize> {
        self.by_label.get(&folded(label)).copied()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Note> {
        self.notes.get(number)
    }

    /// The number of the note whose content begins at an event.
    pub(super) fn beginning_at(&self, event: usize) -> Option<usize> {
        self.notes.binary_search_by_key(&event, |note| note.content.start).ok()
    }
}

/// Labels are the same whatever their case.
fn folded(label: &str) -> String {
    label.to_lowercase()
}
