//! Stage 0: what is on disk, as a value. `Sources` maps a path to the bytes of one file and knows nothing of folders,
//! clocks or errors of the operating system: the shell reads, and what it could not read arrives as a `Fault`.

mod belonging;
pub mod disk;
pub mod embedded;
pub mod fingerprint;
pub mod path;
mod reading;
pub mod span;
mod walk;

use std::collections::BTreeMap;
use std::ops::Bound;

use bytes::Bytes;

pub use path::{OutputPath, SourcePath, UrlPath};
pub use span::{LineIndex, Position, Span};

/// Every file of a site: its configuration, content and themes. Below those on disk lies the built-in theme, which is seen
/// unless the site has a theme of the same name.
#[derive(Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Source>,
    built_in: BTreeMap<SourcePath, Source>,
}

/// One file as it was when it was last read.
#[derive(Clone)]
pub struct Source {
    /// What it holds.
    pub content: Content,
    /// The hash of what it holds; two files with the same hash are the same file.
    pub hash: u128,
}

/// What reading a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Its bytes.
    Bytes(Bytes),
    /// Why there are none. The site is built without the file, and a diagnostic says so.
    Fault(Fault),
    /// Bytes that were let go once they had been compiled; the hash is still theirs. `Sources::restore` brings them back.
    LetGo,
}

/// Why a file could not be taken into the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The operating system refused; its own words.
    Unreadable(String),
    /// A symbolic link that leads out of the site's folder.
    LinkLeavesSite,
    /// A symbolic link that leads back to itself.
    LinkLoop,
    /// Its size in bytes is above what haven takes for this kind of file.
    TooLarge(u64),
    /// Its name is not valid UTF-8 (shown with the bad parts replaced).
    NameNotUtf8,
}

/// One file that came, changed or went.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which file.
    pub path: SourcePath,
    /// What it holds now; `None` when it is gone.
    pub content: Option<Content>,
}

impl Sources {
    /// No files but those of the built-in theme.
    pub fn with_built_in_theme() -> Self {
        let files = embedded::theme().map(|(path, content)| (path, Source { hash: content.hash(), content }));
        Sources { files: BTreeMap::new(), built_in: files.collect() }
    }

    /// Takes a change in. `false` when the file already held the same bytes: then nothing has happened.
    pub fn apply(&mut self, change: Change) -> bool {
        self.set(change.path, change.content.map(Source::new))
    }

    /// As `apply`, with the file's hash worked out already.
    pub fn set(&mut self, path: SourcePath, source: Option<Source>) -> bool {
        let Some(source) = source else { return self.files.remove(&path).is_some() };
        match self.files.get(&path) {
            Some(old) if old.hash == source.hash => false,
            _ => {
                self.files.insert(path, source);
                true
            }
        }
    }

    /// Lets the bytes of a file go.
    pub fn let_go(&mut self, path: &SourcePath) {
        if let Some(source) = self.files.get_mut(path).filter(|source| matches!(source.content, Content::Bytes(_))) {
            source.content = Content::LetGo;
        }
    }

    /// Brings the bytes of a file back, unless they have changed on disk since they were let go.
    pub fn restore(&mut self, change: Change) {
        let (Some(content), Some(source)) = (change.content, self.files.get_mut(&change.path)) else { return };
        if content.hash() == source.hash {
            source.content = content;
        }
    }

    /// The file at `path`.
    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path).or_else(|| self.visible_built_in().get(path))
    }

    /// The file at `path`, unless only the built-in theme has it.
    pub fn on_disk(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path)
    }

    /// Every file on disk, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Source)> {
        self.files.iter()
    }

    /// The files below `folder` (which ends with `/`): those on disk by path, then those of the built-in theme.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a SourcePath, &'a Source)> {
        below(&self.files, folder).chain(below(self.visible_built_in(), folder))
    }

    fn visible_built_in(&self) -> &BTreeMap<SourcePath, Source> {
        static NOTHING: BTreeMap<SourcePath, Source> = BTreeMap::new();
        let folder = format!("{}/", embedded::THEME_FOLDER);
        if below(&self.files, &folder).next().is_some() { &NOTHING } else { &self.built_in }
    }
}

fn below<'a>(
    files: &'a BTreeMap<SourcePath, Source>,
    folder: &'a str,
) -> impl Iterator<Item = (&'a SourcePath, &'a Source)> {
    files
        .range::<str, _>((Bound::Included(folder), Bound::Unbounded))
        .take_while(move |(path, _)| path.as_str().starts_with(folder))
}

impl Source {
    /// A file that holds this.
    pub fn new(content: Content) -> Self {
        Source { hash: content.hash(), content }
    }

    /// The bytes; empty for a file that could not be read, or whose bytes were let go.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::Fault(_) | Content::LetGo => &[],
        }
    }

    /// The bytes as text, as far as they are valid UTF-8, without a byte order mark's loss of position.
    pub fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes()) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&self.bytes()[..error.valid_up_to()]).unwrap_or_default(),
        }
    }
}

impl Content {
    fn hash(&self) -> u128 {
        match self {
            Content::Bytes(bytes) => fingerprint::of_bytes(bytes),
            Content::Fault(fault) => fingerprint::of(&("fault", fault)),
            Content::LetGo => 0,
        }
    }
}
