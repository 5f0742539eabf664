//! The search index of a tree: a script that the theme's own loads when somebody begins to search.
//!
//! It is made from what the tree's pages say and from nothing else, so that it can hold nothing which they do not. Its size is
//! linear in them: of a tree with many pages each gives fewer of its words, and keeps its title.

use crate::disclosure::Audience;
use crate::model::Organisation;
use crate::views::{GoalHit, Page, PageKey};

/// The file at the root of a tree.
pub const SEARCH_INDEX: &str = "search-index.js";

/// How many characters of text the pages of a tree give together; their titles come on top.
const ROOM_OF_TREE: usize = 2 * 1024 * 1024;
/// How many one page gives at most.
const MOST_OF_PAGE: usize = 12_000;
/// Fewer than these say nothing.
const LEAST_OF_PAGE: usize = 40;

/// One thing that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What kind of thing it is, as the list of hits names it.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Where it stands, from the root of its tree.
    pub href: String,
    /// What is said there.
    pub text: String,
}

/// How many characters each page of a tree gives.
///
/// Managers' trees share pages, and so what these give: there it follows from the whole organisation.
pub fn room(organisation: &Organisation, audience: Audience, pages: usize) -> usize {
    let pages = match audience {
        Audience::Manager(_) => organisation.people.len() * (1 + organisation.cycles().count()),
        _ => pages,
    };
    match ROOM_OF_TREE / pages.max(1) {
        too_few if too_few < LEAST_OF_PAGE => 0,
        room => room.min(MOST_OF_PAGE),
    }
}

/// What can be found on a page that was rendered, each with up to `room` characters.
pub fn entries(key: PageKey, href: &str, page: &Page<'_>, html: &[u8], room: usize) -> Vec<Entry> {
    // What the document for paper says stands on the pages that it is made of.
    if matches!(key, PageKey::PreRead(_)) {
        return Vec::new();
    }
    let goals = page.view.goals();
    // Where goals are found one by one, their page need not be found for the same words.
    let text = if goals.is_empty() {
        words_of(html, room)
    } else {
        String::new()
    };
    let whole = Entry {
        kind: kind(key),
        title: page.frame.page.title.clone(),
        href: href.to_owned(),
        text,
    };
    let goal = |GoalHit { title, anchor, text }| Entry {
        kind: "Goal",
        title,
        href: format!("{href}#{anchor}"),
        text: cut(&text, room),
    };
    std::iter::once(whole).chain(goals.into_iter().map(goal)).collect()
}

fn kind(key: PageKey) -> &'static str {
    match key {
        PageKey::Person(_) => "Person",
        PageKey::Packet(..) => "Review",
        PageKey::Team(..) => "Team",
        PageKey::Goals(_) | PageKey::GoalsOf(..) => "Goals",
        PageKey::Cycle(_) => "Cycle",
        _ => "Page",
    }
}

/// The index as a script, in the form that the theme's script reads.
pub fn index<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<u8> {
    let mut script = String::from("window.prereadIndex=[");
    for (at, entry) in entries.into_iter().enumerate() {
        script.push_str(if at == 0 { "\n[" } else { ",\n[" });
        for (at, part) in [entry.kind, &entry.title, &entry.href, &entry.text]
            .into_iter()
            .enumerate()
        {
            if at > 0 {
                script.push(',');
            }
            quote(part, &mut script);
        }
        script.push(']');
    }
    script.push_str("\n];\n");
    script.into_bytes()
}

/// A string of JavaScript, which holds nothing that could end it or the script.
fn quote(text: &str, script: &mut String) {
    script.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => script.extend(['\\', c]),
            '<' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => script.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => script.push(c),
        }
    }
    script.push('"');
}

/// The words of the part of a page that is its own, up to `room` characters; without the way to it and without drawings, whose
/// figures stand in tables.
fn words_of(html: &[u8], room: usize) -> String {
    let mut words = Words::new(room);
    if room == 0 {
        return words.text;
    }
    // Everything that engines write is text; were it not, nothing on the page would be found.
    let html = str::from_utf8(html).unwrap_or_default();
    // What follows the name of the first tag is the rest of that tag.
    let mut rest = after(after(html, "<main"), ">");
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let (text, tag) = (&rest[..open], &rest[open + 1..]);
        words.add(text);
        let length = tag
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'/');
        let name = &tag[..length.unwrap_or(tag.len())];
        if words.is_full() || name == "/main" {
            return words.text;
        }
        if !is_within_words(name.trim_start_matches('/')) {
            words.part();
        }
        rest = after(tag, without_words(name).unwrap_or(">"));
    }
    words.add(rest);
    words.text
}

