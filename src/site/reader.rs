//! The only window on the site for whatever renders an output. Each question is noted as a read of one fact, so the reads
//! of an output are exactly what it may depend on.

use std::cell::RefCell;

use super::facts::{Aspect, FactId, FactKey, Facts};
use super::views::*;
use super::{Documents, PageFacts, Site};
use crate::document::{Body, DataKind, Document, Spans};
use crate::source::SourcePath;
use crate::yaml::Value;

/// A window on the site that remembers what was seen through it.
pub struct Reader<'a> {
    site: &'a Site,
    documents: &'a Documents,
    facts: &'a Facts,
    reads: RefCell<Vec<FactId>>,
    unknown: RefCell<Vec<FactKey>>,
}

/// What an output read.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Facts, sorted, each once.
    pub ids: Vec<FactId>,
    /// Facts that nobody had mentioned before: absent, but read.
    pub unknown: Vec<FactKey>,
}

impl<'a> Reader<'a> {
    /// A fresh window.
    pub fn new(site: &'a Site, documents: &'a Documents, facts: &'a Facts) -> Self {
        Reader { site, documents, facts, reads: RefCell::default(), unknown: RefCell::default() }
    }

    /// What was read.
    pub fn finish(self) -> Reads {
        let mut ids = self.reads.into_inner();
        ids.sort_unstable();
        ids.dedup();
        Reads { ids, unknown: self.unknown.into_inner() }
    }

    /// Notes a read of a fact that is not the site's own: the theme's lookups call this.
    pub fn note(&self, key: &FactKey) {
        if self.facts.are_off() {
            return;
        }
        match self.facts.id(key) {
            Some(id) => self.reads.borrow_mut().push(id),
            None => self.unknown.borrow_mut().push(key.clone()),
        }
    }

    /// The site's name, language and address.
    pub fn site(&self) -> Option<Known<SiteView>> {
        self.note(&FactKey::Site);
        self.site.site.clone()
    }

    /// The menus.
    pub fn menus(&self) -> Option<Known<MenuLinks>> {
        self.note(&FactKey::Menus);
        self.site.menus.clone()
    }

    /// A page's front matter, resolved.
    pub fn meta(&self, page: &SourcePath) -> Option<Known<Meta>> {
        Some(self.page(Aspect::Meta, page)?.meta.clone())
    }

