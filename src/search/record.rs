//! The search record of one page: its words with what they count for, made from the page alone. BM25F (Robertson &
//! Zaragoza 2009, §3.5) weighs the fields of a page; what depends on the page alone is worked out here, and the client
//! only adds up.
//!
//! One thing differs from the paper: field lengths are compared with fixed lengths and not with the average of the site,
//! and are rounded to steps. So an edit of one page changes no number of another, and few of its own.

use std::sync::Arc;

use super::text::Section;
use super::tokens;
use super::vocabulary::Vocabulary;
use crate::site::views::Meta;

/// What the index keeps of a page.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its front matter.
    pub meta: Arc<Meta>,
    /// Its sections; with their texts where excerpts are made of them.
    pub sections: Vec<Section>,
    /// Its words, each once, in no order that means anything.
    pub words: Vec<Word>,
    /// Where words stand: for each word a run of sections, ascending.
    pub places: Vec<Place>,
}

/// A word of a page.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Its number in the vocabulary.
    pub number: u32,
    /// Its weight in the page, in 1/`PARTS`.
    pub weight: u32,
    /// Its run in `Record::places`.
    pub first: u32,
    /// How many sections have it.
    pub count: u32,
}

/// A section that has a word.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which section, from 0.
    pub section: u32,
    /// The word's weight in it, in 1/`PARTS`.
    pub weight: u32,
}

/// Weights are whole numbers of this fraction, so that sums do not depend on their order.
pub const PARTS: f32 = 256.0;

impl Record {
    /// The sections that have a word of this page.
    pub fn places(&self, word: &Word) -> &[Place] {
        &self.places[word.first as usize..][..word.count as usize]
    }

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

/// A word where it stands; sorting puts the same word together, then the same section. Title, summary and synonyms are
/// in no section.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit(u64);

const NO_SECTION: u32 = 0xff_ffff;

impl Hit {
    fn new(word: u32, section: u32, field: usize, part: usize) -> Self {
        Hit(u64::from(word) << 32 | u64::from(section.min(NO_SECTION)) << 8 | (field as u64) << 4 | part as u64)
    }
    fn word(self) -> u32 {
        (self.0 >> 32) as u32
    }
    fn section(self) -> u32 {
        (self.0 >> 8) as u32 & NO_SECTION
    }
    fn field(self) -> usize {
        (self.0 >> 4) as usize & 15
    }
    fn part(self) -> usize {
        self.0 as usize & 15
    }
}

/// The record of a page; its words are numbered in `vocabulary`. Without `texts` the sections' texts are let go.
pub fn record(meta: Arc<Meta>, mut sections: Vec<Section>, vocabulary: &mut Vocabulary, texts: Texts) -> Record {
    let mut hits: Vec<Hit> = Vec::with_capacity(1024);
    let mut count = |text: &str, section: u32, field: usize, part: usize| {
        let before = hits.len();
        tokens::each(text, &mut |word| hits.push(Hit::new(vocabulary.number(word), section, field, part)));
        hits.len() - before
    };
    let mut lengths = [0; FIELDS.len()];
    lengths[TITLE] += count(&meta.title, NO_SECTION, TITLE, TEXT);
    lengths[SUMMARY] += count(&meta.summary, NO_SECTION, SUMMARY, TEXT);
    let mut section_weights = Vec::with_capacity(sections.len());
    for (number, section) in sections.iter_mut().enumerate() {
        let number = number as u32;
        let field = if section.is_row { BODY } else { HEADINGS };
        let heading = count(&section.heading, number, field, HEADING) + count(&section.also, number, field, ALSO);
        let text = count(&section.text, number, BODY, TEXT);
        lengths[field] += heading;
        lengths[BODY] += text;
        section_weights.push(SECTION.each((heading + text) as u32));
        if texts == Texts::Dropped {
            section.text = String::new();
        }
    }
    // Ten ways to say "find a therapist" are no reason to count `find` ten times.
    let mut synonyms: Vec<u32> = Vec::new();
    for synonym in &meta.synonyms {
        tokens::each(synonym, &mut |word| synonyms.push(vocabulary.number(word)));
    }
    synonyms.sort_unstable();
    synonyms.dedup();
    lengths[SYNONYMS] += synonyms.len();
    hits.extend(synonyms.into_iter().map(|word| Hit::new(word, NO_SECTION, SYNONYMS, TEXT)));

    hits.sort_unstable();
    let mut field_weights = [0.0; FIELDS.len()];
    for (weight, (field, length)) in field_weights.iter_mut().zip(FIELDS.iter().zip(lengths)) {
        *weight = field.each(length as u32);
    }
    let mut words = Vec::new();
    let mut places = Vec::new();
    for same_word in hits.chunk_by(|a, b| a.word() == b.word()) {
        let first = places.len() as u32;
        for same_section in same_word.chunk_by(|a, b| a.section() == b.section()) {
            let section = same_section[0].section();
            if let Some(each) = section_weights.get(section as usize) {
                let sum: f32 = same_section.iter().map(|hit| PARTS_OF_SECTION[hit.part()]).sum();
                places.push(Place { section, weight: parts(sum * each) });
            }
        }
        let weight: f32 = same_word.iter().map(|hit| field_weights[hit.field()]).sum();
        if texts == Texts::Dropped {
            best_only(&mut places, first as usize);
        }
        let count = places.len() as u32 - first;
        words.push(Word { number: same_word[0].word(), weight: parts(weight), first, count });
    }
    // Of ten thousand pages what the lists have in reserve is a hundred megabytes.
    words.shrink_to_fit();
    places.shrink_to_fit();
    Record { meta, sections, words, places }
}

/// Of the places from `first` keeps the weightiest, the earliest of equals: shards say no more of a word than that.
fn best_only(places: &mut Vec<Place>, first: usize) {
    let best = places[first..].iter().copied().max_by_key(|place| (place.weight, u32::MAX - place.section));
    places.truncate(first);
    places.extend(best);
}

/// Whether a record keeps the texts of its sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Texts {
    /// For excerpts, and with all places of a word.
    Kept,
    /// They would fill the memory of a large site. Of a word only its weightiest place is kept.
    Dropped,
}

fn parts(weight: f32) -> u32 {
    (weight * PARTS).round() as u32
}
