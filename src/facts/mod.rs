//! Derived figures: what the records say together and no single one of them says.
//!
//! [`derive()`] makes them all at once, purely, from the organisation as it stood on one day; a second run gives the same bits.
//! Every figure keeps the packets, decisions or goals that it came from, so that a page can lead to them. "None" is never 0:
//! before there are results there is no score. Who may see what is not known here, and neither is how anything looks.

mod again;
mod agenda;
pub mod bias;
mod cascade;
mod completion;
mod cycle;
mod distribution;
mod goals;
mod group;
mod history;
mod mid_cycle;
mod movement;
mod pay;
mod plans;
mod promotion;
mod rating;
mod smart;
pub mod statistics;
mod success;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::model::{CycleIx, Organisation};

pub use again::derive_again;
pub use agenda::{Agenda, AgendaItem, AgendaPart, AgendaRule, AgendaSection, Known, agenda, agenda_of};
pub use completion::{Completion, CompletionCounts, Part, PartCounts, Standing};
pub use cycle::{CycleFacts, ManagerFacts, PacketFacts, PacketIx, UnitFacts};
pub use distribution::{Basis, Distribution};
pub use goals::{
    Due, GoalFacts, KeyResultFacts, Late, LateBasis, Mean, ObjectiveFacts, Score, ScoreOrigin, ScoredGoals, SetFacts,
};
pub use group::GroupFacts;
pub use history::{HistoryEntry, on_level_since};
pub use mid_cycle::{AdjustmentFacts, Lack, MidCycleCounts, MidCycleGroup};
pub use movement::{Move, Movement};
pub use pay::{PayFacts, PayRollup, RangeCheck};
pub use plans::{
    DevelopmentGap, DevelopmentPlanFacts, EvidenceGap, ImprovementGap, ImprovementPlanFacts, PlanStep, Precondition,
    StepKind, StepState,
};
pub use promotion::PromotionFacts;
pub use rating::{Change, FinalRating, Rated, RatingFacts, RatingOrigin};
pub use smart::{Signature, Smart, SmartCheck, SmartOrigin, SmartReason, SmartVerdict};
pub use success::{AnsweredChecks, Criterion, CriterionKind, Figure, Shortfall, Status, Success, Target};

/// All derived figures of an organisation.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The figures of each cycle, in the order of [`Organisation::cycles`].
    pub cycles: Vec<Arc<CycleFacts>>,
    /// What changed from each cycle's previous one to it, worked out when somebody asks.
    movements: Vec<Arc<OnceLock<Option<Movement>>>>,
}

impl Facts {
    /// The figures of one cycle.
    #[must_use]
    pub fn cycle(&self, cycle: CycleIx) -> &CycleFacts {
        &self.cycles[cycle.index()]
    }

    /// What changed since the previous cycle; none where there is no previous one. `organisation` is the one whose figures these are.
    #[must_use]
    pub fn movement(&self, organisation: &Organisation, at: CycleIx) -> Option<&Movement> {
        let work_out = || {
            let previous = organisation.cycle(at).previous?;
            let before = (previous, self.cycle(previous));
            Some(Movement::between(organisation, before, self.cycle(at)))
        };
        self.movements[at.index()].get_or_init(work_out).as_ref()
    }
}

/// Derives every figure of the organisation.
///
/// Takes time in proportion to the records; people and cycles are worked on by all threads.
#[must_use]
pub fn derive(organisation: &Organisation) -> Facts {
    let cycles: Vec<_> = organisation.cycles().collect();
    let cycles: Vec<_> = cycles
        .par_iter()
        .map(|(_, cycle)| Arc::new(CycleFacts::of(organisation, cycle)))
        .collect();
    let movements = cycles.iter().map(|_| Arc::default()).collect();
    Facts { cycles, movements }
}
