//! Words that do harm, or that nobody meant to publish. What to look for are rows of the site's lexicons
//! (`content/_data/lexicons/`), each with a reason and a suggestion; those of the search (`crisis`, `search`) are none.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::{At, Diagnostic, Severity, Spot};
use crate::document::html::{Cutter, Token, decoded, element};
use crate::document::{Body, Piece};
use crate::source::SourcePath;
use crate::yaml::{self, Value};

crate::codes! {
    /// # Words to think about
    ///
    /// A lexicon of this site, `content/_data/lexicons/*.yaml`, names these words, says what they do to a reader, and what
    /// to write instead. What stands in quotation marks, in code or in a block quote is what somebody said, and is not
    /// looked at.
    ///
    /// Where the words are right on one page, say so in its front matter, with a reason and a name:
    ///
    /// ```yaml
    /// allow:
    ///   - { rule: wording, reason: It names the diagnosis., by: jo-doe, until: 2027-11-24 }
    /// ```
    WORDING: Warning = "wording";

    /// # A topic that the page does not declare
    ///
    /// The page speaks of suicide, self-harm or abuse. `safety` in its front matter says so, and the theme can then show
    /// readers where to get help beside the text.
    ///
    /// ```yaml
    /// safety: { topics: [suicide] }
    /// ```
    UNDECLARED_TOPIC: Warning = "undeclared-topic";

    /// # A note to oneself
    ///
    /// `TODO`, `lorem ipsum` and the like are notes of somebody who was not finished. Finish the page, or let it be a draft.
    PLACEHOLDER: Warning = "placeholder";
}

/// Notes of authors to themselves, in the letters in which they are written.
const NOTES: &[&str] = &["TODO", "FIXME", "TBC", "TBD", "XXX", "lorem ipsum", "Lorem ipsum"];

/// Topics that a page declares, with the words by which they are known. Words that mean something else as often, such as
/// "abuse", are not among them.
const TOPICS: &[(&str, &[&str])] = &[
    ("suicide", &["suicide", "suicidal", "kill myself", "killing themselves"]),
    ("self-harm", &["self-harm", "self harm", "self-injury"]),
    ("abuse", &["domestic abuse", "domestic violence", "sexual abuse", "sexual assault", "coercive control"]),
];

/// What to look for in the pages of a site.
pub struct Lookout {
    /// Rows of lexicons with their phrases in small letters.
    phrases: Vec<(String, Value)>,
    /// Finds a part of a word of whatever is looked for. A page without any, as most are, need not be read: reading all of
    /// them took as long as half of a build. A word that markup cuts in two is not seen.
    hints: Option<AhoCorasick>,
}

impl Lookout {
    /// Looks for these rows of lexicons, and for what no site wants.
    pub fn new(rows: &[Value]) -> Self {
        let phrases = rows.iter().map(|row| (yaml::text(row, "phrase").to_lowercase(), row.clone()));
        let phrases: Vec<_> = phrases.filter(|(phrase, _)| !phrase.is_empty()).collect();
        let topics = TOPICS.iter().flat_map(|(_, words)| *words);
        let words = phrases.iter().map(|(phrase, _)| phrase.as_str()).chain(topics.copied());
        let notes = NOTES.iter().map(|note| longest_word(note).to_owned());
        // Each once: up to 32 of them are looked for in twice as many bytes at a time.
        let hints: BTreeSet<String> = words.map(longest_word).flat_map(tails).chain(notes).collect();
        // Of searches, only those for the leftmost match look for many words at a time.
        let hints = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(hints).ok();
        Lookout { hints, phrases }
    }

    /// Whether the page may say anything of it.
    fn is_needed(&self, said: &[&str], pieces: &[Piece]) -> bool {
        let Some(hints) = &self.hints else { return true };
        said.iter().any(|text| hints.is_match(text))
            || pieces.iter().any(|piece| match piece {
                Piece::Html(html) => hints.is_match(html),
                Piece::Link(_) => false,
                Piece::Call(call) => self.is_needed(&[call.title.as_deref().unwrap_or_default()], &call.body),
            })
    }

    /// What a page says that its author may not want to say: in its title and summary, and in its text. Each phrase once,
    /// at the first place.
    pub fn page(
        &self,
        path: &SourcePath,
        (title, summary, topics): (&str, &str, &[String]),
        body: &Body,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if !self.is_needed(&[title, summary], &body.pieces) {
            return;
        }
        let mut reader = Reader { text: format!("{title}\n{summary}\n"), cutter: Cutter::default(), skipping: 0 };
        reader.pieces(&body.pieces);
        let text = without_quotes(&reader.text);
        for note in NOTES.iter().filter(|note| find(&text, note).is_some()) {
            let message = format!("`{note}` is a note to oneself");
            diagnostics.push(
                Diagnostic::new(&PLACEHOLDER, At::new(path, Spot::Words((*note).to_owned())), message)
                    .help("Finish this part, or set `status: draft`."),
            );
        }
        let text = text.to_lowercase();
        for (topic, words) in TOPICS {
            let Some(word) = words.iter().find(|word| find(&text, word).is_some()) else { continue };
            // Who declares one of them knows the others' place too: the block about help is the same for all.
            if topics.is_empty() {
                let message = format!("this page speaks of {word}, and does not declare it");
                let help = format!("Add `safety: {{ topics: [{topic}] }}` to the front matter.");
                diagnostics.push(
                    Diagnostic::new(&UNDECLARED_TOPIC, At::new(path, Spot::Words((*word).to_owned())), message)
                        .help(help),
                );
            }
        }
        let said = self.phrases.iter().filter(|(phrase, _)| find(&text, phrase).is_some());
        diagnostics.extend(said.map(|(phrase, row)| wording(path, phrase, row)));
    }
}

