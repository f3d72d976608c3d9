//! What machines read of a page: title, description, previews, feeds, policies and JSON-LD (schema.org 30.0). Only facts
//! that the page shows, and never more than schema.org defines for the type.

use super::latest::Latest;
use super::schema::*;
use super::translations;
use super::urls::Style;
use crate::document::DataKind;
use crate::document::front_matter::PageType;
use crate::site::views::{Crumb, Day, Known, Meta, NumberedSource, SiteView};
use crate::site::{Reader, Route};
use crate::source::{SourcePath, fingerprint};
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
    /// How addresses of the site are written in the output.
    pub style: &'a Style,
    /// What is said of the site on every page.
    pub about_site: &'a Latest<Things>,
}

/// The HTML for `<head>`. Its addresses are as `style` has them.
pub fn head(inputs: &HeadInputs<'_>) -> String {
    let Some(known_site) = inputs.reader.site() else { return String::new() };
    let site = &known_site.value;
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

    let mut head = Head::default();
    head.html(&["<meta http-equiv=\"Content-Security-Policy\" content=\"", CONTENT_POLICY, "\">\n"]);
    head.line("<title>", &title, "</title>");
    head.html(&["<meta name=\"referrer\" content=\"no-referrer\">\n"]);
    if !description.is_empty() {
        head.line("<meta name=\"description\" content=\"", description, "\">");
    }
    if !is_found || is_booklet || meta.as_ref().is_some_and(|meta| meta.unlisted) {
        head.html(&["<meta name=\"robots\" content=\"noindex\">\n"]);
    }
    if is_found {
        head.line("<link rel=\"canonical\" href=\"", &permalink, "\">");
        let kind = if meta.as_ref().is_some_and(|meta| meta.role == crate::site::views::PageRole::Page) {
            "article"
        } else {
            "website"
        };
        let locale = meta.as_ref().map_or(&site.language, |meta| &meta.language);
        for (start, content) in [
            ("<meta property=\"og:title\" content=\"", own_title),
            ("<meta property=\"og:type\" content=\"", kind),
            ("<meta property=\"og:url\" content=\"", &permalink),
            ("<meta property=\"og:site_name\" content=\"", &site.title),
            ("<meta property=\"og:description\" content=\"", description),
            ("<meta property=\"og:locale\" content=\"", &locale.replace('-', "_")),
        ] {
            if !content.is_empty() {
                head.line(start, content, "\">");
            }
        }
        if let Some(image) = meta.as_ref().and_then(|meta| meta.image.as_ref()) {
            let address = format!("{}{}", site.base_url, image.src.trim_start_matches('/'));
            head.line("<meta property=\"og:image\" content=\"", &address, "\">");
            head.line("<meta property=\"og:image:alt\" content=\"", &image.alt, "\">");
        }
        let forms = inputs.page.map_or_else(Vec::new, |page| translations::of(inputs.reader, site, page));
        for (language, url) in &forms {
            let address = format!("{}{}", site.base_url, crate::site::encoded(url.trim_start_matches('/')));
            head.part("<link rel=\"alternate\" hreflang=\"", language);
            head.line("\" href=\"", &address, "\">");
        }
        for folder in if inputs.folder.is_empty() { vec![""] } else { vec!["", inputs.folder] } {
            if let Some(feed) = inputs.reader.feed_link(folder) {
                head.part("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"", &feed.title);
                let mut url = String::new();
                inputs.style.push(feed.url.as_str(), &mut url);
                head.line("\" href=\"", &url, "\">");
            }
        }
        head.html(&["<script type=\"application/ld+json\">"]);
        json_ld(inputs, &known_site, meta.as_deref(), own_title, &permalink).write(&mut head.0);
        head.html(&["</script>\n"]);
    }
    head.0
}

/// The HTML while it is written. Without `format!`, which took a third of its time.
struct Head(String);

impl Default for Head {
    fn default() -> Self {
        Head(String::with_capacity(4096))
    }
}

impl Head {
    /// Writes HTML as it is.
    fn html(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
    }

    /// Writes HTML and, escaped, a text.
    fn part(&mut self, html: &str, text: &str) {
        self.html(&[html]);
        Escaped(text).push(&mut self.0);
    }

    /// Writes HTML around a text, which is escaped, and ends the line.
    fn line(&mut self, start: &str, text: &str, end: &str) {
        self.part(start, text);
        self.html(&[end, "\n"]);
    }
}

/// The page's graph.
fn json_ld(
    inputs: &HeadInputs<'_>,
    site: &Known<SiteView>,
    meta: Option<&Meta>,
    title: &str,
    permalink: &str,
) -> Things {
    let is_health_page = meta.map(page_type) == Some("MedicalWebPage");
    let page = inputs.page.filter(|_| is_health_page);
    let sources = page.and_then(|page| inputs.reader.sources(page));
    let crumbs = inputs.reader.breadcrumb(inputs.folder);
    let rows = inputs.reader.data(DataKind::Organisation, "");
    let organisation = rows.as_ref().and_then(|rows| rows.value.first());
    let about = (site.hash, rows.as_ref().map(|rows| rows.hash));
    let things = inputs.about_site.of(fingerprint::of(&about), || things_of_site(site, organisation));
    let shown = Shown {
        site,
        meta,
        title,
        permalink,
        words: page.and_then(|page| inputs.reader.body(page)).map_or(0, |body| body.words),
        sources: sources.as_ref().map_or(&[], |sources| sources.value.as_slice()),
        crumbs: crumbs.as_ref().map_or(&[], |crumbs| crumbs.value.as_slice()),
    };
    let mut graph = things_of_page(&shown, &Ids::new(&site.base_url, permalink));
    graph.add_all(&things);
    graph
}

/// What is said of a page alone.
fn things_of_page(page: &Shown<'_>, ids: &Ids) -> Things {
    let Shown { site, meta, .. } = page;
    let kind = meta.map_or("CollectionPage", page_type);
    let is_health_page = kind == "MedicalWebPage";
    fn people(rows: &[Value]) -> Vec<Person<'_>> {
        rows.iter().filter_map(person).collect()
    }
    let day = |day: &Option<Day>| day.map(|day| day.date);
    let mut things = Things::default();
    things.add(&WebPage {
        kind,
        id: &ids.page,
        url: page.permalink,
        name: page.title,
        description: meta.map_or("", |meta| &meta.summary),
        in_language: meta.map_or(&site.language, |meta| &meta.language),
        is_part_of: Id { id: &ids.site },
        publisher: Id { id: &ids.publisher },
        breadcrumb: Id { id: &ids.breadcrumb },
        is_accessible_for_free: true,
        date_published: meta.and_then(|meta| day(&meta.published)),
        date_modified: meta.and_then(|meta| day(&meta.updated)),
        last_reviewed: meta.and_then(|meta| day(&meta.reviewed_on)),
        reviewed_by: meta.map(|meta| people(&meta.reviewed_by)).unwrap_or_default(),
        main_entity: is_health_page.then_some(Id { id: &ids.article }),
        medical_audience: meta.filter(|_| is_health_page).map(audience).unwrap_or_default(),
    });
    if let Some(meta) = meta.filter(|_| is_health_page) {
        things.add(&Article {
            kind: "Article",
            id: &ids.article,
            headline: &meta.title,
            main_entity_of_page: Id { id: &ids.page },
            publisher: Id { id: &ids.publisher },
            word_count: page.words,
            time_required: format!("PT{}M", page.words.div_ceil(200).max(1)),
            date_published: day(&meta.published),
            date_modified: day(&meta.updated),
            author: people(&meta.authors),
            citation: page.sources.iter().map(|source| citation(&source.row)).collect(),
        });
    }
    things.add(&breadcrumb(page, ids));
    things
}

