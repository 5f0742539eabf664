//! A sign of life on standard error for work of more than half a second, on a terminal alone.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work shorter than this shows nothing.
const QUIET: Duration = Duration::from_millis(500);

/// A progress bar that is there as long as this value is.
pub struct Progress {
    bar: ProgressBar,
    _done: Option<Sender<()>>,
}

impl Progress {
    /// Begins work that `what` names, such as "reading".
    pub fn begin(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(what);
        let done = std::io::stderr().is_terminal().then(|| show_later(bar.clone()));
        Self { bar, _done: done }
    }

    /// How many steps there are; until it is known, the bar only turns.
    pub fn set_total(&self, total: usize) {
        self.bar.set_length(total as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len}") {
            self.bar.set_style(style);
        }
    }

    /// One step is done; from any thread.
    pub fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn show_later(bar: ProgressBar) -> Sender<()> {
    let (done, wait) = channel();
    thread::spawn(move || {
        if wait.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    });
    done
}
