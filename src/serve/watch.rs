//! ⚡ What changes in the site's folders while a preview runs, gathered into batches. An event only says that a path is
//! worth a look: what stands there is read afterwards, so a wrong or doubled event costs time and nothing else.
//!
//! * The root itself is watched without its sub-folders (it may hold `node_modules`), the folders of the site with all
//!   of theirs, and each of these is watched anew when it appears or was replaced.
//! * Links are not followed by the watcher: a link to `/` would watch the whole disk. Where one leads to something that
//!   is read, the place it leads to is watched too (`links`).
//! * When the system loses events or has no more watches to give, the answer is a look at everything.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::links::{self, Link};
use super::poll;
use crate::source::SourcePath;
use crate::source::disk::is_ignored;

/// A batch ends when nothing has happened for this long. vim and VS Code need less than 3 ms between the events of one
/// save; a file that is still being written then has another event later, and is read again.
const QUIET: Duration = Duration::from_millis(12);

/// The same once every file of the batch has been closed by whoever wrote it, or moved into place: nothing more is to be
/// expected, except for the rest of several files that are saved together.
const CLOSED: Duration = Duration::from_millis(1);

/// A batch ends after this long, even if something happens all the time.
const LONGEST: Duration = Duration::from_millis(120);

/// Looking at everything opens every file, and the system counts that among the events that it can lose. This keeps two
/// such looks apart.
const BETWEEN_RESCANS: Duration = Duration::from_secs(1);

pub(super) const FOLDERS: [&str; 3] = ["content", "theme", "themes"];

/// How changes are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The operating system tells; by polling where it cannot.
    Native,
    /// By comparing the folders every 300 ms.
    Polling,
}

/// What was noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// These files or folders may have changed, come or gone.
    Files(BTreeSet<SourcePath>),
    /// Anything may have.
    Rescan,
    /// From now on folders are compared, because the system refused with these words.
    Polling(String),
}

/// A running watch. Ends when it is dropped.
pub struct Watch {
    notices: Sender<Notice>,
}

enum Notice {
    /// Somebody is writing here.
    Path(PathBuf),
    /// Somebody has finished here.
    Closed(PathBuf),
    Lost,
    NoMoreWatches(String),
    Stop,
}

/// Watches the site in the folder `root`.
pub fn watch(root: &Path, watching: Watching, see: impl Fn(Seen) + Send + 'static) -> std::io::Result<Watch> {
    let root = root.canonicalize()?;
    let (notices, received) = channel();
    let mut eye = Eye { links: links::find(&root), root, notices: notices.clone(), means: Means::None };
    if let Err(words) = eye.open(watching) {
        see(Seen::Polling(words));
    }
    thread::Builder::new().name("watch".into()).spawn(move || eye.run(&received, &see))?;
    Ok(Watch { notices })
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.notices.send(Notice::Stop);
    }
}

/// The state of the watching thread.
struct Eye {
    root: PathBuf,
    links: Vec<Link>,
    notices: Sender<Notice>,
    means: Means,
}

/// What does the watching, for as long as it is held.
enum Means {
    None,
    Native(RecommendedWatcher),
    Polling(#[expect(dead_code, reason = "dropping it ends the polling")] Sender<()>),
}

impl Eye {
    /// Opens the watcher. Where the native one is refused, the error says why and folders are compared from now on.
    fn open(&mut self, watching: Watching) -> Result<(), String> {
        // The old one goes first: it would answer the new one's opening of folders.
        self.means = Means::None;
        let refused = match watching {
            Watching::Native => match self.native() {
                Ok(watcher) => {
                    self.means = Means::Native(watcher);
                    return Ok(());
                }
                Err(error) => Err(error.to_string()),
            },
            Watching::Polling => Ok(()),
        };
        let notices = self.notices.clone();
        let roots = FOLDERS.iter().chain(["site.yaml"].iter()).map(|name| self.root.join(name));
        let roots = roots.chain(self.links.iter().map(|link| link.target.clone())).collect();
        match poll::poll(roots, move |path| drop(notices.send(Notice::Closed(path)))) {
            Ok(keep) => self.means = Means::Polling(keep),
            Err(error) => return Err(error.to_string()),
        }
        refused
    }

