//! ⚡ A walk through the folders of a site: which files belong to it, and what the operating system refuses. Looks into no file.

#![allow(clippy::disallowed_methods)]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, FilterEntry, WalkDir};

use super::belonging::{is_ignored, is_output_folder, theme_links};
use super::reading::in_its_words;
use super::{Fault, SourcePath};

/// No site nests its folders this deep; links that fan out inside the site can.
const DEEPEST_FOLDER: usize = 64;

/// A walk through the folders of a site, as far as somebody asked.
pub(super) struct Walk {
    /// The site's folder, without links.
    root: PathBuf,
    /// Links to themes elsewhere, and where they lead.
    themes: Vec<(PathBuf, PathBuf)>,
    /// Where it is still to begin, the next last.
    starts: Vec<SourcePath>,
    /// Where it is.
    entries: Option<Entries>,
}

type Entries = FilterEntry<walkdir::IntoIter, fn(&DirEntry) -> bool>;

/// What stands at a path.
pub(super) enum Found {
    /// A file, and where it is.
    File(PathBuf),
    /// Something that cannot be read.
    Fault(Fault),
}

impl Walk {
    /// A walk from `starts`; `None` when there is no folder `root`.
    pub fn of(root: &Path, starts: impl Iterator<Item = SourcePath>) -> Option<Self> {
        let root = fs::canonicalize(root).ok()?;
        let mut starts: Vec<SourcePath> = starts.collect();
        starts.reverse();
        Some(Walk { themes: theme_links(&root), root, starts, entries: None })
    }

    /// What comes next, `most` or, at the end, fewer.
    pub fn next(&mut self, most: usize) -> Vec<(SourcePath, Found)> {
        let mut found = Vec::new();
        while found.len() < most {
            match self.entries.as_mut().map(Iterator::next) {
                Some(Some(Ok(entry))) => found.extend(self.entry(entry)),
                Some(Some(Err(error))) => found.extend(self.refused(&error)),
                Some(None) | None => match self.starts.pop() {
                    Some(start) => self.entries = self.entries_at(&start),
                    None => break,
                },
            }
        }
        found
    }

    /// What there is at and below `start`.
    fn entries_at(&self, start: &SourcePath) -> Option<Entries> {
        let place = self.root.join(start.as_str());
        // A path below a link that leaves the site is the link's fault, not a file.
        if place.parent().is_some_and(|parent| self.leaves_site(parent)) {
            return None;
        }
        let mut folders = place.ancestors().skip(1).take_while(|folder| *folder != self.root);
        if folders.any(is_output_folder) {
            return None;
        }
        let entries = WalkDir::new(&place).follow_links(true).max_depth(DEEPEST_FOLDER);
        Some(entries.into_iter().filter_entry(belongs))
    }

    fn entry(&mut self, entry: DirEntry) -> Option<(SourcePath, Found)> {
        let fault = if entry.file_name().to_str().is_none() {
            Some(Fault::NameNotUtf8)
        } else {
            (entry.path_is_symlink() && self.leaves_site(entry.path())).then_some(Fault::LinkLeavesSite)
        };
        let path = self.source_path(entry.path())?;
        let kind = entry.file_type();
        match fault {
            Some(fault) => {
                if let Some(entries) = self.entries.as_mut().filter(|_| kind.is_dir()) {
                    entries.skip_current_dir();
                }
                Some((path, Found::Fault(fault)))
            }
            // Anything else (a named pipe, a socket, a device) is never opened: reading it could wait for ever.
            None => kind.is_file().then(|| (path, Found::File(entry.into_path()))),
        }
    }

    fn refused(&self, error: &walkdir::Error) -> Option<(SourcePath, Found)> {
        let place = error.path()?;
        let path = self.source_path(place)?;
        let link = fs::symlink_metadata(place).is_ok_and(|metadata| metadata.is_symlink());
        let io = error.io_error();
        let fault = match io.map(io::Error::kind) {
            _ if error.loop_ancestor().is_some() => Fault::LinkLoop,
            // The kind has a stable name but no stable variant yet.
            Some(kind) if format!("{kind:?}") == "FilesystemLoop" => Fault::LinkLoop,
            // It went between the listing of its folder and now: it is absent, which is no fault. A link to nothing is.
            Some(ErrorKind::NotFound) if !link => return None,
            _ => Fault::Unreadable(io.map_or_else(|| error.to_string(), in_its_words)),
        };
        Some((path, Found::Fault(fault)))
    }

    fn leaves_site(&self, place: &Path) -> bool {
        let theme = self.themes.iter().find(|(link, _)| place.starts_with(link));
        let home = theme.map_or(&self.root, |(_, target)| target);
        fs::canonicalize(place).is_ok_and(|target| !target.starts_with(home) && !target.starts_with(&self.root))
    }

    fn source_path(&self, place: &Path) -> Option<SourcePath> {
        let below = place.strip_prefix(&self.root).ok()?.to_string_lossy();
        SourcePath::new(if cfg!(windows) { below.replace('\\', "/") } else { below.into_owned() }.as_str())
    }
}

/// Whether an entry is to be looked at. What a walk begins with always is.
fn belongs(entry: &DirEntry) -> bool {
    let is_output = || entry.file_type().is_dir() && is_output_folder(entry.path());
    entry.depth() == 0 || !(is_ignored(entry.file_name()) || is_output())
}
