//! Linking: documents in, `Site` and diagnostics out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::cards::{card, crumb, meta};
use super::claims;
use super::links::Addresses;
use super::routes::{self, Claim};
use super::rows::{self, by_id};
use super::terms;
use super::tree::{Tree, Visible};
use super::views::*;
use super::{Documents, PageFacts, Site};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::front_matter::{FrontMatter, Status};
use crate::document::{DataKind, Document, Page, place};
use crate::source::{SourcePath, UrlPath};
use crate::yaml::Value;

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
    /// Whether the theme wants a search index.
    pub search: bool,
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
    let mut visible = Visible::new();
    let mut hidden = BTreeSet::new();
    let mut files = BTreeMap::new();
    for (path, compiled) in documents {
        match &compiled.document {
            Document::Page(page) if is_visible(&page.front, today, drafts) => {
                visible.insert(path, page);
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
    let mut diagnostics = Vec::new();
    let tree = Tree::build(&visible, &config.title, config.paginate);
    let taxonomies = terms::collect(&visible, config);
    let data = rows::collect(documents, today);
    rows::check_references(&visible, &data, &mut diagnostics);

    let term_length = |name: &str| config.taxonomies[name].paginate.unwrap_or(config.paginate);
    let mut claims = claims::of_site(&visible, &tree, &taxonomies, &files, term_length);
    claims.extend(inputs.theme);
    if inputs.search {
        claims.push(claims::of_search());
    }
    let others = claims.iter().map(|claim| claim.output.url()).collect();
    let (routes, collisions) = routes::settle(claims);
    diagnostics.extend(collisions);

    let owners = visible.iter().rev().map(|(path, page)| (&page.place.url, *path)).collect();
    let addresses = Addresses { visible: &visible, hidden: &hidden, files: &files, owners: &owners, others: &others };
    let linker = Linker {
        config,
        tree: &tree,
        visible: &visible,
        cards: visible.par_iter().map(|(path, page)| (*path, Arc::new(card(page, config)))).collect(),
    };
    let paths = linker.paths(&mut diagnostics);
    let feed_links = linker.feed_links();
    let mut site = Site {
        routes,
        site: Some(Known::new(linker.site())),
        menus: Some(Known::new(linker.menus(&addresses, &mut diagnostics))),
        pages: linker.pages(&addresses, &data),
        breadcrumbs: linker.breadcrumbs(),
        sections: tree.sections.iter().map(|(folder, section)| (folder.clone(), linker.section(section))).collect(),
        section_lists: linker.section_lists(),
        section_cards: Some(Known::new(linker.section_cards())),
        taxonomies: linker.taxonomies(&taxonomies),
        term_lists: linker.term_lists(&taxonomies, term_length),
        paths,
        feeds: linker.feeds(&feed_links, &data),
        feed_links,
        sitemap: Some(Known::new(linker.sitemap())),
        listed: Some(Known::new(linker.listed())),
        queries: inputs.queries.iter().map(|(name, query)| (name.clone(), linker.query(query))).collect(),
        data: BTreeMap::new(),
    };
    site.data = data;
    (site, diagnostics)
}

/// What the parts of a site are made from.
pub(super) struct Linker<'a> {
    pub config: &'a Config,
    pub tree: &'a Tree,
    pub visible: &'a Visible<'a>,
    /// The card of each page.
    pub cards: BTreeMap<&'a SourcePath, Arc<Card>>,
}

impl Linker<'_> {
    fn site(&self) -> SiteView {
        SiteView {
            title: self.config.title.clone(),
            description: self.config.description.clone(),
            language: self.config.language.clone(),
            base_url: self.config.base_url.clone(),
            home: UrlPath::new("/").expect("the top"),
            regions: self.config.regions.clone(),
            extra: self.config.extra.clone(),
        }
    }

    fn pages(&self, addresses: &Addresses<'_>, data: &rows::Data) -> BTreeMap<SourcePath, PageFacts> {
        let people = by_id(data, DataKind::People);
        let sources = by_id(data, DataKind::Sources);
        let resolved: BTreeMap<&SourcePath, Vec<Target>> = self
            .visible
            .par_iter()
            .map(|(path, page)| {
                let links = page.needs.links.iter();
                (*path, links.map(|link| addresses.resolve(path, page, &link.destination)).collect())
            })
            .collect();
        let mut backlinks = self.backlinks(&resolved, addresses);
        let mut neighbours = self.neighbours();
        let pages: Vec<(SourcePath, PageFacts)> = resolved
            .into_iter()
            .map(|(path, links)| (path, links, backlinks.remove(path), neighbours.remove(path)))
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(path, links, backlinks, neighbours)| {
                let page = self.visible[path];
                let home = self.tree.section_of.get(path).map_or("", String::as_str);
                let meta = meta(path, page, &self.cards[path], (self.role(path, page), home), self.config, &people);
                let facts = PageFacts {
                    meta: Known::new(meta),
                    links: Known::new(links),
                    sources: Known::new(numbered(page, &sources)),
                    neighbours: Known::new(neighbours.unwrap_or_default()),
                    backlinks: Known::new(backlinks.unwrap_or_default()),
                };
                (path.clone(), facts)
            })
            .collect();
        pages.into_iter().collect()
    }

    fn role(&self, path: &SourcePath, page: &Page) -> PageRole {
        match self.tree.is_section_index(path, page) {
            true if page.place.folder.is_empty() => PageRole::Home,
            true => PageRole::Section,
            false => PageRole::Page,
        }
    }

    fn neighbours(&self) -> BTreeMap<&SourcePath, Neighbours> {
        let mut neighbours: BTreeMap<&SourcePath, Neighbours> = BTreeMap::new();
        for section in self.tree.sections.values() {
            for pair in section.pages.windows(2) {
                neighbours.entry(&pair[0]).or_default().next = self.crumb(&pair[1]);
                neighbours.entry(&pair[1]).or_default().previous = self.crumb(&pair[0]);
            }
        }
        neighbours
    }

    /// For each page the listed pages that link to it, by title.
    fn backlinks(
        &self,
        resolved: &BTreeMap<&SourcePath, Vec<Target>>,
        addresses: &Addresses<'_>,
    ) -> BTreeMap<SourcePath, Vec<Crumb>> {
        let by_encoded: BTreeMap<String, &SourcePath> =
            addresses.owners.iter().map(|(url, path)| (super::encoded(url.as_str()), *path)).collect();
        let mut from: BTreeMap<&SourcePath, BTreeSet<&SourcePath>> = BTreeMap::new();
        for (path, targets) in resolved {
            if self.visible[*path].front.unlisted {
                continue;
            }
            for target in targets {
                let (Target::Url(url) | Target::NoAnchor { url, .. }) = target else { continue };
                let address = url.split(['#', '?']).next().unwrap_or_default();
                if let Some(owner) = by_encoded.get(address).filter(|owner| *owner != path) {
                    from.entry(owner).or_default().insert(path);
                }
            }
        }
        from.into_iter()
            .map(|(path, pages)| {
                let mut crumbs: Vec<Crumb> = pages.into_iter().filter_map(|page| self.crumb(page)).collect();
                crumbs.sort_by(|a, b| (a.title.to_lowercase(), &a.url).cmp(&(b.title.to_lowercase(), &b.url)));
                (path.clone(), crumbs)
            })
            .collect()
    }

    /// A link to a page.
    pub(super) fn crumb(&self, path: &SourcePath) -> Option<Crumb> {
        self.cards.get(path).map(|card| crumb(card))
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
