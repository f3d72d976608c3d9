//! ⚡ Watching by looking again and again, where the operating system does not tell (network drives, some containers).
//! notify has such a watcher too, but it compares times in whole seconds and only forwards: of two saves within a second
//! it sees one, and of a file that is moved into place with its old time nothing.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use crate::source::disk::is_ignored;

/// How often. A look at 10,000 files takes 20 ms.
const EVERY: Duration = Duration::from_millis(300);

/// When a file was written and how long it is.
type Stamp = (Option<SystemTime>, u64);

/// Watches the files and folders `roots` until what is returned is dropped. `see` is told each path that came, changed
/// or went.
pub fn poll(roots: Vec<PathBuf>, see: impl Fn(PathBuf) + Send + 'static) -> std::io::Result<Sender<()>> {
    let (keep, kept) = channel::<()>();
    let mut before = look(&roots);
    thread::Builder::new().name("poll".into()).spawn(move || {
        while kept.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
            let now = look(&roots);
            let changed = now.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path);
            let gone = before.keys().filter(|path| !now.contains_key(*path));
            changed.chain(gone).cloned().for_each(&see);
            before = now;
        }
    })?;
    Ok(keep)
}

fn look(roots: &[PathBuf]) -> BTreeMap<PathBuf, Stamp> {
    let files = roots.iter().flat_map(|root: &PathBuf| {
        let entries = WalkDir::new(root).into_iter();
        entries.filter_entry(|entry| entry.depth() == 0 || !is_ignored(entry.file_name())).filter_map(Result::ok)
    });
    let files = files.filter(|entry| !entry.file_type().is_dir());
    files.map(|entry| (entry.path().to_owned(), stamp(entry.path()))).collect()
}

/// A link has the stamp of what it leads to.
fn stamp(path: &Path) -> Stamp {
    path.metadata().map_or((None, 0), |metadata| (metadata.modified().ok(), metadata.len()))
}
