//! The agenda of a calibration session: who is discussed, in which order, and by which rule.
//!
//! It is made before the meeting and stays as it was: ratings here are those that managers recommended, or the final one
//! where nobody recommended any. Thresholds are the policy's `agenda_distance` and `agenda_fringe`.

use crate::facts::PacketIx;
use crate::model::{PersonIx, SessionIx};

/// The agenda of one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Agenda {
    /// Which session.
    pub session: SessionIx,
    /// The parts in the order of the meeting, all of them, also those without anybody. Definitions come first and list
    /// nobody; flags to answer come last, and are those of `bias::checks` over the session's scope.
    pub parts: Vec<AgendaPart>,
}

/// One part of the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaPart {
    /// Which.
    pub section: AgendaSection,
    /// Whom to discuss, the most doubted first.
    pub items: Vec<AgendaItem>,
}

/// The parts of a session, in the order of the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgendaSection {
    /// What each rating means.
    Definitions,
    /// People with the lowest and the highest rating of the scale.
    LowestAndHighest,
    /// Everyone in between whom a rule names.
    Fringe,
    /// Promotions.
    Promotions,
    /// Flags of the checks.
    Flags,
}

/// One person to discuss.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaItem {
    /// The packet.
    pub packet: PacketIx,
    /// The rating that is put to the session; none where nobody recommended one.
    pub rating: Option<u32>,
    /// Every rule that names the person, in the order of [`AgendaRule`].
    pub rules: Vec<AgendaRule>,
    /// Calibrators who question the rating, by the position of the question in the session's record.
    pub doubts: Vec<usize>,
    /// Calibrators who agree, likewise.
    pub agreements: Vec<usize>,
    /// Talking points, by their position in the record.
    pub talking_points: Vec<usize>,
    /// The decision, by its position in the record, once there is one.
    pub decision: Option<usize>,
}

/// Why a person is on the agenda.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AgendaRule {
    /// The lowest rating of the scale.
    Lowest,
    /// The highest rating of the scale.
    Highest,
    /// Far from what the goal score suggests.
    FarFromGoals {
        /// The rating on the line through all goal scores and ratings of the session.
        suggested: f64,
        /// Rating − `suggested`.
        distance: f64,
    },
    /// A middle rating with a goal score near a boundary of it.
    NearBoundary {
        /// The goal score at which the neighbouring rating would be suggested.
        boundary: f64,
        /// That rating.
        neighbour: u32,
    },
    /// Calibrators question the rating.
    Disagreement {
        /// How many question it.
        questions: usize,
        /// How many agree.
        agree: usize,
    },
    /// Two steps or more from the last cycle's rating.
    Changed {
        /// The last cycle's.
        from: u32,
        /// Steps on the scale: above 0 is up.
        steps: i32,
    },
    /// The first rating by this manager, who was another at the end of the last cycle.
    NewManager {
        /// The manager then.
        before: Option<PersonIx>,
    },
    /// A promotion is recommended or decided.
    Promotion,
}
