//! How directives become calls of components: where the marks that `marks` found meet the events of the Markdown.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::marks::{Directive, Mark, Role};
use super::translation::Translation;
use crate::document::slug::slug;
use crate::document::{Call, CallKind, Reference};

/// How deep calls nest. Pieces are a recursive type, and deeper texts are mistakes or attacks.
pub(super) const DEEPEST: usize = 64;

impl<'a> Translation<'a> {
    /// A block begins: text that stood right in a container ends.
    pub fn begin_block(&mut self) {
        if self.out.frame_count() > 0 {
            self.end_implicit_paragraph();
        }
    }

    /// Text begins. Right in a container it gets a paragraph, which a tight list would not give it.
    pub fn begin_inline(&mut self) {
        if self.out.frame_count() > 0
            && self.implicit_paragraph.is_none()
            && self.out.frame_depth() == Some(self.depth)
            && self.out.frame_call().is_some_and(|call| call.kind == CallKind::Container)
        {
            self.out.block("<p>");
            self.implicit_paragraph = Some((self.depth, self.raw_html.open_count()));
        }
    }

    fn end_implicit_paragraph(&mut self) {
        let Some((_, raw_elements)) = self.implicit_paragraph.take() else { return };
        while self.is_in_inline_call() {
            self.close_frame();
        }
        while self.raw_html.open_count() > raw_elements {
            self.close_raw_element();
        }
        self.out.raw("</p>\n");
    }

    fn is_in_inline_call(&self) -> bool {
        self.out.frame_depth() == Some(self.depth)
            && self.out.frame_call().is_some_and(|call| call.kind == CallKind::Inline)
    }

    /// Closes whatever was opened at `depth` or deeper and is open still, innermost first.
    pub fn close_inside(&mut self, depth: usize) {
        if self.implicit_paragraph.is_some_and(|(opened, _)| opened >= depth) {
            self.end_implicit_paragraph();
        }
        loop {
            if self.raw_html.has_open_inside(depth, self.out.frame_count()) {
                self.close_raw_element();
            } else if self.out.frame_depth().is_some_and(|opened| opened >= depth) {
                self.close_frame();
            } else {
                return;
            }
        }
    }

    fn close_frame(&mut self) {
        while self.raw_html.has_open_inside(0, self.out.frame_count()) {
            self.close_raw_element();
        }
        self.out.close();
    }

    /// The line of a container's fence.
    pub fn fence(&mut self) {
        self.stop_skipping();
        let marks = self.marks;
        let mark = self.take_mark();
        match mark.role {
            Role::Open(directive) => {
                self.begin_block();
                let call = self.new_directive(&marks.directives[directive]);
                self.out.block("");
                self.out.open(Some(call), Some(directive), self.depth);
            }
            Role::Close(directive) if self.out.can_close(directive, self.depth) => {
                self.end_implicit_paragraph();
                while self.out.frame_directive() != Some(directive) {
                    self.close_frame();
                }
                self.close_frame();
            }
            Role::Outside => self.begin_block(),
            _ => self.missed.push(mark.refusal(&marks.directives)),
        }
    }

    /// The heading that stands for a leaf directive: its text is the body.
    pub fn leaf(&mut self) {
        let marks = self.marks;
        let mark = self.take_mark();
        if let Role::Leaf(directive) = mark.role {
            let call = self.new_directive(&marks.directives[directive]);
            self.out.block("");
            self.out.open(Some(call), Some(directive), self.depth);
            self.is_leaf = true;
        } else {
            self.missed.push(mark.refusal(&marks.directives));
        }
    }

