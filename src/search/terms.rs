//! Words become terms: all linguistic work is done here, at build. Forms of a word, and its British and American
//! spellings, are one term.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::spelling;
use super::vocabulary::Vocabulary;

/// The words of a site in terms.
pub struct Terms {
    /// Every word, as readers write it, with its term, sorted. Terms are numbered from 0 in this order.
    pub words: Vec<(String, u32)>,
    /// The term of each word of the vocabulary; `NONE` for one that no page has any more.
    pub of_word: Vec<u32>,
    /// How many terms there are.
    pub count: usize,
    /// Endings that words of the same term have, the most frequent first.
    pub endings: Vec<String>,
}

/// No term.
pub const NONE: u32 = u32::MAX;

impl Terms {
    /// Groups the words that are in use.
    pub fn of(vocabulary: &Vocabulary, in_use: &[bool], language: &str) -> Self {
        let mut forms: Vec<(&str, u32)> = (0..vocabulary.size() as u32)
            .filter(|number| in_use[*number as usize])
            .map(|number| (vocabulary.word(number), number))
            .collect();
        forms.par_sort_unstable();
        let stemmer = algorithm(language).map(Stemmer::create);
        let is_english = language.split('-').next() == Some("en");
        let stem = |word: &str| match &stemmer {
            Some(stemmer) => stemmer.stem(word).into_owned(),
            None => word.to_owned(),
        };
        // British and American spellings share one stem: that of the spelling that sorts first, whether or not the site
        // has it.
        let key = |(word, _): &(&str, u32)| {
            let other = if is_english { spelling::other(word) } else { None };
            let key = match &other {
                Some(other) if other.as_str() < *word => stem(other),
                _ => stem(word),
            };
            (key, other)
        };
        let keys: Vec<(String, Option<String>)> = forms.par_iter().with_max_len(256).map(key).collect();

        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut members: Vec<Vec<&str>> = Vec::new();
        let mut of_word = vec![NONE; vocabulary.size()];
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for ((form, word), (key, _)) in forms.iter().zip(&keys) {
            let term = *numbers.entry(key).or_insert(members.len() as u32);
            if term as usize == members.len() {
                members.push(Vec::new());
            }
            members[term as usize].push(form);
            of_word[*word as usize] = term;
            words.insert(form, term);
        }
        for ((_, word), (_, other)) in forms.iter().zip(&keys) {
            if let Some(other) = other {
                words.entry(other).or_insert(of_word[*word as usize]);
            }
        }
        renumbered(words, &mut of_word, members.len(), endings(&members))
    }
}

/// Numbers terms by the first of their words: a spelling that no page has may come before all that are there.
fn renumbered(words: BTreeMap<&str, u32>, of_word: &mut Vec<u32>, count: usize, endings: Vec<String>) -> Terms {
    let mut numbers = vec![NONE; count];
    let mut next = 0;
    for term in words.values() {
        if numbers[*term as usize] == NONE {
            numbers[*term as usize] = next;
            next += 1;
        }
    }
    let words = words.into_iter().map(|(word, term)| (word.to_owned(), numbers[term as usize])).collect();
    let of_word =
        std::mem::take(of_word).into_iter().map(|term| if term == NONE { NONE } else { numbers[term as usize] });
    Terms { words, of_word: of_word.collect(), count, endings }
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
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "st" => Algorithm::Sesotho,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one_term() {
        let mut vocabulary = Vocabulary::default();
        for word in ["worry", "behaviours", "worried", "therapists", "behavior", "gone", "worries"] {
            vocabulary.number(word);
        }
        let mut in_use = vec![true; vocabulary.size()];
        in_use[5] = false;
        let terms = Terms::of(&vocabulary, &in_use, "en");
        let number = |word: &str| terms.words.iter().find(|(known, _)| known == word).map(|(_, number)| *number);
        assert_eq!(number("worried"), number("worry"));
        assert!(number("behavior").is_some());
        for word in ["behaviour", "behaviors", "behaviours"] {
            assert_eq!(number(word), number("behavior"), "{word}");
        }
        assert_eq!((number("therapist"), number("gone")), (None, None));
        assert_eq!((terms.count, terms.of_word[0], terms.of_word[5]), (3, 2, NONE));
    }
}
