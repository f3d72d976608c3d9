//! Every claim to an address, in the order of precedence: pages, sections, files, lists, feeds, aliases.

use std::collections::BTreeMap;

use super::pages::Pages;
use super::routes::{Claim, Owner, Route};
use super::terms::{Taxonomies, taxonomy_url};
use super::tree::Tree;
use super::views::{Known, ReadingPath};
use crate::config;
use crate::diagnostic::{At, Key, Spot};
use crate::document::place;
use crate::source::{OutputPath, SourcePath, UrlPath, fingerprint};

/// The address of page `number` of a list.
pub(super) fn list_url(first: &UrlPath, number: u32) -> UrlPath {
    if number <= 1 { first.clone() } else { UrlPath::new(&format!("{first}page/{number}/")).expect("digits") }
}

/// The address of a section's feed.
pub(super) fn feed_url(section: &UrlPath) -> UrlPath {
    UrlPath::new(&format!("{section}feed.xml")).expect("a plain name")
}

/// How many pages a list of `items` has when each shows `length`; a length of 0 is one page for all.
pub(super) fn list_pages(items: usize, length: u32) -> u32 {
    if length == 0 { 1 } else { (items.div_ceil(length as usize) as u32).max(1) }
}

/// A fingerprint over everything that claims follow from beside the settings, the pages and the files.
pub(super) type Shape = u128;

/// The shape of a site: how long its lists are, and what its theme claims.
pub(super) fn shape(
    tree: &Tree,
    taxonomies: &Taxonomies<'_>,
    theme: &[Claim],
    search: bool,
    booklets: Option<&BTreeMap<String, Known<ReadingPath>>>,
) -> Shape {
    let sections = tree.sections.iter();
    let sections: Vec<_> = sections
        .map(|(folder, section)| (folder, section.index, &section.url, section.pages.len(), section.paginate))
        .collect();
    let terms = taxonomies.terms.iter();
    let terms: Vec<_> =
        terms.flat_map(|(name, terms)| terms.iter().map(move |(slug, term)| (name, slug, term.pages.len()))).collect();
    let theme: Vec<_> = theme.iter().map(|claim| (&claim.output, &claim.route, &claim.at.file)).collect();
    let booklets: Option<Vec<_>> =
        booklets.map(|paths| paths.iter().map(|(name, path)| (name, &path.booklet)).collect());
    fingerprint::of(&(sections, terms, theme, search, booklets))
}

/// What the site claims.
pub(super) fn of_site(
    visible: &Pages<'_>,
    tree: &Tree,
    taxonomies: &Taxonomies<'_>,
    files: &BTreeMap<&SourcePath, &UrlPath>,
    term_length: impl Fn(&str) -> u32,
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let settings = At::file(&config::path());
    let mut claim = |url: &UrlPath, route: Route, owner: Owner, at: At| {
        claims.push(Claim { output: url.output(), route, owner, at });
    };
    for (number, path, page) in visible.iter() {
        let route = if tree.is_section_index(number, page) {
            Route::Section(page.place.folder.clone(), 1)
        } else {
            Route::Page(path.clone())
        };
        claim(&page.place.url, route, Owner::Page(path.clone()), At::file(path));
    }
    for (folder, section) in &tree.sections {
        let at = section.index.map_or_else(|| folder_at(folder), |index| At::file(visible.path(index)));
        let owner = Owner::Other(format!("the list of the folder `{}/{folder}`", place::CONTENT));
        let first = if section.index.is_none() { 1 } else { 2 };
        for number in first..=list_pages(section.pages.len(), section.paginate) {
            claim(
                &list_url(&section.url, number),
                Route::Section(folder.to_string(), number),
                owner.clone(),
                at.clone(),
            );
        }
        if folder.is_empty() || !section.pages.is_empty() {
            let owner = Owner::Other(format!("the feed of the folder `{}/{folder}`", place::CONTENT));
            claim(&feed_url(&section.url), Route::Feed(folder.to_string()), owner, at);
        }
    }
    for (path, url) in files {
        claim(url, Route::File((*path).clone()), Owner::File((*path).clone()), At::file(path));
    }
    for (taxonomy, terms) in taxonomies.terms.iter().filter(|(_, terms)| !terms.is_empty()) {
        let owner = Owner::Other(format!("the list of {taxonomy}"));
        claim(&taxonomy_url(taxonomy), Route::Taxonomy(taxonomy.clone()), owner.clone(), settings.clone());
        for (slug, term) in terms {
            for number in 1..=list_pages(term.pages.len(), term_length(taxonomy)) {
                let route = Route::Term(taxonomy.clone(), slug.clone(), number);
                claim(&list_url(&term.link.url, number), route, owner.clone(), settings.clone());
            }
        }
    }
    for (name, route) in [("404.html", Route::NotFound), ("sitemap.xml", Route::Sitemap), ("robots.txt", Route::Robots)]
    {
        let url = OutputPath::new(name).expect("a plain name").url();
        claim(&url, route, Owner::Other(format!("haven's own `{name}`")), settings.clone());
    }
    for (_, path, page) in visible.iter() {
        for (item, alias) in page.aliases.iter().enumerate() {
            let at = At::new(path, Spot::Value(vec![Key::Name("aliases".into()), Key::Item(item as u32)]));
            let folder = if alias.as_str().ends_with(".html") { alias.clone() } else { as_folder(alias) };
            let owner = Owner::Other(format!("the alias `{alias}` of `{path}`"));
            claim(&folder, Route::Alias(page.place.url.clone()), owner, at);
        }
    }
    claims
}

/// What the reading paths claim: each its booklet.
pub(super) fn of_booklets(paths: &BTreeMap<String, Known<ReadingPath>>) -> impl Iterator<Item = Claim> {
    paths.iter().map(|(name, path)| Claim {
        output: path.value.booklet.output(),
        route: Route::Booklet(name.clone()),
        owner: Owner::Other(format!("the booklet of the reading path `{name}`")),
        at: At::new(&config::path(), Spot::Key(vec![Key::Name("paths".into()), Key::Name(name.clone())])),
    })
}

/// What is written for hosts, by the names of the files.
pub(super) fn of_host_files(names: &[String]) -> impl Iterator<Item = Claim> {
    names.iter().filter_map(|name| {
        Some(Claim {
            output: OutputPath::new(name)?,
            route: Route::Host(name.clone()),
            owner: Owner::Other(format!("`host_files` in site.yaml (`{name}`)")),
            at: At::new(&config::path(), Spot::Key(vec![Key::Name("host_files".into())])),
        })
    })
}

/// What the search index claims.
pub(super) fn of_search() -> Claim {
    let output = OutputPath::new("search/manifest.js").expect("a plain name");
    Claim {
        output,
        route: Route::Search,
        owner: Owner::Other("the search index".to_owned()),
        at: At::file(&config::path()),
    }
}

pub(super) fn as_folder(url: &UrlPath) -> UrlPath {
    UrlPath::new(&format!("{}/", url.as_str().trim_end_matches('/'))).expect("an address with a slash is an address")
}

fn folder_at(folder: &str) -> At {
    let path = SourcePath::new(&format!("{}/{folder}", place::CONTENT));
    At::file(&path.unwrap_or_else(config::path))
}
