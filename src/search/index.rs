//! Records to an inverted index: for each term the pages that have it. Pages are numbered by their place in the records.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::record::Record;
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
    weight: u16,
    passage: u16,
}

/// A page that has a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Which page, from 0.
    pub page: u32,
    /// The term's weight in the page, in 1/`PARTS`.
    pub weight: u32,
    /// The passage of the page to show for it.
    pub passage: u16,
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
    let mut entries = vec![Entry::default(); starts[terms.count]];
    let mut ranges = Vec::new();
    let mut rest = entries.as_mut_slice();
    let mut first = 0;
    // Each range is one pass over all words of the site, which is little beside going to a place in memory for each.
    let wanted = rayon::current_num_threads().min(MOST_RANGES);
    for range in 1..=wanted {
        // As many entries in each.
        let end = starts.partition_point(|start| *start < starts[terms.count] * range / wanted).max(first);
        let (own, behind) = std::mem::take(&mut rest).split_at_mut(starts[end] - starts[first]);
        ranges.push((first..end, own));
        (first, rest) = (end, behind);
    }
    ranges
        .into_par_iter()
        .for_each(|(range, entries)| fill(records, &terms.of_word, range.clone(), &starts[range], entries));
    Index { terms, starts, entries }
}

/// In how many ranges of terms, at most, the entries are put in their places.
const MOST_RANGES: usize = 8;

/// Puts the entries of a range of terms in their places; `starts` are those of its terms.
fn fill(records: &[Arc<Record>], of_word: &[u32], range: Range<usize>, starts: &[usize], entries: &mut [Entry]) {
    let Some(first) = starts.first() else { return };
    let mut next: Vec<u32> = starts.iter().map(|start| (start - first) as u32).collect();
    for (page, record) in records.iter().enumerate() {
        for word in &record.words {
            let term = of_word[word.number as usize] as usize;
            let Some(place) = term.checked_sub(range.start).and_then(|term| next.get_mut(term)) else { continue };
            entries[*place as usize] = Entry { page: page as u32, weight: word.weight, passage: word.passage };
            *place += 1;
        }
    }
}

impl Index {
    /// The pages that have a term, ascending.
    pub fn postings(&self, term: u32) -> impl Iterator<Item = Posting> {
        let entries = &self.entries[self.starts[term as usize]..self.starts[term as usize + 1]];
        entries.chunk_by(|a, b| a.page == b.page).map(|entries| {
            // Of equals the earliest: the order of a page's words means nothing.
            let most = entries.iter().max_by_key(|entry| (entry.weight, u16::MAX - entry.passage));
            let most = most.expect("a chunk has an entry");
            let weight = entries.iter().map(|entry| u32::from(entry.weight)).sum();
            Posting { page: most.page, weight, passage: most.passage }
        })
    }

    /// How many pages have a term, at most: one that has two words of it counts twice.
    pub fn size(&self, term: u32) -> usize {
        self.starts[term as usize + 1] - self.starts[term as usize]
    }
}
