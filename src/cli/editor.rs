//! What editors are given so that they help authors: JSON Schemas of settings and data, and snippets for what stands in
//! Markdown, where no editor reads a schema: keys of the front matter, and the components of the theme.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::explain::{SCHEMAS, schema_of};
use super::{End, Refusal, SiteArgs};
use crate::document::front_matter;
use crate::engine::Engine;
use crate::yaml::{Field, Shape};

/// Where the schemas lie.
const SCHEMA_FOLDER: &str = ".vscode/haven";

/// The files with which a new site's editor begins, by their paths in the site's folder.
pub fn files(engine: &Engine) -> Vec<(String, String)> {
    let schema = |name: &&str| Some((format!("{SCHEMA_FOLDER}/{name}.json"), pretty(&schema_of(name)?)));
    let mut files: Vec<(String, String)> = SCHEMAS.iter().filter_map(schema).collect();
    files.push((".vscode/haven.code-snippets".to_owned(), pretty(&snippets(engine))));
    files.push((".vscode/extensions.json".to_owned(), pretty(&json!({ "recommendations": ["redhat.vscode-yaml"] }))));
    files.push((".vscode/settings.json".to_owned(), pretty(&settings())));
    files
}

/// Writes schemas and snippets anew, for the version of haven that runs. Settings may have been changed by hand, so they
/// stay.
pub fn refresh(site: &SiteArgs) -> Result<End, Refusal> {
    let engine = site.engine(site.settings())?;
    for (name, text) in files(&engine) {
        let file = site.root.join(&name);
        let is_own = name.starts_with(SCHEMA_FOLDER) || name.ends_with(".code-snippets");
        if is_own || !file.exists() {
            write(&file, &text)?;
        }
    }
    println!("{}", site.root.join(SCHEMA_FOLDER).display());
    Ok(End::Fine)
}

fn write(file: &Path, text: &str) -> Result<(), Refusal> {
    let refuse = |error: std::io::Error| Refusal(format!("`{}` could not be written: {error}", file.display()));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(refuse)?;
    }
    fs::write(file, text).map_err(refuse)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Which schema belongs to which file, for the YAML extension of VS Code; and that it offers snippets in Markdown.
fn settings() -> Value {
    let file = |name: &str| match name {
        "site" => "site.yaml".to_owned(),
        "theme" => "themes/*/theme.yaml".to_owned(),
        name => format!("content/_data/{name}.yaml"),
    };
    let schemas: Map<String, Value> = SCHEMAS
        .iter()
        .filter(|name| **name != "front-matter")
        .map(|name| (format!("./{SCHEMA_FOLDER}/{name}.json"), json!(file(name))))
        .collect();
    json!({
        "yaml.schemas": schemas,
        "[markdown]": { "editor.quickSuggestions": { "other": "on" }, "editor.snippetSuggestions": "top" },
    })
}

/// A snippet for each key of the front matter and each component of the theme.
fn snippets(engine: &Engine) -> Value {
    let mut snippets = Map::new();
    let mut add = |name: String, prefix: &str, body: Vec<String>, description: &str| {
        let snippet = json!({ "scope": "markdown", "prefix": prefix, "body": body, "description": description });
        snippets.insert(name, snippet);
    };
    let named = |name: &'static str| front_matter::SHAPE.fields.iter().filter(move |field| field.name == name);
    let usual = ["title", "summary", "type", "audience", "topics", "authors", "published", "sources", "status"];
    let keys = usual.into_iter().flat_map(named).enumerate();
    let lines = keys.map(|(number, field)| key(field, number + 1));
    let head: Vec<String> =
        ["---".to_owned()].into_iter().chain(lines).chain(["---".to_owned(), String::new(), "$0".to_owned()]).collect();
    add("haven".to_owned(), "haven", head, "The head of a page");
    for field in front_matter::SHAPE.fields {
        let body = key(field, 1).lines().map(str::to_owned).collect();
        add(format!("key {}", field.name), field.name, body, field.doc);
    }
    for component in engine.theme().components().values().filter(|component| !component.example.is_empty()) {
        let name = component.name.replace('_', "-");
        let body = component.example.trim().lines().map(escaped).collect();
        add(format!("component {name}"), &name, body, &component.summary);
    }
    Value::Object(snippets)
}

/// A line (or lines) with a key and a place to write its value.
fn key(field: &Field, stop: usize) -> String {
    let name = field.name;
    match field.shape {
        Shape::OneOf(words) => format!("{name}: {}", choice(stop, words)),
        Shape::Bool => format!("{name}: {}", choice(stop, &["true", "false"])),
        Shape::Date => format!("{name}: ${{{stop}:$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE}}"),
        Shape::List(Shape::OneOf(words)) => format!("{name}: [{}]", choice(stop, words)),
        Shape::List(Shape::Record(record)) => {
            let keys: Vec<String> = record.fields.iter().map(|field| format!("{}: …", field.name)).collect();
            format!("{name}:\n  - {{ {} }}", keys.join(", "))
        }
        Shape::List(_) => format!("{name}: [${stop}]"),
        Shape::Record(record) => {
            let keys = record.fields.iter().zip(stop..).map(|(field, stop)| format!("\n  {}", key(field, stop)));
            format!("{name}:{}", keys.collect::<String>())
        }
        Shape::Map(_) | Shape::Any => format!("{name}:\n  ${stop}"),
        Shape::Text | Shape::Address | Shape::Country | Shape::Integer => format!("{name}: ${stop}"),
    }
}

fn choice(stop: usize, words: &[&str]) -> String {
    format!("${{{stop}|{}|}}", words.join(","))
}

/// As it stands in a snippet, where `$` and `}` would mean something.
fn escaped(line: &str) -> String {
    line.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
