//! schema.org 30.0 as far as haven writes it: the graph of a page as JSON-LD. Typed structs written straight into the page:
//! as trees of JSON values the same text took 7 % of a build.

use jiff::civil::Date;
use serde::Serialize;

/// The things that a page is about.
#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(rename = "@context")]
    pub context: &'static str,
    #[serde(rename = "@graph")]
    pub graph: Vec<Thing<'a>>,
}

/// One of them.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Thing<'a> {
    Page(Box<WebPage<'a>>),
    Article(Box<Article<'a>>),
    Breadcrumb(BreadcrumbList),
    Site(WebSite<'a>),
    Publisher(Organization<'a>),
}

/// `{"@id": …}`.
#[derive(Clone, Serialize)]
pub struct Id {
    #[serde(rename = "@id")]
    pub id: String,
}

/// A `WebPage` or one of its kinds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebPage<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub url: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub name: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    pub description: &'a str,
    pub in_language: &'a str,
    pub is_part_of: Id,
    pub publisher: Id,
    pub breadcrumb: Id,
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
    pub main_entity: Option<Id>,
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
    pub id: String,
    pub headline: &'a str,
    pub main_entity_of_page: Id,
    pub publisher: Id,
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
pub struct BreadcrumbList {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub item_list_element: Vec<ListItem>,
}

/// A `ListItem`.
#[derive(Serialize)]
pub struct ListItem {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    pub position: usize,
    pub name: String,
    pub item: String,
}

/// A `WebSite`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebSite<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
    pub url: &'a str,
    pub name: &'a str,
    pub in_language: &'a str,
    pub publisher: Id,
}

/// An `Organization`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization<'a> {
    #[serde(rename = "@type")]
    pub kind: &'static str,
    #[serde(rename = "@id")]
    pub id: String,
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
