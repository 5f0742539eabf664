//! The whole program, run as a user runs it.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests stand outside of the functions that Clippy knows for tests"
)]

mod access;
mod architecture;
mod charts;
mod disclosure;
mod every_value;
mod examine_again;
mod export;
mod export_tables;
mod figures;
mod first_site;
mod import_people;
mod licences;
mod links;
mod messages;
mod oracle;
mod random;
mod rules;
mod sample;
mod sample_findings;
mod serve;
mod serve_edits;
mod serve_memory;
mod serve_opening;
mod servers;
mod spreadsheet;
mod statistics_vectors;
mod themes;
mod times;
mod unchanged;
mod whole_lists;
mod workbook_memory;
mod writing;
