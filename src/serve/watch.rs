//! Notices that files changed, by the system's events or by looking again and again, and waits until a change is over.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify_types::event::{CreateKind, ModifyKind};
use notify_types::event::{Event, EventKind};

use super::inotify::{Depth, Watching};
use crate::records::load::SETTINGS_FILE;
use crate::source::{DiskWorld, SourcePath, World};

/// A change is over when nothing moved for this long...
const QUIET: Duration = Duration::from_millis(20);
/// ...for this long where the system says that every file that was written has been closed...
const QUIET_ONCE_CLOSED: Duration = Duration::from_millis(5);
/// ...for this long where moreover no file came, went or was renamed, as it does between the steps of a save that replaces it: files
/// that were written over say all that there is to say once they are closed, and what follows is another change...
const QUIET_IN_PLACE: Duration = Duration::from_millis(1);
/// ...or when it has lasted this long: what follows is another one.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// Whether the system says when a file that was written is closed. Until then it may be half-written, or empty.
const TELLS_OF_CLOSING: bool = cfg!(target_os = "linux");
/// How often files are looked at where the system tells nothing, at most.
const POLL: Duration = Duration::from_millis(500);
/// Looking takes at most this part of the time.
const POLL_SHARE: u32 = 5;
/// How often somebody looks whether it is another day.
const DAY_CHECK: Duration = Duration::from_secs(30);

/// What is said to whoever watches.
pub enum Signal {
    /// Something moved.
    Moved(Event),
    /// Somebody wants everything read again.
    Again,
}

/// What changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Files that were named.
    pub touched: HashSet<SourcePath>,
    /// Whether they are all that changed.
    pub named_all: bool,
    /// Whether everything is to be read again.
    pub everything: bool,
}

/// How changes are noticed.
pub enum Means {
    /// The system tells for as long as the watcher is there.
    Events { _watching: Watching },
    /// Files are looked at again and again, for this reason.
    Polling(String),
}

/// Watches the folders of one site.
pub struct Watch {
    root: PathBuf,
    folders: Vec<PathBuf>,
    means: Means,
    sender: Sender<Signal>,
    signals: Receiver<Signal>,
    seen: blake3::Hash,
    pause: Duration,
}

