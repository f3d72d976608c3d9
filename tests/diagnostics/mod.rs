//! What haven says about YAML, from the text of a file to the lines that a person, an editor or a service reads.

mod any_text;
mod forms;

use std::collections::BTreeMap;

use haven::diagnostic::excerpt::{Excerpt, Lookup, excerpts};
use haven::diagnostic::{Diagnostic, Spot};
use haven::source::{SourcePath, Span};
use haven::yaml::shape::{Field, optional, required};
use haven::yaml::{Record, Shape, read};

const PATH: Record = Record { name: "path", fields: PATH_FIELDS };
const PATH_FIELDS: &[Field] = &[
    required("name", Shape::Text, "The name of the reading path."),
    optional("order", Shape::Integer, "Its place in the path."),
];

const PAGE: Record = Record { name: "front matter", fields: PAGE_FIELDS };
const PAGE_FIELDS: &[Field] = &[
    required("title", Shape::Text, "The title of the page."),
    optional("summary", Shape::Text, "One sentence about it."),
    optional("type", Shape::OneOf(&["article", "guide", "faq"]), "The kind of page."),
    optional("audience", Shape::List(&Shape::OneOf(&["self", "partner", "carer"])), "Who it is for."),
    optional("topics", Shape::List(&Shape::Text), "What it is about."),
    optional("path", Shape::Record(&PATH), "Its place in a reading path."),
    optional("published", Shape::Date, "The day on which it came out."),
    optional("unlisted", Shape::Bool, "Whether lists leave it out."),
    optional("options", Shape::Map(&Shape::Text), "Texts by name."),
    optional("extra", Shape::Any, "Anything."),
];

const LINE: Record = Record { name: "help line", fields: LINE_FIELDS };
const LINE_FIELDS: &[Field] = &[
    required("region", Shape::Text, "The country, as two letters."),
    required("contact", Shape::Text, "The number or address."),
    optional("days", Shape::Integer, "Days until it is checked again."),
];
const LINES: Shape = Shape::List(&Shape::Record(&LINE));

fn show(files: &[(&str, &str)], diagnostics: &[Diagnostic]) -> Vec<Excerpt> {
    let texts: BTreeMap<SourcePath, &str> =
        files.iter().map(|(path, text)| (SourcePath::new(path).unwrap(), *text)).collect();
    let text = |path: &SourcePath| texts.get(path).copied();
    let spans = |path: &SourcePath, spot: &Spot| match spot {
        Spot::Heading(0) => texts.get(path).and_then(|text| text.find("# ")).map(|at| Span::new(at..at + 7)),
        _ => None,
    };
    excerpts(diagnostics, &Lookup { text: &text, spans: &spans })
}

/// The diagnostics of a YAML text as `line:column code message`, one to a line, and what was kept of it.
#[track_caller]
fn check(text: &str, shape: Shape, expected: &str) -> String {
    let file = SourcePath::new("content/_data/x.yaml").unwrap();
    let (value, diagnostics) = read(&file, text, 0, shape);
    let said: Vec<String> = show(&[(file.as_str(), text)], &diagnostics)
        .iter()
        .map(|excerpt| {
            let place = excerpt.start.map_or("-".to_owned(), |start| format!("{}:{}", start.line, start.column));
            format!("{place} {} {}", excerpt.code.name, excerpt.message)
        })
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(said, expected, "\n{text}");
    serde_json::to_string(&value).unwrap()
}

/// Like `check`, for front matter that has its title.
#[track_caller]
fn page(text: &str, expected: &str) -> String {
    check(&format!("{text}\ntitle: T\n"), Shape::Record(&PAGE), expected)
}

#[test]
fn good_values_pass_in_silence() {
    let text = "published: 2026-11-24\ntype: faq\naudience: self\ntopics: [a, \"1\"]\nunlisted: false\npath: {name: x, order: -1}";
    let kept = page(text, "");
    assert_eq!(
        kept,
        r#"{"published":"2026-11-24","type":"faq","audience":["self"],"topics":["a","1"],"unlisted":false,"path":{"name":"x","order":-1},"title":"T"}"#
    );
    page("summary:\ntopics: ~\noptions: {a: b, c: }", "");
    page("extra: {a: [1, 2.5, null, {b: true}], 3: x}", "");
    page("summary: 0477 123 456\noptions:\n  postcode: 01234", "");
    page("summary: 123456789012345678901234567890", "");
    page("extra:\n  base: &base {order: 1}\npath:\n  <<: *base\n  name: x", "");
    check("", LINES, "");
    check("# only a comment\n", LINES, "");
    check("\u{feff}- {region: GB, contact: x}\r\n", LINES, "");
    check("region: GB\ncontact: x\n", LINES, "");
}

