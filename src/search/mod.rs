//! The search index, as ordinary outputs: scripts that any static host can serve and that load from `file://`. All
//! linguistic work is done here, at build: the client looks words up and adds weights. Nothing here reads a file or knows
//! a route; `render` brings the texts in.

pub mod common;
pub mod index;
pub mod record;
pub mod rows;
pub mod spelling;
pub mod text;
pub mod tokens;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};

use crate::source::SourcePath;
use crate::yaml::Value;
use record::Record;

/// What the index is made from.
pub struct Texts<'a> {
    /// The listed pages.
    pub records: Vec<Arc<Record>>,
    /// The glossary, for words that stand for each other.
    pub glossary: &'a [Value],
    /// Rows of `lexicons/search.yaml`: what readers type (`phrase`) and what the site calls it (`suggest`).
    pub lay_words: &'a [Value],
    /// Rows of `lexicons/crisis.yaml`: what people in danger type, and the page that helps (`suggest`).
    pub crisis: &'a [Value],
    /// What the theme says and links to: words, types, pages.
    pub theme: Json,
    /// The site's language.
    pub language: &'a str,
    /// Whether links need `index.html`.
    pub offline: bool,
}

/// The files of the index.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// What a client loads first: phrases of crisis, and which files there are.
    pub manifest: String,
    /// The other files by their names, which carry the hash of their contents.
    pub parts: Vec<(String, String)>,
}

/// Makes the files.
pub fn files(texts: &Texts<'_>) -> Files {
    let index = index::assemble(&texts.records, texts.language);
    let records = || texts.records.iter().map(|record| &**record);
    let site = write::call("words", &write::words(&index)) + &write::call("pages", &write::pages(records()));
    let name = format!("site-{}.js", write::mark(&site));
    let manifest = json!({
        "version": 1,
        "pages": texts.records.len(),
        "offline": texts.offline,
        "files": [name],
        "crisis": crisis(texts.crisis),
        "groups": groups(texts.glossary),
        "lay": lay_words(texts.lay_words),
        "endings": index.endings,
        "common": common::words(texts.language),
        "labels": write::labels(records()),
        "theme": texts.theme,
    });
    Files { manifest: write::call("manifest", &manifest), parts: vec![(name, site)] }
}

/// Phrases by the page that helps.
fn crisis(rows: &[Value]) -> Json {
    let mut by_page: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        by_page.entry(rows::text(row, "suggest").trim_start_matches('/')).or_default().push(rows::text(row, "phrase"));
    }
    json!(by_page)
}

/// For each glossary term the phrases that mean it, the term first.
fn groups(rows: &[Value]) -> Json {
    let phrases = |row: &Value| {
        let also = row.get("also").and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
        let also = also.iter().filter_map(|phrase| phrase.as_str().map(str::to_owned));
        std::iter::once(rows::text(row, "term").to_owned()).chain(also).collect::<Vec<_>>()
    };
    json!(rows.iter().map(phrases).filter(|phrases| phrases.len() > 1).collect::<Vec<_>>())
}

fn lay_words(rows: &[Value]) -> Json {
    let pairs: Vec<[&str; 2]> =
        rows.iter().map(|row| [rows::text(row, "phrase"), rows::text(row, "suggest")]).collect();
    json!(pairs)
}

/// Records by the fingerprints of what they were made from. A pure cache: forgetting costs time only.
#[derive(Default)]
pub struct Memory(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    records: HashMap<SourcePath, (u128, Arc<Record>)>,
    made: usize,
}

impl Memory {
    /// The record of a page if it was made from the same.
    pub fn record(&self, page: &SourcePath, key: u128) -> Option<Arc<Record>> {
        self.with(|state| state.records.get(page).filter(|(known, _)| *known == key).map(|(_, record)| record.clone()))
    }

    /// Keeps these records, forgets all others.
    pub fn keep(&self, records: impl Iterator<Item = (SourcePath, u128, Arc<Record>)>, made: usize) {
        let records = records.map(|(page, key, record)| (page, (key, record))).collect();
        self.with(|state| {
            state.records = records;
            state.made += made;
        });
    }

    /// How many records were ever made, for tests and the log.
    pub fn made(&self) -> usize {
        self.with(|state| state.made)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Remembered) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
