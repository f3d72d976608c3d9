//! What the preview's watcher notices in a real folder. Nothing here waits for a time to pass, only for something to happen.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use haven::serve::watch::{Seen, Watch, Watching, watch};
use haven::source::SourcePath;

/// Ends a test that would otherwise hang.
const LIMIT: Duration = Duration::from_secs(60);

struct Watched {
    folder: tempfile::TempDir,
    seen: Receiver<Seen>,
    _watch: Watch,
}

impl Watched {
    fn new(watching: Watching) -> Watched {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [("site.yaml", "s"), ("content/a.md", "a"), ("content/cbt/b.md", "b")] {
            put(folder.path(), path, text);
        }
        fs::create_dir(folder.path().join("public")).unwrap();
        let (send, seen) = channel();
        let see = move |seen| drop(send.send(seen));
        let watch = watch(folder.path(), watching, see).unwrap();
        Watched { folder, seen, _watch: watch }
    }

    fn put(&self, path: &str, text: &str) {
        put(self.folder.path(), path, text);
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.folder.path().join(from), self.folder.path().join(to)).unwrap();
    }

    /// Waits until each of the paths, or a folder that holds it, has been named.
    #[track_caller]
    fn expect(&self, paths: &[&str]) {
        let mut named: BTreeSet<SourcePath> = BTreeSet::new();
        let is_named = |named: &BTreeSet<SourcePath>, path: &str| {
            named.iter().any(|name| path == name.as_str() || path.starts_with(&format!("{name}/")))
        };
        while !paths.iter().all(|path| is_named(&named, path)) {
            match self.seen.recv_timeout(LIMIT) {
                Ok(Seen::Files(files)) => named.extend(files),
                Ok(Seen::Rescan) => return,
                Ok(Seen::Polling(words)) => panic!("{words}"),
                Err(_) => panic!("{paths:?} never named, only {named:?}"),
            }
        }
        let strange = |name: &&SourcePath| !name.as_str().starts_with("content") && name.as_str() != "site.yaml";
        assert_eq!(named.iter().find(strange), None);
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let place = root.join(path);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

#[test]
fn every_way_of_saving_is_noticed() {
    let watched = Watched::new(Watching::Native);
    // What is nobody's edit comes first: it must not be among what is named.
    watched.put("public/index.html", "x");
    watched.put("README.md", "x");
    watched.put("node_modules/x/index.md", "x");
    watched.put("content/.a.md.swp", "x");
    watched.put("content/a.md", "A");
    watched.expect(&["content/a.md"]);
    // vim writes a new file and renames it over the old one; so do JetBrains and many others.
    watched.put("content/a.md~", "AA");
    watched.rename("content/a.md~", "content/a.md");
    watched.expect(&["content/a.md"]);
    // The file is still watched after that.
    watched.put("content/a.md", "AAA");
    watched.expect(&["content/a.md"]);
    // JetBrains writes beside the file, moves the old one away and the new one in.
    watched.put("content/a.md___jb_tmp___", "AAAA");
    watched.rename("content/a.md", "content/a.md___jb_old___");
    watched.rename("content/a.md___jb_tmp___", "content/a.md");
    fs::remove_file(watched.folder.path().join("content/a.md___jb_old___")).unwrap();
    watched.expect(&["content/a.md"]);
    // VS Code empties the file and writes it anew, in several pieces when it is long.
    let mut file = fs::File::create(watched.folder.path().join("content/a.md")).unwrap();
    (0..3).for_each(|_| file.write_all(&[b'x'; 10_000]).unwrap());
    drop(file);
    watched.expect(&["content/a.md"]);
    watched.put("site.yaml", "S");
    watched.expect(&["site.yaml"]);
    fs::remove_file(watched.folder.path().join("content/a.md")).unwrap();
    watched.expect(&["content/a.md"]);
}

#[test]
fn folders_that_come_later_are_watched() {
    let watched = Watched::new(Watching::Native);
    watched.put("content/new/deep/c.md", "c");
    watched.expect(&["content/new/deep/c.md"]);
    watched.put("content/new/deep/d.md", "d");
    watched.expect(&["content/new/deep/d.md"]);
    watched.rename("content/new", "content/renamed");
    watched.expect(&["content/new/deep/c.md", "content/renamed/deep/c.md"]);
    watched.put("content/renamed/deep/d.md", "dd");
    watched.expect(&["content/renamed/deep/d.md"]);
    // As `git checkout` does to a branch without the folder and back.
    watched.rename("content", "elsewhere");
    watched.expect(&["content/renamed/deep/d.md"]);
    watched.put("content/e.md", "e");
    watched.expect(&["content/e.md"]);
    watched.put("content/e.md", "ee");
    watched.expect(&["content/e.md"]);
}

#[test]
fn a_stream_of_changes_cannot_hold_back_the_news() {
    let watched = Watched::new(Watching::Native);
    let path = watched.folder.path().join("content/busy.md");
    let stop = Arc::new(AtomicUsize::new(0));
    let stopped = Arc::clone(&stop);
    let writer = std::thread::spawn(move || {
        while stopped.load(Ordering::SeqCst) == 0 {
            fs::write(&path, "x").unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    watched.expect(&["content/busy.md"]);
    stop.store(1, Ordering::SeqCst);
    writer.join().unwrap();
}

#[test]
fn polling_notices_too() {
    let watched = Watched::new(Watching::Polling);
    watched.put("content/cbt/b.md", "longer than before");
    watched.put("content/c.md", "c");
    watched.expect(&["content/cbt/b.md", "content/c.md"]);
    // Twice in a second, with the same length.
    watched.put("content/c.md", "d");
    watched.expect(&["content/c.md"]);
    fs::remove_file(watched.folder.path().join("content/c.md")).unwrap();
    watched.expect(&["content/c.md"]);
}
