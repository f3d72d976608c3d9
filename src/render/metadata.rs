//! What machines read of a page: title, description, previews, feeds, policies and JSON-LD (schema.org 30.0). Only facts
//! that the page shows, and never more than schema.org defines for the type.

use std::fmt::Write;

use super::schema::*;
use super::translations;
use crate::document::DataKind;
use crate::document::front_matter::PageType;
use crate::site::views::{Crumb, Day, Meta, NumberedSource, SiteView};
use crate::site::{Reader, Route};
use crate::source::SourcePath;
use crate::yaml::{Value, text};

/// Scripts, styles, pictures and fonts from the site alone; nothing inline, no plug-in, no frame, no other base address.
pub(super) const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'";

/// What the head is made for.
pub struct HeadInputs<'a> {
    /// The window on the site.
    pub reader: &'a Reader<'a>,
    /// What is shown.
    pub route: &'a Route,
    /// The page, where a file stands behind the route.
    pub page: Option<&'a SourcePath>,
    /// The title where no file does.
    pub title: &'a str,
    /// The address of the output.
    pub url: &'a str,
    /// The section that the output belongs to.
    pub folder: &'a str,
}

/// The HTML for `<head>`. Addresses from the top are rewritten with the rest of the page.
pub fn head(inputs: &HeadInputs<'_>) -> String {
    let Some(site) = inputs.reader.site().map(|site| site.value) else { return String::new() };
    let meta = inputs.page.and_then(|page| inputs.reader.meta(page)).map(|meta| meta.value);
    let is_home = matches!(inputs.route, Route::Section(folder, 1) if folder.is_empty());
    let own_title = meta.as_ref().map_or(inputs.title, |meta| &meta.title);
    let number = match inputs.route {
        Route::Section(_, number) | Route::Term(_, _, number) if *number > 1 => format!(" ({number})"),
        _ => String::new(),
    };
    let title = if is_home { site.title.clone() } else { format!("{own_title}{number} – {}", site.title) };
    let summary = meta.as_ref().map_or("", |meta| &meta.summary);
    let description = if summary.is_empty() { &site.description } else { summary };
    let permalink = format!("{}{}", site.base_url, inputs.url.trim_start_matches('/'));
    let is_found = !matches!(inputs.route, Route::NotFound);
    let is_booklet = matches!(inputs.route, Route::Booklet(_));

    let mut head = String::with_capacity(2048);
    let mut line = |text: std::fmt::Arguments<'_>| {
        let _ = head.write_fmt(text);
        head.push('\n');
    };
    line(format_args!("<meta http-equiv=\"Content-Security-Policy\" content=\"{CONTENT_POLICY}\">"));
    line(format_args!("<title>{}</title>", Escaped(&title)));
    line(format_args!("<meta name=\"referrer\" content=\"no-referrer\">"));
    if !description.is_empty() {
        line(format_args!("<meta name=\"description\" content=\"{}\">", Escaped(description)));
    }
    if !is_found || is_booklet || meta.as_ref().is_some_and(|meta| meta.unlisted) {
        line(format_args!("<meta name=\"robots\" content=\"noindex\">"));
    }
    if is_found {
        line(format_args!("<link rel=\"canonical\" href=\"{}\">", Escaped(&permalink)));
        let kind = if meta.as_ref().is_some_and(|meta| meta.role == crate::site::views::PageRole::Page) {
            "article"
        } else {
            "website"
        };
        let locale = meta.as_ref().map_or(&site.language, |meta| &meta.language);
        for (property, content) in [
            ("og:title", own_title),
            ("og:type", kind),
            ("og:url", &permalink),
            ("og:site_name", &site.title),
            ("og:description", description),
            ("og:locale", &locale.replace('-', "_")),
        ] {
            if !content.is_empty() {
                line(format_args!("<meta property=\"{property}\" content=\"{}\">", Escaped(content)));
            }
        }
        if let Some(image) = meta.as_ref().and_then(|meta| meta.image.as_ref()) {
            let address = format!("{}{}", site.base_url, image.src.trim_start_matches('/'));
            line(format_args!("<meta property=\"og:image\" content=\"{}\">", Escaped(&address)));
            line(format_args!("<meta property=\"og:image:alt\" content=\"{}\">", Escaped(&image.alt)));
        }
        let forms = inputs.page.map_or_else(Vec::new, |page| translations::of(inputs.reader, &site, page));
        for (language, url) in &forms {
            let address = format!("{}{}", site.base_url, crate::site::encoded(url.trim_start_matches('/')));
            let (language, address) = (Escaped(language), Escaped(&address));
            line(format_args!("<link rel=\"alternate\" hreflang=\"{language}\" href=\"{address}\">"));
        }
        for folder in if inputs.folder.is_empty() { vec![""] } else { vec!["", inputs.folder] } {
            if let Some(feed) = inputs.reader.feed_link(folder) {
                let feed = feed.value;
                line(format_args!(
                    "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"{}\" href=\"{}\">",
                    Escaped(&feed.title),
                    Escaped(feed.url.as_str()),
                ));
            }
        }
        line(format_args!(
            "<script type=\"application/ld+json\">{}</script>",
            json_ld(inputs, &site, meta.as_deref(), own_title, &permalink)
        ));
    }
    head
}

