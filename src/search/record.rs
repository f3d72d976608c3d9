//! The search record of one page: its words with what they count for, made from the page alone. BM25F (Robertson &
//! Zaragoza 2009, §3.5) weighs the fields of a page; what depends on the page alone is worked out here, and the client
//! only adds up.
//!
//! One thing differs from the paper: the length that counts is that of the page, and it is not part of the weights. If it were,
//! a sentence more would change all words of its page, and with them every file that has one. It is compared with a fixed
//! length and not with the average of the site, so that an edit of one page changes no number of another.

use std::sync::Arc;

use super::passages::{Passages, SUMMARY as IN_SUMMARY};
use super::text::Section;
use super::tokens;
use super::vocabulary::Vocabulary;
use crate::site::views::Meta;

/// What the index keeps of a page.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its front matter.
    pub meta: Arc<Meta>,
    /// Its sections; their texts are in the passages.
    pub sections: Vec<Section>,
    /// Its summary and its text.
    pub passages: Passages,
    /// How many words it has, each as often as it stands there.
    pub words_in_all: u32,
    /// Its words, each once, in no order that means anything.
    pub words: Vec<Word>,
}

/// A word of a page. Ten thousand pages have three million.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its number in the vocabulary.
    pub number: u32,
    /// Its weight in the page, in 1/`PARTS`.
    pub weight: u16,
    /// The passage to show for it: the first that has it in the section that has most of it.
    pub passage: u16,
}

/// Weights are whole numbers of this fraction of a word in the text.
pub const PARTS: u32 = 10;

impl Record {
    /// Its length in steps of a factor of √2: twice the binary logarithm of its words, rounded.
    pub fn length(&self) -> u32 {
        (self.words_in_all.max(1) as f32).log2().mul_add(2.0, 0.5) as u32
    }

    /// Its address, as links write it, from the top of the site and without the slash.
    pub fn url(&self) -> String {
        crate::site::encoded(self.meta.url.as_str()).trim_start_matches('/').to_owned()
    }
}

/// How much a word of each field counts for, in 1/`PARTS`. Lengths of fields do not count: that of a whole page does, and the client
/// knows it (`Record::length`).
const FIELDS: [u32; 5] = [40, 16, 20, 25, PARTS];
const TITLE: usize = 0;
const HEADINGS: usize = 1;
const SUMMARY: usize = 2;
const SYNONYMS: usize = 3;
const BODY: usize = 4;

/// A section's text; its heading and the heading's other words count for more.
const PARTS_OF_SECTION: [u32; 3] = [3, 2, 1];
const HEADING: usize = 0;
const ALSO: usize = 1;
const TEXT: usize = 2;

/// A word where it stands; sorting puts the same word together, then the same passage. Of a title or a synonym the first
/// passage is shown, which is the summary's; of a heading the first of its section.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit(u64);

impl Hit {
    fn new(word: u32, passage: u16, field: usize, part: usize) -> Self {
        Hit(u64::from(word) << 32 | u64::from(passage) << 8 | (field as u64) << 4 | part as u64)
    }
    fn word(self) -> u32 {
        (self.0 >> 32) as u32
    }
    fn passage(self) -> u16 {
        (self.0 >> 8) as u16
    }
    fn field(self) -> usize {
        (self.0 >> 4) as usize & 15
    }
    fn part(self) -> usize {
        self.0 as usize & 15
    }
}

/// The record of a page; its words are numbered in `vocabulary`.
pub fn record(meta: Arc<Meta>, mut sections: Vec<Section>, vocabulary: &mut Vocabulary) -> Record {
    let mut hits: Vec<Hit> = Vec::with_capacity(1024);
    let mut count = |text: &str, passage: u16, field: usize, part: usize| {
        tokens::each(text, &mut |word| hits.push(Hit::new(vocabulary.number(word), passage, field, part)));
    };
    let mut passages = Passages::default();
    count(&meta.title, 0, TITLE, TEXT);
    let summary = meta.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    passages.push(&summary, IN_SUMMARY, &mut |passage, number| count(passage, number, SUMMARY, TEXT));
    for (number, section) in sections.iter_mut().enumerate() {
        let field = if section.is_row { BODY } else { HEADINGS };
        let first = passages.count();
        count(&section.heading, first, field, HEADING);
        count(&section.also, first, field, ALSO);
        let own = number.min(usize::from(IN_SUMMARY - 1)) as u16;
        let text = std::mem::take(&mut section.text);
        passages.push(&text, own, &mut |passage, number| count(passage, number, BODY, TEXT));
    }
    let words_in_all = hits.len() as u32;
    // Ten ways to say "find a therapist" are no reason to count `find` ten times.
    let mut synonyms: Vec<u32> = Vec::new();
    for synonym in &meta.synonyms {
        tokens::each(synonym, &mut |word| synonyms.push(vocabulary.number(word)));
    }
    synonyms.sort_unstable();
    synonyms.dedup();
    hits.extend(synonyms.into_iter().map(|word| Hit::new(word, 0, SYNONYMS, TEXT)));

    hits.sort_unstable();
    let word = |hits: &[Hit]| {
        let weight: u32 = hits.iter().map(|hit| FIELDS[hit.field()]).sum();
        let weight = weight.min(u32::from(u16::MAX)) as u16;
        Word { number: hits[0].word(), weight, passage: shown(hits, &passages) }
    };
    let mut words: Vec<Word> = hits.chunk_by(|a, b| a.word() == b.word()).map(word).collect();
    // Of ten thousand pages what the lists have in reserve is a hundred megabytes.
    words.shrink_to_fit();
    passages.shrink();
    Record { meta, sections, passages, words_in_all, words }
}

/// The passage to show for a word that has these `hits`: the first of the section that has most of it.
fn shown(hits: &[Hit], passages: &Passages) -> u16 {
    let mut best = (0, hits[0].passage());
    for hits in hits.chunk_by(|a, b| passages.section(a.passage()) == passages.section(b.passage())) {
        if passages.section(hits[0].passage()) == IN_SUMMARY {
            continue;
        }
        let weight: u32 = hits.iter().map(|hit| PARTS_OF_SECTION[hit.part()]).sum();
        if weight > best.0 {
            let in_text = hits.iter().find(|hit| hit.part() == TEXT);
            best = (weight, in_text.unwrap_or(&hits[0]).passage());
        }
    }
    best.1
}
