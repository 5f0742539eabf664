//! The faults of a single file: what is wrong with its bytes, its syntax and its fields, each a rule with a message.

use crate::diagnostics::{Finding, Kind, Place, Rule};
use crate::source::{Span, TextFault, TextFaultKind, Unreadable};

use super::id::{LONGEST_ID, suggested_slug};
use super::value::LONGEST_LIST;

/// All rules of this file, for the registry.
pub const RULES: &[&Rule] = &[
    &UNREADABLE_FILE,
    &NOT_UTF8,
    &CONTROL_CHARACTER,
    &DIRECTION_CHARACTER,
    &TOML_SYNTAX,
    &NO_FRONT_MATTER,
    &MISSING_FIELD,
    &UNKNOWN_FIELD,
    &WRONG_TYPE,
    &UNKNOWN_WORD,
    &BAD_ID,
    &BAD_ADDRESS,
    &NO_SUCH_DAY,
    &TOO_MANY,
    &UNKNOWN_FILE,
    &NAMES_DIFFER_IN_CASE,
    &super::unfilled::NOT_FILLED_IN,
];

const CHECK_IN: &str = "content/cycles/2026-q3/people/robin-diaz/check-in.md";
const TEAMS: &str = "content/teams.toml";
const SURVEYS: &str = "content/cycles/2026-q3/surveys.toml";
const PAGE: &str = "content/pages/how-ratings-work.md";

/// Something below the content folder cannot be read.
pub static UNREADABLE_FILE: Rule = Rule {
    code: "unreadable-file",
    kind: Kind::Error,
    title: "something in the content folder cannot be read",
    explanation: "preread reads regular files below the content folder and nothing else: no link that leads out of it, no device or \
        pipe, no file that the operating system refuses, and none that is larger than `[build] largest_file` \
        (8 MB), because no record is. A folder must not stand where a record belongs. Replace a link by the file that it points to, give \
        yourself permission to read the file, or move what is no record out of the content folder.",
    wrong: &[(
        "content/pages/how-ratings-work.md/inside.md",
        "A folder has the name of a page.\n",
    )],
    right: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\nA rating sums up one cycle.\n",
    )],
};

/// A file is not UTF-8 text.
pub static NOT_UTF8: Rule = Rule {
    code: "not-utf8",
    kind: Kind::Error,
    title: "the file is not UTF-8 text",
    explanation: "Records are text files in UTF-8, the encoding that every editor of today writes by default. A file in another encoding \
        (UTF-16, Windows-1252) would show wrong letters. Open it in your editor and save it again \"with encoding UTF-8\". The wrong example \
        stands for a file that was saved as Windows-1252.",
    wrong: &[(SURVEYS, "# Asked by Zoë\n[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
};

/// A control character.
pub static CONTROL_CHARACTER: Rule = Rule {
    code: "control-character",
    kind: Kind::Error,
    title: "the file holds a control character",
    explanation: "NUL and the other control characters have no meaning in a record and show that the file was damaged or copied from \
        elsewhere. Delete the character; the position says where it is, though most editors do not show it.",
    wrong: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\nA rating\u{0} sums up one cycle.\n",
    )],
    right: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\nA rating sums up one cycle.\n",
    )],
};

/// A character that changes the direction of text.
pub static DIRECTION_CHARACTER: Rule = Rule {
    code: "direction-character",
    kind: Kind::Error,
    title: "the file holds a character that changes the direction of text",
    explanation: "Bidirectional control characters can make a line read differently than it is stored, so that a reviewer sees another \
        record than preread reads. Arabic and Hebrew need none: the pages set the direction of each text by its letters. Delete the \
        character; the position says where it is, though most editors do not show it.",
    wrong: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\nA rating \u{202e}sums up one cycle.\n",
    )],
    right: &[(
        PAGE,
        "+++\ntitle = \"How ratings work\"\n+++\n\nA rating sums up one cycle.\n",
    )],
};

