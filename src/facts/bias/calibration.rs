//! Did calibration move ratings mostly one way?

use super::check::{CheckResult, Kind, Reason, Strength, Verdict};
use super::figures::{CalibrationFigures, Figures, GroupRate, MiddleShare, RateFigures};
use super::gender;
use super::rates::rates;
use super::scope::{Context, RatedPerson, Scope};
use crate::facts::statistics::binomial::sign_test;
use crate::facts::statistics::{Exactness, is_rare};

/// So many changes, all one way, are a flag by themselves; fewer cannot be one.
const ONE_WAY: usize = 5;

pub(super) fn check(context: &Context<'_>) -> CheckResult {
    let about = context.everyone(Kind::Calibration);
    let held = match context.scope {
        Scope::Everyone => context.cycle.sessions.iter().any(|session| session.held),
        Scope::Session(session) => context.cycle.session(session).held,
    };
    if !held {
        return about.cannot_tell(Reason::NoSessionHeld);
    }
    let calibrated: Vec<RatedPerson> = context
        .population
        .rated
        .iter()
        .copied()
        .filter(is_calibrated(context))
        .collect();
    if calibrated.is_empty() {
        return about.cannot_tell(Reason::NobodyRated);
    }
    let figures = figures(context, &calibrated);
    let (up, down) = (figures.up, figures.down);
    let p = sign_test(up, down);
    let verdict = if up + down < ONE_WAY {
        Verdict::CannotTell(Reason::TooFew {
            have: up + down,
            needed: ONE_WAY,
        })
    } else if is_rare(p) || up == 0 || down == 0 {
        Verdict::Flag(Strength::Strong)
    } else {
        Verdict::NoFlag
    };
    about.says(verdict, (p, Exactness::Exact), Figures::Calibration(figures))
}

/// Whether a person has a recommended rating to compare the final one with.
fn is_calibrated(context: &Context<'_>) -> impl Fn(&RatedPerson) -> bool {
    |person| {
        let rating = &context.facts.packet(person.packet).rating;
        rating.recommended.is_some() && rating.r#final.is_some()
    }
}

fn figures(context: &Context<'_>, calibrated: &[RatedPerson]) -> CalibrationFigures {
    let rating = |person: &RatedPerson| &context.facts.packet(person.packet).rating;
    let changes = || calibrated.iter().filter_map(|person| rating(person).change());
    let middle = context.organisation.policy.middle();
    CalibrationFigures {
        up: changes().filter(|change| change.to > change.from).count(),
        down: changes().filter(|change| change.to < change.from).count(),
        changed: calibrated
            .iter()
            .filter(|person| rating(person).change().is_some())
            .map(|person| person.packet)
            .collect(),
        middle: MiddleShare {
            before: calibrated
                .iter()
                .filter(|person| rating(person).recommended == middle)
                .count(),
            after: calibrated.iter().filter(|person| Some(person.rating) == middle).count(),
            n: calibrated.len(),
        },
        by_gender: by_gender(context, calibrated),
    }
}

fn by_gender(context: &Context<'_>, calibrated: &[RatedPerson]) -> Option<RateFigures> {
    let groups = gender::groups(context, calibrated).ok()?;
    let is_changed = |person: &&&RatedPerson| context.facts.packet(person.packet).rating.change().is_some();
    let counts = groups.groups.iter().map(|(name, people)| GroupRate {
        name: name.clone(),
        n: people.len(),
        selected: people.iter().filter(is_changed).count(),
    });
    Some(rates(None, counts.collect(), groups.unstated).1)
}
