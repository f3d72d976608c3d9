//! Where a source file stands in the site: its address, its folder, its language. Follows from the file's path and its
//! `slug` alone.

use super::data;
use super::front_matter::FrontMatter;
use super::slug::slug;
use crate::source::{SourcePath, UrlPath};

/// A page's place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Its address.
    pub url: UrlPath,
    /// The folder below `content/` that it belongs to: `cbt`, or `""`. Pages of a second language stand in a tree of
    /// their own: `es/cbt`.
    pub folder: String,
    /// Whether it is its folder's own page (`index.md`).
    pub is_index: bool,
    /// Its language when the file's name says it: `page.es.md`.
    pub language: Option<String>,
}

/// Where authors write.
pub const CONTENT: &str = "content";

/// What a file below `content/` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A page.
    Page,
    /// Rows of data.
    Data,
    /// A file carried along as it is.
    File,
    /// Not part of the site: its name or a folder's starts with `_`.
    Private,
}

/// The role of a source file; `None` for a file outside `content/`.
pub fn role(path: &SourcePath) -> Option<Role> {
    let inner = path.below(CONTENT)?;
    if path.below(data::FOLDER).is_some() {
        // Notes beside the data are nobody's business; a table in another form was meant to be read.
        let is_note = matches!(path.extension(), "md" | "txt" | "")
            || path.below(data::FOLDER).is_some_and(|inner| inner.starts_with('_'));
        return Some(if is_note { Role::Private } else { Role::Data });
    }
    if inner.starts_with('_') || memchr::memmem::find(inner.as_bytes(), b"/_").is_some() {
        return Some(Role::Private);
    }
    Some(if matches!(path.extension(), "md" | "markdown") { Role::Page } else { Role::File })
}

impl Place {
    /// The place of the page at `path`.
    pub fn of(path: &SourcePath, front: &FrontMatter) -> Self {
        let folder = path.folder().strip_prefix(CONTENT).unwrap_or_default().trim_start_matches('/').to_owned();
        let (stem, language) = split_language(path.stem());
        let is_index = stem == "index";
        let mut parts: Vec<String> = language.iter().map(|language| slug(language)).collect();
        parts.extend(folder.split('/').filter(|part| !part.is_empty()).map(slug));
        match (&front.slug, is_index) {
            (Some(own), true) if parts.len() > language.iter().count() => {
                parts.pop();
                parts.push(slug(own));
            }
            (_, true) => {}
            (own, false) => parts.push(slug(own.as_deref().unwrap_or(stem))),
        }
        let tree = [language.unwrap_or_default(), &folder].join("/");
        let folder = tree.trim_matches('/').to_owned();
        Place { url: folder_url(&parts), folder, is_index, language: language.map(str::to_owned) }
    }
}

/// The address of a file that is carried along: its folders as in the addresses of pages, its own name untouched.
pub fn file_url(path: &SourcePath) -> Option<UrlPath> {
    let folder = path.folder().strip_prefix(CONTENT)?;
    let parts: Vec<String> = folder.split('/').filter(|part| !part.is_empty()).map(slug).collect();
    UrlPath::new(&format!("{}{}", folder_url(&parts).as_str(), path.file_name()))
}

/// The address of a section without a page of its own.
pub fn section_url(folder: &str) -> UrlPath {
    folder_url(&folder.split('/').filter(|part| !part.is_empty()).map(slug).collect::<Vec<_>>())
}

/// A title made from a file's or folder's name: `the-seven-steps` → "The seven steps".
pub fn title_from_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn folder_url(parts: &[String]) -> UrlPath {
    let path = if parts.is_empty() { "/".to_owned() } else { format!("/{}/", parts.join("/")) };
    UrlPath::new(&path).expect("slugs hold neither dots alone nor slashes")
}

/// `evidence.es` → (`evidence`, `es`); a language is two letters, perhaps with a region: `pt-BR`.
fn split_language(stem: &str) -> (&str, Option<&str>) {
    let Some((name, language)) = stem.rsplit_once('.') else { return (stem, None) };
    let (code, region) = language.split_once('-').unwrap_or((language, "XX"));
    let is_language = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_region = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_language && is_region && !name.is_empty() { (name, Some(language)) } else { (stem, None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_from_paths() {
        for (path, slug, url, folder) in [
            ("content/index.md", None, "/", ""),
            ("content/cbt/index.md", None, "/cbt/", "cbt"),
            ("content/cbt/The Seven Steps.md", None, "/cbt/the-seven-steps/", "cbt"),
            ("content/cbt/x.md", Some("../../etc/passwd"), "/cbt/etc-passwd/", "cbt"),
            ("content/cbt/index.md", Some("therapy"), "/therapy/", "cbt"),
            ("content/cbt/evidence.es.md", None, "/es/cbt/evidence/", "es/cbt"),
            ("content/心/愛.md", None, "/心/愛/", "心"),
        ] {
            let front = FrontMatter { slug: slug.map(str::to_owned), ..FrontMatter::default() };
            let place = Place::of(&SourcePath::new(path).unwrap(), &front);
            assert_eq!((place.url.as_str(), place.folder.as_str()), (url, folder), "{path}");
        }
        let picture = SourcePath::new("content/Finding Help/Map 1.png").unwrap();
        assert_eq!(file_url(&picture).unwrap().as_str(), "/finding-help/Map 1.png");
    }

    #[test]
    fn names_with_an_underscore_are_never_published() {
        for (path, expected) in [
            ("content/a.md", Some(Role::Page)),
            ("content/_data/people.yaml", Some(Role::Data)),
            ("content/_drafts/a.md", Some(Role::Private)),
            ("content/a/_notes.md", Some(Role::Private)),
            ("content/a/b.png", Some(Role::File)),
            ("site.yaml", None),
        ] {
            assert_eq!(role(&SourcePath::new(path).unwrap()), expected, "{path}");
        }
    }
}
