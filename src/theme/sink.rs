//! Where a template's HTML goes, with an eye on the page's text and head: their addresses are as they should be before the template
//! prints them, so what rewrites those of the template need not look at them again.

use std::io::{self, Write};
use std::ops::Range;

use tera::Value;

/// What a template printed.
#[derive(Default)]
pub struct Html {
    /// All of it, in UTF-8.
    pub bytes: Vec<u8>,
    /// Where the page's text and its head stand in it, in order.
    pub finished: Vec<Range<usize>>,
}

pub(super) struct Sink<'a> {
    html: Html,
    finished: [Option<&'a [u8]>; 2],
}

/// What a layout adds to a page's text; for the first allocation only.
const LAYOUT_BYTES: usize = 8 * 1024;

impl<'a> Sink<'a> {
    /// Ready to take what a template prints around these values.
    pub fn new(finished: [Option<&'a Value>; 2]) -> Self {
        let finished = finished.map(|value| value?.as_str().map(str::as_bytes).filter(|text| !text.is_empty()));
        let size = LAYOUT_BYTES + finished.iter().flatten().map(|text| text.len()).sum::<usize>();
        Sink { html: Html { bytes: Vec::with_capacity(size), finished: Vec::new() }, finished }
    }

    /// What was printed.
    pub fn finish(self) -> Html {
        self.html
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The same bytes, not equal ones: a template that changes the text prints others.
        if self.finished.iter().flatten().any(|finished| std::ptr::eq(*finished, bytes)) {
            let start = self.html.bytes.len();
            self.html.finished.push(start..start + bytes.len());
        }
        self.html.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
