//! The registry of page kinds: which pages a tree has, and at which address each stands.
//!
//! A new kind of page is one variant here; the compiler names the rest.

use std::collections::BTreeSet;

use super::calibration::agenda::sessions_apart;
use super::calibration::levels::{address as level_address, levels};
use super::units;
use crate::disclosure::{Audience, AudienceKind, Lens};
use crate::model::{CycleIx, PersonIx, SessionIx, TeamIx};

/// One page of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKey {
    /// Where the tree opens.
    Home,
    /// A cycle's timeline and the way to its views.
    Cycle(CycleIx),
    /// The cascade of goals.
    Goals(CycleIx),
    /// The goals of one unit and of its people, where the tree is of too many people for one page.
    GoalsOf(CycleIx, TeamIx),
    /// How key results divide at mid-cycle.
    MidCycle(CycleIx),
    /// All units side by side.
    Teams(CycleIx),
    /// One unit.
    Team(CycleIx, TeamIx),
    /// The pre-read of a calibration.
    Calibration(CycleIx),
    /// Everyone on one level, by its position among the tree's levels.
    Level(CycleIx, u32),
    /// One session of a calibration, where they are too many for one page.
    Session(CycleIx, SessionIx),
    /// One manager's ratings.
    Manager(CycleIx, PersonIx),
    /// The whole pre-read as one document.
    PreRead(CycleIx),
    /// The checks for bias.
    Bias(CycleIx),
    /// What followed from the ratings.
    Outcomes(CycleIx),
    /// The success criteria.
    Success(CycleIx),
    /// From the previous cycle to this one.
    Movement(CycleIx),
    /// Every process finding.
    Open(CycleIx),
    /// A person over all cycles.
    Person(PersonIx),
    /// A person in one cycle.
    Packet(PersonIx, CycleIx),
    /// A free page, by its position.
    Free(usize),
}

impl PageKey {
    /// The page's address below its tree. It names the file, so that links work without a server.
    pub fn address(self, lens: &Lens<'_>) -> String {
        let cycle = |cycle| lens.cycle(cycle).id;
        let person = |person| lens.name(person).id;
        match self {
            Self::Home => "index.html".to_owned(),
            Self::Cycle(at) => format!("{}/index.html", cycle(at)),
            Self::Goals(at) => format!("{}/goals/index.html", cycle(at)),
            Self::GoalsOf(at, team) => format!("{}/goals/{}/index.html", cycle(at), lens.team(team).id),
            Self::MidCycle(at) => format!("{}/mid-cycle/index.html", cycle(at)),
            Self::Teams(at) => format!("{}/teams/index.html", cycle(at)),
            Self::Team(at, team) => format!("{}/teams/{}/index.html", cycle(at), lens.team(team).id),
            Self::Calibration(at) => format!("{}/calibration/index.html", cycle(at)),
            Self::Level(at, level) => {
                let slug = levels(lens, at).into_iter().nth(level as usize).map(|page| page.slug);
                level_address(lens, at, &slug.unwrap_or_default())
            }
            Self::Session(at, session) => {
                let session = lens.session_id(at, session);
                format!("{}/calibration/sessions/{session}/index.html", cycle(at))
            }
            Self::Manager(at, of) => format!("{}/calibration/managers/{}/index.html", cycle(at), person(of)),
            Self::PreRead(at) => format!("{}/calibration/print/index.html", cycle(at)),
            Self::Bias(at) => format!("{}/calibration/bias/index.html", cycle(at)),
            Self::Outcomes(at) => format!("{}/outcomes/index.html", cycle(at)),
            Self::Success(at) => format!("{}/success/index.html", cycle(at)),
            Self::Movement(at) => format!("{}/movement/index.html", cycle(at)),
            Self::Open(at) => format!("{}/open/index.html", cycle(at)),
            Self::Person(of) => format!("people/{}/index.html", person(of)),
            Self::Packet(of, at) => format!("people/{}/{}/index.html", person(of), cycle(at)),
            Self::Free(page) => format!("pages/{}/index.html", lens.pages()[page].id),
        }
    }

    /// The cycle that the page is about.
    pub fn cycle(self) -> Option<CycleIx> {
        match self {
            Self::Home | Self::Person(_) | Self::Free(_) => None,
            Self::Cycle(at)
            | Self::Goals(at)
            | Self::GoalsOf(at, _)
            | Self::MidCycle(at)
            | Self::Teams(at)
            | Self::Team(at, _)
            | Self::Calibration(at)
            | Self::Level(at, _)
            | Self::Session(at, _)
            | Self::Manager(at, _)
            | Self::PreRead(at)
            | Self::Bias(at)
            | Self::Outcomes(at)
            | Self::Success(at)
            | Self::Movement(at)
            | Self::Open(at)
            | Self::Packet(_, at) => Some(at),
        }
    }

