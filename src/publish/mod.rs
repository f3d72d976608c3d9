//! ⚡ Outputs become a folder. haven owns the files that its manifest lists and no others: it writes those that differ,
//! removes those that are no longer made, and never touches a file that somebody else put there.
//!
//! Nothing visible changes while pages are rendered: new bytes are staged first. A folder that is new is staged beside
//! its place and renamed into it. In an existing one each staged file is renamed over the old one, under a manifest that
//! already lists both the old files and the new, so a build that was killed leaves whole files that the next build
//! knows as its own. (Killed means the process: haven does not wait for the disk, since a build can be repeated.)

#![allow(clippy::disallowed_methods)]

mod error;
mod manifest;
mod place;
mod standing;
mod steps;
mod switch;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::source::OutputPath;
pub use error::PublishError;
use manifest::{Entry, Manifest, spelling};
use place::Place;
use standing::{Kind, Meeting, Standing};
use steps::Steps;

/// The longest name of a file or folder on every common disk, in bytes.
const LONGEST_NAME: usize = 255;

/// What happens where an output meets a file that haven did not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// The build stops before anything is changed.
    Refuse,
    /// `--force`: the output replaces that file, and a folder with other files in it is taken over. Files whose names no
    /// output has are left alone even so.
    Overwrite,
}

/// What a build did to its folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that are new or whose bytes differ.
    pub written: usize,
    /// Files that already held the right bytes.
    pub unchanged: usize,
    /// Files of an earlier build that the site no longer has.
    pub removed: usize,
    /// The size of what was written, in bytes.
    pub bytes: u64,
}

/// An output folder that is being brought up to date. `write` takes the outputs, on any thread and in any order, and
/// `finish` makes them visible. A `Publisher` that is dropped before that has changed nothing.
pub struct Publisher {
    place: Place,
    foreign: Foreign,
    steps: Steps,
    /// What the last build wrote.
    old: Manifest,
    /// The same by spelling, made when it is needed.
    spellings: OnceLock<HashMap<String, OutputPath>>,
    standing: Standing,
    taken: Mutex<Taken>,
    number: AtomicUsize,
}

/// What `write` has taken so far.
#[derive(Default)]
struct Taken {
    new: Manifest,
    /// Files that wait in the staging folder, by their number there. In a fresh folder they already have their names.
    staged: Vec<(OutputPath, PathBuf)>,
    /// What has to go before the staged files can be moved into place.
    blocking: BTreeSet<OutputPath>,
    unchanged: usize,
    written: usize,
    bytes: u64,
    errors: Vec<PublishError>,
}

impl Publisher {
    /// Opens the output folder `out` of the site in the folder `root`, and removes what a killed build left behind.
    pub fn open(root: &Path, out: &Path, foreign: Foreign) -> Result<Self, PublishError> {
        Publisher::open_dying(root, out, foreign, usize::MAX)
    }

    /// As `open`, but after `steps` changes to the disk every further one fails half-way, as if the process had been
    /// killed. For tests.
    #[doc(hidden)]
    pub fn open_dying(root: &Path, out: &Path, foreign: Foreign, steps: usize) -> Result<Self, PublishError> {
        let steps = Steps::until(steps);
        let out = place::allowed(root, out)?;
        let old = Manifest::read(&out)?;
        let place = place::open(&out, old.is_some(), foreign, &steps)?;
        let old = old.unwrap_or_default();
        Ok(Publisher {
            place,
            foreign,
            steps,
            old,
            spellings: OnceLock::new(),
            standing: Standing { out },
            taken: Mutex::default(),
            number: AtomicUsize::new(0),
        })
    }

    /// Takes one output, whose bytes have the hash `hash`. What goes wrong is said by `finish`.
    pub fn write(&self, path: &OutputPath, bytes: &[u8], hash: u128) {
        let entry = Entry { hash, size: bytes.len() as u64 };
        let blocking = match self.room_for(path) {
            Ok(blocking) => blocking,
            Err(error) => return self.lock().errors.push(error),
        };
        let stands = self.stands(path, bytes, entry);
        let staged = if stands { Ok(None) } else { self.stage(path, bytes).map(Some) };
        let mut taken = self.lock();
        taken.new.insert(path.clone(), entry);
        taken.blocking.extend(blocking);
        match staged {
            Ok(None) => taken.unchanged += 1,
            Ok(Some(file)) => {
                if let Place::Inside { .. } = self.place {
                    taken.staged.push((path.clone(), file));
                }
                taken.written += 1;
                taken.bytes += entry.size;
            }
            Err(error) => taken.errors.push(error),
        }
    }

