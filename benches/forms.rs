//! What all trees cost beside one tree with the same packets in each form in which some tree discloses them.
//!
//! `cargo bench --bench forms -- [FOLDER]`: 1,000 invented people (or `PREREAD_PEOPLE`), whose sites are written below FOLDER, one after
//! the other. Seconds are told as they pass and as processors spend them: the second hardly hang on what else the machine does. The one tree is HR's, and beside it stands each packet and each person's page, with its tables, once for each form: as the
//! person sees it, as the managers above do, as a committee does. Both are written by the same writer and read by the same audit. A file with
//! several names counts once.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]

#[path = "shared/sample.rs"]
mod sample;

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use preread::disclosure::{Audience, trees};
use preread::exports;
use preread::model::CycleIx;
use preread::render::page_and_entries;
use preread::site::{Address, Audit, Examined, Output, Plan, PowerCut, Session, Sink, build, examine};
use preread::source::DiskWorld;
use preread::themes::{Files, Theme};
use preread::views::{PageKey, plan};
use rayon::prelude::*;

type Failure = Box<dyn Error + Send + Sync>;

struct Cost {
    files: usize,
    bytes: u64,
    seconds: f64,
    /// What processors spent, of the program and of the system for it.
    spent: f64,
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().skip(1).find(|word| word != "--bench");
    let home = tempfile::tempdir_in(folder.map_or_else(std::env::temp_dir, PathBuf::from))?;
    let records = home.path().join("records");
    let people = sample::write(&records, "1000");
    let theme = Theme::load("ledger", &Files::new()).map_err(|errors| format!("{errors:?}"))?;
    let one = cost(home.path(), &records, &theme, |made, session| {
        write_trees(made, &[Audience::Hr], session)?;
        write_forms(made, session)
    })?;
    let all = cost(home.path(), &records, &theme, |made, session| {
        write_trees(made, &trees(&made.examined.organisation), session)
    })?;
    for (what, cost) in [("one tree, each form", &one), ("all trees", &all)] {
        let Cost {
            files,
            bytes,
            seconds,
            spent,
        } = cost;
        println!(
            "{people} people, {what:20} {files:8} files {:9.1} MB {seconds:8.1} s, {spent:.1} s of processors",
            *bytes as f64 / 1e6
        );
    }
    println!(
        "{:.2} times the files, {:.2} times the bytes, {:.2} times the time, {:.2} times what processors spent",
        all.files as f64 / one.files as f64,
        all.bytes as f64 / one.bytes as f64,
        all.seconds / one.seconds,
        all.spent / one.spent
    );
    Ok(())
}

/// What sites are made of.
#[derive(Clone, Copy)]
struct Made<'a> {
    examined: &'a Examined,
    theme: &'a Theme,
    audit: &'a Audit,
}

/// Reads the records, writes a site of them, counts its files and removes it.
fn cost(
    home: &Path,
    records: &Path,
    theme: &Theme,
    write: impl FnOnce(Made<'_>, &Session) -> Result<(), Failure>,
) -> Result<Cost, Failure> {
    let site = home.join("site");
    let (begun, spent_before) = (Instant::now(), spent()?);
    let examined = examine(&DiskWorld::new(records), None);
    let audit = Audit::of(&examined.organisation, theme.sources());
    let made = Made {
        examined: &examined,
        theme,
        audit: &audit,
    };
    let session = Session::begin(&Output::new(&site, &[records])?, PowerCut::Ignored)?;
    write(made, &session)?;
    session.finish()?;
    let seconds = begun.elapsed().as_secs_f64();
    let spent = spent()? - spent_before;
    let (mut seen, mut bytes) = (HashSet::new(), 0);
    count(&site, &mut seen, &mut bytes)?;
    fs::remove_dir_all(&site)?;
    Ok(Cost {
        files: seen.len(),
        bytes,
        seconds,
        spent,
    })
}

/// What processors have spent on this program so far, in seconds. The system counts in hundredths.
fn spent() -> Result<f64, Failure> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(") ").ok_or("the system says it in another form")?.1;
    let ticks: Vec<f64> = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / 100.0)
}

fn count(folder: &Path, seen: &mut HashSet<u64>, bytes: &mut u64) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let found = entry.metadata()?;
        if found.is_dir() {
            count(&entry.path(), seen, bytes)?;
        } else if !is_hidden && seen.insert(found.ino()) {
            *bytes += found.len();
        }
    }
    Ok(())
}

fn write_trees(made: Made<'_>, audiences: &[Audience], session: &Session) -> Result<(), Failure> {
    let engine = made.theme.engine().map_err(|errors| format!("{errors:?}"))?;
    let plan = Plan {
        examined: made.examined,
        theme: made.theme,
        engine: &*engine,
        audiences,
        audit: made.audit,
    };
    build(plan, session).map_err(|error| format!("{error:?}"))?;
    Ok(())
}

/// Writes each packet and each person's page as the other trees disclose them, once for each form.
fn write_forms(made: Made<'_>, session: &Session) -> Result<(), Failure> {
    let engine = made.theme.engine().map_err(|errors| format!("{errors:?}"))?;
    let organisation = &made.examined.organisation;
    // Managers see a person's pages alike where they see the same cycles.
    let seen: Mutex<HashSet<(PageKey, Vec<CycleIx>)>> = Mutex::default();
    let others: Vec<_> = trees(organisation)
        .into_iter()
        .filter(|tree| *tree != Audience::Hr)
        .collect();
    others.into_par_iter().try_for_each(|audience| {
        let lens = made.examined.lens(audience);
        let root = audience.tree(organisation);
        for key in plan(&lens) {
            let (PageKey::Packet(person, _) | PageKey::Person(person)) = key else {
                continue;
            };
            let form = (key, lens.cycles_of(person));
            let is_manager = matches!(audience, Audience::Manager(_));
            if is_manager && !seen.lock().map_err(|error| error.to_string())?.insert(form) {
                continue;
            }
            let (page, rendered, _) =
                page_and_entries(&lens, &*engine, key, 0).map_err(|error| format!("{error:?}"))?;
            let at = Address::new(&format!("{root}/{}", key.address(&lens))).map_err(|error| format!("{error:?}"))?;
            drop(made.audit.read(at.as_str(), &rendered.bytes));
            Sink::write(session, &at, &rendered.bytes)?;
            for export in exports::beside(&page).map_err(|error| format!("{error:?}"))? {
                let folder = at.folder().unwrap_or_default();
                let file = Address::new(&format!("{folder}/{}", export.name)).map_err(|error| format!("{error:?}"))?;
                drop(made.audit.read(file.as_str(), &export.bytes));
                Sink::write(session, &file, &export.bytes)?;
            }
        }
        Ok(())
    })
}
