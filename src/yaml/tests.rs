//! Small texts and what is said about them.

use serde_yaml::Value;

use super::shape::{optional, required};
use super::{Record, Shape, read};
use crate::diagnostic::{Key, Spot};
use crate::source::SourcePath;

const PATH: Record = Record {
    name: "path",
    fields: &[
        required("name", Shape::Text, "The reading path."),
        optional("order", Shape::Integer, "The place in the path."),
    ],
};

const PAGE: Record = Record {
    name: "front matter",
    fields: &[
        required("title", Shape::Text, "The page's title."),
        optional("summary", Shape::Text, "One sentence."),
        optional("type", Shape::OneOf(&["article", "guide", "faq"]), "The kind of page."),
        optional("audience", Shape::List(&Shape::OneOf(&["self", "partner", "carer"])), "Who it is for."),
        optional("topics", Shape::List(&Shape::Text), "What it is about."),
        optional("path", Shape::Record(&PATH), "Its reading path."),
        optional("published", Shape::Date, "The day."),
        optional("unlisted", Shape::Bool, "Whether it is left out of lists."),
        optional("options", Shape::Map(&Shape::Text), "Named texts."),
        optional("extra", Shape::Any, "Anything."),
    ],
};

const ROW: Record = Record {
    name: "help line",
    fields: &[
        required("region", Shape::Text, "The country."),
        required("contact", Shape::Text, "The number."),
        optional("languages", Shape::List(&Shape::Text), "Languages."),
    ],
};

/// Reads `text` and compares `place code message / help` of each diagnostic, one to a line.
#[track_caller]
fn check(text: &str, shape: Shape, expected: &str) -> Value {
    let file = SourcePath::new("content/x.md").unwrap();
    let (value, diagnostics) = read(&file, text, 0, shape);
    let mut said = String::new();
    for diagnostic in &diagnostics {
        let place = place(&diagnostic.at.spot);
        said.push_str(&format!("{place} {} {}\n", diagnostic.code.name, diagnostic.message));
        if let Some(help) = &diagnostic.help {
            said.push_str(&format!("{help}\n"));
        }
    }
    let lines: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(said.trim_end(), lines.join("\n").trim(), "\n{text}");
    value
}

fn place(spot: &Spot) -> String {
    let (mark, path) = match spot {
        Spot::Value(path) => ("=", path),
        Spot::Key(path) => ("", path),
        Spot::Bytes(span) => return format!("{}..{}", span.start, span.end),
        _ => return "file".to_owned(),
    };
    let steps: Vec<String> = path
        .iter()
        .map(|key| match key {
            Key::Name(name) => name.clone(),
            Key::Item(item) => item.to_string(),
        })
        .collect();
    format!("{mark}{}", steps.join("."))
}

fn page(text: &str, expected: &str) -> Value {
    check(&format!("title: T\n{text}"), Shape::Record(&PAGE), expected)
}

fn shown(value: &Value) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn rows_keep_their_numbers() {
    let rows = Shape::List(&Shape::Record(&ROW));
    let value = check(
        "- region: GB\n  contact: \"116 123\"\n- text\n- region: 44\n  contact:\n",
        rows,
        "=1 wrong-type row 2 is text, but it should be a set of keys with values
           Its keys go on lines of their own below it, indented by two spaces: `region`, `contact` and `languages`.
        =2.region wrong-type `region` is a number, but it should be text
           Put it in quotes: `region: \"44\"`.
        =2.contact missing-key `contact` has no value
           Write its value after the colon. The number.",
    );
    assert_eq!(shown(&value), r#"[{"region":"GB","contact":"116 123"},{},{}]"#);
}

#[test]
fn what_fits_is_kept_and_a_single_value_becomes_a_list() {
    let value = page(
        "topics: a\npath: {name: start, order: 3}\npublished: 2026-11-24\nunlisted: true\nextra: {1: [x, null]}",
        "",
    );
    assert_eq!(
        shown(&value),
        r#"{"title":"T","topics":["a"],"path":{"name":"start","order":3},"published":"2026-11-24","unlisted":true,"extra":{"1":["x",null]}}"#
    );
}
