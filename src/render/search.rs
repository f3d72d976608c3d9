//! The files of the search index: what they read of the site, and the work shared between them.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;

use super::{Inputs, Output};
use crate::document::{Body, DataKind};
use crate::search::record::{Counter, Record, record};
use crate::search::rows::{Tables, shows_rows};
use crate::search::{self, Contents, Indexed, Part, text};
use crate::site::views::Meta;
use crate::site::{FactKey, Facts, Reader};
use crate::source::{OutputPath, SourcePath, fingerprint};
use crate::yaml::{self, Value};

/// Makes the index: hands each of its files to `take` as soon as it is made, and gives the manifest that names them.
pub fn manifest(inputs: &Inputs<'_>, reader: &Reader<'_>, take: &(dyn Fn(OutputPath, Output) + Sync)) -> Bytes {
    let part = |part: Part| {
        let path = OutputPath::new(&format!("search/{}", part.name())).expect("letters and digits");
        take(path, Output::of(part.script().into()));
    };
    all(inputs, reader, &part).into()
}

/// Reads the pages for the index, which remembers them. All threads can do that at once; some of what follows is one thread's work,
/// and then there should be other outputs left for the others.
pub fn read_pages(inputs: &Inputs<'_>) {
    let reader = Reader::new(inputs.site, inputs.documents, inputs.facts);
    with_pages(inputs, &reader, |_, pages| inputs.search.with_records(pages, |_, _| ()));
}

fn all(inputs: &Inputs<'_>, reader: &Reader<'_>, take: &(dyn Fn(Part) + Sync)) -> Vec<u8> {
    with_pages(inputs, reader, |contents, pages| {
        inputs.search.with_records(pages, |records, vocabulary| search::files(contents, records, vocabulary, take))
    })
}

/// What the index is made from.
fn with_pages<T>(inputs: &Inputs<'_>, reader: &Reader<'_>, work: impl FnOnce(&Contents<'_>, &[ToRead<'_>]) -> T) -> T {
    let rows = |kind, name| reader.data(kind, name).map(|known| (known.value, known.hash)).unwrap_or_default();
    let (glossary, glossary_hash) = rows(DataKind::Glossary, "");
    let (directory, directory_hash) = rows(DataKind::Directory, "");
    let (helplines, helplines_hash) = rows(DataKind::Helplines, "");
    let (costs, costs_hash) = rows(DataKind::Costs, "");
    let (crisis, _) = rows(DataKind::Lexicon, "crisis");
    let (lay_words, _) = rows(DataKind::Lexicon, "search");
    let strings_hash = hash_of(&FactKey::Strings, inputs.facts, reader);
    reader.note(&FactKey::Options);
    let rows_key = fingerprint::of(&(glossary_hash, directory_hash, helplines_hash, costs_hash, strings_hash));
    let language = reader.site().map(|site| site.value.language.clone()).unwrap_or_default();

    let pages = pages(reader, rows_key);
    let codes = directory.iter().chain(costs.iter()).map(|row| ("country", row));
    let codes = codes.chain(helplines.iter().map(|row| ("region", row)));
    let regions = codes.filter_map(|(field, row)| {
        let code = row.get(field).and_then(Value::as_str)?.get(..2)?;
        Some((code.to_owned(), inputs.theme.word(reader, &format!("regions.{code}"))?))
    });
    let tables = Tables {
        glossary: &glossary,
        directory: &directory,
        helplines: &helplines,
        costs: &costs,
        regions: regions.collect(),
    };
    let theme = inputs.theme.for_search();
    let helping = crisis.iter().map(|row| yaml::text(row, "suggest").trim_start_matches('/').to_owned());
    let linked = ["urgent", "help", "glossary"].iter().filter_map(|name| theme.get(name)?.as_str().map(str::to_owned));
    let linked: BTreeSet<String> = helping.chain(linked).filter(|url| !url.is_empty()).collect();
    let titles = pages.iter().map(|page| (page.meta.url.as_str().trim_start_matches('/'), &page.meta.title));
    let titles = titles.filter(|(url, _)| linked.contains(*url)).map(|(url, title)| (url.to_owned(), title.clone()));
    let contents = Contents {
        glossary: &glossary,
        lay_words: &lay_words,
        crisis: &crisis,
        titles: titles.collect(),
        theme,
        language: &language,
        offline: inputs.offline,
    };
    let to_read: Vec<ToRead<'_>> = pages.iter().map(|page| ToRead { page, tables: &tables }).collect();
    work(&contents, &to_read)
}

struct Page<'a> {
    path: SourcePath,
    meta: Arc<Meta>,
    body: &'a Body,
    /// Over all that its record is made from.
    key: u128,
}

/// The pages that are listed.
fn pages<'a>(reader: &Reader<'a>, rows_key: u128) -> Vec<Page<'a>> {
    let Some(listed) = reader.listed() else { return Vec::new() };
    let page = |path: &SourcePath| {
        let (meta, (body, body_hash)) = (reader.meta(path)?, reader.body_with_hash(path)?);
        let rows = if shows_rows(body) { rows_key } else { 0 };
        Some(Page { path: path.clone(), key: fingerprint::of(&(meta.hash, body_hash, rows)), meta: meta.value, body })
    };
    listed.value.iter().filter_map(page).collect()
}

/// A page with the rows that its components show.
struct ToRead<'a> {
    page: &'a Page<'a>,
    tables: &'a Tables<'a>,
}

impl Indexed for ToRead<'_> {
    fn path(&self) -> &SourcePath {
        &self.page.path
    }

    fn key(&self) -> u128 {
        self.page.key
    }

    fn record(&self, counter: &mut Counter) -> Record {
        let sections = text::sections(self.page.body, &|call, gatherer| self.tables.write(call, gatherer));
        record(self.page.meta.clone(), sections, counter)
    }
}

/// The fingerprint of a fact of the theme; a read.
fn hash_of(key: &FactKey, facts: &Facts, reader: &Reader<'_>) -> u128 {
    reader.note(key);
    facts.id(key).and_then(|id| facts.hash(id)).unwrap_or_default()
}
