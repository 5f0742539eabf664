//! Goals of the company, of a team or of a person: objectives with key results.

use super::address::GoalAddress;
use super::check_in::Status;
use super::id::{KeyResultId, ObjectiveId};
use super::value::{At, Count, Number, Text};
use super::{choice, record};
use crate::source::Date;

record! {
    /// The goals of one owner in one cycle.
    pub struct GoalsRecord {
        /// How a person and their manager agreed on them; individual goals only.
        agreement: Option<AgreementRecord>,
        /// One objective.
        objective: Vec<ObjectiveRecord>,
    }
}

record! {
    /// How a person and their manager agreed on the goals.
    pub struct AgreementRecord {
        /// The day on which the employee agreed.
        employee: Option<At<Date>>,
        /// The day on which the manager agreed.
        manager: Option<At<Date>>,
        /// The manager checked that the goals are aligned.
        alignment: Option<bool>,
        /// The manager checked that they are ambitious and achievable.
        ambition: Option<bool>,
        /// The manager checked that they can be measured.
        measurability: Option<bool>,
    }
}

record! {
    /// One objective.
    pub struct ObjectiveRecord {
        /// Its id within its owner's goals.
        id: At<ObjectiveId>,
        /// What is to be achieved.
        title: Text,
        /// Whether it delivers something or helps a person grow; delivery unless it is given.
        kind: Option<ObjectiveKind>,
        /// The goals that it supports, of any owner above.
        supports: Vec<At<GoalAddress>>,
        /// One key result.
        key_result: Vec<KeyResultRecord>,
    }
}

choice! {
    /// What an objective is for.
    pub enum ObjectiveKind {
        /// It delivers something.
        Delivery = "delivery",
        /// It helps a person grow.
        Growth = "growth",
    }
}

record! {
    /// One key result.
    pub struct KeyResultRecord {
        /// Its id within the objective.
        id: At<KeyResultId>,
        /// What is to be done or reached.
        title: Text,
        /// What counts as reached.
        target: Option<Text>,
        /// The week of the cycle by the end of which it is due, from 1.
        week: Option<At<Count>>,
        /// The day by which it is due, instead of a week.
        due: Option<At<Date>>,
        /// How much it counts within the objective; 1 unless it is given.
        weight: Option<At<Number>>,
        /// How it is measured; without it, it is done or not done.
        measure: Option<MeasureRecord>,
        /// How it stands; of team and company goals, since an individual's status stands in the check-in.
        status: Option<At<Status>>,
        /// The measured value; likewise.
        value: Option<At<Number>>,
        /// How it ended; of team and company goals, since an individual's result stands in the self-assessment.
        result: Option<At<super::id::ResultId>>,
    }
}

record! {
    /// How a key result is measured.
    pub struct MeasureRecord {
        /// The unit, such as ms.
        unit: Option<Text>,
        /// Where it began.
        from: Number,
        /// Where it should end.
        to: Number,
    }
}
