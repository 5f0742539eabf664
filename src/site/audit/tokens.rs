//! What is distinctive in a text, and how the same is found in a file: runs of words, and figures of many digits.
//!
//! Words are compared without case, markup and punctuation, so that a phrase is found whether it was written as Markdown, HTML, JSON
//! or CSV. A file's tags are read beside its text: a phrase may run across a tag, and an attribute is a text of its own.

use std::ops::Range;

use super::chunk::{self, Chunk, Word};

/// How many words a phrase has: long enough that two people do not write the same by chance.
pub const PHRASE: usize = 8;

/// How many digits a figure must have to be distinctive: fewer stand on any page.
const DIGITS: usize = 5;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const FIGURE: u64 = 0xf1_6e_5e_ed;

/// Tells the phrases of a text, word by word.
#[derive(Debug)]
struct Phrases {
    last: [u64; PHRASE],
    words: usize,
    rolling: u64,
}

impl Phrases {
    const LEAVING: u64 = power(BASE, PHRASE - 1);

    const fn new() -> Self {
        Self {
            last: [0; PHRASE],
            words: 0,
            rolling: 0,
        }
    }

    /// Takes the hash of a word; tells the phrase that ends with it.
    fn word(&mut self, word: u64, found: &mut impl FnMut(u64)) {
        let at = self.words % PHRASE;
        self.rolling = self.rolling.wrapping_sub(self.last[at].wrapping_mul(Self::LEAVING));
        self.rolling = self.rolling.wrapping_mul(BASE).wrapping_add(word);
        self.last[at] = word;
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
    let is_markup = name.ends_with(".html") || name.ends_with(".svg");
    if !is_markup {
        let commas = if name.ends_with(".csv") {
            Commas::BetweenCells
        } else {
            Commas::BetweenDigits
        };
        Reader::new(commas).read(bytes, 0..bytes.len(), found);
        return;
    }
    let mut reader = Reader::new(Commas::BetweenDigits);
    let mut inside = Reader::new(Commas::BetweenDigits);
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + open;
        reader.read(bytes, at..open, found);
        let tag = &bytes[open..];
        let close = if let [_, b'!', b'-', b'-', ..] = tag {
            memchr::memmem::find(tag, b"-->").map(|at| at + 3)
        } else {
            memchr::memchr(b'>', tag).map(|at| at + 1)
        };
        at = open + close.unwrap_or(tag.len());
        // A tag ends a word, and no more: a phrase may run across it.
        if !tells_nothing(bytes, open + 1..at) {
            inside.begin_anew();
            inside.read(bytes, open + 1..at, found);
        }
    }
    reader.read(bytes, at..bytes.len(), found);
}

/// Whether a text is too short for a phrase and for a figure, as nearly all tags are.
fn tells_nothing(file: &[u8], text: Range<usize>) -> bool {
    if text.len() > chunk::WIDTH {
        return false;
    }
    let chunk = Chunk::of(file, text.start, text.end);
    let digits = || file[text].iter().filter(|byte| byte.is_ascii_digit()).count();
    chunk.special == 0 && chunk.count() < PHRASE && digits() < DIGITS
}

/// Reads what stands between the tags of a document and not what stands in them, such as the numbers by which cells are placed.
pub fn read_between_tags(xml: &str, found: &mut impl FnMut(u64)) {
    let mut reader = Reader::new(Commas::BetweenDigits);
    let mut rest = xml;
    while let Some((text, tag)) = rest.split_once('<') {
        reader.text(text.as_bytes(), found);
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    reader.text(rest.as_bytes(), found);
}

/// What a comma between two digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commas {
    /// It parts groups of digits of one figure.
    BetweenDigits,
    /// It ends a cell, and with it a figure, though a phrase may run across cells.
    BetweenCells,
}

/// Reads a text, or several as if they were one.
#[derive(Debug)]
pub struct Reader {
    phrases: Phrases,
    figures: Figures,
    commas: Commas,
    /// What was read of a word that is not yet over: only of words that hold more than letters and digits of ASCII.
    begun: Vec<u8>,
}

impl Reader {
    pub const fn new(commas: Commas) -> Self {
        Self {
            phrases: Phrases::new(),
            figures: Figures::new(),
            commas,
            begun: Vec::new(),
        }
    }

    /// Forgets what was read.
    fn begin_anew(&mut self) {
        self.phrases.words = 0;
        self.phrases.rolling = 0;
        self.phrases.last = [0; PHRASE];
    }

    /// How many words were read.
    pub const fn words(&self) -> usize {
        self.phrases.words
    }

    /// Reads text in which `&…;` stands for a character, and `\` for one of JSON's escapes. Its end ends a word and a figure.
    pub fn text(&mut self, text: &[u8], found: &mut impl FnMut(u64)) {
        self.read(text, 0..text.len(), found);
    }

