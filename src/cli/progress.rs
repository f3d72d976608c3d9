//! How far along long work is: a bar on a terminal, a plain line now and then elsewhere, nothing for short work.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work that takes less is not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a plain line is printed.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// The progress of a build.
pub struct Progress {
    total: usize,
    done: AtomicUsize,
    started: Instant,
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

impl Progress {
    /// Of `total` outputs none is done yet.
    pub fn new(total: usize) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} files").expect("a valid template");
        let started = Instant::now();
        Progress {
            total,
            done: AtomicUsize::new(0),
            started,
            bar: is_terminal.then(|| ProgressBar::new(total as u64).with_style(style)),
            last_line: Mutex::new(started),
        }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !done.is_multiple_of(64) || self.started.elapsed() < PATIENCE {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        } else if let Ok(mut last) = self.last_line.try_lock()
            && last.elapsed() >= PLAIN_EVERY
        {
            *last = Instant::now();
            eprintln!("{done} of {} files", self.total);
        }
    }

    /// All is done; the bar goes.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
