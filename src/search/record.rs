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

/// What a page has of one word while it is read. The page is read in order and each word goes straight to its tally:
/// putting the same words together by sorting took twice as long.
#[derive(Clone, Copy)]
struct Tally {
    /// The word's number in the vocabulary.
    word: u32,
    /// How often each field has it.
    counts: [u16; FIELDS.len()],
    /// The passage to show so far, and what its section counts for.
    best: (u16, u16),
    /// The section that it was last met in, and what that one has of it.
    section: u16,
    parts: f32,
    /// The first passage of that section that has it, and the first whose text has it.
    first: u16,
    in_text: Option<u16>,
}

/// A word's place in the page.
#[derive(Clone, Copy)]
struct Place {
    passage: u16,
    section: u16,
    field: usize,
    part: usize,
}

impl Tally {
    fn new(word: u32, place: Place) -> Self {
        Tally {
            word,
            counts: [0; FIELDS.len()],
            best: (0, place.passage),
            section: place.section,
            parts: 0.0,
            first: place.passage,
            in_text: None,
        }
    }

    fn add(&mut self, place: Place, section_weights: &[f32]) {
        self.counts[place.field] = self.counts[place.field].saturating_add(1);
        if self.section != place.section {
            self.close(section_weights);
            *self = Tally { section: place.section, parts: 0.0, first: place.passage, in_text: None, ..*self };
        }
        self.parts += PARTS_OF_SECTION[place.part];
        if place.part == TEXT {
            self.in_text.get_or_insert(place.passage);
        }
    }

    /// Compares the section that has been read with the best before it. The summary's passages have no section.
    fn close(&mut self, section_weights: &[f32]) {
        let Some(each) = section_weights.get(usize::from(self.section)) else { return };
        let weight = parts(self.parts * each);
        if weight > self.best.0 {
            self.best = (weight, self.in_text.unwrap_or(self.first));
        }
    }
}

/// Counts words, page after page. Its lists are kept from one page to the next.
#[derive(Default)]
pub struct Counter {
    /// Every word that was met.
    pub vocabulary: Vocabulary,
    /// Of each word the number of its tally plus one; 0 for a word that the page does not have.
    places: Vec<u32>,
    tallies: Vec<Tally>,
}

impl Counter {
    /// Counts the words of `text`; returns how many there are.
    fn count(&mut self, text: &str, place: Place, section_weights: &[f32]) -> usize {
        let mut count = 0;
        tokens::each(text, &mut |word| {
            let word = self.vocabulary.number(word);
            self.add(word, place, section_weights);
            count += 1;
        });
        count
    }

    fn add(&mut self, word: u32, place: Place, section_weights: &[f32]) {
        if self.places.len() <= word as usize {
            self.places.resize(word as usize + 1, 0);
        }
        let known = &mut self.places[word as usize];
        if *known == 0 {
            self.tallies.push(Tally::new(word, place));
            *known = self.tallies.len() as u32;
        }
        self.tallies[*known as usize - 1].add(place, section_weights);
    }

    /// The words of the page that was read, of which one in each field counts for `field_weights`.
    fn finish(&mut self, field_weights: [f32; FIELDS.len()], section_weights: &[f32]) -> Vec<Word> {
        let word = |tally: &mut Tally| {
            tally.close(section_weights);
            let weight: f32 = tally.counts.iter().zip(field_weights).map(|(n, each)| f32::from(*n) * each).sum();
            Word { number: tally.word, weight: parts(weight), passage: tally.best.1 }
        };
        let words = self.tallies.iter_mut().map(word).collect();
        self.tallies.drain(..).for_each(|tally| self.places[tally.word as usize] = 0);
        words
    }
}

/// The record of a page; its words are numbered in the counter's vocabulary.
pub fn record(meta: Arc<Meta>, mut sections: Vec<Section>, counter: &mut Counter) -> Record {
    let mut lengths = [0; FIELDS.len()];
    let texts = sections.iter().map(|section| section.text.len()).sum::<usize>();
    let mut passages = Passages::with_room(meta.summary.len() + texts);
    let mut section_weights = Vec::with_capacity(sections.len());
    let in_meta = |field| Place { passage: 0, section: IN_SUMMARY, field, part: TEXT };
    lengths[TITLE] += counter.count(&meta.title, in_meta(TITLE), &[]);
    // Ten ways to say "find a therapist" are no reason to count `find` ten times.
    let mut synonyms: Vec<u32> = Vec::new();
    for synonym in &meta.synonyms {
        tokens::each(synonym, &mut |word| synonyms.push(counter.vocabulary.number(word)));
    }
    synonyms.sort_unstable();
    synonyms.dedup();
    lengths[SYNONYMS] += synonyms.len();
    synonyms.into_iter().for_each(|word| counter.add(word, in_meta(SYNONYMS), &[]));
    let summary = meta.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    passages.push(&summary, IN_SUMMARY, &mut |text, passage| {
        lengths[SUMMARY] += counter.count(text, Place { passage, ..in_meta(SUMMARY) }, &[]);
    });
    for (number, section) in sections.iter_mut().enumerate() {
        let own = number.min(usize::from(IN_SUMMARY - 1)) as u16;
        let field = if section.is_row { BODY } else { HEADINGS };
        let first = Place { passage: passages.count(), section: own, field, part: HEADING };
        let heading = counter.count(&section.heading, first, &section_weights)
            + counter.count(&section.also, Place { part: ALSO, ..first }, &section_weights);
        let mut text = 0;
        passages.push(&std::mem::take(&mut section.text), own, &mut |passage, number| {
            let place = Place { passage: number, section: own, field: BODY, part: TEXT };
            text += counter.count(passage, place, &section_weights);
        });
        lengths[field] += heading;
        lengths[BODY] += text;
        section_weights.push(SECTION.each((heading + text) as u32));
    }
    let mut field_weights = [0.0; FIELDS.len()];
    for (weight, (field, length)) in field_weights.iter_mut().zip(FIELDS.iter().zip(lengths)) {
        *weight = field.each(length as u32);
    }
    let words = counter.finish(field_weights, &section_weights);
    passages.shrink();
    Record { meta, sections, passages, words }
}

fn parts(weight: f32) -> u16 {
    // Rounded by hand: `round` is a call on processors that may lack its instruction.
    (weight * PARTS + 0.5).min(f32::from(u16::MAX)) as u16
}
