//! What the links of a page lead to: files become addresses, fragments are looked up, and what leads nowhere gets the
//! names that its author may have meant.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use memchr::{memchr, memchr2};
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::Route;
use super::pages::{PageNo, Pages};
use super::views::{Known, Target};
use crate::diagnostic::nearest;
use crate::document::{Page, place};
use crate::source::{OutputPath, SourcePath, UrlPath};

/// What links can lead to.
pub(super) struct Addresses<'a> {
    visible: &'a Pages<'a>,
    /// Pages that are not part of the site today.
    pub hidden: &'a BTreeSet<&'a SourcePath>,
    /// Files that are carried along.
    files: &'a BTreeMap<&'a SourcePath, &'a UrlPath>,
    /// The page that owns an address.
    owners: FxHashMap<&'a UrlPath, PageNo>,
    /// By number, the page that owns the address of each: itself, unless another has the same.
    owner_of: Vec<PageNo>,
    /// Every output: pages, sections, lists, feeds, assets.
    routes: &'a BTreeMap<OutputPath, Route>,
}

/// What a link leads to, and the page that it leads to when it is one.
type Resolved = (Target, Option<PageNo>);

/// What the links of a page lead to.
#[derive(Clone)]
pub(super) struct PageLinks {
    /// In the order of the page's `Needs::links`.
    pub targets: Known<Vec<Target>>,
    /// The page that each leads to, where it is one.
    pub owners: Arc<[Option<PageNo>]>,
    /// Whether each names the file of a page or a place on its own page, so that addresses of other kinds cannot matter.
    pub names_pages_only: bool,
}

impl<'a> Addresses<'a> {
    /// Those of a site. Of pages that want one address, the first owns it.
    pub fn new(
        visible: &'a Pages<'a>,
        hidden: &'a BTreeSet<&'a SourcePath>,
        files: &'a BTreeMap<&'a SourcePath, &'a UrlPath>,
        routes: &'a BTreeMap<OutputPath, Route>,
    ) -> Self {
        let owners: FxHashMap<&UrlPath, PageNo> =
            visible.iter().rev().map(|(number, _, page)| (&page.place.url, number)).collect();
        let owner_of = visible.iter().map(|(.., page)| owners[&page.place.url]).collect();
        Addresses { visible, hidden, files, owners, owner_of, routes }
    }

    /// What the links of `page`, whose file is `from`, lead to.
    pub fn of_page(&self, from: &SourcePath, page: &Page) -> PageLinks {
        let links = &page.needs.links;
        let (targets, owners): (Vec<Target>, Vec<Option<PageNo>>) =
            links.iter().map(|link| self.resolve(from, page, &link.destination)).unzip();
        let names_page = |destination: &str, owner: Option<PageNo>| {
            let file = &destination[..memchr2(b'#', b'?', destination.as_bytes()).unwrap_or(destination.len())];
            file.is_empty() || (owner.is_some() && names_page_file(file))
        };
        let names_pages_only = links.iter().zip(&owners).all(|(link, owner)| names_page(&link.destination, *owner));
        PageLinks { targets: Known::new(targets), owners: owners.into(), names_pages_only }
    }

    /// What `destination`, written on the page at `from`, leads to.
    fn resolve(&self, from: &SourcePath, page: &Page, destination: &str) -> Resolved {
        if destination.is_empty() {
            return (Target::Missing(Vec::new()), None);
        }
        let (path, fragment) = cut(destination, b'#');
        let (path, query) = cut(path, b'?');
        let (path, fragment) = (decoded(path), fragment.unwrap_or_default());
        if path.is_empty() {
            return (anchored(page, "", fragment), None);
        }
        let (mut target, owner) = if path.starts_with('/') {
            self.below_top(&path, fragment)
        } else {
            match from.beside(&path) {
                Some(file) => {
                    self.at_file(&file, fragment).unwrap_or_else(|| self.at_folder(from, &file, &path, fragment))
                }
                None => (Target::Missing(Vec::new()), None),
            }
        };
        if let (Some(query), Target::Url(url)) = (query, &mut target) {
            let at = url.find('#').unwrap_or(url.len());
            url.insert_str(at, &format!("?{query}"));
        }
        (target, owner)
    }

    /// A destination that names a source file.
    fn at_file(&self, file: &SourcePath, fragment: &str) -> Option<Resolved> {
        if let Some(number) = self.visible.number(file) {
            let page = self.visible.page(number);
            let target = anchored(page, page.place.url.as_str(), fragment);
            return Some((target, Some(self.owner_of[number as usize])));
        }
        if self.hidden.contains(file) {
            return Some((Target::Hidden(file.clone()), None));
        }
        let url = self.files.get(file)?;
        Some((Target::Url(with_fragment(&encoded(url.as_str()), fragment)), None))
    }