/// TOML that cannot be read.
pub static TOML_SYNTAX: Rule = Rule {
    code: "toml-syntax",
    kind: Kind::Error,
    title: "a line of TOML cannot be read",
    explanation: "Each line of TOML is `name = value`, a heading in brackets, a comment that begins with `#`, or empty. Text stands between \
        double quotes, a quote inside it is written `\\\"`, a date is written 2026-07-14 without quotes, and true and false are lower case. \
        A name may stand only once in its table. The position is where reading stopped; the mistake is there or just before.",
    wrong: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 1, 3, 1\n")],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
};

/// A Markdown record without front matter.
pub static NO_FRONT_MATTER: Rule = Rule {
    code: "no-front-matter",
    kind: Kind::Error,
    title: "the front matter is missing or never closed",
    explanation: "A Markdown record begins with a line `+++`, then its fields in TOML, then a second line `+++`; the text follows below. \
        The first `+++` must be the first line of the file. `preread new` writes a record with its front matter in place.",
    wrong: &[(
        CHECK_IN,
        "date = 2026-08-13\nmanager = \"alex-kim\"\n\n## What's going well?\n",
    )],
    right: &[(
        CHECK_IN,
        "+++\ndate = 2026-08-13\nmanager = \"alex-kim\"\n+++\n\n## What's going well?\n\n## What's blocking progress?\n\n\
         ## Do any goals need to be adjusted?\n\n## What support do you need?\n",
    )],
};

/// A field that must be there.
pub static MISSING_FIELD: Rule = Rule {
    code: "missing-field",
    kind: Kind::Error,
    title: "a required field is missing",
    explanation: "Without this field the record cannot be understood. Write the field in the table that the message names. `preread schema` \
        lists the fields of every record, and an editor that knows the schema completes them.",
    wrong: &[(TEAMS, "[[team]]\nid = \"platform\"\n")],
    right: &[(TEAMS, "[[team]]\nid = \"platform\"\nname = \"Platform\"\n")],
};

/// A field that no record of this type has.
pub static UNKNOWN_FIELD: Rule = Rule {
    code: "unknown-field",
    kind: Kind::Error,
    title: "a field is not known here",
    explanation: "A field that preread does not know would be left out of the site in silence, so it is an error. Most often the name is \
        misspelt, or the field belongs to another table: in TOML a field belongs to the last heading in brackets above it. Correct the name, \
        move the field, or delete the line.",
    wrong: &[(
        TEAMS,
        "[[team]]\nid = \"platform\"\nnmae = \"Platform\"\nname = \"Platform\"\n",
    )],
    right: &[(TEAMS, "[[team]]\nid = \"platform\"\nname = \"Platform\"\n")],
};

/// A value of another type.
pub static WRONG_TYPE: Rule = Rule {
    code: "wrong-type",
    kind: Kind::Error,
    title: "a value is of the wrong type",
    explanation: "Each field takes one type of value: text stands in quotes; numbers, dates, true and false do not. Money is a whole \
        number without separators, a percentage has no % sign, and a list stands in brackets.",
    wrong: &[(TEAMS, "[[team]]\nid = \"platform\"\nname = 7\n")],
    right: &[(TEAMS, "[[team]]\nid = \"platform\"\nname = \"Platform 7\"\n")],
};

/// A word that is not in the field's list.
pub static UNKNOWN_WORD: Rule = Rule {
    code: "unknown-word",
    kind: Kind::Error,
    title: "a field takes one of a few words, and this is none of them",
    explanation: "Some fields take one word of a fixed list, spelt as in the manual, in lower case with hyphens. Choose one of the words \
        that the message lists.",
    wrong: &[(
        TEAMS,
        "[[team]]\nid = \"platform\"\nname = \"Platform\"\nkind = \"squad\"\n",
    )],
    right: &[(
        TEAMS,
        "[[team]]\nid = \"platform\"\nname = \"Platform\"\nkind = \"team\"\n",
    )],
};

