//! The next bytes of a file all at once: which of them make words, and which need a closer look.
//!
//! The audit reads every byte of a site. Asking each by itself what it is would mislead the processor's guesses at both ends of every
//! word; a mask says of up to 64 bytes, eight at a time, where words begin and end, without a branch.

/// How many bytes one mask covers.
pub const WIDTH: usize = 64;

/// What stands in the next bytes, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Letters and digits of ASCII.
    pub words: u64,
    /// What may begin an escape, and bytes of characters outside of ASCII.
    pub special: u64,
}

impl Chunk {
    /// Looks at up to [`WIDTH`] bytes of a file from `at` on, and at none from `end` on.
    #[inline]
    pub fn of(file: &[u8], at: usize, end: usize) -> Self {
        let length = (end - at).min(WIDTH);
        let mut chunk = Self { words: 0, special: 0 };
        for offset in (0..length).step_by(8) {
            let bytes = eight(file, at + offset);
            chunk.words |= gathered(words(bytes)) << offset;
            chunk.special |= gathered(special(bytes)) << offset;
        }
        if length < WIDTH {
            let covered = (1 << length) - 1;
            chunk.words &= covered;
            chunk.special &= covered;
        }
        chunk
    }

    /// How many words begin.
    #[inline]
    pub const fn count(self) -> usize {
        (self.words & !(self.words << 1)).count_ones() as usize
    }
}

/// The same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is a letter or digit of ASCII.
#[inline]
const fn words(bytes: u64) -> u64 {
    let ascii = bytes & each(0x7f);
    let lower = ascii | each(0x20);
    // What is added sets the highest bit from the first letter or digit on, and from the one after the last.
    let letters = (lower + each(0x80 - b'a')) & !(lower + each(0x7f - b'z'));
    let digits = (ascii + each(0x80 - b'0')) & !(ascii + each(0x7f - b'9'));
    (letters | digits) & !bytes & each(0x80)
}

/// The highest bit of each byte that may begin an escape or is not ASCII.
#[inline]
const fn special(bytes: u64) -> u64 {
    let ascii = bytes & each(0x7f);
    // Only what differs in no bit keeps its highest one clear.
    let is_other = ((ascii ^ each(b'&')) + each(0x7f)) & ((ascii ^ each(b'\\')) + each(0x7f));
    (bytes | !is_other) & each(0x80)
}

/// The highest bits of eight bytes side by side.
#[inline]
const fn gathered(highest: u64) -> u64 {
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The hash of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The same for the word in capitals.
    pub hash: u64,
    /// Whether there is a digit in it; only of words in ASCII.
    pub has_digit: bool,
}

impl Word {
    /// Takes bytes of a file as a word.
    #[inline]
    pub fn of(file: &[u8], from: usize, to: usize) -> Self {
        let mut hash: u64 = 0x5851_f42d_4c95_7f2d;
        let mut digits = 0;
        let mut at = from;
        while at < to {
            let kept = match to - at {
                length @ 0..8 => (1 << (8 * length)) - 1,
                _ => u64::MAX,
            };
            let bytes = eight(file, at) & kept;
            // Letters have the bit 0x40, which digits lack, and those in lower case 0x20, which digits have too.
            digits |= !bytes & kept & each(0x40);
            let lower = bytes | (kept & each(0x20));
            hash = (hash.rotate_left(5) ^ lower).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            at += 8;
        }
        Self {
            // The last letters stand in the highest bits alone until these are folded.
            hash: hash ^ (hash >> 32),
            has_digit: digits != 0,
        }
    }
}

/// Up to eight bytes from a place on; where the file ends before, nothing follows.
#[inline]
fn eight(file: &[u8], at: usize) -> u64 {
    let rest = &file[at..];
    rest.first_chunk().map_or_else(
        || rest.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
        |bytes| u64::from_le_bytes(*bytes),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_what_it_is_alone_wherever_it_stands() {
        for place in [0, 1, 7, 8, 31, 63] {
            for byte in 0..=u8::MAX {
                for length in [64, 100] {
                    let mut file = vec![b' '; length];
                    file[place] = byte;
                    let chunk = Chunk::of(&file, 0, 64);
                    let bit = 1 << place;
                    assert_eq!(chunk.words, if byte.is_ascii_alphanumeric() { bit } else { 0 });
                    let is_special = !byte.is_ascii() || byte == b'&' || byte == b'\\';
                    assert_eq!(chunk.special, if is_special { bit } else { 0 });
                }
            }
        }
    }

    #[test]
    fn what_stands_outside_is_not_looked_at() {
        let file = [b'a'; 90];
        for (at, end) in [(0, 0), (0, 1), (3, 66), (3, 67), (3, 90), (80, 90), (90, 90)] {
            let chunk = Chunk::of(&file, at, end);
            assert_eq!(chunk.words.count_ones() as usize, (end - at).min(WIDTH), "{at} {end}");
            assert_eq!(chunk.words.trailing_ones(), chunk.words.count_ones());
        }
        assert_eq!(Chunk::of(b"It was, in 2026, as bad", 0, 16).count(), 4);
    }

    #[test]
    fn a_word_is_the_same_in_any_case_and_place_and_no_other_is() {
        let words = [
            "a",
            "b",
            "ab",
            "ba",
            "abcdefg",
            "abcdefgh",
            "abcdefgi",
            "abcdefghi",
            "abcdefghabcdefgh",
            "2026",
            "202600",
            "x2026",
        ];
        let mut seen = std::collections::HashMap::new();
        for word in words {
            let alone = Word::of(word.as_bytes(), 0, word.len());
            assert_eq!(alone.has_digit, word.contains(|c: char| c.is_ascii_digit()), "{word}");
            let within = format!("zz{}zz and much more besides", word.to_uppercase());
            assert_eq!(Word::of(within.as_bytes(), 2, 2 + word.len()), alone, "{word}");
            assert_eq!(seen.insert(alone.hash, word), None, "{word}");
        }
    }
}
