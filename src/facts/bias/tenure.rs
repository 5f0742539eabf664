//! Do ratings follow how long people have been here, and are recent hires rated lower?

use chrono::{Datelike, Months};

use super::check::{CheckResult, Kind, Reason, Strength, Verdict};
use super::figures::{Figures, TenureFigures};
use super::scope::{Context, RatedPerson, tally};
use crate::facts::statistics::association::kendall;
use crate::facts::statistics::permutation::{compare, two_groups};
use crate::facts::statistics::{is_rare, reaches};

/// The smallest |τ-b| that is large enough to matter.
const TAU: f64 = 0.2;
const RECENT: Months = Months::new(12);

pub(super) fn check(context: &Context<'_>) -> CheckResult {
    let result = context.everyone(Kind::Tenure);
    let people = &context.population.rated;
    if people.is_empty() {
        return result.cannot_tell(Reason::NobodyRated);
    }
    let hired = |person: &RatedPerson| context.organisation.person(person.person).hired;
    // Who was hired earlier has been here longer.
    let tenure: Vec<f64> = people.iter().map(|p| -f64::from(hired(p).num_days_from_ce())).collect();
    let ratings: Vec<f64> = people.iter().map(|person| f64::from(person.rating)).collect();
    let (recent, rest): (Vec<_>, Vec<_>) = people.iter().copied().partition(|person| {
        let year = hired(person).checked_add_months(RECENT);
        year.is_none_or(|year| year > context.cycle.end)
    });
    let (recent, rest) = (tally(&recent), tally(&rest));
    let kendall = kendall(&tenure, &ratings);
    let Some(tau_b) = kendall.tau_b else {
        return result.cannot_tell(Reason::AllAlike);
    };
    let labels = two_groups(&recent, &rest);
    let figures = TenureFigures {
        tau_b,
        p: kendall.p_two_sided,
        exactness: kendall.exactness,
        recent: recent.n(),
        recent_difference: compare(&recent, &rest).map(|comparison| comparison.difference),
        recent_p: labels.map(|labels| labels.p_less),
        recent_exactness: labels.map(|labels| labels.exactness),
    };
    let follows = is_rare(figures.p) && reaches(tau_b, TAU);
    let penalised = figures.recent_p.is_some_and(is_rare);
    let can_tell = is_rare(kendall.smallest_p) || labels.is_some_and(|labels| is_rare(labels.smallest_p));
    let verdict = if follows || penalised {
        Verdict::Flag(Strength::Strong)
    } else if can_tell {
        Verdict::NoFlag
    } else {
        Verdict::CannotTell(Reason::NothingRarePossible)
    };
    let p = (figures.p, figures.exactness);
    result.says(verdict, p, Figures::Tenure(figures))
}