    /// Reads a part of a file as a text.
    fn read(&mut self, file: &[u8], part: Range<usize>, found: &mut impl FnMut(u64)) {
        let mut at = part.start;
        while at < part.end {
            let chunk = Chunk::of(file, at, part.end);
            match chunk.special.trailing_zeros() as usize {
                0 => at += self.special(&file[at..part.end], found),
                plain => {
                    let end = part.end.min(at + plain);
                    at = self.plain(file, at..end, chunk.words, end < part.end, found);
                }
            }
        }
        self.stop(found);
    }

    /// Reads what holds nothing special, within one mask; gives where to read on. A word that goes on after it is left to the next mask.
    fn plain(
        &mut self,
        file: &[u8],
        part: Range<usize>,
        mut words: u64,
        goes_on: bool,
        found: &mut impl FnMut(u64),
    ) -> usize {
        let mut at = part.start;
        while words != 0 {
            let begin = words.trailing_zeros();
            let from = part.start + begin as usize;
            if from >= part.end {
                break;
            }
            let to = part.end.min(from + (words >> begin).trailing_ones() as usize);
            self.between(&file[at..from], found);
            if to == part.end && goes_on {
                if from > part.start && part.len() == chunk::WIDTH {
                    return from;
                }
                self.begin(&file[from..to], found);
                return to;
            }
            self.word(file, from..to, found);
            at = to;
            // The carry runs through the bits of this word.
            words &= words.wrapping_add(1 << begin);
        }
        self.between(&file[at..part.end], found);
        part.end
    }

    /// Reads a word that ends where it ends, and may have begun before.
    fn word(&mut self, file: &[u8], part: Range<usize>, found: &mut impl FnMut(u64)) {
        if !self.begun.is_empty() {
            self.begin(&file[part], found);
            self.end_word(found);
            return;
        }
        let word = Word::of(file, part.start, part.end);
        self.phrases.word(word.hash, found);
        if word.has_digit {
            self.digits(&file[part], found);
        } else {
            self.figures.end(found);
        }
    }

    /// Reads a part of a word that may go on.
    fn begin(&mut self, part: &[u8], found: &mut impl FnMut(u64)) {
        self.begun.extend_from_slice(part);
        self.digits(part, found);
    }

    fn digits(&mut self, word: &[u8], found: &mut impl FnMut(u64)) {
        for byte in word {
            if byte.is_ascii_digit() {
                self.figures.digit(byte - b'0');
            } else {
                self.figures.end(found);
            }
        }
    }

    /// Reads what stands between words: marks and blanks, or nothing.
    fn between(&mut self, marks: &[u8], found: &mut impl FnMut(u64)) {
        if marks.is_empty() {
            return;
        }
        self.end_word(found);
        if self.figures.count == 0 {
            return;
        }
        for byte in marks {
            match byte {
                b',' if self.commas == Commas::BetweenCells => self.figures.end(found),
                b',' | b'\'' => self.figures.separator(found),
                _ => self.figures.end(found),
            }
        }
    }

    /// Reads an escape or a character outside of ASCII; gives how many bytes it has.
    fn special(&mut self, text: &[u8], found: &mut impl FnMut(u64)) -> usize {
        if text[0].is_ascii() {
            // What they stand for is punctuation, which ends a word like any other.
            self.stop(found);
            return escape(text).max(1);
        }
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
                self.end_word(found);
                self.figures.separator(found);
            }
            _ if c.is_alphanumeric() => {
                for lower in c.to_lowercase() {
                    self.begun.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                }
                self.figures.end(found);
            }
            _ => self.stop(found),
        }
        length
    }

    /// Ends a word and a figure.
    fn stop(&mut self, found: &mut impl FnMut(u64)) {
        self.end_word(found);
        self.figures.end(found);
    }

    /// Ends a word that has begun, if one has.
    fn end_word(&mut self, found: &mut impl FnMut(u64)) {
        if !self.begun.is_empty() {
            let word = Word::of(&self.begun, 0, self.begun.len());
            self.begun.clear();
            self.phrases.word(word.hash, found);
        }
    }
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
    fn a_phrase_is_found_wherever_it_stands_and_whatever_its_words_are_made_of() {
        let long = "antidisestablishmentarianism".repeat(5);
        let secret = format!("a naïve coöperation is l’idée of {long} from Zürich in 2026");
        let (begin, rest) = secret.split_at(secret.find("stablish").unwrap());
        let hyphened = format!("{begin}\u{ad}{rest}");
        for before in 0..140 {
            for clothed in [&secret, &hyphened, &secret.to_uppercase()] {
                let file = format!("<p>{} {clothed}</p>", "x".repeat(before));
                assert!(finds("a.html", &file, &secret), "{before}: {clothed}");
                assert!(
                    finds("a.html", &format!("<p title=\"{file}\">"), &secret),
                    "{before}: {clothed}"
                );
            }
        }
        assert!(!finds(
            "a.html",
            &secret.replace("naïve", "naive").replace("Zürich", "Zurich"),
            &secret
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
