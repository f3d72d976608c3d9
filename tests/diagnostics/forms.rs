//! The forms in which diagnostics leave haven, and every sentence of help. Snapshots, to be read aloud when they change.

use haven::diagnostic::excerpt::Excerpt;
use haven::diagnostic::json::{github, json, sarif};
use haven::diagnostic::terminal::{Ink, drawing, line, summary};
use haven::diagnostic::{At, Diagnostic, Key, Severity, Spot};
use haven::source::SourcePath;
use haven::yaml::schema::schema;
use haven::yaml::{Shape, front_matter_range, read};

use super::{LINES, PAGE, show};

haven::codes! {
    /// # Something to look at
    ///
    /// Only a test says this: 100 % harmless, [a link](https://example.org).
    LOOK: Warning = "look-at-this";
}

/// A page with a few slips, and places of every kind.
fn sample() -> Vec<Excerpt> {
    let page = "---\ntitle: Why we cling\nsumary: What happens\npublished: 24/11/2026\ntopics:\n  - attachment\n\
                topics: [cbt]\n---\n\n# Title\n\nText\twith a tab and \u{1b}[31mcolour.\n";
    let rows = "- region: GB\n  contact: 116123\n- region: IE\n";
    let (file, data) =
        (SourcePath::new("content/why we cling.md").unwrap(), SourcePath::new("content/_data/helplines.yaml").unwrap());
    let front_matter = front_matter_range(page).unwrap();
    let (_, mut diagnostics) =
        read(&file, &page[front_matter.yaml.clone()], front_matter.yaml.start, Shape::Record(&PAGE));
    diagnostics.extend(read(&data, rows, 0, LINES).1);
    let row = At::new(&data, Spot::Value(vec![Key::Item(1), Key::Name("region".into())]));
    let heading = At::new(&file, Spot::Heading(0));
    let look =
        Diagnostic::new(&LOOK, heading, "100% odd, \u{1b}[2Jbut: fine").label("this one").related(row, "defined here");
    diagnostics.push(look.clone().related(At::file(&file), "the whole file"));
    diagnostics.push(Diagnostic::new(&LOOK, At::new(&file, Spot::Line(12, 6)), "a long look").help("Look away."));
    diagnostics
        .push(Diagnostic { severity: Severity::Info, ..Diagnostic::new(&LOOK, At::file(&data), "a file as a whole") });
    diagnostics.push(look);
    diagnostics.push(diagnostics[0].clone());
    show(&[(file.as_str(), page), (data.as_str(), rows)], &diagnostics)
}

#[test]
fn terminal_form() {
    let excerpts = sample();
    let drawings: Vec<String> = excerpts.iter().map(|excerpt| drawing(excerpt, Ink::Plain)).collect();
    insta::assert_snapshot!("terminal", drawings.join("\n\n"));
    let lines: Vec<String> = excerpts.iter().map(line).collect();
    insta::assert_snapshot!("lines", lines.join("\n"));
    assert_eq!(summary(&excerpts).unwrap(), "5 errors, 3 warnings and 1 note in 2 files");
    assert_eq!(summary(&excerpts[..1]).unwrap(), "1 note in 1 file");
    assert_eq!(summary(&[]), None);
    assert!(drawing(&excerpts[1], Ink::Colour).contains("\u{1b}["));
}

#[test]
fn forms_for_other_programs() {
    let excerpts = sample();
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&json(&excerpts)).unwrap());
    let sarif = serde_json::to_string_pretty(&sarif(&excerpts)).unwrap();
    insta::assert_snapshot!("sarif", sarif.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    insta::assert_snapshot!("github", github(&excerpts));
    insta::assert_snapshot!("excerpts", serde_json::to_string_pretty(&excerpts[..4]).unwrap());
}

#[test]
fn schema_for_editors() {
    let page = schema("Front matter", Shape::Record(&PAGE));
    insta::assert_snapshot!("schema", serde_json::to_string_pretty(&page).unwrap());
    assert_eq!(schema("Rows", LINES)["anyOf"][0]["items"]["required"], serde_json::json!(["region", "contact"]));
}

