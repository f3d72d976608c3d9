//! Records to an inverted index: for each term the pages that have it. Pages are numbered by their place in the records.

use std::sync::Arc;

use super::record::{PARTS, Record};
use super::terms::{NONE, Terms};
use super::vocabulary::Vocabulary;

/// The inverted index of a site.
pub struct Index {
    /// Its words and terms.
    pub terms: Terms,
    /// Where each term's entries begin, and where the last one's end.
    starts: Vec<usize>,
    entries: Vec<Entry>,
}

/// A page that has a word of a term. A page with two words of it has two entries, one after the other.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    page: u32,
    /// Which of the page's words.
    word: u32,
    weight: u32,
    /// The section that has most of it; `NOWHERE` for a word of the title or summary alone.
    section: u16,
}

const NOWHERE: u16 = u16::MAX;

/// A page that has a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Which page, from 0.
    pub page: u32,
    /// The term's weight in the page, in 1/`PARTS`.
    pub weight: u32,
    /// The section that has most of it, if any has.
    pub section: Option<u16>,
}

/// Assembles the index of `records`, whose words are numbered in `vocabulary`. Two passes: one counts each term's
/// entries, one puts them in their places, so that nothing is sorted.
pub fn assemble(records: &[Arc<Record>], vocabulary: &Vocabulary, language: &str) -> Index {
    let mut used = vec![0usize; vocabulary.size()];
    for word in records.iter().flat_map(|record| &record.words) {
        used[word.number as usize] += 1;
    }
    let in_use: Vec<bool> = used.iter().map(|count| *count > 0).collect();
    let terms = Terms::of(vocabulary, &in_use, language);
    let mut starts = vec![0usize; terms.count + 1];
    for (term, count) in terms.of_word.iter().zip(used).filter(|(term, _)| **term != NONE) {
        starts[*term as usize + 1] += count;
    }
    for term in 0..terms.count {
        starts[term + 1] += starts[term];
    }
    let mut next = starts.clone();
    let mut entries = vec![Entry::default(); starts[terms.count]];
    for (page, record) in records.iter().enumerate() {
        for (at, word) in record.words.iter().enumerate() {
            let most = record.places(word).iter().max_by_key(|place| (place.weight, u32::MAX - place.section));
            let section = most.map_or(NOWHERE, |place| place.section.min(u32::from(NOWHERE)) as u16);
            let place = &mut next[terms.of_word[word.number as usize] as usize];
            entries[*place] = Entry { page: page as u32, word: at as u32, weight: word.weight, section };
            *place += 1;
        }
    }
    Index { terms, starts, entries }
}

impl Index {
    /// The pages that have a term, ascending.
    pub fn postings(&self, term: u32) -> impl Iterator<Item = Posting> {
        self.by_page(term).map(|entries| {
            let most = entries.iter().max_by_key(|entry| entry.weight).expect("a chunk has an entry");
            Posting {
                page: most.page,
                weight: entries.iter().map(|entry| entry.weight).sum(),
                section: Some(most.section).filter(|section| *section != NOWHERE),
            }
        })
    }

    /// How many pages have a term, at most: one that has two words of it counts twice.
    pub fn size(&self, term: u32) -> usize {
        self.starts[term as usize + 1] - self.starts[term as usize]
    }

    /// The pages that have a term, ascending, and for each the sections that have it with the weight in them.
    pub fn places<'a>(&'a self, term: u32, records: &'a [Arc<Record>]) -> impl Iterator<Item = (u32, Vec<(u32, u32)>)> {
        self.by_page(term).map(|entries| {
            let record = &records[entries[0].page as usize];
            let mut places: Vec<(u32, u32)> = Vec::new();
            for place in entries.iter().flat_map(|entry| record.places(&record.words[entry.word as usize])) {
                match places.binary_search_by_key(&place.section, |(section, _)| *section) {
                    Ok(at) => places[at].1 += place.weight,
                    Err(at) => places.insert(at, (place.section, place.weight)),
                }
            }
            (entries[0].page, places)
        })
    }

    fn by_page(&self, term: u32) -> impl Iterator<Item = &[Entry]> {
        let entries = &self.entries[self.starts[term as usize]..self.starts[term as usize + 1]];
        entries.chunk_by(|a, b| a.page == b.page)
    }
}

/// A weight in eighths, at least one.
pub fn eighths(weight: u32) -> u32 {
    ((weight as f32 / PARTS * 8.0).round() as u32).max(1)
}
