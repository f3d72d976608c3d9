//! `haven new`: a small working site, or an article with the fields that it needs. Never writes over a file.

use std::fs;
use std::io::Write;
use std::path::Path;

use rust_embed::RustEmbed;

use super::explain::{SCHEMAS, schema_of};
use super::{End, Refusal};
use crate::document::place;
use crate::source::SourcePath;

#[derive(RustEmbed)]
#[folder = "src/cli/starter"]
struct Starter;

/// Where the schemas lie that make editors complete keys.
const SCHEMA_FOLDER: &str = ".vscode/haven";

pub fn site(dir: &Path) -> Result<End, Refusal> {
    let is_occupied = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_occupied || dir.is_file() {
        return Err(Refusal(format!("`{}` is not empty. Name a new folder, or empty this one first.", dir.display())));
    }
    for name in Starter::iter() {
        if let Some(file) = Starter::get(&name) {
            write_new(&dir.join(name.as_ref()), &file.data)?;
        }
    }
    for name in SCHEMAS {
        if let Some(schema) = schema_of(name) {
            write_new(&dir.join(format!("{SCHEMA_FOLDER}/{name}.json")), format!("{schema:#}\n").as_bytes())?;
        }
    }
    write_new(&dir.join(".vscode/settings.json"), editor_settings().as_bytes())?;
    println!("A new site is in `{0}`.\n\n  haven serve --root {0} --open", dir.display());
    Ok(End::Fine)
}

/// Which schema belongs to which file, for the YAML extension of VS Code.
fn editor_settings() -> String {
    let file = |name: &str| match name {
        "site" => "site.yaml".to_owned(),
        "theme" => "themes/*/theme.yaml".to_owned(),
        name => format!("content/_data/{name}.yaml"),
    };
    let schemas: serde_json::Map<String, serde_json::Value> = SCHEMAS
        .iter()
        .filter(|name| **name != "front-matter")
        .map(|name| (format!("./{SCHEMA_FOLDER}/{name}.json"), serde_json::json!(file(name))))
        .collect();
    format!("{:#}\n", serde_json::json!({ "yaml.schemas": schemas, "files.associations": { "*.md": "markdown" } }))
}

pub fn article(root: &Path, path: &str, title: &str) -> Result<End, Refusal> {
    let inner = path.trim_start_matches("./").strip_prefix("content/").unwrap_or(path);
    let with_ending = if inner.ends_with(".md") { inner.to_owned() } else { format!("{inner}.md") };
    let inside = !Path::new(inner).is_absolute() && !inner.split(['/', '\\']).any(|part| part == "..");
    let Some(source) = SourcePath::new(&format!("{}/{with_ending}", place::CONTENT)).filter(|_| inside) else {
        return Err(Refusal(format!("`{path}` is not a file below `content/`. Write it as in `cbt/evidence.md`.")));
    };
    let title = serde_json::to_string(title)?;
    let today = jiff::Zoned::now().date();
    let text = format!(
        "---\ntitle: {title}\nsummary: \"\"            # one or two plain sentences, at most 160 characters\n\
         type: article          # article, guide, faq, worksheet, exercise, directory, glossary, list, urgent or policy\n\
         audience: [self]       # self, partner, carer, clinician, all\ntopics: []\n\
         search: {{ synonyms: [] }} # what readers type who want this page\n\
         authors: []            # ids of _data/people.yaml\nreviewed_by: []\npublished: {today}\n\
         sources: []            # keys of _data/sources.yaml\nstatus: draft          # then in-review, then published\n---\n\n\
         Say in two or three sentences what this page is for.\n\n## The first thing to know\n\n"
    );
    let file = root.join(source.as_str());
    write_new(&file, text.as_bytes())?;
    println!("{}", file.display());
    Ok(End::Fine)
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let refuse = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Refusal(format!("`{}` already exists. Nothing was written.", file.display()))
        }
        _ => Refusal(format!("`{}` could not be written: {error}", file.display())),
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(refuse)?;
    }
    fs::File::create_new(file).and_then(|mut new| new.write_all(bytes)).map_err(refuse)
}
