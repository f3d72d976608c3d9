//! What machines read of a page: title, description, previews, feeds, policies and JSON-LD (schema.org 30.0). Only facts
//! that the page shows, and never more than schema.org defines for the type.

use std::fmt::Write;

use serde_json::{Map, Value as Json, json};

use crate::document::DataKind;
use crate::document::front_matter::PageType;
use crate::site::views::{Meta, SiteView};
use crate::site::{Reader, Route};
use crate::source::SourcePath;
use crate::yaml::Value;

/// Scripts, styles, pictures and fonts from the site alone; nothing inline, no plug-in, no frame, no other base address.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
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
    if !is_found || meta.as_ref().is_some_and(|meta| meta.unlisted) {
        line(format_args!("<meta name=\"robots\" content=\"noindex\">"));
    }
    if is_found {
        line(format_args!("<link rel=\"canonical\" href=\"{}\">", Escaped(&permalink)));
        let kind = if meta.as_ref().is_some_and(|meta| meta.role == crate::site::views::PageRole::Page) {
            "article"
        } else {
            "website"
        };
        for (property, content) in [
            ("og:title", own_title),
            ("og:type", kind),
            ("og:url", &permalink),
            ("og:site_name", &site.title),
            ("og:description", description),
            ("og:locale", &site.language.replace('-', "_")),
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
        let graph = graph(inputs, &site, meta.as_deref(), own_title, &permalink);
        let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
        line(format_args!("<script type=\"application/ld+json\">{}</script>", text.replace('<', "\\u003c")));
    }
    head
}

