//! Linking: documents in, `Site` and diagnostics out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::before::{Addressed, Before};
use super::cards::{card, crumb, meta};
use super::claims;
use super::links::{Addresses, PageLinks};
use super::named::NamedAddress;
use super::pages::{PageNo, Pages};
use super::routes::{self, Claim};
use super::rows::{self, by_id};
use super::terms::Taxonomies;
use super::tree::Tree;
use super::views::*;
use super::{Documents, PageFacts, Site};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::front_matter::{FrontMatter, Status};
use crate::document::{DataKind, Document, Page, place};
use crate::source::{SourcePath, UrlPath};
use crate::yaml::Value;

/// How many pages a thread takes without a look around.
const AT_ONCE: usize = 128;

/// All that a site is linked from.
pub struct Inputs<'a> {
    /// Every file below `content/`.
    pub documents: &'a Documents,
    /// The settings.
    pub config: &'a Config,
    /// The day as of which the site is shown.
    pub today: Date,
    /// Whether drafts, scheduled and expired pages are shown.
    pub drafts: bool,
    /// Addresses that the theme takes.
    pub theme: Vec<Claim>,
    /// Lists that the theme asks for.
    pub queries: &'a BTreeMap<String, Query>,
    /// Options of the theme that name an address.
    pub named: Vec<NamedAddress>,
    /// Whether the theme wants a search index.
    pub search: bool,
    /// Whether the theme shows a reading path as one page.
    pub booklets: bool,
    /// The site as it was linked before with the same settings, whose parts are taken over where nothing about them has
    /// changed; an empty one if there is none. What comes out is the same with any.
    pub before: &'a Site,
}

/// A list of pages that a theme declares.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// The section whose pages, with those of its subsections, are taken; all when empty.
    pub folder: String,
    /// `updated`, `published`, `title` or `weight`; newest first for days.
    pub sort: String,
    /// How many.
    pub take: usize,
}

/// Whether a page is part of the site on a day.
pub fn is_visible(front: &FrontMatter, today: Date, drafts: bool) -> bool {
    let has_come = front.publish_on.is_none_or(|day| day <= today);
    let has_gone = front.expires_on.is_some_and(|day| day <= today);
    drafts || (front.status == Status::Published && has_come && !has_gone)
}

/// Links a site. Never fails: what does not fit is left out and reported.
pub fn link(inputs: Inputs<'_>) -> (Site, Vec<Diagnostic>) {
    let Inputs { documents, config, today, drafts, .. } = inputs;
    let mut visible = Vec::with_capacity(documents.len());
    let mut hidden = BTreeSet::new();
    let mut files = BTreeMap::new();
    for (path, compiled) in documents {
        match &compiled.document {
            Document::Page(page) if is_visible(&page.front, today, drafts) => {
                visible.push((path, &**page, compiled.interface));
            }
            Document::Page(_) => {
                hidden.insert(path);
            }
            Document::File(url) => {
                files.insert(path, url);
            }
            Document::Data(_) | Document::Nothing => {}
        }
    }
    let visible = Pages::new(visible);
    let before = Before::of(inputs.before, &visible, &hidden, &files);
    let mut diagnostics = Vec::new();
    let (tree, taxonomies) =
        rayon::join(|| Tree::build(&visible, &config.title, config.paginate), || Taxonomies::collect(&visible, config));
    let data = rows::collect(documents, today, &config.language);
    rows::check_references(&visible, &data, &mut diagnostics);

    let term_length = |name: &str| config.taxonomies[name].paginate.unwrap_or(config.paginate);
    let linker = Linker::new(config, &tree, &visible, &taxonomies, &before);
    let paths = linker.paths(&mut diagnostics);
    let booklets = if inputs.booklets { Some(&paths) } else { None };
    let shape = claims::shape(&tree, &taxonomies, &inputs.theme, inputs.search, booklets);
    let settle = || {
        let mut claims = claims::of_site(&visible, &tree, &taxonomies, &files, term_length);
        claims.extend(inputs.theme);
        if inputs.search {
            claims.push(claims::of_search());
        }
        claims.extend(booklets.into_iter().flat_map(claims::of_booklets));
        claims.extend(claims::of_host_files(&config.host_files));
        routes::settle(claims)
    };
    let feed_links = linker.feed_links();
    // What needs addresses on one side, what does without on the other.
    let ((addressed, pages, menus, found), ((term_lists, feeds), (sitemap, listed))) = rayon::join(
        || {
            let addressed = before.addressed(shape, settle);
            let mut found = addressed.collisions.clone();
            let addresses = Addresses::new(&visible, &hidden, &files, &addressed.routes);
            linker.check_options(&inputs.named, &addresses, &mut found);
            let pages = linker.pages(&addresses, &addressed, &data);
            let menus = linker.menus(&addresses, &mut found);
            (addressed, pages, menus, found)
        },
        || {
            let lists = (linker.term_lists(term_length), linker.feeds(&feed_links, &data));
            (lists, (Known::new(linker.sitemap()), Known::new(linker.listed())))
        },
    );
    diagnostics.extend(found);
    let mut site = Site {
        site: Some(Known::new(linker.site())),
        menus: Some(Known::new(menus)),
        pages,
        numbers: visible.iter().map(|(number, path, _)| (path.clone(), number)).collect(),
        breadcrumbs: linker.breadcrumbs(),
        sections: tree.sections.iter().map(|(folder, section)| (folder.to_string(), linker.section(section))).collect(),
        section_lists: linker.section_lists(),
        section_cards: Some(Known::new(linker.section_cards())),
        taxonomies: linker.taxonomy_views(),
        term_lists,
        paths,
        feeds,
        feed_links,
        sitemap: Some(sitemap),
        listed: Some(listed),
        queries: inputs.queries.iter().map(|(name, query)| (name.clone(), linker.query(query))).collect(),
        data: BTreeMap::new(),
        addressed: Addressed::default(),
    };
    site.data = data;
    site.addressed = addressed;
    (site, diagnostics)
}

