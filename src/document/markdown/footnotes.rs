//! Footnotes stand at the end of the page in the order in which the text refers to them, each with a link back, as on
//! GitHub. Their words are the page's own: numbers and an arrow, nothing that would have to be translated.

use std::ops::Range;

use pulldown_cmark::CowStr;
use rustc_hash::FxHashMap;

use super::translation::Translation;
use super::{UNDEFINED_FOOTNOTE, UNUSED_FOOTNOTE};
use crate::document::Piece;

/// The footnotes of a page so far.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    /// Number and count of references, by name in lower case.
    referred: FxHashMap<String, (usize, usize)>,
    defined: Vec<Defined<'a>>,
    open: Vec<(CowStr<'a>, Range<usize>)>,
}

struct Defined<'a> {
    name: CowStr<'a>,
    range: Range<usize>,
    pieces: Vec<Piece>,
}

impl Footnotes<'_> {
    /// The number of the footnote `name`, and which reference to it this is.
    pub fn refer(&mut self, name: &str) -> (usize, usize) {
        let next = self.referred.len() + 1;
        let (number, count) = self.referred.entry(name.to_lowercase()).or_insert((next, 0));
        *count += 1;
        (*number, *count)
    }
}

impl<'a> Translation<'a> {
    pub fn footnote_reference(&mut self, name: CowStr<'_>) {
        self.begin_inline();
        let (number, count) = self.footnotes.refer(&name);
        let id = reference(number, count);
        self.out.raw(&format!(
            "<sup class=\"footnote-reference\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// Text that begins with `^`: in brackets it was meant as a footnote, and pulldown-cmark knows no such footnote.
    pub fn check_footnote(&mut self, range: Range<usize>) {
        let text = self.source.text;
        let Some((name, _)) = text[range.start + 1..].split(['\n', '[']).next().and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        if text[..range.start].ends_with('[') && !name.is_empty() && !name.contains(char::is_whitespace) {
            let whole = range.start - 1..range.start + 1 + name.len() + 1;
            self.report(&UNDEFINED_FOOTNOTE, whole, format!("there is no footnote `[^{name}]`")).help =
                Some(format!("Write its text in a paragraph of its own: `[^{name}]: …`."));
        }
    }

    pub fn start_footnote(&mut self, name: CowStr<'a>, range: Range<usize>) {
        self.footnotes.open.push((name, range));
        self.out.open(None, None, self.depth);
    }

    pub fn end_footnote(&mut self) {
        let Some((name, range)) = self.footnotes.open.pop() else { return };
        let pieces = self.out.close();
        self.footnotes.defined.push(Defined { name, range, pieces });
    }

    pub fn write_footnotes(&mut self) {
        let Footnotes { referred, defined, .. } = std::mem::take(&mut self.footnotes);
        let mut numbered = Vec::new();
        for Defined { name, range, pieces } in defined {
            match referred.get(&name.to_lowercase()) {
                Some((number, count)) => numbered.push((*number, *count, pieces)),
                None => {
                    let line = range.start..range.start + self.source.text[range].lines().next().unwrap_or("").len();
                    self.report(&UNUSED_FOOTNOTE, line, format!("nothing refers to the footnote `[^{name}]`")).help =
                        Some(format!("Write `[^{name}]` where the footnote belongs, or remove it."));
                }
            }
        }
        // The first definition of a name counts, as with links.
        numbered.sort_by_key(|(number, ..)| *number);
        numbered.dedup_by_key(|(number, ..)| *number);
        if numbered.is_empty() {
            return;
        }
        self.out.block("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (number, count, pieces) in numbered {
            self.out.raw(&format!("<li id=\"fn-{number}\">\n"));
            self.out.append(pieces);
            // The way back stands at the end of the last paragraph, where the reader is.
            let is_paragraph = self.out.ends_with("</p>\n");
            if is_paragraph {
                self.out.take_back("</p>\n".len());
            }
            for count in 1..=count {
                let id = reference(number, count);
                self.out
                    .raw(&format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{number}\">↩\u{fe0e}</a>"));
            }
            self.out.raw(if is_paragraph { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.raw("</ol>\n</section>\n");
    }
}

fn reference(number: usize, count: usize) -> String {
    if count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") }
}
