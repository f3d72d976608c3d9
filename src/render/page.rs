//! Pages and lists: the text with its holes filled, inside its layout.

use std::cell::RefCell;
use std::sync::Arc;

use super::Inputs;
use super::booklet::chapters;
use super::metadata::{Escaped, HeadInputs, head};
use super::terms::{FirstUses, Terms};
use super::urls::{self, Style};
use crate::check::wording::Lookout;
use crate::config;
use crate::diagnostic::{At, Diagnostic, Key, Spot, did_you_mean};
use crate::document::front_matter::PageType;
use crate::document::markdown::{MORE, MOST_DIAGNOSTICS};
use crate::document::{Body, Call, DataKind, Piece};
use crate::site::views::{PageRole, Target};
use crate::site::{FactKey, Reader, Route};
use crate::source::SourcePath;
use crate::theme::scope::Scope;
use crate::theme::values::{self as tera_value, safe};
use crate::theme::{Html, MISSING_LAYOUT, components, usage};

crate::codes! {
    /// # A link that leads nowhere
    ///
    /// The link names a page, a file or an address of this site that does not exist. Links between pages are written as
    /// the way from one file to the other: `../cbt/evidence.md#harms`.
    BROKEN_LINK: Error = "broken-link";

    /// # A link to a place that its page does not have
    ///
    /// The page exists, but it has no heading or element with this fragment (the part behind `#`). A heading's fragment is
    /// made from its words, or given by the author: `## Harms {#harms}`.
    BROKEN_ANCHOR: Error = "broken-anchor";

    /// # A link to a page that is not published
    ///
    /// The page is a draft, in review, archived, not yet due or expired, so readers of the site would not find it.
    UNPUBLISHED_LINK: Error = "unpublished-link";
}

