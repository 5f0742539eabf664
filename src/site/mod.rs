//! The site: what it is made of, its plan tree by tree, and the writer that puts a build in place whole or not at all.
//!
//! The writer stands over plain data: it knows addresses and bytes, and nothing of records or views.

mod access_rules;
mod again;
mod audit;
mod build;
mod disk;
mod dress;
mod error;
mod examine;
#[cfg(test)]
mod faults;
mod fingerprint;
mod lock;
mod manifest;
mod output;
mod previous;
mod publish;
mod sink;
mod swap;
mod tree;
mod writer;

pub use access_rules::{AccessRules, AccessSession};
pub use again::{Again, GoalsAgain, PacketAgain, SessionsAgain, examine_again, goals_at, packet_named};
pub use audit::{Audit, Leak};
pub use build::{BuildError, Plan, Rendered, build, look_through};
pub use dress::{dress, own_themes, theme_findings, try_on};
pub use error::{Refusal, WriteError};
pub use examine::{Examined, examine, examine_loaded, stands_on};
pub use fingerprint::Fingerprint;
pub use manifest::MANIFEST_NAME;
pub use output::Output;
pub use publish::publish;
pub use sink::{Memory, Nowhere, Sink};
pub use tree::{Address, AddressError, File};
pub use writer::{PowerCut, Report, Session};