/// The things that the page is about, with stable ids.
fn graph(inputs: &HeadInputs<'_>, site: &SiteView, meta: Option<&Meta>, title: &str, permalink: &str) -> Vec<Json> {
    let id = |fragment: &str| json!({ "@id": format!("{}#{fragment}", site.base_url) });
    let mut graph = Vec::new();
    let mut page = Map::new();
    let mut set = |key: &str, value: Json| {
        let is_empty = value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if !is_empty {
            page.insert(key.to_owned(), value);
        }
    };
    set("@id", json!(format!("{permalink}#page")));
    set("url", json!(permalink));
    set("name", json!(title));
    set("inLanguage", json!(meta.map_or(&site.language, |meta| &meta.language)));
    set("isPartOf", id("site"));
    set("publisher", id("publisher"));
    set("breadcrumb", json!({ "@id": format!("{permalink}#breadcrumb") }));
    set("isAccessibleForFree", json!(true));
    let kind = match meta {
        None => "CollectionPage",
        Some(meta) => page_type(meta),
    };
    set("@type", json!(kind));
    if let Some(meta) = meta {
        let day = |day: &Option<crate::site::views::Day>| json!(day.as_ref().map(|day| &day.iso));
        set("description", json!(meta.summary));
        set("datePublished", day(&meta.published));
        set("dateModified", day(&meta.updated));
        set("lastReviewed", day(&meta.reviewed_on));
        set("reviewedBy", json!(meta.reviewed_by.iter().filter_map(person).collect::<Vec<_>>()));
        if kind == "MedicalWebPage" {
            set("mainEntity", json!({ "@id": format!("{permalink}#article") }));
            set("medicalAudience", audience(meta));
            graph.push(article(inputs, meta, permalink, &id("publisher")));
        }
    }
    graph.insert(0, Json::Object(page));
    graph.push(breadcrumb(inputs, site, title, permalink));
    graph.push(json!({
        "@type": "WebSite", "@id": format!("{}#site", site.base_url), "url": site.base_url, "name": site.title,
        "inLanguage": site.language, "publisher": id("publisher"),
    }));
    graph.push(publisher(inputs.reader, site));
    graph
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

fn audience(meta: &Meta) -> Json {
    let types = meta.audience.iter().filter_map(|term| match term.slug.as_str() {
        "self" => Some(json!({ "@type": "Patient" })),
        "clinician" => Some(json!({ "@type": "MedicalAudience", "audienceType": "Clinician" })),
        "partner" | "carer" => Some(json!({ "@type": "MedicalAudience", "audienceType": "Caregiver" })),
        _ => None,
    });
    let mut types: Vec<Json> = types.collect();
    types.dedup();
    json!(types)
}

fn article(inputs: &HeadInputs<'_>, meta: &Meta, permalink: &str, publisher: &Json) -> Json {
    let words = inputs.page.and_then(|page| inputs.reader.body(page)).map_or(0, |body| body.words);
    let sources = inputs.page.and_then(|page| inputs.reader.sources(page));
    let citations: Vec<Json> =
        sources.iter().flat_map(|known| known.value.iter()).map(|source| citation(&source.row)).collect();
    let mut article = json!({
        "@type": "Article", "@id": format!("{permalink}#article"), "headline": meta.title, "publisher": publisher,
        "mainEntityOfPage": format!("{permalink}#page"), "wordCount": words,
        "timeRequired": format!("PT{}M", words.div_ceil(200).max(1)),
    });
    let people: Vec<Json> = meta.authors.iter().filter_map(person).collect();
    for (key, value) in [("author", people), ("citation", citations)] {
        if !value.is_empty() {
            article[key] = Json::Array(value);
        }
    }
    for (key, day) in [("datePublished", &meta.published), ("dateModified", &meta.updated)] {
        if let Some(day) = day {
            article[key] = json!(day.iso);
        }
    }
    article
}

fn citation(row: &Value) -> Json {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut work = json!({ "@type": "ScholarlyArticle", "name": text("citation") });
    if !text("doi").is_empty() {
        work["identifier"] = json!({ "@type": "PropertyValue", "propertyID": "DOI", "value": text("doi") });
        work["url"] = json!(format!("https://doi.org/{}", text("doi")));
    } else if !text("url").is_empty() {
        work["url"] = json!(text("url"));
    }
    work
}

/// A person as the page shows them; a sample person is nobody, so machines are not told of them.
fn person(row: &Value) -> Option<Json> {
    if row.get("sample").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    let mut person = json!({ "@type": "Person", "name": text("name") });
    for (key, field) in [("jobTitle", "role"), ("honorificSuffix", "credentials"), ("url", "url")] {
        if !text(field).is_empty() {
            person[key] = json!(text(field));
        }
    }
    if let Some(register) = row.get("register").filter(|register| !register.is_null()) {
        let part = |field: &str| register.get(field).and_then(Value::as_str).unwrap_or_default();
        if !part("number").is_empty() {
            person["identifier"] =
                json!({ "@type": "PropertyValue", "propertyID": part("name"), "value": part("number") });
        }
    }
    Some(person)
}

fn breadcrumb(inputs: &HeadInputs<'_>, site: &SiteView, title: &str, permalink: &str) -> Json {
    let crumbs = inputs.reader.breadcrumb(inputs.folder);
    let mut items: Vec<(String, String)> = crumbs
        .iter()
        .flat_map(|known| known.value.iter())
        .map(|crumb| {
            let path = crate::site::encoded(crumb.url.as_str());
            (crumb.title.clone(), format!("{}{}", site.base_url, path.trim_start_matches('/')))
        })
        .collect();
    if items.last().is_none_or(|(_, url)| url != permalink) {
        items.push((title.to_owned(), permalink.to_owned()));
    }
    let elements: Vec<Json> = items
        .into_iter()
        .enumerate()
        .map(|(number, (name, url))| json!({ "@type": "ListItem", "position": number + 1, "name": name, "item": url }))
        .collect();
    json!({ "@type": "BreadcrumbList", "@id": format!("{permalink}#breadcrumb"), "itemListElement": elements })
}

fn publisher(reader: &Reader<'_>, site: &SiteView) -> Json {
    let rows = reader.data(DataKind::Organisation, "");
    let row = rows.as_ref().and_then(|rows| rows.value.first());
    let text = |field: &str| row.and_then(|row| row.get(field)).and_then(Value::as_str).unwrap_or_default();
    let absolute = |address: &str| match address.strip_prefix('/') {
        Some(path) => format!("{}{path}", site.base_url),
        None => address.to_owned(),
    };
    let name = if text("name").is_empty() { &site.title } else { text("name") };
    let own = if text("url").is_empty() { site.base_url.clone() } else { text("url").to_owned() };
    let mut publisher = json!({
        "@type": "Organization", "@id": format!("{}#publisher", site.base_url), "name": name, "url": own,
    });
    for (key, field) in
        [("email", "email"), ("telephone", "phone"), ("address", "address"), ("description", "description")]
    {
        if !text(field).is_empty() {
            publisher[key] = json!(text(field));
        }
    }
    for (key, field) in [("publishingPrinciples", "editorial_policy"), ("logo", "logo")] {
        if !text(field).is_empty() {
            publisher[key] = json!(absolute(text(field)));
        }
    }
    if let Some(links) =
        row.and_then(|row| row.get("same_as")).and_then(Value::as_sequence).filter(|list| !list.is_empty())
    {
        publisher["sameAs"] = json!(links.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    }
    publisher
}

/// Text as HTML text or as a double-quoted attribute.
pub struct Escaped<'a>(pub &'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
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