/// The HTML of a route that has a layout. The addresses of the page's text and head are as `style` has them; those of the layout
/// are still to be rewritten.
pub fn html(
    inputs: &Inputs<'_>,
    reader: &Reader<'_>,
    route: &Route,
    url: &str,
    style: &Style,
    diagnostics: &mut Vec<Diagnostic>,
) -> Html {
    let index = match route {
        Route::Page(path) => Some(path.clone()),
        Route::Section(folder, 1) => reader.section(folder).and_then(|section| section.value.index.clone()),
        _ => None,
    };
    let page = index.as_ref().filter(|path| reader.meta(path).is_some());
    let folder = match (route, page) {
        (Route::Section(folder, _), _) => folder.clone(),
        (_, Some(page)) => reader.meta(page).map(|meta| meta.value.folder.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let at = page.map_or_else(|| At::file(&config::path()), At::file);
    let found = RefCell::new(Vec::new());
    // Components see the page's variables, but neither its text nor its head.
    let inner = Scope { page, folder: folder.clone(), ..Scope::bare(reader, inputs.theme, route) };
    let content = || match page {
        Some(page) => safe(&text(inputs, &inner, page, style, &mut found.borrow_mut())),
        None => safe(""),
    };
    let about_site = &inputs.shared.about_site;
    let head = || {
        let title = &inner.title();
        safe(&head(&HeadInputs { reader, route, page, title, url, folder: &folder, style, about_site }))
    };
    let chapters = || match route {
        Route::Booklet(path) => chapters(inputs, reader, path, style, &mut found.borrow_mut()),
        _ => tera_value::none(),
    };
    let outer = Scope {
        page,
        folder: folder.clone(),
        content: &content,
        head: &head,
        chapters: &chapters,
        ..Scope::bare(reader, inputs.theme, route)
    };
    let layout = layout(inputs, reader, route, page, diagnostics);
    let shown = page.map_or_else(|| format!("`{url}`"), |page| format!("`{page}`"));
    let html = match inputs.theme.render(&layout, &outer, &at, &shown) {
        Ok(html) => html,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            Html { bytes: bare_page(&outer).into_bytes(), finished: Vec::new() }
        }
    };
    drop(outer);
    diagnostics.extend(found.into_inner());
    html
}

/// The template for a route: the one that the page asks for, else the one for its type, else the one for its kind.
fn layout(
    inputs: &Inputs<'_>,
    reader: &Reader<'_>,
    route: &Route,
    page: Option<&SourcePath>,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let meta = page.and_then(|page| reader.meta(page)).map(|meta| meta.value);
    if let (Some(page), Some(wanted)) = (page, meta.as_ref().and_then(|meta| meta.layout.as_ref())) {
        let name = format!("{wanted}.html");
        if inputs.theme.has_layout(reader, &name) {
            return name;
        }
        let at = At::new(page, Spot::Value(vec![Key::Name("layout".into())]));
        let mut missing = Diagnostic::new(&MISSING_LAYOUT, at, format!("the theme has no layout `{wanted}`"));
        let known = inputs.theme.known_layouts(reader);
        missing.help = did_you_mean(wanted, known.iter().map(String::as_str));
        diagnostics.push(missing);
    }
    let by_kind = match (route, meta.as_ref().map(|meta| meta.role)) {
        (Route::Section(folder, 1), _) if folder.is_empty() => "home.html",
        (Route::Section(..), _) | (_, Some(PageRole::Section)) => "section.html",
        (Route::Taxonomy(_), _) => "taxonomy.html",
        (Route::Term(..), _) => "term.html",
        (Route::Booklet(_), _) => "booklet.html",
        (Route::NotFound, _) => "not_found.html",
        _ => {
            let by_type = meta.map(|meta| format!("{}.html", meta.kind.as_str()));
            return by_type
                .filter(|name| inputs.theme.has_layout(reader, name))
                .unwrap_or_else(|| "page.html".to_owned());
        }
    };
    by_kind.to_owned()
}

/// A page's text with its links and components.
pub(super) fn text(
    inputs: &Inputs<'_>,
    scope: &Scope<'_>,
    page: &SourcePath,
    style: &Style,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let Some(body) = scope.reader.body(page) else { return String::new() };
    let targets = scope.reader.links(page).map(|links| links.value);
    let targets = targets.as_deref().map_or(&[][..], Vec::as_slice);
    let mut complaints =
        targets.iter().zip(0..).filter_map(|(target, number)| complaint(page, number, target)).peekable();
    diagnostics.extend(complaints.by_ref().take(MOST_DIAGNOSTICS));
    if complaints.peek().is_some() {
        let message = format!("there are more links that lead nowhere on this page than these {MOST_DIAGNOSTICS}");
        diagnostics.push(Diagnostic::new(&MORE, At::file(page), message));
    }
    usage::check_page(scope, page, &body.pieces, diagnostics);
    check_wording(inputs, scope, page, body, diagnostics);
    let mut out = String::with_capacity(html_size(body) + 256);
    let uses = first_uses(inputs, scope, page, &body.pieces);
    Filling { inputs, scope, page, targets, style, diagnostics }.fill_page(&body.pieces, uses, &mut out);
    out
}

/// What the page says that nobody should publish.
fn check_wording(
    inputs: &Inputs<'_>,
    scope: &Scope<'_>,
    page: &SourcePath,
    body: &Body,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let phrases = scope.reader.data(DataKind::Lexicon, "").map(|known| (known.value, known.hash)).unwrap_or_default();
    let lookout = inputs.shared.wording.of(phrases.1, || Lookout::new(&phrases.0));
    let meta = scope.reader.meta(page);
    let said = meta.as_ref().map_or(("", "", &[][..]), |meta| {
        (meta.value.title.as_str(), meta.value.summary.as_str(), meta.value.safety.topics.as_slice())
    });
    lookout.page(page, said, body, diagnostics);
}

/// What links the first uses of the glossary's terms, where the site wants that. A glossary does not explain itself.
fn first_uses(inputs: &Inputs<'_>, scope: &Scope<'_>, page: &SourcePath, pieces: &[Piece]) -> Option<FirstUses> {
    scope.reader.note(&FactKey::Options);
    let is_glossary = || scope.reader.meta(page).is_some_and(|meta| meta.value.kind == PageType::Glossary);
    if !inputs.theme.links_terms() || is_glossary() {
        return None;
    }
    let glossary = scope.reader.data(DataKind::Glossary, "")?;
    let terms = inputs.shared.terms.of(glossary.hash, || Terms::new(&glossary.value).map(Arc::new));
    Some(FirstUses::new(terms.as_ref().clone()?, pieces))
}

fn html_size(body: &Body) -> usize {
    body.pieces.iter().map(|piece| if let Piece::Html(html) = piece { html.len() } else { 64 }).sum()
}

/// A text while its holes are filled.
struct Filling<'a> {
    inputs: &'a Inputs<'a>,
    scope: &'a Scope<'a>,
    page: &'a SourcePath,
    /// What its links lead to.
    targets: &'a [Target],
    style: &'a Style,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Filling<'_> {
    /// As `fill`, with the first uses of terms in the page's running text as calls.
    fn fill_page(&mut self, pieces: &[Piece], uses: Option<FirstUses>, out: &mut String) {
        let Some(mut uses) = uses else { return self.fill(pieces, out) };
        for piece in pieces {
            let Piece::Html(html) = piece else {
                self.fill(std::slice::from_ref(piece), out);
                continue;
            };
            let mut rewritten = String::with_capacity(html.len());
            urls::push_part(html, self.style, &mut rewritten);
            uses.push(&rewritten, out, &mut |call, words| {
                let mut linked = String::new();
                self.call(call, words.to_owned(), &mut linked);
                linked
            });
        }
    }

    fn fill(&mut self, pieces: &[Piece], out: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => urls::push_part(html, self.style, out),
                Piece::Link(number) => self.link(*number, out),
                Piece::Call(call) => {
                    let mut body = String::new();
                    self.fill(&call.body, &mut body);
                    self.call(call, body, out);
                }
            }
        }
    }

    fn call(&mut self, call: &Call, body: String, out: &mut String) {
        let (theme, diagnostics) = (self.inputs.theme, &mut *self.diagnostics);
        let html = components::render(theme, self.scope, self.page, call, body, diagnostics);
        urls::push_part(&html, self.style, out);
    }

    fn link(&self, number: u32, out: &mut String) {
        match self.targets.get(number as usize) {
            Some(Target::Url(url) | Target::NoAnchor { url, .. }) if url.starts_with('/') => {
                let mut relative = String::with_capacity(url.len() + 16);
                self.style.push(url, &mut relative);
                Escaped(&relative).push(out);
            }
            Some(Target::Url(url) | Target::NoAnchor { url, .. }) => {
                Escaped(url).push(out);
            }
            // A link that leads nowhere stays on its page; the diagnostic says so.
            Some(Target::Hidden(_) | Target::Missing(_)) | None => out.push('#'),
        }
    }
}

