//! ⚡ What belongs to a site and what only lies in its folder: droppings of editors, what haven itself wrote, and themes that
//! are kept elsewhere.

#![allow(clippy::disallowed_methods)]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The file by which an output folder is known: the list of what haven wrote there. Such a folder is never read, wherever
/// it lies.
pub const OUTPUT_MARK: &str = ".haven";

/// Whether a file or folder of this name is never part of a site: hidden files, and what editors and operating systems
/// drop beside the file that is being saved. `.well-known` is a folder that the web itself asks for.
pub fn is_ignored(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let hidden = name.starts_with('.') && name != ".well-known";
    // vim writes `4913` to learn whether it may create files; JetBrains saves through `___jb_tmp___`.
    let dropped = [".swp", ".swx", ".swo", "~", ".tmp", "___jb_tmp___", "___jb_old___"];
    let named = ["4913", "Thumbs.db", "desktop.ini"];
    let autosaved = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    hidden || autosaved || named.contains(&&*name) || dropped.iter().any(|end| name.ends_with(end))
}

/// Whether haven wrote this folder.
pub fn is_output_folder(place: &Path) -> bool {
    place.join(OUTPUT_MARK).is_file()
}

/// The links of the site in the folder `root` that stand for a whole theme (`theme`, `themes/NAME`), with the folders
/// that they lead to. Themes are shared between sites, so these alone may lead out of a site's folder.
pub fn theme_links(root: &Path) -> Vec<(PathBuf, PathBuf)> {
    let named = fs::read_dir(root.join("themes")).into_iter().flatten().filter_map(Result::ok);
    let places = named.map(|entry| entry.path()).chain([root.join("theme")]);
    places
        .filter(|place| place.is_symlink())
        .filter_map(|place| Some((place.clone(), fs::canonicalize(place).ok()?)))
        // A link to anything else, such as a home folder, is not walked through.
        .filter(|(_, target)| target.join("theme.yaml").is_file() || target.join("templates").is_dir())
        .collect()
}
