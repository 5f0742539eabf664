//! What served pages stand on: the program, the settings, the themes, the day, and every file of the records. Pages that were made on the
//! same ground are the same.

use std::path::Path;

use crate::records::load::SETTINGS_FILE;
use crate::site::{Fingerprint, own_themes};
use crate::source::{Date, DiskWorld, Entry, SourcePath, Stamp, Unreadable};
use crate::themes::Files;

/// What pages stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground(blake3::Hash);

impl Ground {
    /// The ground of these; none where a file could not be read, since nothing then tells one such file from another.
    pub(super) fn of(
        program: &Fingerprint,
        settings: &[u8],
        own_themes: &Files,
        as_of: Date,
        found: &[(&SourcePath, &Result<Stamp, Unreadable>)],
    ) -> Option<Self> {
        if found.iter().any(|(_, what)| what.is_err()) {
            return None;
        }
        let mut ground = program.clone();
        ground.bytes(settings);
        ground.text(&as_of.to_string());
        for (path, bytes) in own_themes {
            ground.text(path);
            ground.bytes(bytes);
        }
        ground.all_found(found);
        Some(Self(ground.finish()))
    }

    /// The ground below a root as it lies there now, as of a day; `content` is what was found of the records.
    pub fn look(root: &Path, world: &DiskWorld, as_of: Date, content: &[Entry]) -> Option<Self> {
        let settings = std::fs::read(root.join(SETTINGS_FILE)).ok()?;
        let own = own_themes(world).ok()?;
        let found: Vec<_> = content.iter().map(|entry| (&entry.path, &entry.what)).collect();
        Self::of(&Fingerprint::of_program(), &settings, &own, as_of, &found)
    }

    /// As it is written down.
    pub(super) fn to_hex(self) -> String {
        self.0.to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMP: Stamp = Stamp {
        len: 1,
        modified: 2,
        inode: 3,
    };

    /// The ground of one file and one theme's file, of which something may be otherwise.
    fn ground(
        what: &Result<Stamp, Unreadable>,
        path: &str,
        (settings, theme): (&str, &str),
        day: &str,
    ) -> Option<Ground> {
        let own = Files::from([("ours/theme.toml".to_owned(), theme.as_bytes().to_vec().into())]);
        let (path, day) = (SourcePath::new(path), day.parse().unwrap());
        Ground::of(&Fingerprint::empty(), settings.as_bytes(), &own, day, &[(&path, what)])
    }

    #[test]
    fn whatever_pages_stand_on_makes_another_ground() {
        let texts = ("settings", "theme");
        let known = ground(&Ok(STAMP), "content/a.toml", texts, "2026-10-30");
        assert!(known.is_some());
        assert_eq!(ground(&Ok(STAMP), "content/a.toml", texts, "2026-10-30"), known);
        for stamp in [
            Stamp { len: 2, ..STAMP },
            Stamp { modified: 3, ..STAMP },
            Stamp { inode: 4, ..STAMP },
        ] {
            assert_ne!(
                ground(&Ok(stamp), "content/a.toml", texts, "2026-10-30"),
                known,
                "{stamp:?}"
            );
        }
        assert_ne!(ground(&Ok(STAMP), "content/b.toml", texts, "2026-10-30"), known);
        assert_ne!(
            ground(&Ok(STAMP), "content/a.toml", ("other", "theme"), "2026-10-30"),
            known
        );
        assert_ne!(
            ground(&Ok(STAMP), "content/a.toml", ("settings", "other"), "2026-10-30"),
            known
        );
        assert_ne!(ground(&Ok(STAMP), "content/a.toml", texts, "2026-10-31"), known);
    }

    #[test]
    fn what_cannot_be_read_is_no_ground() {
        let texts = ("settings", "theme");
        assert_eq!(
            ground(&Err(Unreadable::Special), "content/a.toml", texts, "2026-10-30"),
            None
        );
    }
}