/// What is said of the whole site, the same on every page.
fn things_of_site(site: &SiteView, organisation: Option<&Value>) -> Things {
    let ids = Ids::new(&site.base_url, "");
    let mut things = Things::default();
    things.add(&WebSite {
        kind: "WebSite",
        id: &ids.site,
        url: &site.base_url,
        name: &site.title,
        in_language: &site.language,
        publisher: Id { id: &ids.publisher },
    });
    things.add(&publisher(site, organisation, &ids));
    things
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
}

/// The ids of the things of a graph. They do not change as long as the page's address does not.
struct Ids {
    page: String,
    article: String,
    breadcrumb: String,
    site: String,
    publisher: String,
}

impl Ids {
    fn new(base_url: &str, permalink: &str) -> Self {
        Ids {
            page: [permalink, "#page"].concat(),
            article: [permalink, "#article"].concat(),
            breadcrumb: [permalink, "#breadcrumb"].concat(),
            site: [base_url, "#site"].concat(),
            publisher: [base_url, "#publisher"].concat(),
        }
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

fn breadcrumb<'a>(page: &Shown<'a>, ids: &'a Ids) -> BreadcrumbList<'a> {
    let crumb = |crumb: &'a Crumb| {
        let path = crate::site::encoded(crumb.url.as_str());
        (crumb.title.as_str(), format!("{}{}", page.site.base_url, path.trim_start_matches('/')))
    };
    let mut items: Vec<(&str, String)> = page.crumbs.iter().map(crumb).collect();
    if items.last().is_none_or(|(_, url)| url != page.permalink) {
        items.push((page.title, page.permalink.to_owned()));
    }
    let item = |(number, (name, item))| ListItem { kind: "ListItem", position: number + 1, name, item };
    BreadcrumbList {
        kind: "BreadcrumbList",
        id: &ids.breadcrumb,
        item_list_element: items.into_iter().enumerate().map(item).collect(),
    }
}

fn publisher<'a>(site: &'a SiteView, organisation: Option<&'a Value>, ids: &'a Ids) -> Organization<'a> {
    let text = |field: &str| organisation.map_or("", |row| text(row, field));
    let absolute = |address: &str| match address.strip_prefix('/') {
        Some(path) => format!("{}{path}", site.base_url),
        None => address.to_owned(),
    };
    let or = |own: &'a str, other: &'a str| if own.is_empty() { other } else { own };
    let links = organisation.and_then(|row| row.get("same_as")).and_then(Value::as_sequence);
    Organization {
        kind: "Organization",
        id: &ids.publisher,
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

/// The five that HTML escapes. By bytes and from a table: to look at characters was 2 % of a build.
static IS_SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < SPECIAL.len() {
        table[SPECIAL[at] as usize] = true;
        at += 1;
    }
    table
};
const SPECIAL: &[u8] = b"&<>\"'";

impl Escaped<'_> {
    /// Appends it.
    pub fn push(&self, out: &mut String) {
        self.each(|part| out.push_str(part));
    }

    fn each(&self, mut take: impl FnMut(&str)) {
        let mut rest = self.0;
        while let Some(at) = rest.bytes().position(|byte| IS_SPECIAL[byte as usize]) {
            take(&rest[..at]);
            take(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            rest = &rest[at + 1..];
        }
        take(rest);
    }
}

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut done = Ok(());
        self.each(|part| done = done.and_then(|()| f.write_str(part)));
        done
    }
}
