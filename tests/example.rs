//! The example site keeps its promises: its pages are there, what a reader acts on was checked, and what it says about
//! privacy is what it does.

use std::path::Path;

use haven::engine::Settings;
use haven::source::{Change, Content};
use serde_yaml::Value;

use crate::sites::{Folder, Seen, settings};

/// The repository's own site, theme and all.
pub fn example() -> Folder {
    let mut folder = Folder::default();
    let roots = ["site.yaml", "content", "themes"];
    for Change { path, content } in haven::source::disk::read_site(Path::new(env!("CARGO_MANIFEST_DIR")), &roots) {
        if let Some(Content::Bytes(bytes)) = content {
            folder.put(path.as_str(), bytes);
        }
    }
    folder
}

/// The site on a day on which its help lines and costs were freshly checked.
pub fn shown(folder: &Folder) -> Seen {
    Seen::of(&mut folder.engine(&Settings { today: jiff::civil::date(2026, 11, 25), ..settings() }))
}

fn rows(folder: &Folder, name: &str) -> Vec<Value> {
    serde_yaml::from_slice(&folder.0[&format!("content/_data/{name}.yaml")]).unwrap()
}

fn field<'row>(row: &'row Value, key: &str) -> &'row str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The pages of the built site, as `(file, HTML)`.
fn pages(seen: &Seen) -> impl Iterator<Item = (&str, &str)> {
    let pages = seen.outputs.keys().filter(|path| path.ends_with(".html"));
    pages.map(|path| (path.as_str(), seen.text(path))).filter(|(_, html)| html.contains("<main"))
}

const PAGES: &[&str] = &[
    "understanding/what-is-anxious-attachment",
    "understanding/signs-of-anxious-attachment",
    "understanding/the-reassurance-cycle",
    "understanding/where-it-comes-from",
    "understanding/attachment-styles-explained",
    "understanding/for-partners-and-family",
    "understanding/is-this-relationship-safe",
    "cbt/how-cbt-helps",
    "cbt/the-seven-steps",
    "cbt/thoughts-and-core-beliefs",
    "cbt/changing-behaviour",
    "cbt/your-first-session",
    "cbt/evidence",
    "finding-help/six-ways-to-find-a-therapist",
    "finding-help/directory",
    "finding-help/check-credentials",
    "finding-help/questions-to-ask",
    "finding-help/costs-and-free-options",
    "finding-help/urgent-help",
    "practice/thought-record",
    "practice/behavioural-experiment",
    "practice/calm-in-the-moment",
    "practice/goal-setting",
    "practice/building-secure-attachment",
    "practice/asking-for-what-you-need",
    "glossary",
    "reading-list",
    "about/editorial-policy",
    "about/privacy",
    "about/accessibility",
];

#[test]
fn the_thirty_pages_are_there_and_nothing_is_wrong() {
    let seen = shown(&example());
    assert_eq!(seen.said(), [""; 0]);
    assert_eq!(PAGES.len(), 30);
    for page in PAGES {
        assert!(seen.outputs.contains_key(&format!("{page}/index.html")), "no {page}");
    }
}

#[test]
fn what_a_reader_acts_on_was_checked() {
    let folder = example();
    for name in ["helplines", "directory", "costs"] {
        for row in rows(&folder, name) {
            let checked = field(&row, "status") == "verified" && !field(&row, "verified_on").is_empty();
            assert!(checked, "{name}: {} was not checked", field(&row, "name"));
            let named = name != "helplines" || field(&row, "source_url").starts_with("https://");
            assert!(named, "{name}: {} does not say where it was seen", field(&row, "name"));
        }
    }
}

