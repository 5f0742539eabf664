//! What the leak audit costs of a build.
//!
//! `preread sample --people 1000 --cycles 2 --seed 1 DIR`, then `cargo bench --bench audit -- DIR`. The site is made in memory, so that the
//! share is that of rendering alone: of a build that writes to a disk it is less. What each file says is read once for all trees that hold it.

use std::collections::HashSet;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use preread::disclosure::trees;
use preread::site::{Audit, Memory, Plan, build, examine};
use preread::source::DiskWorld;
use preread::themes::{Files, Theme};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|word| word != "--bench");
    let folder = folder.ok_or("name the folder of a sample")?;
    let theme = Theme::load("ledger", &Files::new()).map_err(|errors| format!("{errors:?}"))?;
    let engine = theme.engine().map_err(|errors| format!("{errors:?}"))?;
    let (examined, reading) = timed("examining", || examine(&DiskWorld::new(Path::new(&folder)), None));
    let organisation = &examined.organisation;
    let (audit, learning) = timed("audit: learning what is distinctive", || {
        Audit::of(organisation, theme.sources())
    });
    let audiences = trees(organisation);
    let site = Memory::default();
    let plan = Plan {
        examined: &examined,
        theme: &theme,
        engine: &*engine,
        audiences: &audiences,
        audit: &audit,
    };
    let (built, building) = timed("building with the audit", || build(plan, &site));
    let built = built.map_err(|error| format!("{error:?}"))?;
    let mut seen = HashSet::new();
    let files = site.into_files().into_iter();
    let files: Vec<_> = files
        .filter(|(_, bytes)| seen.insert(Arc::as_ptr(bytes).cast::<u8>()))
        .collect();
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let ((), searching) = timed("audit: reading each file once", || {
        files
            .par_iter()
            .for_each(|(at, bytes)| drop(audit.read(at.as_str(), bytes)));
    });
    let share = (learning + searching) / (reading + learning + building);
    println!(
        "{} trees, {} pages, {} files of their own, {} MB: {:.1} % of a build is the audit",
        built.trees,
        built.pages,
        files.len(),
        bytes / 1_000_000,
        100.0 * share
    );
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = work();
    let seconds = begun.elapsed().as_secs_f64();
    println!("{what:36} {seconds:.3} s");
    (done, seconds)
}
