//! The tree of sections: which folder is a section, which pages it has and in which order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::document::front_matter::{PageType, Sort};
use crate::document::{Page, place};
use crate::source::{SourcePath, UrlPath};

/// The pages that are part of the site today, by file.
pub(super) type Visible<'a> = BTreeMap<&'a SourcePath, &'a Page>;

/// A folder with a list page of its own.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The file of its own page, where it has one.
    pub index: Option<SourcePath>,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: UrlPath,
    /// Its summary, or nothing.
    pub summary: String,
    /// Its listed pages, in order. The pages of its subsections are not among them.
    pub pages: Vec<SourcePath>,
    /// The sections right below it, in order.
    pub subsections: Vec<String>,
    /// How many pages one list page shows; 0 is all.
    pub paginate: u32,
}

/// Every section by its folder (`""` is the site itself), and the section that each page belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub sections: BTreeMap<String, Section>,
    pub section_of: BTreeMap<SourcePath, String>,
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
    pub fn build(visible: &Visible<'_>, site_title: &str, paginate: u32) -> Self {
        let folders = section_folders(visible);
        let mut tree = Tree::default();
        for folder in &folders {
            tree.sections.insert((*folder).to_owned(), bare_section(folder, site_title, paginate));
        }
        for (path, page) in visible {
            tree.place(path, page);
        }
        tree.sort(visible);
        tree
    }

    /// Whether the page is the own page of a section.
    pub fn is_section_index(&self, path: &SourcePath, page: &Page) -> bool {
        page.place.is_index
            && self.sections.get(&page.place.folder).is_some_and(|section| section.index.as_ref() == Some(path))
    }

    fn place(&mut self, path: &SourcePath, page: &Page) {
        let folder = &page.place.folder;
        if page.place.is_index
            && let Some(section) = self.sections.get_mut(folder)
            && section.index.is_none()
        {
            section.index = Some(path.clone());
            section.title.clone_from(&page.front.title);
            section.summary.clone_from(&page.front.summary);
            section.url = page.place.url.clone();
            if let Some(length) = page.front.paginate {
                section.paginate = length;
            }
            let above = parent(folder).unwrap_or_default().to_owned();
            self.section_of.insert(path.clone(), above);
            return;
        }
        let start = if page.place.is_index { parent(folder).unwrap_or_default() } else { folder };
        let home = upwards(start).find(|folder| self.sections.contains_key(*folder)).unwrap_or_default().to_owned();
        if !page.front.unlisted
            && let Some(section) = self.sections.get_mut(&home)
        {
            section.pages.push(path.clone());
        }
        self.section_of.insert(path.clone(), home);
    }

    fn sort(&mut self, visible: &Visible<'_>) {
        let weights: BTreeMap<String, (i64, String)> = self
            .sections
            .iter()
            .map(|(folder, section)| {
                let weight = section.index.as_ref().and_then(|index| visible.get(index)?.front.weight);
                (folder.clone(), (weight.unwrap_or(i64::MAX), section.title.to_lowercase()))
            })
            .collect();
        let hidden: BTreeSet<String> = self
            .sections
            .iter()
            .filter(|(_, section)| section.index.as_ref().is_some_and(|index| visible[index].front.unlisted))
            .map(|(folder, _)| folder.clone())
            .collect();
        let mut below: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for folder in self.sections.keys().filter(|folder| !hidden.contains(*folder)) {
            if let Some(above) = parent(folder) {
                below.entry(above.to_owned()).or_default().push(folder.clone());
            }
        }
        for (folder, section) in &mut self.sections {
            section.subsections = below.remove(folder).unwrap_or_default();
            section.subsections.sort_by_cached_key(|sub| (weights[sub].clone(), sub.clone()));
            let index = section.index.as_ref().and_then(|index| visible.get(index));
            let order = index.map(|page| page.front.sort).unwrap_or_default();
            sort_pages(&mut section.pages, order, visible);
        }
    }
}

/// A folder is a section when it is the top, holds a listed page or a section, or its own page is a list. A folder with
/// nothing but an `index.md` is a page that keeps its pictures beside it.
fn section_folders<'a>(visible: &Visible<'a>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::from([""]);
    let listed = || visible.values().filter(|page| !page.front.unlisted);
    for page in listed() {
        if !page.place.is_index || page.front.kind == PageType::List {
            folders.extend(upwards(&page.place.folder));
        }
    }
    let mut indexes: Vec<&str> =
        listed().filter(|page| page.place.is_index).map(|page| page.place.folder.as_str()).collect();
    indexes.sort_by_key(|folder| Reverse(folder.matches('/').count()));
    for folder in indexes {
        if !folders.contains(folder) {
            folders.extend(upwards(parent(folder).unwrap_or_default()));
        }
    }
    folders
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

fn sort_pages(pages: &mut [SourcePath], order: Sort, visible: &Visible<'_>) {
    let step = |path: &SourcePath| visible[path].front.path.as_ref().map_or(i64::MAX, |step| step.order);
    match order {
        Sort::Weight => {
            pages.sort_by_cached_key(|path| (visible[path].front.weight.unwrap_or(i64::MAX), step(path), path.clone()))
        }
        Sort::Path => pages.sort_by_cached_key(|path| (step(path), path.clone())),
        Sort::Date => pages.sort_by_cached_key(|path| {
            let front = &visible[path].front;
            (Reverse(front.updated.or(front.published)), path.clone())
        }),
        Sort::Title => pages.sort_by_cached_key(|path| (visible[path].front.title.to_lowercase(), path.clone())),
    }
}
