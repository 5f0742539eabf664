//! A lens: the organisation as one audience may see it on the day of the site.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::aggregates::GroupSections;
use super::audience::Audience;
use super::bias::BiasSight;
use super::disclosed::Disclosed;
use super::for_everyone::ForEveryone;
use super::matrix::Matrix;
use super::members::{self, Totals};
use super::process::Process;
use super::scope::{Scope, Scopes};
use super::sections;
use crate::facts::{Change, Facts, FinalRating, PacketFacts};
use crate::model::{Cycle, CycleIx, Organisation, Owner, Packet, PersonIx, SessionIx};
use crate::records::access::{Moment, SectionKind};
use crate::records::id::PersonId;
use crate::source::Date;

/// Answers for one audience, on one day.
///
/// What it hands out freely is what no section holds: names, roles, units, cycles and their deadlines. Everything else comes
/// as [`Disclosed`].
#[derive(Debug)]
pub struct Lens<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) facts: &'a Facts,
    pub(super) matrix: &'a Matrix,
    pub(super) process: Option<&'a Process>,
    for_everyone: Option<&'a ForEveryone>,
    /// The same for this lens alone, where nobody shares it.
    own: OnceLock<Box<ForEveryone>>,
    audience: Audience,
    members: BTreeSet<PersonIx>,
    scopes: Arc<Scopes>,
    /// Whether totals of each cycle count those whom lists leave out.
    totals: Vec<OnceLock<Totals>>,
    /// The figures of all that the tree covers in each cycle.
    pub(super) everyone: Vec<OnceLock<GroupSections>>,
    /// The checks of each cycle, which several pages of a tree ask for.
    pub(super) sights: Vec<OnceLock<Disclosed<BiasSight<'a>>>>,
}

/// Who reads a tree, as its pages say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readers {
    /// The kind of audience: a class of the page.
    pub kind: &'static str,
    /// Who.
    pub label: String,
}

/// A person as a page names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Name<'a> {
    /// The name.
    pub name: &'a str,
    /// The id.
    pub id: &'a str,
    /// Whether the tree has a page about them that every page of the tree may lead to.
    pub has_page: bool,
}

