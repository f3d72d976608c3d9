//! Text that is not YAML. The library's own words ("did not find expected key") help nobody who writes articles, so the
//! lines around its position are looked at for the handful of slips that nearly always are the cause.

use std::ops::Range;

use super::advice::short;
use super::lines::{closing, is_word, key_of, line_at, lines, value_of};
use super::load::Failure;
use crate::diagnostic::{At, Diagnostic, Spot};
use crate::source::span::floor_char_boundary;
use crate::source::{LineIndex, Position, SourcePath, Span};

crate::codes! {
    /// # Text that is not YAML
    ///
    /// Front matter, data files and `site.yaml` are written in YAML: `key: value`, one to a line. Four slips cause nearly
    /// every error:
    ///
    /// * **A colon and a space inside a value.** `title: The cycle: why` looks like two keys. Put the value in quotes:
    ///   `title: "The cycle: why"`.
    /// * **A tab at the start of a line.** YAML takes spaces only.
    /// * **A quote that is not closed**, or an apostrophe inside single quotes (write it twice, or use double quotes).
    /// * **Lines that belong together but begin in different columns.**
    ///
    /// Until it is mended, haven reads the file as if it had no YAML.
    SYNTAX: Error = "yaml-syntax";

    /// # Aliases that make a small file enormous
    ///
    /// YAML can repeat a part of a file by name (`&name` marks it, `*name` repeats it). Repeating parts that repeat parts
    /// grows without limit, so haven stops when a file becomes many times larger than it is on disk. Write the repeated
    /// parts out.
    ALIAS: Error = "yaml-alias";

    /// # The same key twice
    ///
    /// A key can be there only once in a group. haven uses the last one.
    DUPLICATE_KEY: Error = "duplicate-key";

    /// # More problems than are shown
    ///
    /// haven shows the first 200 problems of a file's YAML. So many have most often one cause near the first of them.
    MORE: Error = "more-problems";
}

/// What to tell an author whose `text` gave no value. `offset` is where `text` begins in its file.
pub(super) fn explain(file: &SourcePath, text: &str, offset: usize, failure: &Failure) -> Diagnostic {
    match failure {
        Failure::Alias => {
            let help = "Write the repeated parts out where `*name` stands now.";
            let message = "its aliases make this file many times larger than it is";
            let spot = first_alias(text).map_or(Spot::File, |at| Spot::Bytes(Span::new(at).shifted(offset)));
            Diagnostic::new(&ALIAS, At::new(file, spot), message).help(help)
        }
        Failure::TooDeep => {
            let help = "No site needs more than a few levels; look for brackets `[` or `{` that are not meant as such.";
            let message = "lists and keys are nested too deeply to be read";
            Diagnostic::new(&SYNTAX, At::file(file), message).help(help)
        }
        Failure::Yaml(error) => {
            let cause = Clues::new(text, error).cause();
            let spot = Spot::Bytes(Span::new(cause.at).shifted(offset));
            Diagnostic::new(&SYNTAX, At::new(file, spot), cause.message).help(cause.help)
        }
    }
}

/// The first `*name` of the text.
fn first_alias(text: &str) -> Option<Range<usize>> {
    let starts = text.match_indices('*').map(|(at, _)| at).filter(|at| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|before| before.is_whitespace() || matches!(before, '[' | '{' | ','))
    });
    let whole = |at: usize| {
        let end = text[at + 1..].find(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ']' | '}'));
        at..end.map_or(text.len(), |end| at + 1 + end)
    };
    starts.map(whole).find(|range| range.len() > 1)
}

/// What is wrong, where (in bytes of the text), and what to do.
struct Cause {
    at: Range<usize>,
    message: String,
    help: String,
}

fn cause(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Cause {
    Cause { at, message: message.into(), help: help.into() }
}

/// What is known of an error: the library's words and positions, and the lines around them.
struct Clues<'a> {
    text: &'a str,
    words: String,
    /// Where the library stopped.
    at: usize,
    /// Where the thing began that it was reading: a quote, a list, a key.
    begin: usize,
}

impl<'a> Clues<'a> {
    fn new(text: &'a str, error: &serde_yaml::Error) -> Self {
        let words = error.to_string();
        let at = error.location().map_or(text.len(), |location| floor_char_boundary(text, location.index()));
        let begin = begin_of_context(text, &words).unwrap_or(at);
        Clues { text, words, at, begin }
    }

