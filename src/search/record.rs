//! The search record of one page: its words with what they count for, made from the page alone. BM25F (Robertson &
//! Zaragoza 2009, §3.5) weighs the fields of a page; what depends on the page alone is worked out here, and the client
//! only adds up.
//!
//! One thing differs from the paper: field lengths are compared with fixed lengths and not with the average of the site,
//! and are rounded to steps. So an edit of one page changes no number of another, and few of its own.

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
    /// Its words, each once, in no order that means anything.
    pub words: Vec<Word>,
}

/// A word of a page. Ten thousand pages have three million.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its number in the vocabulary.
    pub number: u32,
    /// Its weight in the page, in 1/`PARTS`, at most 255 in all: by then it is saturated.
    pub weight: u16,
    /// The passage to show for it: the first that has it in the section that has most of it.
    pub passage: u16,
}

/// Weights are whole numbers of this fraction, so that sums do not depend on their order.
pub const PARTS: f32 = 256.0;

impl Record {
    /// Its address, as links write it, from the top of the site and without the slash.
    pub fn url(&self) -> String {
        crate::site::encoded(self.meta.url.as_str()).trim_start_matches('/').to_owned()
    }
}

/// How much a field counts for, the length in words at which it counts for just that, and how much length matters (b).
struct Field {
    boost: f32,
    usual: f32,
    b: f32,
}

const FIELDS: [Field; 5] = [
    Field { boost: 4.0, usual: 5.0, b: 0.3 },     // title
    Field { boost: 1.6, usual: 40.0, b: 0.6 },    // headings
    Field { boost: 2.0, usual: 18.0, b: 0.4 },    // summary
    Field { boost: 2.5, usual: 30.0, b: 0.2 },    // synonyms
    Field { boost: 1.0, usual: 1000.0, b: 0.75 }, // body
];
const TITLE: usize = 0;
const HEADINGS: usize = 1;
const SUMMARY: usize = 2;
const SYNONYMS: usize = 3;
const BODY: usize = 4;

/// A section's text; its heading and the heading's other words count for more.
const SECTION: Field = Field { boost: 1.0, usual: 120.0, b: 0.6 };
const PARTS_OF_SECTION: [f32; 3] = [3.0, 2.0, 1.0];
const HEADING: usize = 0;
const ALSO: usize = 1;
const TEXT: usize = 2;

impl Field {
    /// What one word in a field of `length` words counts for.
    fn each(&self, length: u32) -> f32 {
        // Steps of a factor of √2: a few words more or less leave the numbers of all other words of the page alone.
        let length = 2f32.powf((length.max(1) as f32).log2().mul_add(2.0, 0.5).floor() / 2.0);
        self.boost / (1.0 - self.b + self.b * length / self.usual)
    }
}

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
        let before = hits.len();
        tokens::each(text, &mut |word| hits.push(Hit::new(vocabulary.number(word), passage, field, part)));
        hits.len() - before
    };
    let mut lengths = [0; FIELDS.len()];
    let mut passages = Passages::default();
    lengths[TITLE] += count(&meta.title, 0, TITLE, TEXT);
    let summary = meta.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    passages
        .push(&summary, IN_SUMMARY, &mut |passage, number| lengths[SUMMARY] += count(passage, number, SUMMARY, TEXT));
    let mut section_weights = Vec::with_capacity(sections.len());
    for (number, section) in sections.iter_mut().enumerate() {
        let field = if section.is_row { BODY } else { HEADINGS };
        let first = passages.count();
        let heading = count(&section.heading, first, field, HEADING) + count(&section.also, first, field, ALSO);
        let mut text = 0;
        let own = number.min(usize::from(IN_SUMMARY - 1)) as u16;
        passages.push(&std::mem::take(&mut section.text), own, &mut |passage, number| {
            text += count(passage, number, BODY, TEXT)
        });
        lengths[field] += heading;
        lengths[BODY] += text;
        section_weights.push(SECTION.each((heading + text) as u32));
    }
    // Ten ways to say "find a therapist" are no reason to count `find` ten times.
    let mut synonyms: Vec<u32> = Vec::new();
    for synonym in &meta.synonyms {
        tokens::each(synonym, &mut |word| synonyms.push(vocabulary.number(word)));
    }
    synonyms.sort_unstable();
    synonyms.dedup();
    lengths[SYNONYMS] += synonyms.len();
    hits.extend(synonyms.into_iter().map(|word| Hit::new(word, 0, SYNONYMS, TEXT)));

    hits.sort_unstable();
    let mut field_weights = [0.0; FIELDS.len()];
    for (weight, (field, length)) in field_weights.iter_mut().zip(FIELDS.iter().zip(lengths)) {
        *weight = field.each(length as u32);
    }
    let word = |hits: &[Hit]| {
        let weight: f32 = hits.iter().map(|hit| field_weights[hit.field()]).sum();
        Word { number: hits[0].word(), weight: parts(weight), passage: shown(hits, &passages, &section_weights) }
    };
    let mut words: Vec<Word> = hits.chunk_by(|a, b| a.word() == b.word()).map(word).collect();
    // Of ten thousand pages what the lists have in reserve is a hundred megabytes.
    words.shrink_to_fit();
    passages.shrink();
    Record { meta, sections, passages, words }
}

/// The passage to show for a word that has these `hits`.
fn shown(hits: &[Hit], passages: &Passages, section_weights: &[f32]) -> u16 {
    let mut best = (0, hits[0].passage());
    for hits in hits.chunk_by(|a, b| passages.section(a.passage()) == passages.section(b.passage())) {
        let Some(each) = section_weights.get(usize::from(passages.section(hits[0].passage()))) else { continue };
        let sum: f32 = hits.iter().map(|hit| PARTS_OF_SECTION[hit.part()]).sum();
        let weight = parts(sum * each);
        if weight > best.0 {
            let in_text = hits.iter().find(|hit| hit.part() == TEXT);
            best = (weight, in_text.unwrap_or(&hits[0]).passage());
        }
    }
    best.1
}

fn parts(weight: f32) -> u16 {
    (weight * PARTS).round().min(f32::from(u16::MAX)) as u16
}
