//! The first site of a new user, as `preread init` writes it.

use std::path::Path;
use std::process::Command;

/// Writes it into a folder that is empty or not there yet.
pub fn write(root: &Path) {
    let made = Command::new(env!("CARGO_BIN_EXE_preread"))
        .arg("init")
        .arg(root)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}
