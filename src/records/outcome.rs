//! `outcome.toml`: what follows from a rating: pay, equity, promotion and actions.

use super::value::{At, Count, Money, Percent, Text};
use super::{choice, record};
use crate::source::Date;

record! {
    /// What follows from a rating.
    pub struct OutcomeRecord {
        /// Pay and equity.
        pay: Option<PayRecord>,
        /// The decision about a promotion.
        promotion: Option<PromotionRecord>,
        /// What else follows.
        action: Vec<OutcomeActionRecord>,
        /// That the employee has read it.
        acknowledged: Option<AcknowledgedRecord>,
    }
}

record! {
    /// Pay and equity.
    pub struct PayRecord {
        /// Base pay a year before.
        base_before: At<Money>,
        /// The merit increase in percent of base pay.
        merit_percent: At<Percent>,
        /// Why the increase lies outside the rating's range.
        exception: Option<Text>,
        /// Base pay a year after.
        base_after: At<Money>,
        /// The pay band, low and high.
        band: Option<At<[Money; 2]>>,
        /// How many shares are granted.
        equity_shares: Option<Count>,
        /// To what amount base pay is rounded; 1 unless it is given.
        rounded_to: Option<At<Money>>,
    }
}

record! {
    /// The decision about a promotion.
    pub struct PromotionRecord {
        /// What was decided.
        decision: PromotionDecision,
        /// The level that it is about.
        to_level: Option<Text>,
        /// The day on which the criteria are reviewed.
        review: Option<At<Date>>,
        /// One criterion of the level.
        criterion: Vec<PromotionCriterionRecord>,
    }
}

choice! {
    /// What was decided about a promotion.
    pub enum PromotionDecision {
        /// No promotion is discussed.
        None = "none",
        /// A review of the criteria is scheduled.
        CriteriaReview = "criteria-review",
        /// The person is promoted.
        Promoted = "promoted",
        /// The promotion was declined.
        Declined = "declined",
    }
}

record! {
    /// One criterion of a level.
    pub struct PromotionCriterionRecord {
        /// What it asks.
        what: Text,
        /// Whether it is met.
        met: Option<bool>,
        /// What shows it.
        evidence: Option<Text>,
    }
}

record! {
    /// Something else that follows.
    pub struct OutcomeActionRecord {
        /// What kind of thing.
        kind: OutcomeActionKind,
        /// What.
        what: Text,
    }
}

choice! {
    /// A kind of action that follows from a rating.
    pub enum OutcomeActionKind {
        /// An assignment.
        Assignment = "assignment",
        /// A conference.
        Conference = "conference",
        /// A chance to lead.
        Leadership = "leadership",
        /// A mentor.
        Mentor = "mentor",
        /// A training.
        Training = "training",
        /// Something else.
        Other = "other",
    }
}

record! {
    /// That the employee has read the outcome.
    pub struct AcknowledgedRecord {
        /// On which day.
        employee: At<Date>,
        /// What the employee says to it.
        comment: Option<Text>,
    }
}
