//! Outputs for machines: Atom feeds (RFC 4287), the sitemap (sitemaps.org 0.9), robots.txt.

use std::fmt::Write;

use super::metadata::Escaped;
use crate::document::DataKind;
use crate::site::views::Day;
use crate::site::{Reader, encoded};
use crate::yaml::Value;

/// The Atom feed of a section, `""` for the whole site.
pub fn atom(reader: &Reader<'_>, folder: &str) -> String {
    let (Some(site), Some(feed)) = (reader.site(), reader.feed(folder)) else { return String::new() };
    let (site, feed) = (site.value, feed.value);
    let rows = reader.data(DataKind::Organisation, "");
    let organisation = rows.as_ref().and_then(|rows| rows.value.first()?.get("name").and_then(Value::as_str));
    let absolute = |url: &str| format!("{}{}", site.base_url, encoded(url).trim_start_matches('/'));
    let own = absolute(feed.url.as_str());
    let home = own.trim_end_matches("feed.xml");
    // A feed must say when it changed; one without entries has never.
    let updated = feed.entries.iter().filter_map(|entry| entry.updated).max().map_or("1970-01-01".to_owned(), Day::iso);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{own}</id>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/>\n<updated>{updated}T00:00:00Z</updated>\n\
         <author><name>{}</name></author>\n",
        Escaped(&site.language),
        Escaped(&feed.title),
        Escaped(organisation.unwrap_or(&site.title)),
    );
    for entry in &feed.entries {
        let url = absolute(entry.url.as_str());
        let _ = write!(
            xml,
            "<entry>\n<title>{}</title>\n<id>{url}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>\n",
            Escaped(&entry.title),
        );
        for (name, day) in [("published", entry.published.or(entry.updated)), ("updated", entry.updated)] {
            if let Some(Day { date, .. }) = day {
                let _ = writeln!(xml, "<{name}>{date}T00:00:00Z</{name}>");
            }
        }
        for author in &entry.authors {
            let _ = writeln!(xml, "<author><name>{}</name></author>", Escaped(author));
        }
        for topic in &entry.topics {
            let _ = writeln!(xml, "<category term=\"{}\"/>", Escaped(topic));
        }
        // Atom has no place of its own for what changed; readers of a feed see the summary.
        let gap = if entry.update_note.is_empty() { "" } else { "\n\n" };
        let (summary, note) = (Escaped(&entry.summary), Escaped(&entry.update_note));
        let _ = write!(xml, "<summary>{summary}{gap}{note}</summary>\n</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// The sitemap: every listed page, with the day of its last change.
pub fn sitemap(reader: &Reader<'_>) -> String {
    let (Some(site), Some(entries)) = (reader.site(), reader.sitemap()) else { return String::new() };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for entry in entries.value.iter() {
        let path = encoded(entry.url.as_str());
        let address = format!("{}{}", site.value.base_url, path.trim_start_matches('/'));
        let _ = write!(xml, "<url><loc>{}</loc>", Escaped(&address));
        if let Some(Day { date: day, .. }) = entry.updated {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// The word to crawlers.
pub fn robots(reader: &Reader<'_>) -> String {
    let base_url = reader.site().map(|site| site.value.base_url.clone()).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n")
}
