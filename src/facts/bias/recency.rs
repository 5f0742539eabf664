//! Does the dated evidence come from the whole cycle, or from its last days?

use std::collections::BTreeMap;

use chrono::Datelike;
use rayon::prelude::*;

use super::check::{CheckResult, Kind, Reason, Strength, Subject, Verdict};
use super::figures::Figures;
use super::scope::{Context, RatedPerson, packets};
use crate::facts::statistics::recency::{Period, recency};
use crate::facts::statistics::{Exactness, is_rare};

/// From so many items of evidence on there is something to say.
const FROM: usize = 4;

/// Each rated person.
pub(super) fn persons(context: &Context<'_>) -> Vec<CheckResult> {
    let result = |person: &RatedPerson| {
        let about = context.about(
            Kind::RecencyPerson,
            Subject::Person(person.person),
            vec![person.packet],
            0,
        );
        conclude(context, about, &days(context, person))
    };
    context.population.rated.par_iter().map(result).collect()
}

/// Each author of manager assessments.
pub(super) fn managers(context: &Context<'_>) -> Vec<CheckResult> {
    let mut written: BTreeMap<_, Vec<RatedPerson>> = BTreeMap::new();
    for person in &context.population.rated {
        let packet = &context.cycle.packets[person.packet.index()];
        let assessment = packet.manager_assessment.as_ref();
        let author = assessment.and_then(|filed| context.organisation.find_person(&filed.record.front.author.value));
        if let Some(author) = author {
            written.entry(author).or_default().push(*person);
        }
    }
    let result = |(manager, reports): (_, Vec<RatedPerson>)| {
        let about = context.about(Kind::RecencyManager, Subject::Manager(manager), packets(&reports), 0);
        let days: Vec<i64> = reports.iter().flat_map(|person| days(context, person)).collect();
        conclude(context, about, &days)
    };
    written.into_iter().map(result).collect()
}

/// The days of a person's evidence.
fn days(context: &Context<'_>, person: &RatedPerson) -> Vec<i64> {
    let packet = &context.cycle.packets[person.packet.index()];
    let assessment = packet.manager_assessment.as_ref().map(|filed| &filed.record.front);
    let evidence = assessment.map_or(&[][..], |front| &front.evidence);
    evidence
        .iter()
        .map(|item| i64::from(item.date.value.num_days_from_ce()))
        .collect()
}

fn conclude(context: &Context<'_>, result: CheckResult, days: &[i64]) -> CheckResult {
    let period = Period {
        first: i64::from(context.cycle.start.num_days_from_ce()),
        last: i64::from(context.cycle.end.num_days_from_ce()),
    };
    let figures = recency(period, i64::from(context.organisation.policy.recency_days), days);
    if figures.items < FROM {
        let reason = Reason::TooFew {
            have: figures.items,
            needed: FROM,
        };
        return CheckResult {
            figures: Some(Figures::Recency(figures)),
            ..result.cannot_tell(reason)
        };
    }
    let late = 2 * figures.in_window >= figures.items || is_rare(figures.p_upper);
    let verdict = if late {
        Verdict::Flag(Strength::Strong)
    } else {
        Verdict::NoFlag
    };
    let p = (figures.p_upper, Exactness::Exact);
    result.says(verdict, p, Figures::Recency(figures))
}
