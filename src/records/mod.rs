//! What people write: one file a record type, holding its struct, its parser and its schema.
//!
//! A record is what its file says and no more: ids are well formed here, and resolved in `model`. Every fault of a file is
//! found in one reading, with its place; nothing here reads a disk or knows another file.

pub mod access;
pub mod address;
pub mod body;
pub mod calibration;
pub mod check_in;
pub mod cycle;
pub mod development_plan;
pub mod faults;
pub mod feedback;
pub mod goals;
pub mod id;
pub mod improvement_plan;
pub mod load;
pub mod manager_assessment;
pub mod outcome;
pub mod page;
pub mod people;
mod place;
pub mod policy;
mod reader;
mod registry;
pub mod schema;
pub mod self_assessment;
pub mod settings;
pub mod statement;
pub mod surveys;
pub mod teams;
mod unfilled;
mod value;

use std::sync::Arc;

pub use place::{PacketPart, RecordPlace, Sought, place_of};
pub use reader::{Reader, front_matter, parse_document, parse_table};
pub use registry::{AnyFiled, Parsed, Record, parse};
pub use value::{At, AtLeastOne, Count, FromTable, FromValue, Money, Number, Percent, Text};

use crate::source::{SourcePath, Span};

/// A Markdown record: its front matter, and the text below it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Document<F> {
    /// What stands between the `+++` lines.
    pub front: F,
    /// The Markdown below.
    pub body: Body,
}

/// A record's Markdown, and where in the file it begins.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Body {
    /// The text as written.
    pub text: Box<str>,
    /// Its first byte in the file.
    #[serde(skip)]
    pub start: u32,
}

/// A record and the file that it came from.
///
/// The record is shared: what was read stays as it is, and an organisation that is linked anew takes it over without copying it.
#[derive(Debug, PartialEq)]
pub struct Filed<T> {
    /// The file, relative to the site's root.
    pub file: SourcePath,
    /// What it says.
    pub record: Arc<T>,
}

impl<T> Clone for Filed<T> {
    fn clone(&self) -> Self {
        Self {
            file: self.file.clone(),
            record: Arc::clone(&self.record),
        }
    }
}

impl<T> Filed<T> {
    /// A place in this record's file.
    #[must_use]
    pub fn place(&self, span: Span) -> crate::diagnostics::Place {
        crate::diagnostics::Place::at(&self.file, span)
    }
}

/// A field's name as records write it: Rust's mark for a name that is also a keyword (`r#final`) is not part of it.
pub(crate) const fn field_name(ident: &'static str) -> &'static str {
    match ident.as_bytes() {
        [b'r', b'#', ..] => ident.split_at(2).1,
        _ => ident,
    }
}

/// Declares a table that people write: the struct, how it is read, and its schema, from one list of fields.
///
/// Every field is public and documented; the documentation is the schema's description. `at` is where the table stands.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $( $(#[$field_meta:meta])* $field:ident : $type:ty ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[schemars(transform = $name::finish_schema)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
            /// Where it stands in its file.
            #[serde(skip)]
            pub at: $crate::source::Span,
        }

        impl $name {
            fn finish_schema(schema: &mut schemars::Schema) {
                $crate::records::schema::finish(schema, &[
                    $(($crate::records::field_name(stringify!($field)), <$type as $crate::records::FromValue>::REQUIRED)),*
                ]);
            }
        }

        impl $crate::records::FromTable for $name {
            const FIELDS: &'static [&'static str] = &[$($crate::records::field_name(stringify!($field))),*];

            fn from_table(table: &toml::de::DeTable<'_>, at: $crate::source::Span, reader: &mut $crate::records::Reader<'_>) -> Option<Self> {
                reader.unknown_fields(table, Self::FIELDS);
                $( let $field = reader.field::<$type>(table, $crate::records::field_name(stringify!($field)), at); )*
                Some(Self { $( $field: $field?, )* at })
            }
        }

        impl $crate::records::FromValue for $name {
            const EXPECTED: &'static str = "a table";

            fn from_value(value: &toml::Spanned<toml::de::DeValue<'_>>, reader: &mut $crate::records::Reader<'_>) -> Option<Self> {
                reader.table(value)
            }
        }
    };
}
pub(crate) use record;

/// Declares a word that people choose from a list.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant, )*
        }

        impl $name {
            /// All of them, in the order in which the manual lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The words for them, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word that a record writes.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        impl $crate::records::FromValue for $name {
            const EXPECTED: &'static str = "a word from the list";

            fn from_value(value: &toml::Spanned<toml::de::DeValue<'_>>, reader: &mut $crate::records::Reader<'_>) -> Option<Self> {
                let at = reader.word(value, Self::WORDS)?;
                Some(Self::ALL[at])
            }
        }
    };
}
pub(crate) use choice;
