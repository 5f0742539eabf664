//! Review cycles: their deadlines and phase, their calibration sessions, and everybody's packet.

use std::collections::HashMap;
use std::sync::Arc;

use super::goals::CycleGoals;
use super::organisation::{PersonIx, TeamIx, index};
use crate::diagnostics::Place;
use crate::records::address::KeyResultAddress;
use crate::records::calibration::CalibrationRecord;
use crate::records::check_in::CheckInRecord;
use crate::records::development_plan::DevelopmentPlanRecord;
use crate::records::feedback::FeedbackRecord;
use crate::records::goals::{GoalsRecord, KeyResultRecord, ObjectiveRecord};
use crate::records::id::{CycleId, SessionId};
use crate::records::improvement_plan::ImprovementPlanRecord;
use crate::records::manager_assessment::ManagerAssessmentRecord;
use crate::records::outcome::OutcomeRecord;
use crate::records::self_assessment::SelfAssessmentRecord;
use crate::records::surveys::SurveysRecord;
use crate::records::{Document, Filed};
use crate::source::Date;

index! {
    /// One cycle, oldest first.
    CycleIx
}
index! {
    /// One calibration session of a cycle, by date.
    SessionIx
}

/// One review cycle.
#[derive(Debug, Clone)]
pub struct Cycle {
    /// The id, which is the name of its folder.
    pub id: CycleId,
    /// What it is called.
    pub title: Box<str>,
    /// Its first day.
    pub start: Date,
    /// Its last day.
    pub end: Date,
    /// The cycle before it.
    pub previous: Option<CycleIx>,
    /// Who runs it.
    pub facilitation: Facilitation,
    /// By when its parts are due.
    pub deadlines: Deadlines,
    /// Its approval, where it was given by the day on which the site stands.
    pub release: Option<Release>,
    /// The phase that it is in.
    pub phase: Phase,
    /// Whether final ratings and outcomes are released on the day on which the site stands.
    pub released: bool,
    /// Everybody's goals, and how they support each other.
    pub goals: Arc<CycleGoals>,
    /// Calibration sessions, by date.
    pub sessions: Arc<Vec<Arc<Session>>>,
    /// Survey answers.
    pub surveys: Option<Filed<SurveysRecord>>,
    /// The packets of all who were employed in the cycle, in the order of people.
    pub packets: Vec<Arc<Packet>>,
    pub(super) role_day: Date,
    pub(super) reports: Arc<HashMap<PersonIx, Vec<PersonIx>>>,
    /// For each person, the position of their packet.
    pub(super) packet_of: Arc<Vec<Option<u32>>>,
    /// Where it is written.
    pub place: Place,
}

/// Who runs a cycle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facilitation {
    /// The coordinator.
    pub coordinator: Option<PersonIx>,
    /// The performance management specialist.
    pub specialist: Option<PersonIx>,
}

/// By when a cycle's parts are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Company goals are shared.
    pub company_goals: Option<Date>,
    /// Team goals are final.
    pub team_goals: Option<Date>,
    /// Individual goals are drafted and reviewed.
    pub individual_goals: Option<Date>,
    /// Goals are locked, and visible to the whole organisation from here.
    pub goals_locked: Date,
    /// The first and the last day for check-ins.
    pub check_in: [Date; 2],
    /// Self-assessments are due.
    pub self_assessment: Date,
    /// Peer feedback is due.
    pub peer_feedback: Date,
    /// Manager assessments are due.
    pub manager_assessment: Date,
    /// Calibration is done.
    pub calibration: Date,
    /// Employees see final ratings and outcomes from here.
    pub release: Date,
    /// The cycle is closed.
    pub closed: Option<Date>,
}

/// The approval without which nothing is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Who approved.
    pub approved_by: PersonIx,
    /// On which day.
    pub approved: Date,
}

/// Where a cycle stands on a day; it follows from its deadlines and from nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Goals are set, up to the day on which they are locked.
    GoalSetting,
    /// Work goes on and is checked, up to the end of the cycle.
    MidCycle,
    /// Assessments are written, up to the last deadline for them.
    Review,
    /// Ratings are compared, up to the deadline for calibration.
    Calibration,
    /// Outcomes are decided and released.
    Outcomes,
    /// The cycle is closed.
    Closed,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 6] = [
        Self::GoalSetting,
        Self::MidCycle,
        Self::Review,
        Self::Calibration,
        Self::Outcomes,
        Self::Closed,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::GoalSetting => "Goal setting",
            Self::MidCycle => "Mid-cycle",
            Self::Review => "Review",
            Self::Calibration => "Calibration",
            Self::Outcomes => "Outcomes",
            Self::Closed => "Closed",
        }
    }

    /// The phase on a day.
    #[must_use]
    pub fn on(day: Date, end: Date, deadlines: &Deadlines) -> Self {
        if deadlines.closed.is_some_and(|closed| day >= closed) {
            Self::Closed
        } else if day > deadlines.calibration {
            Self::Outcomes
        } else if day > deadlines.manager_assessment {
            Self::Calibration
        } else if day > end {
            Self::Review
        } else if day > deadlines.goals_locked {
            Self::MidCycle
        } else {
            Self::GoalSetting
        }
    }
}

