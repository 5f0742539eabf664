//! The values that fields hold: text, days, money, percentages, lists and words, each with the message for what is none.

use std::ops::Deref;

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults;
use super::reader::{Reader, span_of};
use crate::source::{Date, Span};

/// Text as people write it.
pub type Text = Box<str>;

/// The most entries that one list may have.
pub const LONGEST_LIST: usize = 200_000;

/// A value that can be read from TOML.
pub trait FromValue: Sized {
    /// What a message says that was expected, such as "a date such as 2026-07-14".
    const EXPECTED: &'static str;

    /// Whether a field of this type must be written.
    const REQUIRED: bool = true;

    /// Reads it, or reports why it cannot be read.
    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self>;

    /// What it is where the field is not written; reports it where it must be.
    fn absent(field: &'static str, table: Span, reader: &mut Reader<'_>) -> Option<Self> {
        reader.missing(field, Self::EXPECTED, table);
        None
    }
}

/// A table with named fields.
pub trait FromTable: Sized {
    /// The names of all fields.
    const FIELDS: &'static [&'static str];

    /// Reads all fields and reports every fault among them.
    fn from_table(table: &DeTable<'_>, at: Span, reader: &mut Reader<'_>) -> Option<Self>;
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands in its file.
    #[serde(skip)]
    pub at: Span,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

impl<T: FromValue> FromValue for At<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            at: reader.span(value),
            value: T::from_value(value, reader)?,
        })
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const REQUIRED: bool = false;

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        T::from_value(value, reader).map(Some)
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader<'_>) -> Option<Self> {
        Some(None)
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    const EXPECTED: &'static str = "a list";
    const REQUIRED: bool = false;

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Array(array) = value.get_ref() else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        if array.len() > LONGEST_LIST {
            reader.report(faults::too_many(reader.place(value), array.len()));
            return None;
        }
        let mut whole = true;
        let mut list = Vec::with_capacity(array.len());
        for value in array {
            match T::from_value(value, reader) {
                Some(value) => list.push(value),
                None => whole = false,
            }
        }
        whole.then_some(list)
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: FromValue> FromValue for [T; 2] {
    const EXPECTED: &'static str = "two values in brackets, such as [5, 10]";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Array(array) = value.get_ref() else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        let [first, second] = &array[..] else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        let (first, second) = (T::from_value(first, reader), T::from_value(second, reader));
        Some([first?, second?])
    }
}

impl FromValue for Text {
    const EXPECTED: &'static str = "text in quotes";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.text::<Self>(value).map(Box::from)
    }
}

impl FromValue for bool {
    const EXPECTED: &'static str = "true or false, without quotes";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Boolean(value) = value.get_ref() else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        Some(*value)
    }
}

impl FromValue for Date {
    const EXPECTED: &'static str = "a date such as 2026-07-14, without quotes";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Datetime(datetime) = value.get_ref() else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        let (Some(date), None, None) = (datetime.date, datetime.time, datetime.offset) else {
            reader.wrong_type(value, "a date alone such as 2026-07-14, without a time");
            return None;
        };
        let day = Date::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day));
        if day.is_none() {
            reader.report(faults::no_such_day(reader.place(value)));
        }
        day
    }
}

fn integer(value: &Spanned<DeValue<'_>>) -> Option<i64> {
    let DeValue::Integer(digits) = value.get_ref() else {
        return None;
    };
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}

