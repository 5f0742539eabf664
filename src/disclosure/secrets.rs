//! Everything that the records say, section by section, for the audit that looks for it where it may not be.

use serde::Serialize;

use super::audience::Audience;
use super::lens::{Lens, Name};
use super::sections;
use crate::model::{Cycle, CycleIx, Organisation, Packet, PersonIx, SessionIx};
use crate::records::access::{Moment, SectionKind};
use crate::records::id::PersonId;
use crate::records::{check_in, feedback, manager_assessment, self_assessment};

/// What a text or figure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// What every tree may show: names, units, policy, free pages, and the goals of the company and of units.
    Open,
    /// A section of a packet.
    Packet {
        /// The section.
        section: SectionKind,
        /// Whose.
        person: PersonIx,
        /// In which cycle.
        cycle: CycleIx,
    },
    /// What a calibration session says of nobody in particular.
    Session {
        /// In which cycle.
        cycle: CycleIx,
        /// The session.
        session: SessionIx,
    },
}

impl Source {
    /// Whether it is pay, the one section whose figures are secrets by themselves.
    pub fn is_pay(self) -> bool {
        matches!(
            self,
            Self::Packet {
                section: SectionKind::Pay,
                ..
            }
        )
    }
}

/// Is told of everything that the records say.
pub trait Listener {
    /// Hears one section's content.
    fn hear<T: Serialize>(&mut self, source: Source, content: &T);
}

/// Tells everything that the records say outside of packets.
pub fn tell_common(organisation: &Organisation, listener: &mut impl Listener) {
    for page in organisation.pages.iter() {
        listener.hear(Source::Open, &(&page.title, &page.document.record.body.text));
    }
    for rating in &organisation.policy.ratings {
        listener.hear(Source::Open, &(&rating.label, &rating.description));
    }
    // Pages of any tree may ask what the records' templates ask.
    let headings = [
        check_in::HEADINGS,
        self_assessment::HEADINGS,
        manager_assessment::HEADINGS,
        feedback::HEADINGS,
    ];
    listener.hear(Source::Open, &headings);
    for team in organisation.teams.iter() {
        listener.hear(Source::Open, &team.name);
    }
    for person in organisation.people.iter() {
        let roles: Vec<_> = person.roles.iter().map(|role| &role.title).collect();
        listener.hear(Source::Open, &(&person.name, &person.email, roles));
    }
    for (at, cycle) in organisation.cycles() {
        for set in &cycle.goals.sets {
            if !matches!(set.owner, crate::model::Owner::Person(_)) {
                listener.hear(Source::Open, &sections::goals_of(&set.goals.record, cycle));
            }
        }
        let name = |id: &PersonId| name_in(organisation, id);
        let team = |team| &*organisation.team(team).name;
        for (session, linked) in cycle.sessions() {
            listener.hear(
                Source::Session { cycle: at, session },
                &sections::session_notes(linked, &name, &team),
            );
        }
    }
}

/// Tells everything that the records of one packet say.
pub fn tell_packet(organisation: &Organisation, cycle: CycleIx, packet: &Packet, listener: &mut impl Listener) {
    let linked = organisation.cycle(cycle);
    let of = |section| Source::Packet {
        section,
        person: packet.person,
        cycle,
    };
    let name = |id: &PersonId| name_in(organisation, id);
    if let Some(filed) = &packet.goals {
        listener.hear(
            of(SectionKind::IndividualGoals),
            &sections::goals_of(&filed.record, linked),
        );
    }
    if let Some(filed) = &packet.check_in {
        listener.hear(of(SectionKind::CheckIn), &sections::check_in(filed, &name));
    }
    if let Some(filed) = &packet.self_assessment {
        listener.hear(of(SectionKind::SelfAssessment), &sections::self_assessment(filed));
    }
    if let Some(filed) = &packet.manager_assessment {
        listener.hear(
            of(SectionKind::ManagerAssessment),
            &sections::manager_text(filed, &name),
        );
        listener.hear(of(SectionKind::RecommendedRating), &sections::recommended(filed));
        listener.hear(of(SectionKind::Evidence), &sections::evidence(filed));
    }
    let feedback = sections::named_feedback(&packet.feedback, &|author| name_of(organisation, author));
    // The same words are allowed where either form of the section is.
    listener.hear(of(SectionKind::NamedFeedback), &feedback);
    listener.hear(of(SectionKind::AnonymousFeedback), &feedback);
    tell_consequences(organisation, linked, packet, &of, listener);
}

