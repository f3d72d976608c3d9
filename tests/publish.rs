//! Publishing: whatever stood in the folder and whenever the last build was killed, the folder ends up exactly right,
//! and a file that haven did not write is as it was.

#![allow(clippy::disallowed_methods)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use haven::publish::{Foreign, PublishError, Publisher, Summary};
use haven::source::OutputPath;
use xxhash_rust::xxh3::xxh3_128;

type Files = [(&'static str, &'static str)];

const SITE: &Files = &[
    ("index.html", "home"),
    ("cbt/index.html", "cbt"),
    ("cbt/evidence/index.html", "evidence"),
    ("About/index.html", "about"),
    ("guide", "a page without a folder"),
    ("old/deep/index.html", "old"),
];

/// Differs from `SITE` in every way that a site can: changed, same, new, gone, page to folder, folder to page, case.
const LATER: &Files = &[
    ("index.html", "home, but longer"),
    ("cbt", "a page now"),
    ("guide/index.html", "a folder now"),
    ("about/index.html", "about"),
    ("new/index.html", "new"),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn with(outputs: &Files) -> Self {
        let folder = Folder::new();
        folder.build(outputs).unwrap();
        folder
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn put(&self, path: &str, text: &str) {
        let place = self.out().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }

    fn build(&self, outputs: &Files) -> Result<Summary, Vec<PublishError>> {
        self.build_with(outputs, Foreign::Refuse, usize::MAX)
    }

    fn build_with(&self, outputs: &Files, foreign: Foreign, steps: usize) -> Result<Summary, Vec<PublishError>> {
        let root = self.0.path().join("site");
        let publisher = Publisher::open_dying(&root, &self.out(), foreign, steps).map_err(|error| vec![error])?;
        for (path, text) in outputs {
            publisher.write(&OutputPath::new(path).unwrap(), text.as_bytes(), xxh3_128(text.as_bytes()));
        }
        publisher.finish()
    }

    /// Every file and every folder (ending with `/`) but the manifest.
    fn holds(&self) -> BTreeMap<String, String> {
        tree(&self.out()).into_iter().filter(|(path, _)| path != ".haven").collect()
    }

    #[track_caller]
    fn check(&self, outputs: &Files) {
        let fresh = Folder::with(outputs);
        assert_eq!(self.holds(), fresh.holds());
        let manifest = |folder: &Folder| fs::read_to_string(folder.out().join(".haven")).unwrap();
        assert_eq!(manifest(self), manifest(&fresh));
        let beside: Vec<_> = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(beside, ["public"], "a staging folder was left");
    }
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(tree(&entry.path()).into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
            found.insert(format!("{name}/"), String::new());
        } else {
            found.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
    found
}

fn said(result: Result<Summary, Vec<PublishError>>) -> String {
    let errors = result.expect_err("the build must be refused");
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_new_folder_holds_what_the_site_is() {
    let folder = Folder::new();
    assert_eq!(folder.build(SITE).unwrap(), Summary { written: 6, bytes: 46, ..Summary::default() });
    let files: Vec<_> = folder.holds().into_iter().filter(|(path, _)| !path.ends_with('/')).collect();
    let mut expected: Vec<_> = SITE.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    expected.sort();
    assert_eq!(files, expected);
}

#[test]
fn an_empty_folder_is_a_new_one() {
    let folder = Folder::new();
    fs::create_dir(folder.out()).unwrap();
    folder.build(SITE).unwrap();
    folder.check(SITE);
}

#[test]
fn only_what_differs_is_written_and_what_is_gone_is_removed() {
    let folder = Folder::with(SITE);
    assert_eq!(folder.build(SITE).unwrap(), Summary { unchanged: 6, ..Summary::default() });
    assert_eq!(folder.build(LATER).unwrap(), Summary { written: 5, unchanged: 0, removed: 5, bytes: 46 });
    folder.check(LATER);
    folder.build(SITE).unwrap();
    folder.check(SITE);
}

#[cfg(unix)]
#[test]
fn an_unchanged_file_is_not_touched() {
    use std::os::unix::fs::MetadataExt;
    let folder = Folder::with(SITE);
    let inode = |path: &str| fs::metadata(folder.out().join(path)).unwrap().ino();
    let (page, manifest) = (inode("cbt/index.html"), inode(".haven"));
    folder.build(SITE).unwrap();
    assert_eq!((page, manifest), (inode("cbt/index.html"), inode(".haven")));
}

#[test]
fn a_file_that_was_edited_by_hand_is_mended() {
    let folder = Folder::with(SITE);
    folder.put("index.html", "HOME");
    folder.put("old/deep/index.html", "longer than it was");
    fs::remove_file(folder.out().join("guide")).unwrap();
    assert_eq!(folder.build(SITE).unwrap().written, 3);
    folder.check(SITE);
}

#[test]
fn two_builds_give_the_same_bytes() {
    let one = Folder::with(SITE);
    let other = Folder::with(LATER);
    other.build(SITE).unwrap();
    assert_eq!(tree(&one.out()), tree(&other.out()));
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_force_takes_it_over() {
    let folder = Folder::new();
    folder.put("notes.txt", "mine");
    folder.put("index.html", "my own page");
    let before = tree(&folder.out());
    let words = said(folder.build(SITE));
    assert!(words.contains("not made by haven") && words.contains("`--force`"), "{words}");
    assert_eq!(tree(&folder.out()), before);

    folder.build_with(SITE, Foreign::Overwrite, usize::MAX).unwrap();
    assert_eq!(folder.holds()["index.html"], "home");
    // From now on it is ours, and the other file is still nobody's.
    folder.build(LATER).unwrap();
    assert_eq!(folder.holds()["notes.txt"], "mine");
}

#[test]
fn a_foreign_file_in_our_folder_is_never_touched() {
    let folder = Folder::with(SITE);
    folder.put("cbt/notes.txt", "mine");
    folder.put("old/deep/keep.txt", "mine");
    folder.put("new", "mine");
    let before = tree(&folder.out());

    // `cbt/` cannot become a page while the notes are in it, and `new` is in the way of a folder.
    let words = said(folder.build(LATER));
    assert_eq!(words.lines().count(), 2, "{words}");
    assert!(words.contains("cbt/notes.txt") && words.contains("public/new"), "{words}");
    assert_eq!(tree(&folder.out()), before, "a build that is refused changes nothing");

    folder.build(&[("index.html", "home")]).unwrap();
    let left: Vec<_> = folder.holds().into_keys().collect();
    let expected = ["cbt/", "cbt/notes.txt", "index.html", "new", "old/", "old/deep/", "old/deep/keep.txt"];
    assert_eq!(left, expected);
}

#[test]
fn the_sites_own_folders_are_refused() {
    let folder = Folder::new();
    let root = folder.0.path().join("site");
    fs::create_dir_all(root.join("content")).unwrap();
    let refused = |out: &Path| Publisher::open(&root, out, Foreign::Overwrite).map(drop).unwrap_err();
    for out in [root.clone(), folder.0.path().to_owned(), root.join("x/../content/.."), PathBuf::from("/")] {
        let error = refused(&out);
        assert!(matches!(error, PublishError::HoldsSite(_) | PublishError::Disk(..)), "{out:?}: {error}");
    }
    for out in ["content", "content/public", "themes/haven/public"] {
        assert!(matches!(refused(&root.join(out)), PublishError::InsideSource(..)), "{out}");
    }
    fs::write(root.join("file"), "").unwrap();
    assert!(matches!(refused(&root.join("file")), PublishError::NotAFolder(_)));
    assert_eq!(tree(folder.0.path()).into_keys().collect::<Vec<_>>(), ["site/", "site/content/", "site/file"]);
}

#[test]
fn a_newer_havens_folder_and_reserved_names_are_refused() {
    let folder = Folder::with(&[("index.html", "home")]);
    let words = said(folder.build(&[(".haven", "x"), (".haven-tmp-1/x", "x")]));
    assert_eq!(words.matches("needs for itself").count(), 2, "{words}");
    folder.put(".haven", "haven output 2\n");
    assert!(said(folder.build(SITE)).contains("newer haven"));
    folder.put(".haven", "another program's file");
    assert!(said(folder.build(SITE)).contains("not made by haven"));
}

#[test]
fn what_the_disk_refuses_is_said_before_anything_changes() {
    let folder = Folder::with(SITE);
    let long: &'static str = format!("{}/index.html", "x".repeat(256)).leak();
    let before = tree(&folder.out());
    assert!(said(folder.build(&[("index.html", "changed"), (long, "x")])).contains("File name too long"));
    assert_eq!(tree(&folder.out()), before);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_refused_with_the_systems_words() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(SITE);
    let mode = |mode| fs::set_permissions(folder.out(), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // The administrator may write anywhere.
    if fs::write(folder.out().join("probe"), "").is_err() {
        let words = said(folder.build(LATER));
        assert!(words.starts_with("cannot write in `") && words.ends_with(": Permission denied"), "{words}");
    }
    mode(0o755);
    let _ = fs::remove_file(folder.out().join("probe"));
    folder.check(SITE);
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_are_not_followed_out_of_it() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(outside.path().join("deep")).unwrap();
    fs::write(outside.path().join("deep/index.html"), "theirs").unwrap();
    fs::write(outside.path().join("page"), "theirs").unwrap();
    let before = tree(outside.path());

    let folder = Folder::with(SITE);
    fs::remove_dir_all(folder.out().join("old")).unwrap();
    symlink(outside.path(), folder.out().join("old")).unwrap();
    fs::remove_file(folder.out().join("guide")).unwrap();
    symlink(outside.path().join("page"), folder.out().join("guide")).unwrap();

    let words = said(folder.build(SITE));
    assert!(words.contains("public/old` is in the way"), "{words}");
    // Stale files behind the link stay; the link in the place of our own page is replaced, not what it leads to.
    let without_old: &Files = &[("index.html", "home"), ("guide", "theirs")];
    folder.build(without_old).unwrap();
    assert_eq!(tree(outside.path()), before);
    assert!(folder.out().join("guide").symlink_metadata().unwrap().is_file());
    folder.build_with(SITE, Foreign::Overwrite, usize::MAX).unwrap();
    assert_eq!(tree(outside.path()), before);
    folder.check(SITE);
}

#[test]
fn a_build_killed_at_any_moment_is_repaired_by_the_next() {
    let both = |path: &str| {
        let held = |files: &Files| files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.to_string());
        [held(SITE), held(LATER)]
    };
    for first in [None, Some(SITE)] {
        for steps in 0.. {
            let folder = Folder::new();
            first.map(|files| folder.build(files).unwrap());
            let survived = folder.build_with(LATER, Foreign::Refuse, steps).is_ok();
            for (path, text) in folder.holds() {
                let is_page = !path.ends_with('/') && !path.starts_with(".haven-tmp-");
                assert!(!is_page || both(&path).contains(&Some(text)), "half a file after {steps} steps: {path}");
            }
            // Whichever site is built next.
            let next = if steps % 2 == 0 { LATER } else { SITE };
            folder.build(next).unwrap_or_else(|errors| panic!("after {steps} steps: {errors:?}"));
            folder.check(next);
            if survived {
                assert!(steps > LATER.len(), "the build was never killed");
                break;
            }
        }
    }
}

#[test]
fn what_a_killed_build_left_is_removed() {
    let folder = Folder::with(SITE);
    folder.put(".haven-tmp-1/0", "half");
    fs::create_dir(folder.0.path().join(".public.haven-tmp-1")).unwrap();
    folder.build(SITE).unwrap();
    folder.check(SITE);

    let empty = Folder::new();
    empty.put(".haven-tmp-1/0", "half");
    empty.build(SITE).unwrap();
    empty.check(SITE);
}