impl Watch {
    /// Begins to watch a root with its content folder; by looking alone if `poll` says so. What is sent to the channel is heard too.
    pub fn begin(
        root: &Path,
        content: &SourcePath,
        poll: bool,
        (sender, signals): (Sender<Signal>, Receiver<Signal>),
    ) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let folders = vec![root.join(content.as_str()), root.join("themes")];
        let mut watch = Self {
            means: Means::Polling("it was asked for".to_owned()),
            root,
            folders,
            sender,
            signals,
            seen: blake3::hash(&[]),
            pause: POLL,
        };
        if !poll {
            watch.means = watch.by_events();
        }
        if matches!(watch.means, Means::Polling(_)) {
            watch.seen = watch.look();
        }
        watch
    }

    /// Why files are looked at again and again, where they are.
    pub fn polls_because(&self) -> Option<&str> {
        match &self.means {
            Means::Polling(why) => Some(why),
            Means::Events { .. } => None,
        }
    }

    /// Watches another content folder from now on, if it is another.
    pub fn keep_to(&mut self, content: &SourcePath) {
        let content = self.root.join(content.as_str());
        if self.folders.first() != Some(&content) {
            self.folders = vec![content, self.root.join("themes")];
            match self.means {
                Means::Events { .. } => self.watch_anew(),
                Means::Polling(_) => self.seen = self.look(),
            }
        }
    }

    /// The watch over a folder is one over what it was, wherever that has gone since.
    fn watch_anew(&mut self) {
        // The old watches go first, since there may not be room for both.
        self.means = Means::Polling(String::new());
        self.means = self.by_events();
        if matches!(self.means, Means::Polling(_)) {
            self.seen = self.look();
        }
    }

    fn by_events(&self) -> Means {
        if let Some(why) = self.silent_file_system() {
            return Means::Polling(why);
        }
        let sender = self.sender.clone();
        let tell = move |event: Event| {
            // Whoever no longer listens need not hear.
            _ = sender.send(Signal::Moved(event));
        };
        let folders = self.folders.iter().filter(|folder| folder.is_dir());
        let folders = folders.map(|folder| (folder.as_path(), Depth::All));
        match Watching::begin(folders.chain([(self.root.as_path(), Depth::Itself)]), tell) {
            Ok(watching) => Means::Events { _watching: watching },
            Err(error) => Means::Polling(in_words(&error)),
        }
    }

    /// Network file systems and the like, on which another machine's changes make no events here.
    fn silent_file_system(&self) -> Option<String> {
        #[cfg(target_os = "linux")]
        {
            const SILENT: [(i64, &str); 6] = [
                (0x6969, "NFS"),
                (0x517B, "SMB"),
                (0xFF53_4D42, "CIFS"),
                (0xFE53_4D42, "SMB2"),
                (0x6573_5546, "FUSE"),
                (0x0102_1997, "9P"),
            ];
            let kind = rustix::fs::statfs(&self.root).ok()?.f_type;
            let (_, name) = SILENT
                .iter()
                .find(|(magic, _)| i128::from(kind) == i128::from(*magic))?;
            Some(format!("{name} does not tell of changes"))
        }
        #[cfg(not(target_os = "linux"))]
        None
    }

    /// Waits for the next change; `None` when the day should be looked at.
    pub fn next(&mut self) -> Option<Change> {
        match self.means {
            Means::Events { .. } => self.next_event(),
            Means::Polling(_) => self.next_look(),
        }
    }

    fn next_event(&mut self) -> Option<Change> {
        let mut burst = Burst::default();
        let first = match self.signals.recv_timeout(DAY_CHECK) {
            Ok(signal) => signal,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        };
        self.note(&mut burst, first);
        let began = Instant::now();
        while burst.concerns_us && began.elapsed() < LONGEST_WAIT {
            let wait = burst.wait().min(LONGEST_WAIT.saturating_sub(began.elapsed()));
            let Ok(signal) = self.signals.recv_timeout(wait) else {
                break;
            };
            self.note(&mut burst, signal);
        }
        if burst.lost {
            self.watch_anew();
        }
        burst.concerns_us.then_some(Change {
            touched: burst.touched,
            named_all: !burst.lost,
            everything: burst.everything,
        })
    }

    fn note(&self, burst: &mut Burst, signal: Signal) {
        let event = match signal {
            Signal::Again => {
                burst.everything = true;
                burst.concerns_us = true;
                burst.lost = true;
                return;
            }
            Signal::Moved(event) => event,
        };
        burst.note_closing(&event);
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let ours: Vec<_> = event.paths.iter().filter(|path| self.is_ours(path)).collect();
        if ours.is_empty() && !event.need_rescan() {
            return;
        }
        burst.concerns_us = true;
        let came_or_went = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        if came_or_went || event.need_rescan() {
            burst.saved = Saved::Replaced;
        }
        // The watch over a whole folder ends with it, and begins with it.
        let is_whole = |path: &&PathBuf| self.folders.iter().any(|folder| folder.starts_with(path));
        burst.lost |= event.need_rescan() || (came_or_went && ours.iter().any(is_whole));
        if matches!(
            event.kind,
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_))
        ) {
            burst.open.extend(ours.iter().map(|path| (*path).clone()));
        }
        for path in ours {
            match self.source_path(path) {
                Some(path) => _ = burst.touched.insert(path),
                // A name that cannot be said: everything is listed.
                None => burst.lost = true,
            }
        }
    }

    fn is_ours(&self, path: &Path) -> bool {
        path == self.root.join(SETTINGS_FILE) || self.folders.iter().any(|folder| path.starts_with(folder))
    }

    fn source_path(&self, path: &Path) -> Option<SourcePath> {
        Some(SourcePath::new(path.strip_prefix(&self.root).ok()?.to_str()?))
    }

    fn next_look(&mut self) -> Option<Change> {
        let asked = self.signals.recv_timeout(self.pause).is_ok();
        let began = Instant::now();
        let seen = self.look();
        self.pause = POLL.max(began.elapsed() * POLL_SHARE);
        let changed = seen != self.seen;
        self.seen = seen;
        // Without a change the day may still be another one.
        (asked || changed).then(|| Change {
            everything: asked,
            ..Change::default()
        })
    }

    /// Everything that tells one state of the files from the next without reading them.
    fn look(&self) -> blake3::Hash {
        let world = DiskWorld::new(&self.root);
        let mut hasher = blake3::Hasher::new();
        for folder in &self.folders {
            let Some(folder) = self.source_path(folder) else {
                continue;
            };
            for entry in world.list(&folder) {
                hasher.update(format!("{} {:?}\n", entry.path, entry.what).as_bytes());
            }
        }
        let settings = std::fs::metadata(self.root.join(SETTINGS_FILE));
        let settings = settings.map(|data| (data.len(), data.modified().ok()));
        hasher.update(format!("{settings:?}").as_bytes());
        hasher.finalize()
    }
}

