//! Events of pulldown-cmark to HTML with holes: which element is written when. How a kind of element is written stands
//! in the files beside this one (`elements`, `inline`, `calls`, `footnotes`, `raw_html`).

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};
use rustc_hash::FxHashSet;

use super::autolink::Run;
use super::elements::OpenHeading;
use super::footnotes::Footnotes;
use super::marks::{Marks, Refusal};
use super::outline::Outline;
use super::pieces::Pieces;
use super::raw_html::RawHtml;
use super::words::Words;
use super::{DEEP_NESTING, DEEPEST_NESTING, MORE, MOST_DIAGNOSTICS, NUL_CHARACTER, Source};
use crate::diagnostic::{At, Code, Diagnostic, Spot};
use crate::document::{Body, Markdown, MarkdownOptions, Needs, Spans};
use crate::source::Span;

/// A page while it is translated from events to pieces.
pub(super) struct Translation<'a> {
    pub source: &'a Source<'a>,
    pub options: &'a MarkdownOptions,
    pub marks: &'a Marks,
    /// The first mark that has not been met yet.
    pub next: usize,
    /// Where it begins; past the end of any text when there is none.
    pub next_at: usize,
    /// Marks that turned out to be none.
    pub missed: Vec<Refusal>,
    pub out: Pieces,
    /// Open elements of the Markdown around the current event.
    pub depth: usize,
    /// Whether it was said that they are too many.
    pub told_depth: bool,
    pub needs: Needs,
    pub spans: Spans,
    pub diagnostics: Vec<Diagnostic>,
    pub words: Words,
    pub outline: Outline,
    pub heading: Option<OpenHeading>,
    /// For each link around the current event, whether its tag was written.
    pub links: Vec<bool>,
    pub footnotes: Footnotes<'a>,
    pub raw_html: RawHtml,
    pub run: Run<'a>,
    /// A `<p>` around text that stands right in a container, which a tight list would not give it: the depth at which
    /// it was opened and the raw elements that were open then.
    pub implicit_paragraph: Option<(usize, usize)>,
    /// What is in `needs` already.
    pub external: FxHashSet<String>,
    pub known_cites: FxHashSet<String>,
    pub known_terms: FxHashSet<String>,
    /// Whether the open heading stands for a leaf directive.
    pub is_leaf: bool,
    pub in_code: bool,
    pub in_table_head: bool,
    /// Of the columns of the current table.
    pub alignments: Vec<Alignment>,
    /// The column of the current table.
    pub cell: usize,
    /// For each open alert, whether it is a call: beyond the deepest nesting it is a plain block quote.
    pub alerts: Vec<bool>,
}

pub(super) type Events<'a> = pulldown_cmark::OffsetIter<'a, pulldown_cmark::DefaultBrokenLinkCallback>;

impl<'a> Translation<'a> {
    /// Nothing translated yet.
    pub fn new(source: &'a Source<'a>, marks: &'a Marks, options: &'a MarkdownOptions) -> Self {
        let text = source.text;
        let mut translation = Translation {
            source,
            options,
            marks,
            next: 0,
            next_at: marks.list.first().map_or(usize::MAX, |mark| mark.start),
            missed: Vec::new(),
            out: Pieces::with_capacity(text.len() + text.len() / 4),
            depth: 0,
            told_depth: false,
            needs: Needs::default(),
            spans: Spans::default(),
            diagnostics: Vec::new(),
            words: Words::default(),
            outline: Outline::of(text),
            heading: None,
            links: Vec::new(),
            footnotes: Footnotes::default(),
            raw_html: RawHtml::default(),
            run: Run::of(text),
            implicit_paragraph: None,
            external: FxHashSet::default(),
            known_cites: FxHashSet::default(),
            known_terms: FxHashSet::default(),
            is_leaf: false,
            in_code: false,
            in_table_head: false,
            alignments: Vec::new(),
            cell: 0,
            alerts: Vec::new(),
        };
        if let Some(nul) = source.nuls.first() {
            let at = *nul..nul + '\u{fffd}'.len_utf8();
            translation.report(&NUL_CHARACTER, at, "the text holds a NUL byte").help = Some(match source.nuls.len() {
                1 => "Remove it; the file may have been damaged or saved as UTF-16.".to_owned(),
                n => format!("Remove it and the {} others; the file may have been saved as UTF-16.", n - 1),
            });
        }
        translation
    }

    /// The page; or, when some marks were no directives after all, what to leave alone.
    pub fn run(mut self, reading: Options) -> Result<Markdown, Vec<Refusal>> {
        let text: &'a str = self.marks.text.as_deref().unwrap_or(self.source.text);
        let mut events = Parser::new_ext(text, reading).into_offset_iter();
        while let Some((event, range)) = events.next() {
            if self.next_at < range.start {
                self.miss_marks_before(range.start);
            }
            if self.run.is_pending() && !self.run.goes_on_with(&event, &range) {
                self.write_run();
            }
            if self.raw_html.is_skipping() && self.skip(&event, &range) {
                continue;
            }
            self.event(event, range, &mut events);
        }
        self.write_run();
        self.close_inside(0);
        self.miss_marks_before(usize::MAX);
        if !self.missed.is_empty() {
            return Err(self.missed);
        }
        self.write_footnotes();
        let diagnostics = self.told_diagnostics();
        let (outline, headings) = self.outline.finish();
        Ok(Markdown {
            body: Body { pieces: self.out.finish(), outline, words: self.words.count() },
            needs: self.needs,
            spans: Spans { headings, ..self.spans },
            diagnostics,
        })
    }

