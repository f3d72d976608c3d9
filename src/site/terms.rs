//! Taxonomies: topics and audiences, their terms and the pages of each.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::pages::{PageNo, Pages};
use super::views::{Known, TermLink};
use crate::config::Config;
use crate::document::FrontMatter;
use crate::document::slug::slug;
use crate::source::UrlPath;

/// A term with its pages.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub link: Known<TermLink>,
    /// Its listed pages, newest first.
    pub pages: Vec<PageNo>,
}

/// The terms of each taxonomy.
#[derive(Default)]
pub(super) struct Taxonomies<'a> {
    /// By taxonomy and slug.
    pub terms: BTreeMap<String, BTreeMap<String, Term>>,
    /// The links of the terms as pages write them, by taxonomy.
    links: BTreeMap<String, FxHashMap<&'a str, Known<TermLink>>>,
}

/// The terms of a page in a taxonomy, as written.
fn terms_of<'a>(front: &'a FrontMatter, taxonomy: &str) -> &'a [String] {
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
fn term_link(taxonomy: &str, term: &str) -> TermLink {
    let slug = slug(term);
    let url = UrlPath::new(&format!("{}{slug}/", taxonomy_url(taxonomy))).expect("slugs");
    TermLink { slug, title: term.trim().to_owned(), url }
}

impl<'a> Taxonomies<'a> {
    /// Every term of the configured taxonomies. Among spellings of one term the first in order of the files counts.
    pub fn collect(visible: &Pages<'a>, config: &Config) -> Self {
        let order = newest_first(visible);
        let mut taxonomies = Taxonomies::default();
        for taxonomy in config.taxonomies.keys() {
            // One look-up for each use of a term: 75,000 among 10,000 pages.
            let mut links: FxHashMap<&str, (Known<TermLink>, usize)> = FxHashMap::default();
            let mut slugs: FxHashMap<String, usize> = FxHashMap::default();
            let mut terms: Vec<Term> = Vec::new();
            for (number, _, page) in visible.iter() {
                for written in terms_of(&page.front, taxonomy) {
                    let (link, term) = links.entry(written).or_insert_with(|| {
                        let link = Known::new(term_link(taxonomy, written));
                        let term = *slugs.entry(link.slug.clone()).or_insert_with(|| {
                            terms.push(Term { link: link.clone(), pages: Vec::new() });
                            terms.len() - 1
                        });
                        (link, term)
                    });
                    let term = &mut terms[*term];
                    if page.front.unlisted || term.pages.last() == Some(&number) {
                        continue;
                    }
                    if term.pages.is_empty() {
                        term.link = link.clone();
                    }
                    term.pages.push(number);
                }
            }
            terms.retain(|term| !term.pages.is_empty());
            for term in &mut terms {
                term.pages.sort_unstable_by_key(|page| order[*page as usize]);
            }
            let terms = terms.into_iter().map(|term| (term.link.slug.clone(), term)).collect();
            let links = links.into_iter().map(|(written, (link, _))| (written, link)).collect();
            taxonomies.terms.insert(taxonomy.clone(), terms);
            taxonomies.links.insert(taxonomy.clone(), links);
        }
        taxonomies
    }

    /// A page's terms, each linked to its list page.
    pub fn links(&self, front: &FrontMatter, taxonomy: &str) -> Vec<Known<TermLink>> {
        let Some(links) = self.links.get(taxonomy) else { return Vec::new() };
        terms_of(front, taxonomy).iter().filter_map(|term| links.get(term.as_str()).cloned()).collect()
    }
}

/// The place of each page among all pages, newest first, then by title. Worked out once, so that 200 terms of 10,000 pages
/// are sorted by numbers.
fn newest_first(visible: &Pages<'_>) -> Vec<u32> {
    let mut sorted: Vec<PageNo> = visible.numbers().collect();
    sorted.sort_by_cached_key(|number| {
        let front = &visible.page(*number).front;
        (Reverse(front.updated.or(front.published)), front.title.to_lowercase(), *number)
    });
    let mut places = vec![0; sorted.len()];
    for (place, number) in sorted.into_iter().enumerate() {
        places[number as usize] = place as u32;
    }
    places
}
