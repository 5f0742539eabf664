//! `calibration/<session>.toml`: one calibration session, its decisions, justifications and questions.

use super::address::RecordAddress;
use super::id::{PersonId, TeamId};
use super::value::{At, Count, Text};
use super::{choice, record};
use crate::source::Date;

record! {
    /// One calibration session.
    pub struct CalibrationRecord {
        /// What it is called.
        title: Text,
        /// The day of the meeting.
        date: At<Date>,
        /// Whether it was held.
        held: Option<bool>,
        /// Who leads it.
        facilitator: Option<At<PersonId>>,
        /// Who takes part.
        participants: Vec<At<PersonId>>,
        /// The units in scope; these and all below them.
        teams: Vec<At<TeamId>>,
        /// One person discussed; the others keep the recommended rating.
        decision: Vec<DecisionRecord>,
        /// Why a flagged check stands.
        justification: Vec<JustificationRecord>,
        /// A calibrator's doubt before the meeting.
        question: Vec<QuestionRecord>,
        /// Something to bring up about a person.
        talking_point: Vec<TalkingPointRecord>,
    }
}

record! {
    /// What was decided about one person.
    pub struct DecisionRecord {
        /// The person.
        person: At<PersonId>,
        /// The rating that was proposed.
        proposed: Option<At<Count>>,
        /// The rating that was decided.
        r#final: At<Count>,
        /// Why; expected where the rating moved.
        rationale: Option<Text>,
        /// The records that it rests on.
        evidence: Vec<At<RecordAddress>>,
    }
}

record! {
    /// Why a flagged check stands.
    pub struct JustificationRecord {
        /// The check that was flagged.
        check: At<CheckKind>,
        /// The unit that it is about.
        team: Option<At<TeamId>>,
        /// The manager whom it is about.
        manager: Option<At<PersonId>>,
        /// The person whom it is about.
        person: Option<At<PersonId>>,
        /// Why it stands.
        text: Text,
        /// Who says so.
        by: Option<At<PersonId>>,
    }
}

choice! {
    /// A check that can be flagged.
    pub enum CheckKind {
        /// The share of "Exceeds" in a team.
        ExceedsShare = "exceeds-share",
        /// A manager whose reports all have the middle rating.
        AllSame = "all-same",
        /// Ratings by gender.
        Gender = "gender",
        /// Ratings by tenure.
        Tenure = "tenure",
        /// Evidence from the last days alone.
        Recency = "recency",
        /// The distribution against the guideline.
        Guideline = "guideline",
        /// A manager who rates higher or lower than the rest.
        Severity = "severity",
        /// What calibration did to the ratings.
        Calibration = "calibration",
    }
}

record! {
    /// A calibrator's doubt before the meeting.
    pub struct QuestionRecord {
        /// The person.
        person: At<PersonId>,
        /// Who asks.
        by: At<PersonId>,
        /// Whether they agree with the proposed rating.
        answer: Answer,
        /// What they ask.
        text: Option<Text>,
    }
}

choice! {
    /// What a calibrator thinks of a proposed rating.
    pub enum Answer {
        /// They agree.
        Agree = "agree",
        /// They question it.
        Question = "question",
    }
}

record! {
    /// Something to bring up about a person.
    pub struct TalkingPointRecord {
        /// The person.
        person: At<PersonId>,
        /// What to bring up.
        text: Text,
    }
}
