//! The agenda of a calibration session: who is discussed, in which order, and by which rule.
//!
//! It is made before the meeting and stays as it was: ratings here are those that managers recommended, or the final one
//! where nobody recommended any. Thresholds are the policy's `agenda_distance`, `agenda_fringe`, `agenda_steps` and
//! `agenda_questions`.

use super::bias::Scope;
use super::statistics::residuals::{Line, line};
use super::{CycleFacts, Facts, PacketFacts, PacketIx};
use crate::model::{Cycle, CycleIx, Organisation, PersonIx, Session, SessionIx};
use crate::records::calibration;
use crate::records::manager_assessment::Readiness;

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
    /// As many calibrators question the rating as the policy's `agenda_questions`, or more.
    Disagreement {
        /// How many question it.
        questions: usize,
        /// How many agree.
        agree: usize,
    },
    /// As many steps from the last cycle's rating as the policy's `agenda_steps`, or more.
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

/// Floats a hair's breadth from a threshold count as on it.
const HAIR: f64 = 1e-9;

impl AgendaSection {
    /// All parts, in the order of the meeting.
    pub const ALL: [Self; 5] = [
        Self::Definitions,
        Self::LowestAndHighest,
        Self::Fringe,
        Self::Promotions,
        Self::Flags,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Definitions => "What the ratings mean",
            Self::LowestAndHighest => "The lowest and the highest ratings",
            Self::Fringe => "Middle ratings at the fringe",
            Self::Promotions => "Promotions",
            Self::Flags => "Flags to answer",
        }
    }

    fn of(rule: AgendaRule) -> Self {
        match rule {
            AgendaRule::Lowest | AgendaRule::Highest => Self::LowestAndHighest,
            AgendaRule::Promotion => Self::Promotions,
            _ => Self::Fringe,
        }
    }
}

impl AgendaItem {
    /// The parts in which the person is discussed: a promotion is a matter of its own, and a rating is discussed once.
    fn sections(&self) -> impl Iterator<Item = AgendaSection> {
        let mut sections: Vec<_> = self.rules.iter().map(|rule| AgendaSection::of(*rule)).collect();
        if sections.contains(&AgendaSection::LowestAndHighest) {
            sections.retain(|section| *section != AgendaSection::Fringe);
        }
        sections.sort_unstable();
        sections.dedup();
        sections.into_iter()
    }
}

/// What of a person an agenda may read. What it may not is to it like what nobody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for sections that are open or not, whatever the others are"
)]
pub struct Known {
    /// The ratings, recommended and final.
    pub rating: bool,
    /// The goal score.
    pub score: bool,
    /// The rating of the cycle before.
    pub before: bool,
    /// Whether a promotion is recommended or decided.
    pub promotion: bool,
}

/// The agenda of a session.
#[must_use]
pub fn agenda(organisation: &Organisation, facts: &Facts, cycle: CycleIx, session: SessionIx) -> Agenda {
    let all = Known {
        rating: true,
        score: true,
        before: true,
        promotion: true,
    };
    agenda_of(organisation, facts, cycle, session, |_| Some(all))
}

/// The agenda of a session without those of whom nothing may be known, made of what may be known of the others.
pub fn agenda_of(
    organisation: &Organisation,
    facts: &Facts,
    cycle: CycleIx,
    session: SessionIx,
    known: impl Fn(PersonIx) -> Option<Known>,
) -> Agenda {
    let source = Source::new(organisation, facts, cycle, session, known);
    let people = source.people.iter();
    let mut items: Vec<AgendaItem> = people.filter_map(|(at, known)| source.item(*at, *known)).collect();
    // Sorting keeps the order of people among those who are doubted alike.
    items.sort_by_key(|item| (std::cmp::Reverse(item.doubts.len()), std::cmp::Reverse(item.rating)));
    let part = |section| AgendaPart {
        section,
        items: items
            .iter()
            .filter(|item| item.sections().any(|each| each == section))
            .cloned()
            .collect(),
    };
    Agenda {
        session,
        parts: AgendaSection::ALL.map(part).into(),
    }
}

struct Source<'a> {
    organisation: &'a Organisation,
    cycle: &'a Cycle,
    session: &'a Session,
    facts: &'a CycleFacts,
    before: Option<&'a CycleFacts>,
    /// Everyone in the session's scope who counts, and what may be known of each.
    people: Vec<(PacketIx, Known)>,
    /// Ratings by goal scores, where both vary.
    line: Option<Line>,
}

impl<'a> Source<'a> {
    fn new(
        organisation: &'a Organisation,
        all: &'a Facts,
        at: CycleIx,
        session: SessionIx,
        known: impl Fn(PersonIx) -> Option<Known>,
    ) -> Self {
        let (cycle, facts) = (organisation.cycle(at), all.cycle(at));
        let scope = Scope::Session(session);
        let inside = |packet: &PacketFacts| packet.counts() && scope.holds(organisation, cycle, packet.team);
        let people: Vec<_> = (0..facts.packets.len())
            .map(PacketIx::of)
            .filter(|at| inside(facts.packet(*at)))
            .filter_map(|at| Some((at, known(facts.packet(at).person)?)))
            .collect();
        let points = people.iter().filter_map(|(at, known)| {
            let packet = facts.packet(*at);
            Some((score(facts, packet, *known)?, f64::from(proposed(packet, *known)?)))
        });
        let (scores, ratings): (Vec<f64>, Vec<f64>) = points.unzip();
        Self {
            organisation,
            cycle,
            session: cycle.session(session),
            facts,
            before: cycle.previous.map(|previous| all.cycle(previous)),
            people,
            line: line(&scores, &ratings),
        }
    }

