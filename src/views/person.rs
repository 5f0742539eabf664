//! A person over all cycles: roles, ratings, goal scores, promotions, and the way to every packet.

use serde::Serialize;

use super::charts::{Trend, trend};
use super::words::{self, Badge};
use super::{Context, Link, Page, PageKey, PageView, PersonLink, RatingMark, frame::frame};
use crate::model::{CycleIx, PersonIx};
use crate::records::outcome::PromotionDecision;
use crate::source::Date;

/// A person over all cycles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonView<'a> {
    /// Pronouns.
    pub pronouns: Option<&'a str>,
    /// The address of electronic mail.
    pub email: Option<&'a str>,
    /// The first day of employment.
    pub hired: Date,
    /// The last day of employment.
    pub left: Option<Date>,
    /// Roles that have begun, newest first.
    pub roles: Vec<PersonRole<'a>>,
    /// The cycles whose packets stand in this tree, newest first.
    pub cycles: Vec<PersonCycle<'a>>,
    /// Whether ratings are shown in any of them.
    pub rated: bool,
    /// Whether goal scores are shown in any of them.
    pub scored: bool,
    /// Final ratings over cycles, where there are at least two.
    pub ratings: Option<Trend>,
    /// Goal scores over cycles, where there are at least two.
    pub scores: Option<Trend>,
    /// Promotions that were decided on or recommended, newest first.
    pub promotions: Vec<PersonPromotion<'a>>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonRole<'a> {
    /// Its first day.
    pub from: Date,
    /// The title.
    pub title: &'a str,
    /// The level.
    pub level: &'a str,
    /// The unit.
    pub team: &'a str,
    /// The manager.
    pub manager: Option<PersonLink<'a>>,
}

/// One cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonCycle<'a> {
    /// The way to its packet.
    pub packet: Link,
    /// The role in force at its end.
    pub role: Option<PersonRole<'a>>,
    /// The mean of the delivery objectives' scores.
    pub score: Option<f64>,
    /// The mean of the growth objectives' scores.
    pub growth: Option<f64>,
    /// The final rating.
    pub rating: Option<RatingMark<'a>>,
    /// The recommended rating, where there is no final one yet and it is shown.
    pub recommended: Option<RatingMark<'a>>,
    /// What the manager recommended where the final rating is another, for those who see both.
    pub moved_from: Option<RatingMark<'a>>,
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonPromotion<'a> {
    /// The way to it.
    pub packet: Link,
    /// What the manager recommended.
    pub readiness: Option<Badge<'static>>,
    /// What was decided.
    pub decision: Option<Badge<'static>>,
    /// The level that it is about.
    pub to_level: Option<&'a str>,
    /// The day on which the criteria are reviewed.
    pub review: Option<Date>,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, person: PersonIx) -> Page<'a> {
    let lens = context.lens;
    let card = lens.person(person);
    let cycles = || lens.cycles_of(person).into_iter().rev();
    let open = |shown: fn(&Context<'_, 'a>, PersonIx, CycleIx) -> bool| cycles().any(|at| shown(context, person, at));
    let view = PersonView {
        pronouns: card.pronouns,
        email: card.email,
        hired: card.hired,
        left: card.left,
        roles: card.roles.into_iter().rev().map(|card| role(context, &card)).collect(),
        cycles: cycles().map(|at| cycle(context, person, at)).collect(),
        rated: open(|context, person, at| {
            context.lens.final_rating(person, at).is_open() || context.lens.recommended(person, at).is_open()
        }),
        scored: open(|context, person, at| context.lens.goal_score(person, at).is_open()),
        ratings: ratings(context, person),
        scores: scores(context, person),
        promotions: cycles().filter_map(|at| promotion(context, person, at)).collect(),
    };
    Page {
        frame: frame(context, card.name.name.to_owned(), Vec::new()),
        view: PageView::Person(view),
    }
}

fn role<'a>(context: &Context<'_, 'a>, card: &crate::disclosure::RoleCard<'a>) -> PersonRole<'a> {
    PersonRole {
        from: card.from,
        title: card.title,
        level: card.level,
        team: card.team,
        manager: card.manager.map(|name| context.person(name)),
    }
}

fn cycle<'a>(context: &Context<'_, 'a>, person: PersonIx, at: CycleIx) -> PersonCycle<'a> {
    let lens = context.lens;
    let mark = |value: u32| context.rating(value);
    let rating = lens.final_rating(person, at).value().map(|rating| rating.value);
    let recommended = lens.recommended(person, at).value().copied();
    let figures = lens.goal_figures(person, at);
    let growth = figures.value().and_then(|figures| figures.growth.get()?.value);
    PersonCycle {
        packet: context.link(lens.cycle(at).title, PageKey::Packet(person, at)),
        role: lens.role(person, at).map(|card| role(context, &card)),
        score: lens.goal_score(person, at).value().copied(),
        growth,
        rating: rating.map(mark),
        recommended: recommended.filter(|_| rating.is_none()).map(mark),
        // Of the two ratings alone, not of the session's decision, which fewer may see than both of them.
        moved_from: recommended
            .filter(|from| rating.is_some_and(|to| to != *from))
            .map(mark),
    }
}

