//! The rules about a single file: its bytes, its syntax and its fields, each explained with examples.

use crate::diagnostics::{Kind, Rule};

/// All rules about a single file, for the registry.
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
    &super::super::unfilled::NOT_FILLED_IN,
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
