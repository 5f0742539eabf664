//! Findings by the part of the organisation on whose records alone they rest, so that a part can be looked at again on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cycle::CycleIx;
use super::goals::Owner;
use super::organisation::PersonIx;
use crate::diagnostics::Finding;

/// What findings rest on. Where that is more than one of these parts, it is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Everything.
    Whole,
    /// One cycle.
    Cycle(CycleIx),
    /// The calibration sessions of one cycle.
    Sessions(CycleIx),
    /// The records of one packet.
    Packet(CycleIx, PersonIx),
    /// The goals of one owner, with the goals that they support.
    Goals(CycleIx, Owner),
}

/// Findings, part by part. They are shared: a copy costs what the number of parts with findings does.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    parts: BTreeMap<Part, Arc<Vec<Finding>>>,
}

impl Findings {
    /// Adds findings to those of a part.
    pub fn add(&mut self, part: Part, findings: impl IntoIterator<Item = Finding>) {
        let mut findings = findings.into_iter().peekable();
        if findings.peek().is_some() {
            Arc::make_mut(self.parts.entry(part).or_default()).extend(findings);
        }
    }

    /// Adds all findings of others.
    pub fn extend(&mut self, others: Self) {
        for (part, findings) in others.parts {
            self.add(part, Arc::unwrap_or_clone(findings));
        }
    }

    /// Forgets what was found in some parts, and takes what was found there now.
    pub fn replace(&mut self, parts: &BTreeSet<Part>, found: Self) {
        for part in parts {
            self.parts.remove(part);
        }
        self.extend(found);
    }

    /// All findings, part by part.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.parts.values().flat_map(|findings| findings.iter())
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        let parts = self.parts.into_values().flat_map(Arc::unwrap_or_clone);
        parts.collect::<Vec<_>>().into_iter()
    }
}
