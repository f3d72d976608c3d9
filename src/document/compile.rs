//! One file to one `Document`: front matter, Markdown and data put together. Pure, and called for many files at once.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::data::{self, DataFile};
use super::front_matter::{self, FrontMatter};
use super::place::{self, Place, Role};
use super::{Body, MarkdownOptions, MarkdownText, Needs, Piece, Spans, markdown};
use crate::diagnostic::{At, Diagnostic, Key, Severity, Spot};
use crate::source::{Content, Fault, Source, SourcePath, Span, UrlPath, fingerprint};
use crate::yaml::{self, Shape};

crate::codes! {
    /// # A file that could not be read
    ///
    /// The file is part of the site, but haven got no text from it: the operating system refused, it is a link that
    /// leads out of the site's folder or back to itself, or it is too large for a text. The rest of the site is built
    /// without it.
    UNREADABLE_FILE: Error = "unreadable-file";

    /// # A text that is not UTF-8
    ///
    /// haven reads texts as UTF-8, the encoding that every current editor writes. The text is used up to the first bytes
    /// that are something else.
    ///
    /// Open the file in your editor and save it with the encoding "UTF-8".
    NOT_UTF8: Error = "not-utf8";

    /// # The front matter has no end
    ///
    /// A page starts with its front matter, between two lines of three hyphens:
    ///
    /// ```text
    /// ---
    /// title: The seven steps of CBT
    /// ---
    /// ```
    ///
    /// The second line is missing, so haven cannot tell where the text begins.
    UNCLOSED_FRONT_MATTER: Error = "unclosed-front-matter";

    /// # A former address that cannot be one
    ///
    /// An alias is an address of this site at which the page used to be, such as `/old/page/`. It starts with `/` and
    /// stays inside the site: no `..`, no other site, no `?` and no `#`.
    BAD_ALIAS: Error = "bad-alias";

    /// # A page that is none
    ///
    /// Pages are files whose names end in `.md` (or `.markdown`), in small letters. Other files are copied to the site as they
    /// are, so readers would find the text of this one with all its marks.
    ODD_ENDING: Warning = "odd-ending";

    /// # What changed, but not when
    ///
    /// `update_note` says what changed on the day that `updated` names, and this page names none. A reader who comes back
    /// could not tell whether they have seen the change.
    ///
    /// ```yaml
    /// updated: 2026-11-24
    /// update_note: The part on harms is new.
    /// ```
    UNDATED_NOTE: Warning = "undated-note";
}

/// A file, read.
#[derive(Clone, Debug)]
pub enum Document {
    /// A page.
    Page(Box<Page>),
    /// Rows of data.
    Data(DataFile),
    /// A file to carry along, under this address.
    File(UrlPath),
    /// Nothing that the site uses.
    Nothing,
}

/// A document with what was wrong, and the fingerprints by which later stages see a change once they have been taken.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The document.
    pub document: Document,
    /// What was wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Over everything that other pages may see: place, front matter, needs, anchors, rows. 0 until it is taken.
    pub interface: u128,
    /// Over the text itself. 0 until it is taken.
    pub body: u128,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it stands.
    pub place: Place,
    /// What it says of itself. The title is never empty.
    pub front: FrontMatter,
    /// Former addresses that are addresses.
    pub aliases: Vec<UrlPath>,
    /// What it needs from elsewhere.
    pub needs: Needs,
    /// Every fragment that a link to the page may have: ids of headings, footnotes and other elements.
    pub anchors: Vec<String>,
    /// Its text.
    pub body: Body,
    /// Where things stand in the file. Not hashed.
    pub spans: Spans,
}

