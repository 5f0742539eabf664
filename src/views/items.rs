//! Open items as pages list them: what, who must act, since when, and the way to the record.

use serde::Serialize;

use super::page::PageKey;
use super::{Context, Link, PersonLink};
use crate::disclosure::{OpenItem, SectionKind};
use crate::model::{CycleIx, PersonIx};
use crate::source::Date;

/// One open item; what the theme's `findings` takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item<'a> {
    /// `bad` where its day has passed, else `warn`.
    pub tone: &'static str,
    /// Whom or what it is about, and what is not as it should be.
    pub text: String,
    /// The code of its rule, which `preread explain` tells more of.
    pub code: &'static str,
    /// Who must act; none on pages that say so already.
    pub who: Option<PersonLink<'a>>,
    /// What to do.
    pub act: String,
    /// Since when.
    pub since: Option<Date>,
    /// The way to the record.
    pub records: Vec<Link>,
}

/// The items of one who must act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorItems<'a> {
    /// Its anchor.
    pub id: String,
    /// Who; none where nobody is named.
    pub who: Option<PersonLink<'a>>,
    /// How many there are.
    pub count: usize,
    /// The items, the longest open first; where there are too many for one list, the first of them.
    pub items: Vec<Item<'a>>,
    /// The others: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub rest: Vec<Item<'a>>,
    /// Since when the first of them is open.
    pub since: Option<Date>,
}

/// What is open in a packet, on the packet's own page, where its name need not be said.
pub(super) fn of_packet_page<'a>(context: &Context<'_, 'a>, person: PersonIx, cycle: CycleIx) -> Vec<Item<'a>> {
    let open = context.lens.open_items_of(person, cycle);
    let each = |open: &OpenItem<'_>| Item {
        text: quoted(&format!("{}{}.", capital(open.message), in_brackets(open.detail))),
        ..item(context, cycle, open)
    };
    open.iter().map(each).collect()
}

/// Words of the records between quotation marks: findings are written for the terminal, where they stand between backticks.
fn quoted(text: &str) -> String {
    let mut parts = text.split('`');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        shown.push(if at % 2 == 0 { '“' } else { '”' });
        shown.push_str(part);
    }
    shown
}

fn in_brackets(detail: Option<&str>) -> String {
    detail.map_or_else(String::new, |detail| format!(" ({detail})"))
}

/// One item, with who must act.
pub(super) fn item<'a>(context: &Context<'_, 'a>, cycle: CycleIx, open: &OpenItem<'_>) -> Item<'a> {
    let lens = context.lens;
    let detail = in_brackets(open.detail);
    // A page has no backticks for names, as a terminal does.
    let words = open.message.replace('`', "");
    let message = capital(&words);
    let subject = match (open.person, open.team) {
        (Some(person), _) => format!("{}: ", lens.name(person).name),
        (None, Some(team)) => format!("{}: ", lens.team(team).name),
        (None, None) => String::new(),
    };
    let text = match subject.as_str() {
        "" => format!("{message}{detail}."),
        subject => format!("{subject}{words}{detail}."),
    };
    Item {
        tone: match open.since {
            Some(day) if day < lens.as_of() => "bad",
            _ => "warn",
        },
        text: quoted(&text),
        code: open.code,
        who: open.actor.map(|actor| context.person(lens.name(actor))),
        act: quoted(open.act),
        since: open.since,
        records: vec![record(context, cycle, open)],
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The items by who must act: those whose first one is open longest come first.
pub(super) fn by_actor<'a>(context: &Context<'_, 'a>, cycle: CycleIx, open: &[OpenItem<'_>]) -> Vec<ActorItems<'a>> {
    let mut order: Vec<Option<PersonIx>> = Vec::new();
    let mut groups: std::collections::HashMap<Option<PersonIx>, Vec<Item<'a>>> = std::collections::HashMap::new();
    for each in open {
        let group = groups.entry(each.actor).or_default();
        if group.is_empty() {
            order.push(each.actor);
        }
        group.push(Item {
            who: None,
            ..item(context, cycle, each)
        });
    }
    let named = |actor: Option<PersonIx>| {
        let items = groups.remove(&actor).unwrap_or_default();
        ActorItems {
            id: actor_anchor(context, actor),
            who: actor.map(|actor| context.person(context.lens.name(actor))),
            since: items.first().and_then(|item| item.since),
            count: items.len(),
            items,
            rest: Vec::new(),
        }
    };
    order.into_iter().map(named).collect()
}

