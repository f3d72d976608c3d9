//! Where a page went that is no longer at its address: its file has another address now, another file holds its text, or
//! the public does not see it today.

use crate::document::front_matter::Status;
use crate::document::{Document, Page};
use crate::engine::Engine;
use crate::site::Route;
use crate::source::{OutputPath, SourcePath, UrlPath};

/// A page as it was when it was last at its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    file: SourcePath,
    /// The fingerprint of its text.
    body: u128,
}

/// The address of the page in a file.
pub fn url_of(engine: &Engine, file: &SourcePath) -> Option<UrlPath> {
    let url = &page(engine, file)?.place.url;
    engine.has_output(&url.output()).then(|| url.clone())
}

fn page<'a>(engine: &'a Engine, file: &SourcePath) -> Option<&'a Page> {
    match &engine.documents().get(file)?.document {
        Document::Page(page) => Some(page),
        _ => None,
    }
}

/// The file of the page that an output shows.
pub fn file_of(engine: &Engine, output: &OutputPath) -> Option<SourcePath> {
    match engine.route(output)? {
        Route::Page(file) => Some(file.clone()),
        Route::Section(folder, 1) => engine.reader().section(folder)?.value.index.clone(),
        _ => None,
    }
}

impl Before {
    /// The page that an output shows; `None` when it shows none that has a file.
    pub fn of(engine: &Engine, output: &OutputPath) -> Option<Before> {
        let file = file_of(engine, output)?;
        let body = engine.documents().get(&file)?.body;
        Some(Before { file, body })
    }

    /// What became of the page, as a sentence, and where it can be seen.
    pub fn now(&self, engine: &Engine) -> (String, Option<UrlPath>) {
        if let Some(page) = page(engine, &self.file) {
            let url = &page.place.url;
            if engine.has_output(&url.output()) {
                return ("It has another address now.".to_owned(), Some(url.clone()));
            }
            return (hidden(page, engine.settings().today), None);
        }
        let same_text = |(file, compiled): (&SourcePath, &std::sync::Arc<crate::document::Compiled>)| {
            (compiled.body == self.body).then(|| url_of(engine, file)).flatten().map(|url| (file.clone(), url))
        };
        match engine.documents().iter().find_map(same_text) {
            Some((file, url)) => (format!("Its file is {file} now."), Some(url)),
            None => (format!("Its file {} is gone.", self.file), None),
        }
    }
}

fn hidden(page: &Page, today: jiff::civil::Date) -> String {
    let front = &page.front;
    match front.status {
        Status::Draft => "It is a draft. `haven serve --drafts` shows it.".to_owned(),
        Status::InReview => "It is in review. `haven serve --drafts` shows it.".to_owned(),
        Status::Archived => "It is archived. `haven serve --drafts` shows it.".to_owned(),
        Status::Published => match (front.publish_on, front.expires_on) {
            (Some(day), _) if day > today => format!("It will be published on {day}."),
            (_, Some(day)) if day <= today => format!("It expired on {day}."),
            _ => "Its address belongs to another page.".to_owned(),
        },
    }
}
