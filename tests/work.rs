//! An edit does the work that it should, and no more.

use haven::engine::Engine;

use crate::sites::{Folder, settings};

fn site() -> Folder {
    Folder::haven().with(&[
        ("content/index.md", "---\ntitle: Home\n---\nWelcome.\n"),
        ("content/a/one.md", "---\ntitle: One\ntopics: [sleep]\n---\nText of one.\n"),
        ("content/a/two.md", "---\ntitle: Two\ntopics: [sleep]\n---\nText of two, see [one](one.md).\n"),
        ("content/a/three.md", "---\ntitle: Three\n---\nText of three.\n"),
    ])
}

/// What an edit of `path` to `text` parses, whether it links, and how many outputs it renders.
fn work(path: &str, text: &str) -> (usize, bool, usize) {
    let before = site();
    let mut engine: Engine = before.engine(&settings());
    engine.render_all(&|_, _| {});
    let rendered = engine.rendered();
    let after = before.clone().with(&[(path, text)]);
    let work = engine.update(after.changes_since(&before));
    engine.render_all(&|_, _| {});
    (work.parsed, work.linked, engine.rendered() - rendered)
}

#[test]
fn prose_renders_its_page_alone() {
    assert_eq!(work("content/a/one.md", "---\ntitle: One\ntopics: [sleep]\n---\nOther text of one.\n"), (1, false, 1));
}

#[test]
fn a_blank_line_in_the_head_renders_nothing() {
    assert_eq!(work("content/a/one.md", "---\n\ntitle: One\ntopics: [sleep]\n---\nText of one.\n"), (1, false, 0));
}

#[test]
fn the_same_bytes_are_no_change() {
    let before = site();
    let mut engine = before.engine(&settings());
    let again = before.changes_since(&Folder::default());
    assert_eq!(engine.update(again), haven::engine::Work::default());
}

#[test]
fn a_title_renders_what_shows_it_and_not_the_whole_site() {
    let (parsed, linked, rendered) = work("content/a/one.md", "---\ntitle: Uno\ntopics: [sleep]\n---\nText of one.\n");
    let all = site().engine(&settings()).outputs().len();
    assert_eq!((parsed, linked), (1, true));
    assert!((3..all / 2).contains(&rendered), "{rendered} of {all}");
}

#[test]
fn a_row_that_no_page_shows_renders_no_page() {
    let (parsed, linked, rendered) = work("content/_data/sources.yaml", "- key: a\n  citation: A.\n");
    assert_eq!((parsed, linked, rendered), (1, true, 0));
}