/// The page's graph as text that may stand in a script element.
fn json_ld(inputs: &HeadInputs<'_>, site: &SiteView, meta: Option<&Meta>, title: &str, permalink: &str) -> String {
    let is_health_page = meta.map(page_type) == Some("MedicalWebPage");
    let page = inputs.page.filter(|_| is_health_page);
    let sources = page.and_then(|page| inputs.reader.sources(page));
    let crumbs = inputs.reader.breadcrumb(inputs.folder);
    let rows = inputs.reader.data(DataKind::Organisation, "");
    let shown = Shown {
        site,
        meta,
        title,
        permalink,
        words: page.and_then(|page| inputs.reader.body(page)).map_or(0, |body| body.words),
        sources: sources.as_ref().map_or(&[], |sources| sources.value.as_slice()),
        crumbs: crumbs.as_ref().map_or(&[], |crumbs| crumbs.value.as_slice()),
        organisation: rows.as_ref().and_then(|rows| rows.value.first()),
    };
    let document = Document { context: "https://schema.org", graph: graph(&shown) };
    let json = serde_json::to_string(&document).unwrap_or_default();
    if json.contains('<') { json.replace('<', "\\u003c") } else { json }
}

/// The things that the page is about, with stable ids.
fn graph<'a>(page: &Shown<'a>) -> Vec<Thing<'a>> {
    let Shown { site, meta, .. } = page;
    let kind = meta.map_or("CollectionPage", page_type);
    let is_health_page = kind == "MedicalWebPage";
    let people = |rows: &'a [Value]| rows.iter().filter_map(person).collect();
    let day = |day: &Option<Day>| day.map(|day| day.date);
    let web_page = WebPage {
        kind,
        id: page.own("page"),
        url: page.permalink,
        name: page.title,
        description: meta.map_or("", |meta| &meta.summary),
        in_language: meta.map_or(&site.language, |meta| &meta.language),
        is_part_of: Id { id: page.of_site("site") },
        publisher: Id { id: page.of_site("publisher") },
        breadcrumb: Id { id: page.own("breadcrumb") },
        is_accessible_for_free: true,
        date_published: meta.and_then(|meta| day(&meta.published)),
        date_modified: meta.and_then(|meta| day(&meta.updated)),
        last_reviewed: meta.and_then(|meta| day(&meta.reviewed_on)),
        reviewed_by: meta.map(|meta| people(&meta.reviewed_by)).unwrap_or_default(),
        main_entity: is_health_page.then(|| Id { id: page.own("article") }),
        medical_audience: meta.filter(|_| is_health_page).map(audience).unwrap_or_default(),
    };
    let mut graph = Vec::with_capacity(5);
    graph.push(Thing::Page(Box::new(web_page)));
    if let Some(meta) = meta.filter(|_| is_health_page) {
        graph.push(Thing::Article(Box::new(Article {
            kind: "Article",
            id: page.own("article"),
            headline: &meta.title,
            main_entity_of_page: Id { id: page.own("page") },
            publisher: Id { id: page.of_site("publisher") },
            word_count: page.words,
            time_required: format!("PT{}M", page.words.div_ceil(200).max(1)),
            date_published: day(&meta.published),
            date_modified: day(&meta.updated),
            author: people(&meta.authors),
            citation: page.sources.iter().map(|source| citation(&source.row)).collect(),
        })));
    }
    graph.push(Thing::Breadcrumb(breadcrumb(page)));
    graph.push(Thing::Site(WebSite {
        kind: "WebSite",
        id: page.of_site("site"),
        url: &site.base_url,
        name: &site.title,
        in_language: &site.language,
        publisher: Id { id: page.of_site("publisher") },
    }));
    graph.push(Thing::Publisher(publisher(page)));
    graph
}

/// What the graph of a page is made from.
struct Shown<'a> {
    site: &'a SiteView,
    meta: Option<&'a Meta>,
    title: &'a str,
    permalink: &'a str,
    words: u32,
    sources: &'a [NumberedSource],
    crumbs: &'a [Crumb],
    organisation: Option<&'a Value>,
}