    /// A page's text.
    pub fn body(&self, page: &SourcePath) -> Option<&'a Body> {
        self.note_page(Aspect::Body, page);
        match &self.documents.get(page)?.document {
            Document::Page(page) => Some(&page.body),
            _ => None,
        }
    }

    /// A page's text with its fingerprint.
    pub fn body_with_hash(&self, page: &SourcePath) -> Option<(&'a Body, u128)> {
        let body = self.body(page)?;
        Some((body, self.documents.get(page)?.body))
    }

    /// What a page's links lead to, in the order of the page's `Needs::links`.
    pub fn links(&self, page: &SourcePath) -> Option<Known<Vec<Target>>> {
        Some(self.page(Aspect::Links, page)?.links.targets.clone())
    }

    /// A page's sources with their numbers.
    pub fn sources(&self, page: &SourcePath) -> Option<Known<Vec<NumberedSource>>> {
        Some(self.page(Aspect::Sources, page)?.sources.clone())
    }

    /// The pages before and after a page.
    pub fn neighbours(&self, page: &SourcePath) -> Option<Known<Neighbours>> {
        Some(self.page(Aspect::Neighbours, page)?.neighbours.clone())
    }

    /// The pages that link to a page.
    pub fn backlinks(&self, page: &SourcePath) -> Option<Known<Vec<Known<Crumb>>>> {
        Some(self.page(Aspect::Backlinks, page)?.backlinks.clone())
    }

    /// The way from the home page to a section, both included.
    pub fn breadcrumb(&self, folder: &str) -> Option<Known<Vec<Crumb>>> {
        self.note(&FactKey::Breadcrumb(folder.to_owned()));
        self.site.breadcrumbs.get(folder).cloned()
    }

    /// A section.
    pub fn section(&self, folder: &str) -> Option<Known<SectionView>> {
        self.note(&FactKey::Section(folder.to_owned()));
        self.site.sections.get(folder).cloned()
    }

    /// One list page of a section, from 1.
    pub fn section_list(&self, folder: &str, page: u32) -> Option<Known<ListPage>> {
        self.note(&FactKey::SectionList(folder.to_owned(), page));
        self.site.section_lists.get(&(folder.to_owned(), page)).cloned()
    }

    /// The top-level sections with their first pages.
    pub fn sections(&self) -> Option<Known<Vec<SectionCards>>> {
        self.note(&FactKey::Sections);
        self.site.section_cards.clone()
    }

    /// A taxonomy with its terms.
    pub fn taxonomy(&self, name: &str) -> Option<Known<TaxonomyView>> {
        self.note(&FactKey::Taxonomy(name.to_owned()));
        self.site.taxonomies.get(name).cloned()
    }

    /// One list page of a term, from 1.
    pub fn term_list(&self, taxonomy: &str, slug: &str, page: u32) -> Option<Known<ListPage>> {
        self.note(&FactKey::TermList(taxonomy.to_owned(), slug.to_owned(), page));
        self.site.term_lists.get(&(taxonomy.to_owned(), slug.to_owned(), page)).cloned()
    }

    /// A reading path.
    pub fn reading_path(&self, name: &str) -> Option<Known<ReadingPath>> {
        self.note(&FactKey::ReadingPath(name.to_owned()));
        self.site.paths.get(name).cloned()
    }

    /// Every reading path, by name.
    pub fn reading_paths(&self) -> impl Iterator<Item = (&'a String, Known<ReadingPath>)> {
        self.note(&FactKey::ReadingPaths);
        self.site.paths.iter().map(|(name, path)| (name, path.clone()))
    }

    /// The rows of a data file. `name` names a lexicon, or is empty for all that are meant for authors; it is empty for every
    /// other kind.
    pub fn data(&self, kind: DataKind, name: &str) -> Option<Known<Vec<Value>>> {
        self.note(&FactKey::Data(kind, name.to_owned()));
        self.site.data.get(&(kind, name.to_owned())).cloned()
    }

    /// Where the feed of a section is; `""` is the whole site.
    pub fn feed_link(&self, folder: &str) -> Option<Known<FeedLink>> {
        self.note(&FactKey::FeedLink(folder.to_owned()));
        self.site.feed_links.get(folder).cloned()
    }

    /// The feed of a section; `""` is the whole site.
    pub fn feed(&self, folder: &str) -> Option<Known<Feed>> {
        self.note(&FactKey::Feed(folder.to_owned()));
        self.site.feeds.get(folder).cloned()
    }

    /// The addresses that search engines should know.
    pub fn sitemap(&self) -> Option<Known<Vec<SitemapEntry>>> {
        self.note(&FactKey::Sitemap);
        self.site.sitemap.clone()
    }

    /// The files of all pages that are listed, by address.
    pub fn listed(&self) -> Option<Known<Vec<SourcePath>>> {
        self.note(&FactKey::Listed);
        self.site.listed.clone()
    }

    /// A list that the theme declares.
    pub fn query(&self, name: &str) -> Option<Known<Vec<Known<Card>>>> {
        self.note(&FactKey::Query(name.to_owned()));
        self.site.queries.get(name).cloned()
    }

    fn page(&self, aspect: Aspect, page: &SourcePath) -> Option<&'a PageFacts> {
        self.note_page(aspect, page);
        let number = *self.site.numbers.get(page)?;
        self.site.pages.get(number as usize)
    }

    fn note_page(&self, aspect: Aspect, page: &SourcePath) {
        if self.facts.are_off() {
            return;
        }
        match self.facts.page_id(aspect, page) {
            Some(id) => self.reads.borrow_mut().push(id),
            None => self.unknown.borrow_mut().push(FactKey::Page(aspect, page.clone())),
        }
    }
}

/// Where things of a page stand in its file. Not a fact: positions reach a diagnostic only when it is printed.
pub fn spans<'a>(documents: &'a Documents, page: &SourcePath) -> Option<&'a Spans> {
    match &documents.get(page)?.document {
        Document::Page(page) => Some(&page.spans),
        _ => None,
    }
}
