//! What a query rarely needs, in files of its own: pages in order, with summaries; the pages of each audience, topic and
//! type, for filters; the neighbours of misspelled words.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::search::index::Index;
use crate::search::record::Record;
use crate::search::write::{Part, front_coded, number};
use crate::site::views::{Known, TermLink};

/// How many pages one file has.
const PAGES: usize = 64;
/// Letters share a file by their number, so that there are never more files than this, whatever the script.
const LETTERS: u32 = 32;

/// The files, and their directory.
pub fn parts(index: &Index, records: &[Arc<Record>]) -> (Vec<Part>, Value) {
    let mut pages: Vec<Part> = records.par_chunks(PAGES).map(pages).collect();
    Part::told_apart(&mut pages);
    let near = near(index);
    let filters = [
        ("audience", filter(records, |record| slugs(&record.meta.audience))),
        ("topics", filter(records, |record| slugs(&record.meta.topics))),
        ("type", filter(records, |record| vec![record.meta.kind.as_str()])),
    ];
    let names = |parts: &[Part]| -> Vec<String> { parts.iter().map(Part::name).collect() };
    let directory = json!({
        "pages": names(&pages),
        "size": PAGES,
        "near": near.iter().map(|(letter, part)| (letter.to_string(), part.name())).collect::<BTreeMap<_, _>>(),
        "filters": filters.iter().map(|(field, part)| (*field, part.name())).collect::<BTreeMap<_, _>>(),
    });
    let near = near.into_iter().map(|(_, part)| part);
    (pages.into_iter().chain(near).chain(filters.map(|(_, part)| part)).collect(), directory)
}

fn pages(records: &[Arc<Record>]) -> Part {
    let page = |record: &Arc<Record>| {
        let meta = &record.meta;
        json!([record.url(), meta.title, meta.summary, meta.kind.as_str()])
    };
    Part::of("pages", &Value::Array(records.iter().map(page).collect()))
}

fn slugs(links: &[Known<TermLink>]) -> Vec<&str> {
    links.iter().map(|link| link.slug.as_str()).collect()
}

/// The pages of each value, as gaps.
fn filter<'a>(records: &'a [Arc<Record>], values: impl Fn(&'a Record) -> Vec<&'a str>) -> Part {
    let mut holders: BTreeMap<&str, (u32, String)> = BTreeMap::new();
    for (page, record) in records.iter().enumerate() {
        for value in values(record) {
            let (next, gaps) = holders.entry(value).or_default();
            number(page as u32 - *next, gaps);
            *next = page as u32 + 1;
        }
    }
    let holders: BTreeMap<&str, String> = holders.into_iter().map(|(value, (_, gaps))| (value, gaps)).collect();
    Part::of("filter", &json!(holders))
}

/// Words by their first letter and, again, by their second: who looks in the files of the first two letters of a
/// misspelled word finds what is meant, unless both letters are wrong. Each with how frequent it is, in powers of two.
fn near(index: &Index) -> Vec<(u32, Part)> {
    let mut by_letter: BTreeMap<u32, Vec<(&str, u32)>> = BTreeMap::new();
    for (word, term) in &index.terms.words {
        let mut letters = word.chars().take(2).map(|letter| u32::from(letter) % LETTERS);
        let (first, second) = (letters.next(), letters.next());
        if word.chars().nth(2).is_none() {
            continue;
        }
        let frequency = index.size(*term).max(1).ilog2();
        for letter in first.into_iter().chain(second.filter(|second| Some(*second) != first)) {
            by_letter.entry(letter).or_default().push((word, frequency));
        }
    }
    let part = |(letter, words): (u32, Vec<(&str, u32)>)| {
        let mut frequencies = String::new();
        words.iter().for_each(|(_, frequency)| number(*frequency, &mut frequencies));
        let list = front_coded(words.iter().map(|(word, _)| *word));
        (letter, Part::of("near", &json!({ "words": list, "frequencies": frequencies })))
    };
    by_letter.into_par_iter().map(part).collect()
}
