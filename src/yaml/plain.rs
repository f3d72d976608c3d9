//! The small part of YAML that most front matter is written in: keys with texts, days, numbers, lists of them, and mappings
//! inside mappings, each value on one line. Reads it in a fifth of the library's instructions
//! (17,000 and not 94,000, of 786,000 for a page of 900 words). Never says what is wrong and never guesses: whatever is not plainly of that part is left to the library,
//! and what is read here is what the library would have read.

use serde_yaml::mapping::Entry;
use serde_yaml::{Mapping, Value};

/// The value of `text`, or nothing when it has more of YAML than this reader knows.
pub(super) fn read(text: &str) -> Option<Value> {
    if !is_ordinary(text) {
        return None;
    }
    let mut lines = Lines { rest: text, next: None };
    lines.advance();
    // An empty text is the library's, which tells null from nothing.
    let value = mapping(&mut lines, 0, 0)?;
    lines.next.is_none().then_some(value)
}

/// Deeper than this no front matter goes, and the library has a limit of its own.
const DEEPEST: usize = 8;
/// The library looks for the end of a key in so many characters only.
const LONGEST_KEY: usize = 100;

/// Whether only characters are there that have no meaning to YAML: no tabs, no line ends but `\n`, nothing that cannot be printed.
fn is_ordinary(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().all(|byte| byte == b'\n' || matches!(byte, b' '..=b'~'));
    }
    text.chars().all(|letter| {
        letter == '\n'
            || !(letter.is_control()
                || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
    })
}

#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    /// Without the spaces around it.
    text: &'a str,
}

/// The lines that are not empty, one of them in view.
struct Lines<'a> {
    rest: &'a str,
    next: Option<Line<'a>>,
}

impl Lines<'_> {
    fn advance(&mut self) {
        self.next = None;
        while self.next.is_none() && !self.rest.is_empty() {
            let end = memchr::memchr(b'\n', self.rest.as_bytes());
            let line = &self.rest[..end.unwrap_or(self.rest.len())];
            self.rest = end.map_or("", |end| &self.rest[end + 1..]);
            let text = line.trim_start_matches(' ');
            if !text.is_empty() {
                self.next = Some(Line { indent: line.len() - text.len(), text: text.trim_end_matches(' ') });
            }
        }
    }
}

/// A mapping whose keys stand `indent` spaces from the margin, up to the first line that stands nearer to it. A line that stands
/// further away goes on with the value above, which is not for here.
fn mapping(lines: &mut Lines<'_>, indent: usize, depth: usize) -> Option<Value> {
    let mut mapping = Mapping::new();
    while let Some(line) = lines.next {
        if line.indent < indent {
            break;
        }
        let (key, rest) = line.text.split_once(':')?;
        if line.indent > indent || !is_key(key) || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        lines.advance();
        let value = match rest.trim_start_matches(' ') {
            "" => below(lines, indent, depth)?,
            rest => one_line(rest)?,
        };
        match mapping.entry(Value::String(key.to_owned())) {
            Entry::Vacant(entry) => entry.insert(value),
            // Somebody has to be told.
            Entry::Occupied(_) => return None,
        };
    }
    (!mapping.is_empty()).then_some(Value::Mapping(mapping))
}

/// What stands below a key that has nothing beside it.
fn below(lines: &mut Lines<'_>, indent: usize, depth: usize) -> Option<Value> {
    match lines.next {
        Some(line) if line.indent >= indent && is_item(line.text) => sequence(lines, line.indent),
        Some(line) if line.indent > indent && depth < DEEPEST => mapping(lines, line.indent, depth + 1),
        Some(line) if line.indent > indent => None,
        _ => Some(Value::Null),
    }
}

/// Items, each on a line of its own.
fn sequence(lines: &mut Lines<'_>, indent: usize) -> Option<Value> {
    let mut items = Vec::new();
    while let Some(line) = lines.next.filter(|line| line.indent >= indent && is_item(line.text)) {
        if line.indent > indent {
            return None;
        }
        items.push(one_line(line.text[1..].trim_start_matches(' '))?);
        lines.advance();
    }
    match lines.next {
        Some(line) if line.indent > indent => None,
        _ => Some(Value::Sequence(items)),
    }
}

fn is_item(text: &str) -> bool {
    text.starts_with("- ")
}

/// A word of letters, digits, `_` and `-` that is a text to YAML.
fn is_key(key: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    key.len() <= LONGEST_KEY
        && key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(is_word)
        && is_text(key)
}

/// A value that is all of its line: a text, a number, or a list in brackets.
fn one_line(text: &str) -> Option<Value> {
    let Some(list) = text.strip_prefix('[') else {
        return scalar(text, |text| !text.contains(": ") && !text.ends_with(':') && !text.contains(" #"));
    };
    let mut rest = list.trim_start_matches(' ');
    let mut items = Vec::new();
    if rest == "]" {
        return Some(Value::Sequence(items));
    }
    loop {
        let end = match rest.as_bytes().first()? {
            quote @ (b'"' | b'\'') => 2 + memchr::memchr(*quote, &rest.as_bytes()[1..])?,
            _ => memchr::memchr2(b',', b']', rest.as_bytes())?,
        };
        let is_plain = |text: &str| !text.contains(['[', '{', '}', ':', '#']);
        items.push(scalar(rest[..end].trim_end_matches(' '), is_plain)?);
        rest = rest[end..].trim_start_matches(' ');
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start_matches(' '),
            None => return (rest == "]").then_some(Value::Sequence(items)),
        }
    }
}

