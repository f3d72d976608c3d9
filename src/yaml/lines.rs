//! Lines of YAML as a person sees them, for texts that no parser takes: a key, a colon, a value that may be quoted.

/// The lines of `text` without their ends, each with the byte at which it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line.trim_end_matches(['\n', '\r']))
    })
}

/// The line that holds the byte `at`; the last one that is not empty for the end of the text.
pub(super) fn line_at(text: &str, at: usize) -> (usize, &str) {
    lines(text).take_while(|(start, line)| *start <= at && !(*start == at && line.is_empty())).last().unwrap_or((0, ""))
}

/// The value of a line `key: value` or `- value`, and the byte of the line at which it begins.
pub(super) fn value_of(line: &str) -> Option<(usize, &str)> {
    let mut column = line.len() - line.trim_start().len();
    while let Some(rest) = line[column..].strip_prefix("- ") {
        column += 2 + rest.len() - rest.trim_start().len();
    }
    let is_item = line[..column].contains('-');
    let start = match line[column..].find(": ") {
        Some(colon) if !line[column..].starts_with(['"', '\'', '[', '{']) => column + colon + 2,
        _ if is_item => column,
        _ => return None,
    };
    let value = line[start..].trim_start();
    Some((line.len() - value.len(), value.trim_end())).filter(|(_, value)| !value.is_empty())
}

/// The key that a line begins with.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches("- ");
    let (key, rest) = line.split_once(':')?;
    (is_word(key) && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then_some(key)
}

/// Whether `text` can be a key as authors write them.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// Where the quote that `value` begins with is closed.
pub(super) fn closing(value: &str, quote: char) -> Option<usize> {
    let mut characters = value.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            _ if character != quote => {}
            _ if quote == '\'' && characters.next_if(|(_, next)| *next == '\'').is_some() => {}
            _ => return Some(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_key_and_a_value() {
        assert_eq!(value_of("  title: The cycle: why "), Some((9, "The cycle: why")));
        assert_eq!(value_of("- - id: a"), Some((8, "a")));
        assert_eq!(value_of("  - text"), Some((4, "text")));
        assert_eq!(value_of("title:"), None);
        assert_eq!(key_of("- id: a"), Some("id"));
        assert_eq!(key_of("see https://a"), None);
    }

    #[test]
    fn a_quote_closes_where_yaml_closes_it() {
        assert_eq!(closing("\"a\\\"b\" c", '"'), Some(5));
        assert_eq!(closing("'it''s' c", '\''), Some(6));
        assert_eq!(closing("'it''s", '\''), None);
    }
}
