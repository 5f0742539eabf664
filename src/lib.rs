//! preread turns a folder of performance-review records into a static site.

pub mod cli;
pub mod diagnostics;
pub mod disclosure;
pub mod facts;
pub mod model;
pub mod prose;
pub mod records;
pub mod render;
pub mod rules;
pub mod site;
pub mod source;
pub mod themes;
pub mod views;
