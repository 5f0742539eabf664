//! Text to HTML text: the one place where characters that mean something to a browser lose their meaning.

use std::fmt;

/// What stands for a character that must not reach a page: controls, and those that turn the direction of text around.
const REPLACEMENT: &str = "\u{FFFD}";

/// First bytes of what may need replacing; all others are copied in runs.
const SUSPECT: [bool; 256] = suspects();

const fn suspects() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = byte != b'\n' as usize && byte != b'\t' as usize;
        byte += 1;
    }
    // Besides HTML's own: DEL, and the first bytes in UTF-8 of U+0080–009F, U+061C, and U+200E–2069.
    let named = [b'<', b'>', b'&', b'"', b'\'', 0x7F, 0xC2, 0xD8, 0xE2];
    let mut at = 0;
    while at < named.len() {
        table[named[at] as usize] = true;
        at += 1;
    }
    table
}

/// Writes `text` so that it is text in element content and in a quoted attribute.
///
/// Control and bidirectional formatting characters come out as U+FFFD, line ends as a line feed.
///
/// # Errors
///
/// Those of `out`.
pub fn escape<W: fmt::Write + ?Sized>(out: &mut W, text: &str) -> fmt::Result {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if SUSPECT[usize::from(byte)]
            && let Some((width, instead)) = replacement(&bytes[at..])
        {
            out.write_str(&text[copied..at])?;
            out.write_str(instead)?;
            at += width;
            copied = at;
        } else {
            at += 1;
        }
    }
    out.write_str(&text[copied..])
}

/// What to write for the character that `bytes` begins with, and how many bytes it takes; `None` to keep it.
fn replacement(bytes: &[u8]) -> Option<(usize, &'static str)> {
    Some(match *bytes {
        [b'<', ..] => (1, "&lt;"),
        [b'>', ..] => (1, "&gt;"),
        [b'&', ..] => (1, "&amp;"),
        [b'"', ..] => (1, "&quot;"),
        [b'\'', ..] => (1, "&#39;"),
        [b'\r', b'\n', ..] => (1, ""),
        [b'\r', ..] => (1, "\n"),
        [0x00..=0x1F | 0x7F, ..] => (1, REPLACEMENT),
        [0xC2, 0x80..=0x9F, ..] | [0xD8, 0x9C, ..] => (2, REPLACEMENT),
        [0xE2, 0x80, 0x8E | 0x8F | 0xAA..=0xAE, ..] | [0xE2, 0x81, 0xA6..=0xA9, ..] => (3, REPLACEMENT),
        _ => return None,
    })
}

/// Whether a character is one that [`escape`] keeps out of pages.
#[must_use]
pub fn is_kept_out(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
        || matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(&mut out, text).unwrap();
        out
    }

    #[test]
    fn the_five_characters_of_html_are_escaped() {
        assert_eq!(escaped(r#"<a href='x'>"&"#), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    }

    #[test]
    fn controls_and_direction_marks_are_replaced_and_their_neighbours_kept() {
        assert_eq!(
            escaped("a\0b\u{7F}c\u{85}d\u{202E}e\u{2066}f\u{200F}g\u{61C}h"),
            "a�b�c�d�e�f�g�h"
        );
        assert_eq!(
            escaped("Été – “quoted” … ’ £ \u{A0}€ 成\t\n"),
            "Été – “quoted” … ’ £ \u{A0}€ 成\t\n"
        );
    }

    #[test]
    fn line_ends_are_one_line_feed() {
        assert_eq!(escaped("a\r\nb\rc"), "a\nb\nc");
    }

    proptest! {
        #[test]
        fn each_character_is_escaped_on_its_own(text in any::<String>()) {
            let by_character: String = text.replace("\r\n", "\n").chars().map(|letter| match letter {
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '&' => "&amp;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                '\r' => "\n".to_owned(),
                other if is_kept_out(other) => REPLACEMENT.to_owned(),
                other => other.to_string(),
            }).collect();
            prop_assert_eq!(escaped(&text), by_character);
        }
    }
}
