//! What the preview did lately and why: for each update the files that changed, how long it took until the pages in view
//! and until all were true again, and the causes for which outputs were rendered.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::engine::Work;
use crate::source::{OutputPath, SourcePath, UrlPath};

/// Updates that are remembered.
const UPDATES: usize = 40;

/// Files and addresses that are named of each group; the rest is a number.
const EXAMPLES: usize = 12;

/// One update.
#[derive(Clone, Debug)]
pub struct Update {
    /// From 1.
    pub number: u32,
    /// When it began, as a clock shows it.
    pub at: String,
    /// The first of the files that changed.
    pub files: Vec<SourcePath>,
    /// What it did.
    pub work: Work,
    /// Until the pages in view were sent.
    pub first: Duration,
    /// Until everything was rendered; `None` as long as it is not.
    pub whole: Option<Duration>,
    /// Why outputs were rendered, each with how many and the first of them.
    pub causes: BTreeMap<String, (usize, Vec<UrlPath>)>,
    began: Instant,
}

/// The last updates, the newest first.
#[derive(Clone, Debug, Default)]
pub struct Log {
    updates: VecDeque<Update>,
    count: u32,
}

impl Log {
    /// An update began at `began` and has been taken in.
    pub fn begin(&mut self, at: String, began: Instant, mut files: Vec<SourcePath>, work: Work) {
        files.truncate(EXAMPLES);
        self.count += 1;
        let first = began.elapsed();
        let causes = BTreeMap::new();
        self.updates.push_front(Update { number: self.count, at, files, work, first, whole: None, causes, began });
        self.updates.truncate(UPDATES);
    }

    /// Its number, from 1; 0 before the first.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// An output was rendered for this cause.
    pub fn rendered(&mut self, path: &OutputPath, cause: String) {
        let Some(update) = self.updates.front_mut() else { return };
        let (count, examples) = update.causes.entry(cause).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(path.url());
        }
    }

    /// The pages in view have been sent.
    pub fn sent(&mut self) {
        if let Some(update) = self.updates.front_mut() {
            update.first = update.began.elapsed();
        }
    }

    /// Everything has been rendered.
    pub fn finish(&mut self) {
        if let Some(update) = self.updates.front_mut() {
            update.whole = Some(update.began.elapsed());
        }
    }

    /// The newest first.
    pub fn updates(&self) -> impl Iterator<Item = &Update> {
        self.updates.iter()
    }
}
