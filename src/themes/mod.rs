//! themes

pub mod escape;
