//! `policy.toml`: the rating scale, the guideline and every threshold. What is left out takes the scenario's number.

use super::access::AccessRecord;
use super::id::ResultId;
use super::value::{At, AtLeastOne, Count, Number, Percent, Text};
use super::{choice, record};

record! {
    /// The organisation's policy.
    pub struct PolicyRecord {
        /// The rating scale, best first.
        rating: Vec<RatingRecord>,
        /// How a key result can end.
        result: Vec<ResultRecord>,
        /// What goals should look like.
        goals: Option<GoalsPolicyRecord>,
        /// The share of key results expected in each group at mid-cycle, in percent.
        mid_cycle: Option<MidCyclePolicyRecord>,
        /// Peer feedback.
        feedback: Option<FeedbackPolicyRecord>,
        /// Calibration and its checks.
        calibration: Option<CalibrationPolicyRecord>,
        /// Development and improvement plans.
        plans: Option<PlansPolicyRecord>,
        /// The targets of the success criteria.
        success: Option<SuccessPolicyRecord>,
        /// Overrides of who sees what.
        access: Option<AccessRecord>,
    }
}

record! {
    /// One rating of the scale.
    pub struct RatingRecord {
        /// The rating as a number, such as 4.
        value: At<Count>,
        /// The rating in a word, such as Exceeds.
        label: Text,
        /// What it means.
        description: Option<Text>,
        /// The guideline: percent of rated people, low and high.
        guideline: At<[Percent; 2]>,
        /// The merit range: percent of base pay, low and high.
        merit: At<[Percent; 2]>,
        /// The plan that follows from the rating.
        plan: PlanKind,
    }
}

choice! {
    /// The plan that follows from a rating.
    pub enum PlanKind {
        /// No plan.
        None = "none",
        /// One or two growth areas with actions, in the outcome.
        Growth = "growth",
        /// A development plan of 90 days.
        Development = "development",
        /// An improvement plan of 60 days.
        Improvement = "improvement",
    }
}

record! {
    /// One way in which a key result can end.
    pub struct ResultRecord {
        /// The id that self-assessments write.
        id: At<ResultId>,
        /// What it is called.
        label: Text,
        /// The score that it stands for, 1.0 for met.
        score: At<Number>,
    }
}

record! {
    /// What goals should look like.
    pub struct GoalsPolicyRecord {
        /// How many key results an objective should have, from and to.
        key_results: Option<At<[Count; 2]>>,
        /// How many growth objectives each person should have at least.
        growth_objectives: Option<Count>,
        /// The week by the end of which goals are locked.
        locked_by_week: Option<Count>,
    }
}

record! {
    /// The share of key results expected in each group at mid-cycle, in percent.
    pub struct MidCyclePolicyRecord {
        /// On track, no changes.
        unchanged: Option<Percent>,
        /// Adjusted in scope or timeline.
        adjusted: Option<Percent>,
        /// Replaced because priorities moved.
        replaced: Option<Percent>,
        /// At risk, with a plan.
        intervention: Option<Percent>,
    }
}

record! {
    /// Peer feedback.
    pub struct FeedbackPolicyRecord {
        /// How many peer feedbacks a review needs, and below which none is shown to the person reviewed.
        minimum: Option<At<Count>>,
    }
}

record! {
    /// Calibration and its checks.
    pub struct CalibrationPolicyRecord {
        /// Ratings from here up count as "Exceeds".
        exceeds_from: Option<At<Count>>,
        /// The percent of a team above which its share of "Exceeds" needs a justification.
        exceeds_share: Option<Percent>,
        /// A manager with at least this many rated reports, all rated the middle value, is challenged.
        all_same_from: Option<Count>,
        /// How many days before the cycle's end count as its last days.
        recency_days: Option<Count>,
        /// A group smaller than this is never shown on its own in an aggregate.
        group_minimum: Option<At<Count>>,
        /// The budget for merit, in percent of payroll; none unless it is given.
        budget_percent: Option<Percent>,
        /// The agenda: from how many points between a rating and what its goal score suggests a person is discussed.
        agenda_distance: Option<Number>,
        /// The agenda: how near a goal score must lie to a rating's boundary for the person to be discussed.
        agenda_fringe: Option<Number>,
        /// The agenda: from how many steps between a rating and the last cycle's a person is discussed.
        agenda_steps: Option<AtLeastOne>,
        /// The agenda: from how many calibrators who question a rating the person is discussed.
        agenda_questions: Option<AtLeastOne>,
    }
}

record! {
    /// Development and improvement plans.
    pub struct PlansPolicyRecord {
        /// How many days a development plan lasts.
        development_days: Option<Count>,
        /// On which of its days there is a check-in.
        development_check_ins: Option<Vec<Count>>,
        /// How many days an improvement plan lasts.
        improvement_days: Option<Count>,
    }
}

record! {
    /// The targets of the success criteria.
    pub struct SuccessPolicyRecord {
        /// The percent of reviews on time; the target is to have more.
        on_time: Option<Percent>,
        /// The mean of the managers' answers, of 5; the target is to have more.
        manager_satisfaction: Option<Number>,
        /// The mean of the answers on fairness, of 5; the target is to have more.
        fairness: Option<Number>,
    }
}