/// What a row of a lexicon says of its phrase.
fn wording(path: &SourcePath, phrase: &str, row: &Value) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        &WORDING,
        At::new(path, Spot::Words(phrase.to_owned())),
        format!("\u{201c}{phrase}\u{201d} is among the words to avoid"),
    );
    let (reason, suggest) = (yaml::text(row, "reason"), yaml::text(row, "suggest"));
    if !reason.is_empty() {
        diagnostic.message = format!("\u{201c}{phrase}\u{201d}: {}", reason.trim_end_matches('.').to_owned());
    }
    if yaml::text(row, "level") == "error" {
        diagnostic.severity = Severity::Error;
    }
    if !suggest.is_empty() {
        diagnostic.help = Some(format!("Perhaps: {suggest}."));
    }
    diagnostic
}

/// The longest of the words of a phrase; of equals the last, since the first are as a rule the common ones.
fn longest_word(phrase: &str) -> &str {
    phrase.split(|letter: char| !letter.is_alphanumeric()).max_by_key(|word| word.len()).unwrap_or_default()
}

/// A word without its first letter, small and in capitals: so it is found with a small or a large one before it.
fn tails(word: &str) -> [String; 2] {
    let tail = word.char_indices().nth(1).map_or(word, |(second, _)| &word[second..]);
    [tail.to_owned(), tail.to_uppercase()]
}

/// Where `phrase` stands in `text` as words of its own.
fn find(text: &str, phrase: &str) -> Option<usize> {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    memchr::memmem::find_iter(text.as_bytes(), phrase).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        !is_word(before) && !is_word(after)
    })
}

/// The text without what somebody else is quoted to have said. A quotation ends with its line, closed or not.
fn without_quotes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut closing = None;
    for letter in text.chars() {
        match (closing, letter) {
            (_, '\n') => {
                closing = None;
                kept.push('\n');
            }
            (Some(end), letter) if letter == end => closing = None,
            (Some(_), _) => {}
            (None, '\u{201c}') => closing = Some('\u{201d}'),
            (None, '"') => closing = Some('"'),
            (None, '\u{ab}') => closing = Some('\u{bb}'),
            (None, letter) => kept.push(if letter == '\u{2019}' { '\'' } else { letter }),
        }
    }
    kept
}

/// Reads the words of HTML that haven itself wrote, a block to a line.
struct Reader {
    text: String,
    cutter: Cutter,
    /// How many elements are open whose words are not the author's.
    skipping: usize,
}

impl Reader {
    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => self.html(html),
                Piece::Link(_) => {}
                Piece::Call(call) => {
                    if let Some(title) = &call.title {
                        self.text.push_str(title);
                        self.text.push('\n');
                    }
                    self.pieces(&call.body);
                }
            }
        }
    }

    fn html(&mut self, html: &str) {
        let mut cutter = std::mem::take(&mut self.cutter);
        cutter.cut(html, &mut |token| match token {
            Token::Text(_) if self.skipping > 0 => {}
            // A line of the text is a block of the page.
            Token::Text(text) => self.text.push_str(&decoded(text).replace('\n', " ")),
            Token::Tag(tag) => self.element(tag),
        });
        self.cutter = cutter;
    }

    fn element(&mut self, tag: &str) {
        let (name, is_end) = element(tag);
        if matches!(name, "code" | "pre" | "blockquote" | "q" | "svg" | "math") {
            self.skipping = if is_end { self.skipping.saturating_sub(1) } else { self.skipping + 1 };
        }
        let is_inline =
            matches!(name, "a" | "em" | "strong" | "del" | "sup" | "sub" | "abbr" | "span" | "b" | "i" | "code");
        if !is_inline {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{MarkdownOptions, MarkdownText, markdown};

    fn said(text: &str) -> Vec<String> {
        let file = SourcePath::new("content/a.md").unwrap();
        let body = markdown::parse(&MarkdownText { file: &file, text, offset: 0 }, &MarkdownOptions::default()).body;
        let rows = "- {phrase: needy, reason: Blames., suggest: wants comfort}\n- {phrase: your GP, level: error}\n";
        let rows: Value = serde_yaml::from_str(rows).unwrap();
        let mut found = Vec::new();
        Lookout::new(rows.as_sequence().unwrap()).page(&file, ("Title", "", &[]), &body, &mut found);
        found.into_iter().map(|one| format!("{:?} {}", one.severity, one.message)).collect()
    }

    #[test]
    fn words_are_found_as_words_and_not_where_they_are_quoted() {
        let needy = "Warning \u{201c}needy\u{201d}: Blames";
        for (text, expected) in [
            ("She is *Needy* and so am I. Needy again.", vec![needy]),
            ("She is NEEDY.", vec![needy]),
            ("## Needy people\n", vec![needy]),
            (":::box[Needy]\nText\n:::\n", vec![needy]),
            ("See\nyour\nGP.", vec!["Error \u{201c}your gp\u{201d} is among the words to avoid"]),
            ("He said \"you are needy\" and left.", vec![]),
            ("> you are needy\n", vec![]),
            ("`needy` and unneedy", vec![]),
            ("TODO: say more", vec!["Warning `TODO` is a note to oneself"]),
            ("My todo list, and TODOS", vec![]),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
