//! Where the front matter of a Markdown file begins and ends. Knows lines, not YAML.

use std::ops::Range;

/// The front matter of a file, in bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// The YAML, without the `---` lines.
    pub yaml: Range<usize>,
    /// Where the Markdown begins.
    pub body: usize,
    /// The opening `---`.
    pub opening: Range<usize>,
    /// Whether a line `---` (or `...`) ends it. When none does, `yaml` goes up to the first empty line or heading, so
    /// that both halves can still be used.
    pub closed: bool,
}

/// The front matter of `text`, the whole of a Markdown file; `None` when the first line is not `---`.
///
/// A byte order mark and CR LF line ends are fine. A first line `---` that nothing closes and no `key:` follows is a
/// thematic break of Markdown, not front matter.
pub fn front_matter_range(text: &str) -> Option<FrontMatter> {
    let start = body_start(text);
    let rest = &text[start..];
    let first = rest.split_inclusive('\n').next()?;
    if !is_fence(first, "---") {
        return None;
    }
    let opening = start..start + 3;
    let yaml_start = start + first.len();
    let mut at = yaml_start;
    let mut end_of_keys = None;
    for line in text[yaml_start..].split_inclusive('\n') {
        if is_fence(line, "---") || is_fence(line, "...") {
            return Some(FrontMatter { yaml: yaml_start..at, body: at + line.len(), opening, closed: true });
        }
        if end_of_keys.is_none() && (line.trim().is_empty() || line.starts_with('#')) {
            end_of_keys = Some(at);
        }
        at += line.len();
    }
    let end = end_of_keys.unwrap_or(text.len());
    let begins_with_key = begins_with_key(&text[yaml_start..end]);
    begins_with_key.then_some(FrontMatter { yaml: yaml_start..end, body: end, opening, closed: false })
}

/// Where a text begins behind its byte order mark: 3 or 0.
pub fn body_start(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

fn is_fence(line: &str, fence: &str) -> bool {
    line.strip_prefix(fence).is_some_and(|rest| rest.trim().is_empty())
}

fn begins_with_key(yaml: &str) -> bool {
    let line = yaml.lines().next().unwrap_or_default();
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
            && (value.is_empty() || value.starts_with(char::is_whitespace))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is the YAML and the body with `|` between, or `-` for none; `!` in front when it is not closed.
    fn check(text: &str, expected: &str) {
        let found = match front_matter_range(text) {
            None => "-".to_owned(),
            Some(found) => {
                assert_eq!(&text[found.opening.clone()], "---");
                let mark = if found.closed { "" } else { "!" };
                format!("{mark}{}|{}", &text[found.yaml.clone()], &text[found.body..])
            }
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn the_lines_around_front_matter() {
        check("---\na: 1\n---\nx", "a: 1\n|x");
        check("---\n---\n", "|");
        check("---\n---", "|");
        check("---\na: 1\n---", "a: 1\n|");
        check("---\na: 1\n...\nx", "a: 1\n|x");
        check("\u{feff}---\r\na: 1\r\n---\r\nx", "a: 1\r\n|x");
        check("--- \na: 1\n---\t\nx", "a: 1\n|x");
        check("---\na: |\n  ---\n---\nx", "a: |\n  ---\n|x");
        check("", "-");
        check("\u{feff}", "-");
        check("text\n---\n", "-");
        check("----\na: 1\n---\n", "-");
        check("\n---\na: 1\n---\n", "-");
    }

    #[test]
    fn front_matter_that_nothing_closes_ends_at_the_first_gap() {
        check("---\na: 1\nb: 2\n\n# Title\n", "!a: 1\nb: 2\n|\n# Title\n");
        check("---\na: 1\n# Title\n", "!a: 1\n|# Title\n");
        check("---\na: 1", "!a: 1|");
        check("---\n\nA rule, then text.\n", "-");
        check("---\nJust text: no key", "-");
        check("---\n***\n", "-");
    }
}
