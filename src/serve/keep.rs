//! Keeps pages for the next start, on a thread of its own and when nothing else happens, so that no edit waits for it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::live::{Live, Settled};
use super::memory::{ASSETS, HOME, Memory};
use super::snapshot::File;
use super::watch::Signal;

/// How long nothing happens before pages are kept...
const QUIET: Duration = Duration::from_secs(3);
/// ...and after the first reading, since many look at one page and go.
const FIRST_QUIET: Duration = Duration::from_millis(500);

/// Keeps pages.
pub struct Keeper {
    root: PathBuf,
    live: Arc<Live>,
    watch: Sender<Signal>,
    /// What was written last; held while it is written.
    written: Mutex<Option<Memory>>,
    /// Whether the server ends.
    ends: AtomicBool,
}

/// How far keeping came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// What can be kept is.
    Done,
    /// It has to be tried again: something happened meanwhile, or a file is too young.
    Interrupted,
}

impl Keeper {
    /// Keeps what is live below a root.
    pub fn new(root: PathBuf, live: Arc<Live>, watch: Sender<Signal>) -> Self {
        Self {
            root,
            live,
            watch,
            written: Mutex::default(),
            ends: AtomicBool::new(false),
        }
    }

    /// Keeps pages whenever it has been quiet after something happened.
    pub fn run(&self, happens: &Receiver<()>) {
        let mut quiet = FIRST_QUIET;
        let mut kept = Kept::Done;
        while kept == Kept::Interrupted || happens.recv().is_ok() {
            loop {
                match happens.recv_timeout(quiet) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            kept = self.keep(&|| happens.try_recv().is_ok() || self.ends.load(Ordering::Relaxed));
            if !self.live.state().is_first_reading() {
                quiet = QUIET;
            }
        }
    }

    /// Keeps pages once more, at the end.
    pub fn end(&self) {
        self.ends.store(true, Ordering::Relaxed);
        _ = self.keep(&|| false);
    }

    /// Keeps the pages that were asked for last as they are now, if what they stand on is certain. That they cannot be kept makes the next
    /// start longer and nothing else.
    fn keep(&self, is_interrupted: &dyn Fn() -> bool) -> Kept {
        if self.live.state().good.is_none() {
            return Kept::Done;
        }
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(settled) = self.live.settle() {
            match settled {
                Settled::Changed => {
                    // The watch ends with the program alone.
                    _ = self.watch.send(Signal::Again);
                    return Kept::Done;
                }
                Settled::Later => return Kept::Interrupted,
                Settled::AsTheyWere if is_interrupted() => return Kept::Interrupted,
                Settled::AsTheyWere => {}
            }
        }
        let Some((ground, good)) = self.live.ground() else {
            return Kept::Done;
        };
        let mut memory = Memory::new(ground);
        let add = |memory: &mut Memory, tree: &str, address: &str| {
            if let Ok(File::Page(bytes)) = good.file(tree, address) {
                memory.add(tree, address, bytes);
            }
        };
        add(&mut memory, &self.live.tree(), HOME);
        for (path, bytes) in good.theme.assets() {
            memory.add(ASSETS, path, bytes.into());
        }
        for page in self.live.asked_last() {
            if is_interrupted() {
                return Kept::Interrupted;
            }
            if memory.file(&page.tree, &page.address).is_none() {
                add(&mut memory, &page.tree, &page.address);
            }
        }
        if written.as_ref() != Some(&memory) && memory.write(&self.root).is_ok() {
            *written = Some(memory);
        }
        Kept::Done
    }
}
