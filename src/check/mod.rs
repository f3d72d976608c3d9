//! What a publisher promises and no file shows by itself: days that fit together, reviews that are not overdue, rows that
//! somebody has checked, words that do no harm. Rules over what the other stages have read; each file holds those of one
//! subject. A page may be excused from a rule (`waivers`).

pub mod days;
pub mod people;
pub mod rows;
pub mod waivers;
pub mod wording;

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::{At, Code, Diagnostic, Key, Spot};
use crate::document::Document;
use crate::site::Documents;
use crate::site::link::is_visible;
use crate::source::SourcePath;

/// What the rules look at.
pub struct Inputs<'a> {
    /// Every file below `content/`.
    pub documents: &'a Documents,
    /// The settings.
    pub config: &'a Config,
    /// The day as of which the site is shown.
    pub today: Date,
    /// Whether drafts, scheduled and expired pages are shown.
    pub drafts: bool,
}

/// What is wrong with front matter and rows. Blind to the text of pages, so that it is asked only when the site is linked.
pub fn site(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (path, compiled) in inputs.documents {
        match &compiled.document {
            Document::Page(page) if is_visible(&page.front, inputs.today, inputs.drafts) => {
                days::page(path, &page.front, inputs.today, &mut diagnostics);
                people::page(path, &page.front, &inputs.config.require, &mut diagnostics);
                waivers::page(path, &page.front, inputs.today, &mut diagnostics);
            }
            Document::Data(file) => rows::file(path, file, inputs.today, &mut diagnostics),
            _ => {}
        }
    }
    rows::site(inputs, &mut diagnostics);
    diagnostics
}

/// The value of a key of a front matter.
fn value(name: &str) -> Spot {
    Spot::Value(vec![Key::Name(name.to_owned())])
}

/// Says it of a key of a page.
fn say(
    diagnostics: &mut Vec<Diagnostic>,
    code: &'static Code,
    (path, name): (&SourcePath, &str),
    message: String,
    help: &str,
) {
    diagnostics.push(Diagnostic::new(code, At::new(path, value(name)), message).help(help));
}
