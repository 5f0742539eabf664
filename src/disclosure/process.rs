//! Process findings as an audience may see them: where it may see every section that a finding tells of.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::audience::Audience;
use super::lens::Lens;
use crate::facts::Facts;
use crate::model::{CycleIx, Organisation, PersonIx, TeamIx};
use crate::records::access::{Moment, SectionKind};
use crate::rules::{self, ProcessFinding, SELF_ASSESSMENT_MISSING};
use crate::source::Date;

/// All process findings, by what was looked at to find them: one packet, or a cycle as a whole, which may tell of a packet too. What was
/// looked at anew is replaced, at no cost of the rest; what is found of a whole cycle, which costs most, waits until somebody asks.
#[derive(Debug, Default)]
pub struct Process {
    of_packet: HashMap<(CycleIx, PersonIx), Found>,
    of_cycle: HashMap<CycleIx, Arc<OnceLock<Found>>>,
}

/// Findings in their order.
type Found = Arc<[ProcessFinding]>;

/// One process finding, as far as a page tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenItem<'a> {
    /// The code of its rule.
    pub code: &'static str,
    /// What is not as it should be.
    pub message: &'a str,
    /// Figures that help.
    pub detail: Option<&'a str>,
    /// What to do.
    pub act: &'static str,
    /// Who must act.
    pub actor: Option<PersonIx>,
    /// Since when.
    pub since: Option<Date>,
    /// Whose packet it is about.
    pub person: Option<PersonIx>,
    /// The unit that it is about.
    pub team: Option<TeamIx>,
    /// The section of the records that it tells of first.
    pub section: Option<SectionKind>,
}

impl Process {
    /// What is found in all packets and cycles.
    #[must_use]
    pub fn new(organisation: &Organisation, facts: &Facts) -> Self {
        let of_packet = rules::process_of_packets(organisation, facts).into_iter();
        let of_cycle = organisation.cycles().map(|(cycle, _)| (cycle, Arc::default()));
        Self {
            of_packet: of_packet.map(|(packet, found)| (packet, sorted(found))).collect(),
            of_cycle: of_cycle.collect(),
        }
    }

    /// The same findings, but for those found by looking at some packets and at some cycles as a whole: these are looked at anew.
    #[must_use]
    pub fn again(
        &self,
        (organisation, facts): (&Organisation, &Facts),
        packets: &BTreeSet<(CycleIx, PersonIx)>,
        cycles: &BTreeSet<CycleIx>,
    ) -> Self {
        let mut process = Self {
            of_packet: self.of_packet.clone(),
            of_cycle: self.of_cycle.clone(),
        };
        for (cycle, person) in packets {
            let found = rules::process_of(organisation, facts, *cycle, *person);
            if found.is_empty() {
                process.of_packet.remove(&(*cycle, *person));
            } else {
                process.of_packet.insert((*cycle, *person), sorted(found));
            }
        }
        process
            .of_cycle
            .extend(cycles.iter().map(|cycle| (*cycle, Arc::default())));
        process
    }

    /// All of them, in the order of the rules; `organisation` and `facts` are those that these are the findings of.
    #[must_use]
    pub fn all(&self, organisation: &Organisation, facts: &Facts) -> Vec<&ProcessFinding> {
        let of_cycles = self.of_cycle.keys();
        let of_cycles = of_cycles.map(|cycle| self.of_cycle(organisation, facts, *cycle));
        let all = self.of_packet.values().map(|found| &**found).chain(of_cycles);
        let mut all: Vec<_> = all.flatten().collect();
        all.sort_by(|a, b| a.order().cmp(&b.order()));
        all
    }

    /// How many there are; `organisation` and `facts` as for [`all`](Self::all).
    #[must_use]
    pub fn count(&self, organisation: &Organisation, facts: &Facts) -> usize {
        let of_cycles = self.of_cycle.keys();
        let of_cycles = of_cycles.map(|cycle| self.of_cycle(organisation, facts, *cycle).len());
        self.of_packet.values().map(|found| found.len()).chain(of_cycles).sum()
    }

    fn of_packet(&self, person: PersonIx, cycle: CycleIx) -> &[ProcessFinding] {
        self.of_packet.get(&(cycle, person)).map_or(&[], |found| found)
    }

    fn of_cycle(&self, organisation: &Organisation, facts: &Facts, cycle: CycleIx) -> &[ProcessFinding] {
        let find = || sorted(rules::process_of_cycle(organisation, facts, cycle));
        self.of_cycle.get(&cycle).map_or(&[], |found| found.get_or_init(find))
    }
}

fn sorted(mut found: Vec<ProcessFinding>) -> Found {
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found.into()
}

impl<'a> Lens<'a> {
    /// The same lens, with what is not as it should be.
    #[must_use]
    pub fn with_process(mut self, process: &'a Process) -> Self {
        self.process = Some(process);
        self
    }

