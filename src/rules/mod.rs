//! Checks over the linked organisation and its figures, and the list of all rules that there are.

pub mod registry;