    /// Text in which directives begin or end, or which holds a colon that had to be hidden.
    pub fn marked_text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let is_verbatim = text.len() == range.len();
        let mut from = range.start;
        while self.next_at < range.end {
            let mark = self.take_mark();
            if !is_verbatim || mark.start < from || mark.end > range.end {
                self.missed.push(mark.refusal(&self.marks.directives));
                continue;
            }
            self.unmarked_part(&text, &range, from..mark.start);
            self.write_run();
            from = mark.end;
            self.inline_mark(mark);
        }
        self.unmarked_part(&text, &range, from..range.end);
    }

    fn unmarked_part(&mut self, text: &CowStr<'a>, range: &Range<usize>, part: Range<usize>) {
        if part.is_empty() {
            return;
        }
        let inner = part.start - range.start..part.end - range.start;
        let piece = match text {
            CowStr::Borrowed(text) => CowStr::Borrowed(&text[inner]),
            text => CowStr::from(text[inner].to_owned()),
        };
        self.unmarked_text(piece, part);
    }

    fn inline_mark(&mut self, mark: Mark) {
        let marks = self.marks;
        match mark.role {
            Role::Colon => self.write_text(":"),
            Role::Inline(directive) => {
                let call = self.new_directive(&marks.directives[directive]);
                self.out.call(call);
            }
            Role::InlineOpen(directive) => {
                let call = self.new_directive(&marks.directives[directive]);
                self.out.open(Some(call), Some(directive), self.depth);
                self.out.at_line_start = false;
            }
            Role::InlineClose(directive)
                if self.is_in_inline_call() && self.out.frame_directive() == Some(directive) =>
            {
                self.close_frame();
            }
            _ => self.missed.push(mark.refusal(&marks.directives)),
        }
    }

    /// An image's alternative text is words only, so that a directive in it leaves no more than its words.
    pub fn alternative_of_marked(&mut self, text: &str, range: Range<usize>, alternative: &mut String) {
        let mut from = 0;
        while self.next_at < range.end {
            let mark = self.take_mark();
            let (start, end) = (mark.start.max(range.start) - range.start, mark.end - range.start);
            alternative.push_str(text.get(from..start).unwrap_or_default());
            if matches!(mark.role, Role::Colon) {
                alternative.push(':');
            }
            from = end;
        }
        alternative.push_str(text.get(from..).unwrap_or_default());
    }

    /// Code that runs over a line which begins with a colon: the colon was hidden and is put back.
    pub fn restored<'t>(&mut self, code: CowStr<'t>, range: Range<usize>) -> CowStr<'t> {
        if self.next_at >= range.end {
            return code;
        }
        let text = self.marks.text.as_deref().unwrap_or(self.source.text);
        let mut restored = String::with_capacity(code.len());
        let mut at = range.start;
        for character in code.chars() {
            // The code lacks the markers of block quotes and lists that the text has at the beginning of lines.
            let fits = |rest: &str| rest.starts_with(character) || character == ' ' && rest.starts_with(['\r', '\n']);
            while at < range.end && !fits(&text[at..]) {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
            let is_colon =
                at < range.end && self.next_at == at && matches!(self.marks.list[self.next].role, Role::Colon);
            restored.push(if is_colon { ':' } else { character });
            if is_colon {
                self.take_mark();
            }
            at += text[at.min(text.len())..].chars().next().map_or(0, char::len_utf8);
        }
        restored.into()
    }

    /// Marks before `position` were not where text is: what they belong to is no directive.
    pub fn miss_marks_before(&mut self, position: usize) {
        while self.next_at < position {
            let mark = self.take_mark();
            self.missed.push(mark.refusal(&self.marks.directives));
        }
    }

    pub fn take_mark(&mut self) -> Mark {
        let mark = self.marks.list[self.next];
        self.next += 1;
        self.next_at = self.marks.list.get(self.next).map_or(usize::MAX, |mark| mark.start);
        mark
    }

    /// The number of a new call at `range`.
    pub fn new_call(&mut self, range: Range<usize>) -> u32 {
        self.spans.calls.push(self.source.span(range));
        self.spans.calls.len() as u32 - 1
    }

    fn new_directive(&mut self, directive: &Directive) -> Call {
        let index = self.new_call(directive.range.clone());
        match directive.name.as_str() {
            "cite" => self.cite(directive, index),
            "term" => self.term(directive, index),
            _ => {}
        }
        let title = directive.title.as_deref().map(|title| super::plain::plain_text(title, self.options));
        if let Some(title) = &title {
            self.words.pause();
            self.words.add(title);
            self.words.pause();
        }
        Call {
            name: directive.name.clone(),
            index,
            kind: directive.kind,
            title,
            arguments: directive.arguments.clone(),
            body: Vec::new(),
        }
    }

    fn cite(&mut self, directive: &Directive, call: u32) {
        let body = self.on_one_line(directive.body.clone());
        for key in body.split(',').map(str::trim).filter(|key| !key.is_empty()) {
            if self.known_cites.insert(key.to_owned()) {
                self.needs.cites.push(Reference { key: key.to_owned(), call });
            }
        }
    }

    fn term(&mut self, directive: &Directive, call: u32) {
        let id = directive.arguments.iter().find(|(key, _)| key == "id").map(|(_, id)| id.clone());
        let id = id.unwrap_or_else(|| {
            let words = self.on_one_line(directive.body.clone());
            slug(&super::plain::plain_text(&words, self.options))
        });
        if self.known_terms.insert(id.clone()) {
            self.needs.terms.push(Reference { key: id, call });
        }
    }
    /// A directive's text may run over lines, which have the markers of block quotes before them.
    fn on_one_line(&self, range: Range<usize>) -> Cow<'a, str> {
        let text = &self.source.text[range];
        if !text.contains('\n') {
            return Cow::Borrowed(text);
        }
        let lines = text.lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
        Cow::Owned(lines.collect::<Vec<_>>().join(" "))
    }
}
