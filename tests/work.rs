//! An edit does the work that it should, and no more: counted in files parsed, links made and outputs rendered.

use std::collections::BTreeSet;

use haven::engine::{Engine, Work};

use crate::sites::{Folder, Seen, settings};

fn site(base: Folder) -> Folder {
    base.with(&[
        ("content/index.md", "---\ntitle: Home\ntype: list\n---\nWelcome.\n"),
        ("content/a/index.md", "---\ntitle: Section A\ntype: list\n---\n"),
        ("content/a/one.md", "---\ntitle: One\ntopics: [sleep]\npublished: 2026-01-01\n---\nText of one.\n"),
        ("content/a/two.md", "---\ntitle: Two\npublished: 2026-01-02\n---\n## Part\n\nSee [three](three.md).\n"),
        ("content/a/three.md", "---\ntitle: Three\npublished: 2026-01-03\n---\nText of three.\n"),
        ("content/b/four.md", "---\ntitle: Four\n---\nSee [two](../a/two.md).\n\n:::note\nA note.\n:::\n"),
        ("content/b/five.md", "---\ntitle: Five\nlayout: urgent\n---\nText of five.\n\n::rows\n"),
        ("content/b/six.md", "---\ntitle: Six\n---\n[nowhere](nowhere.md) and [two](../a/two.md#part)\n"),
    ])
}

/// What an edit does: files parsed, whether the theme was loaded and the site linked, and the outputs whose bytes were
/// made again.
fn work_of(base: Folder, path: &str, text: Option<&str>) -> (usize, bool, bool, Vec<String>) {
    let before = site(base);
    let mut engine: Engine = before.engine(&settings());
    Seen::of(&mut engine);
    let mut after = before.clone();
    match text {
        Some(text) => after.put(path, text),
        None => drop(after.0.remove(path)),
    }
    let work = engine.update(after.changes_since(&before));
    let stale: Vec<String> = engine.stale().iter().map(ToString::to_string).collect();
    let rendered = engine.rendered();
    Seen::of(&mut engine);
    assert_eq!(engine.rendered() - rendered, stale.len(), "what is stale is what is rendered");
    (work.parsed, work.themed, work.linked, stale)
}

/// Checks an edit of the site in the test theme; `rendered` names the outputs that must be made again, and no others may.
#[track_caller]
fn check(path: &str, text: &str, parsed: usize, linked: bool, rendered: &[&str]) {
    let (found_parsed, _, found_linked, stale) = work_of(Folder::tiny(), path, Some(text));
    assert_eq!((found_parsed, found_linked), (parsed, linked), "{path}");
    assert_eq!(stale, rendered, "{path}");
}

const TWO: &str = "---\ntitle: Two\npublished: 2026-01-02\n---\n## Part\n\nSee [three](three.md).\n";

#[test]
fn prose_renders_its_page_alone() {
    check("content/a/two.md", &TWO.replace("See", "Then see"), 1, false, &["a/two/index.html"]);
    let (parsed, themed, linked, stale) =
        work_of(Folder::haven(), "content/a/two.md", Some(&TWO.replace("See", "Then see")));
    assert_eq!((parsed, themed, linked), (1, false, false));
    assert_eq!(stale, ["a/two/index.html"]);
}

#[test]
fn lines_that_only_move_render_nothing() {
    check("content/a/two.md", &TWO.replace("---\ntitle", "---\n\n# a remark\ntitle"), 1, false, &[]);
    check("content/a/two.md", &TWO.replace("## Part", "\n\n## Part"), 1, false, &[]);
}

#[test]
fn the_same_bytes_are_no_change() {
    let before = site(Folder::haven());
    let mut engine = before.engine(&settings());
    assert_eq!(engine.update(before.changes_since(&Folder::default())), Work::default());
}

#[test]
fn a_title_renders_the_page_and_what_shows_its_title() {
    let rendered = [
        "a/feed.xml",
        // Its section, whose list it is on.
        "a/index.html",
        // The page before it; also the one that it links to.
        "a/three/index.html",
        "a/two/index.html",
        "feed.xml",
        // The home page shows all sections with their pages.
        "index.html",
    ];
    check("content/a/two.md", &TWO.replace("title: Two", "title: Second"), 1, true, &rendered);
}

