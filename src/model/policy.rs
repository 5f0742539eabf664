//! The policy in force: what `policy.toml` says, and the scenario's numbers for what it leaves out.

use crate::records::access::AccessRecord;
use crate::records::id::ResultId;
use crate::records::policy::{PlanKind, PolicyRecord};
use crate::records::{Count, Filed, Number, Percent};
use crate::source::SourcePath;

/// The organisation's policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Where it is written, if it is.
    pub file: Option<SourcePath>,
    /// The rating scale, best first.
    pub ratings: Vec<Rating>,
    /// How key results can end, best first as written.
    pub results: Vec<ResultKind>,
    /// How many key results an objective should have, from and to.
    pub key_results: [u32; 2],
    /// How many growth objectives each person should have at least.
    pub growth_objectives: u32,
    /// The week by the end of which goals are locked.
    pub locked_by_week: u32,
    /// The share of key results expected in each group at mid-cycle.
    pub mid_cycle: MidCycleShares,
    /// How many peer feedbacks a review needs, and below which none is shown to the person reviewed.
    pub feedback_minimum: u32,
    /// Ratings from here up count as "Exceeds".
    pub exceeds_from: u32,
    /// The percent of a team above which its share of "Exceeds" needs a justification.
    pub exceeds_share: Percent,
    /// From how many rated reports on a manager with all the middle value is challenged.
    pub all_same_from: u32,
    /// How many days at the end of a cycle are its last days.
    pub recency_days: u32,
    /// The smallest group that is shown on its own in an aggregate.
    pub group_minimum: u32,
    /// The budget for merit in percent of payroll.
    pub budget: Option<Percent>,
    /// From how many points between a rating and what the goal score suggests a person is on the agenda.
    pub agenda_distance: f64,
    /// How near to a rating's boundary a goal score puts a person on the agenda.
    pub agenda_fringe: f64,
    /// From how many steps between a rating and the last cycle's a person is on the agenda.
    pub agenda_steps: u32,
    /// From how many calibrators who question a rating the person is on the agenda.
    pub agenda_questions: u32,
    /// How many days a development plan lasts.
    pub development_days: u32,
    /// On which of its days there is a check-in.
    pub development_check_ins: Vec<u32>,
    /// How many days an improvement plan lasts.
    pub improvement_days: u32,
    /// The target for reviews on time: more than this percent.
    pub on_time: Percent,
    /// The target for managers' satisfaction: a mean of more than this, of 5.
    pub manager_satisfaction: f64,
    /// The target for fairness: a mean of more than this, of 5.
    pub fairness: f64,
    /// Overrides of the disclosure matrix.
    pub access: Option<AccessRecord>,
}

/// One rating of the scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The rating as a number.
    pub value: u32,
    /// The rating in a word.
    pub label: Box<str>,
    /// What it means.
    pub description: Option<Box<str>>,
    /// The guideline, low and high.
    pub guideline: [Percent; 2],
    /// The merit range, low and high.
    pub merit: [Percent; 2],
    /// The plan that follows.
    pub plan: PlanKind,
}

/// One way in which a key result can end.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultKind {
    /// Its id.
    pub id: ResultId,
    /// What it is called.
    pub label: Box<str>,
    /// The score that it stands for.
    pub score: f64,
}

/// The share of key results expected in each group at mid-cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MidCycleShares {
    /// On track, no changes.
    pub unchanged: Percent,
    /// Adjusted in scope or timeline.
    pub adjusted: Percent,
    /// Replaced because priorities moved.
    pub replaced: Percent,
    /// At risk, with a plan.
    pub intervention: Percent,
}

impl Default for Policy {
    fn default() -> Self {
        let whole = Percent::whole;
        Self {
            file: None,
            ratings: default_ratings(),
            results: default_results(),
            key_results: [3, 5],
            growth_objectives: 1,
            locked_by_week: 4,
            mid_cycle: MidCycleShares {
                unchanged: whole(60),
                adjusted: whole(25),
                replaced: whole(10),
                intervention: whole(5),
            },
            feedback_minimum: 3,
            exceeds_from: 4,
            exceeds_share: whole(40),
            all_same_from: 3,
            recency_days: 14,
            group_minimum: 5,
            budget: None,
            agenda_distance: 1.0,
            agenda_fringe: 0.05,
            agenda_steps: 2,
            agenda_questions: 1,
            development_days: 90,
            development_check_ins: vec![30, 60, 90],
            improvement_days: 60,
            on_time: whole(95),
            manager_satisfaction: 4.0,
            fairness: 4.0,
            access: None,
        }
    }
}

fn default_ratings() -> Vec<Rating> {
    let rating = |value, label: &str, description: &str, guideline: [i64; 2], merit: [i64; 2], plan| Rating {
        value,
        label: label.into(),
        description: Some(description.into()),
        guideline: guideline.map(Percent::whole),
        merit: merit.map(Percent::whole),
        plan,
    };
    vec![
        rating(
            5,
            "Exceptional",
            "Top 5%, transformative impact",
            [5, 10],
            [5, 10],
            PlanKind::None,
        ),
        rating(
            4,
            "Exceeds",
            "Consistently above the bar",
            [20, 30],
            [5, 10],
            PlanKind::None,
        ),
        rating(
            3,
            "Meets",
            "Solid, reliable delivery",
            [50, 60],
            [3, 5],
            PlanKind::Growth,
        ),
        rating(
            2,
            "Developing",
            "Gaps identified, support needed",
            [10, 15],
            [0, 2],
            PlanKind::Development,
        ),
        rating(
            1,
            "Below",
            "Significant concerns, improvement plan likely",
            [0, 5],
            [0, 0],
            PlanKind::Improvement,
        ),
    ]
}

