//! The changes that publishing makes to the disk, one function a kind, so that a test can stop after any of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many more changes are allowed; in life, any number.
pub(super) struct Steps {
    left: AtomicUsize,
}

impl Steps {
    pub fn until(left: usize) -> Self {
        Steps { left: AtomicUsize::new(left) }
    }

    /// Creates or replaces a file, and the folders above it where they are missing.
    pub fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(killed) = self.take() {
            let _ = fs::write(file, &bytes[..bytes.len() / 2]);
            return Err(killed);
        }
        // A page mostly has a folder of its own, which is not there yet: to try without it first was 2 % of a build.
        if let Some(folder) = file.parent().filter(|_| file.ends_with("index.html")) {
            let _ = fs::create_dir(folder);
        }
        match fs::write(file, bytes) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                file.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::write(file, bytes)
            }
            result => result,
        }
    }

    /// Moves a file or folder, over what stands there.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.take()?;
        match fs::rename(from, to) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                to.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(from, to)
            }
            result => result,
        }
    }

    /// Removes a file or a link; one that is already gone is fine.
    pub fn remove_file(&self, file: &Path) -> io::Result<()> {
        self.take()?;
        absent_is_fine(fs::remove_file(file))
    }

    /// Removes a folder if nothing is in it.
    pub fn remove_empty_folder(&self, folder: &Path) -> io::Result<()> {
        self.take()?;
        fs::remove_dir(folder)
    }

    /// Removes a folder of ours with all that is in it; links in it are removed, not followed.
    pub fn remove_tree(&self, folder: &Path) -> io::Result<()> {
        self.take()?;
        absent_is_fine(fs::remove_dir_all(folder))
    }

    /// Creates a folder, which must not exist, and the folders above it.
    pub fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.take()?;
        folder.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::create_dir(folder)
    }

    fn take(&self) -> io::Result<()> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(drop).map_err(|_| io::Error::new(ErrorKind::Interrupted, "killed"))
    }
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
