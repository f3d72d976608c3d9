//! A command, timed from outside: wall time, and the most memory it held (`VmHWM` of Linux, looked up every millisecond).

use std::process::{Command, Stdio};
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
    let mut memory = 0;
    let status = loop {
        memory = peak(child.id()).unwrap_or_default().max(memory);
        match child.try_wait().expect("the command can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let wall = started.elapsed();
    assert!(status.success(), "{command:?} failed: {status}");
    Run { wall, memory }
}

/// The most memory that a running process has held.
pub fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// The run in the middle by wall time, with the most memory of any.
pub fn median(runs: &mut [Run]) -> Run {
    runs.sort_by_key(|run| run.wall);
    let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
    Run { wall: runs[runs.len() / 2].wall, memory }
}
