//! Which raw HTML an author may write, and how it is taken apart. The lists are ammonia's. What passes is written anew
//! from its parts (an allowed name, allowed attributes, escaped values), never copied, so that a misread tag can give
//! wrong text but never a wrong element.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

crate::codes! {
    /// # Raw HTML that was removed
    ///
    /// Markdown may hold HTML for what it has no marks for: `<kbd>`, `<abbr title="…">`, `<details>`. Elements and
    /// attributes that could run a script, load something from elsewhere or break the page's layout are removed
    /// (`<script>` and `<style>` with all that they hold), and so is a closing tag that closes nothing.
    ///
    /// Use a directive for what the theme should draw (`:::inset`), or `markdown: {html: trust}` in `site.yaml` when you
    /// vouch for every author of the site.
    HTML_REMOVED: Warning = "html-removed";
}

/// A part of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text, with its entities as they are.
    Text(&'h str),
    /// `<name …>`
    Open { name: String, attributes: Vec<(String, &'h str)>, is_closed: bool },
    /// `</name>`
    Close(String),
    /// A comment, a declaration or a processing instruction.
    Comment,
}

/// What happens to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Keep,
    /// It goes; what it holds stays.
    Unwrap,
    /// It goes with all that it holds.
    Drop,
}

struct Lists {
    elements: HashSet<&'static str>,
    dropped: HashSet<&'static str>,
    attributes: HashMap<&'static str, HashSet<&'static str>>,
    anywhere: HashSet<&'static str>,
    schemes: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let ammonia = ammonia::Builder::default();
    let mut attributes = ammonia.clone_tag_attributes();
    // Harmless ones that ammonia leaves to its users.
    for (element, names) in [
        ("details", &["open"][..]),
        ("ol", &["reversed", "type"]),
        ("li", &["value"]),
        ("time", &["datetime"]),
        ("data", &["value"]),
        ("dfn", &["id"]),
        ("bdo", &["dir"]),
    ] {
        attributes.entry(element).or_default().extend(names);
    }
    let mut anywhere = ammonia.clone_generic_attributes();
    anywhere.insert("dir");
    Lists {
        elements: ammonia.clone_tags(),
        dropped: ammonia.clone_clean_content_tags(),
        attributes,
        anywhere,
        schemes: ammonia.clone_url_schemes(),
    }
});

/// What happens to the element `name` (in lower case).
pub(super) fn verdict(name: &str) -> Verdict {
    if LISTS.elements.contains(name) {
        Verdict::Keep
    } else if LISTS.dropped.contains(name) {
        Verdict::Drop
    } else {
        Verdict::Unwrap
    }
}

/// Whether every element may have the attribute `name`.
pub(super) fn is_allowed_anywhere(name: &str) -> bool {
    LISTS.anywhere.contains(name)
}

/// Whether `element` may have the attribute `name`.
pub(super) fn is_allowed(element: &str, name: &str) -> bool {
    is_allowed_anywhere(name) || LISTS.attributes.get(element).is_some_and(|names| names.contains(name))
}

/// Whether `value` may be an address. One that hides its scheme behind an entity may not.
pub(super) fn is_allowed_address(value: &str) -> bool {
    let start = &value[..value.find(['/', '?', '#']).unwrap_or(value.len())];
    if start.contains('&') {
        return false;
    }
    super::address::scheme(value).is_none_or(|scheme| LISTS.schemes.contains(&*scheme))
}

/// Elements without content and without a closing tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "br" | "col" | "hr" | "img" | "input" | "wbr" | "embed" | "link" | "meta" | "source" | "track"
    )
}

/// Takes raw HTML apart.
pub(super) struct Tokens<'h> {
    html: &'h str,
    at: usize,
}

impl<'h> Tokens<'h> {
    /// The parts of `html`.
    pub fn of(html: &'h str) -> Self {
        Tokens { html, at: 0 }
    }

    /// Goes on at the closing tag of `name`, whatever comes before it; at the end when there is none.
    pub fn skip_to_close_of(&mut self, name: &str) {
        let bytes = self.html.as_bytes();
        while let Some(found) = self.html[self.at..].find("</") {
            self.at += found;
            let rest = &bytes[self.at + 2..];
            if rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                return;
            }
            self.at += 2;
        }
        self.at = self.html.len();
    }

    fn tag(&self, start: usize) -> Option<(Token<'h>, usize)> {
        let bytes = self.html.as_bytes();
        let is_close = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(is_close);
        if !bytes.get(name_start)?.is_ascii_alphabetic() {
            return None;
        }
        let mut at =
            name_start + bytes[name_start..].iter().position(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))?;
        let name = self.html[name_start..at].to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut is_closed = false;
        loop {
            match *bytes.get(at)? {
                b'>' => break,
                b'/' => {
                    is_closed = bytes.get(at + 1) == Some(&b'>');
                    at += 1;
                }
                byte if is_space(byte) => at += 1,
                _ => {
                    let (attribute, end) = self.attribute(at)?;
                    attributes.push(attribute);
                    at = end;
                }
            }
        }
        let token = if is_close { Token::Close(name) } else { Token::Open { name, attributes, is_closed } };
        Some((token, at + 1))
    }

    fn attribute(&self, start: usize) -> Option<((String, &'h str), usize)> {
        let bytes = self.html.as_bytes();
        let find =
            |from: usize, ends: fn(u8) -> bool| bytes[from..].iter().position(|byte| ends(*byte)).map(|at| from + at);
        // A name may begin with `=`, as browsers see it.
        let name_end = find(start + 1, |byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='))?;
        let name = self.html.get(start..name_end)?.to_ascii_lowercase();
        let equals = find(name_end, |byte| !is_space(byte))?;
        if bytes[equals] != b'=' {
            return Some(((name, ""), name_end));
        }
        let value = find(equals + 1, |byte| !is_space(byte))?;
        let (value, end) = match bytes[value] {
            b'>' => (value..value, value),
            b'"' => find(value + 1, |byte| byte == b'"').map(|end| (value + 1..end, end + 1))?,
            b'\'' => find(value + 1, |byte| byte == b'\'').map(|end| (value + 1..end, end + 1))?,
            _ => find(value, |byte| is_space(byte) || byte == b'>').map(|end| (value..end, end))?,
        };
        Some(((name, self.html.get(value)?), end))
    }

    fn comment(&self, start: usize) -> Option<usize> {
        let rest = &self.html[start..];
        let close = ["<!--", "<![CDATA[", "<?", "<!"].iter().zip(["-->", "]]>", "?>", ">"]);
        let (open, close) = close.into_iter().find(|(open, _)| rest.starts_with(**open))?;
        Some(rest[open.len()..].find(close).map_or(self.html.len(), |at| start + open.len() + at + close.len()))
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = (Token<'h>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.html.get(start..).filter(|rest| !rest.is_empty())?;
        let mut text_end = self.html.len();
        if let Some(after) = rest.strip_prefix('<') {
            if let Some(end) = self.comment(start) {
                self.at = end;
                return Some((Token::Comment, start..end));
            }
            if let Some((token, end)) = self.tag(start) {
                self.at = end;
                return Some((token, start..end));
            }
            // `<` that begins no tag, or a tag without an end: then everything after it is text, in one step.
            let name = after.strip_prefix('/').unwrap_or(after);
            if !name.starts_with(|next: char| next.is_ascii_alphabetic()) {
                text_end = after.find('<').map_or(text_end, |at| start + 1 + at);
            }
        } else {
            text_end = rest.find('<').map_or(text_end, |at| start + at);
        }
        self.at = text_end;
        Some((Token::Text(&self.html[start..text_end]), start..text_end))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
