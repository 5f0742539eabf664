//! Every derived figure of one cycle as one JSON document, for other programs: what `preread export` prints.
//!
//! The document is made through the lens of HR and shows what its tree shows: a section that the policy keeps from HR is `null`,
//! and people who read that tree as members are counted in totals and named nowhere. Its JSON Schema is made from the types here,
//! so that the two cannot drift apart.

mod agenda;
mod bias;
mod goals;
mod group;
mod people;
mod plans;
mod whole;

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use crate::disclosure::Lens;
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::source::Date;

pub use agenda::{AgendaFigures, AgendaItemFigures, AgendaPartFigures, AgendaPartKind, ReasonFigures};
pub use bias::{
    BiasFigures, CheckFigures, CheckId, EffectFigures, GroupMeanFigures, GroupRateFigures, JustificationFigures,
    PFigures, RatesFigures, ResultFigures, ScaleComparisonFigures, StandingWord, SubjectFigures, SubjectKind,
    VerdictWord,
};
pub use goals::{GoalsFigures, KeyResultFigures, ObjectiveFigures, OwnerFigures, SmartFigures, SmartWord};
pub use group::{
    BasisWord, CompletionFigures, DistributionFigures, GroupFigures, MeanFigures, MidCycleFigures, MidCyclePart,
    PartFigures, PayFigures, RatingCount,
};
pub use people::{
    AdjustmentFigures, ChangeFigures, MeritFigures, PersonFigures, PromotionFigures, RangeWord, StandingFigures,
    StandingKind,
};
pub use plans::{DevelopmentFigures, ImprovementFigures, StepFigures, StepKindWord, StepStateWord};
pub use whole::{
    CriterionFigures, CycleFigures, ManagerFigures, MoveFigures, MovementFigures, OpenItemFigures, ScaleFigures,
    StatusWord, UnitFigures,
};

/// The version of the document's form. It rises when a field goes or changes its meaning, not when one is added.
pub const VERSION: u32 = 1;

/// Every derived figure of one review cycle, as the HR tree of the site shows them. A figure is `null` where there is none yet, or
/// where the policy keeps its section from HR. Shares and probabilities are of one, percentages of a hundred; people, units and
/// cycles are named by their ids; money is in the organisation's currency.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Figures {
    /// The version of this document's form; it rises when a field goes or changes its meaning.
    pub version: u32,
    /// The organisation's name.
    pub organisation: String,
    /// The currency of all amounts.
    pub currency: String,
    /// The day as of which everything stands.
    pub as_of: Date,
    /// The cycle.
    pub cycle: CycleFigures,
    /// The rating scale of the policy, best first: every list by rating follows its order.
    pub scale: Vec<ScaleFigures>,
    /// The figures of everyone.
    pub everyone: GroupFigures,
    /// The figures of each unit, in the order in which units are written.
    pub units: Vec<UnitFigures>,
    /// The figures of each manager's direct reports, in the order of the managers' ids.
    pub managers: Vec<ManagerFigures>,
    /// The figures of each person, in the order of their ids.
    pub people: Vec<PersonFigures>,
    /// The cascade of goals: the company's, units' and people's objectives with their scores and checks.
    pub goals: GoalsFigures,
    /// The bias checks over everyone.
    pub bias: Option<BiasFigures>,
    /// The agenda of each calibration session, by date.
    pub agendas: Option<Vec<AgendaFigures>>,
    /// The success criteria; empty where the policy keeps them from HR.
    pub success: Vec<CriterionFigures>,
    /// What changed since the cycle before; none where there is no cycle before.
    pub movement: Option<MovementFigures>,
    /// Where the process is not as it should be, the longest open first.
    pub open_items: Vec<OpenItemFigures>,
}

impl Figures {
    /// All figures of a cycle, as far as the lens shows them.
    #[must_use]
    pub fn of(lens: &Lens<'_>, cycle: CycleIx) -> Self {
        let from = Source { lens, cycle };
        let settings = lens.settings();
        Self {
            version: VERSION,
            organisation: settings.organisation.to_string(),
            currency: settings.currency.to_string(),
            as_of: lens.as_of(),
            cycle: from.cycle_figures(),
            scale: from.scale(),
            everyone: from.group(crate::disclosure::Group::Everyone),
            units: from.units(),
            managers: from.managers(),
            people: from.people(),
            goals: from.goals(),
            bias: from.bias(),
            agendas: from.agendas(),
            success: from.success(),
            movement: from.movement(),
            open_items: from.open_items(),
        }
    }

    /// The document as text: indented, with a line break at its end, the same bytes for the same records.
    ///
    /// # Errors
    /// Where a figure has no form in JSON; none of them is such.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// The JSON Schema (2020-12) of the document, as text with a line break at its end.
#[must_use]
pub fn schema() -> String {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<Figures>();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), "preread figures".into());
    }
    format!("{:#}\n", schema.as_value())
}

/// What figures are made of.
#[derive(Clone, Copy)]
struct Source<'l, 'a> {
    lens: &'l Lens<'a>,
    cycle: CycleIx,
}

impl Source<'_, '_> {
    fn id(&self, person: PersonIx) -> String {
        self.lens.name(person).id.to_owned()
    }

    fn ids(&self, people: &[PersonIx]) -> Vec<String> {
        people.iter().map(|person| self.id(*person)).collect()
    }

    fn unit_id(&self, team: TeamIx) -> String {
        self.lens.team(team).id.to_string()
    }
}
