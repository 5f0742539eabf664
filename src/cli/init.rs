//! `preread init`: writes a small, complete, commented example to start from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::printer::print;
use super::{Exit, Failure, schema};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init/example");

/// Write a small, complete, commented example to start from
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  preread init reviews\n\nThe folder must be new or empty; nothing that is there is ever overwritten."
)]
pub struct Init {
    /// The folder, new or empty
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        make_empty_folder(&self.dir)?;
        let mut files = 0;
        for (path, content) in example() {
            write(&self.dir.join(path), content)?;
            files += 1;
        }
        schema::write(&self.dir.join(schema::FOLDER), crate::records::schema::ALL)?;
        let dir = self.dir.display();
        print(&format!(
            "wrote {files} files to {dir}; look at content/, then run `preread check --root {dir}`\n"
        ))?;
        Ok(Exit::Done)
    }
}

/// The files of the example: path below the site's root, and content. It is the smallest whole organisation, over which
/// the rules' own examples are laid.
pub fn example() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let mut files = Vec::new();
    collect(&EXAMPLE, &mut files);
    files.into_iter()
}

fn collect(folder: &'static Dir<'_>, files: &mut Vec<(&'static str, &'static [u8])>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, files),
            DirEntry::File(file) => files.extend(file.path().to_str().map(|path| (path, file.contents()))),
        }
    }
}

/// Makes a folder where there is none; refuses one that holds anything.
pub(super) fn make_empty_folder(dir: &Path) -> Result<(), Failure> {
    fs::create_dir_all(dir).map_err(|error| Failure::io("cannot make the folder", dir, &error))?;
    let mut entries = fs::read_dir(dir).map_err(|error| Failure::io("cannot read", dir, &error))?;
    if entries.next().is_some() {
        return Err(Failure::usage(format!("{} is not empty", dir.display()))
            .help("Name a new folder, so that nothing of yours is overwritten."));
    }
    Ok(())
}

/// Writes a new file and the folders above it.
pub(super) fn write(file: &Path, content: &[u8]) -> Result<(), Failure> {
    let create = || fs::File::create_new(file);
    let made = create().or_else(|error| match (error.kind(), file.parent()) {
        // Most files lie beside one that was written before, so the folder is made only where it is missed.
        (std::io::ErrorKind::NotFound, Some(folder)) => fs::create_dir_all(folder).and_then(|()| create()),
        _ => Err(error),
    });
    let written = made.and_then(|mut opened| std::io::Write::write_all(&mut opened, content));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::usage(format!("{} exists already", file.display()))
            .help("Edit it, or move it away first; it is never overwritten."),
        _ => Failure::io("cannot write", file, &error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::registry;
    use crate::diagnostics::{Kind, Rule};
    use crate::model::Policy;
    use crate::records::faults;
    use crate::source::{Date, MemoryWorld, Unreadable};
    use crate::themes;

    const DAY: (i32, u32, u32) = (2026, 10, 30);

    fn smallest() -> MemoryWorld {
        let day = Date::from_ymd_opt(DAY.0, DAY.1, DAY.2).unwrap();
        example().fold(MemoryWorld::new(day), |world, (path, content)| {
            world.with(path, content)
        })
    }

    fn codes(world: &MemoryWorld) -> Vec<&'static str> {
        let examined = crate::site::examine(world, None);
        examined
            .all_findings()
            .iter()
            .map(|finding| finding.rule.code)
            .collect()
    }

    fn laid_over(rule: &Rule, example: crate::diagnostics::Example) -> MemoryWorld {
        example.iter().fold(smallest(), |world, (path, content)| {
            if rule.code == faults::NOT_UTF8.code {
                // The example stands for a file in Windows-1252, whose letters up to U+00FF are single bytes.
                let bytes: Vec<u8> = content.chars().map(|c| u8::try_from(c).unwrap()).collect();
                return world.with(path, bytes);
            }
            world.with(path, *content)
        })
    }

    #[test]
    fn the_example_has_no_finding_of_any_kind() {
        let examined = crate::site::examine(&smallest(), None);
        let found: Vec<_> = examined
            .all_findings()
            .iter()
            .map(|f| format!("{:?}: {}", f.place, f.message))
            .collect();
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(examined.organisation.people.len(), 5);
        assert_eq!(examined.organisation.later, 0);
    }

    #[test]
    fn the_examples_policy_writes_out_the_defaults() {
        let written = crate::site::examine(&smallest(), None).organisation.policy;
        assert_eq!(
            Policy {
                file: None,
                ..Policy::clone(&written)
            },
            Policy::default()
        );
    }

    #[test]
    fn every_errors_wrong_example_breaks_it_and_its_right_example_does_not() {
        let mut wrong = Vec::new();
        // Those of warnings, of process findings and of themes are run by the tests of the whole program.
        let of_themes = |rule: &Rule| themes::findings::RULES.iter().any(|other| other.code == rule.code);
        for rule in registry::all().filter(|rule| rule.kind == Kind::Error && !of_themes(rule)) {
            let found = codes(&laid_over(rule, rule.wrong));
            // No example of a hundred thousand entries is worth reading; the reader's own test makes one.
            if !found.contains(&rule.code) && rule.code != faults::TOO_MANY.code {
                wrong.push(format!("{}: the wrong example only yields {found:?}", rule.code));
            }
            if codes(&laid_over(rule, rule.right)).contains(&rule.code) {
                wrong.push(format!("{}: the right example breaks it", rule.code));
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn a_file_with_more_faults_than_are_listed_says_how_many_are_not() {
        let teams = "[[team]]\n".repeat(80);
        assert!(codes(&smallest().with("content/teams.toml", teams)).contains(&faults::TOO_MANY.code));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_the_rest_is_still_checked() {
        let mut world = smallest().with("content/notes.txt", "x");
        world.obstruct("content/pages/welcome.md", Unreadable::LinkLeaves);
        assert_eq!(codes(&world), [faults::UNKNOWN_FILE.code, faults::UNREADABLE_FILE.code]);
    }
}
