//! Audiences, and the tree that each reads.

use std::collections::BTreeSet;

use crate::model::{CycleIx, Organisation, PersonIx, Phase, SessionIx};
use crate::records::access::AudienceKind;

/// One group of readers, and so one tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everyone in the company.
    Company,
    /// One employee.
    Person(PersonIx),
    /// One manager: the direct reports and everyone below them.
    Manager(PersonIx),
    /// One calibration session's participants and facilitator.
    Committee(CycleIx, SessionIx),
    /// The coordinator and the performance management specialist.
    Hr,
}

impl Audience {
    /// The column of the matrix.
    pub fn kind(self) -> AudienceKind {
        match self {
            Self::Company => AudienceKind::Company,
            Self::Person(_) => AudienceKind::Person,
            Self::Manager(_) => AudienceKind::Manager,
            Self::Committee(..) => AudienceKind::Committee,
            Self::Hr => AudienceKind::Hr,
        }
    }

    /// The tree's address below the site, such as `people/jane-doe`.
    pub fn tree(self, organisation: &Organisation) -> String {
        match self {
            Self::Company => "company".to_owned(),
            Self::Person(person) => format!("people/{}", organisation.person(person).id),
            Self::Manager(person) => format!("managers/{}", organisation.person(person).id),
            Self::Committee(cycle, session) => {
                let cycle = organisation.cycle(cycle);
                format!("committee/{}/{}", cycle.id, cycle.session(session).id)
            }
            Self::Hr => "hr".to_owned(),
        }
    }

    /// The audience whose tree has this address.
    pub fn find(organisation: &Organisation, tree: &str) -> Option<Self> {
        let tree = tree.trim_matches('/');
        trees(organisation)
            .into_iter()
            .find(|audience| audience.tree(organisation) == tree)
    }

    /// What a page says of its readers.
    pub fn label(self, organisation: &Organisation) -> String {
        match self {
            Self::Company => format!("Everyone at {}", organisation.settings.organisation),
            Self::Person(person) => format!("{} only", organisation.person(person).name),
            Self::Manager(person) => format!("{}, manager", organisation.person(person).name),
            Self::Committee(cycle, session) => {
                let cycle = organisation.cycle(cycle);
                format!(
                    "Participants of {}, {}",
                    cycle.session(session).record.record.title,
                    cycle.title
                )
            }
            Self::Hr => "Coordinator and performance management specialist".to_owned(),
        }
    }

    /// Those who may read the tree today: people who are employed on the day of the site.
    ///
    /// Of HR they are the coordinators and specialists of the latest cycle and of those that are not closed: who ran a cycle of the past
    /// reads nothing of this one.
    pub fn readers(self, organisation: &Organisation) -> BTreeSet<PersonIx> {
        let found: BTreeSet<_> = match self {
            Self::Company => organisation.people().map(|(person, _)| person).collect(),
            Self::Person(person) | Self::Manager(person) => BTreeSet::from([person]),
            Self::Committee(..) => self.members(organisation),
            Self::Hr => {
                let latest = organisation.current_cycle();
                let open = organisation
                    .cycles()
                    .filter(|(at, cycle)| Some(*at) == latest || cycle.phase != Phase::Closed);
                open.flat_map(|(_, cycle)| [cycle.facilitation.coordinator, cycle.facilitation.specialist])
                    .flatten()
                    .collect()
            }
        };
        found
            .into_iter()
            .filter(|person| organisation.person(*person).employed_on(organisation.as_of))
            .collect()
    }

    /// Those who read the tree as members of a body: a session's participants and facilitator, the coordinator and the
    /// specialist. Their own packets are left out of it.
    pub fn members(self, organisation: &Organisation) -> BTreeSet<PersonIx> {
        match self {
            Self::Company | Self::Person(_) => BTreeSet::new(),
            Self::Manager(person) => BTreeSet::from([person]),
            Self::Committee(cycle, session) => {
                let session = organisation.cycle(cycle).session(session);
                session
                    .participants
                    .iter()
                    .copied()
                    .chain(session.facilitator)
                    .collect()
            }
            Self::Hr => {
                let run = organisation.cycles.iter().map(|cycle| cycle.facilitation);
                run.flat_map(|run| [run.coordinator, run.specialist])
                    .flatten()
                    .collect()
            }
        }
    }
}

/// All audiences of a site, in the order of their trees: the company, each person, each manager, each session, HR.
pub fn trees(organisation: &Organisation) -> Vec<Audience> {
    let people = organisation
        .people()
        .filter(|(_, person)| person.hired <= organisation.as_of);
    let people = people.map(|(person, _)| Audience::Person(person));
    let managers: BTreeSet<_> = managers(organisation).collect();
    let sessions = organisation.cycles().flat_map(|(cycle, linked)| {
        linked
            .sessions()
            .map(move |(session, _)| Audience::Committee(cycle, session))
    });
    std::iter::once(Audience::Company)
        .chain(people)
        .chain(managers.into_iter().map(Audience::Manager))
        .chain(sessions)
        .chain([Audience::Hr])
        .collect()
}

/// Trees in which each record stands at least once and each kind of page too: HR's, those of its members, whose packets it leaves
/// out, and the first of every other kind.
pub fn sample_of_trees(organisation: &Organisation) -> Vec<Audience> {
    let members = Audience::Hr.members(organisation);
    let mut kinds = BTreeSet::new();
    let mut trees = trees(organisation);
    trees.retain(|audience| match audience {
        Audience::Person(person) if members.contains(person) => true,
        _ => kinds.insert(audience.kind()),
    });
    trees
}

/// Everyone who manages somebody whose packet a cycle has, and is still employed.
fn managers(organisation: &Organisation) -> impl Iterator<Item = PersonIx> + '_ {
    let packets = organisation
        .cycles
        .iter()
        .flat_map(|cycle| cycle.packets.iter().map(move |packet| (cycle, packet)));
    let direct = packets.filter_map(|(cycle, packet)| organisation.manager_on(packet.person, cycle.role_day()));
    // Whoever manages a manager sees the same packets, and must have a tree even without other reports.
    let direct: BTreeSet<_> = direct.collect();
    let above: BTreeSet<_> = organisation
        .cycles
        .iter()
        .flat_map(|cycle| {
            direct
                .iter()
                .flat_map(move |person| organisation.chain_on(*person, cycle.role_day()))
        })
        .collect();
    direct
        .into_iter()
        .chain(above)
        .filter(|person| organisation.person(*person).employed_on(organisation.as_of))
}
