//! Markdown: the specifications' own examples, what directives, links, footnotes and raw HTML become, and texts made to
//! break a parser.

use std::borrow::Cow;

use haven::document::{Markdown, MarkdownOptions, MarkdownText, Piece, markdown};
use haven::source::SourcePath;
use pulldown_cmark::{Options, Parser, html};

mod cases;
mod hostile;
mod specs;

/// Sanitised, without smart punctuation: what a test writes is what it reads.
const PLAIN: MarkdownOptions = MarkdownOptions { trust_html: false, smart_punctuation: false };
const TRUSTED: MarkdownOptions = MarkdownOptions { trust_html: true, smart_punctuation: false };

fn parse(text: &str, options: &MarkdownOptions) -> Markdown {
    let file = SourcePath::new("content/page.md").expect("a valid path");
    markdown::parse(&MarkdownText { file: &file, text, offset: 0 }, options)
}

/// Pieces as text: calls as tags, links as `[link 0]`.
fn shown(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => text.push_str(html),
            Piece::Link(n) => text.push_str(&format!("[link {n}]")),
            Piece::Call(call) => {
                let title = call.title.iter().map(|title| format!(" [{title}]"));
                let arguments = call.arguments.iter().map(|(key, value)| format!(" {key}={value}"));
                let head: String = title.chain(arguments).collect();
                text.push_str(&format!("<call {}{head}>{}</call>", call.name, shown(&call.body)));
            }
        }
    }
    text
}

/// The HTML of a page without calls, its links as they were written.
fn joined(parsed: &Markdown) -> String {
    let mut text = String::new();
    for piece in &parsed.body.pieces {
        match piece {
            Piece::Html(html) => text.push_str(html),
            Piece::Link(n) => {
                let _ = pulldown_cmark_escape::escape_href(&mut text, &parsed.needs.links[*n as usize].destination);
            }
            Piece::Call(call) => panic!("a call of {}", call.name),
        }
    }
    text
}

/// What pulldown-cmark itself writes, with table alignment as we write it.
fn bare(text: &str, options: &MarkdownOptions) -> String {
    let mut reading = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    reading.set(Options::ENABLE_SMART_PUNCTUATION, options.smart_punctuation);
    let text = match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    };
    let mut written = String::new();
    html::push_html(&mut written, Parser::new_ext(&text, reading));
    written
}

/// HTML without the anchors of headings and with one way to write alignment.
fn without_anchors(html: &str) -> String {
    let mut rest = html;
    let mut text = String::with_capacity(html.len());
    while let Some(at) = rest.find("<h") {
        let is_heading = rest[at + 2..].starts_with(|next: char| next.is_ascii_digit());
        let end = at + if is_heading { 3 } else { 2 };
        text.push_str(&rest[..end]);
        rest = &rest[end..];
        if let Some(anchor) = rest.strip_prefix(" id=\"").filter(|_| is_heading) {
            rest = anchor.split_once('"').expect("a closed attribute").1;
        }
    }
    text.push_str(rest);
    for side in ["left", "center", "right"] {
        text = text.replace(&format!("style=\"text-align: {side}\""), &format!("class=\"align-{side}\""));
    }
    text
}