/// One calibration session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The id, which is the name of its file.
    pub id: SessionId,
    /// What it says.
    pub record: Filed<CalibrationRecord>,
    /// Whether it was held by the day on which the site stands.
    pub held: bool,
    /// Who leads it.
    pub facilitator: Option<PersonIx>,
    /// Who takes part.
    pub participants: Vec<PersonIx>,
    /// The units in scope; these and all below them.
    pub teams: Vec<TeamIx>,
    /// For each decision, in the order of the record, whom it is about.
    pub decided: Vec<Option<PersonIx>>,
    /// What it says of whom, in the order of people.
    pub(super) about: Vec<(PersonIx, About)>,
}

/// What a session says of one person: positions within its record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// The decision.
    pub decision: Option<usize>,
    /// The questions.
    pub questions: Vec<usize>,
    /// The talking points.
    pub talking_points: Vec<usize>,
}

impl Session {
    /// What it says of a person, if anything.
    #[must_use]
    pub fn about(&self, person: PersonIx) -> Option<&About> {
        let at = self.about.binary_search_by_key(&person, |(about, _)| *about).ok()?;
        Some(&self.about[at].1)
    }
}

/// Everything about one person in one cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    /// Whose.
    pub person: PersonIx,
    /// In which cycle.
    pub cycle: CycleIx,
    /// Individual goals.
    pub goals: Option<Arc<Filed<GoalsRecord>>>,
    /// The mid-cycle check-in.
    pub check_in: Option<Filed<Document<CheckInRecord>>>,
    /// What the person says.
    pub self_assessment: Option<Filed<Document<SelfAssessmentRecord>>>,
    /// What the manager says.
    pub manager_assessment: Option<Filed<Document<ManagerAssessmentRecord>>>,
    /// What peers say, in the order of their ids.
    pub feedback: Vec<Feedback>,
    /// What follows.
    pub outcome: Option<Filed<OutcomeRecord>>,
    /// The development plan.
    pub development_plan: Option<Filed<Document<DevelopmentPlanRecord>>>,
    /// The improvement plan.
    pub improvement_plan: Option<Filed<Document<ImprovementPlanRecord>>>,
    /// How many of its records lie after the day on which the site stands.
    pub later: usize,
}

/// One peer feedback and who wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Who wrote it.
    pub author: PersonIx,
    /// What it says.
    pub record: Filed<Document<FeedbackRecord>>,
}

impl Packet {
    /// A packet without any record.
    #[must_use]
    pub fn empty(person: PersonIx, cycle: CycleIx) -> Self {
        Self {
            person,
            cycle,
            goals: None,
            check_in: None,
            self_assessment: None,
            manager_assessment: None,
            feedback: Vec::new(),
            outcome: None,
            development_plan: None,
            improvement_plan: None,
            later: 0,
        }
    }

    /// The objectives of the individual goals.
    #[must_use]
    pub fn objectives(&self) -> &[ObjectiveRecord] {
        self.goals.as_ref().map_or(&[], |goals| &goals.record.objective)
    }

    /// The key result at an address within these goals.
    #[must_use]
    pub fn key_result(&self, address: &KeyResultAddress) -> Option<(&ObjectiveRecord, &KeyResultRecord)> {
        let objective = self
            .objectives()
            .iter()
            .find(|objective| *objective.id == address.objective)?;
        let key_result = objective
            .key_result
            .iter()
            .find(|key_result| *key_result.id == address.key_result)?;
        Some((objective, key_result))
    }
}

impl Cycle {
    /// A person's packet.
    #[must_use]
    pub fn packet(&self, person: PersonIx) -> Option<&Arc<Packet>> {
        let at = self.packet_of.get(person.index()).copied().flatten()?;
        self.packets.get(at as usize)
    }

    /// Takes a packet in the place of the one that the person had.
    pub(super) fn take_packet(&mut self, packet: Packet) {
        if let Some(at) = self.packet_of.get(packet.person.index()).copied().flatten() {
            self.packets[at as usize] = Arc::new(packet);
        }
    }

    /// The direct reports of a manager on the day whose roles count, in the order of the roster.
    #[must_use]
    pub fn reports_of(&self, manager: PersonIx) -> &[PersonIx] {
        self.reports.get(&manager).map_or(&[], Vec::as_slice)
    }

    /// All sessions, with their indices, by date.
    pub fn sessions(&self) -> impl Iterator<Item = (SessionIx, &Session)> {
        self.sessions
            .iter()
            .enumerate()
            .map(|(at, session)| (SessionIx::of(at), &**session))
    }

    /// The session at an index.
    #[must_use]
    pub fn session(&self, session: SessionIx) -> &Session {
        &self.sessions[session.index()]
    }

    /// The day whose roles count: the last of the cycle, or the day of the site while it runs.
    #[must_use]
    pub fn role_day(&self) -> Date {
        self.role_day
    }

    /// The day by the end of which a week of the cycle ends; weeks are counted from 1 and have seven days.
    #[must_use]
    pub fn week_end(&self, week: u32) -> Date {
        let days = u64::from(week) * 7;
        let end = self
            .start
            .checked_add_days(chrono::Days::new(days))
            .unwrap_or(Date::MAX);
        end.pred_opt().unwrap_or(end)
    }

    /// The day on which a key result is due: its date, or the last day of its week.
    #[must_use]
    pub fn due(&self, key_result: &KeyResultRecord) -> Option<Date> {
        let week = key_result.week.as_ref().map(|week| self.week_end(week.0));
        key_result.due.as_ref().map(|due| due.value).or(week)
    }
}