#[derive(Default)]
struct Burst {
    concerns_us: bool,
    /// Whether something happened that no file or folder was named for.
    lost: bool,
    everything: bool,
    touched: HashSet<SourcePath>,
    saved: Saved,
    /// Files that were written and are not known to be closed.
    open: HashSet<PathBuf>,
}

/// How files were saved.
#[derive(Default)]
enum Saved {
    /// Written over.
    #[default]
    InPlace,
    /// Some came, went or were renamed: others may have to follow them.
    Replaced,
}

impl Burst {
    /// How long nothing must move for the change to be over.
    fn wait(&self) -> Duration {
        if !TELLS_OF_CLOSING {
            QUIET
        } else if !self.open.is_empty() {
            LONGEST_WAIT
        } else {
            match self.saved {
                Saved::InPlace => QUIET_IN_PLACE,
                Saved::Replaced => QUIET_ONCE_CLOSED,
            }
        }
    }

    fn note_closing(&mut self, event: &Event) {
        let closes = matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        if closes {
            event.paths.iter().for_each(|path| _ = self.open.remove(path));
        }
    }
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        // Linux says so where the limit of watches is reached, though there is room on every disk.
        io::ErrorKind::StorageFull => "the system watches no more folders (fs.inotify.max_user_watches)".to_owned(),
        _ => format!("the system does not tell of changes: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use notify_types::event::{AccessKind, AccessMode, DataChange, RemoveKind, RenameMode};

    use super::*;

    /// What is made of events that come together.
    fn change(events: impl Fn(&Path) -> Vec<Event>) -> Change {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("content")).unwrap();
        let (sender, signals) = std::sync::mpsc::channel();
        let mut watch = Watch::begin(&root, &SourcePath::new("content"), false, (sender.clone(), signals));
        for event in events(&root) {
            sender.send(Signal::Moved(event)).unwrap();
        }
        watch.next().unwrap()
    }

    #[test]
    fn a_change_names_the_files_of_its_events() {
        let written = EventKind::Modify(ModifyKind::Any);
        let change = change(|root| vec![Event::new(written).add_path(root.join("content/people.toml"))]);
        assert!(change.named_all && !change.everything);
        assert_eq!(change.touched, HashSet::from([SourcePath::new("content/people.toml")]));
    }

    #[test]
    fn a_change_of_which_events_were_lost_does_not_claim_to_name_all() {
        let written = EventKind::Modify(ModifyKind::Any);
        let lost = Event::new(EventKind::Other).set_flag(notify_types::event::Flag::Rescan);
        let events = |root: &Path| vec![Event::new(written).add_path(root.join("content/a.md")), lost.clone()];
        assert!(!change(events).named_all);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_was_written_over_is_not_waited_for_as_one_that_was_replaced_or_is_still_open() {
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let waits = |kinds: &[EventKind]| {
            let dir = tempfile::tempdir().unwrap();
            let root = dir.path().canonicalize().unwrap();
            let watch = Watch::begin(&root, &SourcePath::new("content"), true, std::sync::mpsc::channel());
            let mut burst = Burst::default();
            for kind in kinds {
                let event = Event::new(*kind).add_path(root.join("content/a.md"));
                watch.note(&mut burst, Signal::Moved(event));
            }
            burst.wait()
        };
        assert_eq!(waits(&[data, data, closed]), QUIET_IN_PLACE);
        assert_eq!(waits(&[data, data, closed, data]), LONGEST_WAIT);
        // What an editor does that keeps the old file under another name: the new one has not come yet.
        assert_eq!(waits(&[renamed]), QUIET_ONCE_CLOSED);
        assert_eq!(waits(&[EventKind::Remove(RemoveKind::File)]), QUIET_ONCE_CLOSED);
        assert_eq!(waits(&[EventKind::Create(CreateKind::File), closed]), QUIET_ONCE_CLOSED);
    }

    #[test]
    fn a_system_at_its_limit_of_watches_is_told_apart_from_a_full_disk() {
        // ENOSPC, which inotify answers with.
        let why = in_words(&io::Error::from_raw_os_error(28));
        assert!(why.contains("fs.inotify.max_user_watches"), "{why}");
        let why = in_words(&io::Error::from_raw_os_error(13));
        assert!(why.starts_with("the system does not tell of changes: "), "{why}");
    }
}
