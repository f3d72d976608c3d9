//! The search index as outputs of the engine: an edit changes what it should, and a warm index is a cold one.

use std::collections::BTreeSet;

use crate::sites::{Folder, Seen, settings};

fn site() -> Folder {
    Folder::default().with(&[
        ("site.yaml", "title: Haven\nbase_url: https://haven.example\noptions: { search: true }\n"),
        ("content/index.md", "---\ntitle: Home\n---\nWelcome.\n"),
        (
            "content/a/one.md",
            "---\ntitle: One\nsearch: { synonyms: [first] }\n---\nText of one.\n\n## Half {#half}\n\nMore.\n",
        ),
        ("content/a/two.md", "---\ntitle: Two\n---\nText of two about behaviour.\n"),
        ("content/a/hidden.md", "---\ntitle: Hidden\nunlisted: true\n---\nSecret.\n"),
        ("content/words.md", "---\ntitle: Words\n---\n::glossary-list\n"),
        ("content/_data/glossary.yaml", "- { id: bond, term: Bond, definition: What holds., also: [tie] }\n"),
        ("content/_data/lexicons/crisis.yaml", "- { phrase: want to die, suggest: /a/one/ }\n"),
    ])
}

/// The outputs that an edit changes, how many pages are read anew for the index, and the index after it.
fn edit(path: &str, text: &str) -> (BTreeSet<String>, usize, String) {
    let before = site();
    let mut engine = before.engine(&settings());
    let old = Seen::of(&mut engine);
    let indexed = engine.indexed();
    let after = before.clone().with(&[(path, text)]);
    engine.update(after.changes_since(&before));
    let new = Seen::of(&mut engine);
    assert!(new.difference(&after.seen()).is_none(), "warm is not cold after an edit of {path}");
    let changed = new.outputs.iter().filter(|(path, bytes)| old.outputs.get(*path) != Some(bytes));
    (changed.map(|(path, _)| unmarked(path)).collect(), engine.indexed() - indexed, index(&new))
}

/// The path without the hash in the name: `search/site.js`.
fn unmarked(path: &str) -> String {
    match path.strip_prefix("search/").and_then(|name| name.split_once('-')) {
        Some((kind, _)) => format!("search/{kind}.js"),
        None => path.to_owned(),
    }
}

/// All parts of the index but the manifest.
fn index(seen: &Seen) -> String {
    let parts = seen.outputs.iter().filter(|(path, _)| unmarked(path) != **path);
    parts.map(|(_, bytes)| std::str::from_utf8(bytes).unwrap()).collect()
}

fn paths(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

#[test]
fn prose_changes_its_page_and_the_index_and_reads_one_page_anew() {
    let (changed, indexed, index) = edit("content/a/two.md", "---\ntitle: Two\n---\nText of two about sleeping.\n");
    let outside: Vec<&String> = changed.iter().filter(|path| !path.starts_with("search/")).collect();
    assert_eq!(outside, ["a/two/index.html"]);
    assert_eq!(indexed, 1);
    assert!(index.contains("about sleeping"));
}

#[test]
fn a_glossary_row_reads_the_page_that_lists_it_anew() {
    let (_, indexed, index) =
        edit("content/_data/glossary.yaml", "- { id: bond, term: Bond, definition: What lasts., also: [tie] }\n");
    assert_eq!(indexed, 1);
    assert!(index.contains("term-bond") && index.contains("What lasts"));
}

#[test]
fn a_crisis_phrase_changes_the_manifest_alone() {
    let row = "- { phrase: end it all, suggest: /a/one/ }\n";
    let (changed, indexed, _) = edit("content/_data/lexicons/crisis.yaml", row);
    assert_eq!((changed, indexed), (paths(&["search/manifest.js"]), 0));
}

#[test]
fn unlisted_pages_and_sites_without_search_stay_out() {
    let seen = site().seen();
    let index = index(&seen);
    assert!(index.contains("Half") && !index.contains("Secret"));
    let without = site().with(&[("site.yaml", "title: Haven\nbase_url: https://haven.example\n")]).seen();
    assert!(!without.outputs.keys().any(|path| path.starts_with("search/")));
}

/// A site whose index is cut: every page has `shared`, and other words are common and rare. One page has `edited` as well.
fn large(shared: &str, edited: &str) -> Folder {
    let mut folder = site();
    for page in 0..60 {
        let words: String = (0..40).map(|word| format!("word{} ", (page * 7 + word * word) % 500)).collect();
        let extra = if page == 30 { edited } else { "" };
        folder.put(
            &format!("content/b/p{page}.md"),
            format!("---\ntitle: Page {page}\n---\n## Part\n\n{words}{extra}\n\n{shared}\n"),
        );
    }
    folder
}

/// How many shards there are, and how many of them an edit of one page changes.
fn shards(before: &str, after: &str) -> (usize, usize) {
    shards_beside("", before, after)
}

fn shards_beside(shared: &str, before: &str, after: &str) -> (usize, usize) {
    let (before, after) = (large(shared, before), large(shared, after));
    let mut engine = before.engine(&settings());
    let old = Seen::of(&mut engine);
    let indexed = engine.indexed();
    engine.update(after.changes_since(&before));
    let new = Seen::of(&mut engine);
    assert!(new.difference(&Seen::of(&mut after.engine(&settings()))).is_none(), "warm is not cold");
    assert_eq!(engine.indexed() - indexed, 1);
    let shards = |seen: &Seen| -> BTreeSet<String> {
        seen.outputs.keys().filter(|path| path.starts_with("search/w-")).cloned().collect()
    };
    let (old, new) = (shards(&old), shards(&new));
    (new.len(), new.difference(&old).count())
}

/// A word stands in its own shard, and what is shown of the words beside it changes with it: those of a hundred characters,
/// not of the page (decision 8).
#[test]
fn an_edit_changes_the_shards_of_its_words_and_of_those_beside_them() {
    let (all, of_word) = shards("A quokka.", "A wombat.");
    assert!(all > 50 && of_word <= 14, "{of_word} of {all}");
    let (_, of_sentence) = shards("A quokka.", "A quokka. A wombat sleeps here in peace and quiet until morning.");
    assert!(of_sentence <= 8, "{of_sentence} of {all}");
    assert_eq!(shards("A quokka.", "A  quokka. ").1, 0);
}

/// How long a page is changes no shard but those of what was added: its length stands in the manifest.
#[test]
fn a_page_may_grow_and_no_other_word_of_it_changes() {
    let page = |extra: usize| {
        let words: String = (0..600).map(|word| format!("word{} ", word * 7 % 500)).collect();
        format!("{words}.\n\n{}\n", "Wombat. ".repeat(extra))
    };
    // Weights used to fall as a page passed 609 words, 861, 1218.
    for (before, after) in [(1, 60), (60, 300), (300, 900)] {
        let (_, changed) = shards(&page(before), &page(after));
        assert!(changed <= 2, "{changed} from {before} to {after}");
    }
    // Sixty pages have these words, one of them twice: it is among the twenty of each word, however long it is.
    let shared: String = (0..200).map(|word| format!("shared{} ", word * 7)).collect();
    let page = |extra: usize| format!("{shared}.\n\n{}\n", "Wombat. ".repeat(extra));
    let (_, changed) = shards_beside(&shared, &page(1), &page(3000));
    assert!(changed <= 2, "{changed} among pages with the same words");
}
