//! From bytes to text: UTF-8 with or without a byte order mark, and where in a file an offset lies.

/// A stretch of a file, in bytes from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; what lies beyond 4 GiB is cut to it.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }

    /// The span as a range of bytes.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of one text begin.
#[derive(Debug)]
pub struct LineTable<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> LineTable<'t> {
    /// Reads a text once and keeps where each of its lines begins.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The line and column of a byte offset; one that lies past the end is at the end, one inside a character at its
    /// beginning. A byte order mark takes no column.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&start| start <= offset);
        let before = &self.text[self.starts[line - 1]..offset];
        Position {
            line,
            column: before.chars().filter(|&c| c != BOM).count() + 1,
        }
    }
}

const BOM: char = '\u{feff}';

/// One thing in a file's bytes that no record may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFault {
    /// Where, in bytes.
    pub span: Span,
    /// What.
    pub kind: TextFaultKind,
}

/// What may not stand in a record's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFaultKind {
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A NUL byte or another control character.
    Control(char),
    /// A character that turns the direction of the text around it, and so can make it read differently than it is.
    Bidirectional(char),
}

/// Decodes a file's bytes. Offsets in the text are those in the file: a byte order mark stays in it.
///
/// Bytes that are not UTF-8 are replaced by as many `?`, so that offsets stay and the rest can still be checked.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> (String, Vec<TextFault>) {
    let mut faults = Vec::new();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => replace_invalid(&error.into_bytes(), &mut faults),
    };
    // Almost every record is plain text: only a byte below 0x20 or a lead byte of U+061C, U+200x and U+206x can begin a fault.
    if text
        .bytes()
        .any(|b| (b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t')) || b == 0x7f || b == 0xd8 || b == 0xe2)
    {
        faults.extend(forbidden(&text));
    }
    faults.sort_by_key(|fault| fault.span);
    (text, faults)
}

fn forbidden(text: &str) -> impl Iterator<Item = TextFault> + '_ {
    text.char_indices().filter_map(|(at, c)| {
        let kind = match c {
            '\n' | '\t' => return None,
            '\r' if text[at + 1..].starts_with('\n') => return None,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                TextFaultKind::Bidirectional(c)
            }
            c if c.is_ascii_control() => TextFaultKind::Control(c),
            _ => return None,
        };
        Some(TextFault {
            span: Span::new(at, at + c.len_utf8()),
            kind,
        })
    })
}

fn replace_invalid(bytes: &[u8], faults: &mut Vec<TextFault>) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let bad = chunk.invalid().len();
        if bad > 0 {
            let at = text.len();
            // One fault says it for a binary file; a thousand would hide the others.
            if faults.is_empty() {
                faults.push(TextFault {
                    span: Span::new(at, at + bad),
                    kind: TextFaultKind::NotUtf8,
                });
            }
            text.extend(std::iter::repeat_n('?', bad));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_and_no_byte_order_mark() {
        let text = "\u{feff}é = 1\nb = 2\n";
        let table = LineTable::new(text);
        assert_eq!(table.position(text.find('=').unwrap()), Position { line: 1, column: 3 });
        assert_eq!(table.position(text.find('2').unwrap()), Position { line: 2, column: 5 });
        assert_eq!(table.position(999), Position { line: 3, column: 1 });
    }

    #[test]
    fn bytes_that_are_not_utf8_keep_the_offsets_of_what_follows() {
        let (text, faults) = decode(b"a = \"\xff\xfe\"\nb = 1".to_vec());
        assert_eq!(text.find("b = 1"), Some(9));
        assert_eq!(
            faults[0],
            TextFault {
                span: Span::new(5, 6),
                kind: TextFaultKind::NotUtf8
            }
        );
    }

    #[test]
    fn nul_and_direction_controls_are_found_where_they_stand() {
        let (_, faults) = decode("a\0b\u{202e}c\r\nd\re".as_bytes().to_vec());
        let kinds: Vec<_> = faults.iter().map(|f| (f.span.start, f.kind)).collect();
        assert_eq!(
            kinds,
            [
                (1, TextFaultKind::Control('\0')),
                (3, TextFaultKind::Bidirectional('\u{202e}')),
                (10, TextFaultKind::Control('\r')),
            ]
        );
    }

    #[test]
    fn curly_quotes_and_arabic_letters_are_no_fault() {
        assert!(decode("“quoted” — سلام".as_bytes().to_vec()).1.is_empty());
    }
}
