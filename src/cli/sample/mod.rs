//! `preread sample`: a plausible organisation of any size, for trying and for load.
//!
//! The same seed makes the same files. Everything is invented from word lists; people's texts name their own work.

mod goals;
mod organisation;
mod packet;
mod prng;
mod review;
mod shared;
mod words;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use rayon::prelude::*;

use self::organisation::Organisation;
use super::check::in_bytes;
use super::init::{example, make_empty_folder, write};
use super::printer::print;
use super::progress::Progress;
use super::quarter::Quarter;
use super::{Exit, Failure};
use crate::diagnostics::counted;
use crate::records::load::{CONTENT_FOLDER, SETTINGS_FILE};

/// The quarter with which every sample ends.
const LAST: &str = "2026-q3";

/// Write an invented organisation of any size, for trying and for load
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  preread sample --people 1000 --cycles 2 --seed 1 big\n  preread check --root big")]
pub struct Sample {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = RangedU64ValueParser::<usize>::new().range(1..=200_000))]
    people: usize,
    /// How many quarters, the last of which is Q3 2026
    #[arg(long, value_name = "K", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=40))]
    cycles: u32,
    /// The same seed makes the same organisation
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The folder, new or empty
    dir: PathBuf,
}

/// A file that is to be written: its path below the content folder, and what it says.
#[derive(Debug)]
struct File {
    path: String,
    content: String,
}

/// Puts one file where it belongs.
type Writer<'w, E> = dyn Fn(&Path, &[u8]) -> Result<(), E> + Sync + 'w;

impl Sample {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let began = Instant::now();
        make_empty_folder(&self.dir)?;
        let progress = Progress::begin("Writing");
        progress.set_total(self.people);
        let (files, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
        self.each_file(
            &|path, content| {
                files.fetch_add(1, Ordering::Relaxed);
                bytes.fetch_add(content.len() as u64, Ordering::Relaxed);
                write(&self.dir.join(path), content)
            },
            &|| progress.step(),
        )?;
        drop(progress);
        print(&format!(
            "wrote {} over {} to {}: {} files, {}, in {:.2} s\n",
            counted(self.people, "person", "people"),
            counted(self.cycles as usize, "cycle", "cycles"),
            self.dir.display(),
            files.into_inner(),
            in_bytes(bytes.into_inner()),
            began.elapsed().as_secs_f64()
        ))?;
        Ok(Exit::Done)
    }

    /// Makes every file and hands it on, from any thread; tells when a person is done.
    fn each_file<E: Send>(&self, write: &Writer<'_, E>, person_done: &(dyn Fn() + Sync)) -> Result<(), E> {
        let Some(last) = Quarter::named(LAST) else {
            return Ok(());
        };
        let organisation = Organisation::new(self.people, self.cycles, self.seed, last);
        let put = |file: File| write(&Path::new(CONTENT_FOLDER).join(file.path), file.content.as_bytes());
        write(Path::new(SETTINGS_FILE), shared::settings(&organisation).as_bytes())?;
        let policy = Path::new(CONTENT_FOLDER).join("policy.toml");
        example()
            .filter(|(path, _)| Path::new(path) == policy)
            .try_for_each(|(path, content)| write(Path::new(path), content))?;
        put(shared::teams(&organisation))?;
        shared::roster(&organisation).into_iter().try_for_each(put)?;
        let reviews: Vec<_> = (0..organisation.people.len())
            .into_par_iter()
            .map(|at| review::reviews(&organisation, at))
            .collect();
        (0..organisation.quarters.len())
            .into_par_iter()
            .flat_map_iter(|cycle| shared::cycle(&organisation, cycle, &reviews))
            .try_for_each(put)?;
        reviews.par_iter().enumerate().try_for_each(|(at, of_cycles)| {
            for (cycle, review) in of_cycles.iter().enumerate() {
                let files = review.map(|review| packet::files(&organisation, cycle, at, review));
                files.into_iter().flatten().try_for_each(put)?;
            }
            person_done();
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Mutex;

    use super::*;
    use crate::diagnostics::Kind;
    use crate::source::{Date, MemoryWorld};

    fn world(people: usize, seed: u64) -> MemoryWorld {
        let world = Mutex::new(MemoryWorld::new(Date::default()));
        let sample = Sample {
            people,
            cycles: 2,
            seed,
            dir: PathBuf::new(),
        };
        let put = |path: &Path, content: &[u8]| {
            world.lock().unwrap().write(path.to_str().unwrap(), content);
            Ok::<_, Infallible>(())
        };
        sample.each_file(&put, &|| ()).unwrap();
        world.into_inner().unwrap()
    }

    #[test]
    fn a_sample_of_any_size_checks_without_error_or_warning() {
        for people in [1, 2, 5, 9, 50, 400] {
            let examined = crate::site::examine(&world(people, 7), None);
            let grave = examined
                .findings
                .iter()
                .filter(|finding| finding.rule.kind != Kind::Process);
            let grave: Vec<_> = grave
                .map(|finding| format!("{:?}: {}", finding.place, finding.message))
                .collect();
            assert_eq!(grave, Vec::<String>::new(), "{people} people");
            assert_eq!(
                (examined.organisation.people.len(), examined.organisation.cycles.len()),
                (people, 2)
            );
        }
    }

    #[test]
    fn a_seed_makes_the_same_organisation_and_another_seed_another() {
        assert_eq!(format!("{:?}", world(60, 3)), format!("{:?}", world(60, 3)));
        assert_ne!(format!("{:?}", world(60, 3)), format!("{:?}", world(60, 4)));
    }

    #[test]
    fn nobody_manages_more_people_than_a_span_allows() {
        let organisation = Organisation::new(10_000, 1, 1, Quarter::named(LAST).unwrap());
        let mut reports = vec![0; organisation.people.len()];
        organisation
            .people
            .iter()
            .filter_map(|person| person.manager)
            .for_each(|manager| reports[manager] += 1);
        assert!(reports.iter().all(|count| *count <= 9), "{:?}", reports.iter().max());
        assert!(
            organisation
                .units
                .iter()
                .filter(|unit| unit.kind == "team")
                .all(|unit| (5..=8).contains(&unit.members.len()))
        );
    }
}