    /// Makes the outputs visible and removes the stale ones. With errors nothing has been changed, unless the disk
    /// itself refused half-way: then the next build goes on from there.
    pub fn finish(self) -> Result<Summary, Vec<PublishError>> {
        switch::finish(self)
    }

    /// Whether the file already holds these bytes. A file whose hash the manifest knows to be different is not read.
    /// Where the hash is the same, the bytes on disk are still compared, because times and sizes cannot be trusted:
    /// somebody may have mended the page by hand, or copied an older build over this one with its times. Reading costs
    /// 100 ms for 10,000 pages of 10 kB on two cores, far less than rendering them.
    fn stands(&self, path: &OutputPath, bytes: &[u8], entry: Entry) -> bool {
        self.old.get(path) == Some(&entry)
            && self.standing.meet(path.as_str()) == Meeting::Here(Kind::File)
            && std::fs::read(self.standing.out.join(path.as_str())).is_ok_and(|standing| standing == bytes)
    }

    fn stage(&self, path: &OutputPath, bytes: &[u8]) -> Result<PathBuf, PublishError> {
        let file = match &self.place {
            Place::Beside { staging, .. } => staging.join(path.as_str()),
            Place::Inside { staging, .. } => staging.join(self.number.fetch_add(1, Ordering::Relaxed).to_string()),
        };
        let shown = || self.standing.out.join(path.as_str());
        // Said now rather than when half of the files have been moved into place.
        if path.as_str().split('/').any(|part| part.len() > LONGEST_NAME) {
            return Err(PublishError::Disk("write", shown(), "File name too long".to_owned()));
        }
        self.steps.write(&file, bytes).map_err(|error| PublishError::disk("write", &shown(), &error))?;
        Ok(file)
    }

    /// Whether an output may be put at `path`, and which stale files and folders of ours (or, forced, which foreign
    /// file) have to go first.
    fn room_for(&self, path: &OutputPath) -> Result<Vec<OutputPath>, PublishError> {
        let name = path.as_str();
        let refused = |foreign: &str| Err(PublishError::Foreign(self.standing.out.join(foreign)));
        let is_ours = |path: &OutputPath| self.old.get(path).is_some();
        if manifest::is_reserved(name) {
            return Err(PublishError::Reserved(self.standing.out.join(name)));
        }
        // Looking up what cannot be there was 2 % of a build.
        if let Place::Beside { .. } = self.place {
            return Ok(Vec::new());
        }
        match self.standing.meet(name) {
            Meeting::Nothing => Ok(Vec::new()),
            Meeting::Above(file) => match OutputPath::new(file) {
                Some(path) if is_ours(&path) || self.is_forced() => Ok(vec![path]),
                _ => refused(file),
            },
            Meeting::Here(Kind::Folder) => {
                let below = self.standing.below(name);
                let paths = || below.iter().filter_map(|(name, kind)| Some((OutputPath::new(name)?, *kind)));
                match paths().find(|(path, kind)| *kind != Kind::Folder && !is_ours(path)) {
                    Some((foreign, _)) => refused(foreign.as_str()),
                    None => Ok(paths().map(|(path, _)| path).chain([path.clone()]).collect()),
                }
            }
            Meeting::Here(_) if is_ours(path) => Ok(Vec::new()),
            // On a disk that ignores case it may be ours by another spelling, and has to be written anew in this one.
            Meeting::Here(_) => match self.spellings.get_or_init(|| self.old.by_spelling()).get(&spelling(path)) {
                Some(ours) => Ok(vec![ours.clone()]),
                None if self.is_forced() => Ok(Vec::new()),
                None => refused(name),
            },
        }
    }

    fn is_forced(&self) -> bool {
        self.foreign == Foreign::Overwrite
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // Nobody can be told any more; the next build tries again.
        let _ = self.steps.remove_tree(self.place.staging());
    }
}
