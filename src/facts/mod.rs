//! Derived figures: what the records say together and no single one of them says.

pub mod statistics;