fn complaint(page: &SourcePath, number: u32, target: &Target) -> Option<Diagnostic> {
    let at = At::new(page, Spot::Link(number));
    match target {
        Target::Url(_) => None,
        Target::Missing(near) => {
            let diagnostic = Diagnostic::new(&BROKEN_LINK, at, "this link leads nowhere");
            Some(match near.as_slice() {
                [] => {
                    diagnostic.help("Write the way to the other file, as in `../cbt/evidence.md`, or remove the link.")
                }
                near => diagnostic.help(format!("Did you mean `{}`?", near.join("` or `"))),
            })
        }
        Target::NoAnchor { near, .. } => {
            let diagnostic = Diagnostic::new(&BROKEN_ANCHOR, at, "the page that this link leads to has no such place");
            Some(match near.as_slice() {
                [] => {
                    diagnostic.help("Correct the part behind `#`, or give the heading that name: `## Harms {#harms}`.")
                }
                near => diagnostic.help(format!("Did you mean `#{}`?", near.join("` or `#"))),
            })
        }
        Target::Hidden(file) => Some(
            Diagnostic::new(&UNPUBLISHED_LINK, at, format!("this link leads to `{file}`, which is not published"))
                .help("Publish that page, or take the link out."),
        ),
    }
}

/// The text alone, for a page whose layout is broken: readers still get what they came for.
fn bare_page(scope: &Scope<'_>) -> String {
    let content = (scope.content)();
    let head = (scope.head)();
    format!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n{}</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        tera_value::plain(&head),
        tera_value::plain(&content),
    )
}