fn default_results() -> Vec<ResultKind> {
    let results = [
        ("exceeded", "Exceeded", 1.2),
        ("met", "Met", 1.0),
        ("mostly-met", "Mostly met", 0.7),
        ("partly-met", "Partly met", 0.4),
        ("missed", "Missed", 0.0),
    ];
    let kind = |(id, label, score): (&str, &str, f64)| {
        Some(ResultKind {
            id: ResultId::new(id)?,
            label: label.into(),
            score,
        })
    };
    results.into_iter().filter_map(kind).collect()
}

impl Policy {
    /// The policy that a record makes, with the scenario's number for what it leaves out.
    #[must_use]
    pub fn new(filed: Option<&Filed<PolicyRecord>>) -> Self {
        let mut policy = Self::default();
        let Some(filed) = filed else { return policy };
        let PolicyRecord {
            rating,
            result,
            goals,
            mid_cycle,
            feedback,
            calibration,
            plans,
            success,
            access,
            at: _,
        } = &*filed.record;
        policy.file = Some(filed.file.clone());
        policy.access.clone_from(access);
        if !rating.is_empty() {
            policy.ratings = rating.iter().map(Rating::from).collect();
            policy.ratings.sort_by_key(|rating| std::cmp::Reverse(rating.value));
        }
        if !result.is_empty() {
            let kind = |r: &crate::records::policy::ResultRecord| ResultKind {
                id: r.id.value.clone(),
                label: r.label.clone(),
                score: r.score.0,
            };
            policy.results = result.iter().map(kind).collect();
        }
        if let Some(goals) = goals {
            set(
                &mut policy.key_results,
                goals.key_results.as_ref().map(|at| at.value.map(|count| count.0)),
            );
            set(&mut policy.growth_objectives, count(goals.growth_objectives));
            set(&mut policy.locked_by_week, count(goals.locked_by_week));
        }
        if let Some(shares) = mid_cycle {
            set(&mut policy.mid_cycle.unchanged, shares.unchanged);
            set(&mut policy.mid_cycle.adjusted, shares.adjusted);
            set(&mut policy.mid_cycle.replaced, shares.replaced);
            set(&mut policy.mid_cycle.intervention, shares.intervention);
        }
        if let Some(feedback) = feedback {
            set(
                &mut policy.feedback_minimum,
                count(feedback.minimum.as_ref().map(|at| at.value)),
            );
        }
        policy.take_calibration(calibration.as_ref());
        if let Some(plans) = plans {
            set(&mut policy.development_days, count(plans.development_days));
            let days = plans
                .development_check_ins
                .as_ref()
                .map(|days| days.iter().map(|day| day.0).collect());
            set(&mut policy.development_check_ins, days);
            set(&mut policy.improvement_days, count(plans.improvement_days));
        }
        if let Some(success) = success {
            set(&mut policy.on_time, success.on_time);
            set(&mut policy.manager_satisfaction, number(success.manager_satisfaction));
            set(&mut policy.fairness, number(success.fairness));
        }
        policy
    }

    fn take_calibration(&mut self, record: Option<&crate::records::policy::CalibrationPolicyRecord>) {
        let Some(record) = record else { return };
        set(
            &mut self.exceeds_from,
            count(record.exceeds_from.as_ref().map(|at| at.value)),
        );
        set(&mut self.exceeds_share, record.exceeds_share);
        set(&mut self.all_same_from, count(record.all_same_from));
        set(&mut self.recency_days, count(record.recency_days));
        set(
            &mut self.group_minimum,
            count(record.group_minimum.as_ref().map(|at| at.value)),
        );
        self.budget = record.budget_percent;
        set(&mut self.agenda_distance, number(record.agenda_distance));
        set(&mut self.agenda_fringe, number(record.agenda_fringe));
        set(&mut self.agenda_steps, record.agenda_steps.map(|least| least.0));
        set(&mut self.agenda_questions, record.agenda_questions.map(|least| least.0));
    }

    /// The rating with this value.
    #[must_use]
    pub fn rating(&self, value: u32) -> Option<&Rating> {
        self.ratings.iter().find(|rating| rating.value == value)
    }

    /// The result with this id.
    #[must_use]
    pub fn result(&self, id: &ResultId) -> Option<&ResultKind> {
        self.results.iter().find(|result| result.id == *id)
    }

    /// The middle value of the scale; of an even scale the lower of the two in the middle.
    #[must_use]
    pub fn middle(&self) -> Option<u32> {
        self.ratings.get(self.ratings.len() / 2).map(|rating| rating.value)
    }
}

impl From<&crate::records::policy::RatingRecord> for Rating {
    fn from(record: &crate::records::policy::RatingRecord) -> Self {
        Self {
            value: record.value.0,
            label: record.label.clone(),
            description: record.description.clone(),
            guideline: record.guideline.value,
            merit: record.merit.value,
            plan: record.plan,
        }
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn count(value: Option<Count>) -> Option<u32> {
    value.map(|count| count.0)
}

fn number(value: Option<Number>) -> Option<f64> {
    value.map(|number| number.0)
}
