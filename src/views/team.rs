//! One unit: its people with what is missing, its ratings against the guideline, its goals, plans, and the units below it.

use serde::Serialize;

use super::charts::distribution::{DistributionChart, chart};
use super::goals::{self, GoalRow};
use super::mid_cycle::{self, ChangeRow};
use super::outcomes::{self, MeritRow, PlanRow};
use super::teams::{self, UnitFigures, UnitRow};
use super::units::{has_unit, is_split, members, unit_link};
use super::{Context, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame};
use crate::disclosure::{Group, Missing};
use crate::facts::Part;
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::records::policy::PlanKind;

/// One unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Team<'a> {
    /// What a first look should see.
    pub lede: String,
    /// Who leads it.
    pub lead: Option<PersonLink<'a>>,
    /// The way to how the lead rated their direct reports.
    pub lead_ratings: Option<String>,
    /// The figures of the unit and all below it.
    pub figures: UnitFigures,
    /// Those of the tree's people whose role names this very unit.
    pub members: Vec<Member<'a>>,
    /// The ratings of the scale, best first.
    pub scale: Vec<RatingMark<'a>>,
    /// The units below that have people of this tree.
    pub units: Vec<UnitRow<'a>>,
    /// The ratings of the unit and all below it; none where this audience does not see them.
    pub chart: Option<DistributionChart>,
    /// The unit's own goals.
    pub goals: Vec<GoalRow<'a>>,
    /// The plans of its members.
    pub plans: Vec<PlanRow<'a>>,
    /// Whether what follows stands here because the tree is of too many people for one page.
    pub by_unit: bool,
    /// Changes at mid-cycle, where they stand on units' pages.
    pub changes: Vec<ChangeRow<'a>>,
    /// Merit, where it stands on units' pages.
    pub merit: Vec<MeritRow<'a>>,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member<'a> {
    /// Who.
    pub person: PersonLink<'a>,
    /// The title.
    pub title: &'a str,
    /// The level.
    pub level: &'a str,
    /// The goal score.
    pub goal_score: Option<f64>,
    /// What the manager recommends.
    pub recommended: Option<RatingMark<'a>>,
    /// The final rating.
    pub final_rating: Option<RatingMark<'a>>,
    /// What is not there and should be.
    pub missing: Vec<String>,
}

/// One unit of a cycle.
pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx, team: TeamIx) -> Page<'a> {
    let lens = context.lens;
    let unit = lens.team(team);
    let people = members(lens, cycle, team);
    let by_unit = is_split(lens, cycle);
    let figures = teams::figures(context, cycle, Group::Unit(team));
    let ratings = lens.group(cycle, Group::Unit(team)).ratings;
    let title = format!("Ratings in {}", unit.name);
    let below = unit.children.iter().filter(|child| has_unit(lens, cycle, **child));
    let members: Vec<_> = people.iter().map(|person| member(context, cycle, *person)).collect();
    let only_here = |on: bool| people.iter().copied().filter(move |_| on);
    let view = Team {
        lede: lede(&figures, &members),
        lead: unit.lead.map(|lead| context.own_person(lead)),
        lead_ratings: unit
            .lead
            .and_then(|lead| context.href_if(PageKey::Manager(cycle, lead))),
        scale: teams::scale(context),
        units: below.map(|child| teams::row(context, cycle, *child, 0)).collect(),
        chart: ratings
            .get()
            .map(|ratings| chart("ratings", &title, lens.policy(), ratings)),
        goals: goals::of_unit(context, cycle, team),
        plans: people
            .iter()
            .flat_map(|person| outcomes::plans_of(context, cycle, *person))
            .collect(),
        changes: only_here(by_unit)
            .flat_map(|person| mid_cycle::changes_of(context, cycle, person))
            .collect(),
        merit: only_here(by_unit)
            .filter_map(|person| outcomes::merit_of(context, cycle, person))
            .collect(),
        by_unit,
        figures,
        members,
    };
    let mut above = vec![
        context.link(lens.cycle(cycle).title, PageKey::Cycle(cycle)),
        context.link("Organisation", PageKey::Teams(cycle)),
    ];
    let mut line: Vec<_> = lens
        .line_of(team)
        .skip(1)
        .map(|team| unit_link(context, cycle, team, 0))
        .collect();
    line.reverse();
    above.extend(line.into_iter().filter_map(|unit| {
        let label = unit.name.to_owned();
        unit.href.map(|href| super::Link { label, href })
    }));
    Page {
        frame: frame(context, unit.name.to_string(), above),
        view: PageView::Team(view),
    }
}

fn lede(figures: &UnitFigures, members: &[Member<'_>]) -> String {
    let people = match figures.people {
        1 => "One person".to_owned(),
        people => format!("{people} people"),
    };
    let rated = figures
        .ratings
        .as_ref()
        .map(|ratings| format!(", {} rated", ratings.rated));
    let open = members.iter().filter(|member| !member.missing.is_empty()).count();
    let open = match open {
        0 => String::new(),
        1 => "; something is missing for one of them".to_owned(),
        open => format!("; something is missing for {open} of them"),
    };
    format!("{people}{}{open}.", rated.unwrap_or_default())
}

fn member<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> Member<'a> {
    let lens = context.lens;
    let role = lens.role(person, cycle);
    let recommended = lens.recommended(person, cycle);
    let settled = lens.final_rating(person, cycle);
    Member {
        person: packet_link(context, cycle, person),
        title: role.as_ref().map_or("", |role| role.title),
        level: role.as_ref().map_or("", |role| role.level),
        goal_score: lens.goal_score(person, cycle).value().copied(),
        recommended: recommended.value().map(|value| context.rating(*value)),
        final_rating: settled.value().map(|rating| context.rating(rating.value)),
        missing: lens.missing(person, cycle).into_iter().map(missing).collect(),
    }
}

/// A person in a list about one cycle: the link leads to their packet of that cycle.
pub(super) fn packet_link<'a>(context: &Context<'_, 'a>, cycle: CycleIx, person: PersonIx) -> PersonLink<'a> {
    PersonLink {
        name: context.lens.name(person).name,
        href: context.href_if(PageKey::Packet(person, cycle)),
    }
}

fn missing(missing: Missing) -> String {
    let part = |part| match part {
        Part::Goals => "Agreed goals",
        Part::CheckIn => "Check-in",
        Part::SelfAssessment => "Self-assessment",
        Part::PeerFeedback => "Peer feedback",
        Part::ManagerAssessment => "Manager assessment",
    };
    match missing {
        Missing::Part(which, days) => {
            format!("{}, {} overdue", part(which), super::words::days_of(days))
        }
        Missing::Plan(kind) => plan(kind).to_owned(),
        Missing::InPlan(kind) => format!("{}: not complete", plan(kind)),
        Missing::PromotionCriteria => "Promotion criteria with evidence".to_owned(),
        Missing::MeritReason => "Reason for merit outside the range".to_owned(),
    }
}

fn plan(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Development => "Development plan",
        PlanKind::Improvement => "Improvement plan",
        PlanKind::Growth => "Growth plan",
        PlanKind::None => "Plan",
    }
}