    fn cause(&self) -> Cause {
        let says = |words: &str| self.words.contains(words);
        let found = if says("more than one document") {
            self.second_document()
        } else if says("control characters") {
            self.unprintable()
        } else if says("scanning an alias") || says("scanning an anchor") || says("unknown anchor") {
            self.marked_name()
        } else {
            None
        };
        let found = found.or_else(|| self.tab()).or_else(|| self.unclosed_quote());
        let found = found.or_else(|| match () {
            () if says("mapping values are not allowed") => Some(self.second_colon()),
            () if says("cannot start any token") || says("node content") => self.reserved_character(),
            () if says("scanning a quoted scalar") && says("end of stream") => self.open_quote(self.begin),
            () if says("expected ',' or") => Some(self.unclosed_bracket()),
            () if says("could not find expected ':'") => Some(self.no_colon(self.begin)),
            () if says("unknown escape") => Some(self.escape()),
            () if says("block sequence entries") => Some(self.item_behind_key()),
            () if says("scanning a block scalar") => Some(self.block_text()),
            () if says("did not find expected key") => self.unexpected(),
            () => None,
        });
        found.unwrap_or_else(|| {
            let help = "Look for a missing quote, colon or bracket on this line or the one above.";
            cause(self.at..self.at, "this line cannot be read as YAML", help)
        })
    }

    fn second_document(&self) -> Option<Cause> {
        let (at, _) = lines(self.text).skip(1).find(|(_, line)| line.starts_with("---"))?;
        let help = "Take the line away; a file is one list or one set of keys.";
        Some(cause(at..at + 3, "`---` begins a second YAML document, which is not read", help))
    }

    fn unprintable(&self) -> Option<Cause> {
        let bad = |c: &char| {
            c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
                || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        };
        let (at, character) = self.text.char_indices().find(|(_, c)| bad(c))?;
        let message =
            format!("there is an invisible character here (U+{:04X}) that YAML does not take", character as u32);
        Some(cause(at..at + character.len_utf8(), message, "Delete it, or type this part anew."))
    }

    /// `*Very* nice`: a star or ampersand at the start of a value names an anchor.
    fn marked_name(&self) -> Option<Cause> {
        let at = self.begin;
        let sign = self.text[at..].chars().next().filter(|sign| matches!(sign, '*' | '&'))?;
        let message = format!("a value cannot begin with `{sign}` unless it is in quotes");
        Some(cause(at..at + 1, message, self.quote_from(at)))
    }

    fn tab(&self) -> Option<Cause> {
        let (start, line) = line_at(self.text, self.at);
        let margin = line.len() - line.trim_start().len();
        let tab = line[..margin].find('\t')?;
        let message = "the line is indented with a tab, which YAML does not take";
        Some(cause(start + tab..start + margin, message, "Indent with spaces, two for each level."))
    }

    /// A value that begins with a quote, does not end on its line, and is followed by a key or nothing.
    fn unclosed_quote(&self) -> Option<Cause> {
        let mut all = lines(self.text).peekable();
        while let Some((start, line)) = all.next() {
            let Some((column, value)) = value_of(line) else { continue };
            let Some(quote @ ('"' | '\'')) = value.chars().next() else { continue };
            let ends_here = closing(value, quote).is_some();
            let goes_on = all.peek().is_some_and(|(_, next)| !next.trim().is_empty() && key_of(next).is_none());
            if !ends_here && !goes_on && start <= self.at {
                return self.open_quote(start + column);
            }
        }
        None
    }

    fn open_quote(&self, at: usize) -> Option<Cause> {
        let quote = self.text[at..].chars().next()?;
        let (start, line) = line_at(self.text, at);
        let message = format!("the quote {} that begins here is not closed", shown(quote));
        let help = match quote {
            '"' => "Add the closing `\"` at the end of the value.",
            _ => "Add the closing `'` at the end of the value. An apostrophe inside it is written twice.",
        };
        Some(cause(at..start + line.trim_end().len(), message, help))
    }

    fn second_colon(&self) -> Cause {
        let (start, line) = line_at(self.text, self.at);
        let colon = self.at..self.at + 1;
        match value_of(line) {
            Some((column, value)) if start + column <= self.at => {
                let message = "a colon and a space inside a value look like a second key";
                cause(colon, message, quote(line, column, value))
            }
            _ => {
                let above = lines(self.text)
                    .take_while(|(above, _)| *above < start)
                    .filter(|(_, line)| !line.trim().is_empty());
                if let Some((above, _)) =
                    above.last().filter(|(_, line)| key_of(line).is_none() && value_of(line).is_none())
                {
                    return self.no_colon(above);
                }
                let margin = line.len() - line.trim_start().len();
                let message = "this line is indented further than the one above, which already has a value";
                let help = "Let it begin in the same column as the line above. If it belongs to that value, put the value in quotes.";
                cause(start + margin..start + line.trim_end().len(), message, help)
            }
        }
    }

    fn reserved_character(&self) -> Option<Cause> {
        let sign = self.text[self.at..].chars().next()?;
        let message = format!("a value cannot begin with {} unless it is in quotes", shown(sign));
        Some(cause(self.at..self.at + sign.len_utf8(), message, self.quote_from(self.at)))
    }

