//! The search for directives, line by line: which fence closes which container, and where inline directives begin and
//! end. A text that is no directive is left as it is, whatever it looks like.

use std::ops::Range;

use super::blocks::{Line, LineRole};
use super::calls::DEEPEST;
use super::directives::{self, DIRECTIVE_DEPTH, Fence, Head, STRAY_FENCE, UNCLOSED_DIRECTIVE, fence};
use super::marks::{Directive, Marks, Refusal, Role};
use crate::document::CallKind;

/// Bytes that the braces of an inline directive may hold; also keeps a line of unclosed braces from being read again
/// and again.
const LONGEST_ATTRIBUTES: usize = 2000;

/// The bytes that matter to inline directives; the others are passed over.
const MATTERS: [bool; 256] = {
    let mut matters = [false; 256];
    let bytes = b"\\`[]:";
    let mut next = 0;
    while next < bytes.len() {
        matters[bytes[next] as usize] = true;
        next += 1;
    }
    matters
};

/// A search under way.
pub(super) struct Search<'a> {
    text: &'a str,
    /// What is left alone, in order.
    refused: &'a [Refusal],
    marks: Marks,
    open: Vec<OpenContainer>,
    /// Containers that were opened beyond the deepest nesting.
    too_deep: usize,
    /// What the current line is, read as a fence.
    found: Option<Fence>,
    /// The paragraph or heading that the last lines belong to.
    prose: Range<usize>,
}

/// A container whose end has not come yet.
struct OpenContainer {
    /// `None` for a fence that could not be read: it and its partner stay text.
    directive: Option<usize>,
    colons: usize,
    /// Block quotes and list items around it.
    depth: usize,
}

/// A bracket whose partner has not come yet, and the colon and name before it, if it is a directive's.
struct OpenBracket {
    at: usize,
    colon: Option<usize>,
}

impl<'a> Search<'a> {
    /// A search that has seen nothing yet.
    pub fn of(text: &'a str, refused: &'a [Refusal]) -> Self {
        let marks = Marks::default();
        Search { text, refused, marks, open: Vec::new(), too_deep: 0, found: None, prose: 0..0 }
    }

    /// Whether a line is a directive's own, and so a block.
    pub fn is_block(&mut self, line: Line) -> bool {
        self.found = fence(&self.text[line.start..line.end]);
        match &self.found {
            Some(Fence::Open(..)) => !self.is_refused(line.start) && self.open.len() < DEEPEST,
            Some(Fence::Leaf(_)) => !self.is_refused(line.start),
            Some(Fence::Close(colons)) => match self.partner(*colons, line) {
                Some(partner) => self.open[partner].directive.is_some(),
                None => self.closes_from_outside(*colons, line),
            },
            Some(Fence::Broken(..)) | None => false,
        }
    }

    /// Takes the next line in.
    pub fn line(&mut self, line: Line) {
        let found = self.found.take();
        self.leave(line.kept);
        let goes_on = matches!(line.role, LineRole::Text { goes_on: true });
        if !goes_on {
            self.end_of_prose();
        }
        match line.role {
            LineRole::Directive => self.directive(found, line),
            LineRole::Text { goes_on } => {
                if let Some(found) = found {
                    self.no_directive(found, line);
                }
                self.prose = if goes_on { self.prose.start..line.end } else { line.start..line.end };
                self.hide_colon(line);
            }
            LineRole::Other | LineRole::Blank => {}
        }
    }

    /// All that was found.
    pub fn finish(mut self) -> Marks {
        self.end_of_prose();
        for container in std::mem::take(&mut self.open) {
            self.unclosed(&container);
        }
        self.marks
    }

    fn is_refused(&self, at: usize) -> bool {
        self.refused.binary_search(&Refusal::directive(at)).is_ok()
    }

    fn directive(&mut self, found: Option<Fence>, line: Line) {
        let end = line.start + self.text[line.start..line.end].trim_end().len();
        let range = line.start..end;
        match found {
            Some(Fence::Open(colons, head)) => {
                let directive = self.new_directive(head, CallKind::Container, line.start, range.clone());
                self.marks.add_fence(range, Role::Open(directive), line.ends_html);
                self.open.push(OpenContainer { directive: Some(directive), colons, depth: line.depth });
            }
            Some(Fence::Leaf(head)) => {
                let directive = self.new_directive(head, CallKind::Leaf, line.start, range.clone());
                let body = self.marks.directives[directive].body.clone();
                self.marks.add(range, Role::Leaf(directive));
                self.inline(body);
            }
            Some(Fence::Close(colons)) => {
                let Some(partner) = self.partner(colons, line) else {
                    return self.marks.add_fence(range, Role::Outside, line.ends_html);
                };
                for inner in self.open.split_off(partner + 1) {
                    self.unclosed(&inner);
                }
                if let Some(OpenContainer { directive: Some(directive), .. }) = self.open.pop() {
                    self.marks.add_fence(range, Role::Close(directive), line.ends_html);
                }
            }
            Some(Fence::Broken(..)) | None => {}
        }
    }

