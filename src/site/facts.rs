//! Facts: all that an output may read of the site, each with a fingerprint and the revision in which it last changed. That
//! something is absent is a fact too.

use std::fmt;

use rustc_hash::FxHashMap;

use crate::document::DataKind;
use crate::source::SourcePath;

/// A count of updates; the first update is revision 1.
pub type Rev = u32;

/// A fact's place in the table. Never reused while the table lives.
pub type FactId = u32;

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKey {
    /// The site's name, description, language and address.
    Site,
    /// The resolved menus.
    Menus,
    /// The theme options in effect.
    Options,
    /// Something about one page.
    Page(Aspect, SourcePath),
    /// A section's own title, address, summary and subsections.
    Section(String),
    /// The way from the home page to a section.
    Breadcrumb(String),
    /// One list page of a section (from 1).
    SectionList(String, u32),
    /// The top-level sections with their pages.
    Sections,
    /// A taxonomy's terms.
    Taxonomy(String),
    /// One list page of a term.
    TermList(String, String, u32),
    /// A reading path with its steps.
    ReadingPath(String),
    /// Every reading path.
    ReadingPaths,
    /// The rows of a data file; the text names a lexicon.
    Data(DataKind, String),
    /// Where a feed is and what it is called.
    FeedLink(String),
    /// The entries of a feed; `""` is the whole site.
    Feed(String),
    /// The addresses that search engines should know.
    Sitemap,
    /// Which pages are listed.
    Listed,
    /// A query that the theme declares.
    Query(String),
    /// The bytes of a file that is carried along or of a theme asset.
    File(SourcePath),
    /// The addresses of the theme's assets.
    Assets,
    /// How well the theme's colours can be told apart.
    Contrast,
    /// The theme's words in the site's language.
    Strings,
    /// The names of the templates that a page may ask for.
    LayoutNames,
    /// A template with all that it extends, includes and calls.
    Layout(String),
    /// The names of the components that a text may call.
    ComponentNames,
    /// A component with all that it calls.
    Component(String),
}

/// What an output may read of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// Its front matter, people and terms resolved.
    Meta,
    /// Its text.
    Body,
    /// What its links lead to.
    Links,
    /// Its numbered sources.
    Sources,
    /// The pages before and after it.
    Neighbours,
    /// The pages that link to it.
    Backlinks,
}

impl Aspect {
    /// Every aspect, in the order in which a page's facts stand in the table.
    const ALL: [Aspect; 6] =
        [Aspect::Meta, Aspect::Body, Aspect::Links, Aspect::Sources, Aspect::Neighbours, Aspect::Backlinks];
}

/// A group of facts that one stage settles together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The linked site.
    Site,
    /// The theme.
    Theme,
    /// Texts and files, one by one.
    File,
}

/// The table of facts.
#[derive(Default)]
pub struct Facts {
    /// Every fact but those of single pages.
    ids: FxHashMap<FactKey, FactId>,
    /// The first fact of each page. All that may be read of one page stands side by side, so one look-up finds it.
    pages: FxHashMap<SourcePath, FactId>,
    /// What each entry is about, by the number of the first that it names: a page names all of its own at once.
    names: Vec<(FactId, FactKey)>,
    entries: Vec<Entry>,
    is_off: bool,
}

#[derive(Clone, Copy)]
struct Entry {
    /// `None` while the fact is absent.
    hash: Option<u128>,
    origin: Option<Origin>,
    changed: Rev,
    seen: Rev,
}

impl Entry {
    /// A fact that is absent since the beginning.
    const ABSENT: Entry = Entry { hash: None, origin: None, changed: 0, seen: 0 };

    fn settle(&mut self, hash: Option<u128>, origin: Origin, rev: Rev) {
        self.seen = rev;
        self.origin = Some(origin);
        if self.hash != hash {
            self.hash = hash;
            self.changed = rev;
        }
    }
}

impl Facts {
    /// A table that takes nothing in, for a site that is looked at once: nothing will be asked about changes.
    pub fn off() -> Self {
        Facts { is_off: true, ..Facts::default() }
    }

    /// Whether reads and changes are of no interest.
    pub fn are_off(&self) -> bool {
        self.is_off
    }

