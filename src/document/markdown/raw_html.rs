//! Raw HTML inside Markdown: its elements are kept in balance with the page's own, so that no author can close what the
//! theme has opened, and what is not allowed is removed with a diagnostic.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::sanitise::{self, HTML_REMOVED, Token, Tokens, Verdict};
use super::translation::Translation;

/// Raw elements that may be open at once; browsers stop nesting at 512.
const MOST_OPEN: usize = 128;

/// Raw elements that are open, and the raw HTML that is still being collected.
#[derive(Default)]
pub(super) struct RawHtml {
    open: Vec<OpenElement>,
    /// Whether the last `<a>` that was kept as it is has not been closed.
    is_in_trusted_link: bool,
    /// A `<script>` or `<style>` whose end has not come yet.
    skipping: Option<OpenElement>,
    /// The lines of the current HTML block: a tag may run over several.
    block: String,
    /// Where in `block` each line begins, and where in the text.
    lines: Vec<(usize, usize)>,
}

struct OpenElement {
    name: String,
    depth: usize,
    frames: usize,
}

impl RawHtml {
    /// Elements that are open.
    pub fn open_count(&self) -> usize {
        self.open.len()
    }

    /// Whether an element or a removed one is open.
    pub fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether the innermost element was opened at `depth` or deeper, in the frame with this number.
    pub fn has_open_inside(&self, depth: usize, frames: usize) -> bool {
        self.open.last().is_some_and(|element| element.frames == frames && element.depth >= depth)
    }

    /// Whether a raw `<a>` is open: an address in it is no link of its own.
    pub fn is_in_link(&self) -> bool {
        self.is_in_trusted_link || self.open.iter().any(|element| element.name == "a")
    }

    /// Whether everything is dropped until a closing tag comes.
    pub fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }
}

