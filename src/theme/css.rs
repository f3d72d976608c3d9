//! Style sheets as text: which files they name, and how to write them in fewer bytes. Knows no more of CSS than where
//! strings, comments and addresses begin and end, so that whatever CSS comes to have next year is left as it was written.

use std::ops::Range;

/// A place where a style sheet names another file of the theme.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name, without quotes, in bytes.
    pub file: Range<usize>,
    /// The whole of a plain `@import "…";`, which the imported sheet can replace. An import into a layer or under a
    /// condition has none: the browser follows it.
    pub whole: Option<Range<usize>>,
}

/// Where a style sheet names other files: the insides of `url(…)` and of `@import "…"`; addresses with a scheme, from the
/// top or of a fragment are left alone. Text in comments is passed over.
pub fn references(css: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = css[at..].find(['/', 'u', '@']).map(|offset| at + offset) {
        let rest = &css[next..];
        let (skip, opening) = if let Some(comment) = rest.strip_prefix("/*") {
            at = next + 2 + comment.find("*/").map_or(comment.len(), |end| end + 2);
            continue;
        } else if rest.starts_with("url(") {
            (4, true)
        } else if rest.starts_with("@import") {
            (7, false)
        } else {
            at = next + 1;
            continue;
        };
        at = next + skip;
        let start = at + css[at..].len() - css[at..].trim_start().len();
        let quote = css[start..].chars().next().filter(|first| matches!(first, '"' | '\''));
        let (start, end) = match quote {
            Some(quote) => (start + 1, css[start + 1..].find(quote).map(|end| start + 1 + end)),
            None if opening => {
                (start, css[start..].find(')').map(|end| start + css[start..start + end].trim_end().len()))
            }
            None => continue,
        };
        let Some(end) = end else { continue };
        let written = &css[start..end];
        let is_elsewhere = written.is_empty() || written.starts_with(['/', '#']) || written.contains(':');
        if !is_elsewhere {
            let is_plain = !opening && css[end + 1..].starts_with(';');
            found.push(Reference { file: start..end, whole: is_plain.then_some(next..end + 2) });
        }
        at = end;
    }
    found
}

/// The sheet without comments and without the space that no browser needs; about a tenth less after compression. A comment
/// that begins with `/*!`, such as a licence, stays.
pub fn compact(css: &str) -> String {
    const TIGHT: [char; 4] = ['{', '}', ';', ','];
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let is_comment = rest.starts_with("/*") && !rest.starts_with("/*!");
        if first.is_ascii_whitespace() || is_comment {
            let length = if is_comment {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                rest.find(|letter: char| !letter.is_ascii_whitespace()).unwrap_or(rest.len())
            };
            rest = &rest[length..];
            // Behind a colon is a value; before one, in a selector, the space says "inside".
            let needs_none = out.is_empty() || out.ends_with(TIGHT) || out.ends_with([':', ' ']) || rest.is_empty();
            if !needs_none {
                out.push(' ');
            }
            continue;
        }
        let length = verbatim(rest).unwrap_or(first.len_utf8());
        if TIGHT.contains(&first) && out.ends_with(' ') {
            out.pop();
        }
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of what stands first and must stay as it is: a string, an address, a kept comment.
fn verbatim(rest: &str) -> Option<usize> {
    let until = |start: usize, end: &str| rest[start..].find(end).map_or(rest.len(), |at| start + at + end.len());
    match rest.as_bytes()[0] {
        b'/' if rest.starts_with("/*") => Some(until(2, "*/")),
        b'u' if rest.starts_with("url(") => Some(until(4, ")")),
        quote @ (b'"' | b'\'') => {
            let mut escaped = false;
            let end = rest.bytes().skip(1).position(|byte| {
                let ends = !escaped && (byte == quote || byte == b'\n');
                escaped = !escaped && byte == b'\\';
                ends
            });
            Some(end.map_or(rest.len(), |at| at + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_names_files_in_three_ways() {
        for (css, expected) in [
            ("a{b:url(x.png)}", &["x.png"][..]),
            ("a{b:url( \"../f/x.woff2?v#a\" )}", &["../f/x.woff2?v#a"]),
            ("@import 'base.css' layer(x); @import url(more.css);", &["base.css", "more.css"]),
            ("/* url(no.png) */ a{b:url(/top.png) url(data:image/png;base64,x) url(#id)}", &[]),
            ("a{b:url(", &[]),
        ] {
            let found: Vec<&str> = references(css).into_iter().map(|found| &css[found.file]).collect();
            assert_eq!(found, expected, "{css}");
        }
    }

    #[test]
    fn only_a_plain_import_can_be_replaced() {
        for (css, expected) in [
            ("@import \"a.css\";b{}", Some("@import \"a.css\";")),
            ("@import \"a.css\" print;", None),
            ("@import url(a.css);", None),
        ] {
            let found = references(css).remove(0);
            assert_eq!(found.whole.map(|range| &css[range]), expected, "{css}");
        }
    }

    #[test]
    fn a_compact_sheet_means_the_same() {
        for (css, expected) in [
            ("a :hover , b {\n  color : red ;\n  margin: 0  1px;\n}\n", "a :hover,b{color :red;margin:0 1px}"),
            ("/* x */ a{width:calc(1px + 2px)} /*! kept  */", "a{width:calc(1px + 2px)}/*! kept  */"),
            ("a::after { content: \"; }  \\\" /* \" }", "a::after{content:\"; }  \\\" /* \"}"),
            ("@media (a: b) and (c) { x{y:url( \"p q.png\" )} }", "@media (a:b) and (c){x{y:url( \"p q.png\" )}}"),
            ("a{b:\"open", "a{b:\"open"),
            ("a{/* open", "a{"),
            ("ä  ö", "ä ö"),
        ] {
            assert_eq!(compact(css), expected);
        }
    }
}
