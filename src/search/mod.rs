//! The search index, as ordinary outputs: scripts that any static host can serve and that load from `file://`. All
//! linguistic work is done here, at build: the client looks words up and adds weights. Nothing here reads a file or knows
//! a route; `render` brings the texts in.

pub mod common;
pub mod index;
pub mod passages;
pub mod record;
pub mod rows;
mod shards;
pub mod spelling;
mod terms;
pub mod text;
pub mod tokens;
pub mod vocabulary;
mod write;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};

use crate::site::views::{Known, TermLink};
use crate::source::SourcePath;
use crate::yaml::{Value, text};
use record::{Counter, Record};
use vocabulary::Vocabulary;
pub use write::Part;

/// What the index is made from.
pub struct Contents<'a> {
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
    /// Titles by the addresses of the pages that are linked from the search itself: those that help.
    pub titles: BTreeMap<String, String>,
    /// Whether links need `index.html`.
    pub offline: bool,
}

/// Makes the files: hands each part to `take` as soon as it is made (on any thread, in any order), and gives the manifest,
/// which a client loads first: phrases of crisis, and which files there are.
pub fn files(
    contents: &Contents<'_>,
    records: &[Arc<Record>],
    vocabulary: &Vocabulary,
    take: &(dyn Fn(Part) + Sync),
) -> Vec<u8> {
    let index = index::assemble(records, vocabulary, contents.language);
    let common = common::words(contents.language);
    let shards = shards::parts(&index, records, &common, take);
    let manifest = json!({
        "version": 4,
        "pages": records.len(),
        "lengths": lengths(records),
        "offline": contents.offline,
        "shards": shards,
        "crisis": crisis(contents.crisis),
        "lists": lists(contents.crisis),
        "groups": groups(contents.glossary),
        "lay": lay_words(contents.lay_words),
        "endings": index.terms.endings,
        "common": common,
        "labels": labels(records),
        "titles": contents.titles,
        "theme": contents.theme,
    });
    write::call("manifest", manifest.to_string().as_bytes())
}

/// How long each page is, a digit a page.
fn lengths(records: &[Arc<Record>]) -> String {
    let mut digits = String::with_capacity(records.len());
    records.iter().for_each(|record| write::number(record.length(), &mut digits));
    digits
}

/// The titles of audiences and topics by their slugs, and the types, for filters.
fn labels(records: &[Arc<Record>]) -> Json {
    let titles = |pick: fn(&Record) -> &Vec<Known<TermLink>>| -> BTreeMap<&str, &str> {
        records.iter().flat_map(|record| pick(record)).map(|link| (link.slug.as_str(), link.title.as_str())).collect()
    };
    let types: std::collections::BTreeSet<&str> = records.iter().map(|record| record.meta.kind.as_str()).collect();
    json!({ "audience": titles(|record| &record.meta.audience), "topics": titles(|record| &record.meta.topics), "types": types })
}

/// Phrases by the page that helps; those that only sound like danger under no page.
fn crisis(rows: &[Value]) -> Json {
    let mut by_page: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| text(row, "name").is_empty()) {
        by_page.entry(text(row, "suggest").trim_start_matches('/')).or_default().push(text(row, "phrase"));
    }
    json!(by_page)
}

/// Lists that phrases call by a name, in their order: a list may use those before it.
fn lists(rows: &[Value]) -> Json {
    let named = rows.iter().filter(|row| !text(row, "name").is_empty());
    json!(named.map(|row| [text(row, "name"), text(row, "phrase")]).collect::<Vec<_>>())
}

/// For each glossary term the phrases that mean it, the term first.
fn groups(rows: &[Value]) -> Json {
    let phrases = |row: &Value| {
        let also = row.get("also").and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
        let also = also.iter().filter_map(|phrase| phrase.as_str().map(str::to_owned));
        std::iter::once(text(row, "term").to_owned()).chain(also).collect::<Vec<_>>()
    };
    json!(rows.iter().map(phrases).filter(|phrases| phrases.len() > 1).collect::<Vec<_>>())
}

/// What readers call it, by what the pages call it.
fn lay_words(rows: &[Value]) -> Json {
    let mut by_word: BTreeMap<&str, String> = BTreeMap::new();
    for row in rows {
        let phrases = by_word.entry(text(row, "suggest")).or_default();
        if !phrases.is_empty() {
            phrases.push('|');
        }
        phrases.push_str(text(row, "phrase"));
    }
    json!(by_word)
}

/// Records by the fingerprints of what they were made from, and the numbers of their words. A pure cache: forgetting
/// costs time only.
#[derive(Default)]
pub struct Memory(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    vocabulary: Vocabulary,
    records: FxHashMap<SourcePath, (u128, Arc<Record>)>,
    made: usize,
}

/// A page to be indexed.
pub trait Indexed: Sync {
    /// Its file.
    fn path(&self) -> &SourcePath;
    /// Over all that its record is made from.
    fn key(&self) -> u128;
    /// Its record, with words numbered in the vocabulary of `counter`.
    fn record(&self, counter: &mut Counter) -> Record;
}

/// How many parts the pages are read in for each thread. A part has a vocabulary of its own until all are merged: of 10,000
/// pages in 80 parts these were 50 MB, and most words were met for the first time again and again.
const PARTS_PER_THREAD: usize = 4;

impl Memory {
    /// Hands the records of all `pages` to `work`, made where they are not remembered, and forgets all others.
    pub fn with_records<P: Indexed, T>(&self, pages: &[P], work: impl FnOnce(&[Arc<Record>], &Vocabulary) -> T) -> T {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Remembered { vocabulary, records, made } = &mut *state;
        let is_known = |page: &P| records.get(page.path()).is_some_and(|(key, _)| *key == page.key());
        let new: Vec<&P> = pages.iter().filter(|page| !is_known(page)).collect();
        let chunks: Vec<(Vec<Record>, Vocabulary)> = new
            .par_chunks(new.len().div_ceil(rayon::current_num_threads() * PARTS_PER_THREAD).max(1))
            .with_max_len(1)
            .map(|pages| {
                let mut counter = Counter::default();
                (pages.iter().map(|page| page.record(&mut counter)).collect(), counter.vocabulary)
            })
            .collect();
        *made += new.len();
        let number = |words: &Vocabulary| -> Vec<u32> {
            (0..words.size() as u32).map(|number| vocabulary.number(words.word(number))).collect()
        };
        let numbers: Vec<Vec<u32>> = chunks.iter().map(|(_, words)| words).map(number).collect();
        let renumber = |((mut chunk, _), numbers): ((Vec<Record>, Vocabulary), Vec<u32>)| {
            let words = chunk.iter_mut().flat_map(|record| &mut record.words);
            words.for_each(|word| word.number = numbers[word.number as usize]);
            chunk.into_iter().map(Arc::new).collect::<Vec<_>>()
        };
        let chunks: Vec<Vec<Arc<Record>>> = chunks.into_par_iter().zip(numbers).map(renumber).collect();
        for (record, page) in chunks.into_iter().flatten().zip(new) {
            records.insert(page.path().clone(), (page.key(), record));
        }
        if records.len() > pages.len() {
            let listed: HashSet<&SourcePath> = pages.iter().map(Indexed::path).collect();
            records.retain(|path, _| listed.contains(path));
        }
        let records: Vec<Arc<Record>> = pages.iter().map(|page| records[page.path()].1.clone()).collect();
        work(&records, vocabulary)
    }

    /// How many records were ever made, for tests and the log.
    pub fn made(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).made
    }
}