    /// The diagnostics in the order of the text, and no more than anybody reads.
    fn told_diagnostics(&mut self) -> Vec<Diagnostic> {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.extend(self.marks.problems.iter().map(|problem| problem.diagnostic(self.source)));
        diagnostics.sort_by_key(|diagnostic| match diagnostic.at.spot {
            Spot::Bytes(span) => span,
            _ => Span::default(),
        });
        if diagnostics.len() > MOST_DIAGNOSTICS {
            diagnostics.truncate(MOST_DIAGNOSTICS);
            let message = format!("there are more problems in this text than these {MOST_DIAGNOSTICS}");
            diagnostics.push(Diagnostic::new(&MORE, At::file(self.source.file()), message));
        }
        diagnostics
    }

    /// A new diagnostic at a range of the text.
    pub fn report(&mut self, code: &'static Code, range: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, self.source.at(range), message));
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>, events: &mut Events<'a>) {
        match event {
            Event::Text(text) if self.in_code => {
                self.words.add(&text);
                self.out.text(&text);
            }
            Event::Text(text) => self.text(text, range),
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => self.code(code, range),
            Event::SoftBreak => {
                self.line_break();
                self.out.raw("\n");
            }
            Event::HardBreak => {
                self.line_break();
                self.out.raw("<br />\n");
            }
            Event::Rule if self.next_at == range.start => self.fence(),
            Event::Rule => {
                self.begin_block();
                self.out.block("<hr />\n");
            }
            Event::Html(html) => self.html_line(&html, range),
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(is_done) => self.out.raw(match is_done {
                true => "<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n",
                false => "<input disabled=\"\" type=\"checkbox\"/>\n",
            }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text, range),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>, events: &mut Events<'a>) {
        if self.depth == DEEPEST_NESTING && !self.told_depth {
            self.told_depth = true;
            let message = format!("more than {DEEPEST_NESTING} quotes or lists stand inside each other");
            self.report(&DEEP_NESTING, range.start..range.start, message).help =
                Some("Remove the marks at the beginning of the line that are not meant.".to_owned());
        }
        match tag {
            Tag::Emphasis => self.open_inline("<em>"),
            Tag::Strong => self.open_inline("<strong>"),
            Tag::Strikethrough => self.open_inline("<del>"),
            Tag::Superscript => self.open_inline("<sup>"),
            Tag::Subscript => self.open_inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, dest_url, title, range),
            Tag::Image { dest_url, title, .. } => return self.image((dest_url, title), range, events),
            Tag::HtmlBlock => {
                self.look_for_slips(&tag, &range);
                return self.begin_block();
            }
            Tag::TableHead => {
                (self.in_table_head, self.cell) = (true, 0);
                self.out.raw("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.raw("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            tag => {
                self.begin_block();
                self.look_for_slips(&tag, &range);
                self.start_block(tag, range);
            }
        }
        self.depth += 1;
    }

    fn start_block(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.out.block("<p>"),
            Tag::Item => self.out.block("<li>"),
            Tag::List(None) => self.out.block("<ul>\n"),
            Tag::List(Some(1)) => self.out.block("<ol>\n"),
            Tag::List(Some(first)) => self.out.block(&format!("<ol start=\"{first}\">\n")),
            Tag::Heading { level, id, classes, attrs } => {
                if self.next_at == range.start {
                    self.leaf();
                } else {
                    self.start_heading((level as u8, id, classes, attrs), range);
                }
            }
            Tag::BlockQuote(None) => self.out.block("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind, range),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::DefinitionList => self.out.block("<dl>\n"),
            Tag::DefinitionListTitle => self.out.block("<dt>"),
            Tag::DefinitionListDefinition => self.out.block("<dd>"),
            Tag::FootnoteDefinition(name) => self.start_footnote(name, range),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.raw("<table>");
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::HtmlBlock {
            self.write_html_block();
            if self.marks.list.get(self.next).is_some_and(|mark| mark.is_blank) {
                self.fence();
            }
            return;
        }
        if self.out.frame_count() > 0 || self.raw_html.has_open() {
            self.close_inside(self.depth);
        }
        self.depth -= 1;
        match tag {
            TagEnd::Emphasis => self.out.raw("</em>"),
            TagEnd::Strong => self.out.raw("</strong>"),
            TagEnd::Strikethrough => self.out.raw("</del>"),
            TagEnd::Superscript => self.out.raw("</sup>"),
            TagEnd::Subscript => self.out.raw("</sub>"),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.out.raw("</a>");
                }
            }
            TagEnd::TableCell => {
                self.cell += 1;
                self.out.raw(if self.in_table_head { "</th>" } else { "</td>" });
                self.words.pause();
            }
            tag => {
                self.words.pause();
                self.end_block(tag);
            }
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.raw("</p>\n"),
            TagEnd::Item => self.out.raw("</li>\n"),
            TagEnd::List(true) => self.out.raw("</ol>\n"),
            TagEnd::List(false) => self.out.raw("</ul>\n"),
            TagEnd::Heading(_) if std::mem::take(&mut self.is_leaf) => drop(self.out.close()),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(None) => self.out.raw("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.end_alert(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.raw("</code></pre>\n");
            }
            TagEnd::DefinitionList => self.out.raw("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.raw("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.raw("</dd>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => self.out.raw("</tbody></table>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.raw("</tr>\n"),
            _ => {}
        }
    }
}
