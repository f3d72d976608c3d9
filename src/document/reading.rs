//! How hard a text is to read: the Flesch-Kincaid grade (Kincaid, Fishburne, Rogers & Chissom 1975), which names the
//! school year whose pupils understand it, and the sentences that raise it most. For English only: the formula's weights
//! and the count of syllables are made for it.

use super::html::{Cutter, Token, decoded, element};
use super::{Body, Piece};

/// A sentence shorter than this is not hard, whatever its words are: names and terms are often long.
const SHORTEST: usize = 12;

/// The grade from which a sentence counts as hard.
const HARD: f64 = 12.0;

/// How a text reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The school year; 0 for a text without a sentence.
    pub grade: f64,
    /// The hardest sentences, the hardest first, with their own grades.
    pub hardest: Vec<(String, f64)>,
}

/// How the prose of a page reads: paragraphs and list items, without headings, tables and code.
pub fn reading(body: &Body) -> Reading {
    let sentences = sentences(body);
    let mut total = Count::default();
    let mut hardest: Vec<(String, f64)> = Vec::new();
    for sentence in sentences {
        let count = Count::of(&sentence);
        total = Count {
            sentences: total.sentences + 1,
            words: total.words + count.words,
            syllables: total.syllables + count.syllables,
        };
        if count.words >= SHORTEST && count.grade() >= HARD {
            hardest.push((sentence, count.grade()));
        }
    }
    hardest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    hardest.truncate(8);
    Reading { grade: total.grade(), hardest }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Count {
    fn of(sentence: &str) -> Count {
        let words = sentence.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '–' | '—' | '/'));
        let words: Vec<&str> = words.filter(|word| word.chars().any(char::is_alphabetic)).collect();
        Count { sentences: 1, words: words.len(), syllables: words.iter().map(|word| syllables(word)).sum() }
    }

    fn grade(self) -> f64 {
        if self.sentences == 0 || self.words == 0 {
            return 0.0;
        }
        let (sentences, words, syllables) = (self.sentences as f64, self.words as f64, self.syllables as f64);
        (0.39 * words / sentences + 11.8 * syllables / words - 15.59).max(0.0)
    }
}

/// Groups of vowels, without those that English does not sound: a final `e` (but not in `-le`), `-es` and `-ed` after
/// most consonants. Right for about nine words in ten, and wrong in both directions, which is how the formula is used.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> =
        word.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ö' | 'ü' | 'ï');
    let starts = letters.iter().enumerate();
    let groups = starts.filter(|(at, letter)| is_vowel(**letter) && (*at == 0 || !is_vowel(letters[at - 1]))).count();
    let end = |back: usize| letters.len().checked_sub(back).map_or(' ', |at| letters[at]);
    let silent = match (end(3), end(2), end(1)) {
        (before, 'l', 'e') => is_vowel(before),
        (_, before, 'e') => !is_vowel(before),
        (before, 'e', 's') => !is_vowel(before) && !matches!(before, 's' | 'x' | 'z' | 'c' | 'g' | 'h'),
        (before, 'e', 'd') => !is_vowel(before) && !matches!(before, 't' | 'd'),
        _ => false,
    };
    groups.saturating_sub(usize::from(silent)).max(1)
}

/// The sentences of a body, with single spaces.
fn sentences(body: &Body) -> Vec<String> {
    let mut reader = Reader::default();
    reader.pieces(&body.pieces);
    reader.pause();
    reader.sentences
}

/// Puts the prose of HTML into sentences.
#[derive(Default)]
struct Reader {
    sentences: Vec<String>,
    /// The block that is being read.
    text: String,
    cutter: Cutter,
    /// How many elements that are no prose are open.
    skipping: usize,
}

