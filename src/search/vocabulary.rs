//! Words as numbers, so that counting a page's words makes no string per word. Numbers depend on the order in which words
//! were met and must never reach an output; whoever writes sorts the words first.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Every word that was met, numbered from 0.
#[derive(Default)]
pub struct Vocabulary {
    known: HashTable<Entry>,
    /// All words, one after the other.
    letters: String,
    /// Where each word ends.
    ends: Vec<u32>,
    /// Words that were met lately, each at the place that the lowest bits of its hash say. Most words of a text are a few
    /// hundred common ones, and these stay in the processor's nearest cache, which the table of all is too large for.
    recent: Vec<Entry>,
}

/// How many words are kept as met lately.
const RECENT: usize = 512;

/// A word by its first and last eight bytes, so that a short one is told from all others without going to its letters:
/// these look-ups are what counting words costs.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    length: u32,
}

#[derive(Clone, Copy)]
struct Entry {
    key: Key,
    number: u32,
}

/// The key of no word: that of the empty one is all zero.
const NO_WORD: Entry = Entry { key: Key { first: 1, last: 0, length: 0 }, number: 0 };

impl Vocabulary {
    /// The number of a word; a new one for a word that was not met before.
    pub fn number(&mut self, word: &str) -> u32 {
        let Vocabulary { known, letters, ends, recent } = self;
        let key = Key::of(word.as_bytes());
        let hash = key.hash();
        let is_same = |entry: &Entry| entry.key == key && (key.is_whole() || at(letters, ends, entry.number) == word);
        if recent.is_empty() {
            recent.resize(RECENT, NO_WORD);
        }
        let recent = &mut recent[hash as usize % RECENT];
        if is_same(recent) {
            return recent.number;
        }
        let found = known.find(hash, is_same).copied().unwrap_or_else(|| {
            let entry = Entry { key, number: ends.len() as u32 };
            letters.push_str(word);
            ends.push(letters.len() as u32);
            known.insert_unique(hash, entry, |entry| entry.key.hash());
            entry
        });
        *recent = found;
        found.number
    }

    /// The word with this number.
    pub fn word(&self, number: u32) -> &str {
        at(&self.letters, &self.ends, number)
    }

    /// How many words there are.
    pub fn size(&self) -> usize {
        self.ends.len()
    }
}

impl Key {
    fn of(word: &[u8]) -> Self {
        let (first, last) = match (word.first_chunk(), word.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (word.first_chunk(), word.last_chunk()) {
                (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                _ => (word.iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)), 0),
            },
        };
        Key { first, last, length: word.len() as u32 }
    }

    /// Whether it has all of the word's bytes.
    fn is_whole(self) -> bool {
        self.length <= 16
    }

    fn hash(self) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.first);
        hasher.write_u64(self.last);
        hasher.write_u32(self.length);
        hasher.finish()
    }
}

fn at<'a>(letters: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &letters[start as usize..ends[number] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number() {
        let mut vocabulary = Vocabulary::default();
        let word = |n: usize| match n % 5 {
            0 => format!("{}", n % 500),
            1 => format!("w{}", n % 500),
            2 => format!("eightletters{}eightletters", n % 500),
            3 => format!("é{}é", n % 500),
            _ => "aé".repeat(n % 500),
        };
        let words: Vec<String> = (0..1000).map(word).collect();
        let numbers: Vec<u32> = words.iter().map(|word| vocabulary.number(word)).collect();
        assert_eq!((vocabulary.size(), &numbers[..500]), (500, &numbers[500..]));
        assert!(words.iter().zip(numbers).all(|(word, number)| vocabulary.word(number) == word));
    }
}
