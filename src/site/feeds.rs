//! What machines follow: the entries of feeds, newest first, and the addresses of the sitemap.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::claims::feed_url;
use super::link::Linker;
use super::pages::PageNo;
use super::rows::{self, by_id};
use super::tree::upwards;
use super::views::{Day, Feed, FeedEntry, FeedLink, Known, SitemapEntry};
use crate::document::{DataKind, Page};
use crate::source::SourcePath;

/// Every feed by its section's folder.
type Feeds = BTreeMap<String, Known<Feed>>;

impl Linker<'_> {
    /// Where the feeds are; the site's own is always there.
    pub(super) fn feed_links(&self) -> BTreeMap<String, Known<FeedLink>> {
        let sections =
            self.tree.sections.iter().filter(|(folder, section)| folder.is_empty() || !section.pages.is_empty());
        let link = |(folder, section): (&Arc<str>, &super::tree::Section)| {
            let title = match &**folder {
                "" => self.config.title.clone(),
                _ => format!("{} – {}", section.title, self.config.title),
            };
            (folder.to_string(), Known::new(FeedLink { title, url: feed_url(&section.url) }))
        };
        sections.map(link).collect()
    }

    /// The feeds at `links`. Each page with a day goes into the feed of its section and of those above, so the work grows
    /// with the pages and not with pages times sections.
    pub(super) fn feeds(&self, links: &BTreeMap<String, Known<FeedLink>>, data: &rows::Data) -> Feeds {
        let people = by_id(data, DataKind::People);
        let mut dated: Vec<(Reverse<Date>, PageNo)> = self
            .visible
            .iter()
            .filter(|(number, _, page)| !page.front.unlisted && !self.tree.is_section_index(*number, page))
            .filter_map(|(number, _, page)| Some((Reverse(day(page)?), number)))
            .collect();
        dated.sort_unstable();
        let limit = self.config.feed_limit as usize;
        let mut entries: BTreeMap<&str, Vec<FeedEntry>> = BTreeMap::new();
        for (_, page) in dated {
            let open = upwards(self.tree.home(page)).filter(|folder| links.contains_key(*folder));
            for folder in open {
                let feed = entries.entry(folder).or_default();
                if feed.len() < limit {
                    feed.push(self.feed_entry(page, &people));
                }
            }
        }
        let feed = |(folder, link): (&String, &Known<FeedLink>)| {
            let entries = entries.remove(folder.as_str()).unwrap_or_default();
            (folder.clone(), Known::new(Feed { title: link.value.title.clone(), url: link.value.url.clone(), entries }))
        };
        links.iter().map(feed).collect()
    }

    fn feed_entry(&self, number: PageNo, people: &rows::ById<'_>) -> FeedEntry {
        let page = self.visible.page(number);
        let card = &self.cards[number as usize];
        let names = page.front.authors.iter().filter_map(|id| people.get(id.as_str())?.get("name")?.as_str());
        FeedEntry {
            title: card.title.clone(),
            url: card.url.clone(),
            summary: card.summary.clone(),
            published: card.published,
            updated: card.updated,
            update_note: page.front.update_note.clone(),
            authors: names.map(str::to_owned).collect(),
            topics: page.front.topics.clone(),
        }
    }

    /// The files of all pages that are listed, by address.
    pub(super) fn listed(&self) -> Vec<SourcePath> {
        let listed = self.visible.iter().filter(|(.., page)| !page.front.unlisted);
        let mut listed: Vec<_> = listed.map(|(_, path, page)| (&page.place.url, path.clone())).collect();
        listed.sort_unstable();
        listed.into_iter().map(|(_, path)| path).collect()
    }

    pub(super) fn sitemap(&self) -> Vec<SitemapEntry> {
        let pages = self.visible.iter().filter(|(.., page)| !page.front.unlisted).map(|(.., page)| SitemapEntry {
            url: page.place.url.clone(),
            updated: day(page).map(|day| Day::new(day, &self.config.language)),
        });
        let bare = self.tree.sections.values().filter(|section| section.index.is_none());
        let sections = bare.map(|section| SitemapEntry { url: section.url.clone(), updated: None });
        let mut entries: Vec<SitemapEntry> = pages.chain(sections).collect();
        entries.sort_by(|a, b| a.url.cmp(&b.url));
        // Two pages may claim one address; then one of them is there.
        entries.dedup_by(|a, b| a.url == b.url);
        entries
    }
}

/// The day on which a page last changed, as far as it says.
pub(super) fn day(page: &Page) -> Option<Date> {
    page.front.updated.or(page.front.published)
}
