//! Does the dated evidence come from the whole cycle, or from its last days?

use std::collections::BTreeMap;

use chrono::Datelike;

use super::check::{CheckResult, Kind, Reason, Strength, Subject, Verdict};
use super::figures::Figures;
use super::scope::{Context, RatedPerson, packets};
use crate::facts::statistics::recency::{Period, recency};
use crate::facts::statistics::{Exactness, is_rare};
use crate::facts::{CycleFacts, PacketIx};
use crate::model::{Cycle, Organisation, Packet};
use crate::records::id::PersonId;
use crate::records::manager_assessment::EvidenceRecord;

/// From so many items of evidence on there is something to say.
const FROM: usize = 4;

/// What these checks read in a packet's records, beside its figures.
#[derive(PartialEq, Eq)]
pub(in crate::facts) struct Evidence<'a> {
    author: Option<&'a PersonId>,
    days: Vec<i64>,
}

impl<'a> Evidence<'a> {
    pub fn of(packet: &'a Packet) -> Self {
        let assessment = packet.manager_assessment.as_ref().map(|filed| &filed.record.front);
        let evidence = assessment.map_or(&[][..], |front| &front.evidence);
        let day = |item: &EvidenceRecord| i64::from(item.date.value.num_days_from_ce());
        Self {
            author: assessment.map(|front| &front.author.value),
            days: evidence.iter().map(day).collect(),
        }
    }
}

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
    context.population.rated.iter().map(result).collect()
}

/// Each author of manager assessments.
pub(super) fn managers(context: &Context<'_>) -> Vec<CheckResult> {
    let mut written: BTreeMap<_, Vec<RatedPerson>> = BTreeMap::new();
    for person in &context.population.rated {
        let evidence = Evidence::of(&context.cycle.packets[person.packet.index()]);
        let author = evidence.author.and_then(|id| context.organisation.find_person(id));
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
    Evidence::of(&context.cycle.packets[person.packet.index()]).days
}

/// How the dated evidence of one person lies over the thirds of the cycle; none where the person is not looked at.
#[must_use]
pub fn thirds_of(organisation: &Organisation, cycle: &Cycle, facts: &CycleFacts, at: PacketIx) -> Option<[usize; 3]> {
    let packet = facts.packet(at);
    let rating = packet.rating.rated().filter(|_| packet.counts())?;
    organisation.policy.rating(rating.value())?;
    let days = Evidence::of(&cycle.packets[at.index()]).days;
    Some(recency(period(cycle), i64::from(organisation.policy.recency_days), &days).thirds)
}

fn period(cycle: &Cycle) -> Period {
    Period {
        first: i64::from(cycle.start.num_days_from_ce()),
        last: i64::from(cycle.end.num_days_from_ce()),
    }
}

fn conclude(context: &Context<'_>, result: CheckResult, days: &[i64]) -> CheckResult {
    let period = period(context.cycle);
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
