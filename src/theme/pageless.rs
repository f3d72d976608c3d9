//! The variable `page` where no file stands behind the output: a bare section, the pages of a topic, a booklet, the 404
//! page. It has every field of a page's own, most of them empty.

use serde::Serialize;
use tera::Value;

use super::scope::Scope;
use crate::site::Route;

impl Scope<'_> {
    pub(super) fn pageless(&self) -> Value {
        let text = |value: &Value, name: &str| {
            value.get_from_path(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (kind, from) = match self.route {
            Route::Section(folder, _) if folder.is_empty() => ("home", self.known(self.reader.section(""))),
            Route::Section(folder, _) => ("section", self.known(self.reader.section(folder))),
            Route::Taxonomy(_) => ("taxonomy", self.taxonomy()),
            Route::Term(..) => ("term", self.term()),
            Route::Booklet(name) => ("booklet", self.known(self.reader.reading_path(name))),
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
        let url = text(&from, if kind == "booklet" { "booklet" } else { "url" });
        let plain = BarePage {
            title,
            summary: text(&from, "summary"),
            kind,
            page_type: "list",
            permalink: format!("{}{}", text(&site, "base_url"), url.trim_start_matches('/')),
            url,
            language: text(&site, "language"),
            status: "published",
            ..BarePage::default()
        };
        Value::from_serializable(&plain)
    }
}

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
    folder: String,
    synonyms: [(); 0],
    language: String,
    audience: [(); 0],
    topics: [(); 0],
    authors: [(); 0],
    reviewed_by: [(); 0],
    published: Option<()>,
    updated: Option<()>,
    update_note: String,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::page_fields::FIELDS;

    #[test]
    fn it_has_every_field_of_a_page() {
        let bare = Value::from_serializable(&BarePage::default());
        let missing: Vec<_> = FIELDS.iter().filter(|field| bare.get_from_path(field.name).is_none()).collect();
        assert!(missing.is_empty(), "{:?}", missing.iter().map(|field| field.name).collect::<Vec<_>>());
    }
}
