//! Where a command works: the site's root and the world below it.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::model::{CycleIx, Organisation};
use crate::records::faults::nearest;
use crate::records::load::{SETTINGS_FILE, load_settings};
use crate::source::{Date, DiskWorld};

/// The site's root: the folder that `--root` names, or the nearest upward that holds `preread.toml`.
///
/// # Errors
/// Where there is none.
pub fn find_root(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(root) = given {
        return if root.join(SETTINGS_FILE).exists() {
            Ok(root.to_path_buf())
        } else {
            Err(
                Failure::usage(format!("there is no {SETTINGS_FILE} in {}", root.display()))
                    .help("Name the folder that holds it, or make one with `preread init DIR`."),
            )
        };
    }
    let here =
        std::env::current_dir().map_err(|error| Failure::io("cannot find", Path::new("the current folder"), &error))?;
    let found = here.ancestors().find(|folder| folder.join(SETTINGS_FILE).exists());
    found.map(Path::to_path_buf).ok_or_else(|| {
        Failure::usage(format!(
            "there is no {SETTINGS_FILE} in {} or any folder above it",
            here.display()
        ))
        .help("Go to the folder that holds it, name it with `--root DIR`, or make one with `preread init DIR`.")
    })
}

/// The world below a root, with the limits that its settings name.
#[must_use]
pub fn world(root: &Path) -> DiskWorld {
    let world = DiskWorld::new(root);
    let (settings, _) = load_settings(&world);
    let build = settings.and_then(|settings| settings.record.build.clone());
    match build.and_then(|build| build.largest_file) {
        Some(limit) => world.with_limit(u64::from(limit.0)),
        None => world,
    }
}

/// Reads a day as the command line gives it.
///
/// # Errors
/// In words for the person who typed it.
pub fn day(text: &str) -> Result<Date, String> {
    let is_form = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let date = is_form.then(|| text.parse().ok()).flatten();
    date.ok_or_else(|| "a day is written year-month-day, such as 2026-10-30".to_owned())
}

/// A cycle that has begun, by its id.
///
/// # Errors
/// Where there is none of that name, with the nearest.
pub fn cycle_named(organisation: &Organisation, id: &str) -> Result<CycleIx, Failure> {
    let found = organisation.cycles().find(|(_, cycle)| cycle.id.as_str() == id);
    found.map(|(at, _)| at).ok_or_else(|| {
        let ids = organisation.cycles.iter().map(|cycle| cycle.id.as_str());
        let failure = Failure::usage(format!("there is no cycle `{id}` that has begun"));
        match nearest(id, ids) {
            Some(near) => failure.help(format!("Did you mean `{near}`?")),
            None => failure.help("The folders of content/cycles are the cycles."),
        }
    })
}
