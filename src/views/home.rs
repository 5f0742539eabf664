//! Where a tree opens: which cycle it is, in which phase, and the way to every cycle.

use serde::Serialize;

use super::{Context, Link, Page, PageKey, PageView, frame::frame};

/// Where a tree opens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Home<'a> {
    /// The cycles, newest first.
    pub cycles: Vec<HomeCycle<'a>>,
}

/// One cycle in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HomeCycle<'a> {
    /// The way to it.
    pub link: Link,
    /// Its phase.
    pub phase: &'a str,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>) -> Page<'a> {
    let lens = context.lens;
    let cycles = lens.cycles().rev().map(|at| {
        let cycle = lens.cycle(at);
        HomeCycle {
            link: context.link(cycle.title, PageKey::Cycle(at)),
            phase: cycle.phase.title(),
        }
    });
    let view = PageView::Home(Home {
        cycles: cycles.collect(),
    });
    Page {
        frame: frame(context, lens.settings().title.to_string(), Vec::new()),
        view,
    }
}
