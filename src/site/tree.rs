//! The tree of sections: which folder is a section, which pages it has and in which order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pages::{PageNo, Pages};
use crate::document::front_matter::{PageType, Sort};
use crate::document::{Page, place};
use crate::source::UrlPath;

/// A folder with a list page of its own.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Its own page, where it has one.
    pub index: Option<PageNo>,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: UrlPath,
    /// Its summary, or nothing.
    pub summary: String,
    /// Its listed pages, in order. The pages of its subsections are not among them.
    pub pages: Vec<PageNo>,
    /// The sections right below it, in order.
    pub subsections: Vec<Arc<str>>,
    /// How many pages one list page shows; 0 is all.
    pub paginate: u32,
}

/// Every section by its folder (`""` is the site itself), and the section that each page belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub sections: BTreeMap<Arc<str>, Section>,
    homes: Vec<Arc<str>>,
}

/// The folder above; `None` for the top.
pub(super) fn parent(folder: &str) -> Option<&str> {
    if folder.is_empty() { None } else { Some(folder.rsplit_once('/').map_or("", |(above, _)| above)) }
}

/// A folder and all folders above it, from the inside out.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| parent(folder))
}

impl Tree {
    /// The tree of the visible pages. `paginate` is the default length of a list page.
    pub fn build(visible: &Pages<'_>, site_title: &str, paginate: u32) -> Self {
        let mut tree = Tree { sections: BTreeMap::new(), homes: Vec::with_capacity(visible.len()) };
        for folder in section_folders(visible) {
            tree.sections.insert(folder.into(), bare_section(folder, site_title, paginate));
        }
        for (number, _, page) in visible.iter() {
            let home = tree.place(number, page);
            tree.homes.push(home);
        }
        tree.sort(visible);
        tree
    }

    /// The folder of the section that a page belongs to. A section's own page belongs to the section above.
    pub fn home(&self, page: PageNo) -> &str {
        &self.homes[page as usize]
    }

    /// Whether the page is the own page of a section.
    pub fn is_section_index(&self, number: PageNo, page: &Page) -> bool {
        page.place.is_index
            && self.sections.get(&*page.place.folder).is_some_and(|section| section.index == Some(number))
    }

    fn place(&mut self, number: PageNo, page: &Page) -> Arc<str> {
        let folder = page.place.folder.as_str();
        if page.place.is_index
            && let Some(section) = self.sections.get_mut(folder)
            && section.index.is_none()
        {
            section.index = Some(number);
            section.title.clone_from(&page.front.title);
            section.summary.clone_from(&page.front.summary);
            section.url = page.place.url.clone();
            if let Some(length) = page.front.paginate {
                section.paginate = length;
            }
            return parent(folder).unwrap_or_default().into();
        }
        let start = if page.place.is_index { parent(folder).unwrap_or_default() } else { folder };
        let home = upwards(start).find_map(|folder| self.sections.get_key_value(folder)).map(|(home, _)| home.clone());
        let home = home.unwrap_or_default();
        if !page.front.unlisted
            && let Some(section) = self.sections.get_mut(&home)
        {
            section.pages.push(number);
        }
        home
    }

    fn sort(&mut self, visible: &Pages<'_>) {
        let front = |section: &Section| section.index.map(|index| &visible.page(index).front);
        let weights: BTreeMap<Arc<str>, (i64, String)> = self
            .sections
            .iter()
            .map(|(folder, section)| {
                let weight = front(section).and_then(|front| front.weight);
                (folder.clone(), (weight.unwrap_or(i64::MAX), section.title.to_lowercase()))
            })
            .collect();
        let mut below: BTreeMap<String, Vec<Arc<str>>> = BTreeMap::new();
        for (folder, section) in &self.sections {
            let is_hidden = front(section).is_some_and(|front| front.unlisted);
            if let Some(above) = parent(folder).filter(|_| !is_hidden) {
                below.entry(above.to_owned()).or_default().push(folder.clone());
            }
        }
        for (folder, section) in &mut self.sections {
            section.subsections = below.remove(&**folder).unwrap_or_default();
            section.subsections.sort_by_cached_key(|sub| (weights[sub].clone(), sub.clone()));
            let order = section.index.map(|index| visible.page(index).front.sort).unwrap_or_default();
            sort_pages(&mut section.pages, order, visible);
        }
    }
}

/// A folder is a section when it is the top, holds a listed page or a section, or its own page is a list. A folder with
/// nothing but an `index.md` is a page that keeps its pictures beside it.
fn section_folders<'a>(visible: &Pages<'a>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::from([""]);
    let listed = || visible.iter().map(|(.., page)| page).filter(|page| !page.front.unlisted);
    for page in listed() {
        if !page.place.is_index || page.front.kind == PageType::List {
            open(&mut folders, &page.place.folder);
        }
    }
    let mut indexes: Vec<&str> =
        listed().filter(|page| page.place.is_index).map(|page| page.place.folder.as_str()).collect();
    indexes.sort_by_key(|folder| Reverse(folder.matches('/').count()));
    for folder in indexes {
        if !folders.contains(folder) {
            open(&mut folders, parent(folder).unwrap_or_default());
        }
    }
    folders
}

/// Adds a folder and those above it. Where a folder is known, those above it are known too.
fn open<'a>(folders: &mut BTreeSet<&'a str>, folder: &'a str) {
    let _ = upwards(folder).find(|folder| !folders.insert(folder));
}

fn bare_section(folder: &str, site_title: &str, paginate: u32) -> Section {
    let name = folder.rsplit('/').next().unwrap_or_default();
    Section {
        index: None,
        title: if folder.is_empty() { site_title.to_owned() } else { place::title_from_name(name) },
        url: place::section_url(folder),
        summary: String::new(),
        pages: Vec::new(),
        subsections: Vec::new(),
        paginate,
    }
}

fn sort_pages(pages: &mut [PageNo], order: Sort, visible: &Pages<'_>) {
    let front = |page: PageNo| &visible.page(page).front;
    let step = |page: PageNo| front(page).path.as_ref().map_or(i64::MAX, |step| step.order);
    match order {
        Sort::Weight => {
            pages.sort_unstable_by_key(|page| (front(*page).weight.unwrap_or(i64::MAX), step(*page), *page));
        }
        Sort::Path => pages.sort_unstable_by_key(|page| (step(*page), *page)),
        Sort::Date => pages.sort_unstable_by_key(|page| {
            let front = front(*page);
            (Reverse(front.updated.or(front.published)), *page)
        }),
        Sort::Title => pages.sort_by_cached_key(|page| (front(*page).title.to_lowercase(), *page)),
    }
}
