//! The last step of every HTML output: addresses from the top of the site (`/cbt/`) become relative ones, so that the
//! folder works at a domain's root, in any folder of a host, and from `file://`. Templates and Markdown never have to
//! think about it.

use std::ops::Range;

/// How addresses are written in an output.
#[derive(Clone, Debug)]
pub struct Style {
    /// What leads from the output to the top of the site: `../../`, or `/info/` for the page that a host shows anywhere.
    pub to_top: String,
    /// Whether `index.html` is written out, for `file://`.
    pub offline: bool,
}

impl Style {
    /// For an output at `path` (`cbt/evidence/index.html`).
    pub fn relative(path: &str, offline: bool) -> Self {
        Style { to_top: "../".repeat(path.matches('/').count()), offline }
    }

    /// Writes `url`, which starts with one slash, as seen from the output.
    pub fn push(&self, url: &str, out: &mut String) {
        self.parts(url).into_iter().for_each(|part| out.push_str(part));
    }

    /// `url`, which starts with one slash, as seen from the output: the parts that make it up.
    fn parts<'a>(&'a self, url: &'a str) -> [&'a str; 4] {
        let path_end = memchr::memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len());
        let (path, rest) = url.split_at(path_end);
        let inside = &path[1..];
        let names_folder = inside.is_empty() || inside.ends_with('/');
        let file = match (names_folder, self.offline) {
            (true, true) => "index.html",
            _ if inside.is_empty() && self.to_top.is_empty() => "./",
            _ => "",
        };
        [&self.to_top, inside, file, rest]
    }
}

/// Rewrites the addresses in the attributes of `html`, but for parts that have been rewritten before: the page's text and its head,
/// four fifths of it. Twice would do no harm, but cost 7 % of a build. Text, comments, scripts and styles stay as they are.
///
/// By bytes: what a template printed need not be looked through for letters once more, which was 1 % of a build.
pub fn rewrite_around(html: &[u8], done: &[Range<usize>], style: &Style) -> Vec<u8> {
    let mut out = Vec::with_capacity(html.len() + html.len() / 32);
    let mut from = 0;
    for done in done {
        push_bytes(&html[from..done.start], style, &mut out);
        out.extend_from_slice(&html[done.clone()]);
        from = done.end;
    }
    push_bytes(&html[from..], style, &mut out);
    out
}

fn push_bytes(html: &[u8], style: &Style, out: &mut Vec<u8>) {
    let mut done = 0;
    each_address(html, &mut |address| {
        out.extend_from_slice(&html[done..address.start]);
        // An address that is no text would be the template's, and stays.
        match std::str::from_utf8(&html[address.clone()]) {
            Ok(url) => style.parts(url).into_iter().for_each(|part| out.extend_from_slice(part.as_bytes())),
            Err(_) => out.extend_from_slice(&html[address.clone()]),
        }
        done = address.end;
    });
    out.extend_from_slice(&html[done..]);
}

/// As `rewrite_around`, for a part of a page's text, which mostly has no address to rewrite.
pub fn push_part(html: &str, style: &Style, out: &mut String) {
    let bytes = html.as_bytes();
    let names_address = |equals: usize| {
        let value =
            bytes[equals + 1..].iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\''));
        // In a `srcset` any candidate may be one.
        value == Some(&b'/') || bytes[..equals].trim_ascii_end().ends_with(b"srcset")
    };
    if !memchr::memchr_iter(b'=', bytes).any(names_address) {
        return out.push_str(html);
    }
    let mut done = 0;
    each_address(bytes, &mut |address| {
        out.push_str(&html[done..address.start]);
        style.push(&html[address.clone()], out);
        done = address.end;
    });
    out.push_str(&html[done..]);
}

/// Finds the addresses in attributes that start with one slash, in order.
///
/// Most of a page is text and tags without attributes, so both are passed over by `memchr` (with the pattern searches of
/// the standard library this was 10 % of a build).
fn each_address(html: &[u8], found: &mut impl FnMut(Range<usize>)) {
    let mut at = 0;
    while let Some(open) = find(html, at, b'<') {
        let tag = &html[open + 1..];
        if tag.starts_with(b"!--") {
            at = memchr::memmem::find(tag, b"-->").map_or(html.len(), |end| open + 1 + end + 3);
            continue;
        }
        if !tag.first().is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        // Every element whose content is no HTML begins with an `s`, and few others do.
        let may_be_raw = matches!(tag[0], b's' | b'S');
        let name_end = tag.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'-'));
        let name_end = name_end.unwrap_or(tag.len());
        let mut cursor = open + 1 + name_end;
        if html.get(cursor) == Some(&b'>') && !may_be_raw {
            at = cursor + 1;
            continue;
        }
        while let Some(Attribute { name, value }) = next_attribute(html, &mut cursor) {
            if !holds_address(name) {
                continue;
            }
            if name == b"srcset" {
                each_candidate(html, value, found);
            } else if is_from_top(&html[value.clone()]) {
                found(value);
            }
        }
        at = cursor;
        if may_be_raw {
            for (raw, end) in [("script", "</script"), ("style", "</style")] {
                if tag[..name_end].eq_ignore_ascii_case(raw.as_bytes()) {
                    at = memchr::memmem::find(&html[at..], end.as_bytes()).map_or(html.len(), |end| at + end);
                }
            }
        }
    }
}

fn is_from_top(url: &[u8]) -> bool {
    url.first() == Some(&b'/') && url.get(1) != Some(&b'/')
}

