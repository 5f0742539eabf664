//! preread turns a folder of performance-review records into a static site that shows each reader what they may see.
//!
//! A whole site can be built in memory:
//!
//! ```
//! use preread::disclosure::trees;
//! use preread::site::{Audit, Memory, Plan, build, examine};
//! use preread::source::{Date, MemoryWorld};
//! use preread::themes::{Files, Theme};
//!
//! let world = MemoryWorld::new(Date::from_ymd_opt(2026, 10, 30).unwrap())
//!     .with("preread.toml", "[site]\ntitle = \"Reviews\"\norganisation = \"Example\"\n");
//! let examined = examine(&world, None);
//! assert!(!examined.is_broken());
//!
//! let theme = Theme::load("ledger", &Files::new()).unwrap();
//! let site = Memory::default();
//! let plan = Plan {
//!     examined: &examined,
//!     theme: &theme,
//!     engine: &*theme.engine().unwrap(),
//!     audiences: &trees(&examined.organisation),
//!     audit: &Audit::of(&examined.organisation, theme.sources()),
//! };
//! build(plan, &site).unwrap();
//! assert!(site.into_files().keys().any(|address| address.as_str() == "hr/index.html"));
//! ```

pub mod cli;
pub mod diagnostics;
pub mod disclosure;
pub mod exports;
pub mod facts;
pub mod model;
pub mod prose;
pub mod records;
pub mod render;
pub mod rules;
pub mod serve;
pub mod site;
pub mod source;
pub mod themes;
pub mod views;
