//! `--timings`: what a build did in each stage, how much of it, and how long that took.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The stages of a build so far, in the order in which they were first entered.
#[derive(Default)]
pub struct Timings {
    stages: Vec<Stage>,
}

struct Stage {
    name: &'static str,
    /// What is counted: `files`, `outputs`.
    of: &'static str,
    items: usize,
    bytes: u64,
    time: Duration,
}

impl Timings {
    /// Does a piece of work of a stage and adds it up. `measure` says how many items and bytes the result stands for.
    pub fn time<T>(
        &mut self,
        name: &'static str,
        of: &'static str,
        work: impl FnOnce() -> T,
        measure: impl FnOnce(&T) -> (usize, u64),
    ) -> T {
        let (done, time) = timed(work);
        let (items, bytes) = measure(&done);
        self.add(name, of, items, bytes, time);
        done
    }

    /// Adds to a stage.
    pub fn add(&mut self, name: &'static str, of: &'static str, items: usize, bytes: u64, time: Duration) {
        match self.stages.iter_mut().find(|stage| stage.name == name) {
            Some(stage) => {
                stage.items += items;
                stage.bytes += bytes;
                stage.time += time;
            }
            None => self.stages.push(Stage { name, of, items, bytes, time }),
        }
    }

    /// The table for people: a line a stage.
    pub fn table(&self) -> String {
        let line = |stage: &Stage| {
            let items = format!("{} {}", stage.items, stage.of);
            let bytes = if stage.bytes == 0 { String::new() } else { super::print::bytes(stage.bytes) };
            let per_item = stage.time.as_secs_f64() * 1e6 / stage.items.max(1) as f64;
            let time = stage.time.as_secs_f64() * 1e3;
            format!("{:10}{items:>18}{bytes:>12}{time:>10.1} ms{per_item:>10.1} µs each\n", stage.name)
        };
        let lines: String = self.stages.iter().map(line).collect();
        lines + "* added up over all threads, part of rendering\n"
    }
}

/// A piece of work with the time that it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed())
}

/// Time that several threads spend on one thing, added up.
#[derive(Default)]
pub struct Shared(AtomicU64);

impl Shared {
    /// Does a piece of the work.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        self.0.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
        done
    }

    /// The sum over all threads.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}