/// Compiles one file below `content/`.
pub fn compile(path: &SourcePath, source: &Source, options: &MarkdownOptions) -> Compiled {
    let role = place::role(path).unwrap_or(Role::Private);
    let mut diagnostics = Vec::new();
    if let Content::Fault(fault) = &source.content
        && role != Role::Private
    {
        diagnostics.push(fault_diagnostic(path, fault));
        return Compiled { document: Document::Nothing, diagnostics, interface: 0, body: 0 };
    }
    let document = match role {
        Role::Private => Document::Nothing,
        Role::File => {
            diagnostics.extend(odd_ending(path));
            place::file_url(path).map_or(Document::Nothing, Document::File)
        }
        Role::Data => {
            // A table in a form that haven does not read may be anything; its bytes are nothing to complain about.
            let is_known = data::DataKind::of(path).is_some();
            let text = if is_known { checked_text(path, source, &mut diagnostics) } else { "" };
            let (file, found) = data::parse(path, text);
            diagnostics.extend(found);
            file.map_or(Document::Nothing, Document::Data)
        }
        Role::Page => {
            let text = checked_text(path, source, &mut diagnostics);
            Document::Page(Box::new(page(path, text, options, &mut diagnostics)))
        }
    };
    Compiled { document, diagnostics, interface: 0, body: 0 }
}

impl Compiled {
    /// Takes its fingerprints. A build that looks once compares nothing and does without.
    pub fn take_fingerprints(&mut self) {
        (self.interface, self.body) = match &self.document {
            Document::Page(page) => {
                let interface = (&page.place, &page.front, &page.aliases, &page.needs, &page.anchors);
                (fingerprint::of(&interface), fingerprint::of(&page.body))
            }
            Document::Data(file) => (fingerprint::of(file), 0),
            Document::File(url) => (fingerprint::of(url), 0),
            Document::Nothing => (0, 0),
        };
    }
}

/// What is wrong with a file that could not be read. `path` may be of any file of the site.
pub fn fault_diagnostic(path: &SourcePath, fault: &Fault) -> Diagnostic {
    let (message, help) = match fault {
        Fault::Unreadable(reason) => {
            (format!("this file could not be read: {reason}"), "Check that you may read it, and that it is whole.")
        }
        Fault::LinkLeavesSite => (
            "this is a link to a file outside the site's folder".to_owned(),
            "Copy the file into the site, so that the site can be built on another machine.",
        ),
        Fault::LinkLoop => ("this link leads back to itself".to_owned(), "Remove the link."),
        Fault::TooLarge(bytes) => (
            format!("this file has {} MB, too much for a text", bytes / 1_000_000),
            "Split it into several pages; large pictures and sounds belong into files of their own.",
        ),
        Fault::NameNotUtf8 => {
            ("this file's name has letters that cannot be read".to_owned(), "Rename it, with letters, digits and `-`.")
        }
    };
    Diagnostic::new(&UNREADABLE_FILE, At::file(path), message).help(help)
}

/// A file that looks like a page and is copied as it is.
fn odd_ending(path: &SourcePath) -> Option<Diagnostic> {
    let ending = path.extension();
    let is_page = ["md", "markdown", "mdx", "mdown", "mkd"].iter().any(|page| ending.eq_ignore_ascii_case(page));
    let message = format!("this file is copied as it is, because its name ends in `.{ending}`");
    let help = format!("Call it `{}.md` to make it a page.", path.stem());
    is_page.then(|| Diagnostic::new(&ODD_ENDING, At::file(path), message).help(help))
}

/// Reports text that is not UTF-8, for files of any stage.
pub fn check_encoding(path: &SourcePath, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    checked_text(path, source, diagnostics);
}

/// A file's text. Reports what is not UTF-8.
fn checked_text<'a>(path: &SourcePath, source: &'a Source, diagnostics: &mut Vec<Diagnostic>) -> &'a str {
    let text = source.text();
    let read = text.len();
    if read < source.bytes().len() {
        let at = At::new(path, Spot::Bytes(Span::new(read..read)));
        diagnostics.push(
            Diagnostic::new(&NOT_UTF8, at, "from here on this file is not UTF-8 text")
                .help("Save it with the encoding \"UTF-8\". Until then the text ends here."),
        );
    }
    text
}

