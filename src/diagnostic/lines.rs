//! One line of a file, made fit to be shown: nothing in it moves a cursor, hides text or runs off the screen.

use std::ops::Range;

/// How many characters of a line are shown.
pub(super) const WIDTH: usize = 100;
/// How many characters are kept in front of a mark when a line is cut.
const LEAD: usize = 30;
const TAB: &str = "    ";

/// A line with visible characters only, and where each character of the line went.
pub(super) struct Shown {
    text: Vec<char>,
    /// For each character of the line, its first in `text`; then the end.
    columns: Vec<usize>,
}

impl Shown {
    pub fn new(line: &str) -> Self {
        let mut text = Vec::with_capacity(line.len());
        let mut columns = Vec::with_capacity(line.len() + 1);
        for character in line.chars() {
            columns.push(text.len());
            match character {
                '\t' => text.extend(TAB.chars()),
                character => text.push(visible(character)),
            }
        }
        columns.push(text.len());
        Shown { text, columns }
    }

    /// All of it.
    pub fn whole(&self) -> String {
        self.text.iter().collect()
    }

    /// Its start, cut where it is too long.
    pub fn start(&self) -> String {
        self.cut(0).0
    }

    /// The part around the characters `range` of the line, and where they are in it. A mark is never empty: one past the
    /// end of the line is marked where nothing else can be.
    pub fn around(&self, range: Range<usize>) -> (String, Range<usize>) {
        let column = |at: usize| self.columns[at.min(self.columns.len() - 1)];
        let (start, end) = (column(range.start), column(range.end));
        let first = if self.text.len() <= WIDTH || end < WIDTH { 0 } else { start.saturating_sub(LEAD) };
        let (text, offset) = self.cut(first);
        let length = text.chars().count();
        let place = |at: usize| (at + offset).saturating_sub(first);
        let start = place(start).min(length);
        let end = place(end).min(length).max(start + 1);
        (text, start..end)
    }

    /// The text from its character `first` on, and how far the ellipsis in front moves it.
    fn cut(&self, first: usize) -> (String, usize) {
        let mut text = String::new();
        let offset = usize::from(first > 0);
        if first > 0 {
            text.push('…');
        }
        let rest = &self.text[first.min(self.text.len())..];
        text.extend(rest.iter().take(WIDTH));
        if rest.len() > WIDTH {
            text.push('…');
        }
        (text, offset)
    }
}

/// Control characters as their Unicode pictures, and characters that reorder or hide text as a replacement character:
/// an excerpt shows what is in the file, not what the file wants to be seen.
fn visible(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            '\u{fffd}'
        }
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shown text with `[` and `]` around the mark.
    fn check(line: &str, range: Range<usize>, expected: &str) {
        let (text, range) = Shown::new(line).around(range);
        let mut marked: Vec<char> = text.chars().collect();
        if range.end > marked.len() {
            marked.push(' ');
        }
        marked.insert(range.end, ']');
        marked.insert(range.start, '[');
        assert_eq!(marked.into_iter().collect::<String>(), expected);
    }

    #[test]
    fn marks_stay_with_their_characters() {
        check("a: b", 0..1, "[a]: b");
        check("\ta: ö", 4..5, "    a: [ö]");
        check("\ta", 0..1, "[    ]a");
        check("a\u{7}\u{202e}b", 3..4, "a␇�[b]");
        check("ab", 2..2, "ab[ ]");
        check("", 0..9, "[ ]");
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let line = format!("{}MARK{}", "a".repeat(200), "b".repeat(200));
        check(&line, 200..204, &format!("…{}[MARK]{}…", "a".repeat(30), "b".repeat(66)));
        check(&line, 0..1, &format!("[a]{}…", "a".repeat(99)));
        check(&line, 150..400, &format!("…{}[{}MARK{}…]", "a".repeat(30), "a".repeat(50), "b".repeat(16)));
    }
}
