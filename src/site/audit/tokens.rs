//! What is distinctive in a text, and how the same is found in a file: runs of words, and figures of many digits.
//!
//! Words are compared without case, markup and punctuation, so that a phrase is found whether it was written as Markdown, HTML, JSON
//! or CSV. A file's tags are read beside its text: a phrase may run across a tag, and an attribute is a text of its own.

/// How many words a phrase has: long enough that two people do not write the same by chance.
pub const PHRASE: usize = 8;

/// How many digits a figure must have to be distinctive: fewer stand on any page.
const DIGITS: usize = 5;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const FIGURE: u64 = 0xf1_6e_5e_ed;

/// Tells the phrases of a text, word by word.
#[derive(Debug)]
pub struct Phrases {
    last: [u64; PHRASE],
    words: usize,
    rolling: u64,
    word: u64,
}

impl Phrases {
    const LEAVING: u64 = power(BASE, PHRASE - 1);
    /// The hash of a word without a letter.
    const NO_WORD: u64 = 0x5851_f42d_4c95_7f2d;

    const fn new() -> Self {
        Self {
            last: [0; PHRASE],
            words: 0,
            rolling: 0,
            word: Self::NO_WORD,
        }
    }

    fn letter(&mut self, lower: u32) {
        self.word = (self.word ^ u64::from(lower)).wrapping_mul(0x0100_0000_01b3);
    }

    /// Ends a word, if one has begun; tells the phrase that ends with it.
    fn end_word(&mut self, found: &mut impl FnMut(u64)) {
        if self.word == Self::NO_WORD {
            return;
        }
        let at = self.words % PHRASE;
        self.rolling = self.rolling.wrapping_sub(self.last[at].wrapping_mul(Self::LEAVING));
        self.rolling = self.rolling.wrapping_mul(BASE).wrapping_add(self.word);
        self.last[at] = self.word;
        self.word = Self::NO_WORD;
        self.words += 1;
        if self.words >= PHRASE {
            found(scrambled(self.rolling) & !FIGURE_MARK);
        }
    }
}

const fn power(base: u64, exponent: usize) -> u64 {
    let mut result = 1_u64;
    let mut at = 0;
    while at < exponent {
        result = result.wrapping_mul(base);
        at += 1;
    }
    result
}

/// Spreads a hash over all its bits.
fn scrambled(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash
}

/// Figures of many digits, with or without separators between groups of three.
#[derive(Debug, Default)]
pub struct Figures {
    digits: u64,
    count: usize,
    /// Whether a separator was the last character, and only another digit makes it part of the figure.
    separated: bool,
}

impl Figures {
    const fn new() -> Self {
        Self {
            digits: 0,
            count: 0,
            separated: false,
        }
    }

    fn digit(&mut self, digit: u8) {
        self.digits = self.digits.wrapping_mul(10).wrapping_add(u64::from(digit));
        self.count += 1;
        self.separated = false;
    }

    /// Takes what may stand between groups of three digits.
    fn separator(&mut self, found: &mut impl FnMut(u64)) {
        if self.count > 0 && !self.separated {
            self.separated = true;
        } else {
            self.end(found);
        }
    }

    fn end(&mut self, found: &mut impl FnMut(u64)) {
        if self.count == 0 {
            return;
        }
        if self.count >= DIGITS {
            found(figure(self.digits));
        }
        *self = Self::new();
    }

    /// The figure that a number makes, if it is distinctive.
    pub fn of(number: u64) -> Option<u64> {
        (number >= power(10, DIGITS - 1)).then(|| figure(number))
    }

    /// Whether a hash is a figure's.
    pub fn is_figure(hash: u64) -> bool {
        hash & FIGURE_MARK == FIGURE_MARK
    }
}

/// Marks the hashes of figures; phrases never carry it.
const FIGURE_MARK: u64 = 1 << 63;

fn figure(digits: u64) -> u64 {
    scrambled(digits ^ FIGURE) | FIGURE_MARK
}

