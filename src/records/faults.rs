//! The faults of a single file: what is wrong with its bytes, its syntax and its fields, each a rule with a message.

mod rules;

pub use rules::*;

use crate::diagnostics::{Finding, Place};
use crate::source::{Span, TextFault, TextFaultKind, Unreadable};

use super::id::{LONGEST_ID, suggested_slug};
use super::value::LONGEST_LIST;

/// Words in a sentence: "`a`, `b` or `c`".
#[must_use]
pub fn listed(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// The word of `known` that is nearest to what was written, if one is near.
#[must_use]
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // Longer texts are no misspelt names, and comparing them would take time with the square of their length.
    if written.len() > 2 * LONGEST_ID {
        return None;
    }
    let written = written.to_lowercase();
    let near = known
        .into_iter()
        .map(|word| (word, strsim::normalized_damerau_levenshtein(&written, word)));
    near.filter(|(_, likeness)| *likeness > 0.6)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(word, _)| word)
}

/// What a record wrote, made fit to stand in a message: short, and without control characters.
#[must_use]
pub fn quoted(text: &str) -> String {
    const MOST: usize = 48;
    let mut short: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("`{}`", short.replace("\\'", "'"))
}

pub(crate) fn unreadable(place: Place, why: &Unreadable) -> Finding {
    let help = match why {
        Unreadable::Missing => "Was it deleted or renamed while preread was reading? Run the command again.",
        Unreadable::Folder => "Move the folder away, or rename it.",
        Unreadable::LinkLeaves | Unreadable::LinkBroken => "Replace the link by the file itself, or delete it.",
        Unreadable::Special => "Delete it, or move it out of the content folder.",
        Unreadable::NameNotUtf8 => "Rename it with plain letters.",
        Unreadable::TooLarge { .. } => {
            "Move what is no record out of the content folder, or raise `largest_file` under [build] in preread.toml."
        }
        Unreadable::Refused(_) => "Check the file's permissions, or ask whoever keeps this folder.",
    };
    Finding::new(&UNREADABLE_FILE, place, why.to_string()).help(help)
}

pub(crate) fn text_fault(place: Place, fault: TextFault) -> Finding {
    match fault.kind {
        TextFaultKind::NotUtf8 => Finding::new(&NOT_UTF8, place, "from here on this file is not UTF-8 text")
            .help("Open it in your editor and save it with the encoding UTF-8."),
        TextFaultKind::Control(c) => Finding::new(
            &CONTROL_CHARACTER,
            place,
            format!("a control character (U+{:04X}) stands here", u32::from(c)),
        )
        .help("Delete the character."),
        TextFaultKind::Bidirectional(c) => {
            let message = format!(
                "a character that changes the direction of text (U+{:04X}) stands here",
                u32::from(c)
            );
            Finding::new(&DIRECTION_CHARACTER, place, message).help("Delete the character.")
        }
    }
}

/// A syntax error as a finding. The parser's own words name what it expected and quote nothing of the file.
pub(crate) fn syntax(place: Place, message: &str, toml: &str, base: usize) -> Finding {
    let written = place
        .span
        .map(|span| Span::new((span.start as usize).saturating_sub(base), span.end as usize - base));
    let written = written.and_then(|span| toml.get(span.range())).unwrap_or_default();
    if looks_like_a_date(written) {
        return no_such_day(place);
    }
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.');
    let help = if message.contains("duplicate key") {
        "A name may stand only once in its table: delete one of the two, or start the next [[table]] before the second."
    } else {
        "Look for a missing quote, bracket or `=` here or at the end of the line before."
    };
    Finding::new(&TOML_SYNTAX, place, format!("this cannot be read as TOML: {message}")).help(help)
}

fn looks_like_a_date(text: &str) -> bool {
    let parts: Vec<_> = text.trim().split('-').collect();
    matches!(parts.as_slice(), [year, month, day] if year.len() == 4
        && [year, month, day].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())))
}

pub(crate) fn no_front_matter(place: Place) -> Finding {
    Finding::new(
        &NO_FRONT_MATTER,
        place,
        "a record begins with front matter between two lines `+++`, and here it does not",
    )
    .help("Put `+++` on the first line, the fields below it, and a second line `+++` before the text.")
}

pub(crate) fn missing_field(place: Place, field: &str, expected: &str, table: &str) -> Finding {
    Finding::new(&MISSING_FIELD, place, format!("`{field}` is missing from {table}"))
        .help(format!("Add a line `{field} = …` with {expected}."))
}