    /// The id of a fact that is known or has been asked for.
    pub fn id(&self, key: &FactKey) -> Option<FactId> {
        match key {
            FactKey::Page(aspect, path) => self.page_id(*aspect, path),
            key => self.ids.get(key).copied(),
        }
    }

    /// The id of a fact of a page, as `id`.
    pub fn page_id(&self, aspect: Aspect, path: &SourcePath) -> Option<FactId> {
        self.pages.get(path).map(|first| first + aspect as FactId)
    }

    /// The id of a fact; one that nobody has mentioned yet is absent since the beginning.
    pub fn intern(&mut self, key: FactKey) -> FactId {
        if let FactKey::Page(aspect, path) = &key {
            return self.intern_page(path) + *aspect as FactId;
        }
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = self.push(key.clone(), 1);
        self.ids.insert(key, id);
        id
    }

    fn intern_page(&mut self, path: &SourcePath) -> FactId {
        if let Some(first) = self.pages.get(path) {
            return *first;
        }
        let first = self.push(FactKey::Page(Aspect::ALL[0], path.clone()), Aspect::ALL.len());
        self.pages.insert(path.clone(), first);
        first
    }

    /// Makes room for `count` facts named by `key`. Returns the first.
    fn push(&mut self, key: FactKey, count: usize) -> FactId {
        let first = self.entries.len();
        self.names.push((first as FactId, key));
        self.entries.resize(first + count, Entry::ABSENT);
        first as FactId
    }

    /// Takes one fact in; `None` says that it is absent now. Marks it as changed only when its fingerprint differs.
    pub fn settle(&mut self, key: FactKey, hash: Option<u128>, origin: Origin, rev: Rev) {
        if !self.is_off {
            let id = self.intern(key);
            self.entries[id as usize].settle(hash, origin, rev);
        }
    }

    /// Takes in several facts of one page.
    pub fn settle_page<const N: usize>(
        &mut self,
        path: &SourcePath,
        hashes: [(Aspect, u128); N],
        origin: Origin,
        rev: Rev,
    ) {
        if self.is_off {
            return;
        }
        let first = self.intern_page(path);
        for (aspect, hash) in hashes {
            self.entries[(first + aspect as FactId) as usize].settle(Some(hash), origin, rev);
        }
    }

    /// Takes in the (other) facts of an origin; those it had before and has no more become absent.
    pub fn settle_all(&mut self, facts: impl IntoIterator<Item = (FactKey, u128)>, origin: Origin, rev: Rev) {
        if self.is_off {
            return;
        }
        for (key, hash) in facts {
            self.settle(key, Some(hash), origin, rev);
        }
        for entry in &mut self.entries {
            if entry.origin == Some(origin) && entry.seen != rev && entry.hash.is_some() {
                entry.hash = None;
                entry.changed = rev;
            }
        }
    }

    /// The revision in which a fact last changed.
    pub fn changed(&self, id: FactId) -> Rev {
        self.entries[id as usize].changed
    }

    /// The key of a fact.
    pub fn key(&self, id: FactId) -> FactKey {
        let after = self.names.partition_point(|(first, _)| *first <= id);
        let (first, name) = &self.names[after - 1];
        match name {
            FactKey::Page(_, path) => FactKey::Page(Aspect::ALL[(id - first) as usize], path.clone()),
            key => key.clone(),
        }
    }

    /// The fingerprint of a fact; `None` while it is absent.
    pub fn hash(&self, id: FactId) -> Option<u128> {
        self.entries[id as usize].hash
    }

    /// The first of `reads` that changed after `built`.
    pub fn first_changed(&self, reads: &[FactId], built: Rev) -> Option<FactId> {
        reads.iter().copied().find(|id| self.entries[*id as usize].changed > built)
    }
}