impl<'a> Lens<'a> {
    /// A lens for one audience.
    pub fn new(organisation: &'a Organisation, facts: &'a Facts, matrix: &'a Matrix, audience: Audience) -> Self {
        Self {
            organisation,
            facts,
            matrix,
            process: None,
            for_everyone: None,
            own: OnceLock::new(),
            audience,
            members: audience.members(organisation),
            scopes: Arc::new(Scopes::new(organisation)),
            totals: organisation.cycles.iter().map(|_| OnceLock::new()).collect(),
            everyone: organisation.cycles.iter().map(|_| OnceLock::new()).collect(),
            sights: organisation.cycles.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// With what is worked out once for all trees.
    #[must_use]
    pub fn with_totals(mut self, totals: &'a ForEveryone) -> Self {
        self.for_everyone = Some(totals);
        self
    }

    /// What is worked out once for all trees.
    pub(super) fn shared(&self) -> &ForEveryone {
        let own = || {
            &**self
                .own
                .get_or_init(|| Box::new(ForEveryone::new(self.organisation.cycles.len())))
        };
        self.for_everyone.unwrap_or_else(own)
    }

    /// For another audience, with what this one shares.
    pub(super) fn beside(&self, audience: Audience) -> Lens<'_> {
        Lens::new(self.organisation, self.facts, self.matrix, audience).with_totals(self.shared())
    }

    /// For whom.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// For whom, as pages say it.
    pub fn readers(&self) -> Readers {
        Readers {
            kind: self.audience.kind().word(),
            label: self.audience.label(self.organisation),
        }
    }

    /// The day on which the site stands.
    pub fn as_of(&self) -> Date {
        self.organisation.as_of
    }

    /// Whether a person's packet of a cycle stands in this tree.
    ///
    /// That follows from the roster and the audience alone, never from which records there are.
    pub fn covers(&self, person: PersonIx, cycle: CycleIx) -> bool {
        let linked = self.organisation.cycle(cycle);
        linked.packet(person).is_some() && !self.is_left_out(person) && self.reaches(person, cycle)
    }

    fn reaches(&self, person: PersonIx, cycle: CycleIx) -> bool {
        let day = self.organisation.cycle(cycle).role_day();
        match self.audience {
            Audience::Company => false,
            Audience::Person(own) => person == own,
            Audience::Manager(manager) => self.organisation.chain_on(person, day).any(|above| above == manager),
            Audience::Committee(of, session) => of == cycle && self.in_scope(person, of, session),
            Audience::Hr => true,
        }
    }

    /// Whether a person's own packet is kept from this tree because they read it as a member.
    pub fn is_left_out(&self, person: PersonIx) -> bool {
        self.members.contains(&person)
    }

    /// Whether a person counts in this tree's totals: as [`Lens::covers`], but for members, who count and are not shown.
    pub(super) fn counts(&self, person: PersonIx, cycle: CycleIx) -> bool {
        self.reaches(person, cycle)
    }

    fn in_scope(&self, person: PersonIx, cycle: CycleIx, session: SessionIx) -> bool {
        let linked = self.organisation.cycle(cycle);
        let team = self
            .organisation
            .person(person)
            .role_on(linked.role_day())
            .map(|role| role.team);
        team.is_some_and(|team| {
            linked
                .session(session)
                .teams
                .iter()
                .any(|above| self.organisation.within(team, *above))
        })
    }

    /// The people whose packets of a cycle stand in this tree, in the order of the roster.
    pub fn people(&self, cycle: CycleIx) -> Vec<PersonIx> {
        self.scope(cycle).people.clone()
    }

    /// Who and what the tree covers in a cycle.
    pub fn scope(&self, cycle: CycleIx) -> &Scope {
        self.scopes.of(self, cycle)
    }

    /// The same lens, with what another of the same audience has worked out, over an organisation that differs in records of packets alone.
    #[must_use]
    pub fn with_scopes(mut self, scopes: Arc<Scopes>) -> Self {
        self.scopes = scopes;
        self
    }

    /// Whether totals of a cycle count those whom lists leave out.
    pub fn totals(&self, cycle: CycleIx) -> Totals {
        let totals = || members::totals(self, cycle, &self.scope(cycle).left_out);
        *self.totals[cycle.index()].get_or_init(totals)
    }

    pub(super) fn covered(&self, cycle: CycleIx) -> Vec<PersonIx> {
        let linked = self.organisation.cycle(cycle);
        match self.audience {
            Audience::Company => Vec::new(),
            Audience::Person(person) => linked.packet(person).map(|_| person).into_iter().collect(),
            Audience::Manager(manager) => below(manager, linked),
            Audience::Committee(..) | Audience::Hr => {
                let packets = linked.packets.iter().map(|packet| packet.person);
                packets.filter(|person| self.covers(*person, cycle)).collect()
            }
        }
    }

    /// The cycles in which a person's packet stands in this tree, oldest first.
    pub fn cycles_of(&self, person: PersonIx) -> Vec<CycleIx> {
        let cycles = self.organisation.cycles().map(|(cycle, _)| cycle);
        cycles.filter(|cycle| self.covers(person, *cycle)).collect()
    }

    /// A person as pages of this tree name them.
    pub fn name(&self, person: PersonIx) -> Name<'a> {
        let record = self.organisation.person(person);
        // A packet is the same in the tree of every manager above, so it may lead only to what all of those trees have.
        let has_page = match self.audience {
            Audience::Hr => !self.is_left_out(person),
            Audience::Committee(cycle, _) => self.covers(person, cycle),
            Audience::Company | Audience::Person(_) | Audience::Manager(_) => false,
        };
        Name {
            name: &record.name,
            id: record.id.as_str(),
            has_page,
        }
    }

