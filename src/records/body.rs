//! The Markdown body of a record, as structure: its dialect, its sections by heading, its text without markup.
//!
//! This knows nothing of HTML; `prose::markdown` shows what is read here. Both read the same dialect.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The longest anchor made of a heading, in bytes.
const LONGEST_SLUG: usize = 64;

/// Headings of this level and above always divide a body; the record templates write their sections at it.
const SECTION_LEVEL: u8 = 2;

/// One section of a body: a heading and all that follows up to the next heading of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading, or `None` for text that stands before the first one.
    pub heading: Option<Heading>,
    /// Bytes of the body that the section covers, its heading included.
    pub span: Range<usize>,
    /// Bytes of the body below the heading; deeper headings stay inside.
    pub body: Range<usize>,
}

/// The heading that opens a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// The heading's text without markup.
    pub text: String,
    /// What headings are compared by; see [`key_of`].
    pub key: String,
    /// Bytes of the body that the heading's own line or lines cover.
    pub span: Range<usize>,
}

impl Section {
    /// The Markdown below the heading, without blank lines around it.
    #[must_use]
    pub fn markdown<'a>(&self, body: &'a str) -> &'a str {
        body.get(self.body.clone()).unwrap_or_default().trim()
    }

    /// Whether nothing was written below the heading.
    #[must_use]
    pub fn is_empty(&self, body: &str) -> bool {
        self.markdown(body).is_empty()
    }

    /// Whether this is the section that a template calls `title`, whatever its case and punctuation.
    #[must_use]
    pub fn is(&self, title: &str) -> bool {
        self.heading
            .as_ref()
            .is_some_and(|heading| heading.key == key_of(title))
    }
}

/// The extensions that records are written in, beyond `CommonMark`.
#[must_use]
pub fn dialect() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES
}

/// Divides a body by its headings; the sections' spans follow each other and leave no text out.
///
/// Headings of level 1 and 2 divide it; where there are none, the highest level that it uses does. Headings inside quotes,
/// lists and notes are text of their section.
///
/// ```
/// let body = "Before.\n\n## What’s going well?\n\nThe pilot.\n";
/// let sections = preread::records::body::sections(body);
/// assert_eq!(sections.len(), 2);
/// assert!(sections[1].is("What's going well"));
/// assert_eq!(sections[1].markdown(body), "The pilot.");
/// ```
#[must_use]
pub fn sections(body: &str) -> Vec<Section> {
    let mut headings = headings(body);
    let highest = headings
        .iter()
        .map(|heading| heading.level)
        .min()
        .unwrap_or(SECTION_LEVEL);
    let dividing = highest.max(SECTION_LEVEL);
    headings.retain(|heading| heading.level <= dividing);

    let first = headings.first().map_or(body.len(), |heading| heading.span.start);
    let mut sections = Vec::with_capacity(headings.len() + 1);
    if body.get(..first).is_some_and(|text| !text.trim().is_empty()) {
        sections.push(Section {
            heading: None,
            span: 0..first,
            body: 0..first,
        });
    }
    let ends: Vec<usize> = headings
        .iter()
        .skip(1)
        .map(|heading| heading.span.start)
        .chain(std::iter::once(body.len()))
        .collect();
    sections.extend(headings.into_iter().zip(ends).map(|(heading, end)| Section {
        span: heading.span.start..end,
        body: heading.span.end.min(end)..end,
        heading: Some(heading),
    }));
    sections
}

/// The first section that a template calls `title`.
#[must_use]
pub fn find<'a>(sections: &'a [Section], title: &str) -> Option<&'a Section> {
    let key = key_of(title);
    sections
        .iter()
        .find(|section| section.heading.as_ref().is_some_and(|heading| heading.key == key))
}

/// All headings that stand in no other block, in the order of the text.
fn headings(body: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut open: Option<Heading> = None;
    for (event, span) in Parser::new_ext(body, dialect()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if let (0, Tag::Heading { level, .. }) = (depth, &tag) {
                    open = Some(Heading {
                        level: number_of(*level),
                        text: String::new(),
                        key: String::new(),
                        span,
                    });
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if let (0, TagEnd::Heading(_)) = (depth, end) {
                    found.extend(open.take().map(finished));
                }
            }
            other => {
                if let Some(heading) = &mut open {
                    push_text(&mut heading.text, &other);
                }
            }
        }
    }
    found
}