#[test]
fn pages_cite_checked_sources_only() {
    let folder = example();
    let sources = rows(&folder, "sources");
    for (path, bytes) in folder.0.iter().filter(|(path, _)| path.ends_with(".md")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let front: Value =
            serde_yaml::from_str(text.split("\n---\n").next().unwrap().trim_start_matches("---")).unwrap();
        let cited = front.get("sources").and_then(Value::as_sequence).cloned().unwrap_or_default();
        for key in cited.iter().filter_map(Value::as_str) {
            let source = sources.iter().find(|source| field(source, "key") == key).unwrap();
            assert_eq!(field(source, "status"), "verified", "{path} cites {key}");
            assert!(text.contains(&format!("[{key}")) || text.contains(&format!(", {key}")), "{path} never uses {key}");
        }
    }
}

#[test]
fn urgent_help_is_one_tap_away() {
    let seen = shown(&example());
    for (path, html) in pages(&seen) {
        let here = path == "finding-help/urgent-help/index.html" && html.contains("tel:999");
        assert!(here || html.contains("finding-help/urgent-help/\""), "{path} does not lead to urgent help");
    }
    let safe = seen.text("understanding/is-this-relationship-safe/index.html");
    assert!(safe.contains("quick-exit") && safe.contains("tel:08082000247"));
    let planner = seen.text("practice/behavioural-experiment/index.html");
    let (rule, form) = (planner.find("id=\"safety-rule\""), planner.find("data-worksheet"));
    assert!(rule.is_some() && rule < form, "the safety rule comes before the form");
}

/// What the table of the privacy page says of all files of the site, and what must not be in them if it is true.
const CLAIMS: &[(&str, &str, &[&str])] = &[
    ("Does it set cookies?", "No.", &["document.cookie", "cookieStore", "Set-Cookie"]),
    ("Does it use trackers or statistics?", "No.", &["sendBeacon", "XMLHttpRequest", "WebSocket", "<iframe", " ping="]),
    ("Does it store what I write in a worksheet?", "No. Only if you tick a box", &["sessionStorage", "indexedDB"]),
    ("Does it ask for my name or email?", "No.", &["type=\"email\"", "type=\"tel\"", "autocomplete=\"name\""]),
];

fn has(bytes: &[u8], words: &str) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.contains(words))
}

#[test]
fn the_privacy_page_says_what_the_site_does() {
    let seen = shown(&example());
    let privacy = seen.text("about/privacy/index.html");
    for (question, answer, absent) in CLAIMS {
        let row =
            privacy.split("<tr>").find(|row| row.contains(question)).unwrap_or_else(|| panic!("no row: {question}"));
        assert!(row.contains(&format!("<td>{answer}")), "the answer to “{question}” is not “{answer}”: {row}");
        for (path, bytes) in seen.outputs.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".js")) {
            let text = std::str::from_utf8(bytes).unwrap();
            for words in *absent {
                assert!(
                    !text.contains(words),
                    "{path} holds `{words}`, and the privacy page says: {question} {answer}"
                );
            }
        }
    }
    // What the box asks for is done by one script and undone by another; tests/browser tries both.
    let keeps = seen.outputs.iter().filter(|(path, bytes)| path.ends_with(".js") && has(bytes, "localStorage"));
    let scripts: Vec<&str> = keeps.map(|(path, _)| path.split('.').next().unwrap()).collect();
    assert_eq!(scripts, ["assets/js/path", "assets/js/quick-exit", "assets/js/worksheet"]);
    assert!(privacy.contains("Does it load anything from other sites?"));
    let counted = privacy.split("</table>").find(|part| part.contains("From elsewhere")).unwrap();
    assert_eq!(counted.matches("<td>0</td></tr>").count(), 3, "files from elsewhere: {counted}");
    for (path, html) in pages(&seen) {
        assert!(html.contains("content=\"default-src 'none';"), "{path} lets a browser load from anywhere");
        for attribute in ["src=\"http", "src=\"//", "srcset=\"http", "action=\"http", "rel=\"stylesheet\" href=\"http"]
        {
            assert!(!html.contains(attribute), "{path} loads from another site: {attribute}");
        }
    }
}
