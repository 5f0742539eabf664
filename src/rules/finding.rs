//! A process finding: what is not as it should be, who must act, what they must do, and since when.

use crate::diagnostics::{Finding, Place};
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::records::access::SectionKind;
use crate::source::Date;

/// One place where the records are right and the process is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessFinding {
    /// The rule, the place and the words.
    pub finding: Finding,
    /// Who must act; none only where a cycle names no coordinator and nobody else comes first.
    pub actor: Option<PersonIx>,
    /// What they must do.
    pub act: &'static str,
    /// Since when it has been open: mostly the deadline that passed.
    pub since: Option<Date>,
    /// The cycle that it belongs to.
    pub cycle: CycleIx,
    /// Whether it was found by looking at the cycle as a whole, though it may be about one packet.
    pub of_cycle: bool,
    /// Whose packet it is about, where it is about one.
    pub person: Option<PersonIx>,
    /// The unit that it is about: the person's at the cycle's end, or a unit as a whole.
    pub team: Option<TeamIx>,
    /// Whose ratings it counts, where it is about several: it is for those alone who may know each of them.
    pub counted: Vec<PersonIx>,
    /// The sections of the records that it tells of: it is for those alone who may see all of them.
    pub sections: &'static [SectionKind],
}

/// What findings are sorted by: cycle, who must act, since when, place, rule and words.
pub type Order<'a> = (
    CycleIx,
    Option<PersonIx>,
    Option<Date>,
    &'a Place,
    &'static str,
    &'a str,
);

impl ProcessFinding {
    /// By cycle, who must act, since when, and place.
    #[must_use]
    pub fn order(&self) -> Order<'_> {
        let Finding {
            rule, place, message, ..
        } = &self.finding;
        (self.cycle, self.actor, self.since, place, rule.code, message)
    }

    /// Names who must act, where there is somebody; else it stays with the coordinator.
    pub(super) fn for_actor(mut self, actor: impl Into<Option<PersonIx>>) -> Self {
        self.actor = actor.into().or(self.actor);
        self
    }

    /// Says since when.
    pub(super) fn since(mut self, day: Date) -> Self {
        self.since = Some(day);
        self
    }

    /// Adds a figure of the record itself.
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.finding = self.finding.detail(detail);
        self
    }

    /// Says whose ratings it counts.
    pub(super) fn counting(mut self, people: impl Iterator<Item = PersonIx>) -> Self {
        self.counted = people.collect();
        self
    }

    /// Says which unit it is about.
    pub(super) fn of_team(mut self, team: TeamIx) -> Self {
        self.team = Some(team);
        self
    }
}
