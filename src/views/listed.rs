//! Lists that are cut where they are longer than a page can hold, and say so.

use serde::Serialize;

use super::{Context, PageKey};
use crate::model::CycleIx;

/// So many rows one list has at most: what a reader looks through. The rest stands on the pages of units and people.
pub(super) const LONGEST: usize = 60;

/// A list that is cut where it is longer than a page can hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed<T> {
    /// The rows that are shown.
    pub rows: Vec<T>,
    /// How many more there are, on the pages of their units.
    pub more: usize,
    /// The way to all units.
    pub href: Option<String>,
    /// Those rows: not for the page, but for the tables beside it.
    #[serde(skip)]
    rest: Vec<T>,
}

impl<T> Listed<T> {
    /// Those on the page, and those that it leaves to other pages.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().chain(&self.rest)
    }

    /// How many there are, shown or not.
    pub fn len(&self) -> usize {
        self.rows.len() + self.more
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Cuts a list where it is too long.
pub(super) fn listed<T>(context: &Context<'_, '_>, cycle: CycleIx, rows: impl IntoIterator<Item = T>) -> Listed<T> {
    let mut rows = rows.into_iter();
    let shown = rows.by_ref().take(LONGEST).collect();
    let rest: Vec<_> = rows.collect();
    Listed {
        rows: shown,
        more: rest.len(),
        rest,
        href: context.href_if(PageKey::Teams(cycle)),
    }
}

/// As [`listed`], but that the rows which only the tables beside the page hold are not made where those are not wanted.
pub(super) fn listed_by<K, T>(
    context: &Context<'_, '_>,
    cycle: CycleIx,
    mut all: Vec<K>,
    row: impl Fn(K) -> T,
) -> Listed<T> {
    let rest = all.split_off(all.len().min(LONGEST));
    Listed {
        more: rest.len(),
        rows: all.into_iter().map(&row).collect(),
        rest: context.beside(|| rest.into_iter().map(row).collect()),
        href: context.href_if(PageKey::Teams(cycle)),
    }
}
