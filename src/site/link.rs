//! Linking: documents in, `Site` and diagnostics out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::cards::{card, crumb, meta, pick};
use super::claims::{self, feed_url, list_pages, list_url};
use super::links::Addresses;
use super::routes::{self, Claim};
use super::rows::{self, by_id};
use super::terms::{self, Taxonomies};
use super::tree::{Section, Tree, Visible, upwards};
use super::views::*;
use super::{Documents, PageFacts, Site};
use crate::config::{self, Config, MenuItem};
use crate::diagnostic::{At, Diagnostic, Key, Spot, nearest};
use crate::document::front_matter::{FrontMatter, Status};
use crate::document::{DataKind, Document, Page, place};
use crate::source::{SourcePath, UrlPath};
use crate::yaml::Value;

crate::codes! {
    /// # A menu entry that leads nowhere
    ///
    /// A menu in `site.yaml` names a page that does not exist or is not published, so the entry is left out.
    ///
    /// `page:` is the page's file below `content/`; `url:` is an address and is taken as it is.
    MENU_TARGET: Error = "menu-target";

    /// # Two pages have the same place on a reading path
    ///
    /// The `order` in `path:` says which step of the path a page is. Two pages have the same number; they are shown one
    /// after the other in the order of their titles.
    PATH_ORDER: Warning = "path-order";
}

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
        claims.extend(claims::of_search());
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
        feeds: linker.feeds(&data),
        sitemap: Some(Known::new(linker.sitemap())),
        listed: Some(Known::new(linker.listed())),
        queries: inputs.queries.iter().map(|(name, query)| (name.clone(), linker.query(query))).collect(),
        data: BTreeMap::new(),
    };
    site.data = data;
    (site, diagnostics)
}

