//! An invented organisation of two cycles.

use std::path::Path;
use std::process::Command;

/// Writes the records of so many people: `PREREAD_PEOPLE`, or as many as the measurement is about. Says how many.
pub fn write(root: &Path, people: &str) -> String {
    let people = std::env::var("PREREAD_PEOPLE").unwrap_or_else(|_| people.to_owned());
    let made = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["sample", "--people", &people, "--cycles", "2", "--seed", "1"])
        .arg(root)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    people
}
