//! Open items: every process finding of a cycle that the audience may see, by who must act.

use serde::Serialize;

use super::items::{ActorItems, by_actor};
use super::{Context, Page, PageKey, PageView, frame::frame};
use crate::model::CycleIx;

/// Open items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenView<'a> {
    /// How many, with how many people, since when.
    pub lede: String,
    /// The items, by who must act.
    pub groups: Vec<ActorItems<'a>>,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let groups = by_actor(context, cycle, &lens.open_items(cycle));
    let title = lens.cycle(cycle).title;
    let view = OpenView {
        lede: lede(&groups),
        groups,
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
    let items: usize = groups.iter().map(|group| group.items.len()).sum();
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
