//! JSON Schema (2020-12) of every record that people write, made from the types, so that it cannot drift from the parser.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::calibration::CalibrationRecord;
use super::check_in::CheckInRecord;
use super::cycle::CycleRecord;
use super::development_plan::DevelopmentPlanRecord;
use super::feedback::FeedbackRecord;
use super::goals::GoalsRecord;
use super::improvement_plan::ImprovementPlanRecord;
use super::manager_assessment::ManagerAssessmentRecord;
use super::outcome::OutcomeRecord;
use super::page::PageRecord;
use super::people::PeopleRecord;
use super::policy::PolicyRecord;
use super::self_assessment::SelfAssessmentRecord;
use super::settings::SettingsRecord;
use super::surveys::SurveysRecord;
use super::teams::TeamsRecord;

/// A record's name, and its schema.
pub struct Described {
    /// The name, such as `self-assessment`: of a Markdown record it is the front matter that the schema describes.
    pub name: &'static str,
    schema: fn() -> Schema,
}

/// Every record that has a schema.
pub const ALL: &[Described] = &[
    of::<SettingsRecord>("preread"),
    of::<PolicyRecord>("policy"),
    of::<TeamsRecord>("teams"),
    of::<PeopleRecord>("people"),
    of::<PageRecord>("page"),
    of::<CycleRecord>("cycle"),
    of::<GoalsRecord>("goals"),
    of::<CalibrationRecord>("calibration"),
    of::<SurveysRecord>("surveys"),
    of::<CheckInRecord>("check-in"),
    of::<SelfAssessmentRecord>("self-assessment"),
    of::<ManagerAssessmentRecord>("manager-assessment"),
    of::<FeedbackRecord>("feedback"),
    of::<OutcomeRecord>("outcome"),
    of::<DevelopmentPlanRecord>("development-plan"),
    of::<ImprovementPlanRecord>("improvement-plan"),
];

const fn of<T: JsonSchema>(name: &'static str) -> Described {
    Described {
        name,
        schema: || SchemaGenerator::default().into_root_schema_for::<T>(),
    }
}

impl Described {
    /// The schema as JSON text, with a line break at its end.
    #[must_use]
    pub fn json(&self) -> String {
        let mut schema = (self.schema)();
        if let Some(object) = schema.as_object_mut() {
            object.insert("title".to_owned(), Value::from(self.name));
        }
        format!("{:#}\n", schema.as_value())
    }
}

/// Makes a table's schema say what its parser does: fields that may be left out are not required, and TOML has no null.
pub(crate) fn finish(schema: &mut Schema, fields: &[(&str, bool)]) {
    let Some(object) = schema.as_object_mut() else { return };
    let required: Vec<_> = fields
        .iter()
        .filter(|(_, required)| *required)
        .map(|(name, _)| Value::from(*name))
        .collect();
    if required.is_empty() {
        object.remove("required");
    } else {
        object.insert("required".to_owned(), Value::Array(required));
    }
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties
            .values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(without_null);
    }
}

fn without_null(property: &mut Map<String, Value>) {
    property.remove("default");
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|each| each != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            property.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(choices)) = property.get_mut("anyOf") {
        choices.retain(|each| each.get("type").is_none_or(|each| each != "null"));
        if let [Value::Object(one)] = choices.as_slice() {
            let one = one.clone();
            property.remove("anyOf");
            property.extend(one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(name: &str) -> Value {
        let found = ALL.iter().find(|each| each.name == name).unwrap();
        serde_json::from_str(&found.json()).unwrap()
    }

    #[test]
    fn only_fields_that_must_be_written_are_required() {
        let people = schema("people");
        assert_eq!(people["required"], Value::Null);
        assert_eq!(
            people["$defs"]["PersonRecord"]["required"],
            serde_json::json!(["id", "name", "hired"])
        );
        assert_eq!(
            schema("surveys")["$defs"]["SurveyRecord"]["required"],
            serde_json::json!(["counts"])
        );
    }

    #[test]
    fn a_field_that_may_be_left_out_takes_no_null_and_is_described() {
        let outcome = schema("outcome");
        let shares = &outcome["$defs"]["PayRecord"]["properties"]["equity_shares"];
        assert_eq!(
            (shares["type"].as_str(), shares["description"].as_str()),
            (Some("integer"), Some("How many shares are granted."))
        );
        assert_eq!(outcome["properties"]["pay"]["$ref"], "#/$defs/PayRecord");
        assert!(!ALL.iter().any(|each| each.json().contains("\"null\"")));
    }

    #[test]
    fn an_editor_refuses_the_threshold_0_as_a_check_does() {
        let policy = schema("policy");
        let fields = &policy["$defs"]["CalibrationPolicyRecord"]["properties"];
        assert_eq!(fields["agenda_steps"]["minimum"], 1);
        assert_eq!(fields["agenda_questions"]["minimum"], 1);
        assert_eq!(fields["recency_days"]["minimum"], 0);
    }
}