fn page(path: &SourcePath, text: &str, options: &MarkdownOptions, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let head = yaml::front_matter_range(text);
    let (yaml_text, offset) = head.as_ref().map_or(("", 0), |head| (&text[head.yaml.clone()], head.yaml.start));
    if let Some(head) = &head
        && !head.closed
    {
        let at = At::new(path, Spot::Bytes(Span::new(head.opening.clone())));
        diagnostics.push(
            Diagnostic::new(&UNCLOSED_FRONT_MATTER, at, "the front matter that begins here has no end")
                .help("Write a line `---` after the last key."),
        );
    }
    let (value, found) = yaml::read(path, yaml_text, offset, Shape::Record(&front_matter::SHAPE));
    diagnostics.extend(found);
    let mut front: FrontMatter = yaml::decode(value);
    let place = Place::of(path, &front);
    let is_blank = yaml_text.contains("title") && front.title.trim().is_empty();
    if is_blank && !diagnostics.iter().any(|said| *said.code == yaml::MISSING_KEY || said.severity == Severity::Error) {
        let at = At::new(path, Spot::Value(vec![Key::Name("title".into())]));
        let help =
            "Write what the page is called. It is its main heading, and its name in lists and in search engines.";
        diagnostics.push(Diagnostic::new(&yaml::MISSING_KEY, at, "`title` is empty").help(help));
    }
    if front.title.trim().is_empty() {
        let name = if place.is_index { place.folder.rsplit('/').next().unwrap_or_default() } else { path.stem() };
        front.title = place::title_from_name(name);
    }
    if front.title.is_empty() {
        front.title = "Home".to_owned();
    }
    if !front.update_note.is_empty() && front.updated.is_none() {
        let at = At::new(path, Spot::Key(vec![Key::Name("update_note".into())]));
        let help = "Add the day of the change: `updated: 2026-11-24`.";
        diagnostics.push(Diagnostic::new(&UNDATED_NOTE, at, "this says what changed, but not when").help(help));
    }
    let aliases = aliases(path, &front, diagnostics);
    let start = head.map_or(text.len() - text.trim_start_matches('\u{feff}').len(), |head| head.body);
    let body_text = MarkdownText { file: path, text: &text[start..], offset: start };
    let markdown = markdown::parse(&body_text, options);
    diagnostics.extend(markdown.diagnostics);
    let mut anchors: Vec<String> = markdown.body.outline.iter().map(|heading| heading.anchor.clone()).collect();
    let mut seen: FxHashSet<String> = anchors.iter().cloned().collect();
    other_anchors(&markdown.body.pieces, &mut seen, &mut anchors);
    Page { place, front, aliases, needs: markdown.needs, anchors, body: markdown.body, spans: markdown.spans }
}

/// What an id stands behind. Made once: to make it for each piece took longer than to search.
static ID: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b" id=\""));

/// Ids of elements that are not headings: footnotes, raw HTML, components.
fn other_anchors(pieces: &[Piece], seen: &mut FxHashSet<String>, anchors: &mut Vec<String>) {
    for piece in pieces {
        match piece {
            Piece::Html(html) => {
                for at in ID.find_iter(html.as_bytes()) {
                    let id = html[at + ID.needle().len()..].split('"').next().unwrap_or_default();
                    if !seen.contains(id) {
                        seen.insert(id.to_owned());
                        anchors.push(id.to_owned());
                    }
                }
            }
            Piece::Link(_) => {}
            Piece::Call(call) => {
                let ids = call.arguments.iter().filter(|(name, _)| name == "id").map(|(_, id)| id.clone());
                anchors.extend(ids);
                other_anchors(&call.body, seen, anchors);
            }
        }
    }
}

fn aliases(path: &SourcePath, front: &FrontMatter, diagnostics: &mut Vec<Diagnostic>) -> Vec<UrlPath> {
    let mut aliases = Vec::new();
    for (item, alias) in front.aliases.iter().enumerate() {
        let address = alias.starts_with('/').then(|| UrlPath::new(alias)).flatten();
        match address {
            Some(url) if !alias.starts_with("//") => aliases.push(url),
            _ => {
                let at = At::new(path, Spot::Value(vec![Key::Name("aliases".into()), Key::Item(item as u32)]));
                diagnostics.push(
                    Diagnostic::new(&BAD_ALIAS, at, format!("`{alias}` is not an address of this site"))
                        .help("Write the former address from the first slash on, as in `/old/page/`."),
                );
            }
        }
    }
    aliases
}
