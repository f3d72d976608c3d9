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
        let path_end = memchr::memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len());
        let (path, rest) = url.split_at(path_end);
        let inside = &path[1..];
        out.push_str(&self.to_top);
        out.push_str(inside);
        let names_folder = inside.is_empty() || inside.ends_with('/');
        if names_folder && self.offline {
            out.push_str("index.html");
        } else if inside.is_empty() && self.to_top.is_empty() {
            out.push_str("./");
        }
        out.push_str(rest);
    }
}

/// Rewrites the addresses in the attributes of `html`. Text, comments, scripts and styles stay as they are.
///
/// Most of a page is text and tags without attributes, so both are passed over by `memchr` (with the pattern searches of
/// the standard library this was 10 % of a build).
pub fn rewrite(html: &str, style: &Style) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 32);
    push_rewritten(html, style, &mut out);
    out
}

/// Rewrites `html` but for a part that has been rewritten before. Twice would do no harm, but cost 6 % of a build.
pub fn rewrite_around(html: &str, done: Option<Range<usize>>, style: &Style) -> String {
    let Some(done) = done else { return rewrite(html, style) };
    let mut out = String::with_capacity(html.len() + html.len() / 32);
    push_rewritten(&html[..done.start], style, &mut out);
    out.push_str(&html[done.clone()]);
    push_rewritten(&html[done.end..], style, &mut out);
    out
}

/// As `rewrite`, for a part of a page that mostly has no address to rewrite.
pub fn push_part(html: &str, style: &Style, out: &mut String) {
    let bytes = html.as_bytes();
    let names_address = |equals: usize| {
        let value =
            bytes[equals + 1..].iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\''));
        // In a `srcset` any candidate may be one.
        value == Some(&b'/') || bytes[..equals].trim_ascii_end().ends_with(b"srcset")
    };
    let needs_rewriting = memchr::memchr_iter(b'=', bytes).any(names_address);
    if needs_rewriting { push_rewritten(html, style, out) } else { out.push_str(html) }
}

fn push_rewritten(html: &str, style: &Style, out: &mut String) {
    let bytes = html.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(open) = find(bytes, at, b'<') {
        let tag = &bytes[open + 1..];
        if tag.starts_with(b"!--") {
            at = html[open + 1..].find("-->").map_or(html.len(), |end| open + 1 + end + 3);
            continue;
        }
        if !tag.first().is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        let name_end = tag.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'-'));
        let name_end = name_end.unwrap_or(tag.len());
        let mut cursor = open + 1 + name_end;
        while let Some(attribute) = next_attribute(html, &mut cursor) {
            if !holds_address(attribute.name) {
                continue;
            }
            if attribute.name == "srcset" {
                out.push_str(&html[done..attribute.start]);
                push_srcset(&html[attribute.start..attribute.end], style, out);
                done = attribute.end;
                continue;
            }
            let value = &bytes[attribute.start..attribute.end];
            if value.first() == Some(&b'/') && value.get(1) != Some(&b'/') {
                out.push_str(&html[done..attribute.start]);
                style.push(&html[attribute.start..attribute.end], out);
                done = attribute.end;
            }
        }
        at = cursor;
        // Every element whose content is no HTML begins with an `s`, and few others do.
        if matches!(tag[0], b's' | b'S') {
            for (raw, end) in [("script", "</script"), ("style", "</style")] {
                if tag[..name_end].eq_ignore_ascii_case(raw.as_bytes()) {
                    at = memchr::memmem::find(&bytes[at..], end.as_bytes()).map_or(html.len(), |end| at + end);
                }
            }
        }
    }
    out.push_str(&html[done..]);
}

/// Where `byte` stands next, from `start` on.
fn find(bytes: &[u8], start: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, &bytes[start..]).map(|offset| start + offset)
}

struct Attribute<'a> {
    name: &'a str,
    /// Where its value is, without quotes.
    start: usize,
    end: usize,
}

/// The next attribute with a value; `None` at the end of the tag, with the cursor behind it.
fn next_attribute<'a>(html: &'a str, cursor: &mut usize) -> Option<Attribute<'a>> {
    let bytes = html.as_bytes();
    loop {
        while matches!(bytes.get(*cursor), Some(byte) if byte.is_ascii_whitespace() || *byte == b'/') {
            *cursor += 1;
        }
        match bytes.get(*cursor) {
            None => return None,
            Some(b'>') => {
                *cursor += 1;
                return None;
            }
            Some(_) => {}
        }
        let name_start = *cursor;
        while matches!(bytes.get(*cursor), Some(byte) if !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/'))
        {
            *cursor += 1;
        }
        let name_end = *cursor;
        if name_start == name_end {
            // A stray `=`.
            *cursor += 1;
            continue;
        }
        let mut ahead = *cursor;
        while matches!(bytes.get(ahead), Some(byte) if byte.is_ascii_whitespace()) {
            ahead += 1;
        }
        if bytes.get(ahead) != Some(&b'=') {
            continue;
        }
        ahead += 1;
        while matches!(bytes.get(ahead), Some(byte) if byte.is_ascii_whitespace()) {
            ahead += 1;
        }
        let (start, end, next) = match bytes.get(ahead) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = ahead + 1;
                let end = find(bytes, start, *quote).unwrap_or(html.len());
                (start, end, (end + 1).min(html.len()))
            }
            _ => {
                let end = bytes[ahead..]
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')
                    .map_or(html.len(), |end| ahead + end);
                (ahead, end, end)
            }
        };
        *cursor = next;
        return Some(Attribute { name: &html[name_start..name_end], start, end });
    }
}

/// The attributes that hold addresses, with those of our own that end in `-url` (for scripts).
fn holds_address(name: &str) -> bool {
    // By the first letter first: most attributes are `class`, `id` and `content`.
    match name.as_bytes().first() {
        Some(b'h') => name == "href",
        Some(b's') => matches!(name, "src" | "srcset"),
        Some(b'd') => name == "data" || (name.starts_with("data-") && name.ends_with("-url")),
        Some(b'a' | b'c' | b'f' | b'p' | b'x') => {
            matches!(name, "action" | "cite" | "formaction" | "poster" | "xlink:href")
        }
        _ => false,
    }
}

fn push_srcset(value: &str, style: &Style, out: &mut String) {
    for (number, candidate) in value.split(',').enumerate() {
        if number > 0 {
            out.push(',');
        }
        let url = candidate.trim_start();
        out.push_str(&candidate[..candidate.len() - url.len()]);
        if url.starts_with('/') && !url.starts_with("//") {
            let end = url.find(char::is_whitespace).unwrap_or(url.len());
            style.push(&url[..end], out);
            out.push_str(&url[end..]);
        } else {
            out.push_str(url);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let style = Style::relative("cbt/evidence/index.html", false);
        assert_eq!(rewrite(html, &style), expected);
        assert_eq!(rewrite(expected, &style), expected, "twice is as good as once");
        let mut part = String::new();
        push_part(html, &style, &mut part);
        assert_eq!(part, expected);
    }

    #[test]
    fn what_is_done_stays() {
        let html = "<a href=\"/x\"><b data-a=\"/y\"><a href=\"/x\"><i>";
        let done = html.find("<b").unwrap()..html.rfind("<a").unwrap();
        let style = Style { to_top: "/info/".to_owned(), offline: false };
        let around = rewrite_around(html, Some(done), &style);
        assert_eq!(around, "<a href=\"/info/x\"><b data-a=\"/y\"><a href=\"/info/x\"><i>");
        assert_eq!(rewrite_around(html, None, &style), rewrite(html, &style));
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
