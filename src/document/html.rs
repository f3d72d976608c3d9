//! HTML that haven itself wrote, read once more: its texts and tags in order, and its character references. Knows no element;
//! whoever reads decides what counts as words.

use std::borrow::Cow;

use memchr::memchr;

/// What stands next in HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text between tags, with its character references.
    Text(&'a str),
    /// What stands between `<` and `>`.
    Tag(&'a str),
}

/// Cuts HTML that comes in parts; a part may end inside a tag, since a link's address is a piece of its own.
#[derive(Default)]
pub struct Cutter {
    /// The tag that is not complete yet.
    tag: Option<String>,
}

impl Cutter {
    /// Hands what the next part brings to `take`. Attribute values have no bare `>`: haven and the sanitiser escape them.
    pub fn cut(&mut self, html: &str, take: &mut impl FnMut(Token<'_>)) {
        let mut rest = html;
        if let Some(tag) = &mut self.tag {
            let end = memchr(b'>', rest.as_bytes());
            tag.push_str(&rest[..end.unwrap_or(rest.len())]);
            let Some(end) = end else { return };
            take(Token::Tag(tag));
            self.tag = None;
            rest = &rest[end + 1..];
        }
        while !rest.is_empty() {
            let start = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if start > 0 {
                take(Token::Text(&rest[..start]));
            }
            let Some(tag) = rest.get(start + 1..) else { return };
            let Some(end) = memchr(b'>', tag.as_bytes()) else {
                self.tag = Some(tag.to_owned());
                return;
            };
            take(Token::Tag(&tag[..end]));
            rest = &tag[end + 1..];
        }
    }
}

/// The name of a tag's element, and whether the tag ends it.
pub fn element(tag: &str) -> (&str, bool) {
    // By bytes: a build with an index asks this of each tag of each page.
    let is_end = tag.as_bytes().first() == Some(&b'/');
    let name = if is_end { tag.trim_start_matches('/') } else { tag };
    let end = name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
    (&name[..end], is_end)
}

/// Text with its character references resolved, as far as haven itself writes them.
pub fn decoded(html: &str) -> Cow<'_, str> {
    if memchr(b'&', html.as_bytes()).is_none() {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        let letter = end.and_then(|end| reference(&rest[1..end]));
        match (letter, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_may_go_on_in_the_next_part() {
        let mut cutter = Cutter::default();
        let mut found = Vec::new();
        for part in ["a <b", " id=\"x\"", ">c</b", "", "><i>", " d"] {
            cutter.cut(part, &mut |token| {
                found.push(match token {
                    Token::Text(text) => text.to_owned(),
                    Token::Tag(tag) => format!("[{tag}]"),
                })
            });
        }
        assert_eq!(found, ["a ", "[b id=\"x\"]", "c", "[/b]", "[i]", " d"]);
        assert_eq!((element("b id=\"x\""), element("/b"), element("br/")), (("b", false), ("b", true), ("br", false)));
    }

    #[test]
    fn references_are_resolved_and_a_bare_ampersand_stays() {
        assert_eq!(decoded("a &amp; b &lt;c&gt; &#x27;d&#39; &nbsp;& e; &unknown;"), "a & b <c> 'd'  & e; &unknown;");
    }
}
