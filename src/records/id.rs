//! Ids: slugs, one type for each kind of thing, so that no id is taken for another and none reaches a path unchecked.

use std::fmt;
use std::sync::Arc;

use super::faults;
use super::reader::Reader;
use super::value::FromValue;

/// The most characters that an id may have.
pub const LONGEST_ID: usize = 64;

/// Whether a text is a slug: `[a-z0-9]`, then `[a-z0-9-]*`, at most [`LONGEST_ID`] characters.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let first = text.bytes().next();
    text.len() <= LONGEST_ID
        && first.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The slug nearest to what somebody meant to write, if there is one.
#[must_use]
pub fn suggested_slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches('-');
    let slug = &slug[..slug.len().min(LONGEST_ID)];
    is_slug(slug).then(|| slug.to_owned())
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident, $what:literal;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id of this text, where it is a slug.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                is_slug(text).then(|| Self(Arc::from(text)))
            }

            /// The id as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string", "description": $what, "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": LONGEST_ID,
                })
            }
        }

        impl FromValue for $name {
            const EXPECTED: &'static str = concat!($what, ", in quotes");

            fn from_value(value: &toml::Spanned<toml::de::DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
                let text = reader.text::<Self>(value)?;
                let id = Self::new(text);
                if id.is_none() {
                    reader.report(faults::bad_id(reader.place(value), $what, text));
                }
                id
            }
        }
    )* };
}

ids! {
    /// One person of the roster.
    PersonId, "the id of a person";
    /// One unit of the organisation.
    TeamId, "the id of a team";
    /// One review cycle; the name of its folder.
    CycleId, "the id of a cycle";
    /// One calibration session; the name of its file.
    SessionId, "the id of a calibration session";
    /// One free page; the name of its file.
    PageId, "the id of a page";
    /// One objective within its owner's goals.
    ObjectiveId, "the id of an objective";
    /// One key result within its objective.
    KeyResultId, "the id of a key result";
    /// One way in which a key result can end, of the policy.
    ResultId, "the id of a result";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_and_cannot_climb_out_of_a_folder() {
        for good in ["a", "jane-doe", "2026-q3", "4", &"x".repeat(64)] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "Jane", "a_b", "..", "a/b", "a.b", "é", "a b", &"x".repeat(65)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn a_name_suggests_the_id_that_was_meant() {
        assert_eq!(suggested_slug("Jane Doe").as_deref(), Some("jane-doe"));
        assert_eq!(suggested_slug("jane_doe ").as_deref(), Some("jane-doe"));
        assert_eq!(suggested_slug("…"), None);
    }
}
