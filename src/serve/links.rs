//! Symbolic links in a site's folders that lead to something that is read: another folder of the site, or a theme that is
//! kept elsewhere. A change there is a change of the site under the link's name.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::watch::FOLDERS;
use crate::source::disk::{is_ignored, theme_links};

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands.
    pub place: PathBuf,
    /// What it leads to, without further links.
    pub target: PathBuf,
}

impl Link {
    /// The link's name for something that lies where it leads.
    pub fn place_of(&self, path: &Path) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.target).ok()?;
        Some(if below.as_os_str().is_empty() { self.place.clone() } else { self.place.join(below) })
    }
}

/// The links of the site in the folder `root`. Those that leave it are faults, except for themes.
pub fn find(root: &Path) -> Vec<Link> {
    let entries = FOLDERS.iter().flat_map(|folder| {
        let entries = WalkDir::new(root.join(folder)).into_iter();
        entries.filter_entry(|entry| entry.depth() == 0 || !is_ignored(entry.file_name())).filter_map(Result::ok)
    });
    let inside = entries.filter(|entry| entry.path_is_symlink()).filter_map(|entry| {
        let target = entry.path().canonicalize().ok()?;
        // A link to a folder around itself is a loop, which is a fault too.
        let is_read = target.starts_with(root) && !entry.path().starts_with(&target);
        is_read.then(|| Link { place: entry.into_path(), target })
    });
    let themes = theme_links(root).into_iter().map(|(place, target)| Link { place, target });
    let mut links: Vec<Link> = inside.chain(themes).collect();
    links.sort_by(|a, b| a.place.cmp(&b.place));
    links.dedup();
    links
}
