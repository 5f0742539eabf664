//! Which parts of a review were handed in, and whether by their deadline.

use crate::model::{Cycle, Deadlines, Organisation, Packet};
use crate::records::Percent;
use crate::source::Date;

/// A part of the cycle that has a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Individual goals, agreed by both.
    Goals,
    /// The check-in.
    CheckIn,
    /// The self-assessment.
    SelfAssessment,
    /// As many peer feedbacks as a review needs.
    PeerFeedback,
    /// The manager assessment.
    ManagerAssessment,
}

/// Where a part stands against its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not there, and its deadline has not passed.
    NotDue,
    /// It is not there, and its deadline has passed by so many days.
    Missing {
        /// Days since the deadline.
        days: u32,
    },
    /// It was handed in by its deadline, the day itself included.
    OnTime {
        /// The day.
        on: Date,
    },
    /// It was handed in after its deadline.
    Late {
        /// The day.
        on: Date,
        /// Days since the deadline.
        days: u32,
    },
}

/// Where one packet's parts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion {
    /// The goals, agreed by both.
    pub goals: Standing,
    /// The check-in.
    pub check_in: Standing,
    /// The self-assessment.
    pub self_assessment: Standing,
    /// As many peer feedbacks as a review needs: the day is that on which the last one needed came in.
    pub peer_feedback: Standing,
    /// The manager assessment.
    pub manager_assessment: Standing,
    /// How many peers gave feedback, in time or not; a person's feedback on themselves does not count.
    pub feedbacks: usize,
    /// The review as a whole: the last three parts together.
    pub review: Standing,
}

/// Where a part stands in many packets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// Handed in by the deadline.
    pub on_time: usize,
    /// Handed in later.
    pub late: usize,
    /// Not there after the deadline.
    pub missing: usize,
    /// Not there, and not due.
    pub not_due: usize,
}

/// Where all parts stand in the reviews of a group: those of people with a manager, employed on the cycle's last day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CompletionCounts {
    /// The goals.
    pub goals: PartCounts,
    /// The check-in.
    pub check_in: PartCounts,
    /// The self-assessment.
    pub self_assessment: PartCounts,
    /// Peer feedback.
    pub peer_feedback: PartCounts,
    /// The manager assessment.
    pub manager_assessment: PartCounts,
    /// The review as a whole.
    pub review: PartCounts,
}

impl Part {
    /// All parts, in the order of their deadlines.
    pub const ALL: [Self; 5] = [
        Self::Goals,
        Self::CheckIn,
        Self::SelfAssessment,
        Self::PeerFeedback,
        Self::ManagerAssessment,
    ];

    /// The last day for a part.
    #[must_use]
    pub fn deadline(self, cycle: &Cycle) -> Date {
        self.due(&cycle.deadlines)
    }

    /// The same, from the deadlines alone.
    #[must_use]
    pub fn due(self, deadlines: &Deadlines) -> Date {
        match self {
            Self::Goals => deadlines.individual_goals.unwrap_or(deadlines.goals_locked),
            Self::CheckIn => deadlines.check_in[1],
            Self::SelfAssessment => deadlines.self_assessment,
            Self::PeerFeedback => deadlines.peer_feedback,
            Self::ManagerAssessment => deadlines.manager_assessment,
        }
    }
}

impl Standing {
    /// Where something stands that was done on a day, or not yet.
    #[must_use]
    pub fn of(done: Option<Date>, deadline: Date, as_of: Date) -> Self {
        let after = |day: Date| u32::try_from((day - deadline).num_days()).unwrap_or(0);
        match done {
            Some(on) if on <= deadline => Self::OnTime { on },
            Some(on) => Self::Late { on, days: after(on) },
            None if as_of <= deadline => Self::NotDue,
            None => Self::Missing { days: after(as_of) },
        }
    }

    /// How bad it is, so that the worst part speaks for the whole.
    fn severity(self) -> (u8, u32) {
        match self {
            Self::OnTime { .. } => (0, 0),
            Self::NotDue => (1, 0),
            Self::Late { days, .. } => (2, days),
            Self::Missing { days } => (3, days),
        }
    }
}

impl Completion {
    /// Where one part stands.
    #[must_use]
    pub fn part(&self, part: Part) -> Standing {
        match part {
            Part::Goals => self.goals,
            Part::CheckIn => self.check_in,
            Part::SelfAssessment => self.self_assessment,
            Part::PeerFeedback => self.peer_feedback,
            Part::ManagerAssessment => self.manager_assessment,
        }
    }

