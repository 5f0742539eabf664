//! Addresses within the records: of goals, and of the records that a calibration decision rests on.

use std::fmt;

use super::faults;
use super::id::{KeyResultId, ObjectiveId, PersonId, is_slug};
use super::reader::Reader;
use super::value::FromValue;

/// The word that stands for the company where a goal's owner is named.
pub const COMPANY: &str = "company";

/// The address of a goal of any owner: `<owner>/<objective>` or `<owner>/<objective>/<key-result>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoalAddress {
    /// `company`, or the id of a team or person.
    pub owner: Box<str>,
    /// The objective within the owner's goals.
    pub objective: ObjectiveId,
    /// The key result within the objective, where one is meant.
    pub key_result: Option<KeyResultId>,
}

/// The address of a key result within one person's own goals: `<objective>/<key-result>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyResultAddress {
    /// The objective.
    pub objective: ObjectiveId,
    /// The key result within it.
    pub key_result: KeyResultId,
}

/// A record that a calibration decision names as evidence: `<person>/<record>`, such as `omar-haddad/self-assessment`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordAddress {
    /// Whose packet.
    pub person: PersonId,
    /// Which record of it.
    pub part: EvidencePart,
}

/// The records that evidence can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidencePart {
    /// The individual goals.
    Goals,
    /// The check-in.
    CheckIn,
    /// The self-assessment.
    SelfAssessment,
    /// The manager assessment.
    ManagerAssessment,
    /// All peer feedback.
    Feedback,
    /// The outcome.
    Outcome,
}

impl EvidencePart {
    const WORDS: [(&'static str, Self); 6] = [
        ("goals", Self::Goals),
        ("check-in", Self::CheckIn),
        ("self-assessment", Self::SelfAssessment),
        ("manager-assessment", Self::ManagerAssessment),
        ("feedback", Self::Feedback),
        ("outcome", Self::Outcome),
    ];

    /// The word for it in an address.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, part)| *part == self)
            .map_or("", |(word, _)| word)
    }
}

impl GoalAddress {
    /// Reads an address; none where the text does not have the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let owner = parts.next().filter(|owner| is_slug(owner))?;
        let objective = ObjectiveId::new(parts.next()?)?;
        let key_result = match parts.next() {
            Some(part) => Some(KeyResultId::new(part)?),
            None => None,
        };
        parts.next().is_none().then(|| Self {
            owner: Box::from(owner),
            objective,
            key_result,
        })
    }
}

impl KeyResultAddress {
    /// Reads an address; none where the text does not have the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (objective, key_result) = text.split_once('/')?;
        Some(Self {
            objective: ObjectiveId::new(objective)?,
            key_result: KeyResultId::new(key_result)?,
        })
    }
}

impl RecordAddress {
    /// Reads an address; none where the text does not have the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (person, part) = text.split_once('/')?;
        let part = EvidencePart::WORDS.iter().find(|(word, _)| *word == part)?.1;
        Some(Self {
            person: PersonId::new(person)?,
            part,
        })
    }
}

impl fmt::Display for GoalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.objective)?;
        self.key_result
            .as_ref()
            .map_or(Ok(()), |key_result| write!(f, "/{key_result}"))
    }
}

impl fmt::Display for KeyResultAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.objective, self.key_result)
    }
}

impl fmt::Display for RecordAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.person, self.part.word())
    }
}

macro_rules! addresses {
    ($($name:ident, $form:literal, $pattern:literal;)*) => { $(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $form, "pattern": $pattern })
            }
        }

        impl FromValue for $name {
            const EXPECTED: &'static str = concat!("an address in quotes: ", $form);

            fn from_value(value: &toml::Spanned<toml::de::DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
                let address = Self::parse(reader.text::<Self>(value)?);
                if address.is_none() {
                    reader.report(faults::bad_address(reader.place(value), $form));
                }
                address
            }
        }
    )* };
}

addresses! {
    GoalAddress, "`<owner>/<objective>` or `<owner>/<objective>/<key-result>`",
        "^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?$";
    KeyResultAddress, "`<objective>/<key-result>`", "^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$";
    RecordAddress, "`<person>/<record>`, the record being goals, check-in, self-assessment, manager-assessment, feedback or outcome",
        "^[a-z0-9][a-z0-9-]*/(goals|check-in|self-assessment|manager-assessment|feedback|outcome)$";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_it_was_written() {
        for text in ["company/lead", "platform/ready/tenancy"] {
            assert_eq!(GoalAddress::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            RecordAddress::parse("li-wei/outcome").unwrap().to_string(),
            "li-wei/outcome"
        );
        for bad in ["company", "a/b/c/d", "a//b", "/a", "a/B", ""] {
            assert_eq!(GoalAddress::parse(bad), None, "{bad}");
        }
        assert_eq!(KeyResultAddress::parse("a/b/c"), None);
        assert_eq!(RecordAddress::parse("li-wei/pay"), None);
    }
}
