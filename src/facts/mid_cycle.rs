//! How key results divided at mid-cycle, and what the agreed changes lack.

use crate::model::{Organisation, Packet, PersonIx};
use crate::records::Text;
use crate::records::check_in::{AdjustmentRecord, Change};

/// The group of a key result at mid-cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MidCycleGroup {
    /// No change.
    Unchanged,
    /// Adjusted in scope or timeline.
    Adjusted,
    /// Replaced by another.
    Replaced,
    /// At risk, with a plan.
    Intervention,
}

/// How many key results are in each group, of people who had a check-in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MidCycleCounts {
    /// No change.
    pub unchanged: usize,
    /// Adjusted in scope or timeline.
    pub adjusted: usize,
    /// Replaced by another.
    pub replaced: usize,
    /// At risk, with a plan.
    pub intervention: usize,
    /// How many people with goals had a check-in.
    pub people: usize,
}

/// One change agreed at mid-cycle, and what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentFacts {
    /// Its position in the check-in.
    pub adjustment: usize,
    /// What kind of change.
    pub change: Change,
    /// What was expected and is not there.
    pub lacks: Vec<Lack>,
}

/// What a change lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Why it was made.
    Rationale,
    /// Who approved it.
    Approver {
        /// The skip-level manager on the day of the check-in, where there is one.
        expected: Option<PersonIx>,
    },
    /// The approval of the skip-level manager: somebody else approved.
    OtherApprover {
        /// The skip-level manager on the day of the check-in.
        expected: PersonIx,
    },
    /// What will be done about a key result at risk.
    Plan,
    /// The key result that takes its place.
    Replacement,
}

impl MidCycleGroup {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Unchanged, Self::Adjusted, Self::Replaced, Self::Intervention];
}

impl MidCycleCounts {
    /// How many key results there are in all groups.
    #[must_use]
    pub fn total(&self) -> usize {
        MidCycleGroup::ALL.into_iter().map(|group| self.count(group)).sum()
    }

    /// How many key results are in a group.
    #[must_use]
    pub fn count(&self, group: MidCycleGroup) -> usize {
        match group {
            MidCycleGroup::Unchanged => self.unchanged,
            MidCycleGroup::Adjusted => self.adjusted,
            MidCycleGroup::Replaced => self.replaced,
            MidCycleGroup::Intervention => self.intervention,
        }
    }

    /// The percentage of a group; none without key results.
    #[must_use]
    pub fn percent(&self, group: MidCycleGroup) -> Option<f64> {
        super::statistics::guideline::percent(self.count(group), self.total())
    }

    pub(super) fn of_groups(groups: impl Iterator<Item = MidCycleGroup>) -> Self {
        let mut counts = Self {
            people: 1,
            ..Self::default()
        };
        for group in groups {
            *match group {
                MidCycleGroup::Unchanged => &mut counts.unchanged,
                MidCycleGroup::Adjusted => &mut counts.adjusted,
                MidCycleGroup::Replaced => &mut counts.replaced,
                MidCycleGroup::Intervention => &mut counts.intervention,
            } += 1;
        }
        counts
    }

    pub(super) fn of(each: impl Iterator<Item = Self>) -> Self {
        each.fold(Self::default(), |sum, one| Self {
            unchanged: sum.unchanged + one.unchanged,
            adjusted: sum.adjusted + one.adjusted,
            replaced: sum.replaced + one.replaced,
            intervention: sum.intervention + one.intervention,
            people: sum.people + one.people,
        })
    }
}

/// The group that a key result's changes put it in: replaced, else intervention, else adjusted, else unchanged.
pub(super) fn group(changes: impl Iterator<Item = Change>) -> MidCycleGroup {
    let rank = |change: &Change| match change {
        Change::Adjusted => 0,
        Change::Intervention => 1,
        Change::Replaced => 2,
    };
    match changes.max_by_key(rank) {
        None => MidCycleGroup::Unchanged,
        Some(Change::Adjusted) => MidCycleGroup::Adjusted,
        Some(Change::Intervention) => MidCycleGroup::Intervention,
        Some(Change::Replaced) => MidCycleGroup::Replaced,
    }
}

/// A packet's changes, each with what it lacks.
pub(super) fn adjustments(organisation: &Organisation, packet: &Packet) -> Vec<AdjustmentFacts> {
    let Some(check_in) = &packet.check_in else {
        return Vec::new();
    };
    let front = &check_in.record.front;
    let skip_level = organisation.chain_on(packet.person, front.date.value).nth(1);
    let lacking = |(adjustment, record): (usize, &AdjustmentRecord)| AdjustmentFacts {
        adjustment,
        change: record.change,
        lacks: lacks(organisation, record, skip_level),
    };
    front.adjustment.iter().enumerate().map(lacking).collect()
}

fn lacks(organisation: &Organisation, record: &AdjustmentRecord, skip_level: Option<PersonIx>) -> Vec<Lack> {
    let rationale = is_blank(record.rationale.as_ref()).then_some(Lack::Rationale);
    match record.change {
        Change::Adjusted => rationale.into_iter().collect(),
        Change::Intervention => is_blank(record.plan.as_ref())
            .then_some(Lack::Plan)
            .into_iter()
            .collect(),
        Change::Replaced => {
            let approver = record.approved_by.as_ref().map(|id| organisation.find_person(id));
            let approval = match (approver, skip_level) {
                (None, expected) => Some(Lack::Approver { expected }),
                (Some(given), Some(expected)) if given != Some(expected) => Some(Lack::OtherApprover { expected }),
                (Some(_), _) => None,
            };
            let replacement = record.replacement.is_none().then_some(Lack::Replacement);
            [rationale, approval, replacement].into_iter().flatten().collect()
        }
    }
}

/// Whether a text was left out or says nothing.
pub(super) fn is_blank(text: Option<&Text>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
