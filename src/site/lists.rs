//! Lists of pages as outputs show them: sections with their ways and subsections, pages of long lists, taxonomies, and the
//! lists that a theme asks for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::claims::{list_pages, list_url};
use super::feeds::day;
use super::link::{Linker, Query};
use super::pages::PageNo;
use super::terms;
use super::tree::{Section, upwards};
use super::views::*;
use crate::source::UrlPath;

/// How many cards of each section the home page may show; a site has no reader who wants hundreds there.
const HOME_CARDS: usize = 12;

impl Linker<'_> {
    pub(super) fn breadcrumbs(&self) -> BTreeMap<String, Known<Vec<Crumb>>> {
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
        self.tree.sections.keys().map(|folder| (folder.to_string(), way(folder))).collect()
    }

    pub(super) fn section(&self, section: &Section) -> Known<SectionView> {
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
            index: section.index.map(|index| self.visible.path(index).clone()),
            title: section.title.clone(),
            url: section.url.clone(),
            summary: section.summary.clone(),
            subsections: subsections.collect(),
        })
    }

    pub(super) fn section_cards(&self) -> Vec<SectionCards> {
        let Some(top) = self.tree.sections.get("") else { return Vec::new() };
        let sections = top.subsections.iter().map(|folder| &self.tree.sections[folder]);
        sections
            .map(|section| SectionCards {
                title: section.title.clone(),
                url: section.url.clone(),
                summary: section.summary.clone(),
                pages: self.pick(&section.pages[..section.pages.len().min(HOME_CARDS)]),
            })
            .collect()
    }

    pub(super) fn section_lists(&self) -> BTreeMap<(String, u32), Known<ListPage>> {
        let lists = self.tree.sections.iter().flat_map(|(folder, section)| {
            self.list(&section.pages, &section.url, section.paginate)
                .into_iter()
                .map(|list| ((folder.to_string(), list.page), Known::new(list)))
        });
        lists.collect()
    }

    fn list(&self, listed: &[PageNo], url: &UrlPath, length: u32) -> Vec<ListPage> {
        let pages = list_pages(listed.len(), length);
        let length = if length == 0 { listed.len().max(1) } else { length as usize };
        let list = |page: u32| {
            let start = (page as usize - 1) * length;
            ListPage {
                items: self.pick(&listed[start..(start + length).min(listed.len())]),
                total: listed.len(),
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

    pub(super) fn taxonomy_views(&self) -> BTreeMap<String, Known<TaxonomyView>> {
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
        self.taxonomies.terms.iter().map(view).collect()
    }

    pub(super) fn term_lists(&self, length: impl Fn(&str) -> u32) -> BTreeMap<(String, String, u32), Known<ListPage>> {
        let mut lists = BTreeMap::new();
        for (name, found) in &self.taxonomies.terms {
            for (slug, term) in found {
                for list in self.list(&term.pages, &term.link.url, length(name)) {
                    lists.insert((name.clone(), slug.clone(), list.page), Known::new(list));
                }
            }
        }
        lists
    }

    pub(super) fn query(&self, query: &Query) -> Known<Vec<Known<Card>>> {
        let inside = |page: PageNo| upwards(self.tree.home(page)).any(|above| above == query.folder);
        let mut pages: Vec<PageNo> = self
            .visible
            .iter()
            .filter(|(number, _, page)| {
                !page.front.unlisted && inside(*number) && !self.tree.is_section_index(*number, page)
            })
            .map(|(number, ..)| number)
            .collect();
        let front = |page: PageNo| &self.visible.page(page).front;
        match query.sort.trim_start_matches('-') {
            "title" => pages.sort_by_cached_key(|page| (front(*page).title.to_lowercase(), *page)),
            "weight" => pages.sort_by_key(|page| (front(*page).weight.unwrap_or(i64::MAX), *page)),
            "published" => pages.sort_by_key(|page| (Reverse(front(*page).published), *page)),
            _ => pages.sort_by_key(|page| (Reverse(day(self.visible.page(*page))), *page)),
        }
        pages.truncate(query.take);
        Known::new(self.pick(&pages))
    }
}
