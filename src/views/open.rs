//! Open items: every process finding of a cycle that the audience may see, by who must act.

use serde::Serialize;

use super::items::{ActorItems, by_actor};
use super::{Context, Page, PageKey, PageView, PersonLink, frame::frame};
use crate::model::CycleIx;
use crate::source::Date;

/// Open items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenView<'a> {
    /// How many, with how many people, since when.
    pub lede: String,
    /// The items, by who must act; of very many, those that are open longest.
    pub groups: Vec<ActorItems<'a>>,
    /// Who else must act; their items stand on the pages of those whom they concern.
    pub others: Vec<OtherActor<'a>>,
    /// Those people's items: not for the page, but for the tables beside it.
    #[serde(skip)]
    pub elsewhere: Vec<ActorItems<'a>>,
    /// How many people more.
    pub more: usize,
}

/// One more who must act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherActor<'a> {
    /// Who; none where nobody is named.
    pub who: Option<PersonLink<'a>>,
    /// How many items.
    pub count: usize,
    /// Since when the first of them is open.
    pub since: Option<Date>,
}

/// So many people's items are listed one by one, and so many of one of them, where all would be more than a reader looks through.
const MOST_GROUPS: usize = 60;
const MOST_OF_ONE: usize = 12;
/// Up to so many items are listed whoever has them.
const ALL: usize = 240;
/// So many more people are named with how many items they have.
const MOST_OTHERS: usize = 600;

pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let mut groups = by_actor(context, cycle, &lens.open_items(cycle));
    let title = lens.cycle(cycle).title;
    let lede = lede(&groups);
    let mut elsewhere = Vec::new();
    if groups.iter().map(|group| group.count).sum::<usize>() > ALL {
        elsewhere = groups.split_off(groups.len().min(MOST_GROUPS));
        for group in &mut groups {
            group.rest = group.items.split_off(group.items.len().min(MOST_OF_ONE));
        }
    }
    let others = elsewhere.iter().map(|group| OtherActor {
        who: group.who.clone(),
        count: group.count,
        since: group.since,
    });
    let mut others: Vec<_> = others.collect();
    let more = others.len().saturating_sub(MOST_OTHERS);
    others.truncate(MOST_OTHERS);
    let view = OpenView {
        lede,
        groups,
        others,
        elsewhere,
        more,
    };
    Page {
        frame: frame(
            context,
            format!("Open items, {title}"),
            vec![context.link(title, PageKey::Cycle(cycle))],
        ),
        view: PageView::Open(view),
    }
}

/// How many items, with how many people, and since when.
pub(super) fn lede(groups: &[ActorItems<'_>]) -> String {
    let items: usize = groups.iter().map(|group| group.count).sum();
    let people = groups.iter().filter(|group| group.who.is_some()).count();
    let oldest = groups.iter().filter_map(|group| group.since).min();
    let with = match people {
        0 => String::new(),
        1 => " with one person".to_owned(),
        many => format!(" with {many} people"),
    };
    let since = oldest.map_or_else(String::new, |day| {
        format!(", the oldest since {}", day.format("%-d %B %Y"))
    });
    match items {
        0 => "Nothing is open.".to_owned(),
        1 => format!("One item is open{with}{since}."),
        many => format!("{many} items are open{with}{since}."),
    }
}
