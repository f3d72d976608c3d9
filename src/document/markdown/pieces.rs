//! Writes HTML with holes: one buffer that is cut into pieces where a link or a component call stands. A call that is
//! still open is a frame; what is written goes into the innermost one.

use crate::document::{Call, Piece};

/// The pieces of a page while they are written.
#[derive(Default)]
pub(super) struct Pieces {
    /// HTML since the last hole. Kept across holes, so that it grows once and each piece is cut to its size.
    html: String,
    pieces: Vec<Piece>,
    frames: Vec<Frame>,
    /// Whether the last thing written ended a line: block elements begin on a line of their own.
    pub at_line_start: bool,
}

/// Something that is written apart and put in place as a whole.
struct Frame {
    /// What stands before it: pieces, and for a footnote, whose place nothing will take, the HTML that goes on after it.
    before: Vec<Piece>,
    html: String,
    /// How deep in the Markdown it was opened.
    depth: usize,
    /// The call it is the body of; `None` for a footnote.
    call: Option<Call>,
    /// The directive that made the call, an index of `Marks::directives`.
    directive: Option<usize>,
    was_at_line_start: bool,
}

/// A place in the HTML into which an attribute can be written later.
#[derive(Clone, Copy)]
pub(super) struct Place {
    piece: usize,
    at: usize,
}

impl Pieces {
    /// Ready to write about `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Pieces { html: String::with_capacity(capacity), at_line_start: true, ..Pieces::default() }
    }

    /// Writes HTML as it is.
    pub fn raw(&mut self, html: &str) {
        self.html.push_str(html);
        if let Some(last) = html.as_bytes().last() {
            self.at_line_start = *last == b'\n';
        }
    }

    /// Writes HTML that begins a block: on a line of its own.
    pub fn block(&mut self, html: &str) {
        if !self.at_line_start {
            self.html.push('\n');
        }
        self.raw(html);
    }

    /// Writes text between tags.
    pub fn text(&mut self, text: &str) {
        let _ = pulldown_cmark_escape::escape_html_body_text(&mut self.html, text);
        // Not `ends_with('\n')`, which calls memcmp: 6 % of the time of a whole parse.
        self.at_line_start = text.as_bytes().last() == Some(&b'\n');
    }

    /// Writes text inside a quoted attribute.
    pub fn attribute(&mut self, text: &str) {
        let _ = pulldown_cmark_escape::escape_html(&mut self.html, text);
        self.at_line_start = false;
    }

    /// Writes an address inside a quoted attribute.
    pub fn address(&mut self, address: &str) {
        let _ = pulldown_cmark_escape::escape_href(&mut self.html, address);
        self.at_line_start = false;
    }

    /// Leaves a hole for the address of the n-th link.
    pub fn link(&mut self, n: u32) {
        self.cut();
        self.pieces.push(Piece::Link(n));
        self.at_line_start = false;
    }

    /// Writes a finished call.
    pub fn call(&mut self, call: Call) {
        self.cut();
        self.pieces.push(Piece::Call(Box::new(call)));
        self.at_line_start = false;
    }

    /// Opens a frame: the body of `call` (made by a directive, or not), or a footnote.
    pub fn open(&mut self, call: Option<Call>, directive: Option<usize>, depth: usize) {
        let html = match &call {
            Some(_) => {
                self.cut();
                String::new()
            }
            None => std::mem::take(&mut self.html),
        };
        let before = std::mem::take(&mut self.pieces);
        self.frames.push(Frame { before, html, depth, call, directive, was_at_line_start: self.at_line_start });
        self.at_line_start = true;
    }

    /// Closes the innermost frame. A call is put in its place; a footnote's pieces are returned.
    pub fn close(&mut self) -> Vec<Piece> {
        let Some(frame) = self.frames.pop() else { return Vec::new() };
        self.cut();
        let body = std::mem::replace(&mut self.pieces, frame.before);
        match frame.call {
            Some(call) => {
                self.call(Call { body, ..call });
                Vec::new()
            }
            None => {
                self.html = frame.html;
                self.at_line_start = frame.was_at_line_start;
                body
            }
        }
    }

    /// How deep in the Markdown the innermost frame was opened, if there is one.
    pub fn frame_depth(&self) -> Option<usize> {
        self.frames.last().map(|frame| frame.depth)
    }

    /// The call of the innermost frame.
    pub fn frame_call(&self) -> Option<&Call> {
        self.frames.last().and_then(|frame| frame.call.as_ref())
    }

    /// Whether the frame of `directive` is open and, counted from the innermost, every frame inside it was opened at
    /// `depth` too, so that it can be closed here without tearing an element apart.
    pub fn can_close(&self, directive: usize, depth: usize) -> bool {
        let inner = self.frames.iter().rev().take_while(|frame| frame.depth == depth);
        inner.into_iter().any(|frame| frame.directive == Some(directive))
    }

    /// The directive of the innermost frame.
    pub fn frame_directive(&self) -> Option<usize> {
        self.frames.last().and_then(|frame| frame.directive)
    }

    /// Open frames.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// Writes pieces that were written apart.
    pub fn append(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => self.raw(&html),
                piece => {
                    self.cut();
                    self.pieces.push(piece);
                }
            }
        }
    }

    /// Where the next byte goes.
    pub fn here(&self) -> Place {
        Place { piece: self.pieces.len(), at: self.html.len() }
    }

    /// Writes HTML into an earlier place of the same frame. What follows it is moved, so it must not be far.
    pub fn insert(&mut self, place: Place, html: &str) {
        match self.pieces.get_mut(place.piece) {
            None => self.html.insert_str(place.at, html),
            Some(Piece::Html(written)) => written.insert_str(place.at, html),
            Some(_) => {}
        }
    }

    /// The last bytes written, when nothing but HTML stands before them.
    pub fn ends_with(&self, html: &str) -> bool {
        self.html.ends_with(html)
    }

    /// Takes back the last bytes written.
    pub fn take_back(&mut self, bytes: usize) {
        self.html.truncate(self.html.len() - bytes);
    }

    /// All pieces.
    pub fn finish(mut self) -> Vec<Piece> {
        while !self.frames.is_empty() {
            self.close();
        }
        self.cut();
        self.pieces
    }

    fn cut(&mut self) {
        if !self.html.is_empty() {
            self.pieces.push(Piece::Html(self.html.as_str().to_owned()));
            self.html.clear();
        }
    }
}
