//! What a template is filled with: the values behind the table of variables in `vars`, each fetched when it is asked for
//! and through the `Reader` only.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::Theme;
use super::values::{Show, with_fields};
use super::vars::VARIABLES;
use crate::document::{DataKind, Heading};
use crate::site::views::{Crumb, Known, MenuLink, Neighbours};
use crate::site::{Reader, Route, encoded};
use crate::source::{SourcePath, fingerprint};

/// What a template is filled for.
pub struct Scope<'a> {
    /// The window on the site.
    pub reader: &'a Reader<'a>,
    /// The theme.
    pub theme: &'a Theme,
    /// What is shown.
    pub route: &'a Route,
    /// The page, where a file stands behind the route.
    pub page: Option<&'a SourcePath>,
    /// The folder of the section that the route belongs to.
    pub folder: String,
    /// The page's text, when it is asked for.
    pub content: &'a dyn Fn() -> Value,
    /// The head, when it is asked for.
    pub head: &'a dyn Fn() -> Value,
    /// Values already fetched for this output.
    pub fetched: RefCell<BTreeMap<&'static str, Value>>,
}

impl Scope<'_> {
    /// The value of a variable, or of a query of the theme; `None` when there is no such name.
    pub fn get(&self, name: &str) -> Option<Value> {
        let Some(variable) = VARIABLES.iter().find(|variable| variable.name == name) else {
            // That the theme has no such list is a read too: it may have one later.
            return self.reader.query(name).map(|cards| self.known(Some(cards)));
        };
        if let Some(value) = self.fetched.borrow().get(variable.name) {
            return Some(value.clone());
        }
        let value = (variable.fetch)(self);
        self.fetched.borrow_mut().insert(variable.name, value.clone());
        Some(value)
    }

    /// The files whose texts the output shows.
    pub(super) fn texts(&self) -> Vec<SourcePath> {
        self.page.cloned().into_iter().collect()
    }

    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    pub(super) fn known<T: Show>(&self, known: Option<Known<T>>) -> Value {
        known.map_or_else(Value::none, |known| self.theme.values.of(&known))
    }

    /// As `known`, for what only one output shows: it is not remembered, because nobody asks again.
    pub(super) fn own<T: Show>(&self, known: Option<Known<T>>) -> Value {
        known.map_or_else(Value::none, |known| known.value.show(&self.theme.values))
    }

    pub(super) fn rows(&self, kind: DataKind) -> Value {
        self.known(self.reader.data(kind, ""))
    }

    pub(super) fn first_row(&self, kind: DataKind) -> Value {
        let rows = self.reader.data(kind, "");
        rows.and_then(|rows| rows.value.first().map(Value::from_serializable)).unwrap_or_else(Value::none)
    }

    pub(super) fn options(&self) -> Value {
        self.reader.note(&crate::site::FactKey::Options);
        self.theme.option_values.clone()
    }

    pub(super) fn strings(&self) -> Value {
        self.reader.note(&crate::site::FactKey::Strings);
        self.theme.string_values.clone()
    }

    pub(super) fn assets(&self) -> Value {
        self.reader.note(&crate::site::FactKey::Assets);
        self.theme.asset_values.clone()
    }

    pub(super) fn menus(&self) -> Value {
        let Some(menus) = self.reader.menus() else { return Value::none() };
        let here = self.own_url();
        let current = |url: &str| {
            if url == here {
                "page"
            } else if url.len() > 1 && url.ends_with('/') && here.starts_with(url) {
                "section"
            } else {
                ""
            }
        };
        // The marks differ from page to page, but most pages of a section share theirs.
        let links = || menus.value.header.iter().chain(&menus.value.footer);
        let marks: Vec<&str> = links().map(|link| current(&link.url)).collect();
        self.theme.values.get_or_make::<MarkedMenus>(fingerprint::of(&(menus.hash, &marks)), || {
            let (header, footer) = marks.split_at(menus.value.header.len());
            let both =
                [("header", marked(&menus.value.header, header)), ("footer", marked(&menus.value.footer, footer))];
            Value::from_serializable(&BTreeMap::from(both))
        })
    }

    fn own_url(&self) -> String {
        match (self.page, self.route) {
            (Some(page), _) => self.reader.meta(page).map(|meta| encoded(meta.value.url.as_str())).unwrap_or_default(),
            (None, Route::Section(folder, _)) => {
                self.reader.section(folder).map(|section| encoded(section.value.url.as_str())).unwrap_or_default()
            }
            (None, Route::Taxonomy(name) | Route::Term(name, ..)) => {
                self.reader.taxonomy(name).map(|taxonomy| encoded(taxonomy.value.url.as_str())).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    pub(super) fn page_value(&self) -> Value {
        let Some(page) = self.page else { return self.pageless() };
        let Some(meta) = self.reader.meta(page) else { return Value::none() };
        let words = self.reader.body(page).map_or(0, |body| body.words);
        // 200 words a minute: plain health prose read with care (Brysbaert 2019 has 238 for any prose).
        let minutes = words.div_ceil(200).max(1);
        with_fields(
            Value::from_serializable(&*meta.value),
            [
                ("audience", self.theme.values.all(&meta.value.audience)),
                ("topics", self.theme.values.all(&meta.value.topics)),
                ("words", Value::from(words)),
                ("minutes", Value::from(minutes)),
            ],
        )
    }

    /// `page` where no file stands behind the output: a bare section, a term, the 404 page.
    fn pageless(&self) -> Value {
        let text = |value: &Value, name: &str| {
            value.get_from_path(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (kind, from) = match self.route {
            Route::Section(folder, _) if folder.is_empty() => ("home", self.known(self.reader.section(""))),
            Route::Section(folder, _) => ("section", self.known(self.reader.section(folder))),
            Route::Taxonomy(_) => ("taxonomy", self.taxonomy()),
            Route::Term(..) => ("term", self.term()),
            _ => ("not_found", Value::none()),
        };
        let site = self.known(self.reader.site());
        let title = match kind {
            "not_found" => {
                let words = self.strings();
                let title = text(&words, "not_found.title");
                if title.is_empty() { "Page not found".to_owned() } else { title }
            }
            _ => text(&from, "title"),
        };
        let plain = BarePage {
            title,
            summary: text(&from, "summary"),
            kind,
            page_type: "list",
            url: text(&from, "url"),
            permalink: format!("{}{}", text(&site, "base_url"), text(&from, "url").trim_start_matches('/')),
            language: text(&site, "language"),
            status: "published",
            ..BarePage::default()
        };
        Value::from_serializable(&plain)
    }

    pub(super) fn toc(&self) -> Value {
        let Some(body) = self.page.and_then(|page| self.reader.body(page)) else {
            return Value::from(Vec::<Value>::new());
        };
        Value::from_serializable(&nested(&body.outline))
    }

    pub(super) fn breadcrumb(&self) -> Value {
        let mut crumbs = self.reader.breadcrumb(&self.folder);
        // A section's own page is the last of the way to it; the way shown ends above.
        if let (Route::Section(..), Some(known)) = (self.route, &crumbs) {
            let mut above = (*known.value).clone();
            above.pop();
            crumbs = Some(Known::new(above));
        }
        match self.route {
            Route::Term(name, ..) => {
                let taxonomy = self.reader.taxonomy(name);
                let mut way = crumbs.map(|known| (*known.value).clone()).unwrap_or_default();
                way.extend(taxonomy.map(|taxonomy| crate::site::views::Crumb {
                    title: taxonomy.value.title.clone(),
                    url: taxonomy.value.url.clone(),
                    summary: String::new(),
                }));
                Value::from_serializable(&way)
            }
            _ => self.known(crumbs),
        }
    }

    pub(super) fn neighbour(&self, which: fn(&Neighbours) -> &Option<Known<Crumb>>) -> Value {
        let neighbours = self.page.and_then(|page| self.reader.neighbours(page));
        neighbours.and_then(|both| which(&both).clone()).map_or_else(Value::none, |crumb| self.own(Some(crumb)))
    }

    pub(super) fn reading_path(&self) -> Value {
        let Some(meta) = self.page.and_then(|page| self.reader.meta(page)) else { return Value::none() };
        let Some(path) = meta.value.path_name.as_ref().and_then(|name| self.reader.reading_path(name)) else {
            return Value::none();
        };
        let Some(position) = path.value.steps.iter().position(|step| step.url == meta.value.url) else {
            return Value::none();
        };
        let key = fingerprint::of(&(path.hash, position));
        self.theme.values.get_or_make::<PlaceOnPath>(key, || {
            let steps: Vec<Value> = path
                .value
                .steps
                .iter()
                .enumerate()
                .map(|(number, step)| {
                    with_fields(self.theme.values.of(step), [("current", Value::from(number == position))])
                })
                .collect();
            let at = |number: Option<usize>| {
                number.and_then(|number| steps.get(number)).cloned().unwrap_or_else(Value::none)
            };
            with_fields(
                Value::from_serializable(&*path.value),
                [
                    ("position", Value::from(position + 1)),
                    ("total", Value::from(steps.len())),
                    ("previous", at(position.checked_sub(1))),
                    ("next", at(Some(position + 1))),
                    ("steps", Value::from(steps.clone())),
                ],
            )
        })
    }

    pub(super) fn list(&self) -> Value {
        self.own(match self.route {
            Route::Section(folder, page) => self.reader.section_list(folder, *page),
            Route::Term(taxonomy, term, page) => self.reader.term_list(taxonomy, term, *page),
            _ => None,
        })
    }

    pub(super) fn taxonomy(&self) -> Value {
        match self.route {
            Route::Taxonomy(name) | Route::Term(name, ..) => self.known(self.reader.taxonomy(name)),
            _ => Value::none(),
        }
    }

    pub(super) fn term(&self) -> Value {
        let Route::Term(taxonomy, slug, _) = self.route else { return Value::none() };
        let found = self.reader.taxonomy(taxonomy);
        let term = found.as_ref().and_then(|found| found.value.terms.iter().find(|term| term.slug == *slug));
        term.map_or_else(Value::none, Value::from_serializable)
    }
}

/// A kind of template value: the menus with the marks of one place.
struct MarkedMenus;

/// A kind of template value: a reading path as seen from one of its steps.
struct PlaceOnPath;

/// `page` without a file: the fields of a page's own, all empty but a few.
#[derive(Default, Serialize)]
struct BarePage {
    title: String,
    summary: String,
    kind: &'static str,
    #[serde(rename = "type")]
    page_type: &'static str,
    url: String,
    permalink: String,
    source: String,
    language: String,
    audience: [(); 0],
    topics: [(); 0],
    authors: [(); 0],
    reviewed_by: [(); 0],
    published: Option<()>,
    updated: Option<()>,
    reviewed_on: Option<()>,
    review_due: Option<()>,
    evidence: Option<()>,
    safety: crate::document::front_matter::Safety,
    interests: String,
    status: &'static str,
    unlisted: bool,
    image: Option<()>,
    order: Option<()>,
    path_name: Option<()>,
    layout: Option<()>,
    words: u32,
    minutes: u32,
    extra: Option<()>,
}

/// A heading with those below it.
#[derive(Serialize)]
struct TocEntry<'a> {
    title: &'a str,
    anchor: &'a str,
    level: u8,
    children: Vec<TocEntry<'a>>,
}

fn nested(outline: &[Heading]) -> Vec<TocEntry<'_>> {
    let mut entries = Vec::new();
    let mut rest = outline;
    while let Some((first, after)) = rest.split_first() {
        let inside = after.iter().take_while(|heading| heading.level > first.level).count();
        entries.push(TocEntry {
            title: &first.title,
            anchor: &first.anchor,
            level: first.level,
            children: nested(&after[..inside]),
        });
        rest = &after[inside..];
    }
    entries
}

/// A field of a map, or none.
pub(super) fn field(value: Value, name: &str) -> Value {
    value.get_from_path(name).cloned().unwrap_or_else(Value::none)
}

/// The entries of a menu, each with its mark.
fn marked<'a>(links: &'a [MenuLink], marks: &[&'a str]) -> Vec<BTreeMap<&'a str, &'a str>> {
    let entry = |(link, mark): (&'a MenuLink, &&'a str)| {
        BTreeMap::from([("title", link.title.as_str()), ("url", &link.url), ("current", *mark)])
    };
    links.iter().zip(marks).map(entry).collect()
}
