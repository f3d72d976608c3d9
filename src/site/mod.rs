//! Stage 2: all documents become one `Site`, the symbol table: tree, terms, addresses, links, people, sources. Pure, and
//! blind to the text of pages: editing prose never changes the site. Outputs see it only through `reader`.

mod before;
mod cards;
mod claims;
mod days;
pub mod facts;
mod feeds;
pub mod link;
mod links;
mod lists;
pub mod menus;
pub mod named;
mod pages;
pub mod paths;
pub mod reader;
pub mod routes;
pub mod rows;
mod terms;
mod tree;
pub mod views;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::document::{Compiled, DataKind};
use crate::source::{OutputPath, SourcePath};
use crate::yaml::Value;

pub use facts::{Aspect, FactId, FactKey, Facts, Origin, Rev};

pub(crate) use links::encoded;
pub use reader::Reader;
pub use routes::{Claim, Route};

/// Every file below `content/`, compiled.
pub type Documents = BTreeMap<SourcePath, Arc<Compiled>>;

/// The linked site. Its fields are for this module alone; everybody else asks a `Reader`.
#[derive(Default)]
pub struct Site {
    addressed: before::Addressed,
    site: Option<views::Known<views::SiteView>>,
    menus: Option<views::Known<views::MenuLinks>>,
    /// What is known of each page, in the order of the files.
    pages: Vec<PageFacts>,
    /// Where a file stands in `pages`.
    numbers: FxHashMap<SourcePath, u32>,
    breadcrumbs: BTreeMap<String, views::Known<Vec<views::Crumb>>>,
    sections: BTreeMap<String, views::Known<views::SectionView>>,
    section_lists: BTreeMap<(String, u32), views::Known<views::ListPage>>,
    section_cards: Option<views::Known<Vec<views::SectionCards>>>,
    taxonomies: BTreeMap<String, views::Known<views::TaxonomyView>>,
    term_lists: BTreeMap<(String, String, u32), views::Known<views::ListPage>>,
    paths: BTreeMap<String, views::Known<views::ReadingPath>>,
    data: BTreeMap<(DataKind, String), views::Known<Vec<Value>>>,
    feed_links: BTreeMap<String, views::Known<views::FeedLink>>,
    feeds: BTreeMap<String, views::Known<views::Feed>>,
    sitemap: Option<views::Known<Vec<views::SitemapEntry>>>,
    queries: BTreeMap<String, views::Known<Vec<views::Known<views::Card>>>>,
    listed: Option<views::Known<Vec<SourcePath>>>,
}

/// What the site knows of one page.
struct PageFacts {
    keys: before::PageKeys,
    card: views::Known<views::Card>,
    crumb: views::Known<views::Crumb>,
    meta: views::Known<views::Meta>,
    links: links::PageLinks,
    sources: views::Known<Vec<views::NumberedSource>>,
    neighbours: views::Known<views::Neighbours>,
    backlinks: views::Known<Vec<views::Known<views::Crumb>>>,
}

impl Site {
    /// Every output and what it shows.
    pub fn routes(&self) -> &BTreeMap<OutputPath, Route> {
        &self.addressed.routes
    }

    /// Whether this site has the very routes of the other, which it was linked after.
    pub fn has_routes_of(&self, before: &Site) -> bool {
        Arc::ptr_eq(&self.addressed.routes, &before.addressed.routes)
    }

    /// Takes every fact of the site into the table.
    pub fn settle(&self, facts: &mut Facts, rev: Rev) {
        for page in &self.pages {
            let hashes = [
                (Aspect::Meta, page.meta.hash),
                (Aspect::Links, page.links.targets.hash),
                (Aspect::Sources, page.sources.hash),
                (Aspect::Neighbours, page.neighbours.hash),
                (Aspect::Backlinks, page.backlinks.hash),
            ];
            facts.settle_page(&page.meta.source, hashes, Origin::Site, rev);
        }
        facts.settle_all(self.facts(), Origin::Site, rev);
    }

    /// Every fact of the site but those of single pages, with its fingerprint.
    fn facts(&self) -> impl Iterator<Item = (FactKey, u128)> {
        let paths_hash = crate::source::fingerprint::of(&self.paths.values().map(|path| path.hash).collect::<Vec<_>>());
        self.site
            .iter()
            .map(|site| (FactKey::Site, site.hash))
            .chain(self.menus.iter().map(|menus| (FactKey::Menus, menus.hash)))
            .chain(self.section_cards.iter().map(|cards| (FactKey::Sections, cards.hash)))
            .chain(self.sitemap.iter().map(|sitemap| (FactKey::Sitemap, sitemap.hash)))
            .chain(self.listed.iter().map(|listed| (FactKey::Listed, listed.hash)))
            .chain([(FactKey::ReadingPaths, paths_hash)])
            .chain(keyed(&self.breadcrumbs, |folder| FactKey::Breadcrumb(folder.clone())))
            .chain(keyed(&self.sections, |folder| FactKey::Section(folder.clone())))
            .chain(keyed(&self.section_lists, |(folder, page)| FactKey::SectionList(folder.clone(), *page)))
            .chain(keyed(&self.taxonomies, |name| FactKey::Taxonomy(name.clone())))
            .chain(keyed(&self.term_lists, |(name, term, page)| FactKey::TermList(name.clone(), term.clone(), *page)))
            .chain(keyed(&self.paths, |name| FactKey::ReadingPath(name.clone())))
            .chain(keyed(&self.data, |(kind, name)| FactKey::Data(*kind, name.clone())))
            .chain(keyed(&self.feed_links, |folder| FactKey::FeedLink(folder.clone())))
            .chain(keyed(&self.feeds, |folder| FactKey::Feed(folder.clone())))
            .chain(keyed(&self.queries, |name| FactKey::Query(name.clone())))
    }
}

fn keyed<'a, K, T>(
    known: &'a BTreeMap<K, views::Known<T>>,
    key: impl Fn(&K) -> FactKey + 'a,
) -> impl Iterator<Item = (FactKey, u128)> + 'a {
    known.iter().map(move |(name, known)| (key(name), known.hash))
}
