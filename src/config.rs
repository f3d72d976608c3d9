//! `site.yaml`: the site's own settings, typed and strict. A broken file gives a default site and diagnostics.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{At, Diagnostic, Key, Spot};
use crate::document::MarkdownOptions;
use crate::source::{Source, SourcePath};
use crate::yaml::shape::{Record, Shape, optional, required};
use crate::yaml::{self, Value};

crate::codes! {
    /// # The site has no `site.yaml`
    ///
    /// `site.yaml` at the top of the site's folder names the site and sets its language, address and theme. Without it
    /// haven builds with neutral settings.
    ///
    /// Write one with at least `title:` and `base_url:`, or run `haven new site DIR` to see a complete one.
    NO_CONFIG: Warning = "no-config";

    /// # `base_url` is not a web address
    ///
    /// Feeds, the sitemap and previews of links need absolute addresses. `base_url` says where the site will live:
    /// `https://www.example.org`, or `https://www.example.org/info/` for a site in a folder. Links between pages do not
    /// use it, so the folder works anywhere.
    BAD_BASE_URL: Error = "bad-base-url";

    /// # A language that browsers do not know
    ///
    /// `language` is a code as in BCP 47: two letters, `en`, perhaps with a country, `pt-BR`. Screen readers choose their
    /// voice by it.
    BAD_LANGUAGE: Error = "bad-language";
}

/// The settings of a site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in SHAPE, where the manual and the editor read it")]
pub struct Config {
    pub title: String,
    pub description: String,
    pub language: String,
    pub base_url: String,
    pub theme: String,
    pub regions: Vec<String>,
    pub menus: Menus,
    pub options: BTreeMap<String, Value>,
    pub taxonomies: BTreeMap<String, TaxonomyConfig>,
    pub paths: BTreeMap<String, PathConfig>,
    pub markdown: MarkdownConfig,
    pub paginate: u32,
    pub feed_limit: u32,
    pub require: Vec<String>,
    pub host_files: Vec<String>,
    pub extra: Option<Value>,
}

/// The site's menus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Menus {
    /// At the top of each page. Without it: the sections.
    pub header: Vec<MenuItem>,
    /// At the foot of each page.
    pub footer: Vec<MenuItem>,
}

/// An entry of a menu: a title and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct MenuItem {
    /// Its words; those of the page where it is empty.
    pub title: String,
    /// A file below `content/`.
    pub page: Option<String>,
    /// An address, instead of a file.
    pub url: Option<String>,
}

/// How the list pages of a taxonomy look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct TaxonomyConfig {
    /// The title of its list page.
    pub title: String,
    /// How many pages a term's list page shows.
    pub paginate: Option<u32>,
}

/// A reading path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct PathConfig {
    /// Its title.
    pub title: String,
    /// The file below `content/` that introduces it.
    pub page: Option<String>,
}

/// How Markdown is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct MarkdownConfig {
    /// `sanitise` or `trust`.
    pub html: String,
    /// Whether quotes and dashes become typographic ones.
    pub smart_punctuation: Option<bool>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            title: "Untitled site".into(),
            description: String::new(),
            language: "en".into(),
            base_url: "https://example.org".into(),
            theme: "haven".into(),
            regions: Vec::new(),
            menus: Menus::default(),
            options: BTreeMap::new(),
            taxonomies: [("topics", "Topics"), ("audience", "Who it is for")]
                .map(|(name, title)| (name.into(), TaxonomyConfig { title: title.into(), paginate: None }))
                .into(),
            paths: BTreeMap::new(),
            markdown: MarkdownConfig::default(),
            paginate: 100,
            feed_limit: 20,
            require: Vec::new(),
            host_files: Vec::new(),
            extra: None,
        }
    }
}

impl Config {
    /// What stage 1 needs of the settings.
    pub fn markdown_options(&self) -> MarkdownOptions {
        MarkdownOptions {
            trust_html: self.markdown.html == "trust",
            smart_punctuation: self.markdown.smart_punctuation.unwrap_or(true),
        }
    }

    /// The folder part of `base_url`, with a slash at both ends: `/` or `/info/`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme.find('/').map_or("/", |slash| &after_scheme[slash..])
    }
}

/// Where the settings are.
pub fn path() -> SourcePath {
    SourcePath::new("site.yaml").expect("a plain name")
}

/// Reads the settings; `None` stands for a site without the file. `base_url` overrides the file's.
pub fn parse(source: Option<&Source>, base_url: Option<&str>) -> (Config, Vec<Diagnostic>) {
    let file = path();
    let Some(source) = source else {
        let help = "Write a file `site.yaml` with `title:` and `base_url:`, or start from `haven new site`.";
        let missing = Diagnostic::new(&NO_CONFIG, At::file(&file), "there is no `site.yaml` here").help(help);
        let base_url = absolute(base_url.or(Some("https://example.org"))).unwrap_or_default();
        return (Config { base_url, ..Config::default() }, vec![missing]);
    };
    let text = source.text().trim_start_matches('\u{feff}');
    let (value, mut diagnostics) = yaml::read(&file, text, source.text().len() - text.len(), Shape::Record(&SHAPE));
    let mut config: Config = yaml::decode(value);
    match absolute(Some(base_url.unwrap_or(&config.base_url))) {
        Some(base_url) => config.base_url = base_url,
        None => {
            let at = At::new(&file, Spot::Value(vec![Key::Name("base_url".into())]));
            diagnostics.push(
                Diagnostic::new(&BAD_BASE_URL, at, format!("`{}` is not a web address", config.base_url))
                    .help("Write it in full, with https://, as in `base_url: https://www.example.org`."),
            );
            config.base_url = "https://example.org/".into();
        }
    }
    if !config.language.is_empty() && !is_language(&config.language) {
        let at = At::new(&file, Spot::Value(vec![Key::Name("language".into())]));
        let message = format!("`{}` is not the code of a language", config.language);
        let help = "Write two letters, perhaps with a country: `en`, `es`, `pt-BR`.";
        diagnostics.push(Diagnostic::new(&BAD_LANGUAGE, at, message).help(help));
        config.language.clear();
    }
    if config.language.is_empty() {
        config.language = "en".into();
    }
    (config, diagnostics)
}

