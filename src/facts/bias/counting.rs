//! The checks that count and do not test: the share of "Exceeds", all the same, the guideline.

use super::check::{CheckResult, Kind, Reason, Strength, Subject, Verdict};
use super::figures::{AllSameFigures, ExceedsFigures, Figures, GuidelineFigures};
use super::scope::{Context, RatedPerson, packets, tally};
use crate::facts::distribution::{Distribution, parts};
use crate::facts::statistics::binomial::{all_same_chance, exceeds_chance, exceeds_share};
use crate::facts::statistics::guideline::percent;
use crate::model::TeamIx;
use crate::records::teams::TeamKind;

/// From so many people on, "all the same" is more than a question.
const STRONG_FROM: usize = 6;

/// Each team: units called a team, and units without any below them.
pub(super) fn exceeds_share_of_teams(context: &Context<'_>) -> Vec<CheckResult> {
    let policy = &context.organisation.policy;
    let from = i64::from(policy.exceeds_from);
    let all = context.tally();
    let rate = all.count_from(from) as f64 / all.n().max(1) as f64;
    let limit = parts(policy.exceeds_share);
    let is_team = |team: TeamIx| {
        let unit = context.organisation.team(team);
        unit.kind == TeamKind::Team || unit.children.is_empty()
    };
    let units = context.units().into_iter().filter(|(team, _)| is_team(*team));
    let result = |(team, group): (TeamIx, super::scope::Group)| {
        let about = context.about(
            Kind::ExceedsShare,
            Subject::Team(team),
            packets(&group.rated),
            group.not_rated,
        );
        let (n, exceeds) = (group.rated.len(), tally(&group.rated).count_from(from));
        let Some(percent) = percent(exceeds, n) else {
            return about.cannot_tell(Reason::NobodyRated);
        };
        let figures = ExceedsFigures {
            exceeds,
            n,
            percent,
            rate,
            chance: exceeds_chance(n, limit, rate),
        };
        let verdict = flag(exceeds_share(exceeds, n, limit), Strength::Strong);
        about.counts(verdict, Figures::Exceeds(figures))
    };
    units.map(result).collect()
}

/// Each manager with rated reports.
pub(super) fn all_the_same(context: &Context<'_>) -> Vec<CheckResult> {
    let policy = &context.organisation.policy;
    let Some(middle) = policy.middle() else {
        return Vec::new();
    };
    let all = context.tally();
    let share = all.count(i64::from(middle)) as f64 / all.n().max(1) as f64;
    let result = |(manager, group): (_, super::scope::Group)| {
        let about = context.about(
            Kind::AllSame,
            Subject::Manager(manager),
            packets(&group.rated),
            group.not_rated,
        );
        let (n, needed) = (group.rated.len(), policy.all_same_from as usize);
        let at_middle = group.rated.iter().filter(|person| person.rating == middle).count();
        let figures = Figures::AllSame(AllSameFigures {
            middle,
            n,
            at_middle,
            share,
            chance: all_same_chance(n, share),
        });
        let strength = if n >= STRONG_FROM {
            Strength::Strong
        } else {
            Strength::Soft
        };
        let verdict = if n < needed {
            Verdict::CannotTell(Reason::TooFew { have: n, needed })
        } else {
            flag(at_middle == n, strength)
        };
        about.counts(verdict, figures)
    };
    context.managers().into_iter().map(result).collect()
}

/// Everyone.
pub(super) fn guideline(context: &Context<'_>) -> CheckResult {
    against_guideline(context, context.everyone(Kind::Guideline), &context.population.rated)
}

/// Each unit with all below it.
pub(super) fn guideline_of_units(context: &Context<'_>) -> Vec<CheckResult> {
    let result = |(team, group): (TeamIx, super::scope::Group)| {
        let packets = packets(&group.rated);
        let about = context.about(Kind::GuidelineUnit, Subject::Team(team), packets, group.not_rated);
        against_guideline(context, about, &group.rated)
    };
    context.units().into_iter().map(result).collect()
}

fn against_guideline(context: &Context<'_>, about: CheckResult, people: &[RatedPerson]) -> CheckResult {
    let ratings = people
        .iter()
        .map(|person| context.facts.packet(person.packet).rating.rated());
    let distribution = Distribution::of(&context.organisation.policy, ratings);
    let Some(fit) = distribution.fit else {
        return about.cannot_tell(Reason::NobodyRated);
    };
    // Where no set of whole counts satisfies all bounds, at least these have to move.
    let moving = fit.people_to_move.unwrap_or(fit.over.max(fit.under));
    let verdict = flag(moving > 0 && 10 * moving >= fit.n, Strength::Strong);
    let figures = GuidelineFigures {
        counts: distribution.counts,
        basis: distribution.basis,
        fit,
    };
    about.counts(verdict, Figures::Guideline(figures))
}

fn flag(is_flag: bool, strength: Strength) -> Verdict {
    if is_flag {
        Verdict::Flag(strength)
    } else {
        Verdict::NoFlag
    }
}