#[test]
fn a_value_of_another_kind_is_taken_out() {
    let kept = page("summary: 1984", "1:10 wrong-type `summary` is a number, but it should be text");
    assert_eq!(kept, r#"{"title":"T"}"#);
    page("summary: true", "1:10 wrong-type `summary` is `true`, but it should be text");
    page("summary: [a]", "1:10 wrong-type `summary` is a list, but it should be text");
    page("topics:\n  - Note: x", "2:5 wrong-type item 1 of `topics` is a set of keys, but it should be text");
    page("topics: [a, [b]]", "1:13 wrong-type item 2 of `topics` is a list, but it should be text");
    page("topics:\n  - a\n  -", "3:4 wrong-type item 2 of `topics` is empty, but it should be text");
    page("unlisted: yes", "1:11 wrong-type `unlisted` is text, but it should be `true` or `false`");
    page("path: start", "1:7 wrong-type `path` is text, but it should be a set of keys with values");
    page("path: {name: x, order: 1.5}", "1:24 wrong-type `order` is 1.5, but it should be a whole number");
    page("path: {name: x, order: 3000000000}", "1:24 wrong-type `order` is a number far too large");
    page("path: {name: x, order: \"3\"}", "1:24 wrong-type `order` is text, but it should be a whole number");
    page("options: [a]", "1:10 wrong-type `options` is a list, but it should be a set of keys with values");
    page("options: {a: 1}", "1:14 wrong-type `a` is a number, but it should be text");
    page("options: {[a]: b}", "1:10 wrong-type `options` has a key that is not a word");
    page(
        "summary: !x y",
        "1:10 wrong-type `summary` begins with an exclamation mark, which YAML takes as a sign of its own",
    );
    page(
        "extra: {a: !x y}",
        "1:12 wrong-type `a` begins with an exclamation mark, which YAML takes as a sign of its own",
    );
    check(
        "just text",
        Shape::Record(&PAGE),
        "1:1 wrong-type this front matter is text, but it should be a set of keys with values",
    );
    check("lines:\n  - region: GB", LINES, "1:1 wrong-type this file is a set of keys, but it should be a list");
}

#[test]
fn a_key_that_is_not_known_is_taken_out() {
    let kept = page("sumary: x", "1:1 unknown-key `sumary` is not a key of this front matter");
    assert_eq!(kept, r#"{"title":"T"}"#);
    page("path: {name: x, ordr: 1}", "1:17 unknown-key `ordr` is not a key of this path");
    page("2026: x", "1:1 unknown-key `2026` is not a key of this front matter");
    page("{a: b}: x", "1:1 unknown-key this front matter has a key that is not a word");
}

#[test]
fn a_date_is_a_day_that_exists() {
    page("published: 24/11/2026", "1:12 bad-date `published` is not a date: `24/11/2026`");
    page("published: 2026-02-30", "1:12 bad-date `published` is not a date: `2026-02-30`");
    page("published: 2026", "1:12 bad-date `published` is not a date: `2026`");
    page(
        "published: [2026-01-01]",
        "1:12 wrong-type `published` is a list, but it should be a date such as `2026-11-24`",
    );
}

#[test]
fn a_word_is_one_of_the_words() {
    page("type: Article", "1:7 not-one-of `type` cannot be `Article`");
    page("audience: [self, me]", "1:18 not-one-of item 2 of `audience` cannot be `me`");
    page("audience: self, partner", "1:11 not-one-of `audience` cannot be `self, partner`");
}

#[test]
fn what_has_to_be_there_is_missed() {
    check("", Shape::Record(&PAGE), "- missing-key this front matter has no `title`");
    check("summary: x\n", Shape::Record(&PAGE), "1:1 missing-key this front matter has no `title`");
    check("summary: x\ntitle: #1\n", Shape::Record(&PAGE), "2:1 missing-key `title` has no value");
    page("path:\n  order: 1", "1:1 missing-key this path has no `name`");
    let kept = check(
        "- region: GB\n  contact: x\n- text\n- region: IE\n",
        LINES,
        "3:3 wrong-type row 2 is text, but it should be a set of keys with values
         4:3 missing-key this help line has no `contact`",
    );
    assert_eq!(kept, r#"[{"region":"GB","contact":"x"},{},{"region":"IE"}]"#);
}

#[test]
fn a_key_that_appears_twice_costs_only_itself() {
    let kept = page("summary: a\nsummary: b", "2:1 duplicate-key `summary` appears twice");
    assert_eq!(kept, r#"{"summary":"b","title":"T"}"#);
}

#[test]
fn broken_text_is_one_diagnostic_and_an_empty_value() {
    let broken = |text: &str, expected: &str| assert_eq!(page(text, expected), "{}");
    broken("summary: The cycle: why", "1:19 yaml-syntax a colon and a space inside a value look like a second key");
    broken("path:\n\tname: x", "2:1 yaml-syntax the line is indented with a tab, which YAML does not take");
    broken("summary: \"abc", "1:10 yaml-syntax the quote `\"` that begins here is not closed");
    broken("summary: 'It's", "1:14 yaml-syntax an apostrophe ends the text in single quotes too early");
    broken(
        "path:\n  name: x\n order: 1",
        "3:2 yaml-syntax this line begins in a column that matches none of the lines above",
    );
    broken(
        "a: b\n  c: d",
        "2:3 yaml-syntax this line is indented further than the one above, which already has a value",
    );
    broken("summary", "1:1 yaml-syntax this line has no `key:` in front");
    broken("süß:x", "1:1 yaml-syntax a space is missing after the colon");
    broken("topics: [a, b", "1:9 yaml-syntax the `[` that begins here is not closed, or a comma is missing");
    broken("summary: *Very* nice", "1:10 yaml-syntax a value cannot begin with `*` unless it is in quotes");
    broken("summary: *very", "1:10 yaml-syntax a value cannot begin with `*` unless it is in quotes");
    broken("summary: @x", "1:10 yaml-syntax a value cannot begin with `@` unless it is in quotes");
    broken("summary: \"C:\\dir\"", "1:13 yaml-syntax a backslash inside double quotes has a meaning of its own");
    broken("summary: \"a\" b", "1:14 yaml-syntax the value goes on after its closing quote");
    broken("summary: [draft] x", "1:18 yaml-syntax the value goes on after its closing bracket");
    broken("summary: - a", "1:10 yaml-syntax a list with dashes cannot begin on the line of its key");
    broken("a: 1\n---", "2:1 yaml-syntax `---` begins a second YAML document, which is not read");
    broken("a: ö\0", "1:5 yaml-syntax there is an invisible character here (U+0000) that YAML does not take");
}

#[test]
fn depth_and_aliases_have_a_limit() {
    for nest in ["[", "{a: ", "- ", "? "] {
        let text = nest.repeat(10_000);
        check(&text, LINES, "- yaml-syntax lists and keys are nested too deeply to be read");
    }
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let inner = format!("*a{}, ", level - 1).repeat(9);
        bomb += &format!("a{level}: &a{level} [{inner}]\n");
    }
    check(&bomb, LINES, "2:10 yaml-alias its aliases make this file many times larger than it is");
    let long = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(50_000), "*a, ".repeat(50_000));
    check(&long, LINES, "2:5 yaml-alias its aliases make this file many times larger than it is");
}

#[test]
fn a_file_of_nothing_but_problems_is_cut_short() {
    let file = SourcePath::new("content/_data/x.yaml").unwrap();
    for text in ["x: 1\n".repeat(100_000), (0..100_000).map(|n| format!("key{n}: 1\n")).collect()] {
        let (_, diagnostics) = read(&file, &text, 0, Shape::Record(&PAGE));
        assert_eq!(diagnostics.len(), 201);
        assert_eq!(show(&[(file.as_str(), &text)], &diagnostics)[0].code.name, "more-problems");
    }
}
