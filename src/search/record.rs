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

/// What a page has of one word while it is read. The page is read in order and each word goes straight to its tally:
/// putting the same words together by sorting took twice as long.
#[derive(Clone, Copy)]
struct Tally {
    /// The word's number in the vocabulary.
    word: u32,
    /// Its weight so far.
    weight: u32,
    /// What the section that has most of it has, and the passage to show there.
    best: (u32, u16),
    /// The section that it was last met in, and what that one has of it.
    section: u16,
    parts: u32,
    /// The first passage of that section that has it, and the first whose text has it.
    first: u16,
    in_text: Option<u16>,
}

/// Where a word stands.
#[derive(Clone, Copy)]
struct Place {
    passage: u16,
    section: u16,
    field: usize,
    part: usize,
}

impl Tally {
    fn new(word: u32, place: Place) -> Self {
        let Place { passage, section, .. } = place;
        Tally { word, weight: 0, best: (0, passage), section, parts: 0, first: passage, in_text: None }
    }

    fn add(&mut self, place: Place) {
        self.weight += FIELDS[place.field];
        if self.section != place.section {
            self.close();
            *self = Tally { section: place.section, parts: 0, first: place.passage, in_text: None, ..*self };
        }
        self.parts += PARTS_OF_SECTION[place.part];
        if place.part == TEXT {
            self.in_text.get_or_insert(place.passage);
        }
    }

    /// Compares the section that has been read with the best before it. The summary counts for none: it is shown anyway.
    fn close(&mut self) {
        if self.section != IN_SUMMARY && self.parts > self.best.0 {
            self.best = (self.parts, self.in_text.unwrap_or(self.first));
        }
    }

    fn finish(mut self) -> Word {
        self.close();
        Word { number: self.word, weight: self.weight.min(u32::from(u16::MAX)) as u16, passage: self.best.1 }
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
    /// How many words were counted, each as often as it stands there.
    words: u32,
}

impl Counter {
    /// Counts the words of a text.
    fn count(&mut self, text: &str, place: Place) {
        tokens::each(text, &mut |word| {
            let word = self.vocabulary.number(word);
            self.add(word, place);
            self.words += 1;
        });
    }

    fn add(&mut self, word: u32, place: Place) {
        if self.places.len() <= word as usize {
            self.places.resize(word as usize + 1, 0);
        }
        let known = &mut self.places[word as usize];
        if *known == 0 {
            self.tallies.push(Tally::new(word, place));
            *known = self.tallies.len() as u32;
        }
        self.tallies[*known as usize - 1].add(place);
    }

    /// The words of the page that was read, and how many it has in all.
    fn finish(&mut self) -> (Vec<Word>, u32) {
        let words = self.tallies.iter().map(|tally| tally.finish()).collect();
        self.tallies.drain(..).for_each(|tally| self.places[tally.word as usize] = 0);
        (words, std::mem::take(&mut self.words))
    }
}

/// The record of a page; its words are numbered in the counter's vocabulary.
pub fn record(meta: Arc<Meta>, mut sections: Vec<Section>, counter: &mut Counter) -> Record {
    let texts = sections.iter().map(|section| section.text.len()).sum::<usize>();
    let mut passages = Passages::with_room(meta.summary.len() + texts);
    // The first passage, which is the summary's, is shown for the words of titles and synonyms.
    let in_meta = |field| Place { passage: 0, section: IN_SUMMARY, field, part: TEXT };
    counter.count(&meta.title, in_meta(TITLE));
    // Ten ways to say "find a therapist" are no reason to count `find` ten times.
    let mut synonyms: Vec<u32> = Vec::new();
    for synonym in &meta.synonyms {
        tokens::each(synonym, &mut |word| synonyms.push(counter.vocabulary.number(word)));
    }
    synonyms.sort_unstable();
    synonyms.dedup();
    synonyms.into_iter().for_each(|word| counter.add(word, in_meta(SYNONYMS)));
    let summary = meta.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    passages.push(&summary, IN_SUMMARY, &mut |text, passage| {
        counter.count(text, Place { passage, ..in_meta(SUMMARY) });
    });
    for (number, section) in sections.iter_mut().enumerate() {
        let own = number.min(usize::from(IN_SUMMARY - 1)) as u16;
        let field = if section.is_row { BODY } else { HEADINGS };
        let heading = Place { passage: passages.count(), section: own, field, part: HEADING };
        counter.count(&section.heading, heading);
        counter.count(&section.also, Place { part: ALSO, ..heading });
        passages.push(&std::mem::take(&mut section.text), own, &mut |text, passage| {
            counter.count(text, Place { passage, section: own, field: BODY, part: TEXT });
        });
    }
    passages.shrink();
    let (words, words_in_all) = counter.finish();
    Record { meta, sections, passages, words_in_all, words }
}