    fn item(&self, at: PacketIx, known: Known) -> Option<AgendaItem> {
        let packet = self.facts.packet(at);
        let record = &self.session.record.record;
        let is_about = |id: &crate::records::id::PersonId| *id == self.organisation.person(packet.person).id;
        let answers = |answer| {
            let questions = record.question.iter().enumerate();
            questions
                .filter(|(_, question)| question.answer == answer && is_about(&question.person.value))
                .map(|(position, _)| position)
                .collect::<Vec<_>>()
        };
        let doubts = answers(calibration::Answer::Question);
        let agreements = answers(calibration::Answer::Agree);
        let rules = self.rules(at, known, (doubts.len(), agreements.len()));
        let points = record.talking_point.iter().enumerate();
        (!rules.is_empty()).then(|| AgendaItem {
            packet: at,
            rating: proposed(packet, known),
            rules,
            doubts,
            agreements,
            talking_points: points
                .filter(|(_, point)| is_about(&point.person.value))
                .map(|(position, _)| position)
                .collect(),
            decision: self.session.decided.iter().position(|who| *who == Some(packet.person)),
        })
    }

    fn rules(&self, at: PacketIx, known: Known, (questions, agree): (usize, usize)) -> Vec<AgendaRule> {
        let packet = self.facts.packet(at);
        let policy = &self.organisation.policy;
        let scale = &policy.ratings;
        let rating = proposed(packet, known);
        let is_end = |end: Option<&crate::model::Rating>| rating.is_some() && end.map(|end| end.value) == rating;
        let mut rules = Vec::new();
        if is_end(scale.last()) {
            rules.push(AgendaRule::Lowest);
        }
        if is_end(scale.first()) {
            rules.push(AgendaRule::Highest);
        }
        rules.extend(self.far_from_goals(packet, known));
        rules.extend(self.near_boundary(packet, known));
        if questions >= policy.agenda_questions as usize {
            rules.push(AgendaRule::Disagreement { questions, agree });
        }
        rules.extend(self.changed(packet, known));
        rules.extend(self.new_manager(packet, known));
        if known.promotion && self.is_promotion(at, packet) {
            rules.push(AgendaRule::Promotion);
        }
        rules
    }

    fn far_from_goals(&self, packet: &PacketFacts, known: Known) -> Option<AgendaRule> {
        let line = self.line.as_ref()?;
        let suggested = line.intercept + line.slope * score(self.facts, packet, known)?;
        let distance = f64::from(proposed(packet, known)?) - suggested;
        let is_far = distance.abs() >= self.organisation.policy.agenda_distance - HAIR;
        is_far.then_some(AgendaRule::FarFromGoals { suggested, distance })
    }

    /// The boundary to a neighbouring rating is where the line passes half-way between the two.
    fn near_boundary(&self, packet: &PacketFacts, known: Known) -> Option<AgendaRule> {
        let policy = &self.organisation.policy;
        let rating = proposed(packet, known).filter(|rating| Some(*rating) == policy.middle())?;
        let line = self.line.as_ref().filter(|line| line.slope > 0.0)?;
        let score = score(self.facts, packet, known)?;
        let place = policy.ratings.iter().position(|each| each.value == rating)?;
        let neighbours = [place.checked_sub(1), Some(place + 1)].into_iter().flatten();
        let near = |neighbour: u32| {
            let boundary = (f64::midpoint(f64::from(rating), f64::from(neighbour)) - line.intercept) / line.slope;
            let distance = (score - boundary).abs();
            (distance <= policy.agenda_fringe + HAIR)
                .then_some((distance, AgendaRule::NearBoundary { boundary, neighbour }))
        };
        let neighbours = neighbours.filter_map(|place| policy.ratings.get(place));
        let near = neighbours.filter_map(|neighbour| near(neighbour.value));
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, rule)| rule)
    }

    fn changed(&self, packet: &PacketFacts, known: Known) -> Option<AgendaRule> {
        let policy = &self.organisation.policy;
        let before = self.before.filter(|_| known.before)?;
        let from = before.person(packet.person)?.rating.rated()?.value();
        // The scale is written best first.
        let place = |value| {
            let place = policy.ratings.iter().position(|rating| rating.value == value)?;
            i32::try_from(place).ok()
        };
        let steps = place(from)? - place(proposed(packet, known)?)?;
        (steps.unsigned_abs() >= policy.agenda_steps).then_some(AgendaRule::Changed { from, steps })
    }

    fn new_manager(&self, packet: &PacketFacts, known: Known) -> Option<AgendaRule> {
        let before = self.before?.person(packet.person)?.manager;
        let is_new = packet.manager.is_some() && packet.manager != before;
        (is_new && proposed(packet, known).is_some()).then_some(AgendaRule::NewManager { before })
    }

    fn is_promotion(&self, at: PacketIx, packet: &PacketFacts) -> bool {
        let assessment = self.cycle.packets[at.index()].manager_assessment.as_ref();
        let recommended = assessment.and_then(|filed| filed.record.front.promotion.as_ref());
        packet.promotion.is_some() || recommended.is_some_and(|each| each.recommendation == Readiness::Ready)
    }
}

/// The rating that is put to the session.
fn proposed(packet: &PacketFacts, known: Known) -> Option<u32> {
    let settled = packet.rating.r#final.map(|rating| rating.value);
    packet.rating.recommended.or(settled).filter(|_| known.rating)
}

fn score(facts: &CycleFacts, packet: &PacketFacts, known: Known) -> Option<f64> {
    facts.goal_score(packet).filter(|_| known.score)
}
