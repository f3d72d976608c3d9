//! The guide for authors is true: its examples render without a word from haven, and it leaves out no component.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::example::{example, shown};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn guide() -> String {
    std::fs::read_to_string(root().join("docs/authors.md")).unwrap()
}

/// The fenced blocks in `language`.
fn fences(language: &str) -> Vec<String> {
    let guide = guide();
    let blocks = guide.split("\n```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n').map(str::to_owned)).collect()
}

/// The components that the theme declares for authors.
fn components() -> BTreeSet<String> {
    let files = std::fs::read_dir(root().join("themes/haven/templates/components")).unwrap();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
    files.map(|file| stem(file.unwrap().path())).collect()
}

#[test]
fn every_example_of_the_guide_renders() {
    let pages = fences("markdown");
    assert!(pages.len() > 8, "the fences were not found");
    let mut site = example();
    for (number, text) in pages.iter().enumerate() {
        let head = "type: article\nsummary: An example.\nsources: [evraire-2022]\naudience: [self]";
        // What opens a page stands before its headings; the rest under one.
        let heading = if text.starts_with(":::in-short") { "" } else { "## As in the guide\n\n" };
        let page = format!(
            "---\ntitle: Example {number}\n{head}\n---\n\n{heading}{text}\n\n## Where from\n\nAsked again :cite[evraire-2022].\n"
        );
        site.put(&format!("content/guide-{number}.md"), page);
    }
    assert_eq!(shown(&site).said(), [""; 0]);
}

#[test]
fn every_row_of_the_guide_is_one() {
    let rows = fences("yaml");
    assert!(rows.len() >= 4, "the fences were not found");
    let mut site = example();
    for text in rows {
        let name = text.strip_prefix("# ").and_then(|rest| rest.lines().next()).unwrap();
        let file = format!("content/_data/{name}");
        let known = String::from_utf8(site.0[&file].clone()).unwrap();
        site.put(&file, format!("{known}\n{text}\n"));
    }
    assert_eq!(shown(&site).said(), [""; 0]);
}

#[test]
fn the_guide_names_every_component() {
    let guide = guide();
    let written = |name: &str| [format!(":{name}["), format!(":{name}{{"), format!(":{name}\n"), format!("`{name}`")];
    let missing: Vec<String> = components()
        .into_iter()
        .filter(|name| name != "alert" && !written(name).iter().any(|way| guide.contains(way)))
        .collect();
    assert_eq!(missing, [""; 0], "docs/authors.md says nothing of these");
}

/// The files of the tutorial in docs/theming.md: a line with nothing but a path in backticks, then a fence.
fn tutorial() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("docs/theming.md")).unwrap();
    let named = text.split("\n`themes/meadow/").skip(1).filter_map(|rest| {
        let (path, rest) = rest.split_once("`\n\n```")?;
        let (_, rest) = rest.split_once('\n')?;
        Some((format!("themes/meadow/{path}"), rest.split("```").next()?.to_owned()))
    });
    named.collect()
}

#[test]
fn the_tutorial_for_themes_can_be_followed() {
    let files = tutorial();
    assert_eq!(files.len(), 5, "{files:?}");
    let mut site = example();
    site.0.retain(|path, _| !path.starts_with("themes/meadow/"));
    let settings = String::from_utf8(site.0["site.yaml"].clone()).unwrap();
    site.put("site.yaml", settings.replace("theme: haven", "theme: meadow"));
    for (path, text) in &files {
        site.put(path, text);
    }
    let seen = shown(&site);
    assert_eq!(seen.said(), [""; 0]);
    let home = seen.text("index.html");
    assert!(home.contains("assets/css/meadow."), "the style sheet is not linked");
    assert!(home.contains("M0 400q360-120"), "the picture is not the tutorial's");
    assert!(seen.text("cbt/how-cbt-helps/index.html").contains("The short of it"), "the words are not the tutorial's");

    // What the tutorial invites its reader to try.
    let css = String::from_utf8(site.0["themes/meadow/assets/css/meadow.css"].clone()).unwrap();
    site.put("themes/meadow/assets/css/meadow.css", css.replace("#fdfdf8", "#9aa89e"));
    let said = shown(&site).said();
    assert!(
        said.iter().any(|said| said.starts_with("themes/meadow/assets/css/meadow.css:5:14 low-contrast ")),
        "{said:?}"
    );
}
