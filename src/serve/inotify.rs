//! The events of Linux for folders and all that is below them, asked for directly: of what is written, made, moved and deleted.
//!
//! `notify` asks for every opening too. Our own reading of 40,000 folders then fills the system's queue, which loses what matters and
//! calls for everything to be read once more, for ever.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, PipeWriter, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use inotify::{EventMask, EventOwned, Inotify, WatchDescriptor, WatchMask};
use notify_types::event::{
    AccessKind, AccessMode, CreateKind, DataChange, Flag, MetadataKind, ModifyKind, RemoveKind, RenameMode,
};
use notify_types::event::{Event, EventKind};
use rustix::event::{PollFd, PollFlags, poll};

const MASK: WatchMask = WatchMask::ATTRIB
    .union(WatchMask::CREATE)
    .union(WatchMask::DELETE)
    .union(WatchMask::CLOSE_WRITE)
    .union(WatchMask::MODIFY)
    .union(WatchMask::MOVED_FROM)
    .union(WatchMask::MOVED_TO)
    .union(WatchMask::DELETE_SELF)
    .union(WatchMask::MOVE_SELF)
    .union(WatchMask::ONLYDIR);

/// A watch that ends when this is dropped.
pub struct Watching {
    /// Closed to tell the thread to end.
    end: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

/// The folders that are watched.
struct Folders {
    inotify: Inotify,
    /// By descriptor: where each lies, and whether what is below it is watched too.
    paths: HashMap<WatchDescriptor, (PathBuf, Depth)>,
}

/// How far a watch goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The folder's own entries.
    Itself,
    /// Everything below it too, also what comes later.
    All,
}

