//! Taxonomies: topics and audiences, their terms and the pages of each.

use std::collections::BTreeMap;

use super::tree::Visible;
use super::views::TermLink;
use crate::config::Config;
use crate::document::FrontMatter;
use crate::document::slug::slug;
use crate::source::{SourcePath, UrlPath};

/// A term with its pages.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub link: TermLink,
    /// Its listed pages, newest first.
    pub pages: Vec<SourcePath>,
}

/// The terms of each taxonomy, by slug.
pub(super) type Taxonomies = BTreeMap<String, BTreeMap<String, Term>>;

/// The terms of a page in a taxonomy, as written.
pub(super) fn terms_of<'a>(front: &'a FrontMatter, taxonomy: &str) -> &'a [String] {
    match taxonomy {
        "topics" => &front.topics,
        "audience" => &front.audience,
        _ => &[],
    }
}

/// The address of a taxonomy's list of terms.
pub(super) fn taxonomy_url(taxonomy: &str) -> UrlPath {
    UrlPath::new(&format!("/{}/", slug(taxonomy))).expect("a slug")
}

/// The link to a term. Terms that differ only in case or punctuation are one term.
pub(super) fn term_link(taxonomy: &str, term: &str) -> TermLink {
    let slug = slug(term);
    let url = UrlPath::new(&format!("{}{slug}/", taxonomy_url(taxonomy))).expect("slugs");
    TermLink { slug, title: term.trim().to_owned(), url }
}

/// Every term of the configured taxonomies. Among spellings of one term the first in order of the files counts.
pub(super) fn collect(visible: &Visible<'_>, config: &Config) -> Taxonomies {
    let mut taxonomies = Taxonomies::new();
    for taxonomy in config.taxonomies.keys() {
        let terms = taxonomies.entry(taxonomy.clone()).or_default();
        for (path, page) in visible {
            if page.front.unlisted {
                continue;
            }
            for written in terms_of(&page.front, taxonomy) {
                let term = terms
                    .entry(slug(written))
                    .or_insert_with(|| Term { link: term_link(taxonomy, written), pages: Vec::new() });
                if term.pages.last() != Some(*path) {
                    term.pages.push((*path).clone());
                }
            }
        }
        for term in terms.values_mut() {
            term.pages.sort_by_cached_key(|path| {
                let front = &visible[path].front;
                (std::cmp::Reverse(front.updated.or(front.published)), front.title.to_lowercase(), path.clone())
            });
        }
    }
    taxonomies
}
