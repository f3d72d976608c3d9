//! The head of a Markdown file: typed, strict, and all that the site knows of a page beside its text.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::yaml::Value;
use crate::yaml::shape::{Record, Shape, optional, required};

/// What a page says of itself. Every field that may be missing has a neutral value, so that a page with a broken head is
/// still a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is documented once, in SHAPE, where the manual and the editor read it")]
pub struct FrontMatter {
    pub title: String,
    pub summary: String,
    #[serde(rename = "type")]
    pub kind: PageType,
    pub audience: Vec<String>,
    pub path: Option<PathStep>,
    pub topics: Vec<String>,
    pub search: Search,
    pub authors: Vec<String>,
    pub reviewed_by: Vec<String>,
    pub published: Option<Date>,
    pub updated: Option<Date>,
    pub update_note: String,
    pub reviewed_on: Option<Date>,
    pub review_due: Option<Date>,
    pub evidence: Option<Evidence>,
    pub sources: Vec<String>,
    pub safety: Safety,
    pub interests: String,
    pub status: Status,
    pub publish_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub unlisted: bool,
    pub aliases: Vec<String>,
    pub image: Option<Image>,
    pub allow: Vec<Waiver>,
    pub layout: Option<String>,
    pub weight: Option<i64>,
    pub slug: Option<String>,
    pub sort: Sort,
    pub paginate: Option<u32>,
    pub extra: Extra,
}

/// What kind of page it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words of the content model")]
pub enum PageType {
    #[default]
    Article,
    Guide,
    Faq,
    Worksheet,
    Exercise,
    Directory,
    Glossary,
    List,
    Urgent,
    Policy,
}

impl PageType {
    /// The word that the front matter uses.
    pub fn as_str(self) -> &'static str {
        TYPES[self as usize]
    }
}

/// How far along a page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words of the content model")]
pub enum Status {
    Draft,
    InReview,
    #[default]
    Published,
    Archived,
}

/// How a section orders its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// By `weight`, then by place on a reading path, then by file name.
    #[default]
    Weight,
    /// By place on a reading path, then by file name.
    Path,
    /// Newest first, by `updated` or `published`.
    Date,
    /// By title.
    Title,
}

/// A place on a reading path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct PathStep {
    /// The path.
    pub name: String,
    /// The place on it.
    pub order: i64,
}

/// Words for the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Search {
    /// What readers type who want this page.
    pub synonyms: Vec<String>,
}

/// How sure the evidence is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(default)]
pub struct Evidence {
    /// strong, mixed, limited or expert.
    pub level: String,
    /// One sentence.
    pub note: String,
}

/// What a page touches that may put a reader at risk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(default)]
pub struct Safety {
    /// abuse, self-harm, suicide …
    pub topics: Vec<String>,
    /// Whether the page has a quick exit.
    pub quick_exit: bool,
}

/// A picture for previews and cards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Image {
    /// A file beside the page.
    pub src: String,
    /// What it shows, or empty when it only decorates.
    pub alt: String,
}

/// A rule that this page may break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// Until when.
    pub until: Option<Date>,
}

/// The author's own keys. Held as YAML text's value; equal when its values are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct Extra(pub Option<Value>);

static TYPES: [&str; 10] =
    ["article", "guide", "faq", "worksheet", "exercise", "directory", "glossary", "list", "urgent", "policy"];
static AUDIENCES: &[&str] = &["self", "partner", "carer", "clinician", "all"];
static TEXT: Shape = Shape::Text;
static AUDIENCE: Shape = Shape::OneOf(AUDIENCES);
static WAIVER: Shape = Shape::Record(&Record {
    name: "waiver",
    fields: &[
        required("rule", Shape::Text, "The code of the rule."),
        required("reason", Shape::Text, "Why the rule does not hold here."),
        required("by", Shape::Text, "Who decided."),
        optional("until", Shape::Date, "The last day on which the waiver counts."),
    ],
});