    /// Whether a tree has this page. It follows from the audience, the roster and the matrix, never from which records there are.
    pub fn stands_in(self, lens: &Lens<'_>) -> bool {
        use AudienceKind::{Committee, Hr, Manager};
        let kind = lens.audience().kind();
        let spoken_of = |cycle| match lens.audience() {
            Audience::Committee(own, _) => own == cycle,
            _ => true,
        };
        match self {
            Self::Home | Self::Cycle(_) | Self::Goals(_) | Self::Success(_) | Self::Free(_) => true,
            Self::GoalsOf(cycle, team) => units_with_goals(lens, cycle).is_some_and(|units| units.contains(&team)),
            Self::MidCycle(cycle) | Self::Teams(cycle) => {
                matches!(kind, Hr | Manager) || (kind == Committee && spoken_of(cycle))
            }
            Self::Team(cycle, team) => Self::Teams(cycle).stands_in(lens) && units::has_unit(lens, cycle, team),
            Self::Level(cycle, at) => {
                Self::Calibration(cycle).stands_in(lens) && (at as usize) < levels(lens, cycle).len()
            }
            Self::Session(cycle, session) => {
                Self::Calibration(cycle).stands_in(lens) && sessions_apart(lens, cycle).contains(&session)
            }
            Self::Manager(cycle, person) => {
                Self::Teams(cycle).stands_in(lens) && lens.scope(cycle).reports.contains_key(&person)
            }
            Self::Calibration(cycle) | Self::Bias(cycle) | Self::PreRead(cycle) => {
                kind == Hr || (kind == Committee && spoken_of(cycle))
            }
            Self::Outcomes(_) | Self::Open(_) => matches!(kind, Hr | Manager),
            Self::Movement(cycle) => kind == Hr && lens.cycle(cycle).previous.is_some(),
            Self::Person(person) => !lens.cycles_of(person).is_empty(),
            Self::Packet(person, cycle) => lens.covers(person, cycle),
        }
    }
}

/// The units whose people's goals have a page of their own.
fn units_with_goals<'l>(lens: &'l Lens<'_>, cycle: CycleIx) -> Option<&'l BTreeSet<TeamIx>> {
    units::is_split(lens, cycle).then(|| &lens.scope(cycle).goal_units)
}

/// All pages of a tree, in the order in which a reader comes upon them.
pub fn plan(lens: &Lens<'_>) -> Vec<PageKey> {
    let mut pages = vec![PageKey::Home];
    for cycle in lens.cycles() {
        let of_cycle = [
            PageKey::Cycle(cycle),
            PageKey::Goals(cycle),
            PageKey::MidCycle(cycle),
            PageKey::Teams(cycle),
            PageKey::Calibration(cycle),
            PageKey::Bias(cycle),
            PageKey::PreRead(cycle),
            PageKey::Outcomes(cycle),
            PageKey::Success(cycle),
            PageKey::Movement(cycle),
            PageKey::Open(cycle),
        ];
        pages.extend(of_cycle.into_iter().filter(|page| page.stands_in(lens)));
        if PageKey::Calibration(cycle).stands_in(lens) {
            let levels = (0..).zip(levels(lens, cycle));
            pages.extend(levels.map(|(at, _)| PageKey::Level(cycle, at)));
            let sessions = sessions_apart(lens, cycle).into_iter();
            pages.extend(sessions.map(|session| PageKey::Session(cycle, session)));
        }
        let with_goals = units_with_goals(lens, cycle).into_iter().flatten().copied();
        pages.extend(with_goals.map(|team| PageKey::GoalsOf(cycle, team)));
        if PageKey::Teams(cycle).stands_in(lens) {
            let teams = units::units(lens, cycle).into_iter();
            pages.extend(teams.map(|(team, _)| PageKey::Team(cycle, team)));
            let managers = lens.scope(cycle).reports.keys();
            pages.extend(managers.map(|manager| PageKey::Manager(cycle, *manager)));
        }
    }
    for person in lens.everyone() {
        pages.push(PageKey::Person(person));
        pages.extend(
            lens.cycles_of(person)
                .into_iter()
                .map(|cycle| PageKey::Packet(person, cycle)),
        );
    }
    pages.extend((0..lens.pages().len()).map(PageKey::Free));
    pages
}
