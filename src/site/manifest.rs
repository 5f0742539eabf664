//! The list of what a build wrote, which makes an output folder ours.
//!
//! A text file in the site's root, readable by its maker alone:
//!
//! ```text
//! preread site 1
//! salt 3f…                                 32 random bytes, this site's own
//! 9a… 7012 1790000000123456789 hr/index.html   hash, size, time of change in nanoseconds, address
//! end 1
//! ```
//!
//! A file without its last line is that of a build that has not ended. In a published site, which others may
//! copy or back up, salt and hashes are `-`.

use std::collections::HashMap;
use std::fmt::Write;
use std::io;

use super::output::{fill_random, hex};
use super::tree::Address;

/// The manifest's name in the root of a site.
pub const MANIFEST_NAME: &str = ".preread-manifest";
/// What the finished manifest is called until it is on the disk.
pub(super) const NEXT_MANIFEST_NAME: &str = ".preread-manifest-next";
/// What the manifest of a site that was replaced is called, once its files are being removed.
pub(super) const RETIRED_MANIFEST_NAME: &str = ".preread-manifest-retired";
const HEAD: &str = "preread site ";
const VERSION: &str = "1";

/// A keyed hash of a file's bytes. Half of BLAKE3's 256 bits: no two files of any site have one by chance,
/// and the key is secret.
pub(super) type Hash = [u8; 16];

/// The random key of one site's hashes, without which a hash of a short page would tell a guesser what it holds.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Salt([u8; 32]);

