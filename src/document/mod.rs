//! Stage 1: one file becomes one `Document`, an object file. It holds what the file defines (its place, its card, its
//! anchors), what it needs (links, sources, terms, components) and its body as HTML with holes. A document depends on
//! one file and nothing else.

pub mod compile;
pub mod data;
pub mod front_matter;
pub mod html;
pub mod markdown;
pub mod place;
pub mod reading;
pub mod slug;

use crate::diagnostic::Diagnostic;
use crate::source::{SourcePath, Span};
pub use compile::{Compiled, Document, Page, compile};
pub use data::{DataFile, DataKind, Row};
pub use front_matter::FrontMatter;
pub use place::Place;

/// What Markdown becomes: `markdown::parse` makes it.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    /// The text as HTML with holes.
    pub body: Body,
    /// What it needs from elsewhere.
    pub needs: Needs,
    /// Where links, calls and headings stand in the file. Never hashed: moving text is not changing it.
    pub spans: Spans,
    /// What was wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// A page's text: HTML with holes for what only the whole site knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Body {
    /// HTML and holes, in order.
    pub pieces: Vec<Piece>,
    /// The headings, in order, also those inside components.
    pub outline: Vec<Heading>,
    /// Words of visible text.
    pub words: u32,
}

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// HTML that is final.
    Html(String),
    /// The address that `Needs::links[n]` resolves to, inside an attribute.
    Link(u32),
    /// A call of a theme component.
    Call(Box<Call>),
}

/// A directive: a call of one of the theme's components.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The component, as the author wrote it: `care-card`.
    pub name: String,
    /// Which call of the file this is, from 0; indexes `Spans::calls`.
    pub index: u32,
    /// How it was written.
    pub kind: CallKind,
    /// The text in square brackets of a container, without its markup.
    pub title: Option<String>,
    /// `key=value` pairs in the order written; `.class` becomes `class`, `#id` becomes `id`, a bare key has the value
    /// `true`.
    pub arguments: Vec<(String, String)>,
    /// What the component encloses.
    pub body: Vec<Piece>,
}

/// How a directive was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// `:::name` … `:::`
    Container,
    /// `::name[…]{…}` on a line of its own.
    Leaf,
    /// `:name[…]{…}` inside text.
    Inline,
}

/// A heading of the page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its fragment, unique in the page.
    pub anchor: String,
    /// Its text without markup, not escaped.
    pub title: String,
}

/// What a document needs from the rest of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Needs {
    /// Destinations of links and images as written: `../cbt/evidence.md#harms`, `cycle.svg`, `/about/`, `#here`.
    /// Destinations with a scheme (`https:`, `mailto:`, `tel:`) and protocol-relative ones are final and not listed.
    pub links: Vec<Link>,
    /// Keys of sources that the text cites (`:cite[a, b]`), in order, each once.
    pub cites: Vec<Reference>,
    /// Glossary terms that the text uses (`:term[…]{id=…}`), in order, each once.
    pub terms: Vec<Reference>,
    /// Addresses on other sites, and numbers (`tel:`, `sms:`), that the text links to, in order, each once.
    pub external: Vec<String>,
}

/// A link or image to something of this site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The destination as written.
    pub destination: String,
    /// Whether it is an image's source.
    pub is_image: bool,
}

/// A name that must be defined in a data file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The name.
    pub key: String,
    /// The call that uses it, an index of `Spans::calls`.
    pub call: u32,
}

/// Where things stand in the file, in bytes of the whole file.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    /// The n-th entry of `Needs::links`.
    pub links: Vec<Span>,
    /// The n-th call.
    pub calls: Vec<Span>,
    /// The n-th heading of `Body::outline`.
    pub headings: Vec<Span>,
}

/// How the site wants Markdown to be read; part of the input of stage 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MarkdownOptions {
    /// Keep raw HTML as it is instead of sanitising it.
    pub trust_html: bool,
    /// Turn straight quotes, `--` and `...` into their typographic forms.
    pub smart_punctuation: bool,
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        MarkdownOptions { trust_html: false, smart_punctuation: true }
    }
}

/// A Markdown file before its body is read: what a caller of `markdown::parse` hands over.
pub struct MarkdownText<'a> {
    /// The file, for diagnostics.
    pub file: &'a SourcePath,
    /// The body: what follows the front matter.
    pub text: &'a str,
    /// Where the body begins in the file, in bytes.
    pub offset: usize,
}
