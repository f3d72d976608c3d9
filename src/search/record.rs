//! The search record of one page: its words with what they count for, made from the page alone. An edit makes one
//! record anew; the index is assembled from records.

use std::collections::BTreeMap;

use super::text::Section;
use super::tokens;
use crate::site::views::{Known, Meta, TermLink};

/// The fields of a page, in the order of `Counts::fields`.
pub const FIELDS: usize = 5;
const TITLE: usize = 0;
const HEADINGS: usize = 1;
const SUMMARY: usize = 2;
const SYNONYMS: usize = 3;
const BODY: usize = 4;

/// What the index keeps of a page.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
    /// Its type.
    pub kind: &'static str,
    /// For whom it is.
    pub audience: Vec<Known<TermLink>>,
    /// What it is about.
    pub topics: Vec<Known<TermLink>>,
    /// What else readers call it.
    pub synonyms: Vec<String>,
    /// Its text.
    pub sections: Vec<Section>,
    /// Its words, as they stand there, folded.
    pub words: BTreeMap<String, Counts>,
    /// Words in each field.
    pub lengths: [u32; FIELDS],
    /// Words in each section.
    pub section_lengths: Vec<u32>,
}

/// How often a word stands where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In each field of the page.
    pub fields: [u32; FIELDS],
    /// In sections, by their number, ascending.
    pub sections: Vec<SectionCounts>,
}

/// How often a word stands in a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionCounts {
    /// Which section, from 0.
    pub section: u32,
    /// In its heading.
    pub heading: u32,
    /// Among the heading's other words.
    pub also: u32,
    /// In its text.
    pub text: u32,
}

/// The record of a page.
pub fn record(meta: &Meta, sections: Vec<Section>) -> Record {
    let mut words: BTreeMap<String, Counts> = BTreeMap::new();
    let mut lengths = [0; FIELDS];
    let mut count = |field: usize, text: &str, most: u32| {
        for word in tokens::words(text) {
            let counts = &mut words.entry(word).or_default().fields[field];
            if *counts < most {
                *counts += 1;
                lengths[field] += 1;
            }
        }
    };
    count(TITLE, &meta.title, u32::MAX);
    count(SUMMARY, &meta.summary, u32::MAX);
    for synonym in &meta.synonyms {
        // Ten ways to say "find a therapist" are no reason to count `find` ten times.
        count(SYNONYMS, synonym, 1);
    }
    let mut section_lengths = vec![0; sections.len()];
    for (number, section) in sections.iter().enumerate() {
        let mut count = |text: &str, field: usize, pick: fn(&mut SectionCounts) -> &mut u32| {
            for word in tokens::words(text) {
                let counts = words.entry(word).or_default();
                counts.fields[field] += 1;
                lengths[field] += 1;
                section_lengths[number] += 1;
                let number = number as u32;
                if counts.sections.last().is_none_or(|last| last.section != number) {
                    counts.sections.push(SectionCounts { section: number, heading: 0, also: 0, text: 0 });
                }
                *pick(counts.sections.last_mut().expect("just pushed")) += 1;
            }
        };
        let field = if section.is_row { BODY } else { HEADINGS };
        count(&section.heading, field, |counts| &mut counts.heading);
        count(&section.also, field, |counts| &mut counts.also);
        count(&section.text, BODY, |counts| &mut counts.text);
    }
    Record {
        url: crate::site::encoded(meta.url.as_str()),
        title: meta.title.clone(),
        summary: meta.summary.clone(),
        kind: meta.kind.as_str(),
        audience: meta.audience.clone(),
        topics: meta.topics.clone(),
        synonyms: meta.synonyms.clone(),
        sections,
        words,
        lengths,
        section_lengths,
    }
}
