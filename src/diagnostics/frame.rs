//! The line that a finding shows: one line of a file, cut around the fault where it is long, with nothing in it that acts
//! on a terminal.

use std::ops::Range;

use super::escape::acts;
use crate::source::Span;

/// The most characters that are kept before a fault, and of the fault and what follows it. The renderer cuts a line to the
/// terminal's width; this keeps it from looking through megabytes for that.
const BEFORE: usize = 1_000;
const AFTER: usize = 200;

/// One line, fit to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The line's text, or the part of it around the fault.
    pub text: String,
    /// Its number in the file, from 1.
    pub line: usize,
    /// The bytes of `text` that are underlined.
    pub marked: Range<usize>,
    /// Whether a column of `text` is the same column of the file.
    pub columns: Columns,
}

/// Whether a shown line has its characters where the file has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Each character stands where it does in the file.
    Kept,
    /// The beginning of the line was cut away.
    Moved,
}

impl Frame {
    /// The line on which `span` begins; of a span over several lines the first is shown.
    pub(super) fn new(text: &str, span: Span, line: usize) -> Self {
        let start = floor(text, span.start as usize);
        let head = &text[..start];
        let line_start = head.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, (span.end as usize).clamp(start, line_end));
        let before = &text[line_start..start];
        let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
        let after = &text[start..line_end];
        let until = after.char_indices().nth(AFTER).map_or(after.len(), |(at, _)| at);
        let mut shown = String::new();
        if from > 0 {
            shown.push('…');
        }
        push_shown(&mut shown, &before[from..]);
        let marked = shown.len();
        let marked_to = (end - start).min(until);
        push_shown(&mut shown, &after[..marked_to]);
        let marked = marked..shown.len();
        push_shown(&mut shown, &after[marked_to..until]);
        if until < after.len() {
            shown.push('…');
        }
        let columns = if from == 0 { Columns::Kept } else { Columns::Moved };
        Self {
            text: shown,
            line,
            marked,
            columns,
        }
    }
}

/// The nearest beginning of a character at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Adds text, a character for each of its characters, so that columns stay; what acts on a terminal is shown as its picture.
fn push_shown(shown: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            // Neither counts as a column.
            '\r' | '\u{feff}' => {}
            '\t' => shown.push('\t'),
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('\u{2421}'),
            c if acts(c) => shown.push(char::REPLACEMENT_CHARACTER),
            c => shown.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let text = format!("first\n{}é = 7{}\nlast\n", "a".repeat(5_000), "b".repeat(500));
        let at = text.find('7').unwrap();
        let frame = Frame::new(&text, Span::new(at, at + 1), 2);
        assert_eq!(frame.text.chars().count(), 1 + BEFORE + AFTER + 1);
        assert_eq!(&frame.text[frame.marked.clone()], "7");
        assert!(
            frame.text.starts_with("…aaa") && frame.text.ends_with("bbb…"),
            "{}",
            frame.text
        );
    }

    #[test]
    fn what_acts_on_a_terminal_is_shown_as_a_picture_in_its_column() {
        let text = "a\u{1b}[2Jb\r\n";
        let frame = Frame::new(text, Span::new(1, 2), 1);
        assert_eq!(
            (frame.text.as_str(), &frame.text[frame.marked.clone()]),
            ("a\u{241b}[2Jb", "\u{241b}")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_span_of_any_text_has_a_frame_without_anything_that_acts(text: String, start: u32, len in 0_u32..40) {
            let start = start % 64;
            let frame = Frame::new(&text, Span { start, end: start + len }, 1);
            proptest::prop_assert!(frame.text.get(frame.marked).is_some());
            proptest::prop_assert!(!frame.text.chars().any(|c| c != '\t' && acts(c)));
        }
    }

    #[test]
    fn of_a_span_over_several_lines_the_first_is_underlined() {
        let frame = Frame::new("[a]\nb = 1\n", Span::new(0, 9), 1);
        assert_eq!(
            frame,
            Frame {
                text: "[a]".into(),
                line: 1,
                marked: 0..3,
                columns: Columns::Kept
            }
        );
    }
}
