//! The tokenizer: text to words as the index knows them. The client has the same rules in JavaScript
//! (`search-core.js`), and both are held to the vectors of `tests/search/vectors.json`.
//!
//! A word is a run of letters, digits and marks. It is in lower case, without accents, and apostrophes inside it are
//! dropped: `Doesn't` and `doesnt` are one word. Scripts that do not put spaces between words are cut into overlapping
//! pairs of characters, at build and in the browser alike. No word is thrown away for being common.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of `text`, in order.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(&folded(text)) {
        push_words(run, &mut words);
    }
    words
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
fn push_words(run: &str, words: &mut Vec<String>) {
    if !run.chars().any(is_unspaced) {
        words.push(run.to_owned());
        return;
    }
    let letters: Vec<char> = run.chars().collect();
    for stretch in letters.chunk_by(|a, b| is_unspaced(*a) == is_unspaced(*b)) {
        if stretch.len() > 1 && is_unspaced(stretch[0]) {
            words.extend(stretch.windows(2).map(|pair| pair.iter().collect()));
        } else {
            words.push(stretch.iter().collect());
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
}
