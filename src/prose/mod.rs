//! What people wrote, as HTML that cannot act in a reader's browser, and the one type that a template shows unescaped.
//!
//! It stands before the views, which hold finished HTML, so that no template and no theme ever turns text into markup.
//! It knows nothing of pages: where a link leads is answered by whoever asks.

pub mod escape;
pub mod markdown;
mod safe_html;

pub use safe_html::SafeHtml;
