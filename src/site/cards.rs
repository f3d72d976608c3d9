//! From front matter to what others see of a page: its card for lists, its crumb for links, its meta for its own output.

use std::sync::Arc;

use super::rows::ById;
use super::terms;
use super::views::{Card, Crumb, Day, Meta, PageRole, Picture, TermLink};
use crate::config::Config;
use crate::document::{Page, place as places};
use crate::source::SourcePath;
use crate::yaml::Value;

/// A page's card.
pub(super) fn card(page: &Page, config: &Config) -> Card {
    let front = &page.front;
    Card {
        title: front.title.clone(),
        url: page.place.url.clone(),
        summary: front.summary.clone(),
        kind: front.kind,
        published: front.published.map(Day::new),
        updated: front.updated.or(front.published).map(Day::new),
        topics: term_links(page, "topics", config),
        audience: front.audience.clone(),
        order: front.path.as_ref().map(|step| step.order),
    }
}

/// A link to a page, from its card.
pub(super) fn crumb(card: &Card) -> Crumb {
    Crumb { title: card.title.clone(), url: card.url.clone(), summary: card.summary.clone() }
}

/// What a page's own output shows. `place` is its part in the site and the section it belongs to.
pub(super) fn meta(
    path: &SourcePath,
    page: &Page,
    card: &Card,
    place: (PageRole, &str),
    config: &Config,
    people: &ById<'_>,
) -> Meta {
    let front = &page.front;
    let rows =
        |ids: &[String]| ids.iter().filter_map(|id| people.get(id.as_str()).copied().cloned()).collect::<Vec<Value>>();
    Meta {
        title: card.title.clone(),
        summary: card.summary.clone(),
        kind: front.kind,
        role: place.0,
        url: card.url.clone(),
        permalink: absolute(config, card.url.as_str()),
        source: path.clone(),
        language: page.place.language.clone().unwrap_or_else(|| config.language.clone()),
        audience: term_links(page, "audience", config),
        topics: card.topics.clone(),
        authors: rows(&front.authors),
        reviewed_by: rows(&front.reviewed_by),
        published: card.published.clone(),
        updated: card.updated.clone(),
        reviewed_on: front.reviewed_on.map(Day::new),
        review_due: front.review_due.map(Day::new),
        evidence: front.evidence.clone(),
        safety: front.safety.clone(),
        interests: front.interests.clone(),
        status: front.status,
        unlisted: front.unlisted,
        image: picture(path, page),
        order: card.order,
        path_name: front.path.as_ref().map(|step| step.name.clone()),
        layout: front.layout.clone(),
        folder: place.1.to_owned(),
        synonyms: front.search.synonyms.clone(),
        extra: front.extra.0.clone(),
    }
}

/// The absolute address of a path of this site.
pub(crate) fn absolute(config: &Config, url: &str) -> String {
    format!("{}{}", config.base_url, super::encoded(url).trim_start_matches('/'))
}

/// A page's terms, each linked to its list page.
fn term_links(page: &Page, taxonomy: &str, config: &Config) -> Vec<TermLink> {
    if !config.taxonomies.contains_key(taxonomy) {
        return Vec::new();
    }
    terms::terms_of(&page.front, taxonomy).iter().map(|term| terms::term_link(taxonomy, term)).collect()
}

fn picture(path: &SourcePath, page: &Page) -> Option<Picture> {
    let image = page.front.image.as_ref()?;
    let file = match image.src.strip_prefix('/') {
        Some(below) => SourcePath::new(&format!("{}/{below}", places::CONTENT)),
        None => path.beside(&image.src),
    }?;
    Some(Picture { src: super::encoded(places::file_url(&file)?.as_str()), alt: image.alt.clone() })
}

/// Cards in the order of `paths`.
pub(super) fn pick(paths: &[SourcePath], cards: &std::collections::BTreeMap<&SourcePath, Arc<Card>>) -> Vec<Arc<Card>> {
    paths.iter().filter_map(|path| cards.get(path).cloned()).collect()
}
