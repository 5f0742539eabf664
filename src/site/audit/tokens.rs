//! What is distinctive in a text, and how the same is found in a file: runs of words, and figures of many digits.
//!
//! Words are compared without case, markup and punctuation, so that a phrase is found whether it was written as Markdown, HTML, JSON
//! or CSV. A file's tags are read beside its text: a phrase may run across a tag, and an attribute is a text of its own.

use std::hash::Hasher;

/// How many words a phrase has: long enough that two people do not write the same by chance.
const PHRASE: usize = 8;

/// Of all phrases of a long text one in so many is looked for, chosen by its own hash, so that a copied passage of some length
/// always holds one. Each text has at least one.
const ONE_IN: u64 = 8;

/// How many digits a figure must have to be distinctive: fewer stand on any page.
const DIGITS: usize = 5;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const FIGURE: u64 = 0xf1_6e_5e_ed;

/// Takes a hash as it is: the values are hashes already.
#[derive(Debug, Default)]
pub struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(BASE);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// The phrases of a text, word by word.
#[derive(Debug)]
pub struct Phrases {
    last: [u64; PHRASE],
    words: usize,
    rolling: u64,
    word: u64,
    in_word: bool,
}

impl Phrases {
    const LEAVING: u64 = power(BASE, PHRASE - 1);

    fn new() -> Self {
        Self {
            last: [0; PHRASE],
            words: 0,
            rolling: 0,
            word: 0,
            in_word: false,
        }
    }

    /// Takes one character; gives the hash of the phrase that it ends.
    fn push(&mut self, c: char, found: &mut dyn FnMut(u64)) {
        if c.is_alphanumeric() {
            let seed = if self.in_word { self.word } else { 0x5851_f42d_4c95_7f2d };
            self.in_word = true;
            let mut word = seed;
            for lower in c.to_lowercase() {
                word = (word ^ u64::from(u32::from(lower))).wrapping_mul(0x0100_0000_01b3);
            }
            self.word = word;
        } else if c != '\u{ad}' {
            self.end_word(found);
        }
    }

    fn end_word(&mut self, found: &mut dyn FnMut(u64)) {
        if !self.in_word {
            return;
        }
        self.in_word = false;
        let at = self.words % PHRASE;
        self.rolling = self.rolling.wrapping_sub(self.last[at].wrapping_mul(Self::LEAVING));
        self.rolling = self.rolling.wrapping_mul(BASE).wrapping_add(self.word);
        self.last[at] = self.word;
        self.words += 1;
        if self.words >= PHRASE {
            found(scrambled(self.rolling));
        }
    }

    /// All phrases of a text, in its order.
    pub fn all(text: &str) -> Vec<u64> {
        let mut all = Vec::new();
        let mut phrases = Self::new();
        for c in text.chars() {
            phrases.push(c, &mut |hash| all.push(hash));
        }
        phrases.end_word(&mut |hash| all.push(hash));
        all
    }

    /// The phrases by which a text is known, and the others, of all that it has.
    pub fn parted(all: Vec<u64>) -> (Vec<u64>, Vec<u64>) {
        let least = all.iter().copied().min();
        all.into_iter()
            .partition(|hash| hash % ONE_IN == 0 || Some(*hash) == least)
    }

