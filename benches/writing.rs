//! What the writer costs over a plain loop that writes the same files on one thread.
//!
//! `cargo bench --bench writing -- [FILES] [FOLDER]` (31,000 files of about 7 kB unless told, in the system's temporary folder)
//! prints one line a way of writing: seconds, and the ratio to the plain loop of the same run.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use preread::site::{Address, Output, PowerCut, Session};
use rayon::prelude::*;

/// About the mean size of a page.
const BYTES: usize = 7_000;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let count = words.first().map_or(Ok(31_000), |word| word.parse())?;
    let folder = words.get(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let files: Vec<Address> = (0..count).map(address).collect::<Result<_, _>>()?;
    let home = tempfile::tempdir_in(folder)?;
    let (plain, site) = (home.path().join("plain"), home.path().join("site"));
    let base = timed(None, "plain loop, one thread", || write_plain(&plain, &files))?;
    fs::remove_dir_all(&plain)?;
    timed(Some(base), "first build", || {
        build(&site, &files, PowerCut::Ignored, |_| 0)
    })?;
    timed(Some(base), "nothing changed", || {
        build(&site, &files, PowerCut::Ignored, |_| 0)
    })?;
    timed(Some(base), "one page changed", || {
        build(&site, &files, PowerCut::Ignored, |page| u8::from(page == 7))
    })?;
    timed(Some(base), "every page changed", || {
        build(&site, &files, PowerCut::Ignored, |_| 2)
    })?;
    timed(Some(base), "every page changed, on the disk", || {
        build(&site, &files, PowerCut::Outlived, |_| 3)
    })?;
    timed(Some(base), "one page changed, on the disk", || {
        build(&site, &files, PowerCut::Outlived, |page| u8::from(page == 7) + 3)
    })?;
    Ok(())
}

fn timed(
    base: Option<f64>,
    what: &str,
    work: impl FnOnce() -> Result<(), Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    let begun = Instant::now();
    work()?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{what:32} {seconds:.3} s  {:.2}", seconds / base.unwrap_or(seconds));
    Ok(seconds)
}

/// Three pages a person.
fn address(number: usize) -> Result<Address, preread::site::AddressError> {
    Address::new(&format!(
        "hr/people/person-{}/2026-q{}/index.html",
        number / 3,
        number % 3
    ))
}

/// Each page's bytes differ, and differ with `version`.
fn page(number: usize, version: u8) -> Vec<u8> {
    let mut bytes = vec![b'a' + version; BYTES + number % 500];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes
}

fn write_plain(root: &Path, files: &[Address]) -> Result<(), Box<dyn Error>> {
    let mut made = HashSet::new();
    for (number, address) in files.iter().enumerate() {
        let path = address.under(root);
        let folder = path.parent().unwrap_or(root);
        if made.insert(folder.to_owned()) {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, page(number, 0))?;
    }
    Ok(())
}

fn build(
    site: &Path,
    files: &[Address],
    power_cut: PowerCut,
    version: impl Fn(usize) -> u8 + Sync,
) -> Result<(), Box<dyn Error>> {
    let session = Session::begin(&Output::new(site, &[])?, power_cut)?;
    files
        .par_iter()
        .enumerate()
        .try_for_each(|(number, address)| session.write(address, &page(number, version(number))))?;
    session.finish()?;
    Ok(())
}