fn finished(mut heading: Heading) -> Heading {
    heading.text = heading.text.trim().to_owned();
    heading.key = key_of(&heading.text);
    heading
}

/// A heading's level as a number, 1 to 6.
#[must_use]
pub fn number_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Adds what a reader sees of one event to a text; markup adds nothing, raw HTML is text.
pub fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(part),
        Event::SoftBreak | Event::HardBreak => text.push(' '),
        _ => {}
    }
}

/// What two headings are compared by: lower case, no apostrophes, every other run of punctuation and space one space.
///
/// "What's going well?" and "what’s going  well" are the same heading.
#[must_use]
pub fn key_of(heading: &str) -> String {
    words_of(heading, ' ', char::is_alphanumeric)
}

/// An anchor made of a text: lower-case ASCII letters and digits with single hyphens between words; empty if it has none.
#[must_use]
pub fn slug_of(text: &str) -> String {
    let mut slug = words_of(text, '-', |letter| letter.is_ascii_alphanumeric());
    if slug.len() > LONGEST_SLUG {
        slug.truncate(LONGEST_SLUG);
        slug.truncate(slug.trim_end_matches('-').len());
    }
    slug
}

/// The words of a text, in lower case, joined by `joint`. Letters outside the alphabet that is `kept` are left out of
/// their word and do not divide it, nor do apostrophes.
fn words_of(text: &str, joint: char, kept: impl Fn(char) -> bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut between = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        if is_apostrophe(letter) {
            continue;
        }
        if kept(letter) {
            if between && !joined.is_empty() {
                joined.push(joint);
            }
            between = false;
            joined.push(letter);
        } else if !letter.is_alphanumeric() {
            between = true;
        }
    }
    joined
}

fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{FF07}' | '`' | '\u{00B4}'
    )
}

/// The text of a body without its markup, on one line, at most `longest` characters of it.
///
/// A text that is cut ends at a word, with an ellipsis that counts. For one-line summaries and the search index.
#[must_use]
pub fn plain_text(body: &str, longest: usize) -> String {
    let mut text = String::with_capacity(body.len().min(longest.saturating_mul(2)));
    let mut length = 0_usize;
    let mut part = String::new();
    let mut at_word_start = true;
    for event in Parser::new_ext(body, dialect()) {
        part.clear();
        match &event {
            // Emphasis may begin or end inside a word; only a block parts the words on its two sides.
            Event::Start(tag) if is_block(tag.to_end()) => part.push(' '),
            Event::End(tag) if is_block(*tag) => part.push(' '),
            other => push_text(&mut part, other),
        }
        for letter in part.chars() {
            if letter.is_whitespace() || letter.is_control() {
                at_word_start = true;
                continue;
            }
            if at_word_start && !text.is_empty() {
                text.push(' ');
                length += 1;
            }
            at_word_start = false;
            text.push(letter);
            length += 1;
        }
        if length > longest {
            return cut(&text, longest);
        }
    }
    text
}

fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock
    )
}

/// The first `longest` characters of a text less the ellipsis, back to the last whole word where there is one.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let Some(room) = longest.checked_sub(1) else {
        return String::new();
    };
    let head: String = text.chars().take(room).collect();
    let next_starts_a_word = text.chars().nth(room).is_some_and(char::is_whitespace);
    let whole = if next_starts_a_word {
        head.as_str()
    } else {
        head.rsplit_once(' ').map_or(&*head, |(whole, _)| whole)
    };
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn titles(body: &str) -> Vec<Option<String>> {
        sections(body)
            .into_iter()
            .map(|section| section.heading.map(|heading| heading.text))
            .collect()
    }

    #[test]
    fn a_body_is_divided_at_its_second_level_headings() {
        let body = "## Strengths\n\nCalm.\n\n### At work\n\nVery.\n\n## Development areas\nDelegation.\n";
        let sections = sections(body);
        assert_eq!(sections.len(), 2);
        assert_eq!(sections[0].markdown(body), "Calm.\n\n### At work\n\nVery.");
        assert_eq!(sections[1].markdown(body), "Delegation.");
    }

    #[test]
    fn text_before_the_first_heading_is_a_section_without_a_title() {
        assert_eq!(titles("Hello.\n\n## Strengths\n"), [None, Some("Strengths".to_owned())]);
        assert_eq!(titles("\n\n## Strengths\n"), [Some("Strengths".to_owned())]);
        assert_eq!(titles("Only text."), [None]);
        assert!(titles("  \n").is_empty());
    }

    #[test]
    fn a_title_above_the_sections_does_not_swallow_them() {
        let found = titles("# Self-assessment\n\n## Key accomplishments\n\n## Areas for growth\n");
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_body_that_uses_only_lower_headings_is_divided_at_the_highest_of_them() {
        let found = titles("### Strengths\n\n#### Detail\n\n### Development areas\n");
        assert_eq!(
            found,
            [Some("Strengths".to_owned()), Some("Development areas".to_owned())]
        );
    }

    #[test]
    fn headings_in_code_and_quotes_divide_nothing() {
        assert_eq!(
            titles("## One\n\n```\n## Two\n```\n\n> ## Three\n"),
            [Some("One".to_owned())]
        );
    }

    #[test]
    fn an_underlined_heading_is_a_heading() {
        let body = "Strengths\n---------\nCalm.\n";
        let sections = sections(body);
        assert!(sections[0].is("strengths"));
        assert_eq!(sections[0].markdown(body), "Calm.");
    }

    #[test]
    fn headings_are_the_same_whatever_their_case_apostrophe_and_punctuation() {
        for written in [
            "What's going well?",
            "what’s going well",
            "WHATʼS  GOING WELL!",
            "**What's** going _well_?",
        ] {
            let body = format!("## {written}\n\nAll of it.\n");
            let found = sections(&body);
            assert!(find(&found, "What's going well?").is_some(), "{written}");
        }
        assert_ne!(key_of("Strengths"), key_of("Strength"));
    }

    #[test]
    fn windows_line_ends_change_no_heading() {
        let body = "## Strengths\r\n\r\nCalm.\r\n\r\n## Development areas\r\n";
        let sections = sections(body);
        assert!(sections[0].is("Strengths") && sections[1].is("Development areas"));
        assert_eq!(sections[0].markdown(body), "Calm.");
        assert!(sections[1].is_empty(body));
    }

    #[test]
    fn a_slug_is_ascii_without_hyphens_at_its_ends_or_in_a_row() {
        assert_eq!(slug_of("What's going well?"), "whats-going-well");
        assert_eq!(slug_of("  -- Réussites & co -- "), "russites-co");
        assert_eq!(slug_of("成果"), "");
        assert_eq!(slug_of(&"abc ".repeat(60)).len(), 63);
    }

    #[test]
    fn plain_text_leaves_out_the_markup() {
        assert_eq!(
            plain_text(
                "## Done\n\n- [x] Cut **over** `x`\n- a[b](https://c.example)\n\n| a | b |\n|--|--|\n| c | d |\n",
                200
            ),
            "Done Cut over x ab a b c d"
        );
    }

    #[test]
    fn plain_text_that_is_cut_ends_at_a_word_and_keeps_to_its_length() {
        assert_eq!(
            plain_text("Cut over the first forty tenants", 20),
            "Cut over the first…"
        );
        assert_eq!(plain_text("Cut over the first", 18), "Cut over the first");
        assert_eq!(plain_text("Unbreakable", 5), "Unbr…");
        assert_eq!(plain_text("Anything", 0), "");
    }

    proptest! {
        #[test]
        fn sections_follow_each_other_and_leave_out_no_text(body in "([#>*`\\-=\\[\\]a-zé ]{0,12}\r?\n){0,20}") {
            let found = sections(&body);
            let start = found.first().map_or(body.len(), |section| section.span.start);
            prop_assert!(body[..start].trim().is_empty());
            let mut at = start;
            for section in &found {
                prop_assert_eq!(section.span.start, at);
                prop_assert_eq!(section.body.end, section.span.end);
                prop_assert!(section.span.start <= section.body.start && section.body.start <= section.body.end);
                at = section.span.end;
            }
            prop_assert_eq!(at, body.len());
        }

        #[test]
        fn plain_text_is_one_line_of_at_most_the_length_asked_for(body in any::<String>(), longest in 0_usize..80) {
            let text = plain_text(&body, longest);
            prop_assert!(text.chars().count() <= longest);
            prop_assert!(!text.contains(['\n', '\r', '\t']));
        }
    }
}