/// What follows the first place of a mark; nothing where there is none.
fn after<'t>(text: &'t str, mark: &str) -> &'t str {
    let place = match mark.as_bytes() {
        [byte] => memchr::memchr(*byte, text.as_bytes()),
        mark => memchr::memmem::find(text.as_bytes(), mark),
    };
    place.map_or("", |at| &text[at + mark.len()..])
}

/// What ends an element whose words are none of the page's own.
fn without_words(name: &str) -> Option<&'static str> {
    match name {
        "nav" => Some("</nav>"),
        "svg" => Some("</svg>"),
        "" => Some("-->"),
        _ => None,
    }
}

/// Whether a tag may stand within a word or before a full stop.
fn is_within_words(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr" | "b" | "bdi" | "cite" | "code" | "em" | "i" | "mark" | "q" | "strong" | "time"
    )
}

/// Text with its blanks made one, up to a number of characters.
struct Words {
    text: String,
    left: usize,
    apart: bool,
}

impl Words {
    fn new(room: usize) -> Self {
        Self {
            text: String::new(),
            left: room,
            apart: false,
        }
    }

    fn is_full(&self) -> bool {
        self.left == 0
    }

    fn part(&mut self) {
        self.apart = true;
    }

    fn add(&mut self, escaped: &str) {
        let mut rest = escaped;
        while let Some(c) = rest.chars().next() {
            if self.is_full() {
                return;
            }
            // Plain letters that follow each other go as they are, up to the first that needs a closer look.
            let is_plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'&';
            let plain = rest.bytes().take(self.left).take_while(is_plain).count();
            if plain > 1 && !self.apart {
                self.text.push_str(&rest[..plain]);
                self.left -= plain;
                rest = &rest[plain..];
                continue;
            }
            let (c, length) = match c {
                '&' => entity(rest).unwrap_or((c, 1)),
                _ => (c, c.len_utf8()),
            };
            self.push(c);
            rest = &rest[length..];
        }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.apart = true;
            return;
        }
        if self.apart && !self.text.is_empty() {
            self.text.push(' ');
            self.left -= 1;
        }
        self.apart = false;
        if self.left > 0 {
            self.text.push(c);
            self.left -= 1;
        }
    }
}

/// The character that an escape at the beginning of a text stands for, and how long the escape is.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    Some((c, end + 1))
}

fn cut(text: &str, room: usize) -> String {
    let mut words = Words::new(room);
    text.chars().take(4 * room).for_each(|c| {
        if !words.is_full() {
            words.push(c);
        }
    });
    words.text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &[u8] = b"<!doctype html><title>No</title><nav>No</nav><main id=\"x\"><nav class=\"crumbs\"><a>No</a></nav>\
        <h1>Jane &amp; Co</h1><p>Cut   <strong>p95</strong>, to\n120&#x27;s.</p><!-- no > no --><svg><text>No</text></svg>\
        <td>1</td><td>2</td></main><footer>No</footer>";

    #[test]
    fn the_words_of_a_page_are_those_of_its_own_part_with_single_blanks() {
        assert_eq!(words_of(PAGE, 1000), "Jane & Co Cut p95, to 120's. 1 2");
    }

    #[test]
    fn words_end_at_the_room_that_there_is_counted_in_characters() {
        assert_eq!(words_of(PAGE, 6), "Jane &");
        assert_eq!(words_of(PAGE, 0), "");
        assert_eq!(
            words_of("<main><p>\u{10d}\u{10d}\u{10d}</p></main>".as_bytes(), 2),
            "\u{10d}\u{10d}"
        );
    }

    #[test]
    fn the_script_cannot_be_ended_by_what_it_quotes() {
        let entry = Entry {
            kind: "Page",
            title: "A \"b\" \\ </script>\n\u{2028}".to_owned(),
            href: "a/index.html".to_owned(),
            text: String::new(),
        };
        let script = String::from_utf8(index([&entry, &entry])).unwrap();
        let line = r#"["Page","A \"b\" \\ \u003c/script>\u000a\u2028","a/index.html",""]"#;
        assert_eq!(script, format!("window.prereadIndex=[\n{line},\n{line}\n];\n"));
        let json = script
            .trim_start_matches("window.prereadIndex=")
            .trim_end_matches(";\n");
        let read: Vec<[String; 4]> = serde_json::from_str(json).unwrap();
        assert_eq!(read[1][1], entry.title);
    }

    #[test]
    fn what_is_no_escape_is_kept_as_it_is() {
        assert_eq!(
            words_of(b"<main><p>A & B &unknown; &#xzz; &", 100),
            "A & B &unknown; &#xzz; &"
        );
    }
}