/// An id that is no slug.
pub static BAD_ID: Rule = Rule {
    code: "bad-id",
    kind: Kind::Error,
    title: "an id is not well formed",
    explanation: "Ids name people, teams, goals and files, and stand in the addresses of pages. An id begins with a lower-case letter or a \
        digit, goes on with lower-case letters, digits and hyphens, and has at most 64 characters: `jane-doe`. Accents and spaces belong in the name.",
    wrong: &[(TEAMS, "[[team]]\nid = \"Platform Team\"\nname = \"Platform\"\n")],
    right: &[(TEAMS, "[[team]]\nid = \"platform-team\"\nname = \"Platform\"\n")],
};

/// An address that does not have the form of one.
pub static BAD_ADDRESS: Rule = Rule {
    code: "bad-address",
    kind: Kind::Error,
    title: "an address is not well formed",
    explanation: "Goals are addressed by their ids with slashes between them: `<owner>/<objective>` or `<owner>/<objective>/<key-result>`, \
        where the owner is `company`, a team or a person. Within a person's own records the owner is left out: \
        `<objective>/<key-result>`. Evidence in a calibration names a record: `<person>/self-assessment`.",
    wrong: &[(
        "content/cycles/2026-q3/goals/platform.toml",
        "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nkind = \"delivery\"\nsupports = [\"company\"]\n",
    )],
    right: &[(
        "content/cycles/2026-q3/goals/platform.toml",
        "[[objective]]\nid = \"steady\"\ntitle = \"Keep the platform steady\"\nkind = \"delivery\"\n",
    )],
};

/// A day that the calendar does not have.
pub static NO_SUCH_DAY: Rule = Rule {
    code: "no-such-day",
    kind: Kind::Error,
    title: "a date is not in the calendar",
    explanation: "A date is written year-month-day, with two digits each for month and day, and must exist: no thirteenth month, no 30 \
        February, 29 February in leap years alone.",
    wrong: &[(
        CHECK_IN,
        "+++\ndate = 2026-02-30\nmanager = \"alex-kim\"\n+++\n\n## What's going well?\n",
    )],
    right: &[(
        CHECK_IN,
        "+++\ndate = 2026-08-13\nmanager = \"alex-kim\"\n+++\n\n## What's going well?\n\n## What's blocking progress?\n\n\
         ## Do any goals need to be adjusted?\n\n## What support do you need?\n",
    )],
};

/// More entries than any organisation has.
pub static TOO_MANY: Rule = Rule {
    code: "too-many",
    kind: Kind::Error,
    title: "a list or a file has more in it than preread reads",
    explanation: "A list may have at most 200,000 entries, and of one file at most 100 faults are listed. A file beyond that is no record \
        that a person keeps; most often a program wrote it by mistake. Mend the first faults, or split the list over several files (`people/*.toml`).",
    wrong: &[],
    right: &[(SURVEYS, "[fairness]\ncounts = [0, 0, 1, 3, 1]\n")],
};

/// A file that is no record.
pub static UNKNOWN_FILE: Rule = Rule {
    code: "unknown-file",
    kind: Kind::Warning,
    title: "a file is not one that preread reads",
    explanation: "Each record has its own place and name below the content folder; a file with another name is not read, so what it says is \
        not on the site. Give it the name that the message suggests, or move it out of the content folder. Files that editors leave behind \
        (names that begin with a dot or end with `~` or `.swp`) are ignored.",
    wrong: &[("content/cycles/2026-q3/people/robin-diaz/selfassessment.md", "Notes\n")],
    right: &[("content/cycles/2026-q3/people/robin-diaz/.notes.md", "Notes\n")],
};

/// Two names that differ only in case.
pub static NAMES_DIFFER_IN_CASE: Rule = Rule {
    code: "names-differ-in-case",
    kind: Kind::Error,
    title: "two files have names that differ only in capital letters",
    explanation: "On many systems `Check-in.md` and `check-in.md` are the same file, so a copy of the folder would lose one of them. \
        Keep one, with its name in lower case.",
    wrong: &[
        ("content/pages/welcome.md", "Hello.\n"),
        ("content/pages/Welcome.md", "Hello.\n"),
    ],
    right: &[("content/pages/welcome.md", "+++\ntitle = \"Welcome\"\n+++\n\nHello.\n")],
};

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