    fn native(&self) -> notify::Result<RecommendedWatcher> {
        let notices = self.notices.clone();
        let config = Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(move |event| notice(event, &notices), config)?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in FOLDERS.map(|folder| self.root.join(folder)).iter().filter(|folder| folder.is_dir()) {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        for link in &self.links {
            watch_target(&mut watcher, link);
        }
        Ok(watcher)
    }

    /// Watches one of the site's folders, which is new or another than before.
    fn watch_anew(&mut self, folder: &Path) -> Result<(), String> {
        let Means::Native(watcher) = &mut self.means else { return Ok(()) };
        let _ = watcher.unwatch(folder);
        match watcher.watch(folder, RecursiveMode::Recursive) {
            Err(error) if folder.is_dir() => Err(error.to_string()),
            _ => Ok(()),
        }
    }

    /// Looks for links again when one may have come or gone.
    fn renew_links(&mut self, batch: &Batch) {
        let is_link = |path: &PathBuf| path.is_symlink() || self.links.iter().any(|link| link.place == *path);
        // A folder that was moved in may bring links with it.
        if !batch.paths.iter().any(|path| is_link(path) || path.is_dir()) {
            return;
        }
        let links = links::find(&self.root);
        let new: Vec<_> = links.iter().filter(|link| !self.links.contains(link)).cloned().collect();
        self.links = links;
        match &mut self.means {
            Means::Native(watcher) => new.iter().for_each(|link| watch_target(watcher, link)),
            Means::Polling(_) if !new.is_empty() => drop(self.open(Watching::Polling)),
            _ => {}
        }
    }

    fn run(mut self, received: &Receiver<Notice>, see: &dyn Fn(Seen)) {
        let mut last_rescan: Option<Instant> = None;
        while let Some(batch) = batch(received) {
            let mut refused = batch.refused.clone();
            let tops = FOLDERS.map(|folder| self.root.join(folder));
            for top in tops.iter().filter(|top| batch.paths.contains(*top)) {
                refused = refused.or(self.watch_anew(top).err());
            }
            self.renew_links(&batch);
            let lost = batch.lost || refused.is_some();
            if lost {
                let polled = refused.is_some() || matches!(self.means, Means::Polling(_));
                let reopened = if polled { Watching::Polling } else { Watching::Native };
                refused = refused.or(self.open(reopened).err());
            }
            if let Some(words) = refused {
                see(Seen::Polling(words));
            }
            if lost {
                if let Some(pause) = last_rescan.and_then(|last| BETWEEN_RESCANS.checked_sub(last.elapsed())) {
                    thread::sleep(pause);
                }
                see(Seen::Rescan);
                last_rescan = Some(Instant::now());
                continue;
            }
            let files: BTreeSet<_> = batch.paths.iter().flat_map(|path| self.source_paths(path)).collect();
            if !files.is_empty() {
                see(Seen::Files(files));
            }
        }
    }

    /// The path as one of the site, and once more for each link that leads there. None when it is none of the site's.
    fn source_paths(&self, path: &Path) -> Vec<SourcePath> {
        // A name that is not UTF-8 has no source path; its folder has, and looking at that finds it.
        let path = match (path.file_name().and_then(OsStr::to_str), path.parent()) {
            (None, Some(parent)) => parent,
            _ => path,
        };
        let linked = self.links.iter().filter_map(|link| link.place_of(path));
        linked.chain([path.to_owned()]).filter_map(|path| self.source_path(&path)).collect()
    }

    fn source_path(&self, path: &Path) -> Option<SourcePath> {
        let below = path.strip_prefix(&self.root).ok()?;
        let mut parts = below.components().map(|part| part.as_os_str());
        let first = parts.next()?;
        if !(below == Path::new("site.yaml") || FOLDERS.iter().any(|folder| *folder == first)) || parts.any(is_ignored)
        {
            return None;
        }
        let below = below.to_str()?;
        SourcePath::new(&if cfg!(windows) { below.replace('\\', "/") } else { below.to_owned() })
    }
}

/// Watches what a link leads to; of a file its folder, because editors put a new file in the old one's place. Where that
/// is refused, the link's own folder is still watched.
fn watch_target(watcher: &mut RecommendedWatcher, link: &Link) {
    let _ = match link.target.parent() {
        Some(folder) if link.target.is_file() => watcher.watch(folder, RecursiveMode::NonRecursive),
        _ => watcher.watch(&link.target, RecursiveMode::Recursive),
    };
}

/// What came within one quiet window.
#[derive(Default)]
struct Batch {
    paths: BTreeSet<PathBuf>,
    /// Those that somebody may still be writing.
    being_written: BTreeSet<PathBuf>,
    lost: bool,
    refused: Option<String>,
}

/// Waits for a batch; `None` when the watch ends.
fn batch(received: &Receiver<Notice>) -> Option<Batch> {
    let mut batch = Batch::default();
    let mut next = received.recv().ok();
    let started = Instant::now();
    while let Some(notice) = next {
        match notice {
            Notice::Path(path) => {
                batch.being_written.insert(path.clone());
                batch.paths.insert(path);
            }
            Notice::Closed(path) => {
                batch.being_written.remove(&path);
                batch.paths.insert(path);
            }
            Notice::Lost => batch.lost = true,
            Notice::NoMoreWatches(words) => batch.refused = Some(words),
            Notice::Stop => return None,
        }
        let left = LONGEST.checked_sub(started.elapsed());
        let quiet = if batch.being_written.is_empty() { CLOSED } else { QUIET };
        next = left.and_then(|left| received.recv_timeout(quiet.min(left)).ok());
    }
    Some(batch)
}

/// Passes on what matters, on the watcher's own thread. Opening and reading files are events too (our own reading makes
/// thousands of them), so they are dropped here and never wait in a queue.
fn notice(event: notify::Result<Event>, notices: &Sender<Notice>) {
    let send = |notice| drop(notices.send(notice));
    match event {
        Ok(event) if event.need_rescan() => send(Notice::Lost),
        Ok(event) => match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(_))
            | EventKind::Remove(_) => event.paths.into_iter().for_each(|path| send(Notice::Closed(path))),
            EventKind::Access(_) => {}
            _ => event.paths.into_iter().for_each(|path| send(Notice::Path(path))),
        },
        Err(error) if matches!(error.kind, notify::ErrorKind::MaxFilesWatch) => {
            send(Notice::NoMoreWatches(error.to_string()));
        }
        Err(_) => send(Notice::Lost),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use notify::event::Flag;

    use super::*;

    #[test]
    fn a_lost_event_asks_for_a_look_at_everything() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        let (send, seen) = channel();
        let watch = watch(folder.path(), Watching::Native, move |what| drop(send.send(what))).unwrap();
        notice(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)), &watch.notices);
        assert_eq!(seen.recv_timeout(Duration::from_secs(60)), Ok(Seen::Rescan));
        // The watcher was opened anew and still sees.
        fs::write(folder.path().join("content/a.md"), "a").unwrap();
        let file = SourcePath::new("content/a.md").unwrap();
        let named = |what: Seen| matches!(what, Seen::Files(files) if files.contains(&file));
        assert!(seen.iter().any(named));
    }

    #[test]
    fn when_watches_run_out_folders_are_compared() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        let (send, seen) = channel();
        let watch = watch(folder.path(), Watching::Native, move |what| drop(send.send(what))).unwrap();
        notice(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)), &watch.notices);
        assert!(matches!(seen.recv_timeout(Duration::from_secs(60)), Ok(Seen::Polling(_))));
        assert_eq!(seen.recv_timeout(Duration::from_secs(60)), Ok(Seen::Rescan));
    }
}