/// Every help sentence that a slip in front matter can earn, to be read aloud when it changes.
#[test]
fn help_sentences() {
    let mut said = String::new();
    for text in HELPED {
        let text = format!("{text}\ntitle: T\n");
        let file = SourcePath::new("content/x.yaml").unwrap();
        let (_, diagnostics) = read(&file, &text, 0, Shape::Record(&PAGE));
        for excerpt in show(&[(file.as_str(), &text)], &diagnostics) {
            let text = text.trim_end().trim_end_matches("\ntitle: T");
            said += &format!("{text:?}\n  {}\n  {}\n", excerpt.message, excerpt.help.as_deref().unwrap_or("-"));
        }
    }
    insta::assert_snapshot!("help", said);
}

const HELPED: &[&str] = &[
    "sumary: x",
    "order: 3",
    "banana: x",
    "path: {name: x, banana: 1}",
    "summary: 1984",
    "summary: 1.10",
    "summary: true",
    "summary: [draft]",
    "summary: [a, b]",
    "summary: {{x}}",
    "summary: !important",
    "topics:\n  - Note: read \"this\"",
    "unlisted: yes",
    "unlisted: \"false\"",
    "unlisted: maybe",
    "path: start",
    "path: {name: x, order: \"03\"}",
    "path: {name: x, order: first}",
    "options: x",
    "published: 24/11/2026",
    "published: 5/6/2026",
    "published: 2026-02-30",
    "published: next week",
    "type: artikel",
    "type: poem",
    "audience: self, partner",
    "path:\n  order: 1",
    "path:\n  name:",
    "summary: a\nsummary: b",
    "summary: The cycle: \"why\"",
    "a: b\n  c: d",
    "path:\n\tname: x",
    "summary: \"abc",
    "summary: 'abc",
    "summary: 'It's mine'",
    "path:\n  name: x\n order: 1",
    "summary",
    "summary:x",
    "topics: [a, b",
    "path: {name: x",
    "summary: *Very* nice",
    "summary: & more",
    "summary: `code`",
    "summary: \"C:\\dir\"",
    "summary: \"a\" b",
    "summary: [draft] x",
    "summary: - a",
    "summary: > a",
    "summary: x\n- a",
    "a: 1\n---",
    "a: \u{7}",
    "summary: ]",
    "}",
];

#[test]
fn nothing_that_a_file_holds_reaches_a_terminal_as_a_command() {
    for excerpt in sample() {
        let all = format!(
            "{}\n{}\n{}",
            drawing(&excerpt, Ink::Plain),
            line(&excerpt),
            github(std::slice::from_ref(&excerpt))
        );
        assert!(!all.contains('\u{1b}'), "{all:?}");
    }
}

/// The first line of a drawing says where the file's own text stands, however the line is shown.
#[test]
fn places_count_in_the_file_and_not_in_what_is_shown() {
    let place = |path: &str, text: &str| {
        let file = SourcePath::new(path).unwrap();
        let yaml = if path.ends_with(".md") { front_matter_range(text).unwrap().yaml } else { 0..text.len() };
        let (_, diagnostics) = read(&file, &text[yaml.clone()], yaml.start, Shape::Record(&PAGE));
        let drawing = drawing(&show(&[(path, text)], &diagnostics)[0], Ink::Plain);
        let place = drawing.lines().nth(1).unwrap_or_default().trim();
        place.trim_start_matches("╭▸ ").to_owned()
    };
    assert_eq!(place("a.md", "\u{feff}---\r\ntitle: T\r\nsummäry: x\r\n---\r\n"), "a.md:3:1");
    assert_eq!(place("a.md", "\u{feff}---\r\ntitle: Ö: ü\r\n---\r\n"), "a.md:2:9");
    assert_eq!(place("a.md", "---\n---\n"), "a.md:1:1");
    assert_eq!(place("a.md", "---\nsummary: x\n---\n"), "a.md:2:1");
    assert_eq!(place("a.yaml", "\u{feff}títle: x\n"), "a.yaml:1:1");
    assert_eq!(place("a.yaml", "title: T\npath: {name: x,\torder: y}\n"), "a.yaml:2:24");
    let long = format!("{{title: {}, type: x}}\n", "x".repeat(500));
    assert_eq!(place("a.yaml", &long), "a.yaml:1:517");
}
