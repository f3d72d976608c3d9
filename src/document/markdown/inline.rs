//! How text, code, links and images are written.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, TagEnd};

use super::UNSAFE_LINK;
use super::address::{Address, address, scheme};
use super::translation::{Events, Translation};
use crate::document::Link;

impl<'a> Translation<'a> {
    pub fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        self.begin_inline();
        if text.as_bytes().first() == Some(&b'^') {
            self.check_footnote(range.clone());
        }
        if self.next_at < range.end {
            self.marked_text(text, range);
        } else {
            self.unmarked_text(text, range);
        }
    }

    /// Text in which no directive begins or ends.
    pub fn unmarked_text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.run.is_pending() || self.run.begins_with(&text) && self.links.is_empty() && !self.raw_html.is_in_link()
        {
            self.run.add(text, range);
        } else {
            self.write_text(&text);
        }
    }

    /// Writes text that holds no address.
    pub fn write_text(&mut self, text: &str) {
        self.out.text(text);
        self.count(text);
    }

    /// Counts words that a reader reads, and takes them into the heading around them. Keys of sources are neither.
    pub fn count(&mut self, text: &str) {
        if self.out.frame_count() > 0 && self.out.frame_call().is_some_and(|call| call.name == "cite") {
            return;
        }
        self.words.add(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(text);
        }
    }

    pub fn code(&mut self, code: CowStr<'_>, range: Range<usize>) {
        self.begin_inline();
        let code = self.restored(code, range);
        self.out.raw("<code>");
        self.out.text(&code);
        self.out.raw("</code>");
        self.count(&code);
    }

    pub fn line_break(&mut self) {
        self.begin_inline();
        self.count(" ");
    }

    pub fn open_inline(&mut self, tag: &str) {
        self.begin_inline();
        self.out.raw(tag);
    }

    pub fn open_link(&mut self, kind: LinkType, destination: CowStr<'_>, title: CowStr<'_>, range: Range<usize>) {
        self.begin_inline();
        self.look_for_link_text(&range);
        if kind != LinkType::Email && !self.is_safe("a link", &destination, range.clone()) {
            self.links.push(false);
            return;
        }
        self.links.push(true);
        self.out.raw("<a href=\"");
        if kind == LinkType::Email {
            self.out.raw("mailto:");
            self.out.address(&destination);
        } else {
            self.write_address(&destination, false, range);
        }
        self.write_title(&title);
        self.out.raw("\">");
    }

    /// An image, whose alternative text is what its events say without their markup.
    pub fn image(
        &mut self,
        (destination, title): (CowStr<'_>, CowStr<'_>),
        range: Range<usize>,
        events: &mut Events<'a>,
    ) {
        self.begin_inline();
        let is_safe = self.is_safe("an image", &destination, range.clone());
        self.look_for_remote(&destination, range.clone());
        if is_safe {
            self.out.raw("<img src=\"");
            self.write_address(&destination, true, range.clone());
            self.out.raw("\" alt=\"");
        }
        let mut alternative = String::new();
        let mut depth = 0;
        for (event, range) in events.by_ref() {
            self.miss_marks_before(range.start);
            match event {
                Event::Start(_) => depth += 1,
                Event::End(TagEnd::Image) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Text(text) if self.next_at < range.end => {
                    self.alternative_of_marked(&text, range, &mut alternative);
                }
                Event::Text(text) => alternative.push_str(&text),
                Event::InlineHtml(text) | Event::Code(text) => alternative.push_str(&self.restored(text, range)),
                Event::SoftBreak | Event::HardBreak | Event::Rule => alternative.push(' '),
                Event::FootnoteReference(name) => {
                    let (number, _) = self.footnotes.refer(&name);
                    alternative.push_str(&format!("[{number}]"));
                }
                _ => {}
            }
        }
        self.look_for_description(&alternative, range);
        if is_safe {
            self.out.attribute(&alternative);
            self.write_title(&title);
            self.out.raw("\" />");
        } else {
            self.write_text(&alternative);
        }
    }

    fn write_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.raw("\" title=\"");
            self.out.attribute(title);
        }
    }

    /// Writes an address, or leaves a hole for one that only the whole site can tell.
    pub fn write_address(&mut self, destination: &str, is_image: bool, range: Range<usize>) {
        match address(destination) {
            Address::OfSite => {
                let index = self.needs.links.len() as u32;
                self.needs.links.push(Link { destination: destination.to_owned(), is_image });
                self.spans.links.push(self.source.span(range));
                self.out.link(index);
            }
            Address::OtherSite => {
                self.note_external(destination);
                self.out.address(destination);
            }
            Address::Other | Address::Unsafe => {
                if destination.starts_with("tel:") || destination.starts_with("sms:") {
                    self.note_external(destination);
                }
                self.out.address(destination);
            }
        }
    }

    pub fn note_external(&mut self, address: &str) {
        if self.external.insert(address.to_owned()) {
            self.needs.external.push(address.to_owned());
        }
    }

    fn is_safe(&mut self, what: &str, destination: &str, range: Range<usize>) -> bool {
        if address(destination) != Address::Unsafe {
            return true;
        }
        let scheme = scheme(destination).unwrap_or_default();
        let report = self.report(&UNSAFE_LINK, range, format!("{what} with a `{scheme}:` address"));
        report.label = Some("its address was removed".to_owned());
        report.help = Some("Link to a page or a file: `[text](file.pdf)`.".to_owned());
        false
    }
}
