//! The three kinds of path that the core knows: a source file, a place in the site's address space, and a file of
//! the output folder. All use `/`, none can climb out of its root, and none is a `PathBuf`: only the shell has those.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// A file below the site's root, such as `content/cbt/evidence.md`. Never absolute, never with `.` or `..` parts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourcePath(Arc<str>);

/// A root-relative address: `/cbt/evidence/` (a page) or `/sitemap.xml` (a file). Always starts with `/`; decoded, not
/// percent-encoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct UrlPath(Arc<str>);

/// A file below the output folder, such as `cbt/evidence/index.html`. Never absolute, never with `.` or `..` parts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct OutputPath(Arc<str>);

impl SourcePath {
    /// The path with empty and `.` parts removed; `None` when it is empty, climbs above the root or holds a NUL.
    pub fn new(path: &str) -> Option<Self> {
        normalised(path).map(|path| SourcePath(path.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: `evidence.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The last part without its extension: `evidence`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// What follows the last dot of the last part, or `""`.
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or("", |(stem, extension)| if stem.is_empty() { "" } else { extension })
    }

    /// The folder that holds the file, without a trailing slash; `""` for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file that `relative` names as seen from this file's folder; `None` when it leaves the site.
    pub fn beside(&self, relative: &str) -> Option<SourcePath> {
        SourcePath::new(&[self.folder(), "/", relative].concat())
    }

    /// The rest of the path below `folder` (which has no trailing slash).
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// Ordered and hashed as its text, so that a table can be searched by text.
impl std::borrow::Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl UrlPath {
    /// The address with empty, `.` and `..` parts refused; a missing leading slash is added. `None` when it would
    /// leave the site or holds a NUL, a backslash or a character that ends a path (`?`, `#`).
    pub fn new(path: &str) -> Option<Self> {
        if path.contains(['\\', '?', '#']) {
            return None;
        }
        let is_folder = path.ends_with('/') || path.is_empty();
        let inner = path.trim_matches('/');
        if inner.is_empty() {
            return Some(UrlPath("/".into()));
        }
        if inner.split('/').any(|part| part == ".." || part == ".") {
            return None;
        }
        let inner = normalised(inner)?;
        Some(UrlPath(if is_folder { format!("/{inner}/") } else { format!("/{inner}") }.into()))
    }

    /// The address as text, starting with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the output for this address lies: `/cbt/` is `cbt/index.html`, `/feed.xml` is `feed.xml`.
    pub fn output(&self) -> OutputPath {
        let path = self.0.trim_start_matches('/');
        OutputPath(if self.0.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }.into())
    }
}

impl OutputPath {
    /// The path with empty and `.` parts removed; `None` when it is empty, climbs above the root or holds a NUL.
    pub fn new(path: &str) -> Option<Self> {
        normalised(path).map(|path| OutputPath(path.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address at which a static host serves this file.
    pub fn url(&self) -> UrlPath {
        let folder = self.0.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        UrlPath(format!("/{}", folder.unwrap_or(&self.0)).into())
    }

    /// What follows the last dot, or `""`.
    pub fn extension(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// In one pass and by `memchr`: paths are made and looked up ten times a page.
fn normalised(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    if memchr::memchr(0, bytes).is_some() {
        return None;
    }
    let mut normal = String::with_capacity(path.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'/', bytes).chain([path.len()]) {
        match &path[start..end] {
            "" | "." => {}
            ".." if normal.is_empty() => return None,
            ".." => normal.truncate(memchr::memrchr(b'/', normal.as_bytes()).unwrap_or_default()),
            part => {
                if !normal.is_empty() {
                    normal.push('/');
                }
                normal.push_str(part);
            }
        }
        start = end + 1;
    }
    (!normal.is_empty()).then_some(normal)
}

macro_rules! shown_as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
    )*};
}
shown_as_text!(SourcePath, UrlPath, OutputPath);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_its_root() {
        for path in ["..", "a/../..", "", ".", "a\0b"] {
            assert_eq!(SourcePath::new(path), None, "{path:?}");
            assert_eq!(OutputPath::new(path), None, "{path:?}");
        }
        for path in ["/../x/", "/a/../b/", "/a\\b/", "/a?b", "/./"] {
            assert_eq!(UrlPath::new(path), None, "{path:?}");
        }
    }

    #[test]
    fn an_address_and_its_file_name_each_other() {
        for (url, file) in [("/", "index.html"), ("/cbt/", "cbt/index.html"), ("/a/feed.xml", "a/feed.xml")] {
            let url = UrlPath::new(url).unwrap();
            assert_eq!(url.output().as_str(), file);
            assert_eq!(url.output().url(), url);
        }
    }

    #[test]
    fn parts_of_a_source_path() {
        let path = SourcePath::new("content//cbt/./evidence.es.md").unwrap();
        assert_eq!((path.as_str(), path.stem(), path.extension()), ("content/cbt/evidence.es.md", "evidence.es", "md"));
        assert_eq!(path.beside("../x.md").unwrap().as_str(), "content/x.md");
        assert_eq!(path.beside("../../../x.md"), None);
    }
}
