//! The variables of templates: one table from which the engine fetches them, templates are checked and the manual
//! (`docs/theming.md`) is written. A template's free names are its dependency set, so exactly those are fetched, each
//! through the `Reader`.

use std::collections::BTreeMap;

use tera::Value;

use super::scope::{Scope, field};
use crate::document::DataKind;

/// A variable of templates.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it holds, with the names of its fields.
    pub doc: &'static str,
    pub(super) fetch: fn(&Scope<'_>) -> Value,
}

/// Every variable, in the order of the manual.
pub static VARIABLES: &[Variable] = &[
    variable(
        "site",
        "`title`, `description`, `language`, `languages`, `base_url`, `home`, `regions`, `extra` of site.yaml.",
        |s| s.known(s.reader.site()),
    ),
    variable("options", "The theme's options, by name, with their defaults.", |s| s.options()),
    variable("strings", "The theme's words in the site's language, as nested maps: `strings.nav.skip`.", |s| {
        s.strings()
    }),
    variable("assets", "Addresses of the theme's assets by name: `assets[\"css/haven.css\"]`.", |s| s.assets()),
    variable(
        "contrast",
        "The pairs of colours that the theme declares: `colour` and `ground` (names of tokens), `kind` (text, large, mark), \
         `least`, and for `light` and `dark` the `colour`, `ground` and `ratio` that they come to.",
        |s| s.contrast(),
    ),
    variable(
        "head",
        "Safe HTML for `<head>`: title, description, canonical, previews, feeds, JSON-LD, policies. Print it once.",
        |s| (s.head)(),
    ),
    variable("menus", "`header` and `footer`: lists of `title`, `url`, `current` (`page`, `section` or empty).", |s| {
        s.menus()
    }),
    variable("organisation", "The row of organisation.yaml, or none.", |s| s.first_row(DataKind::Organisation)),
    variable(
        "page",
        "The page: `title`, `summary`, `type`, `kind` (page, section, home, taxonomy, term, booklet, not_found), `url`, `permalink`, \
         `source`, `language`, `audience` and `topics` (lists of `slug`, `title`, `url`), `authors` and `reviewed_by` (rows \
         of people.yaml), `published`, `updated`, `reviewed_on`, `review_due` (each `iso` and `text`, or none), `update_note`, `evidence` \
         (`level`, `note`, or none), `safety` (`topics`, `quick_exit`), `interests`, `status`, `unlisted`, `image` (`src`, \
         `alt`, or none), `order`, `words`, `minutes`, `extra`.",
        |s| s.page_value(),
    ),
    variable("content", "Safe HTML: the page's text. Not in components.", |s| (s.content)()),
    variable(
        "chapters",
        "On the booklet of a reading path (`booklet.html`): its pages, each with the fields of `page`, `content` and `sources`.",
        |s| (s.chapters)(),
    ),
    variable(
        "qr",
        "The page's address as a QR code: `size`, and `path` for an SVG with that view box; or none.",
        |s| super::qr::code(&s.permalink()),
    ),
    variable(
        "needs",
        "What the components on the page declare for themselves: `styles` and `scripts`, lists of addresses.",
        super::needs::of,
    ),
    variable("toc", "The page's headings, nested: `title`, `anchor`, `level`, `children`.", |s| s.toc()),
    variable("breadcrumb", "The way from the home page to the page's section: `title`, `url`, `summary`.", |s| {
        s.breadcrumb()
    }),
    variable("previous", "The page before this one in its section (`title`, `url`, `summary`), or none.", |s| {
        s.neighbour(|both| &both.previous)
    }),
    variable("next", "The page after this one in its section (`title`, `url`, `summary`), or none.", |s| {
        s.neighbour(|both| &both.next)
    }),
    variable(
        "reading_path",
        "The reading path that the page is on: `name`, `title`, `url`, `position` (from 1), `total`, `previous`, `next`, \
         `steps` (`title`, `url`, `summary`, `current`), `booklet` (the address of the whole path on one page); or none. On a \
         booklet the path that it shows, at `position` 0.",
        |s| s.reading_path(),
    ),
    variable("paths", "Every reading path by name: `name`, `title`, `url`, `booklet`, `steps`.", |s| {
        let paths: BTreeMap<&String, Value> =
            s.reader.reading_paths().map(|(name, path)| (name, s.known(Some(path)))).collect();
        Value::from_serializable(&paths)
    }),
    variable("section", "The page's section: `title`, `url`, `summary`, `subsections`; or none.", |s| {
        s.known(s.reader.section(s.folder()))
    }),
    variable("subsections", "The sections right below this one: `title`, `url`, `summary`, `count`.", |s| {
        field(s.known(s.reader.section(s.folder())), "subsections")
    }),
    variable(
        "list",
        "On a section, term or home page: `items` (cards: `title`, `url`, `summary`, `type`, `published`, `updated`, \
         `topics`, `audience`, `order`), `total`, `page`, `pages`, `previous_url`, `next_url`, `pager` (`number`, `url`, \
         `current`).",
        |s| s.list(),
    ),
    variable("taxonomy", "On the pages of a taxonomy: `slug`, `title`, `url`, `terms`; else none.", |s| s.taxonomy()),
    variable("term", "On the pages of a term: `slug`, `title`, `url`, `count`; else none.", |s| s.term()),
    variable("terms", "On a taxonomy's list page: its terms, each `slug`, `title`, `url`, `count`.", |s| {
        field(s.taxonomy(), "terms")
    }),
    variable("sections", "The top-level sections: `title`, `url`, `summary`, `pages` (the first cards).", |s| {
        s.known(s.reader.sections())
    }),
    variable("backlinks", "The pages that link to this one: `title`, `url`, `summary`.", |s| {
        s.own(s.page.and_then(|page| s.reader.backlinks(page)))
    }),
    variable("sources", "The page's sources: `number` and the fields of sources.yaml.", |s| {
        s.own(s.page.and_then(|page| s.reader.sources(page)))
    }),
    variable("people", "The rows of people.yaml.", |s| s.rows(DataKind::People)),
    variable("helplines", "The rows of helplines.yaml.", |s| s.rows(DataKind::Helplines)),
    variable("directory", "The rows of directory.yaml.", |s| s.rows(DataKind::Directory)),
    variable("costs", "The rows of costs.yaml that have not expired.", |s| s.rows(DataKind::Costs)),
    variable("glossary", "The rows of glossary.yaml.", |s| s.rows(DataKind::Glossary)),
    variable("bibliography", "The rows of sources.yaml.", |s| s.rows(DataKind::Sources)),
];

/// The variable of a name.
pub fn find(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}

const fn variable(name: &'static str, doc: &'static str, fetch: fn(&Scope<'_>) -> Value) -> Variable {
    Variable { name, doc, fetch }
}

/// The manual of the variables, in Markdown.
pub fn manual() -> String {
    let rows =
        VARIABLES.iter().map(|variable| format!("| `{}` | {} |\n", variable.name, variable.doc.replace('|', "\\|")));
    format!("| Variable | What it holds |\n| --- | --- |\n{}", rows.collect::<String>())
}