    fn unclosed_bracket(&self) -> Cause {
        let (open, close) = if self.words.contains("']'") { ('[', ']') } else { ('{', '}') };
        let message = format!("the `{open}` that begins here is not closed, or a comma is missing");
        let help = format!("Add the closing `{close}`. If the bracket is part of a text, put the text in quotes.");
        cause(self.begin..self.begin + 1, message, help)
    }

    fn no_colon(&self, at: usize) -> Cause {
        let (start, line) = line_at(self.text, at);
        let written = line.trim();
        let at = start + (line.len() - line.trim_start().len())..start + line.trim_end().len();
        if let Some((key, value)) = written.split_once(':').filter(|(key, _)| is_word(key)) {
            let help = format!("Write `{key}: {}`.", short(value));
            return cause(at, "a space is missing after the colon", help);
        }
        let message = "this line has no `key:` in front";
        cause(at, message, "Each line is `key: value`. If it goes on with the value above, indent it by two spaces.")
    }

    fn escape(&self) -> Cause {
        let at = self.text[..self.at.min(self.text.len())].rfind('\\').unwrap_or(self.at);
        let message = "a backslash inside double quotes has a meaning of its own";
        cause(at..at + 1, message, "Write it twice, `\\\\`, or put the value in single quotes.")
    }

    fn item_behind_key(&self) -> Cause {
        let (_, line) = line_at(self.text, self.at);
        let help = match value_of(line) {
            Some((column, value)) => {
                format!(
                    "Put each item on a line of its own or, if this is text, put it in quotes: `{}`.",
                    quoted(line, column, value)
                )
            }
            None => "Put each item on a line of its own.".to_owned(),
        };
        cause(self.at..self.at + 1, "a list with dashes cannot begin on the line of its key", help)
    }

    fn block_text(&self) -> Cause {
        let message = "after `|` or `>` the text begins on the next line";
        cause(
            self.begin..self.begin + 1,
            message,
            "Put the text on the lines below, indented by two spaces, or put all of it in quotes.",
        )
    }

    /// The library wanted a key and found something else: text behind a quote or bracket, a dash, or a wrong column.
    fn unexpected(&self) -> Option<Cause> {
        let (start, line) = line_at(self.text, self.at);
        let before = &self.text[start..self.at];
        if let Some((column, value)) = value_of(line).filter(|_| !before.trim().is_empty()) {
            let end = start + line.trim_end().len();
            return Some(match value.chars().next() {
                Some('\'') => {
                    let message = "an apostrophe ends the text in single quotes too early";
                    cause(self.at..end, message, "Use double quotes around the value, or write the apostrophe twice.")
                }
                Some('"') => {
                    let message = "the value goes on after its closing quote";
                    cause(self.at..end, message, quote(line, column, value))
                }
                _ => cause(self.at..end, "the value goes on after its closing bracket", quote(line, column, value)),
            });
        }
        let end = start + line.trim_end().len();
        if line.trim_start().starts_with("- ") {
            return Some(cause(
                self.at..end,
                "this is an item of a list, but a key is expected here",
                "Write the key of the list on a line above, or take the dash away.",
            ));
        }
        key_of(line)?;
        let message = "this line begins in a column that matches none of the lines above";
        Some(cause(self.at..end, message, "Lines that belong together begin in the same column."))
    }

    /// The advice to quote the value that begins at byte `at`.
    fn quote_from(&self, at: usize) -> String {
        let (start, line) = line_at(self.text, at);
        let column = at - start;
        quote(line, column, line.get(column..).unwrap_or_default().trim_end())
    }
}

fn quote(line: &str, column: usize, value: &str) -> String {
    format!("Put the value in quotes: `{}`.", quoted(line, column, value))
}

/// The line with its value, which begins at `column`, in the quotes that fit it.
fn quoted(line: &str, column: usize, value: &str) -> String {
    let key = line.get(..column).unwrap_or_default().trim_start();
    let value = short(value);
    match (value.contains(['"', '\\']), value.contains('\'')) {
        (false, _) => format!("{key}\"{value}\""),
        (true, false) => format!("{key}'{value}'"),
        (true, true) => format!("{key}'{}'", value.replace('\'', "''")),
    }
}

/// The library adds "while scanning a quoted scalar at line 2 column 10" and offers that place in no other form.
fn begin_of_context(text: &str, words: &str) -> Option<usize> {
    let (_, place) = words.split_once(", while ")?.1.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let position = Position { line: line.parse().ok()?, column: column.parse().ok()? };
    Some(LineIndex::new(text).offset(text, position) as usize)
}

/// A character in backquotes, or its name where backquotes would not show it.
fn shown(character: char) -> String {
    match character {
        '`' => "a backquote".to_owned(),
        _ => format!("`{character}`"),
    }
}
