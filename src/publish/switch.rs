//! The last act of publishing: staged files become visible, stale ones go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::{Manifest, NAME};
use super::place::Place;
use super::standing::{Kind, Meeting};
use super::{PublishError, Publisher, Summary, Taken};
use crate::source::OutputPath;

pub(super) fn finish(publisher: Publisher) -> Result<Summary, Vec<PublishError>> {
    let taken = std::mem::take(&mut *publisher.lock());
    if !taken.errors.is_empty() {
        let mut errors = taken.errors;
        errors.sort_by_key(ToString::to_string);
        errors.dedup();
        return Err(errors);
    }
    let stale: BTreeSet<_> = publisher.old.paths().filter(|path| taken.new.get(path).is_none()).cloned().collect();
    let summary = Summary {
        written: taken.written,
        unchanged: taken.unchanged,
        removed: stale
            .iter()
            .filter(|path| publisher.standing.meet(path.as_str()) == Meeting::Here(Kind::File))
            .count(),
        bytes: taken.bytes,
    };
    let switched = match &publisher.place {
        Place::Beside { out, staging } => appear(&publisher, &taken, out, staging),
        Place::Inside { out, .. } => replace(&publisher, &taken, &stale, out),
    };
    switched.map(|()| summary).map_err(|error| vec![error])
}

/// The staged folder becomes the output folder in one rename.
fn appear(publisher: &Publisher, taken: &Taken, out: &Path, staging: &Path) -> Result<(), PublishError> {
    let refused = |error| PublishError::disk("write", out, &error);
    publisher.steps.write(&staging.join(NAME), taken.new.text().as_bytes()).map_err(refused)?;
    if let Ok(empty) = fs::metadata(out) {
        // Somebody made this folder ready, perhaps with the permissions that their web server needs.
        fs::set_permissions(staging, empty.permissions()).map_err(refused)?;
        if cfg!(windows) {
            publisher.steps.remove_empty_folder(out).map_err(refused)?;
        }
    }
    publisher.steps.rename(staging, out).map_err(refused)
}

/// Each staged file replaces its predecessor, between a manifest that lists old and new files and one with the new only.
fn replace(publisher: &Publisher, taken: &Taken, stale: &BTreeSet<OutputPath>, out: &Path) -> Result<(), PublishError> {
    let steps = &publisher.steps;
    let nothing_to_do = taken.staged.is_empty() && taken.new == publisher.old;
    if nothing_to_do && out.join(NAME).exists() {
        return Ok(());
    }
    write_manifest(publisher, &publisher.old.union(&taken.new))?;

    // A page that became a folder, a folder that became a page, a name that changed only in case: the old file has to
    // go first. Every other stale file goes last, so that no link leads to nothing in between.
    let is_folder = |path: &OutputPath| publisher.standing.meet(path.as_str()) == Meeting::Here(Kind::Folder);
    let goes = |path: &&OutputPath| taken.new.get(path).is_none() || is_folder(path);
    let blocking = taken.blocking.iter().filter(goes).cloned().collect();
    remove(publisher, &blocking, out)?;
    let move_into_place = |(path, file): &(OutputPath, PathBuf)| {
        let place = out.join(path.as_str());
        steps.rename(file, &place).map_err(|error| PublishError::disk("write", &place, &error))
    };
    taken.staged.par_iter().try_for_each(move_into_place)?;
    remove(publisher, &stale.difference(&blocking).cloned().collect(), out)?;

    write_manifest(publisher, &taken.new)
}

fn write_manifest(publisher: &Publisher, manifest: &Manifest) -> Result<(), PublishError> {
    let (staged, place) = (publisher.place.staging().join("manifest"), publisher.place.out().join(NAME));
    let steps = &publisher.steps;
    let written = steps.write(&staged, manifest.text().as_bytes()).and_then(|()| steps.rename(&staged, &place));
    written.map_err(|error| PublishError::disk("write", &place, &error))
}

/// Removes files, and the folders that they leave empty or that a killed build did. A path that does not stand in the
/// folder itself (it may lead through a link) is left alone.
fn remove(publisher: &Publisher, paths: &BTreeSet<OutputPath>, out: &Path) -> Result<(), PublishError> {
    let is_folder = |name: &&str| publisher.standing.meet(name) == Meeting::Here(Kind::Folder);
    let mut folders = BTreeSet::new();
    for name in paths.iter().map(OutputPath::as_str) {
        if matches!(publisher.standing.meet(name), Meeting::Here(Kind::File | Kind::Other)) {
            let place = out.join(name);
            publisher.steps.remove_file(&place).map_err(|error| PublishError::disk("remove", &place, &error))?;
        }
        let above = name.match_indices('/').map(|(end, _)| &name[..end]);
        folders.extend(above.chain([name]).filter(is_folder));
    }
    // Sorted backwards, a folder comes before the one that holds it. One that is not empty stays.
    for folder in folders.iter().rev() {
        let _ = publisher.steps.remove_empty_folder(&out.join(folder));
    }
    Ok(())
}
