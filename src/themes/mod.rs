//! Themes: folders of templates and assets, and the engine that turns a view into a page.
//!
//! A theme is `themes/<name>/` with a `theme.toml`, `templates/` and `assets/`. Those in the program can be replaced file by
//! file or inherited from. A theme gets views, never records, so even a hostile one cannot print what an audience may not see;
//! what it writes is escaped, its work is bounded, and it can load nothing but its own templates.
//!
//! This module knows neither disks nor audiences, nor which pages there are.

mod engine;
mod error;
mod filters;
pub mod findings;
mod jinja;
mod manifest;
mod theme;

#[cfg(test)]
mod tests;

pub use engine::{Engine, View};
pub use error::{ThemeError, ThemeFault};
pub use jinja::MiniJinja;
pub use manifest::EngineKind;
pub use theme::{Files, Theme, shipped};