macro_rules! whole_number {
    ($(#[$meta:meta])* $name:ident($(#[$field:meta])* $inner:ty), $range:expr, $expected:literal;) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline)]
        pub struct $name($(#[$field])* pub $inner);

        impl FromValue for $name {
            const EXPECTED: &'static str = $expected;

            fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
                let read = integer(value).filter(|n| $range.contains(n)).and_then(|n| <$inner>::try_from(n).ok());
                if read.is_none() {
                    reader.wrong_type(value, Self::EXPECTED);
                }
                read.map(Self)
            }
        }
    };
}

whole_number! {
    /// An amount in the organisation's currency, in its major unit.
    Money(i64), (0..=1_000_000_000_000), "a whole amount of money such as 182000, without separators or currency";
}

whole_number! {
    /// How many of something.
    Count(u32), (0..=1_000_000_000), "a whole number, 0 or more";
}

whole_number! {
    /// From how many of something on a rule holds: from none on, it would hold of everything.
    AtLeastOne(#[schemars(range(min = 1))] u32), (1..=1_000_000_000), "a whole number, 1 or more";
}

/// A percentage in exact decimal arithmetic, kept in ten-thousandths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(i64);

impl Percent {
    /// How many parts one percent has.
    pub const PARTS: i64 = 10_000;

    /// So many whole percent.
    #[must_use]
    pub const fn whole(percent: i64) -> Self {
        Self(percent * Self::PARTS)
    }

    /// The percentage in ten-thousandths of a percent.
    #[must_use]
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// The percentage as a number, 7.5 for 7.5 %.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Self::PARTS as f64
    }

    /// Reads decimal digits; none where they have more than four places or are no number between −1,000 and 1,000.
    fn from_digits(digits: &str) -> Option<Self> {
        let (sign, digits) = match digits.as_bytes().first()? {
            b'-' => (-1, &digits[1..]),
            b'+' => (1, &digits[1..]),
            _ => (1, digits),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        if whole.len() > 4 || fraction.len() > 4 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|whole| *whole <= 1000)?;
        let parts: i64 = format!("{fraction:0<4}").parse().ok()?;
        Some(Self(sign * (whole * Self::PARTS + parts)))
    }
}

impl Serialize for Percent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl schemars::JsonSchema for Percent {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

impl FromValue for Percent {
    const EXPECTED: &'static str = "a percentage such as 7.5, with at most four decimals and without the % sign";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let read = match value.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => Self::from_digits(digits.as_str()),
            DeValue::Float(digits) => Self::from_digits(digits.as_str()),
            _ => None,
        };
        if read.is_none() {
            reader.wrong_type(value, Self::EXPECTED);
        }
        read
    }
}

/// A measured number: finite, whole or not.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Number(pub f64);

impl FromValue for Number {
    const EXPECTED: &'static str = "a number such as 200 or 99.9, without quotes";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let read = match value.get_ref() {
            DeValue::Integer(_) => integer(value).map(|n| n as f64),
            DeValue::Float(digits) => digits.as_str().parse().ok().filter(|n: &f64| n.is_finite()),
            _ => None,
        };
        if read.is_none() {
            reader.wrong_type(value, Self::EXPECTED);
        }
        read.map(Self)
    }
}

/// A table whose keys are not known beforehand, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<T>(pub Vec<Entry<T>>);

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|entry| (&entry.name, &entry.value)))
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Keyed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("TableOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "object", "additionalProperties": value })
    }
}

impl<T: FromValue> FromValue for Keyed<T> {
    const EXPECTED: &'static str = "a table";
    const REQUIRED: bool = false;

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            reader.wrong_type(value, Self::EXPECTED);
            return None;
        };
        let mut whole = true;
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let name = At {
                value: Box::from(key.get_ref().as_ref()),
                at: reader.shifted(span_of(key)),
            };
            match T::from_value(value, reader) {
                Some(value) => entries.push(Entry { name, value }),
                None => whole = false,
            }
        }
        whole.then_some(Self(entries))
    }

    fn absent(_: &'static str, _: Span, _: &mut Reader<'_>) -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// One entry of a table whose keys are not known beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry<T> {
    /// The key, and where it stands.
    pub name: At<Text>,
    /// What it is set to.
    pub value: T,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_read_without_binary_rounding() {
        assert_eq!(Percent::from_digits("7.0"), Some(Percent::whole(7)));
        assert_eq!(Percent::from_digits("7.3333").map(Percent::parts), Some(73_333));
        assert_eq!(Percent::from_digits("-0.5").map(Percent::parts), Some(-5_000));
        for bad in ["7.33333", "nan", "inf", "1e3", "", "99999", "7.0.0"] {
            assert_eq!(Percent::from_digits(bad), None, "{bad}");
        }
    }
}
