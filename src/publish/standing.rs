//! What stands in the output folder: links are seen, never followed. Each name is looked up when an output meets it
//! (a microsecond), because listing a folder of 10,000 pages, each in a folder of its own, takes 100 ms.

use std::fs;
use std::path::PathBuf;

use walkdir::WalkDir;

use super::manifest::is_reserved;

/// The output folder as it stands now.
pub(super) struct Standing {
    pub out: PathBuf,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link, a pipe, a device: never ours.
    Other,
}

/// What is met on the way to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting<'a> {
    Nothing,
    /// Something that is no folder stands where a folder on the way should be.
    Above(&'a str),
    /// This stands at the path itself.
    Here(Kind),
}

impl Standing {
    /// What is met on the way to `path`.
    pub fn meet<'a>(&self, path: &'a str) -> Meeting<'a> {
        for folder in path.match_indices('/').map(|(end, _)| &path[..end]) {
            match self.kind_of_last(folder) {
                None => return Meeting::Nothing,
                Some(Kind::Folder) => {}
                Some(_) => return Meeting::Above(folder),
            }
        }
        self.kind_of_last(path).map_or(Meeting::Nothing, Meeting::Here)
    }

    fn kind_of_last(&self, path: &str) -> Option<Kind> {
        let kind = fs::symlink_metadata(self.out.join(path)).ok()?.file_type();
        Some(match () {
            () if kind.is_file() => Kind::File,
            () if kind.is_dir() => Kind::Folder,
            () => Kind::Other,
        })
    }

    /// What stands at any depth below a folder, deepest last. What cannot be listed counts as absent: to write there or
    /// to remove it will say why.
    pub fn below(&self, folder: &str) -> Vec<(String, Kind)> {
        let entries = WalkDir::new(self.out.join(folder)).min_depth(1).into_iter().filter_map(Result::ok);
        let named = entries.filter_map(|entry| {
            let below = entry.path().strip_prefix(&self.out).ok()?.to_string_lossy();
            let path = if cfg!(windows) { below.replace('\\', "/") } else { below.into_owned() };
            let kind = self.kind_of_last(&path)?;
            Some((path, kind))
        });
        named.collect()
    }

    /// A name that stands in the folder and is not one of haven's own.
    pub fn first(&self) -> Option<String> {
        let names = fs::read_dir(&self.out).ok()?.filter_map(Result::ok);
        names.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| !is_reserved(name)).min()
    }
}
