//! Where the outputs are staged: beside a folder that is still to be made, or inside one that stands.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::manifest::{NAME, STAGING};
use super::standing::Standing;
use super::steps::Steps;
use super::{Foreign, PublishError};

/// Where the outputs are staged.
pub(super) enum Place {
    /// The whole folder is made in `staging`, under the same parent, and then renamed to `out`.
    Beside { out: PathBuf, staging: PathBuf },
    /// Numbered files wait in `staging`, which lies in `out`.
    Inside { out: PathBuf, staging: PathBuf },
}

impl Place {
    pub fn out(&self) -> &Path {
        let (Place::Beside { out, .. } | Place::Inside { out, .. }) = self;
        out
    }

    pub fn staging(&self) -> &Path {
        let (Place::Beside { staging, .. } | Place::Inside { staging, .. }) = self;
        staging
    }
}

/// The output folder without links, unless writing there would write over the site itself.
pub(super) fn allowed(root: &Path, out: &Path) -> Result<PathBuf, PublishError> {
    let place = without_links(out).map_err(|error| PublishError::disk("find", out, &error))?;
    let root = without_links(root).map_err(|error| PublishError::disk("find", root, &error))?;
    if root.starts_with(&place) {
        return Err(PublishError::HoldsSite(out.to_owned()));
    }
    for source in ["content", "theme", "themes"] {
        let folder = without_links(&root.join(source)).unwrap_or_else(|_| root.join(source));
        if place.starts_with(folder) {
            return Err(PublishError::InsideSource(out.to_owned(), source));
        }
    }
    match fs::metadata(&place) {
        Ok(metadata) if !metadata.is_dir() => Err(PublishError::NotAFolder(out.to_owned())),
        _ => Ok(place),
    }
}

/// Looks at the folder, clears away what a killed build left, and makes the staging folder.
pub(super) fn open(out: &Path, is_ours: bool, foreign: Foreign, steps: &Steps) -> Result<Place, PublishError> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let parent = out.parent().unwrap_or(out);
    let beside_prefix = format!(".{name}{STAGING}");
    clear(parent, &beside_prefix, steps)?;
    clear(out, STAGING, steps)?;

    // A file of the manifest's name that is none belongs to somebody else.
    let stranger = || out.join(NAME).symlink_metadata().is_ok().then(|| NAME.to_owned());
    let other = Standing { out: out.to_owned() }.first().or_else(stranger).filter(|_| !is_ours);
    if let (Some(file), Foreign::Refuse) = (&other, foreign) {
        return Err(PublishError::NotOurs(out.to_owned(), file.clone()));
    }
    // The process id only keeps the name apart from a build that runs at the same time.
    let id = std::process::id();
    let staging = parent.join(format!("{beside_prefix}{id}"));
    let is_new = !is_ours && other.is_none();
    if is_new && can_be_replaced(out, parent) && steps.create_folder(&staging).is_ok() {
        return Ok(Place::Beside { out: out.to_owned(), staging });
    }
    let staging = out.join(format!("{STAGING}{id}"));
    steps.create_folder(&staging).map_err(|error| PublishError::disk("write in", out, &error))?;
    Ok(Place::Inside { out: out.to_owned(), staging })
}

fn clear(folder: &Path, prefix: &str, steps: &Steps) -> Result<(), PublishError> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let place = entry.path();
            steps.remove_tree(&place).map_err(|error| PublishError::disk("remove", &place, &error))?;
        }
    }
    Ok(())
}

/// Whether a rename can put a folder at `out`. A mount point (an empty volume of a container) must be filled instead.
fn can_be_replaced(out: &Path, parent: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |place: &Path| fs::metadata(place).map(|metadata| metadata.dev()).ok();
        device(out).is_none_or(|here| Some(here) == device(parent))
    }
    #[cfg(not(unix))]
    {
        let _ = (out, parent);
        true
    }
}

/// The absolute path with links resolved as far as it exists.
fn without_links(path: &Path) -> std::io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    match fs::canonicalize(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => Ok(without_links(parent)?.join(name)),
            // `..` below a folder that does not exist yet.
            _ => Err(error),
        },
        result => result,
    }
}
