//! Key results that fail a SMART check, each with the reason and with who or what says so.

use serde::Serialize;

use super::row::{OwnerLink, Rows};
use crate::disclosure::{CascadeKeyResult, CascadeObjective};
use crate::facts::{SmartOrigin, SmartVerdict};

/// A key result that fails a SMART check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SmartFault<'a> {
    /// Whose.
    pub owner: OwnerLink<'a>,
    /// The key result.
    pub title: &'a str,
    /// Its objective.
    pub objective: &'a str,
    /// Its anchor on the page.
    pub anchor: String,
    /// The checks that it fails.
    pub reasons: Vec<SmartReasonLine>,
}

/// A check that fails, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SmartReasonLine {
    /// The check, such as "Specific".
    pub check: &'static str,
    /// Why it fails.
    pub reason: &'static str,
    /// "computed", or "to be signed".
    pub origin: &'static str,
}

/// The key results that fail a check, in the order of their owners; none where the checks are not for this audience.
pub(super) fn faults<'a>(rows: &Rows<'_, 'a>, objectives: &[CascadeObjective<'a>]) -> Option<Vec<SmartFault<'a>>> {
    let all = || {
        objectives
            .iter()
            .flat_map(|each| each.key_results.iter().map(move |key_result| (each, key_result)))
    };
    // Unit goals have no checks, and an open section says so by holding none.
    all().any(|(_, each)| each.smart.is_open()).then(|| {
        let faulty = all().filter_map(|(objective, key_result)| {
            let reasons = reasons(key_result);
            (!reasons.is_empty()).then(|| SmartFault {
                owner: rows.owner(objective.owner),
                title: key_result.record.title,
                objective: objective.title,
                anchor: rows.anchor(key_result.goal),
                reasons,
            })
        });
        faulty.collect()
    })
}

fn reasons(key_result: &CascadeKeyResult<'_>) -> Vec<SmartReasonLine> {
    let Some(smart) = key_result.smart.value() else {
        return Vec::new();
    };
    let failing = smart
        .checks()
        .into_iter()
        .filter(|(_, check)| check.verdict == SmartVerdict::Fails);
    let line = |(check, failed): (&'static str, crate::facts::SmartCheck)| SmartReasonLine {
        check,
        reason: failed.reason.text(),
        origin: match failed.origin {
            SmartOrigin::Computed => "computed",
            SmartOrigin::Signed(_) => "the manager’s signature",
        },
    };
    failing.map(line).collect()
}
