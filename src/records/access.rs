//! `[access]` of the policy: the words for sections, audiences and moments in which a cell of the matrix is overridden.

use super::value::{At, Entry, FromValue, Keyed};
use super::{Reader, choice, record};
use toml::Spanned;
use toml::de::DeValue;

choice! {
    /// A section of the records, the unit of disclosure.
    pub enum SectionKind {
        /// Company and team goals.
        Goals = "goals",
        /// Individual goals with their agreement.
        IndividualGoals = "individual-goals",
        /// The mid-cycle check-in.
        CheckIn = "check-in",
        /// The self-assessment.
        SelfAssessment = "self-assessment",
        /// The manager assessment's text.
        ManagerAssessment = "manager-assessment",
        /// The rating that the manager recommends, before calibration.
        RecommendedRating = "recommended-rating",
        /// The dated evidence that a manager assessment rests on.
        Evidence = "evidence",
        /// Peer feedback with its author.
        NamedFeedback = "named-feedback",
        /// Peer feedback without its author.
        AnonymousFeedback = "anonymous-feedback",
        /// The final rating.
        FinalRating = "final-rating",
        /// The calibration decision, its rationale, questions and talking points.
        Calibration = "calibration",
        /// Pay, equity and outcome actions.
        Pay = "pay",
        /// The promotion: recommendation, decision and criteria.
        Promotion = "promotion",
        /// The development plan.
        DevelopmentPlan = "development-plan",
        /// The improvement plan.
        ImprovementPlan = "improvement-plan",
        /// The improvement plan's preconditions and log.
        ImprovementRecord = "improvement-record",
        /// Demographics, in aggregates alone.
        Demographics = "demographics",
        /// The rating distribution and the bias checks.
        Distribution = "distribution",
        /// The success criteria.
        Success = "success",
        /// Survey counts.
        Surveys = "surveys",
    }
}

choice! {
    /// A kind of reader: a column of the matrix.
    pub enum AudienceKind {
        /// Everyone in the company.
        Company = "company",
        /// The person whom the records are about.
        Person = "person",
        /// The person's manager and everyone above.
        Manager = "manager",
        /// The participants and the facilitator of a calibration session.
        Committee = "committee",
        /// The coordinator and the performance management specialist.
        Hr = "hr",
    }
}

choice! {
    /// When, or in what form, a section is shown: what stands in a cell of the matrix.
    pub enum Moment {
        /// Never.
        Never = "never",
        /// Always.
        Always = "always",
        /// From the day on which goals are locked.
        FromGoalsLocked = "from-goals-locked",
        /// Once the record was submitted.
        OnceSubmitted = "once-submitted",
        /// Once the manager showed it to the person.
        OnceShared = "once-shared",
        /// Once a calibration session that covers the person was held.
        OnceCalibrated = "once-calibrated",
        /// From release.
        FromRelease = "from-release",
        /// From release, and where there are enough of them that none gives its author away.
        FromReleaseAndMinimum = "from-release-and-minimum",
        /// Only in totals over groups that are large enough.
        InAggregates = "in-aggregates",
        /// For the reader's own units, or the session's scope.
        OwnScope = "own-scope",
        /// Only as a total for the organisation.
        Totals = "totals",
    }
}

record! {
    /// One row's overrides: for each audience, when it sees the section.
    pub struct RowRecord {
        /// Everyone in the company.
        company: Option<At<Moment>>,
        /// The person whom the records are about.
        person: Option<At<Moment>>,
        /// The person's manager and everyone above.
        manager: Option<At<Moment>>,
        /// The participants and the facilitator of a calibration session.
        committee: Option<At<Moment>>,
        /// The coordinator and the performance management specialist.
        hr: Option<At<Moment>>,
    }
}

impl RowRecord {
    /// The cells that are overridden.
    pub fn cells(&self) -> impl Iterator<Item = (AudienceKind, At<Moment>)> + '_ {
        let cells = [
            (AudienceKind::Company, &self.company),
            (AudienceKind::Person, &self.person),
            (AudienceKind::Manager, &self.manager),
            (AudienceKind::Committee, &self.committee),
            (AudienceKind::Hr, &self.hr),
        ];
        cells
            .into_iter()
            .filter_map(|(audience, cell)| cell.clone().map(|cell| (audience, cell)))
    }
}

/// The overrides of the matrix, a row for each section named.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessRecord {
    /// The sections that are overridden, and how.
    pub rows: Vec<(At<SectionKind>, RowRecord)>,
}

impl serde::Serialize for AccessRecord {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.rows.iter().map(|(section, row)| (section.word(), row)))
    }
}

impl schemars::JsonSchema for AccessRecord {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AccessRecord".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let row = generator.subschema_for::<RowRecord>();
        let rows: serde_json::Map<_, _> = SectionKind::WORDS
            .iter()
            .map(|word| ((*word).to_owned(), row.clone().to_value()))
            .collect();
        schemars::json_schema!({ "type": "object", "properties": rows, "additionalProperties": false })
    }
}

impl FromValue for AccessRecord {
    const EXPECTED: &'static str = "a table of sections";

    fn from_value(value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let Keyed(entries) = Keyed::<RowRecord>::from_value(value, reader)?;
        let known = entries.len();
        let rows: Vec<_> = entries.into_iter().filter_map(|entry| section(entry, reader)).collect();
        (rows.len() == known).then_some(Self { rows })
    }
}

fn section(entry: Entry<RowRecord>, reader: &mut Reader<'_>) -> Option<(At<SectionKind>, RowRecord)> {
    let found = SectionKind::ALL
        .iter()
        .find(|section| section.word() == &*entry.name.value);
    let Some(section) = found else {
        let place = reader.place_at(entry.name.at);
        reader.report(super::faults::unknown_field(
            place,
            &entry.name,
            SectionKind::WORDS,
            "[access]",
        ));
        return None;
    };
    Some((
        At {
            value: *section,
            at: entry.name.at,
        },
        entry.value,
    ))
}
