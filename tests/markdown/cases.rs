//! The files in `cases/`: each case is a headline, Markdown, an arrow and what it becomes: pieces (calls as tags, links
//! as `[link 0]`), then what it needs, its outline, its words where they are asked for, and its diagnostics with the text
//! that they mark. `HAVEN_BLESS=1 cargo test` writes what is found; read the difference before you commit it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use haven::diagnostic::Spot;
use haven::document::{Markdown, MarkdownOptions};

use super::{parse, shown};

const HEADLINE: &str = "\n=== ";
const ARROW: &str = "\n--->\n";

fn check(name: &str, options: &MarkdownOptions) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/markdown/cases").join(name);
    let written = fs::read_to_string(&path).expect("a file of cases");
    let mut cases = written.split(HEADLINE);
    let mut found = cases.next().unwrap_or_default().to_owned();
    for case in cases {
        let (headline, rest) = case.split_once('\n').expect("a headline");
        let (markdown, _) = rest.split_once(ARROW).unwrap_or((rest.trim_end(), ""));
        write!(found, "{HEADLINE}{headline}\n{markdown}{ARROW}{}", told(markdown, &parse(markdown, options)))
            .expect("a string takes text");
    }
    if std::env::var_os("HAVEN_BLESS").is_some() {
        return fs::write(&path, &found).expect("a file that can be written");
    }
    for (found, written) in found.split(HEADLINE).zip(written.split(HEADLINE)) {
        assert_eq!(found, written, "in {name}");
    }
}

/// All that a text became.
fn told(markdown: &str, parsed: &Markdown) -> String {
    let mut told = shown(&parsed.body.pieces).trim_end().to_owned() + "\n";
    let mut line = |what: &str, items: Vec<String>| {
        if !items.is_empty() {
            writeln!(told, "{what}: {}", items.join(", ")).expect("a string takes text");
        }
    };
    let needs = &parsed.needs;
    line("links", needs.links.iter().map(|link| format!("{:?}", link.destination)).collect());
    line("external", needs.external.clone());
    line("cites", needs.cites.iter().map(|cite| format!("{} (call {})", cite.key, cite.call)).collect());
    line("terms", needs.terms.iter().map(|term| format!("{} (call {})", term.key, term.call)).collect());
    let headings = parsed.body.outline.iter();
    line(
        "outline",
        headings.map(|heading| format!("{} #{} {:?}", heading.level, heading.anchor, heading.title)).collect(),
    );
    for diagnostic in &parsed.diagnostics {
        let Spot::Bytes(span) = diagnostic.at.spot else { panic!("a place in the text") };
        writeln!(told, "{}: {} @ {:?}", diagnostic.code.name, diagnostic.message, &markdown[span.range()])
            .expect("a string takes text");
    }
    told
}

#[test]
fn containers() {
    check("containers.txt", &super::PLAIN);
}

#[test]
fn leaf_and_inline_directives() {
    check("inline.txt", &MarkdownOptions::default());
}

#[test]
fn texts_that_are_no_directives() {
    check("no-directives.txt", &super::PLAIN);
}

#[test]
fn headings() {
    check("headings.txt", &super::PLAIN);
}

#[test]
fn links_and_images() {
    check("links.txt", &MarkdownOptions::default());
}

#[test]
fn footnotes_and_alerts() {
    check("footnotes.txt", &super::PLAIN);
}

#[test]
fn raw_html() {
    check("raw-html.txt", &super::PLAIN);
}
