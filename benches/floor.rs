//! The floor that builds are measured against: read every input file once, write every output file once, with nothing
//! in between.
//!
//! `cargo bench --bench floor -- CONTENT SITE` reads every file below CONTENT, writes a copy of every file of SITE (a
//! finished site) into a temporary folder beside it, and prints what that took on one thread and on two.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

struct Written {
    relative: PathBuf,
    bytes: Vec<u8>,
}

fn main() -> ExitCode {
    // Cargo adds `--bench` to what it is given.
    let folders: Vec<PathBuf> = std::env::args_os()
        .skip(1)
        .filter(|word| word != "--bench")
        .map(PathBuf::from)
        .collect();
    let [content, site] = folders.as_slice() else {
        eprintln!("usage: cargo bench --bench floor -- CONTENT SITE");
        return ExitCode::from(2);
    };
    match measure(content, site) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn measure(content: &Path, site: &Path) -> io::Result<()> {
    let mut folders = Vec::new();
    let mut outputs = Vec::new();
    collect(site, site, &mut folders, &mut outputs)?;
    // Once unmeasured, so that every measured pass finds the input in the system's memory.
    let (files, bytes) = read_all(content, 1)?;
    let written: usize = outputs.iter().map(|file| file.bytes.len()).sum();
    println!("in   {files} files, {bytes} bytes");
    println!(
        "out  {} files, {written} bytes, {} folders",
        outputs.len(),
        folders.len()
    );
    for threads in [1, 2] {
        let (reading, writing) = pass(content, site, &folders, &outputs, threads)?;
        let (reading, writing) = (reading.as_secs_f64(), writing.as_secs_f64());
        println!(
            "{threads} thread(s)  {:.3} s  (reading {reading:.3}, writing {writing:.3})",
            reading + writing
        );
    }
    Ok(())
}

fn pass(
    content: &Path,
    site: &Path,
    folders: &[PathBuf],
    outputs: &[Written],
    threads: usize,
) -> io::Result<(Duration, Duration)> {
    let begun = Instant::now();
    read_all(content, threads)?;
    let reading = begun.elapsed();
    // On the site's own file system: what is measured is that disk.
    let temporary = tempfile::Builder::new()
        .prefix("floor-")
        .tempdir_in(site.parent().unwrap_or(site))?;
    let begun = Instant::now();
    folders
        .iter()
        .try_for_each(|folder| fs::create_dir(temporary.path().join(folder)))?;
    write_all(temporary.path(), outputs, threads)?;
    Ok((reading, begun.elapsed()))
}

/// Folders come before what they hold.
fn collect(root: &Path, folder: &Path, folders: &mut Vec<PathBuf>, files: &mut Vec<Written>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let relative = path.strip_prefix(root).map_err(io::Error::other)?.to_owned();
        if entry.file_type()?.is_dir() {
            folders.push(relative);
            collect(root, &path, folders, files)?;
        } else {
            files.push(Written {
                relative,
                bytes: fs::read(&path)?,
            });
        }
    }
    Ok(())
}

/// Files and bytes below `content`.
fn read_all(content: &Path, threads: usize) -> io::Result<(usize, usize)> {
    let mut subtrees = Vec::new();
    let mut sum = (0, 0);
    // Two levels down there are enough folders (cycles, or a cycle's parts) to share between threads.
    spread(content, 3, &mut subtrees, &mut sum)?;
    in_threads(&subtrees, threads, |folder| read_below(folder))?
        .into_iter()
        .for_each(|(files, bytes)| sum = (sum.0 + files, sum.1 + bytes));
    Ok(sum)
}

fn spread(folder: &Path, levels: u8, subtrees: &mut Vec<PathBuf>, sum: &mut (usize, usize)) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            *sum = (sum.0 + 1, sum.1 + fs::read(entry.path())?.len());
        } else if levels == 0 {
            subtrees.push(entry.path());
        } else {
            spread(&entry.path(), levels - 1, subtrees, sum)?;
        }
    }
    Ok(())
}

fn read_below(folder: &Path) -> io::Result<(usize, usize)> {
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (files, bytes) = if entry.file_type()?.is_dir() {
            read_below(&entry.path())?
        } else {
            (1, fs::read(entry.path())?.len())
        };
        sum = (sum.0 + files, sum.1 + bytes);
    }
    Ok(sum)
}

fn write_all(root: &Path, outputs: &[Written], threads: usize) -> io::Result<()> {
    in_threads(outputs, threads, |file| {
        fs::write(root.join(&file.relative), &file.bytes)
    })
    .map(|_| ())
}

/// Does `work` on each item, on so many threads, each with a run of neighbours.
fn in_threads<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> io::Result<R> + Sync,
) -> io::Result<Vec<R>> {
    let each = items.len().div_ceil(threads).max(1);
    let work = &work;
    let shares: Vec<io::Result<Vec<R>>> = thread::scope(|scope| {
        let started: Vec<_> = items
            .chunks(each)
            .map(|share| scope.spawn(move || share.iter().map(work).collect()))
            .collect();
        started
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(io::Error::other("a thread of the floor panicked")))
            })
            .collect()
    });
    shares.into_iter().try_fold(Vec::new(), |mut all, share| {
        all.extend(share?);
        Ok(all)
    })
}