/// The keys of a page's front matter.
pub static SHAPE: Record = Record {
    name: "front matter",
    fields: &[
        required("title", Shape::Text, "The page's title, shown as its only main heading."),
        optional(
            "summary",
            Shape::Text,
            "One or two plain sentences, at most 160 characters, for lists and search engines.",
        ),
        optional("type", Shape::OneOf(&TYPES), "What kind of page this is. Default: article."),
        optional("audience", Shape::List(&AUDIENCE), "Whom the page is for."),
        optional(
            "path",
            Shape::Record(&Record {
                name: "reading path step",
                fields: &[
                    required("name", Shape::Text, "The reading path, such as start-here."),
                    required("order", Shape::Integer, "The page's place on the path, from 1."),
                ],
            }),
            "The page's place on a reading path.",
        ),
        optional("topics", Shape::List(&TEXT), "What the page is about; each topic has a list page."),
        optional(
            "search",
            Shape::Record(&Record {
                name: "search words",
                fields: &[optional(
                    "synonyms",
                    Shape::List(&TEXT),
                    "Words and phrases that readers type who want this page.",
                )],
            }),
            "Words for the search.",
        ),
        optional("authors", Shape::List(&TEXT), "Who wrote the page: ids of people.yaml."),
        optional("reviewed_by", Shape::List(&TEXT), "Who reviewed the page: ids of people.yaml."),
        optional("published", Shape::Date, "The day the page first appeared."),
        optional("updated", Shape::Date, "The day of the last change that a reader would notice."),
        optional(
            "update_note",
            Shape::Text,
            "What changed on that day, in a sentence for readers who come back. Shown with the day, and in feeds.",
        ),
        optional("reviewed_on", Shape::Date, "The day of the last review of the whole page."),
        optional("review_due", Shape::Date, "The day by which the page must be reviewed again."),
        optional(
            "evidence",
            Shape::Record(&Record {
                name: "evidence",
                fields: &[
                    required(
                        "level",
                        Shape::OneOf(&["strong", "mixed", "limited", "expert"]),
                        "How sure the evidence is.",
                    ),
                    optional("note", Shape::Text, "One sentence that says what the evidence is."),
                ],
            }),
            "How sure the evidence for the page is.",
        ),
        optional(
            "sources",
            Shape::List(&TEXT),
            "What the page rests on: keys of sources.yaml, in the order of their numbers.",
        ),
        optional(
            "safety",
            Shape::Record(&Record {
                name: "safety",
                fields: &[
                    optional(
                        "topics",
                        Shape::List(&TEXT),
                        "What may distress or endanger a reader: abuse, self-harm, suicide.",
                    ),
                    optional("quick_exit", Shape::Bool, "Whether the page has a button to leave it at once."),
                ],
            }),
            "What the page touches that may put a reader at risk.",
        ),
        optional("interests", Shape::Text, "Conflicts of interest of the page's authors."),
        optional(
            "status",
            Shape::OneOf(&["draft", "in-review", "published", "archived"]),
            "How far along the page is. Only published pages are built. Default: published.",
        ),
        optional("publish_on", Shape::Date, "The first day on which the page is built."),
        optional("expires_on", Shape::Date, "The first day on which the page is no longer built."),
        optional(
            "unlisted",
            Shape::Bool,
            "Build the page, but keep it out of lists, feeds, the sitemap and search engines.",
        ),
        optional("aliases", Shape::List(&TEXT), "Former addresses of the page, which lead to it."),
        optional(
            "image",
            Shape::Record(&Record {
                name: "image",
                fields: &[
                    required("src", Shape::Text, "A picture beside the page."),
                    required("alt", Shape::Text, "What the picture shows; empty when it only decorates."),
                ],
            }),
            "A picture for previews of links to the page.",
        ),
        optional("allow", Shape::List(&WAIVER), "Rules that this page may break, each with its reason."),
        optional("layout", Shape::Text, "The template to use instead of the one for the page's type."),
        optional("weight", Shape::Integer, "The page's place in its section; smaller comes first."),
        optional("slug", Shape::Text, "The last part of the page's address, instead of the file's name."),
        optional(
            "sort",
            Shape::OneOf(&["weight", "path", "date", "title"]),
            "On a section's page: the order of its pages.",
        ),
        optional("paginate", Shape::Integer, "On a section's page: how many pages one list page shows."),
        optional("extra", Shape::Any, "Keys of your own, for your templates."),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    #[test]
    fn the_type_and_the_table_have_the_same_fields() {
        let full = "title: t\nsummary: s\ntype: faq\naudience: [self]\npath: {name: p, order: 2}\ntopics: [a]\n\
            search: {synonyms: [x]}\nauthors: [a]\nreviewed_by: [b]\npublished: 2026-01-01\nupdated: 2026-01-02\n\
            update_note: u\nreviewed_on: 2026-01-03\nreview_due: 2027-01-01\nevidence: {level: mixed, note: n}\nsources: [k]\n\
            safety: {topics: [abuse], quick_exit: true}\ninterests: none\nstatus: in-review\npublish_on: 2026-01-01\n\
            expires_on: 2028-01-01\nunlisted: true\naliases: [/x/]\nimage: {src: a.png, alt: b}\n\
            allow: [{rule: r, reason: w, by: me, until: 2026-12-01}]\nlayout: l\nweight: 3\nslug: s\nsort: title\n\
            paginate: 5\nextra: {mine: 1}\n";
        for field in SHAPE.fields {
            assert!(full.contains(&format!("{}:", field.name)), "the test lacks {}", field.name);
        }
        let (value, diagnostics) = crate::yaml::read(&SourcePath::new("a.md").unwrap(), full, 0, Shape::Record(&SHAPE));
        assert_eq!(diagnostics, []);
        let front: FrontMatter = serde_yaml::from_value(value).unwrap();
        assert_eq!(front.kind.as_str(), "faq");
        assert_eq!((front.sort, front.status, front.paginate), (Sort::Title, Status::InReview, Some(5)));
        assert_eq!(front.allow[0].until.unwrap().to_string(), "2026-12-01");
        assert!(front.extra.0.is_some());
    }
}
