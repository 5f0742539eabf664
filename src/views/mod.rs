//! One struct a page kind, made through a lens: all that a template may know.
//!
//! A view holds what its audience may see and has no field for anything else. It is the surface that themes are written
//! against, so its field names are documented and change with the theme's version alone. Views see lenses, never records.

mod calendar;
mod calibration;
pub mod charts;
mod completion;
mod context;
mod criteria;
mod cycle;
mod frame;
mod free_page;
mod goals;
mod home;
mod items;
mod listed;
mod mid_cycle;
mod movement;
pub mod notices;
mod open;
mod outcomes;
mod own;
mod packet;
mod page;
mod person;
mod plans;
mod success;
pub mod tables;
mod team;
mod teams;
mod units;
mod words;

pub use context::{Context, Link, Parts, PersonLink, ProseNotice, ProseSection, RatingMark};
pub use frame::{
    AudienceFrame, CONTENT_SECURITY_POLICY, Crumb, FootLink, Frame, NavGroup, NavLink, PageFrame, SiteFrame,
};
pub use goals::GoalHit;
pub use page::{PageKey, plan};

use serde::Serialize;

use crate::disclosure::Lens;

/// Where a goal stands on the pages that list goals, by its address.
pub(crate) fn goal_anchor(address: &str) -> String {
    format!("goal.{}", address.replace('/', "."))
}

/// A page as data: its frame, and the view under the name `view`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<'a> {
    /// What stands on every page.
    #[serde(flatten)]
    pub frame: Frame<'a>,
    /// What stands on this one.
    pub view: PageView<'a>,
}

/// The view of any page kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PageView<'a> {
    /// One review.
    Packet(Box<packet::Packet<'a>>),
    /// A person over all cycles.
    Person(person::PersonView<'a>),
    /// Where the tree opens.
    Home(Box<home::Home<'a>>),
    /// A cycle.
    Cycle(Box<cycle::CycleView<'a>>),
    /// The success criteria.
    Success(success::SuccessView),
    /// From the previous cycle to this one.
    Movement(movement::Movement<'a>),
    /// The cascade of goals.
    Goals(goals::Cascade<'a>),
    /// How key results divide at mid-cycle.
    MidCycle(mid_cycle::MidCycle<'a>),
    /// All units side by side.
    Teams(teams::Teams<'a>),
    /// One unit.
    Team(team::Team<'a>),
    /// The pre-read of a calibration.
    Calibration(Box<calibration::Calibration<'a>>),
    /// Everyone on one level.
    Compare(calibration::levels::Compare<'a>),
    /// One session of a calibration.
    Session(Box<calibration::agenda::SessionPage<'a>>),
    /// One manager's ratings.
    Manager(Box<calibration::manager::ManagerRatings<'a>>),
    /// The whole pre-read as one document.
    PreRead(Box<calibration::pre_read::PreRead<'a>>),
    /// The checks for bias.
    Bias(calibration::bias::Bias<'a>),
    /// What followed from the ratings.
    Outcomes(outcomes::Outcomes<'a>),
    /// What is open, by who must act.
    Open(open::OpenView<'a>),
    /// A free page.
    FreePage(free_page::FreePageView),
}

impl PageView<'_> {
    /// The goals that stand on it, each at an anchor of its own.
    pub fn goals(&self) -> Vec<GoalHit> {
        match self {
            Self::Goals(cascade) => cascade.hits(),
            _ => Vec::new(),
        }
    }

    /// The template that shows it.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home(_) => "home.html",
            Self::Packet(_) => "packet.html",
            Self::Person(_) => "person.html",
            Self::Cycle(_) => "cycle.html",
            Self::Success(_) => "success.html",
            Self::Movement(_) => "movement.html",
            Self::Goals(_) => "goals.html",
            Self::MidCycle(_) => "mid-cycle.html",
            Self::Teams(_) => "teams.html",
            Self::Team(_) => "team.html",
            Self::Calibration(_) => "calibration.html",
            Self::Compare(_) => "compare.html",
            Self::Session(_) => "session.html",
            Self::Manager(_) => "manager.html",
            Self::PreRead(_) => "pre-read.html",
            Self::Bias(_) => "bias.html",
            Self::Outcomes(_) => "outcomes.html",
            Self::Open(_) => "open.html",
            Self::FreePage(_) => "page.html",
        }
    }
}

/// Makes a page for the lens's audience; also says what the texts on it asked for and did not get.
pub fn page<'a>(lens: &Lens<'a>, key: PageKey, parts: Parts) -> (Page<'a>, Vec<ProseNotice>) {
    let context = Context::new(lens, key, parts);
    let page = made(&context);
    (page, context.into_notices())
}

fn made<'a>(context: &Context<'_, 'a>) -> Page<'a> {
    match context.page {
        PageKey::Cycle(cycle) => cycle::page(context, cycle),
        PageKey::Success(cycle) => success::page(context, cycle),
        PageKey::Movement(cycle) => movement::page(context, cycle),
        PageKey::Goals(cycle) => goals::page(context, cycle),
        PageKey::GoalsOf(cycle, team) => goals::unit_page(context, cycle, team),
        PageKey::MidCycle(cycle) => mid_cycle::page(context, cycle),
        PageKey::Teams(cycle) => teams::page(context, cycle),
        PageKey::Team(cycle, team) => team::page(context, cycle, team),
        PageKey::Calibration(cycle) => calibration::page(context, cycle),
        PageKey::Level(cycle, at) => calibration::levels::page(context, cycle, at),
        PageKey::Session(cycle, session) => calibration::agenda::page(context, cycle, session),
        PageKey::Manager(cycle, manager) => calibration::manager::page(context, cycle, manager),
        PageKey::PreRead(cycle) => calibration::pre_read::page(context, cycle),
        PageKey::Bias(cycle) => calibration::bias::page(context, cycle),
        PageKey::Outcomes(cycle) => outcomes::page(context, cycle),
        PageKey::Open(cycle) => open::page(context, cycle),
        PageKey::Free(page) => free_page::page(context, page),
        // A lens plans only the packets that it covers, so that there is one to show.
        PageKey::Packet(person, cycle) => packet::page(context, person, cycle).unwrap_or_else(|| home::page(context)),
        PageKey::Person(person) => person::page(context, person),
        PageKey::Home => home::page(context),
    }
}
