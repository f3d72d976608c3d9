//! Inline Markdown to plain text: for a container's title, which becomes an argument and not HTML.

use pulldown_cmark::{Event, Options, Parser};

use super::reading;
use crate::document::MarkdownOptions;

/// The words of `markdown`, a single line, without their markup.
pub(super) fn plain_text(markdown: &str, options: &MarkdownOptions) -> String {
    if markdown.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'?' | b':')) {
        return markdown.trim().to_owned();
    }
    // A heading's text is a single line of inline Markdown, whatever it begins with.
    let heading = format!("# {markdown}");
    let mut plain = String::with_capacity(heading.len());
    for event in Parser::new_ext(&heading, reading(options) - Options::ENABLE_HEADING_ATTRIBUTES) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain
}