/// Reads a file of the site: its words in order, and each attribute and comment as a text of its own.
pub fn read_file(name: &str, bytes: &[u8], found: &mut impl FnMut(u64)) {
    let markup = name.ends_with(".html") || name.ends_with(".svg");
    let mut reader = Reader::new();
    if !markup {
        let is_table = name.ends_with(".csv");
        for part in bytes.split(|byte| is_table && matches!(byte, b',' | b'\n')) {
            reader.text(part, found);
            if is_table {
                // A comma between two figures of a table makes no figure of both, though a phrase may run across cells.
                reader.stop(found);
            }
        }
        reader.end(found);
        return;
    }
    let mut rest = bytes;
    while let Some(open) = memchr::memchr(b'<', rest) {
        reader.text(&rest[..open], found);
        let tag = &rest[open..];
        let close = if tag.starts_with(b"<!--") {
            memchr::memmem::find(tag, b"-->").map(|at| at + 3)
        } else {
            memchr::memchr(b'>', tag).map(|at| at + 1)
        };
        let close = close.unwrap_or(tag.len());
        let mut inside = Reader::new();
        inside.text(&tag[1..close], found);
        inside.end(found);
        // A tag ends a word, and no more: a phrase may run across it.
        reader.stop(found);
        rest = &tag[close..];
    }
    reader.text(rest, found);
    reader.end(found);
}

/// Reads what stands between the tags of a document and not what stands in them, such as the numbers by which cells are placed.
pub fn read_between_tags(xml: &str, found: &mut impl FnMut(u64)) {
    let mut reader = Reader::new();
    let mut rest = xml;
    while let Some((text, tag)) = rest.split_once('<') {
        reader.text(text.as_bytes(), found);
        reader.stop(found);
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    reader.text(rest.as_bytes(), found);
    reader.end(found);
}

/// Reads a text, or several as if they were one.
pub struct Reader {
    phrases: Phrases,
    figures: Figures,
}

impl Reader {
    pub const fn new() -> Self {
        Self {
            phrases: Phrases::new(),
            figures: Figures::new(),
        }
    }

    /// How many words were read.
    pub const fn words(&self) -> usize {
        self.phrases.words
    }

    /// Reads text in which `&…;` stands for a character, and `\` for one of JSON's escapes.
    pub fn text(&mut self, text: &[u8], found: &mut impl FnMut(u64)) {
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            at += 1;
            match ASCII[usize::from(byte)] {
                Kind::Letter(lower) => {
                    self.phrases.letter(u32::from(lower));
                    self.figures.end(found);
                }
                Kind::Digit(digit) => {
                    self.phrases.letter(u32::from(byte));
                    self.figures.digit(digit);
                }
                Kind::Separator => {
                    self.phrases.end_word(found);
                    self.figures.separator(found);
                }
                Kind::Escape => {
                    // What they stand for is punctuation, which ends a word like any other.
                    self.stop(found);
                    at += escape(&text[at - 1..]).saturating_sub(1);
                }
                Kind::Other => self.stop(found),
                Kind::Wide => at += self.wide(&text[at - 1..], found) - 1,
            }
        }
    }

    /// Reads a character outside of ASCII; gives how many bytes it has.
    fn wide(&mut self, text: &[u8], found: &mut impl FnMut(u64)) -> usize {
        let length = text.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80).count() + 1;
        let length = length.min(4);
        let Some(c) = str::from_utf8(&text[..length])
            .ok()
            .and_then(|text| text.chars().next())
        else {
            self.stop(found);
            return 1;
        };
        match c {
            '\u{ad}' => self.figures.end(found),
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '’' => {
                self.phrases.end_word(found);
                self.figures.separator(found);
            }
            _ if c.is_alphanumeric() => {
                c.to_lowercase().for_each(|lower| self.phrases.letter(u32::from(lower)));
                self.figures.end(found);
            }
            _ => self.stop(found),
        }
        length
    }

    /// Ends a word and a figure.
    pub fn stop(&mut self, found: &mut impl FnMut(u64)) {
        self.phrases.end_word(found);
        self.figures.end(found);
    }

    fn end(&mut self, found: &mut impl FnMut(u64)) {
        self.stop(found);
    }
}

