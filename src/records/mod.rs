//! records

pub mod body;
