//! From front matter to what others see of a page: its card for lists, its crumb for links, its meta for its own output.

use jiff::civil::Date;

use super::link::Linker;
use super::pages::PageNo;
use super::rows::ById;
use super::terms::Taxonomies;
use super::views::{Card, Crumb, Day, Meta, Picture};
use crate::config::Config;
use crate::document::{Page, place as places};
use crate::source::SourcePath;
use crate::yaml::Value;

/// A page's card.
pub(super) fn card(page: &Page, taxonomies: &Taxonomies<'_>, config: &Config) -> Card {
    let front = &page.front;
    let day = |day: Option<Date>| Some(Day::new(day?, language(page, config)));
    Card {
        title: front.title.clone(),
        url: page.place.url.clone(),
        summary: front.summary.clone(),
        kind: front.kind,
        published: day(front.published),
        updated: day(front.updated.or(front.published)),
        topics: taxonomies.links(front, "topics"),
        audience: front.audience.clone(),
        order: front.path.as_ref().map(|step| step.order),
    }
}

/// The language of a page: its own, or the site's.
fn language<'a>(page: &'a Page, config: &'a Config) -> &'a str {
    page.place.language.as_deref().unwrap_or(&config.language)
}

/// A link to a page, from its card.
pub(super) fn crumb(card: &Card) -> Crumb {
    Crumb { title: card.title.clone(), url: card.url.clone(), summary: card.summary.clone() }
}

/// What a page's own output shows.
pub(super) fn meta(linker: &Linker<'_>, number: PageNo, people: &ById<'_>) -> Meta {
    let (path, page) = (linker.visible.path(number), linker.visible.page(number));
    let (front, card, config) = (&page.front, &linker.cards[number as usize], linker.config);
    let rows =
        |ids: &[String]| ids.iter().filter_map(|id| people.get(id.as_str()).copied().cloned()).collect::<Vec<Value>>();
    let day = |day: Option<Date>| Some(Day::new(day?, language(page, config)));
    Meta {
        title: card.title.clone(),
        summary: card.summary.clone(),
        kind: front.kind,
        role: linker.role(number, page),
        url: card.url.clone(),
        permalink: absolute(config, card.url.as_str()),
        source: path.clone(),
        language: language(page, config).to_owned(),
        audience: linker.taxonomies.links(front, "audience"),
        topics: card.topics.clone(),
        authors: rows(&front.authors),
        reviewed_by: rows(&front.reviewed_by),
        published: card.published,
        updated: card.updated,
        update_note: front.update_note.clone(),
        reviewed_on: day(front.reviewed_on),
        review_due: day(front.review_due),
        evidence: front.evidence.clone(),
        safety: front.safety.clone(),
        interests: front.interests.clone(),
        status: front.status,
        unlisted: front.unlisted,
        image: picture(path, page),
        order: card.order,
        path_name: front.path.as_ref().map(|step| step.name.clone()),
        layout: front.layout.clone(),
        folder: linker.tree.home(number).to_owned(),
        synonyms: front.search.synonyms.clone(),
        extra: front.extra.0.clone(),
    }
}

/// The absolute address of a path of this site.
pub(crate) fn absolute(config: &Config, url: &str) -> String {
    format!("{}{}", config.base_url, super::encoded(url).trim_start_matches('/'))
}

fn picture(path: &SourcePath, page: &Page) -> Option<Picture> {
    let image = page.front.image.as_ref()?;
    let file = match image.src.strip_prefix('/') {
        Some(below) => SourcePath::new(&format!("{}/{below}", places::CONTENT)),
        None => path.beside(&image.src),
    }?;
    Some(Picture { src: super::encoded(places::file_url(&file)?.as_str()), alt: image.alt.clone() })
}