impl Reader {
    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => self.html(html),
                Piece::Link(_) => {}
                // What a citation has in brackets are keys of sources; readers see a number.
                Piece::Call(call) if call.name == "cite" => {}
                Piece::Call(call) => self.pieces(&call.body),
            }
        }
    }

    fn html(&mut self, html: &str) {
        let mut cutter = std::mem::take(&mut self.cutter);
        cutter.cut(html, &mut |token| match token {
            Token::Text(_) if self.skipping > 0 => {}
            Token::Text(text) => self.text.push_str(&decoded(text)),
            Token::Tag(tag) => self.element(tag),
        });
        self.cutter = cutter;
    }

    fn element(&mut self, tag: &str) {
        let (name, is_end) = element(tag);
        let is_block = matches!(
            name,
            "p" | "li"
                | "ul"
                | "ol"
                | "div"
                | "section"
                | "blockquote"
                | "dt"
                | "dd"
                | "dl"
                | "br"
                | "hr"
                | "figure"
                | "figcaption"
                | "details"
                | "summary"
                | "aside"
        );
        let is_no_prose =
            matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "table" | "sup" | "svg" | "math");
        if is_block || is_no_prose && name != "sup" {
            self.pause();
        }
        if is_no_prose {
            self.skipping = if is_end { self.skipping.saturating_sub(1) } else { self.skipping + 1 };
        }
    }

    /// A block ends.
    fn pause(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut sentence = String::new();
        for word in text.split_whitespace() {
            if !sentence.is_empty() {
                sentence.push(' ');
            }
            sentence.push_str(word);
            if ends_sentence(word) {
                self.sentences.push(std::mem::take(&mut sentence));
            }
        }
        if sentence.chars().any(char::is_alphabetic) {
            self.sentences.push(sentence);
        }
    }
}

/// Whether a sentence ends with this word; abbreviations and initials do not end one.
fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»']);
    let Some(stem) = bare.strip_suffix(['.', '!', '?', '…']) else { return false };
    let stem = stem.trim_start_matches(['(', '"', '“', '[']);
    let is_initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    let abbreviations = ["e.g", "i.e", "etc", "Dr", "Mr", "Mrs", "Ms", "St", "vs", "cf", "approx", "No"];
    bare.ends_with(['!', '?', '…']) || !(is_initial || abbreviations.contains(&stem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{MarkdownOptions, MarkdownText, markdown};
    use crate::source::SourcePath;

    fn body(text: &str) -> Body {
        let file = SourcePath::new("content/a.md").unwrap();
        markdown::parse(&MarkdownText { file: &file, text, offset: 0 }, &MarkdownOptions::default()).body
    }

    #[test]
    fn syllables_are_counted_as_they_are_heard() {
        for (word, expected) in [
            ("cat", 1),
            ("make", 1),
            ("table", 2),
            ("people", 2),
            ("walked", 1),
            ("wanted", 2),
            ("anxious", 2),
            ("attachment", 3),
            ("therapist", 3),
            ("relationships", 4),
            ("the", 1),
            ("hmm", 1),
            ("sizes", 2),
            ("makes", 1),
        ] {
            assert_eq!(syllables(word), expected, "{word}");
        }
    }

    #[test]
    fn prose_is_cut_into_sentences() {
        let text = "# A heading is none\n\nDr. Smith waits, e.g. at home. [She *waits*](/a/) “again!” Then\nnothing.\n\n\
                    - one item\n- 2\n\n```\ncode. code.\n```\n\n:::note\nInside a box.\n:::\n";
        let expected =
            ["Dr. Smith waits, e.g. at home.", "She waits “again!”", "Then nothing.", "one item", "Inside a box."];
        assert_eq!(sentences(&body(text)), expected);
    }

    #[test]
    fn keys_of_sources_are_no_words() {
        assert_eq!(sentences(&body("Most people change :cite[smith-2020].")), ["Most people change ."]);
    }

    #[test]
    fn the_grade_is_that_of_the_formula() {
        // 6 words, 6 syllables: 0.39 * 6 + 11.8 - 15.59 is below the first year.
        assert_eq!(reading(&body("The cat sat on the mat.")), Reading { grade: 0.0, hardest: Vec::new() });
        // 15 words, 34 syllables in one sentence.
        let hard = "Interpersonal hypervigilance frequently accompanies anticipatory anxiety whenever somebody \
                    important becomes unexpectedly unavailable during emotionally demanding situations.";
        let reading = reading(&body(&format!("Short words here. {hard}")));
        assert!(reading.grade > 15.0, "{reading:?}");
        assert_eq!(reading.hardest.len(), 1);
        assert_eq!(reading.hardest[0].0, hard);
    }
}