    /// The phrases by which a text is known.
    pub fn distinctive(text: &str) -> Vec<u64> {
        Self::parted(Self::all(text)).0
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
    fn push(&mut self, c: char, found: &mut dyn FnMut(u64)) {
        match c {
            '0'..='9' => {
                self.digits = self
                    .digits
                    .wrapping_mul(10)
                    .wrapping_add(u64::from(u32::from(c) - u32::from('0')));
                self.count += 1;
                self.separated = false;
            }
            ',' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' if self.count > 0 && !self.separated => {
                self.separated = true;
            }
            _ => self.end(found),
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(u64)) {
        if self.count >= DIGITS {
            found(figure(self.digits));
        }
        *self = Self::default();
    }

    /// The figure that a number makes, if it is distinctive.
    pub fn of(number: u64) -> Option<u64> {
        (number >= power(10, DIGITS - 1)).then(|| figure(number))
    }

    /// All figures in a text.
    pub fn all_in(text: &str) -> Vec<u64> {
        let mut all = Vec::new();
        let mut figures = Self::default();
        for c in text.chars() {
            figures.push(c, &mut |hash| all.push(hash));
        }
        figures.end(&mut |hash| all.push(hash));
        all
    }

    /// A phrase's hash, told apart from every figure's.
    pub fn not_one(hash: u64) -> u64 {
        hash & !FIGURE_MARK
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
pub fn read_file(name: &str, bytes: &[u8], found: &mut dyn FnMut(u64)) {
    let text = String::from_utf8_lossy(bytes);
    let markup = name.ends_with(".html") || name.ends_with(".svg");
    let mut reader = Reader {
        phrases: Phrases::new(),
        figures: Figures::default(),
    };
    if !markup {
        let is_table = name.ends_with(".csv");
        for part in text.split(|c| is_table && matches!(c, ',' | '\n')) {
            reader.text(part, found);
            if is_table {
                // A comma between two figures of a table makes no figure of both, though a phrase may run across cells.
                reader.figures.end(found);
                reader.character(' ', found);
            }
        }
        reader.end(found);
        return;
    }
    let mut rest = &*text;
    while let Some(open) = rest.find('<') {
        reader.text(&rest[..open], found);
        let tag = &rest[open..];
        let close = if tag.starts_with("<!--") {
            tag.find("-->").map(|at| at + 3)
        } else {
            tag.find('>').map(|at| at + 1)
        };
        let close = close.unwrap_or(tag.len());
        let mut inside = Reader {
            phrases: Phrases::new(),
            figures: Figures::default(),
        };
        inside.text(&tag[1..close], found);
        inside.end(found);
        // A tag ends a word, and no more: a phrase may run across it.
        reader.character(' ', found);
        rest = &tag[close..];
    }
    reader.text(rest, found);
    reader.end(found);
}

struct Reader {
    phrases: Phrases,
    figures: Figures,
}

impl Reader {
    fn character(&mut self, c: char, found: &mut dyn FnMut(u64)) {
        self.phrases.push(c, &mut |hash| found(Figures::not_one(hash)));
        self.figures.push(c, found);
    }

    /// Reads text in which `&…;` stands for a character, and `\` for one of JSON's escapes.
    fn text(&mut self, text: &str, found: &mut dyn FnMut(u64)) {
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            let skipped = match c {
                '&' => entity(&text[at..]),
                '\\' => escape(&text[at..]),
                _ => 0,
            };
            if skipped > 1 {
                // What they stand for is punctuation, which ends a word like any other.
                self.character(' ', found);
                for _ in 0..text[at..at + skipped].chars().count() - 1 {
                    chars.next();
                }
            } else {
                self.character(c, found);
            }
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(u64)) {
        self.phrases.end_word(&mut |hash| found(Figures::not_one(hash)));
        self.figures.end(found);
    }
}

fn entity(text: &str) -> usize {
    let end = text.bytes().take(10).position(|b| b == b';');
    end.filter(|end| text[1..*end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
        .map_or(0, |end| end + 1)
}

fn escape(text: &str) -> usize {
    match text.as_bytes().get(1) {
        Some(b'u') if text.len() >= 6 && text.is_char_boundary(6) => 6,
        Some(b'n' | b'r' | b't' | b'"' | b'\\' | b'/' | b'b' | b'f') => 2,
        _ => 0,
    }
}

/// The texts of a JSON document, keys included; its numbers are told one by one.
pub fn strings_of_json(json: &[u8], number: &mut dyn FnMut(u64)) -> Vec<String> {
    let mut strings = Vec::new();
    let value: Result<serde_json::Value, _> = serde_json::from_slice(json);
    if let Ok(value) = value {
        collect(&value, &mut strings, number);
    }
    strings
}

fn collect(value: &serde_json::Value, strings: &mut Vec<String>, number: &mut dyn FnMut(u64)) {
    match value {
        serde_json::Value::String(text) => strings.push(text.clone()),
        serde_json::Value::Number(n) => {
            if let Some(n) = n.as_u64() {
                number(n);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|each| collect(each, strings, number)),
        serde_json::Value::Object(fields) => fields.values().for_each(|each| collect(each, strings, number)),
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(name: &str, file: &str, text: &str) -> bool {
        let known = Phrases::distinctive(text);
        assert!(!known.is_empty());
        let mut found = 0;
        read_file(name, file.as_bytes(), &mut |hash| {
            found += usize::from(known.iter().any(|k| k & !FIGURE_MARK == hash));
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