    /// A destination that names a folder, or the address that a file has, as seen from the file's folder.
    fn at_folder(&self, from: &SourcePath, file: &SourcePath, written: &str, fragment: &str) -> Resolved {
        if !names_page_file(written) {
            if let Some(folder) = file.below(place::CONTENT) {
                let url = place::section_url(folder);
                if let Some(target) = self.at_address(&url, fragment) {
                    return target;
                }
            }
            for candidate in [format!("{file}.md"), format!("{file}/index.md")] {
                let target = SourcePath::new(&candidate).and_then(|file| self.at_file(&file, fragment));
                if let Some(target) = target {
                    return target;
                }
            }
        }
        let meant = elsewhere(written).map(|whole| vec![whole]);
        (Target::Missing(meant.unwrap_or_else(|| self.near_files(from, file))), None)
    }

    /// A destination that starts with a slash: an address, or a file below `content/`.
    pub(super) fn below_top(&self, path: &str, fragment: &str) -> Resolved {
        let file = SourcePath::new(&format!("{}{path}", place::CONTENT));
        if let Some(target) = file.as_ref().and_then(|file| self.at_file(file, fragment)) {
            return target;
        }
        let Some(url) = UrlPath::new(path) else { return (Target::Missing(Vec::new()), None) };
        if let Some(target) = self.at_address(&url, fragment) {
            return target;
        }
        let folder = UrlPath::new(&format!("{}/", path.trim_end_matches('/')));
        if let Some(target) = folder.and_then(|folder| self.at_address(&folder, fragment)) {
            return target;
        }
        let known = self.visible.iter().map(|(.., page)| page.place.url.as_str());
        (Target::Missing(nearest(path, known).into_iter().map(str::to_owned).collect()), None)
    }

    fn at_address(&self, url: &UrlPath, fragment: &str) -> Option<Resolved> {
        if let Some(owner) = self.owners.get(url) {
            return Some((anchored(self.visible.page(*owner), url.as_str(), fragment), Some(*owner)));
        }
        let is_known = self.routes.contains_key(&url.output());
        is_known.then(|| (Target::Url(with_fragment(&encoded(url.as_str()), fragment)), None))
    }

    /// Files with the same name elsewhere, else with a similar path, as they would be written in `from`.
    fn near_files(&self, from: &SourcePath, wanted: &SourcePath) -> Vec<String> {
        let pages = || self.visible.iter().map(|(_, path, _)| path);
        let files = || pages().chain(self.files.keys().copied());
        let same_name: Vec<&str> =
            files().filter(|file| file.file_name() == wanted.file_name()).map(|file| file.as_str()).take(3).collect();
        let near =
            if same_name.is_empty() { nearest(wanted.as_str(), files().map(|file| file.as_str())) } else { same_name };
        near.into_iter().map(|file| relative(from.folder(), file)).collect()
    }
}

/// A text up to the first `mark`, and what follows it.
fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    memchr(mark, text.as_bytes()).map_or((text, None), |at| (&text[..at], Some(&text[at + 1..])))
}

/// A part of an address without percent-encoding.
fn decoded(part: &str) -> Cow<'_, str> {
    match memchr(b'%', part.as_bytes()) {
        Some(_) => percent_decode_str(part).decode_utf8_lossy(),
        None => Cow::Borrowed(part),
    }
}

/// What an author meant who wrote an address of another site, or of a person, without its beginning.
fn elsewhere(written: &str) -> Option<String> {
    let host = written.split('/').next().unwrap_or_default();
    let is_person =
        host == written && host.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if is_person {
        return Some(format!("mailto:{written}"));
    }
    host.starts_with("www.").then(|| format!("https://{written}"))
}

fn names_page_file(written: &str) -> bool {
    written.ends_with(".md") || written.ends_with(".markdown")
}

/// `file` as written in a link of a page in `folder`: `../cbt/evidence.md`.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

fn anchored(page: &Page, url: &str, fragment: &str) -> Target {
    let wanted = decoded(fragment);
    let url = encoded(url);
    // `#top` is the top of the page in every browser.
    if wanted.is_empty() || wanted == "top" || page.anchors.iter().any(|known| *known == wanted) {
        return Target::Url(with_fragment(&url, fragment));
    }
    let known = page.anchors.iter().map(String::as_str);
    Target::NoAnchor { url, near: nearest(&wanted, known).into_iter().map(str::to_owned).collect() }
}

fn with_fragment(url: &str, fragment: &str) -> String {
    if fragment.is_empty() { url.to_owned() } else { format!("{url}#{fragment}") }
}

/// An address as it is written in HTML: what is not allowed in a path is percent-encoded, letters of any script too.
pub(crate) fn encoded(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const OUTSIDE_PATH: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'%');
    // Most are plain, and an address is encoded ten times a page.
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_')) {
        return path.to_owned();
    }
    Cow::from(utf8_percent_encode(path, OUTSIDE_PATH)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_written_as_seen_from_its_page() {
        assert_eq!(relative("content/a", "content/b/c.md"), "../b/c.md");
        assert_eq!(relative("content/a", "content/a/c.md"), "c.md");
        assert_eq!(relative("content", "content/a/c.md"), "a/c.md");
    }

    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(encoded("/a b/心/100%/"), "/a%20b/%E5%BF%83/100%25/");
    }
}