struct Linker<'a> {
    config: &'a Config,
    tree: &'a Tree,
    visible: &'a Visible<'a>,
    cards: BTreeMap<&'a SourcePath, Arc<Card>>,
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

    fn crumb(&self, path: &SourcePath) -> Option<Crumb> {
        self.cards.get(path).map(|card| crumb(card))
    }

    fn breadcrumbs(&self) -> BTreeMap<String, Known<Vec<Crumb>>> {
        let crumb = |section: &Section| Crumb {
            title: section.title.clone(),
            url: section.url.clone(),
            summary: section.summary.clone(),
        };
        let way = |folder: &str| {
            let mut crumbs: Vec<Crumb> =
                upwards(folder).filter_map(|folder| self.tree.sections.get(folder)).map(crumb).collect();
            crumbs.reverse();
            Known::new(crumbs)
        };
        self.tree.sections.keys().map(|folder| (folder.clone(), way(folder))).collect()
    }

    fn section(&self, section: &Section) -> Known<SectionView> {
        let subsections = section.subsections.iter().map(|folder| {
            let sub = &self.tree.sections[folder];
            Subsection {
                title: sub.title.clone(),
                url: sub.url.clone(),
                summary: sub.summary.clone(),
                count: sub.pages.len(),
            }
        });
        Known::new(SectionView {
            index: section.index.clone(),
            title: section.title.clone(),
            url: section.url.clone(),
            summary: section.summary.clone(),
            subsections: subsections.collect(),
        })
    }

    fn section_cards(&self) -> Vec<SectionCards> {
        let Some(top) = self.tree.sections.get("") else { return Vec::new() };
        let sections = top.subsections.iter().map(|folder| &self.tree.sections[folder]);
        sections
            .map(|section| SectionCards {
                title: section.title.clone(),
                url: section.url.clone(),
                summary: section.summary.clone(),
                pages: pick(&section.pages[..section.pages.len().min(HOME_CARDS)], &self.cards),
            })
            .collect()
    }

    fn section_lists(&self) -> BTreeMap<(String, u32), Known<ListPage>> {
        let lists = self.tree.sections.iter().flat_map(|(folder, section)| {
            self.list(&section.pages, &section.url, section.paginate)
                .into_iter()
                .map(|list| ((folder.clone(), list.page), Known::new(list)))
        });
        lists.collect()
    }

    fn list(&self, paths: &[SourcePath], url: &UrlPath, length: u32) -> Vec<ListPage> {
        let pages = list_pages(paths.len(), length);
        let length = if length == 0 { paths.len().max(1) } else { length as usize };
        let list = |page: u32| {
            let start = (page as usize - 1) * length;
            ListPage {
                items: pick(&paths[start..(start + length).min(paths.len())], &self.cards),
                total: paths.len(),
                page,
                pages,
                previous_url: (page > 1).then(|| list_url(url, page - 1)),
                next_url: (page < pages).then(|| list_url(url, page + 1)),
                pager: (1..=pages)
                    .map(|number| PagerItem { number, url: list_url(url, number), current: number == page })
                    .collect(),
            }
        };
        (1..=pages).map(list).collect()
    }

    fn taxonomies(&self, taxonomies: &Taxonomies) -> BTreeMap<String, Known<TaxonomyView>> {
        let view = |(name, found): (&String, &BTreeMap<String, terms::Term>)| {
            let url = terms::taxonomy_url(name);
            let mut terms: Vec<TermCount> = found
                .values()
                .map(|term| TermCount {
                    slug: term.link.slug.clone(),
                    title: term.link.title.clone(),
                    url: term.link.url.clone(),
                    count: term.pages.len(),
                })
                .collect();
            terms.sort_by_cached_key(|term| (term.title.to_lowercase(), term.slug.clone()));
            let title = self.config.taxonomies[name].title.clone();
            (name.clone(), Known::new(TaxonomyView { slug: name.clone(), title, url, terms }))
        };
        taxonomies.iter().map(view).collect()
    }

    fn term_lists(
        &self,
        taxonomies: &Taxonomies,
        length: impl Fn(&str) -> u32,
    ) -> BTreeMap<(String, String, u32), Known<ListPage>> {
        let mut lists = BTreeMap::new();
        for (name, found) in taxonomies {
            for (slug, term) in found {
                for list in self.list(&term.pages, &term.link.url, length(name)) {
                    lists.insert((name.clone(), slug.clone(), list.page), Known::new(list));
                }
            }
        }
        lists
    }

    fn paths(&self, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Known<ReadingPath>> {
        let mut steps: BTreeMap<&str, Vec<(i64, String, &SourcePath)>> = BTreeMap::new();
        for (path, page) in self.visible {
            if let Some(step) = page.front.path.as_ref().filter(|_| !page.front.unlisted) {
                steps.entry(&step.name).or_default().push((step.order, page.front.title.to_lowercase(), path));
            }
        }
        let mut paths = BTreeMap::new();
        for (name, mut steps) in steps {
            steps.sort();
            for pair in steps.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                let spot = Spot::Value(vec![Key::Name("path".into()), Key::Name("order".into())]);
                let message = format!("two pages are step {} of the reading path `{name}`", pair[1].0);
                diagnostics.push(
                    Diagnostic::new(&PATH_ORDER, At::new(pair[1].2, spot.clone()), message)
                        .related(At::new(pair[0].2, spot), "the other one")
                        .help("Give one of them another `order`."),
                );
            }
            let config = self.config.paths.get(name);
            let start = config.and_then(|config| config.page.as_deref()).and_then(content_path);
            let start = start.and_then(|file| self.cards.get(&file)).map(|card| card.url.clone());
            let steps: Vec<Crumb> = steps.into_iter().filter_map(|(_, _, path)| self.crumb(path)).collect();
            let title = config.map(|config| config.title.clone()).filter(|title| !title.is_empty());
            let path = ReadingPath {
                name: name.to_owned(),
                title: title.unwrap_or_else(|| place::title_from_name(name)),
                url: start.unwrap_or_else(|| steps[0].url.clone()),
                steps,
            };
            paths.insert(name.to_owned(), Known::new(path));
        }
        paths
    }

    fn menus(&self, addresses: &Addresses<'_>, diagnostics: &mut Vec<Diagnostic>) -> MenuLinks {
        let mut menu = |name: &str, items: &[MenuItem]| {
            let links = items.iter().enumerate().filter_map(|(number, item)| {
                let keys = vec![Key::Name("menus".into()), Key::Name(name.into()), Key::Item(number as u32)];
                let link = self.menu_link(item, addresses);
                if let Err((message, help)) = &link {
                    let at = At::new(&config::path(), Spot::Value(keys));
                    let mut diagnostic = Diagnostic::new(&MENU_TARGET, at, message.clone());
                    diagnostic.help.clone_from(help);
                    diagnostics.push(diagnostic);
                }
                link.ok()
            });
            links.collect::<Vec<_>>()
        };
        let footer = menu("footer", &self.config.menus.footer);
        let mut header = menu("header", &self.config.menus.header);
        if self.config.menus.header.is_empty()
            && let Some(top) = self.tree.sections.get("")
        {
            header = top
                .subsections
                .iter()
                .map(|folder| &self.tree.sections[folder])
                .map(|section| MenuLink { title: section.title.clone(), url: super::encoded(section.url.as_str()) })
                .collect();
        }
        MenuLinks { header, footer }
    }

    /// The entry, or what is wrong with it and what to do.
    fn menu_link(&self, item: &MenuItem, addresses: &Addresses<'_>) -> Result<MenuLink, (String, Option<String>)> {
        if let Some(page) = &item.page {
            let (file, fragment) = page.split_once('#').unwrap_or((page, ""));
            let card = content_path(file).and_then(|path| self.cards.get(&path));
            let Some(card) = card else {
                let is_hidden = content_path(file).is_some_and(|path| addresses.hidden.contains(&path));
                if is_hidden {
                    return Err((format!("the page `{file}` of this menu is not published"), None));
                }
                let known = self.visible.keys().filter_map(|path| path.below(place::CONTENT));
                let near = nearest(file, known).first().map(|near| format!("Did you mean `{near}`?"));
                return Err((format!("there is no page `{file}` below `{}`", place::CONTENT), near));
            };
            let title = if item.title.is_empty() { card.title.clone() } else { item.title.clone() };
            let anchor = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
            return Ok(MenuLink { title, url: super::encoded(card.url.as_str()) + &anchor });
        }
        match &item.url {
            Some(url) if !item.title.is_empty() => Ok(MenuLink { title: item.title.clone(), url: url.clone() }),
            Some(url) => Err((format!("the menu entry for `{url}` has no title"), Some("Add `title:`.".into()))),
            None => Err(("this menu entry has neither `page` nor `url`".into(), Some("Add one of them.".into()))),
        }
    }

    fn feeds(&self, data: &rows::Data) -> BTreeMap<String, Known<Feed>> {
        let people = by_id(data, DataKind::People);
        let feed = |folder: &String, section: &Section| {
            let inside = |path: &SourcePath| {
                self.tree.section_of.get(path).is_some_and(|home| upwards(home).any(|above| above == folder))
            };
            let mut paths: Vec<&SourcePath> = self
                .visible
                .iter()
                .filter(|(path, page)| !page.front.unlisted && day(page).is_some() && inside(path))
                .filter(|(path, page)| !self.tree.is_section_index(path, page))
                .map(|(path, _)| *path)
                .collect();
            paths.sort_by_key(|path| (std::cmp::Reverse(day(self.visible[*path])), *path));
            paths.truncate(self.config.feed_limit as usize);
            let title = if folder.is_empty() {
                self.config.title.clone()
            } else {
                format!("{} – {}", section.title, self.config.title)
            };
            Feed {
                title,
                url: feed_url(&section.url),
                entries: paths.into_iter().map(|path| self.feed_entry(path, &people)).collect(),
            }
        };
        self.tree
            .sections
            .iter()
            .filter(|(folder, section)| folder.is_empty() || !section.pages.is_empty())
            .map(|(folder, section)| (folder.clone(), Known::new(feed(folder, section))))
            .collect()
    }

    fn feed_entry(&self, path: &SourcePath, people: &rows::ById<'_>) -> FeedEntry {
        let page = self.visible[path];
        let card = &self.cards[path];
        let text = |day: &Option<Day>| day.as_ref().map(|day| day.iso.clone()).unwrap_or_default();
        let names = page.front.authors.iter().filter_map(|id| people.get(id.as_str())?.get("name")?.as_str());
        FeedEntry {
            title: card.title.clone(),
            url: card.url.clone(),
            summary: card.summary.clone(),
            published: text(&card.published),
            updated: text(&card.updated),
            authors: names.map(str::to_owned).collect(),
            topics: page.front.topics.clone(),
        }
    }

    fn sitemap(&self) -> Vec<SitemapEntry> {
        let pages = self
            .visible
            .values()
            .filter(|page| !page.front.unlisted)
            .map(|page| SitemapEntry { url: page.place.url.clone(), updated: day(page).map(|day| day.to_string()) });
        let bare = self.tree.sections.values().filter(|section| section.index.is_none());
        let sections = bare.map(|section| SitemapEntry { url: section.url.clone(), updated: None });
        let mut entries: Vec<SitemapEntry> = pages.chain(sections).collect();
        entries.sort_by(|a, b| a.url.cmp(&b.url));
        entries
    }

    fn listed(&self) -> Vec<SourcePath> {
        let listed = self.visible.iter().filter(|(_, page)| !page.front.unlisted);
        let mut listed: Vec<_> = listed.map(|(path, page)| (&page.place.url, (*path).clone())).collect();
        listed.sort();
        listed.into_iter().map(|(_, path)| path).collect()
    }

    fn query(&self, query: &Query) -> Known<Vec<Arc<Card>>> {
        let inside = |path: &SourcePath| {
            self.tree.section_of.get(path).is_some_and(|home| upwards(home).any(|above| above == query.folder))
        };
        let mut paths: Vec<SourcePath> = self
            .visible
            .iter()
            .filter(|(path, page)| !page.front.unlisted && inside(path) && !self.tree.is_section_index(path, page))
            .map(|(path, _)| (*path).clone())
            .collect();
        let front = |path: &SourcePath| &self.visible[path].front;
        match query.sort.trim_start_matches('-') {
            "title" => paths.sort_by_cached_key(|path| (front(path).title.to_lowercase(), path.clone())),
            "weight" => paths.sort_by_cached_key(|path| (front(path).weight.unwrap_or(i64::MAX), path.clone())),
            "published" => paths.sort_by_cached_key(|path| (std::cmp::Reverse(front(path).published), path.clone())),
            _ => paths.sort_by_cached_key(|path| (std::cmp::Reverse(day(self.visible[path])), path.clone())),
        }
        paths.truncate(query.take);
        Known::new(pick(&paths, &self.cards))
    }
}

/// How many cards of each section the home page may show; a site has no reader who wants hundreds there.
const HOME_CARDS: usize = 12;

fn day(page: &Page) -> Option<Date> {
    page.front.updated.or(page.front.published)
}

fn content_path(file: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{}/{}", place::CONTENT, file.trim_start_matches('/')))
}

fn numbered(page: &Page, sources: &rows::ById<'_>) -> Vec<NumberedSource> {
    let rows = rows::source_keys(page).into_iter().filter_map(|key| sources.get(key).copied());
    rows.enumerate()
        .map(|(index, row): (usize, &Value)| NumberedSource { number: index + 1, row: row.clone() })
        .collect()
}