/// What a byte is to a reader.
#[derive(Clone, Copy)]
enum Kind {
    /// A letter, in its lower case.
    Letter(u8),
    Digit(u8),
    /// What may stand between groups of digits.
    Separator,
    /// What may begin an escape.
    Escape,
    /// Any other mark or blank.
    Other,
    /// Part of a character outside of ASCII.
    Wide,
}

const ASCII: [Kind; 256] = kinds();

const fn kinds() -> [Kind; 256] {
    let mut kinds = [Kind::Wide; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => Kind::Digit(byte - b'0'),
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter(byte.to_ascii_lowercase()),
            b',' | b'\'' => Kind::Separator,
            b'&' | b'\\' => Kind::Escape,
            _ => Kind::Other,
        };
        byte += 1;
    }
    kinds
}

/// How long the escape at the beginning of a text is; none if there is none.
fn escape(text: &[u8]) -> usize {
    if text[0] == b'&' {
        let end = text.iter().take(10).position(|byte| *byte == b';');
        let named = |end: &usize| {
            text[1..*end]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
        };
        return end.filter(named).map_or(0, |end| end + 1);
    }
    match text.get(1) {
        Some(b'u') if text.len() >= 6 => 6,
        Some(b'n' | b'r' | b't' | b'"' | b'\\' | b'/' | b'b' | b'f') => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::read_json;
    use super::*;

    fn finds(name: &str, file: &str, text: &str) -> bool {
        let mut known = Vec::new();
        let json = serde_json::to_vec(text).unwrap();
        read_json(&json, &mut |_| (), |text| known.extend_from_slice(text.phrases()));
        assert!(!known.is_empty());
        let mut found = 0;
        read_file(name, file.as_bytes(), &mut |hash| {
            found += usize::from(known.contains(&hash));
        });
        found > 0
    }

    const SECRET: &str = "She can't *always* delegate the hard parts";

    #[test]
    fn a_phrase_is_found_in_any_clothes() {
        assert!(finds(
            "a.html",
            "<p>She can&#x27;t <em>always</em> delegate the hard parts</p>",
            SECRET
        ));
        assert!(finds(
            "a.html",
            "<p title=\"she CAN'T always delegate the hard parts\">x</p>",
            SECRET
        ));
        assert!(finds(
            "a.html",
            "<!-- She can't always delegate the hard parts -->",
            SECRET
        ));
        assert!(finds(
            "a.js",
            "[\"She can't\\nalways delegate the hard parts\"]",
            SECRET
        ));
        assert!(finds(
            "a.csv",
            "1,\"She can't always delegate the hard parts\",2",
            SECRET
        ));
        assert!(!finds(
            "a.html",
            "<p>She can always delegate the hard parts of it</p>",
            SECRET
        ));
    }

    #[test]
    fn figures_in_the_cells_of_a_table_are_figures_of_their_own() {
        let known = Figures::of(195_000).unwrap();
        let found_in = |name: &str, text: &[u8]| {
            let mut found = false;
            read_file(name, text, &mut |hash| found |= hash == known);
            found
        };
        assert!(found_in("merit.csv", b"Ana,4,195000,182000,3000\r\n"));
        assert!(found_in("merit.csv", b"Ana,182000,195000\r\n17,1\r\n"));
        assert!(!found_in("merit.csv", b"Ana,195,1000\r\n"));
    }

    #[test]
    fn a_figure_is_found_with_and_without_separators() {
        let known = Figures::of(195_000).unwrap();
        for text in ["<td>195,000</td>", "195000", "USD\u{a0}195\u{202f}000", "pay: 195'000."] {
            let mut found = false;
            read_file("a.html", text.as_bytes(), &mut |hash| found |= hash == known);
            assert!(found, "{text}");
        }
        let mut other = false;
        read_file("a.html", b"195,0001 and 1950 00 and 1,195,000", &mut |hash| {
            other |= hash == known;
        });
        assert!(!other);
        assert_eq!(Figures::of(2026), None);
    }
}