pub(crate) fn unknown_field(place: Place, field: &str, known: &[&str], table: &str) -> Finding {
    let finding = Finding::new(
        &UNKNOWN_FIELD,
        place,
        format!("{} is not a field of {table}", quoted(field)),
    );
    match nearest(field, known.iter().copied()) {
        Some(near) => finding.help(format!("Did you mean `{near}`?")),
        None => finding.help(format!("The fields here are {}.", listed(known))),
    }
}

pub(crate) fn wrong_type(place: Place, field: &str, expected: &str, found: &str) -> Finding {
    Finding::new(
        &WRONG_TYPE,
        place,
        format!("`{field}` takes {expected}, and this is {found}"),
    )
    .help(format!("Write {expected}."))
}

pub(crate) fn not_a_table(place: Place, field: &str, found: &str) -> Finding {
    Finding::new(
        &WRONG_TYPE,
        place,
        format!("`{field}` is a table with fields of its own, and this is {found}"),
    )
    .help(format!(
        "Write a heading [{field}] (or [[{field}]] where there are several) and its fields on the lines below."
    ))
}

pub(crate) fn unknown_word(place: Place, field: &str, written: &str, words: &[&str]) -> Finding {
    let finding = Finding::new(&UNKNOWN_WORD, place, format!("`{field}` takes {}", listed(words)));
    match nearest(written, words.iter().copied()) {
        Some(near) => finding.help(format!("Did you mean `{near}`?")),
        None => finding.help("Choose one of these words."),
    }
}

pub(crate) fn bad_id(place: Place, what: &str, written: &str) -> Finding {
    let message = format!("{what} is made of lower-case letters, digits and hyphens, at most {LONGEST_ID} of them");
    let finding = Finding::new(&BAD_ID, place, message);
    match suggested_slug(written) {
        Some(slug) => finding.help(format!("Did you mean `{slug}`?")),
        None => finding.help("Write an id such as `jane-doe`."),
    }
}

pub(crate) fn bad_address(place: Place, form: &str) -> Finding {
    Finding::new(&BAD_ADDRESS, place, format!("an address here has the form {form}"))
        .help("Write the ids with slashes between them, without spaces.")
}

pub(crate) fn no_such_day(place: Place) -> Finding {
    Finding::new(&NO_SUCH_DAY, place, "there is no such day in the calendar")
        .help("Write year-month-day with two digits for month and day, such as 2026-07-14.")
}

pub(crate) fn too_many(place: Place, found: usize) -> Finding {
    Finding::new(
        &TOO_MANY,
        place,
        format!("this list has {found} entries, and at most {LONGEST_LIST} are read"),
    )
    .help("Split it over several files.")
}

pub(crate) fn more_faults(place: Place, untold: usize) -> Finding {
    Finding::new(
        &TOO_MANY,
        place,
        format!("this file has {untold} more faults that are not listed"),
    )
    .help("Mend those above and check again.")
}

/// A file that is none of the records, with the right name that is nearest.
pub(crate) fn unknown_file(place: Place, suggestion: Option<&str>) -> Finding {
    let name = quoted(place.file.name());
    let finding = Finding::new(
        &UNKNOWN_FILE,
        place,
        format!("{name} is not a file that preread reads, and is left out"),
    );
    match suggestion {
        Some(right) => finding.help(format!("Did you mean `{right}`?")),
        None => finding.help("Move it out of the content folder if it is no record."),
    }
}

/// A folder or file whose name must be an id and is none.
pub(crate) fn bad_name(place: Place, what: &str, name: &str) -> Finding {
    bad_id(
        place,
        what,
        name.strip_suffix(".toml")
            .or_else(|| name.strip_suffix(".md"))
            .unwrap_or(name),
    )
}

pub(crate) fn names_differ_in_case(place: Place, other: Place) -> Finding {
    Finding::new(
        &NAMES_DIFFER_IN_CASE,
        place,
        "this name differs from another only in capital letters",
    )
    .help("Keep one of the two, with its name in lower case.")
    .note(other, "the other one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_suggests_the_nearest_and_a_stranger_none() {
        assert_eq!(nearest("manger", ["manager", "mentor"]), Some("manager"));
        assert_eq!(nearest("colour", ["manager", "mentor"]), None);
    }

    #[test]
    fn what_is_quoted_is_short_and_escaped() {
        assert_eq!(quoted("a\u{1b}[31m"), "`a\\u{1b}[31m`");
        assert_eq!(quoted(&"x".repeat(60)).chars().count(), 51);
    }
}
