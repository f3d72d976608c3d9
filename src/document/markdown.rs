//! Markdown to pieces. The only file that knows pulldown-cmark.

use super::{Markdown, MarkdownOptions, MarkdownText};

/// Reads Markdown. Never fails: what cannot be understood stays as the text that it is, and a diagnostic says so.
pub fn parse(markdown: &MarkdownText<'_>, options: &MarkdownOptions) -> Markdown {
    let _ = (markdown, options);
    todo!()
}
