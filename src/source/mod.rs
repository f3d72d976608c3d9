//! Stage 0: what is on disk, as a value. `Sources` maps a path to the bytes of one file and knows nothing of folders,
//! clocks or errors of the operating system: the shell reads, and what it could not read arrives as a `Fault`.

pub mod disk;
pub mod fingerprint;
pub mod path;
pub mod span;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use path::{OutputPath, SourcePath, UrlPath};
pub use span::{LineIndex, Position, Span};

/// Every file of a site: its configuration, content and themes.
#[derive(Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Source>,
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
    Bytes(Arc<[u8]>),
    /// Why there are none. The site is built without the file, and a diagnostic says so.
    Fault(Fault),
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
    /// Takes a change in. `false` when the file already held the same bytes: then nothing has happened.
    pub fn apply(&mut self, change: Change) -> bool {
        let Some(content) = change.content else { return self.files.remove(&change.path).is_some() };
        let source = Source { hash: content.hash(), content };
        match self.files.get(&change.path) {
            Some(old) if old.hash == source.hash => false,
            _ => {
                self.files.insert(change.path, source);
                true
            }
        }
    }

    /// The file at `path`.
    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path)
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&SourcePath, &Source)> {
        self.files.iter()
    }

    /// The files below `folder` (which ends with `/`), by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a SourcePath, &'a Source)> {
        let start = SourcePath::new(folder);
        let range = start.map(|start| self.files.range(start..));
        range.into_iter().flatten().take_while(move |(path, _)| path.as_str().starts_with(folder))
    }
}

impl Source {
    /// The bytes; empty for a file that could not be read.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Bytes(bytes) => bytes,
            Content::Fault(_) => &[],
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
        }
    }
}
