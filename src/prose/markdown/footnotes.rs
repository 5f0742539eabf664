//! The writer's part for footnotes: marks in the text, the notes below it, and the way back.

use std::fmt::Write as _;

use super::writer::{Open, Writer};

impl Writer<'_, '_, '_> {
    /// Writes the mark that leads to a note.
    pub(super) fn reference(&mut self, label: &str) {
        let Some(note) = self.document.notes.named(label) else {
            self.text(&format!("[^{label}]"));
            return;
        };
        let number = self.number_of_note(note);
        self.out.push_str("<sup class=\"footnote\"");
        if self.referred.insert(note) {
            let _ = write!(self.out, " id=\"{}--fnref--{number}\"", self.prefix);
        }
        if self.links_open > 0 {
            let _ = write!(self.out, ">{number}</sup>");
        } else {
            let prefix = &self.prefix;
            let _ = write!(
                self.out,
                "><a href=\"#{prefix}--fn--{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
            );
        }
    }

    /// Notes are numbered in the order in which readers come to them.
    pub(super) fn number_of_note(&mut self, note: usize) -> usize {
        let next = self.shown_as.len() + 1;
        *self.shown_as.entry(note).or_insert_with(|| {
            self.to_show.push_back(note);
            next
        })
    }

    /// Writes the notes below the text.
    pub(super) fn write_notes(&mut self) {
        if self.to_show.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"footnotes\">\n<ol>\n");
        self.open.push(Open::Nothing);
        self.open.push(Open::Nothing);
        self.open.push(Open::Nothing);
        // Writing a note may bring in more of them.
        while let Some(note) = self.to_show.pop_front() {
            let (Some(content), Some(&number)) = (
                self.document.notes.get(note).map(|note| note.content.clone()),
                self.shown_as.get(&note),
            ) else {
                continue;
            };
            let prefix = self.prefix.clone();
            let _ = write!(self.out, "<li id=\"{prefix}--fn--{number}\">");
            self.write_all(content);
            if self.referred.contains(&note) {
                let _ = write!(
                    self.out,
                    "<a class=\"footnote-back\" href=\"#{prefix}--fnref--{number}\" aria-label=\"Back to the text\">↩</a>"
                );
            }
            self.out.push_str("</li>\n");
        }
        self.open.clear();
        self.out.push_str("</ol>\n</div>\n");
    }
}