/// What the parts of a site are made from.
pub(super) struct Linker<'a> {
    pub config: &'a Config,
    pub tree: &'a Tree,
    pub visible: &'a Pages<'a>,
    pub taxonomies: &'a Taxonomies<'a>,
    /// The card of each page, by number.
    pub cards: Vec<Known<Card>>,
    /// A link to each page, by number.
    pub crumbs: Vec<Known<Crumb>>,
    before: &'a Before<'a>,
}

impl<'a> Linker<'a> {
    fn new(
        config: &'a Config,
        tree: &'a Tree,
        visible: &'a Pages<'a>,
        taxonomies: &'a Taxonomies<'a>,
        before: &'a Before<'a>,
    ) -> Self {
        // A page's own front matter says everything that its card shows.
        let shown = |number: PageNo| match before.page(number) {
            Some(old) => (old.card.clone(), old.crumb.clone()),
            None => {
                let card = Known::new(card(visible.page(number), taxonomies, config));
                let crumb = Known::new(crumb(&card));
                (card, crumb)
            }
        };
        let (cards, crumbs) = visible.numbers().into_par_iter().with_max_len(AT_ONCE).map(shown).unzip();
        Linker { config, tree, visible, taxonomies, cards, crumbs, before }
    }

    fn site(&self) -> SiteView {
        SiteView {
            title: self.config.title.clone(),
            description: self.config.description.clone(),
            language: self.config.language.clone(),
            languages: self.languages(),
            base_url: self.config.base_url.clone(),
            home: UrlPath::new("/").expect("the top"),
            regions: self.config.regions.clone(),
            extra: self.config.extra.clone(),
        }
    }

    /// The languages of the site's pages, its own first.
    fn languages(&self) -> Vec<String> {
        let own = &self.config.language;
        let others: BTreeSet<&String> = self
            .visible
            .iter()
            .filter_map(|(.., page)| page.place.language.as_ref())
            .filter(|other| *other != own)
            .collect();
        std::iter::once(own).chain(others).cloned().collect()
    }