    /// A line that looks like a fence but is text.
    fn no_directive(&mut self, found: Fence, line: Line) {
        match found {
            Fence::Open(..) if self.open.len() >= DEEPEST => {
                if self.too_deep == 0 {
                    let message = format!("containers are nested more than {DEEPEST} deep");
                    let help = "Close some before you open more; this one stays text.";
                    self.marks.problem(&DIRECTIVE_DEPTH, line.start..line.end, message, help);
                }
                self.too_deep += 1;
            }
            Fence::Open(colons, _) => self.open.push(OpenContainer { directive: None, colons, depth: line.depth }),
            Fence::Broken(colons, mistake) => {
                self.marks.mistake(&mistake, line.start);
                if colons >= 3 && self.open.len() < DEEPEST {
                    self.open.push(OpenContainer { directive: None, colons, depth: line.depth });
                }
            }
            Fence::Close(_) if self.too_deep > 0 => self.too_deep -= 1,
            Fence::Close(colons) => match self.partner(colons, line) {
                Some(partner) => self.open.truncate(partner),
                None => self.stray(colons, line),
            },
            Fence::Leaf(_) => {}
        }
    }

    fn stray(&mut self, colons: usize, line: Line) {
        let longer =
            self.open.iter().rev().find(|container| container.colons > colons && container.depth == line.depth);
        let (message, help) = match longer {
            Some(OpenContainer { directive: Some(directive), colons, .. }) => {
                let colons = ":".repeat(*colons);
                let name = &self.marks.directives[*directive].name;
                (format!("too few colons to close `{colons}{name}`"), format!("Write `{colons}` to close it."))
            }
            _ => (
                "these colons close nothing".to_owned(),
                "Remove the line, or look at the one that should open the container: `:::name`, without a space. What a \
                 list item or a block quote opens is closed inside it."
                    .to_owned(),
            ),
        };
        self.marks.problem(&STRAY_FENCE, line.start..line.end, message, &help);
    }

    /// The container that `colons` on this line close: the innermost with as many, or else with fewer, in the same
    /// block quote or list item.
    fn partner(&self, colons: usize, line: Line) -> Option<usize> {
        if self.too_deep > 0 {
            return None;
        }
        let here = |container: &OpenContainer| container.depth == line.depth && line.depth <= line.kept;
        let find = |fits: &dyn Fn(usize) -> bool| {
            let position = self.open.iter().rposition(|container| here(container) && fits(container.colons));
            position.filter(|_| !self.open.is_empty())
        };
        find(&|opened| opened == colons).or_else(|| find(&|opened| opened < colons))
    }

    /// Whether a fence is meant for a container inside a list item or block quote that the fence itself ends.
    fn closes_from_outside(&self, colons: usize, line: Line) -> bool {
        let is_meant = |container: &OpenContainer| container.depth > line.kept && container.colons <= colons;
        self.too_deep == 0
            && !self.is_refused(line.start)
            && self.open.iter().any(|container| container.directive.is_some() && is_meant(container))
    }

    /// The block quotes and list items beyond the first `kept` have ended, and with them what was opened inside.
    fn leave(&mut self, kept: usize) {
        while let Some(container) = self.open.pop_if(|container| container.depth > kept) {
            self.unclosed(&container);
        }
    }

    fn unclosed(&mut self, container: &OpenContainer) {
        let Some(directive) = container.directive else { return };
        let Directive { name, range, .. } = &self.marks.directives[directive];
        let (name, range) = (name.clone(), range.clone());
        let colons = ":".repeat(container.colons);
        let inside = if container.depth > 0 { ", inside the same list item or block quote" } else { "" };
        let message = format!("`{colons}{name}` is never closed");
        let help = format!("Write a line `{colons}` where it ends{inside}.");
        self.marks.problem(&UNCLOSED_DIRECTIVE, range, message, &help);
    }

    fn new_directive(&mut self, head: Head, kind: CallKind, offset: usize, range: Range<usize>) -> usize {
        let text = self.text;
        let shifted = |range: &Range<usize>| range.start + offset..range.end + offset;
        let inside = head.text.as_ref().map(shifted);
        let title = inside.clone().filter(|_| kind == CallKind::Container).map(|title| text[title].to_owned());
        let body = inside.filter(|_| kind != CallKind::Container).unwrap_or(range.end..range.end);
        let name = text[shifted(&head.name)].to_owned();
        self.marks.directive(Directive { name, kind, title, arguments: head.arguments, range, body })
    }