fn ratings(context: &Context<'_, '_>, person: PersonIx) -> Option<Trend> {
    let lens = context.lens;
    let values = || lens.policy().ratings.iter().map(|rating| f64::from(rating.value));
    let scale = [values().reduce(f64::min)?, values().reduce(f64::max)?];
    let figures = over_cycles(context, person, |at| {
        let rating = lens.final_rating(person, at).into_inner().flatten()?;
        Some(f64::from(rating.value))
    });
    trend(("rating-trend", "Final rating"), &figures, scale, |figure| {
        format!("{figure:.0}")
    })
}

fn scores(context: &Context<'_, '_>, person: PersonIx) -> Option<Trend> {
    let lens = context.lens;
    // A result may count for more than 1; the scale ends where the highest one does.
    let best = lens
        .policy()
        .results
        .iter()
        .map(|result| result.score)
        .fold(1.0, f64::max);
    let figures = over_cycles(context, person, |at| lens.goal_score(person, at).into_inner().flatten());
    trend(("score-trend", "Goal score"), &figures, [0.0, best], |figure| {
        format!("{figure:.2}")
    })
}

fn over_cycles(
    context: &Context<'_, '_>,
    person: PersonIx,
    figure: impl Fn(CycleIx) -> Option<f64>,
) -> Vec<(String, Option<f64>)> {
    let lens = context.lens;
    let cycles = lens.cycles_of(person).into_iter();
    cycles.map(|at| (lens.cycle(at).title.to_owned(), figure(at))).collect()
}

fn promotion<'a>(context: &Context<'_, 'a>, person: PersonIx, at: CycleIx) -> Option<PersonPromotion<'a>> {
    let sections = context.lens.packet(person, at)?;
    let promotion = sections.promotion.value()?;
    let decision = promotion.decision.as_ref();
    let decision = decision.filter(|each| each.decision != PromotionDecision::None);
    let recommended = promotion.recommendation;
    (recommended.is_some() || decision.is_some()).then(|| PersonPromotion {
        packet: context.link(context.lens.cycle(at).title, PageKey::Packet(person, at)),
        readiness: recommended.map(|each| words::readiness(each.readiness)),
        decision: decision.map(|each| words::promotion(each.decision)),
        to_level: decision
            .and_then(|each| each.to_level)
            .or_else(|| recommended.and_then(|each| each.to_level)),
        review: decision.and_then(|each| each.review),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Audience, Lens, Matrix};
    use crate::facts::derive;
    use crate::model::testing::org;
    use crate::records::id::PersonId;
    use crate::views::Parts;

    /// The final rating and the recommended one beside it on a person's page, as their manager reads it, or they.
    fn ratings_of(who: &str, by_manager: bool, policy: &str) -> [Option<u32>; 2] {
        let org = org().file("policy.toml", policy).calibrated(&["core"]);
        let org = org.person("ana").rated(4).decided(3).person("ben").rated(4).decided(4);
        let organisation = org
            .cycle_fields("[release]\napproved_by = \"head\"\napproved = 2026-10-26\n")
            .build();
        let find = |id| organisation.find_person(&PersonId::new(id).unwrap()).unwrap();
        let audience = if by_manager {
            Audience::Manager(find("head"))
        } else {
            Audience::Person(find(who))
        };
        let (facts, matrix) = (derive(&organisation), Matrix::in_force(&organisation.policy).0);
        let lens = Lens::new(&organisation, &facts, &matrix, audience);
        let context = Context::new(&lens, PageKey::Person(find(who)), Parts::Page);
        let PageView::Person(view) = page(&context, find(who)).view else {
            panic!("no person");
        };
        let cycle = &view.cycles[0];
        [cycle.rating, cycle.moved_from].map(|mark| mark.map(|mark| mark.value))
    }

    #[test]
    fn a_manager_who_sees_both_ratings_sees_that_they_differ_and_others_see_what_they_may() {
        assert_eq!(ratings_of("ana", true, ""), [Some(3), Some(4)]);
        assert_eq!(ratings_of("ben", true, ""), [Some(4), None]);
        assert_eq!(ratings_of("ana", false, ""), [Some(3), None]);
        let closed = "[access.recommended-rating]\nmanager = \"never\"\n";
        assert_eq!(ratings_of("ana", true, closed), [Some(3), None]);
    }
}
