//! Why a site could not be published, each as a small piece of writing that says what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::disk::in_its_words;

/// Why the output folder is not what the site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishError {
    /// The output folder is the site's folder, or one that holds it.
    HoldsSite(PathBuf),
    /// The output folder lies in a folder that haven reads the site from.
    InsideSource(PathBuf, &'static str),
    /// The output "folder" is something else.
    NotAFolder(PathBuf),
    /// The folder has files in it and no manifest; one of the files.
    NotOurs(PathBuf, String),
    /// A later version of haven wrote the folder.
    Newer(PathBuf),
    /// An output has the name of a file, or of a folder with files, that haven did not write.
    Foreign(PathBuf),
    /// An output has a name that haven keeps for itself.
    Reserved(PathBuf),
    /// The operating system refused: what was tried, where, and its words.
    Disk(&'static str, PathBuf, String),
}

impl PublishError {
    pub(super) fn disk(tried: &'static str, place: &Path, error: &io::Error) -> Self {
        PublishError::Disk(tried, place.to_owned(), in_its_words(error))
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::HoldsSite(out) => write!(
                f,
                "the output folder {} holds the site's own files; choose a folder of its own, such as `public`",
                shown(out)
            ),
            PublishError::InsideSource(out, source) => write!(
                f,
                "the output folder {} lies inside `{source}`, where haven reads the site from; choose one beside it",
                shown(out)
            ),
            PublishError::NotAFolder(out) => write!(f, "{} is not a folder", shown(out)),
            PublishError::NotOurs(out, file) => write!(
                f,
                "{} is not empty and was not made by haven (it holds `{file}`); choose another folder, or give `--force` \
                 to write into this one",
                shown(out)
            ),
            PublishError::Newer(out) => {
                write!(f, "{} was written by a newer haven; update haven or choose another folder", shown(out))
            }
            PublishError::Foreign(file) => write!(
                f,
                "{} is in the way of the site and was not written by haven; move it away, or give `--force` to replace it",
                shown(file)
            ),
            PublishError::Reserved(file) => {
                write!(f, "{} is a name that haven needs for itself; rename the file", shown(file))
            }
            PublishError::Disk(tried, place, words) => write!(f, "cannot {tried} {}: {words}", shown(place)),
        }
    }
}

impl std::error::Error for PublishError {}

fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}