    /// What the site knows of each page, by number.
    fn pages(&self, addresses: &Addresses<'_>, addressed: &Addressed, data: &rows::Data) -> Vec<PageFacts> {
        let people = by_id(data, DataKind::People);
        let sources = by_id(data, DataKind::Sources);
        let has_people = self.before.has_rows(data, DataKind::People);
        let has_sources = self.before.has_rows(data, DataKind::Sources);
        let links_of = |number: PageNo| match self.before.links(number, addressed) {
            Some(links) => links.clone(),
            None => addresses.of_page(self.visible.path(number), self.visible.page(number)),
        };
        let links: Vec<PageLinks> =
            self.visible.numbers().into_par_iter().with_max_len(AT_ONCE).map(links_of).collect();
        let backlinks = self.backlinks(&links);
        let neighbours = self.neighbours();
        let facts = |(number, ((links, backlinks), neighbours)): (usize, ((PageLinks, Vec<PageNo>), Neighbours))| {
            let (index, number) = (number, number as PageNo);
            let page = self.visible.page(number);
            let old = self.before.page(number);
            let old_meta = old.map(|old| &old.meta).filter(|old| {
                has_people && old.role == self.role(number, page) && old.folder == self.tree.home(number)
            });
            let old_sources = old.map(|old| &old.sources).filter(|_| has_sources);
            let old_neighbours = old.map(|old| &old.neighbours).filter(|old| *old.value == neighbours);
            let by_title = self.by_title(backlinks);
            let old_backlinks = old.map(|old| &old.backlinks).filter(|old| *old.value == by_title);
            PageFacts {
                keys: self.before.keys[index],
                card: self.cards[index].clone(),
                crumb: self.crumbs[index].clone(),
                meta: old_meta.cloned().unwrap_or_else(|| Known::new(meta(self, number, &people))),
                links,
                sources: old_sources.cloned().unwrap_or_else(|| Known::new(numbered(page, &sources))),
                neighbours: old_neighbours.cloned().unwrap_or_else(|| Known::new(neighbours)),
                backlinks: old_backlinks.cloned().unwrap_or_else(|| Known::new(by_title)),
            }
        };
        let all = links.into_par_iter().zip(backlinks).zip(neighbours).enumerate();
        all.with_max_len(AT_ONCE).map(facts).collect()
    }

    /// The part that a page plays.
    pub(super) fn role(&self, number: PageNo, page: &Page) -> PageRole {
        match self.tree.is_section_index(number, page) {
            true if page.place.folder.is_empty() => PageRole::Home,
            true => PageRole::Section,
            false => PageRole::Page,
        }
    }

    fn neighbours(&self) -> Vec<Neighbours> {
        let mut neighbours = vec![Neighbours::default(); self.visible.len()];
        for section in self.tree.sections.values() {
            for pair in section.pages.windows(2) {
                let (before, after) = (pair[0] as usize, pair[1] as usize);
                neighbours[before].next = Some(self.crumbs[after].clone());
                neighbours[after].previous = Some(self.crumbs[before].clone());
            }
        }
        neighbours
    }

    /// For each page the listed pages that link to it, in the order of their files.
    fn backlinks(&self, links: &[PageLinks]) -> Vec<Vec<PageNo>> {
        let mut from: Vec<Vec<PageNo>> = vec![Vec::new(); self.visible.len()];
        for ((number, _, page), links) in self.visible.iter().zip(links) {
            let owners = links.owners.iter().flatten().copied().filter(|owner| *owner != number);
            for owner in owners.filter(|_| !page.front.unlisted) {
                let pages = &mut from[owner as usize];
                if pages.last() != Some(&number) {
                    pages.push(number);
                }
            }
        }
        from
    }

    /// Links to pages, by title.
    fn by_title(&self, pages: Vec<PageNo>) -> Vec<Known<Crumb>> {
        let mut crumbs: Vec<Known<Crumb>> = pages.iter().map(|page| self.crumbs[*page as usize].clone()).collect();
        crumbs.sort_by_cached_key(|crumb| (crumb.title.to_lowercase(), crumb.url.clone()));
        crumbs
    }

    /// The cards of pages, in their order.
    pub(super) fn pick(&self, pages: &[PageNo]) -> Vec<Known<Card>> {
        pages.iter().map(|page| self.cards[*page as usize].clone()).collect()
    }
}

/// The source file that `site.yaml` names.
pub(super) fn content_path(file: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{}/{}", place::CONTENT, file.trim_start_matches('/')))
}

fn numbered(page: &Page, sources: &rows::ById<'_>) -> Vec<NumberedSource> {
    let rows = rows::source_keys(page).into_iter().filter_map(|key| sources.get(key).copied());
    rows.enumerate()
        .map(|(index, row): (usize, &Value)| NumberedSource { number: index + 1, row: row.clone() })
        .collect()
}