impl fmt::Display for FactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactKey::Site => write!(f, "the site's settings"),
            FactKey::Menus => write!(f, "the menus"),
            FactKey::Options => write!(f, "the theme's options"),
            FactKey::Page(aspect, path) => write!(f, "{aspect} of {path}"),
            FactKey::Section(folder) => write!(f, "the section {}", named(folder)),
            FactKey::Breadcrumb(folder) => write!(f, "the way to {}", named(folder)),
            FactKey::SectionList(folder, page) => write!(f, "list page {page} of {}", named(folder)),
            FactKey::Sections => write!(f, "the top-level sections and their pages"),
            FactKey::Taxonomy(name) => write!(f, "the terms of {name}"),
            FactKey::TermList(taxonomy, term, page) => write!(f, "list page {page} of {taxonomy}/{term}"),
            FactKey::ReadingPath(name) => write!(f, "the reading path {name}"),
            FactKey::ReadingPaths => write!(f, "the reading paths"),
            FactKey::Data(kind, name) if name.is_empty() => write!(f, "the rows of {}.yaml", kind.name()),
            FactKey::Data(kind, name) => write!(f, "the rows of {}/{name}.yaml", kind.name()),
            FactKey::FeedLink(folder) => write!(f, "the name of the feed of {}", named(folder)),
            FactKey::Feed(folder) => write!(f, "the feed entries of {}", named(folder)),
            FactKey::Sitemap => write!(f, "the addresses of all pages"),
            FactKey::Listed => write!(f, "which pages there are"),
            FactKey::Query(name) => write!(f, "the theme's query {name}"),
            FactKey::File(path) => write!(f, "the file {path}"),
            FactKey::Assets => write!(f, "the addresses of the theme's assets"),
            FactKey::Contrast => write!(f, "how well the theme's colours can be told apart"),
            FactKey::Strings => write!(f, "the theme's words"),
            FactKey::LayoutNames => write!(f, "the names of the templates"),
            FactKey::ComponentNames => write!(f, "the names of the components"),
            FactKey::Layout(name) => write!(f, "the template {name} and what it uses"),
            FactKey::Component(name) => write!(f, "the component {name} and what it uses"),
        }
    }
}

fn named(folder: &str) -> &str {
    if folder.is_empty() { "the whole site" } else { folder }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Aspect::Meta => "the front matter",
            Aspect::Body => "the text",
            Aspect::Links => "the targets of the links",
            Aspect::Sources => "the sources",
            Aspect::Neighbours => "the pages before and after",
            Aspect::Backlinks => "the pages that link to it: those",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_different_fingerprint_ages_a_fact_and_absence_is_one() {
        let mut facts = Facts::default();
        let section = |name: &str| FactKey::Section(name.to_owned());
        let missing = facts.intern(section("b"));
        facts.settle_all([(section("a"), 1)], Origin::Site, 1);
        let a = facts.id(&section("a")).unwrap();
        assert_eq!((facts.changed(a), facts.changed(missing)), (1, 0));
        facts.settle_all([(section("a"), 1), (section("b"), 7)], Origin::Site, 2);
        assert_eq!((facts.changed(a), facts.changed(missing)), (1, 2));
        facts.settle_all([(section("b"), 7)], Origin::Site, 3);
        assert_eq!((facts.changed(a), facts.changed(missing)), (3, 2));
        assert_eq!(facts.first_changed(&[missing, a], 2), Some(a));
        assert_eq!(facts.first_changed(&[missing, a], 3), None);
    }

    #[test]
    fn a_fact_knows_what_it_is_about() {
        let mut facts = Facts::default();
        let page = SourcePath::new("content/a.md").unwrap();
        let keys = [FactKey::Site, FactKey::Page(Aspect::Links, page.clone()), FactKey::Menus];
        let ids: Vec<FactId> = keys.iter().map(|key| facts.intern(key.clone())).collect();
        assert_eq!(ids.iter().map(|id| facts.key(*id)).collect::<Vec<_>>(), keys);
        assert_eq!(facts.id(&FactKey::Page(Aspect::Meta, page)), Some(ids[1] - Aspect::Links as FactId));
    }

    #[test]
    fn a_table_that_is_off_stays_empty() {
        let mut facts = Facts::off();
        facts.settle(FactKey::Site, Some(1), Origin::Site, 1);
        facts.settle_all([(FactKey::Menus, 1)], Origin::Site, 1);
        assert_eq!((facts.id(&FactKey::Site), facts.id(&FactKey::Menus)), (None, None));
    }
}
