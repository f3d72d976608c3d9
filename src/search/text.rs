//! A page's body as plain text, cut at its headings: what search reads, and what its excerpts show.

use std::borrow::Cow;

use crate::document::html::{Cutter, Token, decoded, element};
use crate::document::{Body, Call, Piece};

/// A stretch of a page from one heading to the next. The first of a page has no heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The fragment that leads to it; empty for the page's beginning.
    pub anchor: String,
    /// Its heading.
    pub heading: String,
    /// Other words for the heading, for search alone.
    pub also: String,
    /// Whether it is a row of a data file: its heading is one entry of a list, not a heading of the page.
    pub is_row: bool,
    /// Its text, with single spaces.
    pub text: String,
}

/// The sections of a body. `rows` writes what a component shows of the data files, which the body itself does not hold.
pub fn sections(body: &Body, rows: &dyn Fn(&Call, &mut Gatherer)) -> Vec<Section> {
    let mut gatherer = Gatherer { sections: vec![Section::default()], ..Gatherer::default() };
    gatherer.pieces(&body.pieces, rows);
    for section in &mut gatherer.sections {
        for text in [&mut section.text, &mut section.heading] {
            text.truncate(text.trim_end().len());
        }
    }
    gatherer.sections.retain(|section| !section.heading.is_empty() || !section.text.is_empty());
    gatherer.sections
}

/// What a section's text is made ready for, in bytes; it is let go once the section has been read, so it costs nothing.
const USUAL: usize = 1024;

/// Collects the text of HTML that comes in parts, with single spaces.
#[derive(Default)]
pub struct Gatherer {
    sections: Vec<Section>,
    cutter: Cutter,
    in_heading: bool,
    /// Inside an element whose text is not for readers.
    hidden: bool,
}

impl Gatherer {
    fn pieces(&mut self, pieces: &[Piece], rows: &dyn Fn(&Call, &mut Gatherer)) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => self.html(html),
                Piece::Link(_) => {}
                Piece::Call(call) => self.call(call, rows),
            }
        }
    }

    fn call(&mut self, call: &Call, rows: &dyn Fn(&Call, &mut Gatherer)) {
        // A citation's body is the keys of its sources; the space before it is none before the full stop behind it.
        if call.name == "cite" {
            let text = &mut self.sections.last_mut().expect("there is always a section").text;
            text.truncate(text.trim_end().len());
            return;
        }
        if let Some(title) = &call.title {
            self.text(title);
            self.text(". ");
        }
        for (_, value) in &call.arguments {
            // An argument of several words is a sentence that readers see; one word is a setting.
            if value.contains(' ') {
                self.text(value);
                self.text(" ");
            }
        }
        self.pieces(&call.body, rows);
        rows(call, self);
    }

    /// Begins a section for a row of a data file.
    pub fn row(&mut self, anchor: &str, heading: &str, also: &str) {
        self.sections.push(Section {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            also: also.to_owned(),
            is_row: true,
            text: String::new(),
        });
    }

    /// Adds plain text.
    pub fn text(&mut self, text: &str) {
        let section = self.sections.last_mut().expect("there is always a section");
        push_spaced(text, if self.in_heading { &mut section.heading } else { &mut section.text });
    }

    fn html(&mut self, html: &str) {
        let mut cutter = std::mem::take(&mut self.cutter);
        cutter.cut(html, &mut |token| match token {
            Token::Text(_) if self.hidden => {}
            Token::Text(text) => self.text(&decoded(text)),
            Token::Tag(tag) => self.finish_tag(tag),
        });
        self.cutter = cutter;
    }

    fn finish_tag(&mut self, tag: &str) {
        let (name, is_end) = element(tag);
        let is_lower = !name.bytes().any(|letter| letter.is_ascii_uppercase());
        let name = if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) };
        match &*name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.in_heading = !is_end;
                if !is_end {
                    let id = tag.split_once("id=\"").and_then(|(_, rest)| rest.split('"').next());
                    let anchor = id.unwrap_or_default().to_owned();
                    self.sections.push(Section { anchor, text: String::with_capacity(USUAL), ..Section::default() });
                }
            }
            "script" | "style" | "svg" | "sup" => self.hidden = !is_end,
            "a" | "em" | "strong" | "b" | "i" | "code" | "span" | "abbr" | "mark" | "small" | "sub" | "u" | "s"
            | "del" | "q" => {}
            // What stood on lines of its own reads as one sentence after the other.
            "p" | "li" | "dt" | "dd" | "th" | "td" if is_end => {
                let text = &self.sections.last().expect("there is always a section").text;
                let is_open = text.trim_end().ends_with(char::is_alphanumeric) && !self.in_heading;
                self.text(if is_open { ". " } else { " " });
            }
            _ => self.text(" "),
        }
    }
}

/// Appends `text` with each white space as one space, and none behind another. What has only single spaces, which is nearly
/// all, is copied in one go.
fn push_spaced(text: &str, out: &mut String) {
    let mut is_spaced = out.is_empty() || out.ends_with(' ');
    let mut rest = if is_spaced { text.trim_start_matches(' ') } else { text };
    if is_plain(rest.as_bytes()) {
        return out.push_str(rest);
    }
    while !rest.is_empty() {
        let mut end = 0;
        for byte in rest.bytes() {
            match byte {
                b'!'..=b'~' => is_spaced = false,
                b' ' if !is_spaced => is_spaced = true,
                _ => break,
            }
            end += 1;
        }
        out.push_str(&rest[..end]);
        let mut letters = rest[end..].chars();
        match letters.next() {
            Some(letter) if !letter.is_whitespace() => {
                out.push(letter);
                is_spaced = false;
            }
            Some(_) if !is_spaced => {
                out.push(' ');
                is_spaced = true;
            }
            _ => {}
        }
        rest = letters.as_str();
    }
}

/// Whether there are only printable ASCII characters and no two spaces together. Neither loop stops early, so that the compiler
/// takes many bytes at a time: stopping at the first took 4 % of a build with an index.
fn is_plain(text: &[u8]) -> bool {
    let is_odd = text.iter().fold(false, |is_odd, byte| is_odd | !matches!(byte, b' '..=b'~'));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    !is_odd && !pairs.fold(false, |is_double, (a, b)| is_double | (*a == b' ') & (*b == b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_single_spaces() {
        let spaced = |parts: &[&str]| {
            let mut out = String::new();
            parts.iter().for_each(|part| push_spaced(part, &mut out));
            out
        };
        assert_eq!(spaced(&[" \n a  b", "c ", "\u{a0}", " d\u{2009}\u{3000}é\t“e” "]), "a bc d é “e” ");
        assert_eq!(spaced(&["", "\u{7f}\u{1}x", "  ", "y"]), "\u{7f}\u{1}x y");
    }

    #[test]
    fn text_is_cut_at_headings_and_tags_may_span_pieces() {
        let html = |text: &str| Piece::Html(text.to_owned());
        let body = Body {
            pieces: vec![
                html("<p>One &amp; <a href=\""),
                Piece::Link(0),
                html("\">two</a>.</p><h2 id=\"x\">Third <em>part</em></h2><ul><li>a</li><li>b<sup>1</sup></li></ul>"),
            ],
            ..Body::default()
        };
        let found: Vec<_> = sections(&body, &|_, _| {})
            .into_iter()
            .map(|section| (section.anchor, section.heading, section.text))
            .collect();
        let expected = [("", "", "One & two."), ("x", "Third part", "a. b.")];
        assert_eq!(found, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    }
}
