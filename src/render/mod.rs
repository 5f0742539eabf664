//! Pages to bytes: one page of one tree through the theme's engine.
//!
//! Knows views and themes, and nothing of where the bytes go.

use crate::disclosure::Lens;
use crate::themes::{Engine, ThemeError};
use crate::views::{self, PageKey, ProseNotice};

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
    let (page, notices) = views::page(lens, key);
    let mut bytes = Vec::with_capacity(16 * 1024);
    engine.render(page.view.template(), &page, &mut bytes)?;
    Ok(Rendered { bytes, notices })
}