impl Salt {
    pub(super) fn random() -> io::Result<Self> {
        let mut bytes = [0; 32];
        fill_random(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn hash(&self, bytes: &[u8]) -> Hash {
        let mut half = [0; 16];
        half.copy_from_slice(&blake3::keyed_hash(&self.0, bytes).as_bytes()[..16]);
        half
    }
}

/// What the manifest says of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// `None` in a published site.
    pub(super) hash: Option<Hash>,
    /// Bytes.
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
}

/// A finished manifest.
#[derive(Default)]
pub(super) struct Manifest {
    /// `None` in a published site.
    pub(super) salt: Option<Salt>,
    pub(super) entries: HashMap<Address, Entry>,
}

/// What a manifest's text turned out to be.
pub(super) enum Found {
    Finished(Manifest),
    /// The build that began it has not ended, or was ended.
    Unfinished,
    /// Not a manifest that this version can read; why, as the end of a sentence.
    Unreadable(String),
}

/// What a build writes at its start, so that the next one knows the folder for ours.
pub(super) fn unfinished() -> String {
    format!("{HEAD}{VERSION}\n")
}

/// The text of a finished manifest. Sorted, so that the same site has the same list.
pub(super) fn text_of(salt: Option<&Salt>, files: &[(Address, Entry)]) -> String {
    let mut text = unfinished();
    let salt = salt.map_or_else(|| "-".to_owned(), |salt| hex(&salt.0));
    let _ = writeln!(text, "salt {salt}");
    for (address, entry) in files {
        let hash = entry.hash.map_or_else(|| "-".to_owned(), |hash| hex(&hash));
        let _ = writeln!(text, "{hash} {} {} {address}", entry.size, entry.modified);
    }
    let _ = writeln!(text, "end {}", files.len());
    text
}

/// A line that cannot be read.
struct Damaged;

/// Reads a manifest back.
pub(super) fn parse(bytes: &[u8]) -> Found {
    let begun = unfinished();
    if begun.as_bytes().starts_with(bytes) {
        return Found::Unfinished;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return unreadable("it is not text");
    };
    let Some(rest) = text.strip_prefix(HEAD) else {
        return unreadable("it is something else");
    };
    let mut lines = rest.lines();
    if lines.next() != Some(VERSION) {
        return unreadable("it comes from another version of preread");
    }
    let salt = lines
        .next()
        .and_then(|line| line.strip_prefix("salt "))
        .map_or(Err(Damaged), parse_salt);
    let Ok(salt) = salt else {
        return unreadable("its second line is damaged");
    };
    let mut entries = HashMap::new();
    for (line, number) in lines.zip(3..) {
        if let Some(count) = line.strip_prefix("end ") {
            let whole = count.parse() == Ok(entries.len());
            return if whole {
                Found::Finished(Manifest { salt, entries })
            } else {
                unreadable("lines are missing in it")
            };
        }
        let Some((address, entry)) = parse_entry(line) else {
            return unreadable(&format!("its line {number} is damaged"));
        };
        entries.insert(address, entry);
    }
    unreadable("its end is missing")
}

fn unreadable(why: &str) -> Found {
    Found::Unreadable(why.to_owned())
}

/// `None` for a published site's.
fn parse_salt(text: &str) -> Result<Option<Salt>, Damaged> {
    if text == "-" {
        return Ok(None);
    }
    unhex(text).map(|bytes| Some(Salt(bytes))).ok_or(Damaged)
}

fn parse_entry(line: &str) -> Option<(Address, Entry)> {
    let mut parts = line.splitn(4, ' ');
    let hash = match parts.next()? {
        "-" => None,
        text => Some(unhex(text)?),
    };
    let size = parts.next()?.parse().ok()?;
    let modified = parts.next()?.parse().ok()?;
    let address = Address::new(parts.next()?).ok()?;
    Some((address, Entry { hash, size, modified }))
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(*pair.first()?)? << 4 | digit(*pair.last()?)?;
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<(Address, Entry)> {
        let entry = |n: u8| Entry {
            hash: Some([n; 16]),
            size: u64::from(n),
            modified: 1_790_000_000_123_456_789,
        };
        vec![
            (Address::new("assets/a.css").unwrap(), entry(1)),
            (Address::new("hr/index.html").unwrap(), entry(255)),
        ]
    }

    #[test]
    fn a_manifest_is_read_back_as_it_was_written() {
        let salt = Salt([0xab; 32]);
        let Found::Finished(read) = parse(text_of(Some(&salt), &sample()).as_bytes()) else {
            panic!("not finished")
        };
        assert!(read.salt == Some(salt));
        assert_eq!(read.entries, sample().into_iter().collect());
    }

    #[test]
    fn a_published_manifest_holds_neither_salt_nor_hash() {
        let bare: Vec<_> = sample()
            .into_iter()
            .map(|(a, e)| (a, Entry { hash: None, ..e }))
            .collect();
        let text = text_of(None, &bare);
        assert_eq!(
            text,
            "preread site 1\nsalt -\n- 1 1790000000123456789 assets/a.css\n- 255 1790000000123456789 hr/index.html\nend 2\n"
        );
        let Found::Finished(read) = parse(text.as_bytes()) else {
            panic!("not finished")
        };
        assert!(read.salt.is_none() && read.entries.values().all(|entry| entry.hash.is_none()));
    }

    #[test]
    fn every_cut_off_manifest_is_known_for_one() {
        let text = text_of(Some(&Salt([1; 32])), &sample());
        let head = unfinished().len();
        for end in 0..text.len() - 1 {
            let found = parse(&text.as_bytes()[..end]);
            let right = if end <= head {
                matches!(found, Found::Unfinished)
            } else {
                matches!(found, Found::Unreadable(_))
            };
            assert!(right, "cut at {end}");
        }
    }

    #[test]
    fn an_address_that_leads_out_makes_a_manifest_unreadable() {
        let text = "preread site 1\nsalt -\n- 1 1 ../../etc/passwd\nend 1\n";
        assert!(matches!(parse(text.as_bytes()), Found::Unreadable(why) if why == "its line 3 is damaged"));
    }

    #[test]
    fn the_same_bytes_hash_apart_in_two_sites() {
        let (one, other) = (Salt::random().unwrap(), Salt::random().unwrap());
        assert_ne!(one.hash(b"182000"), other.hash(b"182000"));
        assert_eq!(one.hash(b"182000"), one.hash(b"182000"));
        assert_ne!(one.hash(b"182000"), one.hash(b"182001"));
    }
}
