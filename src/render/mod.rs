//! Stage 3: a route and a window on the site become an output. Pure, and called for many routes at once. Never fails: a
//! broken page still shows what it can, and says what is wrong.

mod booklet;
pub mod feeds;
mod host;
mod latest;
pub mod metadata;
pub mod page;
mod schema;
pub mod search;
mod terms;
mod translations;
pub mod urls;

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::diagnostic::Diagnostic;
use crate::site::reader::Reads;
use crate::site::{Documents, FactKey, Facts, Reader, Route, Site};
use crate::source::{Content, OutputPath, SourcePath, Sources, fingerprint};
use crate::theme::Theme;
pub use latest::Shared;
use metadata::Escaped;
use urls::Style;

/// All that outputs are rendered from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The files, for those that are carried along.
    pub sources: &'a Sources,
    /// The documents, for their texts.
    pub documents: &'a Documents,
    /// The linked site, seen through a `Reader` only.
    pub site: &'a Site,
    /// The table of facts.
    pub facts: &'a Facts,
    /// The theme.
    pub theme: &'a Theme,
    /// What is remembered of the search index.
    pub search: &'a crate::search::Memory,
    /// What many pages need and is made once.
    pub shared: &'a Shared,
    /// Write `index.html` into links.
    pub offline: bool,
    /// The folder part of the site's address, for the 404 page.
    pub base_path: &'a str,
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its bytes.
    pub bytes: Bytes,
    /// Their hash.
    pub hash: u128,
}

impl Output {
    /// A file with these bytes.
    pub fn of(bytes: Bytes) -> Self {
        Output { hash: fingerprint::of_bytes(&bytes), bytes }
    }
}

/// An output with what it read and what was wrong.
pub struct Rendered {
    /// Its bytes.
    pub bytes: Bytes,
    /// Further outputs that came with it, whose names their contents decide.
    pub beside: Vec<(OutputPath, Output)>,
    /// The facts it read.
    pub reads: Reads,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes finished files, on any thread.
pub type Take<'a> = dyn Fn(&OutputPath, &Output) + Sync + 'a;

/// Renders one output. What comes with it goes to `at_once`, if there is one, as soon as it is made, and its bytes are let go.
pub fn render(inputs: &Inputs<'_>, output: &OutputPath, route: &Route, at_once: Option<&Take<'_>>) -> Rendered {
    let reader = Reader::new(inputs.site, inputs.documents, inputs.facts);
    let mut diagnostics = Vec::new();
    let beside = Mutex::new(Vec::new());
    let bytes: Bytes = match route {
        Route::File(path) => file(inputs, &reader, path),
        Route::Asset(name) => inputs.theme.assets().bytes(name).unwrap_or_default(),
        Route::Feed(folder) => feeds::atom(&reader, folder).into_bytes().into(),
        Route::Sitemap => feeds::sitemap(&reader).into_bytes().into(),
        Route::Search => search::manifest(inputs, &reader, &|path, mut output| {
            if let Some(take) = at_once {
                take(&path, &output);
                output.bytes = Bytes::new();
            }
            beside.lock().unwrap_or_else(PoisonError::into_inner).push((path, output));
        }),
        Route::Robots => feeds::robots(&reader).into_bytes().into(),
        Route::Host(name) => {
            // Its addresses begin with the folder part of the site's address.
            reader.note(&FactKey::Site);
            host::file(name, inputs.base_path).into_bytes().into()
        }
        Route::Alias(target) => {
            let site = reader.site().map(|site| site.value);
            let base_url = site.as_ref().map_or("", |site| &site.base_url);
            redirect(base_url, target.as_str(), &style(inputs, output, route)).into_bytes().into()
        }
        Route::Page(_)
        | Route::Section(..)
        | Route::Taxonomy(_)
        | Route::Term(..)
        | Route::Booklet(_)
        | Route::NotFound => {
            if *route == Route::NotFound {
                // Its addresses begin with the folder part of the site's address.
                reader.note(&FactKey::Site);
            }
            let url = crate::site::encoded(output.url().as_str());
            let style = style(inputs, output, route);
            let html = page::html(inputs, &reader, route, &url, &style, &mut diagnostics);
            urls::rewrite_around(&html.bytes, &html.finished, &style).into()
        }
    };
    let mut beside = beside.into_inner().unwrap_or_else(PoisonError::into_inner);
    beside.sort_by(|(a, _), (b, _)| a.cmp(b));
    Rendered { bytes, beside, reads: reader.finish(), diagnostics }
}

/// A host shows the 404 page at any depth, so its addresses cannot be relative.
fn style(inputs: &Inputs<'_>, output: &OutputPath, route: &Route) -> Style {
    match route {
        Route::NotFound => Style { to_top: inputs.base_path.to_owned(), offline: inputs.offline },
        _ => Style::relative(output.as_str(), inputs.offline),
    }
}

fn file(inputs: &Inputs<'_>, reader: &Reader<'_>, path: &SourcePath) -> Bytes {
    reader.note(&FactKey::File(path.clone()));
    match inputs.sources.get(path).map(|source| &source.content) {
        Some(Content::Bytes(bytes)) => bytes.clone(),
        _ => Bytes::new(),
    }
}

/// A page that leads on at once, without a script (WCAG technique H76), with a link for those who stay.
fn redirect(base_url: &str, target: &str, style: &Style) -> String {
    let target = crate::site::encoded(target);
    let mut relative = String::new();
    style.push(&target, &mut relative);
    let (relative, absolute) = (Escaped(&relative), format!("{base_url}{}", target.trim_start_matches('/')));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>This page has moved</title>\n\
         <meta http-equiv=\"refresh\" content=\"0; url={relative}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"canonical\" href=\"{}\">\n</head>\n<body>\n\
         <p>This page has moved: <a href=\"{relative}\">go to the page</a>.</p>\n</body>\n</html>\n",
        Escaped(&absolute),
    )
}
