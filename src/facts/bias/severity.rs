//! Does one manager rate higher or lower than all others together?

use super::check::{CheckResult, Kind, Reason, Strength, Subject, Verdict};
use super::figures::{Figures, SeverityFigures};
use super::scope::{Context, packets, tally};
use crate::facts::statistics::severity::{Manager, severity};
use crate::facts::statistics::{Tally, is_rare, reaches};

/// Half a rating is large enough to matter.
const DIFFERENCE: f64 = 0.5;

/// Each manager with rated reports.
pub(super) fn managers(context: &Context<'_>) -> Vec<CheckResult> {
    let groups = context.managers();
    let tallies: Vec<Tally> = groups.iter().map(|(_, group)| tally(&group.rated)).collect();
    let figures = severity(&tallies).map_or_else(Vec::new, |severity| severity.managers);
    let mut figures = figures.into_iter();
    let result = |(manager, group): &(_, super::scope::Group)| {
        let packets = packets(&group.rated);
        let about = context.about(Kind::Severity, Subject::Manager(*manager), packets, group.not_rated);
        match figures.next() {
            Some(figures) if !group.rated.is_empty() => conclude(about, &figures),
            _ => about.cannot_tell(Reason::NobodyRated),
        }
    };
    groups.iter().map(result).collect()
}

fn conclude(about: CheckResult, manager: &Manager) -> CheckResult {
    let (Some(test), Some(adjusted)) = (manager.test, manager.p_holm) else {
        return about.cannot_tell(Reason::OneGroup);
    };
    let figures = SeverityFigures {
        mean: manager.mean.unwrap_or_default(),
        difference_from_rest: manager.difference_from_rest.unwrap_or_default(),
        difference_from_all: manager.difference_from_all.unwrap_or_default(),
        shrunken_difference: manager.shrunken_difference,
        cliffs_delta: manager.cliffs_delta.unwrap_or_default(),
    };
    let verdict = if !is_rare(test.smallest_p) {
        Verdict::CannotTell(Reason::NothingRarePossible)
    } else if is_rare(adjusted) && reaches(figures.difference_from_rest, DIFFERENCE) {
        Verdict::Flag(Strength::Strong)
    } else {
        Verdict::NoFlag
    };
    about.says(verdict, (test.p_two_sided, test.exactness), Figures::Severity(figures))
}
