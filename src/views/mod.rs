//! One struct a page kind, made through a lens: all that a template may know.
//!
//! A view holds what its audience may see and has no field for anything else. It is the surface that themes are written
//! against, so its field names are documented and change with the theme's version alone. Views see lenses, never records.

mod context;
mod frame;
mod free_page;
mod home;
mod page;

pub use context::{Context, Link, PersonLink, ProseNotice, ProseSection, RatingMark};
pub use frame::{
    AudienceFrame, CONTENT_SECURITY_POLICY, Crumb, FootLink, Frame, NavGroup, NavLink, PageFrame, SiteFrame,
};
pub use page::{PageKey, plan};

use serde::Serialize;

use crate::disclosure::Lens;

/// A page as data: its frame, and the view under the name `view`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<'a> {
    /// What stands on every page.
    #[serde(flatten)]
    pub frame: Frame<'a>,
    /// What stands on this one.
    pub view: PageView<'a>,
}

/// The view of any page kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum PageView<'a> {
    /// Where the tree opens.
    Home(home::Home<'a>),
    /// A free page.
    FreePage(free_page::FreePageView),
}

impl PageView<'_> {
    /// The template that shows it.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Home(_) => "home.html",
            Self::FreePage(_) => "page.html",
        }
    }
}

/// Makes a page for the lens's audience; also says what the texts on it asked for and did not get.
pub fn page<'a>(lens: &Lens<'a>, key: PageKey) -> (Page<'a>, Vec<ProseNotice>) {
    let context = Context::new(lens, key);
    let page = made(&context);
    (page, context.into_notices())
}

fn made<'a>(context: &Context<'_, 'a>) -> Page<'a> {
    match context.page {
        PageKey::Free(page) => free_page::page(context, page),
        _ => home::page(context),
    }
}