    pub(super) fn of(organisation: &Organisation, cycle: &Cycle, packet: &Packet) -> Self {
        let standing = |part: Part, done| Standing::of(done, part.deadline(cycle), organisation.as_of);
        let handed_in = packet
            .self_assessment
            .as_ref()
            .and_then(|filed| filed.record.front.submitted.as_ref());
        let assessed = packet
            .manager_assessment
            .as_ref()
            .and_then(|filed| filed.record.front.submitted.as_ref());
        let checked = packet.check_in.as_ref().map(|filed| filed.record.front.date.value);
        let peers = peer_days(packet);
        let self_assessment = standing(Part::SelfAssessment, handed_in.map(|day| day.value));
        let peer_feedback = standing(Part::PeerFeedback, enough_on(organisation, cycle, &peers));
        let manager_assessment = standing(Part::ManagerAssessment, assessed.map(|day| day.value));
        let worst = |a: Standing, b: Standing| if b.severity() > a.severity() { b } else { a };
        Self {
            goals: standing(Part::Goals, agreed_on(packet)),
            check_in: standing(Part::CheckIn, checked),
            self_assessment,
            peer_feedback,
            manager_assessment,
            feedbacks: peers.len(),
            review: worst(worst(self_assessment, peer_feedback), manager_assessment),
        }
    }
}

/// The day on which the second of the two agreed on the goals.
fn agreed_on(packet: &Packet) -> Option<Date> {
    let agreement = packet.goals.as_ref()?.record.agreement.as_ref()?;
    Some(Ord::max(
        agreement.employee.as_ref()?.value,
        agreement.manager.as_ref()?.value,
    ))
}

/// The days on which peers handed in their feedback, in order.
fn peer_days(packet: &Packet) -> Vec<Date> {
    let peers = packet
        .feedback
        .iter()
        .filter(|feedback| feedback.author != packet.person);
    let mut days: Vec<_> = peers
        .filter_map(|feedback| feedback.record.record.front.submitted.as_ref())
        .map(|day| day.value)
        .collect();
    days.sort_unstable();
    days
}

/// The day on which as many feedbacks were there as a review needs; where it needs none, the cycle's end.
fn enough_on(organisation: &Organisation, cycle: &Cycle, days: &[Date]) -> Option<Date> {
    match organisation.policy.feedback_minimum {
        0 => Some(cycle.end),
        minimum => days.get(minimum as usize - 1).copied(),
    }
}

impl PartCounts {
    /// All packets.
    #[must_use]
    pub fn total(&self) -> usize {
        self.on_time + self.late + self.missing + self.not_due
    }

    /// How many were handed in, in time or not.
    #[must_use]
    pub fn done(&self) -> usize {
        self.on_time + self.late
    }

    /// The percentage on time; none without packets.
    #[must_use]
    pub fn on_time_percent(&self) -> Option<f64> {
        super::statistics::guideline::percent(self.on_time, self.total())
    }

    /// Whether more than so many percent are on time, exactly.
    #[must_use]
    pub fn more_on_time_than(&self, percent: Percent) -> bool {
        let scale = 100 * i128::from(Percent::PARTS);
        self.on_time as i128 * scale > i128::from(percent.parts()) * self.total() as i128
    }

    pub(super) fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::NotDue => &mut self.not_due,
            Standing::Missing { .. } => &mut self.missing,
            Standing::OnTime { .. } => &mut self.on_time,
            Standing::Late { .. } => &mut self.late,
        } += 1;
    }
}

impl CompletionCounts {
    /// Where one part stands.
    #[must_use]
    pub fn part(&self, part: Part) -> PartCounts {
        match part {
            Part::Goals => self.goals,
            Part::CheckIn => self.check_in,
            Part::SelfAssessment => self.self_assessment,
            Part::PeerFeedback => self.peer_feedback,
            Part::ManagerAssessment => self.manager_assessment,
        }
    }

    pub(super) fn of<'a>(reviews: impl Iterator<Item = &'a Completion>) -> Self {
        let mut counts = Self::default();
        for completion in reviews {
            counts.goals.add(completion.goals);
            counts.check_in.add(completion.check_in);
            counts.self_assessment.add(completion.self_assessment);
            counts.peer_feedback.add(completion.peer_feedback);
            counts.manager_assessment.add(completion.manager_assessment);
            counts.review.add(completion.review);
        }
        counts
    }
}