    /// pulldown-cmark takes every colon at the beginning of a line for a definition; only one before a space is. One that
    /// begins the second row of a table (`:-- | --:`) is left to it.
    fn hide_colon(&mut self, line: Line) {
        let rest = &self.text.as_bytes()[line.start..line.end];
        let is_colon = rest.first() == Some(&b':') && !matches!(rest.get(1), None | Some(b' ' | b'\t'));
        let is_table =
            || rest.iter().all(|byte| matches!(byte, b':' | b'-' | b'|' | b' ' | b'\t')) && rest.contains(&b'-');
        let is_refused = || self.refused.binary_search(&Refusal::colon(line.start)).is_ok();
        if is_colon && !is_refused() && !is_table() {
            self.marks.add(line.start..line.start + 1, Role::Colon);
        }
    }

    fn end_of_prose(&mut self) {
        let prose = std::mem::replace(&mut self.prose, 0..0);
        self.inline(prose);
    }

    /// Finds the inline directives of a range of text.
    fn inline(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        if memchr::memchr(b':', &bytes[range.clone()]).is_none() {
            return;
        }
        let mut brackets: Vec<OpenBracket> = Vec::new();
        // Lengths of runs of backticks that have no partner in the rest of the text.
        let mut lonely: Vec<usize> = Vec::new();
        let mut at = range.start;
        loop {
            at += bytes[at..range.end].iter().take_while(|byte| !MATTERS[usize::from(**byte)]).count();
            if at >= range.end {
                return;
            }
            match bytes[at] {
                b'\\' => at += 1,
                b'`' => at = self.after_code(at, range.end, &mut lonely) - 1,
                b'[' => brackets.push(OpenBracket { at, colon: None }),
                b']' => {
                    if let Some(OpenBracket { at: open, colon: Some(colon) }) = brackets.pop() {
                        at = self.with_text(colon, open, at, range.end) - 1;
                    }
                }
                b':' if !self.is_refused(at) && (at == range.start || bytes[at - 1] != b':') => {
                    let name = directives::name(&self.text[at + 1..range.end]);
                    let after = at + 1 + name;
                    match bytes[..range.end].get(after) {
                        Some(b'[') if name > 0 && brackets.len() < DEEPEST => {
                            brackets.push(OpenBracket { at: after, colon: Some(at) });
                            at = after;
                        }
                        Some(b'{') if name > 0 => at = self.without_text(at, after, range.end) - 1,
                        _ => {}
                    }
                }
                _ => {}
            }
            at = (at + 1).min(range.end);
        }
    }

    /// Where code ends that begins at `at`; right after the backticks when it is none.
    fn after_code(&self, at: usize, end: usize, lonely: &mut Vec<usize>) -> usize {
        let bytes = &self.text.as_bytes()[..end];
        let run = |at: usize| bytes[at..].iter().take_while(|byte| **byte == b'`').count();
        let length = run(at);
        let mut next = at + length;
        if lonely.contains(&length) {
            return next;
        }
        while let Some(found) = bytes[next..].iter().position(|byte| *byte == b'`') {
            let other = run(next + found);
            next += found + other;
            if other == length {
                return next;
            }
        }
        lonely.push(length);
        at + length
    }

    /// `:name[…]`, perhaps with attributes: says where it ends.
    fn with_text(&mut self, colon: usize, open: usize, close: usize, end: usize) -> usize {
        let (arguments, after) = match self.attributes(close + 1, end) {
            Ok(found) => found,
            Err(after) => return after,
        };
        let directive = self.marks.directive(Directive {
            name: self.text[colon + 1..open].to_owned(),
            kind: CallKind::Inline,
            title: None,
            arguments,
            range: colon..after,
            body: open + 1..close,
        });
        self.marks.add(colon..open + 1, Role::InlineOpen(directive));
        self.marks.add(close..after, Role::InlineClose(directive));
        after
    }

    /// `:name{…}`: says where it ends.
    fn without_text(&mut self, colon: usize, open: usize, end: usize) -> usize {
        let (arguments, after) = match self.attributes(open, end) {
            Ok(found) => found,
            Err(after) => return after,
        };
        let name = self.text[colon + 1..open].to_owned();
        let (range, body) = (colon..after, after..after);
        let kind = CallKind::Inline;
        let directive = self.marks.directive(Directive { name, kind, title: None, arguments, range, body });
        self.marks.add(colon..after, Role::Inline(directive));
        after
    }

    /// The attributes at `at`, if any, and their end; when they cannot be read, only where to go on.
    fn attributes(&mut self, at: usize, end: usize) -> Result<(Vec<(String, String)>, usize), usize> {
        if self.text.as_bytes()[..end].get(at) != Some(&b'{') {
            return Ok((Vec::new(), at));
        }
        let limit = crate::source::span::floor_char_boundary(self.text, end.min(at + LONGEST_ATTRIBUTES));
        match directives::attributes(&self.text[at..limit]) {
            Ok((arguments, length)) => Ok((arguments, at + length)),
            Err(mistake) => {
                self.marks.mistake(&mistake, at);
                Err(at + 1)
            }
        }
    }
}
