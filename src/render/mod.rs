//! render

pub mod markdown;
mod safe_html;

pub use safe_html::SafeHtml;
