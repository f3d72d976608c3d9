//! Where words stand in a Markdown file: the one way of naming a place that needs its text. Case, line ends and the kind of
//! apostrophe do not count, and what stands in quotation marks is what somebody else said.

use crate::source::Span;
use crate::yaml::front_matter_range;

/// The first place of `words` in the text of a page, else in its front matter; `None` when markup stands between them.
pub(super) fn find(text: &str, words: &str) -> Option<Span> {
    let body = front_matter_range(text).map_or(0, |head| head.body);
    find_from(text, body, words).or_else(|| find_from(&text[..body], 0, words))
}

fn find_from(text: &str, from: usize, words: &str) -> Option<Span> {
    let mut closing = None;
    let mut before = ' ';
    for (at, letter) in text[from..].char_indices() {
        let at = from + at;
        match (closing, letter) {
            (_, '\n') => closing = None,
            (Some(end), letter) if letter == end => closing = None,
            (Some(_), _) => {}
            (None, '"') => closing = Some('"'),
            (None, '\u{201c}') => closing = Some('\u{201d}'),
            (None, '\u{ab}') => closing = Some('\u{bb}'),
            (None, _) if !before.is_alphanumeric() => {
                if let Some(end) = end_of(&text[at..], words) {
                    return Some(Span::new(at..at + end));
                }
            }
            _ => {}
        }
        before = letter;
    }
    None
}

/// How long the beginning of `text` is that says `words`.
fn end_of(text: &str, words: &str) -> Option<usize> {
    let mut rest = text.char_indices().peekable();
    for wanted in words.chars() {
        let (_, letter) = rest.next()?;
        let letter = if letter == '\u{2019}' { '\'' } else { letter };
        if wanted == ' ' && letter.is_whitespace() {
            while rest.next_if(|(_, letter)| letter.is_whitespace()).is_some() {}
        } else if !letter.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    match rest.peek() {
        Some((_, letter)) if letter.is_alphanumeric() => None,
        Some((end, _)) => Some(*end),
        None => Some(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_across_lines_and_not_in_quotes() {
        for (text, words, expected) in [
            ("---\ntitle: your gp\n---\nSee Your\n  GP.", "your gp", Some("Your\n  GP")),
            ("---\ntitle: Needy\n---\nText.", "needy", Some("Needy")),
            ("\"needy\" is needy", "needy", Some("needy")),
            ("unneedy needyish", "needy", None),
            ("don\u{2019}t", "don't", Some("don\u{2019}t")),
            ("**your** GP", "your gp", None),
        ] {
            let found = find(text, words).map(|span| &text[span.start as usize..span.end as usize]);
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(find("\"needy\" is needy", "needy").unwrap().start, 11);
    }
}
