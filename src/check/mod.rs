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
use crate::document::front_matter::FrontMatter;
use crate::document::{Document, place};
use crate::site::Documents;
use crate::site::link::is_visible;
use crate::source::SourcePath;

crate::codes! {
    /// # A picture that is not there
    ///
    /// `image` in the front matter names the picture that goes with a link to the page, a file beside it. There is no such
    /// file.
    MISSING_IMAGE: Error = "missing-image";
}

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
                diagnostics.extend(missing_image(inputs.documents, path, &page.front));
            }
            // A page that is gone before it comes is never shown, and its author waits for it.
            Document::Page(page) => days::order(path, &page.front, &mut diagnostics),
            Document::Data(file) => rows::file(path, file, inputs.today, &mut diagnostics),
            _ => {}
        }
    }
    rows::site(inputs, &mut diagnostics);
    diagnostics
}

/// A picture for previews that is not there.
fn missing_image(documents: &Documents, path: &SourcePath, front: &FrontMatter) -> Option<Diagnostic> {
    let src = &front.image.as_ref()?.src;
    let file = match src.strip_prefix('/') {
        Some(inner) => SourcePath::new(&format!("{}/{inner}", place::CONTENT)),
        None => path.beside(src),
    };
    if file.is_some_and(|file| documents.contains_key(&file)) {
        return None;
    }
    let spot = Spot::Value(vec![Key::Name("image".into()), Key::Name("src".into())]);
    let help = "Put the file beside the page, or correct its name; upper and lower case count.";
    Some(Diagnostic::new(&MISSING_IMAGE, At::new(path, spot), format!("there is no picture `{src}`")).help(help))
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