/// Finds the addresses of a `srcset`, the value of which stands at `value`.
fn each_candidate(html: &[u8], value: Range<usize>, found: &mut impl FnMut(Range<usize>)) {
    let mut start = value.start;
    for candidate in html[value].split(|byte| *byte == b',') {
        let url = candidate.trim_ascii_start();
        let at = start + candidate.len() - url.len();
        if is_from_top(url) {
            let end = url.iter().position(u8::is_ascii_whitespace).unwrap_or(url.len());
            found(at..at + end);
        }
        start += candidate.len() + 1;
    }
}

/// Where `byte` stands next, from `start` on.
fn find(bytes: &[u8], start: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, &bytes[start..]).map(|offset| start + offset)
}

struct Attribute<'a> {
    name: &'a [u8],
    /// Where its value is, without quotes.
    value: Range<usize>,
}

/// What ends the name of an attribute. A table, because it is asked of each byte of each name.
static ENDS_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let ends = b" \t\n\r\x0c=>/";
    let mut at = 0;
    while at < ends.len() {
        table[ends[at] as usize] = true;
        at += 1;
    }
    table
};

/// The next attribute with a value; `None` at the end of the tag, with the cursor behind it.
fn next_attribute<'a>(html: &'a [u8], cursor: &mut usize) -> Option<Attribute<'a>> {
    let past_space = |from: usize| html[from..].iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| from + at);
    loop {
        let start = *cursor + html[*cursor..].iter().position(|byte| !(byte.is_ascii_whitespace() || *byte == b'/'))?;
        if html[start] == b'>' {
            *cursor = start + 1;
            return None;
        }
        let name = &html[start..];
        let name = &name[..name.iter().position(|byte| ENDS_NAME[*byte as usize]).unwrap_or(name.len())];
        if name.is_empty() {
            // A stray `=`.
            *cursor = start + 1;
            continue;
        }
        *cursor = start + name.len();
        let Some(equals) = past_space(*cursor).filter(|at| html[*at] == b'=') else { continue };
        let first = past_space(equals + 1).unwrap_or(html.len());
        let (value, next) = match html.get(first) {
            Some(quote @ (b'"' | b'\'')) => {
                let end = find(html, first + 1, *quote).unwrap_or(html.len());
                (first + 1..end, (end + 1).min(html.len()))
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
                let end = html[first..].iter().position(ends).map_or(html.len(), |end| first + end);
                (first..end, end)
            }
        };
        *cursor = next;
        return Some(Attribute { name, value });
    }
}

/// The attributes that hold addresses, with those of our own that end in `-url` (for scripts).
fn holds_address(name: &[u8]) -> bool {
    // By the first letter first: most attributes are `class`, `id` and `content`.
    match name.first() {
        Some(b'h') => name == b"href",
        Some(b's') => matches!(name, b"src" | b"srcset"),
        Some(b'd') => name == b"data" || (name.starts_with(b"data-") && name.ends_with(b"-url")),
        Some(b'a' | b'c' | b'f' | b'p' | b'x') => {
            matches!(name, b"action" | b"cite" | b"formaction" | b"poster" | b"xlink:href")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(html: &str, done: &[Range<usize>], style: &Style) -> String {
        String::from_utf8(rewrite_around(html.as_bytes(), done, style)).unwrap()
    }

    fn check(html: &str, expected: &str) {
        let style = Style::relative("cbt/evidence/index.html", false);
        assert_eq!(rewritten(html, &[], &style), expected);
        assert_eq!(rewritten(expected, &[], &style), expected, "twice is as good as once");
        let mut part = String::new();
        push_part(html, &style, &mut part);
        assert_eq!(part, expected);
    }

    #[test]
    fn what_is_done_stays() {
        let html = "<a href=\"/x\"><b href=\"/y\"><a href=\"/x\"><i>";
        let done = html.find("<b").unwrap()..html.rfind("<a").unwrap();
        let style = Style { to_top: "/info/".to_owned(), offline: false };
        let around = rewritten(html, std::slice::from_ref(&done), &style);
        assert_eq!(around, "<a href=\"/info/x\"><b href=\"/y\"><a href=\"/info/x\"><i>");
    }

    #[test]
    fn addresses_become_relative() {
        check("<a href=\"/\">x</a>", "<a href=\"../../\">x</a>");
        check("<a class=x href='/cbt/#a' >", "<a class=x href='../../cbt/#a' >");
        check("<img src=/a.png alt>", "<img src=../../a.png alt>");
        check("<img srcset=\"/a.png 1x, /b.png 2x\">", "<img srcset=\"../../a.png 1x, ../../b.png 2x\">");
        check("<div data-index-url=\"/s/i.js\" data-x=\"/y\">", "<div data-index-url=\"../../s/i.js\" data-x=\"/y\">");
    }

    #[test]
    fn everything_else_stays() {
        for html in [
            "<a href=\"//cdn.org/x\">",
            "<a href=\"https://x.org/\">",
            "<a href=\"#x\">",
            "<a href=\"b/\">",
            "text href=\"/x\" < 3",
            "<!-- <a href=\"/x\"> -->",
            "<script>var a = '<a href=\"/x\">'</script>",
            "<style>a{b:url(/x)}</style>",
            "<code>&lt;a href=\"/x\"&gt;</code>",
            "<a title=\"href='/x'\">",
            "<a href=\"",
            "<",
            "<a =\"/x\">",
        ] {
            check(html, html);
        }
    }

    #[test]
    fn at_the_top_and_offline() {
        let top = |url: &str, offline| {
            let mut out = String::new();
            Style::relative("index.html", offline).push(url, &mut out);
            out
        };
        assert_eq!((top("/", false), top("/cbt/#a", false)), ("./".into(), "cbt/#a".into()));
        assert_eq!((top("/", true), top("/cbt/?q#a", true)), ("index.html".into(), "cbt/index.html?q#a".into()));
        assert_eq!(top("/a.css", true), "a.css");
    }
}
