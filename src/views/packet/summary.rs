//! The review in one line: who, with which rating, and what follows.

use serde::Serialize;

use super::Review;
use crate::disclosure::AudienceKind;
use crate::facts::Mean;
use crate::views::words::{self, Badge};
use crate::views::{Link, PageKey, PersonLink, RatingMark};

/// The answer in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary<'a> {
    /// The title of the role in force at the cycle's end.
    pub title: Option<&'a str>,
    /// Its level.
    pub level: Option<&'a str>,
    /// The unit's name.
    pub team: Option<&'a str>,
    /// The way to the unit's page.
    pub team_href: Option<String>,
    /// The manager.
    pub manager: Option<PersonLink<'a>>,
    /// The rating, as far as it is known here.
    pub rating: Option<Rating<'a>>,
    /// The mean of the delivery objectives' scores.
    pub delivery: Option<Mean3>,
    /// The mean of the growth objectives' scores.
    pub growth: Option<Mean3>,
    /// What was decided about a promotion, and the level that it is about.
    pub promotion: Option<(Badge<'static>, Option<&'a str>)>,
    /// Base pay before and after.
    pub pay: Option<[i64; 2]>,
    /// The person over all cycles.
    pub person: Link,
}

/// A rating, and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rating<'a> {
    /// The final rating; none while there is none.
    pub r#final: Option<RatingMark<'a>>,
    /// What the manager recommended, where it is shown.
    pub recommended: Option<RatingMark<'a>>,
    /// Why the manager did not rate.
    pub not_rated: Option<&'a str>,
    /// Whether calibration changed what was recommended; none where nothing was, where that is not shown, or not so yet.
    pub moved: Option<bool>,
    /// The final rating of the cycle before, and that cycle.
    pub prior: Option<(RatingMark<'a>, Link)>,
}

/// A mean with the number of figures behind it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean3 {
    /// The mean.
    pub value: f64,
    /// How many have a figure.
    pub n: usize,
    /// How many there are.
    pub of: usize,
}

impl Mean3 {
    /// A mean that has a value.
    pub(super) fn of(mean: Mean) -> Option<Self> {
        let Mean { value, n, of } = mean;
        value.map(|value| Self { value, n, of })
    }
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn summary(&self) -> Summary<'a> {
        let lens = self.context.lens;
        let role = lens.role(self.person, self.cycle);
        let figures = lens.goal_figures(self.person, self.cycle);
        let mean = |pick: fn(&crate::disclosure::GoalFigures<'a>) -> Option<Mean>| {
            figures.value().and_then(pick).and_then(Mean3::of)
        };
        let pay = self.sections.pay.value().and_then(|pay| pay.figures);
        let decided = self.sections.promotion.value().and_then(|each| each.decision.as_ref());
        // A packet stands in the trees of all managers above, and not all of those have the same units' pages.
        let team_href = match lens.audience().kind() {
            AudienceKind::Manager => None,
            _ => lens
                .team_of(self.person, self.cycle)
                .and_then(|team| self.context.href_if(PageKey::Team(self.cycle, team))),
        };
        Summary {
            title: role.as_ref().map(|role| role.title),
            level: role.as_ref().map(|role| role.level),
            team: role.as_ref().map(|role| role.team),
            team_href,
            manager: role.and_then(|role| role.manager).map(|name| self.context.person(name)),
            rating: self.rating(),
            delivery: mean(|figures| figures.delivery.get().copied()),
            growth: mean(|figures| figures.growth.get().copied()),
            promotion: decided.map(|decided| (words::promotion(decided.decision), decided.to_level)),
            pay: pay.map(|pay| [pay.base_before.0, pay.base_after.0]),
            person: self
                .context
                .link(lens.name(self.person).name, PageKey::Person(self.person)),
        }
    }

    fn rating(&self) -> Option<Rating<'a>> {
        let lens = self.context.lens;
        let mark = |value: u32| self.context.rating(value);
        let sections = &self.sections;
        let known = sections.final_rating.is_open() || sections.recommended.is_open();
        let recommended = sections.recommended.value();
        // Where nobody recommended a rating, the final one is neither a change nor what was recommended.
        let is_moved = lens.change(self.person, self.cycle).get().map(Option::is_some);
        let is_compared =
            sections.final_rating.value().is_some() && recommended.is_some_and(|each| each.rating.is_some());
        let prior = lens.cycle(self.cycle).previous.and_then(|before| {
            let rating = lens.final_rating(self.person, before).into_inner().flatten()?;
            let title = lens.cycle(before).title;
            Some((
                mark(rating.value),
                self.context.link(title, PageKey::Packet(self.person, before)),
            ))
        });
        known.then(|| Rating {
            r#final: sections.final_rating.value().copied().map(mark),
            recommended: recommended.and_then(|each| each.rating).map(mark),
            not_rated: recommended.and_then(|each| each.not_rated),
            moved: is_moved.filter(|_| is_compared),
            prior,
        })
    }
}
