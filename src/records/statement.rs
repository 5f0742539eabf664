//! What a text says first, in a line: for lists that set many people side by side.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::body::{cut, dialect, push_text};

/// Fewer characters are a catchword, such as "**Speed.**" above a table, and say nothing on their own.
const LEAST: usize = 28;

/// A line ends with a whole sentence where at least so many characters come before its end.
const WHOLE: usize = 36;

/// The first statement of a text, on one line of at most `longest` characters; none where it has no words.
///
/// A statement is a paragraph or an item of a list. Tables, code and headings mean nothing out of their place, and neither do a catchword or
/// what ends with a colon; they are taken only where there is nothing else. What is too long ends with a sentence where
/// that says enough, else with a word and an ellipsis.
#[must_use]
pub fn first_statement(markdown: &str, longest: usize) -> Option<String> {
    let all = statements(markdown);
    let says = |text: &&String| text.chars().count() >= LEAST && !text.ends_with(':');
    let chosen = all.iter().find(says).or(all.first())?;
    Some(fitted(chosen, longest))
}

/// Paragraphs and items of lists as plain text, in their order.
fn statements(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut closed = 0_usize;
    for event in Parser::new_ext(markdown, dialect()) {
        match &event {
            Event::Start(Tag::Table(_) | Tag::CodeBlock(_) | Tag::Heading { .. } | Tag::FootnoteDefinition(_)) => {
                closed += 1;
            }
            Event::End(TagEnd::Table | TagEnd::CodeBlock | TagEnd::Heading(_) | TagEnd::FootnoteDefinition) => {
                closed = closed.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                keep(&mut text, &mut found);
            }
            other if closed == 0 => push_text(&mut text, other),
            _ => {}
        }
    }
    keep(&mut text, &mut found);
    found
}

fn keep(text: &mut String, found: &mut Vec<String>) {
    let words: Vec<_> = text.split_whitespace().collect();
    if !words.is_empty() {
        found.push(words.join(" "));
    }
    text.clear();
}

fn fitted(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut letters = text.chars().take(longest + 1).enumerate().peekable();
    let mut end = None;
    while let Some((at, letter)) = letters.next() {
        let ends = matches!(letter, '.' | '!' | '?') && letters.peek().is_some_and(|(_, next)| next.is_whitespace());
        if ends && at + 1 >= WHOLE {
            end = Some(at + 1);
        }
    }
    match end {
        Some(end) => text.chars().take(end).collect(),
        None => cut(text, longest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(markdown: &str) -> String {
        first_statement(markdown, 100).unwrap_or_default()
    }

    #[test]
    fn tables_code_headings_and_catchwords_are_passed_over() {
        let text = "```\nlet x = 1;\n\nlet y = 2;\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\nThe ledger closes within a day now.\n\nMore.";
        assert_eq!(first(text), "The ledger closes within a day now.");
        let text = "**Breaks.**\n\n| a | b |\n| - | - |\n\nThey went from 64 a day to 7 in September.";
        assert_eq!(first(text), "They went from 64 a day to 7 in September.");
        let text = "### Speed\nThe 95th percentile went from 340 to 188 ms.";
        assert_eq!(first(text), "The 95th percentile went from 340 to 188 ms.");
    }

    #[test]
    fn what_leads_to_a_list_gives_way_to_the_first_item_of_it() {
        let text = "What a quarter! In one list:\n\n- **Lighthouse** is everybody\u{2019}s console now.\n- Four teams ship into it.";
        assert_eq!(first(text), "Lighthouse is everybody\u{2019}s console now.");
    }

    #[test]
    fn a_catchword_stands_where_there_is_nothing_else() {
        assert_eq!(first("**Breaks.**\n\n| a |\n| - |"), "Breaks.");
        assert_eq!(first("| a |\n| - |"), "");
    }

    #[test]
    fn a_long_text_ends_with_a_sentence_or_with_a_word() {
        let text = "The books of August closed on the third working day of the month. In June it was the fifth, and nobody knew why that was so.";
        assert_eq!(
            first(text),
            "The books of August closed on the third working day of the month."
        );
        let text = "Yes. The books of August closed on the third working day of the month and nobody knew for quite a while why that was so.";
        // With " while" the line would have 103 characters and the ellipsis.
        assert_eq!(
            first(text),
            "Yes. The books of August closed on the third working day of the month and nobody knew for quite a\u{2026}"
        );
    }
}
