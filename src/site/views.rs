//! What outputs see of the site: plain values, made once when the site is linked and shared by every output that shows
//! them. Lists carry cards only, never a page's text.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::Serialize;

pub use super::days::Day;
use crate::document::front_matter::{Evidence, PageType, Safety, Status};
use crate::source::{SourcePath, UrlPath, fingerprint};
use crate::yaml::Value;

/// A value with its fingerprint, shared by everything that holds it. It is hashed and compared by its fingerprint, so a
/// list of a thousand cards costs a thousand numbers and not a thousand texts.
#[derive(Debug)]
pub struct Known<T> {
    /// The value.
    pub value: Arc<T>,
    /// Its fingerprint: equal exactly when the values are.
    pub hash: u128,
}

impl<T: Hash> Known<T> {
    /// The value with its fingerprint worked out.
    pub fn new(value: T) -> Self {
        Known { hash: fingerprint::of(&value), value: Arc::new(value) }
    }
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        Known { value: Arc::clone(&self.value), hash: self.hash }
    }
}

impl<T> std::ops::Deref for Known<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Known<T> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl<T> Eq for Known<T> {}

impl<T> Hash for Known<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A link to a term's list page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TermLink {
    /// The term's part of the address.
    pub slug: String,
    /// The term as written.
    pub title: String,
    /// Its list page.
    pub url: UrlPath,
}

/// What a list shows of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the fields are those of the front matter")]
pub struct Card {
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
    pub kind: PageType,
    pub published: Option<Day>,
    pub updated: Option<Day>,
    pub topics: Vec<Known<TermLink>>,
    pub audience: Vec<String>,
    pub order: Option<i64>,
}

/// A link to a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the front matter")]
pub struct Crumb {
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
}

/// The pages before and after a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Neighbours {
    pub previous: Option<Known<Crumb>>,
    pub next: Option<Known<Crumb>>,
}

/// All that a page's own output shows of its front matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the fields are those of the front matter")]
pub struct Meta {
    pub title: String,
    pub summary: String,
    pub kind: PageType,
    pub role: PageRole,
    pub url: UrlPath,
    pub permalink: String,
    pub source: SourcePath,
    pub language: String,
    pub audience: Vec<Known<TermLink>>,
    pub topics: Vec<Known<TermLink>>,
    pub authors: Vec<Value>,
    pub reviewed_by: Vec<Value>,
    pub published: Option<Day>,
    pub updated: Option<Day>,
    pub update_note: String,
    pub reviewed_on: Option<Day>,
    pub review_due: Option<Day>,
    pub evidence: Option<Evidence>,
    pub safety: Safety,
    pub interests: String,
    pub status: Status,
    pub unlisted: bool,
    pub image: Option<Picture>,
    pub order: Option<i64>,
    pub path_name: Option<String>,
    pub layout: Option<String>,
    pub folder: String,
    pub synonyms: Vec<String>,
    pub extra: Option<Value>,
}

/// What part a page plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageRole {
    /// A page of its section.
    Page,
    /// A section's own page.
    Section,
    /// The first page of the site.
    Home,
}

/// A picture of this site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Picture {
    /// Its address, as it is written in HTML.
    pub src: String,
    /// What it shows.
    pub alt: String,
}

/// One page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ListPage {
    /// What it lists. Added to the template value by `theme::values`, which shares one value for each card.
    #[serde(skip)]
    pub items: Vec<Known<Card>>,
    /// How many items the whole list has.
    pub total: usize,
    /// Which page of the list this is, from 1.
    pub page: u32,
    /// How many pages the list has, at least 1.
    pub pages: u32,
    /// The address of the list's page before this one.
    pub previous_url: Option<UrlPath>,
    /// The address of the list's page after this one.
    pub next_url: Option<UrlPath>,
    /// Every page of the list.
    pub pager: Vec<PagerItem>,
}

/// One page of a long list, as its pager shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PagerItem {
    pub number: u32,
    pub url: UrlPath,
    pub current: bool,
}

/// A section as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SectionView {
    /// The file of the section's own page.
    pub index: Option<SourcePath>,
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
    pub subsections: Vec<Subsection>,
}

/// A section inside another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Subsection {
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
    pub count: usize,
}

/// A top-level section with its pages, for the home page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SectionCards {
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
    /// Added to the template value by `theme::values`, as those of a list page.
    #[serde(skip)]
    pub pages: Vec<Known<Card>>,
}

/// A taxonomy with its terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct TaxonomyView {
    pub slug: String,
    pub title: String,
    pub url: UrlPath,
    pub terms: Vec<TermCount>,
}

/// A term with the number of its pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct TermCount {
    pub slug: String,
    pub title: String,
    pub url: UrlPath,
    pub count: usize,
}

/// A reading path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ReadingPath {
    pub name: String,
    pub title: String,
    pub url: UrlPath,
    /// Where the whole path stands on one page, to print, if the theme shows that.
    pub booklet: UrlPath,
    pub steps: Vec<Known<Crumb>>,
    /// The file of each step.
    #[serde(skip)]
    pub files: Vec<SourcePath>,
}

/// A source with its number on one page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct NumberedSource {
    /// From 1.
    pub number: usize,
    /// Its row of sources.yaml.
    #[serde(flatten)]
    pub row: Value,
}

/// What a link of a page leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An address of this site, with its fragment.
    Url(String),
    /// A page or file that exists, but not the place in it.
    NoAnchor {
        /// The address without a fragment's promise.
        url: String,
        /// Anchors of that page that the author may have meant.
        near: Vec<String>,
    },
    /// A page that exists but is not part of the site today.
    Hidden(SourcePath),
    /// Nothing, with what the author may have meant.
    Missing(Vec<String>),
}

/// A menu entry, resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MenuLink {
    pub title: String,
    pub url: String,
}

/// Both menus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MenuLinks {
    pub header: Vec<MenuLink>,
    pub footer: Vec<MenuLink>,
}

/// The site's own facts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the fields are those of site.yaml")]
pub struct SiteView {
    pub title: String,
    pub description: String,
    pub language: String,
    pub languages: Vec<String>,
    pub base_url: String,
    pub home: UrlPath,
    pub regions: Vec<String>,
    pub extra: Option<Value>,
}

/// Where a feed is and what it is called. Apart from its entries, because every page links to a feed and few read one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FeedLink {
    pub title: String,
    pub url: UrlPath,
}

/// One entry of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FeedEntry {
    pub title: String,
    pub url: UrlPath,
    pub summary: String,
    pub published: Option<Day>,
    pub updated: Option<Day>,
    pub update_note: String,
    pub authors: Vec<String>,
    pub topics: Vec<String>,
}

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Feed {
    pub title: String,
    pub url: UrlPath,
    pub entries: Vec<FeedEntry>,
}

/// One address of the sitemap, with the day of its last change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SitemapEntry {
    pub url: UrlPath,
    pub updated: Option<Day>,
}