#[test]
fn a_heading_that_others_link_to_renders_them_and_says_so() {
    check(
        "content/a/two.md",
        &TWO.replace("## Part", "## Portion"),
        1,
        true,
        &["a/two/index.html", "b/six/index.html"],
    );
}

#[test]
fn a_page_that_a_link_was_waiting_for_mends_it() {
    let (_, _, _, stale) = work_of(Folder::tiny(), "content/b/nowhere.md", Some("---\ntitle: Here\n---\n"));
    let stale: BTreeSet<&str> = stale.iter().map(String::as_str).collect();
    assert!(stale.contains("b/six/index.html") && stale.contains("b/nowhere/index.html"), "{stale:?}");
    assert!(!stale.contains("a/one/index.html"), "{stale:?}");
}

#[test]
fn a_row_renders_what_shows_it() {
    let costs = "- {id: a, country: GB, item: Talk, amount: \"5\"}\n";
    check("content/_data/costs.yaml", costs, 1, true, &["b/five/index.html"]);
    check("content/_data/sources.yaml", "- {key: a, citation: A.}\n", 1, true, &[]);
}

#[test]
fn a_template_renders_its_users() {
    let urgent = "{% extends \"base.html\" %}{% block main %}Urgent{% endblock main %}";
    check("theme/templates/urgent.html", urgent, 0, false, &["b/five/index.html"]);
    let note = "{% component note() {\"kind\": \"container\"} %}{{ body | safe }}{% endcomponent note %}";
    check("theme/templates/components/note.html", note, 0, false, &["b/four/index.html"]);
    check("theme/templates/nobody.html", "Nobody asks for this.", 0, false, &[]);
}

#[test]
fn a_theme_that_asks_more_of_the_site_has_it_linked() {
    let (_, themed, linked, stale) = work_of(Folder::tiny(), "theme/assets/later.txt", Some("An address more."));
    assert_eq!((themed, linked), (true, true));
    assert!(stale.iter().any(|path| path.starts_with("assets/later.")), "{stale:?}");
}

#[test]
fn a_list_that_the_theme_declares_later_mends_the_template_that_wants_it() {
    let theme = "name: tiny\nqueries: {latest: {}, newest: {take: 1}}\n";
    let base = Folder::tiny().with(&[("theme/templates/urgent.html", "{{ newest | length }} newest")]);
    let (_, _, _, stale) = work_of(base, "themes/tiny/theme.yaml", Some(theme));
    assert!(stale.contains(&"b/five/index.html".to_owned()), "{stale:?}");
}

#[test]
fn a_style_sheet_renders_every_page_because_its_name_changes() {
    let (parsed, themed, _, stale) = work_of(Folder::tiny(), "theme/assets/css/tiny.css", Some("a{}"));
    assert_eq!((parsed, themed), (0, true));
    let other = stale.iter().filter(|path| !path.ends_with(".html") && !path.ends_with(".css")).count();
    assert_eq!(other, 0, "{stale:?}");
    assert!(!stale.iter().any(|path| path == "404.html"), "the 404 page of this theme has no style sheet: {stale:?}");
}

#[test]
fn a_picture_renders_itself_alone() {
    let (parsed, _, linked, stale) =
        work_of(Folder::tiny().with(&[("content/a/pic.png", "one")]), "content/a/pic.png", Some("two"));
    assert_eq!((parsed, linked), (1, false));
    assert_eq!(stale, ["a/pic.png"]);
}

#[test]
fn a_file_outside_the_site_is_nothing() {
    check("README.md", "Read me.", 0, false, &[]);
}

#[test]
fn a_new_day_renders_what_it_brings() {
    let base = Folder::tiny().with(&[("content/b/soon.md", "---\ntitle: Soon\npublish_on: 2026-06-16\n---\n")]);
    let mut engine = site(base).engine(&settings());
    Seen::of(&mut engine);
    engine.set_today(jiff::civil::date(2026, 6, 16));
    let stale: Vec<String> = engine.stale().iter().map(ToString::to_string).collect();
    assert!(stale.contains(&"b/soon/index.html".to_owned()) && stale.len() < 7, "{stale:?}");
    assert_eq!(engine.set_today(jiff::civil::date(2026, 6, 16)), Work::default());
}
