//! The tokenizer: text to words as the index knows them. The client has the same rules in JavaScript
//! (`_search-core.js`), and both are held to the vectors of `tests/search/vectors.json`.
//!
//! A word is a run of letters, digits and marks. It is in lower case, without accents, and apostrophes inside it are
//! dropped: `Doesn't` and `doesnt` are one word. Scripts that do not put spaces between words are cut into overlapping
//! pairs of characters, at build and in the browser alike. No word is thrown away for being common.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text`, in order.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, &mut |word| words.push(word.to_owned()));
    words
}

/// Calls `take` for every word of `text`, in order. Most words are small letters between separators and are taken as they
/// stand.
pub fn each(text: &str, take: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut word = String::new();
    let mut start = 0;
    while start < bytes.len() {
        let is_small = |byte: &&u8| CLASSES[usize::from(**byte)] == Class::Small;
        let end = start + bytes[start..].iter().take_while(is_small).count();
        if bytes.get(end).is_none_or(|byte| CLASSES[usize::from(*byte)] == Class::Separator) {
            if end > start {
                take(&text[start..end]);
            }
            start = end + 1;
        } else {
            word.clear();
            start = mixed(text, start, &mut word, take);
        }
    }
}

/// Takes the words of the run that begins at `start`, and gives the place behind it. Letters and typographic punctuation are cut
/// byte by byte into `word`; whatever else is not ASCII is folded by the rules of Unicode, the whole run at a time.
fn mixed(text: &str, start: usize, word: &mut String, take: &mut impl FnMut(&str)) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match CLASSES[usize::from(byte)] {
            Class::Small | Class::Capital => word.push(char::from(byte.to_ascii_lowercase())),
            Class::Apostrophe => {}
            Class::Separator => break,
            Class::Wide => match punctuation(&bytes[at - 1..]) {
                Some(Class::Apostrophe) => at += 2,
                Some(_) => {
                    at += 2;
                    break;
                }
                None => {
                    let is_end = |at: &usize| CLASSES[usize::from(bytes[*at])] == Class::Separator;
                    let end = (at..bytes.len()).find(is_end).unwrap_or(bytes.len());
                    runs(&folded(&text[start..end])).for_each(|run| push_words(run, take));
                    return end;
                }
            },
        }
    }
    if !word.is_empty() {
        take(word);
    }
    at
}

/// What a byte of UTF-8 is to the tokenizer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A small letter or a digit.
    Small,
    Capital,
    Apostrophe,
    Separator,
    /// Part of a character that is not ASCII.
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Separator; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'a'..=b'z' => Class::Small,
            b'A'..=b'Z' => Class::Capital,
            b'\'' | b'`' => Class::Apostrophe,
            0x80.. => Class::Wide,
            _ => Class::Separator,
        };
        byte += 1;
    }
    classes
};

/// Dashes, quotes and ellipses: U+2010 to U+2027, `E2 80 90` to `E2 80 A7`.
fn punctuation(bytes: &[u8]) -> Option<Class> {
    match bytes {
        [0xe2, 0x80, 0x98 | 0x99, ..] => Some(Class::Apostrophe),
        [0xe2, 0x80, 0x90..=0xa7, ..] => Some(Class::Separator),
        _ => None,
    }
}

/// The text in lower case, without accents and apostrophes.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .filter(|letter| !is_apostrophe(*letter))
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
    }
    let lower = text.to_lowercase();
    let bare = lower.nfkd().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter) && !is_apostrophe(*letter));
    let mut folded = String::with_capacity(text.len());
    for letter in bare.nfc() {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // Compatibility forms may come out in upper case: ⒶⒷ.
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}' | '`' | '\u{b4}')
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

fn runs(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter| !is_word(letter)).filter(|run| !run.is_empty())
}

/// Whether a letter belongs to a script without spaces between words: Thai to Myanmar, Khmer, kana, Han, Hangul. Hangul
/// has spaces, but its words carry endings that pairs see through.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// A run is one word, or stretches of pairs with words between them.
fn push_words(run: &str, take: &mut impl FnMut(&str)) {
    if !run.chars().any(is_unspaced) {
        take(run);
        return;
    }
    let letters: Vec<char> = run.chars().collect();
    for stretch in letters.chunk_by(|a, b| is_unspaced(*a) == is_unspaced(*b)) {
        if stretch.len() > 1 && is_unspaced(stretch[0]) {
            stretch.windows(2).for_each(|pair| take(&pair.iter().collect::<String>()));
        } else {
            take(&stretch.iter().collect::<String>());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[[text, [word, …]], …]`, shared with the client.
    const VECTORS: &str = include_str!("../../tests/search/vectors.json");

    #[test]
    fn both_tokenizers_agree_on_the_vectors() {
        let vectors: Vec<(String, Vec<String>)> = serde_json::from_str(VECTORS).unwrap();
        assert!(vectors.len() > 20);
        for (text, expected) in vectors {
            assert_eq!(words(&text), expected, "{text}");
        }
    }

    #[test]
    fn cutting_bytes_is_folding_all_and_cutting_that() {
        let slowly = |text: &str| {
            let mut words = Vec::new();
            runs(&folded(text)).for_each(|run| push_words(run, &mut |word: &str| words.push(word.to_owned())));
            words
        };
        for text in [
            "don\u{2019}t \u{201c}stop\u{201d}\u{2014}now\u{2026}",
            "rock\u{2019}n\u{2019}roll caf\u{e9}\u{2019}s",
            "a`b'c\u{301}d",
        ] {
            assert_eq!(words(text), slowly(text), "{text}");
        }
    }
}
