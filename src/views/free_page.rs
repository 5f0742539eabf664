//! Free pages: what the organisation wants every reader to know, such as how ratings work.

use serde::Serialize;

use super::{Context, Page, PageView, frame::frame};
use crate::disclosure::sections::Prose;
use crate::prose::SafeHtml;

/// A free page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FreePageView {
    /// Its text.
    pub html: SafeHtml,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, at: usize) -> Page<'a> {
    let free = &context.lens.pages()[at];
    let prose = Prose {
        body: &free.document.record.body,
        file: &free.document.file,
    };
    let html = context.document(&prose, "page", 2);
    Page {
        frame: frame(context, free.title.to_string(), Vec::new()),
        view: PageView::FreePage(FreePageView { html }),
    }
}
