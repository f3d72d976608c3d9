//! The first use of a glossary's term in the running text of a page becomes a call of the theme's component `term`, as if
//! the author had written it. Headings, links, code and what stands inside components stay as they are: those are short
//! texts with a purpose of their own, where a link would be in the way.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::document::{Call, CallKind, Piece};
use crate::yaml::Value;
use crate::yaml::text as field;

/// Elements whose words are never linked.
const CLOSED: [&str; 15] =
    ["a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "th", "caption", "summary", "label", "button", "kbd"];

/// The terms of a glossary, and what finds them.
pub(super) struct Terms {
    matcher: AhoCorasick,
    /// The id of each pattern's term.
    ids: Vec<String>,
}

impl Terms {
    /// The terms of a glossary's rows; `None` where there are none.
    pub fn new(rows: &[Value]) -> Option<Self> {
        let terms = rows.iter().map(|row| (field(row, "id"), field(row, "term")));
        let (ids, patterns): (Vec<_>, Vec<_>) = terms.filter(|(_, term)| !term.is_empty()).unzip();
        let matcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok()
            .filter(|_| !patterns.is_empty())?;
        Some(Terms { matcher, ids: ids.into_iter().map(str::to_owned).collect() })
    }
}

/// Where the reading of a page's HTML stands; a piece may end anywhere, even inside a tag.
pub(super) struct FirstUses {
    terms: Arc<Terms>,
    /// Whether each term still waits for its first use.
    waits: Vec<bool>,
    /// How many elements are open in which nothing is linked.
    closed: u32,
    tag: Option<Tag>,
}

/// A tag that is being read.
#[derive(Default)]
struct Tag {
    text: String,
    quote: Option<char>,
}

impl FirstUses {
    /// For a page with these pieces; terms that its author marked are used already.
    pub fn new(terms: Arc<Terms>, pieces: &[Piece]) -> Self {
        let mut marked = Vec::new();
        collect_marked(pieces, &mut marked);
        let waits = terms.ids.iter().map(|id| !marked.contains(&id.as_str())).collect();
        FirstUses { terms, waits, closed: 0, tag: None }
    }

    /// Copies `html` to `out`; what `link` makes of a call and the words inside it takes the place of a first use.
    pub fn push(&mut self, html: &str, out: &mut String, link: &mut dyn FnMut(&Call, &str) -> String) {
        let mut rest = html;
        while !rest.is_empty() {
            let end = match &mut self.tag {
                Some(tag) => {
                    let end = tag.end(rest);
                    tag.text.push_str(&rest[..end]);
                    out.push_str(&rest[..end]);
                    if rest[..end].ends_with('>') && tag.quote.is_none() {
                        self.close_tag();
                    }
                    end
                }
                None => {
                    let end = rest.find('<').unwrap_or(rest.len());
                    self.push_text(&rest[..end], out, link);
                    if end < rest.len() {
                        self.tag = Some(Tag::default());
                    }
                    end
                }
            };
            rest = &rest[end..];
        }
    }

    fn close_tag(&mut self) {
        let tag = self.tag.take().unwrap_or_default().text;
        let (name, opens) = match tag.strip_prefix("</") {
            Some(name) => (name, false),
            None => (tag.trim_start_matches('<'), true),
        };
        let name = name.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        if CLOSED.contains(&name) {
            self.closed = if opens { self.closed + 1 } else { self.closed.saturating_sub(1) };
        }
    }

    fn push_text(&mut self, text: &str, out: &mut String, link: &mut dyn FnMut(&Call, &str) -> String) {
        if self.closed > 0 {
            out.push_str(text);
            return;
        }
        let mut done = 0;
        for found in self.terms.matcher.find_iter(text) {
            let term = found.pattern().as_usize();
            let waits = &mut self.waits[term];
            let end = found.end() + usize::from(text[found.end()..].starts_with('s'));
            let is_letter = |letter: char| letter.is_alphanumeric() || letter == '-';
            let is_word = !text[..found.start()].ends_with(is_letter) && !text[end..].starts_with(is_letter);
            if !*waits || !is_word {
                continue;
            }
            *waits = false;
            out.push_str(&text[done..found.start()]);
            let call = Call {
                name: "term".to_owned(),
                index: 0,
                kind: CallKind::Inline,
                title: None,
                arguments: vec![("id".to_owned(), self.terms.ids[term].clone())],
                body: Vec::new(),
            };
            out.push_str(&link(&call, &text[found.start()..end]));
            done = end;
        }
        out.push_str(&text[done..]);
    }
}

impl Tag {
    /// One past the end of the tag in `rest`, or all of it. A `>` in quotes ends nothing.
    fn end(&mut self, rest: &str) -> usize {
        for (at, letter) in rest.char_indices() {
            match (self.quote, letter) {
                (None, '>') => return at + 1,
                (None, '"' | '\'') => self.quote = Some(letter),
                (Some(quote), letter) if quote == letter => self.quote = None,
                _ => {}
            }
        }
        rest.len()
    }
}

fn collect_marked<'a>(pieces: &'a [Piece], marked: &mut Vec<&'a str>) {
    for piece in pieces {
        if let Piece::Call(call) = piece {
            if call.name == "term" {
                marked.extend(call.arguments.iter().filter(|(name, _)| name == "id").map(|(_, id)| id.as_str()));
            }
            collect_marked(&call.body, marked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_use_in_running_text_is_a_link() {
        let rows: Value = serde_yaml::from_str("[{id: t, term: Trigger}, {id: w, term: Working model}]").unwrap();
        for (pieces, expected) in [
            (&["<p>A trigger, a trigger.</p>"][..], "<p>A [t:trigger], a trigger.</p>"),
            (&["<p>Triggers and triggered.</p>"], "<p>[t:Triggers] and triggered.</p>"),
            (&["<p>untriggered trigger-happy</p>"], "<p>untriggered trigger-happy</p>"),
            (&["<h2>Trigger</h2><p>Trigger</p>"], "<h2>Trigger</h2><p>[t:Trigger]</p>"),
            (&["<p><a href=\"", "x\">a trigger</a> trigger"], "<p><a href=\"x\">a trigger</a> [t:trigger]"),
            (&["<img alt=\"> trigger\"> trigger"], "<img alt=\"> trigger\"> [t:trigger]"),
            (&["a <em>working model</em>"], "a <em>[w:working model]</em>"),
        ] {
            let terms = Arc::new(Terms::new(rows.as_sequence().unwrap()).unwrap());
            let mut uses = FirstUses::new(terms, &[]);
            let mut out = String::new();
            for piece in pieces {
                uses.push(piece, &mut out, &mut |call, words| format!("[{}:{words}]", call.arguments[0].1));
            }
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn a_term_that_the_author_marked_is_used() {
        let rows: Value = serde_yaml::from_str("[{id: t, term: Trigger}]").unwrap();
        let call = Call {
            name: "term".into(),
            index: 0,
            kind: CallKind::Inline,
            title: None,
            arguments: vec![("id".into(), "t".into())],
            body: Vec::new(),
        };
        let terms = Arc::new(Terms::new(rows.as_sequence().unwrap()).unwrap());
        let mut out = String::new();
        FirstUses::new(terms, &[Piece::Call(Box::new(call))])
            .push("<p>A trigger.</p>", &mut out, &mut |_, _| "link".into());
        assert_eq!(out, "<p>A trigger.</p>");
    }
}
