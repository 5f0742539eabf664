//! What a build was made of and what it came to, kept beside the settings, so that a build in which nothing changed renders nothing.
//!
//! One file in `.preread/` for each output and choice of trees, readable by its maker alone. It holds two hashes and a line of counts, and
//! nothing of any record. Files are told apart by their length, time and number, as `serve` does; where one is so young that a second
//! change could have got the same time, nothing is kept, and the next build is made.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::records::load::SETTINGS_FILE;
use crate::site::{AccessRules, Fingerprint};
use crate::source::{Date, DiskWorld, Entry, SourcePath, Stamp, Unreadable, World, YOUNG};

/// Where builds are remembered, below the site's root.
const FOLDER: &str = ".preread/built";

/// Everything that a build reads, as it lies on the disk.
pub struct Inputs {
    files: Fingerprint,
    /// Whether a file may change without a trace.
    young: bool,
}

impl Inputs {
    /// Looks at the files below a root.
    pub fn look(root: &Path, content: &SourcePath) -> Self {
        Self::of(root, &content_of(root, content))
    }

    /// The files below a root, of which those of the content folder have been looked at.
    pub fn of(root: &Path, content: &[Entry]) -> Self {
        let mut files = Fingerprint::of_program();
        files.disk_file(&root.join(SETTINGS_FILE));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let latest = now.saturating_sub(YOUNG).as_nanos().cast_signed();
        let settings = root.join(SETTINGS_FILE).metadata().and_then(|data| data.modified());
        let settings = settings.map(|at| {
            at.duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_nanos()
                .cast_signed()
        });
        let mut young = settings.is_ok_and(|modified| modified > latest);
        let themes = all_of(root).list(&SourcePath::new("themes"));
        for entries in [content, &themes] {
            young |= entries
                .iter()
                .any(|entry| entry.what.as_ref().is_ok_and(|stamp| stamp.modified > latest));
            files.all_found(&found(entries));
        }
        Self { files, young }
    }
}

/// What lies in the content folder, as it is looked at for a build.
pub fn content_of(root: &Path, content: &SourcePath) -> Vec<Entry> {
    all_of(root).list(content)
}

fn found(entries: &[Entry]) -> Vec<(&SourcePath, &Result<Stamp, Unreadable>)> {
    entries.iter().map(|entry| (&entry.path, &entry.what)).collect()
}

/// What a build hangs on beside its files.
#[derive(Debug, Clone, Copy)]
pub struct Choices<'c> {
    /// The folder of the site.
    pub place: &'c Path,
    /// Which tree; all where none is named.
    pub audience: Option<&'c str>,
    /// The day as on which the site stands.
    pub as_of: Date,
    /// Whether warnings stop it.
    pub strict: bool,
}

/// A build that may be made, or need not be.
pub struct Unchanged<'b> {
    root: &'b Path,
    /// The folders that it writes.
    outputs: Vec<PathBuf>,
    file: PathBuf,
    inputs: blake3::Hash,
    young: bool,
}

impl<'b> Unchanged<'b> {
    /// A build of these files.
    pub fn new(root: &'b Path, inputs: &Inputs, choices: Choices<'_>) -> Self {
        let mut outputs = vec![choices.place.to_path_buf()];
        if choices.audience.is_none() {
            outputs.extend(choices.place.parent().map(|beside| beside.join(AccessRules::FOLDER)));
        }
        let mut which = Fingerprint::empty();
        for output in &outputs {
            which.text(&output.to_string_lossy());
        }
        which.text(choices.audience.unwrap_or("every tree"));
        let mut files = inputs.files.clone();
        files.text(&choices.as_of.to_string());
        files.text(if choices.strict { "strict" } else { "lenient" });
        Self {
            root,
            outputs,
            file: root.join(FOLDER).join(&which.finish().to_hex()[..16]),
            inputs: files.finish(),
            young: inputs.young,
        }
    }

    /// When a build of these very files and choices was finished, whatever has become of what it wrote.
    pub fn finished(&self) -> Option<SystemTime> {
        let known = fs::read_to_string(&self.file).ok()?;
        let same = known.lines().next()? == self.inputs.to_hex().as_str();
        same.then(|| self.file.metadata().ok()?.modified().ok())?
    }

    /// What the last build said, where everything that it read and wrote is as it was.
    pub fn said(&self) -> Option<String> {
        let known = fs::read_to_string(&self.file).ok()?;
        let mut lines = known.lines();
        let (inputs, outputs, said) = (lines.next()?, lines.next()?, lines.next()?);
        let same = inputs == self.inputs.to_hex().as_str() && outputs == self.written()?.to_hex().as_str();
        same.then(|| said.to_owned())
    }

    /// Remembers a build that was made, and what it said. That it cannot be remembered makes the next build longer and nothing else.
    pub fn remember(&self, said: &str) {
        _ = fs::remove_file(&self.file);
        let Some(written) = self.written().filter(|_| !self.young) else {
            return;
        };
        let open = || {
            fs::create_dir_all(self.root.join(FOLDER))?;
            let mut options = fs::OpenOptions::new();
            let mut file = options.write(true).create_new(true).mode(0o600).open(&self.file)?;
            file.write_all(format!("{}\n{}\n{said}\n", self.inputs.to_hex(), written.to_hex()).as_bytes())
        };
        if open().is_err() {
            _ = fs::remove_file(&self.file);
        }
    }

    /// What tells the written files from any others; none where they are not there.
    fn written(&self) -> Option<blake3::Hash> {
        let mut files = Fingerprint::empty();
        for output in &self.outputs {
            let (folder, name) = (output.parent()?, output.file_name()?.to_str()?);
            if !output.is_dir() {
                return None;
            }
            files.all_found(&found(&all_of(folder).list(&SourcePath::new(name))));
        }
        Some(files.finish())
    }
}

/// A folder in which files of any size are told apart, also those that no record may have.
fn all_of(folder: &Path) -> DiskWorld {
    DiskWorld::new(folder).with_limit(u64::MAX)
}
