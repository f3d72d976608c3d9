//! Changes in, outputs and diagnostics out: one code path for the first build and for every edit after it. There is no
//! function called rebuild.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{Change, OutputPath, Sources};

/// What is decided outside the site's files: the command line and the day. Part of the input, never read from a clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The day as of which the site is shown.
    pub today: jiff::civil::Date,
    /// Show drafts, scheduled and expired pages too.
    pub drafts: bool,
    /// Instead of the configuration's `base_url`.
    pub base_url: Option<String>,
    /// Write `index.html` into links, so that the folder works from `file://`.
    pub offline: bool,
}

/// A finished file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Their hash.
    pub hash: u128,
}

/// What one update did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Files whose bytes differed.
    pub changed_sources: usize,
    /// Files read anew.
    pub parsed: usize,
    /// Whether the site was linked anew.
    pub linked: bool,
    /// Outputs rendered since the update.
    pub rendered: usize,
}

/// The memo of a site.
pub struct Engine {
    settings: Settings,
    sources: Sources,
}

impl Engine {
    /// An engine that knows no file yet.
    pub fn new(settings: Settings) -> Self {
        Engine { settings, sources: Sources::default() }
    }

    /// Takes changes in: parses, links and settles what they touch. Renders nothing yet.
    pub fn update(&mut self, changes: Vec<Change>) -> Work {
        let _ = (&self.settings, &mut self.sources, changes);
        todo!()
    }

    /// The paths of every output of the site, sorted.
    pub fn outputs(&self) -> Vec<OutputPath> {
        todo!()
    }

    /// One output, rendered now if it is not fresh; `None` when the site has no such file.
    pub fn output(&mut self, path: &OutputPath) -> Option<Output> {
        let _ = path;
        todo!()
    }

    /// Renders every output that is not fresh, in parallel, and hands each of the site's outputs to `take` (on any
    /// thread, in any order), fresh or not. Memory stays flat when `take` writes and `keep` is false.
    pub fn render_all(&mut self, take: &(dyn Fn(&OutputPath, &Output) + Sync)) {
        let _ = take;
        todo!()
    }

    /// Everything that is wrong with the site, sorted by place. Rendering must be complete for it to be.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        todo!()
    }

    /// The sources, for excerpts.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Where the n-th link, call or heading of a file stands now, for printing.
    pub fn spans(&self, file: &crate::source::SourcePath) -> Option<&crate::document::Spans> {
        let _ = file;
        todo!()
    }
}
