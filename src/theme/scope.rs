//! What a template is filled with: the values behind the table of variables in `vars`, each fetched when it is asked for
//! and through the `Reader` only.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use tera::Value;

use super::Theme;
use super::page_fields::{FIELDS, Field, Shown};
use super::values::{Show, none, text, with_fields};
use super::vars::{Variable, find};
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
    /// The texts of a reading path, when they are asked for.
    pub chapters: &'a dyn Fn() -> Value,
    /// Values already fetched for this output.
    pub fetched: RefCell<Vec<(&'static Variable, Value)>>,
}

impl<'a> Scope<'a> {
    /// A scope without page, text or head.
    pub fn bare(reader: &'a Reader<'a>, theme: &'a Theme, route: &'a Route) -> Self {
        Scope {
            reader,
            theme,
            route,
            page: None,
            folder: String::new(),
            content: &none,
            head: &none,
            chapters: &none,
            fetched: RefCell::default(),
        }
    }
}

impl Scope<'_> {
    /// The value of a variable, or of a query of the theme; `None` when there is no such name.
    pub fn get(&self, name: &str) -> Option<Value> {
        match find(name) {
            Some(variable) => Some(self.fetch(variable)),
            None => self.query(name),
        }
    }

    /// The value of a variable, made once for each output.
    pub fn fetch(&self, variable: &'static Variable) -> Value {
        let is_known = |(known, _): &&(&'static Variable, Value)| std::ptr::eq(*known, variable);
        if let Some((_, value)) = self.fetched.borrow().iter().find(is_known) {
            return value.clone();
        }
        let value = (variable.fetch)(self);
        self.fetched.borrow_mut().push((variable, value.clone()));
        value
    }

    /// The value of a query of the theme. That the theme has no such list is a read too: it may have one later.
    pub fn query(&self, name: &str) -> Option<Value> {
        self.reader.query(name).map(|cards| self.known(Some(cards)))
    }

    /// The files whose texts the output shows.
    pub(super) fn texts(&self) -> Vec<SourcePath> {
        let booklet = match self.route {
            Route::Booklet(name) => self.reader.reading_path(name).map(|path| path.value.files.clone()),
            _ => None,
        };
        booklet.unwrap_or_else(|| self.page.cloned().into_iter().collect())
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

    pub(super) fn contrast(&self) -> Value {
        self.reader.note(&crate::site::FactKey::Contrast);
        self.theme.contrast_values.clone()
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
            (None, Route::Booklet(name)) => {
                self.reader.reading_path(name).map(|path| encoded(path.value.booklet.as_str())).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    /// `page` with the fields that the theme asks for.
    pub(super) fn page_value(&self) -> Value {
        self.page_with(&self.theme.page_fields)
    }

    /// `page` with every field.
    pub fn whole_page(&self) -> Value {
        self.page_with(FIELDS)
    }

    fn page_with(&self, fields: &[Field]) -> Value {
        let Some(page) = self.page else { return self.pageless() };
        let Some(meta) = self.reader.meta(page) else { return Value::none() };
        let words = self.reader.body(page).map_or(0, |body| body.words);
        Shown { meta: &meta, words, values: &self.theme.values }.value(fields)
    }

    /// The address of what is shown, as `page.permalink`.
    pub(super) fn permalink(&self) -> String {
        match self.page.and_then(|page| self.reader.meta(page)) {
            Some(meta) => meta.permalink.clone(),
            None => self.of_pageless("permalink"),
        }
    }

    /// A field of `page`, which is made once, where no file stands behind the output.
    fn of_pageless(&self, field: &str) -> String {
        self.get("page").and_then(|page| text(&page, field)).unwrap_or_default()
    }

    /// The title of what is shown, as `page.title`.
    pub fn title(&self) -> String {
        match self.page.and_then(|page| self.reader.meta(page)) {
            Some(meta) => meta.title.clone(),
            None => self.of_pageless("title"),
        }
    }

    pub(super) fn toc(&self) -> Value {
        let Some(body) = self.page.and_then(|page| self.reader.body(page)) else {
            return Value::from(Vec::<Value>::new());
        };
        Value::from_serializable(&Nested(&body.outline))
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
        if let Route::Booklet(name) = self.route {
            let Some(path) = self.reader.reading_path(name) else { return Value::none() };
            let total = path.value.steps.len();
            return with_fields(self.known(Some(path)), [("position", Value::from(0)), ("total", Value::from(total))]);
        }
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

/// Headings, each with those below it. Through serde, which makes the maps of a type in one go: made field by field they were 4 %
/// of a build.
struct Nested<'a>(&'a [Heading]);

#[derive(Serialize)]
struct Entry<'a> {
    anchor: &'a str,
    children: Nested<'a>,
    level: u8,
    title: &'a str,
}

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rest = self.0;
        serializer.collect_seq(std::iter::from_fn(|| {
            let (first, after) = rest.split_first()?;
            let inside = after.iter().take_while(|heading| heading.level > first.level).count();
            rest = &after[inside..];
            let Heading { level, anchor, title } = first;
            Some(Entry { anchor, children: Nested(&after[..inside]), level: *level, title })
        }))
    }
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