/// A text in quotes without escapes, or a plain one that `is_plain` and begins with a letter or a digit.
fn scalar(text: &str, is_plain: impl Fn(&str) -> bool) -> Option<Value> {
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let inside = text[1..].strip_suffix(quote)?;
        return (!inside.contains([quote, '\\'])).then(|| Value::String(inside.to_owned()));
    }
    if !text.starts_with(char::is_alphanumeric) || !is_plain(text) {
        return None;
    }
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "0" => Some(Value::Number(0.into())),
        _ if is_text(text) => Some(Value::String(text.to_owned())),
        // Up to 18 digits fit, and none of them is read as octal.
        _ if !text.starts_with('0') && text.len() <= 18 => {
            text.parse::<u64>().ok().map(|number| Value::Number(number.into()))
        }
        _ => None,
    }
}

/// Whether a plain word is certainly a text and none of the many spellings of numbers, truth and nothing.
fn is_text(text: &str) -> bool {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return text.contains(' ') || is_day(text.as_bytes());
    }
    text.len() > 8
        || !["null", "true", "false", "inf", "infinity", "nan"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// As in 2026-11-28: to the library that is a text.
fn is_day(text: &[u8]) -> bool {
    text.len() == 10
        && text
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::load::by_library;
    use super::*;

    fn agrees(text: &str) -> bool {
        let Some(value) = read(text) else { return false };
        let Ok(loaded) = by_library(text) else { panic!("the library refuses {text:?}, which was read as {value:?}") };
        assert_eq!(value, loaded.value, "{text:?}");
        assert!(loaded.duplicates.is_empty(), "{text:?}");
        true
    }

    #[test]
    fn front_matter_as_most_people_write_it_is_read_here() {
        for text in [
            "title: What helps\nsummary: \"Some: words.\"\npublished: 2026-11-28\nweight: 12\nunlisted: true\n",
            "title: It's here, isn't it? Yes (mostly)\ntopics: [a b, \"c, d\", 'e']\nlayout:\n",
            "topics:\n  - one\n  - 'two: three'\nauthors:\n- a\n- b\nevidence:\n  level: mixed\n  note: x\nend: 1\n",
            "search:\n  synonyms: []\n\nurl: http://a.org/#b\ntime: at 12:30\nname: Łucja – ok\nlast: 3 steps   \n",
            "a: b",
        ] {
            assert!(agrees(text), "{text:?} is left to the library");
        }
    }

    #[test]
    fn everything_else_is_the_librarys() {
        for text in [
            "",
            "\n",
            "a",
            "- a\n",
            "a: b: c\n",
            "a: b # c\n",
            "a: \"b\\n\"\n",
            "a: 'it''s'\n",
            "a: &x b\n",
            "a: *x\n",
            "a: |\n  b\n",
            "a: {b: c}\n",
            "a: b\n  c\n",
            "a:\n  b: c\n d: e\n",
            "a: [b\n  c]\n",
            "a: [b, [c]]\n",
            "a: [b,]\n",
            "a: 1.5\n",
            "a: 0x1f\n",
            "a: 012\n",
            "a: True\n",
            "a: ~\n",
            "a: Null\n",
            "a: .inf\n",
            "true: a\n",
            "null: a\n",
            "a: 1\na: 2\n",
            "a:b\n",
            "a : b\n",
            "a\t: b\n",
            "a: b\r\n",
            "# a\na: b\n",
            "? a\n",
            "a: !x b\n",
            "a: 1e5\n",
            "a: 12_3\n",
            "a: -1\n",
            "a: +1\n",
            "a: b:\n",
            "a: 99999999999999999999\n",
            "---\na: b\n",
            "a: b\n---\n",
            "a: \u{2028}\n",
            "a: x\u{85}y\n",
            "a:\n- b: c\n",
            "a:\n - b\n  - c\n",
            "  a: b\nc: d\n",
            "a: [b: c]\n",
        ] {
            assert!(read(text).is_none(), "{text:?} is read here");
        }
    }

    fn words(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
        proptest::sample::select(words)
    }

    /// A line of what YAML gives a meaning to.
    fn line() -> impl Strategy<Value = String> {
        let indents = words(&["", "", "", "  ", "  ", "    ", " "]);
        let starts =
            words(&["a:", "b:", "key-1:", "a:", "b:", "- ", "- ", "no:", "1:", "true:", "? ", "# ", "---", ""]);
        let values = words(&[
            "c",
            "word",
            "two words",
            "1",
            "0",
            "07",
            "2026-11-28",
            "true",
            "no",
            "null",
            "nan",
            "1e3",
            "inf",
            "-",
            "- ",
            "[",
            "]",
            ", ",
            ",",
            "\"",
            "'",
            "\"q r\"",
            "'s: t'",
            "[a, \"b\"]",
            "[]",
            "#",
            " #",
            ":",
            ": ",
            "&",
            "*",
            "!",
            "|",
            ">",
            "%",
            "@",
            "`",
            "{",
            "}",
            "?",
            "\\",
            "é",
            "\u{a0}",
            "…",
            "...",
            "<<",
            "=",
            "~",
            " ",
            "_",
            "+",
            ".",
        ]);
        (indents, starts, proptest::collection::vec(values, 0..4))
            .prop_map(|(indent, start, values)| format!("{indent}{start} {}\n", values.concat()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

        #[test]
        fn what_is_read_here_is_what_the_library_reads(lines in proptest::collection::vec(line(), 1..5)) {
            agrees(&lines.concat());
        }
    }
}