impl Translation<'_> {
    pub fn html_line(&mut self, html: &str, range: Range<usize>) {
        if self.options.trust_html {
            return self.out.raw(html);
        }
        self.raw_html.lines.push((self.raw_html.block.len(), range.start));
        self.raw_html.block.push_str(html);
    }

    /// The HTML block is complete.
    pub fn write_html_block(&mut self) {
        if self.raw_html.block.is_empty() {
            return;
        }
        let block = std::mem::take(&mut self.raw_html.block);
        let lines = std::mem::take(&mut self.raw_html.lines);
        self.fragment(&block, &lines);
    }

    pub fn inline_html(&mut self, html: CowStr<'_>, range: Range<usize>) {
        self.begin_inline();
        let html = self.restored(html, range.clone());
        let html = &*html;
        if self.options.trust_html {
            let is_link = |tag: &str| html.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
            if is_link("<a ") || is_link("</a") {
                self.raw_html.is_in_trusted_link = is_link("<a ");
            }
            return self.out.raw(html);
        }
        self.fragment(html, &[(0, range.start)]);
    }

    /// Drops what a removed `<script>` or `<style>` holds. `false` when it ends with this event, which then counts.
    pub fn skip(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        let Some(skipping) = &self.raw_html.skipping else { return false };
        let is_here = self.depth == skipping.depth;
        let ends = match event {
            // A closing tag counts where the element was opened: deeper, it stands in a block that is dropped.
            Event::InlineHtml(_) | Event::Html(_) => is_here,
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => is_here,
            Event::End(_) if is_here => {
                self.raw_html.skipping = None;
                true
            }
            // A directive's fence, which ends whatever is open.
            Event::Rule if self.next_at == range.start => is_here,
            Event::Start(_) => {
                self.depth += 1;
                false
            }
            Event::End(_) => {
                self.depth -= 1;
                false
            }
            _ => false,
        };
        if !ends {
            while self.next_at < range.end && !matches!(event, Event::Start(_) | Event::End(_)) {
                self.take_mark();
            }
        }
        !ends
    }

    /// Writes what is allowed of `html`, whose `lines` tell where it stands.
    fn fragment(&mut self, html: &str, lines: &[(usize, usize)]) {
        let place = |range: Range<usize>| {
            let line = lines.partition_point(|(at, _)| *at <= range.start).max(1) - 1;
            let (at, start) = lines[line];
            let end = lines.get(line + 1).map_or(range.end, |(next, _)| range.end.min(*next));
            start + range.start - at..start + end - at
        };
        let mut tokens = Tokens::of(html);
        if let Some(skipping) = &self.raw_html.skipping {
            tokens.skip_to_close_of(&skipping.name);
        }
        while let Some((token, range)) = tokens.next() {
            match token {
                Token::Comment => {}
                Token::Text(text) => self.raw_text(text),
                Token::Close(name) => self.close_tag(&name, place(range)),
                Token::Open { name, attributes, is_closed } => match sanitise::verdict(&name) {
                    Verdict::Keep => self.open_tag(name, &attributes, is_closed, place(range)),
                    Verdict::Unwrap => self.report_removed(place(range), format!("the element `<{name}>` was removed")),
                    Verdict::Drop => {
                        self.report_removed(place(range), format!("`<{name}>` was removed with all that it holds"));
                        tokens.skip_to_close_of(&name);
                        let frames = self.out.frame_count();
                        self.raw_html.skipping = Some(OpenElement { name, depth: self.depth, frames });
                    }
                },
            }
        }
    }

    fn raw_text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(['<', '>']) {
            self.out.raw(&rest[..at]);
            self.out.raw(if rest.as_bytes()[at] == b'<' { "&lt;" } else { "&gt;" });
            rest = &rest[at + 1..];
        }
        self.out.raw(rest);
        self.count(text);
    }

    fn open_tag(&mut self, name: String, attributes: &[(String, &str)], is_closed: bool, range: Range<usize>) {
        if self.raw_html.open.len() >= MOST_OPEN {
            return self
                .report_removed(range, format!("the element `<{name}>` was removed: raw HTML is nested too deeply"));
        }
        self.out.raw("<");
        self.out.raw(&name);
        let mut written: Vec<&str> = Vec::new();
        for (attribute, value) in attributes {
            if !sanitise::is_allowed(&name, attribute) {
                self.report_removed(range.clone(), format!("the attribute `{attribute}` of `<{name}>` was removed"));
            } else if !written.contains(&attribute.as_str()) {
                written.push(attribute);
                self.write_attribute((&name, attribute, value), range.clone());
            }
        }
        self.out.raw(">");
        if sanitise::is_void(&name) {
            return;
        }
        if is_closed {
            self.out.raw(&format!("</{name}>"));
        } else {
            self.raw_html.open.push(OpenElement { name, depth: self.depth, frames: self.out.frame_count() });
        }
    }

    fn write_attribute(&mut self, (element, name, value): (&str, &str, &str), range: Range<usize>) {
        let is_address = matches!(name, "href" | "src" | "cite");
        let value = if is_address { value.trim().replace("&amp;", "&") } else { value.to_owned() };
        if is_address && !sanitise::is_allowed_address(&value) {
            return self.report_removed(range, format!("the address of `<{element}>` was removed"));
        }
        self.out.raw(" ");
        self.out.raw(name);
        self.out.raw("=\"");
        if is_address {
            self.write_address(&value, element == "img", range);
        } else {
            self.out.raw(&value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
        }
        self.out.raw("\"");
    }

    fn close_tag(&mut self, name: &str, range: Range<usize>) {
        if self.raw_html.skipping.as_ref().is_some_and(|skipping| skipping.name == name) {
            self.raw_html.skipping = None;
            return;
        }
        if sanitise::verdict(name) != Verdict::Keep {
            return;
        }
        let (depth, frames) = (self.depth, self.out.frame_count());
        let here = |element: &&OpenElement| element.depth == depth && element.frames == frames;
        let inner = self.raw_html.open.iter().rev().take_while(here).position(|element| element.name == name);
        match inner {
            None => self.report_removed(range, format!("`</{name}>` closes nothing here and was removed")),
            Some(inner) => (0..=inner).for_each(|_| self.close_raw_element()),
        }
    }

    /// Nothing is dropped any more, though no closing tag came.
    pub fn stop_skipping(&mut self) {
        self.raw_html.skipping = None;
    }

    pub fn close_raw_element(&mut self) {
        if let Some(element) = self.raw_html.open.pop() {
            self.out.raw(&format!("</{}>", element.name));
        }
    }

    pub fn report_removed(&mut self, range: Range<usize>, message: String) {
        let help = "Use Markdown or a directive instead, or set `markdown: {html: trust}` in site.yaml.";
        let report = self.report(&HTML_REMOVED, range, message);
        report.help = Some(help.to_owned());
    }
}
