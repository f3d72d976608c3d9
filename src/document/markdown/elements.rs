//! How headings, code blocks, table cells and alerts are written.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr};

use super::calls::DEEPEST;
use super::pieces::Place;
use super::sanitise;
use super::translation::Translation;
use crate::document::{Call, CallKind};

/// A heading whose text is still coming.
pub(super) struct OpenHeading {
    level: u8,
    /// Its text so far.
    pub title: String,
    explicit: Option<String>,
    /// Where its `id` goes.
    id_place: Place,
    range: Range<usize>,
}

/// What pulldown-cmark tells of a heading: level, id, classes, other attributes.
pub(super) type HeadingTag<'a> = (u8, Option<CowStr<'a>>, Vec<CowStr<'a>>, Vec<(CowStr<'a>, Option<CowStr<'a>>)>);

impl Translation<'_> {
    pub fn start_heading(&mut self, (level, id, classes, attributes): HeadingTag<'_>, range: Range<usize>) {
        self.out.block(["<h1", "<h2", "<h3", "<h4", "<h5", "<h6"][usize::from(level) - 1]);
        let id_place = self.out.here();
        for (position, class) in classes.iter().enumerate() {
            self.out.raw(if position == 0 { " class=\"" } else { " " });
            self.out.attribute(class);
        }
        if !classes.is_empty() {
            self.out.raw("\"");
        }
        for (name, value) in attributes {
            if !self.options.trust_html && !sanitise::is_allowed_anywhere(&name) {
                self.report_removed(
                    self.trimmed(&range),
                    format!("the attribute `{name}` of this heading was removed"),
                );
                continue;
            }
            self.out.raw(" ");
            self.out.attribute(&name);
            self.out.raw("=\"");
            self.out.attribute(value.as_deref().unwrap_or_default());
            self.out.raw("\"");
        }
        self.out.raw(">");
        let explicit = id.map(|id| id.to_string());
        self.heading = Some(OpenHeading { level, title: String::new(), explicit, id_place, range });
    }

    pub fn end_heading(&mut self) {
        let Some(OpenHeading { level, title, explicit, id_place, range }) = self.heading.take() else { return };
        self.out.raw(["</h1>\n", "</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][usize::from(level) - 1]);
        let span = self.source.span(self.trimmed(&range));
        let heading = (level, title.trim().to_owned(), explicit.as_deref());
        let anchor = self.outline.add(heading, span, self.source.file(), &mut self.diagnostics);
        let mut id = String::with_capacity(anchor.len() + 6);
        id.push_str(" id=\"");
        let _ = pulldown_cmark_escape::escape_html(&mut id, anchor);
        id.push('"');
        self.out.insert(id_place, &id);
    }

    /// A block's range without the end of its last line.
    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        range.start..range.start + self.source.text[range.clone()].trim_end().len()
    }

    pub fn start_code(&mut self, kind: CodeBlockKind<'_>) {
        self.in_code = true;
        let language = match &kind {
            CodeBlockKind::Fenced(words) => words.split(' ').next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            return self.out.block("<pre><code>");
        }
        self.out.block("<pre><code class=\"language-");
        self.out.attribute(language);
        self.out.raw("\">");
    }

    /// Alignment is a class and not a `style` attribute, which the page's content security policy forbids.
    pub fn start_cell(&mut self) {
        self.out.raw(if self.in_table_head { "<th" } else { "<td" });
        self.out.raw(match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            _ => ">",
        });
    }

    /// `> [!NOTE]` is a call of the component `alert`.
    pub fn start_alert(&mut self, kind: BlockQuoteKind, range: Range<usize>) {
        let is_call = self.out.frame_count() < DEEPEST;
        self.alerts.push(is_call);
        if !is_call {
            return self.out.block("<blockquote>\n");
        }
        let kind = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let index = self.new_call(range);
        let call = Call {
            name: "alert".to_owned(),
            index,
            kind: CallKind::Container,
            title: None,
            arguments: vec![("kind".to_owned(), kind.to_owned())],
            body: Vec::new(),
        };
        self.out.open(Some(call), None, self.depth);
    }

    pub fn end_alert(&mut self) {
        match self.alerts.pop() {
            Some(true) => drop(self.out.close()),
            _ => self.out.raw("</blockquote>\n"),
        }
    }
}
