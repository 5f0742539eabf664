//! Pages to bytes: one page of one tree through the theme's engine, and what can be found on it.
//!
//! Knows views and themes, and nothing of where the bytes go.

mod search;

use rayon::prelude::*;

pub use search::{Entry, SEARCH_INDEX, index, room};

use crate::disclosure::Lens;
use crate::themes::{Engine, ThemeError};
use crate::views::{self, PageKey, ProseNotice, plan};

/// A rendered page.
#[derive(Debug)]
pub struct Rendered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the texts on it asked for and did not get.
    pub notices: Vec<ProseNotice>,
}

/// Renders one page for the lens's audience.
///
/// # Errors
/// A fault of the theme.
pub fn page(lens: &Lens<'_>, engine: &dyn Engine, key: PageKey) -> Result<Rendered, ThemeError> {
    rendered(lens, engine, key).map(|(_, rendered)| rendered)
}

/// Renders one page, and gives it as data too, with what can be found on it, each with up to `room` characters.
///
/// # Errors
/// A fault of the theme.
pub fn page_and_entries<'a>(
    lens: &Lens<'a>,
    engine: &dyn Engine,
    key: PageKey,
    room: usize,
) -> Result<(views::Page<'a>, Rendered, Vec<Entry>), ThemeError> {
    let (page, rendered) = rendered(lens, engine, key)?;
    let entries = search::entries(key, &key.address(lens), &page, &rendered.bytes, room);
    Ok((page, rendered, entries))
}

/// The search index of the lens's tree, for which all its pages are rendered.
///
/// # Errors
/// A fault of the theme.
pub fn search_index(
    lens: &Lens<'_>,
    engine: &dyn Engine,
    room: impl FnOnce(usize) -> usize,
) -> Result<Vec<u8>, ThemeError> {
    let pages = plan(lens);
    let room = room(pages.len());
    let found = pages.par_iter().map(|page| page_and_entries(lens, engine, *page, room));
    let found: Vec<_> = found
        .map(|found| found.map(|(_, _, entries)| entries))
        .collect::<Result<_, _>>()?;
    Ok(index(found.iter().flatten()))
}

fn rendered<'a>(lens: &Lens<'a>, engine: &dyn Engine, key: PageKey) -> Result<(views::Page<'a>, Rendered), ThemeError> {
    let (page, notices) = views::page(lens, key);
    let mut bytes = Vec::with_capacity(16 * 1024);
    engine.render(page.view.template(), &page, &mut bytes)?;
    Ok((page, Rendered { bytes, notices }))
}
