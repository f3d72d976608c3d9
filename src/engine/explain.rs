//! Why an output is as it is: what it shows, what it read, and what made it be rendered last.

use serde::Serialize;

use super::memo::{Cause, Memo};
use crate::site::{Facts, Route};
use crate::source::OutputPath;

/// The story of one output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The output.
    pub output: OutputPath,
    /// What it shows.
    pub shows: String,
    /// Why it was rendered last.
    pub cause: String,
    /// The update in which that was, from 1.
    pub update: u32,
    /// What it read, each with the update in which that last changed.
    pub reads: Vec<(String, u32)>,
}

pub(super) fn explain(output: &OutputPath, memo: &Memo, facts: &Facts) -> Option<Explanation> {
    let mut reads: Vec<(String, u32)> =
        memo.reads.iter().map(|id| (facts.key(*id).to_string(), facts.changed(*id))).collect();
    reads.sort();
    Some(Explanation {
        output: output.clone(),
        shows: shows(&memo.route),
        cause: cause(memo, facts),
        update: memo.built,
        reads,
    })
}

/// Why an output was rendered last, as the end of a sentence.
pub(super) fn cause(memo: &Memo, facts: &Facts) -> String {
    match &memo.cause {
        Cause::New => "it had not been rendered before".to_owned(),
        Cause::Route => "its address shows something else now".to_owned(),
        Cause::Fact(fact) => format!("{} changed", facts.key(*fact)),
        Cause::Dropped => "its bytes had been dropped to save memory".to_owned(),
    }
}

fn shows(route: &Route) -> String {
    match route {
        Route::Page(path) => format!("the page {path}"),
        Route::Section(folder, 1) if folder.is_empty() => "the home page".to_owned(),
        Route::Section(folder, number) => format!("page {number} of the list of {folder}/"),
        Route::Taxonomy(name) => format!("the terms of {name}"),
        Route::Term(name, term, number) => format!("page {number} of the list of {name}/{term}"),
        Route::Booklet(path) => format!("the whole reading path {path}"),
        Route::NotFound => "what a host shows when there is nothing".to_owned(),
        Route::Alias(url) => format!("the way on to {url}"),
        Route::Feed(folder) if folder.is_empty() => "the feed of the site".to_owned(),
        Route::Feed(folder) => format!("the feed of {folder}/"),
        Route::Sitemap => "the sitemap".to_owned(),
        Route::Robots => "the word to crawlers".to_owned(),
        Route::Host(name) => format!("what a host reads in `{name}`"),
        Route::Search => "the search index".to_owned(),
        Route::File(path) => format!("the file {path}"),
        Route::Asset(name) => format!("the theme's asset {name}"),
    }
}
