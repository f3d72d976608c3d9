//! Words as numbers, so that counting a page's words makes no string per word. Numbers depend on the order in which words
//! were met and must never reach an output; whoever writes sorts the words first.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// Every word that was met, numbered from 0.
#[derive(Default)]
pub struct Vocabulary {
    numbers: HashTable<u32>,
    /// All words, one after the other.
    letters: String,
    /// Where each word ends.
    ends: Vec<u32>,
}

impl Vocabulary {
    /// The number of a word; a new one for a word that was not met before.
    pub fn number(&mut self, word: &str) -> u32 {
        let Vocabulary { numbers, letters, ends } = self;
        let found = numbers.find(hash(word), |known| at(letters, ends, *known) == word);
        if let Some(known) = found {
            return *known;
        }
        let number = ends.len() as u32;
        letters.push_str(word);
        ends.push(letters.len() as u32);
        numbers.insert_unique(hash(word), number, |known| hash(at(letters, ends, *known)));
        number
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

fn at<'a>(letters: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] };
    &letters[start as usize..ends[number] as usize]
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..1000).map(|n| format!("w{}", n % 500)).collect();
        let numbers: Vec<u32> = words.iter().map(|word| vocabulary.number(word)).collect();
        assert_eq!((vocabulary.size(), &numbers[..500]), (500, &numbers[500..]));
        assert!(words.iter().zip(numbers).all(|(word, number)| vocabulary.word(number) == word));
    }
}
