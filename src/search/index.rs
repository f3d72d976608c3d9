//! Records to an inverted index. BM25F (Robertson & Zaragoza 2009, §3.5) weighs the fields of a page; what depends on the
//! page alone is worked out here, and the client only adds up.
//!
//! One thing differs from the paper: field lengths are compared with fixed lengths and not with the average of the site,
//! and are rounded to steps. So an edit of one page changes no number of another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rust_stemmers::{Algorithm, Stemmer};

use super::record::{Counts, FIELDS, Record};
use super::spelling;

/// How much a field counts for, the length in words at which it counts for just that, and how much length matters (b).
struct Weight {
    boost: f32,
    usual: f32,
    b: f32,
}

const WEIGHTS: [Weight; FIELDS] = [
    Weight { boost: 4.0, usual: 5.0, b: 0.3 },     // title
    Weight { boost: 1.6, usual: 40.0, b: 0.6 },    // headings
    Weight { boost: 2.0, usual: 18.0, b: 0.4 },    // summary
    Weight { boost: 2.5, usual: 30.0, b: 0.2 },    // synonyms
    Weight { boost: 1.0, usual: 1000.0, b: 0.75 }, // body
];
const SECTION_HEADING: f32 = 3.0;
const SECTION_ALSO: f32 = 2.0;
const SECTION: Weight = Weight { boost: 1.0, usual: 120.0, b: 0.6 };
/// Weights are whole numbers of this fraction.
const STEPS: f32 = 8.0;

/// The inverted index of a site.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Every word, as readers write it, with its term's number, sorted.
    pub words: Vec<(String, u32)>,
    /// For each term the pages that have it, ascending.
    pub postings: Vec<Vec<Posting>>,
    /// Endings that words of the same term have, the most frequent first.
    pub endings: Vec<String>,
}

/// A page that has a term.
#[derive(Debug, PartialEq, Eq)]
pub struct Posting {
    /// Which page, from 0.
    pub page: u32,
    /// The term's weight in the page.
    pub weight: u32,
    /// Its weight in the sections that have it, ascending.
    pub sections: Vec<(u32, u32)>,
}

/// Assembles the index of `records`; pages are numbered by their place.
pub fn assemble(records: &[Arc<Record>], language: &str) -> Index {
    let mut holders: HashMap<&str, Vec<(u32, &Counts)>> = HashMap::new();
    for (page, record) in records.iter().enumerate() {
        for (word, counts) in &record.words {
            holders.entry(word).or_default().push((page as u32, counts));
        }
    }
    let forms: BTreeSet<&str> = holders.keys().copied().collect();
    let terms = Terms::of(&forms, language);
    let mut postings: Vec<Vec<Posting>> = Vec::with_capacity(terms.members.len());
    for members in &terms.members {
        let mut pages: BTreeMap<u32, (f32, BTreeMap<u32, f32>)> = BTreeMap::new();
        for (page, counts) in members.iter().flat_map(|word| &holders[word]) {
            let record = &records[*page as usize];
            let (weight, sections) = pages.entry(*page).or_default();
            *weight += page_weight(counts, record);
            for counts in &counts.sections {
                let tf =
                    counts.heading as f32 * SECTION_HEADING + counts.also as f32 * SECTION_ALSO + counts.text as f32;
                let length = record.section_lengths[counts.section as usize];
                *sections.entry(counts.section).or_default() += weighed(tf, length, &SECTION);
            }
        }
        let posting = |(page, (weight, sections)): (u32, (f32, BTreeMap<u32, f32>))| Posting {
            page,
            weight: stepped(weight),
            sections: sections.into_iter().map(|(section, weight)| (section, stepped(weight))).collect(),
        };
        postings.push(pages.into_iter().map(posting).collect());
    }
    Index { words: terms.words, postings, endings: terms.endings }
}

fn page_weight(counts: &Counts, record: &Record) -> f32 {
    let fields = counts.fields.iter().zip(&record.lengths).zip(&WEIGHTS);
    fields.map(|((tf, length), weight)| weighed(*tf as f32, *length, weight)).sum()
}

fn weighed(tf: f32, length: u32, weight: &Weight) -> f32 {
    if tf == 0.0 {
        return 0.0;
    }
    // Steps of a factor of √2: a few words more or less leave the numbers of all other words of the page alone.
    let length = 2f32.powf((length.max(1) as f32).log2().mul_add(2.0, 0.5).floor() / 2.0);
    weight.boost * tf / (1.0 - weight.b + weight.b * length / weight.usual)
}

fn stepped(weight: f32) -> u32 {
    ((weight * STEPS).round() as u32).max(1)
}

/// Words grouped by stem.
struct Terms<'a> {
    words: Vec<(String, u32)>,
    members: Vec<Vec<&'a str>>,
    endings: Vec<String>,
}

impl<'a> Terms<'a> {
    fn of(forms: &BTreeSet<&'a str>, language: &str) -> Self {
        let stemmer = algorithm(language).map(Stemmer::create);
        let is_english = language.split('-').next() == Some("en");
        let stem = |word: &str| match &stemmer {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        };
        // British and American spellings share one stem: that of the spelling that sorts first, whether or not the site
        // has it.
        let key = |word: &str| match spelling::other(word).filter(|_| is_english) {
            Some(other) if other.as_str() < word => stem(&other),
            _ => stem(word),
        };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut members: Vec<Vec<&'a str>> = Vec::new();
        let mut words: BTreeMap<String, u32> = BTreeMap::new();
        for form in forms {
            let number = *numbers.entry(key(form)).or_insert(members.len() as u32);
            if number as usize == members.len() {
                members.push(Vec::new());
            }
            members[number as usize].push(form);
            words.insert((*form).to_owned(), number);
        }
        let endings = endings(&members);
        if is_english {
            for form in forms {
                let number = words[*form];
                if let Some(other) = spelling::other(form) {
                    words.entry(other).or_insert(number);
                }
            }
        }
        Terms { words: words.into_iter().collect(), members, endings }
    }
}

/// What is left of words behind the letters that all words of their term share: `ing`, `s`, `ed`. With these the client
/// finds `worrying` where the site only has `worries`, in any language that has a stemmer.
fn endings(members: &[Vec<&str>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for words in members.iter().filter(|words| words.len() > 1) {
        let first = words[0];
        let shared = words.iter().fold(first.len(), |shared, word| {
            let same = first
                .char_indices()
                .zip(word.chars())
                .find(|((_, a), b)| a != b)
                .map_or(first.len(), |((at, _), _)| at);
            shared.min(same).min(word.len())
        });
        for word in words {
            if word.is_char_boundary(shared) && word[shared..].chars().count() <= 6 {
                *counts.entry(&word[shared..]).or_default() += 1;
            }
        }
    }
    let mut endings: Vec<(usize, &str)> = counts.into_iter().filter(|(_, n)| *n >= 3).map(|(e, n)| (n, e)).collect();
    endings.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    endings.into_iter().take(40).map(|(_, ending)| ending.to_owned()).collect()
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split('-').next().unwrap_or_default() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one_term() {
        let forms = BTreeSet::from(["behavior", "behaviours", "worried", "worries", "worry", "therapists"]);
        let terms = Terms::of(&forms, "en");
        let number = |word: &str| terms.words.iter().find(|(known, _)| known == word).map(|(_, number)| *number);
        assert_eq!(number("worried"), number("worry"));
        assert!(number("behavior").is_some());
        for word in ["behaviour", "behaviors", "behaviours"] {
            assert_eq!(number(word), number("behavior"), "{word}");
        }
        assert_eq!(number("therapist"), None);
    }
}
