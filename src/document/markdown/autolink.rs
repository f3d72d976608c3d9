//! Bare addresses become links, as in GitHub Flavored Markdown (§ Autolinks): `https://…`, `http://…` and `www.…`, in
//! text outside of code and links.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::translation::Translation;

/// Text that is held back because an address begins in it: pulldown-cmark cuts text at every `_`, `&` and `-`, so an
/// address comes in parts.
pub(super) struct Run<'a> {
    /// Whether the page has an address anywhere, in text or not. Without one, text need not be looked at.
    is_possible: bool,
    parts: Vec<Part<'a>>,
}

/// Text and where it stands.
type Part<'a> = (CowStr<'a>, Range<usize>);

impl<'a> Run<'a> {
    /// An empty run in a page with this text.
    pub fn of(text: &str) -> Self {
        Run { is_possible: holds_address(text), parts: Vec::new() }
    }

    /// Whether text is held back.
    pub fn is_pending(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether an address may begin in `text`.
    pub fn begins_with(&self, text: &str) -> bool {
        self.is_possible && holds_address(text)
    }

    /// Whether the event is text right after what is held back.
    pub fn goes_on_with(&self, event: &Event<'_>, range: &Range<usize>) -> bool {
        matches!(event, Event::Text(_)) && self.parts.last().is_some_and(|(_, last)| last.end == range.start)
    }

    /// Holds text back.
    pub fn add(&mut self, text: CowStr<'a>, range: Range<usize>) {
        self.parts.push((text, range));
    }
}

impl Translation<'_> {
    /// Writes the text that was held back, with its addresses as links.
    pub fn write_run(&mut self) {
        let parts = std::mem::take(&mut self.run.parts);
        let (Some((_, first)), Some((_, last))) = (parts.first(), parts.last()) else { return };
        let (start, end) = (first.start, last.end);
        let source = self.source.text;
        let (mut at, mut rest) = (start, parts.as_slice());
        for found in addresses(source, start..end) {
            rest = self.write_parts(rest, at..found.start);
            at = found.end;
            self.write_bare_address(&source[found]);
        }
        self.write_parts(rest, at..end);
    }

    /// Writes what lies within `range` and returns the parts that do not end before it does. A part that was changed
    /// (`--` is a dash) is written whole, where it begins.
    fn write_parts<'p, 't>(&mut self, parts: &'p [Part<'t>], range: Range<usize>) -> &'p [Part<'t>] {
        for (position, (text, part)) in parts.iter().enumerate() {
            if part.start >= range.end {
                return &parts[position..];
            }
            let inside = part.start.max(range.start)..part.end.min(range.end);
            if text.len() == part.len() && inside.start < inside.end {
                self.write_text(&text[inside.start - part.start..inside.end - part.start]);
            } else if text.len() != part.len() && part.start >= range.start {
                self.write_text(text);
            }
            if part.end > range.end {
                return &parts[position..];
            }
        }
        &[]
    }

    fn write_bare_address(&mut self, shown: &str) {
        let address = if shown.starts_with("www.") { format!("http://{shown}") } else { shown.to_owned() };
        self.note_external(&address);
        self.out.raw("<a href=\"");
        self.out.address(&address);
        self.out.raw("\">");
        self.write_text(shown);
        self.out.raw("</a>");
    }
}

fn holds_address(text: &str) -> bool {
    let holds = |part: &str| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    holds("://") || holds("www.")
}

/// The addresses within `range` of `source`.
fn addresses(source: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(next) = source[at..range.end].find([':', 'w']) {
        let place = at + next;
        at = place + 1;
        let start = if source[place..range.end].starts_with("://") {
            ["https", "http"].iter().find_map(|scheme| {
                let start = place.checked_sub(scheme.len()).filter(|start| *start >= range.start)?;
                (source.get(start..place)? == *scheme).then_some(start)
            })
        } else {
            source[place..range.end].starts_with("www.").then_some(place)
        };
        let Some(start) = start.filter(|start| found.last().is_none_or(|last: &Range<usize>| last.end <= *start))
        else {
            continue;
        };
        if !may_follow(source[..start].chars().next_back(), &source[start..place]) {
            continue;
        }
        let domain = if start == place { start } else { place + 3 };
        if let Some(end) = end(source, domain..range.end) {
            found.push(start..end);
            at = end;
        }
    }
    found
}

/// Whether an address may begin after `before`: not inside a word, so that `xhttp://` is none.
fn may_follow(before: Option<char>, scheme: &str) -> bool {
    let Some(before) = before else { return true };
    match scheme.is_empty() {
        true => before.is_whitespace() || matches!(before, '*' | '_' | '~' | '(' | '"' | '\''),
        false => !before.is_ascii_alphanumeric(),
    }
}

/// Where an address ends whose domain begins at the start of `rest`; `None` when there is no valid domain.
fn end(source: &str, rest: Range<usize>) -> Option<usize> {
    let text = &source[rest.clone()];
    let text = &text[..text.find(|next: char| next.is_whitespace() || next == '<').unwrap_or(text.len())];
    let is_domain = |next: char| next.is_alphanumeric() || matches!(next, '-' | '_' | '.');
    let domain = &text[..text.find(|next: char| !is_domain(next)).unwrap_or(text.len())];
    let mut labels = domain.trim_end_matches('.').rsplit('.');
    let (top, second) = (labels.next()?, labels.next()?);
    if top.is_empty() || second.is_empty() || top.contains('_') || second.contains('_') {
        return None;
    }
    Some(rest.start + trimmed(text).len())
}

/// Without punctuation that belongs to the sentence: marks at the end, a bracket that was not opened, an entity.
fn trimmed(mut address: &str) -> &str {
    // Counted once: an address of nothing but brackets must not be counted again for each of them.
    let mut surplus = address.matches(')').count() as isize - address.matches('(').count() as isize;
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        let rest = &address[..address.len() - last.len_utf8()];
        address = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '’' | '”' => rest,
            ')' if surplus > 0 => {
                surplus -= 1;
                rest
            }
            ';' => {
                let name = rest.trim_end_matches(|character: char| character.is_ascii_alphanumeric());
                match name.strip_suffix('&').filter(|_| name.len() < rest.len()) {
                    Some(before) => before,
                    None => rest,
                }
            }
            _ => return address,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.org/x.", &["https://a.org/x"][..]),
            ("(https://a.org/x_(y))", &["https://a.org/x_(y)"]),
            ("www.a.org/x?y=1&z=2, www.b.org!", &["www.a.org/x?y=1&z=2", "www.b.org"]),
            ("http://a.org&amp; b", &["http://a.org"]),
            ("xhttp://a.org awww.b.org http://nodot https:// www. www.a_b", &[]),
            ("https://www.a.org", &["https://www.a.org"]),
            ("https://ä.org/ü<b>", &["https://ä.org/ü"]),
            ("ftp://a.org", &[]),
            ("www.a.org and (http://b.org)", &["www.a.org", "http://b.org"]),
        ] {
            let found: Vec<_> = addresses(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
