//! What the codes of messages mean, as pages.

use super::frame;
use crate::diagnostic::{Code, Severity};
use crate::document::{MarkdownOptions, MarkdownText, Piece, markdown};
use crate::engine::codes;
use crate::render::metadata::Escaped;
use crate::source::SourcePath;

/// The manual page of a code; `None` when there is no such code.
pub fn manual(name: &str, site: &str, base: &str) -> Option<String> {
    let code = codes::all().into_iter().find(|code| code.name == name)?;
    let page = code.page();
    // The headline is the page's own.
    let text = page.trim_start().split_once('\n').map_or("", |(_, text)| text);
    let main = format!(
        "<p><span class=\"state {}\">{}</span> <code>{}</code></p>\n<div class=\"prose\">{}</div>\n\
         <p><a href=\"/_haven/codes\">All messages</a></p>",
        tone(code),
        severity(code),
        Escaped(code.name),
        html(text)
    );
    Some(frame("codes", site, base, code.headline(), &main))
}

/// All codes.
pub fn manuals(site: &str, base: &str) -> String {
    let row = |code: &&'static Code| {
        format!(
            "<tr><th scope=\"row\"><a href=\"/_haven/codes/{0}\">{0}</a></th><td>{1}</td><td><span class=\"state {2}\">{3}</span></td></tr>\n",
            Escaped(code.name),
            Escaped(code.headline()),
            tone(code),
            severity(code),
        )
    };
    let rows: String = codes::all().iter().map(row).collect();
    let main = format!(
        "<p>Every message of haven has a code, and every code a page that says what to do.</p>\n<div class=\"scroll\" \
         tabindex=\"0\" role=\"region\" aria-label=\"Messages\"><table><thead><tr><th scope=\"col\">Code</th>\
         <th scope=\"col\">What it means</th><th scope=\"col\">Kind</th></tr></thead>\n<tbody>{rows}</tbody></table></div>"
    );
    frame("codes", site, base, "Messages", &main)
}

fn tone(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "expired",
        Severity::Warning => "scheduled",
        Severity::Info => "published",
    }
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "information",
    }
}

/// Manual pages are plain Markdown, without a link or a component in it.
fn html(text: &str) -> String {
    let Some(file) = SourcePath::new("manual.md") else { return String::new() };
    let parsed = markdown::parse(&MarkdownText { file: &file, text, offset: 0 }, &MarkdownOptions::default());
    let pieces = parsed.body.pieces.into_iter();
    pieces.map(|piece| if let Piece::Html(html) = piece { html } else { String::new() }).collect()
}
