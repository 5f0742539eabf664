//! The site on disk: addresses in it, and the writer that puts a build in place whole or not at all.
//!
//! Stands over plain data: it knows addresses and bytes, and nothing of records or views.

mod disk;
mod error;
#[cfg(test)]
mod faults;
mod lock;
mod manifest;
mod output;
mod previous;
mod publish;
mod swap;
mod tree;
mod writer;

pub use error::{Refusal, WriteError};
pub use manifest::MANIFEST_NAME;
pub use output::Output;
pub use publish::publish;
pub use tree::{Address, AddressError, File};
pub use writer::{PowerCut, Report, Session};