fn tell_consequences(
    organisation: &Organisation,
    cycle: &Cycle,
    packet: &Packet,
    of: &dyn Fn(SectionKind) -> Source,
    listener: &mut impl Listener,
) {
    let name = |id: &PersonId| name_in(organisation, id);
    for (_, session) in cycle.sessions() {
        listener.hear(
            of(SectionKind::Calibration),
            &sections::notes_on(session, packet.person, &name),
        );
    }
    let outcome = packet.outcome.as_ref().map(|filed| &*filed.record);
    if let Some(outcome) = outcome {
        listener.hear(of(SectionKind::Pay), &sections::pay(outcome));
    }
    let recommendation = packet.manager_assessment.as_ref().and_then(sections::recommendation_of);
    listener.hear(
        of(SectionKind::Promotion),
        &sections::promotion(recommendation, outcome),
    );
    if let Some(filed) = &packet.development_plan {
        listener.hear(
            of(SectionKind::DevelopmentPlan),
            &sections::development_plan(filed, &name),
        );
    }
    if let Some(filed) = &packet.improvement_plan {
        listener.hear(
            of(SectionKind::ImprovementPlan),
            &sections::improvement_plan(filed, &name),
        );
        listener.hear(
            of(SectionKind::ImprovementRecord),
            &sections::improvement_record(filed, &name),
        );
    }
}

fn name_of(organisation: &Organisation, person: PersonIx) -> Name<'_> {
    let person = organisation.person(person);
    Name {
        name: &person.name,
        id: person.id.as_str(),
        has_page: false,
    }
}

fn name_in<'o>(organisation: &'o Organisation, id: &PersonId) -> Name<'o> {
    let nobody = Name {
        name: "",
        id: "",
        has_page: false,
    };
    organisation
        .find_person(id)
        .map_or(nobody, |person| name_of(organisation, person))
}

impl Lens<'_> {
    /// Whether this audience's tree may hold what a source says.
    pub fn may_hold(&self, source: Source) -> bool {
        match source {
            Source::Open => true,
            Source::Packet {
                section: SectionKind::AnonymousFeedback,
                person,
                cycle,
            } => self.shows(SectionKind::AnonymousFeedback, person, cycle) && self.quotes_feedback(person, cycle),
            Source::Packet { section, person, cycle } => self.shows(section, person, cycle),
            Source::Session { cycle, session } => match self.audience() {
                Audience::Committee(of, own) => of == cycle && own == session,
                audience => audience == Audience::Hr,
            },
        }
    }

    /// Whether pages of this tree show figures of the same kind of other people, so that a total may equal what a source says.
    pub fn has_figures_like(&self, source: Source) -> bool {
        let Source::Packet { section, .. } = source else {
            return false;
        };
        matches!(self.audience(), Audience::Manager(_) | Audience::Hr) && self.moment(section) != Moment::Never
    }

    /// When a section is shown to this audience.
    pub fn moment(&self, section: SectionKind) -> Moment {
        self.matrix.cell(section, self.audience().kind()).moment
    }

    /// Whether feedback without its authors is quoted to this audience.
    fn quotes_feedback(&self, person: PersonIx, cycle: CycleIx) -> bool {
        let count = self
            .organisation
            .cycle(cycle)
            .packet(person)
            .map_or(0, |packet| packet.feedback.len());
        !self.keeps_few_quiet() || count >= self.organisation.policy.feedback_minimum as usize
    }
}
