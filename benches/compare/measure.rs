//! A command, timed from outside: wall time, and the most memory it held (`VmHWM` of Linux, looked up every 20 milliseconds).

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Clone, Copy)]
pub struct Run {
    /// From start to end.
    pub wall: Duration,
    /// In bytes; 0 where the system does not say.
    pub memory: u64,
}

/// Runs a command to its end.
///
/// # Panics
/// When it cannot be started or fails: a benchmark of something broken says nothing.
pub fn run(command: &mut Command) -> Run {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    let (id, is_done) = (child.id(), AtomicBool::new(false));
    let (status, wall, memory) = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut memory = 0;
            while !is_done.load(Ordering::Relaxed) {
                memory = peak(id).unwrap_or_default().max(memory);
                std::thread::sleep(Duration::from_millis(20));
            }
            memory
        });
        let status = child.wait().expect("the command can be waited for");
        let wall = started.elapsed();
        is_done.store(true, Ordering::Relaxed);
        (status, wall, watch.join().unwrap_or_default())
    });
    assert!(status.success(), "{command:?} failed: {status}");
    Run { wall, memory }
}

/// The most memory that a running process has held, in bytes.
pub fn peak(process: u32) -> Option<u64> {
    status(process, "VmHWM:")
}

/// The memory that a running process holds now, in bytes.
pub fn held(process: u32) -> Option<u64> {
    status(process, "VmRSS:")
}

fn status(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// The run in the middle by wall time, with the most memory of any.
pub fn median(runs: &mut [Run]) -> Run {
    runs.sort_by_key(|run| run.wall);
    let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
    Run { wall: runs[runs.len() / 2].wall, memory }
}
