//! A small site as one file: all words, all postings with their sections, all texts for excerpts.

use std::sync::Arc;

use serde_json::{Value, json};

use super::index::{Index, eighths};
use super::record::Record;
use super::write::{Part, front_coded, number};
use crate::site::views::{Known, TermLink};

/// The file.
pub fn part(index: &Index, records: &[Arc<Record>]) -> Part {
    let pages: Vec<Value> = records.iter().map(|record| page(record)).collect();
    Part::of("site", &json!({ "words": words(index, records), "pages": pages }))
}

fn words(index: &Index, records: &[Arc<Record>]) -> Value {
    let words = &index.terms.words;
    let mut terms = String::new();
    let mut next = 0;
    for (_, term) in words {
        // 0 is the next new term, n the one n numbers back.
        number(next - term, &mut terms);
        next = next.max(term + 1);
    }
    let postings: Vec<String> = (0..index.terms.count as u32).map(|term| postings(index, records, term)).collect();
    let list = front_coded(words.iter().map(|(word, _)| word.as_str()));
    json!({ "words": list, "terms": terms, "postings": postings.join(" ") })
}

/// Per page: how many pages further on, weight, number of sections, and for each section how many further on and weight.
fn postings(index: &Index, records: &[Arc<Record>], term: u32) -> String {
    let mut out = String::new();
    let mut previous = 0;
    for (posting, (_, places)) in index.postings(term).zip(index.places(term, records)) {
        number(posting.page - previous, &mut out);
        previous = posting.page;
        number(eighths(posting.weight), &mut out);
        number(places.len() as u32, &mut out);
        let mut before = 0;
        for (section, weight) in places {
            number(section - before, &mut out);
            before = section;
            number(eighths(weight), &mut out);
        }
    }
    out
}

/// What is shown of a page.
fn page(record: &Record) -> Value {
    let meta = &record.meta;
    let slugs = |links: &[Known<TermLink>]| -> Vec<String> { links.iter().map(|link| link.slug.clone()).collect() };
    let sections: Vec<Value> = record
        .sections
        .iter()
        .map(|section| json!([section.anchor, section.heading, section.text, section.also]))
        .collect();
    json!([
        record.url(),
        meta.title,
        meta.summary,
        meta.kind.as_str(),
        slugs(&meta.audience),
        slugs(&meta.topics),
        meta.synonyms,
        sections
    ])
}
