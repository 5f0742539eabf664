//! `cycle.toml`: a review cycle's period, its deadlines and its release.

use super::id::{CycleId, PersonId};
use super::record;
use super::value::{At, Text};
use crate::source::Date;

record! {
    /// A review cycle.
    pub struct CycleRecord {
        /// What it is called, such as Q3 2026.
        title: Text,
        /// Its first day.
        start: At<Date>,
        /// Its last day.
        end: At<Date>,
        /// The cycle before it; history and rating movement follow it.
        previous: Option<At<CycleId>>,
        /// Who runs it.
        facilitation: Option<FacilitationRecord>,
        /// By when its parts are due.
        deadlines: DeadlinesRecord,
        /// Who released it, and when. Without it nothing is released, whatever the date.
        release: Option<ReleaseRecord>,
    }
}

record! {
    /// Who runs a cycle.
    pub struct FacilitationRecord {
        /// The coordinator.
        coordinator: Option<At<PersonId>>,
        /// The performance management specialist.
        specialist: Option<At<PersonId>>,
    }
}

record! {
    /// By when a cycle's parts are due.
    pub struct DeadlinesRecord {
        /// Company goals are shared.
        company_goals: Option<At<Date>>,
        /// Team goals are final.
        team_goals: Option<At<Date>>,
        /// Individual goals are drafted and reviewed.
        individual_goals: Option<At<Date>>,
        /// Goals are locked, and visible to the whole organisation from here.
        goals_locked: At<Date>,
        /// The first and the last day for check-ins.
        check_in: At<[Date; 2]>,
        /// Self-assessments are due.
        self_assessment: At<Date>,
        /// Peer feedback is due.
        peer_feedback: At<Date>,
        /// Manager assessments are due.
        manager_assessment: At<Date>,
        /// Calibration is done.
        calibration: At<Date>,
        /// Employees see final ratings and outcomes from here.
        release: At<Date>,
        /// The cycle is closed.
        closed: Option<At<Date>>,
    }
}

record! {
    /// The approval without which nothing is released.
    pub struct ReleaseRecord {
        /// Who approved.
        approved_by: At<PersonId>,
        /// On which day.
        approved: At<Date>,
    }
}