/// Whether this can be a language as HTML names it (BCP 47): a code of two or three letters, then parts after hyphens.
fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase()) && parts.all(is_part)
}

/// A base address with a slash at its end; `None` when it is not an http address with a host.
fn absolute(base_url: Option<&str>) -> Option<String> {
    let base_url = base_url?.trim();
    let rest = base_url.strip_prefix("https://").or(base_url.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    if host.is_empty() || base_url.contains(['?', '#', ' ', '"', '<', '>', '\\']) {
        return None;
    }
    Some(format!("{}/", base_url.trim_end_matches('/')))
}

/// The keys of front matter that a site may ask of every page that informs.
pub const REQUIRABLE: &[&str] = &[
    "summary",
    "audience",
    "topics",
    "authors",
    "reviewed_by",
    "published",
    "reviewed_on",
    "review_due",
    "evidence",
    "sources",
    "image",
];

static COUNTRY: Shape = Shape::Country;
static HOST_FILE: Shape = Shape::OneOf(&["_headers", ".htaccess"]);
static REQUIRED_KEY: Shape = Shape::OneOf(REQUIRABLE);
static MENU_ITEM: Shape = Shape::Record(&Record {
    name: "menu entry",
    fields: &[
        optional("title", Shape::Text, "The entry's words. Without it: the page's title."),
        optional("page", Shape::Text, "A file below content/, such as about/index.md."),
        optional("url", Shape::Text, "An address, instead of a file."),
    ],
});
static TAXONOMY: Shape = Shape::Record(&Record {
    name: "taxonomy",
    fields: &[
        required("title", Shape::Text, "The title of the taxonomy's list page."),
        optional("paginate", Shape::Integer, "How many pages a term's list page shows."),
    ],
});
static PATH: Shape = Shape::Record(&Record {
    name: "reading path",
    fields: &[
        required("title", Shape::Text, "The reading path's title."),
        optional("page", Shape::Text, "The file below content/ that introduces it."),
    ],
});

/// The keys of `site.yaml`.
pub static SHAPE: Record = Record {
    name: "site settings",
    fields: &[
        required("title", Shape::Text, "The site's name."),
        optional("description", Shape::Text, "What the site is, in a sentence."),
        optional("language", Shape::Text, "The language of the pages, as in BCP 47. Default: en."),
        optional("base_url", Shape::Text, "Where the site will live. Feeds, the sitemap and link previews need it."),
        optional("theme", Shape::Text, "A folder of themes/, or the built-in haven. Default: haven."),
        optional("regions", Shape::List(&COUNTRY), "Countries whose readers the site is for, the main one first."),
        optional(
            "menus",
            Shape::Record(&Record {
                name: "menus",
                fields: &[
                    optional("header", Shape::List(&MENU_ITEM), "At the top of each page. Without it: the sections."),
                    optional("footer", Shape::List(&MENU_ITEM), "At the foot of each page."),
                ],
            }),
            "The site's menus.",
        ),
        optional("options", Shape::Map(&Shape::Any), "Options of the theme; the theme's theme.yaml lists them."),
        optional("taxonomies", Shape::Map(&TAXONOMY), "The list pages for topics and audience. Default: both."),
        optional("paths", Shape::Map(&PATH), "Titles of the reading paths that pages are on."),
        optional(
            "markdown",
            Shape::Record(&Record {
                name: "Markdown settings",
                fields: &[
                    optional(
                        "html",
                        Shape::OneOf(&["sanitise", "trust"]),
                        "What happens to raw HTML. Default: sanitise.",
                    ),
                    optional("smart_punctuation", Shape::Bool, "Typographic quotes and dashes. Default: true."),
                ],
            }),
            "How Markdown is read.",
        ),
        optional(
            "require",
            Shape::List(&REQUIRED_KEY),
            "Keys that each page that informs must have, such as reviewed_by and sources. Default: none.",
        ),
        optional(
            "host_files",
            Shape::List(&HOST_FILE),
            "Files from which hosts take headers: _headers (Netlify, Cloudflare Pages), .htaccess (Apache). Default: none.",
        ),
        optional("paginate", Shape::Integer, "How many pages one list page shows. Default: 100."),
        optional("feed_limit", Shape::Integer, "How many entries a feed has. Default: 20."),
        optional("extra", Shape::Any, "Keys of your own, for your templates."),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_address_ends_with_a_slash_and_has_a_host() {
        for (given, expected) in [
            ("https://example.org", Some("https://example.org/")),
            ("http://example.org/info//", Some("http://example.org/info/")),
            ("example.org", None),
            ("https:///x", None),
            ("https://e.org/?a", None),
        ] {
            assert_eq!(absolute(Some(given)).as_deref(), expected, "{given}");
        }
        let config = Config { base_url: "https://example.org/info/".into(), ..Config::default() };
        assert_eq!(config.base_path(), "/info/");
    }
}
