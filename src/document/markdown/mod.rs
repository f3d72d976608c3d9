//! Markdown to pieces. Directives are found first (`marks`), then pulldown-cmark reads the whole text once, so that
//! references and footnotes work everywhere, and its events are written as HTML with holes. What is written for plain
//! Markdown is what pulldown-cmark itself would write, byte for byte, but for anchors, footnotes and table alignment.

mod address;
mod autolink;
mod blocks;
mod calls;
pub mod directives;
mod elements;
mod footnotes;
mod html_blocks;
mod inline;
mod marks;
pub mod outline;
mod pieces;
mod plain;
mod raw_html;
pub mod sanitise;
mod search;
pub mod slips;
mod translation;
mod words;

use std::borrow::Cow;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};

use pulldown_cmark::Options;

use self::marks::Marks;
use self::translation::Translation;
use super::{Body, Markdown, MarkdownOptions, MarkdownText, Piece};
use crate::diagnostic::{At, Diagnostic, Spot};
use crate::source::{SourcePath, Span};

crate::codes! {
    /// # A link that would run a script
    ///
    /// A link or image may not lead to `javascript:`, `vbscript:` or `data:`: such an address is a programme or a file in
    /// disguise. The link's text stays on the page, its address does not.
    ///
    /// Put a file beside the page and link to it, or give the address of the page that you mean.
    UNSAFE_LINK: Error = "unsafe-link";

    /// # A character that cannot be shown
    ///
    /// The text holds a NUL byte. No browser can show one, so `\u{fffd}` (the replacement character) stands in its
    /// place, as CommonMark demands. It often means that a file was damaged or saved as UTF-16: save it as UTF-8.
    NUL_CHARACTER: Warning = "nul-character";

    /// # Markdown that cannot be read in full
    ///
    /// A few sequences of marks, which hardly anybody writes on purpose, cannot be read. The page shows the text without
    /// what made it so: without the attributes of headings (`{#anchor}`), or just as it is written.
    UNREADABLE: Error = "unreadable-markdown";

    /// # More problems in a text than are shown
    ///
    /// haven shows the first 200 problems of a file's Markdown. So many have most often one cause near the first of them.
    MORE: Warning = "more-markdown-problems";

    /// # Quotes and lists nested too deep
    ///
    /// More than 100 quotes, lists or other elements stand inside each other here. No reader can follow that, and browsers
    /// stop drawing it. It is most often a line of `>` or `-` that was meant as an ornament.
    ///
    /// Remove the marks at the beginning of the line, or write `---` for a line across the page.
    DEEP_NESTING: Warning = "deep-nesting";

    /// # A footnote without a text
    ///
    /// `[^name]` refers to a footnote, and the file holds none with this name. Its text is a paragraph of its own that
    /// begins with `[^name]:`. Until there is one, the page shows the brackets as they are written.
    UNDEFINED_FOOTNOTE: Warning = "undefined-footnote";

    /// # A footnote that nothing refers to
    ///
    /// A footnote's text appears only when the page refers to it as `[^name]`. Refer to it, or remove it.
    UNUSED_FOOTNOTE: Warning = "unused-footnote";
}

/// Elements inside each other beyond which nobody can follow. Pages made with care stay below ten.
pub(super) const DEEPEST_NESTING: usize = 100;

/// Problems that are told of one text. More than this nobody reads.
pub const MOST_DIAGNOSTICS: usize = 200;

/// Reads Markdown. Never fails: what cannot be understood stays as the text that it is, and a diagnostic says so.
pub fn parse(markdown: &MarkdownText<'_>, options: &MarkdownOptions) -> Markdown {
    let nuls: Vec<usize> = memchr::memchr_iter(0, markdown.text.as_bytes()).collect();
    let text = match nuls.is_empty() {
        true => Cow::Borrowed(markdown.text),
        false => Cow::Owned(markdown.text.replace('\0', "\u{fffd}")),
    };
    let source = Source { markdown, nuls, text: &text };
    // pulldown-cmark 0.13.6 panics on a few texts that nobody writes, such as `- [ ] \\\r\n\t---`, where it looks for a
    // heading's attributes. No page may take the site down with it, so such a text is read without them, or else shown
    // as it is.
    let reading = reading(options);
    let read = |reading| panic::catch_unwind(AssertUnwindSafe(|| read(&source, options, reading))).ok();
    read(reading).unwrap_or_else(|| {
        let mut parsed = read(reading - Options::ENABLE_HEADING_ATTRIBUTES).unwrap_or_else(|| source.as_it_is());
        let message = "this text cannot be read as Markdown in full";
        let help = "Look for lines that are not meant as they are written, such as a lone backslash at the end of one.";
        parsed.diagnostics.insert(0, Diagnostic::new(&UNREADABLE, At::file(markdown.file), message).help(help));
        parsed
    })
}

/// How often a text is read at most, until every directive in it is known to be one. Twice is enough for all but texts
/// made to confuse.
const MOST_READINGS: usize = 6;

/// A directive that turns out to stand inside code or a tag, which only the whole parse can tell, is left alone the next
/// time.
fn read(source: &Source<'_>, options: &MarkdownOptions, reading: Options) -> Markdown {
    let mut refused = Vec::new();
    for _ in 1..MOST_READINGS {
        let marks = marks::find(source.text, &refused);
        match Translation::new(source, &marks, options).run(reading) {
            Ok(parsed) => return parsed,
            Err(missed) => refused.extend(missed),
        }
        refused.sort_unstable();
    }
    match Translation::new(source, &Marks::none(), options).run(reading) {
        Ok(parsed) => parsed,
        Err(_) => unreachable!("a text without marks cannot miss one"),
    }
}

/// The extensions of CommonMark that haven reads.
pub(super) fn reading(options: &MarkdownOptions) -> Options {
    let mut reading = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    reading.set(Options::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    reading
}

/// The text that is read and how its places are told.
pub(super) struct Source<'a> {
    markdown: &'a MarkdownText<'a>,
    /// Where the original holds a NUL.
    pub nuls: Vec<usize>,
    /// The text, with NUL replaced.
    pub text: &'a str,
}

impl Source<'_> {
    /// The text as a page that shows it as it is written.
    fn as_it_is(&self) -> Markdown {
        let mut html = "<pre>".to_owned();
        let _ = pulldown_cmark_escape::escape_html_body_text(&mut html, self.text);
        html.push_str("</pre>\n");
        let words = self.text.split_whitespace().count() as u32;
        let body = Body { pieces: vec![Piece::Html(html)], outline: Vec::new(), words };
        Markdown { body, ..Markdown::default() }
    }

    /// The file.
    pub fn file(&self) -> &SourcePath {
        self.markdown.file
    }

    /// The place in the file of a range of `text`: each NUL became three bytes.
    pub fn span(&self, range: Range<usize>) -> Span {
        let original = |at: usize| {
            let nuls = if self.nuls.is_empty() { 0 } else { self.text[..at].matches('\u{fffd}').count() };
            self.markdown.offset + at - 2 * nuls.min(self.nuls.len())
        };
        Span::new(original(range.start)..original(range.end))
    }

    /// The place in the file as a diagnostic names it.
    pub fn at(&self, range: Range<usize>) -> At {
        At::new(self.markdown.file, Spot::Bytes(self.span(range)))
    }
}
