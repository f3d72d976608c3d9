//! ⚡ The shell side of stage 0: a folder becomes a list of changes. What the operating system refuses is one too, a `Fault`;
//! nothing here looks into a file or fails as a whole.

#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

use rayon::prelude::*;

pub use super::belonging::{OUTPUT_MARK, is_ignored, is_output_folder, theme_links};
pub(crate) use super::reading::in_its_words;
use super::reading::read_file;
use super::walk::{Found, Walk};
use super::{Change, Content, SourcePath, Sources};

/// Reads the files and folders `roots` (such as `site.yaml`, `content`, `themes/haven`) of the site in the folder
/// `root`, sorted by path. A root that does not exist has no files.
pub fn read_site(root: &Path, roots: &[&str]) -> Vec<Change> {
    present(gather(root, roots.iter().filter_map(|start| SourcePath::new(start))))
}

/// As `read_site`, a few hundred files at a time and in the order of `roots`. A part is read when it is asked for, so
/// whoever compiles one part and lets its bytes go before the next never holds the whole site: at 10,000 pages 60 MB,
/// which cost as much time to be made available by the operating system as reading them.
///
/// Folders are walked as far as a part needs, too, so that nobody waits for a walk through all of them: 5 of 490 ms.
pub fn read_in_parts(root: &Path, roots: &[&str]) -> impl Iterator<Item = Vec<Change>> {
    let mut walk = Walk::of(root, roots.iter().filter_map(|start| SourcePath::new(start)));
    std::iter::from_fn(move || {
        let found = walk.as_mut()?.next(PART);
        (!found.is_empty()).then(|| present(read(found)))
    })
}

/// How many files are read together: enough for every core, few enough to stay in its cache.
const PART: usize = 512;

/// As `read_site`, with a removal for every file of `known` that is no longer there. This is how a lost event heals.
pub fn rescan(root: &Path, roots: &[&str], known: &Sources) -> Vec<Change> {
    let starts = roots.iter().filter_map(|start| SourcePath::new(start));
    let found = gather(root, starts);
    let gone =
        known.iter().map(|(path, _)| path).filter(|path| !found.contains_key::<SourcePath>(path)).cloned().collect();
    with_removals(found, gone)
}

/// Reads what stands at `paths` now. A path may be a file, a folder (which is walked), or gone: then every file of
/// `known` at and below it is removed.
pub fn reread(root: &Path, paths: &BTreeSet<SourcePath>, known: &Sources) -> Vec<Change> {
    let wanted = || paths.iter().filter(|path| !path.as_str().split('/').any(|part| is_ignored(OsStr::new(part))));
    let found = gather(root, wanted().cloned());
    let mut gone = BTreeSet::new();
    for path in wanted() {
        let folder = format!("{path}/");
        let below = known.below(&folder).map(|(path, _)| path);
        let at = known.get(path).map(|_| path);
        gone.extend(at.into_iter().chain(below).filter(|path| !found.contains_key::<SourcePath>(path)).cloned());
    }
    with_removals(found, gone)
}

fn present(found: BTreeMap<SourcePath, Content>) -> Vec<Change> {
    found.into_iter().map(|(path, content)| Change { path, content: Some(content) }).collect()
}

