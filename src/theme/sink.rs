//! Where a template's HTML goes, with an eye on the page's text: its addresses are as they should be before the template
//! prints it, so what rewrites those of the template need not look at it again.

use std::io::{self, Write};
use std::ops::Range;

use tera::Value;

/// What a template printed.
#[derive(Default)]
pub struct Html {
    /// All of it.
    pub text: String,
    /// Where the page's text stands in it, if the template printed it once and as it was.
    pub finished: Option<Range<usize>>,
}

pub(super) struct Sink<'a> {
    html: Vec<u8>,
    content: Option<&'a [u8]>,
    finished: Option<Range<usize>>,
}

/// What a layout adds to a page's text; for the first allocation only.
const LAYOUT_BYTES: usize = 8 * 1024;

impl<'a> Sink<'a> {
    /// Ready to take what a template prints around `content`.
    pub fn new(content: Option<&'a Value>) -> Self {
        let content = content.and_then(Value::as_str).map(str::as_bytes).filter(|content| !content.is_empty());
        let size = LAYOUT_BYTES + content.map_or(0, <[u8]>::len);
        Sink { html: Vec::with_capacity(size), content, finished: None }
    }

    /// What was printed.
    pub fn finish(self) -> Html {
        match String::from_utf8(self.html) {
            Ok(text) => Html { text, finished: self.finished },
            // Templates print strings, so this is for the type only.
            Err(error) => Html { text: String::from_utf8_lossy(error.as_bytes()).into_owned(), finished: None },
        }
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The same bytes, not equal ones: a template that changes the text prints others.
        if self.content.is_some_and(|content| std::ptr::eq(content, bytes)) {
            let start = self.html.len();
            self.finished = Some(start..start + bytes.len());
        }
        self.html.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