    /// What is open in a cycle, as far as this audience may see everything that it tells of; the longest open first.
    ///
    /// What is about a member's own packet is left out, as the packet is.
    pub fn open_items(&self, cycle: CycleIx) -> Vec<OpenItem<'a>> {
        let Some(process) = self.process else {
            return Vec::new();
        };
        let covered: BTreeSet<_> = self.scope(cycle).people.iter().copied().collect();
        let of_cycle = process
            .of_cycle(self.organisation, self.facts, cycle)
            .iter()
            .filter(|finding| match finding.person {
                Some(person) => covered.contains(&person) && self.sees_of_person(finding, person),
                None => self.sees_of_cycle(finding),
            });
        let people = self.scope(cycle).people.iter();
        let of_packets = people.flat_map(|person| {
            let own = process.of_packet(*person, cycle).iter();
            own.filter(|finding| self.sees_of_person(finding, *person))
        });
        in_order(of_cycle.chain(of_packets).collect())
    }

    /// What is open in one packet, as far as this audience may see everything that it tells of; the longest open first.
    pub fn open_items_of(&self, person: PersonIx, cycle: CycleIx) -> Vec<OpenItem<'a>> {
        let Some(process) = self.process else {
            return Vec::new();
        };
        let of_cycle = process.of_cycle(self.organisation, self.facts, cycle).iter();
        let about = of_cycle.filter(|finding| finding.person == Some(person));
        let own = about.chain(process.of_packet(person, cycle));
        in_order(own.filter(|finding| self.sees_of_person(finding, person)).collect())
    }

    fn sees_of_person(&self, finding: &ProcessFinding, person: PersonIx) -> bool {
        let mut sections = finding.sections.iter();
        sections.all(|section| self.shows(*section, person, finding.cycle))
            || (*finding.finding.rule == SELF_ASSESSMENT_MISSING && self.knows_when_submitted(person, finding.cycle))
    }

    /// Whether this audience sees a self-assessment from the day on which it is submitted: that it is not is then seen too, and says
    /// nothing of what was written.
    fn knows_when_submitted(&self, person: PersonIx, cycle: CycleIx) -> bool {
        let moment = self
            .matrix
            .cell(SectionKind::SelfAssessment, self.audience().kind())
            .moment;
        moment == Moment::OnceSubmitted && self.covers(person, cycle)
    }

    /// What is about a unit is for those who may see the sections of everyone in it; what is about a whole cycle, for HR, unless
    /// it tells of nothing but the timeline.
    fn sees_of_cycle(&self, finding: &ProcessFinding) -> bool {
        let kind = self.audience().kind();
        let open = |section: &SectionKind| {
            let moment = self.matrix.cell(*section, kind).moment;
            matches!(moment, Moment::Always | Moment::OwnScope)
        };
        let reaches = finding.sections.is_empty()
            || self.audience() == Audience::Hr
            || finding.team.is_some_and(|team| self.reaches_unit(team, finding.cycle));
        // Beside the ratings of all others, what counts the rating of somebody who reads the tree would tell it.
        let tells_of_members = finding.counted.iter().any(|person| self.is_left_out(*person));
        reaches && !tells_of_members && finding.sections.iter().all(open)
    }

    /// Whether everyone of a unit counts in this tree's totals, or reads it as a member.
    fn reaches_unit(&self, team: TeamIx, cycle: CycleIx) -> bool {
        let facts = self.facts.cycle(cycle);
        let packets = &facts.unit(team).all.packets;
        let reached = |person| self.counts(person, cycle) || self.is_left_out(person);
        !packets.is_empty() && packets.iter().all(|packet| reached(facts.packet(*packet).person))
    }
}

fn in_order(mut seen: Vec<&ProcessFinding>) -> Vec<OpenItem<'_>> {
    seen.sort_by_key(|finding| (finding.since.unwrap_or(Date::MAX), finding.order()));
    seen.into_iter().map(item).collect()
}

fn item(finding: &ProcessFinding) -> OpenItem<'_> {
    OpenItem {
        code: finding.finding.rule.code,
        message: &finding.finding.message,
        detail: finding.finding.detail.as_deref(),
        act: finding.act,
        actor: finding.actor,
        since: finding.since,
        person: finding.person,
        team: finding.team,
        section: finding.sections.first().copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Matrix;
    use crate::facts::derive;
    use crate::model::testing::org;

    fn open(organisation: &Organisation, tree: &str) -> Vec<String> {
        let facts = derive(organisation);
        let process = Process::new(organisation, &facts);
        let audience = Audience::find(organisation, tree).unwrap();
        let matrix = Matrix::default();
        let lens = Lens::new(organisation, &facts, &matrix, audience).with_process(&process);
        let items = lens.open_items(lens.current_cycle().unwrap());
        let about = |item: &OpenItem<'_>| item.person.map_or("", |person| lens.name(person).id);
        items
            .iter()
            .map(|item| format!("{} {}", about(item), item.code))
            .collect()
    }

    fn two() -> Organisation {
        org()
            .cycle_fields("[facilitation]\ncoordinator = \"ana\"\n")
            .person("ana")
            .person("ben")
            .build()
    }

    #[test]
    fn what_is_about_a_member_is_left_out_and_the_rest_is_there() {
        let hr = open(&two(), "hr");
        assert!(hr.iter().any(|item| item == "ben self-assessment-missing"), "{hr:?}");
        assert!(!hr.iter().any(|item| item.starts_with("ana ")), "{hr:?}");
    }

    #[test]
    fn a_person_sees_what_is_about_their_own_packet_and_only_where_they_may_see_it() {
        let ben = open(&two(), "people/ben");
        assert!(ben.iter().any(|item| item == "ben self-assessment-missing"), "{ben:?}");
        assert!(!ben.iter().any(|item| item.starts_with("ana ")), "{ben:?}");
        assert!(!ben.iter().any(|item| item.contains("peer-feedback")), "{ben:?}");
    }

    #[test]
    fn a_manager_sees_what_is_about_their_reports() {
        let head = open(&two(), "managers/head");
        assert!(
            head.iter().any(|item| item == "ana manager-assessment-missing"),
            "{head:?}"
        );
        // A self-assessment appears when it is submitted, so that its absence is known to those who wait for it.
        assert!(
            head.iter().any(|item| item == "ben self-assessment-missing"),
            "{head:?}"
        );
        assert!(!head.iter().any(|item| item.starts_with("head ")), "{head:?}");
    }

    #[test]
    fn the_company_sees_nothing_of_anybodys_review() {
        let company = open(&two(), "company");
        assert!(company.iter().all(|item| item.starts_with(' ')), "{company:?}");
    }
}