impl Shown<'_> {
    /// The id of something on the page.
    fn own(&self, fragment: &str) -> String {
        format!("{}#{fragment}", self.permalink)
    }

    /// The id of something of the whole site.
    fn of_site(&self, fragment: &str) -> String {
        format!("{}#{fragment}", self.site.base_url)
    }
}

/// `lastReviewed` and `reviewedBy` belong to web pages, and a page of health content is a `MedicalWebPage`.
fn page_type(meta: &Meta) -> &'static str {
    use crate::site::views::PageRole;
    match (meta.role, meta.kind) {
        (PageRole::Home, _) | (_, PageType::Policy | PageType::Urgent) => "WebPage",
        (PageRole::Section, _) | (_, PageType::List | PageType::Directory | PageType::Glossary) => "CollectionPage",
        (_, PageType::Worksheet) => "WebPage",
        (_, PageType::Article | PageType::Guide | PageType::Faq | PageType::Exercise) => "MedicalWebPage",
    }
}

fn audience(meta: &Meta) -> Vec<Audience> {
    let kind = |kind, audience_type| Some(Audience { kind, audience_type });
    let types = meta.audience.iter().filter_map(|term| match term.slug.as_str() {
        "self" => kind("Patient", None),
        "clinician" => kind("MedicalAudience", Some("Clinician")),
        "partner" | "carer" => kind("MedicalAudience", Some("Caregiver")),
        _ => None,
    });
    let mut types: Vec<Audience> = types.collect();
    types.dedup();
    types
}

fn citation(row: &Value) -> ScholarlyArticle<'_> {
    let doi = text(row, "doi");
    ScholarlyArticle {
        kind: "ScholarlyArticle",
        name: text(row, "citation"),
        identifier: (!doi.is_empty()).then(|| PropertyValue::new("DOI", doi)),
        url: if doi.is_empty() { text(row, "url").to_owned() } else { format!("https://doi.org/{doi}") },
    }
}

/// A person as the page shows them; a sample person is nobody, so machines are not told of them.
fn person(row: &Value) -> Option<Person<'_>> {
    if row.get("sample").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let register = row.get("register").filter(|register| !text(register, "number").is_empty());
    Some(Person {
        kind: "Person",
        name: text(row, "name"),
        job_title: text(row, "role"),
        honorific_suffix: text(row, "credentials"),
        url: text(row, "url"),
        identifier: register.map(|register| PropertyValue::new(text(register, "name"), text(register, "number"))),
    })
}

fn breadcrumb(page: &Shown<'_>) -> BreadcrumbList {
    let crumb = |crumb: &Crumb| {
        let path = crate::site::encoded(crumb.url.as_str());
        (crumb.title.clone(), format!("{}{}", page.site.base_url, path.trim_start_matches('/')))
    };
    let mut items: Vec<(String, String)> = page.crumbs.iter().map(crumb).collect();
    if items.last().is_none_or(|(_, url)| url != page.permalink) {
        items.push((page.title.to_owned(), page.permalink.to_owned()));
    }
    let item = |(number, (name, item))| ListItem { kind: "ListItem", position: number + 1, name, item };
    BreadcrumbList {
        kind: "BreadcrumbList",
        id: page.own("breadcrumb"),
        item_list_element: items.into_iter().enumerate().map(item).collect(),
    }
}

fn publisher<'a>(page: &Shown<'a>) -> Organization<'a> {
    let site = page.site;
    let text = |field: &str| page.organisation.map_or("", |row| text(row, field));
    let absolute = |address: &str| match address.strip_prefix('/') {
        Some(path) => format!("{}{path}", site.base_url),
        None => address.to_owned(),
    };
    let or = |own: &'a str, other: &'a str| if own.is_empty() { other } else { own };
    let links = page.organisation.and_then(|row| row.get("same_as")).and_then(Value::as_sequence);
    Organization {
        kind: "Organization",
        id: page.of_site("publisher"),
        name: or(text("name"), &site.title),
        url: or(text("url"), &site.base_url),
        email: text("email"),
        telephone: text("phone"),
        address: text("address"),
        description: text("description"),
        publishing_principles: absolute(text("editorial_policy")),
        logo: absolute(text("logo")),
        same_as: links.map(|links| links.iter().filter_map(Value::as_str).collect()).unwrap_or_default(),
    }
}

/// Text as HTML text or as a double-quoted attribute.
pub struct Escaped<'a>(pub &'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // By bytes: all five are ASCII, and to look at characters was 2 % of a build.
        let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        let mut rest = self.0;
        while let Some(at) = rest.bytes().position(is_special) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}
