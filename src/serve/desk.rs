//! Two threads for answers that take their time: those that ask the owner of the engine and wait for what it says, and
//! those that have an engine of their own. However many browsers ask, there are no more of them.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// So that one long answer does not hold back a short one.
const THREADS: usize = 2;

type Job = Box<dyn FnOnce() + Send>;

/// Takes jobs. Its threads end with it, when all of them are done.
pub struct Desk(Sender<Job>);

impl Desk {
    /// Has its threads started.
    pub fn new() -> io::Result<Self> {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..THREADS {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new().name("desk".into()).spawn(move || work(&waiting))?;
        }
        Ok(Desk(jobs))
    }

    /// Does this as soon as a thread is free. It may panic.
    pub fn put(&self, job: impl FnOnce() + Send + 'static) {
        let _ = self.0.send(Box::new(job));
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}
