//! Pages to bytes: one page of one tree through the theme's engine, and what can be found on it.
//!
//! Knows views and themes, and nothing of where the bytes go.

mod search;

use std::io::{BufWriter, Write};

use rayon::prelude::*;

pub use search::{Entry, SEARCH_INDEX, index, room};

use crate::disclosure::Lens;
use crate::themes::{Engine, ThemeError};
use crate::views::{self, PageKey, Parts, ProseNotice, plan};

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
    rendered(lens, engine, key, Parts::Page).map(|(_, rendered)| rendered)
}

/// A page as data, before it is rendered.
#[derive(Debug)]
pub struct Prepared<'a> {
    page: views::Page<'a>,
    notices: Vec<ProseNotice>,
}

impl<'a> Prepared<'a> {
    /// A page for the lens's audience.
    #[must_use]
    pub fn new(lens: &Lens<'a>, key: PageKey) -> Self {
        let (page, notices) = views::page(lens, key, Parts::Page);
        Self { page, notices }
    }

    /// What tells the page from any other: its bytes are made of this and of the theme, and of nothing else. None where it cannot be written
    /// down.
    #[must_use]
    pub fn hash(&self) -> Option<blake3::Hash> {
        let mut writer = BufWriter::with_capacity(16 * 1024, blake3::Hasher::new());
        writer.write_all(self.page.view.template().as_bytes()).ok()?;
        serde_json::to_writer(&mut writer, &self.page).ok()?;
        Some(writer.into_inner().ok()?.finalize())
    }

    /// Renders it.
    ///
    /// # Errors
    /// A fault of the theme.
    pub fn render(self, engine: &dyn Engine) -> Result<Rendered, ThemeError> {
        let bytes = bytes_of(&self.page, engine)?;
        Ok(Rendered {
            bytes,
            notices: self.notices,
        })
    }
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
    let (page, rendered) = rendered(lens, engine, key, Parts::WithTables)?;
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

fn rendered<'a>(
    lens: &Lens<'a>,
    engine: &dyn Engine,
    key: PageKey,
    parts: Parts,
) -> Result<(views::Page<'a>, Rendered), ThemeError> {
    let (page, notices) = views::page(lens, key, parts);
    let bytes = bytes_of(&page, engine)?;
    Ok((page, Rendered { bytes, notices }))
}

fn bytes_of(page: &views::Page<'_>, engine: &dyn Engine) -> Result<Vec<u8>, ThemeError> {
    let mut bytes = Vec::with_capacity(16 * 1024);
    engine.render(page.view.template(), page, &mut bytes)?;
    Ok(bytes)
}
