//! What linking takes over from the site as it was linked before, with the same settings: every part whose inputs are the
//! same. At 10,000 pages an edit of a title until its page is rendered took 144 ms without this and takes 29 ms with it
//! (`cargo bench --bench stages -- edit`), most of all because 30,000 links lead where they led. Nothing is guessed: where
//! it is not certain that a part is the same, it is made anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::claims::Shape;
use super::links::PageLinks;
use super::pages::{PageNo, Pages};
use super::routes::Route;
use super::rows::Data;
use super::{PageFacts, Site};
use crate::diagnostic::Diagnostic;
use crate::document::{DataKind, Page};
use crate::source::{OutputPath, SourcePath, UrlPath, fingerprint};

/// By what a page is known again.
#[derive(Clone, Copy)]
pub(super) struct PageKeys {
    /// Over all that other pages may see of it.
    interface: u128,
    /// Over its addresses: the present one and former ones.
    addresses: u128,
}

impl PageKeys {
    fn of(page: &Page, interface: u128) -> Self {
        PageKeys { interface, addresses: fingerprint::of(&(&page.place, &page.aliases)) }
    }
}

/// The addresses of a site.
#[derive(Default)]
pub(super) struct Addressed {
    pub routes: Arc<BTreeMap<OutputPath, Route>>,
    /// What wanted an address that was taken.
    pub collisions: Vec<Diagnostic>,
    /// Over everything but the pages that claims follow from.
    shape: Shape,
    /// Over the files that links can lead to beside pages.
    files: u128,
}

/// The site as it was, beside the pages as they are.
pub(super) struct Before<'a> {
    site: &'a Site,
    /// The pages that look from outside as they did, by their numbers now.
    same: Vec<Option<&'a PageFacts>>,
    /// What each page is known by now.
    pub keys: Vec<PageKeys>,
    /// Whether the same pages have the same numbers and addresses, and links can lead to the same other files.
    addresses_stand: bool,
    files: u128,
}

impl<'a> Before<'a> {
    /// Compares `site`, an empty one if there is none, with what there is now: pages, pages that are not shown today, and
    /// other files with their addresses.
    pub fn of(
        site: &'a Site,
        visible: &Pages<'_>,
        hidden: &BTreeSet<&SourcePath>,
        files: &BTreeMap<&SourcePath, &UrlPath>,
    ) -> Self {
        let known = known_pages(site, visible);
        let files = fingerprint::of(&(hidden, files));
        let is_same = |(number, old): (PageNo, &Option<&'a PageFacts>)| {
            old.filter(|old| old.keys.interface == visible.interface(number))
        };
        let same: Vec<Option<&PageFacts>> = (0..).zip(&known).map(is_same).collect();
        let key = |(number, same): (PageNo, &Option<&PageFacts>)| match same {
            Some(same) => same.keys,
            None => PageKeys::of(visible.page(number), visible.interface(number)),
        };
        let keys: Vec<PageKeys> = (0..).zip(&same).map(key).collect();
        let has_its_address =
            |(old, key): (&Option<&PageFacts>, &PageKeys)| old.is_some_and(|old| old.keys.addresses == key.addresses);
        let addresses_stand = site.pages.len() == known.len()
            && files == site.addressed.files
            && known.iter().zip(&keys).all(has_its_address);
        Before { site, same, keys, addresses_stand, files }
    }

    /// What was known of a page that looks from outside as it did.
    pub fn page(&self, number: PageNo) -> Option<&'a PageFacts> {
        self.same[number as usize]
    }

    /// Whether the rows of a kind are as they were.
    pub fn has_rows(&self, data: &Data, kind: DataKind) -> bool {
        let key = (kind, String::new());
        self.site.data.get(&key).map(|rows| rows.hash) == data.get(&key).map(|rows| rows.hash)
    }

    /// The addresses as they were, if all that they follow from is the same; else those that `settle` makes.
    pub fn addressed(
        &self,
        shape: Shape,
        settle: impl FnOnce() -> (BTreeMap<OutputPath, Route>, Vec<Diagnostic>),
    ) -> Addressed {
        let old = &self.site.addressed;
        let (routes, collisions) = if self.addresses_stand && shape == old.shape {
            (Arc::clone(&old.routes), old.collisions.clone())
        } else {
            let (routes, collisions) = settle();
            (Arc::new(routes), collisions)
        };
        Addressed { routes, collisions, shape, files: self.files }
    }

    /// The links of a page, if they certainly lead where they led: it has the same links, no page that they lead to looks
    /// different, and no other address came or went that they could mean. Where two things want one address, nothing is
    /// certain.
    pub fn links(&self, number: PageNo, addressed: &Addressed) -> Option<&'a PageLinks> {
        let old = &self.site.addressed;
        let has_routes = Arc::ptr_eq(&old.routes, &addressed.routes);
        let links = &self.page(number)?.links;
        let is_certain = self.addresses_stand
            && old.collisions.is_empty()
            && (has_routes || (links.names_pages_only && addressed.collisions.is_empty()))
            && links.owners.iter().flatten().all(|owner| self.same[*owner as usize].is_some());
        is_certain.then_some(links)
    }
}

/// What was known of each of the pages that there are now. Both are in the order of the files.
fn known_pages<'a>(site: &'a Site, visible: &Pages<'_>) -> Vec<Option<&'a PageFacts>> {
    let mut old = site.pages.iter().peekable();
    let find = |(_, path, _): (PageNo, &SourcePath, &Page)| {
        while old.next_if(|old| old.meta.source < *path).is_some() {}
        old.next_if(|old| old.meta.source == *path)
    };
    visible.iter().map(find).collect()
}