/// Where the items of one who must act stand on the page of open items.
fn actor_anchor(context: &Context<'_, '_>, actor: Option<PersonIx>) -> String {
    actor.map_or_else(
        || "nobody-named".to_owned(),
        |actor| format!("actor.{}", context.lens.name(actor).id),
    )
}

/// The way to the record that an item tells of.
fn record(context: &Context<'_, '_>, cycle: CycleIx, open: &OpenItem<'_>) -> Link {
    match open.person {
        Some(person) => {
            let packet = context.href(PageKey::Packet(person, cycle));
            let (label, anchor) = open.section.map_or(("review", ""), of_packet);
            Link {
                label: label.to_owned(),
                href: format!("{packet}{anchor}"),
            }
        }
        None => of_cycle(context, cycle, open),
    }
}

/// What a section is called on a packet, and where it stands there if it always does.
fn of_packet(section: SectionKind) -> (&'static str, &'static str) {
    match section {
        SectionKind::Goals | SectionKind::IndividualGoals => ("goals", "#results"),
        SectionKind::CheckIn => ("check-in", "#check-in"),
        SectionKind::SelfAssessment => ("self-assessment", "#assessment"),
        SectionKind::ManagerAssessment | SectionKind::RecommendedRating | SectionKind::Evidence => {
            ("manager assessment", "#assessment")
        }
        SectionKind::NamedFeedback | SectionKind::AnonymousFeedback => ("peer feedback", "#feedback"),
        SectionKind::Calibration => ("calibration", "#calibration"),
        SectionKind::Pay => ("outcome", "#outcome"),
        SectionKind::Promotion => ("promotion", ""),
        SectionKind::DevelopmentPlan => ("development plan", ""),
        SectionKind::ImprovementPlan | SectionKind::ImprovementRecord => ("improvement plan", ""),
        SectionKind::FinalRating
        | SectionKind::Demographics
        | SectionKind::Distribution
        | SectionKind::Success
        | SectionKind::Surveys => ("review", ""),
    }
}

fn of_cycle(context: &Context<'_, '_>, cycle: CycleIx, open: &OpenItem<'_>) -> Link {
    let (label, page) = match open.section {
        Some(SectionKind::Goals | SectionKind::IndividualGoals) => ("goals", PageKey::Goals(cycle)),
        Some(SectionKind::Success | SectionKind::Surveys) => ("success criteria", PageKey::Success(cycle)),
        Some(_) => ("calibration", PageKey::Calibration(cycle)),
        None => ("cycle", PageKey::Cycle(cycle)),
    };
    let team = open.team.map(|team| PageKey::Team(cycle, team));
    let fitting = [Some(page), team, Some(PageKey::Cycle(cycle))];
    let found = fitting.into_iter().flatten().find(|page| page.stands_in(context.lens));
    let page = found.unwrap_or(PageKey::Home);
    let label = match page {
        PageKey::Team(..) => "team",
        PageKey::Cycle(_) | PageKey::Home => "cycle",
        _ => label,
    };
    context.link(label, page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_at_the_terminal_stands_between_quotation_marks_on_a_page() {
        assert_eq!(quoted("signing `a` and `b`."), "signing “a” and “b”.");
        assert_eq!(quoted("nothing of this kind"), "nothing of this kind");
    }
}
