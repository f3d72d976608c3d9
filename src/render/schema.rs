//! schema.org 30.0 as far as haven writes it: the graph of a page as JSON-LD. Typed structs written straight into the page:
//! as trees of JSON values the same text took 7 % of a build.

use jiff::civil::Date;
use serde::Serialize;

/// Things of a graph, as JSON with commas between them.
#[derive(Default)]
pub struct Things(Vec<u8>);

impl Things {
    /// Adds a thing.
    pub fn add(&mut self, thing: &impl Serialize) {
        self.separate();
        serde_json::to_writer(&mut self.0, thing).expect("texts and numbers can be written");
    }

    /// Adds those of another.
    pub fn add_all(&mut self, others: &Things) {
        self.separate();
        self.0.extend_from_slice(&others.0);
    }

    fn separate(&mut self) {
        if self.0.is_empty() {
            self.0.reserve(2048);
        } else {
            self.0.push(b',');
        }
    }

    /// Writes the document with these things as text that may stand in a script element.
    pub fn write(self, out: &mut String) {
        let things = String::from_utf8(self.0).expect("JSON is text");
        out.push_str("{\"@context\":\"https://schema.org\",\"@graph\":[");
        let mut rest = things.as_str();
        while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
            out.push_str(&rest[..at]);
            out.push_str("\\u003c");
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
        out.push_str("]}");
    }
}

/// `{"@id": …}`.
#[derive(Clone, Copy, Serialize)]
pub struct Id<'a> {
    #[serde(rename = "@id")]
    pub id: &'a str,
}

/// A `WebPage` or one of its kinds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebPage<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub url: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub name: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub description: &'a str,
    pub in_language: &'a str,
    pub is_part_of: Id<'a>,
    pub publisher: Id<'a>,
    pub breadcrumb: Id<'a>,
    pub is_accessible_for_free: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_reviewed: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviewed_by: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_entity: Option<Id<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub medical_audience: Vec<Audience>,
}

/// An `Article`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Article<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub headline: &'a str,
    pub main_entity_of_page: Id<'a>,
    pub publisher: Id<'a>,
    pub word_count: u32,
    pub time_required: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<Date>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub citation: Vec<ScholarlyArticle<'a>>,
}

/// A `MedicalAudience` or `Patient`.
#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audience {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience_type: Option<&'static str>,
}

/// A `ScholarlyArticle`.
#[derive(Serialize)]
pub struct ScholarlyArticle<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<PropertyValue<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
}

/// A `PropertyValue`.
#[derive(Serialize)]
pub struct PropertyValue<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "propertyID")]
    pub property: &'a str,
    pub value: &'a str,
}

impl<'a> PropertyValue<'a> {
    /// The identifier `value` in the register `property`.
    pub fn new(property: &'a str, value: &'a str) -> Self {
        PropertyValue { kind: "PropertyValue", property, value }
    }
}

/// A `Person`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub job_title: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub honorific_suffix: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<PropertyValue<'a>>,
}

/// A `BreadcrumbList`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BreadcrumbList<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub item_list_element: Vec<ListItem<'a>>,
}

/// A `ListItem`.
#[derive(Serialize)]
pub struct ListItem<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub position: usize,
    pub name: &'a str,
    pub item: String,
}

/// A `WebSite`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebSite<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub url: &'a str,
    pub name: &'a str,
    pub in_language: &'a str,
    pub publisher: Id<'a>,
}

/// An `Organization`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: &'a str,
    pub name: &'a str,
    pub url: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub email: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub telephone: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub address: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub description: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub publishing_principles: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub logo: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<&'a str>,
}

fn is_empty(text: &&str) -> bool {
    text.is_empty()
}
