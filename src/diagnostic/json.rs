//! Excerpts for other programs: haven's own JSON, SARIF 2.1.0 for code scanning, and GitHub's annotation commands.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::excerpt::{Block, Excerpt};
use super::{Code, Severity};
use crate::source::{Position, SourcePath};

/// A list of `{code, severity, message, path, line, column, help}`. Line and column count from 1, columns in
/// characters; both are null for a file as a whole, and help is null where there is none.
pub fn json(excerpts: &[Excerpt]) -> Value {
    let one = |excerpt: &Excerpt| {
        json!({
            "code": excerpt.code.name,
            "severity": excerpt.severity,
            "message": excerpt.message,
            "path": excerpt.path,
            "line": excerpt.start.map(|start| start.line),
            "column": excerpt.start.map(|start| start.column),
            "help": excerpt.help,
        })
    };
    excerpts.iter().map(one).collect()
}

/// A SARIF 2.1.0 log with one run. The rules are the codes that occur, with their manual pages; paths are relative to the
/// site's folder.
pub fn sarif(excerpts: &[Excerpt]) -> Value {
    let codes: BTreeMap<&str, &Code> = excerpts.iter().map(|excerpt| (excerpt.code.name, excerpt.code)).collect();
    let rules: Vec<Value> = codes.values().map(|code| rule(code)).collect();
    let index = |code: &Code| codes.keys().position(|name| *name == code.name);
    let result = |excerpt: &Excerpt| {
        let related: Vec<Value> = excerpt.blocks.iter().flat_map(related_locations).collect();
        let mut result = json!({
            "ruleId": excerpt.code.name,
            "ruleIndex": index(excerpt.code),
            "level": level(excerpt.severity),
            "message": { "text": with_help(excerpt) },
            "locations": [location(&excerpt.path, excerpt.start, excerpt.end)],
        });
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        result
    };
    let results: Vec<Value> = excerpts.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "haven", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Workflow commands, one a line, that make GitHub Actions write beside the lines of a pull request.
pub fn github(excerpts: &[Excerpt]) -> String {
    excerpts.iter().map(|excerpt| annotation(excerpt) + "\n").collect()
}

fn annotation(excerpt: &Excerpt) -> String {
    let command = match excerpt.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = vec![("file", excerpt.path.to_string())];
    if let (Some(start), Some(end)) = (excerpt.start, excerpt.end) {
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        // GitHub refuses columns of an annotation that spans lines.
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        }
    }
    properties.push(("title", excerpt.code.name.to_owned()));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", property(&value))).collect();
    format!("::{command} {}::{}", properties.join(","), escaped(&with_help(excerpt)))
}

/// The escapes of GitHub's `@actions/core`: a message may hold anything but these three, a property two more.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": { "text": code.headline() },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn with_help(excerpt: &Excerpt) -> String {
    match &excerpt.help {
        Some(help) => format!("{}\n{help}", excerpt.message),
        None => excerpt.message.clone(),
    }
}

fn location(path: &SourcePath, start: Option<Position>, end: Option<Position>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(path) } });
    if let (Some(start), Some(end)) = (start, end) {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

/// The places of a block that are not the problem itself. Their lines are exact; a column is given only where the block
/// begins, since marks count in shown characters.
fn related_locations(block: &Block) -> Vec<Value> {
    let marks = block.marks.iter().filter(|mark| !mark.primary);
    let of_mark = |mark: &super::excerpt::Mark| {
        json!({
            "message": { "text": mark.label },
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&block.path) },
                "region": { "startLine": mark.line },
            },
        })
    };
    marks.map(of_mark).collect()
}

/// A relative URI: every byte but the unreserved ones and `/` is percent-encoded.
fn uri(path: &SourcePath) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(path.as_str(), KEPT).to_string()
}
