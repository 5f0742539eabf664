//! The agenda of each calibration session: who is discussed in which part, and by which rule.

use schemars::JsonSchema;
use serde::Serialize;

use super::Source;
use crate::disclosure::AgendaEntry;
use crate::facts::{AgendaRule, AgendaSection};

/// The agenda of one session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgendaFigures {
    /// The session.
    pub session: String,
    /// Its parts, in the order of the meeting; the flags to answer are those of the bias checks.
    pub parts: Vec<AgendaPartFigures>,
}

/// One part of an agenda.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgendaPartFigures {
    /// Which.
    pub part: AgendaPartKind,
    /// Whom to discuss, the most doubted first.
    pub items: Vec<AgendaItemFigures>,
}

/// The parts of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgendaPartKind {
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

/// One person on an agenda.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgendaItemFigures {
    /// Who.
    pub person: String,
    /// The rating that is put to the session.
    pub rating: Option<u32>,
    /// Every rule that put them there.
    pub reasons: Vec<ReasonFigures>,
}

/// A rule that puts a person on the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum ReasonFigures {
    /// The lowest rating of the scale.
    Lowest,
    /// The highest rating of the scale.
    Highest,
    /// Far from what the goal score suggests.
    FarFromGoals {
        /// The rating on the least-squares line through all goal scores and ratings of the session.
        suggested: f64,
        /// Rating less `suggested`.
        distance: f64,
    },
    /// A middle rating with a goal score near a boundary of it.
    NearBoundary {
        /// The goal score at which the neighbouring rating would be suggested.
        boundary: f64,
        /// That rating.
        neighbour: u32,
    },
    /// As many calibrators question the rating as the policy's `agenda_questions`, or more.
    Disagreement {
        /// How many question it.
        questions: usize,
        /// How many agree.
        agree: usize,
    },
    /// As many steps from the last cycle's rating as the policy's `agenda_steps`, or more.
    Changed {
        /// The last cycle's rating.
        from: u32,
        /// Steps on the scale: above 0 is up.
        steps: i32,
    },
    /// The first rating by this manager.
    NewManager {
        /// The manager at the end of the last cycle.
        before: Option<String>,
    },
    /// A promotion is recommended or decided.
    Promotion,
}

impl Source<'_, '_> {
    pub(super) fn agendas(self) -> Option<Vec<AgendaFigures>> {
        self.lens.sessions(self.cycle).get()?;
        let sessions = self.lens.own_sessions(self.cycle).into_iter();
        let sessions = sessions.filter_map(|at| self.lens.session(self.cycle, at).into_inner());
        let figures = sessions.map(|(session, agenda)| AgendaFigures {
            session: session.id.to_owned(),
            parts: agenda
                .parts
                .iter()
                .map(|(section, items)| AgendaPartFigures {
                    part: part(*section),
                    items: items.iter().map(|item| self.item(item)).collect(),
                })
                .collect(),
        });
        Some(figures.collect())
    }

    fn item(self, entry: &AgendaEntry<'_>) -> AgendaItemFigures {
        AgendaItemFigures {
            person: self.id(entry.person),
            rating: entry.rating,
            reasons: entry.rules.iter().map(|rule| self.reason(*rule)).collect(),
        }
    }

    fn reason(self, rule: AgendaRule) -> ReasonFigures {
        match rule {
            AgendaRule::Lowest => ReasonFigures::Lowest,
            AgendaRule::Highest => ReasonFigures::Highest,
            AgendaRule::FarFromGoals { suggested, distance } => ReasonFigures::FarFromGoals { suggested, distance },
            AgendaRule::NearBoundary { boundary, neighbour } => ReasonFigures::NearBoundary { boundary, neighbour },
            AgendaRule::Disagreement { questions, agree } => ReasonFigures::Disagreement { questions, agree },
            AgendaRule::Changed { from, steps } => ReasonFigures::Changed { from, steps },
            AgendaRule::NewManager { before } => ReasonFigures::NewManager {
                before: before.map(|manager| self.id(manager)),
            },
            AgendaRule::Promotion => ReasonFigures::Promotion,
        }
    }
}

fn part(section: AgendaSection) -> AgendaPartKind {
    match section {
        AgendaSection::Definitions => AgendaPartKind::Definitions,
        AgendaSection::LowestAndHighest => AgendaPartKind::LowestAndHighest,
        AgendaSection::Fringe => AgendaPartKind::Fringe,
        AgendaSection::Promotions => AgendaPartKind::Promotions,
        AgendaSection::Flags => AgendaPartKind::Flags,
    }
}