    pub(super) fn name_of(&self, id: &PersonId) -> Name<'a> {
        // An id that leads nowhere is an error, and no site is built then; a preview shows the page without the link.
        let unknown = Name {
            name: "(unknown)",
            id: "",
            has_page: false,
        };
        self.organisation
            .find_person(id)
            .map_or(unknown, |person| self.name(person))
    }

    /// Whether a section of a person's packet is shown in this tree on the day of the site.
    pub fn shows(&self, section: SectionKind, person: PersonIx, cycle: CycleIx) -> bool {
        self.shows_all(&[section], person, cycle)
    }

    /// Whether several sections of a person's packet are all shown.
    fn shows_all(&self, sections: &[SectionKind], person: PersonIx, cycle: CycleIx) -> bool {
        let linked = self.organisation.cycle(cycle);
        let Some(packet) = linked.packet(person) else {
            return false;
        };
        let covers = self.covers(person, cycle);
        let reaches =
            |section| covers || (self.audience == Audience::Company && section == SectionKind::IndividualGoals);
        let mut sections = sections.iter();
        sections.all(|section| reaches(*section) && self.is_open(*section, linked, Some(packet)))
    }

    /// Whether a cell's moment has come.
    pub(super) fn is_open(&self, section: SectionKind, cycle: &Cycle, packet: Option<&Packet>) -> bool {
        let as_of = self.organisation.as_of;
        match self.matrix.cell(section, self.audience.kind()).moment {
            Moment::Never | Moment::InAggregates | Moment::Totals | Moment::OwnScope => false,
            Moment::Always => true,
            Moment::FromGoalsLocked => as_of >= cycle.deadlines.goals_locked,
            Moment::OnceSubmitted => packet.is_some_and(|packet| is_submitted(section, packet, as_of)),
            Moment::OnceShared => packet.is_some_and(|packet| is_shared(packet, as_of)),
            Moment::OnceCalibrated => packet.is_some_and(|packet| self.is_calibrated(packet)),
            Moment::FromRelease | Moment::FromReleaseAndMinimum => cycle.released,
        }
    }

    fn is_calibrated(&self, packet: &Packet) -> bool {
        let facts = self.facts.cycle(packet.cycle).person(packet.person);
        facts.is_some_and(|facts| facts.rating.r#final.is_some())
    }

    pub(super) fn when<T>(&self, section: SectionKind, packet: &Packet, value: impl FnOnce() -> T) -> Disclosed<T> {
        if self.shows(section, packet.person, packet.cycle) {
            Disclosed::open(value())
        } else {
            Disclosed::closed()
        }
    }

    pub(super) fn packet_facts(&self, packet: &Packet) -> Option<&'a PacketFacts> {
        self.facts.cycle(packet.cycle).person(packet.person)
    }

    /// The goals of the company or of a unit; an individual's are part of the packet, or of the cascade once goals are locked.
    pub fn goals(&self, cycle: CycleIx, owner: Owner) -> Disclosed<Option<sections::Goals<'a>>> {
        let linked = self.organisation.cycle(cycle);
        let shown = match owner {
            Owner::Company | Owner::Team(_) => self.is_open(SectionKind::Goals, linked, None),
            Owner::Person(person) => self.shows(SectionKind::IndividualGoals, person, cycle),
        };
        if !shown {
            return Disclosed::closed();
        }
        Disclosed::open(
            linked
                .goals
                .of(owner)
                .map(|set| sections::goals_of(&set.goals.record, linked)),
        )
    }

    /// The calibration sessions that this tree speaks of, by date: HR's all, a committee's own.
    pub fn sessions(&self, cycle: CycleIx) -> Disclosed<Vec<sections::SessionNotes<'a>>> {
        let linked = self.organisation.cycle(cycle);
        if !self.is_open(SectionKind::Calibration, linked, None) {
            return Disclosed::closed();
        }
        let sessions = self.own_sessions(cycle).into_iter();
        Disclosed::open(sessions.map(|at| self.notes_of(cycle, at)).collect())
    }

    /// As [`sessions`](Self::sessions), but only what a list says of each.
    pub fn session_heads(&self, cycle: CycleIx) -> Disclosed<Vec<sections::SessionHead<'a>>> {
        let linked = self.organisation.cycle(cycle);
        if !self.is_open(SectionKind::Calibration, linked, None) {
            return Disclosed::closed();
        }
        let name = |id: &PersonId| self.name_of(id);
        let team = |team| &*self.organisation.team(team).name;
        let sessions = self.own_sessions(cycle).into_iter();
        let head = |at| sections::session_head(linked.session(at), &name, &team);
        Disclosed::open(sessions.map(head).collect())
    }

    /// Whether lists of a cycle leave somebody out who was employed in it.
    pub fn leaves_out_anyone(&self, cycle: CycleIx) -> bool {
        let linked = self.organisation.cycle(cycle);
        self.members.iter().any(|person| linked.packet(*person).is_some())
    }

    pub(super) fn notes_of(&self, cycle: CycleIx, session: SessionIx) -> sections::SessionNotes<'a> {
        let name = |id: &PersonId| self.name_of(id);
        let team = |team| &*self.organisation.team(team).name;
        sections::session_notes(self.organisation.cycle(cycle).session(session), &name, &team)
    }

    /// The derived goal score of a person: it tells of the goals, of the self-assessment's results and of the check-in.
    pub fn goal_score(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<f64>> {
        // A replaced key result, of which the check-in tells, does not count.
        let sections = [
            SectionKind::IndividualGoals,
            SectionKind::SelfAssessment,
            SectionKind::CheckIn,
        ];
        self.figure(person, cycle, &sections, |facts, cycle| {
            facts.cycle(cycle).goal_score(packet_of(facts, cycle, person)?)
        })
    }

    /// The final rating with its origin.
    pub fn final_rating(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<FinalRating>> {
        self.figure(person, cycle, &[SectionKind::FinalRating], |facts, cycle| {
            packet_of(facts, cycle, person)?.rating.r#final
        })
    }

    /// The recommended rating.
    pub fn recommended(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<u32>> {
        let sections = [SectionKind::RecommendedRating];
        self.figure(person, cycle, &sections, |facts, cycle| {
            packet_of(facts, cycle, person)?.rating.recommended
        })
    }

    /// How calibration moved a rating: it tells of the recommended rating, the final one and the decision.
    pub fn change(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<Change>> {
        let sections = [
            SectionKind::RecommendedRating,
            SectionKind::FinalRating,
            SectionKind::Calibration,
        ];
        self.figure(person, cycle, &sections, |facts, cycle| {
            packet_of(facts, cycle, person)?.rating.change()
        })
    }

    /// A figure that is derived from sections of a packet: shown where all of them are.
    pub(super) fn figure<T>(
        &self,
        person: PersonIx,
        cycle: CycleIx,
        sections: &[SectionKind],
        figure: impl FnOnce(&'a Facts, CycleIx) -> Option<T>,
    ) -> Disclosed<Option<T>> {
        if self.shows_all(sections, person, cycle) {
            Disclosed::open(figure(self.facts, cycle))
        } else {
            Disclosed::closed()
        }
    }
}

/// Everyone below a manager whose packet a cycle has.
fn below(manager: PersonIx, cycle: &Cycle) -> Vec<PersonIx> {
    let mut found = BTreeSet::new();
    let mut open = vec![manager];
    while let Some(next) = open.pop() {
        for report in cycle.reports_of(next) {
            if *report != manager && found.insert(*report) {
                open.push(*report);
            }
        }
    }
    found
        .into_iter()
        .filter(|person| cycle.packet(*person).is_some())
        .collect()
}

fn packet_of(facts: &Facts, cycle: CycleIx, person: PersonIx) -> Option<&PacketFacts> {
    facts.cycle(cycle).person(person)
}

/// Whether the record behind a section was handed in; what has no such day stands once it is written.
fn is_submitted(section: SectionKind, packet: &Packet, as_of: Date) -> bool {
    let by = |day: Option<Date>| day.is_some_and(|day| day <= as_of);
    match section {
        SectionKind::SelfAssessment => by(packet
            .self_assessment
            .as_ref()
            .and_then(|filed| filed.record.front.submitted.as_ref())
            .map(|day| day.value)),
        _ => by(packet
            .manager_assessment
            .as_ref()
            .and_then(|filed| filed.record.front.submitted.as_ref())
            .map(|day| day.value)),
    }
}

/// Whether the manager has shown the assessment to the person.
fn is_shared(packet: &Packet, as_of: Date) -> bool {
    let shared = packet
        .manager_assessment
        .as_ref()
        .and_then(|filed| filed.record.front.shared.as_ref());
    shared.is_some_and(|day| day.value <= as_of)
}
