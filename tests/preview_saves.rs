//! Every way in which editors and git write files, each one followed until the page has the new words.

#![allow(clippy::disallowed_methods)]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use haven::serve::Watching;

use super::preview::Site;
use super::preview_live::until;

/// What an editor does to save `text` at a path.
type Save = fn(&Path, &str);

fn beside(path: &Path, end: &str) -> std::path::PathBuf {
    path.with_file_name(format!("{}{end}", path.file_name().unwrap().to_string_lossy()))
}

const EDITORS: &[(&str, Save)] = &[
    ("nano: in place", |path, text| fs::write(path, text).unwrap()),
    ("VS Code: emptied, then written in pieces", |path, text| {
        let mut file = File::create(path).unwrap();
        text.as_bytes().chunks(7).for_each(|piece| file.write_all(piece).unwrap());
    }),
    ("vim, backup: the old file is renamed and stays", |path, text| {
        fs::rename(path, beside(path, "~")).unwrap();
        fs::write(path, text).unwrap();
    }),
    ("vim, writebackup: the old file is renamed and goes", |path, text| {
        fs::write(beside(path, ".4913"), "").unwrap();
        fs::remove_file(beside(path, ".4913")).unwrap();
        fs::rename(path, beside(path, "~")).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(beside(path, "~")).unwrap();
    }),
    ("vim, backupcopy: a copy is made and the file written in place", |path, text| {
        fs::copy(path, beside(path, "~")).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(beside(path, "~")).unwrap();
    }),
    ("JetBrains, safe write: beside, away, into place", |path, text| {
        fs::write(beside(path, "___jb_tmp___"), text).unwrap();
        fs::rename(path, beside(path, "___jb_old___")).unwrap();
        fs::rename(beside(path, "___jb_tmp___"), path).unwrap();
        fs::remove_file(beside(path, "___jb_old___")).unwrap();
    }),
    ("GNOME: a hidden file is renamed over it", |path, text| {
        let hidden = path.with_file_name(".goutputstream-X1");
        fs::write(&hidden, text).unwrap();
        fs::rename(hidden, path).unwrap();
    }),
];

#[test]
fn each_editor_is_followed_twice() {
    for watching in [Watching::Native, Watching::Polling] {
        let site = Site::with(|options| options.watching = watching);
        let path = site.folder.path().join("content/a.md");
        until(&site, "/a/", "First words.");
        for (number, (editor, save)) in EDITORS.iter().enumerate() {
            for time in ["once", "twice"] {
                let words = format!("Saved {time} by editor {number}.");
                save(&path, &format!("---\ntitle: A\nsummary: A page.\n---\n\n{words}\n"));
                eprintln!("{watching:?}, {editor}");
                until(&site, "/a/", &words);
            }
        }
    }
}

/// A site whose `themes/haven` holds what is built in. The first save in it was once taken for no news, because the file
/// before it was the same as that of the program.
#[test]
fn the_first_save_in_a_theme_folder_of_the_built_in_name_is_followed() {
    let site = Site::new();
    until(&site, "/a/", "First words.");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/haven");
    for entry in
        walkdir::WalkDir::new(&ours).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let to = site.folder.path().join("themes/haven").join(entry.path().strip_prefix(&ours).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(entry.path(), to).unwrap();
    }
    let block = "{% block main %}";
    site.edit("themes/haven/templates/page.html", block, &format!("{block}<p>First save.</p>"));
    until(&site, "/a/", "First save.");
    site.edit("themes/haven/templates/page.html", "First save.", "Second save.");
    until(&site, "/a/", "Second save.");
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args([
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.org",
        "-c",
        "commit.gpgsign=false",
    ]);
    let done = git.args(arguments).output().expect("git is installed");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn another_branch_is_checked_out_with_hundreds_of_changes() {
    for watching in [Watching::Native, Watching::Polling] {
        let site = Site::with(|options| options.watching = watching);
        let folder = site.folder.path();
        let write = |branch: &str| {
            for number in 0..300 {
                let text = format!("---\ntitle: P{number}\nsummary: P.\n---\n\nOn {branch}.\n");
                site.put(&format!("content/many/p{number}.md"), &text);
                site.put(&format!("content/{branch}{}/q{number}.md", number % 7), &text);
            }
        };
        git(folder, &["init", "-q", "-b", "one"]);
        write("one");
        git(folder, &["add", "."]);
        git(folder, &["commit", "-q", "-m", "One"]);
        git(folder, &["checkout", "-q", "-b", "two"]);
        git(folder, &["rm", "-q", "-r", "content"]);
        write("two");
        site.put("content/index.md", "---\ntitle: Home\nsummary: H.\n---\n\nHome of two.\n");
        git(folder, &["add", "."]);
        git(folder, &["commit", "-q", "-m", "Two"]);
        for (branch, other) in [("one", "two"), ("two", "one"), ("one", "two")] {
            git(folder, &["checkout", "-q", branch]);
            let here = format!("On {branch}.");
            until(&site, "/many/p299/", &here);
            until(&site, &format!("/{branch}5/q299/"), &here);
            until(&site, &format!("/{other}5/q299/"), "404");
            for number in 0..300 {
                until(&site, &format!("/many/p{number}/"), &here);
            }
        }
    }
}