fn with_removals(found: BTreeMap<SourcePath, Content>, gone: BTreeSet<SourcePath>) -> Vec<Change> {
    let mut changes: Vec<Change> = gone.into_iter().map(|path| Change { path, content: None }).collect();
    changes.extend(present(found));
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

/// Everything that stands at and below `starts`. Folders are walked one after the other (4 ms for 10,000 files); the
/// files are then read in parallel, which is where the time goes (58 ms in all for 10,000 files of 6 kB on two cores).
fn gather(root: &Path, starts: impl Iterator<Item = SourcePath>) -> BTreeMap<SourcePath, Content> {
    let Some(mut walk) = Walk::of(root, starts) else { return BTreeMap::new() };
    read(walk.next(usize::MAX))
}

fn read(found: Vec<(SourcePath, Found)>) -> BTreeMap<SourcePath, Content> {
    let content = |(path, found): (SourcePath, Found)| {
        let content = match found {
            Found::File(place) => read_file(&place, &path)?,
            Found::Fault(fault) => Content::Fault(fault),
        };
        Some((path, content))
    };
    let read = found.into_par_iter().with_min_len(8).filter_map(content);
    read.collect::<Vec<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::super::reading::LARGEST_TEXT;
    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let folder = Folder(tempfile::tempdir().unwrap());
            files.iter().for_each(|(path, text)| folder.write(path, text));
            folder
        }

        fn write(&self, path: &str, text: &str) {
            let place = self.0.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        }

        fn read(&self) -> Vec<String> {
            shown(read_site(self.0.path(), &["site.yaml", "content", "theme"]))
        }

        fn reread(&self, paths: &[&str], known: &Sources) -> Vec<String> {
            let paths = paths.iter().filter_map(|path| SourcePath::new(path)).collect();
            shown(reread(self.0.path(), &paths, known))
        }

        fn known(&self) -> Sources {
            let mut sources = Sources::default();
            for change in read_site(self.0.path(), &["content"]) {
                sources.apply(change);
            }
            sources
        }
    }

    /// One line a change: `path = text`, `path ! fault` or `path gone`.
    fn shown(changes: Vec<Change>) -> Vec<String> {
        let line = |change: Change| match change.content {
            Some(Content::Bytes(bytes)) => format!("{} = {}", change.path, String::from_utf8_lossy(&bytes)),
            Some(Content::Fault(fault)) => format!("{} ! {fault:?}", change.path),
            Some(Content::LetGo) | None => format!("{} gone", change.path),
        };
        changes.into_iter().map(line).collect()
    }

    #[test]
    fn a_site_is_its_files_without_droppings() {
        let folder = Folder::with(&[
            ("site.yaml", "s"),
            ("README.md", "not read"),
            ("content/a.md", "a"),
            ("content/cbt/b.md", "b"),
            ("content/.git/config", ""),
            ("content/.a.md.swp", ""),
            ("content/a.md~", ""),
            ("content/4913", ""),
            ("content/#a.md#", ""),
            ("content/x.tmp", ""),
            ("content/Thumbs.db", ""),
            ("content/.well-known/security.txt", "w"),
        ]);
        let expected =
            ["content/.well-known/security.txt = w", "content/a.md = a", "content/cbt/b.md = b", "site.yaml = s"];
        assert_eq!(folder.read(), expected);
    }

    #[test]
    fn a_text_may_have_eight_megabytes_and_no_more() {
        let folder = Folder::with(&[("content/a.md", "a")]);
        for (path, size) in [("content/huge.md", LARGEST_TEXT + 1), ("content/film.mp4", LARGEST_TEXT + 1)] {
            File::create(folder.0.path().join(path)).unwrap().set_len(size).unwrap();
        }
        let read = read_site(folder.0.path(), &["content"]);
        assert_eq!(shown(read[2..].to_vec()), ["content/huge.md ! TooLarge(8388609)"]);
        assert!(matches!(&read[1].content, Some(Content::Bytes(bytes)) if bytes.len() == 8_388_609));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_the_site_only() {
        use std::os::unix::fs::symlink;
        let outside = Folder::with(&[("secret.md", "secret")]);
        let folder = Folder::with(&[("content/a.md", "a"), ("texts/b.md", "b")]);
        let place = |path: &str| folder.0.path().join(path);
        symlink("../texts", place("content/in")).unwrap();
        symlink("a.md", place("content/same.md")).unwrap();
        symlink(outside.0.path(), place("content/out")).unwrap();
        symlink(outside.0.path().join("secret.md"), place("content/out.md")).unwrap();
        symlink("../content", place("content/loop")).unwrap();
        symlink("self.md", place("content/self.md")).unwrap();
        symlink("nothing.md", place("content/to-nothing.md")).unwrap();
        let expected = [
            "content/a.md = a",
            "content/in/b.md = b",
            "content/loop ! LinkLoop",
            "content/out ! LinkLeavesSite",
            "content/out.md ! LinkLeavesSite",
            "content/same.md = a",
            "content/self.md ! LinkLoop",
            "content/to-nothing.md ! Unreadable(\"No such file or directory\")",
        ];
        assert_eq!(folder.read(), expected);
        assert!(folder.reread(&["content/out/secret.md"], &Sources::default()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_theme_may_live_elsewhere() {
        use std::os::unix::fs::symlink;
        let outside = Folder::with(&[("ours/theme.yaml", "t"), ("ours/templates/a.html", "a"), ("secret.md", "s")]);
        symlink(outside.0.path().join("secret.md"), outside.0.path().join("ours/templates/s.html")).unwrap();
        let folder = Folder::with(&[("content/a.md", "a"), ("themes/mine/theme.yaml", "m")]);
        symlink(outside.0.path().join("ours"), folder.0.path().join("themes/ours")).unwrap();
        symlink(outside.0.path(), folder.0.path().join("themes/no-theme")).unwrap();
        let expected = [
            "themes/mine/theme.yaml = m",
            "themes/no-theme ! LinkLeavesSite",
            "themes/ours/templates/a.html = a",
            "themes/ours/templates/s.html ! LinkLeavesSite",
            "themes/ours/theme.yaml = t",
        ];
        assert_eq!(shown(read_site(folder.0.path(), &["themes"])), expected);
        let reread =
            folder.reread(&["themes/ours/templates/a.html", "themes/ours/templates/s.html"], &Sources::default());
        assert_eq!(reread, expected[2..4]);
    }

    #[test]
    fn what_haven_wrote_is_never_read() {
        let folder = Folder::with(&[("content/a.md", "a"), ("content/old/.haven", "m"), ("content/old/b/i.html", "i")]);
        assert_eq!(folder.read(), ["content/a.md = a"]);
        assert!(folder.reread(&["content/old/b/i.html", "content/old/b"], &Sources::default()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_wrong_with_the_settings_comes_with_the_first_part() {
        let folder = Folder::with(&[("content/a.md", "a")]);
        (0..PART).for_each(|number| folder.write(&format!("content/{number}.md"), ""));
        std::os::unix::fs::symlink("nothing.yaml", folder.0.path().join("site.yaml")).unwrap();
        let first = shown(read_in_parts(folder.0.path(), &["site.yaml", "content"]).next().unwrap());
        assert!(first.iter().any(|line| line.starts_with("site.yaml ! Unreadable")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf8_is_a_fault_and_a_pipe_is_not_opened() {
        use std::os::unix::ffi::OsStrExt;
        let folder = Folder::with(&[("content/a.md", "a")]);
        fs::write(folder.0.path().join("content").join(OsStr::from_bytes(b"b\xff.md")), "").unwrap();
        let socket = std::os::unix::net::UnixListener::bind(folder.0.path().join("content/s.md"));
        assert!(socket.is_ok());
        assert_eq!(folder.read(), ["content/a.md = a", "content/b\u{fffd}.md ! NameNotUtf8"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_read_is_a_fault_with_the_systems_words() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::with(&[("content/a.md", "a"), ("content/b/c.md", "c")]);
        let place = |path: &str| folder.0.path().join(path);
        for path in ["content/a.md", "content/b"] {
            fs::set_permissions(place(path), fs::Permissions::from_mode(0o0)).unwrap();
        }
        // The administrator may read everything.
        if File::open(place("content/a.md")).is_err() {
            let words = "Unreadable(\"Permission denied\")";
            assert_eq!(folder.read(), [format!("content/a.md ! {words}"), format!("content/b ! {words}")]);
        }
        fs::set_permissions(place("content/b"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn a_watched_path_is_read_walked_or_removed() {
        let folder = Folder::with(&[("content/a.md", "a"), ("content/cbt/b.md", "b"), ("content/cbt/c.md", "c")]);
        let known = folder.known();
        folder.write("content/a.md", "A");
        folder.write("content/new/d.md", "d");
        assert_eq!(folder.reread(&["content/a.md"], &known), ["content/a.md = A"]);
        assert_eq!(folder.reread(&["content/new", "content/new/d.md"], &known), ["content/new/d.md = d"]);
        assert!(folder.reread(&["content/.a.md.swp", "content/.git/index", "content/none.md"], &known).is_empty());

        fs::rename(folder.0.path().join("content/cbt"), folder.0.path().join("content/CBT")).unwrap();
        let gone = ["content/cbt/b.md gone", "content/cbt/c.md gone"];
        assert_eq!(folder.reread(&["content/cbt"], &known), gone);
        fs::remove_file(folder.0.path().join("content/a.md")).unwrap();
        folder.write("content/a.md/index.md", "a folder now");
        let expected = ["content/a.md gone", "content/a.md/index.md = a folder now"];
        assert_eq!(folder.reread(&["content/a.md"], &known), expected);

        let healed = shown(rescan(folder.0.path(), &["content"], &known));
        let found = ["content/CBT/b.md = b", "content/CBT/c.md = c"];
        let rest = ["content/a.md gone", "content/a.md/index.md = a folder now"];
        assert_eq!(healed, [&found[..], &rest, &gone, &["content/new/d.md = d"]].concat());
    }
}