impl Watching {
    /// Watches folders; `tell` hears of every event.
    ///
    /// # Errors
    /// Where the system allows no more watches, or a folder cannot be watched.
    pub fn begin<'p>(
        folders: impl IntoIterator<Item = (&'p Path, Depth)>,
        tell: impl Fn(Event) + Send + 'static,
    ) -> io::Result<Self> {
        let mut watched = Folders {
            inotify: Inotify::init()?,
            paths: HashMap::new(),
        };
        for (folder, depth) in folders {
            watched.add(folder, depth)?;
        }
        let (ended, end) = io::pipe()?;
        let listen = move || {
            let mut buffer = vec![0; 64 * 1024];
            while watched.wait(&ended) {
                if watched.hear(&mut buffer, &tell).is_err() {
                    // Nothing more will be heard here: everything is looked at, and the watch begun anew.
                    tell(lost());
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("events".to_owned()).spawn(listen)?;
        Ok(Self {
            end: Some(end),
            thread: Some(thread),
        })
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if let Some(mut end) = self.end.take() {
            // The thread sees the end of the pipe in any case.
            _ = end.write_all(b"x");
        }
        if let Some(thread) = self.thread.take() {
            // Waited for, so that its watches have been given back; what it panicked over has been printed.
            _ = thread.join();
        }
    }
}

impl Folders {
    fn add(&mut self, folder: &Path, depth: Depth) -> io::Result<()> {
        let mut open = vec![folder.to_path_buf()];
        while let Some(folder) = open.pop() {
            let descriptor = match self.inotify.watches().add(&folder, MASK) {
                Ok(descriptor) => descriptor,
                // It went while we were on the way to it, and its going was told of.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => continue,
                Err(error) => return Err(error),
            };
            if self.paths.insert(descriptor, (folder.clone(), depth)).is_some() {
                // Another way to a folder that is watched already, as by a link: so is what is below it.
                continue;
            }
            if depth == Depth::All {
                // What cannot be listed is told when the records are read.
                for entry in folder.read_dir().into_iter().flatten().flatten() {
                    let kind = entry.file_type();
                    let is_folder = kind.as_ref().is_ok_and(std::fs::FileType::is_dir);
                    let is_link = kind.is_ok_and(|kind| kind.is_symlink());
                    if is_folder || (is_link && entry.path().is_dir()) {
                        open.push(entry.path());
                    }
                }
            }
        }
        Ok(())
    }

    /// Forgets a folder that went, with all below it.
    fn remove(&mut self, folder: &Path) {
        let gone: Vec<_> = self
            .paths
            .iter()
            .filter(|(_, (path, _))| path.starts_with(folder))
            .map(|(descriptor, _)| descriptor.clone())
            .collect();
        for descriptor in gone {
            self.paths.remove(&descriptor);
            // A folder that was deleted has lost its watch already.
            _ = self.inotify.watches().remove(descriptor);
        }
    }

    /// Waits for events; `false` once the watch is to end.
    fn wait(&self, ended: &io::PipeReader) -> bool {
        let mut fds = [
            PollFd::new(&self.inotify, PollFlags::IN),
            PollFd::from_borrowed_fd(ended.as_fd(), PollFlags::IN),
        ];
        loop {
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return false,
                Ok(_) => return fds[1].revents().is_empty(),
            }
        }
    }

    fn hear(&mut self, buffer: &mut [u8], tell: &impl Fn(Event)) -> io::Result<()> {
        let events: Vec<EventOwned> = match self.inotify.read_events(buffer) {
            Ok(events) => events.map(|event| event.to_owned()).collect(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        };
        for event in events {
            if event.mask.contains(EventMask::Q_OVERFLOW) {
                tell(lost());
                continue;
            }
            let Some((folder, depth)) = self.paths.get(&event.wd).cloned() else {
                continue;
            };
            let path = event
                .name
                .as_deref()
                .map_or(folder.clone(), |name: &OsStr| folder.join(name));
            let is_folder = event.mask.contains(EventMask::ISDIR);
            if is_folder && depth == Depth::All {
                if event.mask.intersects(EventMask::MOVED_FROM | EventMask::DELETE) {
                    self.remove(&path);
                }
                if event.mask.intersects(EventMask::MOVED_TO | EventMask::CREATE)
                    && self.add(&path, Depth::All).is_err()
                {
                    // Something will be missed: everything is looked at, and the watch begun anew.
                    tell(lost());
                }
            }
            if let Some(kind) = kind_of(event.mask) {
                tell(Event::new(kind).add_path(path));
            }
        }
        Ok(())
    }
}

/// That something happened of which nothing is known.
fn lost() -> Event {
    Event::new(EventKind::Other).set_flag(Flag::Rescan)
}

fn kind_of(mask: EventMask) -> Option<EventKind> {
    let is_folder = mask.contains(EventMask::ISDIR);
    Some(if mask.contains(EventMask::CREATE) {
        EventKind::Create(if is_folder {
            CreateKind::Folder
        } else {
            CreateKind::File
        })
    } else if mask.contains(EventMask::DELETE) {
        EventKind::Remove(if is_folder {
            RemoveKind::Folder
        } else {
            RemoveKind::File
        })
    } else if mask.contains(EventMask::DELETE_SELF) {
        EventKind::Remove(RemoveKind::Folder)
    } else if mask.contains(EventMask::MODIFY) {
        EventKind::Modify(ModifyKind::Data(DataChange::Any))
    } else if mask.contains(EventMask::CLOSE_WRITE) {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
    } else if mask.contains(EventMask::MOVED_FROM) {
        EventKind::Modify(ModifyKind::Name(RenameMode::From))
    } else if mask.contains(EventMask::MOVED_TO) {
        EventKind::Modify(ModifyKind::Name(RenameMode::To))
    } else if mask.contains(EventMask::MOVE_SELF) {
        EventKind::Modify(ModifyKind::Name(RenameMode::Any))
    } else if mask.contains(EventMask::ATTRIB) {
        EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any))
    } else {
        // A watch that ended is told by what ended it.
        return None;
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    const SOON: Duration = Duration::from_millis(300);

    fn watch(root: &Path) -> (Watching, Receiver<Event>) {
        let (sender, heard) = channel();
        let tell = move |event| _ = sender.send(event);
        (Watching::begin([(root, Depth::All)], tell).unwrap(), heard)
    }

    /// Whether a path is told of as closed after writing.
    fn hears_of(heard: &Receiver<Event>, path: &Path) -> bool {
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let mut events = std::iter::from_fn(|| heard.recv_timeout(SOON).ok());
        events.any(|event| event.kind == closed && event.paths == [path])
    }

    #[test]
    fn folders_that_come_later_are_watched_where_they_lie_then() {
        let dir = tempfile::tempdir().unwrap();
        let (_watching, heard) = watch(dir.path());
        let folder = dir.path().join("a/b");
        fs::create_dir_all(&folder).unwrap();
        while heard.recv_timeout(SOON).is_ok() {}
        fs::write(folder.join("x.md"), "one").unwrap();
        assert!(hears_of(&heard, &folder.join("x.md")));
        let moved = dir.path().join("c");
        fs::rename(dir.path().join("a"), &moved).unwrap();
        while heard.recv_timeout(SOON).is_ok() {}
        fs::write(moved.join("b/x.md"), "two").unwrap();
        assert!(hears_of(&heard, &moved.join("b/x.md")));
    }

    #[test]
    fn reading_everything_makes_no_event() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        fs::write(dir.path().join("a/b/x.md"), "one").unwrap();
        let (_watching, heard) = watch(dir.path());
        for folder in [dir.path().to_path_buf(), dir.path().join("a"), dir.path().join("a/b")] {
            assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
        }
        assert_eq!(fs::read(dir.path().join("a/b/x.md")).unwrap(), b"one");
        assert!(heard.recv_timeout(SOON).is_err());
    }

    #[test]
    fn more_events_than_the_system_keeps_are_told_as_lost() {
        let kept = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
        let kept: usize = kept.trim().parse().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let (sender, heard) = channel();
        let (go_on, may_go_on) = channel::<()>();
        let tell = move |event: Event| {
            sender.send(event).unwrap();
            // Nothing is taken from the queue until all has happened; later there is nobody to wait for.
            _ = may_go_on.recv();
        };
        let _watching = Watching::begin([(dir.path(), Depth::All)], tell).unwrap();
        // Each file makes three events: it comes, it is closed, it goes.
        for _ in 0..=kept / 3 + 2_000 {
            let file = dir.path().join("x.md");
            fs::write(&file, "").unwrap();
            fs::remove_file(&file).unwrap();
        }
        drop(go_on);
        let mut events = std::iter::from_fn(|| heard.recv_timeout(SOON).ok());
        assert!(events.any(|event| event.need_rescan()));
    }

    #[test]
    fn a_watch_that_is_dropped_gives_its_watches_back() {
        let dir = tempfile::tempdir().unwrap();
        let (watching, heard) = watch(dir.path());
        drop(watching);
        fs::write(dir.path().join("x.md"), "one").unwrap();
        assert!(heard.recv_timeout(SOON).is_err());
    }
}
